"""What members decide about card payments and payouts."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.card_capture", type="text", default="at_placement", unit="", choices=("at_placement", "at_handover"),
        explanation=mark("A card is charged when the order is placed, or when its first part is handed over; till then the buyer's bank keeps the money."),
    ),
    Rule(
        key="market.card_capture_hours", type="integer", default=24, unit="hours", minimum=0, maximum=96,
        explanation=mark("How long before a bank stops keeping the money of a card the co-op takes it, handed over or not; 0 lets it go, and the order ends."),
    ),
    Rule(
        key="market.card_alert_hours", type="integer", default=48, unit="hours", minimum=1, maximum=144,
        explanation=mark("How long before a bank stops keeping the money of a card officers are told."),
    ),
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
