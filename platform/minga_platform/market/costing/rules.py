"""What members decide about the worth of their work."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.living_wage_minor", type="integer", default=1500, unit="minor units", minimum=0, maximum=100_000_000,
        explanation=mark("What an hour of work should earn at least, in the smallest unit of the co-op's currency. Costing sheets reckon with it."),
        story=mark("Nobody is made to ask such a price. A maker sees beside her own sheet what an hour of hers earns, and a warning where it is less."),
    ),
)  # fmt: skip
