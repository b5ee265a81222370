"""Two people press at the same moment: real connections, real threads, once."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connections

from jieli.apps.payruns import api as payruns
from jieli.apps.payruns import models
from jieli.apps.payruns.events import run_issued
from jieli.apps.payruns.testing import JANUARY, noon, run_to, small_company
from jieli.kernel.problem import Problems
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import TestOrganization


@pytest.fixture
def blocked(django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def together(organization: TestOrganization, act: Callable[[], object], times: int = 4) -> list[str]:
    """What became of `times` people acting at once: "done", or the code of the refusal."""
    results: list[str] = []
    barrier = threading.Barrier(times)

    def one() -> None:
        try:
            with organization_scope(organization_id=organization.id, purpose="test"):
                barrier.wait(timeout=300)
                act()
            results.append("done")
        except Problems as refused:
            results.append(refused.problems[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=600)
    return sorted(results)


def test_issuing_together_issues_and_announces_once(committed_organization, blocked):
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        small_company()
        run_id = run_to("approved", JANUARY, noon(2, 1))
    heard: list[int] = []

    def hear(run_id: int, **_announced: object) -> None:
        heard.append(run_id)

    run_issued.connect(hear)
    try:
        results = together(
            committed_organization,
            lambda: payruns.issue_run(acting_user_id=None, at=noon(2, 1), run_id=run_id),
        )
    finally:
        run_issued.disconnect(hear)
    assert results == ["RUN-ISSUE-001", "RUN-ISSUE-001", "RUN-ISSUE-001", "done"]
    assert heard == [run_id]
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        assert [event.verb for event in payruns.list_events(run_id=run_id)].count("issued") == 1


def test_starting_together_starts_one_run(committed_organization, blocked):
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        small_company()
    results = together(
        committed_organization,
        lambda: payruns.start_run(acting_user_id=None, at=noon(2, 1), period=JANUARY),
    )
    assert results == ["RUN-OPEN-001", "RUN-OPEN-001", "RUN-OPEN-001", "done"]
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        assert models.Run.objects.count() == 1
        assert models.FrozenInput.objects.values("run").distinct().count() == 1


def test_computing_together_writes_the_outcomes_once(committed_organization, blocked):
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        small_company()
        run_id = run_to("started", JANUARY, noon(2, 1))
    results = together(
        committed_organization,
        lambda: payruns.compute_run(acting_user_id=None, at=noon(2, 1), run_id=run_id),
    )
    assert results == ["done"] * 4
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        assert payruns.rerun_from_frozen(run_id=run_id).is_identical


def test_a_hearer_that_fails_undoes_the_issue(committed_organization, blocked):
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        small_company()
        run_id = run_to("approved", JANUARY, noon(2, 1))

    def fail(**_announced: object) -> None:
        raise RuntimeError("no statement could be written")

    run_issued.connect(fail)
    try:
        with (
            pytest.raises(RuntimeError),
            organization_scope(organization_id=committed_organization.id, purpose="test"),
        ):
            payruns.issue_run(acting_user_id=None, at=noon(2, 1), run_id=run_id)
    finally:
        run_issued.disconnect(fail)
    with organization_scope(organization_id=committed_organization.id, purpose="test"):
        assert payruns.get_run(run_id=run_id).state == "approved"
