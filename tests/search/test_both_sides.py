"""What a search promises, whichever program answers it."""

import pytest

from minga_platform.market.catalog import search
from minga_platform.market.catalog.commands import products, synonyms
from minga_platform.market.catalog.queries.listings import Filter


async def shelf(hall, side):
    bread = await hall.do(products.add_category, hall.coordinator, name={"en": "Bread"})
    cheese = await hall.do(products.add_category, hall.coordinator, name={"en": "Cheese"})
    made = {
        "rye": await hall.offer("Rye loaf", price=400, category_id=bread, tags=["organic"]),
        "wheat": await hall.offer("Wheat loaf", price=300, category_id=bread),
        "goat": await hall.offer("Goat cheese", price=900, category_id=cheese, tags=["organic"], on_hand=0),
        "board": await hall.offer("Cheese board for a loaf", price=3200, stall=hall.rival_stall, by=hall.rival),
    }
    await side.settle(hall)
    return {name: product for name, (product, _) in made.items()}


async def found(hall, side, text, wanted=None, **more):
    return (await side.find(hall, text, wanted or Filter(), **more)).product_ids


async def test_every_word_is_needed_in_any_order_and_case(hall, side):
    goods = await shelf(hall, side)
    assert await found(hall, side, "LOAF rye") == [goods["rye"]]
    assert set(await found(hall, side, "loaf")) == {goods["rye"], goods["wheat"], goods["board"]}
    assert await found(hall, side, "rye cheese") == []


async def test_accents_are_nothing_and_the_last_word_may_be_unfinished(hall, side):
    product, _ = await hall.offer("Crème fraîche")
    await side.settle(hall)
    for typed in ("creme fraiche", "CRÈME FRAÎ", "creme fr"):
        assert await found(hall, side, typed) == [product], typed


@pytest.mark.parametrize("typed", ["bicicle rentl", "bicylce rental", "bicycle retnal"])
async def test_slips_of_the_finger_are_forgiven(hall, side, typed):
    product, _ = await hall.offer("Bicycle rental")
    await hall.offer("Wheelbarrow")
    await side.settle(hall)
    assert await found(hall, side, typed) == [product]


async def test_the_title_counts_more_than_the_description(hall, side):
    plain, _ = await hall.offer("Plain bowl", description={"en": "Goes well with the teapot."})
    pot, _ = await hall.offer("Teapot")
    await side.settle(hall)
    assert await found(hall, side, "teapot") == [pot, plain]


async def test_each_filter_and_what_its_choices_would_show(hall, side):
    goods = await shelf(hall, side)
    assert await found(hall, side, "loaf", Filter(category="bread", most_minor=350)) == [goods["wheat"]]
    assert await found(hall, side, "cheese", Filter(in_stock=True)) == [goods["board"]]
    assert await found(hall, side, "loaf", Filter(stall="the-other-stall")) == [goods["board"]]
    hits = await side.find(hall, "loaf", Filter(category="bread"))
    assert (hits.total, hits.more) == (2, False)
    assert hits.choices["category"] == {"bread": 2}
    assert hits.choices["stall"] == {"clay-fire": 2}
    assert hits.choices["tag"] == {"organic": 1}
    other = await side.find(hall, "cheese", Filter(tag="organic"))
    assert (other.product_ids, other.choices["tag"]) == ([goods["goat"]], {"organic": 1})


async def test_words_that_mean_the_same_here_find_each_other(hall, other_hall, side):
    knitted, _ = await hall.offer("Blue jumpers")
    warm, _ = await hall.offer("Warm sweater")
    await other_hall.offer("Sweater")
    theirs, _ = await other_hall.offer("Jumper")
    group = await hall.do(synonyms.set_synonyms, hall.coordinator, words="Jumper, swéater")
    search.forget_vocabularies()
    await side.settle(hall, other_hall)
    assert set(await found(hall, side, "sweater")) == {knitted, warm}
    assert set(await found(hall, side, "JUMPER")) == {knitted, warm}
    assert await found(hall, side, "blue sweater") == [knitted]
    assert await found(other_hall, side, "jumper") == [theirs], "each co-op has its own words"
    hits = await side.find(hall, "sweater", Filter(stall="clay-fire"))
    assert (hits.total, hits.choices["stall"]) == (2, {"clay-fire": 2})
    await hall.do(synonyms.remove_synonyms, hall.coordinator, group_id=group)
    search.forget_vocabularies()
    await side.settle(hall)
    assert await found(hall, side, "sweater") == [warm]


async def test_pages_follow_each_other(hall, side):
    made = {(await hall.offer(f"Bowl number {n}"))[0] for n in range(5)}
    await side.settle(hall)
    pages = [await found(hall, side, "bowl", offset=offset, limit=2) for offset in (0, 2, 4)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert set().union(*pages) == made


async def test_another_coops_goods_are_never_found(hall, other_hall, side):
    here, _ = await hall.offer("Shared name")
    await other_hall.offer("Shared name")
    await side.settle(hall, other_hall)
    assert await found(hall, side, "shared name") == [here]
    hits = await side.find(hall, "shared", Filter())
    assert (hits.total, hits.choices["stall"]) == (1, {"clay-fire": 1})


@pytest.mark.parametrize(
    "typed",
    [
        '"bowl"',
        "bowl -cup",
        "bowl OR 1=1",
        "bowl' --",
        'bowl" AND cooperative EXISTS',
        "((bowl",
        "bowl:*",
        "\\",
        "😀",
        "",
    ],
)
async def test_nothing_typed_is_syntax(hall, side, typed):
    product, _ = await hall.offer("Bowl")
    await side.settle(hall)
    assert set(await found(hall, side, typed)) <= {product}


@pytest.mark.parametrize("value", ['a" OR cooperative EXISTS OR tag = "b', "\\", '"', "x'y"])
async def test_no_filter_value_ends_its_quotes(hall, other_hall, side, value):
    await hall.offer("Bowl")
    await other_hall.offer("Bowl")
    await side.settle(hall, other_hall)
    for wanted in (Filter(category=value), Filter(stall=value), Filter(tag=value)):
        assert await found(hall, side, "bowl", wanted) == []
