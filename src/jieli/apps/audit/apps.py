from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "jieli.apps.audit"
    label = "audit"
