"""Acceptance, market: money comes in, and goes back. A test for each case, through the API and the provider's own protocol."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from minga_testing.plugin import Clock
from minga_testing.shop import fill, new_key, offer, open_stall, place, start
from minga_testing.till import Till, pay
from minga_testing.trade import (
    HOLD,
    balance_of,
    books,
    buy,
    cancel,
    cash,
    connect,
    hand_over,
    later,
    order_by_card,
    part_of,
    provider_cash,
    refund,
    rounds,
    seen,
    sold_and_remitted,
)


async def sales(admin: asyncpg.Connection, till: Till) -> int:
    """How many sales the books of the shop have."""
    found: int = await admin.fetchval(
        "SELECT count(*) FROM journal WHERE cooperative_id = $1 AND kind = 'sale'", till.shop.id
    )
    return found


async def test_case_17_one_key_one_order_one_charge(own_till: Till, admin: asyncpg.Connection, clock: Clock) -> None:
    """Twenty copies at once, and one two days later: the same order; another wish under the key is refused."""
    till = own_till
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    buyer, key = till.shop.visitor(), new_key()
    await fill(buyer, (bowl, 1))
    await start(buyer)
    copies = await asyncio.gather(*(place(till.shop, buyer, 2400, method="CARD", key=key) for _ in range(20)))
    assert {copy["order"]["id"] for copy in copies} == {copies[0]["order"]["id"]}
    await pay(till, copies[0]["paymentUrl"])
    await till.heard()
    await later(till, clock, timedelta(days=2))
    again = await place(till.shop, buyer, 2400, method="CARD", key=key)
    assert (again["order"]["id"], again["order"]["state"]) == (copies[0]["order"]["id"], "PLACED")
    other = await place(till.shop, buyer, 2401, method="CARD", key=key)
    assert other["__typename"] == "KeyReused"
    assert len(await till.listed("checkout/sessions")) == 1
    assert [charge["amount"] for charge in await till.listed("charges")] == [2400]
    assert await sales(admin, till) == 1


@pytest.mark.parametrize("when", ["before", "during", "after"])
async def test_case_18_the_message_around_the_buyers_return(till: Till, admin: asyncpg.Connection, when: str) -> None:
    """The buyer comes back and the message comes: one order, one capture, one sale, in whatever order."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    buyer, placed = await order_by_card(till, (bowl, 1), total=2400)
    await pay(till, placed["paymentUrl"])

    async def comes_back() -> None:
        done = await buyer.wish(
            "checkPayment(orderId: $order, token: $token)",
            "... on ChangedOrder { order { state } }",
            order=("ID!", placed["order"]["id"]),
            token=("String", placed["order"]["followToken"]),
        )
        assert done["order"]["state"] == "PLACED", done

    if when == "before":
        await till.heard()
        assert (await seen(buyer, placed["order"]["id"]))["state"] == "PLACED", "the message alone is enough"
        await comes_back()
    elif when == "during":
        await asyncio.gather(till.heard(), *(comes_back() for _ in range(4)))
    else:
        await comes_back()
        await till.heard()
    order = await seen(buyer, placed["order"]["id"])
    assert (order["state"], order["payment"]["captured"]["minor"]) == ("PLACED", 2400)
    assert await sales(admin, till) == 1
    assert len(await till.listed("charges")) == 1


async def test_case_19_messages_doubled_stale_strange_and_forged(till: Till, admin: asyncpg.Connection) -> None:
    """Five copies at once act once; old news after new changes nothing; what nobody knows is kept; what is forged is not."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)  # The provider keeps its fee: a refund of all there is would wait for more.
    await till.stand_in.ask("settings", copies_least=5, copies_most=5)
    buyer, order = await buy(till, (bowl, 1), total=2400)
    assert await sales(admin, till) == 2

    # Refunded, and then the news of the payment once more.
    await refund(till.shop, order["id"], (order["parts"][0]["lines"][0]["id"], None))
    await till.heard()
    resent = await till.stand_in.ask("resend", key=till.key)
    assert resent["messages"] >= 5
    await till.heard()
    after = await seen(buyer, order["id"])
    assert [one["state"] for one in after["refunds"]] == ["settled"]
    assert after["payment"]["refunded"]["minor"] == 2400
    assert await sales(admin, till) == 2
    assert (await books(till.shop))[("refunds_in_flight", "", "")] == 0

    strange = b'{"id":"evt_strange","object":"event","type":"moon.landed","created":1700000000,"data":{"object":{"id":"moon_1","object":"moon"}}}'
    assert (await till.tell(strange)).status_code == 200
    assert (await till.tell(strange)).status_code == 200
    kept = await admin.fetchval(
        "SELECT count(*) FROM webhook_event WHERE cooperative_id = $1 AND event_id = 'evt_strange'", till.shop.id
    )
    assert kept == 1, "stored for replay, once"
    forged = strange.replace(b"evt_strange", b"evt_forged")
    assert (await till.tell(forged, secret="whsec_of_somebody_else")).status_code == 400
    assert not await admin.fetchval(
        "SELECT count(*) FROM webhook_event WHERE cooperative_id = $1 AND event_id = 'evt_forged'", till.shop.id
    )


async def test_case_20_paid_but_never_told(own_till: Till, clock: Clock) -> None:
    """The money came, and every message about it was lost: the rounds find it. (Kills themselves: the reliability tests.)"""
    till = own_till
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    await till.stand_in.ask("settings", lost_per_mille=1000)
    buyer, placed = await order_by_card(till, (bowl, 1), total=2400)
    await pay(till, placed["paymentUrl"])
    await till.heard()
    assert (await seen(buyer, placed["order"]["id"]))["state"] == "AWAITING_PAYMENT", "nothing was heard"
    await clock.move(timedelta(minutes=2))
    await till.shop.sweep("payments.")
    assert (await seen(buyer, placed["order"]["id"]))["state"] == "PLACED"
    assert await cash(till) == await provider_cash(till)


async def test_case_21_ten_euros_and_a_cent_over_three(till: Till, admin: asyncpg.Connection) -> None:
    """The portions sum to the charge exactly; none is rounded up on its own."""
    things = [
        (await offer(till.shop, await open_stall(till.shop, name), "Thing", price=price), 1)
        for name, price in (("One", 334), ("Two", 334), ("Three", 333))
    ]
    _, order = await buy(till, *things, total=1001)
    portions = await admin.fetch(
        "SELECT o.captured_minor FROM portion o JOIN payment p USING (cooperative_id) WHERE p.id = o.payment_id AND cooperative_id = $1 "
        "ORDER BY o.id",
        till.shop.id,
    )
    assert sorted(row["captured_minor"] for row in portions) == [333, 334, 334]
    assert [charge["amount"] for charge in await till.listed("charges")] == [1001]
    for part in order["parts"]:
        story = {name: value["minor"] for name, value in part["story"].items()}
        assert story["earning"] + story["fee"] + story["feeTax"] + story["tax"] == story["total"]


async def test_case_30_one_line_of_one_stall_goes_back(till: Till) -> None:
    """Its tax, fee and the fee's tax with it; the stall's other line and the other stall keep theirs."""
    weaver, potter = await open_stall(till.shop, "Weaver"), await open_stall(till.shop, "Potter")
    scarf = await offer(till.shop, weaver, "Scarf", price=1210)
    hat = await offer(till.shop, weaver, "Hat", price=999, tax_bps=1000)
    bowl = await offer(till.shop, potter, "Bowl", price=2400)
    buyer, order = await buy(till, (scarf, 1), (hat, 1), (bowl, 1), total=4609)
    before = await books(till.shop)
    line = next(line for line in part_of(order, weaver)["lines"] if line["title"] == "Scarf")
    done = await refund(till.shop, order["id"], (line["id"], None))
    assert done["order"]["payment"]["refunded"]["minor"] == 1210
    await till.heard()
    after = await books(till.shop)
    story = line["story"]

    def fell(kind: str, purpose: str = "", holder: str = "") -> int:
        return before[(kind, purpose, holder)] - after[(kind, purpose, holder)]

    assert fell("seller_held", "", weaver.id) == story["earning"]["minor"]
    assert fell("seller_held", "", potter.id) == 0
    assert fell("fee_income", "sales") == story["fee"]["minor"]
    assert fell("vat_due", "fees") == story["feeTax"]["minor"]
    assert fell("vat_due", "sales") == story["tax"]["minor"]
    assert fell("cash_stripe") == 1210
    told = await seen(buyer, order["id"])
    assert {line["title"]: line["refunded"]["minor"] for part in told["parts"] for line in part["lines"]} == {
        "Scarf": 1210,
        "Hat": 0,
        "Bowl": 0,
    }
    assert [one["amount"] for one in await till.listed("refunds")] == [1210]


async def test_case_31_thirds_and_then_the_rest(own_till: Till, clock: Clock) -> None:
    """Three times 3.33 of 10.00 and then the last cent: refunds are 10.00, reversals the whole remittance, never more."""
    till = own_till
    weaver = await open_stall(till.shop, "Weaver")
    scarf = await offer(till.shop, weaver, "Scarf", price=1000)
    await connect(till, weaver)
    _, order = await sold_and_remitted(till, clock, weaver, scarf, 1000)
    [remittance] = await till.listed("transfers")
    earned = order["parts"][0]["story"]["earning"]["minor"]
    assert remittance["amount"] == earned
    line = order["parts"][0]["lines"][0]["id"]
    for minor in (333, 333, 333, None):
        done = await refund(till.shop, order["id"], (line, minor))
        assert done["__typename"] == "ChangedOrder", done
        await rounds(till)
    assert sum(one["amount"] for one in await till.listed("refunds")) == 1000
    [remittance] = await till.listed("transfers")
    assert remittance["amount_reversed"] == earned
    sums = await books(till.shop)
    assert sums[("seller_negative", "", weaver.id)] == 0
    assert sums[("fee_income", "sales", "")] == sums[("vat_due", "sales", "")] == sums[("vat_due", "fees", "")] == 0
    over = await refund(till.shop, order["id"], (line, 1))
    assert over["__typename"] == "RefundExceedsPortion"
    assert over["remaining"]["minor"] == 0


async def test_case_32_a_siblings_money_is_never_spent(till: Till) -> None:
    """More than is left of this stall's line, though the order has plenty: refused, nothing moves."""
    weaver, potter = await open_stall(till.shop, "Weaver"), await open_stall(till.shop, "Potter")
    scarf = await offer(till.shop, weaver, "Scarf", price=1210)
    bowl = await offer(till.shop, potter, "Bowl", price=9900)
    _, order = await buy(till, (scarf, 1), (bowl, 1), total=11110)
    line = part_of(order, weaver)["lines"][0]["id"]
    assert (await refund(till.shop, order["id"], (line, 700)))["__typename"] == "ChangedOrder"
    await till.heard()
    before = await books(till.shop)
    refused = await refund(till.shop, order["id"], (line, 511))
    assert refused["__typename"] == "RefundExceedsPortion"
    assert refused["remaining"]["minor"] == 510
    await till.heard()
    assert await books(till.shop) == before
    assert len(await till.listed("refunds")) == 1


async def test_case_33_a_refund_after_the_money_was_sent_on(own_till: Till, clock: Clock) -> None:
    """As much as her account holds comes back; the rest is a debt, taken off her next payout; the statement shows both."""
    till = own_till
    weaver = await open_stall(till.shop, "Weaver")
    scarf = await offer(till.shop, weaver, "Scarf", price=1210)
    await connect(till, weaver)
    _, order = await sold_and_remitted(till, clock, weaver, scarf, 1210)
    earned = order["parts"][0]["story"]["earning"]["minor"]
    await balance_of(till, weaver, -(earned - 300))  # She spent all but 3.00.
    await refund(till.shop, order["id"], (order["parts"][0]["lines"][0]["id"], None))
    await rounds(till)
    sums = await books(till.shop)
    assert sums[("seller_negative", "", weaver.id)] == earned - 300
    assert (await till.listed("transfers"))[0]["amount_reversed"] == 300
    assert await cash(till) == await provider_cash(till)

    # Her next sale pays the debt first.
    _, again = await buy(till, (scarf, 1), total=1210)
    await hand_over(till.shop, weaver, again["parts"][0]["id"])
    await later(till, clock, HOLD)
    sums = await books(till.shop)
    assert sums[("seller_negative", "", weaver.id)] == 0
    newest = (await till.listed("transfers"))[0]
    assert newest["amount"] == earned - (earned - 300)
    told = await till.shop.by(weaver.maker).ask(
        """query Told($stall: ID!) { payouts(stallId: $stall) { nodes { amount { minor } netted { minor } state } }
        statement(stallId: $stall) { account { kind } change { minor } transfer { kind orderId } } }""",
        stall=weaver.id,
    )
    assert [(one["amount"]["minor"], one["netted"]["minor"]) for one in told["payouts"]["nodes"]] == [
        (300, earned - 300),
        (earned, 0),
    ]
    kinds = [line["transfer"]["kind"] for line in told["statement"]]
    assert "remittance_reversed" in kinds
    assert "netting" in kinds
    assert await cash(till) == await provider_cash(till)


async def test_case_37_cancelled_twice_or_cancelled_while_handed_over(till: Till) -> None:
    """One wins; the other is told where the order stands. Money and goods follow whoever won."""
    weaver = await open_stall(till.shop, "Weaver")
    scarf = await offer(till.shop, weaver, "Scarf", price=1210, on_hand=10)
    _, order = await buy(till, (scarf, 1), total=1210)
    first, second = await asyncio.gather(cancel(till.shop, order["id"]), cancel(till.shop, order["id"]))
    assert sorted(one["__typename"] for one in (first, second)) == ["ChangedOrder", "InvalidTransition"]
    refused = next(one for one in (first, second) if one["__typename"] == "InvalidTransition")
    assert refused["current"] == "cancelled"
    await till.heard()
    assert [one["amount"] for one in await till.listed("refunds")] == [1210]

    for _ in range(3):
        buyer, order = await buy(till, (scarf, 1), total=1210)
        cancelled, handed = await asyncio.gather(
            cancel(till.shop, order["id"]), hand_over(till.shop, weaver, order["parts"][0]["id"])
        )
        assert {cancelled["__typename"], handed["__typename"]} in (
            {"ChangedOrder", "InvalidTransition"},
            {"ChangedPart", "InvalidTransition"},
        )
        await till.heard()
        after = await seen(buyer, order["id"])
        if cancelled["__typename"] == "ChangedOrder":
            assert (after["state"], after["payment"]["refunded"]["minor"]) == ("CANCELLED", 1210)
            assert handed["current"] == "cancelled"
        else:
            assert (after["state"], after["payment"]["refunded"]["minor"]) == ("COMPLETED", 0)
            assert cancelled["current"] in ("completed", "handed_over")
    assert await cash(till) == await provider_cash(till)


async def test_case_45_every_day_the_sums_meet(own_till: Till, clock: Clock, admin: asyncpg.Connection) -> None:
    """The ledger sums to zero, the provider's balance is our cash there, each statement line leads to an order's line."""
    till = own_till
    weaver, potter = await open_stall(till.shop, "Weaver"), await open_stall(till.shop, "Potter")
    scarf, bowl = (
        await offer(till.shop, weaver, "Scarf", price=4850),
        await offer(till.shop, potter, "Bowl", price=2399),
    )
    await connect(till, weaver)
    orders = [(await buy(till, (scarf, 1), (bowl, 2), total=9648))[1] for _ in range(2)]
    await refund(till.shop, orders[1]["id"], (part_of(orders[1], potter)["lines"][0]["id"], 1000))
    for order in orders:
        for stall in (weaver, potter):
            await hand_over(till.shop, stall, part_of(order, stall)["id"])
    for _ in range(9):
        await later(till, clock, timedelta(days=1))
        sums = await books(till.shop)  # asserts Σ = 0
        assert sums[("cash_stripe", "", "")] == await provider_cash(till)
    assert not await admin.fetchval("SELECT count(*) FROM discrepancy WHERE cooperative_id = $1", till.shop.id), (
        "the provider's own books agree with ours"
    )
    for stall in (weaver, potter):
        told = await till.shop.by(stall.maker).ask(
            "query Told($stall: ID!) { statement(stallId: $stall) { transfer { kind orderId orderLineId } } }",
            stall=stall.id,
        )
        lines = [line["transfer"] for line in told["statement"]]
        assert len(lines) >= 4
        assert all(line["orderId"] in {order["id"] for order in orders} for line in lines)
        assert all(line["orderLineId"] for line in lines if line["kind"] in ("sale", "refund"))


async def test_case_45_what_the_provider_moved_on_its_own_is_told(
    own_till: Till, clock: Clock, admin: asyncpg.Connection
) -> None:
    """Money that left the provider without us is not mended silently: a person finds it on the desk, once."""
    till = own_till
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)
    await till.stand_in.ask("balance", key=till.key, currency="eur", amount=-500)
    for _ in range(3):
        await later(till, clock, timedelta(hours=1))
    rows = await admin.fetch(
        "SELECT kind, facts FROM discrepancy WHERE cooperative_id = $1 ORDER BY kind", till.shop.id
    )
    assert [row["kind"] for row in rows] == ["balance_differs", "unknown_movement"]
    listed = await till.shop.by(till.shop.coordinator).ask("{ discrepancies { kind } }")
    assert len(listed["discrepancies"]) == 2
