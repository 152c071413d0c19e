"""Acceptance, market 22–24 and hostile 10–13 for cards that are charged at the hand-over: the bank keeps the money until then."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from minga_platform.kernel.database import Database
from minga_platform.rules.statutes import Statutes, Version
from minga_testing.plugin import Clock
from minga_testing.shop import Program, Stall, new_key, offer, open_stall
from minga_testing.till import Till, open_till, pay
from minga_testing.trade import (
    books,
    buy,
    cancel,
    cash,
    hand_over,
    later,
    order_by_card,
    part_of,
    provider_cash,
    rounds,
    seen,
)
from minga_testing.visiting import visitor

AT_HANDOVER = Statutes(
    {"title": {"en": "Statutes"}, "articles": []}, (Version(1, None, {"market.card_capture": "at_handover"}),)
)
QUIET, NEAR = timedelta(days=4), timedelta(days=5, hours=1)
"""Of the seven days that a bank keeps the money: nothing is told yet; officers are told."""


@pytest.fixture
async def late_till(database: Database, worker_database: Database, tmp_path: Path) -> AsyncIterator[Till]:
    """A shop whose members decided that cards are charged at the hand-over."""
    async with open_till(database, worker_database, tmp_path, statutes=AT_HANDOVER) as opened:
        await opened.stand_in.ask("settings", deliver_by_itself=False)
        yield opened


async def two_parts(till: Till) -> tuple[Stall, Stall, Program, dict[str, Any]]:
    """A weaver's rug and a potter's bowl in one order, kept by the buyer's bank and taken by nobody: 90.00 and 24.00."""
    weaver, potter = await open_stall(till.shop, "Weaver"), await open_stall(till.shop, "Potter")
    rug = await offer(till.shop, weaver, "Rug", price=9000)
    bowl = await offer(till.shop, potter, "Bowl", price=2400)
    buyer, order = await buy(till, (rug, 1), (bowl, 1), total=11_400)
    assert (order["payment"]["state"], order["payment"]["captured"]["minor"]) == ("authorised", 0)
    assert sum(abs(amount) for amount in (await books(till.shop)).values()) == 0, "nothing is booked before it is taken"
    return weaver, potter, buyer, order


async def portions(till: Till, admin: asyncpg.Connection) -> list[tuple[int, int, int, int]]:
    """(authorised, claimed, captured, refunded) of each part, the dearest first."""
    rows = await admin.fetch(
        "SELECT authorised_minor, claimed_minor, captured_minor, refunded_minor FROM portion WHERE cooperative_id = $1 ORDER BY 1 DESC",
        till.shop.id,
    )
    return [tuple(row) for row in rows]


async def test_market_22_the_second_cancels_before_anything_ships(late_till: Till, admin: asyncpg.Connection) -> None:
    """Only the first's money is taken; the bank lets go of the second's, and nothing goes back because nothing came."""
    till = late_till
    weaver, potter, buyer, order = await two_parts(till)
    await cancel(till.shop, order["id"], potter)
    await hand_over(till.shop, weaver, part_of(order, weaver)["id"])
    await rounds(till)
    assert await portions(till, admin) == [(9000, 0, 9000, 0), (2400, 0, 0, 0)]
    after = await seen(buyer, order["id"])
    assert (after["payment"]["state"], after["payment"]["captured"]["minor"], after["refunds"]) == ("paid", 9000, [])
    charge = (await till.listed("charges"))[0]
    assert (charge["amount"], charge["amount_captured"], charge["amount_refunded"]) == (11_400, 9000, 0)
    assert await cash(till) == await provider_cash(till) > 0


async def test_market_22_the_first_ships_and_then_the_second_cancels(
    late_till: Till, admin: asyncpg.Connection
) -> None:
    """What was captured with the first goes back for the second alone."""
    till = late_till
    weaver, potter, buyer, order = await two_parts(till)
    await hand_over(till.shop, weaver, part_of(order, weaver)["id"])
    await rounds(till)
    assert await portions(till, admin) == [(9000, 0, 9000, 0), (2400, 0, 2400, 0)]
    await cancel(till.shop, order["id"], potter)
    await rounds(till)
    assert await portions(till, admin) == [(9000, 0, 9000, 0), (2400, 0, 2400, 2400)]
    after = await seen(buyer, order["id"])
    assert [(one["state"], one["amount"]["minor"]) for one in after["refunds"]] == [("settled", 2400)]
    assert await cash(till) == await provider_cash(till)


async def test_market_22_a_whole_order_that_ends_is_let_go_of(late_till: Till, admin: asyncpg.Connection) -> None:
    """Nothing is charged and nothing refunded; the books know nothing of it."""
    till = late_till
    _, _, buyer, order = await two_parts(till)
    await cancel(till.shop, order["id"])
    await rounds(till)
    after = await seen(buyer, order["id"])
    assert (after["state"], after["payment"]["state"], after["refunds"]) == ("CANCELLED", "void", [])
    assert [one["status"] for one in await till.listed("payment_intents")] == ["canceled"]
    assert await admin.fetchval("SELECT state FROM card_wish WHERE cooperative_id = $1", till.shop.id) == "done"
    await till.stand_in.ask("resend", key=till.key)
    await rounds(till)
    assert (await seen(buyer, order["id"]))["state"] == "CANCELLED"
    assert await cash(till) == 0


async def test_market_23_two_parcels_at_once_from_one_authorisation(late_till: Till, admin: asyncpg.Connection) -> None:
    """Both stalls hand over in the same moment, the answer is late and comes several times: taken once, never above what was kept."""
    till = late_till
    weaver, potter, _, order = await two_parts(till)
    await till.stand_in.ask(
        "faults", faults=[{"name": "late", "kind": "error", "when": "after", "path": ".*/capture", "times": 1, "status": 500}]
    )  # fmt: skip
    done = await asyncio.gather(
        *(hand_over(till.shop, stall, part_of(order, stall)["id"]) for stall in (weaver, potter)),
        *(till.shop.sweep("payments.finish_money") for _ in range(3)),
    )
    assert [one["__typename"] for one in done[:2]] == ["ChangedPart", "ChangedPart"]
    for authorised, claimed, captured, _ in await portions(till, admin):
        assert claimed + captured <= authorised
    await admin.execute("UPDATE card_wish SET lease_until = created_at WHERE cooperative_id = $1", till.shop.id)
    for _ in range(2):
        await asyncio.gather(rounds(till), till.shop.sweep("payments.finish_money"))
    assert await portions(till, admin) == [(9000, 0, 9000, 0), (2400, 0, 2400, 0)]
    assert await admin.fetchval("SELECT count(*) FROM card_wish WHERE cooperative_id = $1", till.shop.id) == 1
    assert [one["amount_received"] for one in await till.listed("payment_intents")] == [11_400]
    assert await cash(till) == await provider_cash(till)


async def test_market_23_the_database_keeps_claimed_and_captured_below_what_was_kept(
    late_till: Till, admin: asyncpg.Connection
) -> None:
    """Whatever a program does."""
    await two_parts(late_till)
    with pytest.raises(asyncpg.CheckViolationError):
        await admin.execute(
            "UPDATE portion SET captured_minor = authorised_minor, claimed_minor = 1 WHERE cooperative_id = $1",
            late_till.shop.id,
        )


async def test_market_24_near_its_end_officers_are_told_and_the_money_is_taken(late_till: Till, clock: Clock) -> None:
    """Nothing was handed over for five days: a letter, a line on the desk; a day before the end it is captured by the rule."""
    till = late_till
    _, _, buyer, order = await two_parts(till)
    await later(till, clock, QUIET)
    assert (await seen(buyer, order["id"]))["payment"]["state"] == "authorised"
    await later(till, clock, NEAR - QUIET)
    desk = await till.shop.by(till.shop.coordinator).ask(
        "query { lapsingOrders { number payment { state keptUntil amount { minor } } } }"
    )
    assert [one["payment"]["amount"]["minor"] for one in desk["lapsingOrders"]] == [11_400]
    assert desk["lapsingOrders"][0]["payment"]["keptUntil"] is not None
    await clock.move(-NEAR)  # Her session is fresh again; what was told stays so.
    async with visitor(till, till.shop.coordinator) as officer:
        base = f"/c/{till.shop.cooperative.slug}/coordination"
        assert "Card money that is kept for a short while only" in (await officer.ask(base)).text
        told_there = (await officer.ask(f"{base}/orders/{order['id']}")).text
        # The template escapes the apostrophe.
        assert "Kept by the buyer" in told_there
    await clock.move(NEAR)
    told = [one for one in till.shop.letters.sent if "keeps the money" in one.text]
    assert len(told) == 1
    await rounds(till)
    assert len([one for one in till.shop.letters.sent if "keeps the money" in one.text]) == 1, "told once"
    await later(till, clock, timedelta(days=1))
    after = await seen(buyer, order["id"])
    assert (after["state"], after["payment"]["state"], after["payment"]["captured"]["minor"]) == (
        "PLACED",
        "paid",
        11_400,
    )
    assert await cash(till) == await provider_cash(till) > 0


async def test_market_24_what_lapsed_is_handed_over_to_nobody(
    late_till: Till, clock: Clock, admin: asyncpg.Connection
) -> None:
    """Our worker slept for a week: the bank let go of the money. No goods go out unpaid, they are on the shelf again."""
    till = late_till
    weaver, _, buyer, order = await two_parts(till)
    before = await admin.fetchval("SELECT sum(on_hand) FROM stock_item WHERE cooperative_id = $1", till.shop.id)
    await clock.move(timedelta(days=7, minutes=5))
    refused = await hand_over(till.shop, weaver, part_of(order, weaver)["id"])
    assert refused["__typename"] == "NotPaid"
    await later(till, clock, timedelta(days=7, minutes=5))
    after = await seen(buyer, order["id"])
    assert (after["state"], after["payment"]["state"], after["payment"]["captured"]["minor"]) == (
        "CANCELLED",
        "failed",
        0,
    )
    assert (
        await admin.fetchval("SELECT sum(on_hand) FROM stock_item WHERE cooperative_id = $1", till.shop.id)
        == before + 2
    )
    assert await cash(till) == 0 == await provider_cash(till)


async def test_hostile_10_a_cancellation_races_the_capture(late_till: Till, admin: asyncpg.Connection) -> None:
    """One legal end: handed over and taken, or cancelled with nothing taken or all of it back. Money and stock agree."""
    till = late_till
    stall = await open_stall(till.shop, "Potter")
    bowl = await offer(till.shop, stall, "Bowl", price=1000, on_hand=50)
    left = 50
    for turn in range(6):
        buyer, order = await buy(till, (bowl, 1), total=1000)
        part = order["parts"][0]["id"]
        deeds = [hand_over(till.shop, stall, part), cancel(till.shop, order["id"])]
        handed, ended = await asyncio.gather(*(deeds if turn % 2 else deeds[::-1]))
        if not turn % 2:
            handed, ended = ended, handed
        await asyncio.gather(rounds(till), till.shop.sweep("payments.finish_money"))
        await rounds(till)
        after = await seen(buyer, order["id"])
        captured, back = (after["payment"][name]["minor"] for name in ("captured", "refunded"))
        assert sorted((handed["__typename"], ended["__typename"])) in (
            ["ChangedPart", "InvalidTransition"],
            ["ChangedOrder", "InvalidTransition"],
        )
        assert (after["state"], captured - back) in (("COMPLETED", 1000), ("CANCELLED", 0)), after
        left -= after["state"] == "COMPLETED"
        assert await admin.fetchval("SELECT on_hand FROM stock_item WHERE cooperative_id = $1", till.shop.id) == left
    assert await cash(till) == await provider_cash(till)


async def test_hostile_10_cancelled_while_the_capture_is_on_its_way(late_till: Till, admin: asyncpg.Connection) -> None:
    """It was claimed with the other stall's part; when it is confirmed, this part's money goes back, once."""
    till = late_till
    weaver, potter, buyer, order = await two_parts(till)
    await hand_over(till.shop, weaver, part_of(order, weaver)["id"])
    assert await portions(till, admin) == [(9000, 9000, 0, 0), (2400, 2400, 0, 0)], "asked for, not answered"
    await cancel(till.shop, order["id"], potter)
    for _ in range(3):
        await rounds(till)
    assert await portions(till, admin) == [(9000, 0, 9000, 0), (2400, 0, 2400, 2400)]
    after = await seen(buyer, order["id"])
    assert [one["amount"]["minor"] for one in after["refunds"]] == [2400]
    assert await cash(till) == await provider_cash(till)


async def test_hostile_11_kept_after_the_goods_were_given_up(late_till: Till) -> None:
    """The buyer called off and then pressed Pay on the page that was still open: the bank is told to let go at once."""
    till = late_till
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=1000)
    buyer, placed = await order_by_card(till, (bowl, 1), total=1000)
    await pay(till, placed["paymentUrl"])
    await buyer.wish(
        "askCancellation(key: $key, orderId: $order, token: $token)", "",
        key=("String!", new_key()), order=("ID!", placed["order"]["id"]), token=("String", placed["order"]["followToken"]),
    )  # fmt: skip
    for _ in range(3):
        await till.stand_in.ask("resend", key=till.key)
        await rounds(till)
    after = await seen(buyer, placed["order"]["id"])
    assert (after["state"], after["payment"]["state"]) == ("CANCELLED", "void")
    assert [one["status"] for one in await till.listed("payment_intents")] == ["canceled"]


async def test_hostile_12_13_news_in_any_order_and_more_than_once(late_till: Till, admin: asyncpg.Connection) -> None:
    """The capture's news comes before our own answer is written, with the refund's, shuffled and twice: the same end."""
    till = late_till
    weaver, potter, buyer, order = await two_parts(till)
    await hand_over(till.shop, weaver, part_of(order, weaver)["id"])
    await rounds(till)
    await cancel(till.shop, order["id"], potter)
    await till.stand_in.ask("settings", copies_least=2, copies_most=2, shuffled=True)
    await till.stand_in.ask("resend", key=till.key)
    await asyncio.gather(rounds(till), till.heard())
    await rounds(till)
    assert await portions(till, admin) == [(9000, 0, 9000, 0), (2400, 0, 2400, 2400)]
    assert (await seen(buyer, order["id"]))["payment"]["refunded"]["minor"] == 2400
    assert await cash(till) == await provider_cash(till)


async def test_market_24_by_default_a_card_is_charged_when_it_is_placed(till: Till) -> None:
    """Nothing changes for a co-op that decided nothing."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=1000)
    _, order = await buy(till, (bowl, 1), total=1000)
    assert (order["payment"]["state"], order["payment"]["captured"]["minor"]) == ("paid", 1000)
