"""What is asked about assemblies."""

import strawberry
from strawberry.types import Info

from minga_graphql.assemblies import present, types
from minga_graphql.assemblies.types import ASSEMBLY
from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.paging import Connection, ListName
from minga_platform.governance.assemblies import queries
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound


@strawberry.type
class Query:
    @strawberry.field(description="Assemblies, the latest first. Null where the asker has no standing here.")
    async def assemblies(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[types.Assembly] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("assemblies", cooperative.id, ()), first, after)
        async with context.read() as work:
            rows = await queries.assemblies(
                work, context.viewer, before=(page.after[0], page.after[1]) if page.after else None, first=page.limit
            )
        if rows is None:
            return None
        return page.connection(
            rows, node=lambda one: present.assembly(one, context), key=lambda one: (one.begins_at, one.id)
        )

    @strawberry.field(description="An assembly. Null where there is none for the asker.", metadata=bounds(cost=20))
    async def assembly(self, info: Info[Context, None], id: strawberry.ID) -> types.AssemblyView | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(ASSEMBLY, id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.whole(work, context.viewer, wanted)
        return None if found is None else present.view(found, context)
