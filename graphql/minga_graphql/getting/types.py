"""Slots, carriers and what bringing costs, as the API tells them."""

from datetime import date, datetime
from enum import Enum

import strawberry

from minga_graphql.marks import bounds
from minga_graphql.orders.types import Hours
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money

EXCEPTION = "opening"


@strawberry.type(
    description="A time at which orders are fetched, or brought. It is named by its place and its beginning."
)
class Slot:
    pickup_point_id: strawberry.ID | None = strawberry.field(description="The pickup point; null for a delivery.")
    delivery_zone_id: strawberry.ID | None = strawberry.field(description="The delivery zone; null for a pickup.")
    opens_at: datetime = strawberry.field(description="When it begins.")
    closes_at: datetime = strawberry.field(description="When it ends.")
    cutoff_at: datetime = strawberry.field(description="Until when it can be chosen, or left for another.")
    capacity: int | None = strawberry.field(description="How many orders fit; null for any number.")
    taken: int | None = strawberry.field(
        description="How many orders come then; null for whoever does not keep the place."
    )
    is_open: bool = strawberry.field(description="Whether it takes place.")
    is_full: bool = strawberry.field(description="Whether no more orders fit.")
    can_be_chosen: bool = strawberry.field(description="Whether an order can be placed for it now.")


@strawberry.type(description="What holds on one day instead of the weekly hours.")
class OpeningException:
    id: strawberry.ID = strawberry.field(description="Its id, `opening_…`.")
    pickup_point_id: strawberry.ID | None = strawberry.field(description="The pickup point it is about.")
    delivery_zone_id: strawberry.ID | None = strawberry.field(description="The delivery zone it is about.")
    day: date = strawberry.field(description="The day.")
    hours: list[Hours] = strawberry.field(
        description="The hours of that day; none where it is closed.", metadata=bounds(size=2)
    )
    note: str = strawberry.field(description="Why, for buyers.")


@strawberry.enum(description="What the fee of a delivery zone goes by.")
class FeeBasis(Enum):
    FLAT = strawberry.enum_value("flat", description="The same for every order.")
    VALUE = strawberry.enum_value("value", description="Steps by the value of the goods.")
    WEIGHT = strawberry.enum_value("weight", description="Steps by their weight in grams.")


@strawberry.type(description="A step of a fee.")
class FeeStep:
    from_: MinorUnits = strawberry.field(
        name="from", description="From so much on: minor units of the goods, or grams."
    )
    fee: Money = strawberry.field(description="The fee, tax included.")


@strawberry.type(description="Whoever brings parcels for the co-op, anywhere.")
class Carrier:
    id: strawberry.ID = strawberry.field(description="Its id, `carrier_…`.")
    name: str = strawberry.field(description="What it is called.")
    about: str = strawberry.field(description="What buyers should know: how long it takes, for instance.")
    tracking_pattern: str = strawberry.field(
        description="Where a parcel can be followed, with `{number}` in it; empty without."
    )
    fee: Money = strawberry.field(description="What a light parcel costs, tax included.")
    fee_steps: list[FeeStep] = strawberry.field(
        description="From which weight on it costs more.", metadata=bounds(size=3)
    )
    free_from: Money | None = strawberry.field(description="From which value of goods on it is free.")
    most_grams: MinorUnits | None = strawberry.field(description="The heaviest parcel that it takes.")
    tax_bps: int = strawberry.field(description="The tax rate within the fee.")
    is_open: bool = strawberry.field(description="Whether it takes new parcels.")


@strawberry.type(description="A way to have the basket's goods of this co-op brought, and what it costs.")
class DeliveryOffer:
    delivery_zone_id: strawberry.ID | None = strawberry.field(description="The zone, where the co-op drives itself.")
    carrier_id: strawberry.ID | None = strawberry.field(description="The carrier; null where the co-op drives itself.")
    name: str = strawberry.field(description="The zone or the carrier.")
    about: str = strawberry.field(description="What is to be known of it.")
    fee: Money = strawberry.field(description="What it costs for these goods, tax included.")
    free_from: Money | None = strawberry.field(description="From which value of goods on it is free.")
    has_slots: bool = strawberry.field(description="Whether a time has to be chosen; see `slots`.")


@strawberry.type(description="How an order ends when its buyer wants it to.")
class Cancellation:
    at_once: bool = strawberry.field(
        description="Whether it ends at once and the money goes back; else the co-op is asked."
    )
    until: datetime | None = strawberry.field(description="Until when; null: as long as no stall has begun.")


@strawberry.type(description="How a place was planned.")
class PlannedPlace:
    id: strawberry.ID = strawberry.field(description="The pickup point or the delivery zone.")


@strawberry.type(description="Another day was planned, or is as usual again.")
class PlannedDay:
    id: strawberry.ID = strawberry.field(description="Its id, `opening_…`.")


@strawberry.type(description="A carrier was written down.")
class KeptCarrier:
    id: strawberry.ID = strawberry.field(description="Its id, `carrier_…`.")


@strawberry.input(description="A step of a fee.")
class FeeStepInput:
    from_: MinorUnits = strawberry.field(
        name="from", description="From so much on: minor units of the goods, or grams."
    )
    fee_minor: MinorUnits = strawberry.field(description="The fee in the co-op's currency, minor units, tax included.")


@strawberry.input(description="Hours of one day.")
class DayHoursInput:
    opens: str = strawberry.field(description="`10:00`, the co-op's own time.")
    closes: str = strawberry.field(description="`12:00`.")
