"""Credit lines in SQL: of parts that shares of days, splits of deals or claims of handovers' terms divide.

Normative page: docs/algorithms/crediting.md. Refunds of what several people share the reference credits (`rest`); its
lines are appended.
"""

from collections.abc import Iterator, Sequence

from attrs import frozen

from jieli.engines.crediting import CreditRule
from jieli.engines.pay.columns.sql.dialect import Dialect
from jieli.engines.pay.columns.sql.numbers import Numbers, Whole
from jieli.engines.pay.columns.sql.parts import parts_sql
from jieli.engines.pay.columns.sql.relations import CREDIT, Shape, name_of, union
from jieli.engines.pay.pricing.spec import View
from jieli.kernel.rounding import Rounding

_HELD = "h.person, h.share_numerator, h.share_denominator, h.part, h.sharing, h.is_first, h.handover, h.party"


def credits_sql(view: View, shape: Shape, dialect: Dialect) -> str:
    """The credit lines of a view, in no order; the text of a query over facts, `holds_<group>` and the rest."""
    made = _Crediting(view, shape, Numbers(dialect))
    branches = []
    for held in made.held():
        branches.append(made.of_few(held))
        if shape.most_sharing > 2:
            branches.append(made.of_many(held))
    if shape.has_rest:
        branches.append(f"SELECT {', '.join(CREDIT)} FROM rest_credits_{name_of(view)}")
    return union(branches)


@frozen
class _Crediting:
    view: View
    shape: Shape
    numbers: Numbers

    def held(self) -> Iterator[str]:
        """Parts with those who have them: each part in one of these queries."""
        yield self._held_on_days()
        if "splits" in self.shape.filled:
            yield self._held_by_splits()
        if self.shape.has_claims:
            yield self._held_by_claims()

    def of_few(self, held: str) -> str:
        """Parts of at most two people, or of nobody."""
        where = " WHERE sharing <= 2" if self.shape.most_sharing > 2 else ""
        return self._lines(f"{held}{where}", self._one_of_two())

    def of_many(self, held: str) -> str:
        """Leftover fen to the largest remainders, of equal ones to the lowest person."""
        size, of = "abs(fact_fen)", self.numbers.literal(self.shape.share_denominator)
        exact = self.numbers.times(self._size(), self._part())
        dialect = self.numbers.dialect
        whole = self.numbers.whole(
            Whole(dialect.quotient(exact.sql, of.sql, is_huge=exact.is_huge), exact.most), self.shape.most_fen
        ).sql
        cut = f"SELECT *, {whole} AS cut_fen, {dialect.remainder(exact.sql, of.sql)} AS rest FROM ({held}) WHERE sharing > 2"
        part = "PARTITION BY kind, fact, deal, of_receipt, of_invoice"
        placed = (
            f"SELECT *, row_number() OVER ({part} ORDER BY rest DESC, person) AS place,"
            f" {size} - CAST(sum(cut_fen) OVER ({part}) AS {dialect.whole}) AS left_fen FROM ({cut})"
        )
        fen = "cut_fen + CASE WHEN place <= left_fen THEN 1 ELSE 0 END"
        return self._lines(f"({placed})", f"CASE WHEN fact_fen < 0 THEN -({fen}) ELSE {fen} END")

    def _held_on_days(self) -> str:
        unsplit = f"({parts_sql(self.view, self.shape)}) p"
        if "splits" in self.shape.filled:
            unsplit += " ANTI JOIN splits s ON s.deal = p.deal"
        if self.shape.has_claims:
            unsplit += (
                f" ANTI JOIN claims_{name_of(self.view)} c ON c.deal = p.deal AND c.counts_on = p.counts_on"
            )
        return (
            f"(SELECT p.*, {_HELD}, h.first_on, h.by_group, p.asked_on AS owner_on,"
            f" CASE WHEN h.person IS NULL THEN '{CreditRule.UNOWNED.value}' ELSE '{CreditRule.OWNER.value}' END AS rule"
            f" FROM {unsplit} JOIN holds_{self.view.group.value} h"
            " ON h.client = p.client AND h.from_ <= p.asked_on AND p.asked_on < h.until)"
        )

    def _held_by_splits(self) -> str:
        return (
            f"(SELECT p.*, {_HELD}, f.first_on, '{self.view.group.value}' AS by_group, p.signed_on AS owner_on, '{CreditRule.SPLIT.value}' AS rule"
            f" FROM ({parts_sql(self.view, self.shape)}) p JOIN split_holds h ON h.deal = p.deal"
            " JOIN firsts f ON f.client = p.client)"
        )

    def _held_by_claims(self) -> str:
        """Their refunds, which may count on the same day, are the reference's."""
        return (
            f"(SELECT p.*, {_HELD}, f.first_on, h.by_group, h.owner_on, h.rule"
            f" FROM ({parts_sql(self.view, self.shape)}) p JOIN claims_{name_of(self.view)} h"
            " ON h.deal = p.deal AND h.counts_on = p.counts_on JOIN firsts f ON f.client = p.client)"
        )

    def _lines(self, held: str, credit_fen: str) -> str:
        """The columns of credits over parts that somebody holds."""
        rest = f" ANTI JOIN rest_{name_of(self.view)} r ON r.client = x.client" if self.shape.has_rest else ""
        columns = _columns(CREDIT, credit_fen)
        return f"SELECT {columns} FROM (SELECT * FROM {held}) x{rest}"

    def _one_of_two(self) -> str:
        """All of it, or the exact share rounded half up for the lower person and half down for the other."""
        of = self.shape.share_denominator
        exact = self.numbers.times(self._size(), self._part())
        twice = self.numbers.times(exact, self.numbers.literal(2))
        lifted = self.numbers.plus(twice, Whole(f"CASE WHEN is_first THEN {of} ELSE {of - 1} END", of))
        shared = self.numbers.rounded(lifted, 2 * of, Rounding.DOWN)
        fen = self.numbers.whole(shared, self.shape.most_fen).sql
        return f"CASE WHEN sharing = 1 THEN fact_fen WHEN fact_fen < 0 THEN -({fen}) ELSE {fen} END"

    def _size(self) -> Whole:
        return self.numbers.size(self.numbers.column("fact_fen", self.shape.most_fen))

    def _part(self) -> Whole:
        return self.numbers.column("part", self.shape.share_denominator)


def split_holds_sql(denominator: int, dialect: Dialect) -> str:
    """Who shares a deal by its splits, in the form of `holds_<group>`."""
    scale = dialect.quotient(str(denominator), "share_denominator")
    return (
        "SELECT deal, person, share_numerator, share_denominator,"
        f" share_numerator * ({scale}) AS part, count(*) OVER deals AS sharing,"
        f" person = min(person) OVER deals AS is_first, CAST(NULL AS {dialect.whole}) AS handover,"
        f" CAST(NULL AS {dialect.chars}) AS party FROM splits WINDOW deals AS (PARTITION BY deal)"
    )


def _columns(names: Sequence[str], credit_fen: str) -> str:
    made = {
        "credit_fen": credit_fen,
        "first_deal_on": "CASE WHEN x.first_on <= x.counts_on THEN x.first_on END",
    }
    return ", ".join(f"{made.get(name, f'x.{name}')} AS {name}" for name in names)
