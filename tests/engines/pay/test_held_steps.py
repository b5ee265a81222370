"""What the steps of a trace hold of a handover is what its lots come to, whatever moved them."""

from tests.engines.pay.loader import component_examples

from jieli.engines.pay import held_in, parse_plan
from jieli.engines.pay.settlement.held_steps import HELD_MOVES
from jieli.engines.pay.settlement.lots import read_lots
from jieli.kernel.trace import Trace


def test_steps_move_what_lots_hold_of_everything_and_for_each_client_of_a_handover():
    seen, clients = set(), set()
    for example in component_examples():
        if example.type != "holdback" or example.expect is None:
            continue
        work = example.work()
        result = parse_plan(example.plan).components[-1].compute(work)
        trace = Trace("pay.outcome", {}, children=tuple(line.trace() for line in result.lines))
        before, after = left_of(work.carried()), left_of(result.carried)
        moves = [step for step in trace.walk() if step.rule in HELD_MOVES]
        moved_fen = sum(HELD_MOVES[step.rule].fen(step.values) for step in moves)
        assert moved_fen == sum(after.values()) - sum(before.values()), example
        for subject in {*before, *after}:
            if subject.handover:
                held = held_in(trace, handover=subject.handover)
                assert held.get(subject.client, 0) == after.get(subject, 0) - before.get(subject, 0), example
                clients.add(subject.client)
        seen |= {step.rule for step in moves}
    assert seen == set(HELD_MOVES)
    assert clients


def test_what_is_held_for_another_handover_or_a_deal_is_left_out():
    steps = (
        Trace("pay.held", {"handover": 1, "client": 7, "held_fen": 300, "result_fen": -300}),
        Trace("pay.held", {"handover": 2, "client": 7, "held_fen": 50, "result_fen": -50}),
        Trace("pay.held", {"deal": 7, "held_fen": 20, "result_fen": -20}),
        Trace("pay.held_used", {"handover": 1, "client": 7, "used_fen": 100, "result_fen": 100}),
        Trace("pay.released", {"handover": 1, "client": 8, "released_fen": 40, "result_fen": 40}),
        Trace("pay.forfeited", {"handover": 1, "client": 7, "forfeited_fen": 1, "result_fen": 0}),
    )
    assert held_in(Trace("pay.outcome", {}, children=steps), handover=1) == {7: 199, 8: -40}


def left_of(carried):
    """Subject → fen left of its lots."""
    left = {}
    for lot in read_lots(carried):
        left[lot.subject] = left.get(lot.subject, 0) + lot.left_fen
    return left
