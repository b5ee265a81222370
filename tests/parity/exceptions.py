"""All that is excepted from parity, in one list: which engine, why, and what it says instead. A test fails where an exception
lacks, and where one is needed no more.

No outcome is excepted: these are lines that are in no file, and examples that `test_by_hand` runs on every back end from
their credits, but which are not run a second time as whole books.
"""

from attrs import frozen

COLUMNS = "DuckDB and Spark, which price and write lines in columns"
BOOKS = "every back end, as a run over a whole book"
NO_WORDS = "Columns have no words for this."


@frozen
class Excepted:
    """error: what is raised. examples: by name; none where all with that error are meant."""

    engine: str
    reason: str
    error: str
    examples: frozenset[str] = frozenset()


OF_QUOTA = Excepted(
    COLUMNS,
    "An accelerator on attainment looks at the quota of the days, which is no column.",
    NO_WORDS,
    frozenset(
        {
            "commission: bounds of attainment are parts of the quota of the days",
            "commission: who is not employed on any day has nothing to attain and is paid at the rate",
            "commission: where nothing is credited it is not asked for",
            "case 15 (ORA-UPLIFT): a sale that counts twice reaches the tier, and is paid once",
            "case freezing (own): a target is reached by all that is credited, whichever version pays it",
            "case versions (own): an attainment goes on while its quota does, and the target is told once",
            "case versions (own): where its quota changes, what is attained begins anew",
        }
    ),
)
OF_LEAD = Excepted(
    COLUMNS,
    "A payout split is priced on the whole fact by its lead's sums, and then divided.",
    NO_WORDS,
    frozenset(
        {
            "commission: a payout split divides what the whole fact pays by its lead's tiers",
            "commission: what another leads does not lift one's own sum",
            "commission: a payout of an odd fen goes to the lower number",
            "case 21 (own): or what the whole deal pays by its lead's tiers is divided",
            "case to-date-and-refunds (own): what is left of a divided deal is divided at the rate at which it was paid",
        }
    ),
)
WITHOUT_LINES = (OF_QUOTA, OF_LEAD)
TOO_LARGE = Excepted(
    COLUMNS,
    "Amounts, rates and sums of a plan's numbers could together leave every number type of a column.",
    "into no column",
)

NOT_BOOKS = (
    Excepted(BOOKS, "What other components brought is by hand, and not computed.", "given before"),
    Excepted(BOOKS, "So are debts and lots of earlier periods.", "given carried"),
    Excepted(BOOKS, "So is what earlier periods brought.", "given past"),
    Excepted(
        BOOKS, "The quota beside it pays nothing by itself, and its key is the example's.", "given beside"
    ),
    Excepted(BOOKS, "The book beside the credits is another one than that of the credits.", "given book"),
    Excepted(BOOKS, "Results are recorded of a person with a name of the example's.", "given achievements"),
    Excepted(BOOKS, "Targets are recorded so.", "given quotas"),
    Excepted(BOOKS, "Leaves are recorded so.", "given leaves"),
    Excepted(BOOKS, "Services are recorded so.", "given services"),
    Excepted(BOOKS, "Whose pay is looked at is one person, and a team has several.", "given teams"),
    Excepted(BOOKS, "So has a contest.", "given contestants"),
    Excepted(BOOKS, "Days of an older text of the plan have none here.", "given placed"),
    Excepted(BOOKS, "Days on other plans have none here.", "given on_plans"),
    Excepted(BOOKS, "Shares of a handover come of its terms, and of no split.", "credits with party"),
    Excepted(BOOKS, "Facts that name a deal are several of one number.", "credits with deal"),
    Excepted(BOOKS, "What belongs to nobody is no split.", "credits of nobody"),
    Excepted(BOOKS, "A class is a deal's, and a credit made a deal has none.", "credits with class"),
    Excepted(BOOKS, "So is a region.", "credits with region"),
    Excepted(BOOKS, "A day of signing that is not the first deal's.", "credits with signed"),
    Excepted(BOOKS, "A credit is made an amount, and a quantity is none.", "basis quantity"),
    Excepted(BOOKS, "A margin is none.", "basis margin"),
    Excepted(
        BOOKS,
        "A formula names its bases within, and credits are made deals; a refund of days that a first deal decides is of a"
        " deal signed then.",
        "another amount",
        frozenset(
            {
                "commission: a new client's first days pay half as much again, and a refund of them takes that back",
                "formula: nothing is rounded before the end",
                "formula: units are counts, of some product lines only",
            }
        ),
    ),
)
