"""What people read about themselves, and a co-op about its people."""

from datetime import timedelta

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership import types
from minga_graphql.membership.types import outside
from minga_graphql.paging import Connection, ListName
from minga_platform.membership import access, demo, helped, queries


@strawberry.type
class Query:
    @strawberry.field(description="The person who asks; null for a visitor. While a helper acts, the one she helps.")
    async def me(self, info: Info[Context, None]) -> types.Me | None:
        context = info.context
        if context.viewer.person_id is None:
            return None
        async with context.read() as work:
            person = await queries.me(work, context.viewer)
        if person is None:
            return None
        return types.Me(
            id=outside(types.PERSON, person.id),
            name=person.name,
            language=person.language,
            is_helped=context.viewer.for_person_id is not None,
        )

    @strawberry.field(
        description="How the asker signs in; null for a visitor and for a helper.", metadata=bounds(cost=30)
    )
    async def account(self, info: Info[Context, None]) -> types.Account | None:
        context, viewer = info.context, info.context.viewer
        if viewer.person_id is None or viewer.for_person_id is not None:
            return None
        async with context.read() as work:
            addresses = await queries.addresses(work, viewer)
            sessions = await queries.sessions(work, viewer)
            credentials = await queries.credentials(work, viewer)
            until = viewer.proven_at + timedelta(minutes=access.STEP_UP_MINUTES) if viewer.proven_at else None
            now = work.now
        return types.Account(
            addresses=[types.present_address(one) for one in addresses],
            sessions=[types.present_session(one) for one in sessions],
            passkeys=[types.present_passkey(one) for one in credentials if one.kind == "passkey"],
            has_password=any(one.kind == "password" for one in credentials),
            has_card=any(one.kind == "card" for one in credentials),
            proven_until=until if until is not None and until > now else None,
        )

    @strawberry.field(description="Who can be signed in by one click; empty but in a demonstration.")
    async def demo_people(self, info: Info[Context, None]) -> list[types.DemoPerson]:
        context = info.context
        if not context.services.demo:
            return []
        async with context.read() as work:
            found = await demo.people(work)
        return [
            types.DemoPerson(
                id=outside(types.PERSON, one.id),
                name=one.name,
                title=context.said(one.title),
                cooperative_slug=one.cooperative_slug,
            )
            for one in found
        ]

    @strawberry.field(
        description="What the asker is in this co-op; null when it does not know her, and outside co-ops."
    )
    async def standing(self, info: Info[Context, None]) -> types.Standing | None:
        context = info.context
        if context.viewer.person_id is None or context.cooperative is None:
            return None
        async with context.read() as work:
            present = await access.standing(work, context.viewer)
        if present is None:
            return None
        held = frozenset[str]().union(*(access.CAPABILITIES[role] for role in present.holds))
        return types.Standing(
            agent_id=outside(types.AGENT, present.agent_id),
            roles=sorted(present.roles),
            classes=sorted(present.classes),
            capabilities=sorted(held),
        )

    @strawberry.field(description="Who may act for the asker, and for whom she may act.", metadata=bounds(size=5))
    async def help_agreements(self, info: Info[Context, None]) -> list[types.HelpAgreement]:
        context = info.context
        async with context.read() as work:
            found = await helped.agreements(work, context.viewer)
        return [
            types.HelpAgreement(
                id=outside(types.AGREEMENT, one.id),
                is_mine=one.person_id == context.viewer.person_id,
                person_id=outside(types.PERSON, one.person_id),
                person_name=one.person_name,
                helper_name=one.helper_name,
                scopes=[types.HelpScope(scope) for scope in one.scopes],
                given_at=one.given_at,
                ends_at=one.ends_at,
                on_paper=one.on_paper,
            )
            for one in found
        ]

    @strawberry.field(
        description="What was done here for the asker by her helpers, and by her for others, the latest first."
    )
    async def helped_deeds(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[types.HelpedDeed]:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("helped deeds", cooperative.id), first, after)
        async with context.read() as work:
            rows = await helped.deeds(
                work, context.viewer, before=page.after[0] if page.after else None, limit=page.limit
            )
        return page.connection(
            rows,
            node=lambda row: types.HelpedDeed(
                id=outside("deed", row.id),
                person_name=row.person_name,
                helper_name=row.helper_name,
                deed=row.deed,
                at=row.at,
            ),
            key=lambda row: (row.id,),
        )

    @strawberry.field(
        description="Sheets on which members agreed to be helped, that wait for a second officer; null without `members.admit`.",
        metadata=bounds(size=10),
    )
    async def signed_help(self, info: Info[Context, None]) -> list[types.SignedHelp] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await helped.papers(work, context.viewer)
            standing = await access.standing(work, context.viewer)
        if found is None or standing is None:
            return None
        return [
            types.SignedHelp(
                id=outside(types.HELP_PAPER, one.id),
                person_name=one.person_name,
                helper_name=one.helper_name,
                scopes=[types.HelpScope(scope) for scope in one.scopes],
                signed_on=one.signed_on,
                ends_at=one.ends_at,
                entered_by=one.entered_by_name,
                is_mine=one.entered_by == standing.agent_id,
            )
            for one in found
        ]

    @strawberry.field(description="The classes of members of this co-op, in its order.")
    async def membership_classes(self, info: Info[Context, None]) -> list[types.MembershipClass]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.classes(work)
        return [types.MembershipClass(key=one.key, name=context.said(one.name), is_open=one.is_open) for one in found]

    @strawberry.field(description="Who holds which office here, for those who may see it (`roles.see`); else null.")
    async def offices(self, info: Info[Context, None]) -> list[types.Office] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await access.may(work, context.viewer, "roles.see"):
                return None
            found = await queries.offices(work, context.viewer)
        return [
            types.Office(
                id=outside(types.OFFICE, one.id),
                agent_id=outside(types.AGENT, one.agent_id),
                agent_name=one.agent_name,
                role=one.role,
                granted_at=one.granted_at,
                until=one.until,
            )
            for one in found
        ]

    @strawberry.field(
        description="The register in the order of joining, for those who may see it (`members.see`); else null.",
        metadata=bounds(cost=20),
    )
    async def members(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[types.Member] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("members", cooperative.id), first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "members.see"):
                return None
            since = (page.after[0], page.after[1]) if page.after else None
            rows = await queries.members(work, context.viewer, after=since, first=page.limit)
        return page.connection(rows, node=_member, key=lambda row: (row.joined_at, row.agent_id))


def _member(member: queries.Member) -> types.Member:
    return types.Member(
        agent_id=outside(types.AGENT, member.agent_id),
        name=member.name,
        classes=list(member.classes),
        roles=list(member.roles),
        joined_at=member.joined_at,
    )
