"""Buying together: what members ask for, how it is divided, what it costs each."""

from datetime import datetime
from enum import Enum
from uuid import UUID

import asyncpg
import strawberry
from strawberry.types import Info

from minga_graphql.catalog.present import container_of
from minga_graphql.catalog.types import ContainerOf
from minga_graphql.context import Context
from minga_graphql.cycles.types import CYCLE
from minga_graphql.marks import bounds
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_graphql.orders import types
from minga_graphql.paging import Connection, ListName
from minga_graphql.produce.reading import named
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalTextInput, Money, MoneyInput, Quantity, money_of, quantity_of, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition
from minga_platform.market.catalog.errors import QuantityNotSold
from minga_platform.market.catalog.names import STALL, VARIANT
from minga_platform.market.cycles.errors import CycleClosed
from minga_platform.market.law.errors import NoLegalBasis
from minga_platform.market.produce.group_purchase import commands, queries, receiving
from minga_platform.market.produce.group_purchase.amounts import cases_needed
from minga_platform.market.produce.group_purchase.errors import DearerThanAnnounced, PurchaseClosed, PurchaseStillOpen

PURCHASE = "group"
WISH = "gwish"
_NO_CYCLE = UUID(int=0)
"""What no id of a cycle is read as: nothing belongs to it."""


@strawberry.enum(description="Where a purchase stands.")
class GroupPurchaseState(Enum):
    OPEN = strawberry.enum_value("open", description="Members ask.")
    ORDERED = strawberry.enum_value("ordered", description="It was ordered at the supplier.")
    RECEIVED = strawberry.enum_value("received", description="It came and was divided; each part is an order.")
    FAILED = strawberry.enum_value("failed", description="Too few cases came together; nobody is charged.")
    CANCELLED = strawberry.enum_value("cancelled", description="It was called off; nobody is charged.")


@strawberry.type(description="What the asker asks for, and receives.")
class MyGroupWish:
    quantity: Quantity = strawberry.field(description="How much she asks for.")
    tolerance: Quantity = strawberry.field(description="Up to how much more she takes where that fills a case.")
    allotted: Quantity | None = strawberry.field(description="What she receives; null while members ask.")
    order_id: strawberry.ID | None = strawberry.field(description="Her order, `ord_…`, once it came.")


@strawberry.type(description="Something that members buy together by the case.")
class GroupPurchase:
    id: strawberry.ID = strawberry.field(description="Its id, `group_…`.")
    title: str = strawberry.field(description="What is bought.")
    variant_title: str = strawberry.field(description="Which form of it.")
    product_slug: str = strawberry.field(description="Its address in the co-op.")
    stall_name: str = strawberry.field(description="The supplier.")
    point_name: str = strawberry.field(description="Where members fetch it.")
    state: GroupPurchaseState = strawberry.field(description="Where it stands.")
    closes_at: datetime = strawberry.field(description="Until when members can ask.")
    cycle_id: strawberry.ID | None = strawberry.field(
        description="The order cycle it belongs to, `cycle_…`: it closes with it and is fetched with its goods."
    )
    cycle_name: str = strawberry.field(description="What that is called; empty where there is none.")
    case_size: Quantity = strawberry.field(description="How much is in a case.")
    least_cases: int = strawberry.field(description="So many cases must come together.")
    step: MinorUnits = strawberry.field(description="Quantities go up by this many base units.")
    least: MinorUnits = strawberry.field(description="The smallest quantity, in base units.")
    most: MinorUnits | None = strawberry.field(description="The largest quantity, in base units.")
    price: Money = strawberry.field(
        description="The announced price for `pricePer`, tax included; it never gets dearer."
    )
    price_per: Quantity = strawberry.field(description="What the price is for.")
    container: ContainerOf | None = strawberry.field(
        description="The jar or crate it comes in: its deposit is paid beside the price, and paid back."
    )
    note: str = strawberry.field(description="What the coordinator wrote.")
    asking: int = strawberry.field(description="How many members ask.")
    asked: Quantity = strawberry.field(description="What they ask for together.")
    tolerated: Quantity = strawberry.field(description="What they would take beyond that.")
    cases: int = strawberry.field(description="How many cases were ordered, or would be now.")
    lacking: Quantity = strawberry.field(
        description="How much is lacking until the least number of cases comes together."
    )
    received: Quantity | None = strawberry.field(description="How much came.")
    final_price: Money | None = strawberry.field(description="What it cost in the end, for `pricePer`.")
    leftover: Quantity | None = strawberry.field(
        description="What of it was nobody's, and went onto the supplier's shelf."
    )
    lot: str = strawberry.field(
        description="Settles whose turn it is among those who asked in the same instant: SHA-256 over the closed list; empty before."
    )
    mine: MyGroupWish | None = strawberry.field(description="What the asker asks for.")


@strawberry.type(description="What one member asks for.")
class GroupWish:
    id: strawberry.ID = strawberry.field(description="Its id, `gwish_…`.")
    name: str = strawberry.field(description="Who.")
    quantity: Quantity = strawberry.field(description="How much.")
    tolerance: Quantity = strawberry.field(description="Up to how much more.")
    wished_at: datetime = strawberry.field(description="When she asked for so much.")
    allotted: Quantity | None = strawberry.field(description="What she receives.")
    order_id: strawberry.ID | None = strawberry.field(description="Her order, once it came.")


@strawberry.type(description="A purchase was opened.")
class GroupPurchaseOpened:
    id: strawberry.ID = strawberry.field(description="Its id, `group_…`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="What members buy together, newest first. `cycleId`: only what belongs to that order cycle. Null for who is nobody here."
    )
    async def group_purchases(
        self,
        info: Info[Context, None],
        cycle_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[GroupPurchase] | None:
        context = info.context
        cooperative = context.require_cooperative()
        cycle = None if cycle_id is None else named(CYCLE, cycle_id) or _NO_CYCLE
        page = context.services.cursors.window(ListName("group_purchases", cooperative.id, (cycle,)), first, after)
        async with context.read() as work:
            rows = await queries.purchases(
                work,
                context.viewer,
                before=page.after[0] if page.after else None,
                first=page.first,
                cycle_id=cycle,
            )
        if rows is None:
            return None
        return page.connection(rows, node=lambda row: _purchase(context, row), key=lambda row: (row["id"],))

    @strawberry.field(description="One of them; null for who is nobody here.")
    async def group_purchase(self, info: Info[Context, None], id: strawberry.ID) -> GroupPurchase | None:  # noqa: A002
        wanted = named(PURCHASE, id)
        if wanted is None:
            return None
        async with info.context.read() as work:
            row = await queries.purchase(work, info.context.viewer, wanted)
        return None if row is None else _purchase(info.context, row)

    @strawberry.field(
        description="Who asks for what, in the order in which they are served, at most 1000. Null without `cycles.edit`.",
        metadata=bounds(cost=20),
    )
    async def group_wishes(self, info: Info[Context, None], purchase_id: strawberry.ID) -> list[GroupWish] | None:
        context, wanted = info.context, named(PURCHASE, purchase_id)
        if wanted is None:
            return None
        async with context.read() as work:
            rows = await queries.wishes(work, context.viewer, wanted)
        if rows is None:
            return None
        return [
            GroupWish(
                id=strawberry.ID(ids.encode(WISH, row["id"])),
                name=row["name"],
                quantity=quantity_of(row["quantity"], row["unit"], context.language),
                tolerance=quantity_of(row["tolerance"], row["unit"], context.language),
                wished_at=row["wished_at"],
                allotted=None
                if row["allotted"] is None
                else quantity_of(row["allotted"], row["unit"], context.language),
                order_id=strawberry.ID(ids.encode(types.ORDER, row["order_id"])) if row["order_id"] else None,
            )
            for row in rows
        ]


@strawberry.type(description="A stall of a supplier from outside was opened.")
class SupplierOpened:
    id: strawberry.ID = strawberry.field(description="The stall, `stall_…`.")
    slug: str = strawberry.field(description="Its address in the co-op.")


@strawberry.type
class Mutation:
    @mutation()
    async def open_supplier_stall(
        self, info: Info[Context, None], key: str, name: list[LocalTextInput], place: str = ""
    ) -> SupplierOpened:
        """A stall for a supplier who never signs in: coordinators keep her goods and pay her. Needs `stall.admit`."""
        made = await info.context.perform(
            commands.open_supplier, key=key, name=read_languages(name, "name"), place=place
        )
        async with info.context.read() as work:
            slug = await work.value(
                "SELECT slug FROM stall WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, made
            )
        return SupplierOpened(id=strawberry.ID(ids.encode(STALL, made)), slug=slug)

    @mutation(NoLegalBasis, CycleClosed)
    async def open_group_purchase(
        self,
        info: Info[Context, None],
        key: str,
        variant_id: strawberry.ID,
        pickup_point_id: strawberry.ID,
        case_size: MinorUnits,
        least_cases: int,
        closes_at: datetime | None = None,
        note: str = "",
        cycle_id: strawberry.ID | None = None,
    ) -> GroupPurchaseOpened:
        """Let members ask together for a variant that is bought by the case, at its price of now, until `closesAt`; or in an order cycle
        (`cycleId`): it closes with it, is fetched at one of its pickups, and what came stands on its lists. Needs `cycles.edit`."""
        made = await info.context.perform(
            commands.open_purchase,
            key=key,
            variant_id=ids.decode(VARIANT, variant_id),
            pickup_point_id=ids.decode(types.POINT, pickup_point_id),
            case_size=case_size,
            least_cases=least_cases,
            closes_at=closes_at,
            cycle_id=None if cycle_id is None else ids.decode(CYCLE, cycle_id),
            note=note,
        )
        return GroupPurchaseOpened(id=strawberry.ID(ids.encode(PURCHASE, made)))

    @mutation(QuantityNotSold, PurchaseClosed)
    async def ask_in_group_purchase(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
        quantity: MinorUnits,
        tolerance: MinorUnits = 0,  # type: ignore[assignment]
    ) -> Done:
        """Ask for so much, and up to `tolerance` more where that fills a case, in base units; asking again replaces it. Nothing
        is charged before it came."""
        await info.context.perform(
            commands.ask, key=key, purchase_id=ids.decode(PURCHASE, id), quantity=quantity, tolerance=tolerance
        )
        return Done()

    @mutation(PurchaseClosed)
    async def take_back_group_wish(self, info: Info[Context, None], id: strawberry.ID) -> Done:  # noqa: A002
        """Ask for nothing after all."""
        await info.context.perform(commands.take_back, purchase_id=ids.decode(PURCHASE, id))
        return Done()

    @mutation(InvalidTransition, PurchaseStillOpen)
    async def close_group_purchase(self, info: Info[Context, None], key: str, id: strawberry.ID) -> Done:  # noqa: A002
        """Order it, once its time is over; below the least number of cases nobody is charged. Needs `cycles.edit`."""
        await info.context.perform(commands.close, key=key, purchase_id=ids.decode(PURCHASE, id))
        return Done()

    @mutation(InvalidTransition)
    async def call_off_group_purchase(self, info: Info[Context, None], key: str, id: strawberry.ID) -> Done:  # noqa: A002
        """It does not come: nobody is charged, everybody is told. Needs `cycles.edit`."""
        await info.context.perform(commands.call_off, key=key, purchase_id=ids.decode(PURCHASE, id))
        return Done()

    @mutation(InvalidTransition, DearerThanAnnounced)
    async def receive_group_purchase(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
        received: MinorUnits,
        final_price: MoneyInput,
    ) -> Done:
        """So much came, at this price for the announced measure: it is divided, and each part becomes an order that is paid
        when it is fetched. Needs `cycles.edit`."""
        await info.context.perform(
            receiving.receive,
            key=key,
            purchase_id=ids.decode(PURCHASE, id),
            received=received,
            final_price=final_price.read(),
        )
        return Done()


def _purchase(context: Context, row: asyncpg.Record) -> GroupPurchase:
    def measure(base: int) -> Quantity:
        return quantity_of(base, row["unit"], context.language)

    def measured(base: int | None) -> Quantity | None:
        return None if base is None else measure(base)

    now = cases_needed(row["asked"], row["tolerated"], row["case_size"])
    return GroupPurchase(
        id=strawberry.ID(ids.encode(PURCHASE, row["id"])),
        title=context.said(row["title"]),
        variant_title=context.said(row["variant_title"]),
        product_slug=row["product_slug"],
        stall_name=context.said(row["stall_name"]),
        point_name=context.said(row["point_name"]),
        state=GroupPurchaseState(row["state"]),
        closes_at=row["closes"],
        cycle_id=strawberry.ID(ids.encode(CYCLE, row["cycle_id"])) if row["cycle_id"] else None,
        cycle_name=context.said(row["cycle_name"]) if row["cycle_id"] else "",
        case_size=measure(row["case_size"]),
        least_cases=row["least_cases"],
        step=MinorUnits(row["step"]),
        least=MinorUnits(row["least"]),
        most=None if row["most"] is None else MinorUnits(row["most"]),
        price=money_of(row["price_minor"], row["currency"]),
        price_per=measure(row["price_per"]),
        container=container_of(row, context),
        note=row["note"],
        asking=row["asking"],
        asked=measure(row["asked"]),
        tolerated=measure(row["tolerated"]),
        cases=now if row["cases"] is None else row["cases"],
        lacking=measure(max(row["least_cases"] * row["case_size"] - row["asked"] - row["tolerated"], 0)),
        received=measured(row["received"]),
        final_price=None if row["final_minor"] is None else money_of(row["final_minor"], row["currency"]),
        leftover=measured(row["leftover"]),
        lot=row["lot"],
        mine=None
        if row["my_quantity"] is None
        else MyGroupWish(
            quantity=measure(row["my_quantity"]),
            tolerance=measure(row["my_tolerance"]),
            allotted=measured(row["my_allotted"]),
            order_id=strawberry.ID(ids.encode(types.ORDER, row["my_order_id"])) if row["my_order_id"] else None,
        ),
    )
