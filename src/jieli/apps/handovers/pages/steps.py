"""The steps editor: what is typed for each kind of business, read, checked and shown as a picture."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from attrs import evolve, frozen
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jieli.apps.handovers import api
from jieli.apps.handovers.api import Stream, StreamTerms, TermsStep
from jieli.kernel.rate import NotARate, decimal_text, parse_rate
from jieli.lib.numbers import whole_number
from jieli.ui.pictures import StairStep, transition_stairs

# The order in which a person thinks of them.
ORDER = (Stream.NEW_DEALS, Stream.OPEN_PIPELINE, Stream.EARLIER_DEALS)
MOST_MONTHS = 600


@frozen
class TypedStep:
    """One step as it is typed: whole months (empty for the last one) and the outgoing person's share in per cent."""

    months: str
    share: str
    months_error: str = ""
    share_error: str = ""

    @property
    def is_whole(self) -> bool:
        return not (self.months_error or self.share_error)


Typed = Mapping[Stream, tuple[TypedStep, ...]]


def typed_of(terms: StreamTerms) -> Typed:
    """Stored terms as somebody would type them."""
    return {
        stream: tuple(
            TypedStep("" if step.months is None else str(step.months), share_text(step.outgoing))
            for step in terms.steps(stream)
        )
        for stream in ORDER
    }


def read_steps(data: QueryDict) -> Typed:
    """What stands in the fields of a sent form, with what is wrong at each."""
    typed: dict[Stream, tuple[TypedStep, ...]] = {}
    for stream in ORDER:
        rows = list(zip(data.getlist(f"{stream}-months"), data.getlist(f"{stream}-share"), strict=False))
        typed[stream] = tuple(
            _checked(TypedStep(months.strip(), share.strip()), is_last=index == len(rows) - 1)
            for index, (months, share) in enumerate(rows)
        ) or typed.get(Stream.NEW_DEALS, typed_of(api.usual_terms())[stream])
    return typed


def change_steps(typed: Typed, act: str) -> Typed:
    """The steps after “add:new_deals” or “remove:new_deals:1”; any other act leaves them."""
    verb, _colon, rest = act.partition(":")
    name, _colon, number = rest.partition(":")
    if verb not in ("add", "remove") or name not in set(Stream):
        return typed
    steps = list(typed[Stream(name)])
    if verb == "add":
        before = steps[-2] if len(steps) > 1 else TypedStep("3", "50")
        steps.insert(len(steps) - 1, evolve(before, months=before.months or "3"))
    elif (index := whole_number(number)) is not None and index < len(steps) - 1:
        del steps[index]
    return {**typed, Stream(name): tuple(steps)}


def terms_of(typed: Typed, *, same_for_all: bool) -> StreamTerms | None:
    """The terms, or None while something typed cannot be read."""
    wanted = {stream: typed[Stream.NEW_DEALS if same_for_all else stream] for stream in ORDER}
    if not all(step.is_whole for steps in wanted.values() for step in steps):
        return None
    steps = {str(stream): tuple(_step(step) for step in steps) for stream, steps in wanted.items()}
    return StreamTerms(**steps)


def is_same_for_all(terms: StreamTerms) -> bool:
    return len({terms.steps(stream) for stream in ORDER}) == 1


@frozen
class Drawn:
    """A party of the picture: in the person's own colour and by name, or as nobody in particular."""

    id: int | None
    name: str


def picture_of(
    steps: Sequence[TypedStep], effective_from: date | None, outgoing: Drawn, incoming: Drawn
) -> SafeString | None:
    """The stairs of what is typed so far; None while it cannot be drawn."""
    if effective_from is None or not steps or not all(step.is_whole for step in steps):
        return None
    read = tuple(_step(step) for step in steps)
    if not api.ends_in_time(steps=read, effective_from=effective_from):
        return None
    return stairs(read, effective_from, outgoing, incoming)


def stairs(
    steps: tuple[TermsStep, ...],
    effective_from: date,
    outgoing: Drawn,
    incoming: Drawn,
    today: date | None = None,
) -> SafeString:
    """The transition stairs of one set of steps."""
    days = api.days_of_steps(steps=steps, effective_from=effective_from)
    return transition_stairs(
        [StairStep(each.range.from_, each.range.until, each.outgoing) for each in days],
        outgoing.name or _("the one who hands over"),
        incoming.name or _("the one who takes over"),
        today=today,
        outgoing_id=outgoing.id,
        incoming_id=incoming.id,
    )


def share_text(share: Fraction) -> str:
    """“50”, “33.5” per cent, or “1/3” where the percentage has no end."""
    return decimal_text(share * 100) or f"{share.numerator}/{share.denominator}"


def read_share(text: str) -> Fraction | None:
    """The share of “50”, “33.5 %” or “1/3”; None where it is none."""
    text = text.strip()
    try:
        return parse_rate(text if text.endswith("%") or "/" in text else f"{text}%")
    except NotARate:
        return None


def _checked(step: TypedStep, *, is_last: bool) -> TypedStep:
    months_error = share_error = ""
    if not is_last and not 0 < (whole_number(step.months) or 0) <= MOST_MONTHS:
        months_error = _("Write a whole number of months, 1 or more.")
    share = read_share(step.share)
    if share is None:
        share_error = _("Write a percentage such as 50 or 33.5, or a ratio such as 1/3.")
    elif not 0 <= share <= 1:
        share_error = _("The share is between 0 and 100 percent.")
    return evolve(
        step, months="" if is_last else step.months, months_error=months_error, share_error=share_error
    )


def _step(typed: TypedStep) -> TermsStep:
    return TermsStep(whole_number(typed.months), read_share(typed.share))
