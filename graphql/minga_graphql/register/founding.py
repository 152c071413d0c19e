"""Founding a co-op from a page, with a link of the installation's operator."""

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.register.types import outside
from minga_platform.membership.commands.classes import CLASS_NAMES
from minga_platform.membership.errors import ProofGone
from minga_platform.register import founding, templates

WISH = "found"


@strawberry.type(description="A kind of co-op to begin with: its statutes, classes and rules.")
class FoundingTemplate:
    key: str = strawberry.field(description="multi, worker, producer or consumer.")
    name: str = strawberry.field(description="What it is called, in the reader's language.")
    about: str = strawberry.field(description="In a sentence, in the reader's language.")
    classes: list[str] = strawberry.field(description="The classes of its members, in the reader's language.")
    articles: list[str] = strawberry.field(description="What its own articles say, in the reader's language.")


@strawberry.type(description="A wish to found a co-op, and what became of it.")
class FoundingWish:
    id: strawberry.ID = strawberry.field(description="Its id, `found_…`.")
    state: str = strawberry.field(description="asked: the worker is at it; founded; refused.")
    name: str = strawberry.field(description="What the co-op is called.")
    slug: str = strawberry.field(description="Its place in addresses.")
    problem: str = strawberry.field(description="slug_taken: somebody was faster; empty else.")


@strawberry.type(description="A co-op will be founded; in a moment it is there.")
class FoundingAsked:
    id: strawberry.ID = strawberry.field(description="The wish, `found_…`.")


@strawberry.type
class Query:
    @strawberry.field(description="The kinds of co-op to begin with, the broadest first.", metadata=bounds(cost=10))
    async def founding_templates(self, info: Info[Context, None]) -> list[FoundingTemplate]:
        said = info.context.said
        return [
            FoundingTemplate(
                key=one.key,
                name=said(one.name),
                about=said(one.about),
                classes=[said(CLASS_NAMES[key]) for key, _ in one.classes],
                articles=[said(article["text"]) for article in one.articles],
            )
            for one in templates.all_templates()
        ]

    @strawberry.field(description="The asker's newest wish to found a co-op; null without one.")
    async def my_founding(self, info: Info[Context, None]) -> FoundingWish | None:
        context = info.context
        if context.viewer.person_id is None or context.viewer.for_person_id is not None:
            return None
        async with context.read() as work:
            row = await founding.latest(work, context.viewer)
        if row is None:
            return None
        return FoundingWish(
            id=outside(WISH, row["id"]),
            state=row["state"],
            name=row["name"],
            slug=row["slug"],
            problem=row["problem"],
        )


@strawberry.type
class Mutation:
    @mutation(ProofGone)
    async def found_cooperative(
        self,
        info: Info[Context, None],
        token: str,
        name: str,
        slug: str,
        template: str,
        currency: str,
        country: str,
        language: str,
        officers: list[str] | None = None,
    ) -> FoundingAsked:
        """Found a co-op with the operator's link; the asker becomes its first officer, `officers` get letters."""
        made = await info.context.perform(
            founding.ask,
            token=token,
            name=name,
            slug=slug,
            template=template,
            currency=currency,
            country=country,
            language=language,
            officers=officers or [],
        )
        return FoundingAsked(id=outside(WISH, made))
