"""What a model keeps of people: declared beside the model, listed in the generated reference, checked for coverage."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen


class Basis(StrEnum):
    """Lawful basis of processing (PIPL article 13, GDPR article 6)."""

    CONTRACT = "contract"
    LEGAL_DUTY = "legal_duty"
    LEGITIMATE_INTEREST = "legitimate_interest"
    NONE = "none"


@frozen
class PersonalData:
    """The declaration of one model.

    fields: column → what of whom it tells. basis: why we may keep it. retention: how long. erasure: what shall
    be done to the row when a person's data is erased. Both are declared; no code carries them out yet.
    """

    fields: Mapping[str, str] = field(factory=dict)
    basis: Basis = Basis.NONE
    retention: str = ""
    erasure: str = ""


NOTHING_PERSONAL = PersonalData()
