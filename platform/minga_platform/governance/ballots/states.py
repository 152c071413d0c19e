"""Where an election stands. Nobody moves it there: the database's clock does, and two facts that are written once."""

from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Announced → open → closed → counted, or cancelled before it closes."""

    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    CANCELLED = "cancelled"


def state_at(now: datetime, opens_at: datetime, closes_at: datetime, *, is_cancelled: bool, is_counted: bool) -> State:
    """The state at an instant: open from `opens_at` on, no longer at `closes_at`."""
    if is_cancelled:
        return State.CANCELLED
    if is_counted:
        return State.COUNTED
    if now >= closes_at:
        return State.CLOSED
    return State.OPEN if now >= opens_at else State.ANNOUNCED
