"""What paid nothing, or less, as readers see it: rows in groups, with sentences."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import frozen

from jieli.apps.statements.explanations import Sentence, plain, words
from jieli.kernel.money import format_fen
from jieli.kernel.period import Period
from jieli.kernel.trace import plain_fen

MOST_CLIENTS = 10


class GroupKind(StrEnum):
    """What the rows of a group have in common, in the order in which one asks."""

    NOT_COLLECTED = "not_collected"
    NOT_YET = "not_yet"
    HELD = "held"
    OTHERS = "others"
    NOTHING = "nothing"
    LESS = "less"
    ELSEWHERE = "elsewhere"


@frozen
class Row:
    """A fact and why it paid nothing, or less. amount_fen: of the fact, or the part that the reason is about.

    href: where the fact is shown, empty where the reader may not open it. what: which fact. why: by which components.
    needed: what would have to happen, and whom to ask; empty where the reason says it already.
    """

    kind: str
    fact_id: int
    href: str
    on: date
    reason: str
    amount_fen: int
    paid_fen: int
    what: Sentence
    why: Sentence
    components: tuple[tuple[str, str], ...]
    held_fen: int = 0
    client_id: int = 0
    client: str = ""
    needed: Sentence = ()

    def to_json(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "fact": self.fact_id,
            "on": self.on.isoformat(),
            "reason": self.reason,
            "components": [f"{plan}/{key}" for plan, key in self.components if key],
            "amount": plain_fen(self.amount_fen),
            "paid": plain_fen(self.paid_fen),
            "what": plain(self.what),
            "why": plain(self.why),
            "needed": plain(self.needed),
        }


@frozen
class OfClient:
    """The rows of one client in a group, with their sum."""

    client_id: int
    client: str
    sum_fen: int
    rows: tuple[Row, ...]


@frozen
class Group:
    """What is of one kind, by client, the largest sum first. sum_fen: of the facts, each once; of what is held, what is held.

    meaning: what the sum is. It is the clients' money, and nothing that the person is owed, but for what is held.
    """

    kind: GroupKind
    title: str
    sum_fen: int
    meaning: str
    clients: tuple[OfClient, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for one in self.clients for row in one.rows)

    @property
    def facts(self) -> Mapping[tuple[str, int], int]:
        """Each deal and payment of it once, with its amount."""
        return {(row.kind, row.fact_id): row.amount_fen for row in self.rows}

    @property
    def largest(self) -> tuple[OfClient, ...]:
        return self.clients[:MOST_CLIENTS]

    @property
    def smaller(self) -> tuple[OfClient, ...]:
        """The clients after the largest, which a page folds."""
        return self.clients[MOST_CLIENTS:]

    @property
    def smaller_fen(self) -> int:
        return sum(one.sum_fen for one in self.smaller)

    @property
    def has_sum(self) -> bool:
        """What other components paid for is no sum that anybody waits for."""
        return self.kind is not GroupKind.ELSEWHERE

    @property
    def is_pay(self) -> bool:
        """Whether the sum is pay; all others are the clients' money."""
        return self.kind is GroupKind.HELD

    @property
    def has_paid(self) -> bool:
        return any(row.paid_fen for row in self.rows)

    def to_json(self) -> Mapping[str, Any]:
        return {
            "group": self.kind.value,
            "title": self.title,
            "sum": plain_fen(self.sum_fen),
            "meaning": self.meaning,
            "clients": [
                {"client": one.client_id, "name": one.client, "sum": plain_fen(one.sum_fen)}
                for one in self.clients
            ],
            "rows": [row.to_json() for row in self.rows],
        }


@frozen
class WhyNotView:
    """All that paid a person nothing, or less, in a period. hidden: facts of clients that the reader does not see.

    of_whom: where nothing is hidden, that the person's own page may have less in its sums.
    """

    period: Period
    currency: str
    groups: tuple[Group, ...]
    hidden: int = 0
    of_whom: str = ""

    @property
    def unpaid(self) -> Mapping[tuple[str, int], int]:
        """Each deal and payment that paid nothing, or less, once; without what is earned already or was paid elsewhere."""
        found: dict[tuple[str, int], int] = {}
        for group in self.groups:
            if group.kind not in (GroupKind.HELD, GroupKind.ELSEWHERE):
                found |= group.facts
        return found

    @property
    def unpaid_fen(self) -> int:
        return sum(self.unpaid.values())

    @property
    def is_in_several(self) -> bool:
        """Whether the groups have more entries than there are deals and payments in the sum."""
        return sum(len(group.rows) for group in self.groups) > len(self.unpaid)

    def to_json(self) -> Mapping[str, Any]:
        return {
            "period": self.period.label,
            "currency": self.currency,
            "groups": [group.to_json() for group in self.groups],
            "hidden": self.hidden,
        }

    def lines(self) -> Iterator[str]:
        """As plain text: each group with its sum, each client with his, each fact with its amount, and below it why."""
        if self.of_whom:
            yield self.of_whom
        for group in self.groups:
            yield (
                f"{group.title}  {format_fen(group.sum_fen)} {self.currency}"
                if group.has_sum
                else group.title
            )
            if group.meaning:
                yield f"  {group.meaning}"
            for one in group.clients:
                yield f"  {one.client}  {format_fen(one.sum_fen)}"
                for row in one.rows:
                    yield f"    {row.on.isoformat()}  {plain(row.what)}  {format_fen(row.amount_fen)}"
                    yield f"      {plain(words.join((row.why, row.needed)))}"
