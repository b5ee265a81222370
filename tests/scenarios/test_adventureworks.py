"""A real sales history: loaded, credited, one book handed over in three steps, and a year of it paid."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from attrs import frozen
from tests.scenarios.samples import ADVENTUREWORKS, PROJECT, needs_adventureworks

from jieli.apps.crediting import api as crediting
from jieli.apps.handovers import api as handovers
from jieli.apps.intake import api as intake
from jieli.apps.ownership import api as ownership
from jieli.apps.payruns import api as payruns
from jieli.apps.people import api as people
from jieli.apps.plans import api as plans
from jieli.apps.statements import api as statements
from jieli.connectors.files.load import Loaded, load_files
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.lib.tenancy import organization_scope

pytestmark = needs_adventureworks

TOTAL_FEN = 7_754_857_020
LOADED_AT = datetime(2026, 11, 1, tzinfo=UTC)
HANDED_OVER_ON = date(2019, 9, 1)
MONTHS = [Period.month(f"2019-{month:02d}") for month in range(6, 13)] + [
    Period.month(f"2020-{month:02d}") for month in range(1, 6)
]
STEPS = (
    handovers.TermsStep(3, Fraction(1, 2)),
    handovers.TermsStep(3, Fraction(3, 10)),
    handovers.TermsStep(None, Fraction(0)),
)


@frozen
class Company:
    """The loaded sample after its handover and its year of pay."""

    organization_id: int
    loaded: Loaded
    outgoing: int
    incoming: int
    client_ids: frozenset[int]
    run_ids: tuple[int, ...]


def quiet(_name: str, _done: int, _of: int) -> None:
    """A progress that nobody watches."""


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        mapping = PROJECT / "examples" / "imports" / "adventureworks.yaml"
        loaded = load_files(mapping, ADVENTUREWORKS, at=LOADED_AT, dry_run=False, at_stage=quiet)
        found = load_files(mapping, ADVENTUREWORKS, at=LOADED_AT, dry_run=False, at_stage=quiet)
        assert (found.new_facts, found.new_clients, found.known_facts) == (0, 0, 3616)
        from jieli.apps.organizations.api import find_organization_id

        organization_id = find_organization_id(slug="adventureworks")
        with organization_scope(organization_id=organization_id):
            ids = people.find_employee_ids(numbers={"282", "283"})
            book = ownership.book_of(employee_id=ids["282"], on=HANDED_OVER_ON)
            hand_over(ids["282"], ids["283"], book)
            put_everybody_on_a_plan()
        runs = tuple(pay(organization_id, period) for period in MONTHS)
        yield Company(organization_id, loaded, ids["282"], ids["283"], book, runs)


def hand_over(outgoing, incoming, client_ids):
    new = handovers.NewHandover(
        outgoing_id=outgoing,
        incoming_id=incoming,
        effective_from=HANDED_OVER_ON,
        client_ids=tuple(client_ids),
        terms=handovers.StreamTerms.same_for_all(STEPS),
        reason="The whole book",
    )
    handover_id = handovers.draft_handover(acting_user_id=None, at=LOADED_AT, new=new)
    handovers.propose_handover(acting_user_id=None, at=LOADED_AT, handover_id=handover_id)
    terms_hash = handovers.get_handover(handover_id=handover_id, on=HANDED_OVER_ON).terms_hash
    for party in (outgoing, incoming):
        handovers.consent(
            acting_user_id=None,
            at=LOADED_AT,
            handover_id=handover_id,
            employee_id=party,
            terms_hash=terms_hash,
        )
    handovers.approve_handover(
        acting_user_id=None, at=LOADED_AT, handover_id=handover_id, terms_hash=terms_hash
    )


def put_everybody_on_a_plan():
    text = (PROJECT / "examples" / "plans" / "usd-tiers.yaml").read_text("utf-8")
    first = date(2017, 7, 1)
    plans.save_plan_version(
        acting_user_id=None, at=LOADED_AT, code="tiers", text=text, in_force_from=first, keeps_previous=False
    )
    everybody = people.list_employees(on=HANDED_OVER_ON)
    assert len(everybody) == 17
    plans.assign_plan(
        acting_user_id=None,
        at=LOADED_AT,
        assignments=[
            plans.NewAssignment(employee_id=one.id, plan_code="tiers", range=DateRange(first, None))
            for one in everybody
        ],
    )


def pay(organization_id, period):
    at = datetime(2026, 11, 2, tzinfo=UTC)
    with organization_scope(organization_id=organization_id):
        run_id = payruns.start_run(acting_user_id=None, at=at, period=period)
        payruns.compute_run(acting_user_id=None, at=at, run_id=run_id)
        payruns.review_run(acting_user_id=None, at=at, run_id=run_id)
        payruns.approve_run(acting_user_id=None, at=at, run_id=run_id)
        payruns.issue_run(acting_user_id=None, at=at, run_id=run_id)
    return run_id


@pytest.fixture
def inside(company, django_db_blocker):
    with django_db_blocker.unblock(), organization_scope(organization_id=company.organization_id):
        yield company


def test_everything_is_loaded_to_the_cent(company):
    held = company.loaded.conservation
    assert (held.clients, held.facts) == (632, 3616)
    assert held.sum_facts_fen == TOTAL_FEN
    assert held.clients_with_several_owners == 208


def test_each_deal_is_credited_exactly_once_also_after_the_handover(inside):
    held = crediting.check_conservation(known_at=None)
    assert held.holds
    assert held.sum_credits_fen == held.sum_facts_fen == TOTAL_FEN
    assert held.unowned_fen == 0


def test_every_deal_is_credited_to_its_own_seller_before_the_handover(company, django_db_blocker):
    """The ownership that was derived is the truth of the source: who sold, is credited."""
    from jieli.connectors.files.readers import read_rows

    sellers = {
        row.values["SalesOrderNumber"]: row.values["EmployeeKey"]
        for row in read_rows(ADVENTUREWORKS / "reseller_sales.csv.gz")
    }
    with django_db_blocker.unblock(), organization_scope(organization_id=company.organization_id):
        book = crediting.build_book(known_at=None)
        numbers = {one.id: one.number for one in people.list_employees(on=HANDED_OVER_ON)}
    from jieli.engines.crediting import Basis, Book, Group, OwnerDate, credit_book

    before = Book(
        deals=tuple(deal for deal in book.deals if deal.signed_on < HANDED_OVER_ON),
        spans=book.spans,
        terms=book.terms,
    )
    lines = credit_book(before, basis=Basis.DEALS, owner_date=OwnerDate.SIGNED, group=Group.OWNERSHIP)
    assert len(lines) == len(before.deals) > 2000
    assert all(numbers[line.person] == sellers[line.source_key] for line in lines)


def test_the_steps_divide_each_deal_of_the_book(inside):
    moved = [
        deal for deal in intake.facts_as_known(known_at=None).deals if deal.client_id in inside.client_ids
    ]
    expected = {
        DateRange(date(2019, 9, 1), date(2019, 12, 1)): Fraction(1, 2),
        DateRange(date(2019, 12, 1), date(2020, 3, 1)): Fraction(3, 10),
        DateRange(date(2020, 3, 1), None): Fraction(0),
    }
    seen = set()
    for deal in moved:
        if deal.splits:
            continue
        for days, outgoing in expected.items():
            if deal.signed_on in days:
                lines = crediting.credits_of_fact(fact_id=deal.id).on_deals
                shares = {line.person: line.share for line in lines}
                if inside.outgoing not in shares and inside.incoming not in shares:
                    continue  # a later seller took the client over by himself
                assert sum(shares.values()) == 1
                assert shares.get(inside.outgoing, Fraction(0)) == outgoing
                seen.add(days)
    assert len(seen) == 3


def test_every_month_is_paid_and_its_statements_add_up(inside):
    for run_id, period in zip(inside.run_ids, MONTHS, strict=True):
        run = payruns.get_run(run_id=run_id)
        outcomes = payruns.list_outcomes(run_id=run_id)
        assert run.period == period
        assert run.state == "issued"
        of_run = statements.list_statements(within=None, period=period)
        assert len(of_run) == 17
        assert (
            sum(one.total_fen for one in of_run) == sum(one.posted_fen for one in outcomes) == run.total_fen
        )
        for one in of_run:
            lines = statements.get_statement(statement_id=one.id).lines
            assert sum(line.amount_fen for line in lines) == one.total_fen
        assert {one.currency for one in of_run} == {"USD"}


def test_a_month_recomputed_by_hand_is_what_was_paid(inside):
    """One person's month from the credits alone, tiers applied in integers here."""
    period = MONTHS[6]  # December 2019: the second step
    credited = 0
    for deal in intake.facts_as_known(known_at=None).deals:
        if deal.signed_on in period.range:
            lines = crediting.credits_of_fact(fact_id=deal.id).on_deals
            credited += sum(line.amount_fen for line in lines if line.person == inside.incoming)
    assert credited > 0
    tiers = [(0, 100), (10_000_000, 150), (30_000_000, 200), (60_000_000, 250)]
    exact = 0  # in hundredths of a per cent of a fen
    for (lower, rate), upper in zip(tiers, [tier[0] for tier in tiers[1:]] + [credited], strict=True):
        exact += max(0, min(credited, upper) - lower) * rate
    expected = (exact + 5000) // 10000
    paid = next(
        one.posted_fen
        for one in payruns.list_outcomes(run_id=inside.run_ids[6])
        if one.employee_id == inside.incoming and one.component_key == "commission" and not one.is_adjustment
    )
    assert paid == expected


def test_paying_again_from_the_frozen_inputs_gives_the_same(inside):
    for run_id in inside.run_ids[::5]:
        assert payruns.rerun_from_frozen(run_id=run_id).is_identical
