"""What store credit paid whole is paid, though nothing was captured from outside: its jars are out, and it is not charged a second time."""

from typing import Any

import asyncpg
import pytest

from minga_infra.database.checks import all_checks
from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.buying import credit_there, grant_credit, use_credit
from minga_testing.producing import name_jar
from minga_testing.shop import Goods, Program, Shop, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import hand_over
from minga_testing.weighing import WAITING, offer_cheese, weigh


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def bought(
    shop: Shop, database: Database, goods: Goods, quantity: int, total: int
) -> tuple[str, Program, dict[str, Any]]:
    """(the buyer's agent, her program, her order), all of it paid by store credit."""
    somebody = await people.member(database, shop.worker_database, shop.id, name="Berta", classes=("consumer",))
    await grant_credit(shop, somebody.agent_id, total)
    buyer = shop.by(somebody)
    await fill(buyer, (goods, quantity))
    await start(buyer)
    await use_credit(shop, buyer, total)
    placed = await place(shop, buyer, total)
    assert placed["__typename"] == "PlacedOrder", placed
    return ids.encode("agent", somebody.agent_id), buyer, placed["order"]


async def take_back(shop: Shop, jar: str, count: int, way: str, member: str | None = None) -> dict[str, Any]:
    return await shop.by(shop.coordinator).wish(
        "takeBackContainers(key: $key, containerId: $jar, count: $count, pickupPointId: $point, way: $way, memberId: $member)",
        "... on MoreThanOut { out } ... on TillTooLow { present { minor } }",
        key=("String!", new_key()), jar=("ID!", jar), count=("Int!", count), point=("ID!", shop.point),
        way=("DepositBack!", way), member=("ID", member),
    )  # fmt: skip


async def test_its_jars_come_back(shop: Shop, database: Database, admin: asyncpg.Connection) -> None:
    """Two jars went out with it; one comes back as credit. The other's deposit is not given out of a till that has no cash."""
    bees, jar = await open_stall(shop, "Bees"), await name_jar(shop)
    honey = await offer(shop, bees, "Honey", price=800, containerId=jar)
    agent, buyer, order = await bought(shop, database, honey, 2, 1700)
    await hand_over(shop, bees, order["parts"][0]["id"])
    assert (await buyer.ask("{ myContainers { sold back } }"))["myContainers"] == [{"sold": 2, "back": 0}]
    assert (await take_back(shop, jar, 1, "CREDIT", agent))["__typename"] == "Done"
    assert await credit_there(buyer) == 50
    refused = await take_back(shop, jar, 1, "CASH")
    assert (refused["__typename"], refused["present"]) == ("TillTooLow", {"minor": 0})
    cash_buyer = shop.visitor()
    await fill(cash_buyer, (honey, 1))
    await start(cash_buyer)
    paid = (await place(shop, cash_buyer, 850))["order"]
    await hand_over(shop, bees, paid["parts"][0]["id"], 850)
    assert (await take_back(shop, jar, 2, "CASH"))["__typename"] == "Done"
    assert (await take_back(shop, jar, 1, "CASH"))["out"] == 0
    assert not [one.promise for one in all_checks() if await admin.fetch(one.statement, [shop.id])]


async def test_its_buyer_is_not_asked_to_pay_for_more(shop: Shop, database: Database) -> None:
    """1.3 kg were cut of what she paid for up to 1.15 kg: take some out or give it, for who paid before is not charged again."""
    dairy = await open_stall(shop, "Dairy")
    cheese = await offer_cheese(shop, dairy)
    _, _, order = await bought(shop, database, cheese, 1000, 1150)
    line = order["parts"][0]["lines"][0]["id"]
    [waits] = (await shop.by(dairy.maker).ask(WAITING, stall=dairy.id))["linesToWeigh"]
    assert waits["canAsk"] is False
    beyond = await weigh(shop, dairy, line, 1300)
    assert (beyond["__typename"], beyond["canAsk"]) == ("BeyondTolerance", False)
    asked = await shop.by(dairy.maker).wish(
        "askWeight(key: $key, lineId: $line, packed: 1300)", "", key=("String!", new_key()), line=("ID!", line)
    )
    assert asked["__typename"] == "PaidBefore", asked
    assert (await weigh(shop, dairy, line, 1300, give=True))["__typename"] == "ChangedPart"
    assert (await hand_over(shop, dairy, order["parts"][0]["id"]))["__typename"] == "ChangedPart"
