"""Why not, for a person and the period of a run: asked of the engine from the run's frozen inputs, each time anew."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext, override

from jieli.apps.clients import api as clients
from jieli.apps.intake import api as intake
from jieli.apps.organizations import api as organizations
from jieli.apps.payruns import api as payruns
from jieli.apps.people import api as people
from jieli.apps.plans.api import name_in
from jieli.apps.statements.explanations import Sentence, words
from jieli.apps.statements.sight import Sight
from jieli.apps.statements.values import language_code
from jieli.apps.statements.whynot.needed_words import say_needed
from jieli.apps.statements.whynot.values import Group, GroupKind, OfClient, Row, WhyNotView
from jieli.apps.statements.whynot.words import Naming, say_what, say_why, with_components
from jieli.engines.pay.whynot import Reason, WhyNot, why_not

_WAITING = {Reason.NOT_COLLECTED: GroupKind.NOT_COLLECTED, Reason.NOT_YET: GroupKind.NOT_YET}
_OTHERS = frozenset({Reason.OTHER_OWNER, Reason.UNOWNED, Reason.NO_PLAN})
_NOT_CREDITED = frozenset({*_WAITING, Reason.OTHER_OWNER, Reason.UNOWNED})
_NOT_FOR_IT = frozenset({Reason.OUTGOING, Reason.TOO_NEW, Reason.TOO_OLD, Reason.OTHER_LINE, Reason.RENEWALS})


def explain_why_not(*, run_id: int, employee_id: int, language: str, sight: Sight) -> WhyNotView:
    """What of the run's period paid the person nothing, or less.

    Of what was not credited to him only facts of clients that the reader sees are told; the others are counted. Raises
    NotFound and ChangedTable.
    """
    standing = payruns.get_standing(run_id=run_id)
    inputs = standing.inputs
    found = why_not(inputs, person=employee_id, period=inputs.period, credits=standing.credits)
    hidden = [one for one in found if one.reason in _NOT_CREDITED and not sight.sees_client(one.client)]
    told = [one for one in found if one.reason not in _NOT_CREDITED or sight.sees_client(one.client)]
    code = language_code(language)
    with override(code):
        rows = _rows(told, _naming(told, inputs.period.from_), code, sight)
        return WhyNotView(
            period=inputs.period,
            currency=organizations.get_organization().currency,
            groups=tuple(_groups(rows)),
            hidden=len({(one.kind, one.fact) for one in hidden}),  # also what is told for another reason
            of_whom=_of_whom() if rows and sight.clients is None else "",
        )


def _of_whom() -> str:
    return gettext(
        "All clients are in this, also those whom others look after now. On the person’s own page these are not in the sums; it says how many entries they are."
    )


def _naming(found: Sequence[WhyNot], on: date) -> Naming:
    owners = (str(one.values["owners"]) for one in found if one.reason is Reason.OTHER_OWNER)
    employee_ids = {int(pair.partition(":")[0]) for text in owners for pair in text.split(", ")}
    summaries = clients.get_summaries(client_ids={one.client for one in found})
    return Naming(
        year=on.year,
        clients={number: summary.name for number, summary in summaries.items()},
        deals=intake.titles_of(fact_ids={one.fact for one in found if one.kind == "deal"}),
        people=people.names_of(employee_ids=employee_ids),
    )


def _rows(
    found: Sequence[WhyNot], naming: Naming, language: str, sight: Sight
) -> list[tuple[GroupKind, Row]]:
    """One for each fact and reason; components that say the very same are named together."""
    same: dict[object, list[WhyNot]] = {}
    for one in found:
        key = (_group_of(one), one.kind, one.fact, one.reason, tuple(sorted(one.values.items(), key=str)))
        same.setdefault(key, []).append(one)
    return [(_group_of(each[0]), _row(each, naming, language, sight)) for each in same.values()]


def _row(each: Sequence[WhyNot], naming: Naming, language: str, sight: Sight) -> Row:
    one = each[0]
    sees = sight.sees_client(one.client)
    keys = tuple((each_one.plan, each_one.component) for each_one in each)
    named = tuple(name_in(names=each_one.names, language=language) for each_one in each if each_one.names)
    return Row(
        kind=one.kind,
        fact_id=one.fact,
        href=f"/facts/{one.fact}/" if sees else "",
        on=one.on,
        reason=one.reason.value,
        amount_fen=one.amount_fen,
        paid_fen=sum(each_one.paid_fen for each_one in each),
        what=say_what(one, naming, sees_client=sees),
        why=words.join((with_components(named, say_why(one, naming, knows_owners=sees)), _elsewhere(one))),
        needed=say_needed(one),
        components=keys,
        held_fen=int(one.values.get("held_fen", 0)),
        client_id=one.client,
        client=naming.clients.get(one.client) or gettext("client {number}").format(number=one.client),
    )


def _elsewhere(one: WhyNot) -> Sentence:
    """Of what this component is not for, what others pay for it."""
    if _group_of(one) is not GroupKind.ELSEWHERE:
        return ()
    return words.fill(gettext("Other components pay {paid} for it."), paid=words.amount(one.others_fen))


def _group_of(one: WhyNot) -> GroupKind:
    if one.reason in _WAITING:
        return _WAITING[one.reason]
    if one.reason is Reason.HELD:
        return GroupKind.HELD
    if one.reason in _OTHERS:
        return GroupKind.OTHERS
    if one.reason in _NOT_FOR_IT and one.others_fen:
        return GroupKind.ELSEWHERE
    return GroupKind.LESS if one.paid_fen or one.others_fen else GroupKind.NOTHING


def _groups(rows: Sequence[tuple[GroupKind, Row]]) -> Iterable[Group]:
    titles = {
        GroupKind.NOT_COLLECTED: gettext("Not collected yet"),
        GroupKind.NOT_YET: gettext("Not there yet"),
        GroupKind.HELD: gettext("Earned and held"),
        GroupKind.OTHERS: gettext("Counted for somebody else, or for nobody"),
        GroupKind.NOTHING: gettext("Counted, and paid nothing"),
        GroupKind.LESS: gettext("Paid less than all of it"),
        GroupKind.ELSEWHERE: gettext("Paid, but not by every component"),
    }
    for kind, title in titles.items():
        own = [row for its, row in rows if its is kind]
        if own:
            yield Group(kind, title, _sum(kind, own), _meaning(kind), _by_client(kind, own))


def _meaning(kind: GroupKind) -> str:
    """What the sum of a group is, so that nobody takes it for pay."""
    match kind:
        case GroupKind.NOT_COLLECTED | GroupKind.NOT_YET:
            return gettext(
                "So much would count at most if everything came in full: it is the clients’ money, not pay that is owed."
            )
        case GroupKind.HELD:
            return gettext("So much pay was earned and is held until its condition is met.")
        case GroupKind.ELSEWHERE:
            return gettext(
                "Each of these is paid by another component; here is said why the component that is named does not pay it as well."
            )
    return gettext("So much the deals and payments come to: it is the clients’ money, not pay that is owed.")


def _by_client(kind: GroupKind, rows: Sequence[Row]) -> tuple[OfClient, ...]:
    """The largest sum first; of a client, the largest amount, and of equal ones the latest."""
    found: dict[int, list[Row]] = {}
    for row in sorted(
        rows, key=lambda row: (-_size(kind, row), -row.on.toordinal(), row.fact_id, row.reason)
    ):
        found.setdefault(row.client_id, []).append(row)
    clients = [OfClient(client, own[0].client, _sum(kind, own), tuple(own)) for client, own in found.items()]
    return tuple(sorted(clients, key=lambda one: (-one.sum_fen, one.client_id)))


def _size(kind: GroupKind, row: Row) -> int:
    return row.held_fen if kind is GroupKind.HELD else row.amount_fen


def _sum(kind: GroupKind, rows: Sequence[Row]) -> int:
    if kind is GroupKind.HELD:
        return sum(row.held_fen for row in rows)
    return sum({(row.kind, row.fact_id): row.amount_fen for row in rows}.values())
