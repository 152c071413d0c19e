"""What members decide about vouchers."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.voucher_months", type="integer", default=36, unit="months", minimum=12, maximum=120,
        explanation=mark("How long a gift voucher can be spent; what is left of it then stays with the co-op."),
    ),
    Rule(
        key="market.voucher_least", type="integer", default=10, unit="units of the currency", minimum=1, maximum=10_000,
        explanation=mark("The smallest gift voucher that is sold, in whole units of the co-op's currency."),
    ),
    Rule(
        key="market.voucher_most", type="integer", default=200, unit="units of the currency", minimum=0, maximum=10_000,
        explanation=mark("The largest gift voucher that is sold, in whole units of the co-op's currency; 0: none are sold."),
    ),
)  # fmt: skip
"""Store credit has no end: it is money that the co-op owes somebody by name."""
