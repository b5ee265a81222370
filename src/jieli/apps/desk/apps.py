from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "jieli.apps.desk"
    label = "desk"
