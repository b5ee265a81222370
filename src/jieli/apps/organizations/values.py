"""An organisation as others see it."""

from attrs import frozen


@frozen
class Organization:
    """A company. `slug` is what stands behind @ in a login; all its pay is in one currency."""

    id: int
    slug: str
    name: str
    currency: str
    time_zone: str
    language: str
