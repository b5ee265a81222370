"""The invented company as a whole, drawn from its seed."""

from datetime import datetime
from random import Random

from attrs import field, frozen

from jieli.config.demo import book, company, facts, targets

SEED = "jieli"


@frozen
class Demo:
    """The company as drawn from the seed, and the ids of what has been loaded of it."""

    people: tuple[company.Person, ...]
    clients: tuple[book.DemoClient, ...]
    facts: facts.DemoFacts
    targets: targets.DemoTargets
    at: datetime
    employee_ids: dict[str, int] = field(factory=dict)
    client_ids: dict[str, int] = field(factory=dict)


def draw(at: datetime) -> Demo:
    """The same company for the same seed; each part from a generator of its own, so that one does not move another."""
    staff = company.staff(Random(f"{SEED} people"))  # noqa: S311 - invented data, not a secret
    clients = book.clients(Random(f"{SEED} clients"), staff)  # noqa: S311
    happened = facts.facts(Random(f"{SEED} facts"), staff, clients)  # noqa: S311
    return Demo(
        staff,
        clients,
        happened,
        targets.targets(Random(f"{SEED} targets"), staff, clients, happened),  # noqa: S311
        at,
    )
