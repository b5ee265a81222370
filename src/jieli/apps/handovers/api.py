"""Handovers' public interface: the agreed change of owner with its transition, from the draft to the reversal."""

from jieli.apps.handovers.access import (
    Act,
    Reach,
    get_visible_handover,
    list_my_turns,
    reach_of,
    refuse_unless_may,
)
from jieli.apps.handovers.actions import (
    change_draft,
    consent,
    decline,
    draft_handover,
    propose_handover,
    withdraw_handover,
)
from jieli.apps.handovers.checks import find_open_handovers
from jieli.apps.handovers.confirming import (
    check_confirmation,
    confirm_handover,
    list_confirmations,
    take_back_confirmation,
)
from jieli.apps.handovers.deciding import approve_handover, reverse_handover
from jieli.apps.handovers.describe import StreamInWords, describe_terms
from jieli.apps.handovers.named_deals import list_named_deals
from jieli.apps.handovers.queries import (
    NoSuchHandover,
    get_handover,
    handovers_of_client,
    list_handovers,
    list_terms,
)
from jieli.apps.handovers.terms import days_of_steps, ends_in_time, last_step_from
from jieli.apps.handovers.values import (
    Change,
    ConfirmationView,
    ConsentView,
    EventView,
    HandoverView,
    NamedDeal,
    NewHandover,
    StepDays,
    StreamTerms,
    usual_terms,
)
from jieli.engines.ownership import Stream, TermsStep

__all__ = [
    "Act",
    "Change",
    "ConfirmationView",
    "ConsentView",
    "EventView",
    "HandoverView",
    "NamedDeal",
    "NewHandover",
    "NoSuchHandover",
    "Reach",
    "StepDays",
    "Stream",
    "StreamInWords",
    "StreamTerms",
    "TermsStep",
    "approve_handover",
    "change_draft",
    "check_confirmation",
    "confirm_handover",
    "consent",
    "days_of_steps",
    "decline",
    "describe_terms",
    "draft_handover",
    "ends_in_time",
    "find_open_handovers",
    "get_handover",
    "get_visible_handover",
    "handovers_of_client",
    "last_step_from",
    "list_confirmations",
    "list_handovers",
    "list_my_turns",
    "list_named_deals",
    "list_terms",
    "propose_handover",
    "reach_of",
    "refuse_unless_may",
    "reverse_handover",
    "take_back_confirmation",
    "usual_terms",
    "withdraw_handover",
]
