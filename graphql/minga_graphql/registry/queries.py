"""What can be asked of the commons. Every field here costs one or two statements, whatever the list's length."""

# ruff: noqa: A002 - arguments bear the API's words: id, filter

from dataclasses import replace
from functools import partial
from typing import Any

import strawberry
from strawberry.types import Info

from minga_commons.registry import finding, licensing, names, reading
from minga_commons.registry.finding import Filter, Sort
from minga_commons.registry.ports import JOINED
from minga_commons.registry.states import AssetKind
from minga_graphql.catalog import present as goods
from minga_graphql.catalog.withholding import withheld_in
from minga_graphql.context import Context
from minga_graphql.marks import MaybeLine, bounds
from minga_graphql.paging import Connection, ListName, asked
from minga_graphql.registry import present, types
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.market.catalog import search as words
from minga_platform.market.catalog.queries import listings
from minga_platform.market.catalog.search import Wanted


@strawberry.input(description="Which works to show; what is not given is not asked for.")
class DesignFilter:
    kind: AssetKind | None = strawberry.field(description="What it is.", default=None)
    craft: str | None = strawberry.field(description="A craft.", default=None, metadata=bounds(longest=80))
    material: str | None = strawberry.field(description="A material.", default=None, metadata=bounds(longest=80))
    technique: str | None = strawberry.field(description="A technique.", default=None, metadata=bounds(longest=80))
    licence: str | None = strawberry.field(
        description="An SPDX expression.", default=None, metadata=bounds(longest=400)
    )
    readiness: str | None = strawberry.field(description="`otrl-4` …", default=None, metadata=bounds(longest=20))
    language: str | None = strawberry.field(description="`es` …", default=None, metadata=bounds(longest=20))
    complete: bool = strawberry.field(description="Only what bears the badge 'documentation complete'.", default=False)

    def read(self) -> Filter:
        """As the queries take it."""
        return Filter(
            self.kind.value if self.kind else None,
            self.craft or None,
            self.material or None,
            self.technique or None,
            self.licence or None,
            self.readiness or None,
            self.language or None,
            self.complete,
        )


@strawberry.type
class Query:
    """Public, but for what begins with `my`, and for drafts, which their maintainers see."""

    @strawberry.field(
        description="Works of the commons: of this co-op, or of all where the request acts in none. `search` is taken "
        "literally, forgives slips of the finger, and finds words in every language."
    )
    async def designs(
        self,
        info: Info[Context, None],
        filter: DesignFilter | None = None,
        search: MaybeLine = None,
        sort: Sort = Sort.NEWEST,
        first: int = 24,
        after: str | None = None,
    ) -> types.DesignPage:
        context = info.context
        wanted = filter.read() if filter else Filter()
        here = context.cooperative.id if context.cooperative else None
        if here is None and sort is Sort.TITLE:
            sort = Sort.NEWEST
        text = (search or "").strip()
        typed = Wanted.read(text) if text else None
        shape = (*(getattr(wanted, facet) for facet in finding.FACETS), wanted.complete, text, sort)
        window = context.services.cursors.window(ListName("designs", here, shape), first, after)
        mended, rows, counts = None, [], None
        if typed is not None:
            wanted = replace(wanted, words=typed.query_text)
        counted = here is not None and (asked(info, "facets") or asked(info, "totalCount"))
        if typed is None or typed.words:
            async with context.read() as work:
                rows = await finding.designs(work, wanted, sort, after=window.after, limit=window.limit)
                if typed is not None and not rows and window.after is None:
                    better = await words.mend(work, typed, "design_word")
                    if better is not None:
                        mended = " ".join(better.words)
                        wanted = replace(wanted, words=better.query_text)
                        rows = await finding.designs(work, wanted, sort, limit=window.limit)
                if counted:
                    counts = await finding.facets(work, wanted)
        elif counted:
            counts = finding.Facets(choices={facet: [] for facet in finding.FACETS})
        page: types.DesignPage = window.connection(  # type: ignore[assignment]
            rows,
            node=lambda row: present.card(row, context),
            key=lambda row: finding.key_of(row, sort),
            total=None if counts is None or counts.more else counts.total,
            kind=partial(types.DesignPage, mended=mended, facets=present.facets(counts)),
        )
        return page

    @strawberry.field(
        description="A work by its address or its id, with the release of `version`, else its newest published one; null "
        "where there is none that the asker may see.",
        metadata=bounds(cost=10),
    )
    async def design(
        self,
        info: Info[Context, None],
        slug: MaybeLine = None,
        id: strawberry.ID | None = None,
        version: MaybeLine = None,
    ) -> types.Design | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if slug is not None:
                row = await reading.design(work, context.viewer, slug=slug, version=version)
            else:
                try:
                    asset_id = ids.decode(names.ASSET, id or "")
                except NotFound:
                    return None
                row = await reading.design(work, context.viewer, asset_id=asset_id, version=version)
            if row is None:
                return None
            above = []
            if row["release_id"] is not None and asked(info, "lineage"):
                above = await reading.lineage(work, row["release_id"])
            parents = []
            if row["state"] == "draft" and asked(info, "parentLicences"):
                parents = await licensing.verdicts(work, row["release_id"], row["licence"])
            made: list[Any] = []
            if asked(info, "products"):
                wanted = [one for products in JOINED.products for one in await products(work, row["asset_id"])]
                made = await listings.by_ids(work, wanted) if wanted else []
            moment = goods.now(context, work.now)
            held_back = await withheld_in(work, made)
        nodes = [present.node(one, row["asset_id"], context) for one in above]
        return present.design(
            row,
            context,
            lineage=nodes,
            parents=parents,
            products=[goods.card(one, context, moment, withheld=held_back) for one in made],
        )

    @strawberry.field(description="Works that the asker maintains, the newest first, drafts among them.")
    async def my_designs(
        self, info: Info[Context, None], first: int = 24, after: str | None = None
    ) -> Connection[types.MyDesign]:
        context = info.context
        here = context.require_cooperative().id
        window = context.services.cursors.window(ListName("my_designs", here, ()), first, after)
        async with context.read() as work:
            key = None if window.after is None else (window.after[0], window.after[1])
            rows = await reading.my_designs(work, context.viewer, after=key, limit=window.limit)
        return window.connection(
            rows,
            node=lambda row: types.MyDesign(
                id=present.id_of(names.ASSET, row["asset_id"]),
                slug=row["slug"],
                kind=AssetKind(row["kind"]),
                title=context.said(row["title"]),
                releases=[present.line(one, context) for one in row["releases"]],
            ),
            key=lambda row: (row["started_at"], row["asset_id"]),
        )

    @strawberry.field(
        description="Open disputes about releases, the oldest first, for who settles them (`commons.keep`); null for others."
    )
    async def open_release_disputes(self, info: Info[Context, None]) -> list[types.OpenDispute] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await reading.open_disputes(work, context.viewer)
        if rows is None:
            return None
        return [
            types.OpenDispute(
                id=present.id_of(names.DISPUTE, row["id"]),
                claim=row["claim"],
                evidence=row["evidence"],
                opened_at=row["opened_at"],
                by=row["name"],
                slug=row["slug"],
                title=context.said(row["title"]),
                version=row["version"],
            )
            for row in rows
        ]
