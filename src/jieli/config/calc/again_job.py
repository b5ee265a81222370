"""What is asked of a run that is computed again."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from jieli.engines.pay import PayInputs, Plan, PlanVersion
from jieli.engines.pay.backends.duckdb.connection import Limits
from jieli.kernel.period import Period


@frozen
class AgainJob:
    """before: the folder of the whole run, then those of what was computed again since. clients: changed ones that had none
    or have none.

    Either facts, all as they are now, and was, a folder with all rows of the changed clients as they were, in the same
    tables; or now, a folder with all rows of the changed clients as they are, of a run that kept its facts.
    """

    before: tuple[Path, ...]
    facts: Path | None
    was: Path | None
    now: Path | None
    clients: tuple[int, ...]
    out: Path
    limits: Limits


@frozen
class Whole:
    """What the whole run was of, and what its certificate says."""

    said: Mapping[str, Any]
    plan: Plan
    version: PlanVersion
    periods: tuple[Period, ...]


@frozen
class Narrowed:
    """The changed clients, the inputs of whom they touch, and what lies with the facts and is none."""

    clients: Collection[int]
    inputs: PayInputs
    unread: tuple[str, ...]
