"""What two computations of the same amount have differently: the surest answer to why it was put right."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from attrs import frozen

from jieli.engines.pay import HELD_MOVES
from jieli.kernel.trace import Trace

# Steps that stand for facts; what became known of these is looked up.
LEAVES = frozenset(
    {
        "pay.credit",
        "pay.forfeited",
        "pay.held",
        "pay.holdover",
        "pay.new_client_fixed",
        "pay.new_client_taken_back",
        "pay.released",
        "pay.spif",
    }
)
_OF_A_LINE = frozenset({"pay.group", "pay.override", "pay.unrated"})
# They only follow from the steps compared.
_BY_OTHERS = frozenset(
    {
        "pay.accelerator",
        "pay.achieved",
        "pay.attainment",
        "pay.by_hand",
        "pay.curve",
        "pay.due",
        "pay.due_before",
        "pay.earlier",
        "pay.factor.line",
        "pay.factor.new_client",
        "pay.factor.speed",
        "pay.floor",
        "pay.formula_step",
        "pay.most_per_credit",
        "pay.most_rate",
        "pay.no_longer",
        "pay.outcome",
        "pay.paid_before",
        "pay.part_amount",
        "pay.payout",
        "pay.score",
        "pay.score_cap",
        "pay.slice",
        "pay.spif_budget",
        "pay.team_credit",
        "pay.uncapped",
    }
)
_LOT = ("deal", "handover", "client", "periods_held")
# By which values of its own a step is the same one in both computations.
_NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "pay.active_client": ("client", "month"),
    "pay.adjustment": ("adjustment",),
    "pay.base": ("month",),
    "pay.bonus": ("window",),
    "pay.contest": ("window",),
    "pay.credit": ("kind", "fact", "deal", "person"),
    "pay.formula_value": ("expression",),
    "pay.holdover": ("kind", "fact", "deal"),
    "pay.indicator": ("name",),
    "pay.instalment": ("number", "periods"),
    "pay.measured": ("basis", "owner_date", "credit_by", "product_lines"),
    "pay.new_client": ("client",),
    "pay.new_client_fixed": ("fact",),
    "pay.new_client_taken_back": ("fact",),
    "pay.past": ("period",),
    "pay.quota_month": ("month",),
    "pay.segment": ("plan",),
    "pay.service": ("service",),
    "pay.spif": ("kind", "fact"),
    "pay.true_up": ("window_from_on",),
    **dict.fromkeys(HELD_MOVES, _LOT),
}


@frozen
class Difference:
    """One step that is not as it was. before: None where it is new; after: None where it is gone."""

    before: Trace | None
    after: Trace | None

    @property
    def step(self) -> Trace:
        """The step as it is now, or as it last was."""
        found = self.after or self.before
        assert found is not None, "a difference has at least one side"
        return found

    def changed(self) -> dict[str, tuple[object, object]]:
        """Value's name → before and after, of a step on both sides."""
        if self.before is None or self.after is None:
            return {}
        names = dict.fromkeys((*self.before.values, *self.after.values))
        pairs = {name: (self.before.values.get(name, ""), self.after.values.get(name, "")) for name in names}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def differences(before: Trace | None, after: Trace) -> tuple[Difference, ...]:
    """The steps added, gone or changed: facts first, then the sums and rates they go into, then the plan's versions.

    before: the computation that was issued; None where nothing was, so that every step is new.
    """
    old, new = _by_key(before), _by_key(after)
    found = [
        Difference(one, other)
        for key in dict.fromkeys((*new, *old))
        for one, other in zip_longest(old.get(key, ()), new.get(key, ()))
        if one is None or other is None or _said(one) != _said(other)
    ]
    return tuple(sorted(found, key=lambda one: _rank(one.step.rule)))


def _by_key(trace: Trace | None) -> dict[tuple[object, ...], list[Trace]]:
    found: dict[tuple[object, ...], list[Trace]] = defaultdict(list)
    for step in _compared(trace):
        found[_key(step)].append(step)
    return found


def _compared(trace: Trace | None) -> Iterator[Trace]:
    return iter(()) if trace is None else (step for step in trace.walk() if step.rule not in _BY_OTHERS)


def _key(step: Trace) -> tuple[object, ...]:
    """What makes it the same step in both computations."""
    values = step.values
    if step.rule in _OF_A_LINE:
        return ("line", *(values.get(name, "*") for name in ("product_line", "client_class", "region")))
    return (step.rule, *(values.get(name, "") for name in _NAMED_BY.get(step.rule, ())))


def _said(step: Trace) -> dict[str, object]:
    """What of it is compared: a plan's days are the plan's affair, what they come to is that of the steps below."""
    if step.rule == "pay.segment":
        return {name: value for name, value in step.values.items() if name != "result_fen"}
    return {"rule": step.rule, "calculation": step.calculation, **step.values}


def _rank(rule: str) -> int:
    return 0 if rule in LEAVES else 2 if rule == "pay.segment" else 1
