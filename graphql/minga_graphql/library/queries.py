"""What is shared, when it is free, one's own bookings, what keepers have before them, and the logbook."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_commons.library import queries
from minga_graphql.context import Context
from minga_graphql.library.types import (
    BOOKING,
    TOOL,
    LogLine,
    SharedTool,
    ToolBooking,
    told_booking,
    told_line,
    told_tool,
)
from minga_graphql.marks import bounds
from minga_graphql.paging import Connection, ListName
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotAllowed, NotFound, SignInNeeded

_MOST_DAYS = 62


@strawberry.type
class Query:
    @strawberry.field(description="Tools and rooms that members share here.", metadata=bounds(cost=20, size=20))
    async def tools(self, info: Info[Context, None]) -> list[SharedTool]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.tools(work, context.viewer)
        return [told_tool(one, context) for one in found]

    @strawberry.field(description="A tool or room by its name in addresses.", metadata=bounds(cost=10))
    async def shared_tool(self, info: Info[Context, None], slug: str) -> SharedTool | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.tool(work, context.viewer, slug)
        return None if found is None else told_tool(found, context)

    @strawberry.field(
        description="When a tool's units are not free, from an instant on, for at most 62 days.",
        metadata=bounds(cost=10, size=50),
    )
    async def tool_bookings(
        self, info: Info[Context, None], tool_id: strawberry.ID, begins: datetime, days: int = 14
    ) -> list[ToolBooking]:
        context = info.context
        context.require_cooperative()
        if not 1 <= days <= _MOST_DAYS:
            raise InvalidInput("days", "range", "1", str(_MOST_DAYS))
        try:
            wanted = ids.decode(TOOL, tool_id)
        except NotFound:
            return []
        async with context.read() as work:
            found = await queries.taken(work, context.viewer, wanted, begins, days)
        return [told_booking(one, context) for one in found]

    @strawberry.field(description="One's own bookings, those to come first.", metadata=bounds(cost=10, size=20))
    async def my_tool_bookings(self, info: Info[Context, None]) -> list[ToolBooking]:
        context = info.context
        context.require_cooperative()
        try:
            async with context.read() as work:
                found = await queries.mine(work, context.viewer)
        except (SignInNeeded, NotFound):
            return []
        return [told_booking(one, context) for one in found]

    @strawberry.field(
        description="What the asker's tools have before them: to hand out, to take back, deposits to give back.",
        metadata=bounds(cost=10, size=20),
    )
    async def tools_to_hand_over(self, info: Info[Context, None]) -> list[ToolBooking]:
        context = info.context
        context.require_cooperative()
        try:
            async with context.read() as work:
                found = await queries.to_hand_over(work, context.viewer)
        except (SignInNeeded, NotFound):
            return []
        return [told_booking(one, context) for one in found]

    @strawberry.field(
        description="A booking that is the asker's, or of a tool that she keeps; else null.", metadata=bounds(cost=5)
    )
    async def tool_booking(self, info: Info[Context, None], id: strawberry.ID) -> ToolBooking | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(BOOKING, id)
            async with context.read() as work:
                found = await queries.booking(work, context.viewer, wanted)
        except (SignInNeeded, NotFound):
            return None
        return told_booking(found, context)

    @strawberry.field(
        description="A tool's logbook, newest first. Told to members; null for others.", metadata=bounds(cost=5)
    )
    async def tool_logbook(
        self, info: Info[Context, None], tool_id: strawberry.ID, first: int | None = None, after: str | None = None
    ) -> Connection[LogLine] | None:
        context = info.context
        cooperative = context.require_cooperative()
        try:
            wanted = ids.decode(TOOL, tool_id)
        except NotFound:
            return None
        page = context.services.cursors.window(ListName("logbook", cooperative.id, (str(wanted),)), first, after)
        before = _place(page.after)
        try:
            async with context.read() as work:
                found = await queries.logbook(work, context.viewer, wanted, first=page.limit, before=before)
        except (SignInNeeded, NotFound, NotAllowed):
            return None
        return page.connection(found, node=told_line, key=lambda one: (one.at, one.id))


def _place(key: tuple[Any, ...] | None) -> tuple[datetime, UUID] | None:
    return None if key is None else (key[0], key[1])
