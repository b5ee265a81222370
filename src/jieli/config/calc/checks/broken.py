"""What is said of a promise that tables break: which, where first, and how often."""

from jieli.kernel.problem import Problem


def is_twice(table: str, key: str, first: str, count: int) -> Problem:
    return Problem(
        "PAY-FACTS-009",
        table,
        "The same {key} is there more than once: {first}; {count} such in all.",
        "Leave each there once.",
        {"key": key, "first": first, "count": str(count)},
    )


def not_there(table: str, named: str, first: str, count: int) -> Problem:
    return Problem(
        "PAY-FACTS-010",
        table,
        "The {named} {first} is named, which is not there, or is another client's; {count} rows in all.",
        "Add what is named, or take the rows away.",
        {"named": named, "first": first, "count": str(count)},
    )


def bad_number(table: str, column: str, first: object, count: int) -> Problem:
    return Problem(
        "PAY-FACTS-011",
        table,
        "{column} is negative or zero where it must not be, first at {first}; {count} rows in all.",
        "What is taken back is a refund; an amount, a quantity or a share is not below zero.",
        {"column": column, "first": str(first), "count": str(count)},
    )


def over_allocated(first: str, count: int) -> Problem:
    return Problem(
        "PAY-FACTS-012",
        "allocations",
        "More is allocated of receipt {first} than it comes to; {count} receipts in all.",
        "Allocate a receipt's amount or less.",
        {"first": first, "count": str(count)},
    )


def too_early(first: str, count: int) -> Problem:
    return Problem(
        "PAY-FACTS-024",
        "refunds",
        "Refund {first} is of a day before what it gives back was signed or came in; {count} rows in all.",
        "Correct one of the two days: nothing goes back before it was sold.",
        {"first": first, "count": str(count)},
    )


def renewed_later(first: str, count: int) -> Problem:
    return Problem(
        "PAY-FACTS-027",
        "deals",
        "Deal {first} renews one that was signed on the same day or later; {count} rows in all.",
        "Correct one of the two days, or which deal is renewed: what is renewed was signed before.",
        {"first": first, "count": str(count)},
    )


def not_one(table: str, first: str, count: int) -> Problem:
    return Problem(
        "PAY-FACTS-013",
        table,
        "Shares do not come to one: first {first}; {count} in all.",
        "On each day the shares of a client in a group come to one, or nobody has any; so do the splits of a deal.",
        {"first": first, "count": str(count)},
    )


def bad_day(table: str, column: str, first: object, count: int) -> Problem:
    return Problem(
        "PAY-FACTS-014",
        table,
        "{column} is no day that can be calculated with, first at {first}; {count} rows in all.",
        "Days are of the years 1 to 9998, and an end is after its beginning; leave an end that is not known empty.",
        {"column": column, "first": str(first), "count": str(count)},
    )


def unknown_word(table: str, column: str, first: str, count: int, words: str) -> Problem:
    return Problem(
        "PAY-FACTS-015",
        table,
        "“{first}” in the column “{column}” is not known; {count} rows in all.",
        "It is one of {words}.",
        {"column": column, "first": first, "count": str(count), "words": words},
    )


def too_much(table: str) -> Problem:
    return Problem(
        "PAY-FACTS-017",
        table,
        "The amounts come to more than 2⁶³ − 1 fen.",
        "Amounts are whole fen; look for amounts that are written in another unit.",
    )


def share_above_one(table: str, column: str, first: str, count: int) -> Problem:
    return Problem(
        "PAY-FACTS-025",
        table,
        "{column} is above one, first at {first}; {count} rows in all.",
        "It is a part of the whole: a numerator that is not above its denominator.",
        {"column": column, "first": first, "count": str(count)},
    )


def step_missing(first: str, count: int) -> Problem:
    return Problem(
        "PAY-FACTS-028",
        "steps",
        "A position is missing between two steps of handover {first}; {count} lists of steps in all.",
        "Number the steps of a client and a stream one after the other, or add the step that was lost.",
        {"first": first, "count": str(count)},
    )


def overlapping(table: str, same: str, first: str, count: int) -> Problem:
    return Problem(
        "PAY-FACTS-026",
        table,
        "Two rows of the same {same} hold on the same day, so that it would be paid twice: first {first}; {count} in all.",
        "End each before the next begins; `until` is the first day on which it holds no longer.",
        {"same": same, "first": first, "count": str(count)},
    )
