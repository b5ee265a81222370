"""Claims on the parts of a view that handovers' terms divide: made by SQL of plain handovers, of all others by the reference."""

from attrs import evolve, frozen

from jieli.engines.crediting import decide
from jieli.engines.pay.columns.facts import shares_of
from jieli.engines.pay.columns.sql.claims import CLAIM, claims_sql, divided_sql, plain_claims_sql, unfit_sql
from jieli.engines.pay.columns.sql.relations import Shape, name_of
from jieli.engines.pay.columns.store import Store
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.tables import book_of_tables
from jieli.engines.pay.tables.credits import decisions_to_arrow


@frozen
class Claims:
    """What was found out about the claims of a view. is_decided: the reference decided some, `decided_<view>`. has_unfit: some of
    these have no place in columns. most_sharing, most_share: as in `Shape`."""

    is_there: bool = False
    is_decided: bool = False
    has_unfit: bool = False
    most_sharing: int = 0
    most_share: int = 0

    def shape(self, shape: Shape) -> Shape:
        """What holds of a view with these claims."""
        return evolve(
            shape,
            has_claims=self.is_there,
            most_sharing=max(shape.most_sharing, self.most_sharing),
            most_share=max(shape.most_share, self.most_share),
        )


NO_CLAIMS = Claims()


def keep_claims(store: Store, view: View, shape: Shape) -> Claims:
    """They are in `claims_<view>` afterwards. **Raises** ValueError, as the reference does."""
    name = name_of(view)
    if "terms" not in shape.filled:
        return NO_CLAIMS
    store.keep(f"divided_{name}", divided_sql(view, shape))
    if not _count(store, f"SELECT count(*) FROM divided_{name}"):
        return NO_CLAIMS
    store.keep(f"plain_claims_{name}", plain_claims_sql(view))
    is_decided = _decide_others(store, view)
    of = shape.share_denominator
    store.keep(f"claims_{name}", claims_sql(view, of, is_decided, store.dialect))
    ((sharing, share),) = store.rows(f"SELECT max(sharing), max(share_numerator) FROM claims_{name}")
    return Claims(
        is_there=True,
        is_decided=is_decided,
        has_unfit=is_decided and _count(store, f"SELECT count(*) FROM ({unfit_sql(view, of)})") > 0,
        most_sharing=sharing or 0,
        most_share=share or 0,
    )


def _decide_others(store: Store, view: View) -> bool:
    """Whether there are any; the reference's claims on them are in `decided_<view>` afterwards."""
    name = name_of(view)
    others = f"others_{name}"
    store.keep(
        others,
        f"SELECT * FROM divided_{name} ANTI JOIN plain_claims_{name} USING (deal, counts_on)"
        " ANTI JOIN rest_of_book USING (client)",
    )
    asked = store.rows(f"SELECT deal, counts_on, client FROM {others}")
    if not asked:
        return False
    book = book_of_tables(shares_of(store, others))
    decisions = decide(
        book,
        basis=view.basis,
        owner_date=view.owner_date,
        group=view.group,
        asked=[(deal, on) for deal, on, _client in asked],
    )
    decided = [(*one, decision) for one, decision in zip(asked, decisions, strict=True)]
    store.bring(f"decided_{name}", decisions_to_arrow(decided).rename_columns(list(CLAIM)))
    return True


def _count(store: Store, query: str) -> int:
    ((value,),) = store.rows(query)
    return int(value)
