"""Credits and their lines as arrays of whole numbers: what the SQL beside it says of them, without joins and windows.

Nothing here asks an engine. Normative page: docs/algorithms/columns.md, “Arrays”.
"""
