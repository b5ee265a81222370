"""Every address of the program, app by app."""

from django.urls import include, path

from jieli.apps.access.pages import signing

urlpatterns = [
    path("", include("jieli.apps.desk.pages.urls")),  # home, clients, facts, the log
    path("access/", include("jieli.apps.access.pages.urls")),
    path("handovers/", include("jieli.apps.handovers.pages.urls")),
    path("plans/", include("jieli.apps.plans.pages.urls")),
    path("payruns/", include("jieli.apps.payruns.pages.urls")),
    path("statements/", include("jieli.apps.statements.pages.urls")),
    path("login", signing.login, name="login"),
    path("ui/", include("jieli.ui.urls")),
]
