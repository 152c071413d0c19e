"""Goods made to order: by when they are ready, told before paying; how much a maker makes a week; what she puts off."""

from datetime import date
from zoneinfo import ZoneInfo

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Quantity, quantity_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotFound
from minga_platform.market.cart import queries as cart
from minga_platform.market.catalog import names
from minga_platform.market.making import commands, promising, queries
from minga_platform.market.making.errors import MakingFull, WeekFull

_LINE = "oline"
_ONE = MinorUnits(1)


@strawberry.type(description="By when something made to order would be ready, were it ordered now.")
class ReadyBy:
    variant_id: strawberry.ID = strawberry.field(description="The variant, `var_…`.")
    title: str = strawberry.field(description="The product.")
    quantity: MinorUnits = strawberry.field(description="For so many base units.")
    ready_by: date | None = strawberry.field(description="The day; null: the maker's hands are full for two years.")


@strawberry.type(description="How much is made to order in a week.")
class MakingCapacity:
    product_id: strawberry.ID | None = strawberry.field(
        description="Of this product, `prod_…`; null: of all the stall makes."
    )
    title: str | None = strawberry.field(description="The product's name.")
    per_week: MinorUnits = strawberry.field(description="So many base units, nearly always pieces.")
    not_before: date | None = strawberry.field(description="No new work in weeks before that day's.")


@strawberry.type(description="Something promised and not handed over yet.")
class OpenPromise:
    line_id: strawberry.ID = strawberry.field(description="The order's line, `oline_…`.")
    order_number: MinorUnits = strawberry.field(description="The order's number.")
    buyer_name: str = strawberry.field(description="Who waits for it.")
    title: str = strawberry.field(description="The product at the sale.")
    variant_title: str = strawberry.field(description="Which form of it.")
    quantity: Quantity = strawberry.field(description="How much.")
    promised_for: date = strawberry.field(description="By when it is promised now.")
    is_late: bool = strawberry.field(description="Whether that day is over.")
    is_paid_for: bool = strawberry.field(description="Whether work can begin; else the order waits for its money.")


@strawberry.type(description="How much of a stall's coming weeks is given away.")
class MakingWeek:
    week: date = strawberry.field(description="Its Monday.")
    pieces: MinorUnits = strawberry.field(description="Pieces that are promised of it.")


@strawberry.type(description="What a stall makes to order.")
class Making:
    capacities: list[MakingCapacity] = strawberry.field(description="How much a week.", metadata=bounds(size=5))
    promises: list[OpenPromise] = strawberry.field(
        description="What is promised and not handed over, the earliest day first; at most 200.",
        metadata=bounds(size=20),
    )
    weeks: list[MakingWeek] = strawberry.field(description="The weeks with work in them.", metadata=bounds(size=10))


@strawberry.type(description="How much a stall makes was written down.")
class MakingCapacitySet:
    stall_id: strawberry.ID = strawberry.field(description="The stall, `stall_…`.")


@strawberry.type(description="A promise was put off, and its buyer is told.")
class PromisePutOff:
    line_id: strawberry.ID = strawberry.field(description="The order's line, `oline_…`.")
    promised_for: date = strawberry.field(description="By when it is promised now.")


@strawberry.input(description="The day that a buyer was shown for something made to order.")
class SeenPromiseInput:
    variant_id: strawberry.ID = strawberry.field(description="The variant, `var_…`.")
    ready_by: date = strawberry.field(description="The day she saw.")


def seen(promises: list[SeenPromiseInput]) -> dict[object, date] | None:
    """As the command takes it. Refuses: NotFound (an id of nothing)."""
    return {ids.decode(names.VARIANT, one.variant_id): one.ready_by for one in promises} or None


@strawberry.type
class Query:
    @strawberry.field(
        description="By when so many base units of a variant on offer would be ready, were it ordered now; null where nothing is "
        "promised of it (it is there, or its maker says no time), or it is not on offer."
    )
    async def ready_by(
        self, info: Info[Context, None], variant_id: strawberry.ID, quantity: MinorUnits = _ONE
    ) -> ReadyBy | None:
        context = info.context
        context.require_cooperative()
        wish = promising.Wish(ids.decode(names.VARIANT, variant_id), int(quantity))
        async with context.read() as work:
            if await cart.cooperative_of(work, wish.variant_id) != work.cooperative_id:
                return None
            told = await promising.quote(work, [wish])
        return _told(told[0], context) if told else None

    @strawberry.field(
        description="By when each thing made to order in the asker's basket of this co-op would be ready, were it ordered now; "
        "`placeOrder(promises:)` takes these days, so that nothing moves unseen."
    )
    async def checkout_promises(self, info: Info[Context, None]) -> list[ReadyBy]:
        context = info.context
        cooperative = context.require_cooperative()
        if context.viewer.person_id is None and context.viewer.visitor_hash is None:
            return []
        async with context.read() as work:
            lines = await cart.lines(work, cooperative.id)
            told = await promising.quote(work, [promising.Wish(one.variant_id, one.quantity) for one in lines])
        return [_told(one, context) for one in told]

    @strawberry.field(
        description="What a stall makes to order, how much a week and for whom, for those who see its orders; null for others."
    )
    async def making(self, info: Info[Context, None], stall_id: strawberry.ID) -> Making | None:
        context = info.context
        context.require_cooperative()
        try:
            stall = ids.decode(names.STALL, stall_id)
        except NotFound:
            return None
        async with context.read() as work:
            promises = await queries.open_promises(work, context.viewer, stall)
            capacities = await queries.capacities(work, context.viewer, stall)
            if promises is None or capacities is None:
                return None
            weeks = await queries.weeks(work, stall)
            now = work.now
        return Making(
            capacities=[
                MakingCapacity(
                    product_id=None
                    if row["product_id"] is None
                    else strawberry.ID(ids.encode(names.PRODUCT, row["product_id"])),
                    title=None if row["title"] is None else context.said(row["title"]),
                    per_week=MinorUnits(row["per_week"]),
                    not_before=row["not_before"],
                )
                for row in capacities
            ],
            promises=[
                OpenPromise(
                    line_id=strawberry.ID(ids.encode(_LINE, row["id"])),
                    order_number=MinorUnits(row["number"]),
                    buyer_name=row["buyer_name"],
                    title=row["title"],
                    variant_title=row["variant_title"],
                    quantity=quantity_of(row["quantity"], row["unit"], context.language),
                    promised_for=row["promised_for"],
                    is_late=row["promised_for"] < now.astimezone(ZoneInfo(row["zone"])).date(),
                    is_paid_for=row["state"] != "waiting",
                )
                for row in promises
            ],
            weeks=[MakingWeek(week=row["week"], pieces=MinorUnits(row["pieces"])) for row in weeks],
        )


@strawberry.type
class Mutation:
    @mutation()
    async def set_making_capacity(
        self,
        info: Info[Context, None],
        stall_id: strawberry.ID,
        per_week: MinorUnits | None = UNSET,
        product_id: strawberry.ID | None = None,
        not_before: date | None = None,
    ) -> MakingCapacitySet:
        """Say how many pieces a week a stall makes to order, or of one product of it; null: that is not counted any more
        (`product.edit`). `notBefore`: no new work in weeks before that day's. What was promised stays promised."""
        if per_week is UNSET:
            per_week = None
        await info.context.perform(
            commands.set_making_capacity,
            stall_id=ids.decode(names.STALL, stall_id),
            product_id=None if product_id is None else ids.decode(names.PRODUCT, product_id),
            per_week=per_week,
            not_before=not_before,
        )
        return MakingCapacitySet(stall_id=stall_id)

    @mutation(InvalidTransition, WeekFull, MakingFull)
    async def put_off_promise(
        self, info: Info[Context, None], line_id: strawberry.ID, promised_for: date, reason: str
    ) -> PromisePutOff:
        """Promise something made to order for another day, and tell its buyer why (`orders.fulfil`)."""
        await info.context.perform(
            commands.put_off_promise,
            order_line_id=ids.decode(_LINE, line_id),
            promised_for=promised_for,
            reason=reason,
        )
        return PromisePutOff(line_id=line_id, promised_for=promised_for)


def _told(one: promising.Promised, context: Context) -> ReadyBy:
    return ReadyBy(
        variant_id=strawberry.ID(ids.encode(names.VARIANT, one.wish.variant_id)),
        title=context.said(one.title),
        quantity=MinorUnits(one.wish.quantity),
        ready_by=one.plan.ready_by,
    )
