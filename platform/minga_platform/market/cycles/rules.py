"""What members decide about order cycles."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.cycle_grace_minutes", type="integer", default=10, unit="minutes", minimum=0, maximum=120,
        explanation=mark("How long after an order cycle closed a checkout that was begun before is still taken."),
        story=mark("Who was in the middle of ordering is not sent away; producers get their lists that much later."),
    ),
    Rule(
        key="market.cycle_late_payment", type="text", default="accept", unit="", choices=("accept", "refund"),
        explanation=mark("What becomes of an order whose payment arrives after its cycle closed: it is taken, or the money goes back."),
    ),
    Rule(
        key="market.cycle_fees_most_bps", type="integer", default=3000, unit="basis points", minimum=0, maximum=4000,
        explanation=mark("The most of a line's net price that all fees of an order cycle may take together."),
        story=mark("A fixed fee on a small order never eats up what its maker earns."),
    ),
)  # fmt: skip
