"""What a cap has paid and what lies above it, from period to period. Normative page: docs/algorithms/caps-and-negative-balances.md."""

from collections.abc import Mapping

from attrs import evolve, field, frozen

from jieli.engines.pay.results import GIVEN_UP
from jieli.engines.pay.settlement.waiting import Excess, Waiting


@frozen
class Most:
    """The most of a window so far. before_fen: the same without this period, where it is a rate of what is credited, which
    refunds lower as they lower what is earned; None where nothing takes back from it."""

    fen: int
    before_fen: int | None = None


@frozen
class Capped:
    """Where a cap stands.

    counted_fen: paid in the window. most_fen: of the window, of a rate of credits. waiting: what is above. regained_fen: what
    of what was given up is set against refunds of the window. given_up_fen: less that. Of earlier windows with a
    rate of the same credits: spare_fen: the room that they left; earlier_fen: what they paid.
    """

    counted_fen: int = 0
    most_fen: int = 0
    waiting: Waiting = field(factory=Waiting)
    regained_fen: int = 0
    given_up_fen: int = 0
    spare_fen: int = 0
    earlier_fen: int = 0

    @staticmethod
    def read(carried: Mapping[str, int]) -> "Capped":
        return Capped(
            carried.get("counted_fen", 0),
            carried.get("most_fen", 0),
            Waiting.read(carried),
            carried.get("regained_fen", 0),
            carried.get(GIVEN_UP, 0),
            carried.get("spare_fen", 0),
            carried.get("earlier_fen", 0),
        )

    def written(self) -> dict[str, int]:
        return {
            "counted_fen": self.counted_fen,
            "most_fen": self.most_fen,
            "regained_fen": self.regained_fen,
            GIVEN_UP: self.given_up_fen,
            "spare_fen": self.spare_fen,
            "earlier_fen": self.earlier_fen,
            **self.waiting.written(),
        }

    def in_new_window(self, excess: Excess, *, keeps_room: bool) -> "Capped":
        """keeps_room: the most is a rate of the same credits as before."""
        new = Capped(waiting=self.waiting, given_up_fen=self.given_up_fen)
        if excess is Excess.LOST:
            new = Capped(given_up_fen=self.given_up_fen + self.waiting.fen)
        if not keeps_room:
            return new
        spare_fen = max(0, self.spare_fen + self.most_fen - self.counted_fen)
        return evolve(new, spare_fen=spare_fen, earlier_fen=self.earlier_fen + self.counted_fen)

    def without_before(self, number: int) -> "Capped":
        """What waits from before that period is given up."""
        kept, lost_fen = self.waiting.without_before(number)
        return evolve(self, waiting=kept, given_up_fen=self.given_up_fen + lost_fen)

    def uncapped(self, sum_fen: int) -> "Capped":
        return evolve(self, counted_fen=self.counted_fen + sum_fen)

    def most_of(self, fen: int) -> int:
        """What a window of that most may come to. One of less than nothing first takes from the room that earlier ones left,
        and then no more than they paid: a refund of other money than theirs is no refund of what they let pass."""
        return fen if fen >= 0 else min(0, max(fen + self.spare_fen, -self.earlier_fen))

    def capped(self, sum_fen: int, most: Most, number: int) -> "Capped":
        """After the period of that number, which earned so much."""
        total_fen = sum_fen + self.waiting.fen - self.regained_fen
        given_up_fen = self.given_up_fen + self.regained_fen
        due_fen, room_fen = total_fen, self.most_of(most.fen) - self.counted_fen
        if most.before_fen is None:
            room_fen = max(0, room_fen)
        else:
            # Of what was rightly paid before, refunds take back; a rate that a version lowered does not.
            room_fen = max(room_fen, min(0, self.most_of(most.fen) - self.most_of(most.before_fen)))
            lifted_fen = min(total_fen + given_up_fen, -self.counted_fen)  # up to a window of nothing
            due_fen = max(total_fen, lifted_fen)
        paid_fen = min(due_fen, room_fen)
        left_fen = total_fen - paid_fen
        regained_fen = max(0, -left_fen)
        return evolve(
            self,
            counted_fen=self.counted_fen + paid_fen,
            most_fen=0 if most.before_fen is None else most.fen,
            waiting=self.waiting.after(sum_fen, left_fen, number),
            regained_fen=regained_fen,
            given_up_fen=given_up_fen - regained_fen,
        )
