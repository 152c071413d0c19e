"""Refusals of checkout and orders, each with the facts that a buyer or maker needs to go on."""

from dataclasses import dataclass, field
from datetime import datetime

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money
from minga_platform.market.catalog.errors import ShortGoods


@dataclass
class CartEmpty(Refusal):
    """Nothing of this co-op in the cart can be bought now."""


@dataclass
class MixedCurrencies(Refusal):
    """Goods in several currencies are placed one currency at a time: say which of `currencies`."""

    currencies: list[str]


@dataclass
class CheckoutNotStarted(Refusal):
    """Placing needs a started checkout: it is what holds the goods."""


@dataclass
class ReservationExpired(Refusal):
    """The goods were held until `expired_at`, and by now others have taken them: `goods`. Nothing was charged; the cart is kept."""

    expired_at: datetime
    goods: list[ShortGoods] = field(default_factory=list)


@dataclass
class PriceChanged(Refusal):
    """The total is not the one the buyer saw. Nothing was placed; asking again with `new` places it."""

    old: Money
    new: Money


@dataclass
class PaymentNotOffered(Refusal):
    """This way to pay does not go together with this order: `reason` is `not_taken_here`, `with_delivery`, `no_account`, `no_terms`, or
    `not_whole`: a card cannot be charged so exactly (see `payments/rails.py`)."""

    reason: str


@dataclass
class NotPaid(Refusal):
    """The goods cannot be handed over before the money is there."""
