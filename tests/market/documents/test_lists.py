"""Pick, packing and run lists from one snapshot, and the pages, PDFs and tables that are made of them."""

import csv
import io
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_infra.http.recognising import recogniser
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.market.documents import handing
from minga_platform.membership.commands.passkeys import Party
from minga_testing.cycles import now_of, only_in_cycles, place_in, start_in
from minga_testing.cycles import plan as plan_in
from minga_testing.getting import buys, plan, slots
from minga_testing.people import Somebody
from minga_testing.reading import reading
from minga_testing.shop import Shop, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import hand_over, part_of, seen
from minga_testing.weighing import offer_cheese, weigh

LISTS = """query L($stall: ID, $point: ID, $day: Day) { handoverLists(stallId: $stall, pickupPointId: $point, day: $day) {
  lines total { minor } cash { minor }
  picks { stallName total { minor } items { title orders quantity { base } total { minor } } }
  packs { orderId orderNumber buyerName buyerPhone total { minor } cash { minor } lines { title stallName quantity { base } total { minor } } }
  runs { name orderIds lines total { minor } cash { minor } } } }"""

# What a checkout writes, so many times over: each copy an order with its own ids and the next number.
_COPY = """WITH copies AS (SELECT n, o.* FROM generate_series(1, $3::int) n, sale_order o WHERE o.cooperative_id = $1 AND o.id = $2),
made AS (SELECT n, md5($2::text || n)::uuid AS id, (SELECT last FROM order_number WHERE cooperative_id = $1) + n AS number FROM copies),
checks AS (INSERT INTO checkout SELECT (jsonb_populate_record(c, jsonb_build_object('id', made.id))).* FROM checkout c, made
    WHERE c.cooperative_id = $1 AND c.id = (SELECT checkout_id FROM sale_order WHERE cooperative_id = $1 AND id = $2)),
orders AS (INSERT INTO sale_order SELECT (jsonb_populate_record(o, jsonb_build_object('id', made.id, 'checkout_id', made.id, 'number', made.number))).*
    FROM sale_order o, made WHERE o.cooperative_id = $1 AND o.id = $2),
paid AS (INSERT INTO payment SELECT (jsonb_populate_record(p, jsonb_build_object('id', made.id, 'order_id', made.id, 'reference', 'COPY' || made.id))).*
    FROM payment p, made WHERE p.cooperative_id = $1 AND p.order_id = $2),
parts AS (INSERT INTO seller_order SELECT (jsonb_populate_record(s, jsonb_build_object('id', md5(s.id::text || n)::uuid, 'order_id', made.id))).*
    FROM seller_order s, made WHERE s.cooperative_id = $1 AND s.order_id = $2),
portions AS (INSERT INTO portion SELECT (jsonb_populate_record(p, jsonb_build_object('id', md5(p.id::text || n)::uuid, 'payment_id', made.id,
        'seller_order_id', md5(p.seller_order_id::text || n)::uuid))).*
    FROM portion p JOIN payment y ON y.cooperative_id = p.cooperative_id AND y.id = p.payment_id AND y.order_id = $2, made WHERE p.cooperative_id = $1),
lines AS (INSERT INTO order_line SELECT (jsonb_populate_record(l, jsonb_build_object('id', md5(l.id::text || n)::uuid,
        'seller_order_id', md5(l.seller_order_id::text || n)::uuid))).*
    FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id AND s.order_id = $2, made
    WHERE l.cooperative_id = $1)
UPDATE order_number SET last = last + $3 WHERE cooperative_id = $1"""


async def ordered(shop: Shop, *things: tuple[Any, int], total: int, **contact: str) -> tuple[Any, dict[str, Any]]:
    buyer = shop.visitor()
    await fill(buyer, *things)
    await start(buyer)
    placed = await place(shop, buyer, total, contact={"name": "Berta", "mail": "berta@example.org", **contact})
    return buyer, await seen(buyer, placed["order"]["id"])


async def test_a_thing_that_buyers_read_in_two_languages_is_picked_once(
    database: Database, worker_database: Database, admin: asyncpg.Connection
) -> None:
    """A line keeps its title as its buyer read it; who picks reads her own name of the thing, and one sum."""
    shop = await open_shop(database, worker_database)
    scarf = await offer(shop, await open_stall(shop, "Weaver"), "Scarf", price=1210)
    await ordered(shop, (scarf, 2), total=2420)
    _, other = await ordered(shop, (scarf, 1), total=1210)
    await admin.execute(
        """UPDATE order_line l SET title = 'Bufanda' FROM seller_order s
        WHERE l.cooperative_id = $1 AND s.cooperative_id = $1 AND s.id = l.seller_order_id AND s.order_id = $2""",
        shop.id,
        ids.decode("ord", other["id"]),
    )
    lists = (await shop.by(shop.coordinator).ask(LISTS))["handoverLists"]
    assert lists["picks"][0]["items"] == [
        {"title": "Scarf", "orders": 2, "quantity": {"base": 3}, "total": {"minor": 3630}}
    ]
    assert [line["title"] for pack in lists["packs"] for line in pack["lines"]] == ["Scarf", "Bufanda"]


async def test_case_54_the_lists_of_three_hundred_orders_agree(
    database: Database, worker_database: Database, admin: asyncpg.Connection
) -> None:
    """Every sum on every list is the sum of the same lines; nothing is cut off; it takes one statement."""
    shop = await open_shop(database, worker_database)
    weaver, baker = await open_stall(shop, "Weaver"), await open_stall(shop, "Baker")
    scarf, rug = await offer(shop, weaver, "Scarf", price=1210), await offer(shop, weaver, "Rug", price=9900)
    bread = await offer(shop, baker, "Bread", price=312, tax_bps=400)
    for things, total in (
        (((scarf, 2), (bread, 3)), 3356),
        (((rug, 1),), 9900),
        (((bread, 5), (scarf, 1), (rug, 1)), 12670),
    ):
        _, order = await ordered(shop, *things, total=total)
        await admin.execute(_COPY, shop.id, ids.decode("ord", order["id"]), 99)
    # Three hundred orders do not come in an instant: by then the server has looked at its tables once.
    await admin.execute("ANALYZE sale_order, seller_order, order_line, payment")

    lists = (await shop.by(shop.coordinator).ask(LISTS))["handoverLists"]
    lines = [(pack["orderId"], line) for pack in lists["packs"] for line in pack["lines"]]
    assert (len(lists["packs"]), len(lines), lists["lines"]) == (300, 600, 600)
    assert [pack["orderNumber"] for pack in lists["packs"]] == list(range(1, 301))
    total = 100 * (3356 + 9900 + 12670)
    assert lists["total"]["minor"] == lists["cash"]["minor"] == total
    assert sum(pack["total"]["minor"] for pack in lists["packs"]) == total
    assert sum(one["total"]["minor"] for one in lists["picks"]) == total
    assert (
        sum(run["total"]["minor"] for run in lists["runs"])
        == sum(run["cash"]["minor"] for run in lists["runs"])
        == total
    )
    picked = {(one["stallName"], item["title"]): item for one in lists["picks"] for item in one["items"]}
    quantities: Counter[tuple[str, str]] = Counter()
    buyers = defaultdict(set)
    for order_id, line in lines:
        quantities[line["stallName"], line["title"]] += line["quantity"]["base"]
        buyers[line["stallName"], line["title"]].add(order_id)
    assert {key: item["quantity"]["base"] for key, item in picked.items()} == dict(quantities)
    assert {key: item["orders"] for key, item in picked.items()} == {key: len(found) for key, found in buyers.items()}
    assert picked["Baker", "Bread"]["quantity"]["base"] == 800
    [run] = lists["runs"]
    assert (run["name"], run["lines"], run["orderIds"]) == (
        "The old mill",
        600,
        [one["orderId"] for one in lists["packs"]],
    )

    asked = []
    async with worker_database.read(Scope(shop.id), Actor(system="test")) as work:
        work.conn.add_query_logger(lambda record: asked.append(record.query))
        found = await handing.to_hand_over(work)
    statements = [one for one in asked if one.lstrip().startswith("SELECT")]
    assert (len(found), len(statements)) == (600, 1), statements


async def test_a_stall_sees_its_own_and_a_day_its_places(database: Database, worker_database: Database) -> None:
    """What was handed over is gone from the lists; a stall is not told how to call a buyer; Sunday the mill is closed."""
    shop = await open_shop(database, worker_database)
    weaver, baker = await open_stall(shop, "Weaver"), await open_stall(shop, "Baker")
    scarf, bread = await offer(shop, weaver, "Scarf", price=1210), await offer(shop, baker, "Bread", price=312)
    _, order = await ordered(shop, (scarf, 1), (bread, 1), total=1522, phone="+34 600 111 222")
    whole = shop.by(shop.coordinator)

    async def told(program: Any, **wish: str) -> list[tuple[str, str, str]]:
        lists = (await program.ask(LISTS, **wish))["handoverLists"]
        return [] if lists is None else [
            (pack["buyerName"], pack["buyerPhone"], line["title"]) for pack in lists["packs"] for line in pack["lines"]
        ]  # fmt: skip

    both = [("Berta", "+34 600 111 222", "Scarf"), ("Berta", "+34 600 111 222", "Bread")]
    assert await told(whole) == await told(whole, day="2026-11-28") == await told(whole, point=shop.point) == both
    assert await told(whole, day="2026-11-29") == []
    assert await told(shop.by(weaver.maker), stall=weaver.id) == [("Berta", "", "Scarf")]
    for nobody in (shop.by(weaver.maker), shop.visitor()):
        assert (await nobody.ask(LISTS))["handoverLists"] is None
        assert (await nobody.ask(LISTS, stall=baker.id))["handoverLists"] is None
    await hand_over(shop, weaver, part_of(order, weaver)["id"], 1210)
    assert await told(whole) == both[1:]


async def test_a_day_is_a_date_where_the_order_has_one(database: Database, worker_database: Database) -> None:
    """Of a time or a cycle on the same weekday, only those of that very day are asked to be picked; in the co-op's zone."""
    shop = await open_shop(database, worker_database)
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1000)
    now, zone = await now_of(shop), ZoneInfo(shop.cooperative.zone)
    # Half an hour after midnight in the co-op's zone, which for the clock of the database is the day before.
    first = datetime.combine((now + timedelta(days=8)).date(), time(0, 30), zone)
    by_day: dict[str, list[str]] = {}
    for begins in (first, first + timedelta(days=7)):
        dye = await offer(shop, weaver, "Dye", price=1000)
        await only_in_cycles(shop, weaver, dye)
        cycle = (await plan_in(shop, [(weaver, [dye])], fetched=(begins, begins + timedelta(hours=2))))["id"]
        buyer = shop.visitor()
        await fill(buyer, (dye, 1))
        await start_in(buyer, cycle)
        placed = await place_in(shop, buyer, cycle, 1000)
        assert placed["__typename"] == "PlacedOrder", placed
        by_day[begins.date().isoformat()] = [placed["order"]["id"]]
    await plan(shop)
    free = [one["opensAt"] for one in await slots(shop.program, shop.point) if one["canBeChosen"]]
    for opens_at in (free[0], free[7]):
        placed = await buys(shop, shop.visitor(), scarf, 1000, opens_at=opens_at)
        day = datetime.fromisoformat(opens_at).astimezone(zone).date().isoformat()
        by_day.setdefault(day, []).append(placed["order"]["id"])
    assert sum(map(len, by_day.values())) == 4
    for day, orders in by_day.items():
        lists = (await shop.by(weaver.maker).ask(LISTS, stall=weaver.id, day=day))["handoverLists"]
        assert {pack["orderId"] for pack in lists["packs"]} == set(orders), day


async def test_the_table_of_a_run_says_where_and_when(database: Database, worker_database: Database) -> None:
    """Whoever drives by it needs the address of each delivery, and of a pickup point its own."""
    shop = await open_shop(database, worker_database)
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    await shop.by(shop.coordinator).wish(
        "setDeliveryZone(name: $n, fee: $f, taxBps: 2100, postcodes: [\"1\"])", "... on ChangedPlace { id }",
        n=("[LocalTextInput!]!", [{"language": "en", "text": "Around"}]), f=("MoneyInput!", {"minor": 0, "currency": "EUR"}),
    )  # fmt: skip
    await ordered(shop, (scarf, 1), total=1210)
    buyer = shop.visitor()
    await fill(buyer, (scarf, 1))
    await start(buyer)
    order = (
        await buyer.wish(
            "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: BANK, delivery: $to)",
            "... on PlacedOrder { order { payment { reference } } }",
            key=("String!", new_key()), total=("MoneyInput!", {"minor": 1210, "currency": "EUR"}),
            contact=("BuyerInput!", {"name": "Nadia", "mail": "nadia@example.org"}),
            to=("DeliveryInput!", {"street": "Mill lane 2", "postcode": "12345", "town": "Valley"}),
        )
    )["order"]  # fmt: skip
    await shop.by(shop.coordinator).wish(
        "recordBankTransfer(key: $key, reference: $reference, amount: $amount)", "... on ChangedOrder { order { state } }",
        key=("String!", new_key()), reference=("String!", order["payment"]["reference"]),
        amount=("MoneyInput!", {"minor": 1210, "currency": "EUR"}),
    )  # fmt: skip
    async with reading(shop.program.door, shop.coordinator.viewer) as browser:
        table = (await browser.get(f"/c/{shop.cooperative.slug}/coordination/lists/run?as=csv")).content.decode(
            "utf-8-sig"
        )
    told = [(row["place"], row["address"], row["opens"], row["buyer"]) for row in csv.DictReader(io.StringIO(table))]
    assert told == [("The old mill", "Mill lane 1", "", "Berta"), ("", "Mill lane 2, 12345 Valley", "", "Nadia")]


async def test_what_is_still_to_be_weighed_costs_so_much_at_most(database: Database, worker_database: Database) -> None:
    """500 g are wished, 575 g accepted: each list says 500 g and "at most 14.09", its cash too; once weighed it is 11.25."""
    shop = await open_shop(database, worker_database)
    dairy = await open_stall(shop, "Dairy")
    cheese = await offer_cheese(shop, dairy, price=2450)
    _, order = await ordered(shop, (cheese, 500), total=1409)
    home = f"/c/{shop.cooperative.slug}/coordination/lists"
    async with reading(shop.program.door, shop.coordinator.viewer) as browser:

        async def told(kind: str) -> tuple[str, dict[str, str]]:
            page = (await browser.get(f"{home}/{kind}")).text
            table = (await browser.get(f"{home}/{kind}?as=csv")).content.decode("utf-8-sig")
            [row] = csv.DictReader(io.StringIO(table))
            return page, row

        for kind, times in (("pick", 4), ("pack", 5), ("run", 4), ("labels", 3)):
            page, row = await told(kind)
            assert page.count("at most €14.09") == times, kind
            assert page.count("€14.09") == times, kind
            assert (row["total"], row["at_most"]) == ("14.09", "yes")
            assert "575" not in page
            assert row.get("quantity", "500") == "500"
        await weigh(shop, dairy, order["parts"][0]["lines"][0]["id"], 459)
        for kind in ("pick", "pack", "run", "labels"):
            page, row = await told(kind)
            assert "€11.25" in page
            assert "at most" not in page
            assert (row["total"], row["at_most"]) == ("11.25", "no")


async def test_price_labels_of_what_is_on_the_shelf(database: Database, worker_database: Database) -> None:
    """So many of each as the maker says: with name, price, price by the kilo and a code; as a page, on paper and as a table."""
    shop = await open_shop(database, worker_database)
    dairy, other = await open_stall(shop, "Dairy"), await open_stall(shop, "Other")
    cheese = await offer_cheese(shop, dairy, price=2450)
    jam = await offer(shop, dairy, "Jam", price=450, content={"base": 300, "unit": "g"})
    page = f"/c/{shop.cooperative.slug}/stall/{dairy.slug}/labels"
    async with reading(shop.program.door, dairy.maker.viewer) as browser:
        first = (await browser.get(page)).text
        assert first.count('class="qr"') == 2, "one of each, until she says how many"
        chosen = f"{page}?n-{jam.variant}=3&n-{cheese.variant}=0"
        shown = (await browser.get(chosen)).text
        assert shown.count('class="qr"') == 3
        for text in ("Jam", "€4.50", "€15.00 / kg", "Dairy"):
            assert text in shown
        assert "<h2>Cheese</h2>" not in shown
        assert (await browser.get(f"{chosen}&as=pdf")).content.startswith(b"%PDF")
        table = (await browser.get(f"{chosen}&as=csv")).content.decode("utf-8-sig")
        [row] = csv.DictReader(io.StringIO(table))
        assert (row["title"], row["price"], row["unit_price"], row["unit_price_unit"], row["labels"]) == ("Jam", "4.50", "15.00", "gram", "3")  # fmt: skip
        assert row["page"].endswith(f"/p/{jam.slug}")
        assert 'href="' + page in (await browser.get(f"/c/{shop.cooperative.slug}/stall/{dairy.slug}/products")).text
        many = (await browser.get(f"{page}?n-{jam.variant}=100000")).text
        assert many.count('class="qr"') == 99
    async with reading(shop.program.door, other.maker.viewer) as browser:
        assert (await browser.get(page)).status_code == 404


async def test_papers_and_lists_on_pages_as_pdf_and_as_tables(database: Database, worker_database: Database) -> None:
    """Without script: the order leads to its invoice; lists for the co-op and the stall; what is mine on one page."""
    shop = await open_shop(database, worker_database)
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "=SUM(A1)", price=1210)
    buyer, order = await ordered(shop, (scarf, 1), total=1210)
    await ordered(shop, (scarf, 2), total=2420)
    await hand_over(shop, weaver, order["parts"][0]["id"], 1210)
    await shop.worker.drain()
    token = (await buyer.ask("query T($id: ID!) { order(id: $id) { followToken } }", id=order["id"]))["order"][
        "followToken"
    ]
    paper = (await buyer.ask("query D($id: ID!) { orderDocuments(orderId: $id) { id } }", id=order["id"]))[
        "orderDocuments"
    ][0]["id"]
    home = f"/c/{shop.cooperative.slug}"
    door = shop.program.door
    door.services.ports.setdefault(Party, Party("localhost", "Minga", ("http://localhost:8000",)))
    inner = Starlette(routes=pages.routes(door), exception_handlers={HTTPException: pages.not_here})
    inner.state.door = door
    app = Gate(
        inner, find_viewer=recogniser(door.services), hosts=frozenset({"localhost:8000"}),
        origins=frozenset({"http://localhost:8000"}),
    )  # fmt: skip
    transport = httpx.ASGITransport(app, client=("192.0.2.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:

        async def get(path: str, who: Somebody | None = None) -> httpx.Response:
            client.cookies.clear()
            headers = {"cookie": f"{SESSION_COOKIE}={who.token}"} if who else {}
            return await client.get(home + path, headers=headers)

        receipt = (await get(f"/orders/{order['id']}?t={token}")).text
        assert f"/documents/{paper}?t={token}" in receipt
        shown = await get(f"/documents/{paper}?t={token}")
        assert "Invoice I-1" in shown.text
        assert "no-store" in shown.headers["cache-control"]
        assert (await get(f"/documents/{paper}?t={token}&as=pdf")).content.startswith(b"%PDF")
        assert (await get(f"/documents/{paper}")).status_code == 404
        assert "I-1" in (await get("/coordination/documents", shop.coordinator)).text
        for kind in ("pick", "pack", "run", "labels"):
            page = await get(f"/coordination/lists/{kind}", shop.coordinator)
            assert page.status_code == 200, kind
            assert "1 order, 1 line" in page.text, kind
            assert (await get(f"/stall/{weaver.slug}/lists/{kind}?as=pdf", weaver.maker)).content.startswith(b"%PDF")
            table = (await get(f"/coordination/lists/{kind}?as=csv", shop.coordinator)).content.decode("utf-8-sig")
            [row] = csv.DictReader(io.StringIO(table))
            assert row["total"] == "24.20"
            if kind != "run":
                assert (row["title"], row["quantity"]) == ("'=SUM(A1)", "2"), "no spreadsheet runs what a maker wrote"
        assert "<svg" in (await get("/coordination/lists/labels", shop.coordinator)).text
        assert (await get("/coordination/lists/run", weaver.maker)).status_code == 404
        labelled = (await get("/coordination/lists/labels?as=csv", shop.coordinator)).content.decode("utf-8-sig")
        [row] = csv.DictReader(io.StringIO(labelled))
        assert (row["price"], row["quantity"], row["total"]) == ("12.10", "2", "24.20")
        kept = await get(f"/orders/{order['id']}?t={token}&as=pdf")
        assert kept.content.startswith(b"%PDF")
        [row] = csv.DictReader(
            io.StringIO((await get(f"/orders/{order['id']}?t={token}&as=csv")).content.decode("utf-8-sig"))
        )
        assert (row["order"], row["quantity"], row["total_minor"], row["at_most"]) == ("1", "1", "1210", "no")
        assert (await get(f"/orders/{order['id']}?as=csv")).status_code == 404
        assert f"/orders/{order['id']}?t={token}&amp;as=pdf" in receipt
        mine = (await get("/mine", weaver.maker)).text
        assert "Earnings of Weaver, held" in mine
        assert (await get("/mine?as=pdf", weaver.maker)).content.startswith(b"%PDF")
