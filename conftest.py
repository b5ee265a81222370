"""Fixtures of every test, wherever it lies."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["jieli.lib.testing", "tests.spark.plugin"]

# How long it takes to draw says who else uses the machine; nothing else is to come out of that than a slow test.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
