"""Whatever is recorded, put right or made void: as soon as intake takes it, crediting can credit it, on both bases.

One form that crediting cannot make sense of would stop the pay of the whole company, so this is attacked with any
order of acts on few clients, deals, receipts and refunds, whose keys and amounts meet often.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve, frozen
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieli.apps.clients import api as clients
from jieli.apps.crediting import api as crediting
from jieli.apps.intake import api as intake
from jieli.engines.crediting import Basis, Group, OwnerDate, credit_book
from jieli.kernel.problem import Problems

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 5, 2, tzinfo=UTC)
DAY = date(2026, 1, 5)
KINDS = ("deal", "receipt", "refund")
BASES = (
    (Basis.DEALS, OwnerDate.SIGNED),
    (Basis.RECEIPTS, OwnerDate.SIGNED),
    (Basis.RECEIPTS, OwnerDate.RECEIVED),
)
FEN = st.integers(min_value=0, max_value=7)
DAYS = st.integers(min_value=0, max_value=9)
FEW = st.integers(min_value=0, max_value=1)


@frozen
class Act:
    """One click: the fact that is recorded or put right to these values (to None: made void). waited: how late it is."""

    kind: str
    key: str
    new: object
    waited: int


@st.composite
def acts(draw):
    """Client 0 or 1 stands for the one or the other of the test's clients."""
    kind = draw(st.sampled_from((*KINDS, *KINDS, "void")))
    key, client = draw(FEW), draw(st.sampled_from((0, 0, 0, 0, 1)))
    day, fen, waited = DAY + timedelta(draw(DAYS)), draw(FEN), draw(DAYS)
    if kind == "void":
        kind = draw(st.sampled_from(KINDS))
        return Act(kind, f"{kind}-{key}", None, waited)
    deals = [f"deal-{number}" for number in range(2)]
    if kind == "deal":
        new = intake.NewDeal(f"deal-{key}", client, "服务", fen, "CNY", day)
    elif kind == "receipt":
        parts = draw(st.dictionaries(st.sampled_from(deals), st.integers(1, 3), max_size=2))
        allocations = tuple(intake.NewAllocation(deal, part) for deal, part in sorted(parts.items()))
        new = intake.NewReceipt(f"receipt-{key}", client, fen + 1, "CNY", day, allocations)
    else:
        receipt = draw(st.sampled_from(("", "receipt-0", "receipt-0", "receipt-1")))
        new = intake.NewRefund(
            f"refund-{key}", client, draw(st.sampled_from(deals)), 1 + fen // 3, "CNY", day, receipt
        )
    return Act(kind, new.source_key, new, waited)


@pytest.fixture
def two_clients(organization):
    new = [clients.NewClient(code=code, name=code, created_on=date(2025, 1, 1)) for code in ("C1", "C2")]
    return tuple(clients.add_clients(acting_user_id=None, new=new).values())


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(many=st.lists(acts(), min_size=3, max_size=10))
def test_whatever_intake_takes_can_be_credited_now_and_as_it_was_known(two_clients, many):
    with transaction.atomic():
        begin(two_clients[0])
        for number, act in enumerate(many, start=1):
            # Some were begun long before they are written: they had to wait for others.
            if took(act, two_clients, AT + timedelta(minutes=10 * number - 15 * act.waited)):
                credit_everything(None)
        for moment in range(-150, 10 * len(many) + 10, 10):
            credit_everything(AT + timedelta(minutes=moment))
        transaction.set_rollback(True)


def begin(client):
    """Two deals; a receipt that settles the first in part, and of which something went back on it."""
    facts = intake.NewFacts(
        deals=tuple(intake.NewDeal(f"deal-{number}", client, "服务", 5, "CNY", DAY) for number in range(2)),
        receipts=(
            intake.NewReceipt("receipt-0", client, 5, "CNY", DAY, (intake.NewAllocation("deal-0", 3),)),
        ),
        refunds=(intake.NewRefund("refund-0", client, "deal-0", 1, "CNY", DAY, "receipt-0"),),
    )
    intake.record_facts(acting_user_id=None, at=AT, facts=facts)


def credit_everything(known_at):
    book = crediting.build_book(known_at=known_at)
    for basis, owner_date in BASES:
        credit_book(book, basis=basis, owner_date=owner_date, group=Group.OWNERSHIP)
    if known_at is None:
        assert crediting.check_conservation(known_at=None).credited_once


def took(act, two_clients, at):
    """Whether intake took it, and not refused it with a reason."""
    fact_id = intake.find_fact_ids(kind=act.kind, source_keys=[act.key]).get(act.key)
    who = {"acting_user_id": None, "at": at}
    try:
        with transaction.atomic():
            if act.new is None:
                if fact_id is None:
                    return False
                intake.void_fact(fact_id=fact_id, reason="误录", **who)
                return True
            new = evolve(act.new, client_id=two_clients[act.new.client_id])
            if fact_id is None:
                intake.record_facts(facts=intake.NewFacts(**{f"{act.kind}s": (new,)}), **who)
            else:
                correct = getattr(intake, f"correct_{act.kind}")
                correct(fact_id=fact_id, new=new, reason="更正", **who)
    except Problems:
        return False
    return True
