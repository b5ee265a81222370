"""Addresses of pay runs, below /payruns/."""

from django.urls import path

from jieli.apps.payruns.pages import adjustments, periods, previews, run, runs

app_name = "payruns"
urlpatterns = [
    path("", runs.runs, name="list"),
    path("start/", runs.start, name="start"),
    path("preview/", previews.preview, name="preview"),
    path("adjustments/", adjustments.adjustments, name="adjustments"),
    path("adjustments/new/", adjustments.new, name="adjust"),
    path("adjustments/<int:adjustment_id>/approve/", adjustments.approve, name="approve_adjustment"),
    path("adjustments/<int:adjustment_id>/withdraw/", adjustments.withdraw, name="withdraw_adjustment"),
    path("<int:run_id>/", run.run, name="run"),
    path("<int:run_id>/reopen/", periods.reopen, name="reopen"),
    path("<int:run_id>/correct/", periods.correct, name="correct"),
    path("<int:run_id>/close/", periods.close, name="close"),
    path("<int:run_id>/issue/", run.issue, name="issue"),
    path("<int:run_id>/rerun/", run.rerun, name="rerun"),
    path("<int:run_id>/<str:act>/", run.step, name="step"),
]
