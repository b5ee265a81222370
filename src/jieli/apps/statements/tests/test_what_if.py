"""What would be different had one fact been otherwise: what may be tried, by whom, and what he gets to see of it."""

import pytest
from django.test import Client
from django.utils.translation import override

from jieli.apps.access.testing import sign_in_client
from jieli.apps.statements import api
from jieli.apps.statements.sight import Sight
from jieli.apps.statements.tests import world
from jieli.apps.statements.whatif import reading
from jieli.engines.crediting import Basis
from jieli.engines.pay.whatif import Fact, Larger, OwnedBy
from jieli.kernel.money import parse_fen
from jieli.ui.wording import money_text


@pytest.fixture
def company(organization):
    made = world.build()
    world.issue(world.FEBRUARY)
    world.issue(world.MARCH)
    return made


def signed_in(organization, role, *, scope="all", employee=None):
    client = Client()
    sign_in_client(client, organization=organization, role=role, scope=scope, employee_id=employee)
    return client


def line_of(person, key="commission", period=world.MARCH):
    statement = api.get_statement(statement_id=api.find_statement(employee_id=person, period=period))
    return statement.summary, next(line for line in statement.lines if line.component_key == key)


def ref_of(person, period=world.MARCH):
    summary, line = line_of(person, period=period)
    fact = api.list_facts_of_line(line=line, language="en")[-1]
    return api.FactRef(summary.run_id, person, line, fact.kind, fact.id)


def address_of(person, period=world.MARCH):
    ref = ref_of(person, period)
    return f"/statements/lines/{ref.line.id}/what-if/{ref.kind}/{ref.fact_id}/"


def choices(client, address):
    return client.get(f"{address}?as=json").json()["choices"]


def test_a_day_later_the_next_period_every_owner_and_the_next_tier_may_be_tried(organization, company):
    client = signed_in(organization, "hr", employee=company.hr)
    found = choices(client, address_of(company.wang, world.FEBRUARY))
    assert found[0] == "later=1"
    assert f"owner={company.li}" in found
    assert f"owner={company.wang}" not in found  # it is all hers already
    assert {f"owner={company.wang}", f"owner={company.li}"} <= set(choices(client, address_of(company.wang)))
    assert [one for one in found if one.startswith("larger=")]


def test_the_answer_is_both_peoples_for_hr_and_his_own_for_a_salesperson(organization, company):
    address, change = address_of(company.wang), f"owner={company.li}"
    hr = signed_in(organization, "hr", employee=company.hr).get(address, {"change": change, "as": "json"})
    assert {row["person"] for row in hr.json()["amounts"]} == {"王芳", "李强"}
    own = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    answer = own.get(address, {"change": change, "as": "json"}).json()
    assert {row["person"] for row in answer["amounts"]} == {"王芳"}
    page = own.get(address, {"change": change}).content.decode()
    assert "Only amounts of people whose pay you may see are shown." in page
    assert "It would be paid to 李强 instead. How much that is you may not see." in page


def test_the_fragment_has_the_choices_and_the_table(organization, company):
    client = signed_in(organization, "hr", employee=company.hr)
    address = address_of(company.wang)
    fragment = client.get(
        address, {"change": f"owner={company.li}"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'id="what-if"' in fragment
    assert "<html" not in fragment
    assert "<table" in fragment
    line = client.get(address.partition("what-if")[0]).content.decode()
    assert f'href="{address}"' in line


def test_only_what_is_offered_can_be_asked_for(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    address = address_of(company.wang)
    for change in (f"owner={company.hr}", "owner=0", "owner=x", "later=3", "larger=1.00", "nonsense"):
        assert client.get(address, {"change": change}).status_code == 404
    base, _, number = address.rstrip("/").rpartition("/")
    for guessed in (f"{base}/{int(number) + 100_000}/", address.replace("/receipt/", "/visit/")):
        assert client.get(guessed).status_code == 404


def test_anothers_line_is_not_found_and_needs_the_ability(organization, company):
    address = address_of(company.wang)
    li = signed_in(organization, "salesperson", scope="own", employee=company.li)
    assert li.get(address).status_code == 404
    assert signed_in(organization, "administrator", employee=company.hr).get(address).status_code == 403


def test_of_a_client_that_he_does_not_see_only_the_owners_of_that_day_may_be_tried(organization, company):
    ref = ref_of(company.wang)
    offered = api.get_choices(ref=ref, language="en", sight=Sight(frozenset({company.wang}), frozenset()))
    owners = {one.change.person for one in offered.choices if isinstance(one.change, OwnedBy)}
    assert owners <= {company.wang, company.li}
    before = line_of(company.wang, period=world.FEBRUARY)
    fact = api.list_facts_of_line(line=before[1], language="en")[0]
    earlier = api.FactRef(before[0].run_id, company.wang, before[1], fact.kind, fact.id)
    offered = api.get_choices(ref=earlier, language="en", sight=Sight(frozenset(), frozenset()))
    assert not [one for one in offered.choices if isinstance(one.change, OwnedBy)]


def test_one_tier_higher_is_what_the_sum_lacks(organization, company):
    ref = ref_of(company.wang, world.FEBRUARY)
    offered = api.get_choices(ref=ref, language="en", sight=api.EVERYTHING)
    larger = next(one.change for one in offered.choices if isinstance(one.change, Larger))
    assert larger.fact == Fact(ref.kind, ref.fact_id)
    (label,) = [one.label for one in offered.choices if one.change == larger]
    assert label == f"Up to the next tier: larger by {money_text(larger.by_fen)}"
    found = api.explain_what_if(ref=ref, change=larger, language="zh-hans", sight=api.EVERYTHING)
    assert found.difference_fen > 0
    assert world.FEBRUARY in {row.period for row in found.rows}


def test_the_page_says_by_what_the_next_tier_is_reached(organization, company):
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    page = client.get(address_of(company.wang, world.FEBRUARY)).content.decode()
    assert "by what this component counts itself, which may be less than what a target counts" in page


def test_what_comes_after_the_runs_period_is_said_to_be_paid_later(organization, company):
    ref = ref_of(company.wang)
    offered = api.get_choices(ref=ref, language="en", sight=api.EVERYTHING)
    later = next(
        one.change for one in offered.choices if one.query.startswith("later=") and one.query != "later=1"
    )
    found = api.explain_what_if(ref=ref, change=later, language="en", sight=api.EVERYTHING)
    assert found.later == world.MARCH.next()
    assert found.to_json()["counts_in"] == "2026-04"
    (note,) = found.notes
    assert note.startswith("It would not be lost: it would count in Apr 2026 instead")
    assert note in list(found.lines())
    assert all(row.would_be_fen < row.is_fen for row in found.rows if row.person_id == company.wang)


def test_a_line_comes_as_json_with_its_sentences_and_its_trace(organization, company):
    _, line = line_of(company.wang)
    address = f"/statements/lines/{line.id}/?as=json"
    own = signed_in(organization, "salesperson", scope="own", employee=company.wang).get(address).json()
    assert own["trace"] == line.trace.to_json()
    assert own["sentences"]
    assert own["steps"]
    li = signed_in(organization, "salesperson", scope="own", employee=company.li)
    assert li.get(address).status_code == 404


def test_the_table_ends_with_the_whole_period_of_each_person(organization, company):
    summary, _ = line_of(company.wang)
    statement = api.get_statement(statement_id=summary.id)
    own = sum(line.amount_fen for line in statement.own_lines)
    address, change = address_of(company.wang), f"owner={company.li}"
    client = signed_in(organization, "salesperson", scope="own", employee=company.wang)
    answer = client.get(address, {"change": change, "as": "json"}).json()
    (whole,) = answer["wholes"]
    changed = parse_fen(answer["difference"])
    assert (whole["person"], whole["period"]) == ("王芳", "2026-03")
    assert (parse_fen(whole["is"]), parse_fen(whole["would_be"])) == (own, own + changed)
    assert own > sum(parse_fen(row["is"]) for row in answer["amounts"]), "what stays the same is in it"
    page = client.get(address, {"change": change}).content.decode()
    foot = page.partition("<tfoot>")[2].partition("</tfoot>")[0]
    assert "All of Mar 2026 for 王芳" in foot
    assert money_text(own) in foot
    assert page.count("without what puts right earlier ones") == 1


def test_units_are_more_or_fewer_and_no_amount():
    fact = Fact("deal", 1)
    changes = [Larger(fact, 1_050, Basis.QUANTITY), Larger(fact, -1_050, Basis.QUANTITY)]
    with override("en"):
        said = [reading._change_text(one) for one in (*changes, Larger(fact, 1_050, Basis.MARGIN))]
    assert said == [
        "Had it been 10.50 units more",
        "Had it been 10.50 units fewer",
        "Had it been larger by 10.50",
    ]
