"""What members decide about cash."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.no_show_fee_bps", type="integer", default=0, unit="basis points", minimum=0, maximum=5000,
        explanation=mark("What a buyer owes who does not fetch what she was to pay at pickup, as a part of its price."),
        story=mark("Somebody kept the goods for her. A fee keeps promises honest; none keeps the door open for who had a bad day."),
    ),
)  # fmt: skip
