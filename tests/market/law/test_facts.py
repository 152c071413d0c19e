"""What the law wants told of goods, on what basis features are used, and what a price was before."""

from datetime import timedelta
from typing import Any

import pytest

from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.market.law.profiles import FACTS, PROFILES, missing
from minga_platform.market.law.queries import switched_on
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Shop, Stall, offer, open_shop, open_stall

BASES = "{ legalBases { feature isOn present { basis recordedBy until } earlier { basis endedAt } } }"
PRODUCT = """query P($slug: String!) { product(slug: $slug) { title variants { price { minor } reducedFrom { minor } unitPrice { minor }
  unitPricePer { base unit } content { base } } facts { warnings originCountry allergensKnown madeBy { name } responsible { name }
  dimensions { widthMm weightG } trader { kind register } } } }"""


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def shelf(shop: Shop, profile: str | None) -> str:
    """A shelf for such goods; its id."""
    coordinator = shop.by(shop.coordinator)
    made = await coordinator.wish(
        "addCategory(name: $name)",
        "... on Category { id }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": f"Shelf {profile}"}]),
    )
    await coordinator.wish(
        "setLawProfile(id: $id, profile: $profile)",
        "... on Category { id lawProfile }",
        id=("ID!", made["id"]),
        profile=("LawProfile", profile),
    )
    return str(made["id"])


async def edit(shop: Shop, stall: Stall, product: str, **changes: Any) -> dict[str, Any]:
    """The maker changes what a product tells."""
    maker = shop.by(stall.maker)
    kept = (await maker.ask("query V($id: ID!) { keptProduct(id: $id) { version } }", id=product))["keptProduct"]
    return await maker.wish(
        "editProduct(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptProduct { facts { profile missing } } ... on InvalidInput { field rule } ... on FactsMissing { missing }",
        id=("ID!", product),
        version=("Int!", kept["version"]),
        changes=("ProductInput!", changes),
    )


async def reprice(shop: Shop, stall: Stall, goods: Goods, minor: int, **more: Any) -> None:
    maker = shop.by(stall.maker)
    kept = (await maker.ask("query V($id: ID!) { keptProduct(id: $id) { variants { version } } }", id=goods.product))[
        "keptProduct"
    ]
    done = await maker.wish(
        "editVariant(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptProduct { id }",
        id=("ID!", goods.variant),
        version=("Int!", kept["variants"][0]["version"]),
        changes=("VariantInput!", {"price": {"minor": minor, "currency": "EUR"}, **more}),
    )
    assert done["__typename"] == "KeptProduct", done


async def reached_at(shop: Shop, stall: Stall, contact: Any) -> dict[str, Any]:
    """The maker says where her stall is reached."""
    maker = shop.by(stall.maker)
    kept = (await maker.ask("query V($slug: String!) { keptStall(slug: $slug) { version } }", slug=stall.slug))[
        "keptStall"
    ]
    return await maker.wish(
        "editStall(id: $id, expectedVersion: $version, changes: $changes)",
        "... on FactsMissing { missing }",
        id=("ID!", stall.id),
        version=("Int!", kept["version"]),
        changes=("StallInput!", {"contact": contact}),
    )


async def test_law_food_is_shown_only_with_what_the_law_wants_told(shop: Shop) -> None:
    """Publishing answers with everything that is missing at once, and shows the product when all of it is told."""
    stall = await open_stall(shop, "Bees")
    maker, food = shop.by(stall.maker), await shelf(shop, "FOOD")
    added = await maker.wish(
        "addProduct(stallId: $stall, product: $product)",
        "... on KeptProduct { id facts { profile missing } }",
        stall=("ID!", stall.id),
        product=("ProductInput!", {"title": [{"language": "en", "text": "Honey"}], "taxBps": 400, "categoryId": food}),
    )
    assert added["facts"]["profile"] == "FOOD"
    await maker.wish(
        "addVariant(productId: $product, variant: $variant, onHand: $onHand)",
        "... on KeptProduct { id }",
        product=("ID!", added["id"]),
        variant=("VariantInput!", {"price": {"minor": 900, "currency": "EUR"}}),
        onHand=("MinorUnits", 5),
    )

    async def publish() -> dict[str, Any]:
        return await maker.wish(
            "publishProduct(id: $id)",
            "... on KeptProduct { state } ... on FactsMissing { profile missing }",
            id=("ID!", added["id"]),
        )

    refused = await publish()
    assert (refused["__typename"], refused["profile"]) == ("FactsMissing", "food")
    assert refused["missing"] == ["maker", "picture", "materials", "allergens", "content", "origin", "trader"]
    done = await edit(
        shop, stall, added["id"],
        madeBy={"name": "Bea", "address": "Hill 1", "mail": "bea@example.org"},
        materials=[{"language": "en", "text": "Honey"}],
        allergensKnown=True,
        originCountry="es",
    )  # fmt: skip
    assert done["facts"]["missing"] == ["picture", "content", "trader"]
    # An unreadable country is refused under its own name.
    assert (await edit(shop, stall, added["id"], originCountry="S1"))["__typename"] == "InvalidInput"


def test_law_each_profile_asks_for_known_facts_and_nothing_twice() -> None:
    for needed in PROFILES.values():
        assert set(needed) <= set(FACTS)
        assert len(set(needed)) == len(needed)
    nothing: dict[str, Any] = {
        name: {} for name in ("maker", "responsible", "stall_contact", "materials", "care", "warnings", "provenance")
    }
    nothing |= {
        "allergens": [],
        "allergens_known": False,
        "origin_country": "",
        "trader_kind": "",
        "pictures": 0,
        "contents": [False],
    }
    for profile, needed in PROFILES.items():
        assert missing(profile, nothing) == [fact for fact in FACTS if fact in needed]


async def test_law_a_reduction_shows_the_lowest_price_of_thirty_days(shop: Shop, clock: Clock) -> None:
    """Article 6a of Directive 98/6/EC: what counts is the lowest price of the thirty days before, not the one crossed out."""
    stall = await open_stall(shop, "Loom")
    goods = await offer(shop, stall, "Scarf", price=5000)

    async def told() -> Any:
        return (await shop.visitor().ask(PRODUCT, slug=goods.slug))["product"]["variants"][0]["reducedFrom"]

    await clock.move(timedelta(days=40))
    await reprice(shop, stall, goods, 4000)
    assert await told() == {"minor": 5000}
    await clock.move(timedelta(days=5))
    await reprice(shop, stall, goods, 6000)  # dearer: no reduction
    assert await told() is None
    await clock.move(timedelta(days=5))
    await reprice(shop, stall, goods, 4500)  # "from 60.00", but it cost 40.00 ten days ago
    assert await told() is None
    await reprice(shop, stall, goods, 3000)
    assert await told() == {"minor": 4000}
    await clock.move(timedelta(days=31))
    assert await told() is None  # by now it is simply the price


async def test_law_the_price_by_the_kilo_is_told_for_jars_and_for_what_is_weighed(shop: Shop) -> None:
    stall = await open_stall(shop, "Bees")
    jar = await offer(shop, stall, "Jar", price=475)
    flour = await offer(shop, stall, "Flour", price=120, unit="GRAM", step=100, least=100, pricePer=500)
    await reprice(shop, stall, jar, 475, content={"base": 250, "unit": "g"})
    (one,) = (await shop.visitor().ask(PRODUCT, slug=jar.slug))["product"]["variants"]
    assert (one["unitPrice"], one["unitPricePer"]) == ({"minor": 1900}, {"base": 1000, "unit": "GRAM"})
    (one,) = (await shop.visitor().ask(PRODUCT, slug=flour.slug))["product"]["variants"]
    assert one["unitPrice"] == {"minor": 240}


async def test_law_a_feature_is_on_while_its_basis_holds(
    shop: Shop, database: Database, worker_database: Database, clock: Clock
) -> None:
    officer = await people.member(
        database, worker_database, shop.id, name="Olga", classes=("worker",), offices=("officer",)
    )
    member = await people.member(database, worker_database, shop.id, name="Mia", classes=("consumer",))

    async def on() -> bool:
        async with database.read(Scope(shop.id)) as work:
            return await switched_on(work, "set_off")

    async def record(who: people.Somebody, basis: str, until: str | None = None) -> dict[str, Any]:
        return await shop.by(who).wish(
            "recordLegalBasis(feature: SET_OFF, basis: $basis, until: $until)",
            "... on LegalBasisChanged { isOn } ... on InvalidInput { field rule }",
            basis=("String!", basis),
            until=("Instant", until),
        )

    assert not await on()
    assert (await record(member, "Because we can do it"))["__typename"] == "NotAllowed"
    assert (await record(officer, "short"))["rule"] == "length"
    async with database.read(Scope(shop.id)) as work:
        until = (work.now + timedelta(days=10)).isoformat()
    assert (await record(officer, "Art. 78 of the VAT law, asked on 3 May", until))["isOn"]
    assert await on()
    await clock.move(timedelta(days=11))
    assert not await on()
    assert (await record(officer, "Art. 79 of the VAT law"))["isOn"]
    told = next(one for one in (await shop.by(member).ask(BASES))["legalBases"] if one["feature"] == "SET_OFF")
    assert told["isOn"]
    assert told["present"]["recordedBy"] == "Olga"
    assert [one["basis"] for one in told["earlier"]] == ["Art. 78 of the VAT law, asked on 3 May"]
    visitors = next(one for one in (await shop.visitor().ask(BASES))["legalBases"] if one["feature"] == "SET_OFF")
    assert visitors["present"] == {"basis": "Art. 79 of the VAT law", "recordedBy": None, "until": None}
    ended = await shop.by(officer).wish("endLegalBasis(feature: SET_OFF)", "... on LegalBasisChanged { isOn }")
    assert not ended["isOn"]
    assert not await on()


async def test_law_what_a_draft_cost_was_asked_of_nobody_and_is_no_earlier_price(shop: Shop, clock: Clock) -> None:
    """Dear as a draft, shown at half of it: no reduction. From the day it is shown on, every price counts."""
    stall = await open_stall(shop, "Loom")
    maker = shop.by(stall.maker)
    added = await maker.wish(
        "addProduct(stallId: $stall, product: $product)",
        "... on KeptProduct { id slug }",
        stall=("ID!", stall.id),
        product=("ProductInput!", {"title": [{"language": "en", "text": "Shawl"}], "taxBps": 2100}),
    )
    form = await maker.wish(
        "addVariant(productId: $product, variant: $variant, onHand: 5)",
        "... on KeptProduct { variants { id stockItemId } }",
        product=("ID!", added["id"]),
        variant=("VariantInput!", {"price": {"minor": 10_000, "currency": "EUR"}}),
    )
    [made] = form["variants"]
    goods = Goods(added["id"], added["slug"], made["id"], made["stockItemId"])

    async def told() -> Any:
        return (await shop.visitor().ask(PRODUCT, slug=goods.slug))["product"]["variants"][0]["reducedFrom"]

    await clock.move(timedelta(days=1))
    await reprice(shop, stall, goods, 5000)
    await clock.move(timedelta(hours=1))
    await maker.wish("publishProduct(id: $id)", "", id=("ID!", goods.product))
    assert await told() is None
    await clock.move(timedelta(days=2))
    await reprice(shop, stall, goods, 4000)
    assert await told() == {"minor": 5000}
    for change in ("unpublishProduct(id: $id)", "publishProduct(id: $id)"):
        await maker.wish(change, "", id=("ID!", goods.product))
    assert await told() == {"minor": 5000}, "taken down and shown again, its story stays"


async def test_law_what_is_shown_goes_on_telling_what_was_told(shop: Shop) -> None:
    """Moving to a shelf that asks for more, or taking a fact away, is refused with what would be missing. A shelf that asks for more by
    now lets what is shown stay, and hinders no other change."""
    stall = await open_stall(shop, "Bees")
    food, plain = await shelf(shop, "FOOD"), await shelf(shop, None)
    honey = await offer(shop, stall, "Honey", price=900)
    moved = await edit(shop, stall, honey.product, categoryId=food)
    assert (moved["__typename"], moved["missing"]) == (
        "FactsMissing", ["maker", "picture", "materials", "allergens", "content", "origin", "trader"],
    )  # fmt: skip
    assert (await edit(shop, stall, honey.product, categoryId=plain))["__typename"] == "KeptProduct"
    profile = "setLawProfile(id: $id, profile: FOOD)"
    await shop.by(shop.coordinator).wish(profile, "", id=("ID!", plain))
    told = {
        "allergensKnown": True, "originCountry": "ES", "materials": [{"language": "en", "text": "Honey"}],
        "madeBy": {"name": "Bea", "address": "Hill 1", "mail": "bea@example.org"},
    }  # fmt: skip
    done = await edit(shop, stall, honey.product, **told)
    assert done["facts"]["missing"] == ["picture", "content", "trader"], (
        "what is shown stays, and more can be told of it"
    )
    for field, nothing, fact in (
        ("allergensKnown", False, "allergens"),
        ("originCountry", "", "origin"),
        ("materials", [], "materials"),
    ):
        taken = await edit(shop, stall, honey.product, **{field: nothing})
        assert (taken["__typename"], taken.get("missing")) == ("FactsMissing", [fact])
    await reprice(shop, stall, honey, 900, content={"base": 250, "unit": "g"})
    another = await shop.by(stall.maker).wish(
        "addVariant(productId: $product, variant: $variant, onHand: 5)",
        "... on FactsMissing { missing }",
        product=("ID!", honey.product),
        variant=("VariantInput!", {"price": {"minor": 1700, "currency": "EUR"}}),
    )
    assert (another["__typename"], another.get("missing")) == ("FactsMissing", ["content"])
    nobody = {"name": "", "address": "", "mail": ""}
    assert (await edit(shop, stall, honey.product, madeBy=nobody))["missing"] == ["maker"]
    assert (await reached_at(shop, stall, told["madeBy"]))["__typename"] == "KeptStall"
    assert (await edit(shop, stall, honey.product, madeBy=nobody))["__typename"] == "KeptProduct", (
        "the stall's own stands for it"
    )
    assert (await reached_at(shop, stall, nobody)).get("missing") == ["maker"]
    await shop.by(stall.maker).wish("unpublishProduct(id: $id)", "", id=("ID!", honey.product))
    assert (await edit(shop, stall, honey.product, allergensKnown=False))["__typename"] == "KeptProduct", "a draft may"


@pytest.mark.parametrize("off_and_on", ["unpublishProduct publishProduct", "withdrawVariant offerVariant"])
async def test_law_what_it_cost_while_it_was_off_the_market_is_no_earlier_price(
    shop: Shop, clock: Clock, off_and_on: str
) -> None:
    """Shown at 50.00, taken off, written up to 100.00 and down to 60.00, shown again: nobody could ever buy it at 100.00."""
    stall = await open_stall(shop, "Loom")
    goods = await offer(shop, stall, "Scarf", price=5000)
    off, on = off_and_on.split()
    named = goods.product if off == "unpublishProduct" else goods.variant
    await clock.move(timedelta(days=40))
    await shop.by(stall.maker).wish(f"{off}(id: $id)", "", id=("ID!", named))
    await reprice(shop, stall, goods, 10_000)
    await clock.move(timedelta(days=31))
    await reprice(shop, stall, goods, 6000)
    await shop.by(stall.maker).wish(f"{on}(id: $id)", "", id=("ID!", named))
    [shown] = (await shop.visitor().ask(PRODUCT, slug=goods.slug))["product"]["variants"]
    assert shown["reducedFrom"] is None
