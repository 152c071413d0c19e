"""What members decide about vouchers."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.voucher_months", type="integer", default=36, unit="months", minimum=12, maximum=120,
        explanation=mark("How long a gift voucher can be spent; what is left of it then stays with the co-op."),
    ),
)  # fmt: skip
"""Store credit has no end: it is money that the co-op owes somebody by name."""
