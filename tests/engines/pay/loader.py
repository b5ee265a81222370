"""The worked examples as values. The form of the files: examples/pay/README.md."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from attrs import evolve, frozen
from tests.engines.pay.facts import FACTS, Names, only, read_deal, read_invoice, read_receipt, read_refund
from tests.engines.pay.given import PEOPLE, placed_of, so_far, span, with_given
from tests.engines.yaml_texts import read_yaml

from jieli.engines.crediting import (
    Basis,
    Book,
    CreditLine,
    CreditRule,
    Deal,
    Invoice,
    Party,
    Receipt,
    Refund,
)
from jieli.engines.ownership import Span, Terms, TermsStep, hand_over
from jieli.engines.pay import Assignment, Employment, PlanVersion, WorkCalendar, parse_plan
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.facts import BookFacts
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.reference.pricer import ReferencePricer
from jieli.engines.pay.results import Lines
from jieli.engines.pay.segments import BaseSpan, Segment
from jieli.engines.pay.sources import Sources
from jieli.engines.pay.values import (
    Adjustment,
    AdjustmentKind,
    Confirmation,
    NamedDeal,
    Service,
    TeamMember,
)
from jieli.engines.pay.work import PastPeriod, Work
from jieli.kernel.money import parse_fen
from jieli.kernel.period import Period
from jieli.kernel.ranges import DateRange
from jieli.kernel.rate import parse_rate
from jieli.kernel.trace import Trace

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"

Table = Mapping[str, Any]
_OF_CREDIT = ("person", "party", "takes_back", "deal", "class", "region", "signed")


def plan_text(plan: Table) -> str:
    """YAML of a plan given as data: everything in quotes."""
    return yaml.dump(plan, Dumper=_WithoutAliases, default_style='"', allow_unicode=True, sort_keys=False)


class _WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def plan_of(
    component: Table, currency: str = "CNY", before: Sequence[str] = (), beside: Sequence[Table] = ()
) -> str:
    """A plan of one component, whose key is `it`, after others that stand for what it looks at, and real ones."""
    names = {"zh": "例", "en": "Example"}
    other = {"type": "base_salary", "monthly": "0.00", "proration": "calendar_days", "rounding": "half_up"}
    others = [{"key": key, "name": names, **other} for key in before]
    others += [{"name": names, **one} for one in beside]
    return plan_text(
        {
            "name": names,
            "currency": currency,
            "components": [*others, {"key": "it", "name": names, **component}],
        }
    )


@frozen
class ComponentExample:
    type: str
    name: str
    plan: str
    given: Table
    expect: Table | None
    refuse: str | None
    at: str

    def __str__(self) -> str:
        return f"{self.type}: {self.name}"

    def work(self) -> Work:
        """What the component of the example is asked."""
        given = self.given
        days = span(given["assigned"]) if "assigned" in given else _period(given).range
        employed = [span(text) for text in given["employed"]] if "employed" in given else [days]
        lines = [credit_line(row, number) for number, row in enumerate(given.get("credits", ()), start=1)]
        arose = {
            line.fact: day(row["takes_back"])
            for line, row in zip(lines, given.get("credits", ()), strict=True)
            if "takes_back" in row
        }
        agreed = parse_fen(given["agreed"]) if "agreed" in given else None
        segment = Segment(1, "example", 1, days, (BaseSpan(days, agreed),))
        signed = {
            line.deal: day(row["signed"])
            for line, row in zip(lines, given.get("credits", ()), strict=True)
            if "signed" in row and line.deal is not None
        }
        book = given.get("book", {})
        names = Names(PEOPLE, {name: ord(name) for name in book.get("clients", ())})
        known = _book(book, names)
        renewals = frozenset(deal.id for deal in known.deals if deal.renews is not None)
        credits = credits_of(lines, arose, signed, renewals)
        sources = Sources(
            credits,
            BookFacts(known, _confirmations(book, names)),
            _calendar(given.get("work_days", {})),
        )
        placed = placed_of(given, days)
        return Work(
            segment=segment,
            period=_period(given),
            key="it",
            employed=tuple(employed),
            on_plan=so_far(placed, days),
            sources=evolve(with_given(sources, given, days), named_deals={1: _named_deals(book, names)}),
            pricer=ReferencePricer(credits),
            components={one.key: one for one in parse_plan(self.plan).components},
            before={key: _results(rows, book, names, days) for key, rows in given.get("before", {}).items()},
            past=_past(given),
            placed=placed,
            paid_on_credits=lambda: placed,
            on_plans=tuple(span(text) for text in given["on_plans"])
            if "on_plans" in given
            else tuple(employed),
        )

    @property
    def position(self) -> int:
        return len(self.given.get("before", {})) + len(self.given.get("beside", ()))


@cache
def component_examples() -> tuple[ComponentExample, ...]:
    """Read once in a process, since a dozen tests ask for them."""
    return tuple(_component_examples())


def _component_examples() -> Iterator[ComponentExample]:
    for path in sorted((EXAMPLES / "pay" / "components").glob("*.yaml")):
        data = load(path)
        for case in data["cases"]:
            only(case, "name", "params", "given", "expect", "refuse", "at")
            yield ComponentExample(
                type=data["component"],
                name=case["name"],
                plan=plan_of(
                    {"type": data["component"], **case["params"]},
                    before=tuple(case.get("given", {}).get("before", ())),
                    beside=tuple(case.get("given", {}).get("beside", ())),
                ),
                given=case.get("given", {}),
                expect=case.get("expect"),
                refuse=case.get("refuse"),
                at=case.get("at", ""),
            )


def credit_line(row: Table, number: int = 1) -> CreditLine:
    """A credit by hand; its fact has the given number."""
    only(row, "fact", "kind", "amount", "day", "line", "client", "first_deal_on", "share", *_OF_CREDIT)
    deal = None if row.get("deal") == "none" else int(row.get("deal", row.get("fact", number)))
    number = int(row.get("fact", number))
    amount_fen, share = parse_fen(row["amount"]), parse_rate(row.get("share", "100%"))
    on, kind = day(row["day"]), row.get("kind", "receipt")
    person = PEOPLE[row.get("person", "李")]
    party = Party(row["party"]) if "party" in row else None
    return CreditLine(
        kind=kind,
        fact=number,
        source_key=f"{kind}-{number}",
        deal=deal,
        client=ord(row.get("client", "甲")),
        product_line=row.get("line", "软件"),
        person=person,
        share=share,
        fact_fen=int(amount_fen / share) if share else amount_fen,
        amount_fen=amount_fen,
        counts_on=on,
        owner_on=on,
        first_deal_on=day(row["first_deal_on"]) if "first_deal_on" in row else None,
        rule=CreditRule.OWNER if person else CreditRule.UNOWNED,
        handover=1 if party else None,
        party=party,
        of_receipt=number if "takes_back" in row else None,
        region=row.get("region", ""),
        client_class=row.get("class", ""),
    )


@frozen
class GivenLine:
    """A line of an example's earlier component: an amount, and the credit behind it, if any."""

    result_fen: int
    credit: CreditLine | None = None

    def trace(self) -> Trace:
        return Trace("example.given", {"result_fen": self.result_fen})

    def fen_by_credit(self) -> tuple[tuple[CreditLine, int], ...]:
        return () if self.credit is None else ((self.credit, self.result_fen),)


def _results(rows: Any, book: Table, names: "Names", days: DateRange) -> Lines:
    """An amount, or rows of `pays`, each with the `deal` behind it and perhaps the `handover` (its number)."""
    if isinstance(rows, str):
        return Lines((GivenLine(parse_fen(rows)),))
    clients = {row["key"]: row["client"] for row in book.get("deals", ())}
    lines = []
    for row in rows:
        only(row, "deal", "pays", "handover")
        number = names.fact(row["deal"])
        client = clients[row["deal"]]
        sold = {"amount": row["pays"], "day": days.from_.isoformat(), "client": client}
        credit = evolve(
            credit_line(sold, number),
            handover=int(row["handover"]) if "handover" in row else None,
            party=Party.OUTGOING if "handover" in row else None,
        )
        lines.append(GivenLine(parse_fen(row["pays"]), credit))
    return Lines(tuple(lines))


def _past(given: Table) -> tuple[PastPeriod, ...]:
    """Earlier periods, oldest first; what is carried was left by the last of them."""
    rows = given.get("past", {})
    before = {} if rows or "carried" not in given else {_period(given).previous().label: {}}
    past = []
    for label, amounts in {**before, **rows}.items():
        fen = {("example", key): parse_fen(amount) for key, amount in amounts.items()}
        past.append(PastPeriod(Period.parse(label), fen, {}))
    past.sort(key=lambda one: one.period.from_)
    if "carried" in given:
        past[-1] = evolve(past[-1], carried={("example", "it"): carried_of(given["carried"])})
    return tuple(past)


def carried_of(rows: Table) -> Mapping[str, int]:
    """Amounts have a point, counts have none."""
    return {name: parse_fen(text) if "." in text else int(text) for name, text in rows.items()}


def credits_of(
    lines: Sequence[CreditLine],
    arose: Mapping[int, date] | None = None,
    signed: Mapping[int, date] | None = None,
    renewals: frozenset[int] = frozenset(),
) -> Credits:
    """A credit source of lines by hand: the facts of the basis that is looked at, and refunds. arose: fact of a refund → the
    day of what it takes back. signed: deal → the day it was signed. renewals: deals that renew others."""

    kinds = {Basis.RECEIPTS: "receipt", Basis.INVOICED: "invoice"}

    def seen(view: View) -> Sequence[CreditLine]:
        return [line for line in lines if line.kind in ("refund", kinds.get(view.basis, "deal"))]

    return Credits(seen, {**(arose or {}), **(signed or {})}, arose or {}, renewals=renewals)


@frozen
class Step_:
    """What becomes known, and then perhaps a run with what it posts."""

    book: Book
    run: Period | None
    expect: tuple[Table, ...]


@frozen
class BookExample:
    case: str
    source: str
    name: str
    given: Table
    people: Mapping[str, int]
    versions: tuple[PlanVersion, ...]
    assignments: tuple[Assignment, ...]
    employments: tuple[Employment, ...]
    steps: tuple[Step_, ...]
    currency: str = "CNY"
    refuse: str | None = None
    at: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    named_deals: tuple[NamedDeal, ...] = ()
    teams: tuple[TeamMember, ...] = ()
    services: tuple[Service, ...] = ()

    def __str__(self) -> str:
        return f"case {self.case} ({self.source}): {self.name}"


@cache
def book_examples() -> tuple[BookExample, ...]:
    return tuple(_book_examples())


def _book_examples() -> Iterator[BookExample]:
    for path in sorted((EXAMPLES / "pay" / "cases").glob("*.yaml")):
        data = load(path)
        for example in data["examples"]:
            yield _book_example(data, {**data.get("common", {}), **example})


def _book_example(data: Table, given: Table) -> BookExample:
    only(
        given,
        *("name", "figures", "people", "clients", "plans", "assignments", "owners", "handovers", "steps"),
        *("refuse", "at", "note", "adjustments", "confirmations", "named_deals"),
        *("teams", "services"),
    )
    assert given["figures"] in ("printed", "derived", "own"), given["name"]
    names = Names(
        {name: number for number, name in enumerate(given.get("people", ()), start=1)},
        {name: number for number, name in enumerate(given.get("clients", ()), start=1)},
    )
    versions = tuple(_version(row, given["plans"]) for row in given["plans"])
    assignments = tuple(_assignment(row, names) for row in given.get("assignments", ()))
    return BookExample(
        case=data["case"],
        source=data["source"],
        name=given["name"],
        given=given,
        people=names.people,
        versions=versions,
        assignments=assignments,
        employments=tuple(
            Employment(one.person, span(row["employed"]) if "employed" in row else one.range)
            for one, row in zip(assignments, given.get("assignments", ()), strict=True)
        ),
        steps=tuple(_steps(given, names)),
        refuse=given.get("refuse"),
        at=given.get("at", ""),
        adjustments=tuple(
            _adjustment(row, number, names) for number, row in enumerate(given.get("adjustments", ()), 1)
        ),
        confirmations=_confirmations(given, names),
        named_deals=_named_deals(given, names),
        teams=tuple(_team_member(row, names) for row in given.get("teams", ())),
        services=tuple(
            _service(row, number, names) for number, row in enumerate(given.get("services", ()), 1)
        ),
    )


def _team_member(row: Table, names: "Names") -> TeamMember:
    only(row, "leader", "member", "days")
    return TeamMember(names.people[row["leader"]], names.people[row["member"]], span(row["days"]))


def _service(row: Table, number: int, names: "Names") -> Service:
    only(row, "person", "client", "day", "minutes")
    client, person = names.clients[row["client"]], names.people[row["person"]]
    return Service(number, client, person, day(row["day"]), int(row["minutes"]))


def _adjustment(row: Table, number: int, names: "Names") -> Adjustment:
    only(row, "person", "period", "plan", "component", "kind", "amount", "reason", "approver")
    return Adjustment(
        id=number,
        person=names.people[row["person"]],
        period=Period.parse(row["period"]),
        plan=row["plan"],
        component=row.get("component", ""),
        kind=AdjustmentKind(row["kind"]),
        amount_fen=parse_fen(row["amount"]),
        reason=row["reason"],
        approver=names.people[row["approver"]],
    )


def _confirmations(given: Table, names: "Names") -> tuple[Confirmation, ...]:
    rows = given.get("confirmations", ())
    for row in rows:
        only(row, "handover", "client", "day")
    return tuple(
        Confirmation(int(row["handover"]), names.clients[row["client"]], day(row["day"])) for row in rows
    )


def _named_deals(given: Table, names: "Names") -> tuple[NamedDeal, ...]:
    rows = given.get("named_deals", ())
    for row in rows:
        only(row, "person", "deal", "share", "days", "signed_until")
    return tuple(
        NamedDeal(
            person=names.people[row["person"]],
            deal=names.fact(row["deal"]),
            share=parse_rate(row["share"]),
            range=span(row["days"]),
            signed_until=day(row["signed_until"]) if "signed_until" in row else None,
        )
        for row in rows
    )


def _version(row: Table, rows: Sequence[Table]) -> PlanVersion:
    only(row, "code", "from", "keeps_previous", "freezes_deals", "plan")
    number = 1 + sum(
        1 for other in rows if other["code"] == row["code"] and day(other["from"]) < day(row["from"])
    )
    keeps, freezes = (
        {"yes": True, "no": False}[row.get(key, "no")] for key in ("keeps_previous", "freezes_deals")
    )
    return PlanVersion(row["code"], number, plan_text(row["plan"]), day(row["from"]), keeps, freezes)


def _assignment(row: Table, names: Names) -> Assignment:
    only(row, "person", "plan", "days", "agreed", "employed")
    agreed = parse_fen(row["agreed"]) if "agreed" in row else None
    return Assignment(names.people[row["person"]], row["plan"], span(row["days"]), agreed)


def _steps(given: Table, names: Names) -> Iterator[Step_]:
    terms = _all_terms(given, names)
    spans = _spans([_owner(row, names) for row in given.get("owners", ())], terms)
    known: dict[str, Deal | Receipt | Invoice | Refund] = {}
    for step in given.get("steps", ()):
        only(step, *FACTS, "void", "run", "expect")
        for kind, read in FACTS.items():
            for row in step.get(kind, ()):
                known[row["key"]] = read(row, names)
        for key in step.get("void", ()):
            del known[key]
        yield Step_(
            Book(
                deals=tuple(one for one in known.values() if isinstance(one, Deal)),
                receipts=tuple(one for one in known.values() if isinstance(one, Receipt)),
                refunds=tuple(one for one in known.values() if isinstance(one, Refund)),
                spans=spans,
                terms=terms,
                invoices=tuple(one for one in known.values() if isinstance(one, Invoice)),
            ),
            Period.parse(step["run"]) if "run" in step else None,
            tuple(step.get("expect", ())),
        )


def _all_terms(given: Table, names: Names) -> tuple[Terms, ...]:
    rows = given.get("handovers", ())
    return tuple(_terms(row, number, names) for number, row in enumerate(rows, start=1))


def _book(given: Table, names: Names) -> Book:
    """The facts that a component looks up beside its credits."""
    only(given, "clients", *FACTS, "owners", "handovers", "confirmations", "named_deals")
    return Book(
        deals=tuple(read_deal(row, names) for row in given.get("deals", ())),
        receipts=tuple(read_receipt(row, names) for row in given.get("receipts", ())),
        refunds=tuple(read_refund(row, names) for row in given.get("refunds", ())),
        spans=tuple(_owner(row, names) for row in given.get("owners", ())),
        terms=_all_terms(given, names),
        invoices=tuple(read_invoice(row, names) for row in given.get("invoices", ())),
    )


def _spans(spans: Sequence[Span], terms: Sequence[Terms]) -> tuple[Span, ...]:
    """The timelines with the steps of every handover written into them."""
    timelines: dict[tuple[int, str], tuple[Span, ...]] = {}
    for one in spans:
        key = (one.client, one.group)
        timelines[key] = (*timelines.get(key, ()), one)
    for handover in terms:
        for key, own in timelines.items():
            if key[0] == handover.client:
                timelines[key] = tuple(hand_over(own, handover))
    return tuple(one for key in sorted(timelines) for one in timelines[key])


def _owner(row: Table, names: Names) -> Span:
    only(row, "client", "person", "share", "days", "group", "role")
    return Span(
        client=names.clients[row["client"]],
        group=row.get("group", "ownership"),
        person=names.people[row["person"]],
        role=row.get("role", "owner"),
        share=parse_rate(row.get("share", "100%")),
        range=span(row["days"]),
    )


def _terms(row: Table, number: int, names: Names) -> Terms:
    only(
        row,
        *("client", "from_person", "to_person", "day", "earlier_deals", "open_pipeline", "new_deals"),
        "ended",
    )

    def steps(stream: str) -> tuple[TermsStep, ...]:
        return tuple(
            TermsStep(None if months == "-" else int(months), parse_rate(share))
            for months, share in row[stream]
        )

    return Terms(
        handover=number,
        client=names.clients[row["client"]],
        outgoing=names.people[row["from_person"]],
        incoming=names.people[row["to_person"]],
        effective_from=day(row["day"]),
        ended_from=day(row["ended"]) if "ended" in row else None,
        earlier_deals=steps("earlier_deals"),
        open_pipeline=steps("open_pipeline"),
        new_deals=steps("new_deals"),
    )


def load(path: Path) -> Table:
    """A file of examples, in which every scalar is a text."""
    data = read_yaml(path.read_text("utf-8"))
    _all_texts(data, path.name)
    return data


def _all_texts(data: Any, where: str) -> None:
    if isinstance(data, dict):
        for name, value in data.items():
            _all_texts(name, where)
            _all_texts(value, f"{where}.{name}")
    elif isinstance(data, list):
        for index, value in enumerate(data):
            _all_texts(value, f"{where}[{index}]")
    else:
        assert isinstance(data, str), f"{where}: {data!r} stands without quotes."


def day(text: str) -> date:
    return date.fromisoformat(text)


def _period(given: Table) -> Period:
    return Period.parse(given.get("period", "2026-01"))


def _calendar(work_days: Table) -> WorkCalendar:
    if not work_days:
        return WorkCalendar(None, frozenset())
    months = sorted((Period.month(label) for label in work_days), key=lambda month: month.from_)
    days = {
        month.from_.replace(day=int(number)) for month in months for number in work_days[month.label].split()
    }
    return WorkCalendar(DateRange(months[0].from_, months[-1].until), frozenset(days))
