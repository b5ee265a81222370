"""Addresses of plans, below /plans/. A plan's code never begins with “-”, so what does is a page of its own."""

from django.urls import path

from jieli.apps.plans.pages import assigning, handing_over, listing, plan, withdrawing, writing

app_name = "plans"
urlpatterns = [
    path("", listing.plans, name="list"),
    path("-/mine/", plan.mine, name="mine"),
    path("-/new/", writing.new_plan, name="new"),
    path("-/assign/", assigning.assign, name="assign"),
    path("-/end/<int:employee_id>/", assigning.end, name="end"),
    path("-/handovers/<int:handover_id>/", handing_over.handing_over, name="handing_over"),
    path("<slug:code>/", plan.plan, name="plan"),
    path("<slug:code>/text/", plan.text, name="text"),
    path("<slug:code>/new-version/", writing.new_version, name="new_version"),
    path("<slug:code>/versions/<int:number>/withdraw/", withdrawing.withdraw, name="withdraw"),
]
