"""A receipt that comes to no fen stops nobody's pay."""

from datetime import date
from fractions import Fraction

from jieli.apps.intake import api as intake
from jieli.apps.payruns import api as payruns
from jieli.apps.payruns.testing import JANUARY, new_deal, noon, record_deals, run_to


def test_a_receipt_of_no_fen_breaks_no_check(company):
    """10.00 VND is 0.28 fen."""
    rate = intake.NewRate("VND", date(2025, 1, 1), Fraction(28, 100000))
    intake.set_rates(acting_user_id=None, at=noon(1, 3), rates=[rate])
    record_deals(new_deal(company, "D1", "C1", 150_000_00, date(2026, 1, 10)), at=noon(1, 25))
    receipt = intake.NewReceipt("R1", company.clients["C1"], 10_00, "VND", date(2026, 1, 12))
    facts = intake.NewFacts(receipts=(receipt,))
    intake.record_facts(acting_user_id=None, at=noon(1, 26), facts=facts)
    run = run_to("computed", JANUARY, noon(2, 1))
    assert [one.name for one in payruns.list_checks(run_id=run) if one.broken] == []
    payruns.review_run(acting_user_id=None, at=noon(2, 1), run_id=run)
