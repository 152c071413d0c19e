"""Invoices, credit notes and self-billing documents: one for each cause, numbered without gaps, and never another afterwards."""

import asyncio
from functools import partial
from typing import Any

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_platform.market.documents import commands
from minga_platform.register import erasing, flows
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.shop import Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import HOLD, books, cancel, hand_over, part_of, proven_anew, refund, seen

DOCUMENT = """id kind name number total { minor } net { minor } tax { minor } mirrors mirrorsId partyName partyAddress cooperativeName stallName orderNumber
  lines { title stallName taxBps tax { minor } total { minor } earning { minor } fee { minor } }
  rates { part taxBps net { minor } tax { minor } } netted { minor } paid { minor }"""
OF_ORDER = f"query D($id: ID!, $token: String) {{ orderDocuments(orderId: $id, token: $token) {{ {DOCUMENT} }} }}"
OF_STALL = f"query D($id: ID!) {{ stallDocuments(stallId: $id) {{ nodes {{ {DOCUMENT} }} }} }}"


async def documents(program: Any, order_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await program.ask(OF_ORDER, id=order_id))["orderDocuments"]
    return found


def rates(document: dict[str, Any]) -> dict[tuple[str, int], tuple[int, int]]:
    return {(one["part"], one["taxBps"]): (one["net"]["minor"], one["tax"]["minor"]) for one in document["rates"]}


async def sold(shop: Shop, *things: tuple[Any, int], total: int) -> tuple[Any, dict[str, Any]]:
    buyer = shop.visitor()
    await fill(buyer, *things)
    await start(buyer)
    placed = await place(shop, buyer, total)
    return buyer, await seen(buyer, placed["order"]["id"])


async def paid_to(shop: Shop, stall: Stall) -> None:
    """The stall's payable earnings are given to it in cash."""
    coordinator = await proven_anew(shop)
    batch = await coordinator.wish(
        "preparePayouts(key: $key, channel: HAND, stallIds: $stalls, tillId: $till)",
        "... on PayoutBatch { payoutIds }",
        key=("String!", new_key()), stalls=("[ID!]", [stall.id]), till=("ID", shop.point),
    )  # fmt: skip
    done = await coordinator.wish(
        "confirmPayouts(key: $key, payoutIds: $ids)", "... on ChangedPayouts { payoutIds }",
        key=("String!", new_key()), ids=("[ID!]!", batch["payoutIds"]),
    )  # fmt: skip
    assert done["__typename"] == "ChangedPayouts", done


async def test_cases_48_and_49_a_sale_its_refund_and_its_payout_on_paper(
    database: Database, worker_database: Database, admin: asyncpg.Connection, clock: Clock
) -> None:
    """Two rates, two stalls, paid part by part; a refund mirrors the rates and names its invoice; renaming changes nothing."""
    shop = await open_shop(database, worker_database)
    weaver, baker = await open_stall(shop, "Weaver"), await open_stall(shop, "Baker")
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    book = await offer(shop, weaver, "Book", price=1040, tax_bps=400)
    bread = await offer(shop, baker, "Bread", price=312, tax_bps=400)
    buyer, order = await sold(shop, (scarf, 2), (book, 1), (bread, 1), total=3772)
    assert await documents(buyer, order["id"]) == [], "nothing came in yet"
    await hand_over(shop, weaver, part_of(order, weaver)["id"], 3460)
    await shop.worker.drain()
    [first] = await documents(buyer, order["id"])
    assert (first["kind"], first["name"], first["total"]["minor"], first["partyName"]) == (
        "INVOICE",
        "I-1",
        3460,
        "Berta",
    )
    assert rates(first) == {("GOODS", 2100): (2000, 420), ("GOODS", 400): (1000, 40)}
    await hand_over(shop, baker, part_of(order, baker)["id"], 312)
    await shop.worker.drain()
    second = (await documents(buyer, order["id"]))[1]
    assert (second["name"], rates(second)) == ("I-2", {("GOODS", 400): (300, 12)})

    titles = {line["title"]: line["id"] for line in part_of(order, weaver)["lines"]}
    await refund(shop, order["id"], (titles["Scarf"], 605), (part_of(order, baker)["lines"][0]["id"], None))
    await shop.worker.drain()
    notes = (await documents(buyer, order["id"]))[2:]
    assert [(one["name"], one["mirrors"], one["mirrorsId"]) for one in notes] == [
        ("C-1", "I-1", first["id"]),
        ("C-2", "I-2", second["id"]),
    ]
    assert rates(notes[0]) == {("GOODS", 2100): (500, 105)}
    assert rates(notes[1]) == {("GOODS", 400): (300, 12)}

    # Told twice, done once: what came of each event is there already.
    before = await documents(buyer, order["id"])
    order_id = ids.decode("ord", order["id"])
    refund_id = await admin.fetchval("SELECT id FROM refund WHERE cooperative_id = $1", shop.id)
    for command in (
        partial(commands.invoice_order, order_id=order_id),
        partial(commands.credit_refund, refund_id=refund_id),
    ):
        assert await worker_database.run(Scope(shop.id), Actor(system="test"), command) == []

    await admin.execute('UPDATE cooperative SET name = \'{"en": "Another name"}\' WHERE id = $1', shop.id)
    for table in ("stall", "product"):
        column = "name" if table == "stall" else "title"
        await admin.execute(f'UPDATE {table} SET {column} = \'{{"en": "Renamed"}}\' WHERE cooperative_id = $1', shop.id)
    assert await documents(buyer, order["id"]) == before, "what was issued stays as it was issued"

    await clock.move(HOLD)
    await shop.sweep("payments.")
    payable = (await books(shop))[("seller_payable", "", weaver.id)]
    await paid_to(shop, weaver)
    await shop.worker.drain()
    [bill] = (await shop.by(weaver.maker).ask(OF_STALL, id=weaver.id))["stallDocuments"]["nodes"]
    assert (bill["name"], bill["total"]["minor"], bill["paid"]["minor"]) == ("S-1", payable, payable)
    # 2,500 net went to the buyer's hands; the fee is eight hundredths of it, with a tax of its own, rounded line by line.
    assert rates(bill) == {("GOODS", 0): (2500, 0), ("FEE", 2100): (-200, -43)}
    assert sum(line["earning"]["minor"] for line in bill["lines"]) == payable
    assert (await shop.by(baker.maker).ask(OF_STALL, id=weaver.id))["stallDocuments"] is None
    assert await documents(shop.visitor(), order["id"]) == []

    with pytest.raises(asyncpg.PostgresError):
        await admin.execute(
            "UPDATE trade_document SET total_minor = 0, net_minor = 0, tax_minor = 0 WHERE cooperative_id = $1", shop.id
        )
    with pytest.raises(asyncpg.PostgresError, match="stays as written"):
        await admin.execute('UPDATE document_party SET party = \'{"name": "Eve"}\' WHERE cooperative_id = $1', shop.id)


async def test_delivery_stands_on_paper_with_its_own_rate_and_goes_back_with_the_order(
    database: Database, worker_database: Database
) -> None:
    """Paid by bank, brought home, called off: the credit note is its invoice again, goods and delivery, rate by rate."""
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
    order = (
        await buyer.wish(
            "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: BANK, delivery: $to)",
            "... on PlacedOrder { order { id payment { reference } } }",
            key=("String!", new_key()),
            total=("MoneyInput!", {"minor": 1645, "currency": "EUR"}),
            contact=("BuyerInput!", {"name": "Berta", "mail": "berta@example.org"}),
            to=("DeliveryInput!", {"street": "Mill lane 2", "postcode": "12345", "town": "Valley"}),
        )
    )["order"]
    await coordinator.wish(
        "recordBankTransfer(key: $key, reference: $reference, amount: $amount)", "... on ChangedOrder { order { state } }",
        key=("String!", new_key()), reference=("String!", order["payment"]["reference"]),
        amount=("MoneyInput!", {"minor": 1645, "currency": "EUR"}),
    )  # fmt: skip
    await cancel(shop, order["id"])
    refunds = (await seen(buyer, order["id"]))["refunds"]
    await coordinator.wish(
        "confirmBankRefund(key: $key, refundId: $refund)", "",
        key=("String!", new_key()), refund=("ID!", refunds[0]["id"]),
    )  # fmt: skip
    await shop.worker.drain()
    invoice, note = await documents(buyer, order["id"])
    assert rates(invoice) == rates(note) == {("GOODS", 400): (1000, 40), ("DELIVERY", 2100): (500, 105)}
    assert (invoice["total"], note["mirrors"]) == (note["total"], invoice["name"])
    assert invoice["partyAddress"] == "Mill lane 2, 12345 Valley"


async def test_what_a_stall_owes_is_set_off_on_its_document(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    """A refund after the payout is a debt; the next payout's document says what was set off, and the books agree."""
    shop = await open_shop(database, worker_database)
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    _, order = await sold(shop, (scarf, 1), total=1210)
    await hand_over(shop, weaver, order["parts"][0]["id"], 1210)
    await clock.move(HOLD)
    await shop.sweep("payments.")
    await paid_to(shop, weaver)
    await refund(shop, order["id"], (order["parts"][0]["lines"][0]["id"], 605))
    owed = (await books(shop))[("seller_negative", "", weaver.id)]
    _, again = await sold(shop, (scarf, 1), total=1210)
    await hand_over(shop, weaver, again["parts"][0]["id"], 1210)
    await clock.move(HOLD)
    await shop.sweep("payments.")
    await paid_to(shop, weaver)
    await shop.worker.drain()
    newest, credit, oldest = (await shop.by(weaver.maker).ask(OF_STALL, id=weaver.id))["stallDocuments"]["nodes"]
    assert newest["total"] == oldest["total"]
    assert (credit["name"], credit["mirrors"], credit["total"]["minor"]) == ("SC-1", oldest["name"], owed)
    assert (newest["netted"]["minor"], newest["paid"]["minor"]) == (owed, newest["total"]["minor"] - owed)


async def test_an_order_that_was_called_off_before_its_money_has_no_paper(
    database: Database, worker_database: Database
) -> None:
    """No money, no invoice; and its number is not lost to it."""
    shop = await open_shop(database, worker_database)
    scarf = await offer(shop, await open_stall(shop, "Weaver"), "Scarf", price=1210)
    buyer, order = await sold(shop, (scarf, 1), total=1210)
    assert (await cancel(shop, order["id"]))["__typename"] == "ChangedOrder"
    await shop.worker.drain()
    assert await documents(buyer, order["id"]) == []


async def test_who_stands_on_an_invoice_stays_while_the_law_wants_it_and_no_longer(
    database: Database, worker_database: Database, admin: asyncpg.Connection
) -> None:
    """A buyer is erased: her name is kept for the years of the books, then it goes and the document stays."""
    shop = await open_shop(database, worker_database)
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    who = await people.sign_up(database, name="Nadia")
    buyer = shop.by(who)
    await fill(buyer, (scarf, 1))
    await start(buyer)
    order = await seen(buyer, (await place(shop, buyer, 1210))["order"]["id"])
    await hand_over(shop, weaver, order["parts"][0]["id"], 1210)
    await shop.worker.drain()
    [before] = await documents(buyer, order["id"])
    assert who.viewer.person_id is not None
    await flows.erase(worker_database, who.viewer.person_id, Actor(system="erase"))
    coordinator = shop.by(shop.coordinator)
    assert await documents(coordinator, order["id"]) == [before]
    await admin.execute("UPDATE legal_hold SET until = now() - interval '1 day' WHERE cooperative_id = $1", shop.id)
    await worker_database.run(Scope(shop.id), Actor(system="test"), erasing.release_holds)
    assert await documents(coordinator, order["id"]) == [before | {"partyName": ""}]


async def test_numbers_have_no_gap_and_no_double_however_many_issue_at_once(
    database: Database, worker_database: Database, admin: asyncpg.Connection
) -> None:
    """Eight orders, each invoiced by three at once over connections of their own; one unit in between that fails."""
    shop = await open_shop(database, worker_database)
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    orders = [(await sold(shop, (scarf, 1), total=1210))[1] for _ in range(8)]
    for order in orders:
        await hand_over(shop, weaver, order["parts"][0]["id"], 1210)
    order_ids = [ids.decode("ord", order["id"]) for order in orders]
    barrier = asyncio.Event()

    async def issue(order_id: Any, *, fails: bool = False) -> None:
        async def command(work: Work) -> None:
            await barrier.wait()
            await commands.invoice_order(work, order_id)
            if fails:
                raise ValueError("something after it went wrong")

        await worker_database.run(Scope(shop.id), Actor(system="test"), command)

    # Fewer at once than there are connections, or the barrier would wait for who cannot begin.
    crowd = [issue(order_id) for order_id in order_ids[:4]] + [issue(order_ids[0]), issue(order_ids[7], fails=True)]
    tasks = [asyncio.create_task(one) for one in crowd]
    await asyncio.sleep(0)
    barrier.set()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(end) for end in ends if end is not None] == [ValueError]
    await asyncio.gather(*(issue(order_id) for order_id in order_ids * 3))
    numbers = [
        row["number"]
        for row in await admin.fetch(
            "SELECT number FROM trade_document WHERE cooperative_id = $1 ORDER BY number", shop.id
        )
    ]
    assert numbers == list(range(1, 9))
