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
    time.sleep(300)
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
    def who(batches):
        import jieli

        for batch in batches:
            seen = [f"{sys.executable} {jieli.__file__}"] * batch.num_rows
            yield pa.RecordBatch.from_arrays([pa.array(seen)], ["who"])

    rows = spark.range(0, 1000, 1, 4).mapInArrow(who, "who string").distinct().collect()
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
        spark.sql("SELECT fen * 3 FROM VALUES (4611686018427387904L) AS facts(fen)").collect()


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
    until = time.monotonic() + 15
    while any(one.is_running() for one in descendants) and time.monotonic() < until:
        time.sleep(0.1)
    assert [one for one in descendants if one.is_running()] == []
