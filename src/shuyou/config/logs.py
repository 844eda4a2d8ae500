"""Logs: one line for each thing, `key=value`, with the request's id and without anything about people."""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.db import DatabaseError

request_id: ContextVar[str] = ContextVar("request_id", default="-")

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_LONG_NUMBER = re.compile(r"(?<![\w=.-])\+?\d(?:[ -]?\d){6,}(?![\w-])")


def without_people(text: str) -> str:
    """Return the text with e-mail addresses and phone-like numbers blotted out."""
    return _LONG_NUMBER.sub("<number>", _EMAIL.sub("<e-mail>", text))


class LineFormatter(logging.Formatter):
    """One record, one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as `time level logger request=… message`, then where an exception came from."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        parts = [moment, record.levelname, record.name, f"request={request_id.get()}"]
        parts.append(_one_line(without_people(record.getMessage())))
        if record.exc_info and record.exc_info[1]:
            parts.append(_exception(record.exc_info[1], record.exc_info[2]))
        return " ".join(parts)


def _exception(error: BaseException, trace: TracebackType | None) -> str:
    """Name the exception and the lines that led to it. Values stay out: a database repeats those it refuses."""
    message = str(error).partition("\n")[0] if isinstance(error, DatabaseError) else str(error)
    frames = [f"{frame.filename}:{frame.lineno}:{frame.name}" for frame in traceback.extract_tb(trace)]
    return f"error={type(error).__qualname__} said={json.dumps(without_people(message))} at={json.dumps(frames)}"


def _one_line(text: str) -> str:
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def configuration(*, debug: bool) -> dict[str, Any]:
    """Return the LOGGING setting: everything to standard error, where a supervisor collects it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "shuyou.config.logs.LineFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"level": "INFO", "handlers": [], "propagate": True},
            "django.request": {"level": "ERROR"},  # refusals have their line already
            "django.server": {"level": "WARNING", "handlers": [], "propagate": True},
            "django.db.backends": {"level": "INFO"},
            "procrastinate": {"level": "INFO" if debug else "WARNING"},
        },
    }
