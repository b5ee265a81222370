"""Keeps what the examples come to beside the engine's version, and raises it where that changed: `python tools/engine_version.py`.

The test beside the digests (`tests/engines/pay/test_version.py`) fails until both are in step.
"""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "src")]


def main() -> int:
    from tests.engines.pay.digests import keep_results, read_kept, results

    now, before = list(results()), read_kept()
    changed, version = before.changed(now), keep_results(now)
    for one in changed:
        print(f"changed: {one.name}")
    print(
        f"Engine version {version} (was {before.engine_version}): {len(now)} results, {len(changed)} of them changed."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
