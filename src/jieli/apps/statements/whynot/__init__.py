"""Why not: what of a period paid a person nothing, or less, and why, in words. Normative page: docs/algorithms/why-not.md."""
