"""The directory of co-ops, and the one a request acts in."""

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.locale import Text


@strawberry.type(description="A co-op: it sells, decides and keeps its books here.")
class Cooperative:
    id: strawberry.ID = strawberry.field(description="Its id, `coop_…`.")
    slug: str = strawberry.field(description="Its name in addresses: `/c/<slug>`.")
    name: str = strawberry.field(description="Its name in the reader's language.")
    about: str = strawberry.field(description="What it is, in a few sentences.")
    currency: str = strawberry.field(description="The currency it sells in.")
    language: str = strawberry.field(description="Its own language.")
    languages: list[str] = strawberry.field(description="The languages it writes in.")
    zone: str = strawberry.field(description="Its time zone.")
    country: str = strawberry.field(description="Its country, ISO 3166.")
    accent: str = strawberry.field(description="The accent of its pages: clay, leaf or indigo.")


def present(cooperative: cooperatives.Cooperative, language: str) -> Cooperative:
    """A co-op as the API tells it."""
    return Cooperative(
        id=strawberry.ID(ids.encode(cooperatives.PREFIX, cooperative.id)),
        slug=cooperative.slug,
        name=Text.stored(cooperative.name).read(language, cooperative.language),
        about=Text.stored(cooperative.about).read(language, cooperative.language),
        currency=cooperative.currency,
        language=cooperative.language,
        languages=list(cooperative.languages),
        zone=cooperative.zone,
        country=cooperative.country,
        accent=cooperative.accent,
    )


@strawberry.type
class Query:
    @strawberry.field(description="The co-op this request acts in; null at `/graphql`, which acts in none.")
    async def here(self, info: Info[Context, None]) -> Cooperative | None:
        context = info.context
        return present(context.cooperative, context.language) if context.cooperative else None

    @strawberry.field(description="The co-ops here by slug, 500 at once; `after` is the last slug that is known.")
    async def cooperatives(self, info: Info[Context, None], after: str = "") -> list[Cooperative]:
        async with info.context.read() as work:
            found = await cooperatives.listed(work, after=after)
        return [present(one, info.context.language) for one in found]
