"""What members decide about their offices."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        key="offices.pause_terms",
        type="integer",
        default=1,
        minimum=0,
        maximum=10,
        unit="terms",
        explanation=mark(
            "After the last term that an office allows in a row, how many terms must pass before the same member may hold it again."
        ),
    ),
    Rule(
        key="offices.handover_days",
        type="integer",
        default=14,
        minimum=0,
        maximum=180,
        unit="days",
        explanation=mark("How long who leaves an office has to write down what the next one must know."),
    ),
)
