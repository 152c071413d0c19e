"""A stall finds fewer pieces than were ordered: they are not paid, and nobody else is offered what is not there."""

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.reading import reading
from minga_testing.shop import Shop, fill, offer, open_shop, open_stall, place, start
from minga_testing.till import Till
from minga_testing.trade import books, buy, hand_over, seen
from minga_testing.weighing import mark_ready, noted, weigh


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def test_two_soaps_of_three(shop: Shop, database: Database, admin: asyncpg.Connection) -> None:
    """From the stall's own page; two are paid, the buyer reads how many and why, and the third is on no shelf."""
    stall = await open_stall(shop, "Soap")
    soap, salt = await offer(shop, stall, "Soap", price=720, on_hand=5), await offer(shop, stall, "Salt", price=300)
    berta = await people.sign_up(database, name="Berta")
    buyer = shop.by(berta)
    await fill(buyer, (soap, 3), (salt, 1))
    await start(buyer)
    order = (await place(shop, buyer, 2460))["order"]
    part, line = order["parts"][0]["id"], order["parts"][0]["lines"][0]["id"]
    base = f"/en/c/{shop.cooperative.slug}"
    here = f"{base}/stall/{stall.slug}/orders"
    async with reading(shop.program.door, stall.maker.viewer) as browser:
        assert "There are fewer" in (await browser.get(here)).text
        sent = {
            "fewer": part,
            f"line-{part}": line,
            f"there-{part}": "4",
            f"why-{part}": "one broke",
            "key": "fewer-soaps",
        }
        more = await browser.post(f"{here}/fewer", data=sent)
        assert more.status_code != 303, "pieces are not more than were ordered"
        done = await browser.post(f"{here}/fewer", data=sent | {f"there-{part}": "2", "key": "fewer-soaps-2"})
        assert done.status_code == 303, done.text
        page = (await browser.get(here)).text
        assert "€17.40 taken in cash" in page
    async with reading(shop.program.door, berta.viewer) as browser:
        told = (await browser.get(f"{base}/orders/{order['id']}")).text
    assert "ordered 3 pieces, packed 2 pieces" in told
    assert "one broke" in told
    [note] = await noted(buyer, order["id"])
    assert (note["wished"]["base"], note["packed"]["base"], note["off"]["minor"]) == (3, 2, 720)
    assert (
        await admin.fetchval("SELECT on_hand FROM stock_item WHERE id = $1", ids.decode("stock", soap.stock_item)) == 2
    )
    assert (
        await shop.by(stall.maker).ask("query W($id: ID!) { linesToWeigh(stallId: $id) { lineId } }", id=stall.id)
    ) == {"linesToWeigh": []}
    assert (await hand_over(shop, stall, part, 1740))["__typename"] == "ChangedPart"
    await shop.worker.drain()
    sums = await books(shop)
    assert sums[("cash_till", "", ids.encode("stall", ids.decode("point", shop.point)))] == 1740
    earned = sums[("seller_held", "", stall.id)]
    assert f'You earn <span class="num">€{earned // 100}.{earned % 100:02}</span>' in page, (
        "told before, and that is what it was"
    )


async def test_of_what_was_paid_the_missing_one_goes_back(till: Till) -> None:
    """As soon as the part is packed; found again before that, it is packed after all."""
    shop = till.shop
    stall = await open_stall(shop, "Soap")
    soap = await offer(shop, stall, "Soap", price=720, on_hand=5)
    buyer, order = await buy(till, (soap, 3), total=2160)
    part, line = order["parts"][0]["id"], order["parts"][0]["lines"][0]["id"]
    for there, off in ((1, 1440), (3, 0), (2, 720)):
        done = await weigh(shop, stall, line, there)
        assert done["part"]["lines"][0]["weight"]["off"]["minor"] == off
    assert (await weigh(shop, stall, line, 4, give=True))["__typename"] == "InvalidInput"
    assert (await mark_ready(shop, stall, part))["__typename"] == "ChangedPart"
    await till.heard()
    now = await seen(buyer, order["id"])
    assert [(one["cause"], one["amount"]["minor"], one["state"]) for one in now["refunds"]] == [
        ("weight", 720, "settled")
    ]
    assert (await weigh(shop, stall, line, 3))["__typename"] == "WeightSettled"
    assert (await hand_over(shop, stall, part))["__typename"] == "ChangedPart"
