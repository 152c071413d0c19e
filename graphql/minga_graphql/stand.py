"""Selling across the table, online or told later."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from minga_graphql.catalog.facts import unit_price
from minga_graphql.context import Context
from minga_graphql.documents.types import DOCUMENT
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.orders import types as order_types
from minga_graphql.paging import Connection, ListName
from minga_graphql.refusals import name_id
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, MoneyInput, Quantity, money_of, quantity_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.catalog.names import STALL, VARIANT
from minga_platform.market.fulfilment.errors import PickupPointClosed
from minga_platform.market.orders.errors import MixedCurrencies, PaymentNotOffered, PriceChanged
from minga_platform.market.produce.lots.errors import LotShort
from minga_platform.market.stand import commands, errors, queries

POINT = "point"
name_id("variant_id", VARIANT)


@strawberry.input(description="Something that was sold across the table.")
class StandLineInput:
    variant_id: strawberry.ID = strawberry.field(description="What, `var_…`.")
    quantity: MinorUnits = strawberry.field(description="How much, in base units, as it was counted or weighed.")
    price: MinorUnits | None = strawberry.field(
        description="What was asked for the variant's priced measure, in minor units, tax included; its price of now where none is said.",
        default=None,
    )


@strawberry.type(description="A sale across the table is in the books.")
class StandSold:
    order_id: strawberry.ID = strawberry.field(description="The order it became, `ord_…`.")
    total: Money = strawberry.field(description="What it came to.")


@strawberry.type(description="Something that a stall can sell across its table.")
class StandGood:
    variant_id: strawberry.ID = strawberry.field(description="What, `var_…`.")
    slug: str = strawberry.field(description="Its product's name in addresses.")
    title: str = strawberry.field(description="Its name.")
    variant_title: str = strawberry.field(description="Which form of it.")
    price: Money = strawberry.field(description="What `per` costs, tax included.")
    per: Quantity = strawberry.field(description="The measure that the price is for.")
    unit_price: Money | None = strawberry.field(
        description="The price by the kilo or litre; null for what is only counted."
    )
    unit_price_per: Quantity | None = strawberry.field(description="What the unit price is for.")
    step: Quantity = strawberry.field(description="In steps of what it is sold.")
    is_weighed: bool = strawberry.field(description="Whether it is put on the scales: then any quantity goes.")
    available: Quantity | None = strawberry.field(
        description="How much we believe is there; null where it is not counted."
    )
    deposit: Money = strawberry.field(description="The deposit on each jar or crate that goes with it.")
    holds: Quantity = strawberry.field(description="How much a jar or crate holds.")


@strawberry.type(description="What was sold across a table.")
class StandSale:
    order_id: strawberry.ID = strawberry.field(description="The order it became, `ord_…`.")
    order_number: MinorUnits = strawberry.field(description="Its number.")
    goods: str = strawberry.field(description="What, in words.")
    total: Money = strawberry.field(description="What it came to.")
    sold_at: datetime = strawberry.field(description="When, as the seller says.")
    told_at: datetime = strawberry.field(description="When it was told to us.")
    sold_by: str = strawberry.field(description="Who sold it.")
    receipt_id: strawberry.ID | None = strawberry.field(
        description="Its invoice, `doc_…`, for who may see it; null for what cost nothing."
    )
    corrected_stock: bool = strawberry.field(description="Whether more was there than we knew of.")


_Lines = Annotated[list[StandLineInput], strawberry.argument(metadata=bounds(most=commands.MOST_LINES))]


@strawberry.type
class Query:
    @strawberry.field(
        description="What a stall can sell across its table; null for who may not sell there. Needs `orders.fulfil`.",
        metadata=bounds(cost=10, size=40),
    )
    async def stand_goods(self, info: Info[Context, None], stall_id: strawberry.ID) -> list[StandGood] | None:
        context = info.context
        context.require_cooperative()
        try:
            stall = ids.decode(STALL, stall_id)
        except NotFound:
            return None
        async with context.read() as work:
            rows = await queries.goods(work, context.viewer, stall)
        if rows is None:
            return None
        return [_good(row, context) for row in rows]

    @strawberry.field(
        description="What was sold across a stall's table, the latest told first; null for who may not see. Needs `orders.see`."
    )
    async def stand_sales(
        self, info: Info[Context, None], stall_id: strawberry.ID, first: int = 24, after: str | None = None
    ) -> Connection[StandSale] | None:
        context = info.context
        cooperative = context.require_cooperative()
        try:
            stall = ids.decode(STALL, stall_id)
        except NotFound:
            return None
        page = context.services.cursors.window(ListName("stand_sales", cooperative.id, (str(stall),)), first, after)
        async with context.read() as work:
            rows = await queries.sales(
                work, context.viewer, stall, before=page.after[0] if page.after else None, first=page.limit
            )
        if rows is None:
            return None
        return page.connection(
            rows,
            node=lambda row: StandSale(
                order_id=strawberry.ID(ids.encode(order_types.ORDER, row["order_id"])),
                order_number=MinorUnits(row["number"]),
                goods=row["goods"] or "",
                total=money_of(row["total_minor"], row["currency"]),
                sold_at=row["sold_at"],
                told_at=row["told_at"],
                sold_by=row["sold_by"],
                receipt_id=None
                if row["receipt_id"] is None
                else strawberry.ID(ids.encode(DOCUMENT, row["receipt_id"])),
                corrected_stock=row["corrected"],
            ),
            key=lambda row: (row["id"],),
        )


def _good(row: Mapping[str, Any], context: Context) -> StandGood:
    by_unit = unit_price(row, context.language) or (None, None)
    return StandGood(
        variant_id=strawberry.ID(ids.encode(VARIANT, row["variant_id"])),
        slug=row["slug"],
        title=context.said(row["title"]),
        variant_title=context.said(row["variant_title"]),
        price=money_of(row["price_minor"], row["currency"]),
        per=quantity_of(row["price_per"], row["unit"], context.language),
        unit_price=by_unit[0],
        unit_price_per=by_unit[1],
        step=quantity_of(row["step"], row["unit"], context.language),
        is_weighed=row["weighed"],
        available=None
        if row["available"] is None
        else quantity_of(max(row["available"], 0), row["unit"], context.language),
        deposit=money_of(row["deposit_minor"], row["currency"]),
        holds=quantity_of(row["container_holds"], row["unit"], context.language),
    )


@strawberry.type
class Mutation:
    @mutation(
        errors.SoldLongAgo, errors.NoTill, errors.NotSoldHere, PickupPointClosed, PaymentNotOffered, MixedCurrencies, PriceChanged, OutOfStock,
        LotShort,
    )  # fmt: skip
    async def sell_at_stand(
        self,
        info: Info[Context, None],
        key: str,
        stall_id: strawberry.ID,
        lines: _Lines,
        received: MoneyInput,
        sold_at: datetime,
        pickup_point_id: strawberry.ID | None = None,
        corrects_stock: bool = False,
    ) -> StandSold:
        """Write down what a stall sold for cash, now or earlier where there was no line. Needs `orders.fulfil`."""
        context = info.context
        done = await context.perform(
            commands.sell,
            key=key,
            stall_id=ids.decode(STALL, stall_id),
            lines=[commands.SoldLine(ids.decode(VARIANT, one.variant_id), one.quantity, one.price) for one in lines],
            received=received.read(),
            sold_at=sold_at,
            pickup_point_id=None if pickup_point_id is None else ids.decode(POINT, pickup_point_id),
            corrects_stock=corrects_stock,
            language=context.language,
        )
        return StandSold(
            order_id=strawberry.ID(ids.encode(order_types.ORDER, done.order_id)),
            total=money_of(done.total.minor, done.total.currency),
        )
