"""Order cycles as the API tells them."""

from datetime import datetime
from enum import Enum

import strawberry

from minga_graphql.marks import bounds
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalText, LocalTextInput, Money, MoneyInput, Quantity

CYCLE = "cycle"
_MANY = 5_000


@strawberry.enum(description="Where an order cycle stands; it follows from its instants.")
class CycleState(Enum):
    COMING = strawberry.enum_value("coming", description="It has not opened yet.")
    OPEN = strawberry.enum_value("open", description="Orders are taken.")
    CLOSED = strawberry.enum_value("closed", description="No more orders are taken.")
    CANCELLED = strawberry.enum_value("cancelled", description="It does not take place.")


@strawberry.enum(description="What a cycle's fee is for.")
class FeePurpose(Enum):
    TRANSPORT = strawberry.enum_value("transport", description="Bringing goods to the hub and on to the pickup points.")
    COORDINATION = strawberry.enum_value("coordination", description="Planning, asking, telling.")
    PACKING = strawberry.enum_value("packing", description="Weighing, packing, labelling.")
    OTHER = strawberry.enum_value("other", description="Anything else.")


@strawberry.enum(description="How a cycle's fee is measured.")
class FeeKind(Enum):
    OF_GOODS = strawberry.enum_value("of_goods", description="A part of the price without tax, in basis points.")
    PER_LINE = strawberry.enum_value("per_line", description="So much for each line.")
    PER_ORDER = strawberry.enum_value("per_order", description="So much once for each order, shared by its lines.")


@strawberry.type(
    description="A fee of a cycle. It is taken out of the makers' part of the price, beside the co-op's own fee."
)
class CycleFee:
    purpose: FeePurpose = strawberry.field(description="What it is for.")
    kind: FeeKind = strawberry.field(description="How it is measured.")
    bps: int = strawberry.field(description="Basis points of the price without tax, for `OF_GOODS`.")
    amount: Money = strawberry.field(description="The amount, for the others.")


@strawberry.type(description="Something that can be ordered in a cycle.")
class CycleGood:
    variant_id: strawberry.ID = strawberry.field(description="What goes into the basket, `var_…`.")
    product_slug: str = strawberry.field(description="Its address in the co-op.")
    title: str = strawberry.field(description="The product.")
    variant_title: str = strawberry.field(description="Which form of it; empty where there is only one.")
    price: Money = strawberry.field(description="The price, for `pricePer` base units.")
    price_per: MinorUnits = strawberry.field(description="How many base units the price is for.")
    unit: str = strawberry.field(description="piece, g or ml.")
    step: MinorUnits = strawberry.field(description="Quantities go up by this many base units.")
    least: MinorUnits = strawberry.field(description="The smallest quantity sold, in base units.")
    season_months: list[int] = strawberry.field(
        description="Its season, 1 … 12; empty is all year.", metadata=bounds(size=3)
    )
    is_sold: bool = strawberry.field(description="Whether its stall is open and still offers it.")
    is_left: bool = strawberry.field(description="Whether any of it is left.")
    is_withheld: bool = strawberry.field(
        description="Whether it cannot be bought now, since a licence of the commons does not let it be sold; its own page says why."
    )
    only_in_cycles: bool = strawberry.field(description="Whether it cannot be bought outside order cycles.")
    picture: str | None = strawberry.field(description="The address of a small picture.")


@strawberry.type(description="What one stall brings to a cycle.")
class CycleSupply:
    stall_id: strawberry.ID = strawberry.field(description="The stall, `stall_…`.")
    stall_slug: str = strawberry.field(description="Its address in the co-op.")
    stall_name: str = strawberry.field(description="Its name.")
    delivers_from: datetime | None = strawberry.field(
        description="From when it brings its goods; for its keepers and who plans."
    )
    delivers_until: datetime | None = strawberry.field(description="Until when.")
    instructions: str = strawberry.field(description="What it should know; for its keepers and who plans, else empty.")
    goods: list[CycleGood] = strawberry.field(description="What can be ordered.", metadata=bounds(size=5))


@strawberry.type(description="Where the goods of a cycle are fetched.")
class CyclePickup:
    point_id: strawberry.ID = strawberry.field(description="The pickup point, `point_…`.")
    name: str = strawberry.field(description="Its name.")
    address: str = strawberry.field(description="Where it is.")
    takes_cash: bool = strawberry.field(description="Whether one can pay there.")
    fetch_from: datetime = strawberry.field(description="From when the goods are there.")
    fetch_until: datetime = strawberry.field(description="Until when.")
    instructions: str = strawberry.field(description="What who fetches should know.")


@strawberry.type(description="A window in which produce is ordered.")
class OrderCycle:
    id: strawberry.ID = strawberry.field(description="Its id, `cycle_…`.")
    name: str = strawberry.field(description="Its name.")
    note: str = strawberry.field(description="A word to buyers.")
    names: list[LocalText] = strawberry.field(
        description="Its name in every language, for who plans.", metadata=bounds(size=2)
    )
    notes: list[LocalText] = strawberry.field(description="The note in every language.", metadata=bounds(size=2))
    state: CycleState = strawberry.field(description="Where it stands.")
    opens_at: datetime = strawberry.field(description="When orders begin to be taken.")
    closes_at: datetime = strawberry.field(description="Until when they are.")
    is_final: bool = strawberry.field(
        description="Whether its producers have their lists: the grace after the closing is over."
    )
    repeat_days: int | None = strawberry.field(
        description="After so many days the next one opens; null: it is not repeated."
    )
    coordinator_name: str = strawberry.field(description="Who planned it.")
    fees: list[CycleFee] = strawberry.field(description="Its fees by purpose.", metadata=bounds(size=2))
    pickups: list[CyclePickup] = strawberry.field(description="Where its goods are fetched.", metadata=bounds(size=3))
    supplies: list[CycleSupply] = strawberry.field(
        description="Who brings what. In lists of cycles only a stall's own; ask for one cycle to see all.",
        metadata=bounds(size=5),
    )
    order_count: int | None = strawberry.field(
        description="How many orders stand in it; null for who may not see orders."
    )
    waiting_count: int | None = strawberry.field(
        description="How many of them wait for their payment and are on no list yet; null for who may not see orders."
    )
    cancel_reason: str = strawberry.field(description="Why it does not take place.")
    version: int = strawberry.field(description="Goes up with every change; an edit names the one it saw.")


@strawberry.type(description="So much of one thing was ordered from a stall in a cycle.")
class CycleOrdered:
    variant_id: strawberry.ID = strawberry.field(description="What it is, `var_…`.")
    title: str = strawberry.field(description="The product.")
    variant_title: str = strawberry.field(description="Which form of it.")
    quantity: Quantity = strawberry.field(description="How much of it, over all orders.")
    orders: int = strawberry.field(description="In how many orders.")


@strawberry.type(description="A cycle as a stall that brings to it sees it.")
class StallCycle:
    cycle: OrderCycle = strawberry.field(description="The cycle, with this stall's part alone.")
    ordered: list[CycleOrdered] = strawberry.field(
        description="What was ordered of it so far and may be brought; what waits for payment or was cancelled is not in it.",
        metadata=bounds(size=5),
    )


@strawberry.type(description="A cycle in a word.")
class CycleBrief:
    id: strawberry.ID = strawberry.field(description="Its id, `cycle_…`.")
    name: str = strawberry.field(description="Its name.")
    opens_at: datetime = strawberry.field(description="When it opens.")
    closes_at: datetime = strawberry.field(description="When it closes.")


@strawberry.type(description="When a product can be bought.")
class SellingTime:
    only_in_cycles: bool = strawberry.field(description="Whether it is sold in order cycles alone.")
    season_months: list[int] = strawberry.field(
        description="Its season, 1 … 12; empty is all year.", metadata=bounds(size=3)
    )
    in_season: bool = strawberry.field(description="Whether this month is one of them.")
    open_cycle: CycleBrief | None = strawberry.field(
        description="The open cycle that has it, the one that closes first."
    )
    next_cycle: CycleBrief | None = strawberry.field(description="The next cycle that will have it.")


@strawberry.type(description="A form of a product, for a plan.")
class PlannedVariant:
    id: strawberry.ID = strawberry.field(description="`var_…`.")
    title: str = strawberry.field(description="Which form it is.")


@strawberry.type(description="A stall's product with when it is sold.")
class SeasonalProduct:
    id: strawberry.ID = strawberry.field(description="The product, `prod_…`.")
    slug: str = strawberry.field(description="Its address.")
    title: str = strawberry.field(description="Its title.")
    only_in_cycles: bool = strawberry.field(description="Whether it is sold in order cycles alone.")
    season_months: list[int] = strawberry.field(description="Its season; empty is all year.", metadata=bounds(size=3))
    variants: list[PlannedVariant] = strawberry.field(
        description="The forms that are offered.", metadata=bounds(size=2)
    )


@strawberry.type(description="A stall whose goods can be put into a cycle.")
class PlannableStall:
    id: strawberry.ID = strawberry.field(description="`stall_…`.")
    name: str = strawberry.field(description="Its name.")
    products: list[SeasonalProduct] = strawberry.field(description="What it has.", metadata=bounds(size=5))


@strawberry.input(description="A fee of a cycle: `bps` for `OF_GOODS`, `amount` for the others.")
class CycleFeeInput:
    purpose: FeePurpose = strawberry.field(description="What it is for.")
    kind: FeeKind = strawberry.field(description="How it is measured.")
    bps: int = strawberry.field(default=0, description="Basis points of the price without tax.")
    amount: MoneyInput | None = strawberry.field(default=None, description="The amount, in the co-op's currency.")


@strawberry.input(description="What one stall brings.")
class CycleSupplyInput:
    stall_id: strawberry.ID = strawberry.field(description="The stall, `stall_…`.")
    variant_ids: list[strawberry.ID] = strawberry.field(
        description="What of it can be ordered, `var_…`.", metadata=bounds(most=_MANY)
    )
    delivers_from: datetime | None = strawberry.field(default=None, description="From when it brings its goods.")
    delivers_until: datetime | None = strawberry.field(default=None, description="Until when.")
    instructions: str = strawberry.field(default="", description="What it should know.")


@strawberry.input(description="Where goods are fetched, and when.")
class CyclePickupInput:
    point_id: strawberry.ID = strawberry.field(description="The pickup point, `point_…`.")
    fetch_from: datetime = strawberry.field(description="From when.")
    fetch_until: datetime = strawberry.field(description="Until when.")
    instructions: str = strawberry.field(default="", description="What who fetches should know.")


@strawberry.input(description="A whole cycle: what is given here is all there is.")
class CycleInput:
    name: list[LocalTextInput] = strawberry.field(description="Its name.")
    opens_at: datetime = strawberry.field(description="When orders begin to be taken.")
    closes_at: datetime = strawberry.field(description="Until when they are.")
    supplies: list[CycleSupplyInput] = strawberry.field(description="Who brings what.", metadata=bounds(most=500))
    pickups: list[CyclePickupInput] = strawberry.field(description="Where it is fetched.", metadata=bounds(most=200))
    fees: list[CycleFeeInput] = strawberry.field(default_factory=list, description="Its fees by purpose.")
    note: list[LocalTextInput] = strawberry.field(default_factory=list, description="A word to buyers.")
    repeat_days: int | None = strawberry.field(default=None, description="After so many days the next one opens.")
