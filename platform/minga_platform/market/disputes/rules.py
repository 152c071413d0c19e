"""What members decide about disputed card payments."""

from minga_platform.kernel.locale import mark
from minga_platform.market.disputes.states import FEE_PARTIES
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.dispute_fee_party", type="text", default="cooperative", unit="", choices=FEE_PARTIES,
        explanation=mark("Who bears what the card provider charges for a disputed payment that was lost."),
    ),
)  # fmt: skip
