"""Who gets the parts of deals that terms divide: the claims of decisions, by deal and the day on which the part counts.

Normative page: docs/algorithms/crediting.md. A handover says something else than the shares of the day only of a deal that was
signed, or opened, before it, and of a day on or after it; of any other part the shares of the day decide.
"""

from jieli.engines.crediting import Basis, CreditRule, Group, OwnerDate, Party
from jieli.engines.ownership import Stream
from jieli.engines.pay.columns.sql.dialect import ENDLESS, Dialect, day_literal
from jieli.engines.pay.columns.sql.parts import AMOUNTS, deal_day
from jieli.engines.pay.columns.sql.relations import Shape, name_of, union
from jieli.engines.pay.pricing.spec import View

CLAIM = (
    "deal",
    "counts_on",
    "client",
    "person",
    "share_numerator",
    "share_denominator",
    "rule",
    "handover",
    "party",
    "owner_on",
    "by_group",
)
_RULE = (
    f"CASE WHEN x.stream = '{Stream.EARLIER_DEALS.value}' THEN '{CreditRule.EARLIER_DEALS.value}'"
    f" ELSE '{CreditRule.OPEN_PIPELINE.value}' END"
)
BEGUN_ON = "least(d.signed_on, coalesce(d.opened_on, d.signed_on))"


def divided_sql(view: View, shape: Shape) -> str:
    """Deals and days of which terms may say something: of all others they say nothing."""
    deal = f"d.id AS deal, d.client, d.signed_on, {BEGUN_ON} AS begun_on"
    if view.basis in AMOUNTS:
        day = deal_day(view)
        parts = (
            f"SELECT {deal}, {day} AS counts_on FROM deals d"
            f" WHERE {AMOUNTS[view.basis]} IS NOT NULL AND {day} IS NOT NULL"
        )
    elif view.basis is Basis.RECEIPTS:
        parts = (
            f"SELECT {deal}, r.received_on AS counts_on FROM receipts r"
            " JOIN allocations a ON a.receipt = r.id JOIN deals d ON d.id = a.deal"
        )
    else:
        parts = f"SELECT {deal}, i.invoiced_on AS counts_on FROM invoices i JOIN deals d ON d.id = i.deal"
    asked_on = "p.counts_on"
    if _as_signed(view):  # whoever brought a deal keeps it, whatever handover comes after
        asked_on = "p.signed_on" if view.group is Group.ORIGIN else "greatest(p.signed_on, p.counts_on)"
    splits = " ANTI JOIN splits s ON s.deal = p.deal" if "splits" in shape.filled else ""
    return (
        f"SELECT DISTINCT p.* FROM ({parts}) p SEMI JOIN terms t ON t.client = p.client"
        f" AND p.begun_on < t.effective_from AND t.effective_from <= {asked_on}{splits}"
    )


def plain_claims_sql(view: View) -> str:
    """Of plain handovers: the outgoing person has what the step of the deal's stream leaves him, the incoming one the rest."""
    is_earlier = "d.signed_on < h.effective_from"
    before = "h.effective_from - 1"
    as_signed = f"CASE WHEN {is_earlier} THEN %s ELSE %s END"
    read_on = as_signed % ("d.counts_on", "d.signed_on") if _as_signed(view) else "d.counts_on"
    owner_on = as_signed % ("d.signed_on", before) if _as_signed(view) else before
    asked = (
        f"SELECT d.deal, d.counts_on, d.client, h.handover, {read_on} AS read_on, {owner_on} AS owner_on,"
        f" CASE WHEN {is_earlier} THEN '{Stream.EARLIER_DEALS.value}' ELSE '{Stream.OPEN_PIPELINE.value}' END AS stream"
        f" FROM divided_{name_of(view)} d JOIN plain h ON h.client = d.client AND d.signed_on >= h.since"
    )
    standing = (
        f"SELECT * FROM ({asked}) a SEMI JOIN spans s ON s.client = a.client AND s.handover = a.handover"
        f" AND s.from_ <= a.read_on AND a.read_on < coalesce(s.until, {day_literal(ENDLESS)})"
    )
    step = (
        f"FROM ({standing}) x JOIN step_days k ON k.client = x.client AND k.handover = x.handover"
        " AND k.stream = x.stream AND k.from_ <= x.read_on AND x.read_on < k.until"
    )
    return union(
        [
            f"SELECT x.deal, x.counts_on, x.client, k.{party.value} AS person, {share} AS share_numerator,"
            f" k.denominator AS share_denominator, {_RULE} AS rule, x.handover,"
            f" '{party.value}' AS party, x.owner_on, '{Group.OWNERSHIP.value}' AS by_group {step} WHERE {share} > 0"
            for party, share in (
                (Party.OUTGOING, "k.numerator"),
                (Party.INCOMING, "(k.denominator - k.numerator)"),
            )
        ]
    )


def claims_sql(view: View, denominator: int, is_decided: bool, dialect: Dialect) -> str:
    """All claims in the form of `holds_<group>`. is_decided: the reference decided some."""
    name = name_of(view)
    scale = dialect.quotient(str(denominator), "share_denominator")
    columns = ", ".join(CLAIM)
    found = [f"SELECT {columns} FROM plain_claims_{name}"]
    if is_decided:
        fitting = f"{denominator} % share_denominator = 0"
        found.append(f"SELECT {columns} FROM decided_{name} WHERE {fitting}")
    return (
        f"SELECT *, share_numerator * ({scale}) AS part, count(*) OVER parts AS sharing,"
        " coalesce(person = min(person) OVER parts, true) AS is_first"
        f" FROM ({union(found)}) WINDOW parts AS (PARTITION BY deal, counts_on)"
    )


def unfit_sql(view: View, denominator: int) -> str:
    """Clients with a decided share that has no place in the common denominator."""
    return (
        f"SELECT client FROM decided_{name_of(view)}"
        f" WHERE share_denominator IS NULL OR {denominator} % share_denominator <> 0"
    )


def accounts_sql(view: View) -> str:
    """A number for each deal and day that has claims, from 0."""
    return (
        "SELECT deal, counts_on, owner_on, row_number() OVER (ORDER BY deal, counts_on) - 1 AS account"
        f" FROM (SELECT DISTINCT deal, counts_on, owner_on FROM claims_{name_of(view)})"
    )


def _as_signed(view: View) -> bool:
    """Money follows the deal's own answer on the day it was signed, and terms for earlier deals from there."""
    return view.basis not in AMOUNTS and view.owner_date is OwnerDate.SIGNED
