"""Words that mean the same to a co-op's people, for its search."""

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_platform.kernel import ids
from minga_platform.market.catalog import synonyms
from minga_platform.market.catalog.commands import synonyms as commands

SYNONYM = "syn"


@strawberry.type(description="Words that mean the same here: who searches for one finds what has any of them.")
class SynonymGroup:
    id: strawberry.ID = strawberry.field(description="Its id, `syn_…`.")
    words: list[str] = strawberry.field(
        description="The words as the search reads them: small letters without accents.", metadata=bounds(size=3)
    )


@strawberry.type(description="The words mean the same from now on.")
class SynonymsSet:
    id: strawberry.ID = strawberry.field(description="The group, `syn_…`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="Which words mean the same in this co-op's search, at most 500 groups. Public, as what it finds is.",
        metadata=bounds(cost=5, size=20),
    )
    async def synonyms(self, info: Info[Context, None]) -> list[SynonymGroup]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await synonyms.groups(work)
        return [SynonymGroup(id=strawberry.ID(ids.encode(SYNONYM, row["id"])), words=row["words"]) for row in rows]


@strawberry.type
class Mutation:
    @mutation()
    async def set_synonyms(
        self,
        info: Info[Context, None],
        words: str,
        id: strawberry.ID | None = None,  # noqa: A002
    ) -> SynonymsSet:
        """Two to twelve single words mean the same: a new group, or what the group `id` is from now on. Needs `words.edit`."""
        context = info.context
        cooperative = context.require_cooperative()
        made = await context.perform(
            commands.set_synonyms, words=words, group_id=None if id is None else ids.decode(SYNONYM, id)
        )
        synonyms.forget(cooperative.id)
        return SynonymsSet(id=strawberry.ID(ids.encode(SYNONYM, made)))

    @mutation()
    async def remove_synonyms(self, info: Info[Context, None], id: strawberry.ID) -> Done:  # noqa: A002
        """They no longer mean the same. Needs `words.edit`."""
        context = info.context
        cooperative = context.require_cooperative()
        await context.perform(commands.remove_synonyms, group_id=ids.decode(SYNONYM, id))
        synonyms.forget(cooperative.id)
        return Done()
