"""Reading facts: as they were known, one with its versions, and what a client's facts come to."""

from datetime import datetime

from jieli.apps.intake.kinds import KINDS
from jieli.apps.intake.models import Fact
from jieli.apps.intake.reading import read_latest, read_versions
from jieli.apps.intake.values import FactView, KnownFacts
from jieli.lib.pages import NotFound


def facts_as_known(*, known_at: datetime | None, client_ids: frozenset[int] | None = None) -> KnownFacts:
    """The deals, receipts and refunds that held by what was recorded until then (None: by now), by id."""
    deals, receipts, refunds = (
        read_latest(KINDS[name], known_at=known_at, client_ids=client_ids)
        for name in ("deal", "receipt", "refund")
    )
    return KnownFacts(deals=deals, receipts=receipts, refunds=refunds)  # type: ignore[arg-type]


def get_fact(*, fact_id: int) -> FactView:
    """One fact with all its versions. Raises NotFound."""
    row = Fact.objects.filter(pk=fact_id).first()
    if row is None:
        raise NotFound(f"There is no fact {fact_id}.")
    versions = read_versions(KINDS[row.kind], fact_ids=[fact_id])[fact_id]
    return FactView(id=row.pk, kind=row.kind, source_key=row.source_key, versions=versions)
