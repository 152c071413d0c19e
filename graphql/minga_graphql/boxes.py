"""Boxes that come by themselves: offered, taken, skipped, held, ended; and who gets what on a day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import asyncpg
import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_graphql.orders.types import ORDER, POINT
from minga_graphql.produce.reading import named
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import (
    LocalText,
    LocalTextInput,
    Money,
    Quantity,
    all_languages,
    money_of,
    quantity_of,
    read_languages,
)
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Unit
from minga_platform.market.boxes import queries
from minga_platform.market.boxes.amounts import Content
from minga_platform.market.boxes.commands import offering, subscribing
from minga_platform.market.boxes.errors import BoxClosed, NotOpenThatDay, TakesBoxAlready, TooLateForThisBox
from minga_platform.market.boxes.kinds import SIZES
from minga_platform.market.catalog.amounts import Terms, price_of
from minga_platform.market.catalog.names import PRODUCT, STALL, VARIANT
from minga_platform.market.fulfilment.errors import PickupPointClosed
from minga_platform.market.orders.errors import PaymentNotOffered

BOX = "gbox"
SUBSCRIPTION = "boxsub"


@strawberry.enum(description="How large a box is.")
class BoxSize(Enum):
    SMALL = strawberry.enum_value("small", description="The small one.")
    MIDDLE = strawberry.enum_value("middle", description="The middle one.")
    LARGE = strawberry.enum_value("large", description="The large one.")


@strawberry.enum(description="What happens to something in a box that is not to be had that day.")
class WhenMissing(Enum):
    SUBSTITUTE = strawberry.enum_value(
        "substitute", description="Something else stands in, at no higher price; else it is left out and not paid."
    )
    CREDIT = strawberry.enum_value("credit", description="It is left out and not paid.")


@strawberry.enum(description="How boxes are paid.")
class BoxPayment(Enum):
    PICKUP = strawberry.enum_value("pickup", description="In cash where it is fetched.")
    CREDIT = strawberry.enum_value(
        "credit", description="Out of store credit as far as it goes, the rest where it is fetched."
    )


@strawberry.enum(description="What becomes, or became, of a date.")
class BoxOutcome(Enum):
    COMING = strawberry.enum_value("coming", description="It comes; its order is made at the cut-off.")
    ORDERED = strawberry.enum_value("ordered", description="Its order is made.")
    SKIPPED = strawberry.enum_value("skipped", description="Left out by whoever takes it; nothing is charged.")
    HELD = strawberry.enum_value("held", description="Within a hold; nothing is charged.")
    EMPTY = strawberry.enum_value("empty", description="Nothing of it was to be had; nothing is charged.")
    MISSED = strawberry.enum_value(
        "missed",
        description="Its order could not be made in time, or its pickup point is closed; nothing is charged.",
    )


@strawberry.type(description="Something that is usually in a box.")
class BoxContent:
    variant_id: strawberry.ID = strawberry.field(description="The variant, `var_…`.")
    product_id: strawberry.ID = strawberry.field(description="Its product, `prod_…`; what she may name as disliked.")
    slug: str = strawberry.field(description="The product's address in the co-op.")
    title: str = strawberry.field(description="What it is.")
    variant_title: str = strawberry.field(description="Which form of it.")
    quantity: Quantity = strawberry.field(description="How much of it.")
    price: Money = strawberry.field(
        description="What so much costs today, tax included; boxes cost what that day's do."
    )
    months: list[int] = strawberry.field(
        description="The months of its season, 1 to 12; none is all year.", metadata=bounds(size=12)
    )
    substitute_id: strawberry.ID | None = strawberry.field(description="The variant that stands in for it, `var_…`.")
    substitute: str | None = strawberry.field(description="What that is.")
    substitute_quantity: Quantity | None = strawberry.field(description="How much of that.")


@strawberry.type(description="A size of a box.")
class BoxInSize:
    size: BoxSize = strawberry.field(description="Which.")
    total: Money = strawberry.field(description="What it comes to at today's prices.")
    contents: list[BoxContent] = strawberry.field(description="What is usually in it.", metadata=bounds(size=40))


@strawberry.type(description="A box that comes every so many weeks.")
class Box:
    id: strawberry.ID = strawberry.field(description="Its id, `gbox_…`.")
    name: str = strawberry.field(description="Its name, in the reader's language.")
    names: list[LocalText] = strawberry.field(description="Its name in all its languages.", metadata=bounds(size=4))
    note: str = strawberry.field(description="What is to be known of it.")
    notes: list[LocalText] = strawberry.field(description="That in all its languages.", metadata=bounds(size=4))
    stall_name: str | None = strawberry.field(description="Whose it is; null: the co-op's own.")
    stall_slug: str | None = strawberry.field(description="That stall's address in the co-op.")
    is_open: bool = strawberry.field(description="Whether it can be taken.")
    is_kept: bool = strawberry.field(description="Whether the asker looks after it.")
    every_weeks: int = strawberry.field(description="It comes every so many weeks.")
    next_on: date = strawberry.field(description="The next date that can still be had.")
    change_until: datetime = strawberry.field(description="Until when it can be had or changed.")
    cutoff_hours: int = strawberry.field(description="So many hours before a date begins it is settled.")
    when_missing: WhenMissing = strawberry.field(description="What happens when something is not to be had.")
    sizes: list[BoxInSize] = strawberry.field(description="Its sizes, the smallest first.", metadata=bounds(size=3))


@strawberry.type(description="Something that is not as usual in a delivery.")
class ChangeInBox:
    title: str = strawberry.field(description="What is usually in it.")
    because: str = strawberry.field(
        description="`disliked`, `out_of_season`, `sold_out`, `making_full` (its maker's week is), or why it is not offered"
        " (`withdrawn`, `unpublished`, `stall_closed`, …)."
    )
    instead: str | None = strawberry.field(description="What stands in for it; null: it was left out and is not paid.")


@strawberry.type(description="A date of a box that somebody takes.")
class BoxDate:
    comes_on: date = strawberry.field(description="The day.")
    outcome: BoxOutcome = strawberry.field(description="What becomes of it.")
    change_until: datetime = strawberry.field(description="Until when it can be changed.")
    can_change: bool = strawberry.field(description="Whether it still can.")
    order_id: strawberry.ID | None = strawberry.field(description="Its order, `ord_…`.")
    changes: list[ChangeInBox] = strawberry.field(description="What is not as usual.", metadata=bounds(size=10))


@strawberry.type(description="A box that the asker takes.")
class MyBox:
    id: strawberry.ID = strawberry.field(description="Its id, `boxsub_…`.")
    box: Box = strawberry.field(description="The box, with what is in the size she takes.")
    size: BoxSize = strawberry.field(description="How large.")
    pickup_point_id: strawberry.ID = strawberry.field(description="Where she fetches it, `point_…`.")
    point_name: str = strawberry.field(description="That place.")
    pays: BoxPayment = strawberry.field(description="How she pays.")
    dislikes: list[strawberry.ID] = strawberry.field(
        description="Products that she would rather not have, `prod_…`.", metadata=bounds(size=40)
    )
    held_from: date | None = strawberry.field(description="Nothing comes from this day …")
    held_until: date | None = strawberry.field(description="… to this one, both included.")
    ended_at: datetime | None = strawberry.field(
        description="When she ended it; what was past its cut-off still comes."
    )
    dates: list[BoxDate] = strawberry.field(
        description="What came in the last fortnight, and the next six dates.", metadata=bounds(size=10)
    )


@strawberry.type(description="Something that is in a delivery.")
class PackedInBox:
    title: str = strawberry.field(description="What.")
    variant_title: str = strawberry.field(description="Which form of it.")
    quantity: Quantity = strawberry.field(description="How much.")


@strawberry.type(description="Somebody's box on a day, for those who pack it.")
class BoxDelivery:
    id: strawberry.ID = strawberry.field(description="The subscription, `boxsub_…`.")
    member_name: str = strawberry.field(description="Who takes it.")
    size: BoxSize = strawberry.field(description="How large.")
    point_name: str = strawberry.field(description="Where it is fetched.")
    outcome: BoxOutcome = strawberry.field(description="What becomes of it; what is coming can still change.")
    is_cancelled: bool = strawberry.field(description="Whether its order was cancelled afterwards.")
    order_number: MinorUnits | None = strawberry.field(description="The order's number.")
    packed: list[PackedInBox] = strawberry.field(description="What is in it.", metadata=bounds(size=15))
    changes: list[ChangeInBox] = strawberry.field(description="What is not as usual.", metadata=bounds(size=10))


@strawberry.type(description="Whose boxes come on a day.")
class BoxDay:
    comes_on: date = strawberry.field(description="The day.")
    deliveries: list[BoxDelivery] = strawberry.field(
        description="By pickup point, size and name; at most 500.", metadata=bounds(size=50)
    )


@strawberry.type(description="Something that can be put into a box.")
class BoxGood:
    variant_id: strawberry.ID = strawberry.field(description="The variant, `var_…`.")
    title: str = strawberry.field(description="What it is.")
    variant_title: str = strawberry.field(description="Which form of it.")
    stall_name: str = strawberry.field(description="Whose it is.")
    unit: Unit = strawberry.field(description="What it is measured in.")
    step: MinorUnits = strawberry.field(description="Quantities go up by this many base units.")


@strawberry.input(description="Something in a box: so many base units of a variant, and perhaps what stands in for it.")
class BoxContentInput:
    size: BoxSize = strawberry.field(description="In which size.")
    variant_id: strawberry.ID = strawberry.field(description="The variant, `var_…`.")
    quantity: MinorUnits = strawberry.field(description="Base units of it.")
    substitute_id: strawberry.ID | None = strawberry.field(default=None, description="What stands in, `var_…`.")
    substitute_quantity: MinorUnits | None = strawberry.field(default=None, description="Base units of that.")


@strawberry.input(description="What somebody wants of a box.")
class BoxWishInput:
    size: BoxSize = strawberry.field(description="How large.")
    pickup_point_id: strawberry.ID = strawberry.field(description="Where she fetches it, `point_…`.")
    pays: BoxPayment = strawberry.field(default=BoxPayment.PICKUP, description="How she pays.")
    dislikes: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Products of it that she would rather not have, `prod_…`."
    )

    def read(self) -> subscribing.Wanted:
        """As the commands take it. Refuses: NotFound (an id of nothing)."""
        return subscribing.Wanted(
            str(self.size.value),
            ids.decode(POINT, self.pickup_point_id),
            str(self.pays.value),
            tuple(ids.decode(PRODUCT, one) for one in self.dislikes),
        )


@strawberry.type(description="A box is offered.")
class BoxOffered:
    id: strawberry.ID = strawberry.field(description="Its id, `gbox_…`.")


@strawberry.type(description="A box is taken.")
class BoxTaken:
    id: strawberry.ID = strawberry.field(description="The subscription, `boxsub_…`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="The boxes that can be taken, newest first, at most 100; of one stall, or of all.",
        metadata=bounds(size=20, cost=20),
    )
    async def boxes(self, info: Info[Context, None], stall_id: strawberry.ID | None = None) -> list[Box]:
        context = info.context
        context.require_cooperative()
        stall = None if stall_id is None else named(STALL, stall_id)
        if stall_id is not None and stall is None:
            return []
        async with context.read() as work:
            rows, now = await queries.boxes(work, stall), work.now
        return [_box(context, row, now) for row in rows]

    @strawberry.field(
        description="One of them; a closed one only for whoever looks after it.", metadata=bounds(cost=10)
    )
    async def box(self, info: Info[Context, None], id: strawberry.ID) -> Box | None:  # noqa: A002
        context, wanted = info.context, named(BOX, id)
        context.require_cooperative()
        if wanted is None:
            return None
        async with context.read() as work:
            seen, now = await queries.box(work, context.viewer, wanted), work.now
        return None if seen is None else _box(context, seen.row, now, is_kept=seen.keeps)

    @strawberry.field(
        description="The boxes that the asker takes, and took in the last sixty days, with their next dates. Null for who is nobody here.",
        metadata=bounds(size=5, cost=10),
    )
    async def my_boxes(self, info: Info[Context, None]) -> list[MyBox] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found, now = await queries.my_boxes(work, context.viewer), work.now
        return None if found is None else [_my_box(context, one, now) for one in found]

    @strawberry.field(
        description="Whose boxes come on a date, and what is in each; the next date where none is said. For those who see the "
        "orders of its stall, or plan the co-op's cycles; null for others.",
        metadata=bounds(cost=20),
    )
    async def box_deliveries(
        self, info: Info[Context, None], box_id: strawberry.ID, comes_on: date | None = None
    ) -> BoxDay | None:
        context, wanted = info.context, named(BOX, box_id)
        context.require_cooperative()
        if wanted is None:
            return None
        async with context.read() as work:
            found = await queries.deliveries(work, context.viewer, wanted, comes_on)
        if found is None:
            return None
        day, rows = found
        return BoxDay(comes_on=day, deliveries=[_delivery(context, row) for row in rows])

    @strawberry.field(
        description="What can be put into a box of a stall, or without one into the co-op's own, at most 500. Null for who does not "
        "look after its boxes.",
        metadata=bounds(size=100, cost=20),
    )
    async def box_goods(self, info: Info[Context, None], stall_id: strawberry.ID | None = None) -> list[BoxGood] | None:
        context = info.context
        context.require_cooperative()
        stall = None if stall_id is None else named(STALL, stall_id)
        if stall_id is not None and stall is None:
            return None
        async with context.read() as work:
            rows = await queries.goods(work, context.viewer, stall)
        if rows is None:
            return None
        return [
            BoxGood(
                variant_id=strawberry.ID(ids.encode(VARIANT, row["id"])),
                title=context.said(row["title"]),
                variant_title=context.said(row["variant_title"]),
                stall_name=context.said(row["stall_name"]),
                unit=Unit(row["unit"]),
                step=MinorUnits(row["step"]),
            )
            for row in rows
        ]


@strawberry.type
class Mutation:
    @mutation()
    async def offer_box(
        self,
        info: Info[Context, None],
        key: str,
        name: list[LocalTextInput],
        first_on: date,
        contents: list[BoxContentInput],
        stall_id: strawberry.ID | None = None,
        note: list[LocalTextInput] | None = None,
        every_weeks: int = 1,
        cutoff_hours: int = 48,
        when_missing: WhenMissing = WhenMissing.SUBSTITUTE,
    ) -> BoxOffered:
        """Offer a box: a stall's own of its goods (`product.edit` there), or without a stall the co-op's of everybody's
        (`cycles.edit`). Goods that are sold in order cycles alone cannot be in one."""
        made: UUID = await info.context.perform(
            offering.offer_box,
            key=key,
            stall_id=None if stall_id is None else ids.decode(STALL, stall_id),
            name=read_languages(name, "name"),
            note=read_languages(note or [], "note"),
            every_weeks=every_weeks,
            first_on=first_on,
            cutoff_hours=cutoff_hours,
            when_missing=when_missing.value,
            contents=_contents(contents),
        )
        return BoxOffered(id=strawberry.ID(ids.encode(BOX, made)))

    @mutation(InvalidTransition)
    async def edit_box(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        name: list[LocalTextInput],
        contents: list[BoxContentInput],
        when_missing: WhenMissing,
        note: list[LocalTextInput] | None = None,
    ) -> Done:
        """What is in it from the next cut-off on. Its days stay. Needs what `offerBox` needs."""
        await info.context.perform(
            offering.edit_box,
            box_id=ids.decode(BOX, id),
            name=read_languages(name, "name"),
            note=read_languages(note or [], "note"),
            when_missing=when_missing.value,
            contents=_contents(contents),
        )
        return Done()

    @mutation()
    async def close_box(self, info: Info[Context, None], id: strawberry.ID) -> Done:  # noqa: A002
        """It comes no more: what is past its cut-off still does, and whoever takes it is told. Needs what `offerBox` needs."""
        await info.context.perform(offering.close_box, box_id=ids.decode(BOX, id))
        return Done()

    @mutation(BoxClosed, TakesBoxAlready, PickupPointClosed, NotOpenThatDay, PaymentNotOffered)
    async def take_box(
        self,
        info: Info[Context, None],
        key: str,
        box_id: strawberry.ID,
        wish: BoxWishInput,
        starts_on: date | None = None,
    ) -> BoxTaken:
        """Take a box from its first date that can still be had, or the first on `startsOn` or later. Each becomes an order at its
        cut-off, at the prices of that day; nothing is charged before."""
        made: UUID = await info.context.perform(
            subscribing.subscribe, key=key, box_id=ids.decode(BOX, box_id), wanted=wish.read(), starts_on=starts_on
        )
        return BoxTaken(id=strawberry.ID(ids.encode(SUBSCRIPTION, made)))

    @mutation(InvalidTransition, TooLateForThisBox, PickupPointClosed, NotOpenThatDay, PaymentNotOffered)
    async def change_my_box(self, info: Info[Context, None], id: strawberry.ID, wish: BoxWishInput) -> Done:  # noqa: A002
        """Another size, place, way of paying, or other dislikes, from the next cut-off on."""
        await info.context.perform(subscribing.edit, subscription_id=ids.decode(SUBSCRIPTION, id), wanted=wish.read())
        return Done()

    @mutation(InvalidTransition, TooLateForThisBox)
    async def skip_box(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
        comes_on: date,
        skipped: bool = True,
    ) -> Done:
        """Leave a date out, or have it after all (`skipped` false), before its cut-off. Nothing is charged for it."""
        await info.context.perform(
            subscribing.skip,
            key=key,
            subscription_id=ids.decode(SUBSCRIPTION, id),
            comes_on=comes_on,
            skipped=skipped,
        )
        return Done()

    @mutation(InvalidTransition, TooLateForThisBox)
    async def hold_box(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
        held_from: date | None = None,
        held_until: date | None = None,
    ) -> Done:
        """Nothing comes and nothing is charged from one day to another, both included; without days it goes on."""
        await info.context.perform(
            subscribing.hold,
            key=key,
            subscription_id=ids.decode(SUBSCRIPTION, id),
            held_from=held_from,
            held_until=held_until,
        )
        return Done()

    @mutation()
    async def end_my_box(self, info: Info[Context, None], key: str, id: strawberry.ID) -> Done:  # noqa: A002
        """Take it no more. What is past its cut-off still comes."""
        await info.context.perform(subscribing.end, key=key, subscription_id=ids.decode(SUBSCRIPTION, id))
        return Done()

    @mutation(InvalidTransition, BoxClosed, TakesBoxAlready)
    async def take_box_again(self, info: Info[Context, None], key: str, id: strawberry.ID) -> Done:  # noqa: A002
        """Go on with a box that was ended in the last sixty days."""
        await info.context.perform(subscribing.take_up_again, key=key, subscription_id=ids.decode(SUBSCRIPTION, id))
        return Done()


def _contents(contents: Sequence[BoxContentInput]) -> dict[str, list[Content]]:
    sizes: dict[str, list[Content]] = {}
    for one in contents:
        stands_in = None if one.substitute_id is None else ids.decode(VARIANT, one.substitute_id)
        number = None if stands_in is None else int(one.substitute_quantity or 0)
        content = Content(ids.decode(VARIANT, one.variant_id), int(one.quantity), stands_in, number)
        sizes.setdefault(str(one.size.value), []).append(content)
    return sizes


def _content(context: Context, one: Mapping[str, Any], currency: str) -> BoxContent:
    terms = Terms(one["unit"], 1, 1, None, one["price_minor"], one["price_per"])
    stands_in = one["substitute_id"]
    return BoxContent(
        variant_id=strawberry.ID(ids.encode(VARIANT, UUID(one["variant_id"]))),
        product_id=strawberry.ID(ids.encode(PRODUCT, UUID(one["product_id"]))),
        slug=one["slug"],
        title=context.said(one["title"]),
        variant_title=context.said(one["variant_title"]),
        quantity=quantity_of(one["quantity"], one["unit"], context.language),
        price=money_of(price_of(terms, one["quantity"]), currency),
        months=one["months"],
        substitute_id=strawberry.ID(ids.encode(VARIANT, UUID(stands_in))) if stands_in else None,
        substitute=context.said(one["substitute_title"]) if stands_in else None,
        substitute_quantity=quantity_of(one["substitute_quantity"], one["substitute_unit"], context.language)
        if stands_in
        else None,
    )


def _box(context: Context, row: asyncpg.Record, now: datetime, *, is_kept: bool = False) -> Box:
    rhythm = subscribing.rhythm_of(row)
    following = rhythm.next_open(now, rhythm.first_on)
    sizes = []
    for size in SIZES:
        contents = [_content(context, one, row["currency"]) for one in row["contents"] if one["size"] == size]
        if contents:
            total = sum(int(one.price.minor) for one in contents)
            sizes.append(BoxInSize(size=BoxSize(size), total=money_of(total, row["currency"]), contents=contents))
    return Box(
        id=strawberry.ID(ids.encode(BOX, row["id"])),
        name=context.said(row["name"]),
        names=all_languages(row["name"]),
        note=context.said(row["note"]),
        notes=all_languages(row["note"]),
        stall_name=context.said(row["stall_name"]) if row["stall_name"] else None,
        stall_slug=row["stall_slug"],
        is_open=row["state"] == "open",
        is_kept=is_kept,
        every_weeks=row["every_weeks"],
        next_on=following,
        change_until=rhythm.cutoff(following),
        cutoff_hours=row["cutoff_hours"],
        when_missing=WhenMissing(row["when_missing"]),
        sizes=sizes,
    )


def _changes(context: Context, changes: Sequence[Mapping[str, Any]]) -> list[ChangeInBox]:
    home = context.language
    return [
        ChangeInBox(
            title=Text.stored(one["title"]).read(home),
            because=one["because"],
            instead=Text.stored(one["instead"]).read(home) if one["instead"] else None,
        )
        for one in changes
    ]


def _my_box(context: Context, mine: queries.Mine, now: datetime) -> MyBox:
    row = mine.row
    return MyBox(
        id=strawberry.ID(ids.encode(SUBSCRIPTION, row["subscription_id"])),
        box=_box(context, row, now),
        size=BoxSize(row["size"]),
        pickup_point_id=strawberry.ID(ids.encode(POINT, row["pickup_point_id"])),
        point_name=context.said(row["point_name"]),
        pays=BoxPayment(row["pays"]),
        dislikes=[strawberry.ID(ids.encode(PRODUCT, one)) for one in row["dislikes"]],
        held_from=row["held_from"],
        held_until=row["held_until"],
        ended_at=row["ended_at"],
        dates=[
            BoxDate(
                comes_on=one.comes_on,
                outcome=BoxOutcome(one.outcome),
                change_until=one.change_until,
                can_change=one.can_change,
                order_id=strawberry.ID(ids.encode(ORDER, one.order_id)) if one.order_id else None,
                changes=_changes(context, one.changes),
            )
            for one in mine.dates
        ],
    )


def _delivery(context: Context, row: asyncpg.Record) -> BoxDelivery:
    return BoxDelivery(
        id=strawberry.ID(ids.encode(SUBSCRIPTION, row["id"])),
        member_name=row["name"],
        size=BoxSize(row["size"]),
        point_name=context.said(row["point_name"]),
        outcome=BoxOutcome(row["outcome"]),
        is_cancelled=row["is_cancelled"],
        order_number=None if row["number"] is None else MinorUnits(row["number"]),
        packed=[
            PackedInBox(
                title=one["title"],
                variant_title=one["variant_title"],
                quantity=quantity_of(one["quantity"], one["unit"], context.language),
            )
            for one in row["lines"]
        ],
        changes=_changes(context, row["changes"] or ()),
    )
