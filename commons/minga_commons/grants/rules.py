"""What members decide about certificates."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        key="grants.certificate_days",
        type="integer",
        default=365,
        minimum=1,
        maximum=1095,
        unit="days",
        explanation=mark(
            "How long a certificate holds at most that somebody gets for what she is; never longer than her status is confirmed."
        ),
    ),
    Rule(
        key="marks.visits",
        type="integer",
        default=2,
        minimum=2,
        maximum=5,
        unit="members",
        explanation=mark(
            "How many independent peers must visit and find every point of the checklist met before a mark of quality is given."
        ),
    ),
)
