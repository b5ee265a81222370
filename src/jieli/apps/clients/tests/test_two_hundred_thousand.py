"""A list of 200,000 clients touches few pages of the database: first page, deep page, and searches.

Work is counted in buffers, which are the same on every machine, not in seconds.
"""

from importlib import import_module

import pytest
from attrs import frozen
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from jieli.apps.clients import listing
from jieli.apps.clients.api import ClientFilter, list_clients
from jieli.lib.tenancy import organization_scope
from jieli.lib.testing import make_organization

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MANY = 200_000

# Names of a city, two or three of 400 characters, a trade and 有限公司; pinyin is stood in for by letters of the number.
INSERT = """
INSERT INTO clients_client (organization_id, code, kind, name, credit_code, phone, client_class, status, industry,
                            region, source, tags, name_key, search_text, created_on)
SELECT %s, code, 'company', name, '', '', CASE n %% 20 WHEN 0 THEN 'A' WHEN 1 THEN 'B' ELSE 'C' END, 'active',
       trade, city, '', '{}', latin || ' ' || name, name || ' ' || latin || ' ' || lower(code) || ' ' || phone,
       DATE '2020-01-01' + n %% 2000
FROM (
  SELECT n, 'K' || lpad(n::text, 6, '0') AS code, city, trade,
         city || word || trade || '有限公司' AS name,
         translate(md5(n::text), '0123456789', 'ghijklmnop') AS latin,
         (13800000000 + n::bigint * 7919 %% 99999999)::text AS phone
  FROM generate_series(1, %s) AS n,
       LATERAL (SELECT chr(20000 + n * 31 %% 400) || chr(20500 + n * 17 %% 397)
                       || CASE WHEN n %% 2 = 0 THEN chr(21000 + n * 13 %% 389) ELSE '' END AS word) AS w,
       LATERAL (SELECT (ARRAY['北京', '上海', '深圳', '成都', '杭州'])[1 + n %% 5] AS city,
                       (ARRAY['软件', '贸易', '机械', '食品'])[1 + n %% 4] AS trade) AS t
) AS made
"""


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """An organisation of 200,000 clients. It stays in the test database, where nobody else sees it."""
    with django_db_blocker.unblock():
        organization = make_organization()
        with connections["owner"].cursor() as cursor:
            # The log of 200,000 rows is not looked at here, and an index is made faster after than during.
            cursor.execute("ALTER TABLE clients_client DISABLE TRIGGER audit_insert")
            cursor.execute("DROP INDEX clients_by_grams")
            cursor.execute(INSERT, [organization.id, MANY])
            cursor.execute(import_module("jieli.apps.clients.migrations.0002_search").INDEX)
            cursor.execute("ALTER TABLE clients_client ENABLE TRIGGER audit_insert")
            cursor.execute("VACUUM ANALYZE clients_client")
    return organization


@pytest.fixture
def scope(crowd, db):
    with organization_scope(organization_id=crowd.id, purpose="test"):
        yield


def listed(text="", sort="name", cursor="", **more):
    return list_clients(
        wanted=ClientFilter(text=text, **more), sort=sort, cursor=cursor, limit=50, within=None
    )


@frozen
class Cost:
    """What a list's queries do. scans: the kinds of nodes that read clients in the query of the rows."""

    buffers: int
    scans: frozenset[str]


def cost_of(**wanted):
    """A page and what it costs."""
    with CaptureQueriesContext(connection) as captured:
        page = listed(**wanted)
    buffers, scans = 0, set()
    with connection.cursor() as cursor:
        for query in captured.captured_queries:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + query["sql"].replace("%", "%%"), [])
            plan = cursor.fetchone()[0][0]["Plan"]
            buffers += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
            if "ORDER BY" in query["sql"]:
                scans |= set(scans_in(plan))
    return page, Cost(buffers, frozenset(scans))


def scans_in(plan):
    if "Scan" in plan["Node Type"]:
        yield plan["Node Type"]
    for child in plan.get("Plans", ()):
        yield from scans_in(child)


def uses_of_the_gram_index():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_numscans('clients_by_grams'::regclass)")
        return cursor.fetchone()[0]


def cursor_at(sort, offset):
    """The next_cursor of the page that ends with the row at an offset, found the slow way."""
    order = listing._order_of(sort)
    columns = [
        f"{column.removeprefix('-')} {'DESC' if order.descending else 'ASC'}" for column in order.columns
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {order.column} FROM clients_client ORDER BY {', '.join(columns)} OFFSET {offset} LIMIT 1"
        )
        row_id, key = cursor.fetchone()
    return listing._write_cursor(False, {"id": row_id, order.column: key}, order)


def the_table_read_once():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpages FROM pg_class WHERE oid = 'clients_client'::regclass")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("sort", ["name", "-name", "code", "created", "-created", "class"])
def test_a_deep_page_costs_what_the_first_costs(scope, sort):
    first, cost = cost_of(sort=sort)
    deep, deep_cost = cost_of(sort=sort, cursor=cursor_at(sort, 150_000))
    assert [len(first.rows), len(deep.rows)] == [50, 50]
    assert first.total_text == "10,000+"
    assert not {row.id for row in first.rows} & {row.id for row in deep.rows}
    for each in (cost, deep_cost):
        assert each.scans <= {"Index Scan", "Index Only Scan"}
        assert each.buffers < 300


@pytest.mark.parametrize(
    "text", ["two characters", "one character", "k012345", "13800079190", "bfgh", "two words"]
)
def test_a_search_goes_through_the_gram_index(scope, text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT substr(name, 3, 2) FROM clients_client WHERE code = 'K012346'")
        (word,) = cursor.fetchone()
    typed = {"two characters": word, "one character": word[0], "two words": f"{word[0]}  上海"}.get(
        text, text
    )
    before = uses_of_the_gram_index()
    page, cost = cost_of(text=typed)
    assert uses_of_the_gram_index() > before
    assert 0 < page.total < 1_000
    assert "Seq Scan" not in cost.scans
    assert cost.buffers < 1_000 + 4 * page.total


@pytest.mark.parametrize("text", ["公司", "北京", "a", "有限公司"])
def test_a_word_that_most_have_is_met_while_walking(scope, text):
    page, cost = cost_of(text=text)
    assert len(page.rows) == 50
    assert page.total_text == "1,000+"
    assert cost.buffers < 2_000


def test_the_table_is_large_enough_for_these_bounds_to_mean_something(scope):
    assert the_table_read_once() > 5_000
