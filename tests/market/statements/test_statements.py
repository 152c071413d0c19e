"""What the bank says: each line once, certain matches booked, everything else left to a person; suspense agrees to the cent."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from defusedxml.ElementTree import fromstring

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.market.statements.errors import BalanceDiffers, StatementUnreadable
from minga_platform.market.statements.naming import named, references, written
from minga_platform.market.statements.reading import Layout, read
from minga_testing import people
from minga_testing.banking import Booked, camt, explain, table, take_in, waiting
from minga_testing.plugin import Clock
from minga_testing.sepa import DOCUMENT, NAMESPACE, faults
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import HOLD, books, hand_over, maker_proven_anew, proven_anew, refund, seen, tell_bank


class Bank:
    """A shop with one stall, whose buyers pay by bank."""

    def __init__(self, shop: Shop, stall: Stall, scarf: Goods) -> None:
        self.shop, self.stall, self.scarf = shop, stall, scarf

    async def order(self, number: int = 1) -> tuple[Program, dict[str, Any], str]:
        buyer = self.shop.visitor()
        await fill(buyer, (self.scarf, number))
        await start(buyer)
        order = (await place(self.shop, buyer, 1210 * number, method="BANK"))["order"]
        return buyer, order, order["payment"]["reference"]

    async def sums(self) -> dict[str, int]:
        found = await books(self.shop)
        return {"bank": found.get(("cash_bank", "", ""), 0), "parked": -found.get(("suspense", "statement", ""), 0)}


@pytest.fixture
async def bank(database: Database, worker_database: Database) -> Bank:
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Weaver")
    return Bank(shop, stall, await offer(shop, stall, "Scarf", price=1210))


async def state(buyer: Program, order: dict[str, Any]) -> str:
    found: str = (await seen(buyer, order["id"]))["state"]
    return found


async def test_certain_lines_are_booked_and_a_second_reading_changes_nothing(bank: Bank) -> None:
    buyer, order, reference = await bank.order()
    data = camt(Booked(1210, f"Order {reference.lower().replace('-', ' ')} thank you"), Booked(777, "For the bees"))
    would = await take_in(bank.shop, data, dry=True)
    assert (would["lines"], would["certain"], would["waiting"], would["dryRun"]) == (2, 1, 1, True), would
    assert await state(buyer, order) == "AWAITING_PAYMENT"
    done = await take_in(bank.shop, data)
    assert (done["certain"], done["waiting"], done["ledger"]["minor"], done["closing"]["minor"]) == (1, 1, 1987, 1987)
    assert await state(buyer, order) == "PLACED"
    again = await take_in(bank.shop, data)
    assert (again["known"], again["certain"], again["waiting"]) == (2, 0, 0)
    assert await bank.sums() == {"bank": 1987, "parked": 777}
    [line] = await waiting(bank.shop)
    assert (line["left"]["minor"], line["suggestions"]) == (777, [])


async def test_what_the_bank_took_back_by_the_time_it_told_of_it_pays_nothing(bank: Bank) -> None:
    """The entry and its reversal are in one file: both wait, and explain each other. The same order can still be paid."""
    buyer, order, reference = await bank.order()
    done = await take_in(
        bank.shop, camt(Booked(1210, reference), Booked(-1210, f"{reference} no funds", returned=True), Booked(5, "x"))
    )
    assert (done["certain"], done["waiting"]) == (0, 3)
    assert await state(buyer, order) == "AWAITING_PAYMENT"
    back = next(line for line in await waiting(bank.shop) if line["isReturn"])
    [pair] = back["suggestions"]
    assert (pair["kind"], pair["isNamed"]) == ("pair", True)
    explained = await explain(bank.shop, new_key(), back["id"], ("PAIR", pair["subjectId"], 1210))
    assert explained["__typename"] == "ExplainedLine", explained
    assert await bank.sums() == {"bank": 5, "parked": 5}
    assert (await take_in(bank.shop, camt(Booked(1210, reference), opening=5)))["certain"] == 1
    assert await state(buyer, order) == "PLACED"


async def test_who_stands_on_old_lines_is_forgotten_and_what_is_unexplained_is_not(bank: Bank, clock: Clock) -> None:
    _, _, reference = await bank.order()
    await take_in(bank.shop, camt(Booked(1210, f"Order {reference}"), Booked(777, "For the bees")))
    words = "SELECT count(*) FROM statement_line WHERE cooperative_id = $1 AND text <> ''"
    await bank.shop.sweep("statements.forget")
    assert await bank.shop.worker_database_value(words) == 2
    await clock.move(timedelta(days=2300))
    await bank.shop.sweep("statements.forget")
    assert await bank.shop.worker_database_value(words) == 1
    assert [line["left"]["minor"] for line in await waiting(bank.shop)] == [777]


async def test_two_imports_at_once_book_once(bank: Bank) -> None:
    buyer, order, reference = await bank.order()
    data = camt(Booked(1210, reference), *(Booked(100 + n, f"line {n}") for n in range(20)))
    done = await asyncio.gather(*(take_in(bank.shop, data) for _ in range(4)))
    assert sorted(one["known"] for one in done) == [0, 21, 21, 21], done
    assert await state(buyer, order) == "PLACED"
    assert (await bank.sums())["bank"] == 1210 + sum(100 + n for n in range(20))


async def test_partial_over_and_double_payments(bank: Bank) -> None:
    """Half now and half later is an order paid; what is over stays explained by nobody until it is sent back."""
    buyer, order, reference = await bank.order()
    await take_in(bank.shop, camt(Booked(600, reference)))
    [line] = await waiting(bank.shop)
    [named_one] = line["suggestions"]
    assert (named_one["kind"], named_one["expected"]["minor"], named_one["isNamed"]) == ("payment", 1210, True)
    assert (await explain(bank.shop, new_key(), line["id"], ("PAYMENT", named_one["subjectId"], 600)))[
        "__typename"
    ] == "ExplainedLine"
    assert await state(buyer, order) == "AWAITING_PAYMENT"
    [line] = await waiting(bank.shop)
    assert (line["left"]["minor"], line["parts"][0]["amount"]["minor"]) == (0, 600)
    await take_in(bank.shop, camt(Booked(700, reference), opening=600))
    rest = next(one for one in await waiting(bank.shop) if one["left"]["minor"])
    over = await explain(bank.shop, new_key(), rest["id"], ("PAYMENT", reference, 700))
    assert (over["__typename"], over["remaining"]["minor"]) == ("MoreThanLeft", 610)
    await explain(bank.shop, new_key(), rest["id"], ("PAYMENT", reference, 610))
    assert await state(buyer, order) == "PLACED"
    assert await bank.sums() == {"bank": 1300, "parked": 90}
    # She paid once more: an order paid before is never certain. Both go back, and the lines of the way back explain them.
    await take_in(bank.shop, camt(Booked(1210, reference), opening=1300))
    twice = await explain(bank.shop, new_key(), (await waiting(bank.shop))[-1]["id"], ("PAYMENT", reference, 1210))
    assert (twice["__typename"], twice["current"]) == ("InvalidTransition", "paid")
    await take_in(bank.shop, camt(Booked(-1210, "back to Berta"), Booked(-90, "back to Berta"), opening=2510))
    for _ in range(2):
        line = next(one for one in await waiting(bank.shop) if one["amount"]["minor"] < 0)
        [pair] = line["suggestions"]
        assert pair["kind"] == "pair"
        await explain(bank.shop, new_key(), line["id"], ("PAIR", pair["subjectId"], line["left"]["minor"]))
    assert await waiting(bank.shop) == []
    assert await bank.sums() == {"bank": 1210, "parked": 0}


async def test_one_transfer_for_two_orders_is_split(bank: Bank) -> None:
    (one_buyer, one, first), (other_buyer, other, second) = await bank.order(), await bank.order(2)
    await take_in(bank.shop, camt(Booked(3640, f"{first} and {second}"), Booked(-250, "Monthly fee", "Bank")))
    money, fee = await waiting(bank.shop)
    assert {choice["label"].split(" ")[0] for choice in money["suggestions"]} == {
        str(one["number"]),
        str(other["number"]),
    }
    done = await explain(
        bank.shop,
        new_key(),
        money["id"],
        ("PAYMENT", first, 1210),
        ("PAYMENT", second, 2420),
        ("SET_ASIDE", None, 10),
        note="ten cents more",
    )
    assert done["__typename"] == "ExplainedLine", done
    await explain(bank.shop, new_key(), fee["id"], ("BANK_FEE", None, 250))
    assert [await state(one_buyer, one), await state(other_buyer, other)] == ["PLACED", "PLACED"]
    assert await bank.sums() == {"bank": 3390, "parked": 0}


async def test_what_a_person_wrote_down_before_is_not_booked_again(bank: Bank) -> None:
    _, _, reference = await bank.order()
    await bank.shop.by(bank.shop.coordinator).wish(
        "recordBankTransfer(key: $key, reference: $reference, amount: $amount)", "",
        key=("String!", new_key()), reference=("String!", reference), amount=("MoneyInput!", {"minor": 1210, "currency": "EUR"}),
    )  # fmt: skip
    done = await take_in(bank.shop, camt(Booked(1210, reference)))
    assert (done["certain"], done["waiting"]) == (1, 0)
    assert await bank.sums() == {"bank": 1210, "parked": 0}


async def test_a_payout_is_executed_and_comes_back_by_the_statement(
    bank: Bank, clock: Clock, admin: asyncpg.Connection
) -> None:
    """pain.001 carries our reference out, the statement brings it back: the batch is made, and the one that returns is open again."""
    shop = bank.shop
    # Somewhere it is another day than in Greenwich at any hour: the bank is told the day where the co-op is.
    hour = datetime.now(UTC).hour
    zone = "Pacific/Kiritimati" if hour >= 10 else "Pacific/Niue"
    await admin.execute("UPDATE cooperative SET zone = $2 WHERE id = $1", shop.id, zone)
    maker = await maker_proven_anew(shop, bank.stall)
    await maker.wish(
        "setBankPayee(stallId: $stall, holder: $holder, number: $number)", "",
        stall=("ID!", bank.stall.id), holder=("String!", "Zoë Muñoz & Søn"), number=("String!", "DE89370400440532013000"),
    )  # fmt: skip
    _, order, reference = await bank.order()
    await take_in(shop, camt(Booked(1210, reference)))
    await hand_over(shop, bank.stall, order["parts"][0]["id"])
    await clock.move(HOLD + timedelta(days=4))
    await shop.sweep("payments.pass_holds")
    batch = await (await proven_anew(shop)).wish(
        "preparePayouts(key: $key, channel: BANK)", "... on PayoutBatch { id payoutIds }", key=("String!", new_key())
    )

    async def file(part: int = 1) -> dict[str, Any]:
        return await (await proven_anew(shop)).wish(
            f"payoutFile(batchId: $batch, kind: PAIN_001, part: {part})",
            "... on PayoutFile { text transfers hasMore fileName } ... on NothingToSend { held }",
            batch=("ID!", batch["id"]),
        )

    made = await file()
    assert (made["transfers"], made["hasMore"]) == (1, False), made
    whole = fromstring(made["text"])
    assert faults(whole, DOCUMENT) == []
    async with shop.worker_database.read(Scope(shop.id)) as work:
        here = work.now.astimezone(ZoneInfo(zone)).date()
    assert here != work.now.date()
    assert [one.text for one in whole.iter(f"{NAMESPACE}Dt")] == [here.isoformat()]
    assert (await file())["text"] == made["text"], "the second download is the same bytes"
    assert (await file(2))["__typename"] == "NothingToSend", "nobody is paid by two files"
    payout = ids.decode("payout", batch["payoutIds"][0])
    name = written("PO", payout)
    assert f"<EndToEndId>{name}</EndToEndId>" in made["text"]
    assert "<Nm>Zoe Munoz + Son</Nm>" in made["text"]
    assert "<CtrlSum>8" in made["text"] or "<CtrlSum>9" in made["text"]
    amount = int(made["text"].split('Ccy="EUR">')[1].split("<")[0].replace(".", ""))
    out = await take_in(shop, camt(Booked(-amount, "Batch", "Zoe", end_to_end=name), opening=1210))
    assert (out["certain"], out["waiting"]) == (1, 0), out
    asked = "{ payouts { nodes { id state failure } } }"
    listed = (await shop.by(shop.coordinator).ask(asked))["payouts"]["nodes"]
    assert [one["state"] for one in listed] == ["paid"]
    back = await take_in(
        shop, camt(Booked(amount, "Account closed", "Zoe", end_to_end=name, returned=True), opening=1210 - amount)
    )
    assert back["certain"] == 1
    listed = (await shop.by(shop.coordinator).ask(asked))["payouts"]["nodes"]
    assert [(one["state"], one["failure"]) for one in listed] == [("failed", "returned")]
    assert (await books(shop))[("seller_payable", "", bank.stall.id)] == amount
    anew = await (await proven_anew(shop)).wish(
        "preparePayouts(key: $key, channel: BANK)", "... on PayoutBatch { payoutIds }", key=("String!", new_key())
    )
    assert len(anew["payoutIds"]) == 1


async def test_a_refund_written_down_by_hand_explains_its_line(bank: Bank) -> None:
    """'Sent by bank' was pressed, and the transfer had no mark of ours: the line is suggested as that refund, and only noted."""
    shop, coordinator = bank.shop, bank.shop.by(bank.shop.coordinator)
    _, order, reference = await bank.order()
    await take_in(shop, camt(Booked(1210, reference)))
    line = order["parts"][0]["lines"][0]["id"]
    back = await refund(shop, order["id"], (line, 720))
    assert back["__typename"] == "ChangedOrder", back
    asked = "query R($id: ID!) { order(id: $id) { refunds { id state reference } } }"
    [told] = (await coordinator.ask(asked, id=order["id"]))["order"]["refunds"]
    assert told["reference"] == written("RF", ids.decode("refund", told["id"]))
    sent = await coordinator.wish(
        "confirmBankRefund(key: $key, refundId: $id)", "", key=("String!", new_key()), id=("ID!", told["id"])
    )
    assert "Refusal" not in sent["__typename"], sent
    done = await take_in(shop, camt(Booked(-720, "Thanks for the scarf", "Berta"), opening=1210))
    assert (done["certain"], done["waiting"]) == (0, 1)
    [waits] = await waiting(shop)
    [guess] = [one for one in waits["suggestions"] if one["kind"] == "refund"]
    assert (guess["subjectId"], guess["isNoted"]) == (told["id"], True)
    explained = await explain(shop, new_key(), waits["id"], ("REFUND", told["id"], 720))
    assert explained["__typename"] == "ExplainedLine", explained
    assert await bank.sums() == {"bank": 490, "parked": 0}
    await take_in(shop, camt(Booked(-720, "And once more", "Berta"), opening=490))
    [again] = await waiting(shop)
    assert again["suggestions"] == [], "each refund is one line"
    refused = await explain(shop, new_key(), again["id"], ("REFUND", told["id"], 720))
    assert refused["__typename"] == "InvalidTransition"


@pytest.mark.parametrize("named_by_bank", [True, False])
async def test_a_refund_that_her_bank_sent_back_is_sent_once_more(bank: Bank, named_by_bank: bool) -> None:
    """By our mark it is certain, without it suggested; she is told, it is owed again, and what leaves for it then is it."""
    shop = bank.shop
    buyer, order, reference = await bank.order()
    await take_in(shop, camt(Booked(1210, reference)))
    await refund(shop, order["id"], (order["parts"][0]["lines"][0]["id"], 720))
    await shop.worker.drain()
    mark = written("RF", ids.decode("refund", (await seen(buyer, order["id"]))["refunds"][0]["id"]))

    async def told() -> list[str]:
        return [one["state"] for one in (await seen(buyer, order["id"]))["refunds"]]

    assert (await take_in(shop, camt(Booked(-720, "Back", end_to_end=mark), opening=1210)))["certain"] == 1
    assert await told() == ["settled"]
    back = Booked(720, "Account closed", end_to_end=mark if named_by_bank else "", returned=True)
    done = await take_in(shop, camt(back, opening=490))
    assert done["certain"] == named_by_bank
    if not named_by_bank:
        [line] = await waiting(shop)
        [guess] = [one for one in line["suggestions"] if one["kind"] == "refund_return"]
        explained = await explain(shop, new_key(), line["id"], ("REFUND_RETURN", guess["subjectId"], 720))
        assert explained["__typename"] == "ExplainedLine", explained
    assert await told() == ["requested"]
    assert (await books(shop))[("refunds_in_flight", "", "")] == 720
    await shop.worker.drain()
    assert [one.to for one in shop.letters.sent if "did not arrive" in one.subject] == ["berta@example.org"]
    again = await take_in(shop, camt(Booked(-720, "Once more", end_to_end=mark, reference="second"), opening=1210))
    assert again["certain"] == 1
    assert await told() == ["settled"]
    await take_in(shop, camt(Booked(-720, "By mistake", end_to_end=mark, reference="third"), opening=490))
    [twice] = await waiting(shop)
    assert [one for one in twice["suggestions"] if one["kind"] == "refund"] == []
    assert await bank.sums() == {"bank": -230, "parked": -720}


async def test_an_open_refund_is_suggested_and_sent_by_its_line(bank: Bank) -> None:
    shop = bank.shop
    _, order, reference = await bank.order()
    await take_in(shop, camt(Booked(1210, reference)))
    await refund(shop, order["id"], (order["parts"][0]["lines"][0]["id"], 720))
    await take_in(shop, camt(Booked(-720, "Back", "Berta"), opening=1210))
    [waits] = await waiting(shop)
    [guess] = waits["suggestions"]
    assert (guess["kind"], guess["isNoted"]) == ("refund", False)
    await explain(shop, new_key(), waits["id"], ("REFUND", guess["subjectId"], 720))
    assert await bank.sums() == {"bank": 490, "parked": 0}


async def test_payouts_written_down_by_hand_explain_what_left_and_what_came_back(bank: Bank, clock: Clock) -> None:
    shop = bank.shop
    await tell_bank(shop, bank.stall)
    _, order, reference = await bank.order()
    await take_in(shop, camt(Booked(1210, reference)))
    await hand_over(shop, bank.stall, order["parts"][0]["id"])
    await clock.move(HOLD)
    await shop.sweep("payments.pass_holds")
    await clock.move(-HOLD)
    officer = await proven_anew(shop)
    batch = await officer.wish(
        "preparePayouts(key: $key, channel: BANK)", "... on PayoutBatch { payoutIds }", key=("String!", new_key())
    )
    [payout] = batch["payoutIds"]

    async def deed(name: str, argument: str, kind: str, value: Any) -> None:
        done = await officer.wish(f"{name}(key: $key, {argument})", "", key=("String!", new_key()), id=(kind, value))
        assert done["__typename"] == "ChangedPayouts", done

    await deed("confirmPayouts", "payoutIds: $id", "[ID!]!", [payout])
    amount = 1210 - (await bank.sums())["bank"]
    assert amount > 0
    await take_in(shop, camt(Booked(-amount, "Sent by hand", "Aurora"), opening=1210))
    [waits] = await waiting(shop)
    assert [(one["kind"], one["subjectId"], one["isNoted"]) for one in waits["suggestions"]] == [
        ("payout", payout, True)
    ]
    assert (await explain(shop, new_key(), waits["id"], ("PAYOUT", payout, amount)))["__typename"] == "ExplainedLine"
    assert await bank.sums() == {"bank": 1210 - amount, "parked": 0}
    await take_in(shop, camt(Booked(amount, "Account closed", "Aurora"), opening=1210 - amount))
    [waits] = await waiting(shop)
    assert [(one["kind"], one["isNoted"]) for one in waits["suggestions"]] == [("payout_return", False)]
    await deed("returnPayout", 'payoutId: $id, reason: "it came back"', "ID!", payout)
    [waits] = await waiting(shop)
    assert [(one["kind"], one["isNoted"]) for one in waits["suggestions"]] == [("payout_return", True)]
    told = await explain(shop, new_key(), waits["id"], ("PAYOUT_RETURN", payout, amount))
    assert told["__typename"] == "ExplainedLine", told
    assert await bank.sums() == {"bank": 1210, "parked": 0}


async def test_cash_brought_to_the_bank_arrives(bank: Bank) -> None:
    shop, first = bank.shop, bank.shop.by(bank.shop.coordinator)
    opened = await first.wish(
        'openCashShift(key: $key, tillId: $till, counted: $money, brought: $money, keeperName: "Carmen")', "... on ChangedShift { id }",
        key=("String!", new_key()), till=("ID!", shop.point), money=("MoneyInput!", {"minor": 5000, "currency": "EUR"}),
    )  # fmt: skip
    shift = (await first.ask("query S($id: ID!) { cashShift(id: $id) { slips { slip } } }", id=opened["id"]))[
        "cashShift"
    ]
    done = await take_in(shop, camt(Booked(-5000, f"Cash withdrawal {shift['slips'][0]['slip']}", "Carmen")))
    assert (done["certain"], done["waiting"]) == (1, 0), done
    assert (await books(shop))[("cash_transit", "", "")] == 0
    shift = (await first.ask("query S($id: ID!) { cashShift(id: $id) { slips { state } } }", id=opened["id"]))[
        "cashShift"
    ]
    assert shift["slips"] == [{"state": "arrived"}]


async def test_a_table_is_read_by_its_layout(bank: Bank) -> None:
    shop, coordinator = bank.shop, bank.shop.by(bank.shop.coordinator)
    buyer, order, reference = await bank.order()
    kept = await coordinator.wish(
        "keepStatementLayout(name: $name, channel: BANK, layout: $layout)", "... on KeptLayout { id }", name=("String!", "Caja Rural"),
        layout=("LayoutInput!", {"date": "Fecha", "cameIn": "Abono", "wentOut": "Cargo", "text": "Concepto", "name": "Ordenante", "balance": "Saldo",
                                 "delimiter": ";", "decimal": ",", "dateFormat": "%d.%m.%Y", "skip": 1}),
    )  # fmt: skip
    rows = [["Movimientos"], ["Fecha", "Concepto", "Ordenante", "Cargo", "Abono", "Saldo"],
            ["20.11.2026", f"Pedido {reference}", "Muñoz", "", "12,10", "1.012,10"], ["21.11.2026", "Comisión", "", "1,00", "", "1.011,10"]]  # fmt: skip
    done = await take_in(shop, table(rows), layout=kept["id"])
    assert (done["certain"], done["waiting"], done["closing"]["minor"]) == (1, 1, 101110), done
    assert await state(buyer, order) == "PLACED"
    rows[2][4] = "12,1x"
    bad = await take_in(shop, table(rows), layout=kept["id"])
    assert (bad["__typename"], bad["problem"], bad["row"]) == ("StatementUnreadable", "row", 3)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><Document>&b;</Document>",
        b"<!DOCTYPE a SYSTEM 'http://127.0.0.1/x'><Document/>",
        b"<Document><Stmt>",
        b"<Document/>",
        b"<" * 5000,
    ],
)
def test_a_strangers_xml_is_refused(data: bytes) -> None:
    with pytest.raises(StatementUnreadable):
        read(data, currency="EUR", layout=None)


def test_lines_that_do_not_come_to_the_closing_balance_are_refused() -> None:
    with pytest.raises(BalanceDiffers) as refused:
        read(camt(Booked(100), closing=90), currency="EUR", layout=None)
    assert refused.value.expected.minor == 100
    with pytest.raises(StatementUnreadable):
        Layout.checked({"columns": {"date": "Day"}})


def test_references_are_found_however_they_were_typed() -> None:
    assert "ABCDEFGH" in references(("for abcd-efgh!", ""))
    payout = ids.new()
    for text in (written("PO", payout), f"x {written('PO', payout)} y", ids.encode("payout", payout)):
        assert named(text) == [("payout", payout)]
    for text in (written("SH", payout), f"x {written('SH', payout)} y", ids.encode("share", payout)):
        assert named(text) == [("share", payout)]
    assert named(written("SF", payout)) == [("share_file", payout)]
    assert named("PO0000") == []


async def test_market_45_each_line_of_a_statement_is_something_and_the_bank_agrees(bank: Bank) -> None:
    """Σ entries = 0 and ledger = bank after any mix of lines: `books` looks at the former on its way, the closing balance at the latter."""
    orders = [await bank.order() for _ in range(3)]
    data = camt(
        *(Booked(1210, reference) for _, _, reference in orders), Booked(55, "?"), Booked(-20, "fee"), opening=0
    )
    done = await take_in(bank.shop, data)
    assert done["ledger"] == done["closing"]
    for line in await waiting(bank.shop):
        kind = "BANK_FEE" if line["amount"]["minor"] < 0 else "SET_ASIDE"
        await explain(bank.shop, new_key(), line["id"], (kind, None, line["left"]["minor"]), note="asked Ana")
    assert await bank.sums() == {"bank": done["closing"]["minor"], "parked": 0}


async def test_lines_that_look_alike_at_the_bank_and_at_the_operator_are_two(bank: Bank) -> None:
    """Tables name no account. A second reading of either changes nothing."""
    shop, coordinator = bank.shop, bank.shop.by(bank.shop.coordinator)
    layout = {
        channel: await coordinator.wish(
            f"keepStatementLayout(name: $name, channel: {channel}, layout: $layout)", "... on KeptLayout { id }",
            name=("String!", channel), layout=("LayoutInput!", {"date": "Day", "amount": "Amount", "text": "What"}),
        )
        for channel in ("BANK", "MOBILE")
    }  # fmt: skip
    rows = b"Day,Amount,What\n2026-11-30,-1.00,Monthly fee\n2026-11-30,-1.00,Monthly fee\n"
    for known in (0, 2):
        for channel in ("BANK", "MOBILE"):
            done = await take_in(shop, rows, channel=channel, layout=layout[channel]["id"])
            assert (done["lines"], done["known"]) == (2, known), channel
    sums = await books(shop)
    assert (sums[("cash_bank", "", "")], sums[("cash_bank", "mobile", "")]) == (-200, -200)


async def test_mobile_money_is_matched_like_a_transfer(bank: Bank) -> None:
    """Offered once the co-op names its number; the operator's table brings the same reference; our account there is one of its own."""
    shop = bank.shop

    async def name_account() -> dict[str, Any]:
        done: dict[str, Any] = await (await proven_anew(shop)).wish(
            "setMobileAccount(operator: $o, holder: $h, number: $n)", "... on SetMobileAccount { number }",
            o=("String!", "M-Pesa"), h=("String!", "Valley co-op"), n=("String!", "+254 700 111 222"),
        )  # fmt: skip
        return done

    assert (await name_account())["__typename"] == "NoLegalBasis"
    asked = "{ paymentOptions { mobileAccount { operator holder number } methods } }"
    assert (await shop.visitor().ask(asked))["paymentOptions"]["mobileAccount"] is None
    officer = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, name="Olu", offices=("officer",)
    )
    basis = "Merchant contract no. 12 of 3 March 2026 with the operator, looked at by the board."
    on = await shop.by(officer).wish(
        "recordLegalBasis(feature: MOBILE_MONEY, basis: $basis)", "", basis=("String!", basis)
    )
    assert on["__typename"] == "LegalBasisChanged", on
    assert (await name_account())["number"] == "+254700111222"
    options = (await shop.visitor().ask(asked))["paymentOptions"]
    assert options["mobileAccount"] == {"operator": "M-Pesa", "holder": "Valley co-op", "number": "+254700111222"}
    kept = await shop.by(shop.coordinator).wish(
        "keepStatementLayout(name: $name, channel: MOBILE, layout: $layout)", "... on KeptLayout { id }", name=("String!", "M-Pesa"),
        layout=("LayoutInput!", {"date": "Day", "amount": "Paid in", "text": "Details", "name": "From", "reference": "Receipt"}),
    )  # fmt: skip
    buyer, order, reference = await bank.order()
    rows = (
        b"Receipt,Day,Details,From,Paid in\nQX1,2026-11-20,pay "
        + reference.encode()
        + b",Berta,12.10\nQX2,2026-11-20,gift,Noor,5.00\n"
    )
    done = await take_in(shop, rows, channel="MOBILE", layout=kept["id"])
    assert (done["certain"], done["waiting"]) == (1, 1), done
    assert await state(buyer, order) == "PLACED"
    sums = await books(shop)
    assert (sums[("cash_bank", "mobile", "")], sums.get(("cash_bank", "", ""), 0)) == (
        1710,
        0,
    )
