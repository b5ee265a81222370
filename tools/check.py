"""What CI runs, each step with its time: `python tools/check.py all|static`.

The three kinds of tests run side by side: those in a browser mostly wait, and those on Spark mostly use Java. What each says
is in `build/check` while it runs, and is printed when it ends.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

PROJECT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SAID = PROJECT / "build" / "check"
PRINTING = Lock()
WORKERS = os.environ.get("JIELI_TEST_WORKERS", "2")

STATIC = (
    ("form of the code", [BIN / "ruff", "format", "--check", "."]),
    ("lint", [BIN / "ruff", "check", "."]),
    ("floors and order of apps", [BIN / "lint-imports"]),
    ("types of kernel, rulebase and engines", [BIN / "mypy"]),
    ("Chinese texts", [BIN / "python", "tools/messages.py", "check"]),
    ("generated reference", [BIN / "python", "tools/reference.py", "check"]),
)


def marked(kind: str) -> list[str]:
    """Where the tests of a kind lie, so that their lane reads no others: that alone takes ten seconds."""
    files = [file for tests in ("tests", "src") for file in sorted((PROJECT / tests).rglob("*.py"))]
    found = [file for file in files if f"mark.{kind}" in file.read_text("utf-8")]
    return [str(file.parent if file.name == "conftest.py" else file) for file in found]


# In the order of their folders: tests/e2e, whose few tests each take long, comes early, and no worker is left with it alone.
LOADED = ("--dist", "loadscope", "--no-loadscope-reorder")
TESTS = (
    (
        "tests",
        [BIN / "pytest", "-q", "-n", WORKERS, *LOADED, "-m", "not browser and not spark"],
    ),
    ("tests on Spark", [BIN / "pytest", "-q", "-m", "spark", *marked("spark")]),
    ("tests in a browser", [BIN / "pytest", "-q", "-m", "browser", *marked("browser")]),
)


def main(arguments: list[str]) -> int:
    failed = [name for name, command in STATIC if not passes(name, command)]
    if arguments != ["static"]:
        bring_browser()
        with ThreadPoolExecutor(len(TESTS)) as pool:
            found = pool.map(passes_beside, *zip(*TESTS, strict=True))
            failed += [name for (name, _command), passed in zip(TESTS, found, strict=True) if not passed]
    print("\nEverything passed." if not failed else "\nFailed: " + ", ".join(failed), flush=True)
    return 1 if failed else 0


def passes(name: str, command: Sequence[str | Path]) -> bool:
    print(f"\n── {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run(command, cwd=PROJECT, check=False)
    print(ended(name, done.returncode, began), flush=True)
    return not done.returncode


def passes_beside(name: str, command: Sequence[str | Path]) -> bool:
    """The same beside other steps, each with a database of its own."""
    lane = name.split()[-1].lower()
    SAID.mkdir(parents=True, exist_ok=True)
    said, began = SAID / f"{lane}.txt", time.monotonic()
    print(f"\n── {name}: begun; see {said.relative_to(PROJECT)}", flush=True)
    with said.open("w", encoding="utf-8") as file:
        environment = os.environ | {"JIELI_TEST_LANE": lane}
        done = subprocess.run(
            command, cwd=PROJECT, check=False, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
    with PRINTING:
        print(f"\n── {name}\n{said.read_text('utf-8')}{ended(name, done.returncode, began)}", flush=True)
    return not done.returncode


def ended(name: str, code: int, began: float) -> str:
    return f"── {name}: {'FAILED' if code else 'ok'} in {time.monotonic() - began:.0f} s"


def bring_browser() -> None:
    """The system's Chromium for the page tests; installed where this is Debian and we may, else said."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the page tests …", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["update"],
            ["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"],
        ):
            subprocess.run(
                ["apt-get", "-q", *command], env=environment, stdout=subprocess.DEVNULL, check=False
            )
    if not shutil.which("chromium"):
        print(
            "No Chromium: the page tests will be skipped. Install the package chromium to run them.",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
