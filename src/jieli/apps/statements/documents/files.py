"""A statement as a file: explained, worded and rendered."""

import re

from jieli.apps.statements.documents import pdf, xlsx
from jieli.apps.statements.documents.content import Content, content_of
from jieli.apps.statements.explanations.lines import explain_statement
from jieli.apps.statements.values import StatementView, language_code


def render_pdf(*, statement: StatementView, language: str) -> bytes:
    """The statement as PDF, with fonts inside."""
    code = language_code(language)
    return pdf.render(
        _content(statement, code),
        language=code,
        issued_at_second=int(statement.summary.issued_at.timestamp()),
    )


def render_xlsx(*, statement: StatementView, language: str) -> bytes:
    """The statement as an Excel workbook."""
    code = language_code(language)
    return xlsx.render(_content(statement, code), language=code, issued_at=statement.summary.issued_at)


def file_stem(*, statement: StatementView) -> str:
    """The file's name without its ending: readable everywhere, also where Chinese is not."""
    number = re.sub(r"[^A-Za-z0-9_-]", "-", statement.summary.employee_number)
    correction = f"-correction-{statement.summary.number}" if statement.summary.number else ""
    return f"statement-{statement.summary.period.label}-{number}{correction}"


def _content(statement: StatementView, language: str) -> Content:
    return content_of(statement, explain_statement(statement=statement, language=language), language)
