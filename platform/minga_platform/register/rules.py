"""What members decide about their register."""

from minga_platform.rules.registry import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        key="register.votes_per_member",
        type="text",
        default="each_class",
        choices=("each_class", "one_class"),
        unit="",
        explanation="Whether a member of several classes votes in each of them, or only in the one she joined first.",
    ),
)
