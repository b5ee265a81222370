"""A pay run from files to files, without a database: what `jieli calc` does."""

from jieli.config.calc.job import Engine, Job, Report, run_job

__all__ = ["Engine", "Job", "Report", "run_job"]
