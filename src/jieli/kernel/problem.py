"""A thing that is wrong in data, said so that a person can mend it."""

from collections.abc import Iterable, Mapping

from attrs import field, frozen


@frozen
class Problem:
    """What is wrong, where, why, and what to do.

    code: stable, such as PAY-TIER-003. place: where in the input (`components[2].tiers[1].from`, `clients.csv:12
    phone`). reason and remedy: English templates with {placeholders} that `values` fill, so that pages can translate
    them before filling.
    """

    code: str
    place: str
    reason: str
    remedy: str
    values: Mapping[str, str] = field(factory=dict)

    def text(self) -> str:
        """One line in English: code, place, reason, remedy."""
        where = f" {self.place}:" if self.place else ""
        return f"{self.code}{where} {self.reason.format(**self.values)} {self.remedy.format(**self.values)}"


class Problems(Exception):
    """Everything that is wrong with one input, found in one pass."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.text() for problem in self.problems))


def refuse(problems: Iterable[Problem]) -> None:
    """Raise Problems if there are any."""
    found = tuple(problems)
    if found:
        raise Problems(found)
