"""How much larger a fact would have to be for the next tier, read from the trace of what it paid."""

from collections.abc import Iterator, Sequence

from jieli.kernel.rate import Share, parse_rate
from jieli.kernel.trace import Scalar, Trace


def lacking_fen(trace: Trace, *, kind: str, fact: int) -> int | None:
    """The least by which the fact must grow so that a sum that it counts for reaches the next tier, of a rate or of an
    accelerator; None where there is no next tier, where units are counted, or where each fact finds its own tier.

    **Unit**: fen of the fact: a fact of which half counts must grow by twice what the sum lacks.
    """
    found = []
    for group in trace.walk():
        own = [
            credit
            for credit in _credits(group)
            if (credit.values["kind"], credit.values["fact"]) == (kind, fact)
        ]
        if group.rule != "pay.group" or "unit" in group.values or not own:
            continue
        largest = max(own, key=lambda credit: int(credit.values["credit_fen"]))
        share = parse_rate(str(largest.values["share_share"]))
        found += [_grown(fen, share) for fen in _lacking(group, trace) if fen > 0 and share > 0]
    return min(found, default=None)


def _lacking(group: Trace, whole: Trace) -> Iterator[int]:
    for until, sum_fen in (_of_rates(group), _of_accelerator(group, whole)):
        if until != "":
            yield int(until) - sum_fen


Bound = tuple[int | str, int]  # where the tier ends (“” for the last), and the sum that is in it
_NONE: Bound = ("", 0)


def _of_rates(group: Trace) -> Bound:
    if group.values["method"] == "flat" or group.values["tier_on"] == "fact":
        return _NONE
    if group.values["tier_on"] == "to_date":
        each = [part for one in _credits(group) for part in _slices(one.children)]
        return max(
            ((part.values["until_fen"], _after(part)) for part in each),
            key=lambda one: one[1],
            default=_NONE,
        )
    due = next((child for child in group.children if child.rule == "pay.due"), None)
    slices = _slices(group.children if due is None else due.children)
    sum_fen = _fen(group, "credited_fen") if due is None else _fen(due, "sum_fen")
    return _NONE if not slices else (slices[-1].values["until_fen"], sum_fen)


def _of_accelerator(group: Trace, whole: Trace) -> Bound:
    """An accelerator's sum runs on through every group of the trace: where the last of them left it counts."""
    own = {_accelerator(step) for step in _accelerated(group)}
    reached = [step for step in _accelerated(whole) if _accelerator(step) in own]
    last = max(reached, key=lambda one: (_fen(one, "after_fen"), _fen(one, "from_fen")), default=None)
    return _NONE if last is None else (last.values["until_fen"], _fen(last, "after_fen"))


def _accelerated(trace: Trace) -> Sequence[Trace]:
    return [step for step in trace.walk() if step.rule == "pay.accelerator"]


def _accelerator(step: Trace) -> Sequence[Scalar | None]:
    """Which accelerator a step is of."""
    return tuple(step.values.get(name) for name in ("on", "method", "tier_on", "reset", "target_fen"))


def _credits(group: Trace) -> Sequence[Trace]:
    return [child for child in group.children if child.rule == "pay.credit"]


def _slices(steps: Sequence[Trace]) -> Sequence[Trace]:
    return [step for step in steps if step.rule == "pay.slice"]


def _after(part: Trace) -> int:
    return _fen(part, "before_fen") + _fen(part, "part_fen")


def _fen(step: Trace, name: str) -> int:
    return int(step.values[name])


def _grown(fen: int, share: Share) -> int:
    """Rounded up."""
    return -(-fen * share.denominator // share.numerator)
