"""A mapping: which columns of which files are clients, employees, deals and the rest. The form is in README.md."""

import re
from collections.abc import Mapping as Dict
from pathlib import Path
from typing import Any

import yaml
from attrs import field, frozen

from jieli.kernel.problem import Problem, Problems

_COLUMN = re.compile(r"\{([^{}]+)\}")
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")

# section → (needed keys, further keys)
SECTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "employees": (("from", "key", "name", "employed_from"), ("department", "position", "employed_until")),
    "clients": (
        ("from", "key", "name", "created_on"),
        (
            "kind",
            "class",
            "status",
            "industry",
            "region",
            "source",
            "phone",
            "tags",
            "bought_since",
            "only_in",
        ),
    ),
    "rates": (("from", "currency", "from_on", "rate"), ()),
    "deals": (
        ("from", "key", "client", "amount", "signed_on"),
        (
            *("title", "contract", "product_line", "opened_on", "seller", "quantity", "margin"),
            *("region", "class", "delivered_on", "approved_on", "accepted_on", "currency", "renews"),
        ),
    ),
    "receipts": (("from", "key", "client", "amount", "received_on"), ("deal", "currency")),
    "invoices": (("from", "key", "client", "deal", "amount", "invoiced_on"), ("currency",)),
    "refunds": (("from", "key", "client", "deal", "amount", "refunded_on"), ("receipt", "currency")),
    "visits": (("from", "key", "client", "employee", "visited_on"), ("kind", "minutes", "note")),
    "services": (("from", "key", "client", "employee", "served_on", "topic"), ("minutes", "note")),
    "ownership": ((), ("derive", "from", "client", "employee", "since")),
}


@frozen
class Target:
    """The organisation that the file is loaded into."""

    slug: str
    name: str
    currency: str
    language: str


@frozen
class Section:
    """One kind of record: the file it is read from and a text template per field, such as `{CustomerNo}`."""

    name: str
    file: str
    templates: Dict[str, str] = field(factory=dict)

    def has(self, key: str) -> bool:
        return bool(self.templates.get(key))


@frozen
class Mapping:
    target: Target
    files: Dict[str, str]  # name → path relative to the folder of the data
    sections: Dict[str, Section]


def columns_of(template: str) -> tuple[str, ...]:
    """The columns that a template names."""
    return tuple(_COLUMN.findall(template))


def fill(template: str, values: Dict[str, str]) -> str:
    """The template with each column's text in its place. Raises KeyError with a column that is not there."""
    return _COLUMN.sub(lambda found: values[found[1]], template)


def read_mapping(path: Path) -> Mapping:
    """The mapping of a YAML file. Raises Problems (IMPORT-MAP-…) with everything that is wrong."""
    try:
        plain = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise Problems(
            [
                Problem(
                    "IMPORT-MAP-001",
                    path.name,
                    "The mapping cannot be read: {reason}.",
                    "It is a YAML file; examples are in examples/imports.",
                    {"reason": " ".join(str(error).split())},
                )
            ]
        ) from error
    if not isinstance(plain, dict):
        plain = {}
    problems: list[Problem] = []
    files = _texts(path.name, "files", plain.get("files"), problems)
    target = _target(path.name, plain.get("organization"), problems)
    sections = {}
    for name in plain:
        if name in SECTIONS:
            sections[name] = _section(path.name, name, plain[name], files, problems)
        elif name not in ("organization", "files"):
            problems.append(_unknown(path.name, str(name), ", ".join(("organization", "files", *SECTIONS))))
    if problems:
        raise Problems(problems)
    assert target is not None
    return Mapping(target, files, sections)


def _target(place: str, plain: Any, problems: list[Problem]) -> Target | None:
    found = _texts(place, "organization", plain, problems)
    slug = found.get("slug", "")
    if (
        not _SLUG.fullmatch(slug)
        or not found.get("name")
        or not re.fullmatch("[A-Z]{3}", found.get("currency", ""))
    ):
        problems.append(
            Problem(
                "IMPORT-MAP-002",
                f"{place} organization",
                "The organisation needs a slug of small letters, a name and a currency of three capitals.",
                "Write for example: slug acme, name “Acme”, currency CNY.",
            )
        )
        return None
    return Target(slug, found["name"], found["currency"], found.get("language", "zh-hans"))


def _section(place: str, name: str, plain: Any, files: Dict[str, str], problems: list[Problem]) -> Section:
    templates = _texts(place, name, plain, problems)
    needed, further = SECTIONS[name]
    problems += [
        Problem(
            "IMPORT-MAP-003",
            f"{place} {name}",
            "{key} is missing.",
            "Say from which column it comes, for example “{{{example}}}”.",
            {"key": key, "example": "Column"},
        )
        for key in needed
        if not templates.get(key)
    ]
    problems += [
        _unknown(f"{place} {name}", key, ", ".join((*needed, *further)))
        for key in templates
        if key not in (*needed, *further)
    ]
    problems += [
        Problem(
            "IMPORT-MAP-006",
            f"{place} {name}.{key}",
            "“{template}” has a brace that is not closed, or nothing between the braces.",
            "Write the column's name between two braces, for example “{{{example}}}”.",
            {"template": template, "example": "Column"},
        )
        for key, template in templates.items()
        if set("{}") & set(_COLUMN.sub("", template))
    ]
    file = templates.pop("from", "")
    if file and file not in files:
        problems.append(_unknown(f"{place} {name}.from", file, ", ".join(files)))
    return Section(name, file, templates)


def _texts(place: str, name: str, plain: Any, problems: list[Problem]) -> dict[str, str]:
    if isinstance(plain, dict) and all(isinstance(value, str) for value in plain.values()):
        return {str(key): value for key, value in plain.items()}
    problems.append(
        Problem(
            "IMPORT-MAP-004",
            f"{place} {name}",
            "This is not a list of names with texts.",
            "Write every value in quotes, for example key: “{{{example}}}”.",
            {"example": "Column"},
        )
    )
    return {}


def _unknown(place: str, found: str, known: str) -> Problem:
    return Problem(
        "IMPORT-MAP-005",
        place,
        "“{found}” is not known here.",
        "Known are: {known}.",
        {"found": found, "known": known},
    )
