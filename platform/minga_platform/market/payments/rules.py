"""What members decide about payouts."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.payout_bank_hold_hours", type="integer", default=72, unit="hours", minimum=0, maximum=720,
        explanation=mark("How long after a maker's payee was changed nothing is sent there, so that a stolen account cannot be emptied at once."),
    ),
    Rule(
        key="market.payout_onward_days", type="integer", default=2, unit="days", minimum=0, maximum=30,
        explanation=mark("How long earnings rest in a maker's card account before they go on to her bank. A refund finds them there."),
    ),
    Rule(
        key="market.discrepancy_two_officers_from", type="integer", default=50_000, unit="minor units", minimum=0, maximum=100_000_000,
        explanation=mark("From this amount on two people settle what the card provider and the books disagree about; 0 is never."),
    ),
    Rule(
        key="market.payout_two_officers_from", type="integer", default=100_000, unit="minor units", minimum=0, maximum=100_000_000,
        explanation=mark("From this amount on a payout needs two officers, in cents of the co-op's currency; 0 is never."),
    ),
)  # fmt: skip
