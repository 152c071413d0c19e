"""Acceptance, market: what is ordered by estimate and paid by the scales."""

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.buying import grant_credit, may_use, use_credit
from minga_testing.reading import reading
from minga_testing.shop import Shop, fill, new_key, open_shop, open_stall, place, start
from minga_testing.till import Till
from minga_testing.trade import books, buy, hand_over, seen
from minga_testing.weighing import WAITING, mark_ready, noted, offer_cheese, weigh


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def test_market_25_weighed_more_within_what_was_accepted_is_charged(
    shop: Shop, admin: asyncpg.Connection
) -> None:
    """1.0 kg is ordered, 1.12 kg packed: 15 % more was accepted, so it costs 11.20, taken in cash to the cent."""
    stall = await open_stall(shop, "Dairy")
    cheese = await offer_cheese(shop, stall)
    buyer = shop.visitor()
    await fill(buyer, (cheese, 1000))
    await start(buyer)
    order = (await place(shop, buyer, 1150))["order"]
    part, line = order["parts"][0]["id"], order["parts"][0]["lines"][0]["id"]
    waiting = (await shop.by(stall.maker).ask(WAITING, stall=stall.id))["linesToWeigh"]
    assert [(one["lineId"], one["accepted"]["base"], one["packed"], one["canAsk"]) for one in waiting] == [
        (line, 1150, None, True)
    ]
    assert (await mark_ready(shop, stall, part))["titles"] == ["Cheese"]
    assert (await hand_over(shop, stall, part, 1150))["__typename"] == "NotWeighed"
    packed = (await weigh(shop, stall, line, 1120, reason="cut by hand"))["part"]
    assert (packed["toPay"]["minor"], packed["lines"][0]["quantity"]["base"]) == (1120, 1120)
    assert (await mark_ready(shop, stall, part))["part"]["state"] == "READY"
    assert (await hand_over(shop, stall, part, 1150))["__typename"] == "AmountDiffers"
    assert (await hand_over(shop, stall, part, 1120))["__typename"] == "ChangedPart"
    sums = await books(shop)
    assert sums[("cash_till", "", ids.encode("stall", ids.decode("point", shop.point)))] == 1120
    assert sums.get(("receivable", "", ""), 0) == 0
    assert await noted(buyer, order["id"]) == [
        {"by": "Maker Dairy", "wished": {"base": 1000}, "packed": {"base": 1120}, "given": {"base": 0}, "off": {"minor": 30},
         "reason": "cut by hand"}
    ]  # fmt: skip
    assert await _on_hand(admin, shop) == 20_000 - 1120


PAPERS = "query D($id: ID!) { orderDocuments(orderId: $id) { kind total { minor } tax { minor } lines { quantity { base } } } }"
TOTALS = """query T($id: ID!) { order(id: $id) { total { minor } tax { minor } goods { minor }
  payment { amount { minor } captured { minor } refunded { minor } }
  refunds { id } parts { toPay { minor } story { total { minor } } lines { refunded { minor } story { total { minor } tax { minor } } } } } }"""


async def test_market_25_who_pays_as_she_fetches_it_pays_what_was_packed_and_her_paper_says_so(shop: Shop) -> None:
    """500 g are ordered at 24.50 the kilo, up to 575 g and 14.09; 459 g are packed and 11.25 paid: one invoice, no note, no letter."""
    stall = await open_stall(shop, "Dairy")
    cheese = await offer_cheese(shop, stall, price=2450)
    buyer = shop.visitor()
    await fill(buyer, (cheese, 500))
    await start(buyer)
    order = (await place(shop, buyer, 1409))["order"]
    part, line = order["parts"][0]["id"], order["parts"][0]["lines"][0]["id"]
    page = f"/c/{shop.cooperative.slug}/orders/{order['id']}"
    async with reading(shop.program.door, buyer.viewer) as browser:
        assert (await browser.get(page)).text.count("at most €14.09") == 2, "the line, and all together"
        await weigh(shop, stall, line, 459)
        weighed = (await browser.get(page)).text
        assert "at most" not in weighed.replace("Of what you pay at most", "")
        assert weighed.count("€11.25") == 2
        assert (await hand_over(shop, stall, part, 1125))["__typename"] == "ChangedPart"
        await shop.worker.drain()
        paid = (await browser.get(page)).text
    assert "€11.25" in paid
    for wrong in ("€14.09", "€2.84", "575", "Credit note"):
        assert wrong not in paid
    [invoice] = (await buyer.ask(PAPERS, id=order["id"]))["orderDocuments"]
    assert (invoice["kind"], invoice["total"]["minor"], invoice["lines"]) == (
        "INVOICE",
        1125,
        [{"quantity": {"base": 459}}],
    )
    assert invoice["tax"]["minor"] == (await books(shop))[("vat_due", "sales", "")]
    told = (await buyer.ask(TOTALS, id=order["id"]))["order"]
    assert (told["goods"]["minor"], told["total"]["minor"], told["tax"]["minor"]) == (
        1125,
        1125,
        invoice["tax"]["minor"],
    )
    assert {name: one["minor"] for name, one in told["payment"].items()} == {
        "amount": 1125,
        "captured": 1125,
        "refunded": 0,
    }
    assert (told["refunds"], told["parts"][0]["toPay"]["minor"]) == ([], 1125)
    assert told["parts"][0]["lines"][0] == {
        "refunded": {"minor": 0}, "story": {"total": {"minor": 1125}, "tax": {"minor": invoice["tax"]["minor"]}}
    }  # fmt: skip
    assert not [one for one in shop.letters.sent if "2.84" in one.text]


async def test_market_25_weighed_less_goes_back_by_itself(till: Till) -> None:
    """0.90 kg of a paid kilo: as soon as it is packed the difference is on its way back, every part of the sale in proportion."""
    shop = till.shop
    stall = await open_stall(shop, "Dairy")
    cheese = await offer_cheese(shop, stall)
    buyer, order = await buy(till, (cheese, 1000), total=1150)
    part, line = order["parts"][0]["id"], order["parts"][0]["lines"][0]["id"]
    assert (await weigh(shop, stall, line, 900))["part"]["lines"][0]["weight"]["off"]["minor"] == 250
    assert (await weigh(shop, stall, line, 1000))["part"]["lines"][0]["weight"]["off"]["minor"] == 150
    await weigh(shop, stall, line, 900, reason="a small wheel")
    assert (await mark_ready(shop, stall, part))["__typename"] == "ChangedPart"
    await shop.worker.drain()
    await till.heard()
    order = await seen(buyer, order["id"])
    assert [(one["cause"], one["amount"]["minor"], one["state"]) for one in order["refunds"]] == [
        ("weight", 250, "settled")
    ]
    sums = await books(shop)
    # 9.00 with 21 % VAT within: net 7.44 (7.438…), of it 8 % fee, and 21 % of that.
    assert sums[("cash_stripe", "", "")] + sums.get(("payment_cost", "", ""), 0) == 900
    assert abs(sums[("vat_due", "sales", "")] - 156) <= 1
    assert (
        sum(sums.get(key, 0) for key in (("seller_held", "", stall.id), ("fee_income", "sales", "")))
        + sums[("vat_due", "fees", "")]
        + sums[("vat_due", "sales", "")]
        == 900
    )
    settled = await weigh(shop, stall, line, 1000)
    assert (settled["__typename"], settled["packed"]["base"]) == ("WeightSettled", 900)
    assert (await hand_over(shop, stall, part))["__typename"] == "ChangedPart"
    assert [one["packed"]["base"] for one in await noted(buyer, order["id"])] == [900, 1000, 900]


@pytest.mark.parametrize("credit", [1150, 1000])
async def test_market_25_weighed_less_of_what_store_credit_paid_is_store_credit_again(
    shop: Shop, database: Database, worker_database: Database, credit: int
) -> None:
    """Paid whole as it was ordered, or but for 1.50 in cash: 9.00 are paid in the end, and the papers come to that."""
    await may_use(shop, "store_credit")
    stall = await open_stall(shop, "Dairy")
    cheese = await offer_cheese(shop, stall)
    berta = await people.member(database, worker_database, shop.id, name="Berta", classes=("consumer",))
    await grant_credit(shop, berta.agent_id, credit)
    buyer = shop.by(berta)
    await fill(buyer, (cheese, 1000))
    await start(buyer)
    await use_credit(shop, buyer, credit)
    placed = await place(shop, buyer, 1150)
    order = await seen(buyer, placed["order"]["id"])
    part, line = order["parts"][0]["id"], order["parts"][0]["lines"][0]["id"]
    await weigh(shop, stall, line, 900)
    assert (await hand_over(shop, stall, part))["__typename"] == "ChangedPart"
    await shop.worker.drain()
    [left] = (await buyer.ask("{ myStoreCredit { minor } }"))["myStoreCredit"]
    assert left["minor"] == credit - 900
    papers = (await buyer.ask(PAPERS, id=order["id"]))["orderDocuments"]
    assert sum(one["total"]["minor"] * (1 if one["kind"] == "INVOICE" else -1) for one in papers) == 900
    assert len(papers) == (2 if credit == 1150 else 1), "what was paid before has a note, what was spared has none"
    assert (await seen(buyer, order["id"]))["payment"]["captured"]["minor"] == 0


async def test_market_25_beyond_what_was_accepted_the_buyer_is_asked(shop: Shop) -> None:
    """1.30 kg: the stall is refused; it may give the rest, or ask. She agrees, and pays 13.00; another declines."""
    stall = await open_stall(shop, "Dairy")
    cheese = await offer_cheese(shop, stall)
    others = shop.visitor()
    await fill(others, (cheese, 1000))
    await start(others)
    other = (await place(shop, others, 1150))["order"]["id"]
    for agrees, pays in ((True, 1300), (False, 1150)):
        buyer = shop.visitor()
        await fill(buyer, (cheese, 1000))
        await start(buyer)
        order = (await place(shop, buyer, 1150))["order"]
        part, line = order["parts"][0]["id"], order["parts"][0]["lines"][0]["id"]
        beyond = await weigh(shop, stall, line, 1300)
        assert (beyond["__typename"], beyond["accepted"]["base"], beyond["canAsk"]) == ("BeyondTolerance", 1150, True)
        asked = await shop.by(stall.maker).wish(
            "askWeight(key: $key, lineId: $line, packed: 1300, reason: \"one wheel\")",
            "... on ChangedPart { part { state } }", key=("String!", new_key()), line=("ID!", line),
        )  # fmt: skip
        assert asked["__typename"] == "ChangedPart", asked
        assert (await mark_ready(shop, stall, part))["__typename"] == "NotWeighed"
        question = (
            await buyer.ask(
                "query Q($id: ID!) { weightQuestions(orderId: $id) { id more { minor } packed { base } } }",
                id=order["id"],
            )
        )["weightQuestions"][0]
        assert question["more"]["minor"] == 150
        wish = {
            "key": ("String!", new_key()), "question": ("ID!", question["id"]), "agrees": ("Boolean!", agrees), "order": ("ID!", order["id"])
        }  # fmt: skip
        call = "answerWeight(key: $key, questionId: $question, agrees: $agrees, orderId: $order)"
        assert (await shop.visitor().wish(call, "... on ChangedOrder { order { id } }", **wish))[
            "__typename"
        ] == "NotFound"
        elsewhere = wish | {"key": ("String!", new_key()), "order": ("ID!", other)}
        assert (await buyer.wish(call, "... on ChangedOrder { order { id } }", **elsewhere))[
            "__typename"
        ] == "NotFound", "another one's order is not shown for an answer about hers"
        done = await buyer.wish(call, "... on ChangedOrder { order { total { minor } } }", **wish)
        assert done["order"]["total"]["minor"] == pays
        if not agrees:
            await weigh(shop, stall, line, 1150)
        assert (await mark_ready(shop, stall, part))["part"]["toPay"]["minor"] == pays
        assert (await hand_over(shop, stall, part, pays))["__typename"] == "ChangedPart"
    await shop.worker.drain()
    assert (await books(shop))[("cash_till", "", ids.encode("stall", ids.decode("point", shop.point)))] == 2450


async def test_market_25_more_than_accepted_is_given(shop: Shop, admin: asyncpg.Connection) -> None:
    """What the stall gives costs nothing; a line that is not there costs nothing either, and is back on the shelf."""
    stall = await open_stall(shop, "Dairy")
    cheese = await offer_cheese(shop, stall)
    buyer = shop.visitor()
    await fill(buyer, (cheese, 500))
    await start(buyer)
    order = (await place(shop, buyer, 575))["order"]
    line = order["parts"][0]["lines"][0]["id"]
    given = (await weigh(shop, stall, line, 700, give=True))["part"]
    assert (given["toPay"]["minor"], given["lines"][0]["quantity"]["base"]) == (575, 700)
    assert await _on_hand(admin, shop) == 20_000 - 575
    assert (await weigh(shop, stall, line, 0, reason="mouldy"))["part"]["toPay"]["minor"] == 0
    assert await _on_hand(admin, shop) == 20_000


async def _on_hand(admin: asyncpg.Connection, shop: Shop) -> int:
    found: int = await admin.fetchval("SELECT on_hand - held FROM stock_item WHERE cooperative_id = $1", shop.id)
    return found
