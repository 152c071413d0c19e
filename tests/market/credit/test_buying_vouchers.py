"""Gift vouchers through the checkout: good once they are paid, owed and never earned, gone with their price, and nobody gains by
taking the price back after spending them."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_platform.market.credit.codes import code_of, voucher_sealing
from minga_platform.rules.statutes import Statutes, Version
from minga_testing import people
from minga_testing.buying import (
    checkout_with,
    grant_credit,
    issue_voucher,
    make_discount,
    may_use,
    order_of,
    use_credit,
)
from minga_testing.disputing import decide, dispute_newest
from minga_testing.plugin import Clock
from minga_testing.shop import KEYRING, PLACED, Program, Shop, fill, new_key, offer, open_stall, place, start
from minga_testing.till import Till, open_till, pay
from minga_testing.trade import books, cash, later, provider_cash, refund, rounds


async def put(buyer: Program, amount: int, *, bought_for: str = "Clara", message: str = "For bread") -> dict[str, Any]:
    """A voucher into the basket."""
    return await buyer.wish(
        "putVoucherInCart(amount: $amount, boughtFor: $for, message: $message)",
        "... on AddedToCart { lineId quantity { base } } ... on InvalidInput { field rule }",
        amount=("MoneyInput!", {"minor": amount, "currency": "EUR"}),
        **{"for": ("String!", bought_for)},
        message=("String!", message),
    )


async def order_voucher(buyer: Program, total: int, *, method: str = "CARD") -> dict[str, Any]:
    """Place what was started, with no way for it to come."""
    return await buyer.wish(
        "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: $method)",
        PLACED
        + " ... on CodeNotTaken { reason } ... on PaymentNotOffered { reason } ... on InvalidInput { field rule }",
        key=("String!", new_key()),
        total=("MoneyInput!", {"minor": total, "currency": "EUR"}),
        contact=("BuyerInput!", {"name": "Berta", "mail": "berta@example.org"}),
        method=("PaymentMethod!", method),
    )


async def bought(program: Program, order: dict[str, Any], *, token: str | None = None) -> list[dict[str, Any]]:
    data = await program.ask(
        "query Bought($id: ID!, $token: String) { boughtVouchers(orderId: $id, token: $token) "
        "{ id state code boughtFor message amount { minor } left { minor } expiresAt } }",
        id=order["id"],
        token=token,
    )
    found: list[dict[str, Any]] = data["boughtVouchers"]
    return found


async def buy_voucher(till: Till, buyer: Program, amount: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the placed order, the voucher), paid by card."""
    await may_use(till.shop, "store_credit")
    assert (await put(buyer, amount))["__typename"] == "AddedToCart"
    await start(buyer)
    placed = await order_voucher(buyer, amount)
    assert placed["__typename"] == "PlacedOrder", placed
    await pay(till, placed["paymentUrl"])
    await till.heard()
    (voucher,) = await bought(buyer, placed["order"])
    return placed["order"], voucher


def line_of(order: dict[str, Any]) -> str:
    return str(order["parts"][0]["lines"][0]["id"])


async def state_of(buyer: Program, order: dict[str, Any]) -> tuple[str, int]:
    (voucher,) = await bought(buyer, order)
    return voucher["state"], voucher["left"]["minor"]


async def spend(shop: Shop, code: str, goods: Any, number: int, total: int) -> dict[str, Any]:
    """A stranger orders goods with the code, the rest in cash."""
    buyer = shop.visitor()
    await fill(buyer, (goods, number))
    await start(buyer)
    used = await checkout_with(buyer, code)
    assert used["__typename"] == "CodeApplied", used
    placed = await place(shop, buyer, total)
    assert placed["__typename"] == "PlacedOrder", placed
    return await order_of(buyer, placed) | {"buyer": buyer}


async def test_a_guest_buys_one_for_somebody_and_it_is_owed_not_earned(till: Till) -> None:
    shop = till.shop
    await may_use(shop, "store_credit")
    buyer = shop.visitor()
    first, second = [await put(buyer, amount) for amount in (2000, 5000)]
    assert first["lineId"] == second["lineId"], "pressed twice, it is one voucher: the last one"
    await start(buyer)
    placed = await order_voucher(buyer, 5000)
    assert placed["__typename"] == "PlacedOrder", placed
    (voucher,) = await bought(buyer, placed["order"])
    assert (voucher["state"], voucher["code"], voucher["left"]["minor"]) == ("waiting", None, 0)
    code = code_of(voucher_sealing(KEYRING, shop.id), ids.decode("voucher", voucher["id"]))
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    early = shop.visitor()
    await fill(early, (scarf, 1))
    await start(early)
    assert (await checkout_with(early, code))["reason"] == "unpaid", "who knows the code before it is paid has nothing"

    await pay(till, placed["paymentUrl"])
    await till.heard()
    (voucher,) = await bought(buyer, placed["order"])
    assert (voucher["state"], voucher["code"], voucher["left"]["minor"]) == ("open", code, 5000)
    assert (voucher["boughtFor"], voucher["message"]) == ("Clara", "For bread")
    order = await order_of(buyer, placed)
    assert (order["state"], order["parts"][0]["state"]) == ("COMPLETED", "HANDED_OVER"), "nobody prepares a code"
    sums = await books(shop)
    assert sum(amount for (kind, *_), amount in sums.items() if kind == "voucher") == 5000
    assert not any(
        amount
        for (kind, *_), amount in sums.items()
        if kind in ("fee_income", "vat_due", "seller_held", "seller_payable")
    ), "no tax, no fee and no earning is in it"
    await rounds(till)

    paid = await spend(shop, code, scarf, 1, 1210)
    assert paid["payment"]["stored"][0]["amount"]["minor"] == 1210
    assert await state_of(buyer, placed["order"]) == ("open", 3790)


async def test_nobody_but_its_buyer_sees_a_code(till: Till) -> None:
    shop = till.shop
    buyer = shop.visitor()
    order, voucher = await buy_voucher(till, buyer, 1000)
    assert voucher["code"]
    follow = order["followToken"]
    assert (await bought(shop.visitor(), order, token=follow))[0]["code"] == voucher["code"], "who holds the link"
    for other in (shop.visitor(), shop.by(shop.coordinator)):
        assert await bought(other, order) == []
        assert await bought(other, order, token=follow[:-1] + ("A" if follow[-1] != "A" else "B")) == []


async def test_bounds_and_what_pays_for_a_voucher(till: Till) -> None:
    """Within the members' bounds, whole units; with money that comes first; never with another voucher; no code makes it cheaper."""
    shop = till.shop
    buyer = shop.visitor()
    assert (await put(buyer, 5000))["__typename"] == "NoLegalBasis"
    await may_use(shop, "store_credit")
    for amount in (999, 900, 20_100, 5050, -5000):
        assert (await put(buyer, amount))["rule"] == "range", amount
    assert (await put(buyer, 5000, message="x" * 401))["field"] == "message"
    assert (await put(buyer, 5000))["__typename"] == "AddedToCart"
    await start(buyer)
    for method in ("PICKUP", "INVOICE"):
        refused = await order_voucher(buyer, 5000, method=method)
        assert (refused["__typename"], refused.get("reason")) == ("PaymentNotOffered", "voucher"), refused
    other = await issue_voucher(shop, 5000)
    assert (await checkout_with(buyer, other))["reason"] == "for_voucher"
    await make_discount(shop, code="TEN", percent=1000)
    await checkout_with(buyer, "TEN")
    placed = await order_voucher(buyer, 5000)
    assert placed["__typename"] in ("PlacedOrder", "CodeNotTaken"), placed

    # The other way round: the code is in use, then the voucher comes into the basket.
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    late = shop.visitor()
    await fill(late, (scarf, 1))
    await start(late)
    assert (await checkout_with(late, other))["__typename"] == "CodeApplied"
    await put(late, 5000)
    await start(late)
    refused = await place(shop, late, 6210, method="CARD")
    assert refused["__typename"] == "CodeNotTaken", refused

    # Goods need a way; a voucher beside them comes along.
    refused = await order_voucher(late, 6210)
    assert (refused["__typename"], refused.get("field")) == ("InvalidInput", "fulfilment"), refused


async def test_store_credit_pays_for_one_at_once(till: Till, database: Database, worker_database: Database) -> None:
    """What the co-op owes by name may become what it owes to whoever bears the code: nothing more is to be waited for."""
    shop = till.shop
    await may_use(shop, "store_credit")
    somebody = await people.member(database, worker_database, shop.id, name="Berta", classes=("consumer",))
    await grant_credit(shop, somebody.agent_id, 5000)
    buyer = shop.by(somebody)
    await put(buyer, 3000)
    await start(buyer)
    await use_credit(shop, buyer, 3000)
    placed = await order_voucher(buyer, 3000)
    assert placed["__typename"] == "PlacedOrder", placed
    assert await state_of(buyer, placed["order"]) == ("open", 3000)
    done = await refund(shop, placed["order"]["id"], (line_of(placed["order"]), None))
    assert done["__typename"] == "ChangedOrder", done
    assert await state_of(buyer, placed["order"]) == ("void", 0)
    mine = await buyer.ask("{ myBoughtVouchers { state code orderId } myStoreCredit { minor } }")
    assert mine["myBoughtVouchers"] == [{"state": "void", "code": None, "orderId": placed["order"]["id"]}]
    assert mine["myStoreCredit"] == [{"minor": 5000}]


async def test_its_price_goes_back_as_far_as_nobody_spent_it(till: Till) -> None:
    """Before use it is void with its price; after a part was used the rest goes back and not a cent more."""
    shop = till.shop
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    buyer = shop.visitor()
    order, _ = await buy_voucher(till, buyer, 5000)
    assert (await refund(shop, order["id"], (line_of(order), None)))["__typename"] == "ChangedOrder"
    await rounds(till)
    assert await state_of(buyer, order) == ("void", 0)
    again = shop.visitor()
    order, voucher = await buy_voucher(till, again, 5000)
    await spend(shop, voucher["code"], scarf, 1, 1210)
    refused = await refund(shop, order["id"], (line_of(order), 3791))
    assert (refused["__typename"], refused["remaining"]["minor"]) == ("RefundExceedsPortion", 3790)
    assert (await refund(shop, order["id"], (line_of(order), None)))["__typename"] == "ChangedOrder"
    await rounds(till)
    assert await state_of(again, order) == ("void", 0)
    refused = await refund(shop, order["id"], (line_of(order), None))
    assert refused["__typename"] == "NothingToRefund", refused


async def test_spent_and_taken_back_at_once(till: Till) -> None:
    """An officer refunds while its bearer orders, three times over: the price goes back or it is spent, and never both."""
    shop = till.shop
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1000)
    for _ in range(3):
        buyer, bearer = shop.visitor(), shop.visitor()
        order, voucher = await buy_voucher(till, buyer, 1000)
        await fill(bearer, (scarf, 1))
        await start(bearer)
        assert (await checkout_with(bearer, voucher["code"]))["__typename"] == "CodeApplied"
        placed, back = await asyncio.gather(
            place(shop, bearer, 1000), refund(shop, order["id"], (line_of(order), None))
        )
        outcome = {placed["__typename"], back["__typename"]}
        assert outcome in (
            {"PlacedOrder", "NothingToRefund"}, {"CodeNotTaken", "ChangedOrder"}
        ), (placed, back)  # fmt: skip
        assert (await state_of(buyer, order))[1] == 0


async def test_two_tabs_place_one_order(till: Till) -> None:
    shop = till.shop
    await may_use(shop, "store_credit")
    buyer = shop.visitor()
    await put(buyer, 5000)
    await start(buyer)
    answers = await asyncio.gather(*(order_voucher(buyer, 5000) for _ in range(3)))
    assert [one["__typename"] for one in answers].count("PlacedOrder") == 1, answers


@pytest.mark.parametrize("spent", [0, 1, 5])
async def test_hostile_the_price_is_taken_back_by_the_bank(own_till: Till, spent: int) -> None:
    """Bought, perhaps spent, then charged back: what is left goes, what was spent is the co-op's loss, the makers keep theirs, and
    money that comes back to the voucher is spent by nobody. While the bank decides it rests."""
    till, shop = own_till, own_till.shop
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1000)
    buyer = shop.visitor()
    order, voucher = await buy_voucher(till, buyer, 5000)
    used = await spend(shop, voucher["code"], scarf, spent, 1000 * spent) if spent else None
    dispute = await dispute_newest(till, reason="fraudulent", respond_days=30)
    await till.heard()
    assert (await state_of(buyer, order))[0] == "stopped"
    bearer = shop.visitor()
    await fill(bearer, (scarf, 1))
    await start(bearer)
    assert (await checkout_with(bearer, voucher["code"]))["reason"] == "not_good"
    before = (await books(shop)).get(("refund_cost", "", ""), 0)
    await decide(till, dispute, "lost")
    await rounds(till)
    assert await state_of(buyer, order) == ("stopped", 0)
    sums = await books(shop)
    assert sums.get(("refund_cost", "", ""), 0) - before == 1000 * spent
    assert sums[("disputed", "", "")] == 0
    if used is not None:
        ended = await refund(shop, used["id"], (used["parts"][0]["lines"][0]["id"], None))
        assert ended["__typename"] == "ChangedOrder", ended
        assert (await state_of(buyer, order))[0] == "stopped"
        assert (await checkout_with(bearer, voucher["code"]))["reason"] == "not_good"


async def transferred(shop: Shop, reference: str, amount: int) -> str:
    told = await shop.by(shop.coordinator).wish(
        "recordBankTransfer(key: $key, reference: $reference, amount: $amount)",
        "",
        key=("String!", new_key()),
        reference=("String!", reference),
        amount=("MoneyInput!", {"minor": amount, "currency": "EUR"}),
    )
    return str(told["__typename"])


async def test_by_transfer_it_waits_and_late_money_is_not_lost(own_till: Till, clock: Clock) -> None:
    """The order ends unpaid and the voucher stays good for nothing; money that comes after that finds it again, once."""
    till, shop = own_till, own_till.shop
    await may_use(shop, "store_credit")
    buyer = shop.visitor()
    await put(buyer, 5000)
    await start(buyer)
    placed = await order_voucher(buyer, 5000, method="BANK")
    await later(till, clock, timedelta(days=30))
    assert (await order_of(buyer, placed))["state"] == "CANCELLED"
    assert await state_of(buyer, placed["order"]) == ("waiting", 0)
    reference = (await order_of(buyer, placed))["payment"]["reference"]
    first, second = [await transferred(shop, reference, 5000) for _ in range(2)]
    assert (first, second) == ("ChangedOrder", "InvalidTransition"), "told of twice, it came once"
    state, left = await state_of(buyer, placed["order"])
    assert (state, left) == ("open", 5000)
    assert sum(amount for (kind, *_), amount in (await books(shop)).items() if kind == "voucher") == 5000


async def test_where_cards_are_charged_at_the_hand_over_it_is_charged_at_once(
    database: Database, worker_database: Database, tmp_path: Path
) -> None:
    """A code cannot be handed over first, so the authorisation is claimed as soon as the bank gives it."""
    at_handover = Statutes(
        {"title": {"en": "Statutes"}, "articles": []}, (Version(1, None, {"market.card_capture": "at_handover"}),)
    )
    async with open_till(database, worker_database, tmp_path, statutes=at_handover) as till:
        await till.stand_in.ask("settings", deliver_by_itself=False)
        buyer = till.shop.visitor()
        order, _ = await buy_voucher(till, buyer, 5000)
        await rounds(till)
        await till.heard()
        assert await state_of(buyer, order) == ("open", 5000)
        assert await cash(till) == await provider_cash(till)
