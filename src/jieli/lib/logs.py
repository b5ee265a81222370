"""What the program writes down about itself: when, what kind of request, where in the code. Never what was in it."""

import logging
import traceback
from types import TracebackType
from typing import Any

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlainFormatter(logging.Formatter):
    """One line for what happened, and for an error the places in the code it came through.

    The message of an exception is left out: a database's says the values of a row.
    """

    def format(self, record: logging.LogRecord) -> str:
        moment = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        request: Any = getattr(record, "request", None)
        what = f"{request.method} {request.path!a}" if request is not None else record.getMessage()
        lines = [f"{moment} {record.levelname} {record.name} {what}"]
        if record.exc_info:
            lines.append(self.formatException(record.exc_info))
        return "\n".join(lines)

    def formatException(self, ei: ExcInfo) -> str:
        kind, error, _trace = ei
        if kind is None or error is None:
            return ""
        places = traceback.extract_tb(error.__traceback__)
        lines = [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
        return "\n".join([*lines, f"  {kind.__module__}.{kind.__qualname__}"])


def settings_for(folder: str) -> dict[str, Any]:
    """Django's LOGGING: errors to the terminal and to a file of the data folder that is kept small."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"()": "jieli.lib.logs.PlainFormatter"}},
        "handlers": {
            "terminal": {"class": "logging.StreamHandler", "formatter": "plain", "level": "ERROR"},
            "file": {
                "class": "logging.handlers.RotatingFileHandler",
                "formatter": "plain",
                "level": "ERROR",
                "filename": f"{folder}/jieli.log",
                "maxBytes": 5_000_000,
                "backupCount": 3,
                "delay": True,
                "encoding": "utf-8",
            },
        },
        "loggers": {
            "django": {"handlers": ["terminal", "file"], "level": "ERROR", "propagate": False},
            "jieli": {"handlers": ["terminal", "file"], "level": "INFO", "propagate": False},
        },
    }
