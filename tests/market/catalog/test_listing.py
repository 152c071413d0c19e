"""The listing says what is on offer, in the very unit that changes it, and its counts always add up."""

import asyncio
import contextlib
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, InvalidTransition, NotAllowed, NotFound, SignInNeeded
from minga_platform.market.catalog.commands import products, stalls, variants
from minga_platform.market.catalog.errors import NothingToSell, SlugTaken, StallNotOpen
from minga_platform.market.catalog.queries import goods, listings
from minga_platform.market.catalog.queries.facets import facets
from minga_platform.market.catalog.words import fold, slug_of, words_of
from minga_platform.market.restrictions import commands as restrictions


async def count_anew(hall):
    """What the kept counts must be, told from the listing alone."""
    facets: Counter[tuple[str, str]] = Counter()
    words: Counter[str] = Counter()
    for row in await hall.rows(
        "SELECT *, tsvector_to_array(words) AS lexemes FROM listing WHERE cooperative_id = $1", hall.id
    ):
        facets.update([("all", ""), ("stall", row["stall_slug"]), *(("tag", tag) for tag in row["tags"])])
        facets.update(("season", str(month)) for month in row["season_months"])
        if row["category_slug"]:
            facets["category", row["category_slug"]] += 1
        words.update(row["lexemes"])
    return facets, words


async def assert_counts(hall):
    facets, words = await count_anew(hall)
    kept = await hall.rows("SELECT facet, value, listings FROM facet_count WHERE cooperative_id = $1", hall.id)
    assert {(row["facet"], row["value"]): row["listings"] for row in kept if row["listings"]} == dict(facets)
    known = await hall.rows("SELECT word, listings FROM search_word WHERE cooperative_id = $1", hall.id)
    assert {row["word"]: row["listings"] for row in known} == dict(words)


async def version_of(hall, table, row_id):
    [row] = await hall.rows(f"SELECT version FROM {table} WHERE cooperative_id = $1 AND id = $2", hall.id, row_id)
    return row["version"]


async def test_a_draft_is_nowhere_and_a_published_product_is_listed_whole(hall):
    pottery = await hall.do(products.add_category, hall.coordinator, name={"en": "Pottery", "es": "Cerámica"})
    product, form = await hall.offer(
        "Crème bowl",
        publish=False,
        price=2400,
        category_id=pottery,
        tags=["Gift", "gift", "Blue"],
        description={"en": "A *deep* bowl. For soup.\n\nMore words.", "es": "Un cuenco hondo."},
    )
    assert await hall.listings() == []
    await hall.do(products.publish_product, product_id=product)
    [row] = await hall.listings()
    assert (row["slug"], row["sort_title"], row["price_minor"], row["currency"]) == (
        "creme-bowl",
        "creme bowl",
        2400,
        "EUR",
    )
    assert (row["category_slug"], row["tags"], row["variant_ids"]) == ("pottery", ["gift", "blue"], [form])
    assert row["summary"] == {"en": "A deep bowl. For soup.", "es": "Un cuenco hondo."}
    assert (row["stall_slug"], row["place"], row["price_varies"], row["picture"]) == ("clay-fire", "Ronda", False, None)
    await assert_counts(hall)


async def test_nothing_is_published_without_something_to_sell(hall):
    product = await hall.do(products.add_product, stall_id=hall.stall, fields={"title": {"en": "Air"}, "tax_bps": 2100})
    with pytest.raises(NothingToSell):
        await hall.do(products.publish_product, product_id=product)
    form = await hall.do(variants.add_variant, product_id=product, fields={"price_minor": 100}, on_hand=1)
    await hall.do(products.publish_product, product_id=product)
    assert len(await hall.listings()) == 1
    await hall.do(variants.withdraw_variant, variant_id=form)
    assert await hall.listings() == [], "with its last form withdrawn there is nothing to show"
    await hall.do(variants.offer_variant, variant_id=form)
    assert len(await hall.listings()) == 1
    await assert_counts(hall)


async def test_counts_move_with_every_change(hall):
    bread = await hall.do(products.add_category, hall.coordinator, name={"en": "Bread"})
    cheese = await hall.do(products.add_category, hall.coordinator, name={"en": "Cheese"})
    first, form = await hall.offer("Loaf", category_id=bread, tags=["rye"])
    await hall.offer("Wheel", category_id=cheese, tags=["rye", "goat"])
    await hall.offer("Rival's bun", category_id=bread, stall=hall.rival_stall, by=hall.rival)
    await assert_counts(hall)
    version = await version_of(hall, "product", first)
    await hall.do(
        products.edit_product,
        product_id=first,
        expected_version=version,
        changes={"title": {"en": "Old loaf"}, "category_id": None, "tags": ["stale"]},
    )
    await assert_counts(hall)
    await hall.do(
        variants.edit_variant,
        variant_id=form,
        expected_version=await version_of(hall, "variant", form),
        changes={"price_minor": 300},
    )
    [row] = [row for row in await hall.listings() if row["product_id"] == first]
    assert (row["price_minor"], row["category_slug"], row["tags"]) == (300, "", ["stale"])
    await hall.do(stalls.set_stall_state, stall_id=hall.stall, state="closed")
    assert [row["sort_title"] for row in await hall.listings()] == ["rival's bun"]
    await assert_counts(hall)
    await hall.do(stalls.set_stall_state, stall_id=hall.stall, state="open")
    assert len(await hall.listings()) == 3
    await hall.do(products.archive_product, product_id=first)
    assert len(await hall.listings()) == 2
    await assert_counts(hall)


async def test_many_makers_at_once_leave_no_count_behind(hall):
    dice = random.Random(3)
    made = [await hall.offer(f"Thing {n}", tags=["a", "b"]) for n in range(6)]

    async def shuffle(n):
        product, form = made[n % len(made)]
        await asyncio.sleep(dice.random() / 50)
        verb = dice.choice(["publish", "unpublish", "band", "tags"])
        if verb == "publish":
            await hall.do(products.publish_product, product_id=product)
        elif verb == "unpublish":
            await hall.do(products.unpublish_product, product_id=product)
        elif verb == "band":
            await hall.do(variants.set_stock, stock_item_id=await hall.stock_of(form), on_hand=dice.randint(0, 20))
        else:
            with contextlib.suppress(Conflict):
                await hall.do(
                    products.edit_product,
                    product_id=product,
                    expected_version=await version_of(hall, "product", product),
                    changes={
                        "tags": dice.sample(["a", "b", "c", "d"], 2),
                        "title": {"en": f"Thing {dice.randint(0, 9)}"},
                    },
                )

    await asyncio.gather(*(shuffle(n) for n in range(60)))
    await assert_counts(hall)
    shown = {row["product_id"] for row in await hall.listings()}
    published = await hall.rows("SELECT id FROM product WHERE cooperative_id = $1 AND state = 'published'", hall.id)
    assert shown == {row["id"] for row in published}


async def test_an_edit_of_what_changed_in_between_is_a_conflict(hall):
    product, form = await hall.offer()
    version = await version_of(hall, "product", product)
    change = {"product_id": product, "expected_version": version, "changes": {"title": {"en": "Cup"}}}
    await hall.do(products.edit_product, **change)
    with pytest.raises(Conflict) as refused:
        await hall.do(products.edit_product, **change)
    assert refused.value.current_version == version + 1
    with pytest.raises(Conflict):
        await hall.do(variants.edit_variant, variant_id=form, expected_version=9, changes={})


async def test_a_renamed_product_is_found_under_its_old_address(hall):
    product, _ = await hall.offer("Bowl")
    await hall.do(
        products.edit_product,
        product_id=product,
        expected_version=await version_of(hall, "product", product),
        changes={"title": {"en": "Soup bowl"}},
    )
    found = await hall.ask(goods.product_by_slug, "bowl")
    assert (found["id"], found["slug"]) == (product, "soup-bowl")
    other, _ = await hall.offer("Bowl")
    found = await hall.ask(goods.product_by_id, other)
    assert found["slug"] == "bowl-2", "an old address is not given to something else"
    with pytest.raises(SlugTaken):
        await hall.do(
            products.edit_product,
            product_id=other,
            expected_version=await version_of(hall, "product", other),
            changes={"slug": "bowl"},
        )
    await hall.do(
        products.edit_product,
        product_id=product,
        expected_version=await version_of(hall, "product", product),
        changes={"slug": "bowl"},
    )
    assert (await hall.ask(goods.product_by_slug, "soup-bowl"))["slug"] == "bowl"


async def test_two_products_of_one_name_get_two_addresses_even_at_once(hall):
    await asyncio.gather(*(hall.offer("Twin", publish=False) for _ in range(4)))
    slugs = [row["slug"] for row in await hall.rows("SELECT slug FROM product WHERE cooperative_id = $1", hall.id)]
    assert sorted(slugs) == ["twin", "twin-2", "twin-3", "twin-4"], "an address nobody chose is no reason to refuse"


async def test_a_common_word_is_found_by_walking_the_newest_goods(hall):
    """Past some frequency a word is not looked up but met on the way; what is found and counted stays the same."""
    for title in ("Blue bowl", "Green bowl", "Green cup"):
        await hall.offer(title, tags=["clay"])
    wanted = listings.Filter(words="'bowl':*")

    async def told(work, _viewer, of_word, of_all):
        await work.execute(
            "UPDATE search_word SET listings = $2 WHERE cooperative_id = $1 AND word = 'bowl'",
            work.cooperative_id,
            of_word,
        )
        await work.execute(
            "UPDATE facet_count SET listings = $2 WHERE cooperative_id = $1 AND facet = 'all'",
            work.cooperative_id,
            of_all,
        )

    answers = []
    # Rare in a small house; common in a large one; as many, but rare among so many others.
    for of_word, of_all, common in ((2, 3, False), (6000, 7000, True), (6000, 200_000, False)):
        await hall.do(told, of_word=of_word, of_all=of_all)
        listings.forget_common_words()
        assert await hall.ask(listings.is_common, wanted) is common
        rows = await hall.ask(listings.listings, wanted, listings.Sort.RELEVANCE)
        counts = await hall.ask(facets, wanted)
        answers.append(([row["slug"] for row in rows], counts.total, [dict(tag) for tag in counts.choices["tag"]]))
    await hall.do(told, of_word=2, of_all=3)
    listings.forget_common_words()
    assert answers[0][:2] == (["green-bowl", "blue-bowl"], 2)
    assert answers[0] == answers[1] == answers[2]
    await assert_counts(hall)


async def test_who_may_change_what(hall, other_hall, visitor):
    product, form = await hall.offer()
    draft, _ = await hall.offer("Secret plan", publish=False)
    change = {"expected_version": 1, "changes": {}}
    with pytest.raises(SignInNeeded):
        await hall.do(products.edit_product, visitor, product_id=product, **change)
    with pytest.raises(NotAllowed):
        await hall.do(products.edit_product, hall.rival, product_id=product, **change)
    # A draft of another stall, another co-op's product and no product at all: the same answer.
    foreign, _ = await other_hall.offer()
    for unseen in (draft, foreign, ids.new()):
        with pytest.raises(NotFound):
            await hall.do(products.publish_product, hall.rival, product_id=unseen)
    stock_item = await hall.stock_of(form)
    for viewer in (hall.rival, other_hall.maker):
        with pytest.raises(NotFound):
            await hall.do(variants.set_stock, viewer, stock_item_id=stock_item, on_hand=0)
    with pytest.raises(NotAllowed):
        await hall.do(products.add_category, name={"en": "Mine"})
    with pytest.raises(InvalidTransition):
        await hall.do(stalls.set_stall_state, stall_id=hall.stall, state="suspended")
    assert await hall.ask(goods.kept_product, hall.rival, product) is None
    assert (await hall.ask(goods.kept_product, hall.maker, draft))["state"] == "draft"
    with pytest.raises(NotAllowed):
        await hall.ask(goods.kept_products, hall.rival, hall.stall, after=None, limit=5)
    assert len(await hall.ask(goods.kept_products, hall.maker, hall.stall, after=None, limit=5)) == 2


async def test_a_suspended_stall_cannot_open_itself_again(hall):
    await hall.offer()
    laid = await hall.do(
        restrictions.restrict_stall, hall.coordinator, stall_id=hall.stall, kind="selling", reason="Mould",
        evidence="Two jars", ends_at=datetime.now(UTC) + timedelta(days=3),
    )  # fmt: skip
    assert await hall.listings() == []
    with pytest.raises(InvalidTransition):
        await hall.do(stalls.set_stall_state, stall_id=hall.stall, state="open")
    draft, _ = await hall.offer("Later", publish=False)
    with pytest.raises(StallNotOpen):
        await hall.do(products.publish_product, product_id=draft)
    await hall.do(restrictions.end_restriction, hall.coordinator, restriction_id=laid, because="All new")
    assert len(await hall.listings()) == 1


async def test_the_last_keeper_stays(hall):
    [mine] = [
        row["agent_id"]
        for row in await hall.rows(
            "SELECT agent_id FROM stall_keeper WHERE cooperative_id = $1 AND stall_id = $2", hall.id, hall.stall
        )
    ]
    with pytest.raises(InvalidTransition):
        await hall.do(stalls.remove_stall_keeper, stall_id=hall.stall, agent_id=mine)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"step": 500, "least": 250}, "least"),
        ({"least": 10, "most": 5}, "most"),
        ({"price_minor": -1}, "price_minor"),
        ({"price_minor": 10**13}, "price_minor"),
        ({"price_minor": 1.5}, "price_minor"),
        ({"unit": "ell"}, "unit"),
        ({"step": 0}, "step"),
        ({"price_per": 0}, "price_per"),
        ({"draws": 0}, "draws"),
        ({"title": {"en": "two\nlines"}}, "title"),
    ],
)
async def test_what_no_variant_can_be(hall, fields, field):
    product, _ = await hall.offer(publish=False)
    with pytest.raises(InvalidInput) as refused:
        await hall.do(variants.add_variant, product_id=product, fields={"price_minor": 100, **fields}, on_hand=1)
    assert refused.value.field == field


def test_words_are_folded_alike_in_every_script():
    assert words_of("Crème BRÛLÉE, straße; Łódź № 5") == ["creme", "brulee", "strasse", "lodz", "no", "5"]
    assert fold("إِبْرِيق") == fold("ابريق")
    assert slug_of("Crème brûlée (2 x)", otherwise="p") == "creme-brulee-2-x"
    assert slug_of("مرحبا", otherwise="product") == "product"
