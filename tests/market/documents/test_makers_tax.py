"""The maker's own tax on paper: exempt or registered, mixed rates, refunds before and after she was paid; by hand, and as a law of all sales."""

import csv
import io
import random
from typing import Any

import asyncpg
import pytest

from minga_platform.kernel.database import Database
from minga_testing.plugin import Clock
from minga_testing.reading import reading
from minga_testing.shop import Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import (
    HOLD,
    books,
    hand_over,
    has_told_bank,
    maker_proven_anew,
    part_of,
    proven_anew,
    refund,
    seen,
)

SUM = "{ net { minor } tax { minor } total { minor } }"
DOCUMENT = f"""kind name mirrors vat partyTaxNumber supplied {SUM} charged {SUM} net {{ minor }} tax {{ minor }} total {{ minor }}
  netted {{ minor }} paid {{ minor }} lines {{ title supplyTax {{ minor }} }} rates {{ part taxBps net {{ minor }} tax {{ minor }} }}"""
OF_STALL = f"query D($id: ID!) {{ stallDocuments(stallId: $id, first: 100) {{ nodes {{ {DOCUMENT} }} }} }}"
ALL = f"query D($kind: DocumentKind) {{ tradeDocuments(kind: $kind, first: 100) {{ nodes {{ {DOCUMENT} }} }} }}"

EARNINGS = (
    "query E($id: ID!) { earnings(stallId: $id) { nodes { earned { minor } supplyTax { minor } refunded { minor } } } }"
)
PROOF = "query P($link: String!) { earningsProof(link: $link) { agrees total { earned { minor } tax { minor } refunded { minor } paid { minor } } } }"


async def tells_vat(shop: Shop, stall: Stall, standing: str | None, number: str = "ESX1234567L") -> dict[str, Any]:
    """Her keeper says whether she charges VAT."""
    maker = shop.by(stall.maker)
    kept = (await maker.ask("query S($s: String!) { keptStall(slug: $s) { version } }", s=stall.slug))["keptStall"]
    return await maker.wish(
        "editStall(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptStall { trader { vat vatNumber } } ... on InvalidInput { field rule }",
        id=("ID!", stall.id), version=("Int!", kept["version"]),
        changes=("StallInput!", {"traderKind": "TRADER", "trader": {"vatNumber": number, "vat": standing}}),
    )  # fmt: skip


async def sold(shop: Shop, stall: Stall, *things: tuple[Any, int], total: int) -> dict[str, Any]:
    """Sold, paid in cash and handed over; the order."""
    buyer: Program = shop.visitor()
    await fill(buyer, *things)
    await start(buyer)
    order = await seen(buyer, (await place(shop, buyer, total))["order"]["id"])
    await hand_over(shop, stall, part_of(order, stall)["id"], total)
    await shop.worker.drain()
    return order


async def paid_out(shop: Shop, clock: Clock, *stalls: Stall) -> None:
    """The hold passes, and what these stalls earned is sent to their banks: after refunds a till may hold less than that."""
    await clock.move(HOLD)
    await shop.sweep("payments.")
    for stall in stalls:
        await has_told_bank(shop, stall)
    coordinator = await proven_anew(shop)
    batch = await coordinator.wish(
        "preparePayouts(key: $key, channel: BANK, stallIds: $stalls)", "... on PayoutBatch { payoutIds }",
        key=("String!", new_key()), stalls=("[ID!]", [one.id for one in stalls]),
    )  # fmt: skip
    if batch["__typename"] == "PayoutBatch":
        await coordinator.wish(
            "confirmPayouts(key: $key, payoutIds: $ids)", "... on ChangedPayouts { payoutIds }",
            key=("String!", new_key()), ids=("[ID!]!", batch["payoutIds"]),
        )  # fmt: skip
    await shop.worker.drain()


async def papers(shop: Shop, stall: Stall) -> list[dict[str, Any]]:
    """The stall's documents, the oldest first."""
    nodes: list[dict[str, Any]] = (await shop.by(stall.maker).ask(OF_STALL, id=stall.id))["stallDocuments"]["nodes"]
    return nodes[::-1]


def amounts(told: dict[str, Any]) -> tuple[int, int, int]:
    return told["net"]["minor"], told["tax"]["minor"], told["total"]["minor"]


def rates(document: dict[str, Any]) -> dict[tuple[str, int], tuple[int, int]]:
    return {(one["part"], one["taxBps"]): (one["net"]["minor"], one["tax"]["minor"]) for one in document["rates"]}


async def test_a_registered_makers_sale_by_hand(database: Database, worker_database: Database, clock: Clock) -> None:
    """The worked sale of decision 20, by a maker who charges VAT; computed with a pencil, as in decision 220.

    scarf 24.20 at 21 %: tax 24.20 × 21/121 = 4.20, net 20.00, fee 8 % = 1.60, tax on it 21 % = 0.336 → 0.34, left 18.06
    honey  9.50 at 10 %: tax  9.50 × 10/110 = 0.8636 → 0.86, net 8.64, fee 0.6912 → 0.69, tax on it 0.1449 → 0.14, left 7.81
    she supplies 28.64 and 5.06 tax = 33.70; the co-op charges 2.29 and 0.48 tax = 2.77; 30.93 reach her, of which 5.06 are the state's.
    8.00 of the scarf come back after that: 1.39 tax, 0.53 fee, 0.11 tax on it, 5.97 hers; she owes 5.97 + 1.39 = 7.36.
    """
    shop = await open_shop(database, worker_database)
    weaver = await open_stall(shop, "Weaver")
    refused = await tells_vat(shop, weaver, "REGISTERED", number="")
    assert (refused["__typename"], refused["field"], refused["rule"]) == (
        "InvalidInput",
        "trader.vatNumber",
        "required",
    )
    assert (await tells_vat(shop, weaver, "REGISTERED"))["trader"] == {"vat": "REGISTERED", "vatNumber": "ESX1234567L"}
    scarf = await offer(shop, weaver, "Scarf", price=2420)
    honey = await offer(shop, weaver, "Honey", price=950, tax_bps=1000)
    order = await sold(shop, weaver, (scarf, 1), (honey, 1), total=3370)
    taxes = {name: (await books(shop))[("vat_due", name, "")] for name in ("sales", "supplies", "fees")}
    assert taxes == {"sales": 506, "supplies": -506, "fees": 48}, "what the co-op owes the state is the tax on its fee"

    await paid_out(shop, clock, weaver)
    [bill] = await papers(shop, weaver)
    assert (bill["kind"], bill["name"], bill["vat"], bill["partyTaxNumber"]) == ("SELF_BILLING", "S-1", "REGISTERED", "ESX1234567L")  # fmt: skip
    assert rates(bill) == {("GOODS", 2100): (2000, 420), ("GOODS", 1000): (864, 86), ("FEE", 2100): (-229, -48)}
    assert amounts(bill["supplied"]) == (2864, 506, 3370)
    assert amounts(bill["charged"]) == (229, 48, 277)
    assert bill["total"]["minor"] == bill["paid"]["minor"] == 3093

    line = next(one["id"] for one in part_of(order, weaver)["lines"] if one["title"] == "Scarf")
    await refund(shop, order["id"], (line, 800))
    await shop.worker.drain()
    note = (await papers(shop, weaver))[1]
    assert (note["kind"], note["name"], note["mirrors"], note["paid"]) == ("SUPPLY_CREDIT", "SC-1", "S-1", None)
    assert rates(note) == {("GOODS", 2100): (661, 139), ("FEE", 2100): (-53, -11)}
    assert amounts(note["supplied"]) == (661, 139, 800)
    assert amounts(note["charged"]) == (53, 11, 64)
    sums = await books(shop)
    assert note["total"]["minor"] == sums[("seller_negative", "", weaver.id)] == 736
    assert {name: sums[("vat_due", name, "")] for name in ("sales", "supplies", "fees")} == {"sales": 367, "supplies": -367, "fees": 37}  # fmt: skip
    # Her own page and what a lender is shown say which part of it is the state's.
    maker = await maker_proven_anew(shop, weaver)
    [told] = (await maker.ask(EARNINGS, id=weaver.id))["earnings"]["nodes"]
    assert {name: one["minor"] for name, one in told.items()} == {"earned": 2587, "supplyTax": 367, "refunded": 597}
    made = await maker.wish("makeEarningsProof(stallId: $id)", "... on ChangedProof { link }", id=("ID!", weaver.id))
    proof = (await shop.visitor().ask(PROOF, link=made["link"]))["earningsProof"]
    total = {name: one["minor"] for name, one in proof["total"].items()}
    assert proof["agrees"]
    assert total == {"earned": 2587, "tax": 367, "refunded": 597, "paid": 3093}
    assert total["earned"] + total["tax"] - total["refunded"] - total["paid"] == -736, "what she owes, to the cent"
    page = f"/c/{shop.cooperative.slug}/proof/{made['link']}"
    async with reading(shop.program.door, shop.visitor().viewer) as browser:
        assert 'class="qr"' in (await browser.get(page)).text, "printed from a browser, it leads back here too"
        table = (await browser.get(f"{page}?as=csv")).content.decode("utf-8-sig")
    assert table.splitlines()[0] == "month,earned_minor,refunded_minor,tax_minor,paid_minor,currency"
    columns = [sum(int(row[f"{name}_minor"]) for row in csv.DictReader(io.StringIO(table))) for name in total]
    assert columns == list(total.values())


@pytest.mark.parametrize("standing", [None, "EXEMPT"])
async def test_an_exempt_makers_sale_by_hand(
    database: Database, worker_database: Database, clock: Clock, standing: str | None
) -> None:
    """The same goods: 28.64 supplied without tax, 2.77 charged, 25.87 hers. 8.00 of the scarf came back before she was paid.

    28.64 − (8.00 − 1.39) = 22.03; fee 2.29 − 0.53 = 1.76, its tax 0.48 − 0.11 = 0.37; 22.03 − 2.13 = 19.90, as decision 20 has it.
    """
    shop = await open_shop(database, worker_database)
    weaver = await open_stall(shop, "Weaver")
    await tells_vat(shop, weaver, standing, number="")
    scarf = await offer(shop, weaver, "Scarf", price=2420)
    honey = await offer(shop, weaver, "Honey", price=950, tax_bps=1000)
    order = await sold(shop, weaver, (scarf, 1), (honey, 1), total=3370)
    line = next(one["id"] for one in part_of(order, weaver)["lines"] if one["title"] == "Scarf")
    await refund(shop, order["id"], (line, 800))
    await paid_out(shop, clock, weaver)
    [bill] = await papers(shop, weaver)
    assert (bill["vat"], bill["partyTaxNumber"]) == (standing, "")
    assert rates(bill) == {("GOODS", 0): (2203, 0), ("FEE", 2100): (-176, -37)}
    assert amounts(bill["supplied"]) == (2203, 0, 2203)
    assert amounts(bill["charged"]) == (176, 37, 213)
    assert bill["paid"]["minor"] == 1990
    assert ("vat_due", "supplies", "") not in await books(shop)


async def test_what_she_says_holds_for_what_is_sold_from_then_on(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    """Sold while she was exempt, paid out when she is registered: no tax is owed on it. The next sale has it."""
    shop = await open_shop(database, worker_database)
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    await sold(shop, weaver, (scarf, 1), total=1210)
    await tells_vat(shop, weaver, "REGISTERED")
    await sold(shop, weaver, (scarf, 1), total=1210)
    await paid_out(shop, clock, weaver)
    [bill] = await papers(shop, weaver)
    assert rates(bill) == {("GOODS", 0): (1000, 0), ("GOODS", 2100): (1000, 210), ("FEE", 2100): (-160, -34)}
    assert [line["supplyTax"]["minor"] for line in bill["lines"]] == [0, 210]


async def a_period(shop: Shop, clock: Clock, stalls: list[Stall], chance: random.Random) -> None:
    """Sales, refunds before and after payouts, borne by whom it may be, in any order; at the end everything is paid out."""
    goods: dict[str, list[tuple[Any, int]]] = {}
    for stall in stalls:
        goods[stall.id] = []
        for place_, tax_bps in enumerate((0, 400, 1000, 2100)):
            price = chance.randint(1, 9999)
            goods[stall.id].append((await offer(shop, stall, f"Thing {place_}", price=price, tax_bps=tax_bps), price))
    orders: list[tuple[dict[str, Any], Stall]] = []
    for _ in range(14):
        wish = chance.choice(("sale", "sale", "refund", "refund", "payout"))
        stall = chance.choice(stalls)
        if wish == "sale" or not orders:
            things = [
                (thing, chance.randint(1, 3), price)
                for thing, price in chance.sample(goods[stall.id], chance.randint(1, 3))
            ]
            total = sum(number * price for _, number, price in things)
            orders.append(
                (await sold(shop, stall, *((thing, number) for thing, number, _ in things), total=total), stall)
            )
        elif wish == "refund":
            order, of = chance.choice(orders)
            line = chance.choice(part_of(order, of)["lines"])
            # A refusal (nothing is left of the line) is part of a period too.
            await shop.by(shop.coordinator).wish(
                'refundLines(key: $key, orderId: $order, lines: $lines, reason: "x", liableParty: $liable)',
                "... on ChangedOrder { order { state } }",
                key=("String!", new_key()), order=("ID!", order["id"]),
                lines=("[LineRefundInput!]!", [{"lineId": line["id"], "amount": chance.choice((None, {"minor": chance.randint(1, 900), "currency": "EUR"}))}]),
                liable=("LiableParty!", chance.choice(("PRODUCER", "PRODUCER", "COOP", "COURIER"))),
            )  # fmt: skip
            await shop.worker.drain()
        else:
            await paid_out(shop, clock, stall)
    await paid_out(shop, clock, *stalls)


@pytest.mark.parametrize("seed", range(5))
async def test_the_documents_of_a_period_are_what_moved_in_the_books(
    database: Database, worker_database: Database, clock: Clock, admin: asyncpg.Connection, seed: int
) -> None:
    """Whatever was sold, refunded and paid out: sums of the papers are balances of the books, tax by tax; no number is missing."""
    chance = random.Random(seed)
    shop = await open_shop(database, worker_database)
    stalls = [await open_stall(shop, name) for name in ("Weaver", "Baker")]
    await tells_vat(shop, stalls[0], "REGISTERED")
    await tells_vat(shop, stalls[1], "EXEMPT", number="")
    await a_period(shop, clock, stalls, chance)
    found = (await shop.by(shop.coordinator).ask(ALL))["tradeDocuments"]["nodes"]
    sums = await books(shop)

    def told(kind: str, of: str, name: str) -> int:
        return sum(one[of][name]["minor"] if of else one[name]["minor"] for one in found if one["kind"] == kind)

    def balance(kind: str, purpose: str = "", *, holder: str = "") -> int:
        return sums.get((kind, purpose, holder), 0)

    assert told("INVOICE", "", "tax") - told("CREDIT_NOTE", "", "tax") == balance("vat_due", "sales")
    assert told("SELF_BILLING", "supplied", "tax") - told("SUPPLY_CREDIT", "supplied", "tax") == -balance(
        "vat_due", "supplies"
    )
    assert told("SELF_BILLING", "charged", "tax") - told("SUPPLY_CREDIT", "charged", "tax") == balance(
        "vat_due", "fees"
    )
    assert told("SELF_BILLING", "charged", "net") - told("SUPPLY_CREDIT", "charged", "net") == balance(
        "fee_income", "sales"
    )
    hers = sum(balance(kind, holder=stall.id) for stall in stalls for kind in ("seller_held", "seller_payable"))
    assert hers == 0, "everything was paid out"
    # What makers owe back is what their credits say, less what was set off.
    owed = sum(balance("seller_negative", holder=stall.id) for stall in stalls)
    netted = sum((one["netted"] or {"minor": 0})["minor"] for one in found)
    assert owed == told("SUPPLY_CREDIT", "", "total") - netted
    assert sum((one["paid"] or {"minor": 0})["minor"] for one in found) + netted == told("SELF_BILLING", "", "total")
    for series in {one["name"].split("-")[0] for one in found}:
        numbers = sorted(int(one["name"].split("-")[1]) for one in found if one["name"].split("-")[0] == series)
        assert numbers == list(range(1, len(numbers) + 1))
    with pytest.raises(asyncpg.PostgresError):
        await admin.execute("UPDATE document_rate SET tax_minor = 0 WHERE cooperative_id = $1", shop.id)
