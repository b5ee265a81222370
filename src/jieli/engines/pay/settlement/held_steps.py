"""The steps that tell what becomes of pay that is held, and what by them is held still. Page: docs/algorithms/holdback-and-release.md."""

from collections.abc import Mapping

from attrs import frozen

from jieli.kernel.trace import Scalar, Trace

HELD, USED, RELEASED, FORFEITED = "pay.held", "pay.held_used", "pay.released", "pay.forfeited"


@frozen
class Move:
    """What a step does to what is held. value: its value that says how much; sign: -1 where that is held no more."""

    value: str
    sign: int

    def fen(self, values: Mapping[str, Scalar]) -> int:
        return self.sign * int(values[self.value])


HELD_MOVES: Mapping[str, Move] = {
    HELD: Move("held_fen", 1),
    USED: Move("used_fen", -1),
    RELEASED: Move("released_fen", -1),
    FORFEITED: Move("forfeited_fen", -1),
}


def held_in(trace: Trace, *, handover: int) -> Mapping[int, int]:
    """Client of the handover → fen that the steps of a trace hold of it, less what they use, release or forfeit."""
    held: dict[int, int] = {}
    for step in trace.walk():
        if step.rule in HELD_MOVES and step.values.get("handover") == handover:
            client = int(step.values["client"])
            held[client] = held.get(client, 0) + HELD_MOVES[step.rule].fen(step.values)
    return held
