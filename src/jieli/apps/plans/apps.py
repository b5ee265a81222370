from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "jieli.apps.plans"
    label = "plans"
