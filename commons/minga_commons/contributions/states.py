"""Kinds of contribution, and the states of a work day and of a seat in it."""

from collections.abc import Mapping
from typing import Final

KINDS: Final = (
    "work",
    "care",
    "coordination",
    "mentoring",
    "design",
    "documentation",
    "translation",
    "materials",
    "tools",
)
"""What people give. Care and coordination stand beside the rest, since what is not named is not seen."""

ACTION_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(KINDS, "work"),
    "materials": "transfer",
    "tools": "use",
}
"""Kind → Valueflows action. Materials pass to the co-op with all rights; a lent tool is used and stays whose it is."""

UNITS: Final = ("piece", "g", "ml")
"""What materials are counted in; everything else is counted in minutes."""

SOURCES: Final = ("typed", "day", "git", "csv")

DAY_STATES: Final = ("called", "finished", "cancelled")
"""Called → finished, when attendance became contributions; or called off."""

SEAT_STATES: Final = ("taken", "waiting", "came", "withdrawn", "passed_on", "absent")
"""Waiting → taken (the first in line, when a seat is free) → came, or absent when the day is finished; before that a seat may
be withdrawn, or passed on to another member."""
OPEN_SEATS: Final = ("taken", "waiting", "came")
"""States in which somebody stands on the list."""
FILLED_SEATS: Final = ("taken", "came")
"""States that use one of the seats."""
