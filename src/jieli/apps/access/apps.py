from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "jieli.apps.access"
    label = "access"
