from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "jieli.apps.statements"
    label = "statements"
