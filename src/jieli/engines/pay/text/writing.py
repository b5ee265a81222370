"""The canonical YAML of plain data: one way to write each thing, so that equal plans have equal texts."""

import json
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen


@frozen
class Word:
    """A word of the plan's own language, written without quotes."""

    text: str


@frozen
class Flow:
    """A small table written on one line."""

    entries: "Mapping[str, Plain]"


Plain = str | Word | Flow | Mapping[str, "Plain"] | Sequence["Plain"]


def write_yaml(data: "Mapping[str, Plain]") -> str:
    """Block style, two spaces, every free text and number in double quotes, one line feed at the end."""
    return "\n".join(_table(data, "")) + "\n"


def _table(entries: "Mapping[str, Plain]", indent: str) -> Iterator[str]:
    for name, value in entries.items():
        if isinstance(value, str | Word | Flow):
            yield f"{indent}{name}: {_inline(value)}"
        elif isinstance(value, Mapping):
            yield f"{indent}{name}:"
            yield from _table(value, indent + "  ")
        else:
            yield f"{indent}{name}:"
            for item in value:
                yield from _item(item, indent + "  ")


def _item(item: Plain, indent: str) -> Iterator[str]:
    if not isinstance(item, Mapping):
        yield f"{indent}- {_inline(item)}"
        return
    for index, line in enumerate(_table(item, indent + "  ")):
        yield f"{indent}- {line[len(indent) + 2 :]}" if index == 0 else line


def _inline(value: Plain) -> str:
    if isinstance(value, Word):
        return value.text
    if isinstance(value, Flow):
        return "{" + ", ".join(f"{name}: {_inline(inner)}" for name, inner in value.entries.items()) + "}"
    if isinstance(value, str):
        return "".join(_escaped(sign) for sign in json.dumps(value, ensure_ascii=False))
    raise TypeError(f"{value!r} does not stand on one line.")


def _escaped(sign: str) -> str:
    """JSON escapes what is below a space; YAML also wants what cannot be seen escaped."""
    if sign.isprintable() or sign == "\u3000":
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"
