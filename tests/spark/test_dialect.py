"""Whole numbers and texts in Spark's SQL are those of Python, up to the last digit that the dialect promises."""

from fractions import Fraction
from random import Random

import pytest

from jieli.engines.pay.backends.spark.dialect import Spark
from jieli.engines.pay.backends.spark.session import own
from jieli.engines.pay.columns.sql.numbers import BIG, Numbers, TooLarge, Whole
from jieli.kernel.rounding import Rounding, round_fen

pytestmark = pytest.mark.spark

NUMBERS = Numbers(Spark())


def test_rounding_is_exact_in_both_types(spark):
    draw = Random(11)
    asked, expected = [], []
    for digits in (1, 9, 17, 18, 19, 25, 30, 31):
        for policy in Rounding:
            for of in (1, 2, 7, 10, 3 * 10**6):
                value = draw.choice((-1, 1)) * draw.randrange(10 ** (digits - 1), 10**digits)
                literal = Whole(f"CAST('{value}' AS {_type(value)})", abs(value))
                if abs(value) * 2 + of < NUMBERS.dialect.most:
                    asked.append(NUMBERS.rounded(literal, of, policy).sql)
                    expected.append(round_fen(Fraction(value, of), policy))
    session = own(spark)
    found = []
    for start in range(0, len(asked), 40):
        (row,) = session.sql(f"SELECT {', '.join(asked[start : start + 40])}").collect()
        found += [int(value) for value in row]
    assert found == expected


def test_beyond_the_promise_nothing_is_compiled():
    wide = Whole("x", 10**31)
    assert NUMBERS.times(wide, NUMBERS.literal(9)).is_huge
    with pytest.raises(TooLarge):
        NUMBERS.times(wide, NUMBERS.literal(10))


def test_texts_stay_as_they_are(spark):
    texts = ["", "软件", "it's", 'a "b"', "a\\b", "\\'", "${spark.app.name}", "$x", "a\nb", "''"]
    session = own(spark)
    (row,) = session.sql(f"SELECT {', '.join(Spark().text(text) for text in texts)}").collect()
    assert list(row) == texts


def _type(value: int) -> str:
    return NUMBERS.dialect.huge if abs(value) >= BIG else NUMBERS.dialect.whole
