from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "jieli.apps.organizations"
    label = "organizations"
