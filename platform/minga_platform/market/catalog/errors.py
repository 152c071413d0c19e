"""Refusals of the catalogue, each with the facts a client needs to go on."""

from dataclasses import dataclass, field
from uuid import UUID

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Quantity


@dataclass
class Shortage:
    """One stock item that has less than was wanted, in base units."""

    stock_item_id: UUID
    available: int
    wanted: int


@dataclass
class ShortGoods:
    """Goods of a basket of which less is there than the buyer wants: `left` is what she can have of them, in the unit they
    are sold in. Where several of her lines draw on one stock item, that is what each could have alone."""

    variant_id: UUID
    title: Text
    variant_title: Text
    left: Quantity
    wanted: Quantity


@dataclass
class OutOfStock(Refusal):
    """Less is there than was wanted. All shortages of the wish at once; `available` is that of the first. `goods` names what
    of the asker's basket is short; it is empty where nobody buys from a basket."""

    available: int
    shortages: list[Shortage] = field(default_factory=list)
    goods: list[ShortGoods] = field(default_factory=list)


@dataclass
class QuantityNotSold(Refusal):
    """This quantity is not sold: `rule` is `least`, `most` or `step`. Bounds in base units of `unit`."""

    rule: str
    unit: str
    step: int
    least: int
    most: int


@dataclass
class SlugTaken(Refusal):
    """The address is in use here, now or by something that had it before."""

    slug: str


@dataclass
class StockHeld(Refusal):
    """Open checkouts and unpaid orders hold `held` base units; less than that cannot be on hand."""

    held: int


@dataclass
class NothingToSell(Refusal):
    """A product is published only with at least one offered variant."""


@dataclass
class StallNotOpen(Refusal):
    """The stall is suspended or closed; nothing of it can be offered."""

    state: str


@dataclass
class NotOneOff(Refusal):
    """A one-off piece has exactly one offered variant, sold by the piece and counted, with at most one there."""


@dataclass
class TooMany(Refusal):
    """There are as many of these as may be: `limit`."""

    what: str
    limit: int
