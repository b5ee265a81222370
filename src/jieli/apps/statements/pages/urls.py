"""Addresses of statements, below /statements/."""

from django.urls import path

from jieli.apps.statements.pages import explaining, listing, statement

app_name = "statements"
urlpatterns = [
    path("", listing.statements, name="list"),
    path("<int:statement_id>/", statement.statement, name="statement"),
    path("<int:statement_id>/pdf/", statement.pdf, name="pdf"),
    path("<int:statement_id>/xlsx/", statement.xlsx, name="xlsx"),
    path("lines/<int:line_id>/", explaining.line, name="line"),
    path("outcomes/<int:outcome_id>/", explaining.outcome, name="outcome"),
]
