"""Pay computed in columns, for every engine that has SQL and whole numbers: `sql` says what is asked, the modules here ask it.

Normative page: docs/algorithms/columns.md.
"""

from jieli.engines.pay.columns.calculation import Calculated, Calculation
from jieli.engines.pay.columns.facts import facts_of
from jieli.engines.pay.columns.spans import Known, read_all_holders
from jieli.engines.pay.columns.sql.relations import FACTS, name_literal

__all__ = ["FACTS", "Calculated", "Calculation", "Known", "facts_of", "name_literal", "read_all_holders"]
