"""Acceptance, market: reservations and prices at the till, payouts, tax, and what a past order keeps."""

import asyncio
import csv
import io
import json
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from minga_infra.founding.found import STATUTES
from minga_platform.kernel.database import Database
from minga_platform.rules.statutes import parse
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.till import Till, pay
from minga_testing.trade import (
    HOLD,
    account_of,
    begin_card_account,
    books,
    buy,
    cancel,
    cash,
    connect,
    hand_over,
    later,
    maker_proven_anew,
    order_by_card,
    proven_anew,
    provider_cash,
    refund,
    rounds,
    seen,
)

IBAN = "ES9121000418450200051332"
MONEY = "query M($stall: ID!) { stallMoney(stallId: $stall) { payable { minor } onItsWay { minor } } }"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def set_price(shop: Shop, stall: Stall, goods: Goods, minor: int) -> None:
    maker = shop.by(stall.maker)
    kept = await maker.ask(
        "query Kept($id: ID!) { keptProduct(id: $id) { variants { id version } } }", id=goods.product
    )
    changed = await maker.wish(
        "editVariant(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptProduct { id }",
        id=("ID!", goods.variant),
        version=("Int!", kept["keptProduct"]["variants"][0]["version"]),
        changes=("VariantInput!", {"price": {"minor": minor, "currency": "EUR"}}),
    )
    assert changed["__typename"] == "KeptProduct", changed


async def test_case_2_the_time_to_pay_ran_out(shop: Shop, clock: Clock, admin: asyncpg.Connection) -> None:
    """What was held is held anew if it is there; if somebody else has it, the buyer is told and nothing is charged."""
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400, on_hand=1)
    slow, quick = shop.visitor(), shop.visitor()
    await fill(slow, (bowl, 1))
    await start(slow)
    await clock.move(timedelta(minutes=11))
    await shop.sweep()
    assert (await place(shop, slow, 2400))["__typename"] == "PlacedOrder", "nobody else wanted it"

    jug = await offer(shop, await open_stall(shop, "Other potter"), "Jug", price=1900, on_hand=1)
    slow = shop.visitor()
    await fill(slow, (jug, 1))
    await start(slow)
    await clock.move(timedelta(minutes=11))
    await shop.sweep()
    await fill(quick, (jug, 1))
    await start(quick)
    assert (await place(shop, quick, 1900))["__typename"] == "PlacedOrder"
    refused = await place(shop, slow, 1900)
    assert refused["__typename"] in ("ReservationExpired", "OutOfStock"), refused
    assert await admin.fetchval("SELECT count(*) FROM payment WHERE cooperative_id = $1", shop.id) == 2


async def test_case_6_the_price_changed_in_the_basket(shop: Shop, admin: asyncpg.Connection) -> None:
    """The old total is refused with both totals; the new one is taken."""
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=2400)
    buyer = shop.visitor()
    await fill(buyer, (bowl, 2))
    await start(buyer)
    await set_price(shop, potter, bowl, 2500)
    refused = await place(shop, buyer, 4800)
    assert refused["__typename"] == "PriceChanged"
    assert (refused["old"]["minor"], refused["new"]["minor"]) == (4800, 5000)
    assert await admin.fetchval("SELECT count(*) FROM sale_order WHERE cooperative_id = $1", shop.id) == 0
    assert (await place(shop, buyer, 5000))["order"]["total"]["minor"] == 5000


async def test_case_34_a_refund_while_the_balance_is_short_waits_and_settles(till: Till) -> None:
    """The provider keeps its fee, so the only sale cannot be refunded in full before more money comes."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    buyer, order = await buy(till, (bowl, 1), total=2400)
    await refund(till.shop, order["id"], (order["parts"][0]["lines"][0]["id"], None))
    await rounds(till)
    assert [one["state"] for one in (await seen(buyer, order["id"]))["refunds"]] == ["pending"]
    assert (await books(till.shop))[("refunds_in_flight", "", "")] == 2400
    await buy(till, (bowl, 1), total=2400)
    await rounds(till)
    assert [one["state"] for one in (await seen(buyer, order["id"]))["refunds"]] == ["settled"]
    assert (await books(till.shop))[("refunds_in_flight", "", "")] == 0
    assert await cash(till) == await provider_cash(till)


async def test_case_39_a_refund_that_the_bank_sent_back(till: Till, admin: asyncpg.Connection) -> None:
    """It is owed again, the order's refund is not done any more; its buyer and a person of the co-op are told, each once."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)
    buyer, order = await buy(till, (bowl, 1), total=2400)
    await refund(till.shop, order["id"], (order["parts"][0]["lines"][0]["id"], None))
    await till.heard()
    sent = (await till.listed("refunds"))[0]
    await till.stand_in.ask("refunds", key=till.key, refund=sent["id"])
    await till.heard()
    await rounds(till)
    assert [one["state"] for one in (await seen(buyer, order["id"]))["refunds"]] == ["failed"]
    number = (await buyer.ask("query N($id: ID!) { order(id: $id) { number } }", id=order["id"]))["order"]["number"]
    told = [one for one in till.shop.letters.sent if "did not arrive" in one.subject]
    assert [(one.to, str(number) in one.subject) for one in told] == [("berta@example.org", True)]
    assert "24.00" in told[0].text, told[0].text
    assert (await books(till.shop))[("refunds_in_flight", "", "")] == 2400
    assert await cash(till) == await provider_cash(till)
    assert (
        await admin.fetchval("SELECT kind FROM discrepancy WHERE cooperative_id = $1", till.shop.id) == "refund_failed"
    )


async def _came_back(till: Till) -> tuple[Any, dict[str, Any], str]:
    """A refund of 24.00 that the buyer's bank sent back: (the buyer, the order, its id at the provider)."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)
    buyer, order = await buy(till, (bowl, 1), total=2400)
    await refund(till.shop, order["id"], (order["parts"][0]["lines"][0]["id"], None))
    await till.heard()
    sent = (await till.listed("refunds"))[0]["id"]
    await till.stand_in.ask("refunds", key=till.key, refund=sent)
    await till.heard()
    return buyer, await seen(buyer, order["id"]), sent


async def _told_again(till: Till, refund_ref: str) -> None:
    """News of the one that failed comes late, under an id of its own."""
    [first] = [one for one in await till.listed("refunds") if one["id"] == refund_ref]
    body = {"id": "evt_late", "object": "event", "type": "refund.failed", "created": 1, "data": {"object": first}}
    assert (await till.tell(json.dumps(body).encode())).status_code == 200
    await till.heard()


async def _does_not_agree(till: Till) -> list[str]:
    """What a comparison with all that the provider has finds; kinds."""
    await till.shop.sweep("payments.reconcile")
    found = await till.shop.by(till.shop.coordinator).ask("{ discrepancies { kind } }")
    return sorted({one["kind"] for one in found["discrepancies"]})


async def _desk(till: Till, deed: str, refund_id: str, **more: Any) -> str:
    """What the coordinator's wish about a refund came to."""
    done = await till.shop.by(till.shop.coordinator).wish(
        f"{deed}(key: $key, refundId: $refund{''.join(f', {name}: ${name}' for name in more)})",
        "... on InvalidTransition { current }",
        key=("String!", new_key()), refund=("ID!", refund_id), **{name: ("ID", value) for name, value in more.items()},
    )  # fmt: skip
    return str(done["__typename"])


async def test_cases_34_and_39_what_came_back_is_sent_to_the_card_again(till: Till) -> None:
    """A new one at the provider; that the first one failed is told once more and changes nothing. Both presses are one refund."""
    buyer, order, first = await _came_back(till)
    back = order["refunds"][0]["id"]
    assert (await till.shop.by(till.shop.coordinator).ask("{ ordersToGiveBack { id } }"))["ordersToGiveBack"] == [
        {"id": order["id"]}
    ]
    both = await asyncio.gather(*(_desk(till, "sendRefundAgain", back) for _ in range(2)))
    assert sorted(both) == ["InvalidTransition", "Refund"]
    await till.heard()
    await _told_again(till, first)
    await rounds(till)
    assert [one["state"] for one in (await seen(buyer, order["id"]))["refunds"]] == ["settled"]
    assert len(await till.listed("refunds")) == 2
    assert await _does_not_agree(till) == ["refund_failed"]
    assert (await books(till.shop))[("refunds_in_flight", "", "")] == 0
    assert await cash(till) == await provider_cash(till)


async def test_case_39_what_came_back_is_given_by_bank(till: Till) -> None:
    """Once; afterwards news of the one that came back is of no refund any more."""
    buyer, order, first = await _came_back(till)
    back = order["refunds"][0]["id"]
    assert await _desk(till, "giveRefundByHand", back, pickupPointId=till.shop.point) == "TillTooLow"
    assert [await _desk(till, "giveRefundByHand", back) for _ in range(2)] == ["Refund", "InvalidTransition"]
    await _told_again(till, first)
    await rounds(till)
    told = (await buyer.ask("query R($id: ID!) { order(id: $id) { refunds { state goesTo } } }", id=order["id"]))[
        "order"
    ]
    assert told["refunds"] == [{"state": "settled", "goesTo": "hand"}]
    sums = await books(till.shop)
    assert (sums[("refunds_in_flight", "", "")], sums[("cash_bank", "", "")]) == (0, -2400)
    assert await cash(till) == await provider_cash(till)
    assert await _does_not_agree(till) == ["refund_failed"]


async def test_case_40_a_stall_without_an_account_sells_and_is_paid(own_till: Till, clock: Clock) -> None:
    """None or a restricted account: earnings become payable and wait; ready, they are sent on; the others go by bank, as a file."""
    till = own_till
    weaver, potter = await open_stall(till.shop, "Weaver"), await open_stall(till.shop, "Potter")
    scarf, bowl = (
        await offer(till.shop, weaver, "Scarf", price=4850),
        await offer(till.shop, potter, "Bowl", price=2399),
    )
    await begin_card_account(till, weaver)  # She begins, and the provider still wants to know more.
    _, order = await buy(till, (scarf, 1), (bowl, 1), total=7249)
    earned = {part["stallId"]: part["story"]["earning"]["minor"] for part in order["parts"]}
    for stall in (weaver, potter):
        await hand_over(till.shop, stall, next(part["id"] for part in order["parts"] if part["stallId"] == stall.id))
    await later(till, clock, HOLD)
    sums = await books(till.shop)
    assert {stall.id: sums[("seller_payable", "", stall.id)] for stall in (weaver, potter)} == earned
    assert await till.listed("transfers") == []
    tried = await till.shop.by(weaver.maker).ask(
        "query P($stall: ID!) { payouts(stallId: $stall) { nodes { state } } }", stall=weaver.id
    )
    assert tried["payouts"]["nodes"] == [], "nothing is sent in the hope that the provider declines it"

    account = await account_of(till, weaver)
    await till.stand_in.ask("accounts", key=till.key, account=account, state="ready")
    await till.heard()  # account.updated
    await rounds(till)
    [sent] = await till.listed("transfers")
    assert (sent["amount"], sent["destination"]) == (earned[weaver.id], account)

    maker = await maker_proven_anew(till.shop, potter)
    noted = await maker.wish(
        "setBankPayee(stallId: $stall, holder: $holder, number: $number)",
        "... on ChangedPayee { bankLastFour }",
        stall=("ID!", potter.id),
        holder=("String!", '=HYPERLINK("x"), Potter'),
        number=("String!", IBAN),
    )
    assert noted["bankLastFour"] == IBAN[-4:]
    unproven = await till.shop.by(till.shop.coordinator).wish(
        "exportPayoutBatch(batchId: $batch)",
        "... on ExportedPayouts { text }",
        batch=("ID!", "batch_00000000000000000000000000"),
    )
    assert unproven["__typename"] == "StepUpNeeded"
    coordinator = await proven_anew(till.shop)
    batch = await coordinator.wish(
        "preparePayouts(key: $key, channel: BANK)", "... on PayoutBatch { id payoutIds }", key=("String!", new_key())
    )
    # What is on its way is not due a second time.
    [money] = (await maker.ask(MONEY, stall=potter.id))["stallMoney"]
    assert (money["payable"]["minor"], money["onItsWay"]["minor"]) == (0, earned[potter.id])
    exported = await coordinator.wish(
        "exportPayoutBatch(batchId: $batch)",
        "... on ExportedPayouts { fileName mediaType text heldPayoutIds unaddressedPayoutIds }",
        batch=("ID!", batch["id"]),
    )
    rows = list(csv.DictReader(io.StringIO(exported["text"])))
    amount = f"{earned[potter.id] // 100}.{earned[potter.id] % 100:02d}"
    assert rows == [
        {
            "holder": '\'=HYPERLINK("x"), Potter',
            "iban": IBAN,
            "amount": amount,
            "currency": "EUR",
            "reference": batch["payoutIds"][0],
        }
    ]
    # Changed after the batch was prepared: not sent to the new number.
    again = await maker_proven_anew(till.shop, potter)
    await again.wish(
        "setBankPayee(stallId: $stall, holder: $holder, number: $number)",
        "... on ChangedPayee { bankLastFour }",
        stall=("ID!", potter.id),
        holder=("String!", "Somebody else"),
        number=("String!", "DE89370400440532013000"),
    )
    held = await coordinator.wish(
        "exportPayoutBatch(batchId: $batch)",
        "... on ExportedPayouts { text heldPayoutIds }",
        batch=("ID!", batch["id"]),
    )
    assert held["heldPayoutIds"] == batch["payoutIds"]
    assert list(csv.DictReader(io.StringIO(held["text"]))) == []


async def payable(till: Till, stall: Stall, goods: Goods, price: int) -> dict[str, Any]:
    """A sale that was handed over, so that its hold runs."""
    _, order = await buy(till, (goods, 1), total=price)
    await hand_over(till.shop, stall, order["parts"][0]["id"])
    return order


async def test_case_44_the_account_was_swapped_after_a_try_without_an_answer(
    own_till: Till, clock: Clock, admin: asyncpg.Connection
) -> None:
    """The money had gone to the old account although nobody heard of it: it is found there, and not sent to the new one too."""
    till = own_till
    weaver = await open_stall(till.shop, "Weaver")
    scarf = await offer(till.shop, weaver, "Scarf", price=1210)
    await connect(till, weaver)
    await payable(till, weaver, scarf, 1210)
    await till.stand_in.ask(
        "faults", faults=[{"name": "lost", "kind": "reset", "when": "after", "method": "POST", "path": "/v1/transfers"}]
    )
    await later(till, clock, HOLD)
    assert len(await till.listed("transfers")) == 1
    assert await admin.fetchval("SELECT state FROM payout WHERE cooperative_id = $1", till.shop.id) == "prepared"
    await admin.execute(
        "UPDATE seller_account SET provider_account = 'acct_another' WHERE cooperative_id = $1", till.shop.id
    )
    await later(till, clock, timedelta(minutes=10))
    assert await admin.fetchval("SELECT state FROM payout WHERE cooperative_id = $1", till.shop.id) == "paid"
    assert len(await till.listed("transfers")) == 1
    assert await cash(till) == await provider_cash(till)


async def test_case_44_the_account_was_swapped_before_anything_was_sent(
    own_till: Till, clock: Clock, admin: asyncpg.Connection
) -> None:
    """Cancelled, payable again, and never sent to the old account."""
    till = own_till
    weaver = await open_stall(till.shop, "Weaver")
    scarf = await offer(till.shop, weaver, "Scarf", price=1210)
    await connect(till, weaver)
    order = await payable(till, weaver, scarf, 1210)
    await till.stand_in.ask(
        "faults",
        faults=[{"name": "lost", "kind": "reset", "when": "before", "method": "POST", "path": "/v1/transfers"}],
    )
    await later(till, clock, HOLD)
    await admin.execute(
        "UPDATE seller_account SET provider_account = 'acct_another', state = 'restricted' WHERE cooperative_id = $1",
        till.shop.id,
    )
    await later(till, clock, timedelta(minutes=10))
    assert await admin.fetchval("SELECT state FROM payout WHERE cooperative_id = $1", till.shop.id) == "cancelled"
    assert await till.listed("transfers") == []
    sums = await books(till.shop)
    assert sums[("seller_payable", "", weaver.id)] == order["parts"][0]["story"]["earning"]["minor"]


async def test_a_refund_while_its_part_is_being_sent_is_taken_once(
    own_till: Till, clock: Clock, admin: asyncpg.Connection
) -> None:
    """The remittance then fails: the maker owes the refund once, not in her part and in a debt."""
    till = own_till
    weaver = await open_stall(till.shop, "Weaver")
    scarf = await offer(till.shop, weaver, "Scarf", price=1210)
    await connect(till, weaver)
    order = await payable(till, weaver, scarf, 1210)
    earned = order["parts"][0]["story"]["earning"]["minor"]
    await till.stand_in.ask(
        "faults",
        faults=[{"name": "lost", "kind": "reset", "when": "before", "method": "POST", "path": "/v1/transfers"}],
    )
    await later(till, clock, HOLD)
    await refund(till.shop, order["id"], (order["parts"][0]["lines"][0]["id"], 605))
    assert (await books(till.shop))[("seller_negative", "", weaver.id)] > 0, "it was on its way"
    await admin.execute("UPDATE seller_account SET state = 'restricted' WHERE cooperative_id = $1", till.shop.id)
    await later(till, clock, timedelta(minutes=10))
    assert await admin.fetchval("SELECT state FROM payout WHERE cooperative_id = $1", till.shop.id) == "cancelled"
    await admin.execute("UPDATE seller_account SET state = 'active' WHERE cooperative_id = $1", till.shop.id)
    await later(till, clock, timedelta(minutes=1))
    gone = await admin.fetchval("SELECT earning_minor FROM refund_line WHERE cooperative_id = $1", till.shop.id)
    [sent] = await till.listed("transfers")
    assert sent["amount"] == earned - gone
    sums = await books(till.shop)
    assert (sums[("seller_payable", "", weaver.id)], sums[("seller_negative", "", weaver.id)]) == (0, 0)


@pytest.mark.parametrize(
    ("mode", "taxes"), [("line", [637] * 10), ("order", [638, 638, 637, 637, 637, 637, 637, 637, 637, 637])]
)
async def test_case_47_ten_lines_per_line_and_per_order(
    database: Database, worker_database: Database, mode: str, taxes: list[int]
) -> None:
    """10 × 38.23 with 20 % within: 6.37 each by line; by order the tax of 382.30 is 63.72, given to the lines to the cent."""
    statutes = STATUTES.read_text().replace('"market.tax_rounding" = "line"', f'"market.tax_rounding" = "{mode}"')
    shop = await open_shop(database, worker_database, statutes=parse(statutes))
    stall = await open_stall(shop, "Weaver")
    goods = [await offer(shop, stall, f"Scarf {number}", price=3823, tax_bps=2000) for number in range(10)]
    buyer = shop.visitor()
    await fill(buyer, *((one, 1) for one in goods))
    await start(buyer)
    placed = await place(shop, buyer, 38230)
    [part] = (await seen(buyer, placed["order"]["id"]))["parts"]
    told = [line["story"]["tax"]["minor"] for line in part["lines"]]
    assert sorted(told, reverse=True) == taxes
    assert part["story"]["tax"]["minor"] == sum(taxes) == (6370 if mode == "line" else 6372)
    assert part["story"]["total"]["minor"] == 38230
    for line in part["lines"]:
        story = {name: value["minor"] for name, value in line["story"].items()}
        assert story["total"] == story["tax"] + story["fee"] + story["feeTax"] + story["earning"] == 3823


@pytest.mark.parametrize(
    ("mode", "dear", "cheap"), [("line", [637] * 7, [199] * 3), ("order", [638] + [637] * 6, [200, 199, 199])]
)
async def test_case_47_mixed_rates(
    database: Database, worker_database: Database, mode: str, dear: list[int], cheap: list[int]
) -> None:
    """Seven at 20 % and three at 5.5 %: 44.59 and 5.97 by line; by order each rate once, 44.60 and 5.98. The charge is their sum."""
    statutes = STATUTES.read_text().replace('"market.tax_rounding" = "line"', f'"market.tax_rounding" = "{mode}"')
    shop = await open_shop(database, worker_database, statutes=parse(statutes))
    stall = await open_stall(shop, "Weaver")
    rates = [2000] * 7 + [550] * 3
    goods = [await offer(shop, stall, f"Scarf {n}", price=3823, tax_bps=rate) for n, rate in enumerate(rates)]
    buyer = shop.visitor()
    await fill(buyer, *((one, 1) for one in goods))
    await start(buyer)
    placed = await place(shop, buyer, 38230)
    [part] = (await seen(buyer, placed["order"]["id"]))["parts"]
    taxes = [line["story"]["tax"]["minor"] for line in part["lines"]]
    assert (sorted(taxes[:7], reverse=True), sorted(taxes[7:], reverse=True)) == (dear, cheap)
    assert part["story"]["tax"]["minor"] == sum(dear) + sum(cheap) == (5056 if mode == "line" else 5058)
    assert sum(line["story"]["total"]["minor"] for line in part["lines"]) == part["story"]["total"]["minor"] == 38230
    assert placed["order"]["total"]["minor"] == 38230
    charged = await shop.worker_database_value("SELECT amount_minor FROM payment WHERE cooperative_id = $1")
    assert charged == 38230


async def test_case_49_a_past_order_keeps_what_was_bought(till: Till) -> None:
    """Renamed, re-priced, put away; the stall renamed: the receipt says what it said, and the order can still be cancelled."""
    potter = await open_stall(till.shop, "Potter")
    bowl = await offer(till.shop, potter, "Bowl", price=2400)
    buyer, order = await buy(till, (bowl, 1), total=2400)
    await set_price(till.shop, potter, bowl, 9900)
    maker = till.shop.by(potter.maker)
    kept = await maker.ask(
        "query Kept($id: ID!, $stall: String!) { keptProduct(id: $id) { version } keptStall(slug: $stall) { version } }",
        id=bowl.product,
        stall=potter.slug,
    )
    renamed = await maker.wish(
        "editProduct(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptProduct { id }",
        id=("ID!", bowl.product),
        version=("Int!", kept["keptProduct"]["version"]),
        changes=("ProductInput!", {"title": [{"language": "en", "text": "Vase"}], "taxBps": 400}),
    )
    assert renamed["__typename"] == "KeptProduct", renamed
    stall = await maker.wish(
        "editStall(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptStall { id }",
        id=("ID!", potter.id),
        version=("Int!", kept["keptStall"]["version"]),
        changes=("StallInput!", {"name": [{"language": "en", "text": "The new potter"}]}),
    )
    assert stall["__typename"] == "KeptStall", stall
    put_away = await maker.wish("archiveProduct(id: $id)", "... on KeptProduct { id }", id=("ID!", bowl.product))
    assert put_away["__typename"] == "KeptProduct", put_away
    assert await seen(buyer, order["id"]) == order
    ended = await cancel(till.shop, order["id"])
    assert ended["order"]["state"] == "CANCELLED"
    await till.heard()
    assert (await seen(buyer, order["id"]))["payment"]["refunded"]["minor"] == 2400


async def test_case_20_a_page_nobody_paid_is_closed_before_its_goods_are_free(own_till: Till, clock: Clock) -> None:
    """After half an hour the page is closed at the provider first; who pays in that moment gets her goods."""
    till = own_till
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400, on_hand=2)
    buyer, placed = await order_by_card(till, (bowl, 1), total=2400)
    quick, paid = await order_by_card(till, (bowl, 1), total=2400)
    await pay(till, paid["paymentUrl"])  # Its message is not heard before the rounds.
    await clock.move(timedelta(minutes=31))
    await till.shop.sweep("payments.")
    assert (await seen(buyer, placed["order"]["id"]))["state"] == "CANCELLED"
    assert (await seen(quick, paid["order"]["id"]))["state"] == "PLACED"
    assert {one["status"] for one in await till.listed("checkout/sessions")} == {"expired", "complete"}
