"""The SQL of Spark, with ANSI mode on and double quotes around names."""

from attrs import frozen


@frozen
class Spark:
    """`div` cuts towards zero, and is for 64 bits only: wider decimals it wraps in silence.

    most: below it, −x and |x| of a decimal(38,0) keep every digit (34 would do), and its quotient, which has six
    decimals, has room for every digit before them.
    """

    whole: str = "BIGINT"
    huge: str = "DECIMAL(38,0)"
    chars: str = "STRING"
    most: int = 10**32

    def quotient(self, value: str, by: str, *, is_huge: bool = False) -> str:
        if is_huge:
            return f"CAST(({value} - {value} % {by}) / {by} AS {self.huge})"
        return f"{value} div {by}"

    def remainder(self, value: str, by: str) -> str:
        return f"{value} % {by}"

    def days_between(self, first: str, last: str) -> str:
        return f"CAST(datediff({last}, {first}) AS BIGINT)"

    def first_of(self, unit: str, day: str) -> str:
        return f"trunc({day}, '{unit}')"

    def months_after(self, day: str, months: str) -> str:
        return f"add_months({day}, CAST({months} AS INT))"

    def text(self, value: str) -> str:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
