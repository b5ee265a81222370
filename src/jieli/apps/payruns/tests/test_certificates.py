"""What a computed run proves of itself, and what keeps one that breaks a promise from going on."""

from datetime import date

import pytest
from attrs import evolve
from django.db import DatabaseError, transaction

from jieli.apps.payruns import api as payruns
from jieli.apps.payruns import engines, models
from jieli.apps.payruns.events import Told, run_issued
from jieli.apps.payruns.testing import FEBRUARY, JANUARY, new_deal, noon, record_deals, run_to
from jieli.apps.payruns.tests.conftest import browser
from jieli.engines.pay import ENGINE_VERSION, CheckName, compute_pay
from jieli.kernel.problem import Problems


@pytest.fixture
def deals(company):
    return record_deals(new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)), at=noon(1, 25))


def test_a_computed_run_names_its_inputs_plans_engine_and_outcomes(company, deals):
    run_id = run_to("computed", JANUARY, noon(2, 1))
    run, said = payruns.get_run(run_id=run_id), payruns.find_certificate(run_id=run_id)
    assert (said.input_hash, said.outcome_hash) == (run.input_hash, run.outcome_hash)
    assert (said.engine_version, said.backend) == (ENGINE_VERSION, "reference")
    assert said.outcome_count == len(payruns.list_outcomes(run_id=run_id))
    assert dict(said.table_hashes) == {
        one.name: one.content_hash for one in payruns.list_frozen_inputs(run_id=run_id)
    }
    hashes = {one.plan_hash for one in payruns.list_outcomes(run_id=run_id)}
    assert list(said.plan_hashes) == ["sales/1"]
    assert set(said.plan_hashes.values()) == hashes


def test_every_check_is_kept_and_the_statements_are_checked_when_they_are_issued(company, deals):
    run_id = run_to("approved", JANUARY, noon(2, 1))
    checks = payruns.list_checks(run_id=run_id)
    assert [one.name for one in checks] == list(CheckName)
    assert {one.broken for one in checks} == {0}
    assert all(one.looked_at for one in checks if one.name in ("shares", "credited_once", "posted"))
    payruns.issue_run(acting_user_id=None, at=noon(2, 1), run_id=run_id)
    (last,) = payruns.list_checks(run_id=run_id)[len(checks) :]
    assert (last.name, last.broken) == ("statements", 0)
    assert last.looked_at == len(payruns.list_outcomes(run_id=run_id))


def test_the_same_run_has_the_same_certificate_but_for_what_it_took_over_and_another_fact_another(
    company, deals
):
    made, hashes = [], []
    for extra in (False, False, True):
        if extra:
            record_deals(new_deal(company, "D2", "C3", 1, date(2026, 1, 11)), at=noon(1, 26))
        run_id = run_to("computed", JANUARY, noon(2, 1))
        certificate = payruns.find_certificate(run_id=run_id)
        made.append(evolve(certificate, taken_over=None, certificate_hash=""))
        hashes.append((certificate.certificate_hash, certificate.taken_over))
        payruns.abandon_run(acting_user_id=None, at=noon(2, 1), run_id=run_id, reason="x")
    assert made[0] == made[1] != made[2]
    assert hashes[0][1] is None
    assert hashes[1][1].certificate_hash == hashes[0][0] != hashes[1][0]


def bent(inputs, credits=None):
    """An engine that posts one fen too much to somebody."""
    first, *rest = compute_pay(inputs, credits=credits)
    return (evolve(first, posted_fen=first.posted_fen + 1, desired_fen=first.desired_fen + 1), *rest[:-1])


def test_a_run_that_breaks_a_promise_is_found_and_cannot_be_reviewed(
    company, deals, monkeypatch, organization
):
    monkeypatch.setattr(engines, "engine_for", lambda inputs: engines.Engine("reference", bent))
    run_id = run_to("computed", JANUARY, noon(2, 1))
    (broken,) = [one for one in payruns.list_checks(run_id=run_id) if one.broken]
    assert (broken.name, broken.broken) == ("posted", 1)
    (breach,) = broken.breaches
    assert (breach.person, breach.component, breach.wanted, breach.found) == (
        company.people["S2"],
        "transition",
        "1",
        "0",
    )
    first, *_ = payruns.run_findings(run_id=run_id)
    assert first == payruns.Finding(payruns.FindingKind.BROKEN_PROMISE, company.people["S2"])
    with pytest.raises(Problems) as refused:
        payruns.review_run(acting_user_id=None, at=noon(2, 1), run_id=run_id)
    assert [one.code for one in refused.value.problems] == ["RUN-REVIEW-003"]
    assert payruns.get_run(run_id=run_id).state == "computed"
    shown = browser(organization, "hr").get(f"/payruns/{run_id}/").content.decode()
    assert "A promise of every run is broken" in shown
    payruns.abandon_run(acting_user_id=None, at=noon(2, 1), run_id=run_id, reason="x")


def test_what_fails_while_the_certificate_is_made_leaves_nothing_half_written(company, deals, monkeypatch):
    def fail(*_arguments, **_named):
        raise RuntimeError("no certificate")

    run_id = run_to("started", JANUARY, noon(2, 1))
    with monkeypatch.context() as patched, pytest.raises(RuntimeError), transaction.atomic():
        patched.setattr("jieli.apps.payruns.certifying.write_certificate", fail)
        payruns.compute_run(acting_user_id=None, at=noon(2, 1), run_id=run_id)
    assert payruns.get_run(run_id=run_id).state == "frozen"
    for model in (models.Outcome, models.Certificate, models.RunCheck, models.RunFinding):
        assert not model.objects.filter(run=run_id).exists()
    assert payruns.compute_run(acting_user_id=None, at=noon(2, 1), run_id=run_id)


def test_a_run_without_a_certificate_is_not_reviewed(company, deals, monkeypatch):
    monkeypatch.setattr("jieli.apps.payruns.certifying.write_certificate", lambda *_: None)
    run_id = run_to("computed", JANUARY, noon(2, 1))
    with pytest.raises(Problems) as refused:
        payruns.review_run(acting_user_id=None, at=noon(2, 1), run_id=run_id)
    assert [one.code for one in refused.value.problems] == ["RUN-REVIEW-002"]


def test_statements_that_say_another_sum_undo_the_issue(company, deals):
    run_id = run_to("approved", JANUARY, noon(2, 1))

    def tell(**_announced):
        return Told(lines=1, total_fen=1, digest="")

    run_issued.connect(tell)
    try:
        with pytest.raises(payruns.ChangedOutcomes), transaction.atomic():
            payruns.issue_run(acting_user_id=None, at=noon(2, 1), run_id=run_id)
    finally:
        run_issued.disconnect(tell)
    assert payruns.get_run(run_id=run_id).state == "approved"


@pytest.mark.parametrize("model", [models.Certificate, models.RunCheck])
def test_no_certificate_changes(company, deals, model):
    run_to("computed", JANUARY, noon(2, 1))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        model.objects.update(run=0)


def test_each_run_has_its_own(company, deals):
    first = run_to("issued", JANUARY, noon(2, 1))
    second = run_to("computed", FEBRUARY, noon(3, 1))
    assert payruns.find_certificate(run_id=first) != payruns.find_certificate(run_id=second)
    assert models.Certificate.objects.count() == 2
