"""The scales: what is to be weighed, what they said, and what the buyer is asked."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.orders import present, types
from minga_graphql.orders.mutations import ChangedOrder, ChangedPart, order_now, part_now
from minga_graphql.produce.reading import named
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, Quantity, money_of, quantity_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.orders import links
from minga_platform.market.produce.weights import commands, queries
from minga_platform.market.produce.weights.errors import BeyondTolerance, PaidBefore, WeightSettled

QUESTION = "weighq"


@strawberry.type(description="A line that waits for the scales, or was on them.")
class LineToWeigh:
    line_id: strawberry.ID = strawberry.field(description="The line, `oline_…`.")
    part_id: strawberry.ID = strawberry.field(description="The stall's part of the order.")
    order_number: MinorUnits = strawberry.field(description="The order's number.")
    buyer_name: str = strawberry.field(description="Who ordered.")
    title: str = strawberry.field(description="What it is.")
    variant_title: str = strawberry.field(description="Which form of it.")
    wished: Quantity = strawberry.field(description="What was ordered.")
    accepted: Quantity = strawberry.field(description="The most that the buyer accepted.")
    packed: Quantity | None = strawberry.field(description="What the scales said; null before.")
    price: Money = strawberry.field(description="The price at the sale, for `pricePer` base units, tax included.")
    price_per: MinorUnits = strawberry.field(description="How many base units the price is for.")
    total: Money = strawberry.field(
        description="What the accepted comes to. Packed costs its price; where a discount made the total less, its share of the total."
    )
    can_ask: bool = strawberry.field(description="Whether the buyer can be asked for more: she has not paid yet.")
    is_asked: bool = strawberry.field(description="Whether her answer is awaited.")
    is_ready: bool = strawberry.field(description="Whether the part was told ready.")


@strawberry.type(description="One reading of the scales.")
class Weighing:
    line_id: strawberry.ID = strawberry.field(description="The line, `oline_…`.")
    title: str = strawberry.field(description="What it is.")
    at: datetime = strawberry.field(description="When.")
    by: str = strawberry.field(description="Who weighed.")
    wished: Quantity = strawberry.field(description="What was ordered.")
    packed: Quantity = strawberry.field(description="What the scales said.")
    given: Quantity = strawberry.field(description="How much of it is given, beyond what the buyer accepted.")
    off: Money = strawberry.field(description="What it takes off the line's price.")
    reason: str = strawberry.field(description="Why, as whoever weighed wrote it.")


@strawberry.type(description="More was weighed than the buyer accepted: may it be so much more?")
class WeightQuestion:
    id: strawberry.ID = strawberry.field(description="Its id, `weighq_…`.")
    title: str = strawberry.field(description="What it is.")
    wished: Quantity = strawberry.field(description="What was ordered.")
    accepted: Quantity = strawberry.field(description="The most that she accepted.")
    packed: Quantity = strawberry.field(description="What it weighs.")
    more: Money = strawberry.field(description="What that costs on top, tax included.")
    reason: str = strawberry.field(description="Why, as the stall wrote it.")
    state: str = strawberry.field(description="`asked`, `agreed`, `declined` or `void`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="What a stall has to weigh, oldest order first; null for whoever may not see it. Needs `orders.see`.",
        metadata=bounds(size=3),
    )
    async def lines_to_weigh(self, info: Info[Context, None], stall_id: strawberry.ID) -> list[LineToWeigh] | None:
        context = info.context
        stall = named(present.STALL, stall_id)
        if stall is None:
            return None
        async with context.read() as work:
            rows = await queries.to_weigh(work, context.viewer, stall)
        if rows is None:
            return None
        return [
            LineToWeigh(
                line_id=strawberry.ID(ids.encode(types.LINE, row["id"])),
                part_id=strawberry.ID(ids.encode(types.PART, row["seller_order_id"])),
                order_number=MinorUnits(row["number"]),
                buyer_name=row["buyer_name"],
                title=row["title"],
                variant_title=row["variant_title"],
                wished=quantity_of(row["wished"], row["unit"], context.language),
                accepted=quantity_of(row["quantity"], row["unit"], context.language),
                packed=None if row["packed"] is None else quantity_of(row["packed"], row["unit"], context.language),
                price=money_of(row["price_minor"], row["currency"]),
                price_per=MinorUnits(row["price_per"]),
                total=money_of(row["total_minor"], row["currency"]),
                can_ask=row["can_ask"],
                is_asked=row["is_asked"],
                is_ready=row["state"] == "ready",
            )
            for row in rows
        ]

    @strawberry.field(
        description="What the scales said of an order, with who weighed and why: for its buyer (by `token` too) and who may see orders.",
        metadata=bounds(size=2),
    )
    async def weighings(
        self, info: Info[Context, None], order_id: strawberry.ID, token: str | None = None
    ) -> list[Weighing] | None:
        context = info.context
        order = named(types.ORDER, order_id)
        if order is None:
            return None
        async with context.read() as work:
            rows = await queries.weighings(work, context.viewer, order, follows=_follows(context, order, token))
        if rows is None:
            return None
        return [
            Weighing(
                line_id=strawberry.ID(ids.encode(types.LINE, row["order_line_id"])),
                title=row["title"],
                at=row["at"],
                by=row["by"],
                wished=quantity_of(row["wished"], row["unit"], context.language),
                packed=quantity_of(row["packed"], row["unit"], context.language),
                given=quantity_of(row["given"], row["unit"], context.language),
                off=money_of(row["off_minor"], row["currency"]),
                reason=row["reason"],
            )
            for row in rows
        ]

    @strawberry.field(
        description="What the buyer of an order is asked about its weights; for her (by `token` too) and who may see orders.",
        metadata=bounds(size=1),
    )
    async def weight_questions(
        self, info: Info[Context, None], order_id: strawberry.ID, token: str | None = None
    ) -> list[WeightQuestion] | None:
        context = info.context
        order = named(types.ORDER, order_id)
        if order is None:
            return None
        async with context.read() as work:
            rows = await queries.questions(work, context.viewer, order, follows=_follows(context, order, token))
        if rows is None:
            return None
        return [
            WeightQuestion(
                id=strawberry.ID(ids.encode(QUESTION, row["id"])),
                title=row["title"],
                wished=quantity_of(row["wished"], row["unit"], context.language),
                accepted=quantity_of(row["quantity"], row["unit"], context.language),
                packed=quantity_of(row["packed"], row["unit"], context.language),
                more=money_of(row["more_minor"], row["currency"]),
                reason=row["reason"],
                state=row["state"],
            )
            for row in rows
        ]


@strawberry.type
class Mutation:
    @mutation(InvalidTransition, BeyondTolerance, WeightSettled, OutOfStock)
    async def weigh_line(
        self,
        info: Info[Context, None],
        key: str,
        line_id: strawberry.ID,
        packed: MinorUnits,
        reason: str = "",
        give: bool = False,
    ) -> ChangedPart:
        """Write down what was packed of a line, in base units; 0: it is not there. What it is less goes back by itself, or is not
        taken; of pieces, fewer may be there than were ordered. `give`: of what is paid by its weight, what is above the accepted is hers
        for nothing. Needs `orders.fulfil`."""
        part = await info.context.perform(
            commands.weigh,
            key=key,
            order_line_id=ids.decode(types.LINE, line_id),
            packed=packed,
            reason=reason,
            give=give,
        )
        return ChangedPart(part=await part_now(info.context, part))

    @mutation(InvalidTransition, PaidBefore)
    async def ask_weight(
        self, info: Info[Context, None], key: str, line_id: strawberry.ID, packed: MinorUnits, reason: str = ""
    ) -> ChangedPart:
        """Ask the buyer whether it may be more than she accepted, where she has not paid yet. Needs `orders.fulfil`."""
        part = await info.context.perform(
            commands.ask, key=key, order_line_id=ids.decode(types.LINE, line_id), packed=packed, reason=reason
        )
        return ChangedPart(part=await part_now(info.context, part))

    @mutation(InvalidTransition, OutOfStock)
    async def answer_weight(
        self,
        info: Info[Context, None],
        key: str,
        question_id: strawberry.ID,
        agrees: bool,
        order_id: strawberry.ID,
        token: str | None = None,
    ) -> ChangedOrder:
        """The buyer says whether it may weigh so much more, and cost so. `token`: of the order's link, without an account."""
        context = info.context
        order = ids.decode(types.ORDER, order_id)
        await context.perform(
            commands.answer,
            key=key,
            order_id=order,
            question_id=ids.decode(QUESTION, question_id),
            agrees=agrees,
            follows=_follows(context, order, token),
        )
        return ChangedOrder(order=await order_now(context, order, buyer=True))


def _follows(context: Context, order_id: UUID, token: str | None) -> bool:
    return bool(token) and links.follows(
        context.services.keyring, context.require_cooperative().id, order_id, token or ""
    )
