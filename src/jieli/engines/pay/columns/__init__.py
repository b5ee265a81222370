"""Pay computed in columns, for every engine that has SQL and whole numbers: `sql` says what is asked, the modules here ask it.

Normative page: docs/algorithms/columns.md.
"""
