"""Why a person was paid nothing, or less, for a fact. Normative page: docs/algorithms/why-not.md."""

from collections.abc import Iterator, Mapping, Sequence, Set

from attrs import define, evolve, field

from jieli.engines.crediting import CreditLine, Group
from jieli.engines.pay.credits import Credits, PartKey, line_order, part_of
from jieli.engines.pay.currency import in_own_currency
from jieli.engines.pay.desired import ComputedPart
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.restricting import clients_of, inputs_of
from jieli.engines.pay.run import Run
from jieli.engines.pay.settlement.by_credit import fen_by_credit
from jieli.engines.pay.sources import Sources
from jieli.engines.pay.unpaid import UnpaidReason, explain_unpaid
from jieli.engines.pay.values import PayInputs
from jieli.engines.pay.whynot.credited import Paid, why
from jieli.engines.pay.whynot.fixed import why_not_fixed
from jieli.engines.pay.whynot.held import above_of, held_of
from jieli.engines.pay.whynot.values import Reason, WhyNot
from jieli.engines.pay.whynot.waiting import awaited_of
from jieli.engines.pay.work import is_paid_in
from jieli.kernel.period import Period
from jieli.kernel.rate import format_rate
from jieli.kernel.trace import Scalar

__all__ = ["Reason", "WhyNot", "why_not"]


def why_not(
    inputs: PayInputs, *, person: int, period: Period, credits: Credits | None = None
) -> tuple[WhyNot, ...]:
    """Every fact that concerns the person in the period and paid him nothing or less than its full rate on the whole.

    **Shape**: one per fact and component, by day of the fact; facts that no plan of his pays have one without a
    component. credits: as for compute_pay. **Unit**: fen of the run's currency. **Raises** Problems, as compute_pay does.
    """
    own = in_own_currency(inputs_of(inputs, {person}))
    credits = credits or Credits.of_book(own.book)
    run = Run.by_definition(own, credits)
    parts = [part for key, of_key in run.parts().items() if key.period == period for part in of_key]
    asking = _Asking(own, person, period, run.sources, credits, parts)
    found = [
        *asking.credited(),
        *asking.of_fixed_amounts(),
        *asking.held(),
        *asking.of_others(),
        *asking.without_a_plan(),
        *asking.waiting(),
    ]
    order = list(Reason)
    return tuple(sorted(found, key=lambda one: (one.kind, one.fact, one.component, order.index(one.reason))))


@define
class _Asking:
    inputs: PayInputs
    person: int
    period: Period
    sources: Sources
    credits: Credits
    parts: Sequence[ComputedPart]
    paid: Mapping[tuple[str, int], Mapping[tuple[str, str], int]] = field(
        init=False
    )  # fact → component → fen

    def __attrs_post_init__(self) -> None:
        paid: dict[tuple[str, int], dict[tuple[str, str], int]] = {}
        for part in self.parts:
            key = (part.segment.plan, part.component.key)
            for credit, fen in fen_by_credit(part.result):
                of_fact = paid.setdefault((credit.kind, credit.fact), {})
                of_fact[key] = of_fact.get(key, 0) + fen
        self.paid = paid

    def credited(self) -> Iterator[WhyNot]:
        """Of what is credited to him and counts on a day of one of his segments."""
        for part in self.parts:
            paid = Paid.of(part.result)
            for pricing in part.component.pricings():
                for credit in self.credits.of(pricing.view, self.person, part.segment.range):
                    if not is_paid_in(part.segment, pricing.view, credit, self.credits):
                        continue
                    found = why(pricing, credit, paid, self.sources)
                    if found is not None:
                        yield self._said(part, credit, *found, paid_fen=paid.fen(credit))

    def of_fixed_amounts(self) -> Iterator[WhyNot]:
        """Of what is credited to him and would earn a fixed amount, but for a condition."""
        for part in self.parts:
            for credit, reason, values, paid_fen in why_not_fixed(part, self.credits):
                yield self._said(part, credit, reason, values, paid_fen=paid_fen)

    def held(self) -> Iterator[WhyNot]:
        """Of what was earned in the period and is still held at its end, or above the most of its deal."""
        for part in self.parts:
            earned = [one.result for one in self.parts if _is_of(part, one)]
            for held in held_of(part, earned):
                yield self._said(part, held.credit, Reason.HELD, held.values, paid_fen=held.paid_fen)
            for above in above_of(part, earned):
                yield self._said(
                    part, above.credit, Reason.DEAL_CAPPED, above.values, paid_fen=above.paid_fen
                )

    def of_others(self) -> Iterator[WhyNot]:
        """Of what counts on those days, is of a client in whom he has a share on a day of the period, and is credited to
        others alone."""
        for part in self.parts:
            for view in part.component.views():
                clients = self._clients(view.group)
                for lines in self._facts(view, part):
                    if lines[0].client not in clients or any(one.person == self.person for one in lines):
                        continue
                    owners = ", ".join(
                        f"{one.person}:{format_rate(one.share)}" for one in lines if one.person is not None
                    )
                    reason = Reason.OTHER_OWNER if owners else Reason.UNOWNED
                    values: dict[str, Scalar] = {
                        "owner_on": lines[0].owner_on.isoformat(),
                        "owners": owners,
                        "credit_rule": lines[0].rule.value,
                    }
                    yield self._said(
                        part, lines[0], reason, values, amount_fen=sum(one.amount_fen for one in lines)
                    )

    def without_a_plan(self) -> Iterator[WhyNot]:
        """Of what is credited to him on days of the period on which he is on no plan."""
        for one in explain_unpaid(self.inputs, credits=self.credits):
            if (one.reason, one.line.person, one.period) == (UnpaidReason.NO_PLAN, self.person, self.period):
                values: dict[str, Scalar] = {"counts_on": one.line.counts_on.isoformat()}
                yield self._said(None, one.line, Reason.NO_PLAN, values)

    def waiting(self) -> Iterator[WhyNot]:
        """Deals of which a component would pay him what had not come, or was not known, by the period's end."""
        own = self.inputs.book.of_clients(clients_of(self.inputs.book, {self.person}))
        for one in awaited_of(own, self.person, self.period, self.parts):
            deal, open_fen = one.deal, one.waits_for.open_fen
            values: dict[str, Scalar] = {
                "waits_for": ", ".join(each.value for each in one.waits_for.waits_for),
                "in_fen": deal.amount_fen - open_fen,
                "open_fen": open_fen,
                "share_share": format_rate(one.credit.share),
            }
            money = one.credit.kind == "receipt"
            reason = Reason.NOT_COLLECTED if money else Reason.NOT_YET
            credit = evolve(
                one.credit,
                kind="deal",
                fact=deal.id,
                source_key=deal.source_key,
                counts_on=deal.signed_on,
                fact_fen=deal.amount_fen,
            )
            yield self._said(one.part, credit, reason, values, amount_fen=open_fen)

    def _clients(self, group: Group) -> Set[int]:
        """Those in whom he has a share of this kind on a day of the period."""
        return {
            span.client
            for span in self.inputs.book.spans
            if span.person == self.person
            and span.group == group.value
            and span.range.overlaps(self.period.range)
        }

    def _facts(self, view: View, part: ComputedPart) -> Iterator[Sequence[CreditLine]]:
        """The lines of each part of a fact that counts on the segment's days."""
        seen: set[PartKey] = set()
        for line in self.credits.lines(view):
            if line.counts_on in part.segment.range and part_of(line) not in seen:
                seen.add(part_of(line))
                yield sorted(self.credits.of_part(view, line), key=line_order)

    def _said(
        self,
        part: ComputedPart | None,
        credit: CreditLine,
        reason: Reason,
        values: Mapping[str, Scalar],
        *,
        amount_fen: int | None = None,
        paid_fen: int = 0,
    ) -> WhyNot:
        plan, component = ("", "") if part is None else (part.segment.plan, part.component.key)
        paid = self.paid.get((credit.kind, credit.fact), {})
        return WhyNot(
            kind=credit.kind,
            fact=credit.fact,
            source_key=credit.source_key,
            client=credit.client,
            on=credit.counts_on,
            plan=plan,
            component=component,
            reason=reason,
            amount_fen=credit.fact_fen if amount_fen is None else amount_fen,
            paid_fen=paid_fen,
            others_fen=sum(fen for key, fen in paid.items() if key != (plan, component)),
            names={} if part is None else part.component.names,
            values=values,
        )


def _is_of(holding: ComputedPart, one: ComputedPart) -> bool:
    """Whether one part is what another looks at: of the same plan, and named by it."""
    return one.segment.plan == holding.segment.plan and one.component.key in holding.component.needs()
