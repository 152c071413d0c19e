"""Amounts that Stripe takes only whole (docs.stripe.com/currencies, "Special cases" and "Three-decimal currencies")."""

from minga_infra.local.stripe.errors import StripeRefusal

_HUNDREDTHS_ARE_NOUGHT = frozenset(("isk", "ugx"))
_PAID_OUT_WHOLE = _HUNDREDTHS_ARE_NOUGHT | {"huf", "twd"}
_THREE_DECIMALS = frozenset(("bhd", "jod", "kwd", "omr", "tnd"))


def step(currency: str, *, payout: bool = False) -> int:
    """The smallest amount: a charge of 5 ISK is 500, one of 5.124 KWD is 5120; a payout of HUF ends in 00."""
    if currency in (_PAID_OUT_WHOLE if payout else _HUNDREDTHS_ARE_NOUGHT):
        return 100
    return 10 if currency in _THREE_DECIMALS else 1


def check(amount: int, currency: str, param: str, *, payout: bool = False) -> None:
    """Refuses what is not whole."""
    smallest = step(currency, payout=payout)
    if amount % smallest:
        raise StripeRefusal(
            f"Invalid amount: {amount} {currency} is not evenly divisible by {smallest}.",
            code="parameter_invalid_integer",
            param=param,
            stored=False,
        )
