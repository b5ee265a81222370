"""The invented company that a new installation can be looked at with: made from a seed, the same every time."""

from jieli.config.demo.company import LOGINS
from jieli.config.demo.load import load_demo

__all__ = ["LOGINS", "load_demo"]
