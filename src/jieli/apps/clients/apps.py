from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "jieli.apps.clients"
    label = "clients"
