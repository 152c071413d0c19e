"""Reading contributions."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry.types import Info

from minga_commons.contributions import days, documents, queries
from minga_graphql.context import Context
from minga_graphql.contributions import types
from minga_graphql.marks import bounds
from minga_graphql.paging import Connection, ListName
from minga_graphql.scalars import MinorUnits
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound


@strawberry.enum(description="How contributions are written out.")
class ContributionFormat(Enum):
    CSV = strawberry.enum_value("csv", description="A table; the importer reads it again.")
    JSON_LD = strawberry.enum_value("json_ld", description="Valueflows 1.0 events, in the ontology's terms only.")


@strawberry.type(description="Contributions written out.")
class ContributionsDocument:
    text: str = strawberry.field(description="The document.")
    count: int = strawberry.field(description="How many events it holds.")
    end_cursor: str | None = strawberry.field(description="Where the next document goes on; null at the end.")


@strawberry.type(description="A member's word for a contribution.")
class ContributionWord:
    name: str = strawberry.field(description="Who stands by it.")
    at: datetime = strawberry.field(description="Since when.")
    note: str = strawberry.field(description="What she says.")
    flag: str = strawberry.field(
        description="Why it has no weight: self, author, household, ring, revoked_attestor; empty where it has."
    )


@strawberry.type(description="A member found something not right, in the open.")
class ContributionDispute:
    name: str = strawberry.field(description="Who.")
    reason: str = strawberry.field(description="What.")
    opened_at: datetime = strawberry.field(description="Since when.")
    settled_at: datetime | None = strawberry.field(description="When it was settled.")
    is_upheld: bool | None = strawberry.field(description="Whether she was right; null while it is open.")
    explanation: str = strawberry.field(description="What the keeper said.")


@strawberry.type(description="What members say about a contribution.")
class ContributionVoices:
    words: list[ContributionWord] = strawberry.field(description="Who stands by it.", metadata=bounds(size=3))
    disputes: list[ContributionDispute] = strawberry.field(description="Who disputes it.", metadata=bounds(size=1))


@strawberry.type
class Query:
    @strawberry.field(
        description="Contributions of this co-op, the latest first. Null for who is no member and keeps no office here.",
        metadata=bounds(cost=20),
    )
    async def contributions(
        self,
        info: Info[Context, None],
        where: types.ContributionFilter | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[types.Contribution] | None:
        context = info.context
        cooperative = context.require_cooperative()
        wanted = where or types.ContributionFilter()
        page = context.services.cursors.window(ListName("contributions", cooperative.id, wanted.shape), first, after)
        try:
            asked = wanted.read()
        except NotFound:
            return None
        async with context.read() as work:
            rows = await queries.contributions(
                work,
                context.viewer,
                asked,
                after=(page.after[0], page.after[1]) if page.after else None,
                first=page.limit,
            )
            me = await queries.insider(work, context.viewer)
        if rows is None:
            return None
        return page.connection(
            rows, node=lambda one: types.present(one, context, me), key=lambda one: (one.given_on, one.id)
        )

    @strawberry.field(
        description="A contribution with its chain of corrections, oldest first. Null where there is none for the asker.",
        metadata=bounds(cost=20, size=3),
    )
    async def contribution(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
    ) -> list[types.Contribution] | None:
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(types.CONTRIBUTION, id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.contribution(work, context.viewer, wanted)
            me = await queries.insider(work, context.viewer)
        return None if found is None else [types.present(one, context, me) for one in found]

    @strawberry.field(
        description="What members say about a contribution. Null where there is none for the asker.",
        metadata=bounds(cost=20),
    )
    async def contribution_voices(self, info: Info[Context, None], id: strawberry.ID) -> ContributionVoices | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(types.CONTRIBUTION, id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.words(work, context.viewer, wanted)
        if found is None:
            return None
        return ContributionVoices(
            words=[ContributionWord(name=one.name, at=one.at, note=one.note, flag=one.flag) for one in found[0]],
            disputes=[
                ContributionDispute(
                    name=one.name,
                    reason=one.reason,
                    opened_at=one.opened_at,
                    settled_at=one.settled_at,
                    is_upheld=None if one.outcome is None else one.outcome == "upheld",
                    explanation=one.explanation,
                )
                for one in found[1]
            ],
        )

    @strawberry.field(
        description="Contributions of others that wait for the asker's word, the oldest first; at most `first` of them, 100 at most.",
        metadata=bounds(cost=30, size=20),
    )
    async def contributions_to_attest(self, info: Info[Context, None], first: int = 50) -> list[types.Contribution]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.to_attest(work, context.viewer, max(1, first))
            me = await queries.insider(work, context.viewer)
        return [types.present(one, context, me) for one in found]

    @strawberry.field(
        description="What contributions add up to, by month, kind and state. Null as `contributions`.",
        metadata=bounds(cost=30, size=60),
    )
    async def contribution_sums(
        self, info: Info[Context, None], where: types.ContributionFilter | None = None
    ) -> list[types.ContributionSum] | None:
        context = info.context
        context.require_cooperative()
        try:
            asked = (where or types.ContributionFilter()).read()
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.sums(work, context.viewer, asked)
        if found is None:
            return None
        return [
            types.ContributionSum(
                month=one.month,
                kind=types.ContributionKind(one.kind),
                state=types.ContributionState(one.state),
                count=one.count,
                minutes=MinorUnits(one.minutes),
            )
            for one in found
        ]

    @strawberry.field(
        description="Who gave what counts, by name; a hundred at most. Null as `contributions`.",
        metadata=bounds(cost=30, size=40),
    )
    async def givers(
        self, info: Info[Context, None], where: types.ContributionFilter | None = None
    ) -> list[types.Giver] | None:
        context = info.context
        context.require_cooperative()
        try:
            asked = (where or types.ContributionFilter()).read()
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.givers(work, context.viewer, asked)
        if found is None:
            return None
        return [
            types.Giver(
                agent_id=strawberry.ID(ids.encode(types.AGENT, one.agent_id)),
                name=one.name,
                minutes=MinorUnits(one.minutes),
                count=one.count,
            )
            for one in found
        ]

    @strawberry.field(description="What the asker gives most often.", metadata=bounds(cost=10, size=3))
    async def usual_contributions(self, info: Info[Context, None]) -> list[types.UsualContribution]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.usual(work, context.viewer)
        return [
            types.UsualContribution(
                kind=types.ContributionKind(one.kind),
                minutes=one.minutes,
                asset_id=types.outside(types.ASSET, one.asset_id),
                asset_title=context.said(one.asset_title) if one.asset_title else None,
                cause=one.cause,
            )
            for one in found
        ]

    @strawberry.field(
        description="What members gave for lately, the most frequent first. Told to members.",
        metadata=bounds(cost=10, size=30),
    )
    async def contribution_causes(self, info: Info[Context, None]) -> list[str]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            return await queries.causes(work, context.viewer)

    @strawberry.field(
        description="The hours that a member owes and gave in this period: the asker, or another. Null for no member."
    )
    async def hours_owed(
        self, info: Info[Context, None], agent_id: strawberry.ID | None = None
    ) -> types.HoursOwed | None:
        context = info.context
        context.require_cooperative()
        try:
            whose = types.decoded(types.AGENT, agent_id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await days.hours(work, context.viewer, whose)
        if found is None:
            return None
        return types.HoursOwed(
            since=found.since,
            until=found.until,
            class_key=found.class_key,
            owed_minutes=found.owed_minutes,
            given_minutes=MinorUnits(found.given_minutes),
            waiting_minutes=MinorUnits(found.waiting_minutes),
        )

    @strawberry.field(description="The addresses under which the asker commits.", metadata=bounds(size=3))
    async def git_authors(self, info: Info[Context, None]) -> list[types.GitAuthor]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.authors(work, context.viewer)
        return [
            types.GitAuthor(id=strawberry.ID(ids.encode(types.AUTHOR, one)), mail=mail, is_proven=proven)
            for one, mail, proven in found
        ]

    @strawberry.field(
        description="Contributions written out, at most 2,000 in one document. Null as `contributions`.",
        metadata=bounds(cost=200),
    )
    async def contributions_document(
        self,
        info: Info[Context, None],
        format: ContributionFormat,  # noqa: A002
        where: types.ContributionFilter | None = None,
        after: str | None = None,
    ) -> ContributionsDocument | None:
        context = info.context
        cooperative = context.require_cooperative()
        wanted = where or types.ContributionFilter()
        page = context.services.cursors.window(
            ListName("contributions_document", cooperative.id, wanted.shape), 100, after
        )
        try:
            asked = wanted.read()
        except NotFound:
            return None
        async with context.read() as work:
            rows = await queries.contributions(
                work,
                context.viewer,
                asked,
                after=(page.after[0], page.after[1]) if page.after else None,
                first=documents.MOST + 1,
            )
        if rows is None:
            return None
        shown = rows[: documents.MOST]
        told = documents.Place(cooperative.slug, context.said(cooperative.name), cooperative.language, context.language)
        text = documents.table(shown) if format is ContributionFormat.CSV else documents.json_ld(shown, told)
        more = page.cursor((shown[-1].given_on, shown[-1].id)) if len(rows) > documents.MOST else None
        return ContributionsDocument(text=text, count=len(shown), end_cursor=more)
