"""The invented company that a new installation can be looked at with: made from a seed, the same every time."""

from jieli.config.demo.company import LOGINS, PASSWORD
from jieli.config.demo.load import load_demo
from jieli.config.demo.sample import load_sample

__all__ = ["LOGINS", "PASSWORD", "load_demo", "load_sample"]
