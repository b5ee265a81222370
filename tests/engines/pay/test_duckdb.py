"""The same outcomes from columns as by definition, with every trace."""

from hypothesis import given, settings
from tests.engines.crediting.books import books
from tests.engines.pay.books import pay_inputs

from jieli.engines.crediting import OWNER_DATES, Basis, Group
from jieli.engines.pay.backends import reference
from jieli.engines.pay.backends.duckdb.compute import compute_pay
from jieli.engines.pay.backends.duckdb.connection import DuckStore, Limits, connect
from jieli.engines.pay.columns.book import ColumnBook
from jieli.engines.pay.columns.facts import read_book
from jieli.engines.pay.columns.sql.relations import CREDIT
from jieli.engines.pay.credits import Credits
from jieli.engines.pay.pricing.spec import View
from jieli.engines.pay.tables.credits import credits_to_arrow
from jieli.kernel.problem import Problems

ONE_THREAD = Limits(threads=1)
VIEWS = [View(basis, on, group) for basis in Basis for on in sorted(OWNER_DATES[basis]) for group in Group]


def in_order(rows):
    return sorted(rows, key=lambda row: [(value is not None, value) for value in row])


@settings(max_examples=15, deadline=None)
@given(books())
def test_every_view_has_the_credit_lines_of_the_reference(book):
    credits = Credits.of_book(book)
    with connect(ONE_THREAD) as connection:
        read_book(DuckStore(connection), book)
        columns = ColumnBook.of(DuckStore(connection))
        for view in VIEWS:
            lines = credits.lines(view)
            wanted = credits_to_arrow(
                (line, credits.signed_on(line), credits.arose_on(view, line)) for line in lines
            )
            found = connection.execute(
                f"SELECT {', '.join(CREDIT)} FROM ({columns.credits(view)})"
            ).fetchall()
            assert in_order(found) == in_order(zip(*wanted.to_pydict().values(), strict=True)), view


def outcomes(compute, inputs):
    try:
        return compute(inputs)
    except Problems as refused:
        return str(refused)


@settings(max_examples=25, deadline=None)
@given(pay_inputs())
def test_random_plans_on_random_books_come_to_the_same_outcomes(inputs):
    found = outcomes(lambda given: compute_pay(given, limits=ONE_THREAD), inputs)
    assert found == outcomes(reference.compute_pay, inputs)
