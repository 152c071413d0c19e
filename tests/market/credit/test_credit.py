"""Store credit and gift vouchers: several sources of one order, split by one rule, and each cent back to where it came from."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_frontend.means import views as causes
from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_platform.market.credit.models import CAUSES
from minga_platform.market.credit.spending import Source, shares_of
from minga_testing import people, printed
from minga_testing.buying import checkout_with, credit_there, grant_credit, issue_voucher, may_use, order_of, use_credit
from minga_testing.plugin import Clock
from minga_testing.producing import name_jar
from minga_testing.reading import reading
from minga_testing.shop import Program, Shop, fill, move_clock, new_key, offer, open_shop, open_stall, place, start
from minga_testing.till import Till, pay
from minga_testing.trade import (
    HOLD,
    books,
    cancel,
    cash,
    connect,
    hand_over,
    later,
    proven_anew,
    provider_cash,
    refund,
    rounds,
    tell_bank,
)
from minga_testing.weighing import mark_ready, offer_cheese, weigh


async def _buyer(till_or_shop: Shop, database: Database, worker_database: Database, credit: int) -> Program:
    somebody = await people.member(database, worker_database, till_or_shop.id, name="Berta", classes=("consumer",))
    if credit:
        await grant_credit(till_or_shop, somebody.agent_id, credit)
    return till_or_shop.by(somebody)


async def test_market_27_card_credit_and_voucher_over_three_stalls(
    till: Till, database: Database, worker_database: Database
) -> None:
    """Each source is split by one rule; what the sources pay of a stall's part is its total; refunds end where they began."""
    shop = till.shop
    goods = [
        await offer(shop, await open_stall(shop, name), name, price=price)
        for name, price in (("Potter", 3333), ("Weaver", 1001), ("Baker", 5667))
    ]
    buyer = await _buyer(shop, database, worker_database, 2000)
    code = await issue_voucher(shop, 3000)
    await fill(buyer, *((one, 1) for one in goods))
    await start(buyer)
    assert (await checkout_with(buyer, code.lower()))["kind"] == "voucher"
    assert (await use_credit(shop, buyer, 9999))["available"]["minor"] == 2000
    assert (await use_credit(shop, buyer, 2000))["__typename"] == "ChangedMeans"
    placed = await place(shop, buyer, 10001, method="CARD")
    order = await order_of(buyer, placed)
    assert order["payment"]["amount"]["minor"] == 5001
    assert {one["method"]: one["amount"]["minor"] for one in order["payment"]["stored"]} == {
        "voucher": 3000,
        "credit": 2000,
    }
    rows = await shop.worker_database_value(
        "SELECT bool_and(s.total_minor = p.authorised_minor + w.amount) FROM seller_order s JOIN portion p ON p.seller_order_id = s.id, "
        "LATERAL (SELECT sum(amount_minor) AS amount FROM spending WHERE seller_order_id = s.id) w WHERE s.cooperative_id = $1"
    )
    assert rows is True, "per-stall sums are the parts' totals"
    assert await credit_there(buyer) == 0, "what is set aside cannot be spent again"
    await pay(till, placed["paymentUrl"])
    await till.heard()
    order = await order_of(buyer, placed)
    assert order["state"] == "PLACED"
    assert order["payment"]["captured"]["minor"] == 5001
    sums = await books(shop)
    assert sums.get(("stored_set_aside", "", ""), 0) == 0
    # A line goes back in three steps and then whole: the card first as far as this stall's portion has it, then credit, then voucher.
    line = order["parts"][0]["lines"][0]["id"]
    for amount in (1111, 1111, None):
        done = await refund(shop, order["id"], (line, amount))
        assert done["__typename"] == "ChangedOrder", done
    await till.heard()
    order = await order_of(buyer, placed)
    assert order["parts"][0]["lines"][0]["refunded"]["minor"] == 3333
    card = sum(one["amount"] for one in await till.listed("refunds"))
    assert card == order["payment"]["refunded"]["minor"] <= order["payment"]["captured"]["minor"]
    back = {one["method"]: one["refunded"]["minor"] for one in order["payment"]["stored"]}
    assert card + sum(back.values()) == 3333
    assert await credit_there(buyer) == back["credit"]
    await cancel(shop, order["id"])
    await till.heard()
    order = await order_of(buyer, placed)
    assert order["payment"]["refunded"]["minor"] == 5001
    assert {one["method"]: one["refunded"]["minor"] for one in order["payment"]["stored"]} == {
        "voucher": 3000,
        "credit": 2000,
    }
    assert await credit_there(buyer) == 2000


async def test_market_29_a_voucher_pays_it_whole(database: Database, worker_database: Database) -> None:
    """No payment page, no intent: placed, paid, with its invoice, handed over, and the maker earns as ever."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=2400)
    code = await issue_voucher(shop, 5000)
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1))
    await start(buyer)
    await checkout_with(buyer, code)
    placed = await place(shop, buyer, 2400, method="BANK")
    order = placed["order"]
    assert (order["state"], order["payment"]["state"], placed["paymentUrl"]) == ("PLACED", "paid", None)
    done = await hand_over(shop, stall, order["parts"][0]["id"])
    assert done["part"]["state"] == "HANDED_OVER"
    await shop.worker.drain()
    assert await shop.worker_database_value("SELECT total_minor FROM trade_document WHERE cooperative_id = $1") == 2400
    second = shop.visitor()
    await fill(second, (bowl, 2))
    await start(second)
    await checkout_with(second, code)
    again = await place(shop, second, 4800)
    assert again["__typename"] == "PlacedOrder"
    assert (await order_of(second, again))["payment"]["stored"][0]["amount"]["minor"] == 2600, "what was left of it"


async def test_hostile_07_a_voucher_is_spent_once(database: Database, worker_database: Database) -> None:
    """Fifty baskets with one voucher that is worth one of them: one is paid with it, the others are told there is nothing left."""
    shop = await open_shop(database, worker_database)
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=1000, on_hand=60)
    code = await issue_voucher(shop, 1000)
    buyers = [shop.visitor() for _ in range(50)]

    async def ready(buyer: Program) -> None:
        await fill(buyer, (bowl, 1))
        await start(buyer)
        await checkout_with(buyer, code)

    for chunk in range(0, 50, 10):
        await asyncio.gather(*(ready(buyer) for buyer in buyers[chunk : chunk + 10]))
    done = await asyncio.gather(*(place(shop, buyer, 1000) for buyer in buyers))
    kinds = [one["__typename"] for one in done]
    assert kinds.count("PlacedOrder") == 1, kinds
    assert kinds.count("CodeNotTaken") == 49, kinds


async def test_hostile_01_and_04_mixed_sources(database: Database, worker_database: Database) -> None:
    """The same key with another total is refused and spends nothing; the same wish again is one order; what the client says she
    pays is compared, never believed."""
    shop = await open_shop(database, worker_database)
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=3000)
    buyer, key = await _buyer(shop, database, worker_database, 1000), new_key()
    await fill(buyer, (bowl, 1))
    await start(buyer)
    await use_credit(shop, buyer, 1000)
    lied = await buyer.wish(
        "placeOrder(key: $key, expectedTotal: $total, expectedToPay: $pays, contact: $contact, paymentMethod: PICKUP, pickupPointId: $point)",
        "... on PlacedOrder { order { id } } ... on PriceChanged { new { minor } }",
        key=("String!", new_key()),
        total=("MoneyInput!", {"minor": 3000, "currency": "EUR"}),
        pays=("MoneyInput!", {"minor": 1, "currency": "EUR"}),
        contact=("BuyerInput!", {"name": "Berta", "mail": "berta@example.org"}),
        point=("ID!", shop.point),
    )
    assert (lied["__typename"], lied["new"]["minor"]) == ("PriceChanged", 2000)
    assert await credit_there(buyer) == 1000
    first = await asyncio.gather(*(place(shop, buyer, 3000, key=key) for _ in range(8)))
    assert len({one["order"]["id"] for one in first}) == 1
    assert (await place(shop, buyer, 2999, key=key))["__typename"] == "KeyReused"
    assert await credit_there(buyer) == 0
    await cancel(shop, first[0]["order"]["id"])
    assert await credit_there(buyer) == 1000, "what was set aside for an order that ended is hers again"


async def test_hostile_08_sixty_percent_twice_at_once(database: Database, worker_database: Database) -> None:
    """Two refunds of 60 % of an order paid by voucher, credit and cash, at once: one succeeds, nothing is given twice."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=3000)
    buyer = await _buyer(shop, database, worker_database, 1000)
    code = await issue_voucher(shop, 500)
    await fill(buyer, (bowl, 1))
    await start(buyer)
    await checkout_with(buyer, code)
    await use_credit(shop, buyer, 1000)
    placed = await place(shop, buyer, 3000)
    part = placed["order"]["parts"][0]
    done = await hand_over(shop, stall, part["id"], 1500)
    assert done["__typename"] == "ChangedPart", done
    line = part["lines"][0]["id"]
    both = await asyncio.gather(*(refund(shop, placed["order"]["id"], (line, 1800)) for _ in range(2)))
    assert sorted(one["__typename"] for one in both) == ["ChangedOrder", "RefundExceedsPortion"]
    order = await order_of(buyer, placed)
    assert order["payment"]["refunded"]["minor"] == 1500, "cash first, never more than came in"
    assert {one["method"]: one["refunded"]["minor"] for one in order["payment"]["stored"]} == {
        "voucher": 0,
        "credit": 300,
    }


async def test_what_is_stored_is_not_asked_for_in_cash(database: Database, worker_database: Database) -> None:
    """Store credit paid a part of it: the stall's page, the counter and the lists all ask for the rest, which is what is taken."""
    shop = await open_shop(database, worker_database)
    potter, dairy = await open_stall(shop, "Potter"), await open_stall(shop, "Dairy")
    bowl, plate = await offer(shop, potter, "Bowl", price=1500), await offer(shop, potter, "Plate", price=660)
    cheese = await offer_cheese(shop, dairy)
    buyer = await _buyer(shop, database, worker_database, 1000)
    await fill(buyer, (bowl, 1), (plate, 1), (cheese, 1000))
    await start(buyer)
    await use_credit(shop, buyer, 1000)
    order = (await place(shop, buyer, 2160 + 1150))["order"]
    pots, wheel = order["parts"][0]["id"], order["parts"][1]
    await weigh(shop, dairy, wheel["lines"][0]["id"], 900)
    rest = {pots: 2160 - 653, wheel["id"]: 1150 - 347 - 250}
    for stall in (potter, dairy):
        part = await shop.by(stall.maker).ask(
            "query P($stall: ID!) { sellerOrders(stallId: $stall) { nodes { id toPay { minor } stored { minor } } } }", stall=stall.id
        )  # fmt: skip
        [one] = part["sellerOrders"]["nodes"]
        assert one["toPay"]["minor"] == rest[one["id"]]
    lists = (
        await shop.by(shop.coordinator).ask(
            "{ handoverLists { cash { minor } packs { cash { minor } } runs { cash { minor } } } }"
        )
    )["handoverLists"]
    asked = [lists["cash"], lists["packs"][0]["cash"], lists["runs"][0]["cash"]]
    assert [one["minor"] for one in asked] == [sum(rest.values())] * 3
    async with reading(shop.program.door, shop.coordinator.viewer) as browser:
        at_counter = (await browser.get(f"/en/c/{shop.cooperative.slug}/cash/parts/{pots}")).text
    assert "€15.07" in at_counter
    assert "€21.60" not in at_counter
    for stall, part_id in ((potter, pots), (dairy, wheel["id"])):
        await mark_ready(shop, stall, part_id)
        assert (await hand_over(shop, stall, part_id, rest[part_id] + 1))["__typename"] == "AmountDiffers"
        assert (await hand_over(shop, stall, part_id, rest[part_id]))["__typename"] == "ChangedPart"


@pytest.mark.usefixtures("clock")
async def test_money_that_came_late_goes_back_whole(
    database: Database, worker_database: Database, admin: object
) -> None:
    """A transfer that comes after its order lapsed: the store credit went back before, so the transfer goes back too."""
    shop = await open_shop(database, worker_database)
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=3000)
    buyer = await _buyer(shop, database, worker_database, 1000)
    await fill(buyer, (bowl, 1))
    await start(buyer)
    await use_credit(shop, buyer, 1000)
    placed = await place(shop, buyer, 3000, method="BANK")
    await move_clock(admin, "8 days")
    await shop.sweep("payments.pass_holds")
    assert await credit_there(buyer) == 1000
    done = await shop.by(shop.coordinator).wish(
        "recordBankTransfer(key: $key, reference: $reference, amount: $amount)",
        "... on ChangedOrder { order { id } }",
        key=("String!", new_key()),
        reference=("String!", placed["order"]["payment"]["reference"]),
        amount=("MoneyInput!", {"minor": 2000, "currency": "EUR"}),
    )
    assert done["__typename"] == "ChangedOrder", done
    order = await order_of(buyer, placed)
    assert order["state"] == "CANCELLED"
    assert order["payment"]["refunded"]["minor"] == 2000
    assert await credit_there(buyer) == 1000


async def test_a_refund_may_become_store_credit(database: Database, worker_database: Database) -> None:
    """As the buyer chose: the cash stays in the till, and she has it here. Not where the co-op may keep none, nor for a guest."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=3000)
    buyer = await _buyer(shop, database, worker_database, 0)

    async def bought(somebody: Program) -> dict[str, Any]:
        await fill(somebody, (bowl, 1))
        await start(somebody)
        order: dict[str, Any] = (await place(shop, somebody, 3000))["order"]
        await hand_over(shop, stall, order["parts"][0]["id"], 3000)
        return order

    async def as_credit(order: dict[str, Any]) -> dict[str, Any]:
        return await shop.by(shop.coordinator).wish(
            "refundLines(key: $key, orderId: $order, lines: $lines, toCredit: true)",
            "... on ChangedOrder { order { hasAccount refunds { state goesTo amount { minor } } } } ... on NoLegalBasis { feature } "
            "... on InvalidInput { field rule }",
            key=("String!", new_key()),
            order=("ID!", order["id"]),
            lines=(
                "[LineRefundInput!]!",
                [{"lineId": order["parts"][0]["lines"][0]["id"], "amount": {"minor": 1200, "currency": "EUR"}}],
            ),
        )

    order, of_guest = await bought(buyer), await bought(shop.visitor())
    refused = await as_credit(order)
    assert (refused["__typename"], refused["feature"]) == ("NoLegalBasis", "store_credit")
    assert (await order_of(buyer, {"order": order}))["refunds"] == []
    await may_use(shop, "store_credit")
    refused = await as_credit(of_guest)
    assert (refused["__typename"], refused["field"], refused["rule"]) == ("InvalidInput", "toCredit", "needs_account")
    done = await as_credit(order)
    assert done["order"] == {
        "hasAccount": True,
        "refunds": [{"state": "settled", "goesTo": "credit", "amount": {"minor": 1200}}],
    }
    assert await credit_there(buyer) == 1200
    entries = (await buyer.ask("{ myCreditEntries { nodes { cause amount { minor } after { minor } } } }"))[
        "myCreditEntries"
    ]["nodes"]
    assert entries == [{"cause": "refund", "amount": {"minor": 1200}, "after": {"minor": 1200}}]


async def test_the_desk_offers_store_credit_to_who_can_have_it(database: Database, worker_database: Database) -> None:
    """A choice on the order's page for a buyer with an account, where the co-op may keep it; she reads it in the letter, on her page and
    on the sheet to keep."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=3000)
    buyer = await _buyer(shop, database, worker_database, 0)
    orders = []
    for somebody in (buyer, shop.visitor()):
        await fill(somebody, (bowl, 1))
        await start(somebody)
        orders.append((await place(shop, somebody, 3000))["order"])
        await hand_over(shop, stall, orders[-1]["parts"][0]["id"], 3000)
    await shop.worker.drain()
    base = f"/en/c/{shop.cooperative.slug}"
    hers, of_guest = (f"{base}/coordination/orders/{order['id']}" for order in orders)
    choice = "As store credit, if she chose that"
    async with reading(shop.program.door, shop.coordinator.viewer) as desk:
        assert choice not in (await desk.get(hers)).text, "the co-op may keep none"
        await may_use(shop, "store_credit")
        assert choice not in (await desk.get(of_guest)).text, "a guest has nowhere to keep it"
        shown = (await desk.get(hers)).text
        assert choice in shown
        assert 'value="source" checked' in shown, "her money back is what happens when nobody chooses"
        shop.letters._by_id.clear()
        line = orders[0]["parts"][0]["lines"][0]["id"]
        sent = await desk.post(
            f"{hers}/refund",
            data={
                "key": new_key(),
                f"refund-{line}": "12.00",
                "reason": "a crack",
                "liable": "PRODUCER",
                "goes": "credit",
            },
            headers={"sec-fetch-site": "same-origin"},
        )
        assert sent.status_code == 303, sent.text
        assert "The buyer has it as store credit now" in (await desk.get(sent.headers["location"])).text
    assert await credit_there(buyer) == 1200
    await shop.worker.drain()
    [letter] = [one for one in shop.letters.sent if "kept for you as store credit" in one.text]
    assert "You can pay a later order" in letter.text
    async with reading(shop.program.door, buyer.viewer) as page:
        told = (await page.get(f"{base}/orders/{orders[0]['id']}")).text
        assert f'href="{base}/credit">kept for you as store credit' in told
        sheet = await page.get(f"{base}/orders/{orders[0]['id']}?as=pdf")
        assert printed.lacking(sheet.content, "kept for you as store credit") == []


async def test_the_desk_gives_back_what_store_credit_paid_whole(database: Database, worker_database: Database) -> None:
    """No money came in from outside, and a line goes back all the same: to the credit that paid it, without a choice."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=3000)
    buyer = await _buyer(shop, database, worker_database, 3000)
    await fill(buyer, (bowl, 1))
    await start(buyer)
    await use_credit(shop, buyer, 3000)
    order = (await place(shop, buyer, 3000))["order"]
    await hand_over(shop, stall, order["parts"][0]["id"])
    field = f"refund-{order['parts'][0]['lines'][0]['id']}"
    at = f"/en/c/{shop.cooperative.slug}/coordination/orders/{order['id']}"
    async with reading(shop.program.door, shop.coordinator.viewer) as desk:
        shown = (await desk.get(at)).text
        assert f'name="{field}"' in shown
        assert "As store credit, if she chose that" not in shown
        sent = await desk.post(
            f"{at}/refund",
            data={"key": new_key(), field: "12.00", "liable": "PRODUCER"},
            headers={"sec-fetch-site": "same-origin"},
        )
        assert sent.status_code == 303, sent.text
    assert await credit_there(buyer) == 1200


def test_every_cause_of_an_entry_has_its_words() -> None:
    assert causes.CAUSES.keys() == set(CAUSES), (
        "a statement with a cause that the page has no word for is no page at all"
    )


async def test_a_jars_deposit_stands_on_her_statement(database: Database, worker_database: Database) -> None:
    """She took the deposit as store credit: her page says so."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Bees")
    jar = await name_jar(shop)
    honey = await offer(shop, stall, "Honey", price=800, containerId=jar)
    berta = await people.member(database, worker_database, shop.id, name="Berta", classes=("consumer",))
    buyer = shop.by(berta)
    await may_use(shop, "store_credit")
    await fill(buyer, (honey, 1))
    await start(buyer)
    part = (await place(shop, buyer, 850))["order"]["parts"][0]
    assert (await hand_over(shop, stall, part["id"], 850))["__typename"] == "ChangedPart"
    done = await shop.by(shop.coordinator).wish(
        "takeBackContainers(key: $key, containerId: $jar, count: 1, pickupPointId: $point, way: CREDIT, memberId: $member)",
        "... on Done { __typename }",
        key=("String!", new_key()),
        jar=("ID!", jar),
        point=("ID!", shop.point),
        member=("ID!", ids.encode("agent", berta.agent_id)),
    )
    assert done["__typename"] == "Done", done
    async with reading(shop.program.door, berta.viewer) as browser:
        page = await browser.get(f"/en/c/{shop.cooperative.slug}/credit")
    assert page.status_code == 200
    assert "Deposit of what you brought back" in page.text


@pytest.mark.usefixtures("clock")
async def test_a_voucher_lapses_by_rule(database: Database, worker_database: Database, admin: object) -> None:
    """What is left after its time is the co-op's; the code is told so."""
    shop = await open_shop(database, worker_database)
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=3000)
    code = await issue_voucher(shop, 700)
    await move_clock(admin, "1200 days")
    await shop.sweep("credit.lapse_vouchers")
    sums = await books(shop)
    assert sums[("vouchers_lapsed", "", "")] == -700 or sums[("vouchers_lapsed", "", "")] == 700
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1))
    await start(buyer)
    assert (await checkout_with(buyer, code))["reason"] == "over"


@pytest.mark.usefixtures("clock")
async def test_what_was_noted_of_a_voucher_is_forgotten_with_the_years(
    database: Database, worker_database: Database, admin: object
) -> None:
    shop = await open_shop(database, worker_database)
    await issue_voucher(shop, 700, note="for Ana who was ill")
    noted = "SELECT note FROM voucher WHERE cooperative_id = $1"
    await shop.sweep("credit.forget_notes")
    assert await shop.worker_database_value(noted) == "for Ana who was ill"
    await move_clock(admin, "2300 days")
    await shop.sweep("credit.forget_notes")
    assert await shop.worker_database_value(noted) == ""


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.lists(st.integers(0, 100), min_size=0, max_size=3))
def test_sources_pay_the_parts_together(totals: list[int], hundredths: list[int]) -> None:
    """Σ over the sources and the rest of a part is its total; Σ over the parts of a source is its amount."""
    left, plan = sum(totals), []
    for share in hundredths:
        amount = left * share // 100
        left -= amount
        plan.append(Source("voucher", ids.new(), amount))
    taken, rest = shares_of(tuple(plan), [(None, total) for total in totals])
    assert [sum(shares) for shares in taken] == [source.amount_minor for source in plan]
    for at, total in enumerate(totals):
        assert rest[at] >= 0
        assert rest[at] + sum(shares[at] for shares in taken) == total


async def test_what_went_back_to_the_card_is_not_sent_on_from_there(own_till: Till, clock: Clock) -> None:
    """80.00 by card and 20.00 by voucher, 50.00 go back to the card: the 30.00 left there are less than her share, so the co-op pays it,
    and its balance at the provider stays what it is."""
    till, shop = own_till, own_till.shop
    potter = await open_stall(shop, "Potter")
    await connect(till, potter)
    bowl = await offer(shop, potter, "Bowl", price=10000)
    buyer, code = shop.visitor(), await issue_voucher(shop, 2000)
    await fill(buyer, (bowl, 1))
    await start(buyer)
    await checkout_with(buyer, code)
    placed = await place(shop, buyer, 10000, method="CARD")
    await pay(till, placed["paymentUrl"])
    await till.heard()
    part = placed["order"]["parts"][0]
    await hand_over(shop, potter, part["id"])
    await later(till, clock, timedelta(days=3))
    await refund(shop, placed["order"]["id"], (part["lines"][0]["id"], 5000))
    await rounds(till)
    await later(till, clock, HOLD)
    assert await till.listed("transfers") == []
    assert await cash(till) == await provider_cash(till) > 0
    share = (await books(shop))["seller_payable", "", potter.id]
    await tell_bank(shop, potter)
    await clock.move(timedelta(days=5))
    done = await (await proven_anew(shop)).wish(
        "preparePayouts(key: $key, channel: BANK)", "... on PayoutBatch { payoutIds }", key=("String!", new_key())
    )
    assert len(done["payoutIds"]) == 1, done
    assert await shop.worker_database_value("SELECT amount_minor FROM payout WHERE cooperative_id = $1") == share
