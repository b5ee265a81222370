"""What questions about a run are asked of: its frozen inputs with their credits, kept for the next question.

Thawing and crediting take longer than any answer. What is kept is found by the hashes of the frozen tables, so it is never of
other inputs than those that are stored; a run that is verified or computed again is always read from its bytes.
"""

from collections import OrderedDict
from threading import Lock

from attrs import field, frozen

from jieli.apps.payruns import compute, models, queries
from jieli.engines.pay.whatif import Baseline
from jieli.lib.memory import uncollected

MOST_ROWS = 300_000  # of all tables that one process keeps


def get_standing(*, run_id: int) -> Baseline:
    """Of a run, in its own currency. Raises NoSuchRun and ChangedTable."""
    rows = models.FrozenInput.objects.filter(run=run_id).values_list("name", "content_hash", "row_count")
    tables = sorted(rows)
    if not tables and not models.Run.objects.filter(pk=run_id).exists():
        raise queries.NoSuchRun(run_id)
    key = tuple((name, content_hash) for name, content_hash, _ in tables)
    found = _kept.find(key)
    if found is None:
        with uncollected():
            found = Baseline.of(compute.thaw_inputs(run_id))
        _kept.keep(key, found, sum(count for *_, count in tables))
    return found


Key = tuple[tuple[str, str], ...]


@frozen
class _Kept:
    """The last that were asked of, as many as have so many rows together."""

    most_rows: int
    lock: Lock = field(factory=Lock)
    standings: OrderedDict[Key, tuple[Baseline, int]] = field(factory=OrderedDict)

    def find(self, key: Key) -> Baseline | None:
        with self.lock:
            if key not in self.standings:
                return None
            self.standings.move_to_end(key)
            return self.standings[key][0]

    def keep(self, key: Key, standing: Baseline, rows: int) -> None:
        with self.lock:
            self.standings[key] = standing, rows
            while sum(own for _, own in self.standings.values()) > self.most_rows:
                self.standings.popitem(last=False)


_kept = _Kept(MOST_ROWS)
