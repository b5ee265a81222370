from django.apps import AppConfig


class OwnershipConfig(AppConfig):
    name = "jieli.apps.ownership"
    label = "ownership"
