"""An organisation as others see it."""

from attrs import frozen


@frozen
class Organization:
    """A company. `slug` is what stands behind @ in a login; all its pay is in one currency.

    one_person_approves: who made a pay run may approve it himself.
    """

    id: int
    slug: str
    name: str
    currency: str
    time_zone: str
    language: str
    one_person_approves: bool = False
