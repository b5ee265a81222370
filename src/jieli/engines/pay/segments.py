"""Which version of which plan pays a person on which days. Normative page: docs/algorithms/plans.md."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from jieli.engines.pay.values import Assignment, PlanVersion
from jieli.kernel.problem import Problem
from jieli.kernel.ranges import DateRange, merge


@frozen
class BaseSpan:
    """Days of a segment with the monthly base agreed in the assignment (None: none agreed)."""

    range: DateRange
    base_fen: int | None


@frozen
class LeftRefunds:
    """Refunds that count on some days, of what counted on some days before."""

    refunded: DateRange
    paid: DateRange


@frozen
class Segment:
    """Days of one period on which one person is paid by one version of one plan.

    bases: the same days by agreed base. plan: its code. is_echo: an earlier version pays only some credits of these days:
    what follows from deals signed on the days `signed`, when it was in force and froze them; or refunds of what counted on
    the days `takes_back`, when it was in force and paid it. In the other segments of those days such credits are left out
    (`elsewhere`, `taken_elsewhere`; the latter also of days before the segment, which its sums may reach).
    """

    person: int
    plan: str
    version: int
    range: DateRange
    bases: tuple[BaseSpan, ...]
    signed: DateRange | None = None
    elsewhere: tuple[DateRange, ...] = ()
    takes_back: DateRange | None = None
    taken_elsewhere: tuple[LeftRefunds, ...] = ()

    @property
    def is_echo(self) -> bool:
        return self.signed is not None or self.takes_back is not None

    @property
    def pays_all(self) -> bool:
        """Every credit of its days."""
        return not (self.is_echo or self.elsewhere or self.taken_elsewhere)

    def pays_deal(self, signed_on: date | None) -> bool:
        """Whether credits of a deal signed on that day (None: money of no deal) are paid here."""
        if self.signed is not None:
            return signed_on is not None and signed_on in self.signed
        return signed_on is None or not any(signed_on in days for days in self.elsewhere)

    def pays_refund(self, refunded_on: date, paid_on: date) -> bool:
        """Whether a refund of what counted on a day (`paid_on`) is taken back here, as far as its deal is paid here."""
        if self.takes_back is not None:
            return paid_on in self.takes_back
        return not any(refunded_on in one.refunded and paid_on in one.paid for one in self.taken_elsewhere)

    def echo(
        self, version: int, *, signed: DateRange | None = None, takes_back: DateRange | None = None
    ) -> "Segment":
        """An earlier version beside this one, for the deals signed on some days, or else for refunds of what counted on some
        days."""
        elsewhere = self.elsewhere if signed is None else ()
        return Segment(
            self.person,
            self.plan,
            version,
            self.range,
            (),
            signed=signed,
            elsewhere=elsewhere,
            takes_back=takes_back,
        )


@frozen
class _Stay:
    """Assignments of one person to one plan without a day between them."""

    person: int
    plan: str
    range: DateRange
    parts: tuple[Assignment, ...]


@frozen
class VersionSpan:
    """Days of a stay on one version; None where the plan has none."""

    range: DateRange
    version: PlanVersion | None


@frozen
class Placement:
    """Everything that pays one person by one plan without a day between, with the version of each day."""

    person: int
    plan: str
    spans: tuple[VersionSpan, ...]
    bases: tuple[BaseSpan, ...]

    def segments(self, within: DateRange) -> tuple[Segment, ...]:
        """In order of days, echoes of earlier versions after the segment they belong to. Days without a version have
        none."""
        found: list[Segment] = []
        for place, span in enumerate(self.spans):
            days = span.range.intersect(within)
            if span.version is None or days is None:
                continue
            froze = [
                one for one in self.spans[:place] if one.version is not None and one.version.freezes_deals
            ]
            bases = tuple(
                BaseSpan(part, base.base_fen)
                for base in self.bases
                if (part := base.range.intersect(days)) is not None
            )
            elsewhere = tuple(one.range for one in froze)
            own = Segment(self.person, self.plan, span.version.number, days, bases, elsewhere=elsewhere)
            found.append(own)
            found += [
                own.echo(one.version.number, signed=one.range) for one in froze if one.version is not None
            ]
        return tuple(found)

    def payer(self, counts_on: date, signed_on: date | None) -> PlanVersion | None:
        """The version that pays what counts on a day of these and comes of a deal signed on a day (None: of no deal)."""
        for span in self.spans:
            froze = span.version is not None and span.version.freezes_deals
            if counts_on in span.range or (froze and signed_on is not None and signed_on in span.range):
                return span.version
        return None

    @property
    def has_versions(self) -> bool:
        """On each of its days, also on those outside a run."""
        return all(span.version is not None for span in self.spans)

    @property
    def days(self) -> DateRange:
        return DateRange(self.spans[0].range.from_, self.spans[-1].range.until)

    def check(self, within: DateRange) -> list[Problem]:
        """Days on which the plan has no version."""
        return [
            _no_version(self, days)
            for span in self.spans
            if span.version is None and (days := span.range.intersect(within)) is not None
        ]


def placements(assignments: Sequence[Assignment], versions: Sequence[PlanVersion]) -> tuple[Placement, ...]:
    """By person and day. A person's assignments that touch and name one plan are one stay on it."""
    of_plan: dict[str, list[PlanVersion]] = {}
    for version in sorted(versions, key=lambda version: (version.in_force_from, version.number)):
        of_plan.setdefault(version.plan, []).append(version)
    return tuple(
        Placement(
            stay.person,
            stay.plan,
            version_spans(stay.range, of_plan.get(stay.plan, [])),
            _by_base(BaseSpan(part.range, part.base_fen) for part in stay.parts),
        )
        for stay in _stays(assignments)
    )


def by_plan(placed: Sequence[Placement], within: DateRange) -> Mapping[str, Sequence[Segment]]:
    """Plan → one person's segments on it, in order of days."""
    plans: dict[str, list[Segment]] = {}
    for one in placed:
        if segments := one.segments(within):
            plans.setdefault(one.plan, []).extend(segments)
    return plans


def whole_of(segments: Sequence[Segment]) -> Segment:
    """All days of a period on one plan as one segment of the last version. segments: in order of days, not empty."""
    own = [segment for segment in segments if not segment.is_echo]
    first, last = own[0], own[-1]
    days = DateRange(first.range.from_, last.range.until)
    bases = tuple(base for segment in own for base in segment.bases)
    return Segment(last.person, last.plan, last.version, days, bases)


def as_one(segments: Sequence[Segment]) -> Segment:
    """Segments that follow each other without a day between as one of the last version. segments: not empty."""
    if len(segments) == 1:
        return segments[0]
    last = segments[-1]
    days = DateRange(segments[0].range.from_, last.range.until)
    return evolve(last, range=days, bases=_by_base(base for segment in segments for base in segment.bases))


def check_assignments(assignments: Sequence[Assignment]) -> list[Problem]:
    """Days on which one person is on two plans: one problem per assignment that begins before an earlier one has ended."""
    found: list[Problem] = []
    lasting: Assignment | None = None  # of those so far, the person's that ends last
    for one in sorted(assignments, key=_by_person_and_day):
        if lasting is None or lasting.person != one.person:
            lasting = one
            continue
        if lasting.range.overlaps(one.range):
            found.append(_two_plans(lasting, one))
        if lasting.range.until is not None and (
            one.range.until is None or one.range.until > lasting.range.until
        ):
            lasting = one
    return found


def version_spans(stay: DateRange, versions: Sequence[PlanVersion]) -> tuple[VersionSpan, ...]:
    """The version of each day of a stay. versions: of one plan, by the day they come into force.

    A stay begins on the version in force that day. A later version moves it on its own day, unless it keeps those
    already on the plan; a plan's first version keeps nobody, as there is nothing to keep.
    """
    spans: list[VersionSpan] = []
    current, begins = None, stay.from_
    for version in versions:
        if stay.until is not None and version.in_force_from >= stay.until:
            break
        if version.in_force_from <= stay.from_:
            current = version
        elif current is None or not version.keeps_previous:
            if version.in_force_from > begins:
                spans.append(VersionSpan(DateRange(begins, version.in_force_from), current))
            current, begins = version, version.in_force_from
    return (*spans, VersionSpan(DateRange(begins, stay.until), current))


def _by_person_and_day(assignment: Assignment) -> tuple[int, int, str]:
    return (assignment.person, assignment.range.from_.toordinal(), assignment.plan)


def _stays(assignments: Sequence[Assignment]) -> list[_Stay]:
    stays: list[_Stay] = []
    for one in sorted(assignments, key=_by_person_and_day):
        last = stays[-1] if stays else None
        if last and (last.person, last.plan, last.range.until) == (one.person, one.plan, one.range.from_):
            days = DateRange(last.range.from_, one.range.until)
            stays[-1] = _Stay(last.person, last.plan, days, (*last.parts, one))
        else:
            stays.append(_Stay(one.person, one.plan, one.range, (one,)))
    return stays


def _by_base(parts: Iterable[BaseSpan]) -> tuple[BaseSpan, ...]:
    """Days with the same agreed base are one span, wherever they were cut. parts: in order, without a day between."""
    spans: list[BaseSpan] = []
    for part in parts:
        if spans and spans[-1].base_fen == part.base_fen:
            (days,) = merge([spans[-1].range, part.range])
            spans[-1] = BaseSpan(days, part.base_fen)
        else:
            spans.append(part)
    return tuple(spans)


def _two_plans(one: Assignment, other: Assignment) -> Problem:
    return Problem(
        "PAY-ASSIGNMENT-001",
        f"plan {other.plan}",
        "Person {person} is on the plan {one} and on the plan {other} on {day}.",
        "End one of the assignments before the other begins.",
        {
            "person": str(one.person),
            "one": one.plan,
            "other": other.plan,
            "day": other.range.from_.isoformat(),
        },
    )


def _no_version(placement: Placement, days: DateRange) -> Problem:
    return Problem(
        "PAY-VERSION-001",
        f"plan {placement.plan}",
        "Person {person} is on the plan {plan}, which has no version in force from {from_on} until before {until_on}.",
        "Publish a version for those days, or let the assignment begin later.",
        {
            "person": str(placement.person),
            "plan": placement.plan,
            "from_on": days.from_.isoformat(),
            "until_on": "" if days.until is None else days.until.isoformat(),
        },
    )
