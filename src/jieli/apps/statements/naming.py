"""All names that a statement is issued with: whose it is, and whom and what its explanations name."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from jieli.apps.organizations import api as organizations
from jieli.apps.payruns import api as payruns
from jieli.apps.people import api as people
from jieli.apps.statements import models
from jieli.apps.statements.explanations.lines import names_to_keep


def name_statements(
    run: payruns.RunView, statements: Iterable[models.Statement], outcomes: Sequence[payruns.OutcomeView]
) -> None:
    """Each statement, not written yet, gets the names of now."""
    told = names_to_keep(run=run, outcomes=outcomes)
    heads = _heads(run, frozenset(told))
    for statement in statements:
        statement.names = {**heads[statement.employee_id], **told[statement.employee_id]}


def _heads(run: payruns.RunView, employee_ids: frozenset[int]) -> Mapping[int, Mapping[str, Any]]:
    """Department and position are those of the period's last day."""
    company = organizations.get_organization().name
    on = run.period.until - timedelta(days=1)
    return {
        one.id: {
            "company": company,
            "name": one.name,
            "number": one.number,
            "department": one.department_name,
            "position": one.position_title,
        }
        for one in people.list_employees(on=on, within=employee_ids)
    }
