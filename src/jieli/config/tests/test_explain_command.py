"""`jieli explain` as somebody at a terminal asks it: as JSON, why not, and what if."""

import json
import re
from contextlib import nullcontext
from datetime import date

import pytest
from click.testing import CliRunner
from django.utils.translation import override

from jieli.apps.payruns import api as payruns
from jieli.apps.payruns.testing import JANUARY, new_deal, noon, record_deals, run_to, small_company
from jieli.apps.statements import api as statements
from jieli.config.cli import explain as command


@pytest.fixture
def said(organization, monkeypatch):
    """said("12", "--json") → the exit code and what was printed, about a small company whose January is issued."""
    monkeypatch.setattr(command, "running_database", nullcontext)
    company = small_company()
    record_deals(
        new_deal(company, "D1", "C1", 10_000_00, date(2026, 1, 12)),
        new_deal(company, "D2", "C1", 5_000_00, date(2026, 1, 13)),
        at=noon(1, 25),
    )
    run_to("issued", JANUARY, noon(2, 1))

    def ask(*arguments):
        answer = CliRunner().invoke(
            command.explain, [*map(str, arguments), "-o", organization.slug, "--language", "en"]
        )
        return answer.exit_code, answer.output

    ask.line = line_of(company.people["S1"])
    ask.statement = statements.find_statement(employee_id=company.people["S1"], period=JANUARY)
    return ask


def line_of(person):
    found = statements.find_statement(employee_id=person, period=JANUARY)
    return next(
        one for one in statements.get_statement(statement_id=found).lines if one.component_key == "commission"
    )


def test_a_line_and_a_statement_as_json_have_the_trace_and_the_sentences(said):
    code, output = said(said.line.id, "--json")
    assert code == 0
    one = json.loads(output)
    assert (one["line"], one["component"]) == (said.line.id, "sales/commission")
    assert one["trace"] == said.line.trace.to_json()
    assert one["sentences"][0] in said(said.line.id)[1]
    every = json.loads(said(said.statement, "--statement", "--json")[1])
    assert one in every


def test_why_not_is_asked_of_a_person_and_a_period(said):
    asked = ("--why-not", "--person", "S1", "--period", "2026-01")
    assert said(*asked)[0] == 0
    assert json.loads(said(*asked, "--json")[1])["period"] == "2026-01"
    for wrong, message in {
        ("--why-not", "--person", "S77", "--period", "2026-01"): "nobody with the staff number S77",
        ("--why-not", "--person", "S1", "--period", "2026-05"): "There is no run of 2026-05",
        ("--why-not", "--person", "S1", "--period", "May"): "May is no period",
        ("--why-not", "--person", "S1"): "--why-not wants --person and --period",
        (): "Name a LINE",
        (said.statement, "--statement", "--what-if", "later=1"): "asked of a line",
    }.items():
        code, output = said(*wrong)
        assert code != 0
        assert message in output


def test_what_if_is_asked_of_a_fact_of_a_line(said):
    first = statements.list_facts_of_line(line=said.line, language="en")[0]
    fact = ("--fact", f"deal/{first.id}")
    for change in ("later=30", "owner=S2", "larger=100.00", "larger=-100.00"):
        code, output = said(said.line.id, "--what-if", change, *fact)
        assert code == 0, output
        assert "→" in output
        assert json.loads(said(said.line.id, "--what-if", change, *fact, "--json")[1])["amounts"]


def test_what_cannot_be_tried_is_refused_with_what_can(said):
    first = statements.list_facts_of_line(line=said.line, language="en")[0]
    fact = ("--fact", first.id)
    for asked, message in {
        ("--what-if", "later=1"): "The line names several",
        ("--what-if", "later=1", "--fact", "9"): "The line names no fact 9",
        ("--what-if", "owner=S77", *fact): "nobody with the staff number S77",
        ("--what-if", "later=0", *fact): "later=1",
        ("--what-if", "later=999", *fact): "up to 366",
        ("--what-if", "larger=-99999999.00", *fact): "something must be left",
        ("--what-if", "larger=x", *fact): "larger=100.00",
        ("--what-if", "sooner=1", *fact): "says nothing that could be tried",
    }.items():
        code, output = said(said.line.id, *asked)
        assert code == 1, output
        assert message in output
    base = next(
        one
        for one in statements.get_statement(statement_id=said.statement).lines
        if not statements.list_facts_of_line(line=one, language="en")
    )
    assert "comes of no deal" in said(base.id, "--what-if", "later=1")[1]


@pytest.mark.parametrize("active", ["zh-hans", "en"])
def test_sentences_are_put_together_in_the_language_asked_for(said, active):
    with override(active):
        output = said("--why-not", "--person", "S1", "--period", "2026-01")[1]
    assert "All clients are in this" in output
    assert not re.search(r"[.!?][A-Z]", output)


def test_why_not_speaks_of_a_run_that_is_only_computed_too(organization, monkeypatch):
    monkeypatch.setattr(command, "running_database", nullcontext)
    small_company()
    run_to("computed", JANUARY, noon(2, 1))
    assert payruns.find_run(period=JANUARY).state == "computed"
    asked = ["--why-not", "--person", "S1", "--period", "2026-01", "-o", organization.slug]
    assert CliRunner().invoke(command.explain, asked).exit_code == 0


def test_without_a_language_the_terminal_is_followed(said, organization, monkeypatch):
    def asked(*arguments):
        return CliRunner().invoke(command.explain, [*map(str, arguments), "-o", organization.slug]).output

    assert asked(said.line.id) == said(said.line.id)[1]
    assert "There is no statement line 0" in asked(0)
    monkeypatch.setenv("JIELI_LANGUAGE", "zh_CN.UTF-8")
    assert "计入业绩 15,000.00" in asked(said.line.id)
    assert "没有编号为 0 的对账单明细" in asked(0)
    assert "没有工号为 S77 的人" in asked("--why-not", "--person", "S77", "--period", "2026-01")
