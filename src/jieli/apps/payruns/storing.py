"""Outcomes and findings as the rows that keep them."""

from collections.abc import Sequence

from attrs import asdict

from jieli.apps.payruns import models
from jieli.apps.payruns.values import Finding
from jieli.engines.pay import Outcome
from jieli.lib.bulk import insert_rows


def outcome_rows(run: models.Run, outcomes: Sequence[Outcome]) -> list[models.Outcome]:
    """One row an outcome, not written yet."""
    return [
        models.Outcome(
            run=run,
            employee_id=outcome.person,
            for_label=outcome.period.label,
            for_from=outcome.period.from_,
            for_until=outcome.period.until,
            plan_code=outcome.plan,
            plan_hash=outcome.plan_hash,
            component_key=outcome.component,
            component_name=dict(outcome.names),
            desired_fen=outcome.desired_fen,
            issued_before_fen=outcome.issued_fen,
            posted_fen=outcome.posted_fen,
            trace=outcome.trace.to_json(),
        )
        for outcome in outcomes
    ]


def write_findings(run: models.Run, found: Sequence[Finding]) -> None:
    insert_rows(
        [
            models.RunFinding(
                run=run,
                kind=one.kind,
                employee_id=one.employee_id,
                amount_fen=one.amount_fen,
                previous_fen=one.previous_fen,
                from_on=one.from_on,
                until_on=one.until_on,
                facts=[asdict(fact) for fact in one.facts],
                plan_code=one.plan_code,
                component_key=one.component_key,
            )
            for one in found
        ]
    )
