"""A session on a cluster, or on threads of this machine."""

import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen

# Without these, figures or texts would be others. They may differ between sessions of one driver.
MEANING: Mapping[str, str] = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.variable.substitute": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.maxPlanStringLength": "2000",
    "spark.sql.constraintPropagation.enabled": "false",
}
LOG = Path(__file__).with_name("log4j2.properties").resolve()  # of the driver, while it starts
# These can only be said before the driver starts.
START: Mapping[str, str] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={LOG.as_uri()}",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.parquet.compression.codec": "zstd",
}


@frozen
class Master:
    """Where Spark runs: spark://host:port, or local[threads]. memory: of the driver, and of each executor, such as 2g.
    spill: the folder of what does not fit, of the driver and of threads here; workers of a cluster have their own."""

    url: str
    memory: str = "1g"
    spill: str | None = None
    partitions: int = 24

    @property
    def is_local(self) -> bool:
        return self.url.startswith("local")


@contextmanager
def connected(master: Master) -> Iterator[Any]:
    """A session of one's own; its driver ends with it."""
    warnings.filterwarnings(
        "ignore", message="PySpark does not yet fully support pandas"
    )  # no pandas is used
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master.url).appName("jieli")
    settings = {
        **START,
        **MEANING,
        "spark.driver.memory": master.memory,
        "spark.executor.memory": master.memory,
        "spark.sql.shuffle.partitions": str(master.partitions),
    }
    if master.spill is not None:
        settings["spark.local.dir"] = master.spill
    if master.is_local:
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield own(session)
    finally:
        session.stop()


def own(session: Any) -> Any:
    """A session of the same driver that has names and settings of its own."""
    found = session.newSession()
    for name, value in MEANING.items():
        found.conf.set(name, value)
    return found


def active() -> Any:
    """As `own`, of the session that this process has. **Raises** RuntimeError where it has none."""
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    if session is None:
        raise RuntimeError("There is no Spark session: connect to a master first.")
    return own(session)
