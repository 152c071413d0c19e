"""Our minor units and Stripe's, which differ for some currencies (docs.stripe.com/currencies, read November 2026)."""

from minga_platform.kernel.money import Money, scale_of
from minga_platform.market.payments.ports import ProviderMisused

_NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905 - reads as the list it is
)
# ISK and UGX have no decimals in the world, yet Stripe counts hundredths of them "for backwards compatibility".
_THREE_DECIMALS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))


def stripe_scale(currency: str) -> int:
    """How many decimals Stripe counts in this currency."""
    return 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2


_PAID_OUT_WHOLE = frozenset(("HUF", "TWD"))
"""Charged with hundredths, and paid out without: only payouts that end in 00 are taken."""


def to_stripe(money: Money, *, payout: bool = False) -> tuple[int, str]:
    """(amount as Stripe counts it, currency in small letters); `payout`: out of an account to a bank.

    Raises ProviderMisused where it is no whole number there: the amount was to be rounded before it was promised to anyone.
    """
    difference = stripe_scale(money.currency) - scale_of(money.currency)
    amount = money.minor * 10**difference if difference >= 0 else None
    if amount is None:
        whole, rest = divmod(money.minor, 10**-difference)
        if rest:
            raise ProviderMisused(f"{money.decimal} {money.currency} is not a whole amount at the provider")
        amount = whole
    if stripe_scale(money.currency) == 3 and amount % 10:
        raise ProviderMisused(f"{money.currency} amounts must end in 0 at the provider: {money.decimal}")
    if payout and money.currency in _PAID_OUT_WHOLE and amount % 100:
        raise ProviderMisused(f"{money.currency} is paid out in whole units: {money.decimal}")
    return amount, money.currency.lower()


def from_stripe(amount: int, currency: str) -> Money:
    """Stripe's amount in our minor units; exact, since we never ask for less than our unit."""
    name = currency.upper()
    difference = scale_of(name) - stripe_scale(name)
    if difference >= 0:
        return Money(amount * 10**difference, name)
    whole, rest = divmod(amount, 10**-difference)
    if rest:
        raise ProviderMisused(f"the provider counts {amount} {name}, which is not whole with us")
    return Money(whole, name)
