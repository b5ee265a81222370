"""A real Spark cluster for a test run: a standalone master and workers as processes of this machine, and a session on it.

Nothing of it survives: `guard.py` ends every process however the test run ends. Nothing is downloaded.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attrs import frozen
from tools.install import SPARK_JAVA, java_version

PROJECT = Path(__file__).resolve().parents[2]
# For a few minutes of queries over a few rows: what Java's second compiler makes faster never pays for its work.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": JAVA,
    "spark.executor.memory": "1g",
    "spark.executor.extraJavaOptions": JAVA,
    "spark.cores.max": "2",  # one of each worker: a session takes all that are free
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.default.parallelism": "2",
    # For hundreds of queries over a few rows each: to compile them takes longer than to run them.
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}


@frozen
class Cluster:
    """A running cluster. page: its master's page. seconds: how long it took until all workers were registered."""

    url: str
    page: str
    seconds: float
    folder: Path


def why_not() -> str | None:
    """Why no cluster can run here, and what to do; None where one can."""
    found = java_version()
    if found is None:
        return f"Spark needs Java {SPARK_JAVA} or later and there is no java: install openjdk-{SPARK_JAVA}-jre-headless."
    if found < SPARK_JAVA:
        return f"Spark needs Java {SPARK_JAVA} or later and `java` is {found}; set JAVA_HOME to a later one."
    if find_spec("pyspark") is None:
        return "pyspark is not installed: `make develop` brings it where Java is found."
    return None


@contextmanager
def running_cluster(workers: int = 2, cores: int = 1, memory_mb: int = 1024) -> Iterator[Cluster]:
    """A cluster with so many workers, each of so many cores and so much memory for executors' heaps."""
    folder = Path(tempfile.mkdtemp(prefix="jieli-spark-"))
    command = [sys.executable, Path(__file__).with_name("guard.py"), folder, workers, cores, memory_mb]
    guard = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # also keeps Ctrl-C from the cluster until the tests are over
        env=os.environ | environment(folder),
    )
    assert guard.stdin is not None
    assert guard.stdout is not None
    try:
        said = json.loads(guard.stdout.readline() or '{"error": "the guard of the cluster said nothing"}')
        if "error" in said:
            raise RuntimeError(f"No Spark cluster: {said['error']}")
        yield Cluster(said["url"], said["page"], float(said["seconds"]), folder)
    finally:
        guard.stdin.close()
        guard.wait(120)
        guard.stdout.close()


@contextmanager
def connected_session(cluster: Cluster, settings: Mapping[str, str] | None = None) -> Iterator[Any]:
    """A session on the cluster, and with it this process's one Java driver, which ends with it."""
    from pyspark.sql import SparkSession

    os.environ.update(environment(cluster.folder))
    path = os.pathsep.join([str(PROJECT / "src"), str(PROJECT)])
    chosen = {
        **SETTINGS,
        "spark.executorEnv.PYTHONPATH": path,
        "spark.sql.warehouse.dir": str(cluster.folder / "warehouse"),
        **(settings or {}),
    }
    builder = SparkSession.builder.master(cluster.url).appName("jieli")
    for name, value in chosen.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()
        _end_driver()


def _end_driver() -> None:
    """A stopped session leaves its Java process running until this one ends."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    assert gateway is not None
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait(120)
    SparkContext._gateway = SparkContext._jvm = None


def environment(folder: Path) -> dict[str, str]:
    """Only the installed pyspark, this interpreter and this folder count, whatever the user's environment says."""
    spec = find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    local, conf = folder / "local", folder / "conf"
    for one in (local, conf):
        one.mkdir(exist_ok=True)
    return {
        "SPARK_HOME": str(Path(spec.origin).parent),
        "SPARK_CONF_DIR": str(conf),
        "SPARK_LOCAL_DIRS": str(local),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_HOSTNAME": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": JAVA,
        "SPARK_NO_DAEMONIZE": "1",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
    }
