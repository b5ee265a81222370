"""A plan as text: read with the place of everything that is wrong, written in one canonical form."""
