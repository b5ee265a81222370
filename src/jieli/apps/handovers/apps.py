from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "jieli.apps.handovers"
    label = "handovers"
