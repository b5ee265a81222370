"""The public face of crediting: how much of each fact counts for whom."""

from jieli.apps.crediting.compute import build_book, check_conservation, credits_of_fact
from jieli.apps.crediting.values import Conservation, FactCredits

__all__ = ["Conservation", "FactCredits", "build_book", "check_conservation", "credits_of_fact"]
