"""A cash box from float to bank: signatures, counts by two, differences, and what happens at the counter (case 26 of the market)."""

import asyncio
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga_infra.founding.found import STATUTES
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind
from minga_platform.rules.statutes import parse
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import HOLD, books, hand_over, proven_anew, refund, seen

SHIFT = """query S($id: ID!) { cashShift(id: $id) { state float { minor } expected { minor } counted { minor } difference { minor } left { minor }
  banked { minor } hasCounted countedBy round keeperName movements { kind amount { minor } orderNumber } counts { name total { minor } }
  slips { slip direction state amount { minor } } } }"""


@dataclass
class Counter:
    shop: Shop
    stall: Stall
    scarf: Goods
    second: people.Somebody

    def euro(self, minor: int) -> dict[str, Any]:
        return {"minor": minor, "currency": self.shop.cooperative.currency}

    async def open(
        self, counted: int, *, brought: int | None = None, till: str = "", by: Program | None = None, reason: str = ""
    ) -> dict[str, Any]:
        return await (by or self.shop.by(self.shop.coordinator)).wish(
            "openCashShift(key: $key, tillId: $till, counted: $counted, brought: $brought, keeperName: $name, reason: $reason)",
            "... on ChangedShift { id } ... on ReasonNeeded { difference { minor } } ... on BoxIsOpen { shiftId }",
            key=("String!", new_key()),
            till=("ID!", till or self.shop.point),
            counted=("MoneyInput!", self.euro(counted)),
            brought=("MoneyInput", None if brought is None else self.euro(brought)),
            name=("String!", "Carmen Ruiz"),
            reason=("String!", reason),
        )

    async def count(self, who: Program, shift: str, *pieces: tuple[int, int]) -> dict[str, Any]:
        return await who.wish(
            "countCash(key: $key, shiftId: $shift, pieces: $pieces)",
            "... on ChangedShift { id } ... on InvalidTransition { current }",
            key=("String!", new_key()),
            shift=("ID!", shift),
            pieces=("[PiecesInput!]!", [{"face": face, "number": number} for face, number in pieces]),
        )

    async def close(self, shift: str, *, reason: str = "", banked: int | None = None) -> dict[str, Any]:
        return await self.shop.by(self.shop.coordinator).wish(
            "closeCashShift(key: $key, shiftId: $shift, reason: $reason, banked: $banked, nextKeeper: $next)",
            "... on ChangedShift { id } ... on ReasonNeeded { difference { minor } } ... on NotEnoughCash { present { minor } }",
            key=("String!", new_key()),
            shift=("ID!", shift),
            reason=("String!", reason),
            banked=("MoneyInput", None if banked is None else self.euro(banked)),
            next=("String!", "Noor"),
        )

    async def shift(self, shift: str, who: Program | None = None) -> dict[str, Any]:
        found: dict[str, Any] = (await (who or self.shop.by(self.shop.coordinator)).ask(SHIFT, id=shift))["cashShift"]
        return found

    async def order(self, number: int = 1) -> dict[str, Any]:
        buyer = self.shop.visitor()
        await fill(buyer, (self.scarf, number))
        await start(buyer)
        return await seen(buyer, (await place(self.shop, buyer, 1210 * number))["order"]["id"])

    async def in_till(self, till: str = "") -> int:
        async with self.shop.worker_database.read(Scope(self.shop.id)) as work:
            kind, holder = ("stall", till) if till else ("point", self.shop.point)
            return sum(
                one.balance
                for one in await ledger.accounts(work, holder_ids=[ids.decode(kind, holder)])
                if one.kind is AccountKind.CASH_TILL
            )


@pytest.fixture
async def counter(database: Database, worker_database: Database) -> Counter:
    return await open_counter(await open_shop(database, worker_database))


async def open_counter(shop: Shop) -> Counter:
    """A stall with one thing for sale, and somebody who counts too."""
    stall = await open_stall(shop, "Weaver")
    scarf = await offer(shop, stall, "Scarf", price=1210)
    database = shop.program.door.services.database
    second = await people.member(database, shop.worker_database, shop.id, name="Bea", offices=("treasurer",))
    return Counter(shop, stall, scarf, second)


async def test_a_box_from_its_float_to_the_bank(counter: Counter) -> None:
    """Taken with change from the bank, two sales, one refund; counted by two who are told nothing before both have; the difference
    is booked with its reason, the takings go to the bank under a slip, the float stays."""
    shop, first, other = counter.shop, counter.shop.by(counter.shop.coordinator), counter.shop.by(counter.second)
    shift = (await counter.open(5000, brought=5000))["id"]
    assert (await counter.open(5000))["__typename"] == "BoxIsOpen"
    sold = [await counter.order(), await counter.order()]
    for order in sold:
        await hand_over(shop, counter.stall, order["parts"][0]["id"], 1210)
    await refund(shop, sold[0]["id"], (sold[0]["parts"][0]["lines"][0]["id"], 210))
    now = await counter.shift(shift)
    assert sorted(one["amount"]["minor"] for one in now["movements"]) == [-210, 1210, 1210]
    # 50.00 + 24.20 − 2.10 = 72.10 in the books; the drawer holds 72.00.
    assert (await counter.count(first, shift, (5000, 1), (2000, 1), (200, 1)))["__typename"] == "ChangedShift"
    halfway = await counter.shift(shift, other)
    assert (halfway["state"], halfway["expected"], halfway["counts"], halfway["movements"]) == (
        "counting",
        None,
        [],
        [],
    )
    assert halfway["countedBy"] == ["Carmen"]
    assert not halfway["hasCounted"]
    assert (await counter.count(first, shift, (5000, 1)))["__typename"] == "CountedBefore"
    assert (await counter.close(shift))["__typename"] == "InvalidTransition"
    assert (await counter.count(other, shift, (1000, 7), (200, 1)))["__typename"] == "ChangedShift"
    told = await counter.shift(shift)
    assert (told["expected"]["minor"], told["counted"]["minor"], told["difference"]["minor"]) == (7210, 7200, -10)
    assert [one["name"] for one in told["counts"]] == ["Carmen", "Bea"]
    refused = await counter.close(shift)
    assert (refused["__typename"], refused["difference"]["minor"]) == ("ReasonNeeded", -10)
    assert (await counter.close(shift, reason="x", banked=9000))["__typename"] == "NotEnoughCash"
    assert (await counter.close(shift, reason="A coin fell through the boards", banked=2200))[
        "__typename"
    ] == "ChangedShift"
    sums = {kind: minor for (kind, _, _), minor in (await books(shop)).items()}
    assert (sums["cash_difference"], sums["cash_transit"]) == (10, 2200 - 5000)
    assert await counter.in_till() == 5000
    closed = await counter.shift(shift)
    assert (closed["left"]["minor"], closed["banked"]["minor"]) == (5000, 2200)
    assert [(one["direction"], one["state"]) for one in closed["slips"]] == [
        ("from_bank", "in_transit"),
        ("to_bank", "in_transit"),
    ]
    # The next keeper finds what was left; what lies there without being in the books needs a reason.
    odd = await counter.open(5100)
    assert (odd["__typename"], odd["difference"]["minor"]) == ("ReasonNeeded", 100)
    assert (await counter.open(5100, reason="A euro under the tray"))["__typename"] == "ChangedShift"
    assert await counter.in_till() == 5100


async def test_who_counts_differently_counts_again(counter: Counter) -> None:
    first, other = counter.shop.by(counter.shop.coordinator), counter.shop.by(counter.second)
    shift = (await counter.open(2000, brought=2000))["id"]
    await counter.count(first, shift, (2000, 1))
    await counter.count(other, shift, (1000, 1))
    again = await counter.shift(shift)
    assert (again["state"], again["round"], again["counts"], again["difference"]) == ("counting", 2, [], None)
    await counter.count(other, shift, (2000, 1))
    await counter.count(first, shift, (1000, 2))
    assert (await counter.shift(shift))["state"] == "counted"


@pytest.mark.parametrize(
    ("unit", "pieces"),
    [
        ("XOF", [(10_000, 3), (5000, 1), (250, 2), (1, 1)]),
        ("KWD", [(20_000, 1), (250, 3), (5, 1)]),
        ("JPY", [(10_000, 1), (500, 1)]),
        ("COP", [(10_000_000, 1), (20_000_000, 1), (5000, 1)]),
        ("VND", [(500_000, 2), (200, 1)]),
    ],
)
async def test_notes_are_counted_as_the_country_has_them(
    database: Database, worker_database: Database, unit: str, pieces: list[tuple[int, int]]
) -> None:
    """In currencies of none, two and three decimals, and in ones whose largest note is half a million."""
    counter = await open_counter(await open_shop(database, worker_database, currency=unit))
    worth = sum(face * number for face, number in pieces)
    shift = (await counter.open(worth, reason="It was there"))["id"]
    for who in (counter.shop.coordinator, counter.second):
        done = await counter.count(counter.shop.by(who), shift, *pieces)
        assert done["__typename"] == "ChangedShift", done
    told = await counter.shift(shift)
    assert (told["state"], told["counted"]["minor"], told["difference"]["minor"]) == ("counted", worth, 0)


async def test_what_is_sold_after_the_count_belongs_to_the_next_shift(counter: Counter) -> None:
    first, other = counter.shop.by(counter.shop.coordinator), counter.shop.by(counter.second)
    shift = (await counter.open(0))["id"]
    await counter.count(first, shift)
    order = await counter.order()
    await hand_over(counter.shop, counter.stall, order["parts"][0]["id"], 1210)
    await counter.count(other, shift)
    assert (await counter.close(shift))["__typename"] == "ChangedShift"
    following = await counter.open(1210)
    assert following["__typename"] == "ChangedShift", "the sale was taken up with the float, and no difference is left"


async def test_two_who_count_at_once_are_two_counts(counter: Counter) -> None:
    first, other = counter.shop.by(counter.shop.coordinator), counter.shop.by(counter.second)
    shift = (await counter.open(500, brought=500))["id"]
    done = await asyncio.gather(*(counter.count(who, shift, (500, 1)) for who in (first, other, first, other)))
    assert sorted(one["__typename"] for one in done).count("ChangedShift") == 2, done
    assert (await counter.shift(shift))["state"] == "counted"


async def test_a_maker_does_not_see_the_box_of_another_till(counter: Counter) -> None:
    shift = (await counter.open(0))["id"]
    maker = counter.shop.by(counter.stall.maker)
    assert await counter.shift(shift, maker) is None
    assert (await counter.count(maker, shift))["__typename"] == "NotAllowed"
    assert (await counter.open(0, by=maker))["__typename"] == "NotAllowed"


async def test_market_26_paid_and_overpaid_at_the_counter(counter: Counter) -> None:
    """She gives 20 for 12.10: with change nothing is kept; without, 7.90 stay hers until she comes for them."""
    shop, maker = counter.shop, counter.shop.by(counter.stall.maker)

    async def give(part: str, minor: int, keep: bool) -> dict[str, Any]:
        return await maker.wish(
            "handOverForCash(key: $key, partId: $part, given: $given, keepRest: $keep)",
            "... on ChangedAtCounter { partId } ... on GivenTooLittle { expected { minor } }",
            key=("String!", new_key()),
            part=("ID!", part),
            given=("MoneyInput!", counter.euro(minor)),
            keep=("Boolean!", keep),
        )

    one, two = (await counter.order())["parts"][0]["id"], (await counter.order())["parts"][0]["id"]
    short = await give(one, 1000, keep=False)
    assert (short["__typename"], short["expected"]["minor"]) == ("GivenTooLittle", 1210)
    assert await counter.in_till() == 0
    assert (await give(one, 2000, keep=False))["__typename"] == "ChangedAtCounter"
    assert await counter.in_till() == 1210
    assert (await give(two, 2000, keep=True))["__typename"] == "ChangedAtCounter"
    assert await counter.in_till() == 1210 + 2000
    matters = (await shop.by(shop.coordinator).ask("{ counterMatters { kind partId amount { minor } } }"))[
        "counterMatters"
    ]
    assert [(m["kind"], m["partId"], m["amount"]["minor"]) for m in matters] == [("overpaid", two, 790)]
    for expected in ("ChangedAtCounter", "InvalidTransition"):
        back = await maker.wish(
            "returnOverpayment(key: $key, partId: $part)", "", key=("String!", new_key()), part=("ID!", two)
        )
        assert back["__typename"] == expected
    assert await counter.in_till() == 2420


@pytest.mark.parametrize(("goods", "to", "left"), [("BACK", "", 100), ("GIVEN", "the school kitchen", 99)])
async def test_market_26_nobody_came(
    database: Database, worker_database: Database, admin: asyncpg.Connection, goods: str, to: str, left: int
) -> None:
    """The part ends unpaid; its goods are for sale again or were given on; a known buyer owes the fee of the rule, which is paid
    into a till or let go."""
    text = STATUTES.read_text().replace("[version.rules]", '[version.rules]\n"market.no_show_fee_bps" = 1000')
    counter = await open_counter(await open_shop(database, worker_database, statutes=parse(text)))
    shop = counter.shop
    buyer = shop.by(counter.second)
    await fill(buyer, (counter.scarf, 1))
    await start(buyer)
    order = (await place(shop, buyer, 1210))["order"]
    part = order["parts"][0]["id"]
    done = await shop.by(counter.stall.maker).wish(
        "markNotFetched(key: $key, partId: $part, goods: $goods, givenTo: $to)",
        "... on ChangedAtCounter { partId }",
        key=("String!", new_key()),
        part=("ID!", part),
        goods=("UnfetchedGoods!", goods),
        to=("String!", to),
    )
    assert done["__typename"] == "ChangedAtCounter", done
    assert (await seen(buyer, order["id"]))["state"] == "CANCELLED"
    assert (
        await admin.fetchval(
            "SELECT on_hand FROM stock_item WHERE id = $1", ids.decode("stock", counter.scarf.stock_item)
        )
        == left
    )
    sums = await books(shop)
    assert (sums[("receivable", "", "")], sums[("fee_income", "no_show", "")]) == (121, 121)
    till = shop.point if goods == "BACK" else None
    settled = await shop.by(shop.coordinator).wish(
        "settleNotFetched(key: $key, partId: $part, tillId: $till)",
        "",
        key=("String!", new_key()),
        part=("ID!", part),
        till=("ID", till),
    )
    assert settled["__typename"] == "ChangedAtCounter", settled
    assert (await books(shop))[("receivable", "", "")] == 0
    assert await counter.in_till() == (121 if till else 0)


async def test_market_26_in_her_own_till_she_owes_fee_and_tax(counter: Counter, clock: Clock) -> None:
    """Cash in the maker's own till: no remittance and no payout by bank; her earning leaves the till, the rest is her debt."""
    shop, stall = counter.shop, counter.stall
    switched = await shop.by(shop.coordinator).wish(
        "setStallTill(stallId: $stall, isTill: true)", "... on ChangedTill { isTill }", stall=("ID!", stall.id)
    )
    assert switched["isTill"]
    order = await counter.order()
    await hand_over(shop, stall, order["parts"][0]["id"], 1210)
    assert await counter.in_till(stall.id) == 1210
    await clock.move(HOLD)
    await shop.sweep("payments.pass_holds")
    none = await (await proven_anew(shop)).wish(
        "preparePayouts(key: $key, channel: BANK)", "", key=("String!", new_key())
    )
    assert none["__typename"] == "NothingPayable", none
    await shop.sweep("cashbox.")
    story = order["parts"][0]["story"]
    owed = story["fee"]["minor"] + story["feeTax"]["minor"] + story["tax"]["minor"]
    sums = await books(shop)
    assert sums[("seller_negative", "", stall.id)] == owed
    assert sums[("seller_payable", "", stall.id)] == 0
    assert await counter.in_till(stall.id) == 0


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.sampled_from(["sell", "refund", "overpay", "count", "count_short"]), min_size=3, max_size=7))
async def test_whatever_is_taken_refunded_and_counted_the_box_is_what_the_books_say(
    counter: Counter, deeds: list[str]
) -> None:
    """After every test the checks of the house look at floats, movements and what is left; here many orders of deeds meet them."""
    shop, first, other = counter.shop, counter.shop.by(counter.shop.coordinator), counter.shop.by(counter.second)
    present = await counter.in_till()
    shift = (await counter.open(present))["id"]
    for deed in deeds:
        if deed in ("sell", "refund", "overpay"):
            order = await counter.order()
            part = order["parts"][0]["id"]
            given_minor = 1500 if deed == "overpay" else 1210
            await shop.by(counter.stall.maker).wish(
                "handOverForCash(key: $key, partId: $part, given: $given, keepRest: true)", "",
                key=("String!", new_key()), part=("ID!", part), given=("MoneyInput!", counter.euro(given_minor)),
            )  # fmt: skip
            if deed == "refund":
                await refund(shop, order["id"], (order["parts"][0]["lines"][0]["id"], 300))
            continue
        short = 100 if deed == "count_short" and await counter.in_till() >= 100 else 0
        pile = ((1, await counter.in_till() - short),)
        for who in (first, other):
            await counter.count(who, shift, *pile)
        seen_now = await counter.shift(shift)
        assert seen_now["difference"]["minor"] == -short
        await counter.close(shift, reason="counted", banked=min(500, seen_now["counted"]["minor"]))
        shift = (await counter.open(await counter.in_till()))["id"]
    for who in (first, other):
        await counter.count(who, shift, (1, await counter.in_till()))
    assert (await counter.shift(shift))["difference"]["minor"] == 0
    await counter.close(shift)
