"""Clients of a handover are confirmed as properly taken over, dated, by somebody whose pay does not hang on it; or this is
taken back."""

from datetime import date, datetime, timedelta
from html import unescape
from re import sub

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from jieli.apps.access import api as access
from jieli.apps.handovers import api as handovers
from jieli.apps.handovers.models import Confirmation
from jieli.apps.handovers.tests.making import BEGIN, agreed, approve, approved, reverse
from jieli.engines.pay import Confirmation as EngineConfirmation
from jieli.kernel.problem import Problems

LATER = datetime.fromisoformat("2026-03-05T12:00:00+08:00")
SEEN_ON = date(2026, 3, 2)


def confirm(handover_id, client_ids, *, on=SEEN_ON, at=LATER, acting_user_id=None):
    return handovers.confirm_handover(
        acting_user_id=acting_user_id, at=at, handover_id=handover_id, client_ids=client_ids, confirmed_on=on
    )


def codes(*arguments, **more):
    with pytest.raises(Problems) as found:
        confirm(*arguments, **more)
    return [one.code for one in found.value.problems]


@pytest.fixture
def made(company):
    with company.inside():
        yield approved(company.wang, company.li, company.clients[:3])


def test_a_client_is_confirmed_once_and_known_since_it_was_said(company, made):
    first, second, third = company.clients[:3]
    assert confirm(made, [first, second]) == 2
    assert confirm(made, [first, third], on=SEEN_ON + timedelta(days=1), at=LATER + timedelta(days=1)) == 1
    assert confirm(made, [first, second, third], at=LATER + timedelta(days=1)) == 0
    said = {one.client: one.confirmed_on for one in handovers.list_confirmations(known_at=None)}
    assert said == {first: SEEN_ON, second: SEEN_ON, third: SEEN_ON + timedelta(days=1)}
    assert handovers.list_confirmations(known_at=LATER) == tuple(
        EngineConfirmation(made, client, SEEN_ON) for client in sorted([first, second])
    )
    assert handovers.list_confirmations(known_at=LATER - timedelta(hours=1)) == ()
    view = handovers.get_handover(handover_id=made, on=SEEN_ON)
    assert view.unconfirmed == ()
    assert [event.verb for event in view.events][-2:] == ["confirmed", "confirmed"]


def test_no_confirmation_is_known_before_its_handover(company):
    with company.inside():
        made = approved(company.wang, company.li, company.clients[:1], at=LATER)
        applied_at = handovers.get_handover(handover_id=made, on=SEEN_ON).applied_at
        confirm(made, company.clients[:1], at=LATER - timedelta(hours=1))
        (one,) = handovers.get_handover(handover_id=made, on=SEEN_ON).said
        assert one.recorded_at == applied_at


def test_what_was_said_stays(company, made):
    confirm(made, company.clients[:1])
    for change in (lambda rows: rows.update(confirmed_on=BEGIN), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Confirmation.objects.all())


def test_only_clients_and_days_of_an_applied_handover_are_confirmed(company, made):
    clients = company.clients
    assert codes(made, clients[:1], on=BEGIN - timedelta(days=1)) == ["HANDOVER-CONFIRM-001"]
    assert codes(made, clients[:1], on=date(2026, 3, 6)) == ["HANDOVER-CONFIRM-001"]
    assert codes(made, clients[:1], on=date(9999, 1, 1)) == ["DAY-RANGE-001"]
    assert codes(made, [clients[4]]) == ["HANDOVER-CONFIRM-002"]
    assert codes(made, []) == ["HANDOVER-CONFIRM-002"]
    assert Confirmation.objects.count() == 0
    waiting = agreed(company.wang, company.li, clients[3:4])
    assert codes(waiting, clients[3:4]) == ["HANDOVER-STATE-008"]
    approve(waiting)
    reverse(waiting, date(2026, 3, 1))
    assert codes(waiting, clients[3:4]) == ["HANDOVER-STATE-008"]


def take_back(handover_id, client_ids, *, at, reason="客户投诉", acting_user_id=None):
    return handovers.take_back_confirmation(
        acting_user_id=acting_user_id, at=at, handover_id=handover_id, client_ids=client_ids, reason=reason
    )


def known(at=None):
    return {one.client: one.confirmed_on for one in handovers.list_confirmations(known_at=at)}


def test_a_confirmation_is_taken_back_by_a_later_statement_and_given_anew(company, made):
    first, second = company.clients[:2]
    days = [LATER + timedelta(days=number) for number in range(4)]
    confirm(made, [first, second])
    assert take_back(made, [first], at=days[1]) == 1
    assert known() == {second: SEEN_ON}
    assert known(LATER) == {first: SEEN_ON, second: SEEN_ON}, "what was known then stays known of then"
    view = handovers.get_handover(handover_id=made, on=SEEN_ON)
    assert first in view.unconfirmed
    assert confirm(made, [first, second], on=date(2026, 3, 7), at=days[2]) == 1
    assert known() == {first: date(2026, 3, 7), second: SEEN_ON}
    assert take_back(made, [first, second], at=days[3]) == 2
    assert known() == {}
    assert Confirmation.objects.count() == 6
    events = handovers.get_handover(handover_id=made, on=SEEN_ON).events
    assert [(event.verb, event.note) for event in events if event.verb == "taken_back"] == [
        ("taken_back", "客户投诉")
    ] * 2


def test_what_is_taken_back_at_once_is_known_after_what_it_takes_back(company, made):
    confirm(made, company.clients[:1])
    take_back(made, company.clients[:1], at=LATER - timedelta(days=1))
    assert [one.recorded_at for one in handovers.get_handover(handover_id=made, on=SEEN_ON).said] == [
        LATER,
        LATER,
    ]
    assert known(LATER) == {}


def test_only_what_is_confirmed_is_taken_back_and_with_a_reason(company, made):
    confirm(made, company.clients[:1])
    for clients, reason, code in (
        ([], "x", "HANDOVER-CONFIRM-004"),
        (company.clients[:2], "x", "HANDOVER-CONFIRM-004"),
        (company.clients[:1], " ", "HANDOVER-CONFIRM-005"),
    ):
        with pytest.raises(Problems) as found:
            take_back(made, clients, at=LATER, reason=reason)
        assert [one.code for one in found.value.problems] == [code]
    assert known() == {company.clients[0]: SEEN_ON}


def test_of_a_reversed_handover_a_confirmation_can_still_be_taken_back(company, made):
    confirm(made, company.clients[:1])
    reverse(made, date(2026, 3, 10), at=LATER)
    assert take_back(made, company.clients[:1], at=LATER) == 1


def test_the_manager_takes_a_wrong_confirmation_back_on_the_page(company, made):
    confirm(made, company.clients[:2])
    address = f"/handovers/{made}/take-back"
    manager = company.sign_in("manager", company.zhao, "team")
    assert address in manager.get(f"/handovers/{made}").content.decode()
    page = manager.get(address)
    assert "Which clients has 李明 not properly taken over after all?" in text_of(page)
    assert " checked" not in page.content.decode()
    none = manager.post(address, {"reason": "客户投诉"})
    assert none.status_code == 422
    assert "No client is chosen" in text_of(none)
    assert "客户投诉" in text_of(none)
    silent = manager.post(address, {"clients": company.clients[:1], "reason": " "})
    assert silent.status_code == 422
    assert silent.content.decode().count(" checked") == 1
    sent = {"clients": company.clients[:1], "reason": "客户投诉"}
    assert manager.post(address, sent).url == f"/handovers/{made}"
    shown = text_of(manager.get(f"/handovers/{made}"))
    assert "Taken back for 1 client." in shown
    assert "took back that clients were properly taken over 客户投诉 1 client" in shown
    assert shown.count("not confirmed") == 2
    assert manager.post(address, {"clients": company.clients[1:2], "reason": "同上"}).status_code == 302
    assert manager.get(address).url == f"/handovers/{made}", "there is nothing to take back any more"


def test_who_gives_the_clients_away_does_not_take_it_back(company, made):
    confirm(made, company.clients[:1])
    sent = {"clients": company.clients[:1], "reason": "x"}
    for browser in (
        company.sign_in("salesperson", company.wang),
        company.sign_in("manager", company.wang, "all"),
    ):
        assert browser.post(f"/handovers/{made}/take-back", sent).status_code == 403
    (user,) = [one.id for one in access.list_users() if one.employee_id == company.wang][:1]
    with pytest.raises(Problems) as found:
        take_back(made, company.clients[:1], at=LATER, acting_user_id=user)
    assert [one.code for one in found.value.problems] == ["HANDOVER-CONFIRM-003"]
    assert company.sign_in("salesperson", company.chen).get(f"/handovers/{made}/take-back").status_code == 404
    assert known() == {company.clients[0]: SEEN_ON}


def text_of(response):
    return unescape(sub(r"\s+", " ", sub(r"<[^>]+>", " ", response.content.decode())))


def test_the_new_owner_confirms_some_and_the_manager_the_rest(company, made):
    address = f"/handovers/{made}/confirm"
    new_owner = company.sign_in("salesperson", company.li)
    page = new_owner.get(address)
    assert "Which clients has 李明 properly taken over?" in text_of(page)
    assert " checked" not in page.content.decode(), "each tick releases pay of 王芳"
    assert "Choose all" in text_of(page)
    assert text_of(page).count("What both will be paid for these clients") == 1
    sent = {"clients": company.clients[:2], "confirmed_on": "2026-03-02"}
    asked = new_owner.post(address, sent)
    assert "Has 李明 properly taken over 2 clients, seen on 2 Mar 2026?" in text_of(asked)
    assert "Confirm 2 clients" in text_of(asked)
    assert Confirmation.objects.count() == 0
    back = new_owner.post(address, sent | {"do": "back"})
    assert back.content.decode().count(" checked") == 2
    assert 'value="2026-03-02"' in back.content.decode()
    sent |= {"do": "confirm"}
    assert new_owner.post(address, sent).url == f"/handovers/{made}"
    shown = text_of(new_owner.get(f"/handovers/{made}"))
    assert "2 clients are confirmed." in shown
    assert "confirmed that clients were properly taken over 2 clients, on 2 Mar 2026" in shown
    assert shown.count("2 clients, on 2 Mar 2026") == 1
    manager = company.sign_in("manager", company.zhao, "team")
    none = manager.post(address, {"confirmed_on": "2026-03-02"})
    assert none.status_code == 422
    assert "No client of this handover is chosen" in text_of(none)
    early = manager.post(address, {"clients": company.clients[2:3], "confirmed_on": "2026-01-02"})
    assert early.status_code == 422
    assert "is not a day from the first of the handover" in text_of(early)
    assert manager.post(address, sent | {"clients": company.clients[2:3]}).status_code == 302
    assert "Confirm the takeover" not in text_of(manager.get(f"/handovers/{made}"))
    assert manager.get(address).url == f"/handovers/{made}", "there is nothing to confirm any more"


def test_who_gives_the_clients_away_does_not_confirm_it(company, made):
    giver = company.sign_in("salesperson", company.wang)
    assert "Confirm the takeover" not in text_of(giver.get(f"/handovers/{made}"))
    for browser in (giver, company.sign_in("manager", company.wang, "all")):
        sent = {"clients": company.clients[:1], "confirmed_on": "2026-03-02"}
        assert browser.post(f"/handovers/{made}/confirm", sent).status_code == 403
    (user,) = [one.id for one in access.list_users() if one.employee_id == company.wang][:1]
    assert codes(made, company.clients[:1], acting_user_id=user) == ["HANDOVER-CONFIRM-003"]


def test_before_the_first_day_there_is_nothing_to_confirm(company):
    with company.inside():
        begin = timezone.localdate() + timedelta(days=30)
        waiting = approved(company.wang, company.li, company.clients[:1], from_=begin, at=timezone.now())
    new_owner = company.sign_in("salesperson", company.li)
    assert "Confirm the takeover" not in text_of(new_owner.get(f"/handovers/{waiting}"))
    assert new_owner.get(f"/handovers/{waiting}/confirm").url == f"/handovers/{waiting}"


def test_others_do_not_find_the_page(company, made):
    stranger = company.sign_in("salesperson", company.chen)
    assert stranger.get(f"/handovers/{made}/confirm").status_code == 404
    finance = company.sign_in("finance", None, "all")
    assert finance.post(f"/handovers/{made}/confirm", {}).status_code == 403
