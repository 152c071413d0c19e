"""Buying: from the basket to a handed-over order paid in cash, as any program does it."""

import asyncio

import asyncpg
import pytest

from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.ledger import queries as ledger
from minga_testing.people import Somebody
from minga_testing.shop import Program, Shop, fill, new_key, offer, open_shop, open_stall, place, start


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def test_one_thing_is_bought_and_paid_at_pickup(shop: Shop) -> None:
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1210, on_hand=3)
    buyer = shop.visitor()
    await fill(buyer, (scarf, 2))
    assert (await start(buyer))["__typename"] == "CheckoutStarted"
    placed = await place(shop, buyer, 2420)
    assert placed["__typename"] == "PlacedOrder", placed
    order = placed["order"]
    assert order["state"] == "PLACED"
    assert order["number"] == 1
    [part] = order["parts"]
    assert part["state"] == "TO_PREPARE"
    story = {name: amount["minor"] for name, amount in part["story"].items()}
    assert story == {"total": 2420, "tax": 420, "fee": 160, "feeTax": 34, "earning": 1806}

    maker = shop.by(weaver.maker)
    ready = await maker.wish(
        "markReady(partId: $part)", "... on ChangedPart { part { state } }", part=("ID!", part["id"])
    )
    assert ready["part"]["state"] == "READY"
    done = await maker.wish(
        "handOver(key: $key, partId: $part, cashReceived: $cash)",
        "... on ChangedPart { part { state isPaid } } ... on AmountDiffers { expected { minor } }",
        key=("String!", new_key()),
        part=("ID!", part["id"]),
        cash=("MoneyInput", {"minor": 2420, "currency": "EUR"}),
    )
    assert done["part"] == {"state": "HANDED_OVER", "isPaid": True}
    async with shop.worker_database.read(Scope(shop.id)) as work:
        accounts = {(account.kind.value, account.purpose): account.display for account in await ledger.accounts(work)}
    assert accounts[("seller_held", "")] == 1806
    assert accounts[("cash_till", "")] == 2420
    assert accounts[("fee_income", "sales")] == 160
    assert accounts[("receivable", "")] == 0


async def test_a_wrong_total_places_nothing(shop: Shop) -> None:
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=2400)
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1))
    await start(buyer)
    refused = await place(shop, buyer, 2300)
    assert refused["__typename"] == "PriceChanged"
    assert (refused["old"]["minor"], refused["new"]["minor"]) == (2300, 2400)
    assert (await place(shop, buyer, 2400))["__typename"] == "PlacedOrder"


async def test_what_another_tab_adds_while_the_order_is_placed_is_still_wished_for(
    shop: Shop, superuser: asyncpg.Connection
) -> None:
    """The order is being placed, and waits; meanwhile one more comes into the basket. Two are ordered or two stay, none is lost."""
    stall = await open_stall(shop, "Baker")
    bread = await offer(shop, stall, "Bread", price=450, on_hand=10)
    buyer = shop.visitor()
    await fill(buyer, (bread, 1))
    await start(buyer)
    row = await superuser.fetchrow("SELECT id FROM cart_line WHERE cooperative_id = $1", shop.id)
    async with superuser.transaction():
        # Another tab's unit: the line is changed and not yet committed.
        await superuser.execute("UPDATE cart_line SET quantity = quantity + 1 WHERE id = $1", row["id"])
        placing = asyncio.create_task(place(shop, buyer, 450))
        await until_waiting(superuser)
    placed = await placing
    cart = await buyer.ask("{ cart { lineCount groups { stalls { lines { quantity { base } } } } } }")
    wished = sum(
        line["quantity"]["base"]
        for group in cart["cart"]["groups"]
        for part in group["stalls"]
        for line in part["lines"]
    )
    ordered = placed["order"]["total"]["minor"] // 450 if placed["__typename"] == "PlacedOrder" else 0
    assert ordered + wished == 2, (placed["__typename"], wished)


async def test_who_waits_too_long_is_told_to_try_again_and_may(shop: Shop, superuser: asyncpg.Connection) -> None:
    """Somebody holds the shelf for longer than we wait: no bug is reported, nothing is changed, the same wish goes through later."""
    stall = await open_stall(shop, "Baker")
    bread = await offer(shop, stall, "Bread", price=450, on_hand=10)
    buyer, key = shop.visitor(), new_key()
    await fill(buyer, (bread, 1))
    await start(buyer)
    document = (
        "mutation P($key: String!, $total: MoneyInput!, $point: ID!) { placeOrder(key: $key, expectedTotal: $total, "
        'contact: {name: "B", mail: "b@example.org"}, paymentMethod: PICKUP, pickupPointId: $point) { __typename } }'
    )
    wish = {"key": key, "total": {"minor": 450, "currency": "EUR"}, "point": shop.point}
    async with superuser.transaction():
        await superuser.execute("SELECT FROM stock_item WHERE cooperative_id = $1 FOR UPDATE", shop.id)
        told = await buyer.answer(document, **wish)
    assert [error["extensions"]["code"] for error in told["errors"]] == ["BUSY"], told
    assert await superuser.fetchval("SELECT count(*) FROM sale_order WHERE cooperative_id = $1", shop.id) == 0
    assert (await buyer.ask(document, **wish))["placeOrder"]["__typename"] == "PlacedOrder"


async def until_waiting(superuser: asyncpg.Connection) -> None:
    """Until some unit waits for a lock that this connection holds."""
    for _ in range(200):
        if await superuser.fetchval(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        ):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody waits")


async def test_the_same_wish_twice_is_one_order(shop: Shop, admin: asyncpg.Connection) -> None:
    stall = await open_stall(shop, "Baker")
    bread = await offer(shop, stall, "Bread", price=450, tax_bps=400)
    buyer = shop.visitor()
    await fill(buyer, (bread, 3))
    await start(buyer)
    key = new_key()
    first = await place(shop, buyer, 1350, key=key)
    second = await place(shop, buyer, 1350, key=key)
    assert first == second
    other = await place(shop, buyer, 1351, key=key)
    assert other["__typename"] == "KeyReused"
    assert await admin.fetchval("SELECT count(*) FROM sale_order WHERE cooperative_id = $1", shop.id) == 1


async def test_the_buyer_gets_her_receipt(shop: Shop) -> None:
    stall = await open_stall(shop, "Basket maker")
    basket = await offer(shop, stall, "Basket", price=3900)
    buyer = shop.visitor()
    await fill(buyer, (basket, 1))
    await start(buyer)
    placed = await place(shop, buyer, 3900)
    await shop.worker.drain()
    # A worker serves all co-ops: letters that other tests left behind may go out beside ours.
    follow = placed["order"]["followToken"]
    [letter] = [one for one in shop.letters.sent if follow in one.text]
    assert letter.to == "berta@example.org"
    assert "Basket" in letter.text
    assert "€39.00" in letter.text
    await shop.worker.drain()
    assert [one for one in shop.letters.sent if follow in one.text] == [letter]


async def _prove_address(shop: Shop, somebody: Somebody) -> None:
    async with shop.worker_database.work(Scope(shop.id)) as work:
        await work.execute(
            "UPDATE identifier SET proven_at = $2 WHERE person_id = $1", somebody.viewer.person_id, work.now
        )


async def test_each_stalls_keepers_are_told_what_to_prepare(shop: Shop) -> None:
    baker, potter = await open_stall(shop, "Baker"), await open_stall(shop, "Potter")
    bread, bowl = await offer(shop, baker, "Bread", price=450), await offer(shop, potter, "Bowl", price=1210)
    for keeper in (baker.maker, potter.maker):
        await _prove_address(shop, keeper)
    quiet = await shop.by(potter.maker).wish(
        "setOrderLetters(stallId: $stall, wanted: false)", "... on KeptStall { id }", stall=("ID!", potter.id)
    )
    assert quiet["__typename"] == "KeptStall"
    buyer = shop.visitor()
    await fill(buyer, (bread, 2), (bowl, 1))
    await start(buyer)
    placed = await place(shop, buyer, 2110)
    assert placed["__typename"] == "PlacedOrder", placed
    page = f"/c/{shop.cooperative.slug}/stall/"
    for _ in range(2):  # A reaction that is told twice sends one letter.
        await shop.worker.drain()
        [letter] = [one for one in shop.letters.sent if page in one.text]
        assert f"{page}{baker.slug}/orders" in letter.text
        assert "Bread" in letter.text
        assert "Bowl" not in letter.text, "another stall's goods are nobody's business here"
        assert "Berta" in letter.text
        assert "berta@example.org" not in letter.text, "a maker needs no address of the buyer's"
        assert "You earn €" in letter.text


async def test_an_order_that_waits_for_its_money_is_no_work_yet(shop: Shop) -> None:
    baker = await open_stall(shop, "Baker")
    await _prove_address(shop, baker.maker)
    bread = await offer(shop, baker, "Bread", price=450)
    buyer = shop.visitor()
    await fill(buyer, (bread, 1))
    await start(buyer)
    placed = await place(shop, buyer, 450, method="BANK")
    assert placed["order"]["state"] == "AWAITING_PAYMENT"
    await shop.worker.drain()
    assert [one for one in shop.letters.sent if "/stall/" in one.text] == []
    [awaited] = [one for one in shop.letters.sent if placed["order"]["followToken"] in one.text]
    assert "ES79 2100 0813 6101 2345 6789" in awaited.text


async def test_bank_transfer_is_offered_once_the_co_op_has_named_its_account(
    database: Database, worker_database: Database
) -> None:
    shop = await open_shop(database, worker_database)
    methods = "{ paymentOptions { methods bankAccount { holder number } } }"
    named = (await shop.visitor().ask(methods))["paymentOptions"]
    assert named["methods"] == ["PICKUP", "BANK"]
    assert named["bankAccount"]["number"] == "ES7921000813610123456789"
    treasurer = shop.by(shop.coordinator)
    wrong = await treasurer.wish(
        "setCollectingAccount(holder: $holder, number: $number)", "... on InvalidInput { field rule }",
        holder=("String!", "Valley"), number=("String!", "ES79 2100 0813 6101 2345 6788"),
    )  # fmt: skip
    assert (wrong["__typename"], wrong.get("field"), wrong.get("rule")) == ("InvalidInput", "number", "iban")
    shop = await open_shop(database, worker_database, account=False)
    assert (await shop.visitor().ask(methods))["paymentOptions"] == {"methods": ["PICKUP"], "bankAccount": None}
    soap = await offer(shop, await open_stall(shop, "Soaper"), "Soap", price=500)
    buyer = shop.visitor()
    await fill(buyer, (soap, 1))
    await start(buyer)
    refused = await place(shop, buyer, 500, method="BANK")
    assert refused["__typename"] == "PaymentNotOffered", "there is no account that the money could go to"
    assert (await place(shop, buyer, 500))["__typename"] == "PlacedOrder", "and the basket is still there"


async def test_the_desk_finds_an_order_by_what_is_at_hand(shop: Shop) -> None:
    weaver = await open_stall(shop, "Weaver")
    scarf = await offer(shop, weaver, "Scarf", price=1210, on_hand=30)
    contacts = [("Inés Ñáñez", "ines@example.org", "+34 600 11 22 33"), ("Omar 100%", "omar@example.net", "")]
    for name, mail, phone in contacts:
        buyer = shop.visitor()
        await fill(buyer, (scarf, 1))
        await start(buyer)
        placed = await place(shop, buyer, 1210, contact={"name": name, "mail": mail, "phone": phone})
        assert placed["__typename"] == "PlacedOrder", placed
    asked = """query F($search: String!, $after: String) {
        orders(search: $search, first: 1, after: $after) { nodes { number } pageInfo { endCursor hasNextPage } } }"""
    desk = shop.by(shop.coordinator)

    async def found(text: str) -> list[int]:
        numbers, after = [], None
        while True:
            page = (await desk.ask(asked, search=text, after=after))["orders"]
            numbers += [one["number"] for one in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                return numbers
            after = page["pageInfo"]["endCursor"]

    assert await found("") == [2, 1]
    assert await found("#2") == await found(" 2 ") == [2]
    assert await found("nanez") == await found("INÉS") == await found("ines@") == [1]
    assert await found("600112233") == await found("600 11-22") == [1]
    assert await found("example.") == [2, 1]
    assert await found("100%") == [2], "a sign is a sign and no pattern"
    assert await found("%") == [2]
    assert await found("nobody") == await found("12") == []
    elsewhere = await shop.visitor().ask(asked, search="ines", after=None)
    assert elsewhere["orders"] is None


async def test_what_ones_own_checkout_holds_is_not_short_in_ones_own_basket(shop: Shop) -> None:
    """Back from the checkout of the last piece, the basket does not tell its buyer that somebody has it."""
    weaver = await open_stall(shop, "Weaver")
    last = await offer(shop, weaver, "Rug", price=9000, on_hand=3)
    asked = "{ cart { groups { stalls { lines { canBeBought notes { kind available { base } } } } } } }"

    async def notes(buyer: Program) -> list[tuple[str, int | None]]:
        [group] = (await buyer.ask(asked))["cart"]["groups"]
        return [
            (note["kind"], note["available"] and note["available"]["base"])
            for note in group["stalls"][0]["lines"][0]["notes"]
        ]

    first, second = shop.visitor(), shop.visitor()
    await fill(first, (last, 3))
    await fill(second, (last, 1))
    assert await notes(first) == await notes(second) == []
    assert (await start(first))["__typename"] == "CheckoutStarted"
    assert await notes(first) == [], "she holds them herself"
    assert await notes(second) == [("QUANTITY_REDUCED", 0)]
    await fill(first, (last, 1))
    assert await notes(first) == [("QUANTITY_REDUCED", 3)], "a fourth is not there"
