"""Steps of a run from its issue on, each linked to the one before it and the first to the seal. Decided in ADR 0016.

The seal is written once; a period that was issued can be reopened and closed later. A step that is changed, put in or taken
out breaks the links of all that follow it; the last link, kept elsewhere, finds what is taken off the end as well.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from jieli.apps.payruns import models, sealing
from jieli.apps.payruns.comparing import Difference, DifferenceKind, short

STEPS_SINCE = "steps_since"


def link_step(event: models.RunEvent) -> None:
    """Gives a step that is not written yet its link; none before its run is sealed."""
    before = models.RunEvent.objects.filter(run=event.run_id).exclude(link="").order_by("pk").last()
    if before is not None:
        event.link = _link(before.link, event)
    elif (seal := sealing.find_seal(run_id=event.run_id)) is not None:
        event.link = _link(sealing.seal_fingerprint(seal), event)


def last_link(*, run_id: int) -> str:
    """Of the last step, over all before it and the seal, to be kept elsewhere; empty where nothing is linked."""
    linked = models.RunEvent.objects.filter(run=run_id).exclude(link="").order_by("pk").last()
    return "" if linked is None else linked.link


def broken_links(run: models.Run, seal: Mapping[str, str] | None) -> Iterator[Difference]:
    """A seal that must have been there, or steps since the issue that do not follow from it."""
    if run.issued_at is None:
        return
    if seal is None:
        if _was_sealed(run):
            yield Difference(DifferenceKind.SEAL_MISSING)
        yield from _impossible_issue(run, run.issued_at)
        return
    link = sealing.seal_fingerprint(seal)
    events = list(models.RunEvent.objects.filter(run=run.pk).order_by("pk"))
    sealed = set(sealing.sealed_events(run.pk).values_list("pk", flat=True))
    for event in (one for one in events if one.pk not in sealed):
        link = _link(link, event)
        if event.link != link:
            yield _broken(stored=event.link, computed=link)
            return
    if not _follows(events, run):
        yield _broken(stored=link, computed="")


def _was_sealed(run: models.Run) -> bool:
    """Its steps are linked to a seal, or a run that was issued before it has one: from the first on, all have. Runs are issued
    in the order of their numbers, since no other begins while one is open, and all that a run has names its number."""
    return (
        models.RunEvent.objects.filter(run=run.pk).exclude(link="").exists()
        or models.Seal.objects.filter(run__lt=run.pk).exists()
    )


def _impossible_issue(run: models.Run, issued_at: datetime) -> Iterator[Difference]:
    """Of a run without a seal: another moment than its step has, or one before what it knows or before its period began."""
    steps = models.RunEvent.objects.filter(run=run.pk, verb="issued").values_list("at", flat=True)
    began = run.period_from - timedelta(days=1)  # in whatever time zone
    if list(steps) != [issued_at] or issued_at < run.known_at or issued_at.date() < began:
        at = ", ".join(one.isoformat() for one in sorted(steps))
        yield Difference(DifferenceKind.ISSUE_IMPOSSIBLE, stored=issued_at.isoformat(), computed=at or "–")


def _follows(events: Sequence[models.RunEvent], run: models.Run) -> bool:
    """Whether the run was issued once, and its period reopened and closed as the reopenings say: the last steps could be
    taken off without breaking a link."""
    told = [
        (one.verb, one.at, one.by_user_id, one.note) for one in events if one.verb in ("reopened", "closed")
    ]
    wanted: list[tuple[str, datetime | None, int | None, str]] = []
    for one in models.Reopening.objects.filter(run=run.pk).order_by("pk"):
        wanted.append(("reopened", one.at, one.by_user_id, one.reason))
        if one.closed_at is not None:
            wanted.append(("closed", one.closed_at, one.closed_by_user_id, one.closing_note))
    return told == wanted and [one.verb for one in events].count("issued") == 1


def _broken(*, stored: str, computed: str) -> Difference:
    return Difference(
        DifferenceKind.SEAL_BROKEN, STEPS_SINCE, stored=short(stored) or "–", computed=short(computed) or "–"
    )


def _link(before: str, event: models.RunEvent) -> str:
    said = (before, event.run_id, event.verb, event.at, event.by_user_id, event.note)
    return hashlib.sha256(sealing.canonical(said).encode()).hexdigest()
