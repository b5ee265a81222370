"""Relations as temporary views of a session."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field

from jieli.engines.pay.backends.spark.dialect import Spark
from jieli.engines.pay.columns.store import Row

_OF_PATTERNS = "{}[]*?\\"


@define
class SparkStore:
    """What is kept stays with the workers, in memory or on their disks, as long as its view is known. Its rows are made
    once, and no later plan has the way to them in it, so that plans stay small."""

    session: Any
    dialect: Spark = field(factory=Spark)
    is_near: bool = field(default=False, init=False)
    _names: set[str] = field(factory=set, init=False)

    def keep(self, name: str, query: str) -> None:
        self._show(name, self.session.sql(query).localCheckpoint(eager=False))

    def bring(self, name: str, table: Any) -> None:
        self._show(name, self.session.createDataFrame(table))

    def name(self, name: str, query: str) -> None:
        """A name for a query's text, computed again wherever it is asked."""
        self._show(name, self.session.sql(query))

    def rows(self, query: str) -> list[Row]:
        """Decimals have no places here: they are whole numbers too wide for a column of integers."""
        frame = self.session.sql(query)
        wide = [kind.startswith("decimal") for _, kind in frame.dtypes]
        return [
            tuple(
                int(value) if is_wide and value is not None else value
                for value, is_wide in zip(row, wide, strict=True)
            )
            for row in frame.collect()
        ]

    def arrow(self, query: str) -> Any:
        return self.session.sql(query).toArrow()

    def read(self, name: str, *paths: Path) -> frozenset[str]:
        """Parquet files, or those of a folder with the columns that its folders name, under a name; the columns that any
        of them has."""
        reader = self.session.read.option("mergeSchema", "true")
        frame = reader.parquet(*map(_exactly, paths))
        self._show(name, frame)
        return frozenset(frame.columns)

    def write(self, query: str, path: Path, by: Sequence[str]) -> None:
        """Adds the rows of a query to a folder, with a folder for each value of the columns that it is divided by."""
        self.session.sql(query).write.mode("append").partitionBy(*by).parquet(_address(path))

    def ends(
        self, table: str, columns: Sequence[str], texts: Sequence[str]
    ) -> tuple[int, Mapping[str, tuple[Any, ...]]]:
        """In one query: each takes its time."""
        values = [*columns, *(f"nullif({column}, '')" for column in texts)]
        asked = ["count(*)", *(f"min({value}), max({value})" for value in values)]
        ((rows, *found),) = self.rows(f"SELECT {', '.join(asked)} FROM {table}")
        pairs = zip((*columns, *texts), found[::2], found[1::2], strict=True)
        return int(rows), {name: () if least is None else (least, most) for name, least, most in pairs}

    def rises(self, table: str) -> bool:
        return False

    def close(self) -> None:
        for name in self._names:
            self.session.catalog.dropTempView(name)

    def _show(self, name: str, frame: Any) -> None:
        frame.createOrReplaceTempView(name)
        self._names.add(name)


def _exactly(path: Path) -> str:
    """Spark takes what it reads for a pattern: what as one is this path alone."""
    return "".join(f"\\{letter}" if letter in _OF_PATTERNS else letter for letter in _address(path))


def _address(path: Path) -> str:
    """As it stands: what a URI would escape, Spark takes for the name itself."""
    return f"file://{path.absolute()}"
