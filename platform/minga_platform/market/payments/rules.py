"""What members decide about payouts."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.payout_bank_hold_hours", type="integer", default=72, unit="hours", minimum=0, maximum=720,
        explanation=mark("How long after a maker's payee was changed nothing is sent there, so that a stolen account cannot be emptied at once."),
    ),
)  # fmt: skip
