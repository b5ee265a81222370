"""Where an engine that computes in columns keeps relations, and how it is asked."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from jieli.engines.pay.columns.sql.dialect import Dialect

Row = tuple[Any, ...]


class Store(Protocol):
    """Relations by name, in one engine."""

    @property
    def dialect(self) -> Dialect: ...

    @property
    def is_near(self) -> bool:
        """It is in this process: millions of rows come into arrays at next to no cost."""
        ...

    def keep(self, name: str, query: str) -> None:
        """The rows of a query under a name, computed once."""
        ...

    def bring(self, name: str, table: Any) -> None:
        """An Arrow table under a name."""
        ...

    def rows(self, query: str) -> list[Row]:
        """As values of Python."""
        ...

    def arrow(self, query: str) -> Any:
        """As an Arrow table."""
        ...

    def ends(
        self, table: str, columns: Sequence[str], texts: Sequence[str]
    ) -> tuple[int, Mapping[str, tuple[Any, ...]]]:
        """How many rows a table has, and of each column the least and the largest value, of texts those that are not empty;
        nothing where it has none."""
        ...

    def rises(self, table: str) -> bool:
        """The table's ids are known to rise from row to row; False where that is dear to find out."""
        ...
