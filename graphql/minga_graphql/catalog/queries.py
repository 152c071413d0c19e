"""What can be asked of the market. Every field here costs one or two statements, whatever the list's length."""

# ruff: noqa: A002 - arguments bear the API's words: id, filter

from functools import partial
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.catalog import present, types
from minga_graphql.catalog.searching import Wish, browse, find, seen_from
from minga_graphql.catalog.withholding import withheld_of
from minga_graphql.context import Context
from minga_graphql.marks import MaybeLine, bounds
from minga_graphql.orders.types import POINT
from minga_graphql.paging import Connection, ListName, asked
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import PlaceInput
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.market.catalog import amounts, names
from minga_platform.market.catalog.queries import goods, keepers
from minga_platform.market.catalog.queries.facets import Facets
from minga_platform.market.catalog.queries.listings import Filter, Sort, metres_to
from minga_platform.market.catalog.queries.price_story import price_story
from minga_platform.market.catalog.queries.withholding import is_hindered, leaves_of, withheld
from minga_platform.market.fulfilment.nearness import Place

_FARTHEST_KM = 20_000
"""Half around the Earth."""

_TAKES_MORE = (
    ("variants", "reducedFrom"), ("variants", "harvestedOn"), ("variants", "container"), ("stall", "banner"), ("stall", "listings"),
)  # fmt: skip
"""What of a product lies in tables of its own (`goods.product_by_slug`)."""

_FLAGS = {"in_season": "inSeason", "in_cycle": "inCycle"}
"""The facets of one choice, and how a document asks for them."""


@strawberry.input(description="Which goods to show; what is not given is not asked for.")
class ListingFilter:
    category: str | None = strawberry.field(description="A shelf's slug.", default=None, metadata=bounds(longest=80))
    stall: str | None = strawberry.field(description="A stall's slug.", default=None, metadata=bounds(longest=80))
    tag: str | None = strawberry.field(description="A tag.", default=None, metadata=bounds(longest=80))
    least_price: MinorUnits | None = strawberry.field(
        description="In minor units of the co-op's currency.", default=None
    )
    most_price: MinorUnits | None = strawberry.field(
        description="In minor units of the co-op's currency.", default=None
    )
    in_stock: bool = strawberry.field(description="Leave out what is sold out.", default=False)
    in_season: bool = strawberry.field(
        description="Only goods of which their maker says that this month is their season.", default=False
    )
    in_cycle: bool = strawberry.field(
        description="Only goods that can be had in a present or announced order cycle.", default=False
    )
    within_km: int | None = strawberry.field(
        description="Only goods that can be fetched so near to the place given as `near`, as the crow flies.",
        default=None,
    )

    def read(self) -> Filter:
        """As the queries take it."""
        return Filter(
            self.category or None,
            self.stall or None,
            self.tag or None,
            self.least_price,
            self.most_price,
            self.in_stock,
            in_season=self.in_season or None,
            in_cycle=self.in_cycle or None,
        )


@strawberry.input(description="Where somebody is: one of the two. It is used for this answer and not kept.")
class NearInput:
    pickup_point: strawberry.ID | None = strawberry.field(
        description="At a pickup point of this co-op, `point_…`.", default=None
    )
    place: PlaceInput | None = strawberry.field(
        description="Anywhere; taken to a hundredth of a degree, about a kilometre.", default=None
    )

    def read(self) -> UUID | Place | None:
        """As `searching` takes it. Refuses: InvalidInput."""
        if self.place is not None:
            return self.place.read().coarse()
        return _decoded(POINT, self.pickup_point)


@strawberry.type
class Query:
    """Public, but for what begins with `kept` or `my`."""

    @strawberry.field(
        description="Goods: of this co-op, or of all where the request acts in none. `search` is taken literally, "
        "forgives slips of the finger, and finds words in every language."
    )
    async def listings(
        self,
        info: Info[Context, None],
        filter: ListingFilter | None = None,
        search: MaybeLine = None,
        sort: Sort = Sort.NEWEST,
        first: int = 24,
        after: str | None = None,
        near: NearInput | None = None,
    ) -> types.ListingPage:
        context = info.context
        wanted = filter.read() if filter else Filter()
        within_km = filter.within_km if filter else None
        if within_km is not None and not 1 <= within_km <= _FARTHEST_KM:
            raise InvalidInput("withinKm", "range", minimum="1", maximum=str(_FARTHEST_KM))
        wish = Wish(wanted, near.read() if near else None, within_km)
        cooperative_id = context.cooperative.id if context.cooperative else None
        if cooperative_id is None and sort not in (Sort.NEWEST, Sort.RELEVANCE):
            # Across co-ops there are several currencies, and no index: the newest come first.
            sort = Sort.NEWEST
        text = (search or "").strip()
        shape = (
            wanted.category, wanted.stall, wanted.tag, wanted.least_minor, wanted.most_minor, wanted.in_stock,
            wanted.in_season, wanted.in_cycle, within_km, str(wish.near),
        )  # fmt: skip
        window = context.services.cursors.window(
            ListName("listings", cooperative_id, (*shape, text, sort)), first, after
        )
        flags = None
        if cooperative_id is not None and (asked(info, "facets") or asked(info, "totalCount")):
            flags = [flag for flag, name in _FLAGS.items() if asked(info, "facets", name)]
        if text:
            found = await find(context, wish, text, sort, window, flags)
        else:
            found = await browse(context, wish, sort, window)
        held_back = present.NONE_WITHHELD
        asking = [row for row in found.rows if row["asks_commons"]]
        if asking and (asked(info, "nodes", "isWithheld") or asked(info, "edges", "node", "isWithheld")):
            held_back = await withheld_of(context, asking)
        counts = None if flags is None else await found.count(context, flags)
        connection: types.ListingPage = window.connection(  # type: ignore[assignment]
            found.rows,
            node=lambda row: present.card(row, context, found.moment, found.nearness, held_back),
            key=found.key,
            total=None if counts is None or counts.more else counts.total,
            kind=partial(types.ListingPage, mended=found.mended, facets=_facets(counts, context)),
        )
        return connection

    @strawberry.field(description="A product on offer, by its address or its id; null where there is none.")
    async def product(
        self,
        info: Info[Context, None],
        slug: MaybeLine = None,
        id: strawberry.ID | None = None,
        near: NearInput | None = None,
    ) -> types.Product | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if slug is not None:
                plain = not any(asked(info, *path) for path in _TAKES_MORE)
                row = await goods.product_by_slug(work, slug, plain=plain)
            else:
                product_id = _decoded(names.PRODUCT, id)
                row = await goods.product_by_id(work, product_id) if product_id else None
            if row is None:
                return None
            licences = {UUID(one["id"]): one for one in row["variants"] if one["grants_licence"]}
            for one in await withheld(work, licences):
                licences[one]["withheld"] = True
            leave = (await leaves_of(work, [row["id"]])).get(row["id"]) if row["asks_commons"] else None
            story = None
            if row["variants"] and asked(info, "priceStory"):
                smallest = row["variants"][0]
                gross = amounts.price_of(present.terms_of(smallest), smallest["least"])
                story = await price_story(work, gross, row["tax_bps"], leave)
            far = await seen_from(context, work, near.read()) if near is not None else None
            metres = await metres_to(work, row["id"], far) if far is not None else None
        return present.product(row, story, context, metres, is_hindered(leave))

    @strawberry.field(description="A one-off piece that somebody has by now, by its address; null where there is none.")
    async def sold_product(self, info: Info[Context, None], slug: str) -> types.Product | None:
        info.context.require_cooperative()
        async with info.context.read() as work:
            row = await goods.sold_product(work, slug)
        return None if row is None else present.product(row, None, info.context)

    @strawberry.field(description="An open stall by its address; null where there is none.")
    async def stall(self, info: Info[Context, None], slug: str) -> types.Stall | None:
        info.context.require_cooperative()
        async with info.context.read() as work:
            row = await goods.stall_by_slug(work, slug)
        return None if row is None else present.stall(row, info.context)

    @strawberry.field(description="All open stalls, in the co-op's order.")
    async def stalls(self, info: Info[Context, None]) -> list[types.Stall]:
        info.context.require_cooperative()
        async with info.context.read() as work:
            rows = await goods.stalls(work)
        return [present.stall(row, info.context) for row in rows]

    @strawberry.field(description="All shelves, in the co-op's order.")
    async def categories(self, info: Info[Context, None]) -> list[types.Category]:
        info.context.require_cooperative()
        async with info.context.read() as work:
            rows = await goods.categories(work)
        return [present.category(row, info.context) for row in rows]

    @strawberry.field(description="The stalls that the asker keeps, in any state.")
    async def my_stalls(self, info: Info[Context, None]) -> list[types.KeptStall]:
        info.context.require_cooperative()
        async with info.context.read() as work:
            rows = await goods.kept_stalls(work, info.context.viewer)
        return [present.kept_stall(row, info.context) for row in rows]

    @strawberry.field(description="Every stall in any state, for who admits them (`stall.admit`); null for others.")
    async def every_stall(self, info: Info[Context, None]) -> list[types.KeptStall] | None:
        info.context.require_cooperative()
        async with info.context.read() as work:
            rows = await goods.every_stall(work, info.context.viewer)
        return None if rows is None else [present.kept_stall(row, info.context) for row in rows]

    @strawberry.field(description="Who keeps a stall, for those who may change it (`stall.edit`); null for others.")
    async def stall_keepers(self, info: Info[Context, None], stall_id: strawberry.ID) -> list[types.StallKeeper] | None:
        context = info.context
        context.require_cooperative()
        wanted = _decoded(names.STALL, stall_id)
        if wanted is None:
            return None
        async with context.read() as work:
            rows = await keepers.keepers(work, context.viewer, wanted)
        if rows is None:
            return None
        return [
            types.StallKeeper(
                agent_id=strawberry.ID(ids.encode("agent", row.agent_id)),
                name=row.name,
                since=row.since,
                is_asker=row.is_asker,
                order_letters=row.order_letters,
            )
            for row in rows
        ]

    @strawberry.field(
        description="Members who could keep a stall too, by a part of their name; for those who may change it "
        "(`stall.edit`), null for others."
    )
    async def could_keep_stall(
        self, info: Info[Context, None], stall_id: strawberry.ID, name: MaybeLine = None
    ) -> list[types.NamedMember] | None:
        context = info.context
        context.require_cooperative()
        wanted = _decoded(names.STALL, stall_id)
        if wanted is None:
            return None
        async with context.read() as work:
            found = await keepers.could_keep(work, context.viewer, wanted, name or "")
        if found is None:
            return None
        return [
            types.NamedMember(agent_id=strawberry.ID(ids.encode("agent", agent)), name=called)
            for agent, called in found
        ]

    @strawberry.field(description="A stall with its inside, for those who may see it (`stall.see`); null for others.")
    async def kept_stall(self, info: Info[Context, None], slug: str) -> types.KeptStall | None:
        info.context.require_cooperative()
        async with info.context.read() as work:
            row = await goods.kept_stall(work, info.context.viewer, slug)
        return None if row is None else present.kept_stall(row, info.context)

    @strawberry.field(
        description="A stall's own list of goods in every state, the newest first, for those who may see it (`stall.see`); "
        "null for others."
    )
    async def kept_products(
        self, info: Info[Context, None], stall: str, first: int = 24, after: str | None = None
    ) -> Connection[types.KeptLine] | None:
        context = info.context
        window = context.services.cursors.window(
            ListName("kept_products", context.require_cooperative().id, (stall,)), first, after
        )
        async with context.read() as work:
            kept = await goods.kept_stall(work, context.viewer, stall)
            if kept is None:
                return None
            rows = await goods.kept_products(work, context.viewer, kept["id"], after=window.after, limit=window.limit)
        return window.connection(
            rows, node=lambda row: present.kept_line(row, context), key=lambda row: (row["created_at"], row["id"])
        )

    @strawberry.field(
        description="A product with its inside, for those who keep its stall (`product.edit`); null for others."
    )
    async def kept_product(self, info: Info[Context, None], id: strawberry.ID) -> types.KeptProduct | None:
        info.context.require_cooperative()
        product_id = _decoded(names.PRODUCT, id)
        if product_id is None:
            return None
        async with info.context.read() as work:
            row = await goods.kept_product(work, info.context.viewer, product_id)
        return None if row is None else present.kept_product(row, info.context)


def _decoded(prefix: str, text: str | None) -> UUID | None:
    if text is None:
        return None
    try:
        return ids.decode(prefix, text)
    except NotFound:
        return None


def _facets(counts: Facets | None, context: Context) -> types.ListingFacets | None:
    if counts is None:
        return None
    told = {facet: [present.facet(row, context) for row in rows] for facet, rows in counts.choices.items()}
    return types.ListingFacets(
        total=MinorUnits(counts.total),
        more=counts.more,
        categories=told["category"],
        stalls=told["stall"],
        tags=told["tag"],
        in_season=MinorUnits(counts.in_season),
        in_cycle=MinorUnits(counts.in_cycle),
    )
