"""What members decide of sales across the table."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.stand_days", type="integer", default=14, unit="days", minimum=1, maximum=90,
        explanation=mark("How long after a sale across the table it can still be told, where there was no line at the stall."),
        story=mark("A telephone may be without a line for days in the hills. The books want to know soon all the same."),
    ),
)  # fmt: skip
