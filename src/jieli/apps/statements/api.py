"""The public face of statements: what each person sees of an issued run, with the reason for every line."""

from jieli.apps.statements.access import (
    get_visible_line,
    get_visible_outcome,
    get_visible_statement,
    people_in_sight,
)
from jieli.apps.statements.actions import LostAmount, WrittenStatements, write_statements
from jieli.apps.statements.comparison import compare, labelled_lines
from jieli.apps.statements.documents.files import file_stem, render_pdf, render_xlsx
from jieli.apps.statements.explanations import (
    Explanation,
    Part,
    Step,
    explanation_as_text,
)
from jieli.apps.statements.explanations.lines import explain_line, explain_outcome, explain_statement
from jieli.apps.statements.queries import (
    NoSuchStatement,
    find_statement,
    get_line,
    get_statement,
    list_periods,
    list_statements,
)
from jieli.apps.statements.values import (
    Comparison,
    LabelledLine,
    LineView,
    StatementSummary,
    StatementView,
)
from jieli.apps.statements.verifying import reproduce_statement, verify_statements

__all__ = [
    "Comparison",
    "Explanation",
    "LabelledLine",
    "LineView",
    "LostAmount",
    "NoSuchStatement",
    "Part",
    "StatementSummary",
    "StatementView",
    "Step",
    "WrittenStatements",
    "compare",
    "explain_line",
    "explain_outcome",
    "explain_statement",
    "explanation_as_text",
    "file_stem",
    "find_statement",
    "get_line",
    "get_statement",
    "get_visible_line",
    "get_visible_outcome",
    "get_visible_statement",
    "labelled_lines",
    "list_periods",
    "list_statements",
    "people_in_sight",
    "render_pdf",
    "render_xlsx",
    "reproduce_statement",
    "verify_statements",
    "write_statements",
]
