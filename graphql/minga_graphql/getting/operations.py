"""Choosing times and ways, and keeping them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.getting import types
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.orders import types as order_types
from minga_graphql.orders.mutations import ChangedOrder, ChangedPart, HoursInput, hours_of, order_now, part_now
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalTextInput, MoneyInput, money_of, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.work import Work
from minga_platform.market.cycles.errors import CycleClosed
from minga_platform.market.fulfilment import carriers, planning
from minga_platform.market.fulfilment import queries as places
from minga_platform.market.fulfilment import slots as times
from minga_platform.market.fulfilment.errors import SlotFull, SlotHasOrders, SlotNotOffered
from minga_platform.market.fulfilment.slots import Kind
from minga_platform.market.orders import links, queries
from minga_platform.market.orders.commands import checkout, getting, prepare
from minga_platform.market.orders.commands.cancel import cancels_until
from minga_platform.market.orders.errors import CartEmpty, MixedCurrencies
from minga_platform.membership import access

_PREFIXES: Final[Mapping[Kind, str]] = {"pickup_point": order_types.POINT, "delivery_zone": order_types.ZONE}


def place_of(pickup_point_id: str | None, delivery_zone_id: str | None) -> tuple[Kind, UUID]:
    """Exactly one of the two. Refuses: NotFound, InvalidInput."""
    if (pickup_point_id is None) == (delivery_zone_id is None):
        raise InvalidInput("pickupPointId", "one_of")
    if pickup_point_id is not None:
        return "pickup_point", ids.decode(order_types.POINT, pickup_point_id)
    assert delivery_zone_id is not None
    return "delivery_zone", ids.decode(order_types.ZONE, delivery_zone_id)


@strawberry.type
class Query:
    @strawberry.field(
        description="The times of the coming days that orders can be placed for: of one place, or of all that are open. Full and closed ones too.",
        metadata=bounds(cost=5, size=20),
    )
    async def slots(
        self,
        info: Info[Context, None],
        pickup_point_id: strawberry.ID | None = None,
        delivery_zone_id: strawberry.ID | None = None,
        days: int = times.DAYS_AHEAD,
    ) -> list[types.Slot]:
        context = info.context
        cooperative = context.require_cooperative()
        ahead = max(1, min(days, 60))
        found: list[types.Slot] = []
        async with context.read() as work:
            for kind, prefix in _PREFIXES.items():
                wanted = pickup_point_id if kind == "pickup_point" else delivery_zone_id
                if wanted is None and not (pickup_point_id is None and delivery_zone_id is None):
                    continue
                keeps = await access.may(work, context.viewer, planning.RIGHT[kind])
                place_ids = [_named(prefix, wanted)] if wanted is not None else await _open(work, kind)
                offered = await times.offered(
                    work, kind, [one for one in place_ids if one], zone=cooperative.zone, days=ahead
                )
                found += [
                    _slot(kind, place_id, one, work.now, keeps=keeps)
                    for place_id, several in offered.items()
                    for one in several
                ]
        return sorted(found, key=lambda one: one.opens_at)

    @strawberry.field(
        description="Days to come on which other hours hold than in other weeks.", metadata=bounds(cost=5, size=5)
    )
    async def opening_exceptions(self, info: Info[Context, None]) -> list[types.OpeningException]:
        context = info.context
        context.require_cooperative()
        found: list[types.OpeningException] = []
        async with context.read() as work:
            for kind in _PREFIXES:
                rows = await times.exceptions_of(work, kind, await _open(work, kind))
                found += [_exception(kind, row) for row in rows]
        return sorted(found, key=lambda one: one.day)

    @strawberry.field(description="Who brings parcels for the co-op; closed ones too for whoever keeps them.")
    async def carriers(self, info: Info[Context, None], closed_too: bool = False) -> list[types.Carrier]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            all_of_them = closed_too and await access.may(work, context.viewer, "delivery.edit")
            rows = await places.carriers(work, closed_too=all_of_them)
        return [_carrier(context, row) for row in rows]

    @strawberry.field(
        description="How the goods that the asker's basket has of this co-op can be brought to a postcode, and what that costs.",
        metadata=bounds(cost=10, size=3),
    )
    async def delivery_offers(self, info: Info[Context, None], postcode: str) -> list[types.DeliveryOffer]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            try:
                lines = await checkout.bought_lines(work, None)
            except (CartEmpty, MixedCurrencies, CycleClosed):
                return []
            zone = await places.zone_for(work, postcode[:20])
            carried = await places.carriers(work)
        goods, weight = getting.value_of(lines), getting.weight_of(lines)
        found = []
        if zone is not None:
            found.append(
                types.DeliveryOffer(
                    delivery_zone_id=strawberry.ID(ids.encode(order_types.ZONE, zone.id)),
                    carrier_id=None,
                    name=context.said(zone.name),
                    about="",
                    fee=money_of(zone.fee(goods, weight), zone.currency),
                    free_from=_money(zone.free_from_minor, zone.currency),
                    has_slots=zone.has_slots,
                )
            )
        found += [
            types.DeliveryOffer(
                delivery_zone_id=None,
                carrier_id=strawberry.ID(ids.encode(order_types.CARRIER, one.id)),
                name=one.name,
                about=_said(context, one.about),
                fee=money_of(one.fee(goods, weight), one.currency),
                free_from=_money(one.free_from_minor, one.currency),
                has_slots=False,
            )
            for one in carried
            if one.takes(weight)
        ]
        return found

    @strawberry.field(
        description="The times that an order could be changed to, for its buyer, who holds its link (`token`), and who keeps the place. None else.",
        metadata=bounds(cost=5, size=20),
    )
    async def slot_choices(
        self, info: Info[Context, None], order_id: strawberry.ID, token: str | None = None
    ) -> list[types.Slot]:
        context = info.context
        cooperative = context.require_cooperative()
        wanted = _named(order_types.ORDER, order_id)
        if wanted is None:
            return []
        async with context.read() as work:
            follows = token and links.follows(context.services.keyring, cooperative.id, wanted, token)
            buyer = follows or await queries.own(work, context.viewer, wanted) is not None
            if not buyer and not await access.may(work, context.viewer, "pickup_points.edit"):
                return []
            row = await work.row(
                "SELECT s.id, s.pickup_point_id, s.delivery_zone_id, s.opens_at FROM sale_order o JOIN slot s ON s.cooperative_id = o.cooperative_id "
                "AND s.id = o.slot_id WHERE o.cooperative_id = $1 AND o.id = $2 AND o.state IN ('awaiting_payment', 'placed')",
                work.cooperative_id, wanted,
            )  # fmt: skip
            if row is None:
                return []
            kind: Kind = "pickup_point" if row["pickup_point_id"] else "delivery_zone"
            place_id: UUID = row[f"{kind}_id"]
            offered = (await times.offered(work, kind, [place_id], zone=cooperative.zone)).get(place_id, [])
            now = work.now
        return [
            _slot(kind, place_id, one, now, keeps=False)
            for one in offered
            if one.is_free(now) and one.opens_at != row["opens_at"]
        ]

    @strawberry.field(
        description="Whether the buyer of an order can cancel it herself now, by herself or by its link (`token`). Null for others.",
        metadata=bounds(cost=5),
    )
    async def cancellation(
        self, info: Info[Context, None], order_id: strawberry.ID, token: str | None = None
    ) -> types.Cancellation | None:
        context = info.context
        cooperative = context.require_cooperative()
        wanted = _named(order_types.ORDER, order_id)
        if wanted is None:
            return None
        async with context.read() as work:
            follows = token and links.follows(context.services.keyring, cooperative.id, wanted, token)
            if not follows and await queries.own(work, context.viewer, wanted) is None:
                return None
            row = await work.row(
                "SELECT * FROM sale_order WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, wanted
            )
            if row is None or row["state"] not in ("awaiting_payment", "placed"):
                return None
            until = None if row["state"] == "awaiting_payment" else await cancels_until(work, row)
            now = work.now
        return types.Cancellation(at_once=until is None or until > now, until=until if until and until > now else None)


@strawberry.type
class Mutation:
    @mutation(InvalidTransition)
    async def begin_preparing(self, info: Info[Context, None], part_id: strawberry.ID) -> ChangedPart:
        """A stall begins to prepare its part: from now on the buyer asks before the order ends. Needs `orders.fulfil` for the stall."""
        part = await info.context.perform(
            prepare.begin_preparing, seller_order_id=ids.decode(order_types.PART, part_id)
        )
        return ChangedPart(part=await part_now(info.context, part))

    @mutation(InvalidTransition, SlotFull, SlotNotOffered)
    async def change_slot(
        self,
        info: Info[Context, None],
        key: str,
        order_id: strawberry.ID,
        opens_at: datetime,
        token: str | None = None,
    ) -> ChangedOrder:
        """Fetch an order, or have it brought, at another time of the same place. Until the cut-off of the time it had; from a time
        that does not take place any more, always."""
        context = info.context
        cooperative = context.require_cooperative()
        order = ids.decode(order_types.ORDER, order_id)
        follows = bool(token) and links.follows(context.services.keyring, cooperative.id, order, token or "")
        await context.perform(getting.change_slot, key=key, order_id=order, opens_at=opens_at, follows=follows)
        return ChangedOrder(order=await order_now(context, order, buyer=True))

    @mutation()
    async def plan_slots(
        self,
        info: Info[Context, None],
        has_slots: bool,
        pickup_point_id: strawberry.ID | None = None,
        delivery_zone_id: strawberry.ID | None = None,
        slot_minutes: int | None = None,
        capacity: int | None = None,
        cutoff_minutes: int = 0,
        hours: list[HoursInput] | None = None,
    ) -> types.PlannedPlace:
        """Let buyers choose a time at a place: its openings, or pieces of `slotMinutes`, each for so many orders, until so many minutes
        before. `hours`: for a delivery zone, when the co-op drives there. Needs `pickup_points.edit`, or `delivery.edit`."""
        kind, place_id = place_of(pickup_point_id, delivery_zone_id)
        await info.context.perform(
            planning.plan_slots,
            kind=kind,
            place_id=place_id,
            has_slots=has_slots,
            slot_minutes=slot_minutes,
            capacity=capacity,
            cutoff_minutes=cutoff_minutes,
            hours=hours_of(hours) if hours is not None else None,
        )
        return types.PlannedPlace(id=strawberry.ID(str(pickup_point_id or delivery_zone_id)))

    @mutation()
    async def set_opening_exception(
        self,
        info: Info[Context, None],
        day: date,
        hours: list[types.DayHoursInput],
        pickup_point_id: strawberry.ID | None = None,
        delivery_zone_id: strawberry.ID | None = None,
        note: str = "",
    ) -> types.PlannedDay:
        """Other hours on one day, or none: then it is closed, and whoever ordered for that day is told and chooses another time.
        Needs `pickup_points.edit`, or `delivery.edit`."""
        kind, place_id = place_of(pickup_point_id, delivery_zone_id)
        kept = await info.context.perform(
            planning.set_exception,
            kind=kind,
            place_id=place_id,
            day=day,
            hours=[{"from": one.opens, "until": one.closes} for one in hours],
            note=note,
        )
        return types.PlannedDay(id=strawberry.ID(ids.encode(types.EXCEPTION, kept)))

    @mutation()
    async def drop_opening_exception(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
    ) -> types.PlannedDay:
        """The weekly hours hold on that day after all. Needs `pickup_points.edit`, or `delivery.edit`."""
        await info.context.perform(planning.drop_exception, exception_id=ids.decode(types.EXCEPTION, id))
        return types.PlannedDay(id=id)

    @mutation(SlotNotOffered, SlotHasOrders)
    async def set_slot_capacity(
        self,
        info: Info[Context, None],
        opens_at: datetime,
        capacity: int | None = None,
        pickup_point_id: strawberry.ID | None = None,
        delivery_zone_id: strawberry.ID | None = None,
    ) -> types.PlannedPlace:
        """How many orders fit into one slot; null for any number. Needs `pickup_points.edit`, or `delivery.edit`."""
        kind, place_id = place_of(pickup_point_id, delivery_zone_id)
        await info.context.perform(
            planning.set_slot_capacity, kind=kind, place_id=place_id, opens_at=opens_at, capacity=capacity
        )
        return types.PlannedPlace(id=strawberry.ID(str(pickup_point_id or delivery_zone_id)))

    @mutation()
    async def set_delivery_fees(
        self,
        info: Info[Context, None],
        delivery_zone_id: strawberry.ID,
        basis: types.FeeBasis,
        steps: list[types.FeeStepInput] | None = None,
        free_from: MinorUnits | None = None,
    ) -> types.PlannedPlace:
        """What bringing goods to a zone costs beyond its plain fee: steps, and from which value of goods (minor units) on it is free.
        Needs `delivery.edit`."""
        await info.context.perform(
            carriers.set_delivery_fees,
            zone_id=ids.decode(order_types.ZONE, delivery_zone_id),
            basis=str(basis.value),
            steps=_steps(steps or []),
            free_from=free_from,
        )
        return types.PlannedPlace(id=delivery_zone_id)

    @mutation()
    async def set_carrier(
        self,
        info: Info[Context, None],
        name: str,
        fee: MoneyInput,
        tax_bps: int,
        id: strawberry.ID | None = None,  # noqa: A002
        about: list[LocalTextInput] | None = None,
        tracking_pattern: str = "",
        steps: list[types.FeeStepInput] | None = None,
        free_from: MinorUnits | None = None,
        most_grams: MinorUnits | None = None,
        is_open: bool = True,
    ) -> types.KeptCarrier:
        """Add a carrier, or change the one `id` names. Placed orders keep what they were told. Needs `delivery.edit`."""
        kept = await info.context.perform(
            carriers.set_carrier,
            carrier_id=ids.decode(order_types.CARRIER, id) if id is not None else None,
            name=name,
            about=read_languages(about or [], "about"),
            tracking_pattern=tracking_pattern,
            fee=fee.read(),
            steps=_steps(steps or []),
            free_from=free_from,
            most_grams=most_grams,
            tax_bps=tax_bps,
            is_open=is_open,
        )
        return types.KeptCarrier(id=strawberry.ID(ids.encode(order_types.CARRIER, kept)))


def _steps(steps: Sequence[types.FeeStepInput]) -> list[dict[str, int]]:
    return [{"from": one.from_, "fee_minor": one.fee_minor} for one in steps]


async def _open(work: Work, kind: Kind) -> list[UUID]:
    rows = await work.rows(
        f"SELECT id FROM {kind} WHERE cooperative_id = $1 AND state = 'open' ORDER BY position, id",
        work.cooperative_id,
    )
    return [row["id"] for row in rows]


def _named(prefix: str, text: str) -> UUID | None:
    try:
        return ids.decode(prefix, text)
    except NotFound:
        return None


def _slot(kind: Kind, place_id: UUID, slot: times.Slot, now: datetime, *, keeps: bool) -> types.Slot:
    at_point = kind == "pickup_point"
    return types.Slot(
        pickup_point_id=strawberry.ID(ids.encode(order_types.POINT, place_id)) if at_point else None,
        delivery_zone_id=None if at_point else strawberry.ID(ids.encode(order_types.ZONE, place_id)),
        opens_at=slot.opens_at,
        closes_at=slot.closes_at,
        cutoff_at=slot.cutoff_at,
        capacity=slot.capacity,
        taken=slot.taken if keeps else None,
        is_open=slot.is_open,
        is_full=slot.left == 0,
        can_be_chosen=slot.is_free(now),
    )


def _exception(kind: Kind, row: times.OtherHours) -> types.OpeningException:
    at_point = kind == "pickup_point"
    return types.OpeningException(
        id=strawberry.ID(ids.encode(types.EXCEPTION, row.id)),
        pickup_point_id=strawberry.ID(ids.encode(order_types.POINT, row.place_id)) if at_point else None,
        delivery_zone_id=None if at_point else strawberry.ID(ids.encode(order_types.ZONE, row.place_id)),
        day=row.day,
        hours=[
            order_types.Hours(
                weekday=row.day.weekday(), opens=one.opens.strftime("%H:%M"), closes=one.closes.strftime("%H:%M")
            )
            for one in row.hours
        ],
        note=row.note,
    )


def _carrier(context: Context, row: places.Carrier) -> types.Carrier:
    return types.Carrier(
        id=strawberry.ID(ids.encode(order_types.CARRIER, row.id)),
        name=row.name,
        about=_said(context, row.about),
        tracking_pattern=row.tracking_pattern,
        fee=money_of(row.fee_minor, row.currency),
        fee_steps=fee_steps(row.fee_steps, row.currency),
        free_from=_money(row.free_from_minor, row.currency),
        most_grams=None if row.most_grams is None else MinorUnits(row.most_grams),
        tax_bps=row.tax_bps,
        is_open=row.state == "open",
    )


def fee_steps(steps: Sequence[dict[str, Any]], currency: str) -> list[types.FeeStep]:
    """Steps of a fee."""
    return [types.FeeStep(from_=MinorUnits(one["from"]), fee=money_of(one["fee_minor"], currency)) for one in steps]


def _said(context: Context, text: dict[str, str]) -> str:
    return Text.stored(text).read(context.language, context.home_language)


def _money(minor: int | None, currency: str) -> Any:
    return None if minor is None else money_of(minor, currency)
