"""A run whose computing is killed stays frozen, and computing it again gives what it would have given: to the last byte."""

import re
import signal
import subprocess
import sys
import time

import pytest
from tests.e2e.programs import PATIENCE, PROJECT, environment, jieli, stop_database

pytestmark = pytest.mark.slow

PREPARED = """
import os, signal
from jieli.config.cli.boot import close_connections, organization, running_database
with running_database():
    from django.utils import timezone
    from jieli.apps.people.api import find_employee
    from jieli.apps.payruns import actions, api as payruns, certifying, compute, models
    from jieli.engines.pay import outcome_hash
    from jieli.engines.pay.recomputing import outcomes_of_run
    from jieli.apps.plans import api as plans
    from jieli.engines.pay import Credits, parse_plan
    from jieli.kernel.period import Period
    from jieli.kernel.ranges import DateRange
    from datetime import date
"""
PLANNED = """
    text = open({plan!r}, encoding="utf-8").read()
    with organization({slug!r}, purpose="test"):
        plans.save_plan_version(acting_user_id=None, at=timezone.now(), code="p", text=text,
                                in_force_from=date(2026, 1, 1), keeps_previous=False)
        plans.assign_plan(acting_user_id=None, at=timezone.now(), assignments=[
            plans.NewAssignment(find_employee(number=number), "p", DateRange(date(2026, 1, 1), None), 800000)
            for number in ("1", "2")])
"""
STARTED = """
    with organization({slug!r}, purpose="test"):
        run_id = payruns.start_run(acting_user_id=None, at=timezone.now(), period=Period.month({month!r}))
    with organization({slug!r}, purpose="test"):
        inputs = compute.thaw_inputs(run_id)
        paid = outcomes_of_run(inputs)
        types = {{one.type for text in inputs.versions for one in parse_plan(text.text).components}}
        print("run", run_id, outcome_hash(paid), len(paid), len(types), len(inputs.earlier))
"""
# What the one before left; said at once, since it may not live to the end.
LOOKED = """
    with organization({slug!r}, purpose="test"):
        run = payruns.get_run(run_id={run_id})
        counts = [model.objects.filter(run={run_id}).count()
                  for model in (models.Outcome, models.RunFinding, models.Certificate)]
        print(run.state, counts, run.outcome_hash, flush=True)
"""
LOOKED_AT = PREPARED + LOOKED
# Killed by itself: after some credits were looked at, after half of the outcomes, before the certificate.
KILLED = (
    LOOKED_AT
    + """
    def die(*given, **named):
        os.kill(os.getpid(), signal.SIGKILL)
    calls = []
    looked, written = Credits.of, actions.insert_rows
    def until_then(self, *given):
        calls.append(given)
        return die() if len(calls) > {looks} else looked(self, *given)
    def half(rows):
        written(rows[: len(rows) // 2])
        die()
    if {place!r} == "engine":
        Credits.of = until_then
    elif {place!r} == "outcomes":
        actions.insert_rows = half
    else:
        certifying.write_certificate = die
    with organization({slug!r}, purpose="test"):
        payruns.compute_run(acting_user_id=None, at=timezone.now(), run_id={run_id})
"""
)
COMPUTED = (
    LOOKED_AT
    + """
    with organization({slug!r}, purpose="test"):
        payruns.compute_run(acting_user_id=None, at=timezone.now(), run_id={run_id})
"""
)
LEAVES_NOTHING = "frozen [0, 0, 0]"


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
        timeout=PATIENCE,
    )


def started(code, data, **values):
    """The run's id and the hash that it would have, and of how much."""
    done = python(code, data, **values)
    found = re.search(r"run (\d+) ([0-9a-f]{64}) (\d+) (\d+) (\d+)", done.stdout)
    assert found, done.stderr
    run_id, expected, *counts = found.groups()
    return int(run_id), expected, [int(count) for count in counts]


def killed_at(place, data, slug, run_id, looks=40):
    """Also looks at what the one killed before has left: to start the program only for that takes seconds."""
    killed = python(KILLED, data, slug=slug, run_id=run_id, place=place, looks=looks)
    assert killed.returncode == -9, killed.stderr
    assert killed.stdout.startswith(LEAVES_NOTHING), f"what was half written before {place} is not there"


def killed_from_outside(data, slug, run_id, seconds):
    """Another process kills it; it may be anywhere by then."""
    process = subprocess.Popen(
        [sys.executable, "-c", COMPUTED.format(slug=slug, run_id=run_id)],
        env=environment(data),
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline().startswith(LEAVES_NOTHING)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=PATIENCE) == -9


def is_computed_to(expected, data, slug, run_id, month):
    state = python(LOOKED_AT, data, slug=slug, run_id=run_id).stdout
    assert state.startswith(LEAVES_NOTHING), "what was half written at last is not there"
    again = jieli("run", month, "--organization", slug, data=data)
    assert again.returncode == 0, again.stderr
    assert python(LOOKED_AT, data, slug=slug, run_id=run_id).stdout.split()[-1] == expected
    verified = jieli("verify", month, "--organization", slug, data=data)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_run_killed_in_the_middle_of_computing_is_computed_again_identically(data):
    loaded = jieli("import", "tests/e2e/tiny/mapping.yaml", "--folder", "tests/e2e/tiny", data=data)
    assert loaded.returncode == 0, loaded.stderr
    plan = str(PROJECT / "examples" / "plans" / "sales-2026.yaml")
    values = {"slug": "tiny", "month": "2026-03", "plan": plan}
    run_id, expected, _counts = started(PREPARED + PLANNED + STARTED, data, **values)
    for _ in range(2):
        killed_at("outcomes", data, "tiny", run_id)
    is_computed_to(expected, data, "tiny", run_id, "2026-03")


def test_the_demo_s_year_of_thirteen_kinds_of_components_is_computed_again_identically(data):
    """October of the demo, with five issued months computed again, killed at four places one after the other."""
    loaded = jieli("demo", "--no-serve", data=data)
    assert loaded.returncode == 0, loaded.stderr
    run_id, expected, counts = started(PREPARED + STARTED, data, slug="demo", month="2026-10")
    outcomes, kinds, earlier = counts
    assert outcomes > 400
    assert kinds >= 10
    assert earlier == 5
    for looks in (3, 700):
        killed_at("engine", data, "demo", run_id, looks)
    killed_from_outside(data, "demo", run_id, 0.2)
    killed_at("outcomes", data, "demo", run_id)
    killed_at("certificate", data, "demo", run_id)
    is_computed_to(expected, data, "demo", run_id, "2026-10")
