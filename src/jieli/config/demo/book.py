"""The invented company's two thousand clients: few large, many small, and a book that is shared out unevenly."""

from datetime import date, timedelta
from random import Random

from attrs import frozen

from jieli.config.demo.company import DEPARTMENTS, FIRST_DAY, LAST_DAY, LEAVER, VETERAN, Person
from jieli.config.demo.words import END, GIVEN, INDUSTRIES, MIDDLE, REGIONS, SOURCES, SURNAMES, TAGS, TITLES

CLIENTS = 2000
UNOWNED = 30


@frozen
class DemoContact:
    name: str
    title: str
    phone: str


@frozen
class DemoClient:
    """A client with who answers for him. size_fen: what a usual deal of his comes to. a_year: how many he makes."""

    code: str
    name: str
    client_class: str
    industry: str
    region: str
    source: str
    tags: tuple[str, ...]
    created_on: date
    contacts: tuple[DemoContact, ...]
    size_fen: int
    a_year: float
    owner: str | None
    before: str | None  # who had him until BEFORE_UNTIL, where that was somebody else


BEFORE_UNTIL = date(2026, 1, 1)  # the day from which the leaver's clients are others'


def clients(rng: Random, people: tuple[Person, ...]) -> tuple[DemoClient, ...]:
    """The whole book, in the order of the codes; the same for the same seed and people."""
    owners = _owners(rng, people)
    successors = [person.number for person in people if person.weight and person.department == "EAST1"]
    successors = [number for number in successors if number != LEAVER]
    taken: set[str] = set()
    book = []
    for index, owner in enumerate(owners):
        before = owner if owner == LEAVER else None
        book.append(_client(rng, index, rng.choice(successors) if before else owner, before, people, taken))
    return tuple(book)


def _owners(rng: Random, people: tuple[Person, ...]) -> list[str | None]:
    """One owner per client in proportion to the weights, in random order; a few clients are nobody's."""
    selling = [person for person in people if person.weight]
    whole = sum(person.weight for person in selling)
    shared = CLIENTS - UNOWNED
    owners: list[str | None] = [None] * UNOWNED
    for person in selling:
        owners += [person.number] * (person.weight * shared // whole)
    owners += [person.number for person in selling][: CLIENTS - len(owners)]
    rng.shuffle(owners)
    return owners


def _client(
    rng: Random,
    index: int,
    owner: str | None,
    before: str | None,
    people: tuple[Person, ...],
    taken: set[str],
) -> DemoClient:
    region, city = _place(rng, owner, people)
    industry, kinds = _weighted(rng, [((name, words), weight) for name, words, weight in INDUSTRIES])
    name = ""
    while not name or name in taken:
        name = f"{rng.choice((region, city))}{rng.choice(MIDDLE)}{rng.choice(END)}{rng.choice(kinds)}有限公司"
    taken.add(name)
    size = int(min(rng.paretovariate(1.25), 60.0) * 900_000)  # few large, many small
    if owner == VETERAN:
        size = size * 3 // 2  # he chose first, for years
    client_class = "A" if size > 9_000_000 else "B" if size > 3_000_000 else "C" if size > 1_400_000 else "D"
    frequency = {"A": 5.0, "B": 3.2, "C": 1.8, "D": 0.9}[client_class] * rng.uniform(0.5, 1.5)
    is_new = rng.random() < 0.22
    latest = BEFORE_UNTIL if before else LAST_DAY
    created = (
        FIRST_DAY + timedelta(days=rng.randrange((latest - FIRST_DAY).days - 30))
        if is_new
        else FIRST_DAY - timedelta(days=rng.randrange(1, 1800))
    )
    return DemoClient(
        code=f"C{index + 1:05d}",
        name=name,
        client_class=client_class,
        industry=industry,
        region=f"{region} {city}",
        source=rng.choice(SOURCES),
        tags=tuple(sorted(rng.sample(TAGS, rng.choice((0, 0, 0, 1, 1, 2))))),
        created_on=created,
        contacts=tuple(_contact(rng, index, position) for position in range(rng.choice((1, 1, 2, 3)))),
        size_fen=size,
        a_year=frequency,
        owner=owner,
        before=before,
    )


def _place(rng: Random, owner: str | None, people: tuple[Person, ...]) -> tuple[str, str]:
    """Mostly the region of the owner's department."""
    department = next((person.department for person in people if person.number == owner), "")
    home = next((region for code, _name, _above, region in DEPARTMENTS if code == department), "")
    if home and rng.random() < 0.6:
        region, cities, _weight = next(place for place in REGIONS if place[0] == home)
    else:
        region, cities = _weighted(rng, [((name, towns), weight) for name, towns, weight in REGIONS])
    return region, rng.choice(cities)


def _contact(rng: Random, index: int, position: int) -> DemoContact:
    # 199 0xxx xxxx: the form of a mobile number, counted through so that none repeats.
    phone = f"1990{(index * 3 + position) * 37 % 10_000_000:07d}"
    return DemoContact(rng.choice(SURNAMES) + rng.choice(GIVEN), rng.choice(TITLES), phone)


def _weighted(
    rng: Random, choices: list[tuple[tuple[str, tuple[str, ...]], int]]
) -> tuple[str, tuple[str, ...]]:
    return rng.choices([choice for choice, _ in choices], [weight for _, weight in choices])[0]
