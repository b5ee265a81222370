"""Pay computed in columns by Apache Spark, on a cluster or in threads. Normative page: docs/algorithms/columns.md."""
