from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "jieli.apps.intake"
    label = "intake"
