"""Yen have no decimals and dinars three: cart, order, cash, refund, papers, payout."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_platform.market.payments import ports
from minga_testing import people
from minga_testing.buying import checkout_with, credit_there, issue_voucher, make_discount, may_use, order_of
from minga_testing.disputing import decide, dispute_newest
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.till import Till, open_till, pay
from minga_testing.trade import (
    HOLD,
    books,
    buy,
    cash,
    connect,
    hand_over,
    has_told_bank,
    later,
    order_by_card,
    proven_anew,
    provider_cash,
    refund,
    rounds,
    sold_and_remitted,
)
from minga_testing.visiting import visitor

PAYOUTS = """query P($s: ID!) { payouts(stallId: $s, first: 20) { nodes { id channel state onward amount { minor } netted { minor }
  broughtForward { minor } carriedForward { minor } } } }"""


@pytest.mark.parametrize(("unit", "exponent", "price", "told"), [("JPY", 0, 1999, "1799"), ("KWD", 3, 12345, "11.110")])
async def test_market_28_no_decimals_and_three(
    database: Database, worker_database: Database, unit: str, exponent: int, price: int, told: str
) -> None:
    """Minor units are right all the way: a discount, a voucher, cash, a refund in two steps, its papers, and the books."""
    shop = await open_shop(database, worker_database, currency=unit)
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=price, tax_bps=1000)
    await make_discount(shop, code="TENTH", percent=1000, stall=stall)
    code = await issue_voucher(shop, 500)
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1))
    await start(buyer)
    await checkout_with(buyer, "TENTH")
    await checkout_with(buyer, code)
    total = price - (price * 1000 + 5000) // 10000
    placed = await place(shop, buyer, total)
    assert placed["__typename"] == "PlacedOrder", placed
    shown = await buyer.ask(
        "query T($id: ID!) { order(id: $id) { total { decimal exponent } } }", id=placed["order"]["id"]
    )
    assert shown["order"]["total"] == {"decimal": told, "exponent": exponent}
    part = placed["order"]["parts"][0]
    done = await hand_over(shop, stall, part["id"], total - 500)
    assert done["__typename"] == "ChangedPart", done
    for amount in (total // 3, None):
        done = await refund(shop, placed["order"]["id"], (part["lines"][0]["id"], amount))
        assert done["__typename"] == "ChangedOrder", done
    await shop.worker.drain()
    order = await order_of(buyer, placed)
    assert order["payment"]["refunded"]["minor"] == total - 500
    assert order["payment"]["stored"][0]["refunded"]["minor"] == 500
    papers = await shop.worker_database_value(
        "SELECT array_agg(t ORDER BY kind) FROM (SELECT kind, sum(total_minor)::bigint AS t FROM trade_document WHERE cooperative_id = $1 GROUP BY kind) w"
    )
    assert papers == [total, total], "what was invoiced was credited"
    sums = await books(shop)
    assert all(minor == 0 for (kind, _, _), minor in sums.items() if kind in ("seller_held", "fee_income", "vat_due"))


async def payouts_of(shop: Shop, stall: Stall) -> list[tuple[str, int, int, int]]:
    """(state, amount, brought forward, carried forward), the newest first."""
    nodes = (await shop.by(stall.maker).ask(PAYOUTS, s=stall.id))["payouts"]["nodes"]
    return [
        (one["state"], *(one[name]["minor"] for name in ("amount", "broughtForward", "carriedForward")))
        for one in nodes
    ]


async def sold_for_cash(shop: Shop, stall: Stall, goods: Goods, price: int) -> None:
    buyer = shop.visitor()
    await fill(buyer, (goods, 1))
    await start(buyer)
    placed = await place(shop, buyer, price)
    done = await hand_over(shop, stall, placed["order"]["parts"][0]["id"], price)
    assert done["__typename"] == "ChangedPart", done


async def by_bank(shop: Shop, stall: Stall) -> dict[str, Any]:
    await has_told_bank(shop, stall)
    return await (await proven_anew(shop)).wish(
        "preparePayouts(key: $key, channel: BANK, stallIds: $stalls)", "... on PayoutBatch { payoutIds }",
        key=("String!", new_key()), stalls=("[ID!]", [stall.id]),
    )  # fmt: skip


async def ended(shop: Shop, wish: str, payout: str) -> None:
    officer = await proven_anew(shop)
    done = await officer.wish(wish.replace("$rest", 'reason: "x"'), "", key=("String!", new_key()), id=("ID!", payout))
    assert done["__typename"] == "ChangedPayouts", done


@pytest.mark.parametrize("unit", ["HUF", "TWD"])
async def test_market_28_a_bank_carries_whole_units_and_the_rest_is_carried_forward(
    database: Database, worker_database: Database, clock: Clock, unit: str
) -> None:
    """Three sales of 1,000.45, one after the other: what a bank cannot carry stays payable, goes with the next, and is neither lost nor paid
    twice when a payout fails whose rest went with a later one."""
    shop = await open_shop(database, worker_database, currency=unit)
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=100045, tax_bps=0)
    earned = 0
    made: list[str] = []
    for sale in range(3):
        await sold_for_cash(shop, stall, bowl, 100045)
        await clock.move(HOLD)
        await shop.sweep("payments.")
        aside = sum(amount for state, amount, _, _ in await payouts_of(shop, stall) if state == "prepared")
        payable = (await books(shop))[("seller_payable", "", stall.id)]
        done = await by_bank(shop, stall)
        assert done["__typename"] == "PayoutBatch", done
        made += done["payoutIds"]
        [(state, amount, brought, carried), *_] = await payouts_of(shop, stall)
        assert (state, amount % 100, amount + carried) == ("prepared", 0, payable - aside)
        assert 0 <= carried < 100, "the sum of the rests becomes whole again"
        assert (await books(shop))[("seller_payable", "", stall.id)] == payable, "set aside until it was sent"
        earned += payable - aside - brought
        if sale:
            await ended(shop, "confirmPayouts(key: $key, payoutIds: [$id])", made[-1])
    # The first is not sent after all, whose rest went with the second.
    await ended(shop, "cancelPayout(key: $key, payoutId: $id, $rest)", made[0])
    done = await by_bank(shop, stall)
    assert done["__typename"] == "PayoutBatch", done
    await ended(shop, "confirmPayouts(key: $key, payoutIds: [$id])", done["payoutIds"][0])
    rows = await payouts_of(shop, stall)
    paid = sum(amount for state, amount, _, _ in rows if state == "paid")
    left = (await books(shop))[("seller_payable", "", stall.id)]
    assert (paid % 100, paid + left) == (0, earned)
    assert 0 <= left < 100
    assert left == rows[0][3], "the statement says what is carried forward"


RESTS = "query R($s: ID) { payoutRests(stallId: $s) { stallId amount { minor } } }"


async def rest_of(shop: Shop, stall: Stall) -> int:
    """What payouts left over, as the maker and as the officer read it."""
    told = [
        (await shop.by(who).ask(RESTS, s=which))["payoutRests"]
        for who, which in ((stall.maker, stall.id), (shop.coordinator, None))
    ]
    assert told[0] == told[1]
    return sum(one["amount"]["minor"] for one in told[0])


async def by_hand(shop: Shop, stall: Stall, till: str | None) -> dict[str, Any]:
    return await (await proven_anew(shop)).wish(
        "preparePayouts(key: $key, channel: HAND, stallIds: $stalls, tillId: $till, rests: true)", "... on PayoutBatch { payoutIds }",
        key=("String!", new_key()), stalls=("[ID!]", [stall.id]), till=("ID", till),
    )  # fmt: skip


async def test_market_28_what_payouts_left_over_is_given_by_hand(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    """A bank carries whole forints; what it leaves waits for no sale that may never come: an officer gives it by hand to the last unit, once,
    also two at a time, and never without a till that has it. Her paper is the one of the sale."""
    shop = await open_shop(database, worker_database, currency="HUF")
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=100045, tax_bps=0)
    await sold_for_cash(shop, stall, bowl, 100045)
    assert (await by_hand(shop, stall, shop.point))["__typename"] == "NothingPayable", "nothing is left of nothing"
    await clock.move(HOLD)
    await shop.sweep("payments.")
    done = await by_bank(shop, stall)
    await ended(shop, "confirmPayouts(key: $key, payoutIds: [$id])", done["payoutIds"][0])
    left = await rest_of(shop, stall)
    assert 0 < left < 100
    assert (await by_bank(shop, stall))["__typename"] == "NothingPayable", "no bank carries it"
    both = await asyncio.gather(*(by_hand(shop, stall, shop.point) for _ in range(2)))
    assert sorted(one["__typename"] for one in both) == ["NothingPayable", "PayoutBatch"]
    [made] = next(one["payoutIds"] for one in both if one["__typename"] == "PayoutBatch")
    assert await rest_of(shop, stall) == 0
    await ended(shop, "cancelPayout(key: $key, payoutId: $id, $rest)", made)
    assert await rest_of(shop, stall) == left, "it was not given after all"
    [made] = (await by_hand(shop, stall, shop.point))["payoutIds"]
    till = ("cash_till", "", ids.encode("stall", ids.decode("point", shop.point)))
    before = (await books(shop))[till]
    await ended(shop, "confirmPayouts(key: $key, payoutIds: [$id])", made)
    await shop.worker.drain()
    sums = await books(shop)
    assert (sums[("seller_payable", "", stall.id)], before - sums[till]) == (0, left)
    assert (await payouts_of(shop, stall))[0] == ("paid", left, left, 0)
    papers = await shop.worker_database_value(
        "SELECT count(*) FROM trade_document WHERE cooperative_id = $1 AND kind = 'self_billing'"
    )
    assert papers == 1


async def test_market_28_what_is_left_over_goes_to_others_and_by_hand_alone(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    """To the last unit only by hand and to named stalls; what is payable beside it goes along; a stall that owes is paid what is left of it."""
    shop = await open_shop(database, worker_database, currency="HUF")
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=100045, tax_bps=0)
    officer = await proven_anew(shop)
    for channel, till in (("BANK", None), ("HAND", shop.point)):
        refused = await officer.wish(
            f"preparePayouts(key: $key, channel: {channel}, tillId: $till, rests: true)",
            "",
            key=("String!", new_key()),
            till=("ID", till),
        )
        assert refused["__typename"] == "InvalidInput"
    for _ in range(2):
        await sold_for_cash(shop, stall, bowl, 100045)
        await clock.move(HOLD)
        await shop.sweep("payments.")
        last = await by_hand(shop, stall, shop.point) if _ else await by_bank(shop, stall)
        assert last["__typename"] == "PayoutBatch"
    [(_, amount, brought, carried), (_, first, _, before)] = await payouts_of(shop, stall)
    assert (brought, carried, amount) == (before, 0, first + 2 * before)


async def test_market_28_two_batches_at_once_carry_a_rest_once(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    shop = await open_shop(database, worker_database, currency="HUF")
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=100045, tax_bps=0)
    await has_told_bank(shop, stall)
    for _ in range(2):
        await sold_for_cash(shop, stall, bowl, 100045)
        await clock.move(HOLD)
        await shop.sweep("payments.")
        await asyncio.gather(*(by_bank(shop, stall) for _ in range(3)))
    rows = await payouts_of(shop, stall)
    assert len(rows) == 2
    assert rows[0][2] == rows[1][3], "what the first carried forward the second brought"


@pytest.fixture
def till_of(
    database: Database, worker_database: Database, tmp_path: Path
) -> Callable[[str], AbstractAsyncContextManager[Till]]:
    """A co-op of a currency whose cards lead to a stand-in of its own."""

    def opened(unit: str) -> AbstractAsyncContextManager[Till]:
        return open_till(database, worker_database, tmp_path, currency=unit)

    return opened


TillOf = Callable[[str], AbstractAsyncContextManager[Till]]


async def test_market_28_the_provider_pays_whole_forints_out_and_keeps_the_rest(till_of: TillOf, clock: Clock) -> None:
    """Charged and remitted to the hundredth, paid out whole, by the real client: the rest rests in her account and goes with the next."""
    async with till_of("HUF") as till:
        await till.stand_in.ask("settings", deliver_by_itself=False)
        shop = till.shop
        stall = await open_stall(shop, "Potter")
        await connect(till, stall)
        bowl = await offer(shop, stall, "Bowl", price=20045, tax_bps=0)
        for _ in range(3):
            await sold_and_remitted(till, clock, stall, bowl, 20045)
            await later(till, clock, timedelta(days=2, minutes=1))
        remitted = sum(amount for _, amount, _, _ in await payouts_of(shop, stall))
        account = await shop.worker_database_value(
            "SELECT provider_account FROM seller_account WHERE cooperative_id = $1"
        )
        told = await till.account().seller_balance(account)
        assert isinstance(told, ports.Done)
        left = told.value.available["HUF"].minor
        out = await shop.worker_database_value(
            "SELECT sum(amount_minor)::bigint FROM account_payout WHERE cooperative_id = $1 AND state = 'paid'"
        )
        assert (out % 100, out + left) == (0, remitted)
        assert 0 <= left < 100
        carried = await shop.worker_database_value(
            "SELECT sum(carried_minor - brought_minor)::bigint FROM account_payout WHERE cooperative_id = $1"
        )
        assert carried == left
        assert await cash(till) == await provider_cash(till, "HUF")


async def sold_whole(till: Till, clock: Clock, stall: Stall, goods: Goods, price: int) -> None:
    """Sold, handed over, and remitted as far as the provider carries it."""
    _, order = await buy(till, (goods, 1), total=price)
    assert (await hand_over(till.shop, stall, order["parts"][0]["id"]))["__typename"] == "ChangedPart"
    await later(till, clock, HOLD)


async def test_market_28_what_is_left_over_stands_on_the_makers_page_and_on_that_of_payouts(
    till_of: TillOf, clock: Clock
) -> None:
    """A card provider remits dinars in steps of ten fils: what is left is told to the maker, and given on the officer's page."""
    async with till_of("KWD") as till:
        shop = till.shop
        stall = await open_stall(shop, "Potter")
        await connect(till, stall)
        bowl = await offer(shop, stall, "Bowl", price=12340, tax_bps=0)
        await sold_whole(till, clock, stall, bowl, 12340)
        await sold_for_cash(shop, stall, bowl, 12340)
        [(_, _, _, carried)] = await payouts_of(shop, stall)
        assert 0 < carried < 10
        async with visitor(till, stall.maker) as maker:
            page = (await maker.ask(f"/c/{shop.cooperative.slug}/stall/{stall.slug}/money")).text
            assert "of what is payable is less than can be sent" in page
            assert f"0.00{carried}" in page
        await clock.move(-HOLD)  # Her session is fresh again.
        payouts = f"/c/{shop.cooperative.slug}/coordination/payouts"
        async with visitor(till, shop.coordinator) as officer:
            assert re.search(rf"<option[^>]*>Potter: [^<]*0\.00{carried}<", (await officer.ask(payouts)).text)
            wish = {"key": new_key(), "stall": stall.id, "till": shop.point}
            done = await officer.ask(f"{payouts}/rest", wish)
            assert done.status_code == 303, done.text
            assert "Left over" not in (await officer.ask(payouts)).text
        assert (await payouts_of(shop, stall))[0] == ("prepared", carried, carried, 0)


@pytest.mark.parametrize(("unit", "price"), [("ISK", 4205), ("UGX", 40005), ("JPY", 2405), ("KWD", 12340)])
async def test_market_28_cards_in_currencies_of_every_kind(
    till_of: TillOf, clock: Clock, unit: str, price: int
) -> None:
    """Charge, remittance, refund and the payout to the bank are sent in the shape that the provider documents; the books agree with it."""
    async with till_of(unit) as till:
        await till.stand_in.ask("settings", deliver_by_itself=False)
        shop = till.shop
        stall = await open_stall(shop, "Potter")
        await connect(till, stall)
        bowl = await offer(shop, stall, "Bowl", price=price, tax_bps=0)
        await sold_whole(till, clock, stall, bowl, price)
        _, order = await buy(till, (bowl, 1), total=price)
        back = await refund(shop, order["id"], (order["parts"][0]["lines"][0]["id"], None))
        assert back["__typename"] == "ChangedOrder", back
        await rounds(till)
        await later(till, clock, timedelta(days=2, minutes=1))
        [(state, amount, _, carried)] = await payouts_of(shop, stall)
        assert state == "paid"
        assert carried < 10
        assert amount > 0
        assert await cash(till) == await provider_cash(till, unit)
        onward = await shop.worker_database_value("SELECT state FROM account_payout WHERE cooperative_id = $1")
        assert onward == "paid"


async def test_market_28_a_card_is_not_charged_what_it_cannot_be_given_back(till_of: TillOf) -> None:
    """Of dinars the last of three decimals is nought with a card: another way to pay is named before anything is placed."""
    async with till_of("KWD") as till:
        shop = till.shop
        stall = await open_stall(shop, "Potter")
        odd = await offer(shop, stall, "Cup", price=12345, tax_bps=0)
        buyer = shop.visitor()
        await fill(buyer, (odd, 1))
        await start(buyer)
        refused = await place(shop, buyer, 12345, method="CARD")
        assert refused["__typename"] == "PaymentNotOffered", refused
        assert (await place(shop, buyer, 12345))["__typename"] == "PlacedOrder"
        # Two odd lines of one stall are whole together: one line stands on the page for both.
        await buy(till, (odd, 2), total=24690)


BACK = "query B($id: ID!) { order(id: $id) { payment { refunded { minor } } refunds { id state goesTo amount { minor } } } }"


async def backs(buyer: Program, order: dict[str, Any]) -> list[tuple[str, str, int]]:
    """What goes back of an order, as its buyer reads it: (where to, state, minor units), in the order it was asked for."""
    found = (await buyer.ask(BACK, id=order["id"]))["order"]["refunds"]
    return [(one["goesTo"], one["state"], one["amount"]["minor"]) for one in found]


async def give(shop: Shop, refund_id: str, till: str | None) -> str:
    """An officer gave it by hand; what was answered."""
    done = await shop.by(shop.coordinator).wish(
        "giveRefundByHand(key: $key, refundId: $id, pickupPointId: $till)", "... on Refund { state }",
        key=("String!", new_key()), id=("ID!", refund_id), till=("ID", till),
    )  # fmt: skip
    return str(done["__typename"])


async def to_give(shop: Shop) -> list[str]:
    found = await shop.by(shop.coordinator).ask("{ ordersToGiveBack { id } }")
    return [one["id"] for one in found["ordersToGiveBack"]]


async def test_market_28_what_a_card_cannot_be_given_back_is_given_by_hand(till_of: TillOf) -> None:
    """4.115 of 12.340 dinars go back: 4.110 by card, and five fils wait for a person, in the books and on both pages. Given out of a till
    that has them, or by bank, once each; the provider was never asked for what it cannot do."""
    async with till_of("KWD") as till:
        shop = till.shop
        stall = await open_stall(shop, "Potter")
        bowl = await offer(shop, stall, "Bowl", price=12340, tax_bps=500)
        await buy(till, (bowl, 1), total=12340)
        buyer, order = await buy(till, (bowl, 1), total=12340)
        line = order["parts"][0]["lines"][0]["id"]
        for amount in (4115, None):
            back = await refund(shop, order["id"], (line, amount))
            assert back["__typename"] == "ChangedOrder", back
        await rounds(till)
        by_card, by_hand = [("source", "settled", one) for one in (4110, 8220)], ("hand", "requested", 5)
        assert await backs(buyer, order) == [by_card[0], by_hand, by_card[1], by_hand]
        assert sorted(one["amount"] for one in await till.listed("refunds")) == [4110, 8220]
        assert (await books(shop))[("refunds_in_flight", "", "")] == 10, "still the buyer's"
        assert await to_give(shop) == [order["id"]]
        await shop.sweep("payments.")
        assert not (await shop.by(shop.coordinator).ask("{ discrepancies { kind } }"))["discrepancies"]
        assert await cash(till) == await provider_cash(till, "KWD")

        desk = f"/c/{shop.cooperative.slug}/coordination"
        async with visitor(till, shop.coordinator) as officer:
            assert "To give back by hand" in (await officer.ask(desk)).text
            assert (
                "That is less than a card can be given back" in (await officer.ask(f"{desk}/orders/{order['id']}")).text
            )
        first, second = [
            one["id"] for one in (await buyer.ask(BACK, id=order["id"]))["order"]["refunds"] if one["goesTo"] == "hand"
        ]
        assert await give(shop, first, shop.point) == "TillTooLow", "the till is empty"
        await sold_for_cash(shop, stall, bowl, 12340)
        assert await give(shop, first, shop.point) == "Refund"
        assert await give(shop, first, None) == "InvalidTransition", "once"
        assert await give(shop, second, None) == "Refund"
        sums = await books(shop)
        assert sums[("refunds_in_flight", "", "")] == 0
        assert sums[("cash_bank", "", "")] == -5
        assert await to_give(shop) == []
        card = next(
            one["id"]
            for one in (await buyer.ask(BACK, id=order["id"]))["order"]["refunds"]
            if one["goesTo"] == "source"
        )
        assert await give(shop, card, None) == "InvalidTransition", "what a card was given back is not given twice"
        await rounds(till)
        papers = await shop.worker_database_value(
            "SELECT sum(total_minor)::bigint FROM trade_document WHERE cooperative_id = $1 AND kind = 'credit_note'"
        )
        assert papers == 12340, "all of it is credited"


async def test_market_28_what_a_card_cannot_be_given_back_is_kept_as_credit(
    database: Database, till_of: TillOf
) -> None:
    """Where the co-op may keep store credit and knows the buyer, the rest is hers at once: nobody need come for five fils."""
    async with till_of("KWD") as till:
        shop = till.shop
        await may_use(shop, "store_credit")
        bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=12340, tax_bps=500)
        buyer = shop.by(await people.sign_up(database))
        _, placed = await order_by_card(till, (bowl, 1), total=12340, buyer=buyer)
        await pay(till, placed["paymentUrl"])
        await till.heard()
        order = placed["order"]
        line = order["parts"][0]["lines"][0]["id"]
        for amount in (3, 4115):
            back = await refund(shop, order["id"], (line, amount))
            assert back["__typename"] == "ChangedOrder", back
        await rounds(till)
        assert await backs(buyer, order) == [
            ("credit", "settled", 3),
            ("source", "settled", 4110),
            ("credit", "settled", 5),
        ]
        assert await credit_there(buyer) == 8
        assert (await books(shop))[("refunds_in_flight", "", "")] == 0
        assert await to_give(shop) == []


async def test_market_28_a_rest_is_not_given_beside_a_bank_that_takes_all(till_of: TillOf) -> None:
    """While the buyer's bank disputes the payment nobody gives its rest by hand; lost, the bank has paid it."""
    async with till_of("KWD") as till:
        shop = till.shop
        bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=12340, tax_bps=500)
        buyer, order = await buy(till, (bowl, 1), total=12340)
        await refund(shop, order["id"], (order["parts"][0]["lines"][0]["id"], 4115))
        await rounds(till)
        dispute = await dispute_newest(till)
        await till.heard()
        [_, rest] = (await buyer.ask(BACK, id=order["id"]))["order"]["refunds"]
        assert await give(shop, rest["id"], None) == "PaymentDisputed"
        await decide(till, dispute, "lost")
        assert ("hand", "settled", 5) in await backs(buyer, order)
        assert await give(shop, rest["id"], None) == "InvalidTransition"
        sums = await books(shop)
        assert (sums[("refunds_in_flight", "", "")], sums[("disputed", "", "")]) == (0, 0)
