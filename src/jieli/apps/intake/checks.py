"""What is wrong with one fact by itself. What is wrong between facts is in balance.py."""

from collections.abc import Iterable

from attrs import evolve

from jieli.apps.intake.amounts import (
    Known,
    Money,
    check_allocations,
    check_figures,
    check_money,
    check_splits,
    no_employee,
)
from jieli.apps.intake.kinds import kind_of
from jieli.apps.intake.models import VisitVersion
from jieli.apps.intake.values import (
    MOST_MINUTES,
    NewDeal,
    NewFact,
    NewReceipt,
    NewService,
    NewVisit,
)
from jieli.kernel.problem import Problem
from jieli.lib.days import implausible
from jieli.lib.problems import N_, problem

_LONGEST = {
    "source_key": 80,
    "title": 160,
    "contract_number": 80,
    "product_line": 60,
    "region": 60,
    "topic": 160,
}
_NEEDED = ("title", "topic")


def tidy_fact(new: NewFact) -> NewFact:
    """The same fact without stray blanks, its parts in a stable order."""
    texts = (
        *_LONGEST,
        "note",
        "currency",
        "deal_source_key",
        "receipt_source_key",
        "renews_source_key",
        "visit_kind",
        "client_class",
    )
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
    if isinstance(new, Money):
        found += check_money(new, place, known)
    if isinstance(new, NewDeal):
        found += [*check_figures(new, place, known), *check_splits(new, place, known)]
    if isinstance(new, NewReceipt):
        found += check_allocations(new, place)
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


def _check_days(new: NewFact, place: str) -> Iterable[Problem]:
    day = kind_of(new).day
    yield from implausible(f"{place}.{day}", getattr(new, day))
    if not isinstance(new, NewDeal):
        return
    for name in ("opened_on", "delivered_on", "approved_on", "accepted_on"):
        yield from implausible(f"{place}.{name}", getattr(new, name))
    if new.opened_on is not None and new.opened_on > new.signed_on:
        yield problem(
            "FACT-DAY-001",
            f"{place}.opened_on",
            N_("The deal was signed on {signed}, before it was opened on {opened}."),
            N_("Correct one of the two days, or leave the opening empty if it is not known."),
            signed=new.signed_on,
            opened=new.opened_on,
        )


def _check_doing(new: NewVisit | NewService, place: str, known: Known) -> Iterable[Problem]:
    if new.employee_id not in known.employees:
        yield no_employee(new.employee_id, place)
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
