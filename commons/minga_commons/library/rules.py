"""What members decide about what they share."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

MOST_BOOKINGS = "library.most_bookings"
AHEAD_DAYS = "library.ahead_days"
GRACE_MINUTES = "library.grace_minutes"

RULES: tuple[Rule, ...] = (
    Rule(
        key=MOST_BOOKINGS,
        type="integer",
        default=5,
        minimum=1,
        maximum=200,
        unit="bookings",
        explanation=mark("How many bookings of tools and rooms one member may have that are still to come."),
    ),
    Rule(
        key=AHEAD_DAYS,
        type="integer",
        default=90,
        minimum=1,
        maximum=730,
        unit="days",
        explanation=mark("How far ahead tools and rooms can be booked."),
    ),
    Rule(
        key=GRACE_MINUTES,
        type="integer",
        default=60,
        minimum=0,
        maximum=1440,
        unit="minutes",
        explanation=mark("How long a booked tool or room waits for somebody who is late before it is free again."),
    ),
)
