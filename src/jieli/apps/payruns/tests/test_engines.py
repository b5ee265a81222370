"""A run of a large book is computed in columns, and nothing but its certificate tells."""

from datetime import date

import pytest

from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns import queries
from jieli.apps.payruns.testing import FEBRUARY, JANUARY, new_deal, noon, record_deals, run_to


@pytest.fixture
def deals(company):
    return record_deals(
        new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)),
        new_deal(company, "D2", "C3", 10_000_00, date(2026, 1, 20)),
        new_deal(company, "D3", "C2", 70_000_00, date(2026, 2, 3)),
        at=noon(1, 25),
    )


def computed(period, at):
    run_id = run_to("computed", period, at)
    return run_id, payruns.find_certificate(run_id=run_id), queries.stored_outcomes(run_id=run_id)


def abandoned(run_id, at):
    payruns.abandon_run(acting_user_id=None, at=at, run_id=run_id, reason="x")


def test_from_so_many_facts_on_a_run_is_computed_in_columns(company, deals, settings):
    settings.LARGE_BOOK = 4
    run_id, certificate, _ = computed(JANUARY, noon(2, 1))
    assert certificate.backend == "reference"
    abandoned(run_id, noon(2, 1))
    settings.LARGE_BOOK = 3
    intake.correct_deal(  # so that something is computed
        acting_user_id=None,
        at=noon(2, 2),
        fact_id=deals["deal", "D1"],
        new=new_deal(company, "D1", "C1", 160_000_00, date(2026, 1, 10)),
        reason="x",
    )
    _, certificate, _ = computed(JANUARY, noon(2, 3))
    assert certificate.backend == "duckdb"
    assert (certificate.taken_over.computed, certificate.taken_over.people) == (1, 1)


@pytest.mark.parametrize("month", [JANUARY, FEBRUARY])
def test_columns_give_the_same_outcomes_and_traces_and_are_verified_by_definition(
    company, deals, settings, month
):
    if month == FEBRUARY:
        settings.LARGE_BOOK = 1
        run_to("issued", JANUARY, noon(2, 1))
    settings.LARGE_BOOK = 1_000
    preview = payruns.preview_run(period=month, at=noon(3, 1))
    settings.LARGE_BOOK = 1
    run_id, certificate, outcomes = computed(month, noon(3, 2))
    assert certificate.backend == "duckdb"
    assert [(one.posted_fen, one.trace) for one in preview.outcomes] == [
        (one.posted_fen, one.trace) for one in outcomes
    ]
    assert payruns.verify_run(run_id=run_id).holds
    assert payruns.rerun_from_frozen(run_id=run_id).is_identical
    assert not any(one.broken for one in payruns.list_checks(run_id=run_id))
