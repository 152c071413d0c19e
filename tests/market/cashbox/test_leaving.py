"""A seller leaves, and a seller shows what she earned (cases 40 and 46 of the market)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.shop import Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import HOLD, books, hand_over, maker_proven_anew, proven_anew, refund, seen


async def test_market_46_a_seller_leaves_with_open_orders_and_a_balance(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    """Closed for new sales at once; what was sold is handed over, settled and paid; her shares go back when their time has come, once;
    her history stays readable to the cent."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Weaver")
    await with_shares(shop, stall, 2)
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
    # Her notice does not wait for her money, nor her money for it.
    left = await maker.wish('leave(classKey: "producer")', "... on Leaving { atOnce }")
    assert left == {"__typename": "Leaving", "atOnce": False}
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

    # The notice runs out: her shares are owed to her, and go back at par when the rule's wait is over, not before and not twice.
    assert (await books(shop))[("share_capital", "producer", ids.encode("stall", stall.maker.agent_id))] == 10_000
    await clock.move(timedelta(days=31))
    await shop.sweep("register.leaving")
    mine = await her_membership(shop, stall)
    assert mine["leftAt"], "or she is still in"
    assert (mine["sharesPaid"]["minor"], mine["sharesToRepay"]["minor"]) == (0, 10_000)
    [part] = mine["repayments"]
    assert (part["amount"]["minor"], part["paidAt"]) == (10_000, None)
    early = await repay(shop, part["id"])
    assert (early["__typename"], early["current"]) == ("InvalidTransition", "waiting")
    await clock.move(timedelta(days=91))
    assert (await repay(shop, part["id"]))["__typename"] == "ShareMoved"
    assert (await repay(shop, part["id"]))["__typename"] == "InvalidTransition", "once"
    mine = await her_membership(shop, stall)
    assert (mine["sharesToRepay"]["minor"], mine["repayments"][0]["way"]) == (0, "bank")
    sums = await books(shop)
    assert sums[("cash_bank", "", "")] == 0, "what she paid in for them is what she got back"
    # Her history is there for her and for the co-op, with what she sold.
    assert [one["kind"] for one in mine["events"]][-1] == "left"
    asked = "query S($s: ID!) { statement(stallId: $s) { change { minor } } }"
    for program in (maker, shop.by(shop.coordinator)):
        assert (await program.ask(asked, s=stall.id))["statement"], "nothing to read"
    assert (await seen(buyer, order["id"]))["parts"][0]["stallName"] == "Weaver"


async def with_shares(shop: Shop, stall: Stall, count: int) -> None:
    """Makers hold shares of 50.00, and this one has paid hers in by bank."""
    officer = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, name="Olga", offices=("officer",)
    )
    terms = {"rights": ["vote", "propose", "stand", "attend"], "shareMinor": 5000, "sharesRequired": count}
    changed = await shop.by(officer).wish(
        'changeClass(classKey: "producer", terms: $terms)', "", terms=("ClassTermsInput!", terms)
    )
    assert changed["__typename"] == "ClassChanged", changed
    membership = (await her_membership(shop, stall))["id"]
    took = await shop.by(stall.maker).wish(
        "takeShares(key: $key, membershipId: $id, sharesTaken: $count)", "",
        key=("String!", new_key()), id=("ID!", membership), count=("Int!", count),
    )  # fmt: skip
    assert took["__typename"] == "Done", took
    paid = await shop.by(shop.coordinator).wish(
        "recordSharePayment(key: $key, membershipId: $id, amount: $amount)", "",
        key=("String!", new_key()), id=("ID!", membership), amount=("MoneyInput!", {"minor": 5000 * count, "currency": "EUR"}),
    )  # fmt: skip
    assert paid["__typename"] == "ShareMoved", paid


async def her_membership(shop: Shop, stall: Stall) -> dict[str, Any]:
    """What the register tells of a maker's membership."""
    told = await shop.by(shop.coordinator).ask(
        """query M($id: ID!) { member(agentId: $id) { id leftAt sharesPaid { minor } sharesDue { minor } sharesToRepay { minor }
        repayments { id amount { minor } paidAt way } events { kind } } }""",
        id=ids.encode("agent", stall.maker.agent_id),
    )
    [one] = told["member"]
    found: dict[str, Any] = one
    return found


async def repay(shop: Shop, repayment: str) -> dict[str, Any]:
    return await (await proven_anew(shop)).wish(
        "repayShares(key: $key, id: $id)",
        "... on InvalidTransition { current }",
        key=("String!", new_key()),
        id=("ID!", repayment),
    )


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


async def test_on_the_last_day_of_a_month_the_month_before_is_shown_too(
    database: Database, worker_database: Database, clock: Clock, admin: asyncpg.Connection
) -> None:
    """One whole month and the running one, on every day of it; also over the turn of the year."""
    shop = await open_shop(database, worker_database)
    await admin.execute("UPDATE cooperative SET zone = 'Europe/Madrid' WHERE id = $1", shop.id)
    stall = await open_stall(shop, "Weaver")
    maker, lender = shop.by(stall.maker), shop.visitor()
    async with worker_database.read(Scope(shop.id)) as work:
        year = work.now.year + 1
    for day, first in (((year, 1, 31), f"{year - 1}-12-01"), ((year, 2, 1), f"{year}-01-01")):
        async with worker_database.read(Scope(shop.id)) as work:
            await clock.move(datetime(*day, 11, tzinfo=UTC) - work.now)
        made = await maker.wish(
            "makeEarningsProof(stallId: $stall, months: 1)", "... on ChangedProof { link }", stall=("ID!", stall.id)
        )
        told = await lender.ask("query F($link: String!) { earningsProof(link: $link) { fromOn } }", link=made["link"])
        assert told["earningsProof"] == {"fromOn": first}
