"""Lots: which harvest or batch goods are of, and who has it when it must come back."""

from datetime import date, datetime
from enum import Enum
from typing import Any

import asyncpg
import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_graphql.orders import present, types
from minga_graphql.paging import Connection, ListName
from minga_graphql.produce.reading import named
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Quantity, quantity_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.catalog.names import STOCK_ITEM
from minga_platform.market.orders import links
from minga_platform.market.produce.lots import commands, queries, taking
from minga_platform.market.produce.lots.errors import AlreadyRecalled, LotCodeTaken, LotEmpty

LOT = "lot"


@strawberry.enum(description="How goods came into a lot, or left it.")
class LotKind(Enum):
    PRODUCED = strawberry.enum_value("produced", description="Harvested or made by the stall's own people.")
    RECEIVED = strawberry.enum_value("received", description="Received from elsewhere.")
    LOST = strawberry.enum_value("lost", description="Spoiled or broken.")


@strawberry.type(description="So much came into a lot from one producer, or was lost of it.")
class LotSource:
    producer: str = strawberry.field(description="Who; empty for what was lost.")
    kind: LotKind = strawberry.field(description="How.")
    quantity: Quantity = strawberry.field(description="How much.")
    reason: str = strawberry.field(description="Why it was lost.")


@strawberry.type(description="What was harvested or made together.")
class Lot:
    id: strawberry.ID = strawberry.field(description="Its id, `lot_…`.")
    code: str = strawberry.field(description="Its code, as it stands on the goods.")
    title: str = strawberry.field(description="Of what.")
    stock_item_id: strawberry.ID = strawberry.field(description="What the stall counts, `stock_…`.")
    harvested_on: date | None = strawberry.field(description="When it was harvested or made.")
    expires_on: date | None = strawberry.field(description="Until when it is good.")
    produced: Quantity = strawberry.field(description="How much was made by the stall's own people.")
    received: Quantity = strawberry.field(description="How much came from elsewhere.")
    lost: Quantity = strawberry.field(description="How much was lost.")
    sold: Quantity = strawberry.field(description="How much was packed of it.")
    left: Quantity = strawberry.field(description="How much can still be packed of it.")
    sources: list[LotSource] = strawberry.field(description="From whom it came, in time.", metadata=bounds(size=2))
    recalled_at: datetime | None = strawberry.field(description="When it was called back.")
    recall_reason: str = strawberry.field(description="Why.")


@strawberry.type(description="An order that has of a lot.")
class LotBuyer:
    order_number: MinorUnits = strawberry.field(description="The order's number.")
    name: str = strawberry.field(description="Who ordered.")
    mail: str = strawberry.field(description="Her mail address; empty without.")
    phone: str = strawberry.field(description="Her phone; empty without.")
    title: str = strawberry.field(description="What she has.")
    quantity: Quantity = strawberry.field(description="How much of the lot.")
    state: types.PartState = strawberry.field(description="Where her order stands.")
    handed_over_at: datetime | None = strawberry.field(description="Since when it is with her.")


@strawberry.type(description="Something of an order is called back.")
class LotRecall:
    code: str = strawberry.field(description="The lot's code, as it stands on the goods.")
    title: str = strawberry.field(description="What it is.")
    stall_name: str = strawberry.field(description="The stall.")
    quantity: Quantity = strawberry.field(description="How much of it the order has.")
    reason: str = strawberry.field(description="Why.")
    recalled_at: datetime = strawberry.field(description="When it was called back.")


@strawberry.type(description="A lot that a line can be packed of, or is.")
class LotChoice:
    line_id: strawberry.ID = strawberry.field(description="The line, `oline_…`.")
    title: str = strawberry.field(description="What it is.")
    lot_id: strawberry.ID = strawberry.field(description="The lot, `lot_…`.")
    code: str = strawberry.field(description="Its code.")
    expires_on: date | None = strawberry.field(description="Until when it is good.")
    left: Quantity = strawberry.field(description="How much is left of it.")
    has: Quantity = strawberry.field(description="How much of the line is of it.")


@strawberry.type(description="A lot was opened.")
class LotOpened:
    id: strawberry.ID = strawberry.field(description="Its id, `lot_…`.")


@strawberry.input(description="So much from one producer.")
class LotSourceInput:
    producer: str = strawberry.field(description="Who made or harvested it.")
    quantity: MinorUnits = strawberry.field(description="How much, in base units of the stock.")
    kind: LotKind = strawberry.field(default=LotKind.PRODUCED, description="`PRODUCED` or `RECEIVED`.")


@strawberry.type
class Query:
    @strawberry.field(description="A stall's lots, newest first. Null for who may not see the stall's inside.")
    async def lots(
        self, info: Info[Context, None], stall_id: strawberry.ID, first: int | None = None, after: str | None = None
    ) -> Connection[Lot] | None:
        context = info.context
        cooperative, stall = context.require_cooperative(), named(present.STALL, stall_id)
        if stall is None:
            return None
        page = context.services.cursors.window(ListName("lots", cooperative.id, (str(stall),)), first, after)
        async with context.read() as work:
            rows = await queries.of_stall(
                work, context.viewer, stall, before=page.after[0] if page.after else None, first=page.first
            )
        if rows is None:
            return None
        return page.connection(rows, node=lambda row: _lot(context, row), key=lambda row: (row["id"],))

    @strawberry.field(description="One lot; null for who may not see its stall's inside.")
    async def lot(self, info: Info[Context, None], id: strawberry.ID) -> Lot | None:  # noqa: A002
        wanted = named(LOT, id)
        if wanted is None:
            return None
        async with info.context.read() as work:
            row = await queries.by_id(work, info.context.viewer, wanted)
        return None if row is None else _lot(info.context, row)

    @strawberry.field(
        description="Everybody whose order has of a lot; never cut off. Null without `orders.see` for its stall.",
        metadata=bounds(cost=50),
    )
    async def lot_buyers(self, info: Info[Context, None], lot_id: strawberry.ID) -> list[LotBuyer] | None:
        context, wanted = info.context, named(LOT, lot_id)
        if wanted is None:
            return None
        async with context.read() as work:
            rows = await queries.buyers(work, context.viewer, wanted)
        if rows is None:
            return None
        return [
            LotBuyer(
                order_number=MinorUnits(row["number"]),
                name=str(row["contact"].get("name", "")),
                mail=str(row["contact"].get("mail", "")),
                phone=str(row["contact"].get("phone", "")),
                title=_titled(row),
                quantity=quantity_of(row["quantity"], row["unit"], context.language),
                state=types.PartState(row["state"]),
                handed_over_at=row["handed_over_at"],
            )
            for row in rows
        ]

    @strawberry.field(
        description="What of an order is called back: for its buyer, by `token` too; nothing for others.",
        metadata=bounds(size=1),
    )
    async def lot_recalls(
        self, info: Info[Context, None], order_id: strawberry.ID, token: str | None = None
    ) -> list[LotRecall]:
        context, order = info.context, named(types.ORDER, order_id)
        cooperative = context.require_cooperative()
        if order is None:
            return []
        follows = bool(token) and links.follows(context.services.keyring, cooperative.id, order, token or "")
        async with context.read() as work:
            rows = await queries.recalls_of(work, context.viewer, order, follows=follows)
        return [
            LotRecall(
                code=row["code"],
                title=_titled(row),
                stall_name=row["stall_name"],
                quantity=quantity_of(row["quantity"], row["unit"], context.language),
                reason=row["recall_reason"],
                recalled_at=row["recalled_at"],
            )
            for row in rows
        ]

    @strawberry.field(
        description="Of which lots the lines of a part can be packed, or are. Null without `orders.see` for the stall.",
        metadata=bounds(size=3),
    )
    async def lot_choices(self, info: Info[Context, None], part_id: strawberry.ID) -> list[LotChoice] | None:
        context, part = info.context, named(types.PART, part_id)
        if part is None:
            return None
        async with context.read() as work:
            rows = await queries.open_for_lines(work, context.viewer, part)
        if rows is None:
            return None
        return [
            LotChoice(
                line_id=strawberry.ID(ids.encode(types.LINE, row["order_line_id"])),
                title=row["title"],
                lot_id=strawberry.ID(ids.encode(LOT, row["id"])),
                code=row["code"],
                expires_on=row["expires_on"],
                left=quantity_of(row["left_now"], row["unit"], context.language),
                has=quantity_of(row["has"], row["unit"], context.language),
            )
            for row in rows
        ]


@strawberry.type
class Mutation:
    @mutation(LotCodeTaken)
    async def open_lot(
        self,
        info: Info[Context, None],
        key: str,
        stock_item_id: strawberry.ID,
        code: str,
        sources: list[LotSourceInput],
        harvested_on: date | None = None,
        expires_on: date | None = None,
        into_stock: bool = True,
    ) -> LotOpened:
        """A new lot of what a stall counts, from one producer or many; `intoStock`: it also goes onto the shelf. Needs
        `product.edit` for the stall."""
        made = await info.context.perform(
            commands.open_lot,
            key=key,
            stock_item_id=ids.decode(STOCK_ITEM, stock_item_id),
            code=code,
            sources=_sources(sources),
            harvested_on=harvested_on,
            expires_on=expires_on,
            into_stock=into_stock,
        )
        return LotOpened(id=strawberry.ID(ids.encode(LOT, made)))

    @mutation(AlreadyRecalled)
    async def add_to_lot(
        self,
        info: Info[Context, None],
        key: str,
        lot_id: strawberry.ID,
        sources: list[LotSourceInput],
        into_stock: bool = True,
    ) -> Done:
        """More came into a lot. Needs `product.edit` for the stall."""
        await info.context.perform(
            commands.add_to_lot,
            key=key,
            lot_id=ids.decode(LOT, lot_id),
            sources=_sources(sources),
            into_stock=into_stock,
        )
        return Done()

    @mutation(LotEmpty, OutOfStock)
    async def lose_from_lot(
        self,
        info: Info[Context, None],
        key: str,
        lot_id: strawberry.ID,
        quantity: MinorUnits,
        reason: str,
        from_stock: bool = True,
    ) -> Done:
        """So much of a lot spoiled or broke; `fromStock`: it leaves the shelf too. Needs `product.edit` for the stall."""
        await info.context.perform(
            commands.lose_from_lot,
            key=key,
            lot_id=ids.decode(LOT, lot_id),
            quantity=quantity,
            reason=reason,
            from_stock=from_stock,
        )
        return Done()

    @mutation(InvalidTransition, LotEmpty, AlreadyRecalled)
    async def take_from_lot(
        self, info: Info[Context, None], key: str, line_id: strawberry.ID, lot_id: strawberry.ID
    ) -> Done:
        """A line is packed of this lot. Where nobody says so, of the one that expires first. Needs `orders.fulfil`."""
        await info.context.perform(
            taking.take_from_lot,
            key=key,
            order_line_id=ids.decode(types.LINE, line_id),
            lot_id=ids.decode(LOT, lot_id),
        )
        return Done()

    @mutation(AlreadyRecalled)
    async def recall_lot(self, info: Info[Context, None], key: str, lot_id: strawberry.ID, reason: str) -> Done:
        """Call a lot back: nothing more is packed of it, and every buyer of it is told. Needs `product.edit` for the stall."""
        await info.context.perform(commands.recall, key=key, lot_id=ids.decode(LOT, lot_id), reason=reason)
        return Done()


def _sources(given: list[LotSourceInput]) -> list[commands.Source]:
    return [commands.Source(one.producer, one.quantity, str(one.kind.value)) for one in given]


def _titled(row: asyncpg.Record) -> str:
    return f"{row['title']} ({row['variant_title']})" if row["variant_title"] else str(row["title"])


def _lot(context: Context, row: asyncpg.Record) -> Lot:
    def measure(base: int) -> Quantity:
        return quantity_of(base, row["unit"], context.language)

    sources: list[dict[str, Any]] = row["sources"]
    return Lot(
        id=strawberry.ID(ids.encode(LOT, row["id"])),
        code=row["code"],
        title=context.said(row["title"]),
        stock_item_id=strawberry.ID(ids.encode(STOCK_ITEM, row["stock_item_id"])),
        harvested_on=row["harvested_on"],
        expires_on=row["expires_on"],
        produced=measure(row["produced"]),
        received=measure(row["received"]),
        lost=measure(row["lost"]),
        sold=measure(row["taken"]),
        left=measure(row["produced"] + row["received"] - row["lost"] - row["taken"]),
        sources=[
            LotSource(
                producer=one["producer"],
                kind=LotKind(one["kind"]),
                quantity=measure(one["quantity"]),
                reason=one["reason"],
            )
            for one in sources
        ],
        recalled_at=row["recalled_at"],
        recall_reason=row["recall_reason"],
    )
