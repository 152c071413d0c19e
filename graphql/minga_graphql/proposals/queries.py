"""Reading proposals, what needs one today, and decisions."""

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.paging import Connection, ListName
from minga_graphql.proposals import present, types
from minga_graphql.scalars import MinorUnits
from minga_platform.governance.proposals import queries
from minga_platform.governance.proposals.asking import FACILITATE
from minga_platform.governance.proposals.commands import linking
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.membership import access


@strawberry.type
class Query:
    @strawberry.field(
        description="Proposals that the asker may see, the newest first: members see all, others advisory questions only.",
        metadata=bounds(cost=10),
    )
    async def proposals(
        self,
        info: Info[Context, None],
        states: list[types.ProposalState] | None = None,  # type: ignore[valid-type]
        mine: bool = False,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[types.Proposal]:
        context = info.context
        cooperative = context.require_cooperative()
        wanted = sorted(str(one.value) for one in states) if states else None  # type: ignore[attr-defined]
        page = context.services.cursors.window(
            ListName("proposals", cooperative.id, (tuple(wanted or ()), mine)), first, after
        )
        async with context.read() as work:
            rows = await queries.proposals(
                work,
                context.viewer,
                wanted=wanted,
                mine=mine,
                before=page.after[0] if page.after else None,
                first=page.first,
            )
            shown = await present.proposals(context, work, rows[: page.first])
        made = {row.proposal.id: node for row, node in zip(rows, shown, strict=False)}
        return page.connection(rows, node=lambda row: made[row.proposal.id], key=lambda row: (row.proposal.number,))

    @strawberry.field(description="One proposal; null where there is none for this asker.", metadata=bounds(cost=5))
    async def proposal(self, info: Info[Context, None], id: strawberry.ID) -> types.Proposal | None:  # noqa: A002 - its name outside
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(types.PROPOSAL, id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.proposal(work, context.viewer, wanted)
            return (await present.proposals(context, work, [found]))[0] if found else None

    @strawberry.field(
        description="What is said and done about a proposal; null where there is none for this asker.",
        metadata=bounds(cost=20),
    )
    async def discussion(self, info: Info[Context, None], proposal_id: strawberry.ID) -> types.Discussion | None:
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(types.PROPOSAL, proposal_id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.proposal(work, context.viewer, wanted)
            return await present.discussion(context, work, found) if found else None

    @strawberry.field(
        description="Proposals under way that would change a rule, as far as the asker may see them.",
        metadata=bounds(cost=10, size=3),
    )
    async def proposals_about_rule(self, info: Info[Context, None], key: str) -> list[types.Proposal]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            return await present.proposals(context, work, await queries.about_rule(work, context.viewer, key))

    @strawberry.field(
        description="What needs the asker today; null for who is no member and holds no office.",
        metadata=bounds(cost=20),
    )
    async def agenda(self, info: Info[Context, None]) -> types.Agenda | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.agenda(work, context.viewer)
            if found is None:
                return None
            lists = {
                name: await present.proposals(context, work, getattr(found, name))
                for name in queries.Agenda.__dataclass_fields__
            }
            return types.Agenda(
                facilitates=await access.may(work, context.viewer, FACILITATE),
                tells=await access.may(work, context.viewer, "ballots.tell"),
                **lists,
            )

    @strawberry.field(
        description="What the link of a letter opens; null for one that opens nothing (any more).",
        metadata=bounds(cost=10),
    )
    async def linked_ballot(self, info: Info[Context, None], token: str) -> types.LinkedBallot | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await linking.linked_ballot(work, token, context.language)
        return present.linked(context, found) if found else None

    @strawberry.field(
        description="Dates for the diary: of proposals that the asker may see.", metadata=bounds(cost=10, size=20)
    )
    async def governance_dates(self, info: Info[Context, None]) -> list[types.GovernanceDate]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.calendar(work, context.viewer)
        return [
            types.GovernanceDate(
                proposal_id=strawberry.ID(ids.encode(types.PROPOSAL, one.proposal_id)),
                number=MinorUnits(one.number),
                title=context.said(one.title),
                what=one.what,
                at=one.at,
                on=one.on,
            )
            for one in found
        ]

    @strawberry.field(
        description="Decisions, the newest first: all for members, for others those that are public.",
        metadata=bounds(cost=10),
    )
    async def decisions(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[types.Decision]:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("decisions", cooperative.id), first, after)
        async with context.read() as work:
            rows = await queries.decisions(
                work, context.viewer, before=page.after[0] if page.after else None, first=page.first
            )
            shown = await present.decisions(context, work, rows[: page.first], work.now)
        made = {row.id: node for row, node in zip(rows, shown, strict=False)}
        return page.connection(rows, node=lambda row: made[row.id], key=lambda row: (row.number,))

    @strawberry.field(description="One decision; null where there is none for this asker.", metadata=bounds(cost=5))
    async def decision(self, info: Info[Context, None], id: strawberry.ID) -> types.Decision | None:  # noqa: A002 - its name outside
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(types.DECISION, id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.decision(work, context.viewer, wanted)
            return (await present.decisions(context, work, [found], work.now))[0] if found else None
