"""G3, G6, G7: the same wish many times at once, a storm of messages, and a provider that is down; each ends as if it had been calm."""

import asyncio
import contextlib
import random
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from minga_infra.duties import all_duties
from minga_infra.worker import Worker
from minga_platform.kernel.database import Database
from minga_testing.figures import full, within
from minga_testing.polling import Poll, announce_in, voters
from minga_testing.shop import PLACED, Program, Shop, fill, new_key, offer, open_stall, start
from minga_testing.till import Till, open_till, pay
from minga_testing.trade import books, cash, provider_cash, refund, rounds, seen

pytestmark = pytest.mark.reliability

SEED = 20261122
PRICE = 1210
PLACE = f"""mutation Place($key: String!, $total: MoneyInput!, $contact: BuyerInput!, $point: ID) {{
  done: placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: CARD, pickupPointId: $point) {{
    __typename {PLACED} }} }}"""
PAGE = "query Page($id: ID!) { order(id: $id) { state payment { pageUrl state } } }"


async def ready(shop: Shop, goods: Any) -> tuple[Program, dict[str, Any]]:
    """A buyer whose checkout is started, and what she sends to place it."""
    buyer = shop.visitor()
    await fill(buyer, (goods, 1))
    await start(buyer)
    return buyer, {
        "key": new_key(),
        "total": {"minor": PRICE, "currency": "EUR"},
        "contact": {"name": "Berta", "mail": f"{new_key()}@example.org"},
        "point": shop.point,
    }


async def place(buyer: Program, wish: dict[str, Any]) -> dict[str, Any]:
    done: dict[str, Any] = (await buyer.ask(PLACE, **wish))["done"]
    return done


def again(worker: Worker) -> Worker:
    """One like it that was not stopped."""
    return Worker(worker._database, worker._ports, all_duties())


async def test_g3_the_same_wish_many_times_at_once(
    database: Database, worker_database: Database, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """One order and one charge for each key, copies byte-equal, another body under a used key refused."""
    keys, copies, reused = (1000, 20, 200) if full(pytestconfig) else (100, 20, 20)
    lot = random.Random(SEED)
    async with open_till(database, worker_database, tmp_path) as till:
        await till.stand_in.ask("settings", deliver_by_itself=False)
        scarf = await offer(till.shop, await open_stall(till.shop, "Weaver"), "Scarf", price=PRICE, on_hand=1_000_000)
        placed: list[tuple[Program, dict[str, Any], dict[str, Any]]] = []
        unequal = 0
        began = time.monotonic()
        for _ in range(keys):
            buyer, wish = await ready(till.shop, scarf)
            answers = await asyncio.gather(
                *(buyer.door.execute(PLACE, wish, buyer.viewer, buyer.cooperative) for _ in range(copies))
            )
            unequal += len({bytes(answer.body) for answer in answers}) - 1
            done = answers[0].read()["data"]["done"]
            assert done["__typename"] == "PlacedOrder", done
            placed.append((buyer, wish, done))
        seconds = time.monotonic() - began
        refused = Counter[str]()
        for buyer, wish, _ in lot.sample(placed, reused):
            refused[(await place(buyer, wish | {"total": {"minor": PRICE + 1, "currency": "EUR"}}))["__typename"]] += 1
        for _, _, done in placed:
            await pay(till, done["paymentUrl"])
        await till.heard()
        orders = await till.shop.worker_database_value("SELECT count(*) FROM sale_order WHERE cooperative_id = $1")
        charges = await till.listed("charges")
        print(
            f"G3 seed={SEED} keys={keys} copies={copies} orders={orders} charges={len(charges)} unequal={unequal} "
            f"reused={dict(refused)} {keys * copies / seconds:.0f} wishes/s"
        )
        assert orders == len(charges) == len(await till.listed("checkout/sessions")) == keys
        assert unequal == 0
        assert refused == {"KeyReused": reused}
        assert await cash(till) == await provider_cash(till)


async def test_g6_a_storm_of_messages(
    database: Database, worker_database: Database, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Shuffled, doubled, late, forged, too old: the end is that of each message once, in order."""
    number, least = (1100, 5000) if full(pytestconfig) else (110, 500)
    async with open_till(database, worker_database, tmp_path) as till:
        scarf = await offer(till.shop, await open_stall(till.shop, "Weaver"), "Scarf", price=PRICE, on_hand=1_000_000)
        await till.stand_in.ask(
            "settings", deliver_by_itself=False, shuffled=True, delivery_seed=SEED, copies_least=1, copies_most=5, late_per_mille=100,
            late_seconds=1.0, bad_signature_per_mille=20, altered_body_per_mille=10, old_per_mille=10, future_per_mille=10, delivery_attempts=60,
        )  # fmt: skip
        orders: list[tuple[Program, str]] = []
        for _ in range(number):
            buyer, wish = await ready(till.shop, scarf)
            done = await place(buyer, wish)
            await pay(till, done["paymentUrl"])
            orders.append((buyer, done["order"]["id"]))
        await storm(till)
        for buyer, order_id in orders[::3]:
            line = (await seen(buyer, order_id))["parts"][0]["lines"][0]["id"]
            assert (await refund(till.shop, order_id, (line, 400)))["__typename"] == "ChangedOrder"
        # All that was ever told, once more, and mixed with what is new.
        await till.stand_in.ask("resend", key=till.key)
        waits = await storm(till)
        counts = (await till.stand_in.state())["counts"]
        events = len(await till.listed("events"))
        p99 = statistics.quantiles(waits, n=100)[98] * 1000
        spoiled = {
            name: counts.get(f"delivery.{name}", 0) for name in ("bad_signature", "altered_body", "old", "future")
        }
        believed = [name for name in counts if name.endswith("_believed")]
        sent = sum(value for name, value in counts.items() if name.startswith("delivery.answer_"))
        print(
            f"G6 seed={SEED} orders={number} events={events} messages={sent} "
            f"answers={ {k: v for k, v in counts.items() if 'answer' in k} } {spoiled=} ack p99={p99:.0f}ms of {len(waits)} amid the storm"
        )
        for buyer, order_id in orders:
            order = await seen(buyer, order_id)
            back = 400 if (buyer, order_id) in orders[::3] else 0
            assert (order["state"], order["payment"]["captured"]["minor"], order["payment"]["refunded"]["minor"]) == (
                "PLACED",
                PRICE,
                back,
            )
            assert all(one["state"] == "settled" for one in order["refunds"])
        assert believed == []
        assert counts["delivery.answer_400"] == sum(spoiled.values()), (
            "each spoiled message, and nothing else, is a 400"
        )
        assert events >= least, f"vacuous: {events} events"
        assert len(waits) >= 100, f"vacuous: {len(waits)} acknowledgements measured"
        assert min(spoiled.values()) >= 3, f"vacuous: {spoiled}"
        sales = await till.shop.worker_database_value(
            "SELECT count(*) FROM journal WHERE cooperative_id = $1 AND kind = 'sale'"
        )
        assert sales == number
        assert await cash(till) == await provider_cash(till)
        within(pytestconfig, p99, 200, "milliseconds until a message was acknowledged, p99")


async def storm(till: Till) -> list[float]:
    """All that the provider has to tell, and a worker that handles it; how long each of our own messages waited for its 200."""
    telling = asyncio.ensure_future(_tell_all(till))
    handling = asyncio.ensure_future(till.shop.worker.run(0.1))
    waits: list[float] = []
    while not telling.done() or len(waits) < 100:
        body = (
            b'{"id":"evt_t%d","object":"event","type":"moon.landed","created":1,"data":{"object":{"id":"m","object":"moon"}}}'
            % time.monotonic_ns()
        )
        began = time.monotonic()
        assert (await till.tell(body)).status_code == 200
        waits.append(time.monotonic() - began)
        await asyncio.sleep(0.02)
    await telling
    till.shop.worker.stop()
    await handling
    till.shop.worker = again(till.shop.worker)
    await till.shop.worker.drain()
    return waits


async def _tell_all(till: Till) -> None:
    for _ in range(60):
        # A round of many thousand messages may outlast our patience; it goes on, and the next call waits for it.
        with contextlib.suppress(httpx.ReadTimeout):
            if not (await till.stand_in.ask("deliver", seconds=60))["waiting"]:
                return


DOWN: dict[str, list[dict[str, Any]]] = {
    "hang": [{"name": "hang", "kind": "hang", "seconds": 30, "times": None}],
    "429": [{"name": "429", "kind": "error", "status": 429, "times": None}],
    "503 before": [{"name": "503 before", "kind": "error", "status": 503, "times": None}],
    "500 before": [{"name": "500 before", "kind": "error", "status": 500, "method": "POST", "times": None}],
    "500 after": [
        {"name": "500 after", "kind": "error", "when": "after", "status": 500, "method": "POST", "times": None}
    ],
    "reset after": [{"name": "reset after", "kind": "reset", "when": "after", "times": None}],
}
OPEN_PAGES = (
    "SELECT count(*) FROM payment_attempt a JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id "
    "WHERE a.cooperative_id = $1 AND a.state = 'created'"
)


async def test_g7_the_provider_is_down(
    database: Database, worker_database: Database, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Orders are taken, people browse on; a minute after it is back every order can be paid, and is charged once."""
    each = 286 if full(pytestconfig) else 29
    hits: Counter[str] = Counter()
    placed: list[tuple[Program, str]] = []
    async with open_till(database, worker_database, tmp_path, timeout_seconds=1.0) as till:
        await till.stand_in.ask("settings", deliver_by_itself=False)
        shop = till.shop
        scarf = await offer(shop, await open_stall(shop, "Weaver"), "Scarf", price=PRICE, on_hand=1_000_000)
        members = await voters(worker_database, shop.id, 3000 if full(pytestconfig) else 400)
        poll = Poll(shop, await announce_in(shop), members)
        electorate = iter(members)
        working = asyncio.ensure_future(rounds_of_a_worker(till))

        async def shopping(times: list[float], votes: list[float]) -> None:
            """So many checkouts, twenty at once, one who looks round meanwhile, and members who vote."""
            wishes = [await ready(shop, scarf) for _ in range(each)]
            waiting = asyncio.ensure_future(in_turns(wishes, 20, deadlines))
            while not waiting.done():
                began = time.monotonic()
                await shop.visitor().ask("{ listings(first: 24) { nodes { title price { minor } } } stalls { name } }")
                times.append(time.monotonic() - began)
                if (voter := next(electorate, None)) is not None:
                    began = time.monotonic()
                    assert (await poll.cast(voter, "YES"))["__typename"] == "CastBallot"
                    votes.append(time.monotonic() - began)
                await asyncio.sleep(0.01)
            answers = await waiting
            assert {one["__typename"] for one in answers} == {"PlacedOrder"}
            placed.extend((buyer, done["order"]["id"]) for (buyer, _), done in zip(wishes, answers, strict=True))

        calm: list[float] = []
        down: list[float] = []
        calm_votes: list[float] = []
        down_votes: list[float] = []
        deadlines: Counter[str] = Counter()
        await shopping(calm, calm_votes)

        async def well_again() -> None:
            """Whoever rests after many failures asks again: only then does the next kind of failure meet somebody."""
            await till.stand_in.ask("faults", faults=[])
            for _ in range(50):
                buyer, wish = await ready(shop, scarf)
                order_id = (await place(buyer, wish))["order"]["id"]
                placed.append((buyer, order_id))
                if (await buyer.ask(PAGE, id=order_id))["order"]["payment"]["pageUrl"]:
                    return
                await asyncio.sleep(0.2)
            raise AssertionError("ten seconds after the provider is back no page is opened")

        for name, faults in DOWN.items():
            await till.stand_in.ask("faults", faults=faults)
            await shopping(down, down_votes)
            hits[name] += sum(one["hits"] for one in (await till.stand_in.state())["faults"])
            await well_again()
        # Nobody there to count who knocks: whoever was not answered did.
        await till.stand_in.ask("refuse")
        before = await shop.worker_database_value(OPEN_PAGES)
        await shopping(down, down_votes)
        hits["refuse"] += await shop.worker_database_value(OPEN_PAGES) - before
        waiting = await shop.worker_database_value(OPEN_PAGES)
        await till.stand_in.ask("faults", faults=[])
        await till.stand_in.ask("admit")
        # It is back: the worker opens what could not be opened, and the buyers, who follow their orders, find where to pay.
        began = time.monotonic()
        while left := await shop.worker_database_value(OPEN_PAGES):
            assert time.monotonic() - began < 300, f"{left} orders still wait five minutes after the provider is back"
            await asyncio.sleep(0.2)
        settling = time.monotonic() - began
        working.cancel()
        await asyncio.wait([working])
        for buyer, order_id in placed:
            url = (await buyer.ask(PAGE, id=order_id))["order"]["payment"]["pageUrl"]
            assert url, "an order that cannot be paid although the provider is back"
            await pay(till, url)
        await till.heard()
        await rounds(till)
        states = Counter([(await seen(buyer, order_id))["state"] for buyer, order_id in placed])
        charges = await till.listed("charges")
        slow, usual, slow_vote, usual_vote = (
            statistics.quantiles(times, n=20)[18] * 1000 for times in (down, calm, down_votes, calm_votes)
        )
        print(
            f"G7 seed={SEED} checkouts={len(placed)} hits={dict(hits)} charges={len(charges)} states={dict(states)} "
            f"browsing p95 {usual:.0f} ms of {len(calm)} with the provider, {slow:.0f} ms of {len(down)} without; "
            f"voting p95 {usual_vote:.0f} ms of {len(calm_votes)} and {slow_vote:.0f} ms of {len(down_votes)}; "
            f"{waiting} orders without a page when it came back, all with one {settling:.1f} s later; {dict(deadlines)}"
        )
        assert states == {"PLACED": len(placed)}
        assert len(charges) == len(placed), "nobody was charged twice"
        assert await cash(till) == await provider_cash(till)
        assert (await books(shop))[("receivable", "", "")] == 0
        for name in ("refuse", *DOWN):
            assert hits[name] >= 9, f"vacuous: {name} was hit {hits[name]} times"
        within(pytestconfig, settling, 60, "seconds until every order had its page")
        within(pytestconfig, slow, 1.2 * usual, "milliseconds of a look while the provider is down, p95")
        within(pytestconfig, slow_vote, 1.2 * usual_vote, "milliseconds of a ballot while the provider is down, p95")


async def in_turns(
    wishes: list[tuple[Program, dict[str, Any]]], at_once: int, again: Counter[str]
) -> list[dict[str, Any]]:
    gate = asyncio.Semaphore(at_once)

    async def one(buyer: Program, wish: dict[str, Any]) -> dict[str, Any]:
        async with gate:
            for _ in range(10):
                try:
                    return await place(buyer, wish)
                except AssertionError as told:
                    # On a busy machine the door's deadline may pass; whoever is told so sends the same wish again.
                    if "'DEADLINE'" not in str(told):
                        raise
                    again["asked again after a deadline"] += 1
        raise AssertionError("ten deadlines on end")

    return await asyncio.gather(*(one(buyer, wish) for buyer, wish in wishes))


async def rounds_of_a_worker(till: Till) -> None:
    """The sweeps of payments as often as a worker makes them."""
    while True:
        await till.shop.sweep("payments.finish")
        await asyncio.sleep(2.0)
