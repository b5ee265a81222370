"""A handover that cannot be is refused with everything that stands against it, each client by name."""

from datetime import date
from fractions import Fraction

import pytest

from jieli.apps.handovers.api import StreamTerms, TermsStep
from jieli.apps.handovers.tests.making import BEGIN, agree, agreed, approve, drafted, proposed
from jieli.apps.ownership.testing import AT, give, make_clients, make_people
from jieli.apps.people import api as people
from jieli.kernel.problem import Problems

ALL = Fraction(1)


def refusals(*parties, **more):
    with pytest.raises(Problems) as found:
        drafted(*parties, **more)
    return {problem.code: problem for problem in found.value.problems}


@pytest.fixture
def pair(organization):
    return make_people("王芳", "李明")


def test_each_client_without_a_share_is_named(pair):
    wang, li = pair
    mine, other, third = make_clients(3)
    give([mine], (wang, ALL))
    give([other, third], (li, ALL))
    with pytest.raises(Problems) as found:
        drafted(wang, li, [mine, other, third, 999_999])
    told = [(problem.code, problem.values["client"]) for problem in found.value.problems]
    assert told == [
        ("HANDOVER-CLIENT-003", "客户2"),
        ("HANDOVER-CLIENT-003", "客户3"),
        ("HANDOVER-CLIENT-002", "999999"),
    ]


def test_a_share_counts_on_the_day_of_the_handover(pair):
    wang, li = pair
    clients = make_clients(1)
    give(clients, (wang, ALL), from_=date(2026, 6, 1))
    assert set(refusals(wang, li, clients, from_=date(2026, 5, 31))) == {"HANDOVER-CLIENT-003"}
    assert drafted(wang, li, clients, from_=date(2026, 6, 1))


def test_somebody_who_has_left_takes_nothing_over(pair):
    wang, _ = pair
    (gone,) = make_people("周杰", employed_until=date(2026, 1, 1))
    (leaving,) = make_people("吴倩", employed_until=date(2026, 1, 31))
    clients = make_clients(1)
    give(clients, (wang, ALL))
    assert refusals(wang, gone, clients)["HANDOVER-INCOMING-002"].values["name"] == "周杰"
    assert refusals(wang, leaving, clients)["HANDOVER-INCOMING-001"].values["day"] == "2026-02-01"
    # Late papers: he worked here on the day, but is gone by now.
    assert "HANDOVER-INCOMING-002" in refusals(wang, gone, clients, from_=date(2025, 12, 1))


def test_people_must_be_two_and_exist(pair):
    wang, _ = pair
    clients = make_clients(1)
    give(clients, (wang, ALL))
    assert set(refusals(wang, wang, clients)) == {"HANDOVER-PARTY-001"}
    assert set(refusals(wang, 999_999, clients)) == {"HANDOVER-PARTY-002"}


def test_without_clients_there_is_no_handover(pair):
    wang, li = pair
    assert set(refusals(wang, li, [])) == {"HANDOVER-CLIENT-001"}


def test_terms_are_checked_for_each_stream_in_its_place(pair):
    wang, li = pair
    clients = make_clients(1)
    give(clients, (wang, ALL))
    terms = StreamTerms(
        earlier_deals=(TermsStep(3, ALL),), open_pipeline=(TermsStep(None, Fraction(3, 2)),), new_deals=()
    )
    found = refusals(wang, li, clients, terms=terms)
    assert {code: problem.place.partition("[")[0] for code, problem in found.items()} == {
        "TERMS-STEP-002": "terms.earlier_deals",
        "TERMS-STEP-005": "terms.open_pipeline",
        "TERMS-STEP-001": "terms.new_deals",
    }


def test_a_client_is_in_one_undecided_handover_of_a_person(pair):
    wang, li = pair
    (chen,) = make_people("陈晨")
    clients = make_clients(2)
    give(clients, (wang, Fraction(1, 2)), (li, Fraction(1, 2)))
    draft = drafted(wang, chen, clients)
    first = proposed(wang, chen, clients[:1])
    found = refusals(wang, chen, clients)
    assert found["HANDOVER-CLIENT-004"].values == {"client": "客户1", "handover": str(first)}
    with pytest.raises(Problems, match="HANDOVER-CLIENT-004"):
        from jieli.apps.handovers import api as handovers

        handovers.propose_handover(acting_user_id=None, at=AT, handover_id=draft)
    assert drafted(li, chen, clients)  # the other owner's share is his own affair
    assert drafted(wang, chen, clients[1:])


def test_what_changed_since_the_agreement_is_seen_at_the_approval(pair):
    wang, li = pair
    clients = make_clients(1)
    give(clients, (wang, ALL))
    made = agreed(wang, li, clients)
    people.end_employment(acting_user_id=None, at=AT, employee_id=li, on=BEGIN)
    with pytest.raises(Problems, match="HANDOVER-INCOMING-001"):
        approve(made)


def test_a_client_lost_since_the_agreement_is_seen_at_the_approval(pair):
    wang, li = pair
    (chen,) = make_people("陈晨")
    clients = make_clients(1)
    give(clients, (wang, ALL))
    made = proposed(wang, li, clients)
    agree(made, wang, li)
    give(clients, (chen, ALL), from_=date(2026, 1, 20))
    with pytest.raises(Problems, match="HANDOVER-CLIENT-003"):
        approve(made)
