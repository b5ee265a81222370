"""What every component has in common. Page: docs/algorithms/components.md."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from jieli.engines.pay.pricing.spec import Measure, Pricing, SplitPlace, View
from jieli.engines.pay.results import Balance, Result
from jieli.engines.pay.work import Work
from jieli.kernel.problem import Problem


class Scope(StrEnum):
    """segment: for each part of the period through which the versions of the plan leave it as it was. period: once, by the last version, after all
    segments; it may look at what the components before it came to and at earlier periods."""

    SEGMENT = "segment"
    PERIOD = "period"


class Reach(StrEnum):
    """Whose credits a component looks at: only those of the person himself, of his team too, of everybody on the plan, of
    whoever shares a fact with him."""

    SELF = "self"
    TEAM = "team"
    PLAN = "plan"
    EVERYBODY = "everybody"


class TransitionCredits(StrEnum):
    """Whether credits that a handover's terms leave with the outgoing person are paid here too."""

    INCLUDED = "included"
    EXCLUDED = "excluded"


class PaidBy(StrEnum):
    """Which version pays where an earlier one has frozen its deals. deal: each deal by the version under which it was signed.
    day: the version of the day, whatever deals its credits come from."""

    DEAL = "deal"
    DAY = "day"


class Given(StrEnum):
    """What a run is given beside its book, by its name among the inputs."""

    TEAMS = "teams"
    SERVICES = "services"
    NAMED_DEALS = "named_deals"
    CONFIRMATIONS = "confirmations"


class Component:
    """One computable piece of a plan: a frozen class in `components/` with typed parameters.

    Its docstring is its manual page, its examples are `examples/pay/components/<type>.yaml`. What it pays on credits it
    says as data (`pricings`, `measures`), which every back end computes in its own way; `compute` puts the answers together
    and is the same on all of them.
    """

    __slots__ = ()

    type: ClassVar[str]
    scope: ClassVar[Scope] = Scope.SEGMENT
    paid_by: ClassVar[PaidBy]  # every kind says it: none is decided by silence

    key: str
    names: Mapping[str, str]

    def check(self, place: str) -> list[Problem]:
        """Combinations of parameters that are refused."""
        return []

    def needs(self) -> tuple[str, ...]:
        """Keys of components of the same plan that stand before this one and that it looks at."""
        return ()

    def quotas(self) -> tuple[str, ...]:
        """Those of them that must be quotas."""
        return ()

    def results(self) -> tuple[str, ...]:
        """Keys of the recorded results that it asks for."""
        return ()

    def takes_from(self) -> tuple[str, ...]:
        """Keys of components of whose amounts it takes where it comes to less than nothing: so much less was really paid."""
        return ()

    def holds_of(self) -> str | None:
        """The component of which it holds a part for later."""
        return None

    def pricings(self) -> tuple[Pricing, ...]:
        """What it pays on credits."""
        return ()

    def pays_deals(self) -> bool:
        """Whether a version that freezes its deals goes on paying by it."""
        return self.paid_by is PaidBy.DEAL

    def takes_back_as_paid(self) -> bool:
        """Whether a later version leaves refunds of what this one paid to it: no credit was paid by the sum of others."""
        own = self.pricings()
        return self.pays_deals() and bool(own) and all(one.is_by_itself for one in own)

    def rates_sums(self) -> bool:
        """Whether it pays a rate on sums of credits from the first fen on, which no version could leave deals out of."""
        return False

    def pays_credits(self) -> bool:
        """Whether a refund on a day on which it pays somebody is taken back from him by it."""
        return self.pays_deals() or self.rates_sums()

    def measures(self) -> tuple[Measure, ...]:
        """The sums of credits that it looks at without paying each credit."""
        return ()

    def views(self) -> tuple[View, ...]:
        """The views of the book of which it pays a rate on every credit."""
        return tuple(dict.fromkeys(pricing.view for pricing in self.pricings()))

    def looks_at(self) -> tuple[View, ...]:
        """All views of the book that it looks at; those of which it pays a rate stand first."""
        return tuple(dict.fromkeys((*self.views(), *(measure.view for measure in self.measures()))))

    def looks_for(self) -> tuple[Given, ...]:
        """What is needed beside the book for it ever to pay anything, or all of what it pays."""
        return ()

    def reach(self) -> Reach:
        """Whose credits it looks at."""
        shared = any(pricing.split is SplitPlace.PAYOUT for pricing in self.pricings())
        return Reach.EVERYBODY if shared else Reach.SELF

    def goes_on(self, carried: Mapping[str, int]) -> bool:
        """Whether it is asked also for a period after the person's last day on the plan, by what it carried until then.
        What it looks at has then come to nothing."""
        return False

    def winds_down(self, carried: Mapping[str, int]) -> bool:
        """Whether it is asked also in a period whose version of the plan has it no longer, as long as something is open of
        what it carried. The work is then `is_over`: nothing new is held, drawn, deferred or lifted."""
        return self.goes_on(carried)

    @classmethod
    def may_stay_open(cls) -> bool:
        """Whether something of it may be open where no version has it any longer."""
        return cls.winds_down is not Component.winds_down or cls.goes_on is not Component.goes_on

    def standing(self, carried: Mapping[str, int]) -> Balance | None:
        """What is open after a period that carried on so much; None: it keeps nothing open. Over all periods of a plan its
        amounts, what is open and what was given up come to nothing: conservation.md."""
        return None

    def may_give_up(self, *, was_away: bool) -> bool:
        """Whether some of what it keeps may be forfeited, lost or forgiven. was_away: on some days no plan paid the person on
        credits."""
        return False

    def compute(self, work: Work) -> Result:
        """Raises Problems where something that it needs is not known."""
        raise NotImplementedError
