"""What members decide about returns."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.withdrawal_days", type="integer", default=14, unit="days", minimum=0, maximum=365,
        explanation=mark("How many days after the last goods came a buyer may withdraw without a reason. In the European Union the law asks for 14."),
        story=mark("A longer time makes buyers at ease; makers wait longer until a sale is certain."),
    ),
    Rule(
        key="market.withdrawal_refund_days", type="integer", default=14, unit="days", minimum=1, maximum=30,
        explanation=mark("How many days after a withdrawal the money goes back at the latest. In the European Union the law asks for 14."),
    ),
)  # fmt: skip
