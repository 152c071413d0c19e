"""What members decide about produce."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.weight_tolerance_bps", type="integer", default=1500, unit="basis points", minimum=0, maximum=3000,
        explanation=mark("How much more than ordered may be packed, and paid, of what is sold by estimated weight."),
        story=mark("Nobody can cut a cheese to the gram. A buyer pays at most for so much more; what is not packed she gets back by itself."),
    ),
)  # fmt: skip
