"""Withdrawing from a purchase: the buyer's right, with a receipt that bears the time, and never more than was paid."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.market.returns.amounts import last_moment, worth
from minga_platform.rules.statutes import Statutes, Version
from minga_testing import people
from minga_testing.banking import Booked, camt, take_in
from minga_testing.buying import grant_credit, may_use, use_credit
from minga_testing.getting import TO_ME, carrier, order_for, zone
from minga_testing.plugin import Clock
from minga_testing.reading import reading
from minga_testing.returning import CHANGED, DECLARED, inspect, options, receive, withdraw
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, start
from minga_testing.trade import books, cancel, hand_over, part_of, refund, seen


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


@pytest.fixture
async def weaver(shop: Shop) -> Stall:
    return await open_stall(shop, "Weaver")


async def fetched(shop: Shop, stall: Stall, goods: Goods, number: int, total: int) -> tuple[Program, dict[str, Any]]:
    """Somebody bought so many, paid in cash and took them home."""
    buyer = shop.visitor()
    await fill(buyer, (goods, number))
    await start(buyer)
    order = (await order_for(shop, buyer, total))["order"]
    done = await hand_over(shop, stall, order["parts"][0]["id"], total)
    assert done["part"]["state"] == "HANDED_OVER", done
    return buyer, order


async def on_hand(admin: asyncpg.Connection, goods: Goods) -> int:
    found: int = await admin.fetchval(
        "SELECT on_hand FROM stock_item WHERE id = $1", ids.decode("stock", goods.stock_item)
    )
    return found


async def test_withdraw_receive_inspect_and_the_money_is_back(
    shop: Shop, weaver: Stall, admin: asyncpg.Connection
) -> None:
    """By the order's link alone; a receipt with the time; the goods go back on the shelf; the maker's share, fee and tax are reversed."""
    scarf = await offer(shop, weaver, "Scarf", price=1210, on_hand=5)
    _, order = await fetched(shop, weaver, scarf, 2, 2420)
    stranger, token = shop.visitor(), order["followToken"]
    assert await options(stranger, order) is None
    assert (await withdraw(stranger, order))["__typename"] == "NotFound"
    offered = await options(stranger, order, token)
    assert offered is not None
    assert offered["isOpen"] is True
    assert [line["left"]["base"] for line in offered["lines"]] == [2]
    key = new_key()
    declared = await withdraw(stranger, order, token=token, key=key)
    assert declared["__typename"] == "ReturnDeclared", declared
    [coming] = declared["returns"]
    assert (coming["kind"], coming["state"]) == ("WITHDRAWAL", "DECLARED")
    at, by = datetime.fromisoformat(declared["declaredAt"]), datetime.fromisoformat(coming["refundBy"])
    assert timedelta(days=13, hours=23) < by - at < timedelta(days=14, hours=1)
    again = await withdraw(stranger, order, token=token, key=key)
    assert again["returns"][0]["id"] == coming["id"], "the same wish is one deed"
    assert (await withdraw(stranger, order, token=token))["__typename"] == "NothingToReturn"
    await shop.worker.drain()
    await shop.worker.drain()
    [receipt] = [one for one in shop.letters.sent if "withdrawal" in one.subject]
    assert receipt.to == "berta@example.org"
    assert "This letter is your receipt" in receipt.text
    assert "Scarf" in receipt.text
    received = await receive(shop, weaver, coming)
    assert received["goodsReturn"]["state"] == "RECEIVED"
    settled = await inspect(shop, shop.by(weaver.maker), coming)
    assert settled["goodsReturn"]["state"] == "SETTLED", settled
    assert settled["goodsReturn"]["refund"]["minor"] == 2420
    now = await seen(shop.by(shop.coordinator), order["id"])
    assert [(one["cause"], one["amount"]["minor"], one["state"]) for one in now["refunds"]] == [
        ("return", 2420, "settled")
    ]
    assert await on_hand(admin, scarf) == 5
    assert all(balance == 0 for balance in (await books(shop)).values()), "as if nothing had been bought"


async def test_what_is_on_its_way_back_is_not_paid_out_meanwhile(shop: Shop, weaver: Stall, clock: Clock) -> None:
    """Held until it is settled, or its money must have gone back; then the rest is hers as if nothing had come back."""
    scarf = await offer(shop, weaver, "Scarf", price=1210, on_hand=5)
    buyer, order = await fetched(shop, weaver, scarf, 2, 2420)
    other, kept = await fetched(shop, weaver, scarf, 2, 2420)
    payable = "SELECT array_agg(payable_at IS NOT NULL ORDER BY id) FROM seller_order WHERE cooperative_id = $1"
    [back] = (await withdraw(buyer, order, (order["parts"][0]["lines"][0]["id"], 1)))["returns"]
    await withdraw(other, kept, (kept["parts"][0]["lines"][0]["id"], 1))
    await clock.move(timedelta(days=8))
    await shop.sweep("payments.")
    assert await shop.worker_database_value(payable) == [False, False]
    assert (await inspect(shop, shop.by(weaver.maker), back))["__typename"] == "ChangedReturn"
    await shop.sweep("payments.")
    assert await shop.worker_database_value(payable) == [True, False], "the hold of seven days is over"
    await clock.move(timedelta(days=7))
    await shop.sweep("payments.")
    assert await shop.worker_database_value(payable) == [True, True], "nobody holds it for ever"


async def test_what_the_law_makes_an_exception_for_is_said_and_cannot_be_withdrawn(shop: Shop, weaver: Stall) -> None:
    """Said in the basket, frozen on the line; the rest of the order can go back, and the delivery's cost stays."""
    bread = await offer(shop, weaver, "Bread", price=500)
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    maker = shop.by(weaver.maker)
    kept = (await maker.ask("query K($id: ID!) { keptProduct(id: $id) { version } }", id=bread.product))["keptProduct"]
    done = await maker.wish(
        "editProduct(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptProduct { noWithdrawal }",
        id=("ID!", bread.product),
        version=("Int!", kept["version"]),
        changes=("ProductInput!", {"noWithdrawal": "perishable"}),
    )
    assert done["noWithdrawal"] == "perishable", done
    await zone(shop, 600, "28")
    buyer = shop.visitor()
    await fill(buyer, (bread, 1), (scarf, 1))
    lines = (await buyer.ask("{ cart { groups { stalls { lines { title noWithdrawal } } } } }"))["cart"]["groups"][0]
    assert {one["title"]: one["noWithdrawal"] for one in lines["stalls"][0]["lines"]} == {
        "Bread": "perishable",
        "Scarf": "",
    }
    await start(buyer)
    order = (await order_for(shop, buyer, 2310, delivery=TO_ME, method="BANK"))["order"]
    await paid(shop, order, 2310)
    await shop.worker.drain()
    [confirmed] = [one.text for one in shop.letters.sent if "is being prepared" in one.text]
    assert "You can withdraw without a reason until 14 days after you have all of the order." in confirmed
    assert "You cannot withdraw from: Bread (it spoils quickly)." in confirmed, "on paper too, as the law asks"
    await hand_over(shop, weaver, order["parts"][0]["id"])
    offered = await options(buyer, order)
    assert offered is not None
    assert [one["title"] for one in offered["lines"]] == ["Scarf"]
    assert [(one["title"], one["noWithdrawal"]) for one in offered["exempt"]] == [("Bread", "PERISHABLE")]
    assert (await withdraw(buyer, order, (offered["exempt"][0]["id"], None)))["__typename"] == "NotFound"
    [coming] = (await withdraw(buyer, order))["returns"]
    settled = (await inspect(shop, maker, coming))["goodsReturn"]
    assert (settled["refund"]["minor"], settled["delivery"]["minor"]) == (1210, 0), (
        "something stays, so it was sent all the same"
    )


async def test_the_plainest_delivery_goes_back_with_the_last_of_the_goods(shop: Shop, weaver: Stall) -> None:
    """Two returns: with the second, when nothing is left with her, the standard delivery's cost; not the dearer carrier's."""
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    await zone(shop, 600, "28")
    post = await carrier(shop, 1500)
    buyer = shop.visitor()
    await fill(buyer, (scarf, 2))
    await start(buyer)
    order = (await order_for(shop, buyer, 2420 + 1500, delivery=TO_ME, carrier_id=post["id"], method="BANK"))["order"]
    await paid(shop, order, 3920)
    await hand_over(shop, weaver, order["parts"][0]["id"])
    line = order["parts"][0]["lines"][0]["id"]
    backs = []
    for _ in range(2):
        [coming] = (await withdraw(buyer, order, (line, 1)))["returns"]
        backs.append((await inspect(shop, shop.by(shop.coordinator), coming))["goodsReturn"])
    assert [(one["refund"]["minor"], one["delivery"]["minor"]) for one in backs] == [(1210, 0), (1810, 600)]


async def test_before_the_hand_over_the_part_ends_at_once(shop: Shop, weaver: Stall, admin: asyncpg.Connection) -> None:
    """Nothing to send back: the goods are on the shelf again, the money is on its way, and a receipt is written all the same."""
    scarf = await offer(shop, weaver, "Scarf", price=1210, on_hand=3)
    buyer = shop.visitor()
    await fill(buyer, (scarf, 1))
    await start(buyer)
    order = (await order_for(shop, buyer, 1210, method="BANK"))["order"]
    await paid(shop, order, 1210)
    [coming] = (await withdraw(buyer, order))["returns"]
    assert coming["state"] == "SETTLED"
    now = await seen(buyer, order["id"])
    assert (now["state"], [one["amount"]["minor"] for one in now["refunds"]]) == ("CANCELLED", [1210])
    assert await on_hand(admin, scarf) == 3
    await shop.worker.drain()
    await shop.worker.drain()
    assert [one for one in shop.letters.sent if "withdrawal" in one.subject]


async def test_a_stall_that_takes_something_off_asks_the_co_op_first(shop: Shop, weaver: Stall) -> None:
    """With its reason, never more than it is worth; the coordinator gives the rest back; the buyer reads why."""
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    buyer, order = await fetched(shop, weaver, scarf, 1, 1210)
    [coming] = (await withdraw(buyer, order))["returns"]
    much = await inspect(shop, shop.by(weaver.maker), coming, 1211)
    assert (much["__typename"], much["most"]["minor"]) == ("DeductionTooLarge", 1210)
    looked = await inspect(shop, shop.by(weaver.maker), coming, 300, back=False)
    assert looked["goodsReturn"]["state"] == "INSPECTED", looked
    mine = await shop.by(weaver.maker).wish(
        "settleReturn(key: $k, id: $id)", CHANGED, k=("String!", new_key()), id=("ID!", coming["id"])
    )
    assert mine["__typename"] == "NotAllowed"
    done = await shop.by(shop.coordinator).wish(
        "settleReturn(key: $k, id: $id)", CHANGED, k=("String!", new_key()), id=("ID!", coming["id"])
    )
    assert (done["goodsReturn"]["state"], done["goodsReturn"]["refund"]["minor"]) == ("SETTLED", 910)
    await shop.worker.drain()
    await shop.worker.drain()
    [letter] = [one for one in shop.letters.sent if "what came back" in one.subject]
    assert "worn" in letter.text


async def test_market_31_three_thirds_come_back_and_meet_to_the_cent(shop: Shop, weaver: Stall) -> None:
    """Three of ten euros, one by one, then nothing is left: the last one takes the cent, and every part of the sale is reversed."""
    soap = await offer(shop, weaver, "Soap", price=1000, unit="GRAM", step=1, pricePer=3, on_hand=30)
    buyer, order = await fetched(shop, weaver, soap, 3, 1000)
    line = order["parts"][0]["lines"][0]["id"]
    backs = []
    for _ in range(3):
        [coming] = (await withdraw(buyer, order, (line, 1)))["returns"]
        backs.append((await inspect(shop, shop.by(shop.coordinator), coming))["goodsReturn"]["refund"]["minor"])
    assert (sorted(backs), sum(backs)) == ([333, 333, 334], 1000)
    assert (await withdraw(buyer, order, (line, 1)))["__typename"] == "NothingToReturn"
    assert all(balance == 0 for balance in (await books(shop)).values())


async def test_market_32_a_return_never_gives_more_than_is_left_of_its_stall(shop: Shop, weaver: Stall) -> None:
    """Part of it went back before as a complaint: the return is worth what is left, though a sibling's money is there."""
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=5000)
    buyer = shop.visitor()
    await fill(buyer, (scarf, 1), (bowl, 1))
    await start(buyer)
    order = (await order_for(shop, buyer, 6210, method="BANK"))["order"]
    await paid(shop, order, 6210)
    for part, stall in zip(order["parts"], (weaver, potter), strict=True):
        await hand_over(shop, stall, part["id"])
    line = order["parts"][0]["lines"][0]["id"]
    await refund(shop, order["id"], (line, 400))
    [coming] = (await withdraw(buyer, order, (line, None)))["returns"]
    assert coming["lines"][0]["worth"]["minor"] == 810
    much = await inspect(shop, shop.by(shop.coordinator), coming, 811)
    assert (much["__typename"], much["most"]["minor"]) == ("DeductionTooLarge", 810)
    done = await inspect(shop, shop.by(shop.coordinator), coming)
    assert done["goodsReturn"]["refund"]["minor"] == 810
    more = await refund(shop, order["id"], (line, 1))
    assert (more["__typename"], more["remaining"]["minor"]) == ("RefundExceedsPortion", 0)


async def test_what_went_back_before_is_off_what_a_return_is_worth(shop: Shop, weaver: Stall) -> None:
    """A stall's own keeper settles it: two pieces in two returns after 2.00 of them went back; and what was taken off is never more."""
    soap = await offer(shop, weaver, "Soap", price=720)
    buyer, order = await fetched(shop, weaver, soap, 2, 1440)
    line = order["parts"][0]["lines"][0]["id"]
    await refund(shop, order["id"], (line, 200))
    backs = []
    for _ in range(2):
        [coming] = (await withdraw(buyer, order, (line, 1)))["returns"]
        backs.append((await inspect(shop, shop.by(weaver.maker), coming))["goodsReturn"]["refund"]["minor"])
    assert backs == [720, 520]
    assert all(balance == 0 for balance in (await books(shop)).values())
    buyer, order = await fetched(shop, weaver, soap, 1, 720)
    [coming] = (await withdraw(buyer, order))["returns"]
    await inspect(shop, shop.by(weaver.maker), coming, 300)
    await refund(shop, order["id"], (order["parts"][0]["lines"][0]["id"], 500))
    done = await shop.by(shop.coordinator).wish(
        "settleReturn(key: $k, id: $id)", CHANGED, k=("String!", new_key()), id=("ID!", coming["id"])
    )
    assert (done["goodsReturn"]["state"], done["goodsReturn"]["refund"]["minor"]) == ("SETTLED", 0)


async def test_hostile_inspected_twice_at_once_is_paid_once(shop: Shop, weaver: Stall) -> None:
    """Two people with two keys: one settles it, the other is told so."""
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    buyer, order = await fetched(shop, weaver, scarf, 1, 1210)
    [coming] = (await withdraw(buyer, order))["returns"]
    barrier = asyncio.Barrier(2)

    async def settle(by: Program) -> str:
        await barrier.wait()
        done = await inspect(shop, by, coming)
        return f"{done['__typename']}:{done.get('current', '')}"

    ends = await asyncio.gather(settle(shop.by(weaver.maker)), settle(shop.by(shop.coordinator)))
    assert sorted(ends) == ["ChangedReturn:", "InvalidTransition:settled"]
    now = await seen(shop.by(shop.coordinator), order["id"])
    assert [one["amount"]["minor"] for one in now["refunds"]] == [1210]


async def test_the_time_to_withdraw_ends(shop: Shop, weaver: Stall, clock: Clock) -> None:
    """Fourteen days from the last of the goods, to the end of the day, and no weekend ends it."""
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    buyer, order = await fetched(shop, weaver, scarf, 1, 1210)
    offered = await options(buyer, order)
    assert offered is not None
    until = datetime.fromisoformat(offered["until"])
    async with shop.worker_database.read(Scope(shop.id)) as work:
        await clock.move(until - work.now - timedelta(minutes=1))
    assert (await options(buyer, order) or {})["isOpen"] is True
    await clock.move(timedelta(minutes=2))
    late = await withdraw(buyer, order)
    assert (late["__typename"], late["until"]) == ("WithdrawalOver", offered["until"])


async def test_by_number_and_mail_alone_and_nothing_is_told_to_a_guesser(shop: Shop, weaver: Stall) -> None:
    """A wrong number and a wrong address get the same answer; the right ones get a receipt by mail; guessing is slowed."""
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    _, order = await fetched(shop, weaver, scarf, 1, 1210)

    async def by_number(number: int, mail: str) -> dict[str, Any]:
        return await shop.visitor().wish(
            'withdrawByNumber(orderNumber: $n, mail: $m, name: "Berta")',
            "... on WithdrawalReceived { declaredAt }",
            n=("MinorUnits!", number),
            m=("String!", mail),
        )

    wrong = [await by_number(order["number"], "else@example.org"), await by_number(999, "berta@example.org")]
    assert wrong[0] == wrong[1]
    assert wrong[0]["__typename"] == "NotFound"
    done = await by_number(order["number"], "BERTA@example.org ")
    assert done["__typename"] == "WithdrawalReceived", done
    await shop.worker.drain()
    await shop.worker.drain()
    assert [one.to for one in shop.letters.sent if "withdrawal" in one.subject] == ["berta@example.org"]
    ends = [(await by_number(number, "guess@example.org"))["__typename"] for number in range(8)]
    assert ends[-1] == "TooManyAttempts", ends


async def test_something_is_not_as_it_should_be(shop: Shop, weaver: Stall) -> None:
    """The buyer asks with a reason, the co-op answers; a no is told with its own reason and takes nothing from later rights."""
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    buyer, order = await fetched(shop, weaver, scarf, 1, 1210)
    line = order["parts"][0]["lines"][0]["id"]

    async def ask() -> dict[str, Any]:
        return await buyer.wish(
            'askReturn(key: $k, orderId: $id, name: "Berta", lines: $lines, reason: "A hole")',
            DECLARED,
            k=("String!", new_key()),
            id=("ID!", order["id"]),
            lines=("[ReturnWishInput!]!", [{"lineId": line}]),
        )

    async def answer(asked: dict[str, Any], accept: bool, said: str) -> dict[str, Any]:
        return await shop.by(shop.coordinator).wish(
            "answerReturn(id: $id, accept: $yes, answer: $said)",
            CHANGED,
            id=("ID!", asked["id"]),
            yes=("Boolean!", accept),
            said=("String!", said),
        )

    [asked] = (await ask())["returns"]
    assert (await answer(asked, False, ""))["__typename"] == "InvalidInput"
    assert (await answer(asked, False, "It is how lace looks"))["goodsReturn"]["state"] == "DECLINED"
    [again] = (await ask())["returns"]
    assert (await answer(again, True, ""))["goodsReturn"]["state"] == "DECLARED"
    settled = await inspect(shop, shop.by(weaver.maker), again, back=False)
    assert settled["goodsReturn"]["refund"]["minor"] == 1210
    await shop.worker.drain()
    await shop.worker.drain()
    assert any("how lace looks" in one.text for one in shop.letters.sent)


async def paid(shop: Shop, order: dict[str, Any], total: int) -> None:
    """The bank transfer of an order came in."""
    done = await shop.by(shop.coordinator).wish(
        "recordBankTransfer(key: $key, reference: $ref, amount: $amount)",
        "... on ChangedOrder { order { state } }",
        key=("String!", new_key()),
        ref=("String!", order["payment"]["reference"]),
        amount=("MoneyInput!", {"minor": total, "currency": shop.cooperative.currency}),
    )
    assert done["order"]["state"] == "PLACED", done


@given(st.integers(0, 10**9), st.lists(st.integers(1, 1000), min_size=1, max_size=8))
def test_what_comes_back_piece_by_piece_is_the_whole(total: int, pieces: list[int]) -> None:
    sold, before, sums = sum(pieces), 0, 0
    for piece in pieces:
        sums += worth(total, sold, before, piece)
        before += piece
    assert sums == total


@given(
    st.integers(0, 4 * 366 * 24 * 3600).map(
        lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    ),
    st.integers(1, 60),
)
def test_the_last_day_is_whole_and_no_weekend(given_at: datetime, days: int) -> None:
    ends = last_moment(given_at, days, "Europe/Madrid")
    assert ends - given_at > timedelta(days=days) - timedelta(hours=2)
    last = (ends - timedelta(seconds=1)).astimezone(ZoneInfo("Europe/Madrid"))
    assert last.weekday() < 5


async def test_pages_say_the_time_that_members_decided_on(database: Database, worker_database: Database) -> None:
    """Thirty days by their rule: before paying, on the order's page to withdraw, and on the page for whoever has only a number."""
    decided = Statutes(
        {"title": {"en": "Thirty days"}, "articles": []}, (Version(1, None, {"market.withdrawal_days": 30}),)
    )
    shop = await open_shop(database, worker_database, statutes=decided)
    scarf = await offer(shop, await open_stall(shop, "Weaver"), "Scarf", price=1210)
    berta = await people.sign_up(database, name="Berta")
    await fill(shop.by(berta), (scarf, 1))
    await start(shop.by(berta))
    told, base = (
        "You can withdraw without a reason until 30 days after you have all of the order.",
        f"/en/c/{shop.cooperative.slug}",
    )
    async with reading(shop.program.door, berta.viewer) as browser:
        typed = {"name": "Berta", "way": shop.point, "method": "PICKUP"}
        assert told in (await browser.post(f"{base}/checkout", data=typed)).text
        order = (await order_for(shop, shop.by(berta), 1210))["order"]
        for path in ("/withdraw", f"/orders/{order['id']}/withdraw?t={order['followToken']}"):
            page = (await browser.get(base + path)).text
            assert told in page, path
            assert "until 14 days" not in page, path


@pytest.mark.parametrize("called_off", ["by the buyer", "by the stall"])
async def test_the_delivery_goes_back_with_the_last_of_the_order_whichever_way_that_ends(
    shop: Shop, weaver: Stall, called_off: str
) -> None:
    """She withdrew from what had come; then what was still to come is called off: nothing of the order is with her."""
    baker = await open_stall(shop, "Baker")
    scarf, bread = await offer(shop, weaver, "Scarf", price=1000), await offer(shop, baker, "Bread", price=2000)
    await zone(shop, 500, "28")
    buyer = shop.visitor()
    await fill(buyer, (scarf, 1), (bread, 1))
    await start(buyer)
    order = (await order_for(shop, buyer, 3500, delivery=TO_ME, method="BANK"))["order"]
    await take_in(shop, camt(Booked(3500, order["payment"]["reference"])))
    parts = await seen(buyer, order["id"])
    came, comes = part_of(parts, weaver), part_of(parts, baker)
    await hand_over(shop, weaver, came["id"])
    [back] = (await withdraw(buyer, order, (came["lines"][0]["id"], None)))["returns"]
    settled = await inspect(shop, shop.by(shop.coordinator), back)
    assert (settled["goodsReturn"]["state"], settled["goodsReturn"]["delivery"]["minor"]) == ("SETTLED", 0)
    if called_off == "by the buyer":
        await withdraw(buyer, order, (comes["lines"][0]["id"], None))
    else:
        await cancel(shop, order["id"], baker)
    await shop.worker.drain()
    refunds = (await seen(buyer, order["id"]))["refunds"]
    assert sorted(one["amount"]["minor"] for one in refunds) == [500, 1000, 2000]


@pytest.mark.parametrize("credit", [3500, 3200, 700])
@pytest.mark.parametrize("dearer", [0, 400])
async def test_the_plainest_delivery_goes_back_whatever_paid_it(
    shop: Shop, weaver: Stall, database: Database, worker_database: Database, credit: int, dearer: int
) -> None:
    """Out of store credit, from outside, or of both: the same, and the return says what the refunds give."""
    await may_use(shop, "store_credit")
    scarf = await offer(shop, weaver, "Scarf", price=3000)
    await zone(shop, 500, "28")
    by = (await carrier(shop, 500 + dearer))["id"] if dearer else None
    member = await people.member(database, worker_database, shop.id, name="Nadia", classes=("consumer",))
    await grant_credit(shop, member.agent_id, credit)
    buyer, total = shop.by(member), 3500 + dearer
    await fill(buyer, (scarf, 1))
    await start(buyer)
    await use_credit(shop, buyer, credit)
    order = (await order_for(shop, buyer, total, delivery=TO_ME, carrier_id=by, method="BANK"))["order"]
    if credit < total:
        await take_in(shop, camt(Booked(total - credit, order["payment"]["reference"])))
    await hand_over(shop, weaver, order["parts"][0]["id"])
    [back] = (await withdraw(buyer, order))["returns"]
    settled = (await inspect(shop, shop.by(shop.coordinator), back))["goodsReturn"]
    assert (settled["refund"]["minor"], settled["delivery"]["minor"]) == (3500, 500)
    await shop.worker.drain()
    refunds = (await seen(buyer, order["id"]))["refunds"]
    assert sum(one["amount"]["minor"] for one in refunds) == 3500
