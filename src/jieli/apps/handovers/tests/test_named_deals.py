"""The open deals that the outgoing person keeps: agreed, applied, ended, and refused where they cannot be."""

from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from re import sub

import pytest

from jieli.apps.clients import api as clients_api
from jieli.apps.handovers import api as handovers
from jieli.apps.handovers.api import NamedDeal, NewHandover
from jieli.apps.handovers.tests.making import BEGIN, agree, agreed, approve, approved, drafted, reverse, seen
from jieli.apps.intake import api as intake
from jieli.apps.ownership.testing import AT, give, make_clients, make_people
from jieli.engines.pay import NamedDeal as EngineNamedDeal
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

ALL = Fraction(1)
PART = Fraction(3, 10)
UNTIL = date(2026, 7, 1)
DAY = timedelta(days=1)


def sign(client, key="D1", fen=100_000_00):
    new = intake.NewDeal(
        source_key=key,
        client_id=client,
        title=f"合同 {key}",
        product_line="软件",
        amount_fen=fen,
        currency="CNY",
        signed_on=date(2026, 1, 3),
    )
    return intake.record_facts(acting_user_id=None, at=AT, facts=intake.NewFacts(deals=(new,))).ids[
        "deal", key
    ]


@pytest.fixture
def setting(organization):
    wang, li = make_people("王芳", "李明")
    clients = make_clients(2)
    give(clients, (wang, ALL))
    return wang, li, clients, sign(clients[0])


def known(at=None):
    return handovers.list_named_deals(known_at=at)


def test_a_named_deal_counts_once_the_handover_is_applied(setting):
    wang, li, clients, deal = setting
    made = agreed(wang, li, clients, named_deals=[NamedDeal(deal, PART, UNTIL, date(2026, 3, 1))])
    assert known() == ()
    approve(made, at=AT + DAY)
    assert known(AT) == ()
    assert known() == (EngineNamedDeal(wang, deal, PART, DateRange(BEGIN, UNTIL), date(2026, 3, 1)),)
    assert seen(made).named_deals == (NamedDeal(deal, PART, UNTIL, date(2026, 3, 1)),)


def test_a_reversal_ends_the_name_from_when_it_is_known(setting):
    wang, li, clients, deal = setting
    made = approved(wang, li, clients, named_deals=[NamedDeal(deal, PART, UNTIL)])
    reverse(made, date(2026, 5, 1), at=AT + 2 * DAY)
    assert [one.range for one in known(AT + DAY)] == [DateRange(BEGIN, UNTIL)]
    assert [one.range for one in known()] == [DateRange(BEGIN, date(2026, 5, 1))]


def test_a_handover_reversed_from_its_first_day_leaves_no_name(setting):
    wang, li, clients, deal = setting
    made = approved(wang, li, clients, named_deals=[NamedDeal(deal, PART, None)])
    reverse(made, BEGIN)
    assert known() == ()


def test_naming_a_deal_asks_both_again_and_handovers_without_one_keep_their_hash(setting):
    wang, li, clients, deal = setting
    made = agreed(wang, li, clients)
    before = seen(made).terms_hash
    same = {"outgoing_id": wang, "incoming_id": li, "effective_from": BEGIN, "client_ids": clients}
    handovers.change_draft(
        acting_user_id=None, at=AT, handover_id=made, new=NewHandover(**same, reason="另一个理由")
    )
    assert seen(made).terms_hash == before
    named = NewHandover(**same, named_deals=[NamedDeal(deal, PART, UNTIL)])
    handovers.change_draft(acting_user_id=None, at=AT, handover_id=made, new=named)
    view = seen(made)
    assert (view.state, view.terms_hash != before) == ("proposed", True)
    (change,) = [event.change for event in view.events if event.change is not None]
    assert (change.before.named_deals, change.after.named_deals) == ((), named.named_deals)


@pytest.mark.parametrize(
    ("share", "until", "code"),
    [
        (Fraction(0), UNTIL, "HANDOVER-DEAL-003"),
        (Fraction(11, 10), UNTIL, "HANDOVER-DEAL-003"),
        (PART, BEGIN, "HANDOVER-DEAL-004"),
        (PART, date(9999, 1, 1), "DAY-RANGE-001"),
    ],
)
def test_a_share_or_an_end_that_cannot_be_is_refused(setting, share, until, code):
    wang, li, clients, deal = setting
    with pytest.raises(Problems) as found:
        drafted(wang, li, clients, named_deals=[NamedDeal(deal, share, until)])
    assert [one.code for one in found.value.problems] == [code]
    assert found.value.problems[0].place.startswith(f"named_deals[{deal}]")


def test_only_deals_of_the_clients_are_named_and_each_once(setting):
    wang, li, clients, deal = setting
    other = sign(clients[1], "D2")
    with pytest.raises(Problems) as found:
        drafted(
            wang,
            li,
            clients[:1],
            named_deals=[
                NamedDeal(deal, PART, UNTIL),
                NamedDeal(deal, PART, None),
                NamedDeal(other, PART, None),
                NamedDeal(999_999, PART, None),
            ],
        )
    told = [(one.code, one.values["deal"]) for one in found.value.problems]
    assert told == [
        ("HANDOVER-DEAL-002", "合同 D1"),
        ("HANDOVER-DEAL-001", "合同 D2"),
        ("HANDOVER-DEAL-001", "999999"),
    ]


def test_a_deal_is_not_named_to_one_person_twice_for_the_same_days(setting):
    wang, li, clients, deal = setting
    first = approved(wang, li, clients, named_deals=[NamedDeal(deal, PART, UNTIL)])
    back = date(2026, 5, 1)
    approved(li, wang, clients, from_=back)
    with pytest.raises(Problems) as found:
        drafted(wang, li, clients, from_=date(2026, 6, 1), named_deals=[NamedDeal(deal, PART, None)])
    (one,) = found.value.problems
    assert (one.code, one.values["handover"]) == ("HANDOVER-DEAL-005", str(first))
    drafted(wang, li, clients, from_=UNTIL, named_deals=[NamedDeal(deal, PART, None)])


def text_of(response):
    return unescape(sub(r"\s+", " ", sub(r"<[^>]+>", " ", response.content.decode())))


def text_of_html(page):
    return unescape(sub(r"\s+", " ", sub(r"<[^>]+>", " ", page)))


def form_of(company, **changes):
    steps = {}
    for stream in ("new_deals", "open_pipeline", "earlier_deals"):
        steps |= {f"{stream}-months": ["3", ""], f"{stream}-share": ["50", "0"]}
    return {
        "outgoing": company.wang,
        "incoming": company.li,
        "effective_from": "2027-01-01",
        "same_for_all": "yes",
        "clients": list(company.clients[:2]),
        "act": "save",
        **steps,
        **changes,
    }


def test_open_deals_are_named_on_the_page_and_both_read_them(company, manager):
    with company.inside():
        deal = sign(company.clients[0])
        sign(company.clients[4], "D9")
    looked = manager.post(
        "/handovers/new", form_of(company, act="look"), headers={"HX-Request": "true", "HX-Target": "named"}
    )
    assert f'name="named" value="{deal}"' in looked.content.decode()
    assert "合同 D1" in text_of(looked)
    assert "合同 D9" not in text_of(looked)
    assert "100,000.00" in text_of(looked)
    named = {"named": [deal], f"named-share-{deal}": "30", f"named-until-{deal}": "2027-07-01"}
    made = manager.post("/handovers/new", form_of(company, **named))
    assert made.status_code == 302
    shown = text_of(manager.get(made.url))
    assert "合同 D1 2026-01-03 100,000.00 100,000.00 30% 2027-07-01" in shown
    assert f'href="/facts/{deal}/"' in manager.get(made.url).content.decode()
    assert (
        "Until before 1 Apr 2027 the share of 王芳 by the steps is at least 30%: a plan that subtracts it"
        in shown
    )
    again = manager.get(f"{made.url}/edit").content.decode()
    assert f'id="named-{deal}" data-bulk-apart checked' in again, "choosing all clients leaves it alone"
    assert 'value="2027-07-01"' in again

    named[f"named-signed-{deal}"] = "2027-02-01"
    assert manager.post(f"{made.url}/edit", form_of(company, **named)).status_code == 302
    shown = text_of(manager.get(made.url))
    assert (
        "Deals kept now: 王芳 keeps 30% of what comes of “合同 D1” before 1 Jul 2027, if it is signed before"
        in shown
    )


def test_what_is_wrong_with_a_named_deal_stands_at_it_and_nothing_is_lost(company, manager):
    with company.inside():
        deal = sign(company.clients[0])
    odd = {"named": [deal], f"named-share-{deal}": "abc", f"named-until-{deal}": "soon"}
    page = manager.post("/handovers/new", form_of(company, **odd))
    assert page.status_code == 422
    assert 'value="abc"' in page.content.decode()
    assert "Write a percentage such as 50" in text_of(page)
    assert "Write the day like 2026-11-24." in text_of(page)
    early = {"named": [deal], f"named-share-{deal}": "30", f"named-until-{deal}": "2026-12-01"}
    page = manager.post("/handovers/new", form_of(company, **early))
    assert page.status_code == 422
    assert "合同 D1 would end on 2026-12-01" in text_of(page)


def test_the_approver_reads_what_stays(company, manager):
    with company.inside():
        deal = sign(company.clients[0])
        made = agreed(
            company.wang, company.li, company.clients[:1], named_deals=[NamedDeal(deal, PART, None)]
        )
    shown = text_of(manager.get(f"/handovers/{made}/approve"))
    assert "Of 1 deal 王芳 keeps a part of what comes in." in shown
    assert "合同 D1 2026-01-03 100,000.00 100,000.00 30% open-ended" in shown


def test_a_part_that_ends_before_it_is_above_the_share_is_said_to_add_nothing(company, manager):
    with company.inside():
        deal = sign(company.clients[0])
    named = {"named": [deal], f"named-share-{deal}": "30", f"named-until-{deal}": "2027-03-01"}
    made = manager.post("/handovers/new", form_of(company, **named))
    said = text_of(manager.get(made.url))
    assert "While 30% is kept, the share of 王芳 by the steps is never below it" in said


def test_named_deals_stand_below_their_client_and_only_who_sees_him_opens_them(company, manager):
    with company.inside():
        deals = [
            sign(company.clients[0], "D1"),
            sign(company.clients[1], "D2"),
            sign(company.clients[0], "D3"),
        ]
        named = [NamedDeal(deal, Fraction(9, 10), UNTIL) for deal in deals]
        made = agreed(company.wang, company.li, company.clients[:2], named_deals=named)
        names = clients_api.get_summaries(client_ids=company.clients[:2])
    page = manager.get(f"/handovers/{made}").content.decode()
    kept = text_of_html(page[page.index('class="data stack"') : page.index("Paid beside the shares above")])
    first, second = (names[one].name for one in company.clients[:2])
    assert kept.count(first) == kept.count(second) == 1
    assert kept.index("合同 D1") < kept.index("合同 D3")
    between = kept[kept.index("合同 D1") : kept.index("合同 D3")]
    assert "合同 D2" not in between
    assert "by the steps is at least" not in text_of_html(page), (
        "90% is above every share from the first day on"
    )


def test_a_consent_to_terms_without_the_deal_does_not_count_any_more(setting):
    wang, li, clients, deal = setting
    made = agreed(wang, li, clients)
    old = seen(made).terms_hash
    new = NewHandover(
        outgoing_id=wang,
        incoming_id=li,
        effective_from=BEGIN,
        client_ids=clients,
        named_deals=[NamedDeal(deal, PART, UNTIL)],
    )
    handovers.change_draft(acting_user_id=None, at=AT, handover_id=made, new=new)
    with pytest.raises(Problems):
        approve(made, terms_hash=old)
    agree(made, wang, li)
    approve(made)
    assert len(known()) == 1
