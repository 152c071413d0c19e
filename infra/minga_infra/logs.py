"""Logs: JSON for machines, readable lines for people; events by name, facts by allow-list, never a body or a token."""

import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog

_http = structlog.get_logger("minga.http")


def _by_structlog(**facts: Any) -> None:
    _http.info("answered", **facts)


def _as_line(**facts: Any) -> None:
    """The same line that structlog would write, without its chain: there is one for every request."""
    facts |= {"event": "answered", "level": "info", "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z")}
    sys.stderr.write(orjson.dumps(facts).decode() + "\n")


_answered: Callable[..., None] = _by_structlog


def answered(**facts: Any) -> None:
    """One line for a request that was answered."""
    _answered(**facts)


def set_up_logs(format_: str) -> None:
    """`json` or `console`. Libraries that use the standard library's logging go the same way."""
    global _answered  # noqa: PLW0603 - as structlog's own configuration, it is the process's
    _answered = _as_line if format_ == "json" else _by_structlog
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    # Both would print the local variables of every frame by default: passwords, tokens, addresses.
    if format_ == "json":
        told = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        last = [structlog.processors.ExceptionRenderer(told), structlog.processors.JSONRenderer()]
    else:
        last = [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    structlog.configure(
        processors=[*shared, *last],  # type: ignore[list-item]
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
