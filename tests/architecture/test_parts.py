"""What is finished gets no further parts, whatever SQL the application's role sends later."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction

from jieli.apps.handovers import api as handovers
from jieli.apps.intake import api as intake
from jieli.apps.payruns.testing import JANUARY, new_deal, noon, run_to, small_company
from jieli.lib.tenancy import organization_scope
from jieli.lib.tenancy.fence import fenced_models
from jieli.lib.testing import check_deferred

AT = datetime(2026, 1, 20, tzinfo=UTC)

# Each table of parts: what the smuggled copy of one of its rows says otherwise, so that nothing else refuses it.
SMUGGLED = {
    "payruns_certificate": "'run_id', 0",
    "payruns_frozeninput": "'name', 'smuggled'",
    "payruns_runcheck": "'name', 'smuggled'",
    "payruns_runfinding": "'kind', 'smuggled'",
    "payruns_seal": "'run_id', 0",
    "payruns_outcome": "'component_key', 'smuggled'",
    "statements_statement": "'employee_id', (SELECT id FROM people_employee WHERE number = 'S3')",
    "statements_line": "'position', 999, 'outcome_id', 0",
    "intake_dealsplit": "'employee_id', (SELECT id FROM people_employee WHERE number = 'S3')",
    "intake_receiptallocation": "'deal_id', (SELECT id FROM intake_fact WHERE source_key = 'D2')",
    "handovers_handoverclient": "'client_id', (SELECT id FROM clients_client WHERE code = 'C4')",
    "handovers_consent": "'terms_hash', 'smuggled'",
    "handovers_nameddeal": "'deal_id', (SELECT id FROM intake_fact WHERE source_key = 'D1')",
}


@pytest.fixture
def finished(committed_organization):
    """January issued, with a split deal, an allocated receipt and an applied handover; each in its own transaction."""
    scope = {"organization_id": committed_organization.id, "purpose": "test"}
    with organization_scope(**scope):
        company = small_company()
        first, second = company.people["S1"], company.people["S2"]
        split_deal = new_deal(company, "D1", "C1", 100, date(2026, 1, 10))
        halves = tuple(intake.NewSplit(person, Fraction(1, 2)) for person in (first, second))
        receipt = intake.NewReceipt(
            "R1", company.clients["C1"], 100, "CNY", date(2026, 1, 11), (intake.NewAllocation("D1", 50),)
        )
        facts = intake.NewFacts(
            deals=(
                intake.NewDeal(**{**_fields(split_deal), "splits": halves}),
                new_deal(company, "D2", "C1", 100, date(2026, 1, 10)),
            ),
            receipts=(receipt,),
        )
        ids = intake.record_facts(acting_user_id=None, at=AT, facts=facts).ids
        apply_handover(first, second, company.clients["C1"], ids["deal", "D2"])
    with organization_scope(**scope):
        run_to("issued", JANUARY, noon(2, 1))
    return scope


def apply_handover(outgoing, incoming, client, deal):
    new = handovers.NewHandover(
        outgoing_id=outgoing,
        incoming_id=incoming,
        effective_from=date(2026, 2, 1),
        client_ids=(client,),
        reason="x",
        named_deals=[handovers.NamedDeal(deal, Fraction(1, 2), None)],
    )
    made = handovers.draft_handover(acting_user_id=None, at=AT, new=new)
    handovers.propose_handover(acting_user_id=None, at=AT, handover_id=made)
    read = handovers.get_handover(handover_id=made, on=AT.date()).terms_hash
    for person in (outgoing, incoming):
        handovers.consent(acting_user_id=None, at=AT, handover_id=made, employee_id=person, terms_hash=read)
    handovers.approve_handover(acting_user_id=None, at=AT, handover_id=made, terms_hash=read)


def _fields(deal):
    return {name: getattr(deal, name) for name in type(deal).__slots__ if not name.startswith("__")}


def test_every_part_that_a_model_declares_is_attacked_here():
    declared = {model._meta.db_table for model in fenced_models() if getattr(model, "part_of", None)}
    assert declared == SMUGGLED.keys()


def test_nothing_finished_gets_a_further_part(finished):
    for table, other in SMUGGLED.items():
        with organization_scope(**finished), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*), nextval(pg_get_serial_sequence('{table}', 'id')) FROM {table}")
            count, number = cursor.fetchone()
            assert count, f"nothing to copy in {table}"
            copy = f"jsonb_populate_record(old, jsonb_build_object('id', {number}::bigint, {other}))"
            with pytest.raises(DatabaseError, match=r"FENCE-003|-APPLIED-001"), transaction.atomic():
                cursor.execute(f"INSERT INTO {table} SELECT ({copy}).* FROM {table} old LIMIT 1")


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM handovers_handoverclient",
        "UPDATE handovers_handoverclient SET client_id = (SELECT id FROM clients_client WHERE code = 'C4')",
    ],
)
def test_nothing_finished_loses_a_part(finished, change):
    with (
        organization_scope(**finished),
        pytest.raises(DatabaseError, match=r"-APPLIED-001|FENCE-003"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_parts_come_with_their_whole_also_through_savepoints(organization):
    company = small_company()
    with transaction.atomic(), transaction.atomic():
        fact = intake.record_facts(
            acting_user_id=None,
            at=AT,
            facts=intake.NewFacts(deals=(new_deal(company, "D1", "C1", 100, date(2026, 1, 10)),)),
        ).ids["deal", "D1"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_dealsplit (deal_version_id, employee_id, share_numerator, share_denominator)"
            " SELECT id, %s, 1, 1 FROM intake_dealversion WHERE fact_id = %s",
            [company.people["S1"], fact],
        )
        assert cursor.rowcount == 1
    check_deferred()


def test_the_transaction_that_wrote_a_row_is_told_from_every_other(organization):
    with connection.cursor() as cursor:
        cursor.execute("SELECT jieli_written_now(pg_current_xact_id()::xid), jieli_written_now('3'::xid)")
        assert cursor.fetchone() == (True, False)
