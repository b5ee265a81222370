"""What the demo tells: handovers in every state, and a deal that was put right after its month was paid."""

from datetime import date
from fractions import Fraction

import attrs
from django.utils import timezone

from jieli.apps.access import api as access
from jieli.apps.handovers import api as handovers
from jieli.apps.intake import api as intake
from jieli.config.demo.company import NEWCOMER, VETERAN
from jieli.config.demo.drawing import Demo
from jieli.kernel.period import add_months

# outgoing, incoming, first day, how many clients, how far it goes, reason
STORIES = (
    (VETERAN, NEWCOMER, date(2025, 10, 1), 14, "approved", "林晓燕入职，先接一批小客户熟悉业务"),
    (VETERAN, "1008", date(2026, 7, 1), 36, "approved", "陈建国负责的客户过多，第一批移交华东一部同事"),
    ("1002", "1009", date(2026, 9, 1), 18, "approved", "沈红梅转做大项目"),
    (
        VETERAN,
        NEWCOMER,
        date(2026, 12, 1),
        32,
        "proposed",
        "第二批移交：维护为主的老客户由林晓燕接手，陈建国专注开发新客户",
    ),
)
CONFIRMED_OF, CONFIRMED_ON = date(2026, 7, 1), date(2026, 10, 20)  # which handover, and when it was seen
DOLLARS = (
    (date(2026, 9, 1), Fraction("7.1104")),
    (date(2026, 10, 1), Fraction("7.0986")),
    (date(2026, 11, 1), Fraction("7.0853")),
    (date(2026, 11, 16), Fraction("7.0911")),
)
CORRECTION = "合同核对：这一单是软件，录入时误选了备件"


def hand_over(demo: Demo) -> None:
    """Each story's handover, agreed by both and approved where the story says so."""
    if handovers.list_handovers(people=None, on=date(2026, 11, 1)):
        return
    gone: set[str] = set()
    for outgoing, incoming, first_day, how_many, state, reason in STORIES:
        book = [client for client in demo.clients if client.owner == outgoing and client.code not in gone]
        book = [client for client in book if client.created_on < first_day and not client.before]
        chosen = sorted(book, key=lambda client: (client.client_class, client.code), reverse=True)[:how_many]
        gone |= {client.code for client in chosen}
        client_ids = tuple(demo.client_ids[client.code] for client in chosen)
        new = handovers.NewHandover(
            outgoing_id=demo.employee_ids[outgoing],
            incoming_id=demo.employee_ids[incoming],
            effective_from=first_day,
            client_ids=client_ids,
            reason=reason,
            named_deals=_named(client_ids, first_day) if state == "proposed" else (),
        )
        _carry_through(demo, new, state)


def _named(client_ids: tuple[int, ...], first_day: date) -> tuple[handovers.NamedDeal, ...]:
    """The two largest open deals: the one who hands over brings them to an end within a year, beyond his
    own shares of the transition."""
    largest = sorted(
        intake.open_deals(client_ids=client_ids), key=lambda one: (-one.open_fen, one.deal.source_key)
    )
    until = add_months(first_day, 12, end="clip")
    return tuple(handovers.NamedDeal(one.deal.id, Fraction(3, 10), until) for one in largest[:2])


def _carry_through(demo: Demo, new: handovers.NewHandover, state: str) -> None:
    """The sales director proposes and approves; the parties agree with their own logins where they have one."""
    login_of = {user.employee_id: user.id for user in access.list_users()}
    director = login_of[demo.employee_ids["0001"]]
    handover_id = handovers.draft_handover(acting_user_id=director, at=demo.at, new=new)
    handovers.propose_handover(acting_user_id=director, at=demo.at, handover_id=handover_id)
    if state != "approved":
        return
    terms_hash = handovers.get_handover(handover_id=handover_id, on=new.effective_from).terms_hash
    for employee_id in (new.outgoing_id, new.incoming_id):
        handovers.consent(
            acting_user_id=login_of.get(employee_id),
            at=demo.at,
            handover_id=handover_id,
            employee_id=employee_id,
            terms_hash=terms_hash,
        )
    handovers.approve_handover(
        acting_user_id=director, at=demo.at, handover_id=handover_id, terms_hash=terms_hash
    )
    if new.effective_from == CONFIRMED_OF:
        handovers.confirm_handover(
            acting_user_id=director,
            at=demo.at,
            handover_id=handover_id,
            client_ids=new.client_ids[:20],
            confirmed_on=CONFIRMED_ON,
        )


def sell_abroad(demo: Demo) -> None:
    """What a dollar is worth, and a deal in dollars in the month that is not paid yet, of which half came in."""
    if intake.list_currencies():
        return
    rates = [intake.NewRate("USD", on, rate) for on, rate in DOLLARS]
    intake.set_rates(acting_user_id=None, at=demo.at, rates=rates)
    client = next(
        one for one in demo.clients if one.owner == VETERAN and one.client_class == "A" and not one.before
    )
    deal = intake.NewDeal(
        source_key="EXPORT-1",
        client_id=demo.client_ids[client.code],
        title="出口成套设备",
        product_line="硬件",
        amount_fen=48_000_00,
        currency="USD",
        signed_on=date(2026, 11, 9),
    )
    receipt = intake.NewReceipt(
        source_key="EXPORT-1-1",
        client_id=deal.client_id,
        amount_fen=24_000_00,
        currency="USD",
        received_on=date(2026, 11, 18),
        allocations=(intake.NewAllocation(deal.source_key, 24_000_00),),
    )
    intake.record_facts(
        acting_user_id=None, at=demo.at, facts=intake.NewFacts(deals=(deal,), receipts=(receipt,))
    )


def are_told() -> bool:
    """Whether the last story stands, and with it everything before it."""
    return any(deal.version > 1 for deal in intake.facts_as_known(known_at=None).deals)


def tell_the_last(demo: Demo) -> None:
    """A deal paid in September turns out to be software and not spare parts: the next run posts the difference."""
    views = {deal.source_key: deal for deal in intake.facts_as_known(known_at=None).deals}
    paid = {
        receipt.deal
        for receipt in demo.facts.receipts
        if (receipt.received_on.year, receipt.received_on.month) == (2026, 9)
    }
    one = next(
        deal
        for deal in demo.facts.deals
        if deal.key in paid and deal.product_line == "备件" and not deal.splits
    )
    view = views[one.key]
    bare = {"splits", "renews_source_key"}  # spare parts renew nothing
    kept = (field.name for field in attrs.fields(intake.NewDeal) if field.name not in bare)
    same = intake.NewDeal(**{name: getattr(view, name) for name in kept})
    intake.correct_deal(
        acting_user_id=None,
        at=timezone.now(),
        fact_id=view.id,
        new=attrs.evolve(same, product_line="软件"),
        reason=CORRECTION,
    )
