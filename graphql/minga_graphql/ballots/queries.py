"""What is asked about votes."""

import orjson
import strawberry
from strawberry.types import Info

from minga_graphql.ballots import types
from minga_graphql.ballots.present import around, present
from minga_graphql.ballots.types import AGENT, BATCH, ELECTION
from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.paging import Connection, ListName, asked
from minga_graphql.scalars import MinorUnits
from minga_platform.governance.ballots import leaves, queries
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound


@strawberry.type
class Query:
    @strawberry.field(description="A vote. Null where the asker has no standing here (`ballots.see`).")
    async def election(self, info: Info[Context, None], id: strawberry.ID) -> types.Election | None:  # noqa: A002 - its name outside
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(ELECTION, id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.election(work, context.viewer, wanted)
            if found is None:
                return None
            board = await queries.board(work, context.viewer, wanted) if asked(info, "outcome", "board") else None
            beside = await around(work, context, [found])
        return present(found, context, beside, board, leaves.new_private_code() if asked(info, "freshCode") else None)

    @strawberry.field(
        description="All votes, those that close last first. Null where the asker has no standing here (`ballots.see`)."
    )
    async def elections(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[types.Election] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("elections", cooperative.id, ()), first, after)
        async with context.read() as work:
            rows = await queries.elections(
                work, context.viewer, before=(page.after[0], page.after[1]) if page.after else None, first=page.first
            )
            if rows is None:
                return None
            beside = await around(work, context, rows)
        return page.connection(
            rows, node=lambda one: present(one, context, beside), key=lambda one: (one.closes_at, one.id)
        )

    @strawberry.field(description="The ballots that the asker can still cast, in this co-op; empty for a visitor.")
    async def waiting_ballots(self, info: Info[Context, None]) -> list[types.WaitingBallot]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.waiting_for(work, context.viewer)
        return [
            types.WaitingBallot(
                election_id=strawberry.ID(ids.encode(ELECTION, one.election_id)),
                agent_id=strawberry.ID(ids.encode(AGENT, one.agent_id)),
                class_key=one.class_key,
                title=context.said(dict(one.title)),
                closes_at=one.closes_at,
            )
            for one in found
        ]

    @strawberry.field(
        description="The paper of a vote. Null for who is no teller (`ballots.tell`).", metadata=bounds(cost=10)
    )
    async def paper_of_election(
        self, info: Info[Context, None], election_id: strawberry.ID
    ) -> types.PaperOfElection | None:
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(ELECTION, election_id)
        except NotFound:
            return None
        async with context.read() as work:
            poll = await queries.election(work, context.viewer, wanted)
            found = None if poll is None else await queries.batches(work, context.viewer, wanted)
            if poll is None or found is None:
                return None
            given = await queries.paper_given(work, poll)
        return types.PaperOfElection(
            given=[
                types.PaperGiven(class_key=key, weight=MinorUnits(weight), voters=MinorUnits(voters))
                for (key, weight), voters in given.items()
            ],
            batches=[
                types.PaperBatch(
                    id=strawberry.ID(ids.encode(BATCH, one.id)),
                    class_key=one.class_key,
                    weight=MinorUnits(one.weight),
                    ballots=MinorUnits(one.ballots),
                    entered_by=one.entered_by,
                    entered_at=one.entered_at,
                    is_mine=one.is_mine,
                    confirmed_by=one.confirmed_by,
                    confirmed_at=one.confirmed_at,
                    counts=None if one.counts is None else orjson.dumps(one.counts).decode(),
                )
                for one in found
            ],
        )

    @strawberry.field(
        description="Whether a ballot of this tracking code is in the box. Null where the asker has no standing here."
    )
    async def ballot_is_held(
        self, info: Info[Context, None], election_id: strawberry.ID, tracking_code: str
    ) -> bool | None:
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(ELECTION, election_id)
        except NotFound:
            return None
        async with context.read() as work:
            if await queries.election(work, context.viewer, wanted) is None:
                return None
            return await queries.holds(work, context.viewer, wanted, tracking_code)
