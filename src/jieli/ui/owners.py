"""How a person is told apart: one of eight colours and one of three textures, the same on every page, because both hang
on his id and nothing else. Two people of one colour in one picture still differ, in grey print too."""

COLOURS = 8
TEXTURES = 3


def colour_of(person_id: int) -> int:
    return person_id % COLOURS


def texture_of(person_id: int) -> int:
    """0 is plain, 1 and 2 are lines in bands and other shapes of the dot."""
    return person_id // COLOURS % TEXTURES


def owner_class(person_id: int | None) -> str:
    """The CSS classes that carry colour and texture; nobody is grey."""
    if person_id is None:
        return "owner-none"
    texture = texture_of(person_id)
    return f"owner-{colour_of(person_id)}{f' texture-{texture}' if texture else ''}"
