"""A statement as PDF. The words and numbers go to the typesetter as data, never as markup, so that no name can be read as a command."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext, override, pgettext

from jieli.apps.statements.documents.content import Content, ExplainedLine
from jieli.apps.statements.documents.glyphs import FONTS, STAND_IN, drawable
from jieli.apps.statements.explanations import plain
from jieli.apps.statements.targets import target_heads
from jieli.ui.wording import in_chinese, money_text

HERE = Path(__file__).resolve().parent


class NotTypeset(RuntimeError):
    """The typesetter warned: the document would not look as it should (a font is missing, a page does not converge)."""


def render(content: Content, *, language: str, issued_at_second: int) -> bytes:
    """The PDF. Same content, same second, same bytes: fonts come from this app alone and the moment is an argument."""
    with override(language):
        data = _plain_data(content)
    compiler = typst.Compiler(
        input=HERE / "statement.typ",
        root=HERE,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    made, warnings = compiler.compile_with_warnings(format="pdf", timestamp=issued_at_second)
    if warnings:
        raise NotTypeset("; ".join(str(warning) for warning in warnings))
    return made


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _plain_data(content: Content) -> dict[str, Any]:
    """Everything that the template shows, as text; the template itself has no word of its own."""
    lacking: set[str] = set()
    data = _drawable(
        {
            "lang": "zh" if in_chinese() else "en",
            "question": content.question,
            "total": money_text(content.total_fen),
            "currency": content.currency,
            "difference": _difference(content),
            "facts": [list(fact) for fact in content.facts],
            "comparison_heads": _comparison_heads(content),
            "comparison": [
                {
                    "cells": [
                        row.label,
                        _or_none(row.amount_fen),
                        *(
                            [
                                _or_none(row.previous_fen),
                                row.lacking or money_text(row.difference_fen, signed=True),
                            ]
                            if content.previous_period
                            else []
                        ),
                    ],
                    "total": row.is_total,
                }
                for row in content.comparison
            ],
            "target_heads": target_heads(),
            "targets": [
                [target.label, money_text(target.target_fen), *figures]
                for target in content.targets
                for figures in target.figures()
            ],
            "adjustments_title": gettext("Adjustments of earlier periods"),
            "adjustment_heads": [
                gettext("Component"),
                gettext("For the period"),
                pgettext("of an adjustment", "Kind"),
                gettext("Amount"),
            ],
            "adjustments": [
                [line.label, line.for_period, line.kind, money_text(line.amount_fen, signed=True)]
                for line in content.adjustments
            ],
            "lines_title": gettext("How each line came about"),
            "lines": [_line(line) for line in content.lines],
            "page": gettext("Page {page} of {pages}"),
            "footer": " · ".join(value for _label, value in content.facts[:2]) + f" · {content.period}",
        },
        lacking,
    )
    data["note"] = _note(lacking)
    return data


def _line(line: ExplainedLine) -> dict[str, Any]:
    label = line.label
    if line.is_adjustment:
        label = gettext("{component}, {kind} for {period}").format(
            component=line.label, kind=line.kind, period=line.for_period
        )
    steps = [(depth, part) for step in line.explanation.steps for depth, part in step.walk()]
    return {
        "label": label,
        "amount": "" if line.pays_fen is None else money_text(line.pays_fen, signed=line.is_adjustment),
        "changes_title": gettext("What changed:"),
        "changes": [plain(step.sentence) for step in line.explanation.changes],
        "lead": _lead(line),
        "arithmetic": line.explanation.arithmetic,
        "steps": [
            {"depth": depth, "text": plain(part.sentence), "arithmetic": part.arithmetic}
            for depth, part in steps
        ],
    }


def _lead(line: ExplainedLine) -> list[str]:
    """The leading sentences without those that the steps below say with more."""
    explanation = line.explanation
    below = {part.sentence for step in explanation.steps for part in step.children}
    return [plain(sentence) for sentence in explanation.lead if sentence not in below]


def _comparison_heads(content: Content) -> list[str]:
    heads = [gettext("Component"), content.period]
    return [*heads, content.previous_period, gettext("Difference")] if content.previous_period else heads


def _difference(content: Content) -> str:
    if content.is_correction:
        return gettext("It puts right what was issued before, which stays as it is.")
    if content.difference_fen is None:
        return gettext("This is the first statement.")
    return gettext("{difference} against {period}").format(
        difference=money_text(content.difference_fen, signed=True), period=content.previous_period
    )


def _or_none(fen: int | None) -> str:
    return gettext("not in it") if fen is None else money_text(fen)


def _note(lacking: set[str]) -> str:
    if not lacking:
        return ""
    named = ", ".join(f"U+{ord(character):04X}" for character in sorted(lacking))
    return gettext(
        "{mark} stands for a rare character that this document's font lacks: {characters}."
    ).format(mark=STAND_IN, characters=named)


def _drawable(value: Any, lacking: set[str]) -> Any:
    """The same data with every text made drawable; what was lacking is added to the set."""
    if isinstance(value, str):
        text, missing = drawable(value)
        lacking |= missing
        return text
    if isinstance(value, list):
        return [_drawable(item, lacking) for item in value]
    if isinstance(value, dict):
        return {key: _drawable(item, lacking) for key, item in value.items()}
    return value
