"""Files for outer systems (banks, tax offices, books), one folder each. Nothing is exported yet."""
