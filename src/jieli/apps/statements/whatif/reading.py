"""What if, for one fact of one line: computed from the frozen inputs of the line's run, each time anew."""

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen
from django.utils.translation import gettext, ngettext, override, pgettext

from jieli.apps.clients import api as clients
from jieli.apps.intake import api as intake
from jieli.apps.organizations import api as organizations
from jieli.apps.payruns import api as payruns
from jieli.apps.people import api as people
from jieli.apps.plans.api import name_in
from jieli.apps.statements import queries
from jieli.apps.statements.explanations import Part, words
from jieli.apps.statements.explanations.context import Names
from jieli.apps.statements.explanations.kept_names import as_kept
from jieli.apps.statements.sight import Sight
from jieli.apps.statements.values import LineView, language_code
from jieli.apps.statements.whatif.facts import facts_of, holders_of
from jieli.apps.statements.whatif.notes import is_in_highest_tier, notes_on, period_after
from jieli.apps.statements.whatif.values import (
    ChangedAmount,
    Choice,
    FactOfLine,
    FactView,
    WhatIfView,
    Whole,
)
from jieli.engines.crediting import Basis
from jieli.engines.pay import PayInputs
from jieli.engines.pay.next_tier import Paid, to_next_tier
from jieli.engines.pay.whatif import (
    Baseline,
    Change,
    Fact,
    Larger,
    Later,
    NoSuchFact,
    OwnedBy,
    basis_of,
    what_if,
)
from jieli.kernel.period import Period
from jieli.kernel.trace import plain_fen
from jieli.lib.errors import NotFound
from jieli.ui.wording import money_text


class NoSuchChoice(NotFound):
    """The line names no such fact, or the fact cannot be tried in that way."""


@frozen
class FactRef:
    """Which fact of which line, in a run."""

    run_id: int
    employee_id: int
    line: LineView
    kind: str
    fact_id: int


def list_facts_of_line(*, line: LineView, language: str) -> tuple[FactOfLine, ...]:
    """The deals, receipts and invoices that the line's computation names, by day, with what they are in words, called as on
    the statement."""
    found = facts_of(line.trace)
    summaries = clients.get_summaries(client_ids={one.client_id for one in found})
    today = Names(
        clients={number: one.name for number, one in summaries.items()},
        deals=intake.titles_of(fact_ids={one.id for one in found if one.kind == "deal"}),
    )
    names = as_kept(
        today, queries.names_of_statement(statement_id=line.statement_id), language_code(language)
    )
    with override(language_code(language)):
        return tuple(
            evolve(
                one,
                what=words.fill(
                    _what_text(one.kind),
                    deal=pgettext("a deal by its title", "“{title}”").format(title=names.deals[one.id])
                    if one.id in names.deals
                    else str(one.id),
                    client=names.clients.get(one.client_id, str(one.client_id)),
                    amount=words.amount(one.fact_fen),
                    day=Part(one.on.isoformat()),
                ),
            )
            for one in found
        )


def _what_text(kind: str) -> str:
    return {
        "deal": gettext("{day}: deal {deal}, {client}, {amount}"),
        "receipt": gettext("{day}: receipt, {client}, {amount}"),
        "invoice": gettext("{day}: invoice, {client}, {amount}"),
    }[kind]


def get_choices(*, ref: FactRef, language: str, sight: Sight) -> FactView:
    """What may be tried with a fact: a day later, under another owner, larger up to the next tier. Raises NoSuchChoice.

    Owners are those who had a share in the client: of a client that the reader does not see, only on the day that decided.
    """
    fact = _fact(ref, language)
    return _offered(ref, fact, payruns.get_standing(run_id=ref.run_id), language, sight)


def try_choice(
    *, ref: FactRef, query: str, language: str, sight: Sight
) -> tuple[FactView, WhatIfView | None]:
    """What may be tried, and what the one that was chosen (“”: none) would change. Raises NoSuchChoice for what is not
    offered, so that nobody learns of another's clients by trying."""
    fact = _fact(ref, language)
    standing = payruns.get_standing(run_id=ref.run_id)
    offered = _offered(ref, fact, standing, language, sight)
    if not query:
        return offered, None
    chosen = next((one.change for one in offered.choices if one.query == query), None)
    if chosen is None:
        raise NoSuchChoice(query)
    return offered, _explained(fact, standing, chosen, language, sight)


def explain_what_if(*, ref: FactRef, change: Change, language: str, sight: Sight) -> WhatIfView:
    """What any change would make different, of what the reader may see. Raises NoSuchChoice; Problems, as the engine does.

    Larger: in what the line's component looks at, unless the change says in what.
    """
    fact, line = _fact(ref, language), ref.line
    standing = payruns.get_standing(run_id=ref.run_id)
    if isinstance(change, Larger) and change.basis is None:
        basis = basis_of(
            standing.inputs, plan=line.plan_code, component=line.component_key, period=line.period
        )
        change = evolve(change, basis=basis)
    return _explained(fact, standing, change, language, sight)


def _offered(ref: FactRef, fact: FactOfLine, standing: Baseline, language: str, sight: Sight) -> FactView:
    with override(language_code(language)):
        choices = tuple(_choices(ref, fact, standing.inputs, sight))
    has_higher = any(isinstance(one.change, Larger) for one in choices)
    return FactView(fact, choices, not has_higher and is_in_highest_tier(ref.line.trace, fact))


def _choices(ref: FactRef, fact: FactOfLine, inputs: PayInputs, sight: Sight) -> Iterator[Choice]:
    its = Fact(fact.kind, fact.id)
    yield Choice("later=1", gettext("A day later"), Later(its, 1))
    to_next = (inputs.period.until - fact.on).days
    if to_next > 1:
        yield Choice(f"later={to_next}", gettext("In the period after"), Later(its, to_next))
    on = None if sight.sees_client(fact.client_id) else fact.owner_on
    holders = holders_of(inputs.book, fact.client_id, on=on, group=fact.group)
    names = people.names_of(employee_ids=holders)
    for person in holders:
        if person == ref.employee_id and fact.is_all_his:
            continue
        label = gettext("All of it for {person}").format(person=names[person])
        yield Choice(f"owner={person}", label, OwnedBy(its, person))
    line = ref.line
    larger = to_next_tier(inputs, Paid(ref.employee_id, line.period, line.plan_code, line.component_key), its)
    if larger is not None:
        text = (
            gettext("Up to the next tier: {amount} units more")
            if larger.basis is Basis.QUANTITY
            else gettext("Up to the next tier: larger by {amount}")
        )
        label = text.format(amount=money_text(larger.by_fen))
        yield Choice(f"larger={plain_fen(larger.by_fen)}", label, larger)


def _explained(
    fact: FactOfLine, standing: Baseline, change: Change, language: str, sight: Sight
) -> WhatIfView:
    try:
        found = what_if(standing, change)
    except NoSuchFact as error:
        raise NoSuchChoice(fact.id) from error
    seen = [one for one in found if sight.sees_pay_of(one.person)]
    later = period_after(fact, change, standing.inputs.period)
    code = language_code(language)
    with override(code):
        names = people.names_of(employee_ids={one.person for one in seen})
        rows = tuple(
            ChangedAmount(
                person_id=one.person,
                person=names[one.person],
                period=one.period,
                component=(one.plan, one.component),
                label=name_in(names=one.names, language=code),
                is_fen=one.is_fen,
                would_be_fen=one.would_be_fen,
            )
            for one in seen
        )
        return WhatIfView(
            change=_change_text(change),
            currency=organizations.get_organization().currency,
            rows=rows,
            wholes=_wholes(rows, standing),
            later=later,
            notes=notes_on(change, later, sight),
        )


def _wholes(rows: Sequence[ChangedAmount], standing: Baseline) -> tuple[Whole, ...]:
    """The rows' people and periods in their order; what is desired of them is known already, since the rows came of it."""
    desired = standing.desired(frozenset(row.person_id for row in rows))
    sums: dict[tuple[int, Period], int] = {}
    for key, amount in desired.items():
        sums[key.person, key.period] = sums.get((key.person, key.period), 0) + amount.fen
    changed: dict[tuple[int, Period], list[ChangedAmount]] = {}
    for row in rows:
        changed.setdefault((row.person_id, row.period), []).append(row)
    return tuple(
        Whole(
            *(person, own[0].person, period),
            is_fen=sums.get((person, period), 0),
            would_be_fen=sums.get((person, period), 0) + sum(row.difference_fen for row in own),
        )
        for (person, period), own in changed.items()
    )


def _change_text(change: Change) -> str:
    if isinstance(change, Later):
        days = abs(change.days)
        text = (
            ngettext("Had it come {days} day later", "Had it come {days} days later", days)
            if change.days > 0
            else ngettext("Had it come {days} day earlier", "Had it come {days} days earlier", days)
        )
        return text.format(days=days)
    if isinstance(change, OwnedBy):
        (name,) = people.names_of(employee_ids=[change.person]).values()
        return gettext("Had all of it counted for {person}").format(person=name)
    return _larger_text(change).format(amount=money_text(abs(change.by_fen)))


def _larger_text(change: Larger) -> str:
    if change.basis is Basis.QUANTITY:
        return (
            gettext("Had it been {amount} units more")
            if change.by_fen > 0
            else gettext("Had it been {amount} units fewer")
        )
    return (
        gettext("Had it been larger by {amount}")
        if change.by_fen > 0
        else gettext("Had it been smaller by {amount}")
    )


def _fact(ref: FactRef, language: str) -> FactOfLine:
    for one in list_facts_of_line(line=ref.line, language=language):
        if (one.kind, one.id) == (ref.kind, ref.fact_id):
            return one
    raise NoSuchChoice(ref.fact_id)
