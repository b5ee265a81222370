"""Reads examples/ownership and examples/crediting: worked cases of timelines, transitions and credit lines.

People are named; their ids are their places in the case's list of `people`, from one. `history` says what was decided
about the client, in the order in which it was decided, and is written as the ownership app writes it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, field, frozen
from tests.engines.yaml_texts import read_yaml

from jieli.engines.crediting import Allocation, Book, Deal, ExchangeRate, Invoice, Receipt, Refund, Split
from jieli.engines.ownership import Span, Terms, TermsStep, hand_over, write_over
from jieli.kernel.money import parse_fen
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import parse_rate

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CLIENT = 1
GROUP_OF = {
    "owner": "ownership",
    "co_owner": "ownership",
    "service_keeper": "service",
    "originator": "origin",
}
GROUPS = ("ownership", "service", "origin")

Case = Mapping[str, Any]


def cases(area: str, *keys: str) -> Any:
    """Every case of an area that has all these keys, as a parametrization of a test that takes `case`."""
    found = [
        pytest.param(case, id=f"{stem}: {case['name']}")
        for stem, case in _named(area)
        if all(key in case for key in keys)
    ]
    assert found, f"No example in {area} has {keys}."
    return pytest.mark.parametrize("case", found)


def all_cases(area: str) -> list[Case]:
    return [case for _, case in _named(area)]


@cache
def _named(area: str) -> tuple[tuple[str, Case], ...]:
    """Every case of an area after the name of its file; nobody changes one."""
    paths = sorted((EXAMPLES / area).glob("*.yaml"))
    return tuple((path.stem, case) for path in paths for case in read_yaml(path.read_text("utf-8"))["cases"])


@frozen
class Ledger:
    """One client's timelines by group and the terms of his handovers."""

    timelines: Mapping[str, tuple[Span, ...]] = field(factory=dict)
    terms: tuple[Terms, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(span for group in sorted(self.timelines) for span in self.timelines[group])


Act = tuple[str, Any]  # "decide" (group, spans, days) | "hand_over" Terms | "reverse" (handover, from_)


def replay(acts: Iterable[Act], groups: Sequence[str] = GROUPS) -> Ledger:
    """What stands after the acts. A reversal leaves the handover's days before it and takes back those after."""
    told = list(acts)
    ended = {what[0]: what[1] for verb, what in told if verb == "reverse"}
    timelines: dict[str, tuple[Span, ...]] = dict.fromkeys(groups, ())
    terms: list[Terms] = []
    for verb, what in told:
        if verb == "decide":
            group, spans, days = what
            timelines[group] = write_over(timelines[group], spans, days)
        elif verb == "hand_over":
            agreed = evolve(what, ended_from=ended.get(what.handover))
            terms.append(agreed)
            timelines = {group: hand_over(spans, agreed) for group, spans in timelines.items()}
    return Ledger(timelines, tuple(terms))


def people_of(case: Case) -> dict[str, int]:
    return {name: number for number, name in enumerate(case["people"], 1)}


def ledger_of(case: Case) -> Ledger:
    return replay(acts_of(case))


def acts_of(case: Case) -> list[Act]:
    people, acts = people_of(case), []
    for number, act in enumerate(case.get("history", ()), 1):
        ((verb, told),) = act.items()
        if verb == "decide":
            days = DateRange(told["from"], told.get("until"))
            group = told.get("group", "ownership")
            acts.append((verb, (group, spans_of(told.get("holdings", {}), people, days, group), days)))
        elif verb == "hand_over":
            acts.append((verb, terms_of(told, people)))
        elif verb == "reverse":
            acts.append((verb, (int(told["handover"]), told["from"])))
        else:
            raise ValueError(f"Act {number} of “{case['name']}” is none.")
    return acts


def spans_of(
    holdings: Mapping[str, Any], people: Mapping[str, int], days: DateRange, group: str
) -> tuple[Span, ...]:
    """Holdings as “name: share” (the first is the owner) or “name: {role, share}”."""
    first = {"ownership": "owner", "service": "service_keeper", "origin": "originator"}[group]
    rest = "co_owner" if group == "ownership" else first
    spans = []
    for place, (name, holding) in enumerate(holdings.items()):
        role, share = first if place == 0 else rest, holding
        if isinstance(holding, Mapping):
            role, share = holding["role"], holding["share"]
        spans.append(Span(CLIENT, group, people[name], role, parse_rate(share), days))
    return tuple(spans)


def span_of(told: Mapping[str, Any], people: Mapping[str, int], group: str | None = None) -> Span:
    return Span(
        client=CLIENT,
        group=group or GROUP_OF[told["role"]],
        person=people[told["person"]],
        role=told["role"],
        share=parse_rate(told["share"]),
        range=DateRange(told["from"], told.get("until")),
        handover=int(told["handover"]) if "handover" in told else None,
    )


def terms_of(told: Mapping[str, Any], people: Mapping[str, int]) -> Terms:
    every = told.get("every_stream")
    streams = {
        stream: steps_of(told.get(stream, every))
        for stream in ("earlier_deals", "open_pipeline", "new_deals")
    }
    return Terms(
        handover=int(told["handover"]),
        client=CLIENT,
        outgoing=people[told["outgoing"]],
        incoming=people[told["incoming"]],
        effective_from=told["effective_from"],
        ended_from=told.get("ended_from"),
        **streams,
    )


def steps_of(told: Sequence[Mapping[str, str]]) -> tuple[TermsStep, ...]:
    return tuple(
        TermsStep(int(step["months"]) if "months" in step else None, parse_rate(step["outgoing"]))
        for step in told
    )


def book_of(case: Case) -> Book:
    """The case's facts with what its history has made. Ids are the places in the lists, from one."""
    people, ledger, facts = people_of(case), ledger_of(case), case["facts"]
    deals, receipts = facts.get("deals", ()), facts.get("receipts", ())
    deal_ids = {deal["key"]: number for number, deal in enumerate(deals, 1)}
    receipt_ids = {receipt["key"]: number for number, receipt in enumerate(receipts, 1)}
    return Book(
        deals=tuple(_deal(number, deal, people, deal_ids) for number, deal in enumerate(deals, 1)),
        receipts=tuple(_receipt(number, told, deal_ids) for number, told in enumerate(receipts, 1)),
        refunds=tuple(
            _refund(number, told, deal_ids, receipt_ids)
            for number, told in enumerate(facts.get("refunds", ()), 1)
        ),
        spans=ledger.spans,
        terms=ledger.terms,
        invoices=tuple(
            _invoice(number, told, deal_ids) for number, told in enumerate(facts.get("invoices", ()), 1)
        ),
    )


def rates_of(case: Case) -> tuple[ExchangeRate, ...]:
    return tuple(
        ExchangeRate(told["currency"], told["from"], parse_rate(told["rate"]))
        for told in case.get("rates", ())
    )


def _deal(number: int, told: Mapping[str, Any], people: Mapping[str, int], deals: Mapping[str, int]) -> Deal:
    return Deal(
        id=number,
        source_key=told["key"],
        client=CLIENT,
        product_line=told.get("product_line", ""),
        amount_fen=parse_fen(told["amount"]),
        signed_on=told["signed_on"],
        opened_on=told.get("opened_on"),
        splits=tuple(
            Split(people[name], parse_rate(share)) for name, share in told.get("splits", {}).items()
        ),
        quantity=_hundredths(told.get("quantity")),
        margin_fen=_hundredths(told.get("margin")),
        region=told.get("region", ""),
        client_class=told.get("client_class", ""),
        delivered_on=told.get("delivered_on"),
        approved_on=told.get("approved_on"),
        accepted_on=told.get("accepted_on"),
        currency=told.get("currency", ""),
        renews=deals.get(told["renews"], 99) if "renews" in told else None,
    )


def _hundredths(told: str | None) -> int | None:
    """Fen, or hundredths of a unit."""
    return None if told is None else parse_fen(told)


def _receipt(number: int, told: Mapping[str, Any], deals: Mapping[str, int]) -> Receipt:
    settles = told.get("settles", {})
    return Receipt(
        id=number,
        source_key=told["key"],
        client=CLIENT,
        amount_fen=parse_fen(told["amount"]),
        received_on=told["received_on"],
        allocations=tuple(Allocation(deals.get(key, 99), parse_fen(fen)) for key, fen in settles.items()),
        currency=told.get("currency", ""),
    )


def _invoice(number: int, told: Mapping[str, Any], deals: Mapping[str, int]) -> Invoice:
    return Invoice(
        id=number,
        source_key=told["key"],
        client=CLIENT,
        deal=deals.get(told["deal"], 99),
        amount_fen=parse_fen(told["amount"]),
        invoiced_on=told["invoiced_on"],
        currency=told.get("currency", ""),
    )


def _refund(
    number: int, told: Mapping[str, Any], deals: Mapping[str, int], receipts: Mapping[str, int]
) -> Refund:
    return Refund(
        id=number,
        source_key=told["key"],
        client=CLIENT,
        deal=deals.get(told["deal"], 99),
        receipt=receipts.get(told["receipt"], 99) if "receipt" in told else None,
        amount_fen=parse_fen(told["amount"]),
        refunded_on=told["refunded_on"],
        margin_fen=_hundredths(told.get("margin")),
        quantity=_hundredths(told.get("quantity")),
        currency=told.get("currency", ""),
    )


def shares_of(told: Mapping[str, str], people: Mapping[str, int]) -> dict[int, Fraction]:
    return {people[name]: parse_rate(share) for name, share in told.items()}


def day(text: date | str) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)
