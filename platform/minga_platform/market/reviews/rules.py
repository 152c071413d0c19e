"""What members decide about reviews."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

EDITING_DAYS = "reviews.editing_days"

RULES: tuple[Rule, ...] = (
    Rule(
        key=EDITING_DAYS,
        type="integer",
        default=30,
        minimum=0,
        maximum=365,
        unit="days",
        explanation=mark("For how long a buyer may change what she said of something she bought."),
    ),
)
