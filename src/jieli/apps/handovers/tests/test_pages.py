"""Handovers through whole requests: prepared, looked at, answered and decided on pages."""

from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from re import findall, sub

from django.utils import timezone
from django.utils.translation import override

from jieli.apps.access import api as access
from jieli.apps.handovers import api as handovers
from jieli.apps.handovers.tests.making import BEGIN, agree, approve, drafted, proposed, reverse, seen
from jieli.apps.ownership.testing import AT
from jieli.ui.owners import owner_class
from jieli.ui.wording import long_day_text

ALL = Fraction(1)


def text_of(response):
    return unescape(sub(r"\s+", " ", sub(r"<[^>]+>", " ", response.content.decode())))


def filled(company, **changes):
    """The whole form as the browser sends it."""
    steps = {}
    for stream in ("new_deals", "open_pipeline", "earlier_deals"):
        steps |= {f"{stream}-months": ["3", "3", ""], f"{stream}-share": ["50", "30", "0"]}
    return {
        "outgoing": company.wang,
        "incoming": company.li,
        "effective_from": "2027-01-01",
        "same_for_all": "yes",
        "reason": "区域调整",
        "clients": list(company.clients[:2]),
        "act": "save",
        **steps,
        **changes,
    }


def hash_of(company, handover_id):
    return {"terms_hash": company.look(handover_id).terms_hash}


def test_a_handover_goes_its_whole_way_on_pages(company, manager):
    page = manager.get("/handovers/new", {"outgoing": company.wang})
    assert "王芳 has 5 clients on that day" in text_of(page)
    made = manager.post("/handovers/new", filled(company))
    assert made.status_code == 302
    address = made.url
    number = int(address.rsplit("/", 1)[1])
    shown = manager.get(address)
    assert "Shall 2 clients go from 王芳 to 李明?" in text_of(shown)
    drawn = "".join(findall(r"(?s)<svg.*?</svg>", shown.content.decode()))
    assert owner_class(company.wang) in drawn
    assert owner_class(company.li) in drawn
    assert manager.post(f"{address}/propose").status_code == 302

    for person in (company.wang, company.li):
        party = company.sign_in("salesperson", person)
        assert "handover waits for you" in text_of(party.get("/handovers/"))
        page = party.get(address)
        assert "I agree" in text_of(page)
        assert company.look(number).terms_hash in page.content.decode()
        assert party.post(f"{address}/consent", hash_of(company, number)).status_code == 302
        assert "I agree" not in text_of(party.get(address))

    confirm = manager.get(f"{address}/approve")
    assert "2 clients go from 王芳 to 李明" in text_of(confirm)
    assert manager.post(f"{address}/approve", hash_of(company, number)).status_code == 302
    assert company.look(number).state == "approved"
    assert manager.get(f"{address}/approve").url == address, "there is nothing to ask any more"
    assert manager.get(f"{address}/withdraw").url == address
    again = manager.post(f"{address}/approve", hash_of(company, number))
    assert again.status_code == 302, "pressed twice it is approved once"

    confirm = manager.get(f"{address}/reverse")
    assert "Give 2 clients back" in text_of(confirm)
    early = manager.post(f"{address}/reverse", {"from_": "2026-12-31", "reason": "商定"})
    assert early.status_code == 422
    assert "it cannot be reversed from 2026-12-31" in text_of(early)
    assert manager.post(f"{address}/reverse", {"from_": "2027-02-01", "reason": "商定"}).status_code == 302
    assert company.look(number).shown_state == "reversed"
    assert "商定" in text_of(manager.get(address))


def test_clients_chosen_elsewhere_are_ticked_and_their_owner_is_found(company, manager):
    wanted = ",".join(map(str, company.clients[:3]))
    page = manager.get(f"/handovers/new?clients={wanted}").content.decode()
    assert page.count('name="clients"') == 5
    assert page.count(" checked") - page.count('type="radio" name="same_for_all" value="yes"') >= 3
    for client in company.clients[:3]:
        assert f'value="{client}" id="client-{client}" checked' in page


def test_nothing_typed_is_lost_when_something_is_wrong(company, manager):
    page = manager.post(
        "/handovers/new",
        filled(
            company, incoming="", effective_from="2027-13-01", **{"new_deals-share": ["60", "abc", "1/7"]}
        ),
    )
    assert page.status_code == 422
    content = page.content.decode()
    for kept in ('value="60"', 'value="abc"', 'value="1/7"', "区域调整", 'value="2027-13-01"'):
        assert kept in content, kept
    for client in company.clients[:2]:
        assert f'id="client-{client}" checked' in content
    assert "Write a percentage such as 50" in content


def test_problems_stand_where_they_belong(company, manager):
    same = manager.post("/handovers/new", filled(company, incoming=company.wang))
    assert "The clients would go to the one who has them." in text_of(same)
    nobody = manager.post("/handovers/new", filled(company, clients=[]))
    assert "No client is chosen." in text_of(nobody)
    assert nobody.status_code == 422
    months = manager.post("/handovers/new", filled(company, **{"new_deals-months": ["0", "3", ""]}))
    assert "Write a whole number of months" in text_of(months)


def test_a_day_in_the_past_is_allowed_and_said(company, manager):
    page = manager.get("/handovers/new", {"outgoing": company.wang, "from": "2026-01-01"})
    assert "This day lies in the past" in text_of(page)
    made = manager.post("/handovers/new", filled(company, effective_from="2026-01-01"))
    assert made.status_code == 302
    assert "already past" in text_of(manager.get(made.url))


def fragment(browser, company, target, **changes):
    return browser.post(
        "/handovers/new", filled(company, **changes), headers={"HX-Request": "true", "HX-Target": target}
    )


def test_the_parts_of_the_form_are_renewed_alone(company, manager):
    found = fragment(manager, company, "book", act="", search="客户4")
    assert "<html" not in found.content.decode()
    assert "客户4" in text_of(found)
    assert "客户5" not in text_of(found)
    assert "客户1" in text_of(found), "what is ticked stays"
    added = fragment(manager, company, "terms", act="add:new_deals").content.decode()
    assert added.count('name="new_deals-months"') == 4
    removed = fragment(manager, company, "terms", act="remove:new_deals:0").content.decode()
    assert removed.count('name="new_deals-months"') == 2
    assert (
        fragment(manager, company, "terms", act="remove:new_deals:9").content.decode().count('-months"') == 3
    )
    picture = fragment(manager, company, "picture-new_deals", act="")
    assert "<svg" in picture.content.decode()
    for party in (company.wang, company.li):
        assert owner_class(party) in picture.content.decode(), "each in his own colour"
    wrong = fragment(manager, company, "picture-new_deals", act="", **{"new_deals-share": ["x", "30", "0"]})
    assert "<svg" not in wrong.content.decode()
    assert fragment(manager, company, "picture-nothing", act="").status_code == 404
    different = fragment(manager, company, "terms", act="", same_for_all="no").content.decode()
    assert different.count('role="group"') == 3
    with company.inside():
        assert handovers.list_handovers(people=None, on=BEGIN) == ()


def test_each_stream_may_have_steps_of_its_own(company, manager):
    made = manager.post(
        "/handovers/new",
        filled(
            company,
            same_for_all="no",
            **{"earlier_deals-months": ["12", ""], "earlier_deals-share": ["100", "33.5%"]},
        ),
    )
    handover = company.look(int(made.url.rsplit("/", 1)[1]))
    assert [(step.months, step.outgoing) for step in handover.terms.earlier_deals] == [
        (12, 1),
        (None, Fraction(335, 1000)),
    ]
    assert "For receipts of deals signed before the handover" in text_of(manager.get(made.url))
    edit = manager.get(f"{made.url}/edit").content.decode()
    assert 'value="33.5"' in edit


def test_a_change_asks_both_again_and_says_so(company, manager):
    with company.inside():
        made = proposed(company.wang, company.li, company.clients[:2], from_=BEGIN)
        agree(made, company.wang)
        old = seen(made).terms_hash
    assert "both are asked again" in text_of(manager.get(f"/handovers/{made}/edit"))
    changed = manager.post(
        f"/handovers/{made}/edit", filled(company, effective_from="2027-02-01"), follow=True
    )
    assert "Both are asked again" in text_of(changed)
    assert "That agreement no longer counts" in text_of(changed)
    li = company.sign_in("salesperson", company.li)
    refused = li.post(f"/handovers/{made}/consent", {"terms_hash": old})
    assert refused.status_code == 422
    assert "was changed after you opened it" in text_of(refused)
    assert company.look(made).has_consented(company.li) is False


def test_a_party_may_ask_for_a_change(company):
    with company.inside():
        made = proposed(company.wang, company.li, company.clients)
    wang = company.sign_in("salesperson", company.wang)
    assert wang.post(f"/handovers/{made}/decline", {"note": ""}).status_code == 422
    assert wang.post(f"/handovers/{made}/decline", {"note": "客户3请留给我"}).status_code == 302
    assert company.look(made).state == "draft"
    assert "客户3请留给我" in text_of(wang.get(f"/handovers/{made}"))


def test_a_withdrawal_says_what_stays(company, manager):
    with company.inside():
        made = proposed(company.wang, company.li, company.clients)
    assert "5 clients stay with 王芳" in text_of(manager.get(f"/handovers/{made}/withdraw"))
    assert manager.post(f"/handovers/{made}/withdraw", {"note": "再议"}).status_code == 302
    assert "All clients stay where they are" in text_of(manager.get(f"/handovers/{made}"))


def test_a_person_sees_what_comes_and_what_leaves(company):
    with company.inside():
        made = proposed(company.wang, company.li, company.clients[:2])
        agree(made, company.wang, company.li)
        approve(made)
    with company.inside():
        back = timezone.localdate() + timedelta(days=40)
        soon = proposed(company.wang, company.li, company.clients[2:], from_=back - timedelta(days=60))
        agree(soon, company.wang, company.li)
        approve(soon)
        reverse(soon, back)
    li = text_of(company.sign_in("salesperson", company.li).get(f"/handovers/people/{company.li}"))
    wang = text_of(company.sign_in("salesperson", company.wang).get(f"/handovers/people/{company.wang}"))
    assert "Which clients come to me, which leave me?" in li
    assert "1 handover that is over" in li
    assert f"50% 0% from {back.isoformat()} on" in li, "reversed soon: until then he has his share"
    assert f"50% 100% from {back.isoformat()} on" in wang
    assert "Handovers that bring clients: 1 ; that pass clients on: 0" in li


def test_the_list_has_a_tab_for_each_state(company, manager):
    with company.inside():
        drafted(company.wang, company.li, company.clients[:1])
        proposed(company.wang, company.li, company.clients[1:2])
        done = proposed(company.wang, company.li, company.clients[2:3])
        agree(done, company.wang, company.li)
        gone = drafted(company.wang, company.li, company.clients[3:4])
        handovers.withdraw_handover(acting_user_id=None, at=AT, handover_id=gone)
    counts = {
        name: manager.get(f"/handovers/?tab={name}").content.decode().count("<tr>") - 1
        for name in ("turn", "open", "transition", "completed", "ended", "all")
    }
    assert counts == {"turn": 1, "open": 3, "transition": -1, "completed": -1, "ended": 1, "all": 4}
    salesperson = company.sign_in("salesperson", company.chen)
    assert "Nothing waits for you." in text_of(salesperson.get("/handovers/"))
    assert "No handover here" in text_of(salesperson.get("/handovers/?tab=all"))


def test_what_is_wrong_with_the_steps_is_summed_up_above_the_form(company, manager):
    page = manager.post("/handovers/new", filled(company, **{"new_deals-share": ["50", "130", "0"]}))
    assert page.status_code == 422
    content = page.content.decode()
    above = content[content.index("data-focus") : content.index('id="who"')]
    assert 'href="#new_deals-share-2"' in above
    assert "The share is between 0 and 100 percent." in above
    assert 'id="new_deals-share-2"' in content
    assert content.count("data-focus") == 1
    looked = manager.post(
        "/handovers/new", filled(company, act="look", **{"new_deals-share": ["50", "130", "0"]})
    )
    assert "data-focus" not in looked.content.decode(), "only when it is to be saved"


def test_the_book_has_a_box_of_its_own_and_says_which_rows_stay(company, manager):
    found = fragment(manager, company, "book", act="", search="客户4")
    assert "table-wrap limited" in found.content.decode()
    assert "2 chosen clients do not match and stay on top of the list." in text_of(found)
    all_of_them = fragment(manager, company, "book", act="", search="")
    assert "stay on top" not in text_of(all_of_them)


def test_a_party_without_a_login_is_named_where_it_is_prepared_and_where_it_waits(company, manager):
    warning = "李明 has no login yet and cannot agree in the system."
    chosen = fragment(manager, company, "logins", act="")
    assert "<html" not in chosen.content.decode()
    assert warning in text_of(chosen)
    made = manager.post("/handovers/new", filled(company))
    assert made.status_code == 302
    asked = manager.post(f"{made.url}/propose", follow=True)
    assert company.look(int(made.url.rsplit("/", 1)[1])).state == "proposed", "it may be all the same"
    assert "can answer as soon as there is one" in text_of(asked)
    assert warning in text_of(asked)
    company.sign_in("salesperson", company.li)
    page = text_of(manager.get(made.url))
    assert warning not in page
    assert "王芳 has no login yet" in page
    with company.inside():
        (li,) = access.users_of(employee_ids=[company.li]).values()
        access.deactivate_user(acting_user_id=None, user_id=li.id, on=timezone.localdate())
    assert warning in text_of(manager.get(made.url)), "a login that is switched off is none"
    with company.inside():
        agree(int(made.url.rsplit("/", 1)[1]), company.li)
    assert warning not in text_of(manager.get(made.url)), "who has agreed needs none any more"


def test_a_wish_stands_where_the_manager_looks_until_both_are_asked_again(company, manager):
    with company.inside():
        made = proposed(company.wang, company.li, company.clients, from_=BEGIN)
    wang = company.sign_in("salesperson", company.wang)
    assert wang.post(f"/handovers/{made}/decline", {"note": "客户3请留给我"}).status_code == 302
    today = timezone.localdate()
    assert company.look(made).last_decline.employee_id == company.wang

    page = manager.get(f"/handovers/{made}")
    text = text_of(page)
    above = page.content.decode().split('aria-labelledby="terms"')[0]
    assert "王芳 would like something changed" in above
    assert "“客户3请留给我”" in above
    assert f"would like something changed “客户3请留给我” ({today.isoformat()})" in text
    assert text.count("not asked yet") == 1, "only the other one"
    assert "Change wanted" in text_of(manager.get("/handovers/?tab=open"))
    assert "“客户3请留给我”" in text_of(manager.get(f"/handovers/{made}/edit"))

    changed = filled(
        company,
        clients=list(company.clients[:3]),
        effective_from="2026-03-01",
        **{"new_deals-share": ["60", "30", "0"]},
    )
    assert manager.post(f"/handovers/{made}/edit", changed).status_code == 302
    text = text_of(manager.get(f"/handovers/{made}"))
    with override("en"):
        days = f"{long_day_text(BEGIN)} → {long_day_text(date(2026, 3, 1))}"
    for told in (
        f"Changed since then: First day: {days}",
        "Clients: 5 → 3",
        "2 clients taken out",
        "Steps before: For all business with these clients: Months 1 to 3: 王芳 keeps 50%, 李明 has 50%.",
        "Steps now: For all business with these clients: Months 1 to 3: 王芳 keeps 60%, 李明 has 40%.",
    ):
        assert told in text, (told, text)
    assert text.count("Clients: 5 → 3") == 2, "with the wish, and in the history"

    assert manager.post(f"/handovers/{made}/propose").status_code == 302
    assert company.look(made).last_decline is None
    text = text_of(manager.get(f"/handovers/{made}"))
    assert "王芳 would like something changed" not in text
    assert "Clients: 5 → 3" in text, "the history keeps it"
    assert "客户3请留给我" in text


def test_the_history_tells_each_change_by_what_it_found(company, manager):
    with company.inside():
        made = drafted(company.wang, company.li, company.clients[:1], from_=BEGIN)
    for person, clients in ((company.zhao, company.clients[:2]), (company.li, company.clients[2:])):
        edit = filled(company, incoming=person, clients=list(clients), effective_from=BEGIN.isoformat())
        assert manager.post(f"/handovers/{made}/edit", edit).status_code == 302
    text = text_of(manager.get(f"/handovers/{made}"))
    assert "Takes over: 李明 → 赵强 Clients: 1 → 2 1 client added" in text
    assert "Takes over: 赵强 → 李明 Clients: 2 → 3 2 clients taken out 3 clients added" in text
    assert "Steps" not in text.split("Who did what when")[1]


def test_approving_says_when_it_is_written_and_from_when_it_holds(company, manager):
    with company.inside():
        begins = timezone.localdate() + timedelta(days=30)
        later = proposed(company.wang, company.li, company.clients[:1], from_=begins)
        agree(later, company.wang, company.li)
        past = proposed(company.wang, company.li, company.clients[1:2], from_=BEGIN)
        agree(past, company.wang, company.li)
    asked = text_of(manager.get(f"/handovers/{later}/approve"))
    with override("en"):
        day = long_day_text(begins)
    assert (
        f"writes the new ownership now; it holds from {day} on. Until then the clients stay with 王芳."
        in asked
    )
    assert "Until then" not in text_of(manager.get(f"/handovers/{past}/approve"))
    done = manager.post(f"/handovers/{later}/approve", hash_of(company, later), follow=True)
    assert f"is written and holds from {day} on." in text_of(done)
