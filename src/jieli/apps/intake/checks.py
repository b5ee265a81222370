"""What is wrong with one fact by itself. What is wrong between facts is in balance.py."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from attrs import evolve, frozen

from jieli.apps.intake.kinds import kind_of
from jieli.apps.intake.models import VisitVersion
from jieli.apps.intake.values import (
    MOST_MINUTES,
    NewDeal,
    NewFact,
    NewReceipt,
    NewRefund,
    NewService,
    NewVisit,
)
from jieli.kernel.money import format_fen
from jieli.kernel.problem import Problem
from jieli.kernel.rate import format_rate
from jieli.lib.days import implausible
from jieli.lib.problems import N_, problem

_LARGEST_FEN = 10**15
_LARGEST_PART = 2**63 - 1
_LONGEST = {"source_key": 80, "title": 160, "contract_number": 80, "product_line": 60, "topic": 160}
_NEEDED = ("title", "topic")


@frozen
class Known:
    """What facts may refer to: the organisation's currency, its clients and its employees."""

    currency: str
    clients: frozenset[int]
    employees: frozenset[int]


def tidy_fact(new: NewFact) -> NewFact:
    """The same fact without stray blanks, its parts in a stable order."""
    texts = (*_LONGEST, "note", "currency", "deal_source_key", "receipt_source_key", "visit_kind")
    tidied = evolve(new, **{name: getattr(new, name).strip() for name in texts if hasattr(new, name)})
    if isinstance(tidied, NewDeal):
        splits = sorted(tidied.splits, key=lambda split: split.employee_id)
        return evolve(tidied, splits=tuple(splits))
    if isinstance(tidied, NewReceipt):
        parts = [evolve(part, deal_source_key=part.deal_source_key.strip()) for part in tidied.allocations]
        return evolve(tidied, allocations=tuple(sorted(parts, key=lambda part: part.deal_source_key)))
    return tidied


def check_fact(new: NewFact, place: str, known: Known) -> list[Problem]:
    """Everything wrong with one tidied fact, as far as it can be told without other facts."""
    found = [*_check_texts(new, place), *_check_client(new, place, known), *_check_days(new, place)]
    if isinstance(new, NewDeal | NewReceipt | NewRefund):
        found += _check_money(new, place, known)
    if isinstance(new, NewDeal):
        found += _check_splits(new, place, known)
    if isinstance(new, NewReceipt):
        found += _check_allocations(new, place)
    if isinstance(new, NewVisit | NewService):
        found += _check_doing(new, place, known)
    return found


def check_keys(facts: Iterable[tuple[str, str, str]]) -> list[Problem]:
    """Keys that stand twice in one input; each fact as (place, kind, key)."""
    found: list[Problem] = []
    first: dict[tuple[str, str], str] = {}
    for place, kind, key in facts:
        if (kind, key) in first and key:
            found.append(
                problem(
                    "FACT-KEY-002",
                    f"{place}.source_key",
                    N_("The key {key} stands twice in this input, first at {first}."),
                    N_("Each fact has a key of its own; leave out the one that is not meant."),
                    key=key,
                    first=first[kind, key],
                )
            )
        first.setdefault((kind, key), place)
    return found


def other_content(key: str, place: str) -> Problem:
    return problem(
        "FACT-KEY-001",
        f"{place}.source_key",
        N_("A fact with the key {key} is already recorded, with other content."),
        N_(
            "If the earlier one was wrong, correct it and say why; if this is another fact, give it another key."
        ),
        key=key,
    )


def check_reason(reason: str) -> list[Problem]:
    """What is wrong with the reason of a correction."""
    text = reason.strip()
    if not text:
        return [
            problem(
                "FACT-REASON-001",
                "reason",
                N_("A correction without a reason cannot be explained later."),
                N_("Write in one sentence why it is put right."),
            )
        ]
    return [] if len(text) <= 300 else [_too_long("reason", text, 300)]


def _check_texts(new: NewFact, place: str) -> Iterable[Problem]:
    if not new.source_key:
        yield problem(
            "FACT-KEY-003",
            f"{place}.source_key",
            N_("The fact has no key."),
            N_("Give the number under which the source knows it, so that it is never counted twice."),
        )
    for name in _NEEDED:
        if hasattr(new, name) and not getattr(new, name):
            yield problem(
                "FACT-TEXT-001",
                f"{place}.{name}",
                N_("Here something is to be written."),
                N_("Write in a few words what it is about."),
            )
    for name, limit in _LONGEST.items():
        text = getattr(new, name, "")
        if len(text) > limit:
            yield _too_long(f"{place}.{name}", text, limit)


def _too_long(place: str, text: str, limit: int) -> Problem:
    return problem(
        "FACT-TEXT-002",
        place,
        N_("“{start}…” has {length} characters; there is room for {limit}."),
        N_("Shorten it."),
        start=text[:20],
        length=len(text),
        limit=limit,
    )


def _check_client(new: NewFact, place: str, known: Known) -> Iterable[Problem]:
    if new.client_id not in known.clients:
        yield problem(
            "FACT-CLIENT-001",
            f"{place}.client_id",
            N_("There is no such client ({client})."),
            N_("Enter the client first, or correct who it is."),
            client=new.client_id,
        )


def _check_money(new: NewDeal | NewReceipt | NewRefund, place: str, known: Known) -> Iterable[Problem]:
    least = 0 if isinstance(new, NewDeal) else 1
    if not least <= new.amount_fen <= _LARGEST_FEN:
        yield problem(
            "FACT-AMOUNT-001",
            f"{place}.amount_fen",
            N_("The amount {amount} cannot be: it is between {least} and {largest}."),
            N_("Correct the amount. Money that goes back is a refund, with a positive amount."),
            amount=format_fen(new.amount_fen),
            least=format_fen(least),
            largest=format_fen(_LARGEST_FEN),
        )
    if new.currency != known.currency:
        yield problem(
            "FACT-CURRENCY-001",
            f"{place}.currency",
            N_("The amount is in {given}, but this company counts in {currency}; the two are never mixed."),
            N_("Enter what it was worth in {currency} on the day."),
            given=new.currency or "?",
            currency=known.currency,
        )


def _check_days(new: NewFact, place: str) -> Iterable[Problem]:
    day = kind_of(new).day
    yield from implausible(f"{place}.{day}", getattr(new, day))
    if not isinstance(new, NewDeal) or new.opened_on is None:
        return
    yield from implausible(f"{place}.opened_on", new.opened_on)
    if new.opened_on > new.signed_on:
        yield problem(
            "FACT-DAY-001",
            f"{place}.opened_on",
            N_("The deal was signed on {signed}, before it was opened on {opened}."),
            N_("Correct one of the two days, or leave the opening empty if it is not known."),
            signed=new.signed_on,
            opened=new.opened_on,
        )


def _check_splits(new: NewDeal, place: str, known: Known) -> Iterable[Problem]:
    times = Counter(split.employee_id for split in new.splits)
    for index, split in enumerate(new.splits):
        here = f"{place}.splits[{index}]"
        if split.employee_id not in known.employees:
            yield _no_employee(split.employee_id, here)
        if times[split.employee_id] > 1:
            yield problem(
                "FACT-SPLIT-003",
                f"{here}.employee_id",
                N_("The same person stands {times} times in the splits."),
                N_("Add his shares up and name him once."),
                times=times[split.employee_id],
            )
        if not 0 < split.share <= 1 or split.share.denominator > _LARGEST_PART:
            yield problem(
                "FACT-SPLIT-002",
                f"{here}.share",
                N_("A share of {share} cannot be: it is more than 0 and at most 1, with up to 18 digits."),
                N_("Correct the share, or leave the person out."),
                share=format_rate(split.share),
            )
    total = sum((split.share for split in new.splits), Fraction(0))
    if new.splits and total != 1:
        yield problem(
            "FACT-SPLIT-001",
            f"{place}.splits",
            N_("The shares of the splits come to {total}, not to 100%."),
            N_("Change them so that together they are exactly 100%."),
            total=format_rate(total),
        )


def _check_allocations(new: NewReceipt, place: str) -> Iterable[Problem]:
    times = Counter(part.deal_source_key for part in new.allocations)
    for index, part in enumerate(new.allocations):
        here = f"{place}.allocations[{index}]"
        if not 0 < part.amount_fen <= _LARGEST_FEN:
            yield problem(
                "FACT-ALLOCATION-002",
                f"{here}.amount_fen",
                N_("The part {amount} for deal {deal} cannot be: it is more than 0."),
                N_("Correct the part, or leave the deal out."),
                amount=format_fen(part.amount_fen),
                deal=part.deal_source_key,
            )
        if times[part.deal_source_key] > 1:
            yield problem(
                "FACT-ALLOCATION-003",
                f"{here}.deal_source_key",
                N_("The deal {deal} stands {times} times in this receipt."),
                N_("Add the parts up and name the deal once."),
                deal=part.deal_source_key,
                times=times[part.deal_source_key],
            )
    total = sum(part.amount_fen for part in new.allocations)
    if total > new.amount_fen:
        yield problem(
            "FACT-ALLOCATION-001",
            f"{place}.allocations",
            N_("{total} is allocated to deals, but only {amount} came in."),
            N_("Lower the parts by {over} together."),
            total=format_fen(total),
            amount=format_fen(new.amount_fen),
            over=format_fen(total - new.amount_fen),
        )


def _check_doing(new: NewVisit | NewService, place: str, known: Known) -> Iterable[Problem]:
    if new.employee_id not in known.employees:
        yield _no_employee(new.employee_id, place)
    if new.minutes is not None and not 0 <= new.minutes <= MOST_MINUTES:
        yield problem(
            "FACT-MINUTES-001",
            f"{place}.minutes",
            N_("{minutes} minutes cannot be."),
            N_("Correct the minutes, or leave them empty."),
            minutes=new.minutes,
        )
    if isinstance(new, NewVisit) and new.visit_kind not in VisitVersion.Kind.values:
        yield problem(
            "FACT-VISIT-001",
            f"{place}.visit_kind",
            N_("“{kind}” is no kind of visit."),
            N_("Choose one of: {choices}."),
            kind=new.visit_kind,
            choices=", ".join(VisitVersion.Kind.values),
        )


def _no_employee(employee_id: int, place: str) -> Problem:
    return problem(
        "FACT-EMPLOYEE-001",
        f"{place}.employee_id",
        N_("There is no such employee ({employee})."),
        N_("Enter the employee first, or correct who it is."),
        employee=employee_id,
    )
