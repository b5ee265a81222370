"""What a sentence knows beside its own step: names, who is spoken to, and which year goes without saying."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from attrs import evolve, field, frozen
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from jieli.apps.statements.explanations import words
from jieli.apps.statements.explanations.foreign import Foreign, say_foreign
from jieli.apps.statements.explanations.values import Part, Sentence
from jieli.kernel.ranges import DateRange
from jieli.kernel.trace import Trace


@frozen
class Held:
    """Somebody's share of a client over some days, as the run knew it."""

    person: int
    share: Fraction
    range: DateRange


@frozen
class Names:
    """Names by id, looked up for a whole statement at once. What is not in here is named by its number."""

    clients: Mapping[int, str] = field(factory=dict)
    deals: Mapping[int, str] = field(factory=dict)
    people: Mapping[int, str] = field(factory=dict)
    plans: Mapping[str, str] = field(factory=dict)  # code → name
    owners: Mapping[tuple[int, str], tuple[Held, ...]] = field(
        factory=dict
    )  # (client, group) → who held when
    foreign: Mapping[int, Foreign] = field(factory=dict)  # of facts in another currency
    users: Mapping[int, str] = field(factory=dict)  # who uses the program, not who is paid


@frozen
class Context:
    """What holds for one amount.

    person_id: whose pay it is. person: his name, None where he is spoken to as “you”. year: goes without saying.
    names_lines: some of it is about a named product line, so that the rest has to be called the rest. per_unit: rates are
    money for a unit.
    """

    names: Names
    person_id: int
    person: str | None
    year: int
    names_lines: bool = False
    per_unit: bool = False

    def inside(self, trace: Trace) -> "Context":
        """For the steps of a step."""
        return evolve(self, per_unit=self.per_unit or trace.values.get("unit") == "quantity")

    def of_person(self, person_id: int) -> "Context":
        """Where a step is about somebody else, such as a member of the team."""
        if person_id == self.person_id:
            return self
        return evolve(self, person_id=person_id, person=self.name(person_id).text)

    @property
    def who(self) -> Part:
        return Part(
            pgettext("whose statement it is, spoken to", "you") if self.person is None else self.person,
            strong=True,
        )

    @property
    def whose(self) -> Part:
        if self.person is None:
            return Part(pgettext("whose statement it is, spoken to", "your"), strong=True)
        return Part(
            pgettext("of the person whose pay it is", "{person}’s").format(person=self.person), strong=True
        )

    def holders_on(self, client_id: int, group: str, iso: str, own_share: Fraction) -> Sentence:
        """Everybody who shared the client that day: 王芳 60%、李强 40%. Nothing where this is not what the credit went
        by, so that no sentence claims more than the trace."""
        day = date.fromisoformat(iso)
        held = [one for one in self.names.owners.get((client_id, group), ()) if day in one.range]
        if sum((one.share for one in held if one.person == self.person_id), Fraction(0)) != own_share:
            return ()
        ordered = sorted(held, key=lambda one: (one.person != self.person_id, -one.share, one.person))
        return words.enumerate_parts(
            words.fill(
                pgettext("a person with his share", "{person} {share}"),
                person=self.who if one.person == self.person_id else self.name(one.person),
                share=words.percent(one.share),
            )
            for one in ordered
        )

    def name(self, person_id: int) -> Part:
        return Part(self.names.people.get(person_id) or gettext("person {number}").format(number=person_id))

    def client(self, client_id: int) -> Part:
        name = self.names.clients.get(client_id) or gettext("client {number}").format(number=client_id)
        return Part(name, href=f"/clients/{client_id}/", strong=True)

    def deal(self, fact_id: int) -> Part:
        title = self.names.deals.get(fact_id)
        text = (
            pgettext("a deal by its title", "“{title}”").format(title=title)
            if title
            else gettext("deal {number}").format(number=fact_id)
        )
        return Part(text, href=f"/facts/{fact_id}/")

    def fact_amount(self, fact_id: int, fen: int, currency: str = "") -> Part:
        """The amount of a fact, which leads to it. currency: a foreign one."""
        return Part(words.amount(fen, currency).text, href=f"/facts/{fact_id}/", strong=True)

    def foreign(self, fact_id: int, fen: int) -> Sentence:
        """What it was in its own currency, and the rate; nothing of what was in that of pay."""
        return say_foreign(self.names.foreign.get(fact_id), fen)

    def handover(self, handover_id: int) -> Part:
        return Part(
            gettext("handover {number}").format(number=handover_id),
            href=reverse("handovers:detail", args=[handover_id]),
        )

    def plan(self, code: str) -> Part:
        return Part(self.names.plans.get(code) or code, href=reverse("plans:plan", args=[code]))

    def day(self, iso: str) -> str:
        return words.day(date.fromisoformat(iso), self.year)

    def day_before(self, iso: str) -> str:
        """Of the first day on which something no longer holds, the last one on which it did."""
        return words.day(date.fromisoformat(iso) - timedelta(days=1), self.year)
