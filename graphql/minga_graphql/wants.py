"""What people looked for and did not find: help at once, and the wants list."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.catalog import present, types
from minga_graphql.catalog.withholding import withheld_in
from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound, TooManyAttempts
from minga_platform.market.catalog import helping_out, names
from minga_platform.market.wants import commands, links, queries

WANT = "want"
_Words = Annotated[str, strawberry.argument(metadata=bounds(longest=200))]


@strawberry.type(description="What may help where a search found nothing.")
class SearchHelp:
    has_all_words: bool = strawberry.field(
        description="Whether the goods have all the words: then only the filter hid them. Else they are merely like it."
    )
    goods: list[types.ListingCard] = strawberry.field(
        description="Goods that have the words without the filter, else some of the words or their beginnings; at most six.",
        metadata=bounds(size=6),
    )
    words: list[str] = strawberry.field(
        description="Those of several words that find something alone, then known words that are written alike, the nearest first; at most six.",
        metadata=bounds(size=6),
    )


@strawberry.type(description="Something that somebody looks for.")
class Want:
    id: strawberry.ID = strawberry.field(description="Its id, `want_…`.")
    words: str = strawberry.field(description="What was typed.")
    waits_for_letter: bool = strawberry.field(description="Whether somebody is told once it is there.")
    has_come: bool = strawberry.field(description="Whether something that matches was shown since.")
    asked_at: datetime | None = strawberry.field(description="When; null for who only holds its link.")


@strawberry.type(description="What people look for and nobody offers.")
class LookedFor:
    words: str = strawberry.field(description="What was typed, by the last one who did.")
    wishes: int = strawberry.field(description="How many wishes within a year.")
    letters: int = strawberry.field(description="How many of them wait for a letter.")
    last_at: datetime = strawberry.field(description="When the last one was.")


@strawberry.type(description="The wish is noted.")
class WantNoted:
    id: strawberry.ID = strawberry.field(description="Its id, `want_…`.")
    token: str = strawberry.field(description="Whoever has it can end the wish: a part of its link.")


@strawberry.type
class Query:
    @strawberry.field(
        description="What may help where `listings` found nothing for a search, in a co-op or in all of them. Public.",
        metadata=bounds(cost=20),
    )
    async def search_help(self, info: Info[Context, None], search: _Words) -> SearchHelp:
        context = info.context
        async with context.read() as work:
            found = await helping_out.help_with(work, search)
            moment = present.now(context, work.now)
            held_back = await withheld_in(work, found.rows)
        return SearchHelp(
            has_all_words=found.has_all_words,
            goods=[present.card(row, context, moment, withheld=held_back) for row in found.rows],
            words=list(found.words),
        )

    @strawberry.field(description="What the asker waits for in this co-op, the latest first; at most fifty.")
    async def my_wants(self, info: Info[Context, None]) -> list[Want]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await queries.mine(work, context.viewer)
        return [
            Want(
                id=strawberry.ID(ids.encode(WANT, row["id"])),
                words=row["words"],
                waits_for_letter=True,
                has_come=False,
                asked_at=row["asked_at"],
            )
            for row in rows
        ]

    @strawberry.field(description="A wish, for who holds its link. Else null.")
    async def want(self, info: Info[Context, None], id: strawberry.ID, token: str) -> Want | None:  # noqa: A002
        context = info.context
        cooperative = context.require_cooperative()
        wanted = _decoded(WANT, id)
        if wanted is None or not links.ends(context.services.keyring, cooperative.id, wanted, token):
            return None
        async with context.read() as work:
            row = await queries.by_link(work, wanted)
        if row is None:
            return None
        return Want(
            id=id, words=row["words"], waits_for_letter=row["is_told"], has_come=row["met_at"] is not None, asked_at=None
        )  # fmt: skip

    @strawberry.field(
        description="What people look for and nobody offers, the most wanted first, at most fifty; never who. For who sees the "
        "stall's inside (`stall.see`), null for others.",
        metadata=bounds(cost=10, size=10),
    )
    async def looked_for(self, info: Info[Context, None], stall_id: strawberry.ID) -> list[LookedFor] | None:
        context = info.context
        context.require_cooperative()
        stall = _decoded(names.STALL, stall_id)
        if stall is None:
            return None
        async with context.read() as work:
            rows = await queries.looked_for(work, context.viewer, stall)
        if rows is None:
            return None
        return [
            LookedFor(words=row["words"], wishes=row["wishes"], letters=row["told"], last_at=row["last_at"])
            for row in rows
        ]


@strawberry.type
class Mutation:
    @mutation(TooManyAttempts)
    async def add_want(
        self,
        info: Info[Context, None],
        words: str,
        tell_me: bool = False,
        mail: str = "",
        phone: str = "",
        consents: bool = False,
    ) -> WantNoted:
        """Say what one looked for. Alone it counts for makers; with `tellMe` there is one letter once something matches, by the
        asker's own channel, or to a visitor's `mail` or `phone`, which needs her consent."""
        context = info.context
        cooperative = context.require_cooperative()
        made = await context.perform(
            commands.add_want, words=words, tell_me=tell_me, mail=mail, phone=phone, consents=consents
        )
        return WantNoted(
            id=strawberry.ID(ids.encode(WANT, made)),
            token=links.end_token(context.services.keyring, cooperative.id, made),
        )

    @mutation()
    async def end_want(self, info: Info[Context, None], id: strawberry.ID, token: str | None = None) -> Done:  # noqa: A002
        """Wait no longer: for who asked, or holds the link. Whom the wish came from is forgotten at once."""
        context = info.context
        cooperative = context.require_cooperative()
        wanted = ids.decode(WANT, id)
        holds = token is not None and links.ends(context.services.keyring, cooperative.id, wanted, token)
        await context.perform(commands.end_want, want_id=wanted, holds_link=holds)
        return Done()


def _decoded(prefix: str, given: strawberry.ID) -> UUID | None:
    try:
        return ids.decode(prefix, given)
    except NotFound:
        return None
