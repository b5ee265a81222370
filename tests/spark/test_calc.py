"""`jieli calc --engine spark` on a cluster writes the same lines, totals and outcomes as DuckDB, from one file a table or
from many."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.spark.cluster import JAVA, PROJECT, environment, why_not

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
]

DEALS, CLIENTS, PEOPLE = 3000, 300, 20
FIRST = date(2025, 1, 1)
SEVERAL = "多 份 [1] {a,b}*?"
PLAN = PROJECT / "bench" / "standard.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Facts in one file a table, and the same deals in a file a month, in folders of several kinds and with names that a
    URI would escape, without columns that are nowhere filled."""
    folder = tmp_path_factory.mktemp("calc")
    draw = Random(5)
    deals = [
        {
            "id": number,
            "source_key": f"D'{number}\\",
            "client": draw.randint(1, CLIENTS),
            "product_line": draw.choice(["软件", "硬件", "服务", "别的"]),
            "amount_fen": draw.randint(0, 5_000_000),
            "signed_on": FIRST + timedelta(draw.randrange(365)),
        }
        for number in range(1, DEALS + 1)
    ]
    spans = []
    for client in range(1, CLIENTS + 1):
        one, other = draw.sample(range(1, PEOPLE + 1), 2)
        days = (FIRST, FIRST + timedelta(150), FIRST + timedelta(240), None)
        held = [[(one, 1, 1)], [(one, 1, 3), (other, 2, 3)], [(other, 1, 1)]]
        for from_, until, shares in zip(days[:-1], days[1:], held, strict=True):
            spans += [_span(client, from_, until, *share) for share in shares]
    for name in ("single", SEVERAL):
        (folder / name).mkdir()
        pq.write_table(pa.Table.from_pylist(spans), folder / name / "spans.parquet")
    pq.write_table(pa.Table.from_pylist(deals), folder / "single" / "deals.parquet")
    for month in range(1, 13):
        path = folder / SEVERAL / "deals" / (f"month={month:02d}" if month < 7 else f"2025/{month}")
        path.mkdir(parents=True)
        own = [deal for deal in deals if deal["signed_on"].month == month]
        pq.write_table(pa.Table.from_pylist(own), path / "part.parquet")
    return folder


def _span(client, from_, until, person, numerator, denominator):
    return {
        "client": client,
        "group": "ownership",
        "person": person,
        "from_": from_,
        "until_or_none": until,
        "role": "owner",
        "share_numerator": numerator,
        "share_denominator": denominator,
    }


def calculated(folder: Path, facts: str, out: str, *more: str, **env: str) -> Path:
    command = [Path(sys.executable).with_name("jieli"), "calc", "--plan", PLAN, "--facts", folder / facts]
    called = [str(part) for part in (*command, "--out", folder / out, *more)]
    done = subprocess.run(
        called, capture_output=True, text=True, check=False, timeout=900, env=os.environ | env
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return folder / out


def test_files_are_those_of_duckdb(folder, spark_cluster):
    duck = calculated(folder, "single", "duck")
    where = ("--engine", "spark", "--master", spark_cluster.url)
    quick = {
        "JDK_JAVA_OPTIONS": JAVA,
        "PYSPARK_SUBMIT_ARGS": f"--conf 'spark.executor.extraJavaOptions={JAVA}' pyspark-shell",
    }
    spark = calculated(folder, SEVERAL, "用 spark {x}", *where, **environment(spark_cluster.folder), **quick)
    differing = """
        SELECT count(*) FROM ((SELECT {columns} FROM {one} EXCEPT ALL SELECT {columns} FROM {other})
        UNION ALL (SELECT {columns} FROM {other} EXCEPT ALL SELECT {columns} FROM {one}))
    """
    for table in ("lines/**/*.parquet", "totals.parquet", "outcomes.parquet"):
        one, other = (_read(path, table) for path in (duck, spark))
        names = {row[0] for row in duckdb.sql(f"DESCRIBE FROM {one}").fetchall()} - {"piece"}
        assert names == {row[0] for row in duckdb.sql(f"DESCRIBE FROM {other}").fetchall()} - {"piece"}
        query = differing.format(columns=", ".join(sorted(names)), one=one, other=other)
        assert duckdb.sql(f"SELECT count(*) FROM {one}").fetchall()[0][0] > 0
        assert duckdb.sql(query).fetchall() == [(0,)], table
    hashes = [json.loads((path / "certificate.json").read_text())["outcomes"] for path in (duck, spark)]
    assert hashes[0] == hashes[1]


def _read(folder: Path, table: str) -> str:
    return f"read_parquet('{folder / table}', hive_partitioning = true, hive_types_autocast = false)"
