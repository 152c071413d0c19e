"""Domain events: what happened, told after the fact to whoever cares."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events. Subclasses are frozen keyword dataclasses of plain values (ids, whole numbers, text)."""
