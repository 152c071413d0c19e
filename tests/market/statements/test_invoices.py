"""A bank line and an invoice that was due in some days: the exact reference books itself, all else is offered to a person; reminders stop."""

import asyncio
from typing import Any

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.banking import Booked, camt, explain, take_in, waiting
from minga_testing.buying import may_use
from minga_testing.shop import (
    Goods,
    Program,
    Shop,
    Stall,
    fill,
    move_clock,
    new_key,
    offer,
    open_shop,
    open_stall,
    place,
    start,
)
from minga_testing.trade import books, cancel, hand_over, refund, seen

OPEN = "{ openInvoices { nodes { orderNumber owed { minor } reminders } } }"
MINE = "query O($id: ID!) { order(id: $id) { state payment { state owed { minor } } } }"


class Trade:
    """A baker's shop with a restaurant that buys on account: due in 14 days, up to 500.00 open at once."""

    def __init__(self, shop: Shop, stall: Stall, bread: Goods, buyer: Program) -> None:
        self.shop, self.stall, self.bread, self.buyer = shop, stall, bread, buyer
        self.opening = 0

    async def order(self, number: int = 10, purchase_order: str = "") -> dict[str, Any]:
        """Placed on an invoice, 5.00 a loaf; the order."""
        await fill(self.buyer, (self.bread, number))
        await start(self.buyer)
        placed = await self.buyer.wish(
            "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: INVOICE, pickupPointId: $point, purchaseOrder: $po)",
            "... on PlacedOrder { order { id number payment { reference } } } ... on CreditLimitPassed { stillOpen { minor } }",
            key=("String!", new_key()), total=("MoneyInput!", {"minor": 500 * number, "currency": "EUR"}),
            contact=("BuyerInput!", {"name": "La Fonda", "mail": "fonda@example.org"}), point=("ID", self.shop.point),
            po=("String!", purchase_order),
        )  # fmt: skip
        assert placed["__typename"] == "PlacedOrder", placed
        order: dict[str, Any] = placed["order"]
        return order

    async def comes(self, *lines: Booked) -> dict[str, Any]:
        """A statement with these lines, which the bank's balance agrees with."""
        done = await take_in(self.shop, camt(*lines, opening=self.opening))
        self.opening += sum(one.minor for one in lines)
        return done

    async def state(self, order: dict[str, Any]) -> tuple[str, int]:
        payment = (await self.buyer.ask(MINE, id=order["id"]))["order"]["payment"]
        return payment["state"], payment["owed"]["minor"]

    async def still_open(self) -> list[tuple[int, int]]:
        nodes = (await self.shop.by(self.shop.coordinator).ask(OPEN))["openInvoices"]["nodes"]
        return [(one["orderNumber"], one["owed"]["minor"]) for one in nodes]


@pytest.fixture
async def trade(database: Database, worker_database: Database) -> Trade:
    shop = await open_shop(database, worker_database)
    await may_use(shop, "trade_credit")
    stall = await open_stall(shop, "Baker")
    bread = await offer(shop, stall, "Bread", price=500, on_hand=200)
    group = await shop.by(shop.coordinator).wish(
        "addBuyerGroup(terms: $terms)", "... on KeptGroup { id }",
        terms=("GroupTermsInput!", {"name": "Restaurants", "offBps": 0, "dueDays": 14, "creditLimit": {"minor": 50_000, "currency": "EUR"}}),
    )  # fmt: skip
    somebody = await people.member(database, worker_database, shop.id, name="La Fonda", classes=("consumer",))
    await shop.by(shop.coordinator).wish(
        "putBuyer(agentId: $agent, groupId: $group)", "", agent=("ID!", ids.encode("agent", somebody.agent_id)), group=("ID", group["id"])
    )  # fmt: skip
    return Trade(shop, stall, bread, shop.by(somebody))


async def test_an_exact_reference_pays_an_invoice_and_its_reminders_stop(trade: Trade, admin: Any) -> None:
    """Due, reminded once; the line names the reference, as buyers type it, and brings the amount: nobody has to look."""
    order = await trade.order()
    await move_clock(admin, "22 days")
    await trade.shop.sweep("receivables.remind")
    await trade.shop.worker.drain()
    reference = order["payment"]["reference"].lower().replace("-", " ")
    done = await trade.comes(Booked(5000, f"inv {reference}", "LA FONDA SL"))
    assert (done["certain"], done["waiting"]) == (1, 0)
    assert await trade.state(order) == ("paid", 0)
    assert await trade.still_open() == []
    await trade.shop.worker.drain()
    trade.shop.letters._by_id.clear()
    await move_clock(admin, "30 days")
    await trade.shop.sweep("receivables.remind")
    await trade.shop.worker.drain()
    assert trade.shop.letters.sent == []
    assert ("suspense", "statement", "") not in await books(trade.shop)


async def test_what_was_cancelled_is_not_expected(trade: Trade) -> None:
    """Two stalls, one called its part off: what is left is the exact amount, and is offered where the reference is missing."""
    jam_stall = await open_stall(trade.shop, "Jam")
    jam = await offer(trade.shop, jam_stall, "Jam", price=700)
    await fill(trade.buyer, (trade.bread, 10), (jam, 1))
    await start(trade.buyer)
    order = (await place(trade.shop, trade.buyer, 5700, method="INVOICE"))["order"]
    await cancel(trade.shop, order["id"], jam_stall)
    await trade.comes(Booked(5000, "bread", "Somebody Else"), Booked(5700, "bread", "Somebody Else"))
    lines = {one["left"]["minor"]: one["suggestions"] for one in await waiting(trade.shop)}
    assert [(one["kind"], one["expected"]["minor"]) for one in lines[5000]] == [("payment", 5000)]
    assert lines[5700] == []


async def test_parts_come_and_the_rest_is_asked_for(trade: Trade, admin: Any) -> None:
    """20.00 of 50.00 without a reference, from the buyer's name: offered, never booked by itself. The reminder says 30.00, and her
    limit knows it. Said to be something else after all, all of it is owed again."""
    first, second = await trade.order(), await trade.order(4, purchase_order="PO-2026-77")
    await trade.comes(Booked(2000, "on account", "la fonda "))
    [line] = await waiting(trade.shop)
    # Exactly this much comes first, then what is due first; both are hers.
    assert [one["expected"]["minor"] for one in line["suggestions"]] == [2000, 5000]
    assert await trade.still_open() == [(first["number"], 5000), (second["number"], 2000)]
    to_first = line["suggestions"][1]["subjectId"]
    assert (await explain(trade.shop, new_key(), line["id"], ("PAYMENT", to_first, 2000)))[
        "__typename"
    ] == "ExplainedLine"
    assert await trade.state(first) == ("open", 3000)
    assert await trade.still_open() == [(first["number"], 3000), (second["number"], 2000)]
    for one in (first, second):
        part = (await seen(trade.buyer, one["id"]))["parts"][0]
        assert (await hand_over(trade.shop, trade.stall, part["id"]))["__typename"] == "ChangedPart"
    await move_clock(admin, "22 days")
    trade.shop.letters._by_id.clear()
    await trade.shop.sweep("receivables.remind")
    await trade.shop.worker.drain()
    texts = " ".join(one.text for one in trade.shop.letters.sent)
    assert "not come yet: €30.00" in texts
    assert "not come yet: €50.00" not in texts
    [line] = await waiting(trade.shop)
    await trade.shop.by(trade.shop.coordinator).wish(
        "releaseLinePart(key: $key, useId: $use)",
        "",
        key=("String!", new_key()),
        use=("ID!", line["parts"][0]["id"]),
    )
    assert await trade.state(first) == ("open", 5000)
    # Her purchase order is a clue, and no more than a clue.
    await trade.comes(Booked(1234, "payment of po-2026-77", "Restaurant group"))
    offered = next(one for one in await waiting(trade.shop) if one["left"]["minor"] == 1234)
    assert [one["expected"]["minor"] for one in offered["suggestions"]] == [2000]


async def test_the_rest_pays_it_and_what_is_over_stays(trade: Trade) -> None:
    """20.00, then 40.00: the second line is offered for the missing 30.00, which pays the order; 10.00 wait for somebody to send them back."""
    order = await trade.order()
    reference = order["payment"]["reference"]
    for minor, part in ((2000, 2000), (4000, 3000)):
        await trade.comes(Booked(minor, reference))
        line = next(one for one in await waiting(trade.shop) if one["left"]["minor"] == minor)
        [guess] = line["suggestions"]
        assert guess["isNamed"]
        assert guess["expected"]["minor"] == (5000 if minor == 2000 else 3000)
        await explain(trade.shop, new_key(), line["id"], ("PAYMENT", guess["subjectId"], part))
    assert await trade.state(order) == ("paid", 0)
    [left] = await waiting(trade.shop)
    assert (left["left"]["minor"], left["suggestions"]) == (1000, [])
    assert -(await books(trade.shop))[("suspense", "statement", "")] == 1000
    again = await trade.comes(Booked(5000, reference))
    assert (again["certain"], again["waiting"]) == (0, 1), "paid is paid: the same money again is for a person"


async def test_who_paid_less_for_what_was_broken_has_paid_once_it_is_credited(trade: Trade) -> None:
    """45.00 of 50.00 came, for a loaf was burnt. Credited with 5.00, the invoice is paid, and nothing waits in suspense."""
    order = await trade.order()
    part = (await seen(trade.buyer, order["id"]))["parts"][0]
    assert (await hand_over(trade.shop, trade.stall, part["id"]))["__typename"] == "ChangedPart"
    await trade.comes(Booked(4500, order["payment"]["reference"]))
    [line] = await waiting(trade.shop)
    [guess] = line["suggestions"]
    await explain(trade.shop, new_key(), line["id"], ("PAYMENT", guess["subjectId"], 4500))
    assert await trade.state(order) == ("open", 500)
    await refund(trade.shop, order["id"], (part["lines"][0]["id"], 500))
    await trade.shop.worker.drain()
    assert await trade.state(order) == ("paid", 0)
    assert await waiting(trade.shop) == []
    sums = await books(trade.shop)
    assert (sums[("cash_bank", "", "")], sums.get(("suspense", "statement", ""), 0)) == (4500, 0)
    assert (sums[("receivable", "invoices", "")], sums[("refunds_in_flight", "", "")]) == (0, 0)


async def test_the_same_statement_twice_at_once_pays_once(trade: Trade) -> None:
    """Two officers read the same file at the same moment, a third presses the candidate: the invoice is paid once, and nothing is over."""
    orders = [await trade.order(2) for _ in range(3)]
    data = camt(*(Booked(1000, order["payment"]["reference"]) for order in orders))
    done = await asyncio.gather(*(take_in(trade.shop, data) for _ in range(3)))
    assert sum(one["certain"] for one in done) == 3
    assert sorted(one["known"] for one in done) == [0, 3, 3]
    assert [await trade.state(order) for order in orders] == [("paid", 0)] * 3
    sums = await books(trade.shop)
    assert (sums[("cash_bank", "", "")], sums.get(("suspense", "statement", ""), 0)) == (3000, 0)


async def test_one_candidate_pressed_by_two_is_booked_once(trade: Trade) -> None:
    order = await trade.order()
    await trade.comes(Booked(5000, "no reference", "Uncle"), Booked(5000, "no reference either", "Aunt"))
    first, second = await waiting(trade.shop)
    subject = first["suggestions"][0]["subjectId"]
    done = await asyncio.gather(
        *(explain(trade.shop, new_key(), one["id"], ("PAYMENT", subject, 5000)) for one in (first, second))
    )
    assert sorted(one["__typename"] for one in done) == ["ExplainedLine", "InvalidTransition"]
    assert await trade.state(order) == ("paid", 0)
    assert [one["left"]["minor"] for one in await waiting(trade.shop)] == [5000]
