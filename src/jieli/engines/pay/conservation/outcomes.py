"""Promises about outcomes: issued and posted come to desired, nothing is said twice, nothing is left out."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import frozen

from jieli.engines.pay.component import Scope
from jieli.engines.pay.conservation.values import Breach, CheckName
from jieli.engines.pay.segments import Segment
from jieli.engines.pay.settlement.recovering import read_keys
from jieli.engines.pay.values import AmountKey, Outcome, PayInputs
from jieli.engines.pay.versions import ReadVersion
from jieli.kernel.period import Period
from jieli.kernel.trace import Trace

Placed = tuple[Period, Segment]


def posted(
    inputs: PayInputs,
    outcomes: Sequence[Outcome],
    placed: Sequence[Placed],
    versions: Mapping[tuple[str, int], ReadVersion],
) -> tuple[int, list[Breach]]:
    """Outcomes looked at, and those that are not what they should be, are there twice, or are missing."""
    issued: Counter[AmountKey] = Counter()
    for one in inputs.issued:
        issued[one.key] += one.amount_fen
    often = Counter(one.key for one in outcomes)
    found = [_breach(key, "1", str(count)) for key, count in often.items() if count > 1]
    for outcome in outcomes:
        key = outcome.key
        if outcome.issued_fen != issued[key]:
            found.append(_breach(key, str(issued[key]), str(outcome.issued_fen)))
        if outcome.posted_fen != outcome.desired_fen - outcome.issued_fen:
            wanted = outcome.desired_fen - outcome.issued_fen
            found.append(_breach(key, str(wanted), str(outcome.posted_fen)))
    if inputs.period not in inputs.earlier:
        expected = dict.fromkeys(_expected(inputs.period, placed, versions))
        found += [_breach(key, "1", "0") for key in expected if key not in often]
    return len(outcomes), found


def days_once(placed: Sequence[Placed]) -> tuple[int, list[Breach]]:
    """Segments looked at, and people for whom the same fact could count in two of them: days that overlap, unless what is
    signed on other days is what counts there."""
    found: list[Breach] = []
    ordered = sorted(placed, key=lambda one: (one[1].person, one[1].range.from_, one[0].label))
    for place, (_, before) in enumerate(ordered):
        for period, after in ordered[place + 1 :]:
            if before.person != after.person or not before.range.overlaps(after.range):
                break
            if not _pay_other_deals(before, after):
                day = after.range.from_.isoformat()
                found.append(Breach("1", day, after.person, period, plan=after.plan))
    return len(ordered), found


def _pay_other_deals(one: Segment, other: Segment) -> bool:
    """Whether no deal is paid in both segments of one plan: an echo pays those that the others leave to it."""
    if one.plan != other.plan:
        return False
    if one.signed is not None and other.signed is not None:
        return not one.signed.overlaps(other.signed)
    return one.signed in other.elsewhere or other.signed in one.elsewhere


@frozen
class StepCheck:
    """A promise about every step of a trace that has both values: what is done, and how far it may go."""

    name: CheckName
    done: str
    bound: str
    holds: Callable[[int, int], bool]  # of done and bound


# A component that promises something of its own adds its values here and on the algorithm's page.
STEPS: tuple[StepCheck, ...] = (
    StepCheck(
        CheckName.RECOVERY, "recovered_fen", "limit_fen", lambda recovered, limit: 0 <= recovered <= limit
    ),
    StepCheck(
        CheckName.RECOVERY, "recovered_fen", "debt_before_fen", lambda recovered, debt: recovered <= debt
    ),
    StepCheck(CheckName.FLOOR, "paid_fen", "floor_fen", lambda paid, floor: paid >= floor),
    StepCheck(CheckName.HELD, "held_fen", "earned_fen", lambda held, earned: 0 < held <= earned),
    StepCheck(CheckName.HELD, "used_fen", "refunded_fen", lambda used, refunded: 0 < used <= refunded),
    StepCheck(CheckName.HELD, "used_fen", "left_before_fen", lambda used, left: 0 < used <= left),
    StepCheck(CheckName.HELD, "released_fen", "left_before_fen", lambda gone, left: 0 < gone <= left),
    StepCheck(CheckName.HELD, "forfeited_fen", "left_before_fen", lambda gone, left: 0 < gone <= left),
)


def steps(outcomes: Sequence[Outcome]) -> Iterator[tuple[CheckName, Breach | None]]:
    """Each step of a trace that promises something, with what is broken of it."""
    for outcome in outcomes:
        for step in outcome.trace.walk():
            for check in STEPS:
                if check.done in step.values and check.bound in step.values:
                    done, bound = int(step.values[check.done]), int(step.values[check.bound])
                    holds = check.holds(done, bound)
                    yield check.name, None if holds else _breach(outcome.key, str(bound), str(done))


def floors(outcomes: Sequence[Outcome]) -> tuple[int, list[Breach]]:
    """Statutory floors looked at, and those below which all recoveries of a period together take a person's pay, added again
    from its outcomes; where one of them is not told again, nothing is looked at."""
    of_period: dict[tuple[int, Period, str], dict[str, Outcome]] = {}
    for one in outcomes:
        of_period.setdefault((one.person, one.period, one.plan), {})[one.component] = one
    looked, found = 0, list[Breach]()
    for own in of_period.values():
        walked = {key: tuple(one.trace.walk()) for key, one in own.items()}
        for key, steps_ in walked.items():
            for step in steps_:
                keys = read_keys(str(step.values.get("floor_on", "")))
                if not keys or any(one not in own for one in keys):
                    continue
                looked += 1
                drawn_fen, taken_fen = _drawn_and_taken(walked, keys)
                pay_fen = sum(own[one].desired_fen for one in keys) + drawn_fen
                floor_fen, paid_fen = min(int(step.values["given_fen"]), pay_fen), pay_fen - taken_fen
                if paid_fen < floor_fen:
                    found.append(_breach(own[key].key, str(floor_fen), str(paid_fen)))
    return looked, found


def _drawn_and_taken(walked: Mapping[str, Sequence[Trace]], keys: Sequence[str]) -> tuple[int, int]:
    """What components that recover from these drew in the period and took, without these themselves."""
    drawn_fen = taken_fen = 0
    for key, steps_ in walked.items():
        on = {one for step in steps_ for one in read_keys(str(step.values.get("recovered_on", "")))}
        if key in keys or not on.intersection(keys):
            continue
        drawn_fen += sum(int(step.values["result_fen"]) for step in steps_ if step.rule == "pay.draw")
        taken_fen += sum(
            int(step.values["recovered_fen"]) for step in steps_ if "recovered_on" in step.values
        )
    return drawn_fen, taken_fen


def _expected(
    period: Period, placed: Sequence[Placed], versions: Mapping[tuple[str, int], ReadVersion]
) -> Iterator[AmountKey]:
    """Every component of every version that pays somebody in the period; those of its scope by the last version alone."""
    own = [segment for its, segment in placed if its == period]
    days = sorted((one for one in own if not one.is_echo), key=lambda one: one.range.from_)
    last = {(one.person, one.plan): one for one in days}
    for segment in own:
        is_last = segment is last[segment.person, segment.plan]
        for component in versions[segment.plan, segment.version].plan.components:
            is_asked = is_last if component.scope is Scope.PERIOD else True
            if is_asked and (not segment.is_echo or component.pays_deals()):
                yield AmountKey(segment.person, period, segment.plan, component.key)


def _breach(key: AmountKey, wanted: str, found: str) -> Breach:
    return Breach(wanted, found, key.person, key.period, key.plan, key.component)
