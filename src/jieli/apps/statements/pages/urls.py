"""Addresses of statements, below /statements/."""

from django.urls import path

from jieli.apps.statements.pages import explaining, held, listing, statement, what_if, why_not

app_name = "statements"
urlpatterns = [
    path("", listing.statements, name="list"),
    path("<int:statement_id>/", statement.statement, name="statement"),
    path("<int:statement_id>/pdf/", statement.pdf, name="pdf"),
    path("<int:statement_id>/xlsx/", statement.xlsx, name="xlsx"),
    path("<int:statement_id>/why-not/", why_not.why_not, name="why-not"),
    path("held/<int:handover_id>/", held.held, name="held"),
    path("lines/<int:line_id>/", explaining.line, name="line"),
    path("lines/<int:line_id>/what-if/<slug:kind>/<int:fact_id>/", what_if.what_if, name="what-if"),
    path("outcomes/<int:outcome_id>/", explaining.outcome, name="outcome"),
]
