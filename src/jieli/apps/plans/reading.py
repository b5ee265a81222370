"""What the texts of versions say. One that another release of this program wrote may say nothing to this one."""

from functools import lru_cache

from jieli.engines.pay import Plan, parse_plan
from jieli.kernel.problem import Problems


@lru_cache(maxsize=500)
def read_plan(text: str) -> Plan:
    """The plan that a text says, which is always the same; reading YAML takes long. Raises Problems where it is none."""
    return parse_plan(text)


def find_plan(text: str) -> Plan | None:
    """The plan that a text says; None where it is none, or none any more."""
    try:
        return read_plan(text)
    except Problems:
        return None
