"""Reading order cycles."""

from typing import Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.cycles import present, types
from minga_graphql.marks import bounds
from minga_graphql.paging import Connection, ListName, asked
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.market.cycles import queries
from minga_platform.membership import access


@strawberry.type
class Query:
    @strawberry.field(
        description="The co-op's order cycles, the one that closes last first. `running`: those that are open or to come.",
        metadata=bounds(cost=5),
    )
    async def order_cycles(
        self, info: Info[Context, None], running: bool = False, first: int | None = None, after: str | None = None
    ) -> Connection[types.OrderCycle]:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("order_cycles", cooperative.id, (running,)), first, after)
        async with context.read() as work:
            held = await access.capabilities(work, context.viewer) if context.viewer.person_id else frozenset()
            rows = await queries.cycles(
                work, running=running, before=_key(page.after), first=page.first, counted="orders.see" in held
            )
            now = work.now
        return page.connection(
            rows,
            node=lambda row: present.cycle(
                context, row, now, plans="cycles.edit" in held, counted="orders.see" in held
            ),
            key=lambda row: (row.closes_at.isoformat(), row.id),
        )

    @strawberry.field(
        description="One order cycle with all that can be ordered in it; null for none.", metadata=bounds(cost=10)
    )
    async def order_cycle(self, info: Info[Context, None], id: strawberry.ID) -> types.OrderCycle | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        wanted = _decoded(types.CYCLE, id)
        if wanted is None:
            return None
        async with context.read() as work:
            held = await access.capabilities(work, context.viewer) if context.viewer.person_id else frozenset()
            row = await queries.cycle(work, wanted, counted="orders.see" in held)
            if row is None:
                return None
            withheld = await queries.withheld_in(work, [row])
            return present.cycle(
                context, row, work.now, plans="cycles.edit" in held, counted="orders.see" in held, withheld=withheld
            )

    @strawberry.field(
        description="The cycles to which a stall brings, with what was ordered of it. Null without `orders.see` for the stall.",
        metadata=bounds(cost=10),
    )
    async def stall_cycles(
        self, info: Info[Context, None], stall_id: strawberry.ID, first: int | None = None, after: str | None = None
    ) -> Connection[types.StallCycle] | None:
        context = info.context
        cooperative = context.require_cooperative()
        stall = _decoded(present.STALL, stall_id)
        if stall is None:
            return None
        page = context.services.cursors.window(ListName("stall_cycles", cooperative.id, (str(stall),)), first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "orders.see", stall_id=stall):
                return None
            rows = await queries.cycles(work, before=_key(page.after), first=page.first, stall_id=stall)
            withheld = await queries.withheld_in(work, rows)
            ordered = await queries.ordered_from(work, [row.id for row in rows], stall) if rows else []
            now = work.now
        return page.connection(
            rows,
            node=lambda row: types.StallCycle(
                cycle=present.cycle(context, row, now, plans=False, counted=False, own=True, withheld=withheld),
                ordered=present.ordered(context, [one for one in ordered if one.cycle_id == row.id]),
            ),
            key=lambda row: (row.closes_at.isoformat(), row.id),
        )

    @strawberry.field(
        description="When a published product can be bought: its season, and the cycles that have it or will. Null for none.",
        metadata=bounds(cost=3),
    )
    async def selling_time(self, info: Info[Context, None], product_id: strawberry.ID) -> types.SellingTime | None:
        context = info.context
        context.require_cooperative()
        wanted = _decoded(present.PRODUCT, product_id)
        if wanted is None:
            return None
        async with context.read() as work:
            row = await queries.selling_time(work, wanted)
            return None if row is None else present.selling_time(context, row, work.now)

    @strawberry.field(
        description="A stall's products with when they are sold. Null without `product.edit` for the stall.",
        metadata=bounds(cost=5, size=10),
    )
    async def seasonal_products(
        self, info: Info[Context, None], stall_id: strawberry.ID
    ) -> list[types.SeasonalProduct] | None:
        context = info.context
        context.require_cooperative()
        stall = _decoded(present.STALL, stall_id)
        if stall is None:
            return None
        async with context.read() as work:
            if not await access.may(work, context.viewer, "product.edit", stall_id=stall):
                return None
            rows = (await queries.seasons(work, [stall])).get(stall, [])
        return [present.seasonal(context, row) for row in rows]

    @strawberry.field(
        description="Every stall with what can be put into a cycle. Null without `cycles.edit`.",
        metadata=bounds(cost=20, size=10),
    )
    async def plannable_stalls(self, info: Info[Context, None]) -> list[types.PlannableStall] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await access.may(work, context.viewer, "cycles.edit"):
                return None
            rows = await queries.stalls(work)
            seasons = await queries.seasons(work, [row["id"] for row in rows]) if asked(info, "products") else {}
        return [
            types.PlannableStall(
                id=strawberry.ID(ids.encode(present.STALL, row["id"])),
                name=context.said(row["name"]),
                products=[present.seasonal(context, one) for one in seasons.get(row["id"], [])],
            )
            for row in rows
        ]


def _key(after: Any) -> Any:
    return present.key_of(after) if after else None


def _decoded(prefix: str, text: str) -> UUID | None:
    """An id from outside; None for one that names nothing, so that it answers as a random one does."""
    try:
        return ids.decode(prefix, text)
    except NotFound:
        return None
