"""What was found when a run was held against its frozen inputs, in the reader's words; for pages and the command line."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jieli.apps.payruns.api import Difference, DifferenceKind, Standing, TakenOver, Verification
from jieli.apps.payruns.comparing import short
from jieli.apps.payruns.pages.wording import CHECKS, TABLES, run_text
from jieli.apps.payruns.sealing import seal_fingerprint
from jieli.lib.problems import N_
from jieli.ui.wording import period_text

_KINDS: Mapping[DifferenceKind, str] = {
    DifferenceKind.TABLE_CHANGED: N_(
        "Frozen table “{what}”: its fingerprint is {stored}, frozen was {computed}."
    ),
    DifferenceKind.TABLE_MISSING: N_("Frozen table “{what}” is gone."),
    DifferenceKind.TABLE_ADDED: N_("Frozen table “{what}” was not there when the run was computed."),
    DifferenceKind.TABLES_UNREADABLE: N_("The frozen tables have their fingerprints and cannot be read."),
    DifferenceKind.INPUT_HASH: N_("All frozen tables: kept is {stored}, they come to {computed}."),
    DifferenceKind.OUTCOME_MISSING: N_("{whose}: the outcome of {computed} is not stored."),
    DifferenceKind.OUTCOME_ADDED: N_("{whose}: {stored} is stored and does not follow from the inputs."),
    DifferenceKind.OUTCOME_TWICE: N_("{whose}: stored {stored} times."),
    DifferenceKind.OUTCOME_CHANGED: N_("{whose}: {what} is {stored}, computed {computed}."),
    DifferenceKind.EXPLAINED_OTHERWISE: N_("{whose}: the stored reason is not the one that was computed."),
    DifferenceKind.OUTCOME_HASH: N_("All outcomes: stored rows come to {stored}, kept is {computed}."),
    DifferenceKind.CERTIFICATE_MISSING: N_("The certificate is gone."),
    DifferenceKind.CERTIFICATE_CHANGED: N_("Certificate, {what}: {stored}, computed {computed}."),
    DifferenceKind.CHECK_CHANGED: N_(
        "Check “{what}”: kept is {stored} (looked at/broken), computed {computed}."
    ),
    DifferenceKind.CERTIFICATE_UNREADABLE: N_("Certificate, {what}: what is stored cannot be read."),
    DifferenceKind.CHECK_BREACHES: N_("Check “{what}”: what is kept as broken is not what was computed."),
    DifferenceKind.STATEMENT_MISSING: N_("{whose}: the statement of {computed} is gone."),
    DifferenceKind.STATEMENT_ADDED: N_("{whose}: a statement of {stored} does not follow from the inputs."),
    DifferenceKind.STATEMENT_CHANGED: N_("{whose}, statement: {what} is {stored}, computed {computed}."),
    DifferenceKind.LINE_MISSING: N_("{whose}: the statement lacks its line of {computed}."),
    DifferenceKind.LINE_ADDED: N_("{whose}: a statement line of {stored} does not follow from the inputs."),
    DifferenceKind.LINE_TWICE: N_("{whose}: the statement has the line {stored} times."),
    DifferenceKind.LINE_CHANGED: N_("{whose}, statement line: {what} is {stored}, computed {computed}."),
    DifferenceKind.SEAL_MISSING: N_("The seal is gone, with which the run was issued."),
    DifferenceKind.SEAL_BROKEN: N_(
        "{what}: not what it was when the run was issued; it comes to {stored}, sealed was {computed}."
    ),
    DifferenceKind.ISSUE_IMPOSSIBLE: N_(
        "When it was issued: kept is {stored}, and the step says {computed}; it cannot be before the period or what the run knows."
    ),
}
_SEALED: Mapping[str, str] = {
    "run": N_("The run itself (period, moment of knowledge, when it was issued)"),
    "reopening": N_("Who reopened the period, when and why"),
    "events": N_("Who did what when"),
    "findings": N_("The findings"),
    "checks": N_("The checks"),
    "inputs": N_("The list of frozen tables"),
    "certificate": N_("The certificate"),
    "statements": N_("The statements with their names"),
    "steps_since": N_("What was done with the run since it was issued"),
}
_COLUMNS: Mapping[str, str] = {
    "amount_fen": N_("the amount"),
    "certificate_hash": N_("its fingerprint"),
    "component_name": N_("the component’s name"),
    "currency": N_("the currency"),
    "desired_fen": N_("what should be"),
    "for_from": N_("the period’s first day"),
    "for_until": N_("the day after the period"),
    "issued_at": N_("when it was issued"),
    "issued_before_fen": N_("what was issued before"),
    "kind": N_("the kind of line"),
    "number": N_("the number of the correction"),
    "outcome_count": N_("the number of outcomes"),
    "outcome_id": N_("the outcome behind it"),
    "period_from": N_("the period’s first day"),
    "period_until": N_("the day after the period"),
    "plan_hash": N_("the plan’s fingerprint"),
    "plan_hashes": N_("the plans’ fingerprints"),
    "table_hashes": N_("the tables’ fingerprints"),
    "position": N_("its place"),
    "posted_fen": N_("what is posted"),
    "taken_over": N_("the run that it took something over from"),
    "total_fen": N_("the total"),
    "trace": N_("the reason"),
}
_STANDINGS: Mapping[Standing, str] = {
    Standing.COMPUTED_AGAIN: N_("{run}: computed again from the frozen inputs and compared, {count} rows."),
    Standing.NOT_COMPUTED: N_("{run}: not computed yet; its frozen tables were compared, {count} rows."),
    Standing.INPUTS_CHANGED: N_(
        "{run}: its inputs are not what was frozen, so nothing can be computed again; {count} rows compared with each other."
    ),
}


_LABELS: Mapping[DifferenceKind, Mapping[str, str]] = {
    DifferenceKind.CHECK_CHANGED: CHECKS,
    DifferenceKind.CHECK_BREACHES: CHECKS,
    DifferenceKind.SEAL_BROKEN: _SEALED,
}


def standing_text(found: Verification) -> str:
    """How far a run could be checked."""
    return _(_STANDINGS[found.standing]).format(run=run_text(found.run), count=found.compared)


def difference_text(one: Difference, names: Mapping[int, str]) -> str:
    """One thing that differs: of whom, which component, which period, stored and computed. names: by employee id."""
    labels = _LABELS.get(one.kind, {**TABLES, **_COLUMNS})
    what = _(labels[one.what]) if one.what in labels else one.what
    return _(_KINDS[one.kind]).format(
        whose=_whose(one, names), what=what, stored=one.stored, computed=one.computed
    )


def report(
    found: Verification, differences: Sequence[Difference], names: Mapping[int, str], *, kept: str | None
) -> Iterator[str]:
    """The lines that the command line prints. kept: the certificate's fingerprint as somebody has it, None: nobody."""
    yield standing_text(found)
    yield from (f"  {difference_text(one, names)}" for one in differences)
    if found.certificate is not None and found.certificate.taken_over is not None:
        yield taken_over_text(found.certificate.taken_over)
    if found.reworded:
        yield ngettext(
            "  {count} outcome is explained in other words by this version; its amount is the same.",
            "  {count} outcomes are explained in other words by this version; their amounts are the same.",
            found.reworded,
        ).format(count=found.reworded)
    now = fingerprint(found)
    if kept is not None and kept != now:
        yield "  " + _("The certificate’s fingerprint is {now}; {kept} was kept.").format(
            now=now or "–", kept=kept
        )
    elif now:
        yield _("Certificate {fingerprint}").format(fingerprint=now)
    else:
        yield _("This run has no certificate.")
    if found.seal is not None:
        yield _("Seal {fingerprint}").format(fingerprint=seal_fingerprint(found.seal))
        yield _("Steps since then {fingerprint}").format(fingerprint=found.last_link or "–")
    elif found.run.issued_at is not None and DifferenceKind.SEAL_MISSING not in {
        one.kind for one in differences
    }:
        yield _(
            "This run has no seal, as runs that were issued before there were seals: who did what when, the findings and the"
            " names on statements could not be checked."
        )
    count = len(differences) + (kept is not None and kept != now)
    if not count:
        yield _("Nothing differs.")
    else:
        yield ngettext("{count} thing differs.", "{count} things differ.", count).format(count=count)


def taken_over_text(said: TakenOver) -> str:
    """How many people the run computed, and from where it has the rest; all of them were computed now."""
    return _(
        "  When it was made, of {looked_at} people whom it looked at, paid or not, {computed} were computed and {people} taken"
        " over from run {run}, certificate {fingerprint}."
    ).format(
        looked_at=said.looked_at,
        computed=said.computed,
        people=said.people,
        run=said.run_id,
        fingerprint=short(said.certificate_hash),
    )


def fingerprint(found: Verification) -> str:
    """The certificate's, empty without one."""
    return found.certificate.certificate_hash if found.certificate else ""


def _whose(one: Difference, names: Mapping[int, str]) -> str:
    """“S1 李雷, commission (sales), Jan 2026”."""
    person = "" if one.employee_id is None else names.get(one.employee_id, f"#{one.employee_id}")
    component = f"{one.component_key} ({one.plan_code})" if one.component_key else ""
    return ", ".join(
        part for part in (person, component, period_text(one.period) if one.period else "") if part
    )
