"""One-off pieces: sold, they are put away and their page shows what is like them; come back, they are shown again."""

from typing import Any

import pytest

from minga_platform.kernel.database import Database
from minga_testing.shop import Goods, Shop, Stall, fill, offer, open_shop, open_stall, place, start
from minga_testing.trade import cancel

SEEN = """query Seen($slug: String!) { product(slug: $slug) { isOneOff soldAt } soldProduct(slug: $slug) { title soldAt } }"""


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def one_of(shop: Shop, stall: Stall, title: str, on_hand: int | None = 1) -> tuple[Goods, dict[str, Any]]:
    """A published product that its maker says there is only one of; and what publishing it again answered."""
    goods, maker = await offer(shop, stall, title, price=9000, on_hand=on_hand), shop.by(stall.maker)
    kept = (await maker.ask("query V($id: ID!) { keptProduct(id: $id) { version } }", id=goods.product))["keptProduct"]
    await maker.wish(
        "editProduct(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptProduct { id }",
        id=("ID!", goods.product),
        version=("Int!", kept["version"]),
        changes=("ProductInput!", {"isOneOff": True}),
    )
    return goods, await maker.wish("publishProduct(id: $id)", "... on KeptProduct { state }", id=("ID!", goods.product))


async def test_crafts_a_one_off_piece_is_put_away_when_it_is_sold_and_comes_back_with_it(shop: Shop) -> None:
    stall = await open_stall(shop, "Kiln")
    vase, published = await one_of(shop, stall, "Vase")
    assert published["__typename"] == "KeptProduct"
    buyer = shop.visitor()
    await fill(buyer, (vase, 1))
    await start(buyer)
    placed = await place(shop, buyer, 9000)
    await shop.worker.drain()
    seen = await shop.visitor().ask(SEEN, slug=vase.slug)
    assert seen["product"] is None
    assert seen["soldProduct"]["title"] == "Vase"
    assert seen["soldProduct"]["soldAt"]
    await cancel(shop, placed["order"]["id"])
    await shop.worker.drain()
    seen = await shop.visitor().ask(SEEN, slug=vase.slug)
    assert seen["product"] == {"isOneOff": True, "soldAt": None}
    assert seen["soldProduct"] is None


async def test_crafts_there_is_only_one_of_a_one_off_piece(shop: Shop) -> None:
    stall = await open_stall(shop, "Kiln")
    for title, on_hand in (("Two", 2), ("Endless", None)):
        _, refused = await one_of(shop, stall, title, on_hand)
        assert refused["__typename"] == "NotOneOff", title


async def test_crafts_what_a_maker_put_away_herself_has_no_page(shop: Shop) -> None:
    stall = await open_stall(shop, "Kiln")
    vase, _ = await one_of(shop, stall, "Vase")
    await shop.by(stall.maker).wish("archiveProduct(id: $id)", "... on KeptProduct { state }", id=("ID!", vase.product))
    assert await shop.visitor().ask(SEEN, slug=vase.slug) == {"product": None, "soldProduct": None}
