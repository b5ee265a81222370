"""One module gives DuckDB paths to read, and one Spark: to both a path is a pattern."""

import re

import pytest
from tests.architecture.code import SOURCE, modules

READS = {
    "read_parquet": "engines/pay/backends/duckdb/parquet.py",
    "parquet_scan": "engines/pay/backends/duckdb/parquet.py",
    "hive_partitioning": "engines/pay/backends/duckdb/parquet.py",
    ".parquet(": "engines/pay/backends/spark/store.py",
}


@pytest.mark.parametrize("word", READS)
def test_paths_are_given_in_one_place(word):
    found = {path.relative_to(SOURCE).as_posix() for path in modules() if word in path.read_text("utf-8")}
    assert found <= {READS[word]}


def test_no_folder_above_a_file_names_columns():
    """pyarrow's `read_table` takes them from any folder of a path; `ParquetFile` reads what is in the file."""
    from_path = re.compile(r"\bread_table\((?!io\.BytesIO|folder)")
    found = [
        path for path in modules() if "pq." in (text := path.read_text("utf-8")) and from_path.search(text)
    ]
    assert not found
