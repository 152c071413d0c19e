"""The secret address of a member's own calendar."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_platform.membership.calendars import commands, queries


@strawberry.type(description="A calendar's secret, told this once.")
class CalendarLinkMade:
    token: str = strawberry.field(
        description="Put it as `t` behind `/c/<co-op>/calendar.ics?t=`; whoever has it reads the dates."
    )


@strawberry.type
class Query:
    @strawberry.field(description="Since when the asker's own calendar has a secret address; null while it has none.")
    async def calendar_link(self, info: Info[Context, None]) -> datetime | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            return await queries.link_made_at(work, context.viewer)


@strawberry.type
class Mutation:
    @mutation()
    async def make_calendar_link(self, info: Info[Context, None]) -> CalendarLinkMade:
        """Give the asker's calendar a new secret address; the one before holds no more."""
        return CalendarLinkMade(token=await info.context.perform(commands.make_link))

    @mutation()
    async def end_calendar_link(self, info: Info[Context, None]) -> Done:
        """Take the address of the asker's calendar away."""
        await info.context.perform(commands.end_link)
        return Done()
