from django.apps import AppConfig


class CreditingConfig(AppConfig):
    name = "jieli.apps.crediting"
    label = "crediting"
