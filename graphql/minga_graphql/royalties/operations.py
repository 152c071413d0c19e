"""Royalties in the API."""

from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_commons.equation.queries import insider, lines_of
from minga_commons.royalties import queries
from minga_commons.royalties.commands import set_made_from
from minga_commons.royalties.errors import NotLicensed
from minga_commons.royalties.selling import selling
from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_graphql.refusals import name_id
from minga_graphql.royalties import types
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.market.catalog.queries import goods

name_id("release_id", types.RELEASE)


@strawberry.type
class Query:
    @strawberry.field(
        description="What a product is made from; null where it is made from nothing here, or is not the asker's to see.",
        metadata=bounds(cost=10),
    )
    async def product_origin(self, info: Info[Context, None], product_id: strawberry.ID) -> types.ProductOrigin | None:
        info.context.require_cooperative()
        try:
            wanted = ids.decode(types.PRODUCT, product_id)
        except NotFound:
            return None
        return await _origin(info.context, wanted)

    @strawberry.field(
        description="The newest published release of each work of this co-op (at most 500): what makers can say they make things from.",
        metadata=bounds(cost=20, size=40),
    )
    async def makeable_releases(self, info: Info[Context, None]) -> list[types.MakeableRelease]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await queries.choices(work)
        return [
            types.MakeableRelease(
                release_id=strawberry.ID(ids.encode(types.RELEASE, row.release_id)),
                asset_slug=row.asset_slug,
                title=context.said(row.title),
                version=row.version,
                licence=row.licence,
            )
            for row in rows
        ]

    @strawberry.field(
        description="What sales left with each release of this co-op, the latest sale first. Null for who is no member and keeps no office.",
        metadata=bounds(cost=30, size=20),
    )
    async def royalty_pots(
        self, info: Info[Context, None], asset_id: strawberry.ID | None = None, release_id: strawberry.ID | None = None
    ) -> list[types.RoyaltyPot] | None:
        context = info.context
        context.require_cooperative()
        try:
            asset = ids.decode(types.ASSET, asset_id) if asset_id is not None else None
            release = ids.decode(types.RELEASE, release_id) if release_id is not None else None
        except NotFound:
            return None
        async with context.read() as work:
            if await insider(work, context.viewer) is None:
                return None
            rows = await queries.pots(work, asset_id=asset, release_id=release)
        return [types.present_pot(row, context) for row in rows]

    @strawberry.field(
        description="The lines sold under a release, newest first, or those of one division. Null for who is no member and keeps no office.",
        metadata=bounds(cost=20),
    )
    async def royalty_sales(
        self,
        info: Info[Context, None],
        release_id: strawberry.ID,
        distribution_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[types.RoyaltySale] | None:
        context = info.context
        cooperative = context.require_cooperative()
        shape = (str(release_id), str(distribution_id))
        page = context.services.cursors.window(ListName("royalty_sales", cooperative.id, shape), first, after)
        try:
            release = ids.decode(types.RELEASE, release_id)
            distribution = ids.decode("dst", distribution_id) if distribution_id is not None else None
        except NotFound:
            return None
        async with context.read() as work:
            if await insider(work, context.viewer) is None:
                return None
            before = page.after[0] if page.after else None
            lines = await lines_of(work, distribution) if distribution is not None else None
            rows = await queries.sales(work, release_id=release, before=before, first=page.first, line_ids=lines)
        return page.connection(rows, node=types.present_sale, key=lambda row: (row.order_line_id,))


@strawberry.type
class Mutation:
    @mutation(NotLicensed)
    async def set_made_from(
        self,
        info: Info[Context, None],
        product_id: strawberry.ID,
        release_id: strawberry.ID | None = None,
        thanks_bps: int = 0,
    ) -> types.MadeFromSet:
        """Say which release a product is made from (none: from nothing here), and what its maker leaves as thanks where nothing
        is owed (`product.edit`). A product that is shown must be licensed at once."""
        product = await info.context.perform(
            set_made_from,
            product_id=ids.decode(types.PRODUCT, product_id),
            release_id=ids.decode(types.RELEASE, release_id) if release_id is not None else None,
            thanks_bps=thanks_bps,
        )
        return types.MadeFromSet(product_id=product_id, origin=await _origin(info.context, product))


async def _origin(context: Context, product_id: UUID) -> types.ProductOrigin | None:
    async with context.read() as work:
        seen = await goods.product_by_id(work, product_id) or await goods.kept_product(work, context.viewer, product_id)
        row = (await queries.made_from(work, [product_id])).get(product_id) if seen is not None else None
        if row is None:
            return None
        terms = (await selling(work, [product_id]))[product_id]
    return types.present_origin(row, terms, context)
