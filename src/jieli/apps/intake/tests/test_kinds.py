"""What values of facts are other facts is said once, by the kinds of facts."""

from attrs import fields

from jieli.apps.intake import api as intake
from jieli.apps.intake.kinds import KINDS

OTHERS = {"client_id", "employee_id"}


def test_every_id_of_a_fact_is_a_client_a_person_or_another_fact():
    ids = {one.name for kind in KINDS.values() for one in fields(kind.view) if one.name.endswith("_id")}
    assert ids - OTHERS == set(intake.POINTING)
    assert set(intake.POINTING.values()) <= set(KINDS)
