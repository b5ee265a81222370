"""Owners are decided in bulk, all or nothing, and what was known before stays readable."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange as StoredRange
from django.test.utils import CaptureQueriesContext

from jieli.apps.clients import api as clients
from jieli.apps.ownership import api as ownership
from jieli.apps.ownership.api import Decision, Holding
from jieli.apps.ownership.models import Ownership
from jieli.apps.ownership.testing import AT, give, make_clients, make_people
from jieli.kernel.problem import Problems
from jieli.kernel.ranges import DateRange
from jieli.lib.testing import check_deferred, processor_seconds

HALF = Fraction(1, 2)


def decide(*decisions, at=AT, kind="direct", reason=""):
    made = ownership.set_owners(acting_user_id=None, at=at, decisions=decisions, kind=kind, reason=reason)
    check_deferred()
    return made


def owned(client, *holders, from_, until=None):
    holdings = tuple(Holding(*holder) for holder in holders)
    return Decision(client, "ownership", holdings, from_, until)


def shown(client, known_at=None):
    return [
        (view.employee_id, view.role, view.share, view.range.from_, view.range.until)
        for view in ownership.timeline_of(client_id=client, known_at=known_at)
    ]


def refusals(*decisions, at=AT):
    with pytest.raises(Problems) as found:
        decide(*decisions, at=at)
    return [(problem.code, problem.place) for problem in found.value.problems]


def test_a_later_owner_ends_the_earlier_one(organization):
    wang, li = make_people("王芳", "李明")
    (client,) = make_clients(1)
    decide(owned(client, (wang, "owner"), from_=date(2020, 1, 1)))
    decide(owned(client, (li, "owner"), from_=date(2024, 7, 1)), at=AT + timedelta(days=1))
    assert shown(client) == [
        (wang, "owner", 1, date(2020, 1, 1), date(2024, 7, 1)),
        (li, "owner", 1, date(2024, 7, 1), None),
    ]


def test_what_was_known_before_a_correction_can_be_read_again(organization):
    wang, li = make_people("王芳", "李明")
    (client,) = make_clients(1)
    decide(owned(client, (wang, "owner"), from_=date(2020, 1, 1)))
    before = ownership.list_spans(known_at=AT)
    later = AT + timedelta(hours=3)
    decide(
        owned(
            client,
            (li, "owner", HALF),
            (wang, "co_owner", HALF),
            from_=date(2021, 1, 1),
            until=date(2022, 1, 1),
        ),
        at=later,
    )
    assert ownership.list_spans(known_at=later - timedelta(microseconds=1)) == before
    assert ownership.list_spans(known_at=AT - timedelta(microseconds=1)) == ()
    assert ownership.list_spans(known_at=later) == ownership.list_spans(known_at=None) != before
    assert shown(client) == [
        (wang, "owner", 1, date(2020, 1, 1), date(2021, 1, 1)),
        (li, "owner", HALF, date(2021, 1, 1), date(2022, 1, 1)),
        (wang, "co_owner", HALF, date(2021, 1, 1), date(2022, 1, 1)),
        (wang, "owner", 1, date(2022, 1, 1), None),
    ]
    assert shown(client, AT) == [(wang, "owner", 1, date(2020, 1, 1), None)]


def test_the_remains_of_a_cut_span_keep_the_act_that_decided_them(organization):
    wang, li = make_people("王芳", "李明")
    (client,) = make_clients(1)
    decide(owned(client, (wang, "owner"), from_=date(2020, 1, 1)), kind="import", reason="旧系统")
    decide(
        owned(client, (li, "owner"), from_=date(2021, 1, 1), until=date(2022, 1, 1)),
        at=AT + timedelta(days=1),
        reason="产假代管",
    )
    told = [(view.kind, view.reason) for view in ownership.timeline_of(client_id=client)]
    assert told == [("import", "旧系统"), ("direct", "产假代管"), ("import", "旧系统")]


def test_deciding_the_same_again_changes_no_row(organization):
    (wang,) = make_people("王芳")
    (client,) = make_clients(1)
    decide(owned(client, (wang, "owner"), from_=date(2020, 1, 1)))
    before = ownership.timeline_of(client_id=client)
    decide(owned(client, (wang, "owner"), from_=date(2020, 1, 1)), at=AT + timedelta(days=1))
    assert ownership.timeline_of(client_id=client) == before


def test_nobody_may_own_a_client_and_it_is_said_openly(organization):
    (wang,) = make_people("王芳")
    left, kept = make_clients(2)
    give([left, kept], (wang, Fraction(1)))
    decide(owned(left, from_=date(2026, 3, 1)), at=AT + timedelta(days=1))
    assert ownership.list_unowned(on=date(2026, 2, 28)) == frozenset()
    assert ownership.list_unowned(on=date(2026, 3, 1)) == {left}
    assert ownership.book_of(employee_id=wang, on=date(2026, 3, 1)) == {kept}
    assert ownership.book_sizes(on=date(2026, 2, 28)) == {wang: 2}


def test_the_unowned_are_counted_as_they_are_listed(organization):
    """Also who is owned from a day on which he was not there yet, and who came and was never owned."""
    (wang,) = make_people("王芳")
    there = make_clients(3)
    late = clients.add_clients(
        acting_user_id=None,
        new=[
            clients.NewClient(code=code, name=code, created_on=date(2026, 3, 1))
            for code in ("L1", "L2", "L3")
        ],
    )
    give([there[0], late["L1"]], (wang, Fraction(1)))
    listed = {
        on: ownership.list_unowned(on=on) for on in (date(2014, 1, 1), date(2026, 2, 28), date(2026, 3, 1))
    }
    assert list(listed.values()) == [set(), set(there[1:]), {*there[1:], late["L2"], late["L3"]}]
    for on, unowned in listed.items():
        assert ownership.count_unowned(on=on) == len(unowned)


def test_the_groups_of_a_client_do_not_touch_each_other(organization):
    wang, li = make_people("王芳", "李明")
    (client,) = make_clients(1)
    decide(
        owned(client, (wang, "owner"), from_=date(2020, 1, 1)),
        Decision(client, "service", (Holding(li, "service_keeper"),), date(2020, 1, 1)),
        Decision(client, "origin", (Holding(wang, "originator"),), date(2020, 1, 1)),
    )
    decide(owned(client, (li, "owner"), from_=date(2021, 1, 1)), at=AT + timedelta(days=1))
    day = date(2022, 1, 1)
    for group, person in (("ownership", li), ("service", li), ("origin", wang)):
        (view,) = ownership.owners_on(client_ids=[client], on=day, group=group)[client]
        assert view.employee_id == person
    assert ownership.owners_on(client_ids=[client], on=date(2019, 1, 1)) == {}


def test_a_writer_who_read_the_clock_too_early_learns_later_not_earlier(organization):
    wang, li = make_people("王芳", "李明")
    (client,) = make_clients(1)
    decide(owned(client, (wang, "owner"), from_=date(2020, 1, 1)))
    decide(owned(client, (li, "owner"), from_=date(2021, 1, 1)), at=AT - timedelta(seconds=5))
    assert shown(client, AT) == [(wang, "owner", 1, date(2020, 1, 1), None)]
    assert [row[0] for row in shown(client)] == [wang, li]


def test_two_thousand_clients_get_owners_in_a_few_seconds_and_few_queries(organization):
    people = make_people(*(f"销售{number}" for number in range(30)))
    clients = make_clients(2_000)
    decisions = [
        owned(client, (people[index % 30], "owner"), from_=date(2020, 1, 1))
        for index, client in enumerate(clients)
    ]
    started = processor_seconds()
    with CaptureQueriesContext(connection) as queries:
        decide(*decisions, kind="import")
    assert len(queries) < 20
    assert processor_seconds() - started < 20
    assert sum(ownership.book_sizes(on=date(2026, 1, 1)).values()) == 2_000


def test_everything_wrong_is_told_at_once_with_its_place(organization):
    (wang,) = make_people("王芳")
    (gone,) = make_people("周杰", employed_until=date(2025, 1, 1))
    (client,) = make_clients(1)
    day = date(2026, 1, 1)
    assert refusals(
        owned(999_999, (wang, "owner"), from_=day),
        owned(client, (888_888, "owner"), from_=day),
        owned(client, (gone, "owner"), from_=day, until=date(2026, 2, 1)),
        owned(client, (wang, "owner", HALF), from_=date(2026, 3, 1)),
        owned(client, (wang, "service_keeper"), from_=date(2026, 5, 1)),
        owned(client, (wang, "owner"), from_=day, until=day),
    ) == [
        ("OWN-CLIENT-001", "decisions[0].client_id"),
        ("OWN-EMPLOYEE-001", "decisions[1].holdings[0].employee_id"),
        ("OWN-EMPLOYEE-002", "decisions[2].holdings[0].employee_id"),
        ("OWN-SHARE-001", "decisions[3].holdings"),
        ("OWN-ROLE-002", "decisions[4].holdings[0].role"),
        ("OWN-SHARE-003", "decisions[4].holdings"),
        ("OWN-RANGE-001", "decisions[5].valid_until"),
    ]
    assert ownership.list_spans(known_at=None) == ()


def test_two_decisions_about_the_same_day_are_refused(organization):
    wang, li = make_people("王芳", "李明")
    (client,) = make_clients(1)
    assert refusals(
        owned(client, (wang, "owner"), from_=date(2026, 1, 1)),
        owned(client, (li, "owner"), from_=date(2026, 6, 1)),
    ) == [("OWN-DECISION-001", "decisions[1]")]


def test_consecutive_decisions_about_one_client_make_a_timeline(organization):
    wang, li = make_people("王芳", "李明")
    (client,) = make_clients(1)
    decide(
        owned(client, (li, "owner"), from_=date(2026, 6, 1)),
        owned(client, (wang, "owner"), from_=date(2026, 1, 1), until=date(2026, 6, 1)),
    )
    assert [(row[0], row[3]) for row in shown(client)] == [(wang, date(2026, 1, 1)), (li, date(2026, 6, 1))]


def test_spans_tell_engines_what_stands(organization):
    wang, li = make_people("王芳", "李明")
    (client,) = make_clients(1)
    give([client], (wang, Fraction(2, 3)), (li, Fraction(1, 3)), from_=date(2026, 1, 1))
    spans = ownership.list_spans(known_at=None)
    assert {(span.person, span.share) for span in spans} == {(wang, Fraction(2, 3)), (li, Fraction(1, 3))}
    assert {span.range for span in spans} == {DateRange(date(2026, 1, 1), None)}


@pytest.mark.parametrize(
    ("role", "numerator", "says"),
    [("owner", 1, "come to 1/2"), ("co_owner", 2, "come to 2/2")],
    ids=["half a share", "no owner"],
)
def test_the_database_refuses_shares_that_do_not_come_to_one(organization, role, numerator, says):
    (wang,) = make_people("王芳")
    (client,) = make_clients(1)
    change = decide()
    with pytest.raises(IntegrityError, match=f"OWN-SHARE-003.*{says}"), transaction.atomic():
        Ownership.objects.create(
            client_id=client,
            group="ownership",
            role=role,
            employee_id=wang,
            share_numerator=numerator,
            share_denominator=2,
            valid=StoredRange(date(2026, 1, 1), None),
            change_id=change,
            recorded_at=AT,
        )
        check_deferred()


@pytest.mark.parametrize("day", [date(1, 1, 1), date(226, 3, 1), date(2150, 1, 1), date.max])
def test_owners_are_not_decided_for_days_that_nobody_can_mean(organization, day):
    (client,) = make_clients(1)
    (wang,) = make_people("王芳")
    with pytest.raises(Problems) as refused:
        decide(
            owned(client, (wang, "owner"), from_=day),
            owned(client, (wang, "owner"), from_=date(2026, 1, 5), until=day),
        )
    assert [(one.code, one.place) for one in refused.value.problems] == [
        ("DAY-RANGE-001", "decisions[0].valid_from"),
        ("DAY-RANGE-001", "decisions[1].valid_until"),
    ]
