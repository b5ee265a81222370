"""What people are to reach and have reached."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from jieli.apps.plans import api as plans
from jieli.apps.plans.models import Quota as StoredQuota
from jieli.apps.plans.tests.conftest import AT
from jieli.engines.pay import Achievement, Quota
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange

JANUARY, FEBRUARY, APRIL = date(2026, 1, 1), date(2026, 2, 1), date(2026, 4, 1)
QUARTER = DateRange(JANUARY, APRIL)


def put(*quotas, at=AT):
    return plans.set_quotas(acting_user_id=None, at=at, quotas=quotas)


def quota(employee_id, fen, days=QUARTER, key="sales"):
    return plans.NewQuota(employee_id, key, days, fen)


def test_quotas_are_seen_by_the_engine(staff):
    assert put(quota(staff["S1"], 5_000_000), quota(staff["S2"], 0)) == 2
    assert plans.list_quotas(known_at=AT) == (
        Quota(staff["S1"], "sales", QUARTER, 5_000_000),
        Quota(staff["S2"], "sales", QUARTER, 0),
    )


def test_the_same_again_changes_nothing(staff):
    put(quota(staff["S1"], 5_000_000))
    assert put(quota(staff["S1"], 5_000_000), at=AT + timedelta(1)) == 0
    assert StoredQuota.objects.count() == 1


def test_a_new_quota_cuts_the_old_one_and_what_was_known_stays_readable(staff):
    put(quota(staff["S1"], 5_000_000))
    put(quota(staff["S1"], 7_000_000, DateRange(FEBRUARY, APRIL)), at=AT + timedelta(1))
    assert [(one.range, one.target_fen) for one in plans.list_quotas(known_at=None)] == [
        (DateRange(JANUARY, FEBRUARY), 5_000_000),
        (DateRange(FEBRUARY, APRIL), 7_000_000),
    ]
    assert [one.target_fen for one in plans.list_quotas(known_at=AT)] == [5_000_000]


def test_nothing_is_written_over_what_became_known_later(staff):
    put(quota(staff["S1"], 5_000_000))
    put(quota(staff["S1"], 6_000_000, DateRange(FEBRUARY, APRIL)), at=AT + timedelta(2))
    for moment in (AT - timedelta(1), AT + timedelta(1)):
        with pytest.raises(Problems) as refused:
            put(quota(staff["S1"], 7_000_000), at=moment)
        assert [(one.code, one.place) for one in refused.value.problems] == [("KNOWN-AT-001", "at")]
    assert put(quota(staff["S1"], 1, DateRange(APRIL, None)), at=AT - timedelta(1)) == 1
    assert put(quota(staff["S2"], 1), at=AT - timedelta(1)) == 1


def test_quotas_of_other_keys_and_people_stand(staff):
    put(quota(staff["S1"], 1), quota(staff["S1"], 2, key="visits"), quota(staff["S2"], 3))
    put(quota(staff["S1"], 4), at=AT + timedelta(1))
    assert sorted(one.target_fen for one in plans.list_quotas(known_at=None)) == [2, 3, 4]


def test_results_are_exact(staff):
    new = plans.NewAchievement(staff["S1"], "nps", QUARTER, Fraction(7, 3), Fraction(9, 4))
    assert plans.record_achievements(acting_user_id=None, at=AT, achievements=[new]) == 1
    assert plans.list_achievements(known_at=None) == (
        Achievement(staff["S1"], "nps", QUARTER, Fraction(7, 3), Fraction(9, 4)),
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"employee_id": 0}, "PLAN-TARGET-001"),
        ({"key": "NPS"}, "PLAN-TARGET-002"),
        ({"target_fen": -1}, "PLAN-TARGET-003"),
        ({"target_fen": 10**16}, "PLAN-TARGET-003"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(staff, change, code):
    right = {"employee_id": staff["S1"], "key": "sales", "range": QUARTER, "target_fen": 1}
    with pytest.raises(Problems) as refused:
        put(quota(staff["S2"], 1), plans.NewQuota(**(right | change)))
    assert [one.code for one in refused.value.problems] == [code]
    assert not StoredQuota.objects.exists()


def test_one_person_and_key_twice_for_a_day_is_refused(staff):
    with pytest.raises(Problems) as refused:
        put(quota(staff["S1"], 1), quota(staff["S1"], 2, DateRange(FEBRUARY, APRIL)))
    assert [one.code for one in refused.value.problems] == ["PLAN-TARGET-004"]


def test_two_who_write_at_once_do_not_both_win(staff, monkeypatch):
    put(quota(staff["S1"], 1))
    monkeypatch.setattr("jieli.apps.plans.targets._known", lambda *_: StoredQuota.objects.none())
    with pytest.raises(Problems) as refused:
        put(quota(staff["S1"], 2), at=AT + timedelta(1))
    assert [one.code for one in refused.value.problems] == ["PLAN-TARGET-005"]
