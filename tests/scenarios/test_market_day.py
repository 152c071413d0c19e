"""A market day with the line cut, told through the API alone.

Three makers, two pickup points, forty orders at once, card and cash; the card provider, the search and the mail are away for a
while in the middle of it. Then the scales, the hand-over, what is missing, what goes back, a dispute, the cash boxes, the holds and
the payouts: every list, box, statement and the books agree with each other to the cent and the gram, and hledger agrees.
"""

import asyncio
import subprocess
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg

from minga_infra.cli import _cooperatives
from minga_infra.cli.books import text_of
from minga_infra.database.checks import all_checks
from minga_infra.local.supervisor import free_port
from minga_infra.search.meilisearch_index import MeilisearchIndex
from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_platform.kernel.messages import Message
from minga_platform.market.catalog.ports import SearchIndex
from minga_testing import people
from minga_testing.clusters import Urls
from minga_testing.cycles import now_of
from minga_testing.disputing import decide, disputes_of
from minga_testing.marketing import (
    CARROTS,
    ORDERS,
    Market,
    box_closed,
    box_opened,
    filled,
    open_market,
    ordered,
)
from minga_testing.plugin import Clock
from minga_testing.programs import program
from minga_testing.shop import Program, Shop, new_key
from minga_testing.till import Till, open_till, pay
from minga_testing.trade import (
    HOLD,
    books,
    cash,
    connect,
    hand_over,
    later,
    maker_proven_anew,
    proven_anew,
    provider_cash,
    rounds,
)
from minga_testing.weighing import mark_ready, weigh

SCALES = {0: 900, 1: 1120, 2: 1060, 3: 850, 6: 1150, 4: 0, 5: 0}
"""What the scales said of the kilo of each: five were cut, two wheels were not fit to be sold."""
NOT_FETCHED, DISPUTED, HELPED = 7, 38, 39
SEEN = """query Seen($id: ID!) { order(id: $id) { id number state total { minor } payment { state method pageUrl captured { minor } refunded { minor } }
  parts { id stallId state toPay { minor } isPaid lines { id title quantity { base } refunded { minor } } } } }"""
LISTS = """query L($cycle: ID) { handoverLists(cycleId: $cycle) { lines total { minor } cash { minor }
  picks { stallId total { minor } items { title orders quantity { base } total { minor } } }
  packs { orderId total { minor } cash { minor } lines { title quantity { base } total { minor } } }
  runs { pointId slot { opens } orderIds lines total { minor } cash { minor } } } }"""


async def test_a_market_day_with_the_line_cut(
    database: Database,
    worker_database: Database,
    database_urls: Urls,
    admin: asyncpg.Connection,
    clock: Clock,
    tmp_path: Path,
) -> None:
    async with open_till(database, worker_database, tmp_path) as till:
        await till.stand_in.ask("settings", deliver_by_itself=False, copies_least=2, copies_most=2, shuffled=True)
        market = await open_market(till.shop)
        await payees(till, market)
        await forty_orders(till, market)
        await later(till, clock, market.fetch - timedelta(hours=20) - await now_of(till.shop))
        await till.shop.sweep("cycles.")
        too_late = await till.shop.visitor().wish("startCheckout(cycleId: $cycle)", "", cycle=("ID!", market.cycle))
        assert too_late["__typename"] != "CheckoutStarted", "the cycle is closed"

        await lists_agree(market)
        await weighed(till, market)
        await lists_agree(market, packed=True)

        await later(till, clock, market.fetch + timedelta(minutes=5) - await now_of(till.shop))
        await fetched(till, market)
        await paid_out(till, market, clock)
        await all_agrees(till, market, admin, database_urls)


async def payees(till: Till, market: Market) -> None:
    """The dairy has an account for cards, the farm one at a bank, the baker neither."""
    await connect(till, market.dairy)
    done = await (await maker_proven_anew(till.shop, market.farm)).wish(
        'setBankPayee(stallId: $stall, holder: "Field", number: "ES9121000418450200051332")', "",
        stall=("ID!", market.farm.id),
    )  # fmt: skip
    assert done["__typename"] == "ChangedPayee", done


async def helped(shop: Shop) -> Program:
    """Ana has neither mail nor bank; she signed a sheet before two officers that Ben may order for her. Ben, acting for her."""
    door, worker = shop.program.door.services.database, shop.worker_database
    ana, ben = [await people.member(door, worker, shop.id, name=name, classes=("consumer",)) for name in ("Ana", "Ben")]
    officers = [
        await people.member(door, worker, shop.id, name=name, offices=("officer",)) for name in ("Olga", "Otto")
    ]
    now = await now_of(shop)
    entered = await shop.by(officers[0]).wish(
        "enterHelpOnPaper(agentId: $a, helperAgentId: $h, scopes: [ORDERS], signedOn: $signed, endsAt: $ends)",
        "... on HelpOnPaper { id }",
        a=("ID!", ids.encode("agent", ana.agent_id)),
        h=("ID!", ids.encode("agent", ben.agent_id)),
        signed=("Day!", now.date().isoformat()),
        ends=("Instant!", (now + timedelta(days=60)).isoformat()),
    )
    confirmed = await shop.by(officers[1]).wish("confirmHelpOnPaper(id: $id)", "", id=("ID!", entered["id"]))
    assert confirmed["__typename"] == "HelpOnPaper", confirmed
    acts = await shop.by(ben).wish("actFor(personId: $id)", "", id=("ID", ids.encode("person", ana.viewer.person_id)))  # type: ignore[arg-type]
    assert acts["__typename"] == "Done", acts
    viewer = await people.look_again(door, ben.token)
    return shop.program.as_(replace(viewer, visitor_hash=b"h" * 32))


async def forty_orders(till: Till, market: Market) -> None:
    """All place at once. After a dozen the line is cut: no cards, no search, no mail. It comes back, and nobody was turned away."""
    shop = till.shop
    buyers = [shop.visitor() for _ in range(ORDERS - 1)] + [await helped(shop)]
    gate = asyncio.Semaphore(6)
    await asyncio.gather(*(filled(market, buyer, market.basket(number), gate) for number, buyer in enumerate(buyers)))
    early = await ordered(market, buyers[2], market.basket(2), opens_at=market.early)
    assert (early["__typename"], early.get("reason")) == ("SlotNotOffered", "unknown"), (
        "a morning before the goods are there"
    )
    cut, placed = asyncio.Event(), 0
    carry, ports = shop.letters.send, shop.program.door.services.ports
    kept = ports.get(SearchIndex)

    async def nobody_carries(message: Message) -> None:
        raise ConnectionError(message.channel)

    async def place(number: int, buyer: Program) -> None:
        nonlocal placed
        if number >= 12:
            await cut.wait()
        basket = market.basket(number)
        done = await ordered(market, buyer, basket, mail="" if number == HELPED else basket.mail)
        assert done["__typename"] == "PlacedOrder", (number, done)
        market.orders[number] = buyer, done["order"]
        placed += 1
        if placed == 12:
            await till.stand_in.ask("refuse")
            shop.letters.send = nobody_carries  # type: ignore[method-assign]  # The line, not our code, is what is cut.
            ports[SearchIndex] = MeilisearchIndex(f"http://127.0.0.1:{free_port(0)}", "")
            cut.set()

    await asyncio.gather(*(place(number, buyer) for number, buyer in enumerate(buyers)))
    found = await shop.visitor().ask('{ listings(search: "rolls", sort: RELEVANCE, first: 5) { nodes { title } } }')
    assert [one["title"] for one in found["listings"]["nodes"]] == ["Rolls"], "found without the search engine too"
    await shop.worker.drain()
    waiting = [
        n
        for n in market.orders
        if not (await seen(market, n))["payment"]["pageUrl"] and market.basket(n).method == "CARD"
    ]
    assert len(waiting) >= 10, "the line was cut for them"

    await till.stand_in.ask("admit")
    shop.letters.send = carry  # type: ignore[method-assign]  # The line, not our code, is what is cut.
    if kept is None:
        del ports[SearchIndex]
    else:
        ports[SearchIndex] = kept
    await rounds(till)
    moved = await buyers[2].wish(
        "changeSlot(key: $key, orderId: $id, opensAt: $opens)", "... on SlotNotOffered { reason }",
        key=("String!", new_key()), id=("ID!", market.orders[2][1]["id"]), opens=("Instant!", market.early),
    )  # fmt: skip
    assert (moved["__typename"], moved.get("reason")) == ("SlotNotOffered", "unknown"), "nor moved to such a morning"
    by_card = [n for n in range(ORDERS) if market.basket(n).method == "CARD"]
    for number in sorted(by_card, key=lambda n: n == DISPUTED):
        await pay(till, await page_of(till, market, number))
    await till.heard()
    for number in range(ORDERS):
        order = await seen(market, number)
        assert (order["state"], order["total"]["minor"]) == ("PLACED", market.basket(number).most)
        assert order["payment"]["captured"]["minor"] == (market.basket(number).most if number in by_card else 0)


async def page_of(till: Till, market: Market, number: int) -> str:
    """Where the buyer pays: a provider that was away, or is slow today, opens the page at one of the next rounds."""
    for _ in range(60):
        url: str | None = (await seen(market, number))["payment"]["pageUrl"]
        if url:
            return url
        await asyncio.sleep(1)  # What is tried again rests a little, longer each time.
        await rounds(till)
    raise AssertionError(f"no page for order {number}")


async def seen(market: Market, number: int) -> dict[str, Any]:
    """An order as its buyer sees it."""
    buyer, placed = market.orders[number]
    order: dict[str, Any] = (await buyer.ask(SEEN, id=placed["id"]))["order"]
    return order


async def lists_agree(market: Market, *, packed: bool = False) -> None:
    """What the stalls pick, what the orders get and what goes to the places is the same, to the gram and the cent."""
    lists = (await market.shop.by(market.shop.coordinator).ask(LISTS, cycle=market.cycle))["handoverLists"]
    baskets = [market.basket(number) for number in range(ORDERS)]
    grams = SCALES if packed else {}
    cheese = {one.number: grams.get(one.number, 1000) for one in baskets if one.cheese}
    wanted = {
        "Carrots": sum(one.carrots for one in baskets),
        "Bread": sum(one.bread for one in baskets),
        "Cheese": sum(cheese.values()),
    }
    assert {item["title"]: item["quantity"]["base"] for pick in lists["picks"] for item in pick["items"]} == wanted
    packs: Counter[str] = Counter()
    for pack in lists["packs"]:
        for line in pack["lines"]:
            packs[line["title"]] += line["quantity"]["base"]
    assert packs == Counter(wanted)
    # What is not there at all is on no list.
    lines = sum(1 + (one.bread > 0) + (cheese.get(one.number, 0) > 0) for one in baskets)
    assert lists["lines"] == lines == sum(run["lines"] for run in lists["runs"])
    owed = {one.number: one.most - (1150 - cheese[one.number] if packed and one.cheese else 0) for one in baskets}
    in_cash = sum(owed[one.number] for one in baskets if one.method == "PICKUP")
    for found in (
        lists["total"],
        *[{"minor": sum(one["total"]["minor"] for one in lists[kind])} for kind in ("picks", "packs", "runs")],
    ):
        assert found["minor"] == sum(owed.values())
    for found in (
        lists["cash"],
        *[{"minor": sum(one["cash"]["minor"] for one in lists[kind])} for kind in ("packs", "runs")],
    ):
        assert found["minor"] == in_cash
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in baskets:
        places[one.point, one.opens_at or ""].add(market.orders[one.number][1]["id"])
    told = {
        (run["pointId"], run["slot"]["opens"] if run["slot"] else ""): set(run["orderIds"]) for run in lists["runs"]
    }
    assert told == places, "the mill, and the school at four times"


async def weighed(till: Till, market: Market) -> None:
    """Five cut lower and higher, two not there at all; what was paid for and is missing goes back by itself."""
    for number, grams in SCALES.items():
        order = await seen(market, number)
        [(part, line)] = [
            (part, line) for part in order["parts"] for line in part["lines"] if line["title"] == "Cheese"
        ]
        done = await weigh(till.shop, market.dairy, line["id"], grams, reason="mouldy" if not grams else "cut by hand")
        assert done["__typename"] == "ChangedPart", done
        assert (await mark_ready(till.shop, market.dairy, part["id"]))["__typename"] == "ChangedPart"
    await rounds(till)
    for number, grams in SCALES.items():
        back = 1150 - grams if market.basket(number).method == "CARD" else 0
        assert (await seen(market, number))["payment"]["refunded"]["minor"] == back, number


async def fetched(till: Till, market: Market) -> None:
    """The boxes are taken over; everybody but one comes; the tables sell; some of it goes back; two count each box."""
    shop = till.shop
    second = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, name="Bea", offices=("treasurer",)
    )
    floats = dict.fromkeys((shop.point, market.school), 5000)
    shifts = {point: await box_opened(market, point, minor) for point, minor in floats.items()}
    taken: Counter[str] = Counter()
    stall_of = {stall.id: stall for stall in market.stalls}

    async def comes(number: int) -> None:
        order, basket = await seen(market, number), market.basket(number)
        for part in order["parts"]:
            due = part["toPay"]["minor"] if basket.method == "PICKUP" else None
            done = await hand_over(shop, stall_of[part["stallId"]], part["id"], due)
            assert done["__typename"] == "ChangedPart", (number, done)
            taken[basket.point] += due or 0

    await asyncio.gather(*(comes(number) for number in range(ORDERS) if number != NOT_FETCHED))
    for part in (await seen(market, NOT_FETCHED))["parts"]:
        gone = await shop.by(stall_of[part["stallId"]].maker).wish(
            "markNotFetched(key: $key, partId: $part, goods: BACK)",
            "",
            key=("String!", new_key()),
            part=("ID!", part["id"]),
        )
        assert gone["__typename"] == "ChangedAtCounter", gone
    assert (await seen(market, NOT_FETCHED))["state"] == "CANCELLED"

    # Across the table while there was no line, told by the evening; one of the telephones tells it twice.
    for stall, goods, number, price, point in (
        (market.baker, market.rolls, 4, 120, shop.point),
        (market.farm, market.carrots, 2, CARROTS, market.school),
    ):
        key, at = new_key(), (await now_of(shop) - timedelta(hours=3)).isoformat()
        for _ in range(2):
            sold = await shop.by(stall.maker).wish(
                "sellAtStand(key: $key, stallId: $stall, lines: $lines, received: $received, soldAt: $at, pickupPointId: $point)",
                "... on StandSold { total { minor } }",
                key=("String!", key),
                stall=("ID!", stall.id),
                lines=("[StandLineInput!]!", [{"variantId": goods.variant, "quantity": number}]),
                received=("MoneyInput!", {"minor": number * price, "currency": "EUR"}),
                at=("Instant!", at),
                point=("ID", point),
            )
            assert sold["__typename"] == "StandSold", sold
        taken[point] += number * price

    for number, title, minor, liable in (
        (8, "Carrots", 333, "PRODUCER"),
        (9, "Bread", 100, "COOP"),
        (10, "Carrots", 207, "COURIER"),
    ):
        order = await seen(market, number)
        [line] = [line["id"] for part in order["parts"] for line in part["lines"] if line["title"] == title]
        done = await shop.by(shop.coordinator).wish(
            'refundLines(key: $key, orderId: $order, lines: $lines, reason: "bruised", liableParty: $liable)', "",
            key=("String!", new_key()), order=("ID!", order["id"]), liable=("LiableParty!", liable),
            lines=("[LineRefundInput!]!", [{"lineId": line, "amount": {"minor": minor, "currency": "EUR"}}]),
        )  # fmt: skip
        assert done["__typename"] == "ChangedOrder", done
        if market.basket(number).method == "PICKUP":
            taken[market.basket(number).point] -= minor
    await disputed(till, market)

    expected = {point: floats[point] + taken[point] for point in floats}
    cash_due = sum(
        one.most - (1150 - SCALES[one.number] if one.cheese else 0)
        for one in map(market.basket, range(ORDERS))
        if one.method == "PICKUP" and one.number != NOT_FETCHED
    )
    assert sum(taken.values()) == cash_due + 4 * 120 + 2 * CARROTS - 100
    for point, shift in shifts.items():
        told = await box_closed(
            market,
            shift,
            expected[point],
            shop.coordinator,
            second,
            banked=taken[point] if point == market.school else 0,
        )
        assert (told["expected"]["minor"], told["difference"]["minor"]) == (expected[point], 0), point
        assert sum(one["amount"]["minor"] for one in told["movements"]) == taken[point]


async def disputed(till: Till, market: Market) -> None:
    """One buyer's bank takes her money back and keeps it."""
    await rounds(till)
    _, placed = market.orders[DISPUTED]
    charge = next(one for one in await till.listed("charges") if one["amount"] == placed["total"]["minor"])
    opened = await till.stand_in.ask("disputes", key=till.key, charge=charge["id"])
    await till.heard()
    [told] = await disputes_of(till)
    assert told["taken"]["minor"] == placed["total"]["minor"]
    await decide(till, opened["id"], "lost")
    await rounds(till)


async def paid_out(till: Till, market: Market, clock: Clock) -> None:
    """The holds pass. What the dairy earned by card goes to her account; what it earned in cash, and all that the baker did, is
    given by hand out of the box; the farm is paid by bank."""
    shop = till.shop
    await later(till, clock, HOLD)
    await later(till, clock, timedelta(days=1))
    for channel, stall, till_id in (
        ("BANK", market.farm, None),
        ("HAND", market.baker, shop.point),
        ("HAND", market.dairy, shop.point),
    ):
        coordinator = await proven_anew(shop)
        batch = await coordinator.wish(
            "preparePayouts(key: $key, channel: $channel, stallIds: [$stall], tillId: $till)",
            "... on PayoutBatch { payoutIds heldStallIds }",
            key=("String!", new_key()),
            channel=("PayoutChannel!", channel),
            stall=("ID!", stall.id),
            till=("ID", till_id),
        )
        assert len(batch.get("payoutIds", ())) == 1, batch
        done = await coordinator.wish(
            "confirmPayouts(key: $key, payoutIds: $ids)", "",
            key=("String!", new_key()), ids=("[ID!]!", batch["payoutIds"]),
        )  # fmt: skip
        assert done["__typename"] == "ChangedPayouts", done
    await rounds(till)


async def all_agrees(till: Till, market: Market, admin: asyncpg.Connection, urls: Urls) -> None:
    """Statements, payouts, provider, doctor and hledger say the same as the books."""
    shop = till.shop
    sums = await books(shop)
    assert await cash(till) == await provider_cash(till)
    for kind in ("receivable", "refunds_in_flight", "disputed"):
        assert sums.get((kind, "", ""), 0) == 0, kind
    for stall in market.stalls:
        told = await shop.by(stall.maker).ask(
            """query S($stall: ID!) { earnings(stallId: $stall, first: 100) { nodes { earned { minor } refunded { minor } } }
            payouts(stallId: $stall, first: 100) { nodes { state amount { minor } netted { minor } } }
            statement(stallId: $stall) { account { kind } change { minor } balance { minor } } }""",
            stall=stall.id,
        )
        earned = sum(one["earned"]["minor"] - one["refunded"]["minor"] for one in told["earnings"]["nodes"])
        paid = sum(one["amount"]["minor"] for one in told["payouts"]["nodes"])
        ends = {line["account"]["kind"]: line["balance"]["minor"] for line in told["statement"]}
        for kind in ("seller_held", "seller_payable", "seller_negative"):
            assert ends.get(kind.upper(), 0) == sums.get((kind, "", stall.id), 0) == 0, (stall.slug, kind)
        assert all(one["state"] == "paid" for one in told["payouts"]["nodes"]), told["payouts"]
        assert earned == paid, stall.slug
    stock = {
        ids.encode("stock", row["id"]): (row["on_hand"], row["held"])
        for row in await admin.fetch("SELECT id, on_hand, held FROM stock_item WHERE cooperative_id = $1", shop.id)
    }
    baskets = [market.basket(number) for number in range(ORDERS) if number != NOT_FETCHED]
    assert stock[market.cheese.stock_item] == (20_000 - sum(SCALES.values()), 0)
    assert stock[market.carrots.stock_item] == (200 - sum(one.carrots for one in baskets) - 2, 0)
    assert stock[market.bread.stock_item] == (200 - sum(one.bread for one in baskets), 0)
    assert stock[market.rolls.stock_item] == (60 - 4, 0)
    told_by_mail = {one.to for one in shop.letters.sent}
    assert {market.basket(number).mail for number in range(ORDERS) if number != HELPED} <= told_by_mail, (
        "late, but told"
    )

    wrong = [one.promise for one in all_checks() if await admin.fetch(one.statement, [shop.id])]
    assert not wrong, wrong
    await hledger_agrees(till, urls)


async def hledger_agrees(till: Till, urls: Urls) -> None:
    """It reads the journal strictly, its balance assertions hold, and all of it sums to nothing."""
    async with (
        _cooperatives.database(urls.migrator) as owner,
        _cooperatives.one(owner, till.shop.cooperative.slug) as (inside, cooperative),
    ):
        journal = "".join([piece async for piece in await text_of(inside, cooperative, "hledger")])

    async def ran(*arguments: str) -> str:
        command = [str(program("hledger")), "-f", "-", *arguments]
        done = await asyncio.to_thread(
            subprocess.run, command, input=journal, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    await ran("check", "--strict", "ordereddates")
    total = (await ran("balance", "--flat", "-O", "csv")).splitlines()[-1].lower()
    assert total in {'"total","0"', '"total:","0"'}
