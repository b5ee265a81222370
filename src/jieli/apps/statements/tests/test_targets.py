"""A target stands beside what was reached, and never as an amount of pay."""

import io

import openpyxl
from attrs import evolve
from django.utils.translation import override

from jieli.apps.statements.comparison import compare
from jieli.apps.statements.documents.content import content_of
from jieli.apps.statements.documents.xlsx import render
from jieli.apps.statements.explanations import explanation_as_text
from jieli.apps.statements.targets import targets_of
from jieli.apps.statements.tests import samples
from jieli.apps.statements.tests.samples import outcome, segment
from jieli.kernel.money import parse_fen
from jieli.kernel.trace import Trace


def target_line(line):
    months = Trace("pay.quota", {"target_fen": parse_fen("80000.00"), "recorded": "yes", "result_fen": 0})
    trace = outcome(segment(months, result_fen=0), component="goal", kind="quota", result_fen=0)
    return evolve(line, id=901, component_key="goal", names={"en": "Goal"}, amount_fen=0, trace=trace)


def bonus_line(line, target, quota="goal"):
    score = Trace(
        "pay.indicator",
        {
            "name": "receipts",
            "source": "credits",
            "quota": quota,
            "missing": "no",
            "below_gate": "",
            "gate_rate": "",
            "score_rate": "75%",
            "weight_rate": "100%",
            "achieved": "60000.00",
            "target": target,
            "attainment_rate": "75%",
        },
    )
    bonus = segment(Trace("pay.other", {"result_fen": 100}, children=(score,)), result_fen=100)
    trace = outcome(bonus, component="bonus", kind="performance_bonus", result_fen=100)
    return evolve(line, id=902, component_key="bonus", names={"en": "Bonus"}, amount_fen=100, trace=trace)


def with_target(target="80000.00", quota="goal"):
    made = samples.statement()
    own = next(line for line in made.lines if not line.is_adjustment)
    return evolve(made, lines=(target_line(own), bonus_line(own, target, quota)))


def test_a_target_is_shown_with_what_its_indicator_found_and_not_as_pay():
    (target,) = targets_of(statement=with_target(), language="en")
    assert (target.label, target.target_fen) == ("Goal", parse_fen("80000.00"))
    assert target.figures() == (("60,000.00", "75%"),)
    assert "Goal" not in {row.label for row in compare(statement=with_target(), language="en")}


def test_what_is_measured_by_another_target_is_not_its_attainment():
    (target,) = targets_of(statement=with_target("90000.00"), language="en")
    assert target.figures() == (("", ""),)


def test_another_target_of_the_same_amount_is_another_one():
    (target,) = targets_of(statement=with_target(quota="other"), language="en")
    assert target.figures() == (("", ""),)


def test_what_was_said_before_indicators_named_their_target_is_known_by_its_amount():
    made = with_target()
    _goal, bonus = made.lines
    (whole,) = bonus.trace.children
    (other,) = whole.children
    (score,) = other.children
    values = {name: value for name, value in score.values.items() if name != "quota"}
    told = evolve(whole, children=(evolve(other, children=(evolve(score, values=values),)),))
    before = evolve(made, lines=(_goal, evolve(bonus, trace=evolve(bonus.trace, children=(told,)))))
    (target,) = targets_of(statement=before, language="en")
    assert target.figures() == (("60,000.00", "75%"),)


def test_the_workbook_has_the_target_beside_the_amounts_and_no_amount_for_it():
    said = samples.explained(with_target(), "en")
    with override("en"):
        text = explanation_as_text(explanation=said[901])
    assert text.splitlines()[0].endswith("target 80,000.00 CNY")
    content = content_of(with_target(), said, "en")
    book = openpyxl.load_workbook(io.BytesIO(render(content, language="en", issued_at=samples.ISSUED_AT)))
    summary, lines = book.worksheets
    rows = [[cell.value for cell in row] for row in summary.iter_rows()]
    assert ["Goal", 80000, "60,000.00", "75%"] in rows
    amounts = {row[0].value: row[3].value for row in lines.iter_rows()}
    assert amounts["Goal"] is None
