"""What is read of the register."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import MaybeLine, bounds
from minga_graphql.paging import Connection, ListName
from minga_graphql.register import types
from minga_graphql.register.types import outside
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotAllowed, NotFound, SignInNeeded
from minga_platform.membership import access
from minga_platform.register import accounts, exporting, flows, reading
from minga_platform.register.queries import may_act_as


@strawberry.type
class Query:
    @strawberry.field(
        description="The classes of members, what they mean now and meant before: public, for who thinks of joining.",
        metadata=bounds(cost=20),
    )
    async def member_classes(self, info: Info[Context, None]) -> list[types.MemberClass]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await reading.classes(work)
            now = work.now
        presented = [types.present_class(one, context, now) for one in found]
        return [one for one in presented if one is not None]

    @strawberry.field(
        description="What the asker is and has here; null for a visitor and for who is not known here.",
        metadata=bounds(cost=30),
    )
    async def my_membership(self, info: Info[Context, None]) -> types.MyMembership | None:
        context = info.context
        if context.viewer.person_id is None or context.cooperative is None:
            return None
        async with context.read() as work:
            if await access.standing(work, context.viewer) is None:
                return None
            held = await accounts.mine(work, context.viewer)
            cards = await accounts.cards(work, context.viewer)
            most = await accounts.set_off_bps(work, context.viewer)
        names = {one.agent_id: one.name for one in held}
        return types.MyMembership(
            accounts=[types.present_account(one, context) for one in held],
            cards=types.present_cards(cards, names),
            set_off_bps=most,
        )

    @strawberry.field(
        description="Applications: open ones for members, all for who sees the register (`members.see`), else one's own.",
        metadata=bounds(cost=30),
    )
    async def applications(self, info: Info[Context, None], open_only: bool = True) -> list[types.Application]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await reading.applications(work, context.viewer, open_only=open_only)
            mine = await may_act_as(work, context.viewer)
        return [types.present_application(one, context, mine) for one in found]

    @strawberry.field(description="One application, if the asker may see it.", metadata=bounds(cost=20))
    async def application(self, info: Info[Context, None], id: strawberry.ID) -> types.Application | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(types.APPLICATION, id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await reading.application(work, context.viewer, wanted)
            mine = await may_act_as(work, context.viewer)
        return None if found is None else types.present_application(found, context, mine)

    @strawberry.field(
        description="The register as it stood at an instant (default: now), in the order of joining, for those who may see it"
        " (`members.see`); else null. `search`: only those with this number, or with this in their name.",
        metadata=bounds(cost=30),
    )
    async def register(
        self,
        info: Info[Context, None],
        as_of: datetime | None = None,
        search: MaybeLine = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[types.RegisterLine] | None:
        context = info.context
        cooperative = context.require_cooperative()
        name = ListName("register", cooperative.id, (as_of.isoformat() if as_of else "", search or ""))
        page = context.services.cursors.window(name, first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "members.see"):
                return None
            if as_of is not None and as_of > work.now:
                raise InvalidInput("as_of", "past")
            since = (page.after[0], page.after[1]) if page.after else None
            rows = await reading.register(
                work, context.viewer, as_of or work.now, text=search or "", after=since, first=page.limit
            )
        return page.connection(
            rows,
            node=lambda row: types.present_line(row, context),
            key=lambda row: (row.joined_at, row.membership_id),
        )

    @strawberry.field(
        description="Who is a member, by name, for members (`members.see_names`) and for who may see the register (`members.see`);"
        " else null.",
        metadata=bounds(cost=30),
    )
    async def member_names(self, info: Info[Context, None]) -> list[types.MemberName] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            try:
                found = await reading.names(work, context.viewer)
            except (SignInNeeded, NotFound, NotAllowed):
                return None
        return [types.MemberName(agent_id=outside(types.AGENT, a), name=n, classes=list(c)) for a, n, c in found]

    @strawberry.field(
        description="One member's memberships, for those who may see the register (`members.see`); else null.",
        metadata=bounds(cost=30),
    )
    async def member(self, info: Info[Context, None], agent_id: strawberry.ID) -> list[types.MembershipAccount] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await access.may(work, context.viewer, "members.see"):
                return None
            try:
                found = await accounts.member(work, context.viewer, ids.decode(types.AGENT, agent_id))
            except NotFound:
                return None
        return [types.present_account(one, context) for one in found]

    @strawberry.field(description="Whose card this is (`members.see`); null for nobody's, and for others.")
    async def member_by_card(self, info: Info[Context, None], code: str) -> strawberry.ID | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await access.may(work, context.viewer, "members.see"):
                return None
            found = await accounts.by_card(work, context.viewer, code)
        return None if found is None else outside(types.AGENT, found)

    @strawberry.field(description="The asker's newest file of all her data; null without one.")
    async def my_export(self, info: Info[Context, None]) -> types.PersonalExport | None:
        context = info.context
        if context.viewer.person_id is None or context.viewer.for_person_id is not None:
            return None
        async with context.read() as work:
            row = await exporting.latest(work, context.viewer)
        if row is None:
            return None
        return types.PersonalExport(
            id=outside(types.EXPORT, row["id"]),
            asked_at=row["asked_at"],
            ready_at=row["ready_at"],
            gone_at=row["gone_at"],
        )

    @strawberry.field(
        description="What stands in the way of erasing the asker, in all co-ops; empty when nothing does.",
        metadata=bounds(cost=100),
    )
    async def erasure_obstacles(self, info: Info[Context, None]) -> list[types.ErasureObstacle]:
        context = info.context
        if context.viewer.person_id is None or context.viewer.for_person_id is not None:
            return []
        found = await flows.what_hinders(context.services.database, context.viewer)
        return [types.ErasureObstacle(kind=one.kind, cooperative=one.cooperative) for one in found]
