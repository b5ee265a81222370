"""Where the public sample data is, and how a test says that it is not there."""

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ADVENTUREWORKS = PROJECT.parent / "shared" / "data" / "adventureworks"

needs_adventureworks = pytest.mark.skipif(
    not (ADVENTUREWORKS / "reseller_sales.csv.gz").is_file(),
    reason="The AdventureWorks files are not beside the checkout (docs/how-to/load-the-public-sample.md says where"
    " they come from), so the test on them is left out.",
)
