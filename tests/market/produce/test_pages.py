"""The pages of produce, without script: weighing, lots and their recall, jars, and buying together."""

import re
from types import SimpleNamespace
from typing import Any, cast

from minga_platform.kernel.database import Database
from minga_testing import producing
from minga_testing.cycles import plan
from minga_testing.shop import Shop, new_key, offer, open_shop, open_stall
from minga_testing.till import Till
from minga_testing.visiting import visitor


def counter(shop: Shop) -> Till:
    """A visit needs no more of a till than its shop."""
    return cast("Till", SimpleNamespace(shop=shop))


async def test_a_maker_weighs_and_calls_a_lot_back(database: Database, worker_database: Database) -> None:
    """A number too large is refused beside its field, with what was typed; a recall asks once; the list leaves as CSV."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Dairy")
    made = await producing.produce(shop, stall)
    base = f"/c/{shop.cooperative.slug}/stall/{stall.slug}"
    async with visitor(counter(shop), stall.maker) as maker:
        page = await maker.ask(f"{base}/weigh")
        assert page.status_code == 200, page.text
        assert "ordered 1 kg, at most 1.15 kg" in page.text
        refused = await maker.ask(f"{base}/weigh", {"key": new_key(), "line": made.line, "packed": "1300"})
        assert (refused.status_code, "at most 1.15 kg" in refused.text, 'value="1300"' in refused.text) == (
            422,
            True,
            True,
        )
        assert "Ask the buyer" in refused.text
        noted = await maker.ask(f"{base}/weigh", {"key": new_key(), "line": made.line, "packed": "900"})
        assert noted.status_code == 303, noted.text
        assert "packed 900 g" in (await maker.ask(f"{base}/weigh")).text
        orders = (await maker.ask(f"{base}/orders")).text
        assert "ordered 1 kg, packed 900 g" in orders
        assert "€9.00 taken in cash" in orders
        lots = await maker.ask(f"{base}/lots")
        assert (lots.status_code, "W-1" in lots.text) == (200, True)
        await shop.by(stall.maker).wish("markReady(partId: $part)", "", part=("ID!", made.part))
        asked = await maker.ask(f"{base}/lots/{made.lot}/recall", {"key": new_key(), "reason": "glass"})
        assert (asked.status_code, "Call this lot back?" in asked.text) == (200, True)
        done = await maker.ask(
            f"{base}/lots/{made.lot}/recall", {"key": new_key(), "reason": "glass", "confirmed": "yes"}
        )
        assert done.status_code == 303, done.text
        table = await maker.ask(f"{base}/lots/{made.lot}?as=csv")
        assert table.headers["content-type"].startswith("text/csv"), table.text
        assert "glass" in (await maker.ask(f"{base}/lots/{made.lot}")).text


async def test_jars_come_back_and_flour_is_bought_together(database: Database, worker_database: Database) -> None:
    """What a coordinator names and opens, a member finds and asks for."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Dairy")
    made = await producing.produce(shop, stall)
    base = f"/c/{shop.cooperative.slug}"
    async with visitor(counter(shop), shop.coordinator) as coordinator:
        jars = await coordinator.ask(f"{base}/jars")
        assert (jars.status_code, "Somebody brings some back" in jars.text) == (200, True), jars.text
        more = {"key": new_key(), "jar": made.jar, "count": "2", "point": shop.point, "way": "CASH", "member": ""}
        refused = await coordinator.ask(f"{base}/jars/back", more)
        assert (refused.status_code, "Only 0 of these are out" in refused.text) == (422, True)
        named: dict[str, Any] = {"name-en": "Crate", "deposit": "2.00", "tax": ""}
        assert (await coordinator.ask(f"{base}/jars/name", named)).status_code == 303
        assert "Crate" in (await coordinator.ask(f"{base}/jars")).text
        listed = await coordinator.ask(f"{base}/together")
        assert (listed.status_code, "Flour" in listed.text) == (200, True), listed.text
        assert (await coordinator.ask(f"{base}/together/new?stall={stall.slug}")).status_code == 200
        one = await coordinator.ask(f"{base}/together/{made.group}")
        assert (one.status_code, "Who asks, in turn" in one.text) == (200, True), one.text
        week = (await plan(shop, [(stall, [await offer(shop, stall, "Curd", price=300)])]))["id"]
        groups = "query G($id: String!) { keptProducts(stall: $id, first: 50) { nodes { id title } } }"
        goods = (await shop.by(stall.maker).ask(groups, id=stall.slug))["keptProducts"]["nodes"]
        flour = next(one["id"] for one in goods if one["title"] == "Flour")
        form = (await coordinator.ask(f"{base}/together/new?stall={stall.slug}&product={flour}")).text
        assert "Together with an order cycle?" in form
        variant = re.search(r'<option value="(var_[^"]+)"', form)
        assert variant
        opened = {
            "key": new_key(), "stall": stall.slug, "product": flour, "variant": variant[1], "size": "100", "cases": "1", "point": shop.point,
            "note": "", "cycle": week, "closes": "",
        }  # fmt: skip
        done = await coordinator.ask(f"{base}/together/new", opened)
        assert done.status_code == 303, done.text
        assert "It belongs to an order cycle" in (await coordinator.ask(done.headers["location"])).text
        nothing = await coordinator.ask(f"{base}/together/new", {**opened, "key": new_key(), "cycle": ""})
        assert nothing.status_code == 422, "by itself it needs a time"
        assert "Bought together in it" in (await coordinator.ask(f"{base}/cycles/{week}")).text
    async with visitor(counter(shop), stall.maker) as member:
        wish = {"key": new_key(), "quantity": "40", "tolerance": "60"}
        asked = await member.ask(f"{base}/together/{made.group}/ask", wish)
        assert asked.status_code == 303, asked.text
        seen = (await member.ask(f"{base}/together/{made.group}")).text
        assert ("Your wish" in seen, "Who asks, in turn" in seen) == (True, False)
        assert (await member.ask(f"{base}/together/{made.group}/close", {"key": new_key()})).status_code == 422
