"""The components' manuals: what each is for, what it takes, what it owes to those who cannot see, and examples."""

from pathlib import Path
from typing import Any

import yaml
from attrs import frozen

COMPONENTS = Path(__file__).resolve().parent.parent / "components"


@frozen
class Argument:
    name: str
    meaning: str


@frozen
class Example:
    """A state of the component. sample: the function in samples.py that makes what the template needs."""

    name: str
    template: str
    texts: dict[str, dict[str, Any]]
    sample: str = ""


@frozen
class Manual:
    """One component. template: its file in templates/components, empty where it is made of classes alone."""

    name: str
    group: str
    purpose: str
    template: str
    arguments: tuple[Argument, ...]
    accessibility: str
    examples: tuple[Example, ...]


GROUPS = ("Foundations", "Text and numbers", "Actions and forms", "Lists and tables", "Feedback", "Pictures")


def read_manuals() -> tuple[Manual, ...]:
    """All manuals, group by group."""
    found = [_read(path) for path in sorted(COMPONENTS.glob("*.yaml"))]
    return tuple(sorted(found, key=lambda manual: (GROUPS.index(manual.group), manual.name)))


def _read(path: Path) -> Manual:
    plain = yaml.safe_load(path.read_text("utf-8"))
    return Manual(
        name=path.stem,
        group=plain["group"],
        purpose=plain["purpose"],
        template=plain.get("template", ""),
        arguments=tuple(
            Argument(name, str(meaning)) for name, meaning in (plain.get("arguments") or {}).items()
        ),
        accessibility=plain["accessibility"],
        examples=tuple(
            Example(
                name=example["name"],
                template=example["template"],
                texts={language: example.get(language) or {} for language in ("zh", "en")},
                sample=example.get("sample", ""),
            )
            for example in plain["examples"]
        ),
    )
