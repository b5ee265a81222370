"""A run whose computing is killed stays frozen, and computing it again gives what it would have given: to the last byte."""

import re
import subprocess
import sys

import pytest
from tests.e2e.programs import PROJECT, environment, jieli, stop_database

pytestmark = pytest.mark.slow

PREPARED = """
import os, signal
from jieli.config.cli.boot import close_connections, organization, running_database
with running_database():
    from django.utils import timezone
    from jieli.apps.people.api import find_employee
    from jieli.apps.payruns import api as payruns, compute, models
    from jieli.apps.payruns.hashing import outcome_hash
    from jieli.apps.plans import api as plans
    from jieli.kernel.period import Period
    from jieli.kernel.ranges import DateRange
    from datetime import date
"""
STARTED = (
    PREPARED
    + """
    text = open({plan!r}, encoding="utf-8").read()
    with organization("tiny", purpose="test"):
        plans.save_plan_version(acting_user_id=None, at=timezone.now(), code="p", text=text,
                                in_force_from=date(2026, 1, 1), keeps_previous=False)
        plans.assign_plan(acting_user_id=None, at=timezone.now(), assignments=[
            plans.NewAssignment(find_employee(number=number), "p", DateRange(date(2026, 1, 1), None), 800000)
            for number in ("1", "2")])
    with organization("tiny", purpose="test"):
        run_id = payruns.start_run(acting_user_id=None, at=timezone.now(), period=Period.month("2026-03"))
    with organization("tiny", purpose="test"):
        print("run", run_id, outcome_hash(compute.pay_of(compute.thaw_inputs(run_id))))
"""
)
# Killed by itself in the middle: after half of the outcomes were sent to the database, before the certificate.
KILLED = (
    PREPARED
    + """
    written = models.Outcome.objects.bulk_create
    def half(rows, **options):
        written(rows[: len(rows) // 2], **options)
        os.kill(os.getpid(), signal.SIGKILL)
    models.Outcome.objects.bulk_create = half
    with organization("tiny", purpose="test"):
        payruns.compute_run(acting_user_id=None, at=timezone.now(), run_id={run_id})
"""
)
LOOKED_AT = (
    PREPARED
    + """
    with organization("tiny", purpose="test"):
        run = payruns.get_run(run_id={run_id})
        counts = [model.objects.count() for model in (models.Outcome, models.RunFinding, models.Certificate)]
        print(run.state, counts, run.outcome_hash)
"""
)


@pytest.fixture
def data(tmp_path):
    yield tmp_path / "data"
    stop_database(tmp_path / "data")


def python(code, data, **values):
    return subprocess.run(
        [sys.executable, "-c", code.format(**values)],
        env=environment(data),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=180,
    )


def test_a_run_killed_in_the_middle_of_computing_is_computed_again_identically(data):
    loaded = jieli("import", "tests/e2e/tiny/mapping.yaml", "--folder", "tests/e2e/tiny", data=data)
    assert loaded.returncode == 0, loaded.stderr
    started = python(STARTED, data, plan=str(PROJECT / "examples" / "plans" / "sales-2026.yaml"))
    found = re.search(r"run (\d+) ([0-9a-f]{64})", started.stdout)
    assert found, started.stderr
    run_id, expected = found.groups()
    for _ in range(2):
        killed = python(KILLED, data, run_id=run_id)
        assert killed.returncode == -9, killed.stderr
        state = python(LOOKED_AT, data, run_id=run_id).stdout
        assert state.startswith("frozen [0, 0, 0]"), "what was half written is not there"
    again = jieli("run", "2026-03", "--organization", "tiny", data=data)
    assert again.returncode == 0, again.stderr
    assert python(LOOKED_AT, data, run_id=run_id).stdout.split()[-1] == expected
    verified = jieli("verify", "2026-03", "--organization", "tiny", data=data)
    assert verified.returncode == 0, verified.stdout + verified.stderr
