"""Addresses of handovers, below /handovers/."""

from django.urls import path

from jieli.apps.handovers.pages import acts, confirming, detail, drafting, listing

app_name = "handovers"
urlpatterns = [
    path("", listing.handover_list, name="list"),
    path("new", drafting.new, name="new"),
    path("people/<int:employee_id>", listing.person, name="person"),
    path("<int:handover_id>", detail.handover, name="detail"),
    path("<int:handover_id>/edit", drafting.edit, name="edit"),
    path("<int:handover_id>/propose", acts.propose, name="propose"),
    path("<int:handover_id>/consent", acts.consent, name="consent"),
    path("<int:handover_id>/decline", acts.decline, name="decline"),
    path("<int:handover_id>/approve", acts.approve, name="approve"),
    path("<int:handover_id>/withdraw", acts.withdraw, name="withdraw"),
    path("<int:handover_id>/reverse", acts.reverse, name="reverse"),
    path("<int:handover_id>/confirm", confirming.confirm, name="confirm"),
    path("<int:handover_id>/take-back", confirming.take_back, name="take_back"),
]
