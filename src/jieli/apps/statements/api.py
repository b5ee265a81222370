"""The public face of statements: what each person sees of an issued run, with the reason for every line."""

from jieli.apps.statements.access import (
    get_visible_line,
    get_visible_outcome,
    get_visible_statement,
    people_in_sight,
    sight_of,
)
from jieli.apps.statements.actions import LostAmount, WrittenStatements, write_statements
from jieli.apps.statements.comparison import compare, labelled_lines
from jieli.apps.statements.documents.files import file_stem, render_pdf, render_xlsx
from jieli.apps.statements.explanation_json import explanation_as_json
from jieli.apps.statements.explanations import (
    Explanation,
    Part,
    Step,
    explanation_as_text,
)
from jieli.apps.statements.explanations.computed import explain_computed
from jieli.apps.statements.explanations.lines import explain_line, explain_outcome, explain_statement, name_in
from jieli.apps.statements.linking import PostedLater, find_statements_of, list_posted_later
from jieli.apps.statements.queries import (
    NoSuchStatement,
    find_statement,
    get_line,
    get_statement,
    list_periods,
    list_statements,
)
from jieli.apps.statements.sight import EVERYTHING, Sight
from jieli.apps.statements.targets import Reached, Target, targets_of
from jieli.apps.statements.values import (
    Comparison,
    LabelledLine,
    LineView,
    StatementSummary,
    StatementView,
    Told,
)
from jieli.apps.statements.verifying import reproduce_statement, verify_statements
from jieli.apps.statements.whatif.reading import (
    FactRef,
    NoSuchChoice,
    explain_what_if,
    get_choices,
    list_facts_of_line,
    try_choice,
)
from jieli.apps.statements.whatif.values import ChangedAmount, Choice, FactOfLine, FactView, WhatIfView
from jieli.apps.statements.whynot.reading import explain_why_not
from jieli.apps.statements.whynot.values import WhyNotView

__all__ = [
    "EVERYTHING",
    "ChangedAmount",
    "Choice",
    "Comparison",
    "Explanation",
    "FactOfLine",
    "FactRef",
    "FactView",
    "LabelledLine",
    "LineView",
    "LostAmount",
    "NoSuchChoice",
    "NoSuchStatement",
    "Part",
    "PostedLater",
    "Reached",
    "Sight",
    "StatementSummary",
    "StatementView",
    "Step",
    "Target",
    "Told",
    "WhatIfView",
    "WhyNotView",
    "WrittenStatements",
    "compare",
    "explain_computed",
    "explain_line",
    "explain_outcome",
    "explain_statement",
    "explain_what_if",
    "explain_why_not",
    "explanation_as_json",
    "explanation_as_text",
    "file_stem",
    "find_statement",
    "find_statements_of",
    "get_choices",
    "get_line",
    "get_statement",
    "get_visible_line",
    "get_visible_outcome",
    "get_visible_statement",
    "labelled_lines",
    "list_facts_of_line",
    "list_periods",
    "list_posted_later",
    "list_statements",
    "name_in",
    "people_in_sight",
    "render_pdf",
    "render_xlsx",
    "reproduce_statement",
    "sight_of",
    "targets_of",
    "try_choice",
    "verify_statements",
    "write_statements",
]
