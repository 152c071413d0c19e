"""What a delivery cost goes back with the last of the goods, whatever it was paid with, and never more than the plainest way."""

import pytest

from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.buying import credit_there, grant_credit, order_of, use_credit
from minga_testing.getting import TO_ME, carrier, order_for, zone
from minga_testing.returning import inspect, withdraw
from minga_testing.shop import fill, new_key, offer, open_shop, open_stall, start
from minga_testing.trade import hand_over


@pytest.mark.parametrize(("credit", "back_as_credit"), [(3210, 1810), (3000, 1600), (1210, 456), (800, 302)])
async def test_paid_by_store_credit_whole_or_in_part(
    database: Database, worker_database: Database, credit: int, back_as_credit: int
) -> None:
    """12.10 and 20.00 for a carrier, where the standard delivery is 6.00: 18.10 go back, of each
    first what came by bank."""
    shop = await open_shop(database, worker_database)
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    await zone(shop, 600, "28")
    post = await carrier(shop, 2000)
    somebody = await people.member(database, worker_database, shop.id, name="Berta", classes=("consumer",))
    await grant_credit(shop, somebody.agent_id, credit)
    buyer = shop.by(somebody)
    await fill(buyer, (scarf, 1))
    await start(buyer)
    await use_credit(shop, buyer, credit)
    placed = await order_for(shop, buyer, 3210, delivery=TO_ME, carrier_id=post["id"], method="BANK")
    if credit < 3210:
        done = await shop.by(shop.coordinator).wish(
            "recordBankTransfer(key: $key, reference: $ref, amount: $amount)",
            "",
            key=("String!", new_key()),
            ref=("String!", placed["order"]["payment"]["reference"]),
            amount=("MoneyInput!", {"minor": 3210 - credit, "currency": "EUR"}),
        )
        assert done["__typename"] == "ChangedOrder", done
    await hand_over(shop, weaver, placed["order"]["parts"][0]["id"])
    [coming] = (await withdraw(buyer, placed["order"]))["returns"]
    settled = (await inspect(shop, shop.by(shop.coordinator), coming))["goodsReturn"]
    order = await order_of(buyer, placed)
    given = sum(one["amount"]["minor"] for one in order["refunds"])
    assert (settled["refund"]["minor"], settled["delivery"]["minor"], given) == (1810, 600, 1810)
    assert await credit_there(buyer) == back_as_credit
