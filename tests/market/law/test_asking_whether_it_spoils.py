"""A maker of food is asked whether it spoils, before buyers learn that they may, or may not, withdraw from buying it."""

from html import unescape
from typing import Any

import pytest

from minga_platform.kernel.database import Database
from minga_testing.reading import reading
from minga_testing.shop import Shop, Stall, open_shop, open_stall

ASKED = "Food stands on this shelf. From what spoils quickly a buyer cannot withdraw, so that is chosen now."
TOLD = "If it spoils quickly, say so"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def shelf(shop: Shop, name: str, profile: str | None) -> str:
    coordinator = shop.by(shop.coordinator)
    made = await coordinator.wish(
        "addCategory(name: $name)",
        "... on Category { id }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": name}]),
    )
    done = await coordinator.wish(
        "setLawProfile(id: $id, profile: $profile)",
        "... on Category { suggestedNoWithdrawal }",
        id=("ID!", made["id"]),
        profile=("LawProfile", profile),
    )
    assert done["suggestedNoWithdrawal"] == ("perishable" if profile == "FOOD" else "")
    return str(made["id"])


async def kept(shop: Shop, stall: Stall) -> list[dict[str, Any]]:
    maker = shop.by(stall.maker)
    found = await maker.ask(
        "query L($stall: String!) { keptProducts(stall: $stall) { nodes { id } } }", stall=stall.slug
    )
    one = "query K($id: ID!) { keptProduct(id: $id) { id version title noWithdrawal } }"
    return [(await maker.ask(one, id=node["id"]))["keptProduct"] for node in found["keptProducts"]["nodes"]]


def typed(title: str, category: str, answer: str = "", **more: str) -> dict[str, str]:
    how = {"price": "4.50", "unit": "piece", "step": "1", "per": "1", "stock": "5", "tax": "4"}
    return {"title-en": title, "category": category, "no-withdrawal": answer, **how, **more}


async def test_a_shelf_of_food_asks_once_and_her_answer_holds(shop: Shop) -> None:
    stall = await open_stall(shop, "Bees and bread")
    food, craft = await shelf(shop, "Food", "FOOD"), await shelf(shop, "Wood", "OTHER")
    base = f"/en/c/{shop.cooperative.slug}/stall/{stall.slug}/products"
    async with reading(shop.program.door, stall.maker.viewer) as browser:
        asked = await browser.post(f"{base}/new", data=typed("Bread", food))
        assert asked.status_code == 422
        page = unescape(asked.text)
        assert ASKED in page
        assert '<option value="perishable" selected>' in page, "chosen for her, where she sees it"
        assert f'name="withdrawal-asked" value="{food}"' in page
        assert await kept(shop, stall) == [], "nothing is kept before she answered"
        for title, answer in (("Bread", "perishable"), ("Honey", "")):
            sent = typed(title, food, answer, **{"withdrawal-asked": food})
            assert (await browser.post(f"{base}/new", data=sent)).status_code == 303
        assert (await browser.post(f"{base}/new", data=typed("Spoon", craft))).status_code == 303, "nothing to ask"
        assert (await browser.post(f"{base}/new", data=typed("Cake", food, "made_to_measure"))).status_code == 303
        found = {one["title"]: one for one in await kept(shop, stall)}
        assert {title: one["noWithdrawal"] for title, one in found.items()} == {
            "Bread": "perishable",
            "Honey": "",
            "Spoon": "",
            "Cake": "made_to_measure",
        }
        # Honey stays what she said, whatever she edits; its draft goes on saying what holds. What moves to the shelf is asked about.
        honey, spoon = (f"{base}/{found[title]['id']}" for title in ("Honey", "Spoon"))
        again = {**typed("Thyme honey", food), "version": str(found["Honey"]["version"])}
        assert (await browser.post(honey, data=again)).status_code == 303
        moved = {**typed("Spoon", food), "version": str(found["Spoon"]["version"])}
        assert ASKED in unescape((await browser.post(spoon, data=moved)).text)
        assert TOLD in (await browser.get(honey)).text
        assert TOLD not in (await browser.get(spoon)).text
    assert {one["title"]: one["noWithdrawal"] for one in await kept(shop, stall)}["Thyme honey"] == ""
