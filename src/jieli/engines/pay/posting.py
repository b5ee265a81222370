"""What is posted: what should be, less what was issued. Normative page: docs/algorithms/desired-minus-issued.md."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from jieli.engines.pay.component import Scope
from jieli.engines.pay.desired import ComputedPart, Parts
from jieli.engines.pay.limits import is_too_much, too_much
from jieli.engines.pay.planned import periods_of
from jieli.engines.pay.pricing.arithmetic import difference
from jieli.engines.pay.results import Lines
from jieli.engines.pay.settlement.step import SettledLine
from jieli.engines.pay.values import AmountKey, Issued, Outcome, PayInputs
from jieli.kernel.problem import Problem, refuse
from jieli.kernel.trace import Scalar, Trace


def outcomes_of(inputs: PayInputs, desired: Parts, *, traces: bool = True) -> tuple[Outcome, ...]:
    """Every outcome of a run, by person, period, plan and the component's place in the plan.

    **Shape**: for the run's period one per component of everybody on a plan; for an earlier period one per component whose
    desired amount is not what was issued; for both, one of 0.00 for what was issued and has no component any more.
    What was issued for other periods is left alone. traces: False leaves out how each segment came about, but for steps of a
    period that promise something.
    **Raises** Problems where an amount is more than a statement can hold."""
    refuse(_too_much(desired))
    issued = _issued(inputs)
    ordered = [
        (_order(key, parts), _outcome(key, parts, issued.get(key, ()), traces))
        for key, parts in desired.items()
        if key.period == inputs.period or _sum(parts) != _issued_sum(issued.get(key, ()))
    ]
    ordered += [
        (_order(key, ()), _taken_back(key, records))
        for key, records in issued.items()
        if key not in desired and _issued_sum(records) != 0
    ]
    return tuple(outcome for _, outcome in sorted(ordered, key=lambda pair: pair[0]))


def _too_much(desired: Parts) -> Iterator[Problem]:
    for key, parts in desired.items():
        if is_too_much(_sum(parts)) or any(is_too_much(part.result.fen) for part in parts):
            yield too_much(key.person, key.period, key.plan, key.component)


def _issued(inputs: PayInputs) -> Mapping[AmountKey, tuple[Issued, ...]]:
    periods = set(periods_of(inputs))
    grouped: dict[AmountKey, list[Issued]] = {}
    for one in inputs.issued:
        if one.period in periods and (inputs.only is None or one.person in inputs.only):
            grouped.setdefault(one.key, []).append(one)
    return {key: tuple(records) for key, records in grouped.items()}


def _sum(parts: Sequence[ComputedPart]) -> int:
    return sum(part.result.fen for part in parts)


def _issued_sum(records: Sequence[Issued]) -> int:
    return sum(record.amount_fen for record in records)


def _order(key: AmountKey, parts: Sequence[ComputedPart]) -> tuple[int | str, ...]:
    """Components of the period's last version first, in its order, then those only in earlier ones, then those in none."""
    period = key.period
    days = (period.from_.toordinal(), period.until.toordinal(), period.label)
    last = (-_last(parts).segment.range.from_.toordinal(), _last(parts).position) if parts else (1, 0)
    return (key.person, *days, key.plan, *last, key.component)


def _last(parts: Sequence[ComputedPart]) -> ComputedPart:
    """The last that was computed, of a version of these days where there is one; without any, what was decided by hand."""
    computed = [part for part in reversed(parts) if not part.is_by_hand]
    of_days = (part for part in computed if not part.segment.is_echo)
    return next(of_days, computed[0] if computed else parts[-1])


def _outcome(
    key: AmountKey, parts: Sequence[ComputedPart], records: Sequence[Issued], traces: bool
) -> Outcome:
    desired_fen, issued_fen = _sum(parts), _issued_sum(records)
    last = _last(parts)
    standing = last.component.standing(last.result.carried)
    by_hand = [part.result.fen for part in parts if part.is_by_hand]
    values: dict[str, Scalar] = {
        "component": key.component,
        "type": last.component.type,
        **({} if standing is None else standing.values()),
        **({"by_hand_fen": sum(by_hand)} if by_hand else {}),
        "result_fen": desired_fen,
        "issued_fen": issued_fen,
    }
    trace = Trace(
        "pay.outcome",
        values,
        calculation=difference(desired_fen, issued_fen) if issued_fen else None,
        children=tuple(_segment_trace(part) for part in (parts if traces else _of_sums(parts))),
    )
    return Outcome(
        person=key.person,
        period=key.period,
        plan=key.plan,
        plan_hash=last.version.hash,
        component=key.component,
        names=last.component.names,
        desired_fen=desired_fen,
        issued_fen=issued_fen,
        posted_fen=desired_fen - issued_fen,
        trace=trace,
        by_hand_fen=sum(by_hand),
        open_fen=None if standing is None else standing.open_fen,
        given_up_fen=0 if standing is None else standing.given_up_fen,
    )


def _of_sums(parts: Sequence[ComputedPart]) -> Iterator[ComputedPart]:
    """Without the lines of credits, which are too many, and what is held, of which there is a line for each deal: what
    recovers or grants a floor says so in a step of the period."""
    for part in parts:
        if part.component.scope is Scope.PERIOD and part.component.holds_of() is None:
            steps = tuple(line for line in part.result.lines if isinstance(line, SettledLine))
            yield evolve(part, result=Lines(steps))


def _segment_trace(part: ComputedPart) -> Trace:
    if part.is_by_hand:
        by_hand = tuple(line.trace() for line in part.result.lines)
        return Trace("pay.by_hand", {"result_fen": part.result.fen}, children=by_hand)
    days = part.segment.range
    return Trace(
        "pay.segment",
        {
            "plan": part.segment.plan,
            "version": part.segment.version,
            "from_on": days.from_.isoformat(),
            "until_on": "" if days.until is None else days.until.isoformat(),
            "result_fen": part.result.fen,
        },
        children=tuple(line.trace() for line in part.result.lines),
    )


def _taken_back(key: AmountKey, records: Sequence[Issued]) -> Outcome:
    issued_fen = _issued_sum(records)
    values: dict[str, Scalar] = {"component": key.component, "issued_fen": issued_fen, "result_fen": 0}
    return Outcome(
        person=key.person,
        period=key.period,
        plan=key.plan,
        plan_hash="",
        component=key.component,
        names=max((record.names for record in records), key=lambda names: sorted(names.items())),
        desired_fen=0,
        issued_fen=issued_fen,
        posted_fen=-issued_fen,
        trace=Trace("pay.no_longer", values, calculation=difference(0, issued_fen)),
    )
