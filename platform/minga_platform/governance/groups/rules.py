"""What members decide about their working groups."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

OFFICERS_GRANT, CONSENT_DAYS = "groups.officers_grant_minor", "groups.consent_days"

RULES: tuple[Rule, ...] = (
    Rule(
        key=OFFICERS_GRANT,
        type="integer",
        default=30_000,
        minimum=0,
        maximum=10_000_000,
        unit="cents",
        explanation=mark("What officers may grant one working group in ninety days without a decision of the members."),
    ),
    Rule(
        key=CONSENT_DAYS,
        type="integer",
        default=3,
        minimum=1,
        maximum=30,
        unit="days",
        explanation=mark("How long a working group has to consent to a spending of its own."),
    ),
)
