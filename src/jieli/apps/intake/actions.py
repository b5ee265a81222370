"""Recording facts, and correcting them by a new version. Nothing that was recorded is changed or removed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from attrs import frozen
from django.db import connection
from django.db.models import Max

from jieli.apps.audit.api import sign_writes
from jieli.apps.clients import api as clients
from jieli.apps.intake.amounts import Known
from jieli.apps.intake.balance import check_balance
from jieli.apps.intake.checks import check_fact, check_keys, other_content, tidy_fact
from jieli.apps.intake.conversion import Stamp, as_new, facts_named_by, keys_named_by, version_row
from jieli.apps.intake.exchange import first_days
from jieli.apps.intake.kinds import KINDS
from jieli.apps.intake.models import DealSplit, Fact, ReceiptAllocation
from jieli.apps.intake.reading import fact_ids_by_key, keys_of_facts, read_versions
from jieli.apps.intake.standing import load_standing
from jieli.apps.intake.values import NewDeal, NewFact, NewFacts, NewReceipt, NewRefund, Recorded
from jieli.apps.organizations.api import get_organization
from jieli.apps.people import api as people
from jieli.kernel.problem import Problem, refuse

_BATCH = 2000
Ids = Mapping[tuple[str, str], int]


@frozen
class Incoming:
    """One fact of an input with its place in it."""

    kind: str
    place: str
    new: NewFact

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.new.source_key


def record_facts(*, acting_user_id: int | None, at: datetime, facts: NewFacts) -> Recorded:
    """What became of the input: all of it is recorded, or Problems name everything wrong and nothing is.

    A fact whose key is known with the same content (in any version of it) is left as it is, so that the same input
    may come again. Places are `deals[3].amount_fen`, counted from 0 within each kind.
    """
    sign_writes(acting_user_id=acting_user_id)
    one_writer_at_a_time()
    incoming = [
        Incoming(kind.name, f"{kind.plural}[{index}]", tidy_fact(new))
        for kind in KINDS.values()
        for index, new in enumerate(getattr(facts, kind.plural))
    ]
    known = known_to([item.new for item in incoming], at=at)
    problems = [found for item in incoming for found in check_fact(item.new, item.place, known)]
    problems += check_keys((item.place, item.kind, item.new.source_key) for item in incoming)
    recorded = _recorded_before(incoming)
    problems += [
        other_content(item.new.source_key, item.place)
        for item in incoming
        if item.key in recorded and item.new not in recorded[item.key]
    ]
    fresh = [item for item in incoming if item.key not in recorded]
    problems += _check_between(fresh)
    refuse(problems)
    _write(fresh, moment_after(at, {item.new.client_id for item in fresh}), acting_user_id)
    ids = {
        (kind, key): fact_id
        for kind in KINDS
        for key, fact_id in fact_ids_by_key(
            kind, [i.new.source_key for i in incoming if i.kind == kind]
        ).items()
    }
    return Recorded(ids=ids, created=len(fresh), unchanged=len(incoming) - len(fresh))


def one_writer_at_a_time() -> None:
    """Until the transaction ends no other one of this organisation records facts: sums over several facts stay true."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('jieli.intake'), current_setting('jieli.organization')::integer)"
        )


def moment_after(at: datetime, client_ids: Iterable[int]) -> datetime:
    """`at`, or just after what is already known of these clients: a writer who had to wait learns later, not earlier.

    So a fact is never known before those that it builds on, and every earlier state of knowledge holds together.
    """
    latest = [
        kind.model.objects.filter(client_id__in=list(client_ids)).aggregate(latest=Max("recorded_at"))[
            "latest"
        ]
        for kind in KINDS.values()
    ]
    known = max((moment for moment in latest if moment), default=at)
    return at if known <= at else known + timedelta(microseconds=1)


def known_to(facts: Iterable[NewFact], *, at: datetime) -> Known:
    """What of the things that these facts name exists, and what rates are known at the moment."""
    employees = {new.employee_id for new in facts if hasattr(new, "employee_id")}
    employees |= {split.employee_id for new in facts if isinstance(new, NewDeal) for split in new.splits}
    return Known(
        currency=get_organization().currency,
        rates_from=first_days(known_at=at),
        clients=clients.existing_client_ids(client_ids={new.client_id for new in facts}),
        employees=frozenset(people.names_of(employee_ids=frozenset(employees))),
    )


def write_parts(new: NewFact, version_id: int, ids: Ids) -> Iterable[DealSplit | ReceiptAllocation]:
    """The rows below one version: a deal's splits, a receipt's allocations."""
    if isinstance(new, NewDeal):
        for split in new.splits:
            yield DealSplit(
                deal_version_id=version_id,
                employee_id=split.employee_id,
                share_numerator=split.share.numerator,
                share_denominator=split.share.denominator,
            )
    elif isinstance(new, NewReceipt):
        for part in new.allocations:
            deal_id = ids["deal", part.deal_source_key]
            yield ReceiptAllocation(
                receipt_version_id=version_id, deal_id=deal_id, amount_fen=part.amount_fen
            )


def _recorded_before(incoming: Iterable[Incoming]) -> Mapping[tuple[str, str], tuple[NewFact, ...]]:
    """(kind, key) → every content that the fact ever had, for the facts already recorded."""
    found: dict[tuple[str, str], tuple[NewFact, ...]] = {}
    for name, kind in KINDS.items():
        ids = fact_ids_by_key(name, [item.new.source_key for item in incoming if item.kind == name])
        if not ids:
            continue
        versions = read_versions(kind, fact_ids=ids.values())
        pointed = {one for many in versions.values() for v in many for one in facts_named_by(v.content)}
        names = keys_of_facts(pointed)
        for key, fact_id in ids.items():
            found[name, key] = tuple(as_new(version.content, names) for version in versions[fact_id])
    return found


def _check_between(fresh: list[Incoming]) -> list[Problem]:
    named = {subject for item in fresh for subject in keys_named_by(item.new)}
    refunds = [item.new for item in fresh if isinstance(item.new, NewRefund)]
    around = {subject for refund in refunds for subject in keys_named_by(refund)}
    standing = load_standing(named, around=around)
    for item in fresh:
        standing.put(item.new)
    return check_balance(standing, {item.key: item.place for item in fresh})


def _write(fresh: list[Incoming], at: datetime, acting_user_id: int | None) -> None:
    rows = [Fact(kind=item.kind, source_key=item.new.source_key) for item in fresh]
    ids = {(row.kind, row.source_key): row.pk for row in Fact.objects.bulk_create(rows, batch_size=_BATCH)}
    ids = {**_ids_named(fresh), **ids}
    for name, kind in KINDS.items():
        mine = [item for item in fresh if item.kind == name]
        versions = kind.model.objects.bulk_create(
            [version_row(item.new, Stamp(ids[item.key], 1, at, acting_user_id), ids) for item in mine],
            batch_size=_BATCH,
        )
        parts = [
            part
            for item, version in zip(mine, versions, strict=True)
            for part in write_parts(item.new, version.pk, ids)
        ]
        if parts:
            type(parts[0]).objects.bulk_create(parts, batch_size=_BATCH)


def _ids_named(fresh: list[Incoming]) -> Ids:
    named = {subject for item in fresh for subject in keys_named_by(item.new)}
    return {
        (kind, key): fact_id
        for kind in ("deal", "receipt")
        for key, fact_id in fact_ids_by_key(kind, [k for of, k in named if of == kind]).items()
    }
