"""Facts, credits and pricings as SQL over whole numbers, for every engine that computes in columns.

Normative page: docs/algorithms/columns.md.
"""
