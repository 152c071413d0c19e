"""Cash and cards side by side: which till a refund leaves, what is remitted, and when a payment has all it will get."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind
from minga_platform.market.payments.commands import payouts
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Shop, Stall, fill, new_key, offer, open_stall, place, start
from minga_testing.till import Till
from minga_testing.trade import (
    HOLD,
    books,
    buy,
    cancel,
    connect,
    hand_over,
    later,
    part_of,
    proven_anew,
    refund,
    rounds,
    seen,
)


async def tills(shop: Shop) -> dict[str, int]:
    """Till (pickup point or stall, by its bare id) → what is in it."""
    async with shop.worker_database.read(Scope(shop.id)) as work:
        return {
            str(one.holder_id): one.balance for one in await ledger.accounts(work) if one.kind is AccountKind.CASH_TILL
        }


async def order_for_cash(shop: Shop, *things: tuple[Goods, int], total: int) -> tuple[Any, dict[str, Any]]:
    buyer = shop.visitor()
    await fill(buyer, *things)
    await start(buyer)
    placed = await place(shop, buyer, total)
    return buyer, await seen(buyer, placed["order"]["id"])


async def test_cash_goes_back_out_of_the_till_that_took_it(till: Till, admin: asyncpg.Connection) -> None:
    """One part was paid into the pickup point's till and the other into its maker's own: each refund leaves its own till."""
    shop = till.shop
    weaver, potter = await open_stall(shop, "Weaver"), await open_stall(shop, "Potter")
    scarf, bowl = await offer(shop, weaver, "Scarf", price=1210), await offer(shop, potter, "Bowl", price=2400)
    await admin.execute("UPDATE stall SET is_till = true WHERE cooperative_id = $1 AND slug = $2", shop.id, potter.slug)
    buyer, order = await order_for_cash(shop, (scarf, 1), (bowl, 1), total=3610)
    await hand_over(shop, weaver, part_of(order, weaver)["id"], 1210)
    await hand_over(shop, potter, part_of(order, potter)["id"], 2400)
    point, own = str(ids.decode("point", shop.point)), str(ids.decode("stall", potter.id))
    assert await tills(shop) == {point: 1210, own: 2400}
    await refund(shop, order["id"], (part_of(order, weaver)["lines"][0]["id"], 210))
    assert await tills(shop) == {point: 1000, own: 2400}
    both = [(part_of(order, stall)["lines"][0]["id"], None) for stall in (weaver, potter)]
    await refund(shop, order["id"], *both)
    assert await tills(shop) == {point: 0, own: 0}
    after = await seen(buyer, order["id"])
    assert [one["state"] for one in after["refunds"]] == ["settled", "settled"]


async def test_a_payment_is_paid_when_what_is_left_of_its_order_is(till: Till) -> None:
    """The first part was paid at pickup, then the second is called off: nothing more is expected of the buyer."""
    shop = till.shop
    weaver, potter = await open_stall(shop, "Weaver"), await open_stall(shop, "Potter")
    scarf, bowl = await offer(shop, weaver, "Scarf", price=1210), await offer(shop, potter, "Bowl", price=2400)
    buyer, order = await order_for_cash(shop, (scarf, 1), (bowl, 1), total=3610)
    await hand_over(shop, weaver, part_of(order, weaver)["id"], 1210)
    ended = await cancel(shop, order["id"], potter)
    assert ended["__typename"] == "ChangedOrder", ended
    after = await seen(buyer, order["id"])
    assert (after["state"], after["payment"]["state"]) == ("COMPLETED", "paid")
    assert after["payment"]["captured"]["minor"] == 1210


async def test_cash_is_not_remitted(own_till: Till, clock: Clock, admin: asyncpg.Connection) -> None:
    """A maker with a card account sells for cash too: that money lies in a till, and the provider holds none of it to send."""
    till = own_till
    weaver = await open_stall(till.shop, "Weaver")
    scarf = await offer(till.shop, weaver, "Scarf", price=1210)
    await connect(till, weaver)
    _, by_card = await buy(till, (scarf, 1), total=1210)
    await hand_over(till.shop, weaver, by_card["parts"][0]["id"])
    _, in_cash = await order_for_cash(till.shop, (scarf, 1), total=1210)
    await hand_over(till.shop, weaver, in_cash["parts"][0]["id"], 1210)
    await later(till, clock, HOLD)
    earned = in_cash["parts"][0]["story"]["earning"]["minor"]
    assert [one["amount"] for one in await till.listed("transfers")] == [earned], "only what was paid by card"
    assert (await books(till.shop))[("seller_payable", "", weaver.id)] == earned
    assert not await admin.fetchval(
        "SELECT count(*) FROM payout WHERE cooperative_id = $1 AND state <> 'paid'", till.shop.id
    )
    # It goes the way of the tills: by hand, or by bank.
    coordinator = await proven_anew(till.shop)
    batch = await coordinator.wish(
        "preparePayouts(key: $key, channel: HAND, tillId: $till)",
        "... on PayoutBatch { payoutIds }",
        key=("String!", new_key()),
        till=("ID!", till.shop.point),
    )
    assert len(batch["payoutIds"]) == 1, batch


async def test_remittances_are_prepared_a_few_at_a_time_and_none_is_passed_over(
    own_till: Till, clock: Clock, monkeypatch: pytest.MonkeyPatch, admin: asyncpg.Connection
) -> None:
    """A unit ends after fifteen seconds: a thousand parts at once would never be sent. A stall that must wait blocks nobody."""
    monkeypatch.setattr(payouts, "REMITTED_AT_ONCE", 2)
    till = own_till
    waiting, weaver = await open_stall(till.shop, "Waiting"), await open_stall(till.shop, "Weaver")
    bowl, scarf = (
        await offer(till.shop, waiting, "Bowl", price=1210),
        await offer(till.shop, weaver, "Scarf", price=1210),
    )
    for stall in (waiting, weaver):
        await connect(till, stall)
    for goods, stall in (
        (bowl, waiting),
        (bowl, waiting),
        (bowl, waiting),
        (scarf, weaver),
        (scarf, weaver),
        (scarf, weaver),
    ):
        _, order = await buy(till, (goods, 1), total=1210)
        await hand_over(till.shop, stall, order["parts"][0]["id"])
    async with till.shop.worker_database.read(Scope(till.shop.id)) as work:
        moved = work.now + HOLD
    await admin.execute(
        "UPDATE seller_account SET had_account_before = true, payee_changed_at = $3 WHERE cooperative_id = $1 AND stall_id = $2",
        till.shop.id, ids.decode("stall", waiting.id), moved,
    )  # fmt: skip
    await later(till, clock, HOLD)
    assert len(await till.listed("transfers")) == 3
    await later(till, clock, timedelta(hours=73))
    await rounds(till)
    assert len(await till.listed("transfers")) == 6


async def test_money_is_given_out_of_a_till_of_the_co_op_alone(
    own_till: Till, clock: Clock, admin: asyncpg.Connection
) -> None:
    """A pickup point of another co-op answers as one that is not there, and no account is opened for it."""
    till = own_till
    weaver = await open_stall(till.shop, "Weaver")
    scarf = await offer(till.shop, weaver, "Scarf", price=1210)
    _, order = await order_for_cash(till.shop, (scarf, 1), total=1210)
    await hand_over(till.shop, weaver, order["parts"][0]["id"], 1210)
    await later(till, clock, HOLD)
    foreign = await admin.fetchval("SELECT id FROM pickup_point WHERE cooperative_id <> $1 LIMIT 1", till.shop.id)
    coordinator = await proven_anew(till.shop)
    for strange in (foreign or ids.new(), ids.new()):
        refused = await coordinator.wish(
            "preparePayouts(key: $key, channel: HAND, tillId: $till)",
            "... on PayoutBatch { payoutIds }",
            key=("String!", new_key()),
            till=("ID!", ids.encode("point", strange)),
        )
        assert refused["__typename"] == "NotFound", refused
    assert len(await tills(till.shop)) == 1


async def by_hand(shop: Shop, *stalls: Stall) -> dict[str, Any]:
    """Prepare to give these stalls (or all) what is payable, out of the till of the pickup point."""
    coordinator = await proven_anew(shop)
    answer: dict[str, Any] = await coordinator.wish(
        "preparePayouts(key: $key, channel: HAND, tillId: $till, stallIds: $stalls)",
        "... on PayoutBatch { payoutIds } ... on TillTooLow { present { minor } }",
        key=("String!", new_key()),
        till=("ID!", shop.point),
        stalls=("[ID!]", [one.id for one in stalls] or None),
    )
    return answer


async def confirm(shop: Shop, payout_ids: list[str]) -> dict[str, Any]:
    answer: dict[str, Any] = await (await proven_anew(shop)).wish(
        "confirmPayouts(key: $key, payoutIds: $ids)",
        "... on TillTooLow { present { minor } }",
        key=("String!", new_key()),
        ids=("[ID!]!", payout_ids),
    )
    return answer


async def test_cash_that_is_not_in_the_till_is_not_given(own_till: Till, clock: Clock) -> None:
    """Earnings of a card sale, out of a till that holds less: refused with what is there, and nothing is set aside. The same once
    the cash that was there when it was prepared has gone back to a buyer."""
    till = own_till
    weaver, potter = await open_stall(till.shop, "Weaver"), await open_stall(till.shop, "Potter")
    scarf, bowl = (
        await offer(till.shop, weaver, "Scarf", price=1210),
        await offer(till.shop, potter, "Bowl", price=1210),
    )
    _, by_card = await buy(till, (scarf, 1), total=1210)
    await hand_over(till.shop, weaver, by_card["parts"][0]["id"])
    await later(till, clock, HOLD)
    payable = (await books(till.shop))[("seller_payable", "", weaver.id)]
    refused = await by_hand(till.shop, weaver)
    assert (refused["__typename"], refused["present"]) == ("TillTooLow", {"minor": 0})
    assert (await books(till.shop))[("seller_payable", "", weaver.id)] == payable
    _, in_cash = await order_for_cash(till.shop, (bowl, 1), total=1210)
    await hand_over(till.shop, potter, in_cash["parts"][0]["id"], 1210)
    batch = await by_hand(till.shop, weaver)
    assert batch["__typename"] == "PayoutBatch", batch
    await refund(till.shop, in_cash["id"], (in_cash["parts"][0]["lines"][0]["id"], 1000))
    gone = await confirm(till.shop, batch["payoutIds"])
    assert (gone["__typename"], gone["present"]) == ("TillTooLow", {"minor": 210})
    _, again = await order_for_cash(till.shop, (bowl, 1), total=1210)
    await hand_over(till.shop, potter, again["parts"][0]["id"], 1210)
    assert (await confirm(till.shop, batch["payoutIds"]))["__typename"] == "ChangedPayouts"
    assert await tills(till.shop) == {str(ids.decode("point", till.shop.point)): 210 + 1210 - payable}


async def test_one_till_is_promised_once(own_till: Till, clock: Clock) -> None:
    """Two stalls, two officers' wishes at the same moment, cash for one of them: one is set aside, the other is told what is left."""
    till = own_till
    stalls = [await open_stall(till.shop, name) for name in ("Weaver", "Potter", "Baker")]
    goods = [await offer(till.shop, stall, "Thing", price=1210) for stall in stalls]
    for stall, thing in zip(stalls[:2], goods[:2], strict=True):
        _, order = await buy(till, (thing, 1), total=1210)
        await hand_over(till.shop, stall, order["parts"][0]["id"])
    _, in_cash = await order_for_cash(till.shop, (goods[2], 1), total=1210)
    await hand_over(till.shop, stalls[2], in_cash["parts"][0]["id"], 1210)
    await later(till, clock, HOLD)
    answers = await asyncio.gather(*(by_hand(till.shop, stall) for stall in stalls[:2]))
    assert sorted(one["__typename"] for one in answers) == ["PayoutBatch", "TillTooLow"], answers
    refused = next(one for one in answers if one["__typename"] == "TillTooLow")
    assert refused["present"]["minor"] < 1210
