"""Pay computed in columns by DuckDB, in this process. Normative page: docs/algorithms/columns.md."""
