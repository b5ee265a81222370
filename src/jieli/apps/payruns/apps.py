from django.apps import AppConfig


class PayrunsConfig(AppConfig):
    name = "jieli.apps.payruns"
    label = "payruns"
