"""A deal may renew an earlier one of its client."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from jieli.apps.intake import api as intake
from jieli.apps.intake.api import NewDeal, NewFacts
from jieli.kernel.problem import Problems

DAY = date(2026, 1, 1)
AT = datetime(2026, 3, 1, tzinfo=UTC)


def deal(client: int, key: str, on: date, renews: str = "") -> NewDeal:
    return NewDeal(key, client, "年度服务", 100_00, "CNY", on, renews_source_key=renews)


def record(*deals: NewDeal, at: datetime = AT):
    return intake.record_facts(acting_user_id=None, at=at, facts=NewFacts(deals=deals)).ids


def refused(call) -> list[tuple[str, str]]:
    with pytest.raises(Problems) as found:
        call()
    return [(one.code, one.place) for one in found.value.problems]


def correct(ids, new: NewDeal, at: datetime = AT + timedelta(1)):
    return intake.correct_deal(
        acting_user_id=None, at=at, fact_id=ids["deal", new.source_key], new=new, reason="写错了"
    )


def renewals(known_at: datetime | None = None) -> dict[str, str | None]:
    found = {one.id: one for one in intake.facts_as_known(known_at=known_at).deals}
    return {
        one.source_key: None if one.renews_id is None else found[one.renews_id].source_key
        for one in found.values()
    }


def test_a_chain_of_renewals_is_recorded_in_one_input_and_read_back(world):
    first, second = deal(world.client, "A", DAY), deal(world.client, "B", DAY + timedelta(30), "A")
    third = deal(world.client, "C", DAY + timedelta(60), "B")
    ids = record(third, second, first)
    assert renewals() == {"A": None, "B": "A", "C": "B"}
    again = intake.record_facts(acting_user_id=None, at=AT, facts=NewFacts(deals=(first, second, third)))
    assert (again.created, again.unchanged) == (0, 3)
    assert intake.get_fact(fact_id=ids["deal", "C"]).latest.content.renews_id == ids["deal", "B"]


def test_what_renews_what_is_known_as_it_was_known(world):
    ids = record(deal(world.client, "A", DAY), deal(world.client, "B", DAY + timedelta(30)))
    assert correct(ids, deal(world.client, "B", DAY + timedelta(30), "A")) == 2
    assert renewals() == {"A": None, "B": "A"}
    assert renewals(known_at=AT) == {"A": None, "B": None}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (lambda world: deal(world.client, "B", DAY, "Z"), ("FACT-DEAL-001", "deals[0].renews_source_key")),
        (
            lambda world: deal(world.other_client, "B", DAY + timedelta(30), "A"),
            ("FACT-DEAL-002", "deals[0].renews_source_key"),
        ),
        (lambda world: deal(world.client, "B", DAY, "B"), ("FACT-RENEWS-001", "deals[0].renews_source_key")),
        (lambda world: deal(world.client, "B", DAY, "A"), ("FACT-RENEWS-002", "deals[0].signed_on")),
        (
            lambda world: deal(world.client, "B", DAY - timedelta(1), "A"),
            ("FACT-RENEWS-002", "deals[0].signed_on"),
        ),
    ],
    ids=["unknown", "another client's", "itself", "of the same day", "later than itself"],
)
def test_what_is_no_earlier_deal_of_the_client_is_refused(world, given, said):
    record(deal(world.client, "A", DAY))
    assert refused(lambda: record(given(world))) == [said]


def test_no_chain_comes_back_to_itself(world):
    ids = record(deal(world.client, "A", DAY), deal(world.client, "B", DAY + timedelta(30), "A"))
    back = deal(world.client, "A", DAY, "B")
    assert refused(lambda: correct(ids, back)) == [("FACT-RENEWS-002", "deal.signed_on")]
    both = (deal(world.client, "C", DAY, "D"), deal(world.client, "D", DAY, "C"))
    assert {code for code, _ in refused(lambda: record(*both))} == {"FACT-RENEWS-002"}


def test_what_is_renewed_stays_before_its_renewal_and_with_its_client(world):
    first = deal(world.client, "A", DAY)
    ids = record(first, deal(world.client, "B", DAY + timedelta(30), "A"))
    late = evolve(first, signed_on=DAY + timedelta(30))
    assert refused(lambda: correct(ids, late)) == [("FACT-RENEWS-002", "deal.signed_on")]
    moved = evolve(first, client_id=world.other_client)
    assert ("FACT-CORRECT-001", "deal.client_id") in refused(lambda: correct(ids, moved))
    void = {"acting_user_id": None, "at": AT + timedelta(2), "reason": "没有这回事"}
    assert refused(lambda: intake.void_fact(**void, fact_id=ids["deal", "A"])) == [("FACT-VOID-001", "deal")]
    intake.void_fact(**void, fact_id=ids["deal", "B"])
    intake.void_fact(**void, fact_id=ids["deal", "A"])
    assert renewals() == {}
