"""The cluster of the tests is a real one, computes whole numbers exactly, and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request

import psutil
import pyarrow as pa
import pytest
from tests.spark.cluster import PROJECT, why_not

pytestmark = pytest.mark.spark

STARTER = """
import sys, time
from tests.spark.cluster import running_cluster
with running_cluster(workers=1) as cluster:
    print(cluster.url, flush=True)
    time.sleep(900)
"""


def test_sums_of_whole_numbers_are_those_of_python(spark):
    numbers = [(2**53 + 1) * (-1) ** number + number * 7919 for number in range(100_000)]
    groups = [number % 97 for number in range(100_000)]
    spark.createDataFrame(pa.table({"of": groups, "fen": numbers})).createOrReplaceTempView("facts")
    sums: dict[int, int] = {}
    for of, fen in zip(groups, numbers, strict=True):
        sums[of] = sums.get(of, 0) + fen
    rows = spark.sql("SELECT of, sum(fen) AS fen FROM facts GROUP BY of").toArrow().to_pylist()
    assert {row["of"]: row["fen"] for row in rows} == sums


def test_two_workers_run_this_python_with_this_program(spark, spark_cluster):
    from pyspark.sql.functions import arrow_udf

    @arrow_udf("string")
    def who(numbers: pa.Array) -> pa.Array:
        import jieli

        return pa.array([f"{sys.executable} {jieli.__file__}"] * len(numbers))

    rows = spark.range(0, 1000, 1, 4).select(who("id").alias("who")).distinct().collect()
    assert [row.who for row in rows] == [f"{sys.executable} {PROJECT}/src/jieli/__init__.py"]
    assert spark.sparkContext.master == spark_cluster.url
    with urllib.request.urlopen(f"{spark_cluster.page}/json/") as answer:
        workers = json.load(answer)["workers"]
    assert [worker["coresused"] for worker in workers] == [1, 1]


def test_a_sum_too_large_is_refused_and_never_wraps(spark):
    from pyspark.errors import ArithmeticException

    largest = 2**63 - 1
    with pytest.raises(ArithmeticException, match="ARITHMETIC_OVERFLOW"):
        spark.sql(f"SELECT sum(fen) FROM VALUES ({largest}L), (1L) AS facts(fen)").collect()
    with pytest.raises(ArithmeticException, match="ARITHMETIC_OVERFLOW"):
        spark.sql("SELECT sum(fen) OVER () FROM VALUES (9223372036854775807L), (1L) AS facts(fen)").collect()
    with pytest.raises(ArithmeticException, match="ARITHMETIC_OVERFLOW"):
        spark.sql("SELECT fen * 3 FROM VALUES (4611686018427387904L) AS facts(fen)").collect()


def test_what_the_page_on_columns_forbids_is_wrong_in_silence(spark):
    """Where one of these turns out right, docs/algorithms/columns.md can allow it."""
    wide = "CAST('1234567890123456789012345678901234567' AS DECIMAL(38,0))"
    silent = spark.sql(f"SELECT {wide} div 7, -{wide}, abs(-1 * {wide}), 0 - {wide}, 7L / 2L").first()
    exact = 1234567890123456789012345678901234567
    assert silent[0] != exact // 7
    assert int(silent[1]) != -exact
    assert int(silent[2]) != exact
    assert int(silent[3]) == -exact
    assert silent[4] == 3.5


@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
def test_nothing_survives_a_test_run_that_is_killed():
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": f"{PROJECT}{os.pathsep}{PROJECT / 'src'}"},
    )
    assert starter.stdout.readline().startswith(b"spark://")
    descendants = psutil.Process(starter.pid).children(recursive=True)
    assert len([one for one in descendants if one.name() == "java"]) == 2
    os.kill(starter.pid, signal.SIGKILL)
    starter.wait()
    starter.stdout.close()
    until = time.monotonic() + 120
    while any(one.is_running() for one in descendants) and time.monotonic() < until:
        time.sleep(0.1)
    assert [one for one in descendants if one.is_running()] == []
