"""Stock is never negative, and never sold twice, however many buy at once."""

import asyncio
import random

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.market.catalog import stock
from minga_platform.market.catalog.commands import products, variants
from minga_platform.market.catalog.errors import OutOfStock, StockHeld

# These tests hold stock as a checkout would, without one.
pytestmark = pytest.mark.tampers("holds stock without a checkout")


async def counts(hall, item):
    [row] = await hall.rows("SELECT on_hand, held FROM stock_item WHERE cooperative_id = $1 AND id = $2", hall.id, item)
    return row["on_hand"], row["held"]


async def moved(hall, verb, amounts):
    async with hall.database.work(hall.scope) as work:
        return await verb(work, amounts)


async def test_a_unit_is_held_sold_and_put_back(hall):
    item = await hall.stock_of((await hall.offer(on_hand=3))[1])
    assert await moved(hall, stock.hold, {item: 2}) == {item: 2}
    assert await counts(hall, item) == (3, 2)
    await moved(hall, stock.take, {item: 1})
    await moved(hall, stock.give_back, {item: 1})
    assert await counts(hall, item) == (2, 0)
    await moved(hall, stock.put_back, {item: 1})
    assert await counts(hall, item) == (3, 0)


async def test_all_shortages_are_told_at_once_and_nothing_is_held(hall):
    items = [await hall.stock_of((await hall.offer(f"Bowl {n}", on_hand=n))[1]) for n in range(3)]
    missing = ids.new()
    with pytest.raises(OutOfStock) as refused:
        await moved(hall, stock.hold, {items[0]: 1, items[1]: 2, items[2]: 2, missing: 1})
    told = {short.stock_item_id: (short.available, short.wanted) for short in refused.value.shortages}
    assert told == {items[0]: (0, 1), items[1]: (1, 2), missing: (0, 1)}
    assert [await counts(hall, item) for item in items] == [(0, 0), (1, 0), (2, 0)]


async def test_what_is_not_counted_is_passed_over(hall):
    item = await hall.stock_of((await hall.offer(on_hand=None))[1])
    assert await moved(hall, stock.hold, {item: 1000}) == {}
    await moved(hall, stock.put_back, {item: 5})
    assert await counts(hall, item) == (0, 0)


async def test_what_is_held_cannot_be_given_back_twice(hall):
    item = await hall.stock_of((await hall.offer(on_hand=2))[1])
    held = await moved(hall, stock.hold, {item: 1})
    await moved(hall, stock.give_back, held)
    with pytest.raises(asyncpg.CheckViolationError):
        await moved(hall, stock.give_back, held)


async def test_fifty_buyers_of_one_unit(hall):
    item = await hall.stock_of((await hall.offer(on_hand=1))[1])
    ended = await asyncio.gather(*(moved(hall, stock.hold, {item: 1}) for _ in range(50)), return_exceptions=True)
    assert sum(end == {item: 1} for end in ended) == 1
    assert all(isinstance(end, OutOfStock) and end.available == 0 for end in ended if end != {item: 1})
    assert await counts(hall, item) == (1, 1)


async def test_baskets_in_any_order_neither_wait_for_each_other_nor_come_in_parts(hall):
    items = [await hall.stock_of((await hall.offer(f"Jar {n}", on_hand=40))[1]) for n in range(8)]
    dice = random.Random(7)

    async def buy(basket):
        try:
            held = await moved(hall, stock.hold, basket)
        except OutOfStock:
            return {}
        await moved(hall, stock.take, held)
        return held

    wishes = [{item: dice.randint(1, 3) for item in dice.sample(items, dice.randint(2, 6))} for _ in range(120)]
    baskets = await asyncio.gather(*(buy(wish) for wish in wishes))
    assert any(baskets)
    assert not all(baskets), "the test must run out of stock"
    for basket, wish in zip(baskets, wishes, strict=True):
        assert basket in ({}, wish)
    for item in items:
        assert await counts(hall, item) == (40 - sum(basket.get(item, 0) for basket in baskets), 0)


async def test_the_band_on_the_card_follows_the_count(hall):
    product, form = await hall.offer(on_hand=10)
    item = await hall.stock_of(form)

    async def band():
        return [row["stock_band"] for row in await hall.listings() if row["product_id"] == product]

    assert await band() == ["plenty"]
    await moved(hall, stock.hold, {item: 6})
    assert await band() == ["few"]
    await moved(hall, stock.hold, {item: 4})
    assert await band() == ["none"]
    await moved(hall, stock.give_back, {item: 10})
    assert await band() == ["plenty"]
    await hall.do(variants.set_stock, stock_item_id=item, on_hand=None)
    assert await band() == ["made_to_order"]


async def test_the_best_band_of_the_forms_is_shown_even_when_two_sell_out_at_once(hall):
    product, first = await hall.offer(on_hand=1)
    second = await hall.do(variants.add_variant, product_id=product, fields={"price_minor": 900}, on_hand=1)
    items = [await hall.stock_of(form) for form in (first, second)]
    await asyncio.gather(*(moved(hall, stock.hold, {item: 1}) for item in items))
    assert [row["stock_band"] for row in await hall.listings()] == ["none"]


async def test_a_box_and_loose_apples_draw_from_the_same_heap(hall):
    product, loose = await hall.offer(
        "Apples",
        on_hand=10_000,
        variant={"unit": "g", "step": 500, "least": 500, "price_per": 1000, "price_minor": 280},
    )
    heap = await hall.stock_of(loose)
    await hall.do(
        variants.add_variant,
        product_id=product,
        fields={"title": {"en": "Box of 5 kg"}, "price_minor": 1200, "draws": 5000},
        stock_item_id=heap,
    )
    await moved(hall, stock.hold, {heap: 9_600})
    assert [row["stock_band"] for row in await hall.listings()] == ["none"], "400 g are neither a box nor half a kilo"


async def test_a_count_cannot_fall_below_what_is_promised(hall):
    item = await hall.stock_of((await hall.offer(on_hand=5))[1])
    await moved(hall, stock.hold, {item: 3})
    with pytest.raises(StockHeld) as refused:
        await hall.do(variants.set_stock, stock_item_id=item, on_hand=2)
    assert refused.value.held == 3
    with pytest.raises(StockHeld):
        await hall.do(variants.set_stock, stock_item_id=item, on_hand=None)
    with pytest.raises(StockHeld):
        await hall.do(variants.adjust_stock, stock_item_id=item, by=-3)
    await hall.do(variants.adjust_stock, stock_item_id=item, by=-2)
    assert await counts(hall, item) == (3, 3)
    with pytest.raises(InvalidInput):
        await hall.do(variants.adjust_stock, stock_item_id=item, by=-4)


async def test_a_drafts_stock_is_sold_like_any_other_and_changes_no_listing(hall):
    product, form = await hall.offer(on_hand=1, publish=False)
    await moved(hall, stock.hold, {await hall.stock_of(form): 1})
    assert await hall.listings() == []
    await hall.do(products.publish_product, product_id=product)
    assert [row["stock_band"] for row in await hall.listings()] == ["none"]
