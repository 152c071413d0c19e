"""From the catalogue's rows to the API's types, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import strawberry

from minga_graphql.catalog import facts, types
from minga_graphql.catalog.contacts import contact_of
from minga_graphql.context import Context
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import all_languages, money_of, quantity_of
from minga_platform.kernel import ids
from minga_platform.kernel.money import Unit
from minga_platform.market.catalog import amounts, names
from minga_platform.market.catalog.amounts import Band
from minga_platform.market.catalog.commands.facts import missing_of
from minga_platform.market.catalog.listing import sizes_of
from minga_platform.market.catalog.queries.listings import Nearness
from minga_platform.market.catalog.queries.price_story import PriceStory
from minga_platform.market.catalog.ranking import Moment


def _id(prefix: str, value: UUID | str) -> strawberry.ID:
    return strawberry.ID(ids.encode(prefix, value if isinstance(value, UUID) else UUID(value)))


_BANDS = {band.value: band for band in Band}


NONE_WITHHELD: frozenset[UUID] = frozenset()


class _Card(types.ListingCard):
    """Reads its row only as far as it is asked: a document names half a card's fields, and a list holds many cards."""

    id: Any = property(lambda self: _id(names.PRODUCT, self._row["product_id"]))
    cooperative_slug: Any = property(lambda self: self._row["cooperative_slug"])
    slug: Any = property(lambda self: self._row["slug"])
    title: Any = property(lambda self: self._context.said(self._row["title"]))
    summary: Any = property(lambda self: self._context.said(self._row["summary"]))
    tags: Any = property(lambda self: self._row["tags"])
    price: Any = property(lambda self: money_of(self._row["price_minor"], self._row["currency"]))
    price_varies: Any = property(lambda self: self._row["price_varies"])
    stock_band: Any = property(lambda self: _BANDS[self._row["stock_band"]])
    published_at: Any = property(lambda self: self._row["published_at"])
    in_season: Any = property(lambda self: str(self._moment.month) in self._row["season_months"])
    in_cycle: Any = property(
        lambda self: self._row["cycle_until"] is not None and self._row["cycle_until"] > self._moment.at
    )
    is_withheld: Any = property(lambda self: self._row["product_id"] in self._withheld)
    distance_metres: Any = property(lambda self: None if self._nearness is None else self._nearness.metres(self._row))

    def __init__(
        self,
        row: asyncpg.Record,
        context: Context,
        moment: Moment,
        nearness: Nearness | None = None,
        withheld: frozenset[UUID] = NONE_WITHHELD,
    ) -> None:
        self._row = row
        self._context = context
        self._moment = moment
        self._nearness = nearness
        self._withheld = withheld

    def _stall(self) -> Any:
        row = self._row
        return types.StallLine(slug=row["stall_slug"], name=self._context.said(row["stall_name"]), place=row["place"])

    def _category(self) -> Any:
        row = self._row
        if not row["category_slug"]:
            return None
        return types.CategoryLine(slug=row["category_slug"], name=self._context.said(row["category_name"]))

    def _price_per(self) -> Any:
        row = self._row
        return quantity_of(row["price_per"], row["unit"], self._context.language)

    def _picture(self) -> Any:
        stored = self._row["picture"]
        if not stored:
            return None
        x, y = stored.get("focus", _MIDDLE)  # Written by a release before pictures had one.
        return types.Picture(alt=self._context.said(stored["alt"]), sizes=_sizes(stored["sizes"]), focus_x=x, focus_y=y)

    stall: Any = property(_stall)
    category: Any = property(_category)
    price_per: Any = property(_price_per)
    picture: Any = property(_picture)


_MIDDLE = (50, 50)


def card(
    row: asyncpg.Record,
    context: Context,
    moment: Moment,
    nearness: Nearness | None = None,
    withheld: frozenset[UUID] = NONE_WITHHELD,
) -> types.ListingCard:
    """One listing, as it is at a moment and seen from a place. `withheld`: what the commons do not let be sold now."""
    return _Card(row, context, moment, nearness, withheld)


def now(context: Context, at: datetime) -> Moment:
    """An instant in the calendar of the co-op that is asked."""
    return Moment.of(at, context.cooperative.zone if context.cooperative else "")


def _sizes(sizes: Sequence[Sequence[Any]]) -> list[types.PictureSize]:
    return [types.PictureSize(width=width, height=height, address=address) for width, height, address in sizes]


def picture_of(row: Mapping[str, Any], cooperative_slug: str, context: Context) -> types.Picture | None:
    """The picture of a row that names a file and its renditions."""
    if not row.get("file_id") or not row.get("renditions"):
        return None
    return types.Picture(
        alt=context.said(row.get("alt") or {}),
        sizes=_sizes(sizes_of(cooperative_slug, row["file_id"], row["renditions"])),
        focus_x=row.get("focus_x", _MIDDLE[0]),
        focus_y=row.get("focus_y", _MIDDLE[1]),
    )


def facet(row: asyncpg.Record, context: Context) -> types.FacetChoice:
    """One choice."""
    return types.FacetChoice(
        value=row["value"],
        label=context.said(row["label"]) or row["value"],
        listings=MinorUnits(row["listings"]),
        more=row["more"],
    )


def terms_of(row: Mapping[str, Any]) -> amounts.Terms:
    """How a variant's row is sold."""
    return amounts.Terms(
        row["unit"], row["step"], row["least"], row["most"], row["price_minor"], row["price_per"], row["draws"]
    )


class _Variant(types.Variant):
    """Reads its row only as far as it is asked, as a card does."""

    id: Any = property(lambda self: _id(names.VARIANT, self._row["id"]))
    title: Any = property(lambda self: self._context.said(self._row["title"]))
    options: Any = property(lambda self: self._row["options"])
    unit: Any = property(lambda self: Unit(self._row["unit"]))
    step: Any = property(lambda self: MinorUnits(self._row["step"]))
    least: Any = property(lambda self: MinorUnits(self._row["least"]))
    most: Any = property(lambda self: None if self._row["most"] is None else MinorUnits(self._row["most"]))
    price: Any = property(lambda self: money_of(self._row["price_minor"], self._row["currency"]))
    unit_price: Any = property(lambda self: self._by_unit()[0])
    unit_price_per: Any = property(lambda self: self._by_unit()[1])
    content: Any = property(lambda self: facts.content_of(self._row, self._context.language))
    reduced_from: Any = property(lambda self: facts.reduced_from(self._row))
    stock_band: Any = property(lambda self: _BANDS[self._row["band"]])
    weighed: Any = property(lambda self: self._row["weighed"])
    in_pieces: Any = property(lambda self: self._row["in_pieces"])
    container: Any = property(lambda self: container_of(self._row, self._context))
    waits_for_agreement: Any = property(lambda self: self._row.get("withheld", False))

    def __init__(self, row: Mapping[str, Any], context: Context) -> None:
        self._row = row
        self._context = context

    def _by_unit(self) -> tuple[Any, Any]:
        return facts.unit_price(self._row, self._context.language) or (None, None)

    def _price_per(self) -> Any:
        return quantity_of(self._row["price_per"], self._row["unit"], self._context.language)

    def _smallest_price(self) -> Any:
        return money_of(amounts.price_of(terms_of(self._row), self._row["least"]), self._row["currency"])

    def _harvested_on(self) -> Any:
        day = self._row["harvested_on"]
        return date.fromisoformat(day) if day else None

    price_per: Any = property(_price_per)
    smallest_price: Any = property(_smallest_price)
    harvested_on: Any = property(_harvested_on)


def container_of(row: Mapping[str, Any], context: Context) -> types.ContainerOf | None:
    """The jar or crate that a variant comes in, of a row with its columns."""
    if row["container_id"] is None:
        return None
    return types.ContainerOf(
        id=_id(names.CONTAINER, row["container_id"]),
        name=context.said(row["container_name"]),
        deposit=money_of(row["deposit_minor"], row["currency"]),
        holds=quantity_of(row["container_holds"], row["unit"], context.language),
    )


class _Product(types.Product):
    """Reads its row only as far as it is asked, as a card does."""

    id: Any = property(lambda self: _id(names.PRODUCT, self._row["id"]))
    cooperative_slug: Any = property(lambda self: self._row["cooperative_slug"])
    slug: Any = property(lambda self: self._row["slug"])
    title: Any = property(lambda self: self._said("title"))
    description: Any = property(lambda self: self._said("description"))
    provenance: Any = property(lambda self: self._said("provenance"))
    materials: Any = property(lambda self: self._said("materials"))
    care: Any = property(lambda self: self._said("care"))
    allergens: Any = property(lambda self: self._row["allergens"])
    tags: Any = property(lambda self: self._row["tags"])
    tax_bps: Any = property(lambda self: self._row["tax_bps"])
    option_names: Any = property(lambda self: self._row["option_names"])
    lead_days: Any = property(lambda self: self._row["lead_days"])
    only_in_cycles: Any = property(lambda self: self._row["only_in_cycles"])
    season_months: Any = property(lambda self: self._row["season_months"])
    variants: Any = property(lambda self: [_Variant(one, self._context) for one in self._row["variants"]])
    facts: Any = property(lambda self: facts.facts_of(self._row, self._said("warnings")))
    is_one_off: Any = property(lambda self: self._row["is_one_off"])
    no_withdrawal: Any = property(lambda self: self._row["no_withdrawal"])
    sold_at: Any = property(lambda self: self._row["sold_at"])
    is_from_commons: Any = property(lambda self: self._row["asks_commons"])
    is_withheld: Any = property(lambda self: self._is_withheld)
    distance_metres: Any = property(lambda self: self._metres)

    def __init__(
        self,
        row: asyncpg.Record,
        story: PriceStory | None,
        context: Context,
        metres: int | None = None,
        is_withheld: bool = False,
    ) -> None:
        self._row = row
        self._told = story
        self._context = context
        self._metres = metres
        self._is_withheld = is_withheld

    def _said(self, column: str) -> str:
        return self._context.said(self._row[column])

    def _category(self) -> Any:
        row = self._row
        if not row["category_slug"]:
            return None
        return types.CategoryLine(slug=row["category_slug"], name=self._said("category_name"))

    def _stall(self) -> Any:
        return _StallOfProduct(self._row, self._context)

    def _pictures(self) -> Any:
        found = (picture_of(one, self._row["cooperative_slug"], self._context) for one in self._row["pictures"])
        return [one for one in found if one]

    def _price_story(self) -> Any:
        return _story(self._row["variants"][0], self._told, self._context) if self._told else None

    category: Any = property(_category)
    stall: Any = property(_stall)
    pictures: Any = property(_pictures)
    price_story: Any = property(_price_story)


class _StallOfProduct(types.Stall):
    """The stall, as a product's row tells of it."""

    id: Any = property(lambda self: _id(names.STALL, self._row["stall_id"]))
    cooperative_slug: Any = property(lambda self: self._row["cooperative_slug"])
    slug: Any = property(lambda self: self._row["stall_slug"])
    name: Any = property(lambda self: self._context.said(self._row["stall_name"]))
    story: Any = property(lambda self: self._context.said(self._row["stall_story"]))
    place: Any = property(lambda self: self._row["place"])
    contact: Any = property(lambda self: contact_of(self._row["stall_contact"]))
    trader: Any = property(lambda self: facts.trader_of(self._row))
    picture: Any = property(lambda self: self._shown("picture_file_id", "renditions"))
    banner: Any = property(lambda self: self._shown("banner_file_id", "banner_renditions"))
    listings: Any = property(lambda self: MinorUnits(self._row["stall_listings"]))

    def __init__(self, row: asyncpg.Record, context: Context) -> None:
        self._row = row
        self._context = context

    def _shown(self, file_id: str, renditions: str) -> types.Picture | None:
        row = self._row
        named = {"file_id": row[f"stall_{file_id}"], "renditions": row[f"stall_{renditions}"]}
        return picture_of(named, row["cooperative_slug"], self._context)


def product(
    row: asyncpg.Record,
    story: PriceStory | None,
    context: Context,
    metres: int | None = None,
    is_withheld: bool = False,
) -> types.Product:
    """A product for everybody. `story` tells of the smallest purchase of its first variant; `metres`: how far the asker has to it."""
    return _Product(row, story, context, metres, is_withheld)


def _story(variant: Mapping[str, Any], story: PriceStory, context: Context) -> types.PriceStory:
    currency, split = variant["currency"], story.split
    return types.PriceStory(
        quantity=quantity_of(variant["least"], variant["unit"], context.language),
        total=money_of(split.gross, currency),
        maker=money_of(split.earning, currency),
        royalty=money_of(split.royalty, currency),
        royalty_bps=story.royalty_bps,
        fee=money_of(split.fee, currency),
        fee_bps=story.fee_bps,
        fee_tax=money_of(split.fee_tax, currency),
        fee_tax_bps=story.fee_tax_bps,
        tax=money_of(split.tax, currency),
        tax_bps=story.tax_bps,
        fee_adoption=_id(names.ADOPTION, story.fee_adoption_id),
        fee_tax_adoption=_id(names.ADOPTION, story.fee_tax_adoption_id),
    )


def stall(row: asyncpg.Record, context: Context) -> types.Stall:
    """An open stall."""
    return types.Stall(
        id=_id(names.STALL, row["id"]),
        cooperative_slug=row["cooperative_slug"],
        slug=row["slug"],
        name=context.said(row["name"]),
        story=context.said(row["story"]),
        place=row["place"],
        contact=contact_of(row["contact"]),
        trader=facts.trader_of(row),
        picture=picture_of(
            {"file_id": row["picture_file_id"], "renditions": row["renditions"]}, row["cooperative_slug"], context
        ),
        banner=_banner(row, context),
        listings=MinorUnits(row["listings"]),
    )


def category(row: asyncpg.Record, context: Context) -> types.Category:
    """A shelf."""
    return types.Category(
        id=_id(names.CATEGORY, row["id"]),
        slug=row["slug"],
        name=context.said(row["name"]),
        names=all_languages(row["name"]),
        law_profile=None if row["law_profile"] is None else facts.LawProfile(row["law_profile"]),
        listings=MinorUnits(row["listings"]),
    )


def kept_stall(row: asyncpg.Record, context: Context) -> types.KeptStall:
    """A stall for those who keep it."""
    return types.KeptStall(
        id=_id(names.STALL, row["id"]),
        version=row["version"],
        state=row["state"],
        slug=row["slug"],
        name=context.said(row["name"]),
        names=all_languages(row["name"]),
        stories=all_languages(row["story"]),
        place=row["place"],
        contact=contact_of(row["contact"]),
        trader=facts.trader_of(row),
        picture=picture_of(
            {"file_id": row["picture_file_id"], "renditions": row["renditions"]}, row["cooperative_slug"], context
        ),
        banner=_banner(row, context),
        is_till=row["is_till"],
    )


def _banner(row: asyncpg.Record, context: Context) -> types.Picture | None:
    return picture_of(
        {"file_id": row["banner_file_id"], "renditions": row["banner_renditions"]}, row["cooperative_slug"], context
    )


def kept_line(row: asyncpg.Record, context: Context) -> types.KeptLine:
    """A line of a stall's own list."""
    return types.KeptLine(
        id=_id(names.PRODUCT, row["id"]),
        slug=row["slug"],
        title=context.said(row["title"]),
        state=row["state"],
        version=row["version"],
        picture=picture_of(row, row["cooperative_slug"], context),
        variants=MinorUnits(row["variants"]),
        price=None if row["price_minor"] is None else money_of(row["price_minor"], row["currency"]),
        price_per=None if row["price_per"] is None else quantity_of(row["price_per"], row["unit"], context.language),
        available=MinorUnits(row["available"]) if row["counted"] else None,
        left=[
            quantity_of(base, unit, context.language)
            for unit, base in zip(row["left_units"] or (), row["left_base"] or (), strict=True)
        ]
        if row["counted"]
        else [],
    )


def kept_product(row: asyncpg.Record, context: Context) -> types.KeptProduct:
    """A product for those who keep its stall."""
    slug = row["cooperative_slug"]
    return types.KeptProduct(
        id=_id(names.PRODUCT, row["id"]),
        version=row["version"],
        state=row["state"],
        slug=row["slug"],
        stall_slug=row["stall_slug"],
        title=context.said(row["title"]),
        titles=all_languages(row["title"]),
        descriptions=all_languages(row["description"]),
        provenances=all_languages(row["provenance"]),
        materials=all_languages(row["materials"]),
        cares=all_languages(row["care"]),
        allergens=row["allergens"],
        tags=row["tags"],
        tax_bps=row["tax_bps"],
        option_names=row["option_names"],
        lead_days=row["lead_days"],
        category_id=None if row["category_id"] is None else _id(names.CATEGORY, row["category_id"]),
        variants=[_kept_variant(one, context) for one in row["variants"]],
        pictures=[
            types.KeptPicture(
                id=_id(names.PICTURE, one["id"]),
                alts=all_languages(one["alt"]),
                focus_x=one["focus_x"],
                focus_y=one["focus_y"],
                sizes=_sizes(sizes_of(slug, UUID(one["file_id"]), one["renditions"])),
            )
            for one in row["pictures"]
        ],
        facts=_kept_facts(row),
        is_one_off=row["is_one_off"],
        no_withdrawal=row["no_withdrawal"],
        sold_at=row["sold_at"],
        picture_problems=[
            types.PictureProblem(address=address, fault=str(told.get("fault", "")), row=int(told.get("row") or 0))
            for address, told in sorted((row["imported"] or {}).get("picture_problems", {}).items())[:_MOST_PROBLEMS]
        ],
    )


def _kept_facts(row: asyncpg.Record) -> facts.KeptFacts:
    return facts.KeptFacts(
        made_by=contact_of(row["maker"]),
        responsible=contact_of(row["responsible"]),
        warnings=all_languages(row["warnings"]),
        origin_country=row["origin_country"],
        allergens_known=row["allergens_known"],
        dimensions=facts.dimensions_of(row["dimensions"]),
        profile=None if row["law_profile"] is None else facts.LawProfile(row["law_profile"]),
        missing=missing_of(row["law_profile"], row, row["variants"], len(row["pictures"])),
    )


_MOST_PROBLEMS = 12
"""As many pictures as a product may have."""


def _kept_variant(row: Mapping[str, Any], context: Context) -> types.KeptVariant:
    return types.KeptVariant(
        id=_id(names.VARIANT, row["id"]),
        version=row["version"],
        state=row["state"],
        sku=row["sku"],
        title=context.said(row["title"]),
        titles=all_languages(row["title"]),
        options=row["options"],
        unit=Unit(row["unit"]),
        step=MinorUnits(row["step"]),
        least=MinorUnits(row["least"]),
        most=None if row["most"] is None else MinorUnits(row["most"]),
        price=money_of(row["price_minor"], row["currency"]),
        price_per=quantity_of(row["price_per"], row["unit"], context.language),
        stock_item_id=_id(names.STOCK_ITEM, row["stock_item_id"]),
        draws=MinorUnits(row["draws"]),
        content=facts.content_of(row, context.language),
        counted=row["counted"],
        on_hand=MinorUnits(row["on_hand"]),
        held=MinorUnits(row["held"]),
        weighed=row["weighed"],
        in_pieces=row["in_pieces"],
        container_id=_id(names.CONTAINER, row["container_id"]) if row["container_id"] else None,
        container_holds=MinorUnits(row["container_holds"]),
        stock_band=Band(row["band"]),
    )
