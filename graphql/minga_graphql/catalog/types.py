"""The catalogue as the API tells it: cards and goods for everybody, and what those who keep a stall see beside."""

from datetime import date, datetime

import strawberry

from minga_graphql.catalog.contacts import Contact
from minga_graphql.catalog.facts import KeptFacts, LawProfile, ProductFacts, Trader
from minga_graphql.marks import bounds, plain
from minga_graphql.paging import Connection
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalText, Money, Quantity
from minga_platform.kernel.money import Unit
from minga_platform.market.catalog.amounts import Band
from minga_platform.market.catalog.queries.listings import Sort
from minga_platform.market.law.profiles import USUAL_EXEMPTIONS

strawberry.enum(Band, name="StockBand", description="How much is left, as everybody may know it.")
strawberry.enum(Sort, name="ListingSort", description="The orders a list of goods comes in.")


@strawberry.type(description="A picture in one size.")
class PictureSize:
    width: int = strawberry.field(description="In pixels.")
    height: int = strawberry.field(description="In pixels.")
    address: str = strawberry.field(description="Where it is, from the root of this host.")


@strawberry.type(description="A picture in several sizes, narrowest first.")
class Picture:
    alt: str = strawberry.field(description="What it shows, for those who do not see it; perhaps empty.")
    sizes: list[PictureSize] = strawberry.field(description="The sizes to choose from.", metadata=bounds(size=3))
    focus_x: int = strawberry.field(
        description="What must stay in sight when it is cropped: hundredths from the left.", default=50
    )
    focus_y: int = strawberry.field(description="And from above.", default=50)


@strawberry.type(description="A stall in a few words.")
class StallLine:
    slug: str = strawberry.field(description="Its name in addresses: `/c/<co-op>/s/<slug>`.")
    name: str = strawberry.field(description="Its name.")
    place: str = strawberry.field(description="Where it is.")


@strawberry.type(description="A shelf in a few words.")
class CategoryLine:
    slug: str = strawberry.field(description="Its name in addresses.")
    name: str = strawberry.field(description="Its name.")


@strawberry.type(description="A product as a card shows it.")
class ListingCard:
    id: strawberry.ID = strawberry.field(description="The product's id, `prod_…`.")
    cooperative_slug: str = strawberry.field(description="The co-op that sells it.")
    slug: str = strawberry.field(description="Its name in addresses: `/c/<co-op>/p/<slug>`.")
    title: str = strawberry.field(description="Its name.")
    summary: str = strawberry.field(description="A sentence about it.")
    stall: StallLine = strawberry.field(description="Whose it is.")
    category: CategoryLine | None = strawberry.field(description="The shelf it stands on.")
    tags: list[str] = strawberry.field(description="Words to find it by.")
    price: Money = strawberry.field(description="The lowest price of its variants, for `pricePer`, tax included.")
    price_per: Quantity = strawberry.field(description="What the price is for.")
    price_varies: bool = strawberry.field(description="Whether its variants have several prices.")
    stock_band: Band = strawberry.field(description="How much is left.")
    picture: Picture | None = strawberry.field(description="Its first picture.")
    published_at: datetime = strawberry.field(description="When it was first shown.")
    in_season: bool = strawberry.field(description="Whether its maker says that this month is its season.")
    in_cycle: bool = strawberry.field(description="Whether a present or announced order cycle has it.")
    is_withheld: bool = strawberry.field(
        description="Whether no form of it can be bought now, since the licence of the work that it is made from, or that it grants, "
        "does not let it be sold; its own page says why."
    )
    distance_metres: int | None = strawberry.field(
        description="How far from the place given as `near` it can be fetched, as the crow flies; null where that is not known."
    )


@strawberry.type(description="One choice of a filter.")
class FacetChoice:
    value: str = strawberry.field(description="What to filter by: a slug or a tag.")
    label: str = strawberry.field(description="What to call it.")
    listings: MinorUnits = strawberry.field(description="How many goods it would show.")
    more: bool = strawberry.field(description="Whether counting stopped at a thousand goods: there may be more.")


@strawberry.type(description="How many goods each choice of a filter would show.")
class ListingFacets:
    total: MinorUnits = strawberry.field(description="How many goods the filter shows.")
    more: bool = strawberry.field(description="Whether counting stopped at a thousand.")
    categories: list[FacetChoice] = strawberry.field(description="The shelves, the fullest first.")
    stalls: list[FacetChoice] = strawberry.field(description="The stalls, the fullest first.")
    tags: list[FacetChoice] = strawberry.field(description="The tags, the most used first.")
    in_season: MinorUnits = strawberry.field(
        description="How many goods `inSeason` would show; at most a thousand are counted."
    )
    in_cycle: MinorUnits = strawberry.field(
        description="How many goods `inCycle` would show; at most a thousand are counted."
    )


@strawberry.type(description="A page of goods.")
class ListingPage(Connection[ListingCard]):
    facets: ListingFacets | None = strawberry.field(
        description="How many goods each choice of a filter would show; null across co-ops.",
        metadata=bounds(cost=50),
        default=None,
    )
    mended: str | None = strawberry.field(
        description="What was searched instead, where nothing was found for what was typed.", default=None
    )


@strawberry.type(description="Where the money for a purchase goes, in the amounts that the ledger pays.")
class PriceStory:
    quantity: Quantity = strawberry.field(description="The purchase it tells of: the smallest one.")
    total: Money = strawberry.field(description="What the buyer pays.")
    maker: Money = strawberry.field(description="What the maker gets.")
    royalty: Money = strawberry.field(
        description="What she leaves with the work of the commons that it is made from, out of her part."
    )
    royalty_bps: int = strawberry.field(description="Its rate on the price without tax, in basis points.")
    fee: Money = strawberry.field(description="The co-op's fee.")
    fee_bps: int = strawberry.field(description="The fee's rate on the price without tax, in basis points.")
    fee_tax: Money = strawberry.field(description="The tax that the co-op adds to its fee.")
    fee_tax_bps: int = strawberry.field(description="That tax's rate, in basis points.")
    tax: Money = strawberry.field(description="The tax within the price.")
    tax_bps: int = strawberry.field(description="Its rate, in basis points.")
    fee_adoption: strawberry.ID = strawberry.field(description="The adoption that set the fee's rate.")
    fee_tax_adoption: strawberry.ID = strawberry.field(description="The adoption that set the rate of the fee's tax.")


@strawberry.type(description="A jar or crate that goes out with goods against a deposit, and comes back.")
class ContainerOf:
    id: strawberry.ID = strawberry.field(description="Its id, `jar_…`.")
    name: str = strawberry.field(description="What it is.")
    deposit: Money = strawberry.field(description="The deposit on one, paid back when it is back.")
    holds: Quantity = strawberry.field(description="How much is in one.")


@strawberry.type(description="A form in which a product is sold.")
class Variant:
    id: strawberry.ID = strawberry.field(description="Its id, `var_…`.")
    title: str = strawberry.field(description="What tells it from the others; empty where there is only one.")
    options: list[str] = strawberry.field(description="The choices that lead to it, as the product's `optionNames`.")
    unit: Unit = strawberry.field(description="What its quantities count.")
    step: MinorUnits = strawberry.field(description="Quantities are multiples of this, in base units.")
    least: MinorUnits = strawberry.field(description="The least quantity, in base units.")
    most: MinorUnits | None = strawberry.field(description="The greatest quantity, in base units.")
    price: Money = strawberry.field(description="The price for `pricePer`, tax included.")
    price_per: Quantity = strawberry.field(description="What the price is for.")
    smallest_price: Money = strawberry.field(description="What the least quantity costs.")
    unit_price: Money | None = strawberry.field(
        description="The price by the kilo or litre; null for what is only counted."
    )
    unit_price_per: Quantity | None = strawberry.field(description="What the unit price is for.")
    content: Quantity | None = strawberry.field(description="What is in one piece, where that is told.")
    reduced_from: Money | None = strawberry.field(
        description="Where the price was lowered in the last thirty days: the lowest of the thirty days before."
    )
    stock_band: Band = strawberry.field(description="How much is left.")
    weighed: bool = strawberry.field(description="Ordered by estimate, paid by its weight.")
    in_pieces: bool = strawberry.field(description="Of what is weighed: a step is a piece of about that weight.")
    container: ContainerOf | None = strawberry.field(description="The jar or crate it comes in, with its deposit.")
    harvested_on: date | None = strawberry.field(
        description="When the freshest of it was harvested or made, of what is kept by lots."
    )
    waits_for_agreement: bool = strawberry.field(
        description="Whether it is a licence that cannot be bought yet, since not all who hold rights have agreed to it."
    )


@strawberry.type(description="A maker's place in the market.")
class Stall:
    id: strawberry.ID = strawberry.field(description="Its id, `stall_…`.")
    cooperative_slug: str = strawberry.field(description="The co-op it stands in.")
    slug: str = strawberry.field(description="Its name in addresses; another than was asked, when it was renamed.")
    name: str = strawberry.field(description="Its name.")
    story: str = strawberry.field(description="Its story, in Markdown.")
    place: str = strawberry.field(description="Where it is.")
    contact: Contact = strawberry.field(description="Who answers for its goods.")
    trader: Trader = strawberry.field(description="Whether it is a trader.")
    picture: Picture | None = strawberry.field(description="A picture of who is behind it.")
    banner: Picture | None = strawberry.field(description="A wide picture of the place or the work.")
    listings: MinorUnits = strawberry.field(description="How many goods it shows.")


@strawberry.type(description="Something on offer, with all that a buyer may want to know.")
class Product:
    id: strawberry.ID = strawberry.field(description="Its id, `prod_…`.")
    cooperative_slug: str = strawberry.field(description="The co-op that sells it.")
    slug: str = strawberry.field(description="Its name in addresses; another than was asked, when it was renamed.")
    title: str = strawberry.field(description="Its name.")
    description: str = strawberry.field(description="What it is, in Markdown.")
    provenance: str = strawberry.field(description="Where it comes from.")
    materials: str = strawberry.field(description="What it is made of.")
    care: str = strawberry.field(description="How to care for it or keep it.")
    allergens: list[str] = strawberry.field(description="Substances of Annex II of Regulation (EU) 1169/2011 in it.")
    tags: list[str] = strawberry.field(description="Words to find it by.")
    tax_bps: int = strawberry.field(description="The rate of the tax within its price, in basis points.")
    option_names: list[str] = strawberry.field(description="What its variants differ by.")
    lead_days: int | None = strawberry.field(description="Working days until it is ready, where it is made to order.")
    only_in_cycles: bool = strawberry.field(
        description="Whether it is sold in order cycles alone (`sellingTime` tells when)."
    )
    season_months: list[int] = strawberry.field(
        description="The months in which it is in season, 1 … 12; empty is all year.", metadata=bounds(size=3)
    )
    category: CategoryLine | None = strawberry.field(description="The shelf it stands on.")
    stall: Stall = strawberry.field(description="Whose it is.")
    variants: list[Variant] = strawberry.field(description="The forms in which it is sold.")
    pictures: list[Picture] = strawberry.field(description="Its pictures.", metadata=bounds(size=5))
    price_story: PriceStory | None = strawberry.field(description="Where the money for the smallest purchase goes.")
    facts: ProductFacts = strawberry.field(description="What the law wants told of it.")
    is_one_off: bool = strawberry.field(description="Whether there is only this one.")
    no_withdrawal: str = strawberry.field(
        description="Why the law lets nobody withdraw from buying it (`perishable`, `made_to_measure`, `sealed_hygiene`); empty: one can."
    )
    sold_at: datetime | None = strawberry.field(description="Since when a one-off piece is sold; null while it is not.")
    is_from_commons: bool = strawberry.field(
        description="Whether it is made from a work of the commons; `productOrigin` tells which."
    )
    is_withheld: bool = strawberry.field(
        description="Whether it cannot be bought now, since the licence of the work that it is made from does not let its maker sell it."
    )
    distance_metres: int | None = strawberry.field(
        description="How far from the place given as `near` it can be fetched, as the crow flies; null where that is not known."
    )


@strawberry.type(description="A shelf of the market.")
class Category:
    id: strawberry.ID = strawberry.field(description="Its id, `cat_…`.")
    slug: str = strawberry.field(description="Its name in addresses.")
    name: str = strawberry.field(description="Its name.")
    names: list[LocalText] = strawberry.field(description="Its name in every language.", metadata=bounds(size=4))
    law_profile: LawProfile | None = strawberry.field(
        description="What kind of goods they are, so what has to be told before one is shown; null: nothing is asked."
    )
    listings: MinorUnits = strawberry.field(description="How many goods stand on it.")

    @strawberry.field(
        description="Why one often cannot withdraw from buying such goods, as `noWithdrawal` of a product takes it; empty: one can. "
        "To ask the maker about: it holds for a product only when she says so."
    )
    @plain
    def suggested_no_withdrawal(self) -> str:
        return USUAL_EXEMPTIONS.get(self.law_profile.value, "") if self.law_profile else ""


# What those see who keep a stall.


@strawberry.type(description="A variant as its stall sees it.")
class KeptVariant:
    id: strawberry.ID = strawberry.field(description="Its id, `var_…`.")
    version: int = strawberry.field(description="Give it back when editing.")
    state: str = strawberry.field(description="`offered` or `withdrawn`.")
    sku: str = strawberry.field(description="The stall's own number for it.")
    title: str = strawberry.field(description="What tells it from the others.")
    titles: list[LocalText] = strawberry.field(description="The title in each language.", metadata=bounds(size=4))
    options: list[str] = strawberry.field(description="The choices that lead to it.")
    unit: Unit = strawberry.field(description="What its quantities count.")
    step: MinorUnits = strawberry.field(description="Quantities are multiples of this.")
    least: MinorUnits = strawberry.field(description="The least quantity.")
    most: MinorUnits | None = strawberry.field(description="The greatest quantity.")
    price: Money = strawberry.field(description="The price for `pricePer`, tax included.")
    price_per: Quantity = strawberry.field(description="What the price is for.")
    stock_item_id: strawberry.ID = strawberry.field(description="What it draws on.")
    draws: MinorUnits = strawberry.field(description="How many units of the stock item one base unit takes.")
    content: Quantity | None = strawberry.field(description="What is in one piece.")
    counted: bool = strawberry.field(description="False: made to order.")
    on_hand: MinorUnits = strawberry.field(description="Base units of the stock item that are there.")
    held: MinorUnits = strawberry.field(description="Of these, held by open checkouts and unpaid orders.")
    weighed: bool = strawberry.field(description="Ordered by estimate, paid by its weight.")
    in_pieces: bool = strawberry.field(description="Of what is weighed: a step is a piece of about that weight.")
    container_id: strawberry.ID | None = strawberry.field(description="The jar or crate it comes in, `jar_…`.")
    container_holds: MinorUnits = strawberry.field(description="How many base units are in one of these.")
    stock_band: Band = strawberry.field(description="What buyers are told.")


@strawberry.type(description="A picture of a product as its stall sees it.")
class KeptPicture:
    id: strawberry.ID = strawberry.field(description="Its id, `pic_…`.")
    alts: list[LocalText] = strawberry.field(description="What it shows, in each language.", metadata=bounds(size=4))
    focus_x: int = strawberry.field(description="What stays in sight: hundredths from the left.")
    focus_y: int = strawberry.field(description="And from above.")
    sizes: list[PictureSize] = strawberry.field(description="The sizes to choose from.", metadata=bounds(size=3))


@strawberry.type(description="A product as its stall sees it, in any state.")
class KeptProduct:
    id: strawberry.ID = strawberry.field(description="Its id, `prod_…`.")
    version: int = strawberry.field(description="Give it back when editing.")
    state: str = strawberry.field(description="`draft`, `published` or `archived`.")
    slug: str = strawberry.field(description="Its name in addresses.")
    stall_slug: str = strawberry.field(description="Its stall.")
    title: str = strawberry.field(description="Its name in the reader's language.")
    titles: list[LocalText] = strawberry.field(description="Its name.", metadata=bounds(size=4))
    descriptions: list[LocalText] = strawberry.field(description="What it is.", metadata=bounds(size=4))
    provenances: list[LocalText] = strawberry.field(description="Where it comes from.", metadata=bounds(size=4))
    materials: list[LocalText] = strawberry.field(description="What it is made of.", metadata=bounds(size=4))
    cares: list[LocalText] = strawberry.field(description="How to care for it.", metadata=bounds(size=4))
    allergens: list[str] = strawberry.field(description="Allergens in it.")
    tags: list[str] = strawberry.field(description="Words to find it by.")
    tax_bps: int = strawberry.field(description="The rate of the tax within its price, in basis points.")
    option_names: list[str] = strawberry.field(description="What its variants differ by.")
    lead_days: int | None = strawberry.field(description="Working days until it is ready.")
    category_id: strawberry.ID | None = strawberry.field(description="The shelf it stands on.")
    variants: list[KeptVariant] = strawberry.field(description="Its forms, withdrawn ones included.")
    pictures: list[KeptPicture] = strawberry.field(description="Its pictures.", metadata=bounds(size=5))
    facts: KeptFacts = strawberry.field(description="What the law wants told of it, and what is missing.")
    is_one_off: bool = strawberry.field(description="Whether there is only this one.")
    no_withdrawal: str = strawberry.field(
        description="Why the law lets nobody withdraw from buying it (`perishable`, `made_to_measure`, `sealed_hygiene`); empty: one can."
    )
    sold_at: datetime | None = strawberry.field(description="Since when it is sold.")
    picture_problems: list["PictureProblem"] = strawberry.field(
        description="Pictures of an imported file that could not be fetched.", metadata=bounds(size=12)
    )


@strawberry.type(description="A picture of an imported file that could not be fetched.")
class PictureProblem:
    address: str = strawberry.field(description="Where it was to be fetched.")
    fault: str = strawberry.field(description="Why it could not: a word in small letters.")
    row: int = strawberry.field(description="The row of the file that named it; 0 where that is not known.")


@strawberry.type(description="Somebody who keeps a stall.")
class StallKeeper:
    agent_id: strawberry.ID = strawberry.field(description="Who, `agent_…`.")
    name: str = strawberry.field(description="What the co-op calls her.")
    since: datetime = strawberry.field(description="Since when.")
    is_asker: bool = strawberry.field(description="Whether this is the asker herself.")
    order_letters: bool = strawberry.field(description="Whether she gets a letter for each order.")


@strawberry.type(description="A member by name.")
class NamedMember:
    agent_id: strawberry.ID = strawberry.field(description="Who, `agent_…`.")
    name: str = strawberry.field(description="What the co-op calls her.")


@strawberry.type(description="A line of a stall's own list of goods.")
class KeptLine:
    id: strawberry.ID = strawberry.field(description="The product's id, `prod_…`.")
    slug: str = strawberry.field(description="Its name in addresses.")
    title: str = strawberry.field(description="Its name.")
    state: str = strawberry.field(description="`draft`, `published` or `archived`.")
    version: int = strawberry.field(description="Give it back when editing.")
    picture: Picture | None = strawberry.field(description="Its first picture.")
    variants: MinorUnits = strawberry.field(description="How many variants are offered.")
    price: Money | None = strawberry.field(description="The lowest price, for `pricePer`.")
    price_per: Quantity | None = strawberry.field(description="What the price is for.")
    available: MinorUnits | None = strawberry.field(
        description="How many units can be sold now, all variants together; null where not counted."
    )
    left: list[Quantity] = strawberry.field(
        description="What is there and not held, one for each unit that it is counted in, what several variants draw on once; empty where not counted.",
        metadata=bounds(size=3),
    )


@strawberry.type(description="A stall as those see it who keep it.")
class KeptStall:
    id: strawberry.ID = strawberry.field(description="Its id, `stall_…`.")
    version: int = strawberry.field(description="Give it back when editing.")
    state: str = strawberry.field(description="`open`, `suspended` or `closed`.")
    slug: str = strawberry.field(description="Its name in addresses.")
    name: str = strawberry.field(description="Its name in the reader's language.")
    names: list[LocalText] = strawberry.field(description="Its name.", metadata=bounds(size=4))
    stories: list[LocalText] = strawberry.field(description="Its story.", metadata=bounds(size=4))
    place: str = strawberry.field(description="Where it is.")
    contact: Contact = strawberry.field(description="Who answers for its goods.")
    trader: Trader = strawberry.field(description="Whether it is a trader.")
    picture: Picture | None = strawberry.field(description="A picture of who is behind it.")
    banner: Picture | None = strawberry.field(description="A wide picture of the place or the work.")
    is_till: bool = strawberry.field(description="Whether cash for its goods goes into its own till.")


@strawberry.type(description="What is counted, after a change.")
class StockItem:
    id: strawberry.ID = strawberry.field(description="Its id, `stock_…`.")
    counted: bool = strawberry.field(description="False: made to order.")
    on_hand: MinorUnits = strawberry.field(description="Base units there.")
    held: MinorUnits = strawberry.field(description="Of these, held by open checkouts and unpaid orders.")
