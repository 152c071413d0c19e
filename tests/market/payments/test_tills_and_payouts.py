"""Cash and cards side by side: which till a refund leaves, what is remitted, and when a payment has all it will get."""

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
from minga_testing.shop import Goods, Shop, fill, new_key, offer, open_stall, place, start
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
