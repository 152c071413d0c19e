"""The table of a document for other programs: what its rows come to is what stands on the paper, for every kind of it."""

import csv
import io
from typing import Any

import pytest

from minga_platform.kernel.database import Database
from minga_testing.people import Somebody
from minga_testing.plugin import Clock
from minga_testing.reading import reading
from minga_testing.shop import Program, Shop, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import HOLD, cancel, hand_over, part_of, proven_anew, refund, seen

ALL = "{ tradeDocuments(first: 50) { nodes { id kind name total { minor } tax { minor } } } }"
TOLD = ("quantity", "net_minor", "tax_bps", "tax_minor", "royalty_minor", "fee_minor", "fee_tax_minor", "earning_minor", "total_minor")  # fmt: skip


async def table(shop: Shop, document: dict[str, Any], who: Somebody | None = None) -> list[dict[str, str]]:
    """The rows of a document's CSV, as an officer takes it."""
    async with reading(shop.program.door, (who or shop.coordinator).viewer) as browser:
        told = await browser.get(f"/c/{shop.cooperative.slug}/documents/{document['id']}?as=csv")
    assert told.status_code == 200
    return list(csv.DictReader(io.StringIO(told.content.decode("utf-8-sig"))))


async def papers(shop: Shop) -> dict[str, dict[str, Any]]:
    """Name → document."""
    await shop.worker.drain()
    nodes = (await shop.by(shop.coordinator).ask(ALL))["tradeDocuments"]["nodes"]
    return {one["name"]: one for one in nodes}


@pytest.mark.parametrize("vat", [None, "REGISTERED"])
async def test_the_rows_of_a_makers_paper_are_what_is_hers(
    database: Database, worker_database: Database, clock: Clock, vat: str | None
) -> None:
    """24.20 of scarf: without VAT 18.06 of it are hers, with VAT 22.26; 8.00 that come back later are taken back by the same rows."""
    shop = await open_shop(database, worker_database)
    weaver = await open_stall(shop, "Weaver")
    maker = shop.by(weaver.maker)
    version = (await maker.ask("query S($s: String!) { keptStall(slug: $s) { version } }", s=weaver.slug))["keptStall"]
    await maker.wish(
        "editStall(id: $id, expectedVersion: $version, changes: $changes)", "... on KeptStall { id }",
        id=("ID!", weaver.id), version=("Int!", version["version"]),
        changes=("StallInput!", {"traderKind": "TRADER", "trader": {"vatNumber": "ESX1234567L", "vat": vat}}),
    )  # fmt: skip
    scarf = await offer(shop, weaver, "Scarf", price=2420)
    order = await sold(shop, (scarf, 1), total=2420)
    await hand_over(shop, weaver, order["parts"][0]["id"], 2420)
    await clock.move(HOLD)
    await shop.sweep("payments.")
    coordinator = await proven_anew(shop)
    batch = await coordinator.wish(
        "preparePayouts(key: $key, channel: HAND, stallIds: $stalls, tillId: $till)", "... on PayoutBatch { payoutIds }",
        key=("String!", new_key()), stalls=("[ID!]", [weaver.id]), till=("ID", shop.point),
    )  # fmt: skip
    await coordinator.wish(
        "confirmPayouts(key: $key, payoutIds: $ids)", "... on ChangedPayouts { payoutIds }",
        key=("String!", new_key()), ids=("[ID!]!", batch["payoutIds"]),
    )  # fmt: skip
    await shop.worker.drain()
    await refund(shop, order["id"], (part_of(order, weaver)["lines"][0]["id"], 800))
    found = await papers(shop)
    [billed] = await table(shop, found["S-1"], weaver.maker)
    tax = ("2100", "420") if vat else ("0", "0")
    total = 1806 + int(tax[1])
    assert tuple(billed[name] for name in TOLD) == ("1", "2000", *tax, "0", "-160", "-34", "1806", str(total))
    assert found["S-1"]["total"]["minor"] == total
    [back] = await table(shop, found["SC-1"])
    tax = ("2100", "139") if vat else ("0", "0")
    total = 597 + int(tax[1])
    assert tuple(back[name] for name in TOLD) == ("1", "661", *tax, "0", "-53", "-11", "597", str(total))
    assert (back["takes_back"], found["SC-1"]["total"]["minor"]) == ("S-1", total)
    for name in ("I-1", "C-1"):
        [row] = await table(shop, found[name])
        assert int(row["total_minor"]) == found[name]["total"]["minor"]
        assert int(row["net_minor"]) + int(row["tax_minor"]) == int(row["total_minor"])
        assert "fee_minor" not in row


async def test_the_delivery_is_a_row(database: Database, worker_database: Database) -> None:
    """10.40 of goods and 6.05 of delivery are an invoice of 16.45, and its credit note is the same again."""
    shop = await open_shop(database, worker_database)
    coordinator = shop.by(shop.coordinator)
    weaver = await open_stall(shop, "Weaver")
    book = await offer(shop, weaver, "Book", price=1040, tax_bps=400)
    await coordinator.wish(
        "setDeliveryZone(name: $n, fee: $f, taxBps: 2100, postcodes: [\"1\"])", "... on ChangedPlace { id }",
        n=("[LocalTextInput!]!", [{"language": "en", "text": "Around"}]), f=("MoneyInput!", {"minor": 605, "currency": "EUR"}),
    )  # fmt: skip
    buyer = shop.visitor()
    await fill(buyer, (book, 1))
    await start(buyer)
    total = {"minor": 1645, "currency": "EUR"}
    order = (
        await buyer.wish(
            "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: BANK, delivery: $to)",
            "... on PlacedOrder { order { id payment { reference } } }",
            key=("String!", new_key()), total=("MoneyInput!", total),
            contact=("BuyerInput!", {"name": "Berta", "mail": "berta@example.org"}),
            to=("DeliveryInput!", {"street": "Mill lane 2", "postcode": "12345", "town": "Valley"}),
        )
    )["order"]  # fmt: skip
    await coordinator.wish(
        "recordBankTransfer(key: $key, reference: $reference, amount: $amount)", "... on ChangedOrder { order { state } }",
        key=("String!", new_key()), reference=("String!", order["payment"]["reference"]), amount=("MoneyInput!", total),
    )  # fmt: skip
    await cancel(shop, order["id"])
    [back] = (await seen(buyer, order["id"]))["refunds"]
    await coordinator.wish(
        "confirmBankRefund(key: $key, refundId: $refund)", "", key=("String!", new_key()), refund=("ID!", back["id"])
    )
    found = await papers(shop)
    for name in ("I-1", "C-1"):
        goods, delivery = await table(shop, found[name])
        assert [goods[one] for one in ("title", "net_minor", "tax_minor", "total_minor")] == ["Book", "1000", "40", "1040"]  # fmt: skip
        told = ("title", "net_minor", "tax_bps", "tax_minor", "total_minor")
        assert [delivery[one] for one in told] == ["Delivery", "500", "2100", "105", "605"]
        assert int(goods["total_minor"]) + int(delivery["total_minor"]) == found[name]["total"]["minor"] == 1645


async def sold(shop: Shop, *things: tuple[Any, int], total: int) -> dict[str, Any]:
    """Ordered, to be paid in cash; the order."""
    buyer: Program = shop.visitor()
    await fill(buyer, *things)
    await start(buyer)
    return await seen(buyer, (await place(shop, buyer, total))["order"]["id"])
