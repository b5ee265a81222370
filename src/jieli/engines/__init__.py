"""Pure computing over frozen values: ownership, crediting, pay. No Django, no database, no clock, no floats."""
