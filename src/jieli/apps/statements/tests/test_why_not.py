"""What paid nothing, or less: what is said to whom, on the page of the statement and as JSON."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.translation import override

from jieli.apps.access.testing import sign_in_client
from jieli.apps.intake import api as intake
from jieli.apps.statements import api
from jieli.apps.statements.explanations import plain
from jieli.apps.statements.sight import Sight
from jieli.apps.statements.tests import world
from jieli.apps.statements.whynot.needed_words import say_needed
from jieli.apps.statements.whynot.values import Group, GroupKind, OfClient
from jieli.apps.statements.whynot.words import Naming, say_why
from jieli.engines.pay.whynot import Reason, WhyNot
from jieli.kernel.money import parse_fen
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import make_organization
from jieli.ui.wording import in_chinese


@pytest.fixture
def company(organization):
    made = world.build()
    _sign("D-9", "冷链", "8000.00", date(2026, 3, 10), made)
    world.issue(world.FEBRUARY)
    world.issue(world.MARCH)
    return made


def _sign(key, title, amount, on, made):
    intake.record_facts(
        acting_user_id=None,
        at=world.THEN,
        facts=intake.NewFacts(
            deals=(
                intake.NewDeal(
                    source_key=key,
                    client_id=made.client,
                    title=title,
                    product_line="云",
                    amount_fen=parse_fen(amount),
                    currency="CNY",
                    signed_on=on,
                ),
            )
        ),
    )


def signed_in(organization, role, *, scope="all", employee=None):
    client = Client()
    sign_in_client(client, organization=organization, role=role, scope=scope, employee_id=employee)
    return client


def statement_of(person, period=world.MARCH):
    found = api.find_statement(employee_id=person, period=period)
    assert found is not None
    return found


def asked(client, statement):
    return client.get(f"/statements/{statement}/why-not/?as=json")


def rows(answer):
    return {
        (group["group"], row["kind"], row["reason"], row["amount"])
        for group in answer.json()["groups"]
        for row in group["rows"]
    }


def test_what_is_not_collected_stands_first_with_its_sum(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.li)
    found = asked(client, statement_of(company.li)).json()
    assert found["groups"][0]["group"] == "not_collected"
    row = next(row for row in found["groups"][0]["rows"] if row["amount"] == "8000.00")
    assert "冷链" in row["what"]
    assert row["components"] == ["direct/commission"]


def test_facts_stand_under_their_client_with_his_sum_and_the_sum_is_called_what_it_is(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.li)
    statement = statement_of(company.li)
    for group in asked(client, statement).json()["groups"]:
        sums = [Decimal(one["sum"]) for one in group["clients"]]
        assert sums == sorted(sums, reverse=True)
        assert sum(sums) == Decimal(group["sum"])
    waiting = asked(client, statement).json()["groups"][0]
    assert "the clients’ money, not pay that is owed" in waiting["meaning"]
    page = client.get(f"/statements/{statement}/why-not/").content.decode()
    assert all(one["name"] in page for one in waiting["clients"])


def test_only_one_kind_can_be_shown(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    address = f"/statements/{statement_of(company.wang)}/why-not/"
    titles = [group["title"] for group in client.get(f"{address}?as=json").json()["groups"]]
    assert len(titles) > 1
    page = client.get(f"{address}?only=less").content.decode()
    assert page.count("<summary>Paid less than all of it") == 1
    assert page.count(f"<summary>{titles[0]}") == 0
    assert client.get(f"{address}?only=nonsense").content.decode().count(f"<summary>{titles[0]}") == 1


def test_a_share_is_said_with_what_was_paid_for_it(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    found = asked(client, statement_of(company.wang)).json()
    (less,) = [group for group in found["groups"] if group["group"] == "less"]
    assert {row["reason"] for row in less["rows"]} == {"shared"}
    assert "60%" in less["rows"][0]["why"]
    assert less["rows"][0]["paid"] != "0.00"


def test_the_page_has_a_table_with_links_and_the_statement_loads_it(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    statement = statement_of(company.wang)
    page = client.get(f"/statements/{statement}/why-not/").content.decode()
    assert "<h1>" in page
    assert "/facts/" in page
    fragment = client.get(
        f"/statements/{statement}/why-not/", headers={"HX-Request": "true"}
    ).content.decode()
    assert 'id="why-not"' in fragment
    assert "<html" not in fragment
    assert (
        f'hx-get="/statements/{statement}/why-not/"'
        in client.get(f"/statements/{statement}/").content.decode()
    )


def test_anothers_is_not_found_and_without_the_ability_not_allowed(organization, company):
    li = signed_in(organization, "salesperson", scope="own", employee=company.li)
    assert asked(li, statement_of(company.li)).status_code == 200
    assert asked(li, statement_of(company.wang)).status_code == 404
    assert asked(li, 999_999_999).status_code == 404
    administrator = signed_in(organization, "administrator", employee=company.hr)
    assert asked(administrator, statement_of(company.li)).status_code == 403
    assert (
        asked(signed_in(organization, "hr", employee=company.hr), statement_of(company.li)).status_code == 200
    )


def test_another_organisations_are_not_there(committed_organization):
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        made = world.build()
        world.issue(world.FEBRUARY)
        mine = statement_of(made.wang, world.FEBRUARY)
        line = api.get_statement(statement_id=mine).lines[1]
        fact = api.list_facts_of_line(line=line, language="en")[0]
    abroad = signed_in(make_organization(), "finance")
    for address in (f"{mine}/why-not/", f"lines/{line.id}/what-if/{fact.kind}/{fact.id}/"):
        assert signed_in(committed_organization, "finance").get(f"/statements/{address}").status_code == 200
        assert abroad.get(f"/statements/{address}").status_code == 404


def test_of_clients_that_the_reader_does_not_see_what_was_not_his_is_only_counted(organization, company):
    run = api.get_statement(statement_id=statement_of(company.li)).summary.run_id
    seen = {"run_id": run, "employee_id": company.li, "language": "en"}
    everything = api.explain_why_not(**seen, sight=api.EVERYTHING)
    blind = api.explain_why_not(**seen, sight=Sight(clients=frozenset()))
    waiting = {"not_collected", "not_yet", "other_owner", "unowned"}
    said = [row for group in blind.groups for row in group.rows]
    assert not [row for row in said if row.reason in waiting or row.href]
    gone = {
        (row.kind, row.fact_id) for group in everything.groups for row in group.rows if row.reason in waiting
    }
    assert blind.hidden == len(gone) > 0, "also what is told for another reason, since the sums leave it out"
    assert everything.hidden == 0
    assert "also those whom others look after now" in next(iter(everything.lines()))


VALUES = {
    Reason.NO_PLAN: [{"counts_on": "2026-03-09"}],
    Reason.NOT_COLLECTED: [
        {"waits_for": "receipt", "in_fen": 0, "open_fen": 100, "share_share": "100%"},
        {"waits_for": "receipt", "in_fen": 50, "open_fen": 100, "share_share": "40%"},
    ],
    Reason.NOT_YET: [
        {"waits_for": f"{what}, margin", "in_fen": 0, "open_fen": 100, "share_share": "100%"}
        for what in ("delivery", "approval", "invoice", "quantity")
    ],
    Reason.UNOWNED: [{"owner_on": "2025-03-09", "owners": "", "credit_rule": "unowned"}],
    Reason.OTHER_OWNER: [
        {"owner_on": "2026-03-09", "owners": "2:60%, 3:40%", "credit_rule": rule}
        for rule in ("owner", "split", "earlier_deals", "open_pipeline")
    ],
    Reason.OUTGOING: [{"handover": "", "only_outgoing": "True"}, {"handover": 7, "only_outgoing": "False"}],
    Reason.TOO_NEW: [{"days": 10, "after_days": 90}, {"days": "", "after_days": 90}],
    Reason.TOO_OLD: [{"days": 100, "within_days": 90}, {"days": "", "within_days": 90}],
    Reason.OTHER_LINE: [{"product_line": "云"}, {"product_line": ""}],
    Reason.RENEWALS: [{"renewals": "only"}, {"renewals": "none"}],
    Reason.UNRATED: [
        {"product_line": "云", "client_class": "A", "region": ""},
        {"product_line": "", "client_class": "", "region": ""},
    ],
    Reason.TOO_SMALL: [{"least_fen": 100}],
    Reason.TOO_MANY: [{"first": 1}, {"first": 3}],
    Reason.BUDGET: [{"budget_fen": 300, "sum_before_fen": 200, "entitled_fen": 150}],
    Reason.TOO_SLOW: [
        {"days": 100, "within_days": 90, "since": "signed"},
        {"days": 100, "within_days": 90, "since": "delivered"},
        {"days": "", "within_days": 90, "since": "invoiced"},
    ],
    Reason.GATE: [{"sum_fen": 100, "needed_fen": 200}, {"sum_fen": 100, "needed_fen": ""}],
    Reason.ZERO_RATE: [{"rate_rate": "0%"}],
    Reason.QUALITY: [{"of": "nps", "actual": "5", "at_least": "8", "otherwise_rate": "0%"}],
    Reason.HELD: [
        {
            "held_fen": 20,
            "earned_fen": 100,
            "of": "c",
            "until": "collected",
            "last_periods": 6,
            "at_last": "released",
        },
        {
            "held_fen": 20,
            "earned_fen": 100,
            "of": "c",
            "until": "accepted",
            "last_periods": 1,
            "at_last": "forfeited",
        },
        {"held_fen": 20, "earned_fen": 100, "of": "c", "until": "handover_confirmed"},
        {"held_fen": 20, "earned_fen": 100, "of": "c", "until": "periods", "after_periods": 3},
        {"held_fen": 20, "earned_fen": 100, "of": "c", "until": "bought", "after_months": 6},
        *(
            {
                "held_fen": 20,
                "earned_fen": 100,
                "of": "c",
                "until": "condition",
                "condition": "achieved(nps) >= 80%",
                "lacking": lacking,
                "last_periods": 3,
                "at_last": "forfeited",
            }
            for lacking in ("", "achieved(nps)")
        ),
    ],
    Reason.DEAL_CAPPED: [{"above_fen": 20, "earned_fen": 100, "most_fen": 80}],
    Reason.CAPPED: [{"uncapped": "12345.00", "exact": "5.00"}],
    Reason.SHARED: [{"share_share": "1/3"}],
}


def test_the_page_begins_with_how_much_paid_nothing_by_reason(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    statement = statement_of(company.wang)
    groups = asked(client, statement).json()["groups"]
    page = client.get(f"/statements/{statement}/why-not/").content.decode()
    summary = page[page.index('class="sentence"') :].partition("<details")[0]
    facts = {
        (row["kind"], row["fact"]): Decimal(row["amount"])
        for group in groups
        if group["group"] not in ("held", "elsewhere")
        for row in group["rows"]
    }
    assert (
        f"{len(facts)} deals and payments of {sum(facts.values()):,} together paid nothing, or less"
        in summary
    )
    for group in groups:
        assert f'>{group["title"]}</a></td>\n<td class="num">{len(group["rows"])}</td>' in summary
    entries = sum(len(group["rows"]) for group in groups)
    assert ("may stand in several rows" in summary) == (entries > len(facts))
    assert summary.count("clients’ money</span>") == len(
        [group for group in groups if group["group"] not in ("held", "elsewhere")]
    )


def test_of_a_client_the_largest_amount_stands_first(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.li)
    waiting = asked(client, statement_of(company.li)).json()["groups"][0]
    for one in waiting["clients"]:
        own = [Decimal(row["amount"]) for row in waiting["rows"] if one["name"] in row["what"]]
        assert own == sorted(own, reverse=True)
    assert {row["needed"] for row in waiting["rows"]} == {"It counts as the money comes in."}


def test_more_than_ten_clients_of_a_kind_are_folded_under_their_sum():
    clients = tuple(OfClient(number, f"c{number}", 100, ()) for number in range(12))
    group = Group(GroupKind.NOT_COLLECTED, "", 1200, "", clients)
    assert (len(group.largest), len(group.smaller), group.smaller_fen) == (10, 2, 200)


@pytest.mark.parametrize("reason", [Reason.NO_PLAN, Reason.UNOWNED, Reason.OTHER_OWNER, Reason.UNRATED])
def test_what_somebody_has_to_set_says_whom_to_ask(reason):
    one = WhyNot("receipt", 1, "R1", 1, date(2026, 3, 9), "p", "c", reason, 100, values=VALUES[reason][0])
    with override("en"):
        said = plain(say_needed(one))
    assert "ask the sales manager" in said or "ask HR" in said


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_reason_has_a_sentence_in_both_languages(reason, language):
    names = Naming(year=2026, people={2: "王芳"})
    with override(language):
        for values in VALUES[reason]:
            one = WhyNot("receipt", 1, "R1", 1, date(2026, 3, 9), "p", "c", reason, 100, values=values)
            said = plain(say_why(one, names, knows_owners=True))
            assert said.endswith("。" if in_chinese() else ".")
            assert "{" not in said
            needed = plain(say_needed(one))
            assert not needed or needed.endswith("。" if in_chinese() else ".")
            hidden = plain(say_why(one, names, knows_owners=False))
            assert "王芳" not in hidden
            if language == "zh-hans":
                assert not {"the", "It", "is"} & set(said.split())
