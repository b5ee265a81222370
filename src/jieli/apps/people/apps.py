from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jieli.apps.people"
    label = "people"
