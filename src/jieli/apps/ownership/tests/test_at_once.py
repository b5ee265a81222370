"""Two who write one client at the same moment come one after the other, over two real connections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from fractions import Fraction
from threading import Barrier, Event

from django.db import connections

from jieli.apps.ownership import api as ownership
from jieli.apps.ownership.testing import AT, give, make_clients, make_people
from jieli.lib.tenancy import organization_scope


def test_a_second_writer_waits_for_the_first(committed_organization):
    with organization_scope(organization_id=committed_organization.id):
        wang, li = make_people("王芳", "李明")
        (client,) = make_clients(1)
        give([client], (wang, Fraction(1)))
    holds, may_end, has_tried = Event(), Event(), Event()

    def first():
        with organization_scope(organization_id=committed_organization.id):
            give([client], (li, Fraction(1)), from_=date(2026, 2, 1), at=AT + timedelta(hours=2))
            holds.set()
            assert may_end.wait(20)
        connections.close_all()

    def second():
        assert holds.wait(20)
        with organization_scope(organization_id=committed_organization.id):
            has_tried.set()
            give([client], (wang, Fraction(1)), from_=date(2026, 4, 1), at=AT + timedelta(hours=1))
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.submit(first), pool.submit(second)
        assert has_tried.wait(20)
        assert not two.done()
        may_end.set()
        one.result(30)
        two.result(30)
    with organization_scope(organization_id=committed_organization.id):
        told = [
            (view.employee_id, view.range.from_, view.range.until)
            for view in ownership.timeline_of(client_id=client)
        ]
    assert told == [
        (wang, date(2015, 1, 1), date(2026, 2, 1)),
        (li, date(2026, 2, 1), date(2026, 4, 1)),
        (wang, date(2026, 4, 1), None),
    ]


def test_many_writers_of_the_same_clients_neither_fail_nor_block_each_other(committed_organization):
    with organization_scope(organization_id=committed_organization.id):
        people = make_people("甲", "乙", "丙", "丁")
        clients = make_clients(6)
    together = Barrier(4)

    def write(index):
        together.wait(20)
        order = clients if index % 2 else clients[::-1]
        for month in range(1, 6):
            with organization_scope(organization_id=committed_organization.id):
                give(order, (people[index], Fraction(1)), from_=date(2026, month, index + 1))
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        for written in [pool.submit(write, index) for index in range(4)]:
            written.result(120)
    with organization_scope(organization_id=committed_organization.id):
        for client in clients:
            for month in range(1, 7):
                holders = ownership.owners_on(client_ids=[client], on=date(2026, month, 15))[client]
                assert sum(view.share for view in holders) == 1
