"""The one table of who may do what: abilities, their names, and the roles that hold them.

A role is always given with a scope; the scope says about whom, the ability says what. The reference page
`docs/reference/permissions.md` is made from this table.
"""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from jieli.apps.access.models import Role


class Ability(StrEnum):
    SEE_CLIENTS = "see_clients"
    EDIT_CLIENTS = "edit_clients"
    RECORD_FACTS = "record_facts"
    CORRECT_FACTS = "correct_facts"
    SET_RATES = "set_rates"
    ASSIGN_OWNERS = "assign_owners"
    PROPOSE_HANDOVERS = "propose_handovers"
    APPROVE_HANDOVERS = "approve_handovers"
    SEE_PAY = "see_pay"
    EDIT_PLANS = "edit_plans"
    RUN_PAY = "run_pay"
    APPROVE_PAY = "approve_pay"
    SEE_PEOPLE = "see_people"
    EDIT_PEOPLE = "edit_people"
    MANAGE_USERS = "manage_users"
    SEE_LOG = "see_log"

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return str(LABELS[self])


LABELS: Mapping[Ability, object] = {
    Ability.SEE_CLIENTS: _("See clients"),
    Ability.EDIT_CLIENTS: _("Add and change clients"),
    Ability.RECORD_FACTS: _("Record deals, receipts, visits and services"),
    Ability.CORRECT_FACTS: _("Put deals, receipts and refunds right, or make them void"),
    Ability.SET_RATES: _("Enter exchange rates"),
    Ability.ASSIGN_OWNERS: _("Decide who owns a client"),
    Ability.PROPOSE_HANDOVERS: _("Propose handovers"),
    Ability.APPROVE_HANDOVERS: _("Approve handovers"),
    Ability.SEE_PAY: _("See statements"),
    Ability.EDIT_PLANS: _("Write and assign pay plans"),
    Ability.RUN_PAY: _("Run the pay"),
    Ability.APPROVE_PAY: _("Approve and issue pay"),
    Ability.SEE_PEOPLE: _("See people and departments"),
    Ability.EDIT_PEOPLE: _("Hire, move and end employments"),
    Ability.MANAGE_USERS: _("Manage logins and roles"),
    Ability.SEE_LOG: _("Read the log"),
}

_SALES = frozenset({Ability.SEE_CLIENTS, Ability.EDIT_CLIENTS, Ability.RECORD_FACTS, Ability.SEE_PAY})

ABILITIES_OF_ROLE: Mapping[Role, frozenset[Ability]] = {
    Role.SALESPERSON: _SALES,
    Role.MANAGER: _SALES
    | {
        Ability.CORRECT_FACTS,
        Ability.ASSIGN_OWNERS,
        Ability.PROPOSE_HANDOVERS,
        Ability.APPROVE_HANDOVERS,
        Ability.SEE_PEOPLE,
    },
    Role.HR: frozenset(
        {
            Ability.SEE_CLIENTS,
            Ability.SEE_PEOPLE,
            Ability.EDIT_PEOPLE,
            Ability.EDIT_PLANS,
            Ability.RUN_PAY,
            Ability.SEE_PAY,
        }
    ),
    Role.FINANCE: frozenset(
        {
            Ability.SEE_CLIENTS,
            Ability.RECORD_FACTS,
            Ability.CORRECT_FACTS,
            Ability.SET_RATES,
            Ability.RUN_PAY,
            Ability.APPROVE_PAY,
            Ability.SEE_PAY,
            Ability.SEE_PEOPLE,
            Ability.SEE_LOG,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {Ability.SEE_PEOPLE, Ability.EDIT_PEOPLE, Ability.MANAGE_USERS, Ability.SEE_LOG}
    ),
}


def abilities_of(*, role: str) -> frozenset[Ability]:
    """What a role may do. Raises ValueError for a role that does not exist: that is a broken promise in code."""
    return ABILITIES_OF_ROLE[Role(role)]
