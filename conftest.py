"""Fixtures of every test, wherever it lies."""

pytest_plugins = ["jieli.lib.testing", "tests.spark.plugin"]
