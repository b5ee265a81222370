"""A statement as a workbook: a summary sheet and a sheet with every line. Amounts are numbers in the currency's unit, exact."""

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext, override, pgettext
from xlsxwriter.format import Format

from jieli.apps.statements.documents.content import Content, ExplainedLine
from jieli.apps.statements.explanations import plain
from jieli.apps.statements.targets import target_heads

_MONEY = "#,##0.00;-#,##0.00"


def render(content: Content, *, language: str, issued_at: datetime) -> bytes:
    """The workbook. Same content, same moment, same bytes."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": content.question, "created": issued_at.replace(tzinfo=None)})
    with override(language):
        _summary(_Sheet(book, pgettext("sheet of a workbook", "Summary")), content)
        _lines(_Sheet(book, pgettext("sheet of a workbook", "Lines")), content)
    book.close()
    return made.getvalue()


class _Sheet:
    """A worksheet that is filled row by row. Text is written as text, whatever it looks like."""

    def __init__(self, book: xlsxwriter.Workbook, name: str) -> None:
        self._book = book
        self._sheet = book.add_worksheet(name)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._row = 0

    def columns(self, *widths: int) -> None:
        for index, width in enumerate(widths):
            self._sheet.set_column(index, index, width)

    def row(self, *cells: str | int | None, bold: bool = False, wrap: bool = False) -> None:
        """One row: text as text, whole fen as an amount, None as an empty cell."""
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                # The quote prefix keeps a name such as “=1+1” a text also after somebody edits the cell.
                quoted = cell[:1] in {"=", "+", "-", "@"}
                style = self._format(bold=bold, text_wrap=wrap, quote_prefix=quoted, valign="top")
                self._sheet.write_string(self._row, column, cell, style)
            elif cell is not None:
                style = self._format(bold=bold, num_format=_MONEY, valign="top")
                # A decimal passes through as it is; a float would be written with 16 digits: 9.949999999999999.
                self._sheet.write_number(self._row, column, Decimal(cell).scaleb(-2), style)
        self._row += 1

    def gap(self) -> None:
        self._row += 1

    def freeze_above(self) -> None:
        self._sheet.freeze_panes(self._row, 0)

    def _format(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(
                {name: value for name, value in properties.items() if value}
            )
        return self._formats[key]


def _summary(sheet: _Sheet, content: Content) -> None:
    sheet.columns(34, 18, 18, 18)
    sheet.row(content.question, bold=True)
    for label, value in content.facts:
        sheet.row(label, value)
    sheet.gap()
    heads = [gettext("Component"), content.period]
    if content.previous_period:
        heads += [content.previous_period, gettext("Difference")]
    sheet.row(*heads, bold=True)
    for row in content.comparison:
        cells: list[str | int | None] = [row.label, row.amount_fen]
        if content.previous_period:
            cells += [row.previous_fen, row.lacking or row.difference_fen]
        sheet.row(*cells, bold=row.is_total)
    if content.targets:
        sheet.gap()
        sheet.row(*target_heads(), bold=True)
    for target in content.targets:
        for achieved, attainment in target.figures():
            sheet.row(target.label, target.target_fen, achieved, attainment)


def _lines(sheet: _Sheet, content: Content) -> None:
    sheet.columns(24, 14, 12, 16, 18, 90, 12)
    sheet.row(
        gettext("Component"),
        gettext("For the period"),
        pgettext("of an adjustment", "Kind"),
        f"{gettext('Amount')} ({content.currency})",
        gettext("Plan"),
        gettext("Explanation"),
        gettext("Line number"),
        bold=True,
    )
    sheet.freeze_above()
    for line in content.lines:
        sheet.row(
            line.label,
            line.for_period,
            line.kind,
            line.pays_fen,
            line.plan_code,
            _lead(line),
            str(line.number),
            wrap=True,
        )
        for step in line.explanation.steps:
            for depth, part in step.walk():
                text = plain(part.sentence) + (f"  {part.arithmetic}" if part.arithmetic else "")
                sheet.row("", "", "", None, "", "  " * (depth + 1) + text, wrap=True)
    sheet.gap()
    sheet.row(gettext("Total"), "", "", content.total_fen, bold=True)


def _lead(line: ExplainedLine) -> str:
    """The leading sentences, the arithmetic and what changed, one below the other in one cell."""
    explanation = line.explanation
    changes = [f"  {plain(step.sentence)}" for step in explanation.changes]
    if changes:
        changes.insert(0, gettext("What changed:"))
    lead = [plain(sentence) for sentence in explanation.lead]
    return "\n".join([*lead, *([explanation.arithmetic] if explanation.arithmetic else []), *changes])
