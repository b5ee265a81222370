"""What a run freezes is what the rows say, row by row as the models give them: nulls, Chinese, negatives, days, currencies."""

from datetime import date
from fractions import Fraction
from io import BytesIO

import pyarrow.parquet as pq
import pytest
from attrs import evolve

from jieli.apps.intake import api as intake
from jieli.apps.intake.models import (
    DealSplit,
    DealVersion,
    ReceiptAllocation,
    ReceiptVersion,
    RefundVersion,
    ServiceVersion,
)
from jieli.apps.ownership.models import Ownership
from jieli.apps.payruns.compute import frozen_tables
from jieli.apps.payruns.models import Outcome
from jieli.apps.payruns.testing import FEBRUARY, JANUARY, Company, new_deal, noon, run_to, small_company
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import make_organization


@pytest.fixture
def company(organization):
    return eventful_company()


def eventful_company() -> Company:
    """Facts of every kind: whole and bare, put right, voided, and put right when the run was started."""
    found = small_company()
    intake.set_rates(
        acting_user_id=None, at=noon(1, 3), rates=[intake.NewRate("USD", date(2026, 1, 1), Fraction("7.1"))]
    )
    full = evolve(
        new_deal(found, "合同-1", "C1", 12_345_67, date(2026, 1, 10)),
        opened_on=date(2025, 12, 31),
        splits=(
            intake.NewSplit(found.people["S2"], Fraction(2, 3)),
            intake.NewSplit(found.people["S1"], Fraction(1, 3)),
        ),
        quantity=2_50,
        margin_fen=-1_23,
        region="华东",
        client_class="B",
        delivered_on=date(2026, 1, 11),
        approved_on=date(2026, 1, 12),
        accepted_on=date(2026, 1, 13),
    )
    bare = evolve(
        new_deal(found, "D2", "C1", 100_00, date(2026, 1, 31)), product_line="", renews_source_key="合同-1"
    )
    foreign = new_deal(found, "D3", "C2", 100_00, date(2026, 1, 20), currency="USD")
    wrong = new_deal(found, "D4", "C1", 7_00, date(2026, 1, 21))
    at = noon(1, 25)
    client = found.clients["C1"]
    ids = intake.record_facts(
        acting_user_id=None,
        at=at,
        facts=intake.NewFacts(
            deals=(full, bare, foreign, wrong),
            receipts=(
                intake.NewReceipt(
                    *("收款-1", client, 500_00, "CNY", date(2026, 1, 26)),
                    (intake.NewAllocation("合同-1", 300_00), intake.NewAllocation("D2", 100_00)),
                ),
                intake.NewReceipt("R2", found.clients["C4"], 1, "USD", date(2026, 1, 27)),
            ),
            refunds=(
                intake.NewRefund("退-1", client, "合同-1", 10_00, "CNY", date(2026, 1, 28), "收款-1"),
                intake.NewRefund("F2", client, "合同-1", 1, "CNY", date(2026, 1, 29)),
            ),
            services=(
                intake.NewService("S-1", client, found.people["S1"], date(2026, 1, 5), "培训", 45),
                intake.NewService("S-2", client, found.people["S2"], date(2026, 1, 6), "培训"),
            ),
        ),
    ).ids
    right = evolve(foreign, amount_fen=200_00)
    correct = {"acting_user_id": None, "at": noon(1, 26), "reason": "签错了"}
    intake.correct_deal(**correct, fact_id=ids["deal", "D3"], new=right)
    intake.void_fact(**correct, fact_id=ids["deal", "D4"])
    intake.correct_deal(
        **{**correct, "at": noon(2, 9)}, fact_id=ids["deal", "D2"], new=evolve(bare, amount_fen=99_00)
    )
    return found


def frozen(run_id: int, name: str) -> list[dict]:
    (table,) = (one for one in frozen_tables(run_id) if one.name == name)
    return pq.read_table(BytesIO(table.content)).to_pylist()


def known(model, at) -> list:
    """The version of each fact that held at a moment, by id of the fact, one row of the ORM after the other."""
    latest = {}
    for row in model.objects.filter(recorded_at__lte=at).select_related("fact").order_by("number"):
        latest[row.fact_id] = row
    return [latest[fact] for fact in sorted(latest) if not latest[fact].is_void]


def plain(row, own: str) -> dict:
    return {
        "id": row.fact_id,
        "source_key": row.fact.source_key,
        "client": row.client_id,
        "amount_fen": row.amount_fen,
        "currency": "" if row.currency == own else row.currency,
    }


def test_facts_are_frozen_as_their_rows_say(company):
    at = noon(2, 1)
    run_id = run_to("started", JANUARY, at)
    deals = known(DealVersion, at)
    assert [row.amount_fen for row in deals] == [12_345_67, 100_00, 200_00], (
        "as known, neither void nor of later"
    )
    assert frozen(run_id, "deals") == [
        {
            **plain(row, "CNY"),
            "product_line": row.product_line,
            "signed_on": row.signed_on,
            "opened_on_or_none": row.opened_on,
            "quantity_or_none": row.quantity,
            "margin_fen_or_none": row.margin_fen,
            "region": row.region,
            "client_class": row.client_class,
            "delivered_on_or_none": row.delivered_on,
            "approved_on_or_none": row.approved_on,
            "accepted_on_or_none": row.accepted_on,
            "renews_or_none": row.renews_id,
            "foreign_fen_or_none": None,  # facts are frozen as they were recorded, in one currency
        }
        for row in deals
    ]
    assert frozen(run_id, "splits") == sorted(
        (
            {
                "deal": row.fact_id,
                "person": split.employee_id,
                "share_numerator": split.share_numerator,
                "share_denominator": split.share_denominator,
            }
            for row in deals
            for split in DealSplit.objects.filter(deal_version=row)
        ),
        key=lambda one: (one["deal"], one["person"]),
    )
    receipts = known(ReceiptVersion, at)
    assert frozen(run_id, "receipts") == [
        {**plain(row, "CNY"), "received_on": row.received_on} for row in receipts
    ]
    assert frozen(run_id, "allocations") == [
        {
            "receipt": row.fact_id,
            "deal": part.deal_id,
            "amount_fen": part.amount_fen,
            "foreign_fen_or_none": None,
        }
        for row in receipts
        for part in ReceiptAllocation.objects.filter(receipt_version=row).order_by("deal_id")
    ]
    assert frozen(run_id, "refunds") == [
        {
            **plain(row, "CNY"),
            "deal": row.deal_id,
            "receipt_or_none": row.receipt_id,
            "refunded_on": row.refunded_on,
            "margin_fen_or_none": None,
            "quantity_or_none": None,
            "foreign_fen_or_none": None,
        }
        for row in known(RefundVersion, at)
    ]
    assert frozen(run_id, "services") == [
        {
            "id": row.fact_id,
            "client": row.client_id,
            "person": row.employee_id,
            "served_on": row.served_on,
            "minutes": row.minutes,
        }
        for row in known(ServiceVersion, at)
        if row.minutes
    ]


def test_owners_and_issued_amounts_are_frozen_as_their_rows_say(company):
    issued = run_to("issued", JANUARY, noon(2, 1))
    run_id = run_to("started", FEBRUARY, noon(3, 1))
    spans = Ownership.objects.filter(superseded_at__isnull=True).select_related("change")
    assert frozen(run_id, "spans") == sorted(
        (
            {
                "client": row.client_id,
                "group": row.group,
                "person": row.employee_id,
                "from_": row.valid.lower,
                "until_or_none": row.valid.upper,
                "role": row.role,
                "share_numerator": row.share_numerator,
                "share_denominator": row.share_denominator,
                "handover_or_none": None,
            }
            for row in spans
        ),
        key=lambda one: (one["client"], one["group"], one["person"], one["from_"]),
    )
    sums = {
        (row.employee_id, row.for_label, row.plan_code, row.component_key): row.posted_fen
        for row in Outcome.objects.filter(run=issued)
    }
    assert {
        (one["person"], one["period"], one["plan"], one["component"]): one["amount_fen"]
        for one in frozen(run_id, "issued")
    } == sums


def test_nothing_of_another_organisation_is_frozen(db):
    runs = {}
    for made in (make_organization(), make_organization()):
        with organization_scope(organization_id=made.id, purpose="test"):
            people = set(eventful_company().people.values())
            run_id = run_to("started", JANUARY, noon(2, 1))
            assert {row["person"] for row in frozen(run_id, "spans")} <= people
            runs[made.id] = {row["id"] for row in frozen(run_id, "deals")}
    one, other = runs.values()
    assert len(one) == len(other) == 3
    assert not one & other
