"""A seller leaves, and a seller shows what she earned (cases 40 and 46 of the market)."""

from datetime import timedelta
from typing import Any

from minga_platform.kernel.database import Database
from minga_testing.plugin import Clock
from minga_testing.shop import Shop, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import HOLD, books, hand_over, maker_proven_anew, proven_anew, refund, seen


async def test_market_46_a_seller_leaves_with_open_orders_and_a_balance(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    """Closed for new sales at once; what was sold is handed over, settled and paid; her history stays readable to the cent."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Weaver")
    scarf = await offer(shop, stall, "Scarf", price=1210)
    maker = shop.by(stall.maker)
    buyer, late = shop.visitor(), shop.visitor()
    for one in (buyer, late):
        await fill(one, (scarf, 1))
    await start(buyer)
    order = (await place(shop, buyer, 1210))["order"]
    closed = await maker.wish("setStallState(id: $id, state: CLOSED)", "... on KeptStall { id }", id=("ID!", stall.id))
    assert closed["__typename"] == "KeptStall", closed
    # Frozen for new sales: the basket of a moment ago buys nothing, nobody finds her goods.
    refused = await start(late)
    assert refused["__typename"] in ("CartEmpty", "OutOfStock"), refused
    # What was sold before is still hers to hand over, and becomes hers as ever.
    assert (await hand_over(shop, stall, order["parts"][0]["id"], 1210))["__typename"] == "ChangedPart"
    await clock.move(HOLD)
    await shop.sweep("payments.pass_holds")
    earned = (await books(shop))[("seller_payable", "", stall.id)]
    assert earned == order["parts"][0]["story"]["earning"]["minor"]
    # Her share goes back by the co-op's rule, and her notice does not wait for her money nor her money for it.
    left = await maker.wish(
        'leave(classKey: "producer")',
        "",
    )
    assert "Refusal" not in left["__typename"], left
    batch = await (await proven_anew(shop)).wish(
        "preparePayouts(key: $key, channel: HAND, tillId: $till)", "... on PayoutBatch { id payoutIds }",
        key=("String!", new_key()), till=("ID!", shop.point),
    )  # fmt: skip
    sheet = (
        await shop.by(shop.coordinator).ask(
            "query S($b: ID!) { cashSheet(batchId: $b) { payee amount { minor } state } }", b=batch["id"]
        )
    )["cashSheet"]
    assert [(one["payee"], one["amount"]["minor"], one["state"]) for one in sheet] == [
        ("Maker Weaver", earned, "prepared")
    ]
    given = await (await proven_anew(shop)).wish(
        "confirmPayouts(key: $key, payoutIds: $ids)", "", key=("String!", new_key()), ids=("[ID!]!", batch["payoutIds"])
    )
    assert given["__typename"] == "ChangedPayouts"
    assert {
        minor
        for (kind, _, holder), minor in (await books(shop)).items()
        if holder == stall.id and kind.startswith("seller")
    } == {0}
    assert (await seen(buyer, order["id"]))["state"] == "COMPLETED"
    told = (
        await shop.by(shop.coordinator).ask(
            "query E($s: ID!) { earnings(stallId: $s) { nodes { standing } } }", s=stall.id
        )
    )["earnings"]["nodes"]
    assert told == [{"standing": "paid"}]


async def sold(shop: Shop, clock: Clock) -> tuple[Any, int]:
    stall = await open_stall(shop, "Weaver")
    scarf = await offer(shop, stall, "Scarf", price=1210)
    orders = []
    for _ in range(2):
        buyer = shop.visitor()
        await fill(buyer, (scarf, 1))
        await start(buyer)
        orders.append(await seen(buyer, (await place(shop, buyer, 1210))["order"]["id"]))
        await hand_over(shop, stall, orders[-1]["parts"][0]["id"], 1210)
    await refund(shop, orders[0]["id"], (orders[0]["parts"][0]["lines"][0]["id"], 605))
    await clock.move(HOLD)
    await shop.sweep("payments.pass_holds")
    return stall, orders[0]["parts"][0]["story"]["earning"]["minor"]


PROOF = "query P($link: String!) { earningsProof(link: $link) { agrees payee total { earned { minor } refunded { minor } paid { minor } } months { month } } }"


async def test_market_40_earnings_that_a_lender_can_verify(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    """Totals that the books confirm anew, for who has the link and nobody else, until it ends; a maker without a card account."""
    shop = await open_shop(database, worker_database)
    stall, earning = await sold(shop, clock)
    refused = await shop.by(shop.coordinator).wish("makeEarningsProof(stallId: $stall)", "", stall=("ID!", stall.id))
    assert refused["__typename"] == "NotAllowed", "nobody shows somebody else's earnings"
    maker = await maker_proven_anew(shop, stall)
    made = await maker.wish(
        "makeEarningsProof(stallId: $stall, days: 10)", "... on ChangedProof { id link }", stall=("ID!", stall.id)
    )
    lender = shop.visitor()
    shown = (await lender.ask(PROOF, link=made["link"]))["earningsProof"]
    assert shown["agrees"]
    total = {name: one["minor"] for name, one in shown["total"].items()}
    assert total["earned"] == 2 * earning
    assert total["earned"] - total["refunded"] == (await books(shop))[("seller_payable", "", stall.id)]
    for wrong in (made["link"][:-1] + ("A" if made["link"][-1] != "A" else "B"), made["id"], made["id"] + ".", "x"):
        assert (await lender.ask(PROOF, link=wrong))["earningsProof"] is None
    listed = (await maker.ask("query L($s: ID!) { earningsLinks(stallId: $s) { link } }", s=stall.id))["earningsLinks"]
    assert [one["link"] for one in listed] == [made["link"]]
    await clock.move(timedelta(days=11))
    assert (await lender.ask(PROOF, link=made["link"]))["earningsProof"] is None, "it ends by itself"
    again = await maker.wish(
        "makeEarningsProof(stallId: $stall)", "... on ChangedProof { id link }", stall=("ID!", stall.id)
    )
    await maker.wish("endEarningsProof(id: $id)", "", id=("ID!", again["id"]))
    assert (await lender.ask(PROOF, link=again["link"]))["earningsProof"] is None
