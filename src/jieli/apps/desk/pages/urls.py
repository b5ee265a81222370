"""Addresses of the desk: home stands at the root of the program."""

from django.urls import path

from jieli.apps.desk.pages import client, clients, editing, fact, home, log, putting_right, rates, recording

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("clients/", clients.client_list, name="clients"),
    path("clients/new/", editing.new, name="new_client"),
    path("clients/<int:client_id>/", client.client, name="client"),
    path("clients/<int:client_id>/edit/", editing.edit, name="edit_client"),
    path("clients/<int:client_id>/record/<str:kind>/", recording.record, name="record"),
    path("facts/<int:fact_id>/", fact.fact, name="fact"),
    path("facts/<int:fact_id>/correct/", putting_right.correct, name="correct"),
    path("facts/<int:fact_id>/void/", putting_right.void, name="void"),
    path("rates/", rates.rates, name="rates"),
    path("log/", log.log, name="log"),
]
