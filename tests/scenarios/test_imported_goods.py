"""Goods from real shops' exports: imported, found with a slip of the finger, bought at three stalls with one card; hledger agrees."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from minga_infra.cli import _cooperatives
from minga_infra.cli.books import text_of
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_testing.clusters import Urls
from minga_testing.programs import program
from minga_testing.shop import Shop, Stall, new_key, open_stall, place, start
from minga_testing.till import open_till, pay

CASES = Path(__file__).parents[2].parent / "shared" / "cases" / "products"
COLUMNS = (
    b"producer,sku,name,display_name,category,description,units,unit_type,variant_unit_name,price,on_hand,"
    b"available_on,on_demand,shipping_category,tax_category\n"
)
HERBS = (
    COLUMNS
    + b"""Herbs,H-1,Rosemary,,Herbs,A bunch,0.05,kg,,2.40,40,,,,
Herbs,H-2,Thyme tea,,Herbs,Dried,50,g,,3.15,25,,,,
"""
)


async def kept(shop: Shop, stall: Stall, data: bytes) -> str:
    """The file as if its maker had uploaded it; its outside id."""

    async def chunks() -> AsyncIterator[bytes]:
        yield data

    files = shop.program.door.services.files
    assert files is not None
    stored = await files.put(chunks())
    file_id = ids.new()

    async def command(work: Work) -> None:
        await work.execute(
            "INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, uploaded_by, created_at) "
            "VALUES ($1, $2, $3, 'text/csv', $4, 'goods.csv', $5, $6)",
            work.cooperative_id, file_id, bytes.fromhex(stored.sha256), len(data), stall.maker.agent_id, work.now,
        )  # fmt: skip

    await shop.worker_database.run(Scope(shop.id), Actor(system="test"), command)
    return ids.encode("file", file_id)


async def brought(shop: Shop, stall: Stall, source: str, data: bytes) -> tuple[int, int, int]:
    """Products, variants and problems, as the API counts them."""
    done = await shop.by(stall.maker).wish(
        "importProducts(stallId: $stall, source: $source, fileId: $file, taxBps: 2100)",
        "... on ImportReport { products variants createCount problemCount } ... on ImportUnreadable { reason }",
        stall=("ID!", stall.id),
        source=("ImportSource!", source),
        file=("ID!", await kept(shop, stall, data)),
    )
    assert done["__typename"] == "ImportReport", done
    return done["products"], done["variants"], done["problemCount"]


@pytest.mark.skipif(not CASES.exists(), reason="the real exports are not part of the project")
async def test_from_two_real_shops_to_a_paid_order(
    database: Database, worker_database: Database, database_urls: Urls, tmp_path: Path
) -> None:
    async with open_till(database, worker_database, tmp_path) as till:
        shop = till.shop
        home, jewels, herbs = [await open_stall(shop, name) for name in ("Home", "Jewels", "Herbs")]
        garden = (CASES / "shopify_home-and-garden.csv").read_bytes()
        assert await brought(shop, home, "SHOPIFY", garden) == (20, 21, 0)
        assert await brought(shop, jewels, "SHOPIFY", (CASES / "shopify_jewelery.csv").read_bytes()) == (20, 23, 0)
        assert await brought(shop, herbs, "OPEN_FOOD_NETWORK", HERBS) == (2, 2, 0)

        buyer, total = shop.visitor(), 0
        for stall in (home, jewels, herbs):
            cards = await buyer.ask(
                "query Goods($stall: String!) { listings(filter: {stall: $stall, inStock: true}, sort: PRICE_LOW, first: 50) "
                "{ nodes { title slug } } }",
                stall=stall.slug,
            )
            slug = cards["listings"]["nodes"][-1]["slug"]
            found = await buyer.ask(
                "query One($slug: String!) { product(slug: $slug) { variants { id least stockBand price { minor } pricePer { base } } } }",
                slug=slug,
            )
            variant = next(one for one in found["product"]["variants"] if one["stockBand"] != "NONE")
            done = await buyer.wish(
                "addToCart(variantId: $variant, quantity: $quantity)",
                "... on AddedToCart { lineId }",
                variant=("ID!", variant["id"]),
                quantity=("MinorUnits!", variant["least"]),
            )
            assert done["__typename"] == "AddedToCart", done
        cart = await buyer.ask("{ cart { groups { subtotal { minor } stalls { name } } } }")
        (group,) = cart["cart"]["groups"]
        assert len(group["stalls"]) == 3
        total = group["subtotal"]["minor"]
        await start(buyer)
        key = new_key()
        placed = await place(shop, buyer, total, method="CARD", key=key)
        assert placed["__typename"] == "PlacedOrder", placed
        await pay(till, placed["paymentUrl"])
        await till.heard()
        order = (
            await buyer.ask(
                "query O($id: ID!) { order(id: $id) { state parts { stallName } } }", id=placed["order"]["id"]
            )
        )["order"]
        assert order["state"] == "PLACED"
        assert {part["stallName"] for part in order["parts"]} == {"Home", "Jewels", "Herbs"}

        found = await buyer.ask('{ listings(search: "rosmary", sort: RELEVANCE, first: 5) { nodes { title } } }')
        assert found["listings"]["nodes"][0]["title"] == "Rosemary"

        async with worker_database.read(Scope(shop.id)) as work:
            accounts = await ledger.accounts(work)
        assert sum(account.balance for account in accounts) == 0
        async with (
            _cooperatives.database(database_urls.migrator) as owner,
            _cooperatives.one(owner, shop.cooperative.slug) as (
                inside,
                cooperative,
            ),
        ):
            journal = "".join([piece async for piece in await text_of(inside, cooperative, "hledger")])
        ran = await asyncio.to_thread(_hledger, journal)
        assert ran.returncode == 0, ran.stderr


def _hledger(journal: str) -> subprocess.CompletedProcess[str]:
    command = [str(program("hledger")), "-f", "-", "check", "--strict", "ordereddates"]
    return subprocess.run(command, input=journal, capture_output=True, text=True, check=False)
