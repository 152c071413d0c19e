"""What members decide about checkout and orders."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.reservation_minutes", type="integer", default=10, unit="minutes", minimum=2, maximum=120,
        explanation=mark("How long a started checkout holds the goods; each step of the buyer holds them anew."),
    ),
    Rule(
        key="market.cancellation_minutes", type="integer", default=60, unit="minutes", minimum=0, maximum=10_080,
        explanation=mark("How long after placing an order its buyer can cancel it herself, while nothing is ready."),
    ),
    Rule(
        key="market.cancellation_until", type="text", default="minutes", unit="", choices=("minutes", "preparation"),
        explanation=mark("Whether a buyer can cancel for some minutes, or as long as no stall has begun to prepare her order."),
    ),
    Rule(
        key="market.bank_transfer_days", type="integer", default=7, unit="days", minimum=1, maximum=60,
        explanation=mark("How long an order waits for a bank transfer before it lapses and the goods are free again."),
    ),
    Rule(
        key="market.hold_days", type="integer", default=7, unit="days", minimum=0, maximum=90,
        explanation=mark("How long after hand-over a maker's earnings are held before they become payable."),
        story=mark("In this time a complaint can be settled without asking money back. Makers wait so long for theirs."),
    ),
    Rule(
        key="market.fee_bps", type="integer", default=800, unit="basis points", minimum=0, maximum=3000,
        explanation=mark("The co-op's fee on the net price of what a stall sells."),
        needs="concurrent",
        story=mark("Out of it the co-op pays work, rooms and machines. A lower fee leaves makers more and the co-op less; what was sold keeps its fee."),
    ),
    Rule(
        key="market.fee_tax_bps", type="integer", default=2100, unit="basis points", minimum=0, maximum=3000,
        explanation=mark("The tax that the co-op adds to its fee, as the law of its country sets it."),
    ),
    Rule(
        key="market.tax_rounding", type="text", default="line", unit="", choices=("line", "order"),
        explanation=mark("Whether tax is rounded on each line of an order or once for each rate of a stall's part."),
    ),
)  # fmt: skip
