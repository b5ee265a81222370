"""Fixtures of every test that needs Spark: one cluster and one session for the whole run, started when first asked for."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.spark.cluster import Cluster, connected_session, running_cluster, why_not


@pytest.fixture(scope="session")
def spark_cluster() -> Iterator[Cluster]:
    """A master and two workers, with room for the run's session and a command's beside it; skips where Spark cannot run, and
    says why."""
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    with running_cluster(cores=2, memory_mb=2048) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def spark(spark_cluster: Cluster) -> Iterator[Any]:
    """The run's session on the cluster."""
    with connected_session(spark_cluster) as session:
        yield session
