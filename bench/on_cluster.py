"""`jieli calc` on a Spark cluster of this machine, a master and two workers of one core: `python on_cluster.py FACTS OUT`.

The cluster's own start and end are not counted: it would be there. The run's session, its executors and all of their start are.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

BENCH = Path(__file__).resolve().parent
sys.path.insert(0, str(BENCH.parent))

from tests.spark.cluster import environment, running_cluster  # noqa: E402


def main(facts: str, out: str) -> int:
    began = time.perf_counter()
    with running_cluster() as cluster:
        command = [str(Path(sys.executable).parent / "jieli"), "calc", "--engine", "spark"]
        command += ["--master", cluster.url, "--plan", str(BENCH / "standard.yaml")]
        started = time.perf_counter()
        subprocess.run(
            [*command, "--facts", facts, "--out", out],
            env=os.environ | environment(cluster.folder),
            check=True,
        )
        ended = time.perf_counter()
    over = time.perf_counter() - began - (ended - started)
    print(json.dumps({"uncounted": {"wall": over, "cpu": 0.0}}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
