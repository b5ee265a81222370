"""What no form of the desk sends: days, counts and ids that nobody can mean."""

import pytest

ODD_NUMBERS = ["²", "٣", "-1", "9" * 19, "1" * 5_000, "x\0"]


@pytest.mark.parametrize("day", ["0001-01-01", "0226-03-01", "1949-12-31"])
@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("deal", "signed_on"),
        ("deal", "opened_on"),
        ("receipt", "received_on"),
        ("visit", "visited_on"),
        ("service", "served_on"),
    ],
)
def test_nothing_is_recorded_on_a_day_that_cannot_be_meant(desk, kind, field, day):
    page = desk.as_wang.post(f"/clients/{desk.huaxin}/record/{kind}/", {field: day})
    assert page.status_code == 422
    assert f"The day {day} lies outside" in page.context["form"].errors[field][0]


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_an_odd_count_of_rows_adds_one_more(desk, number):
    sent = {"act": "more", "form-TOTAL_FORMS": number, "form-INITIAL_FORMS": "0"}
    for address in ("/clients/new/", f"/clients/{desk.huaxin}/edit/"):
        assert desk.as_manager.post(address, sent).status_code == 200
        assert desk.as_manager.post(address, {**sent, "act": ""}).status_code == 422


@pytest.mark.parametrize("owner", ODD_NUMBERS)
def test_an_owner_who_is_no_number_is_nobody_in_particular(desk, owner):
    for headers in ({}, {"HX-Request": "true"}):
        assert desk.as_manager.get("/clients/", {"owner": owner}, headers=headers).status_code == 200
