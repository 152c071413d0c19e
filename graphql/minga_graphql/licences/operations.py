"""What is asked about licences, and what keepers of the commons say of them."""

from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_commons.attestation.queries import status_of
from minga_commons.grants import queries as grants
from minga_commons.grants.commands.certificates import today
from minga_commons.licences import commands, errors, labels, matrix, queries, spdx
from minga_commons.registry.names import RELEASE
from minga_commons.registry.queries import release_facts
from minga_graphql.context import Context
from minga_graphql.licences import types
from minga_graphql.marks import bounds
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalTextInput, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.locale import Text, say
from minga_platform.kernel.work import Work
from minga_platform.membership.access import may, require, standing

AGENT = "agent"

_Statuses = Annotated[list[types.StatusKey] | None, strawberry.argument(metadata=bounds(most=9))]
_Expression = Annotated[str, strawberry.argument(metadata=bounds(longest=400))]
_MaybeExpression = Annotated[str | None, strawberry.argument(metadata=bounds(longest=400))]
_LicenceText = Annotated[str, strawberry.argument(metadata=bounds(longest=60_000))]


@strawberry.enum(description="Who may use a work commercially.")
class CommercialUse(Enum):
    ANYONE = strawberry.enum_value("anyone", description="Everybody.")
    NOBODY = strawberry.enum_value("nobody", description="Nobody without an agreement.")
    THOSE = strawberry.enum_value("those", description="Those who are what the licence names.")


@strawberry.input(description="What a licence of the co-op's own asks.")
class LicenceTermsInput:
    commercial: CommercialUse = strawberry.field(description="Who may use it commercially.")
    statuses: list[types.StatusKey] = strawberry.field(
        description="What those are.", default_factory=list, metadata=bounds(most=9)
    )
    together: bool = strawberry.field(description="Whether all of these must hold, or any.", default=False)
    score: int | None = strawberry.field(description="Or how many points of contribution.", default=None)
    royalty: types.RoyaltyRule = strawberry.field(
        description="What others do: owe a royalty, or agree on a paid licence.", default=types.RoyaltyRule.AGREEMENT
    )
    royalty_bps: MinorUnits = strawberry.field(
        description="What is owed of the net price, in hundredths of a percent.", default=MinorUnits(0)
    )
    share_alike: bool = strawberry.field(description="Whether derivatives stay under it.", default=True)
    attribution: bool = strawberry.field(description="Whether authors are named.", default=True)
    marks_changes: bool = strawberry.field(description="Whether changes are marked.", default=True)
    publishes_changes: bool = strawberry.field(description="Whether changed versions may be published.", default=True)
    network_source: bool = strawberry.field(
        description="Whether the source is offered to who uses it over a network.", default=False
    )


@strawberry.type(description="A licence of the co-op's own was described.")
class LicenceDescribed:
    key: str = strawberry.field(description="Its key.")


@strawberry.type(description="A pair of licences was decided.")
class LicencePairDecided:
    id: strawberry.ID = strawberry.field(description="Its id, `lpd_…`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="Every licence with a profile: those that each installation knows, and the co-op's own.",
        metadata=bounds(cost=20, size=45),
    )
    async def licences(self, info: Info[Context, None]) -> list[types.LicenceProfile]:
        context = info.context
        async with context.read() as work:
            found = await queries.profiles(work)
        return [types.profile(one, context) for one in found.values()]

    @strawberry.field(description="One licence by its key; null where it has no profile here.")
    async def licence(
        self, info: Info[Context, None], licence_key: Annotated[str, strawberry.argument(metadata=bounds(longest=200))]
    ) -> types.LicenceProfile | None:
        context = info.context
        async with context.read() as work:
            found = (await queries.profiles(work)).get(licence_key)
        return None if found is None else types.profile(found, context)

    @strawberry.field(
        description="The labels by which communities say how their knowledge is to be treated (localcontexts.org).",
        metadata=bounds(cost=5, size=25),
    )
    async def community_label_kinds(self, info: Info[Context, None]) -> list[types.CommunityLabelKind]:
        language = info.context.language
        return [
            types.CommunityLabelKind(key=one.key, name=one.name, text=say(language, one.text))
            for one in labels.LABELS.values()
        ]

    @strawberry.field(description="What a text says as an SPDX licence expression; nothing is guessed.")
    async def read_licence(self, info: Info[Context, None], text: _Expression) -> types.LicenceReading:
        read = spdx.parse(text)
        if isinstance(read, spdx.Malformed):
            return types.LicenceReading(
                expression=None, licences=[], unknown=[], problem=read.reason, column=read.column, found=read.found
            )
        async with info.context.read() as work:
            known = await queries.profiles(work)
        named = [one.key for one in spdx.licences_in(read)]
        return types.LicenceReading(
            expression=spdx.normalise(read), licences=named, unknown=[one for one in named if one not in known],
            problem=None, column=None, found="",
        )  # fmt: skip

    @strawberry.field(
        description="Whether a work under `child` may be published that was made from one under `parent`."
    )
    async def may_follow(
        self, info: Info[Context, None], parent: _Expression, child: _Expression
    ) -> types.LicenceVerdict:
        context = info.context
        async with context.read() as work:
            if work.scope.cooperative_id is None:
                return types.verdict(matrix.child_of(parent, child), context.language)
            return types.verdict(await queries.verdict(work, parent, child), context.language)

    @strawberry.field(
        description="Pairs of licences that keepers decided here, newest first.", metadata=bounds(cost=10, size=10)
    )
    async def licence_pair_decisions(self, info: Info[Context, None]) -> list[types.LicencePairDecision]:
        info.context.require_cooperative()
        async with info.context.read() as work:
            return [types.pair_decision(one) for one in await queries.pair_decisions(work)]

    @strawberry.field(
        description="Whether somebody may do an act with a release, or with any work under a licence, on a day (today). "
        "Without `statuses` and `score` it is asked for the asker herself, as this co-op knows her, or for a member named by "
        "`agentId`; with them for somebody who is that.",
        metadata=bounds(cost=30),
    )
    async def may_i(
        self,
        info: Info[Context, None],
        act: types.LicenceAct,
        release_id: strawberry.ID | None = None,
        licence: _MaybeExpression = None,
        on: date | None = None,
        child: _MaybeExpression = None,
        statuses: _Statuses = None,
        score: int | None = None,
        agent_id: strawberry.ID | None = None,
    ) -> types.MayAnswer | None:
        context = info.context
        release = None if release_id is None else ids.decode(RELEASE, release_id)
        if release is None and licence is None:
            return None
        async with context.read() as work:
            here = work.scope.cooperative_id is not None
            day = on or (await today(work) if here else datetime.now(UTC).date())
            as_herself = here and statuses is None and score is None
            agent = await _asked_for(work, context, agent_id) if as_herself else None
            try:
                if here and release is not None:
                    await _seen(work, context, release)
                if as_herself and release is not None:
                    found = await grants.may_agent(
                        work, agent_id=agent, release_id=release, act=types.plain(act), on=day, child=child or ""
                    )
                else:
                    held, points = frozenset(types.plain(one) for one in statuses or ()), score or 0
                    if as_herself:
                        held, points = await _what_she_is(work, agent, day)
                    found = await grants.may_by_status(
                        work, statuses=held, score=points, release_id=release, licence=licence or "",
                        act=types.plain(act), on=day, child=child or "",
                    )  # fmt: skip
            except NotFound:
                return None
        return types.answer(found, day, context.language)


async def _seen(work: Work, context: Context, release_id: UUID) -> None:
    """A release of this co-op that the asker may hear of; those of others are asked about in theirs, or without any.

    Refuses: NotFound.
    """
    facts = await release_facts(work, release_id)
    if facts.cooperative_id != work.cooperative_id:
        raise NotFound
    if facts.state == "draft" and not await may(work, context.viewer, "commons.write"):
        raise NotFound


async def _asked_for(work: Work, context: Context, agent_id: strawberry.ID | None) -> UUID | None:
    """The member asked about: what others are is told to members; a visitor is nobody that we know."""
    if agent_id is not None:
        await require(work, context.viewer, "commons.write")
        return ids.decode(AGENT, agent_id)
    if context.viewer.person_id is None:
        return None
    known = await standing(work, context.viewer)
    return known.agent_id if known else None


async def _what_she_is(work: Work, agent_id: UUID | None, on: date) -> tuple[frozenset[str], int]:
    """The statuses that hold for somebody on a day, and her points."""
    found = {} if agent_id is None else await status_of(work, agent_id, on)
    contributor = found.get("contributor")
    return frozenset(found), (contributor.score or 0) if contributor else 0


@strawberry.type
class Mutation:
    @mutation(errors.ProfileTaken)
    async def describe_licence(
        self,
        info: Info[Context, None],
        licence_key: str,
        name: list[LocalTextInput],
        summary: list[LocalTextInput],
        text: _LicenceText,
        terms: LicenceTermsInput,
        source: str = "",
    ) -> LicenceDescribed:
        """Describe a licence of the co-op's own, `LicenseRef-…`. It never changes afterwards. Needs `commons.keep`."""
        await info.context.perform(
            commands.describe_licence,
            licence_key=licence_key,
            name=Text.checked(read_languages(name, "name"), field="name", longest=120, one_line=True),
            summary=Text.checked(read_languages(summary, "summary"), field="summary", longest=1000),
            text=text,
            source=source,
            commercial=terms.commercial.value,
            statuses=[one.value for one in terms.statuses],
            together=terms.together,
            score=terms.score,
            royalty=terms.royalty.value,
            royalty_bps=terms.royalty_bps,
            share_alike=terms.share_alike,
            attribution=terms.attribution,
            mark_changes=terms.marks_changes,
            publish_changes=terms.publishes_changes,
            network_source=terms.network_source,
        )
        return LicenceDescribed(key=licence_key)

    @mutation()
    async def end_licence(self, info: Info[Context, None], licence_key: str) -> Done:
        """Offer a licence of one's own for new works no more. Needs `commons.keep`."""
        await info.context.perform(commands.end_licence, licence_key=licence_key)
        return Done()

    @mutation(errors.LicenceUnreadable, errors.PairNotOpen)
    async def decide_licence_pair(
        self, info: Info[Context, None], parent: _Expression, child: _Expression, allow: bool, reason: str
    ) -> LicencePairDecided:
        """Decide a pair that the table leaves open, and say why. Needs `commons.keep`."""
        made = await info.context.perform(commands.decide_pair, parent=parent, child=child, allow=allow, reason=reason)
        return LicencePairDecided(id=strawberry.ID(ids.encode(types.PAIR_DECISION, made)))
