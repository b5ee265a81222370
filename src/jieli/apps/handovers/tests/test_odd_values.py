"""What no form of ours sends: days and numbers that nobody can mean. Refused with a reason or passed over, never an error."""

from datetime import date
from fractions import Fraction

import pytest

from jieli.apps.handovers import api as handovers
from jieli.apps.handovers.api import StreamTerms, TermsStep
from jieli.apps.handovers.tests.making import BEGIN, approved, drafted, reverse
from jieli.apps.handovers.tests.test_pages import filled, text_of
from jieli.kernel.problem import Problems

ODD_DAYS = ["0001-01-01", "0226-03-01", "1949-12-31", "2150-01-01", "9999-10-01", "9999-12-31"]
ODD_NUMBERS = ["²", "٣", "-1", "1_0", "9" * 19, "1" * 5_000, "x\0"]


def codes(refused):
    return [(one.code, one.place) for one in refused.value.problems]


@pytest.mark.parametrize("day", ODD_DAYS)
def test_a_day_that_cannot_be_meant_is_refused_at_its_field_and_nothing_is_saved(company, manager, day):
    page = manager.post("/handovers/new", filled(company, effective_from=day))
    assert page.status_code == 422
    assert f"The day {day} lies outside" in text_of(page)
    assert list(page.context["form"].errors) == ["effective_from"]
    assert manager.get(f"/handovers/people/{company.wang}").status_code == 200
    with company.inside():
        assert handovers.list_handovers(people=None, on=BEGIN) == ()


@pytest.mark.parametrize("day", ODD_DAYS)
def test_the_action_refuses_such_a_day_too(company, day):
    with company.inside(), pytest.raises(Problems) as refused:
        drafted(company.wang, company.li, company.clients[:1], from_=date.fromisoformat(day))
    assert codes(refused) == [("DAY-RANGE-001", "effective_from")]


@pytest.mark.parametrize("day", [*ODD_DAYS, "x", "2026-13-01", "²", "\0"])
@pytest.mark.parametrize("part", [None, "book", "terms", "picture-new_deals"])
def test_a_day_in_the_address_or_on_the_way_is_passed_over(company, manager, day, part):
    headers = {"HX-Request": "true", "HX-Target": part} if part else {}
    asked = {"from": day, "outgoing": company.wang, "clients": company.clients[0]}
    assert manager.get("/handovers/new", asked, headers=headers).status_code == 200
    sent = filled(company, effective_from=day, act="")
    assert manager.post("/handovers/new", sent, headers=headers).status_code == 200


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_a_client_that_is_no_number_is_passed_over(company, manager, number):
    page = manager.get("/handovers/new", {"clients": f"{number},{company.clients[0]}"})
    assert page.status_code == 200
    assert page.context["book"].ticked == 1
    page = manager.post("/handovers/new", filled(company, clients=[number]))
    assert page.status_code == 422
    assert "No client is chosen." in text_of(page)


@pytest.mark.parametrize("months", [*ODD_NUMBERS, "0", "601", "", "1.5"])
def test_months_that_are_no_count_are_told_at_their_field(company, manager, months):
    sent = filled(company, **{"new_deals-months": [months, "3", ""]})
    page = manager.post("/handovers/new", sent)
    assert page.status_code == 422
    assert "Write a whole number of months, 1 or more." in text_of(page)
    assert manager.post("/handovers/new", {**sent, "act": ""}).status_code == 200


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_a_step_that_is_not_there_is_not_removed(company, manager, number):
    page = manager.post("/handovers/new", filled(company, act=f"remove:new_deals:{number}"))
    assert page.status_code == 200
    assert len(page.context["parts"][0].steps) == 3


@pytest.mark.parametrize(
    ("day", "count", "said"),
    [
        ("2027-01-01", 2, "The steps are together 1200 months"),
        ("2027-01-01", 14, "The steps are together 8400 months"),
        ("2120-01-01", 1, "the last step would begin in 2150 or later. Give the steps fewer months."),
    ],
)
def test_steps_that_never_end_are_refused_and_not_drawn(company, manager, day, count, said):
    many = {"new_deals-months": ["600"] * count + [""], "new_deals-share": ["50"] * count + ["0"]}
    page = manager.post("/handovers/new", filled(company, effective_from=day, **many))
    assert page.status_code == 422
    assert said in text_of(page)
    (part,) = page.context["parts"]
    assert (part.picture is None) == (count != 2)


def test_the_last_step_begins_before_the_last_day_that_can_be_meant(company):
    def draft(months):
        steps = (TermsStep(months, Fraction(1, 2)), TermsStep(None, Fraction(0)))
        return drafted(
            company.wang,
            company.li,
            company.clients[:1],
            from_=date(2149, 11, 1),
            terms=StreamTerms.same_for_all(steps),
        )

    with company.inside():
        assert draft(1)
        with pytest.raises(Problems) as refused:
            draft(2)
    assert codes(refused) == [
        ("HANDOVER-STEPS-001", f"terms.{stream}")
        for stream in ("earlier_deals", "open_pipeline", "new_deals")
    ]


@pytest.mark.parametrize("search", ["\0", "x\0y", "²", "x" * 5_000])
def test_the_book_is_searched_for_anything(company, manager, search):
    asked = filled(company, search=search, client_class=search, act="")
    assert manager.post("/handovers/new", asked, headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.parametrize("day", ODD_DAYS)
def test_a_handover_is_not_reversed_from_such_a_day(company, day):
    with company.inside():
        made = approved(company.wang, company.li, company.clients[:1])
        with pytest.raises(Problems) as refused:
            reverse(made, date.fromisoformat(day))
    assert ("DAY-RANGE-001", "from_") in codes(refused)
    other = company.sign_in("manager", company.chen, "all")
    page = other.post(f"/handovers/{made}/reverse", {"from_": day, "reason": "双方商定"})
    assert page.status_code == 422
    assert f"The day {day} lies outside" in text_of(page)
