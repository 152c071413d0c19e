"""Who placed an order for somebody else."""

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.market.orders import links
from minga_platform.market.orders import queries as orders
from minga_platform.membership import access, helped


@strawberry.type
class Query:
    @strawberry.field(
        description="The name of the helper who placed an order for its buyer, for whoever may see the order; null where the "
        "buyer did it herself."
    )
    async def helper_of_order(
        self, info: Info[Context, None], order_id: strawberry.ID, token: str | None = None
    ) -> str | None:
        context = info.context
        cooperative = context.require_cooperative()
        try:
            wanted = ids.decode("ord", order_id)
        except NotFound:
            return None
        async with context.read() as work:
            follows = token and links.follows(context.services.keyring, cooperative.id, wanted, token)
            if not follows and await orders.own(work, context.viewer, wanted) is None:  # noqa: SIM102
                if not await access.may(work, context.viewer, "orders.see"):
                    return None
            return await helped.helper_of(work, wanted)
