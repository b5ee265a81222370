"""The style sheets and what is vendored: small, from one palette, readable, unchanged."""

import json
import re
from itertools import product
from pathlib import Path

import pytest
from tools import vendor

STATIC = Path(__file__).resolve().parent.parent / "static"
STYLES = sorted((STATIC / "ui").glob("*.css"))
SERVED = [path for path in STYLES if path.name != "gallery.css"]
TOKENS = (STATIC / "ui" / "tokens.css").read_text("utf-8")


def test_the_style_sheets_of_a_page_are_small() -> None:
    assert sum(path.stat().st_size for path in SERVED) < 40_000


def test_the_script_of_a_page_is_short() -> None:
    assert len((STATIC / "ui" / "jieli.js").read_text("utf-8").splitlines()) <= 150


@pytest.mark.parametrize(
    "path", [path for path in STYLES if path.name not in ("tokens.css", "print.css")], ids=lambda p: p.name
)
def test_only_the_tokens_name_colours(path: Path) -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", path.read_text("utf-8"))


def test_nothing_is_loaded_from_elsewhere() -> None:
    for path in [*STYLES, STATIC / "ui" / "jieli.js"]:
        assert "//" not in re.sub(r"^\s*//.*|\s//\s.*$", "", path.read_text("utf-8"), flags=re.MULTILINE), (
            path.name
        )
        assert "@import" not in path.read_text("utf-8")


def themes() -> dict[str, dict[str, str]]:
    light, dark, system = re.findall(
        r"(?:\[data-theme=\"light\"\]|^@media screen \{ \[data-theme=\"dark\"\]|:root:not\(\[data-theme=\"light\"\]\)) \{(.*?)\}",
        TOKENS,
        re.DOTALL | re.MULTILINE,
    )
    return {
        name: dict(re.findall(r"(--[\w-]+): ([^;]+);", block))
        for name, block in (("light", light), ("dark", dark), ("system", system))
    }


def test_the_systems_dark_is_the_viewers_dark() -> None:
    found = themes()
    assert found["dark"] == found["system"]
    assert set(found["dark"]) == set(found["light"])


TEXT_ON = [
    *product(
        ("--ink", "--ink-2", "--ink-3", "--accent", "--accent-strong", "--danger"),
        ("--paper", "--surface", "--surface-2"),
    ),
    ("--accent-strong", "--accent-soft"),
    ("--accent", "--accent-soft"),
    ("--ink", "--accent-soft"),
    ("--warn", "--warn-soft"),
    ("--ink", "--warn-soft"),
    ("--danger", "--danger-soft"),
    ("--accent", "--danger-soft"),
    ("--ink", "--danger-soft"),
    ("--on-accent", "--accent"),
    ("--on-accent", "--accent-strong"),
    ("--on-danger", "--danger"),
    ("--surface", "--ink"),
    *(("--on-owner-deep", f"--owner-{number}") for number in (0, 2, 4, 6)),
    *(("--on-owner-light", f"--owner-{number}") for number in (1, 3, 5, 7)),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read_on_its_ground(theme: str, text: str, ground: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_neighbouring_owners_differ_in_lightness_so_that_grey_prints_can_be_read(theme: str) -> None:
    colours = themes()[theme]
    for number in range(8):
        assert contrast(colours[f"--owner-{number}"], colours[f"--owner-{(number + 1) % 8}"]) >= 1.7


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edges_of_controls_can_be_seen(theme: str) -> None:
    colours = themes()[theme]
    assert contrast(colours["--line-strong"], colours["--surface"]) >= 3


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_vendored_files_are_those_of_the_lock_with_their_licences() -> None:
    packages = json.loads(vendor.LOCK.read_text("utf-8"))["packages"]
    assert vendor.differences(packages) == []
    for package in packages:
        assert package["integrity"].startswith("sha512-")
        assert any("LICENSE" in file["to"] for file in package["files"])


def test_a_vendored_file_that_was_changed_or_is_gone_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendor, "PROJECT", tmp_path)
    (tmp_path / "changed.js").write_text("1")
    files = [{"to": "changed.js", "integrity": "sha512-x"}, {"to": "gone.js", "integrity": "sha512-x"}]
    wrong = vendor.differences([{"name": "htmx.org", "version": "1", "files": files}])
    assert [line.split()[0] for line in wrong] == ["changed.js", "gone.js"]


def test_the_lock_names_no_registry() -> None:
    assert "//" not in vendor.LOCK.read_text("utf-8")
