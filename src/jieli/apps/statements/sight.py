"""How far a reader of an explanation sees: of whom the pay, and of which clients what was not credited to the person."""

from attrs import frozen


@frozen
class Sight:
    """None: of everybody, every client."""

    people: frozenset[int] | None = None
    clients: frozenset[int] | None = None

    def sees_pay_of(self, person: int) -> bool:
        return self.people is None or person in self.people

    def sees_client(self, client: int) -> bool:
        return self.clients is None or client in self.clients


EVERYTHING = Sight()
