"""Who may see which statement: his own with the ability see_pay, others' as far as that ability reaches.

The only way from an id to a statement, a line or an outcome for a viewer. What he may not see is NotFound, so that a
guessed number does not even tell that somebody has a statement.
"""

from datetime import date

from jieli.apps.access.api import Ability, Viewer
from jieli.apps.ownership import api as ownership
from jieli.apps.payruns import api as payruns
from jieli.apps.statements import queries
from jieli.apps.statements.sight import Sight
from jieli.apps.statements.values import LineView, StatementSummary, StatementView
from jieli.lib.errors import NotFound


def people_in_sight(*, viewer: Viewer, on: date) -> frozenset[int] | None:
    """The employees whose statements the viewer may see on a day; None: everybody's."""
    if not viewer.may(Ability.SEE_PAY):
        return frozenset()
    others = viewer.people(Ability.SEE_PAY, on)
    return None if others is None else others | _own(viewer)


def sight_of(*, viewer: Viewer, on: date) -> Sight:
    """Whose pay, and which clients' facts, the viewer may see in an explanation."""
    return Sight(people_in_sight(viewer=viewer, on=on), ownership.visible_client_ids(viewer=viewer, on=on))


def get_visible_statement(*, viewer: Viewer, statement_id: int, on: date) -> StatementView:
    """Raises NotFound."""
    statement = queries.get_statement(statement_id=statement_id)
    _check(viewer, statement.summary.employee_id, on)
    return statement


def get_visible_line(*, viewer: Viewer, line_id: int, on: date) -> tuple[StatementSummary, LineView]:
    """A line with its statement. Raises NotFound."""
    summary = queries.statement_of(line_id=line_id)
    _check(viewer, summary.employee_id, on)
    return summary, queries.get_line(line_id=line_id)


def get_visible_outcome(*, viewer: Viewer, outcome_id: int, on: date) -> payruns.OutcomeView:
    """An outcome of a run, issued or not, for those who run or approve pay, as far as they may. Raises NotFound."""
    outcome = payruns.get_outcome(outcome_id=outcome_id)
    reaches = [
        viewer.people(ability, on)
        for ability in (Ability.RUN_PAY, Ability.APPROVE_PAY)
        if viewer.may(ability)
    ]
    if not any(reach is None or outcome.employee_id in reach for reach in reaches):
        raise NotFound(outcome_id)
    return outcome


def _check(viewer: Viewer, employee_id: int, on: date) -> None:
    within = people_in_sight(viewer=viewer, on=on)
    if within is not None and employee_id not in within:
        raise NotFound(employee_id)


def _own(viewer: Viewer) -> frozenset[int]:
    return frozenset() if viewer.employee_id is None else frozenset({viewer.employee_id})
