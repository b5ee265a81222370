"""Promises about credits: shares sum to one, each part is credited once, a refund mirrors people and fen."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from jieli.engines.crediting import Basis, Book, CreditLine, OwnerDate
from jieli.engines.pay.conservation.values import Breach
from jieli.engines.pay.credits import PartKey, part_of, taken_back_by
from jieli.engines.pay.pricing.spec import View

Whole = tuple[
    str, int, int | None
]  # kind, fact, deal: all parts of a refund of one deal, whatever it is taken out of
Source = tuple[View, PartKey]
Key = TypeVar("Key", Whole, PartKey)
Taken = Mapping[int | None, int]  # person → fen


class ViewedLines(Protocol):
    """The book's credit lines by view."""

    def lines(self, view: View) -> Sequence[CreditLine]: ...


def shares(book: Book, lines: Sequence[CreditLine], view: View) -> tuple[int, list[Breach]]:
    """Facts looked at, and those whose shares or amounts do not come to them, or that have no line at all."""
    found: list[Breach] = []
    parts = _grouped(_whole_of, lines)
    of_fact: Counter[tuple[str, int]] = Counter()
    for (kind, fact, _deal), own in parts.items():
        whole = own[0].fact_fen
        of_fact[kind, fact] += whole
        share = own[0].share if len(own) == 1 else sum(line.share for line in own)
        if share != 1:
            found.append(Breach("1", str(share), fact=_name(own[0])))
        amount = sum(line.amount_fen for line in own)
        if amount != whole or any(line.fact_fen != whole for line in own):
            found.append(Breach(str(whole), str(amount), fact=_name(own[0])))
    for key, (name, fen) in _facts(book, view).items():
        if key not in of_fact:
            found.append(Breach(name, "-", fact=name))
        elif fen is not None and of_fact[key] != fen:
            found.append(Breach(str(fen), str(of_fact[key]), fact=name))
    return len(of_fact), found


def credited_once(lines: Sequence[CreditLine]) -> tuple[int, list[Breach]]:
    """Lines looked at, and people who have a part of a fact more than once."""
    often = Counter((part_of(line), line.person) for line in lines)
    named = {(line.kind, line.fact): _name(line) for line in lines} if len(often) < len(lines) else {}
    return len(lines), [
        Breach("1", str(count), person=person, fact=named[part[:2]])
        for (part, person), count in often.items()
        if count > 1
    ]


def reversals(credits: ViewedLines, view: View) -> tuple[int, list[Breach]]:
    """Sources of refunds looked at, and people from whom more or less was taken than mirrors what they got."""
    lines = credits.lines(view)
    taken: dict[Source, Counter[int | None]] = {}
    for line in lines:
        if line.kind == "refund":
            counter = taken.setdefault(_source(line, view), Counter())
            counter[line.person] -= line.amount_fen
    parts = {its: _grouped(part_of, credits.lines(its)) for its in {source[0] for source in taken}}
    found: list[Breach] = []
    for (its, part), by_person in taken.items():
        credited = parts[its].get(part, ())
        found += _mirrored(credited, by_person, f"{part[0]} {part[1]}")
    return len(taken), found


def _mirrored(credited: Sequence[CreditLine], taken: Taken, name: str) -> Iterator[Breach]:
    got: Counter[int | None] = Counter()
    for line in credited:
        got[line.person] += line.amount_fen
    if credited:
        name = _name(credited[0])
    whole, back = sum(got.values()), sum(taken.values())
    for person in sorted({*got, *taken}, key=lambda one: (one is None, one or 0)):
        his, least, most = taken.get(person, 0), min(0, got[person]), max(0, got[person])
        if person not in got:
            yield Breach("0", str(his), person=person, fact=name)
        elif back == whole and his != got[person]:
            yield Breach(str(got[person]), str(his), person=person, fact=name)
        elif abs(back) < abs(whole) and not least <= his <= most:
            yield Breach(f"{least}..{most}", str(his), person=person, fact=name)


def _source(refund: CreditLine, view: View) -> Source:
    """Where the credits stand that a refund takes back; without receipt or invoice they are those of the deal."""
    part = taken_back_by(refund)
    if part[0] != "deal" or view.basis in _OF_DEALS:
        return view, part
    return View(Basis.DEALS, OwnerDate.SIGNED, view.group), part


_OF_DEALS = frozenset({Basis.DEALS, Basis.MARGIN, Basis.QUANTITY})


def _whole_of(line: CreditLine) -> Whole:
    return (line.kind, line.fact, line.deal)


def _grouped(key: Callable[[CreditLine], Key], lines: Iterable[CreditLine]) -> Mapping[Key, list[CreditLine]]:
    groups: dict[Key, list[CreditLine]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return groups


def _facts(book: Book, view: View) -> Mapping[tuple[str, int], tuple[str, int | None]]:
    """Every fact that must be credited in a view, with its name and its fen; None where it is in another currency. A receipt
    or an invoice of no fen leaves nothing to be credited."""
    if view.basis is Basis.DEALS and view.owner_date is OwnerDate.SIGNED:
        return {("deal", one.id): _fact("deal", one) for one in book.deals}
    if view.basis is Basis.RECEIPTS:
        return {("receipt", one.id): _fact("receipt", one) for one in book.receipts if one.amount_fen}
    if view.basis is Basis.INVOICED:
        return {("invoice", one.id): _fact("invoice", one) for one in book.invoices if one.amount_fen}
    return {}  # a deal without margin, quantity or that day counts nowhere


class _Amount(Protocol):
    @property
    def source_key(self) -> str: ...
    @property
    def amount_fen(self) -> int: ...
    @property
    def currency(self) -> str: ...


def _fact(kind: str, fact: _Amount) -> tuple[str, int | None]:
    return f"{kind} {fact.source_key}", None if fact.currency else fact.amount_fen


def _name(line: CreditLine) -> str:
    return f"{line.kind} {line.source_key}"
