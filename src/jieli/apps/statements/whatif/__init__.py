"""What if: what would have been paid if one fact had been otherwise. Normative page: docs/algorithms/why-not.md."""
