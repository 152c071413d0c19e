"""What members decide about restrictions."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

LONGEST_DAYS = "market.restriction_days"

RULES: tuple[Rule, ...] = (
    Rule(
        key=LONGEST_DAYS,
        type="integer",
        default=30,
        minimum=1,
        maximum=365,
        unit="days",
        explanation=mark(
            "For how long a stall may be suspended, or its payouts held back, before somebody gives a reason anew."
        ),
    ),
)
