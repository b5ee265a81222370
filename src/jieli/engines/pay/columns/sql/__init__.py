"""What is asked of an engine that computes in columns: facts, credits and pricings as SQL over whole numbers.

Nothing here asks it. Normative page: docs/algorithms/columns.md.
"""
