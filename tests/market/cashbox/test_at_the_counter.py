"""A maker who looks after no till takes cash for her own orders, and is never led to a page that is not there for her."""

from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.reading import reading
from minga_testing.shop import fill, offer, open_shop, open_stall, place, start


async def test_a_maker_comes_back_to_her_orders(database: Database, worker_database: Database) -> None:
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Weaver")
    goods = await offer(shop, stall, "Scarf", price=1000)
    berta = await people.sign_up(database, name="Berta")
    buyer = shop.by(berta)
    await fill(buyer, (goods, 1))
    await start(buyer)
    order = (await place(shop, buyer, 1000))["order"]
    base = f"/en/c/{shop.cooperative.slug}"
    counter = f"{base}/cash/parts/{order['parts'][0]['id']}"
    orders = f"{base}/stall/{stall.slug}/orders"
    async with reading(shop.program.door, stall.maker.viewer) as browser:
        assert f'href="{orders}"' in (await browser.get(counter)).text
        sent = {"what": "hand_over", "given": "20.00", "rest": "change", "key": "a-maker-at-the-counter"}
        done = await browser.post(counter, data=sent)
        assert done.status_code == 303, done.text
        assert done.headers["location"].partition("?")[0] == orders
        assert (await browser.get(orders)).status_code == 200
    async with reading(shop.program.door, berta.viewer) as browser:
        assert f'href="{base}/orders"' in (await browser.get(f"{base}/market")).text, "from any page of the co-op"
