"""What members decide about reminders."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="trade.reminder_days", type="integer", default=7, unit="days", minimum=1, maximum=60,
        explanation=mark("How many days after an invoice was due its buyer is reminded, and how many days lie between reminders."),
    ),
    Rule(
        key="trade.reminders_most", type="integer", default=3, unit="times", minimum=0, maximum=6,
        explanation=mark("How often the buyer of an unpaid invoice is reminded before a person takes it up."),
    ),
)  # fmt: skip
