"""The SQL of DuckDB."""

from attrs import frozen


@frozen
class DuckDB:
    """`//` cuts towards zero; it is given no negative number. A sum of 64-bit numbers has 128 bits here."""

    whole: str = "BIGINT"
    huge: str = "HUGEINT"
    chars: str = "VARCHAR"
    most: int = 10**37

    def quotient(self, value: str, by: str, *, is_huge: bool = False) -> str:
        return f"{value} // {by}"

    def remainder(self, value: str, by: str) -> str:
        return f"{value} % {by}"

    def days_between(self, first: str, last: str) -> str:
        return f"({last} - {first})"

    def first_of(self, unit: str, day: str) -> str:
        return f"CAST(date_trunc('{unit}', {day}) AS DATE)"

    def months_after(self, day: str, months: str) -> str:
        return f"CAST({day} + to_months(CAST({months} AS INTEGER)) AS DATE)"

    def text(self, value: str) -> str:
        return "'" + value.replace("'", "''") + "'"
