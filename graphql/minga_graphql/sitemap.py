"""The addresses of what everybody may see, in parts, for whoever draws a map of it."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from minga_commons.registry.queries import published_slugs
from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_platform.market.catalog.queries.listings import published_slugs as goods_slugs

PART = 5000


@strawberry.type(description="A page that everybody may see.")
class SitemapEntry:
    slug: str = strawberry.field(description="Its name in addresses.")
    changed: datetime | None = strawberry.field(description="When it was first shown, or its newest version.")


@strawberry.type(description="A part of a co-op's public pages: at most five thousand goods.")
class SitemapPart:
    parts: int = strawberry.field(description="How many parts there are.")
    products: list[SitemapEntry] = strawberry.field(
        description="Goods, at `/c/<co-op>/p/<slug>`.", metadata=bounds(size=100)
    )
    designs: list[SitemapEntry] = strawberry.field(
        description="Works of the commons, at `/c/<co-op>/commons/designs/<slug>`; in the first part.",
        metadata=bounds(size=100),
    )


@strawberry.type
class Query:
    @strawberry.field(
        description="The addresses of this co-op's public pages, in parts from 0.", metadata=bounds(cost=50)
    )
    async def sitemap(self, info: Info[Context, None], part: int = 0) -> SitemapPart:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            total, goods = await goods_slugs(work, max(part, 0) * PART, PART)
            designs = await published_slugs(work, PART) if part == 0 else []
        return SitemapPart(
            parts=-(-total // PART),
            products=[SitemapEntry(slug=slug, changed=at) for slug, at in goods],
            designs=[SitemapEntry(slug=slug, changed=at) for slug, at in designs],
        )
