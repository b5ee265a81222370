"""The colour of a person: one of eight, the same on every page, because it hangs on his id and nothing else."""

COLOURS = 8


def owner_class(person_id: int | None) -> str:
    """The CSS class that carries the colour; nobody is grey."""
    return "owner-none" if person_id is None else f"owner-{person_id % COLOURS}"
