"""The pages of reviews, messages, restrictions, helpers and a maker's day, without script, in every language."""

import re
from datetime import timedelta
from html import unescape

from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.reading import reading
from minga_testing.shop import fill, offer, open_shop, open_stall, place, start
from minga_testing.trade import hand_over


async def test_the_pages_between_people(database: Database, worker_database: Database) -> None:
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Weaver")
    goods = await offer(shop, stall, "Scarf", price=1000)
    berta = await people.sign_up(database, name="Berta")
    buyer = shop.by(berta)
    await fill(buyer, (goods, 1))
    await start(buyer)
    order = (await place(shop, buyer, 1000))["order"]
    await hand_over(shop, stall, order["parts"][0]["id"], 1000)
    base = f"/en/c/{shop.cooperative.slug}"
    line = order["parts"][0]["lines"][0]["id"]
    door = shop.program.door
    async with reading(door, berta.viewer) as browser:
        page = (await browser.get(f"{base}/orders/{order['id']}")).text
        assert f"/review/{line}" in page
        write = f"{base}/orders/{order['id']}/review/{line}"
        assert (await browser.post(write, data={"stars": "9", "name": "Berta"})).status_code == 422
        done = await browser.post(write, data={"stars": "4", "words": "Warm & soft", "name": "Berta"})
        assert done.status_code == 303, done.text
        shown = unescape((await browser.get(f"{base}/p/{goods.slug}")).text)
        assert "Warm & soft" in shown
        assert "4 of 5 stars" in shown
        asked = await browser.post(f"{base}/s/{stall.slug}/write?product={goods.slug}", data={"words": "Is it wool?"})
        assert asked.status_code == 303, asked.text
        one = asked.headers["location"].partition("?")[0]
        assert "Is it wool?" in (await browser.get(one)).text
        assert "Scarf" in (await browser.get(f"{base}/messages")).text
        assert (await browser.post(one, data={"what": "block"})).status_code == 200, "asked once"
        assert "Nobody agreed" in (await browser.get("/en/helping")).text
        assert (await browser.get(f"{base}/helped")).status_code == 200
        assert (await browser.get(f"{base}/moderation")).status_code == 404
        assert (await browser.get(f"{base}/stall/{stall.slug}/today")).status_code == 404
    async with reading(door, stall.maker.viewer) as browser:
        today = unescape((await browser.get(f"{base}/stall/{stall.slug}/today")).text)
        assert "One message waits for your answer." in today
        assert "One review has no answer yet." in today
        assert "Is it wool?" in (await browser.get(f"{base}/stall/{stall.slug}/messages")).text
        assert (await browser.post(one, data={"what": "answer", "words": "Yes."})).status_code == 303
        [review] = set(
            re.findall(r"/reviews/(rev_[a-z0-9]+)/report", (await browser.get(f"{base}/s/{stall.slug}")).text)
        )
        reported = await browser.post(f"{base}/reviews/{review}/report", data={"reason": "Hm", "product": goods.slug})
        assert reported.status_code == 303
        answered = await browser.post(
            f"{base}/reviews/{review}/answer", data={"words": "Thanks", "product": goods.slug}
        )
        assert answered.status_code == 303
    async with reading(door, shop.coordinator.viewer) as browser:
        desk = await browser.get(f"{base}/moderation")
        assert "Hm" in desk.text
        restrict = f"{base}/coordination/stalls/{stall.slug}/restrict"
        assert (await browser.get(restrict)).status_code == 200
        form = {"kind": "SELLING", "reason": "Mould", "evidence": "Two jars", "ends": "2020-01-01"}
        assert (await browser.post(restrict, data=form)).status_code == 422
        async with worker_database.read(shop.program.viewer.scope(shop.id)) as work:
            form["ends"] = (work.now + timedelta(days=2)).date().isoformat()
        assert (await browser.post(restrict, data=form)).status_code == 303
        assert "Mould" in (await browser.get(f"{base}/restrictions")).text
        assert (await browser.get(f"{base}/coordination/stalls")).status_code == 200
    async with reading(door, stall.maker.viewer) as browser:
        laid = (await browser.get(f"{base}/stall/{stall.slug}/restrictions")).text
        assert "Two jars" in laid
        assert "grievances/new?about=restr_" in laid
        for language in ("es", "fr", "ar"):
            told = await browser.get(f"/{language}/c/{shop.cooperative.slug}/stall/{stall.slug}/today")
            assert told.status_code == 200
    olga = await people.member(database, worker_database, shop.id, name="Olga", offices=("officer",))
    async with reading(door, olga.viewer) as browser:
        assert (await browser.get(f"{base}/members/helping")).status_code == 200
