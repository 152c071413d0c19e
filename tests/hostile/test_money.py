"""Hostile cases about money: a test each, through the API, the hooks and the provider's own protocol."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from minga_infra.local.stripe.delivery import sign
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.market.payments.commands.bank import fail_payment
from minga_testing.payments import StandInProcess
from minga_testing.shop import Program, fill, new_key, offer, open_stall, place, start
from minga_testing.till import Till, open_till, pay
from minga_testing.trade import (
    books,
    buy,
    cancel,
    cash,
    order_by_card,
    provider_cash,
    refund,
    rounds,
    seen,
)


async def ask_cancellation(buyer: Program, order: str, token: str) -> dict[str, Any]:
    return await buyer.wish(
        "askCancellation(key: $key, orderId: $order, token: $token)",
        "... on ChangedOrder { order { state } } ... on InvalidTransition { current }",
        key=("String!", new_key()),
        order=("ID!", order),
        token=("String", token),
    )


async def test_hostile_1_the_same_key_with_another_amount(till: Till) -> None:
    """KeyReused; nothing is opened, nothing charged."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    buyer, key = till.shop.visitor(), new_key()
    await fill(buyer, (bowl, 1))
    await start(buyer)
    placed = await place(till.shop, buyer, 2400, method="CARD", key=key)
    await fill(buyer, (bowl, 2))
    await start(buyer)
    reused = await place(till.shop, buyer, 4800, method="CARD", key=key)
    assert reused["__typename"] == "KeyReused"
    assert len(await till.listed("checkout/sessions")) == 1
    assert (await seen(buyer, placed["order"]["id"]))["payment"]["captured"]["minor"] == 0


async def test_hostile_2_the_same_key_used_by_somebody_else(till: Till) -> None:
    """Two orders that know nothing of each other."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    key, placed = new_key(), []
    for _ in range(2):
        buyer = till.shop.visitor()
        await fill(buyer, (bowl, 1))
        await start(buyer)
        placed.append((buyer, await place(till.shop, buyer, 2400, method="CARD", key=key)))
    assert all(one["__typename"] == "PlacedOrder" for _, one in placed)
    (first, mine), (_, theirs) = placed
    assert mine["order"]["id"] != theirs["order"]["id"]
    assert mine["paymentUrl"] != theirs["paymentUrl"]
    told = await first.ask("query Seen($id: ID!) { order(id: $id) { id } }", id=theirs["order"]["id"])
    assert told["order"] is None


async def test_hostile_8_sixty_percent_twice_at_once(till: Till) -> None:
    """One succeeds; the other is told what is left."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=1000)
    _, order = await buy(till, (bowl, 1), total=1000)
    line = order["parts"][0]["lines"][0]["id"]
    answers = await asyncio.gather(*(refund(till.shop, order["id"], (line, 600)) for _ in range(2)))
    assert sorted(one["__typename"] for one in answers) == ["ChangedOrder", "RefundExceedsPortion"]
    assert next(one for one in answers if "remaining" in one)["remaining"]["minor"] == 400
    await till.heard()
    assert [one["amount"] for one in await till.listed("refunds")] == [600]


async def test_hostile_10_a_cancellation_races_the_payment(till: Till, admin: asyncpg.Connection) -> None:
    """One legal end: placed with its money, or cancelled with all of it on its way back; the shelf agrees."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=1000, on_hand=50)
    await buy(till, (bowl, 10), total=10_000)  # So that refunds find a balance.
    left = 40
    ends = set()
    for _ in range(6):
        buyer, placed = await order_by_card(till, (bowl, 1), total=1000)
        await pay(till, placed["paymentUrl"])
        await asyncio.gather(
            ask_cancellation(buyer, placed["order"]["id"], placed["order"]["followToken"]), till.heard()
        )
        await rounds(till)
        order = await seen(buyer, placed["order"]["id"])
        captured, back = (order["payment"][name]["minor"] for name in ("captured", "refunded"))
        assert (order["state"], captured, back) in (("PLACED", 1000, 0), ("CANCELLED", 1000, 1000)), order
        ends.add(order["state"])
        left -= order["state"] == "PLACED"
        assert await admin.fetchval("SELECT on_hand FROM stock_item WHERE cooperative_id = $1", till.shop.id) == left
    assert await cash(till) == await provider_cash(till)


async def test_hostile_10_money_for_what_its_buyer_called_off_goes_back(till: Till, admin: asyncpg.Connection) -> None:
    """The order stays ended although its goods are there, however often the news comes again."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=1000, on_hand=50)
    await buy(till, (bowl, 10), total=10_000)
    buyer, placed = await order_by_card(till, (bowl, 1), total=1000)
    await pay(till, placed["paymentUrl"])
    ended = await ask_cancellation(buyer, placed["order"]["id"], placed["order"]["followToken"])
    assert ended["order"]["state"] == "CANCELLED"
    for _ in range(3):
        await till.stand_in.ask("resend", key=till.key)
        await rounds(till)
    order = await seen(buyer, placed["order"]["id"])
    assert (order["state"], order["payment"]["refunded"]["minor"]) == ("CANCELLED", 1000)
    assert [one["amount"] for one in await till.listed("refunds")] == [1000]
    assert await admin.fetchval("SELECT on_hand FROM stock_item WHERE cooperative_id = $1", till.shop.id) == 40


async def test_hostile_10_old_news_does_not_revive_a_cancelled_order(till: Till) -> None:
    """Paid, cancelled, refunded; then the news of the payment once more."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=1000)
    await buy(till, (bowl, 10), total=10_000)
    buyer, order = await buy(till, (bowl, 1), total=1000)
    assert (await cancel(till.shop, order["id"]))["order"]["state"] == "CANCELLED"
    await till.heard()
    await till.stand_in.ask("resend", key=till.key)
    await till.heard()
    after = await seen(buyer, order["id"])
    assert (after["state"], after["payment"]["refunded"]["minor"]) == ("CANCELLED", 1000)
    assert after["parts"][0]["state"] == "CANCELLED"


@pytest.mark.parametrize("goods_left", [True, False])
async def test_hostile_11_paid_after_the_goods_were_given_up(till: Till, goods_left: bool) -> None:
    """The goods are found again, or the money goes back by itself: never kept unfilled."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=1000, on_hand=11)
    await buy(till, (bowl, 10), total=10_000)
    buyer, placed = await order_by_card(till, (bowl, 1), total=1000)
    attempt = placed["paymentUrl"]
    # As when our own clock gave up first: the order ends, and then the buyer pays on a page that is still open.
    async with till.shop.worker_database.read(_scope(till)) as work:
        row = await work.row(
            "SELECT p.id, p.order_id FROM payment p WHERE p.cooperative_id = $1 AND p.order_id = $2",
            work.cooperative_id,
            ids.decode("ord", placed["order"]["id"]),
        )
    assert row is not None
    await _give_up(till, row["id"], row["order_id"])
    assert (await seen(buyer, placed["order"]["id"]))["state"] == "CANCELLED"
    if not goods_left:
        await buy(till, (bowl, 1), total=1000)
    await pay(till, attempt)
    await till.heard()
    await rounds(till)
    order = await seen(buyer, placed["order"]["id"])
    if goods_left:
        assert (order["state"], order["payment"]["refunded"]["minor"]) == ("PLACED", 0)
    else:
        assert (order["state"], order["payment"]["refunded"]["minor"]) == ("CANCELLED", 1000)
        assert order["refunds"][0]["cause"] == "late_money"
    assert await cash(till) == await provider_cash(till)


async def test_hostile_12_the_message_comes_before_our_own_note(till: Till) -> None:
    """The page was opened and the line cut: we do not know the page yet, the buyer pays, the message comes first."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    await till.stand_in.ask(
        "faults",
        faults=[{"name": "cut", "kind": "reset", "when": "after", "method": "POST", "path": "/v1/checkout/sessions"}],
    )
    buyer, placed = await order_by_card(till, (bowl, 1), total=2400)
    assert placed["paymentUrl"] is None, "we did not hear of it"
    [page] = await till.listed("checkout/sessions")
    await till.stand_in.ask("pay", key=till.key, session=page["id"])
    await till.heard()
    order = await seen(buyer, placed["order"]["id"])
    assert (order["state"], order["payment"]["captured"]["minor"]) == ("PLACED", 2400)
    await rounds(till)
    assert await cash(till) == await provider_cash(till)
    assert len(await till.listed("checkout/sessions")) == 1


async def test_hostile_13_the_refund_is_heard_of_before_the_payment(till: Till, admin: asyncpg.Connection) -> None:
    """Somebody refunds at the provider before its messages come; whichever comes first, the end is the same as in order."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)
    ends = []
    for turned in (False, True):
        before = await books(till.shop)
        buyer, placed = await order_by_card(till, (bowl, 1), total=2400)
        await pay(till, placed["paymentUrl"])
        intent = (await till.listed("charges"))[0]["payment_intent"]
        await _refund_there(till, intent, 1000)
        messages = await _own_events(till)
        kinds = [one["type"] for one in messages]
        assert kinds.index("payment_intent.succeeded") < kinds.index("charge.refunded"), kinds
        assert "refund.created" in kinds
        for event in messages[::-1] if turned else messages:
            assert (await till.tell(json.dumps(event).encode())).status_code == 200
            await till.shop.worker.drain()
        after = await books(till.shop)
        order = await seen(buyer, placed["order"]["id"])
        told = await admin.fetch("SELECT kind FROM discrepancy WHERE cooperative_id = $1", till.shop.id)
        moved = {name: after[name] - before.get(name, 0) for name in after}
        ends.append((order["state"], order["payment"], order["refunds"], moved, [row["kind"] for row in told]))
        await admin.execute("DELETE FROM discrepancy WHERE cooperative_id = $1", till.shop.id)
    assert ends[0] == ends[1]
    state, payment, refunds, moved, told = ends[0]
    assert (state, payment["captured"]["minor"], refunds) == ("PLACED", 2400, [])
    assert moved[("receivable", "", "")] == 0
    assert told == ["unknown_refund"], "a refund that is none of ours is told to a person, once, and applied to nothing"


async def test_hostile_14_signed_but_about_somebody_elses_object(
    till: Till,
    database: Database,
    worker_database: Database,
    shared_stand_in: StandInProcess,
    tmp_path: Path,
    admin: asyncpg.Connection,
) -> None:
    """Another co-op's payment, told under our own signature: nothing is applied, and a person is told."""
    async with open_till(database, worker_database, tmp_path, shared=shared_stand_in) as other:
        jug = await offer(other.shop, await open_stall(other.shop, "Potter"), "Jug", price=900)
        _, placed = await order_by_card(other, (jug, 1), total=900)
        await pay(other, placed["paymentUrl"])
        [theirs] = await other.listed("payment_intents")
        event = {
            "id": "evt_foreign", "object": "event", "type": "payment_intent.succeeded", "created": int(time.time()),
            "data": {"object": {"id": theirs["id"], "object": "payment_intent", "metadata": theirs["metadata"]}},
        }  # fmt: skip
        before = await books(till.shop)
        assert (await till.tell(json.dumps(event).encode())).status_code == 200
        about_seller = {**event, "id": "evt_seller", "account": "acct_of_nobody"}
        assert (await till.tell(json.dumps(about_seller).encode(), secret=till.secrets[1])).status_code == 200
        await till.shop.worker.drain()
        assert await books(till.shop) == before
        kinds = await admin.fetch(
            "SELECT kind, subject FROM discrepancy WHERE cooperative_id = $1 ORDER BY subject", till.shop.id
        )
        assert [tuple(row) for row in kinds] == [("foreign_event", "acct_of_nobody"), ("foreign_event", theirs["id"])]
        assert not await admin.fetchval("SELECT count(*) FROM discrepancy WHERE cooperative_id = $1", other.shop.id)
        await other.heard()


EVENT = (
    b'{"id": "evt_x", "object": "event", "type": "charge.succeeded", "created": 1700000000, '
    b'"data": {"object": {"id": "ch_1", "object": "charge", "payment_intent": "pi_1"}}}'
)


async def test_hostile_15_a_body_written_anew_or_without_its_signature(till: Till, admin: asyncpg.Connection) -> None:
    """400 for each, and nothing kept; so too for what is signed and cannot be kept."""
    header = sign(EVENT, till.secrets[0], int(time.time()))
    again = json.dumps(json.loads(EVENT), separators=(",", ":")).encode()
    assert (await till.tell(again, signature=header)).status_code == 400
    assert (await till.tell(EVENT, signature="")).status_code == 400
    assert (await till.tell(EVENT, signature=header.partition(",")[0])).status_code == 400
    for strange in (
        EVENT.replace(b"1700000000", b"NaN"),
        EVENT.replace(b"pi_1", b"pi\\u0000"),
        EVENT.replace(b"pi_1", b"\\ud800"),
        b"[1]",
        b"{",
    ):
        assert (await till.tell(strange)).status_code == 400, strange
    assert not await admin.fetchval("SELECT count(*) FROM webhook_event WHERE cooperative_id = $1", till.shop.id)
    assert (await till.tell(EVENT, signature=header)).status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(-301, 400), (301, 400), (-290, 200), (290, 200)])
async def test_hostile_16_a_message_of_another_time(till: Till, seconds: int, status: int) -> None:
    """301 seconds old, or 301 from the future: 400. (The margin inside leaves ten seconds to a slow machine.)"""
    at = int(time.time()) + seconds + (5 if seconds == 301 else 0)
    assert (await till.tell(EVENT, at=at)).status_code == status


async def _own_events(till: Till) -> list[dict[str, Any]]:
    """The newest payment's events, oldest first, as the provider lists them."""
    events = (await till.listed("events"))[::-1]
    newest = next(one for one in reversed(events) if one["type"] == "payment_intent.succeeded")
    intent = newest["data"]["object"]["id"]
    return [one for one in events if intent in json.dumps(one)]


async def _refund_there(till: Till, intent: str, minor: int) -> None:
    """Somebody gives money back on the provider's own pages, past us."""
    async with httpx.AsyncClient(base_url=till.stand_in.url, trust_env=False, timeout=120) as client:
        answer = await client.post(
            "/v1/refunds",
            data={"payment_intent": intent, "amount": str(minor)},
            headers={"authorization": f"Bearer {till.key}"},
        )
    assert answer.status_code == 200, answer.text


def _scope(till: Till) -> Scope:
    return Scope(till.shop.id)


async def _give_up(till: Till, payment_id: UUID, order_id: UUID) -> None:
    """Our side ends the order, as its sweep does when the provider says that the page is over."""
    await till.shop.worker_database.run(
        _scope(till),
        Actor(system="test"),
        lambda work: fail_payment(work, payment_id, order_id, attempt_state="expired", cause="payment"),
    )
