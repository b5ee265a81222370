"""Putting a fact right: a new version with its reason, or the word that it never was. The versions before stay."""

from collections.abc import Iterable
from datetime import datetime

from attrs import evolve

from jieli.apps.audit.api import sign_writes
from jieli.apps.intake.actions import known_to, moment_after, one_writer_at_a_time, write_parts
from jieli.apps.intake.balance import check_references, check_refunded, settled_by
from jieli.apps.intake.checks import check_fact, check_reason, tidy_fact
from jieli.apps.intake.conversion import Stamp, as_new, facts_named_by, keys_named_by, version_row
from jieli.apps.intake.kinds import kind_of
from jieli.apps.intake.queries import get_fact
from jieli.apps.intake.reading import fact_ids_by_key, keys_of_facts
from jieli.apps.intake.standing import Standing, load_standing
from jieli.apps.intake.values import (
    FactView,
    NewDeal,
    NewFact,
    NewInvoice,
    NewReceipt,
    NewRefund,
    NewService,
    NewVisit,
)
from jieli.kernel.problem import Problem, refuse
from jieli.lib.errors import NotFound
from jieli.lib.problems import N_, problem


def correct_deal(*, acting_user_id: int | None, at: datetime, fact_id: int, new: NewDeal, reason: str) -> int:
    """The number of the deal's version that now holds; the same content again adds none."""
    return _correct(fact_id, new, reason, at, acting_user_id)


def correct_receipt(
    *, acting_user_id: int | None, at: datetime, fact_id: int, new: NewReceipt, reason: str
) -> int:
    """The number of the receipt's version that now holds."""
    return _correct(fact_id, new, reason, at, acting_user_id)


def correct_invoice(
    *, acting_user_id: int | None, at: datetime, fact_id: int, new: NewInvoice, reason: str
) -> int:
    """The number of the invoice's version that now holds."""
    return _correct(fact_id, new, reason, at, acting_user_id)


def correct_refund(
    *, acting_user_id: int | None, at: datetime, fact_id: int, new: NewRefund, reason: str
) -> int:
    """The number of the refund's version that now holds."""
    return _correct(fact_id, new, reason, at, acting_user_id)


def correct_visit(
    *, acting_user_id: int | None, at: datetime, fact_id: int, new: NewVisit, reason: str
) -> int:
    """The number of the visit's version that now holds."""
    return _correct(fact_id, new, reason, at, acting_user_id)


def correct_service(
    *, acting_user_id: int | None, at: datetime, fact_id: int, new: NewService, reason: str
) -> int:
    """The number of the service record's version that now holds."""
    return _correct(fact_id, new, reason, at, acting_user_id)


def void_fact(*, acting_user_id: int | None, at: datetime, fact_id: int, reason: str) -> int:
    """The number of the version that says the fact never was. Refused while other facts build on it."""
    sign_writes(acting_user_id=acting_user_id)
    one_writer_at_a_time()
    fact = get_fact(fact_id=fact_id)
    if fact.latest.is_void:
        return fact.latest.number
    old = _as_it_stands(fact)
    standing = load_standing(keys_named_by(old), around=_touched(fact.kind, old))
    problems = check_reason(reason)
    if building := _building_on(old, standing):
        problems.append(
            problem(
                "FACT-VOID-001",
                fact.kind,
                N_("Other facts build on it: {keys}."),
                N_("Correct or void these first."),
                keys=", ".join(building),
            )
        )
    else:
        _take_out(standing, fact)
        problems += check_refunded(standing, _all_at(standing, fact.kind))
    refuse(problems)
    at = moment_after(at, {old.client_id})
    return _add_version(fact, old, at, acting_user_id, reason=reason, is_void=True)


def _correct(fact_id: int, given: NewFact, reason: str, at: datetime, acting_user_id: int | None) -> int:
    sign_writes(acting_user_id=acting_user_id)
    one_writer_at_a_time()
    fact = get_fact(fact_id=fact_id)
    kind = kind_of(given)
    if kind.name != fact.kind:
        raise NotFound(f"There is no {kind.name} {fact_id}.")
    old = _as_it_stands(fact)
    new = tidy_fact(evolve(given, source_key=fact.source_key))
    if new == old and not fact.latest.is_void:
        return fact.latest.number
    place = fact.kind
    problems = [*check_reason(reason), *check_fact(new, place, known_to([new], at=at))]
    named = keys_named_by(new) | keys_named_by(old)
    standing = load_standing(named, around=_touched(place, old) | _touched(place, new))
    building = _building_on(old, standing)
    if building and new.client_id != old.client_id:
        problems.append(
            problem(
                "FACT-CORRECT-001",
                f"{place}.client_id",
                N_("Other facts of the former client build on it: {keys}."),
                N_("Take it out of these first; then it can go to another client."),
                keys=", ".join(building),
            )
        )
    if isinstance(new, NewReceipt):
        problems += _check_given_back(new, place, standing)
    standing.put(new)
    problems += check_references(standing, {(place, new.source_key): place})
    problems += check_refunded(standing, _all_at(standing, place))
    refuse(problems)
    at = moment_after(at, {old.client_id, new.client_id})
    return _add_version(fact, new, at, acting_user_id, reason=reason)


def _as_it_stands(fact: FactView) -> NewFact:
    content = fact.latest.content
    return as_new(content, keys_of_facts(facts_named_by(content)))


def _touched(kind: str, fact: NewFact) -> set[tuple[str, str]]:
    """The deals and receipts whose sums the fact has part in, itself among them."""
    own = {(kind, fact.source_key)} if kind in ("deal", "receipt") else set()
    return own | keys_named_by(fact)


def _building_on(fact: NewFact, standing: Standing) -> list[str]:
    """The keys of the facts that name this one."""
    if isinstance(fact, NewDeal):
        others: Iterable[NewFact] = [
            *standing.receipts.values(),
            *standing.invoices.values(),
            *standing.refunds.values(),
            *standing.deals.values(),
        ]
        wanted = ("deal", fact.source_key)
    else:
        others = standing.refunds.values()
        wanted = ("receipt", fact.source_key) if isinstance(fact, NewReceipt) else ("", "")
    return sorted(other.source_key for other in others if wanted in keys_named_by(other))


def _check_given_back(new: NewReceipt, place: str, standing: Standing) -> Iterable[Problem]:
    """Refunds that give back what the receipt would no longer settle."""
    for refund in standing.refunds.values():
        if refund.receipt_source_key == new.source_key and not settled_by(new, refund.deal_source_key):
            yield problem(
                "FACT-CORRECT-002",
                f"{place}.allocations",
                N_("The refund {refund} gives back what this receipt settles of the deal {deal}."),
                N_("Keep a part for this deal, or put the refund right first."),
                refund=refund.source_key,
                deal=refund.deal_source_key,
            )


def _all_at(standing: Standing, place: str) -> dict[tuple[str, str], str]:
    """Everything around a corrected fact is told at that fact's place: it is he who would break it."""
    return {(kind, key): place for kind, table in standing.tables.items() for key in table}


def _take_out(standing: Standing, fact: FactView) -> None:
    if fact.kind in standing.tables:
        standing.tables[fact.kind].pop(fact.source_key, None)


def _add_version(
    fact: FactView,
    new: NewFact,
    at: datetime,
    acting_user_id: int | None,
    *,
    reason: str,
    is_void: bool = False,
) -> int:
    stamp = Stamp(fact.id, fact.latest.number + 1, at, acting_user_id, is_void, reason.strip())
    named = keys_named_by(new)
    ids = {
        (kind, key): fact_id
        for kind in ("deal", "receipt")
        for key, fact_id in fact_ids_by_key(kind, [key for of, key in named if of == kind]).items()
    }
    row = version_row(new, stamp, ids)
    row.save(force_insert=True)
    for part in write_parts(new, row.pk, ids):
        part.save(force_insert=True)
    return stamp.number
