"""What a search shows and in which order: season, order cycles, distance, and points that are rules. The same whichever engine finds."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from minga_infra.search.meilisearch_index import MeilisearchIndex
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.market.catalog import ranking, search
from minga_platform.market.catalog.ports import SearchIndex
from minga_platform.market.catalog.queries import documents
from minga_testing.cycles import now_of, only_in_cycles, plan
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, new_key, offer, open_shop, open_stall

LIST = """query ($search: String, $filter: ListingFilter, $sort: ListingSort! = RELEVANCE, $near: NearInput, $first: Int! = 24, $after: String) {
  listings(search: $search, filter: $filter, sort: $sort, near: $near, first: $first, after: $after) {
    nodes { title inSeason inCycle distanceMetres stall { name } }
    facets { total inSeason inCycle categories { value } } pageInfo { hasNextPage endCursor } } }"""

OTTAWA = {"latitudeMicrodegrees": 45421500, "longitudeMicrodegrees": -75697200}
PARIS = {"latitudeMicrodegrees": 48856600, "longitudeMicrodegrees": 2352200}

Settle = Callable[[], Awaitable[None]]


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    search.forget_vocabularies()
    return await open_shop(database, worker_database)


@pytest.fixture(params=["postgres", "meilisearch"])
async def settle(request: pytest.FixtureRequest, shop: Shop) -> Settle:
    """Do what the worker does behind: nothing for PostgreSQL."""
    if request.param == "postgres":

        async def nothing() -> None:
            search.forget_vocabularies()

        return nothing
    engine = request.getfixturevalue("engine")
    index = MeilisearchIndex(engine.url, engine.key, index=f"o{id(request):x}")
    shop.program.door.services.ports[SearchIndex] = index

    async def everything() -> None:
        search.forget_vocabularies()
        index._quiet_until = 0
        database = shop.program.door.services.database
        await index.rebuild(documents.everything(lambda: database.read(Scope(shop.id)), shop.id))

    return everything


async def found(asker: Program, text: str | None = None, **wish: Any) -> dict[str, Any]:
    data = await asker.ask(LIST, search=text, **wish)
    listed: dict[str, Any] = data["listings"]
    return listed


def titles(listed: dict[str, Any]) -> list[str]:
    return [node["title"] for node in listed["nodes"]]


async def in_months(shop: Shop, stall: Stall, goods: Goods, months: list[int]) -> None:
    done = await shop.by(stall.maker).wish(
        "setSellingTime(productId: $product, onlyInCycles: false, months: $months)",
        "... on ChangedSellingTime { id }",
        product=("ID!", goods.product),
        months=("[Int!]!", months),
    )
    assert done["__typename"] == "ChangedSellingTime", done


async def month_of(shop: Shop, settle: Settle) -> int:
    await settle()
    return ranking.Moment.of(await now_of(shop), shop.cooperative.zone).month


async def test_what_is_in_season_is_found_counted_and_lifted(shop: Shop, settle: Settle) -> None:
    field = await open_stall(shop, "Field")
    now = await month_of(shop, settle)
    ripe, stored, plain = [await offer(shop, field, f"Apple {name}", price=300) for name in ("ripe", "stored", "plain")]
    await in_months(shop, field, ripe, [now])
    await in_months(shop, field, stored, [now % 12 + 1])
    await settle()
    listed = await found(shop.visitor(), "apple")
    assert titles(listed)[0] == "Apple ripe"
    assert [node["inSeason"] for node in listed["nodes"]] == [True, False, False]
    assert (listed["facets"]["total"], listed["facets"]["inSeason"]) == (3, 1)
    only = await found(shop.visitor(), "apple", filter={"inSeason": True})
    assert (titles(only), only["facets"]["total"], only["facets"]["inSeason"]) == (["Apple ripe"], 1, 1)
    # Without words, from the kept counts.
    browsed = await found(shop.visitor(), sort="NEWEST")
    assert browsed["facets"]["inSeason"] == 1
    assert titles(await found(shop.visitor(), sort="NEWEST", filter={"inSeason": True})) == ["Apple ripe"]
    await in_months(shop, field, ripe, [])
    assert (await found(shop.visitor(), sort="NEWEST"))["facets"]["inSeason"] == 0, "no season named is no season"
    assert plain.product


async def test_what_a_cycle_has_can_be_asked_for_until_the_cycle_ends(shop: Shop, settle: Settle, clock: Clock) -> None:
    field = await open_stall(shop, "Field")
    kale = await offer(shop, field, "Kale", price=300)
    later = await offer(shop, field, "Kale for later", price=300)
    never = await offer(shop, field, "Kale sold in cycles that nobody planned", price=300)
    await offer(shop, field, "Kale soup in a jar", price=300)
    await only_in_cycles(shop, field, kale, later, never)
    first = await plan(shop, [(field, [kale])], closes=timedelta(days=2))
    second = await plan(shop, [(field, [later])], opens=timedelta(days=3), closes=timedelta(days=5), name="Next week")
    await settle()

    async def now_in_cycle(**wish: Any) -> list[str]:
        listed = await found(shop.visitor(), "kale", filter={"inCycle": True, **wish})
        assert listed["facets"]["inCycle"] == listed["facets"]["total"] == len(listed["nodes"])
        assert all(node["inCycle"] for node in listed["nodes"])
        return sorted(titles(listed))

    assert await now_in_cycle() == ["Kale", "Kale for later"], "open or announced"
    browsed = await found(shop.visitor(), sort="NEWEST")
    assert (browsed["facets"]["total"], browsed["facets"]["inCycle"]) == (4, 2)
    assert set(titles(await found(shop.visitor(), "kale"))[:2]) == {"Kale", "Kale for later"}, "they are lifted"
    # Nobody makes a round: the instant alone ends it.
    await clock.move(timedelta(days=2, minutes=1))
    assert await now_in_cycle() == ["Kale for later"]
    cancelled = await shop.by(shop.coordinator).wish(
        "cancelCycle(key: $key, id: $id, reason: $why)", "... on ChangedCycle { id }", key=("String!", new_key()),
        id=("ID!", second["id"]), why=("String!", "Hail"),
    )  # fmt: skip
    assert cancelled["__typename"] == "ChangedCycle", cancelled
    await settle()
    assert await now_in_cycle() == []
    assert (await found(shop.visitor(), sort="NEWEST"))["facets"]["inCycle"] == 0
    assert first["id"]


async def test_a_plan_that_changes_and_goods_that_are_shown_later_are_told(shop: Shop, settle: Settle) -> None:
    field = await open_stall(shop, "Field")
    maker = shop.by(field.maker)
    kale, leek = [await offer(shop, field, name, price=300) for name in ("Kale", "Leek")]
    hidden = await maker.wish("unpublishProduct(id: $id)", "... on KeptProduct { id }", id=("ID!", leek.product))
    assert hidden["__typename"] == "KeptProduct", hidden
    week = await plan(shop, [(field, [kale, leek])], opens=timedelta(days=1), closes=timedelta(days=3))
    shown = await maker.wish("publishProduct(id: $id)", "... on KeptProduct { id }", id=("ID!", leek.product))
    assert shown["__typename"] == "KeptProduct", shown
    await settle()
    both = await found(shop.visitor(), sort="TITLE", filter={"inCycle": True})
    assert titles(both) == ["Kale", "Leek"]
    changed = await plan(
        shop, [(field, [leek])], opens=timedelta(days=1), closes=timedelta(days=3), id=week["id"], version=1
    )
    assert changed["__typename"] == "ChangedCycle", changed
    await settle()
    after = await found(shop.visitor(), sort="TITLE", filter={"inCycle": True})
    assert titles(after) == ["Leek"]


async def place_at(shop: Shop, point: str, place: dict[str, int] | None) -> None:
    points = "{ pickupPoints(closedToo: true) { id version name address hours { weekday opens closes } } }"
    [known] = [one for one in (await shop.by(shop.coordinator).ask(points))["pickupPoints"] if one["id"] == point]
    done = await shop.by(shop.coordinator).wish(
        "editPickupPoint(id: $id, expectedVersion: $version, name: $name, address: $address, hours: $hours, place: $place)",
        "... on ChangedPlace { id } ... on InvalidInput { field }",
        id=("ID!", point),
        version=("Int!", known["version"]),
        name=("[LocalTextInput!]!", [{"language": "en", "text": known["name"]}]),
        address=("String!", known["address"]),
        hours=("[HoursInput!]!", known["hours"]),
        place=("PlaceInput", place),
    )
    assert done["__typename"] == "ChangedPlace", done


async def test_how_far_it_is_to_where_the_goods_are_fetched(shop: Shop, settle: Settle) -> None:
    field = await open_stall(shop, "Field")
    jar, kale = [await offer(shop, field, name, price=300) for name in ("Kale in a jar", "Kale")]
    await only_in_cycles(shop, field, kale)
    await place_at(shop, shop.point, PARIS)
    added = await shop.by(shop.coordinator).wish(
        "addPickupPoint(name: $name, address: $address, hours: $hours, place: $place)", "... on ChangedPlace { id }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": "By the river"}]), address=("String!", "Rideau"),
        hours=("[HoursInput!]!", []), place=("PlaceInput", OTTAWA),
    )  # fmt: skip
    await plan(shop, [(field, [kale])])  # It is fetched in Paris alone.
    await settle()
    here = {"near": {"pickupPoint": added["id"]}}
    listed = await found(shop.visitor(), "kale", **here)
    far = {node["title"]: node["distanceMetres"] for node in listed["nodes"]}
    assert far["Kale in a jar"] == 0, "what is sold all the time is fetched at any point"
    assert abs(far["Kale"] - 5_650_000) < 15_000, "Ottawa to Paris"
    assert titles(await found(shop.visitor(), "kale", filter={"withinKm": 50}, **here)) == ["Kale in a jar"]
    assert titles(await found(shop.visitor(), "kale", sort="NEAREST", **here)) == ["Kale in a jar", "Kale"]
    assert titles(await found(shop.visitor(), sort="NEAREST", near={"place": PARIS})) == titles(
        await found(shop.visitor(), sort="NEAREST", near={"place": PARIS}, first=1)
    ) + titles(
        await found(
            shop.visitor(), sort="NEAREST", near={"place": PARIS}, first=1,
            after=(await found(shop.visitor(), sort="NEAREST", near={"place": PARIS}, first=1))["pageInfo"]["endCursor"],
        )
    )  # fmt: skip
    assert [node["distanceMetres"] for node in (await found(shop.visitor(), "kale"))["nodes"]] == [None, None]

    async def on_its_page(goods: Goods, **near: Any) -> int | None:
        asked = "query ($id: ID!, $near: NearInput) { product(id: $id, near: $near) { distanceMetres } }"
        metres: int | None = (await shop.visitor().ask(asked, id=goods.product, **near))["product"]["distanceMetres"]
        return metres

    assert [await on_its_page(goods, **here) for goods in (jar, kale)] == [far["Kale in a jar"], far["Kale"]]
    assert await on_its_page(kale) is None, "nobody asked"
    assert await on_its_page(kale, near={"place": PARIS}) == await on_its_page(jar, near={"place": PARIS}), (
        "to the point"
    )
    # Where nobody said where a point is, no distance is known, and nothing is narrowed by one.
    await place_at(shop, added["id"], None)
    assert await on_its_page(jar, **here) is None
    assert {node["distanceMetres"] for node in (await found(shop.visitor(), "kale", **here))["nodes"]} == {None}


async def test_pages_follow_each_other_while_the_clock_goes_on(shop: Shop, settle: Settle, clock: Clock) -> None:
    for stall in [await open_stall(shop, name) for name in ("One", "Two", "Three")]:
        for number in range(3):
            await offer(shop, stall, f"Honey {number}", price=500)
    await settle()
    whole = await found(shop.visitor(), "honey")
    order = [(node["stall"]["name"], node["title"]) for node in whole["nodes"]]
    again = await found(shop.visitor(), "honey")
    assert [(node["stall"]["name"], node["title"]) for node in again["nodes"]] == order, "the same for everybody"
    seen: list[tuple[str, str]] = []
    after = None
    for number in range(5):
        page = await found(shop.visitor(), "honey", first=2, after=after)
        seen += [(node["stall"]["name"], node["title"]) for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if number == 1:
            await clock.move(timedelta(days=1))  # A new day draws new lots; this list keeps those of its first page.
    assert seen == order


async def test_the_lot_of_a_stall_is_drawn_anew_each_day(shop: Shop, settle: Settle, clock: Clock) -> None:
    for stall in [await open_stall(shop, name) for name in ("One", "Two", "Three")]:
        await offer(shop, stall, "Honey", price=500)
    await settle()
    firsts = set()
    for _ in range(14):
        firsts.add((await found(shop.visitor(), "honey"))["nodes"][0]["stall"]["name"])
        await clock.move(timedelta(days=1))
    assert len(firsts) > 1, "among equals not always the same stall comes first"


async def test_what_is_sold_out_comes_after_and_the_title_before_all(shop: Shop, settle: Settle) -> None:
    mill = await open_stall(shop, "Mill")
    await offer(shop, mill, "Oat flakes", price=200, on_hand=0)
    await offer(shop, mill, "Oat flour", price=200)
    basket = await offer(shop, mill, "Breakfast basket", price=900)
    done = await shop.by(mill.maker).wish(
        "editProduct(id: $id, expectedVersion: $version, changes: $product)", "... on KeptProduct { id }",
        id=("ID!", basket.product), version=("Int!", 2),
        product=("ProductInput!", {"description": [{"language": "en", "text": "With oat and nuts."}]}),
    )  # fmt: skip
    assert done["__typename"] == "KeptProduct", done
    await settle()
    assert titles(await found(shop.visitor(), "oat")) == ["Oat flour", "Oat flakes", "Breakfast basket"]
    # A slip of the finger changes nothing of the order.
    assert titles(await found(shop.visitor(), "flakse")) == ["Oat flakes"]
