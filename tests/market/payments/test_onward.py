"""Acceptance, market 41 and 43: the second step of a payout, payouts that come back, and debts larger than what is earned."""

import asyncio
from datetime import timedelta

from minga_testing.plugin import Clock
from minga_testing.shop import Shop, Stall, new_key, offer, open_stall
from minga_testing.till import Till
from minga_testing.trade import (
    HOLD,
    account_of,
    balance_of,
    books,
    buy,
    cash,
    connect,
    hand_over,
    has_told_bank,
    later,
    proven_anew,
    provider_cash,
    refund,
    rounds,
    sold_and_remitted,
)

RESTS = timedelta(days=2, minutes=1)


async def payouts_of(shop: Shop, stall: Stall) -> list[dict]:
    asked = "query P($s: ID!) { payouts(stallId: $s, first: 20) { nodes { id channel state onward failure amount { minor } netted { minor } } } }"
    found: list[dict] = (await shop.by(stall.maker).ask(asked, s=stall.id))["payouts"]["nodes"]
    return found


async def test_market_41_a_remittance_goes_on_to_the_bank_once_it_is_there(own_till: Till, clock: Clock) -> None:
    """It rests, then it goes on; the bank sends it back days after it was told as paid, and it goes on anew, once each time."""
    till, shop = own_till, own_till.shop
    stall = await open_stall(shop, "Potter")
    await connect(till, stall)
    bowl = await offer(shop, stall, "Bowl", price=2400)
    await till.stand_in.ask("settings", settle_seconds=8 * 86_400)
    await sold_and_remitted(till, clock, stall, bowl, 2400)
    before = await books(shop)
    account = await account_of(till, stall)
    await later(till, clock, RESTS - timedelta(hours=1))
    assert [one["onward"] for one in await payouts_of(shop, stall)] == ["waiting"]
    await till.stand_in.ask("settings", payout_seconds=86_400)
    await later(till, clock, timedelta(hours=2))
    assert [one["onward"] for one in await payouts_of(shop, stall)] == ["sent"]
    await asyncio.gather(shop.sweep("payments.pay_out"), shop.sweep("payments.pay_out"))
    await later(till, clock, timedelta(days=2))
    assert [one["onward"] for one in await payouts_of(shop, stall)] == ["arrived"]

    await till.stand_in.ask("payouts", key=till.key, account=account)
    await till.heard()
    assert [one["onward"] for one in await payouts_of(shop, stall)] == ["waiting"], "open again"
    await rounds(till)
    assert [one["onward"] for one in await payouts_of(shop, stall)] == ["waiting"], (
        "not at once to the same closed account"
    )
    await later(till, clock, timedelta(days=1, minutes=1))
    await later(till, clock, timedelta(days=1, minutes=1))
    assert [one["onward"] for one in await payouts_of(shop, stall)] == ["arrived"]
    sent = await shop.worker_database_value("SELECT count(*) FROM account_payout WHERE cooperative_id = $1")
    assert sent == 2
    assert await books(shop) == before, "it is her own money: the co-op's books do not move"


async def test_market_41_a_batch_beside_the_sweep_and_a_transfer_that_came_back(own_till: Till, clock: Clock) -> None:
    """A payout by hand races the sweep: each earning once. A transfer that the bank returned is payable again, once."""
    till, shop = own_till, own_till.shop
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=2400)
    for _ in range(3):
        _, order = await buy(till, (bowl, 1), total=2400)
        await hand_over(shop, stall, order["parts"][0]["id"])
    await later(till, clock, HOLD)
    payable = (await books(shop))[("seller_payable", "", stall.id)]
    await connect(till, stall)

    await has_told_bank(shop, stall)

    async def by_bank() -> str:
        done = await (await proven_anew(shop)).wish(
            "preparePayouts(key: $key, channel: BANK, stallIds: $stalls)", "... on PayoutBatch { payoutIds }",
            key=("String!", new_key()), stalls=("[ID!]", [stall.id]),
        )  # fmt: skip
        return str(done["__typename"])

    await asyncio.gather(by_bank(), shop.sweep("payments.pass_holds"), by_bank(), shop.sweep("payments.pass_holds"))
    await rounds(till)
    officer = await proven_anew(shop)
    banked = [one for one in await payouts_of(shop, stall) if one["channel"] == "bank"]
    for one in banked:
        await officer.wish(
            "confirmPayouts(key: $key, payoutIds: [$id])", "", key=("String!", new_key()), id=("ID!", one["id"])
        )
    paid = await payouts_of(shop, stall)
    assert sum(one["amount"]["minor"] for one in paid if one["state"] == "paid") == payable
    assert (await books(shop))[("seller_payable", "", stall.id)] == 0
    for one in banked:
        ends = await asyncio.gather(
            *(
                officer.wish(
                    'returnPayout(key: $key, payoutId: $id, reason: "account closed")',
                    "",
                    key=("String!", new_key()),
                    id=("ID!", one["id"]),
                )
                for _ in range(3)
            )
        )
        assert sorted(end["__typename"] for end in ends) == ["ChangedPayouts", "InvalidTransition", "InvalidTransition"]
    back = sum(one["amount"]["minor"] for one in banked)
    assert (await books(shop))[("seller_payable", "", stall.id)] == back
    await rounds(till)
    assert (await books(shop))[("seller_payable", "", stall.id)] == 0, (
        "and is paid anew, to the account that exists now"
    )
    assert await cash(till) == await provider_cash(till)


async def test_market_43_a_debt_larger_than_what_is_earned_next(own_till: Till, clock: Clock) -> None:
    """She spent what was remitted, and it was refunded: the next payout is nothing, the rest of the debt stays, and she is told."""
    till, shop = own_till, own_till.shop
    stall = await open_stall(shop, "Potter")
    await connect(till, stall)
    rug, bowl = await offer(shop, stall, "Rug", price=9000), await offer(shop, stall, "Bowl", price=1000)
    _, sold = await sold_and_remitted(till, clock, stall, rug, 9000)
    earned = (await payouts_of(shop, stall))[0]["amount"]["minor"]
    await balance_of(till, stall, -earned)
    await refund(shop, sold["id"], (sold["parts"][0]["lines"][0]["id"], None))
    await rounds(till)
    assert (await books(shop))[("seller_negative", "", stall.id)] == earned
    _, small = await buy(till, (bowl, 1), total=1000)
    await hand_over(shop, stall, small["parts"][0]["id"])
    await later(till, clock, HOLD)
    newest = (await payouts_of(shop, stall))[0]
    assert (newest["state"], newest["amount"]["minor"]) == ("paid", 0)
    assert newest["netted"]["minor"] > 0
    sums = await books(shop)
    assert sums[("seller_negative", "", stall.id)] == earned - newest["netted"]["minor"] > 0
    story = await shop.by(stall.maker).ask(
        "query D($s: ID!) { stallDebts(stallId: $s) { at reason orderNumber amount { minor } left { minor } } }",
        s=stall.id,
    )
    told = story["stallDebts"]
    assert [(one["reason"], one["amount"]["minor"]) for one in told] == [
        ("netting", -newest["netted"]["minor"]),
        ("refund", earned),
    ]
    assert told[1]["orderNumber"] is not None
    assert told[0]["left"]["minor"] == sums[("seller_negative", "", stall.id)], "newest first, with what is left"
