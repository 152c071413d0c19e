"""G35: everybody is at work at once, and every few seconds something breaks: the worker, PostgreSQL, the search, the card provider, a clock.

What breaks, when, for how long and how is drawn from the seed alone, before anything begins. Nobody who buys, sells, votes or
gives is told that something is wrong with the house: only to come again. When the storm is over the house settles by itself,
and everything acknowledged is there, once.
"""

import asyncio
import random
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from minga_infra.local.meilisearch import Meilisearch
from minga_infra.local.supervisor import free_port
from minga_infra.search.meilisearch_index import MeilisearchIndex
from minga_platform.kernel.database import Database
from minga_platform.market.catalog.ports import SearchIndex
from minga_platform.rules.statutes import Statutes, Version
from minga_testing.figures import full, within
from minga_testing.killing import Mortal, mortal, unsettled
from minga_testing.own_postgres import OwnPostgres, own_postgres
from minga_testing.programs import program
from minga_testing.shop import offer, open_stall
from minga_testing.storming import MOST_BOOKINGS, Storm, gather_crowd
from minga_testing.till import Till, open_till
from minga_testing.trade import books, cash, connect, provider_cash, seen

pytestmark = [pytest.mark.reliability, pytest.mark.anyio]

SEED = 20261125
PRICE = 1210
KINDS = ("worker", "database", "search", "provider", "clock")
OUTAGES: dict[str, list[dict[str, Any]]] = {
    "refuses": [],
    "429": [{"name": "429", "kind": "error", "status": 429, "times": None}],
    "503": [{"name": "503", "kind": "error", "status": 503, "times": None}],
    "500 after": [
        {"name": "500 after", "kind": "error", "when": "after", "status": 500, "method": "POST", "times": None}
    ],
    "reset after": [{"name": "reset after", "kind": "reset", "when": "after", "times": None}],
    "hangs": [{"name": "hang", "kind": "hang", "seconds": 30, "times": None}],
}
_RULES = {"market.hold_days": 0, "library.most_bookings": MOST_BOOKINGS}


@dataclass(frozen=True)
class Fault:
    """What breaks `at` so many seconds, for how long, and how."""

    at: float
    kind: str
    lasts: float
    how: str = ""


def schedule(seed: int, seconds: float, every: float) -> list[Fault]:
    """What will break. Each kind comes once in each round of five, in an order of its own."""
    lot = random.Random(seed)
    found: list[Fault] = []
    round_: list[str] = []
    while (at := len(found) * every + lot.uniform(0, every / 4)) < seconds:
        round_ = round_ or lot.sample(KINDS, len(KINDS))
        kind = round_.pop()
        how = {"provider": lot.choice(sorted(OUTAGES)), "clock": lot.choice(("a day early", "a day late"))}.get(
            kind, ""
        )
        found.append(Fault(round(at, 3), kind, round(lot.uniform(0.1, 0.6) * every, 3), how))
    return found


def test_the_same_seed_is_the_same_storm() -> None:
    assert schedule(SEED, 480, 10) == schedule(SEED, 480, 10)
    assert schedule(SEED, 480, 10) != schedule(SEED + 1, 480, 10)
    assert min(Counter(one.kind for one in schedule(SEED, 480, 10)).values()) >= 9


@dataclass
class Weather:
    """Breaks things as the schedule says, and mends them."""

    own: OwnPostgres
    till: Till
    house: Mortal
    engine: Meilisearch
    patch: pytest.MonkeyPatch
    worker: int
    done: list[Fault]

    async def blow(self, faults: list[Fault]) -> None:
        began = time.monotonic()
        for fault in faults:
            await asyncio.sleep(max(0.0, began + fault.at - time.monotonic()))
            await getattr(self, f"_{fault.kind}")(fault)
            self.done.append(fault)

    async def _worker(self, fault: Fault) -> None:
        self.house.kill(self.worker)
        await asyncio.sleep(fault.lasts)
        self.worker = self.house.live()

    async def _database(self, fault: Fault) -> None:
        self.own.kill()
        await asyncio.sleep(fault.lasts)
        await self.own.start()

    async def _search(self, fault: Fault) -> None:
        await asyncio.to_thread(self.engine.stop)
        await asyncio.sleep(fault.lasts)
        await self.own.beside(self.engine.start)

    async def _provider(self, fault: Fault) -> None:
        if faults := OUTAGES[fault.how]:
            await self.till.stand_in.ask("faults", faults=faults)
            await asyncio.sleep(fault.lasts)
            await self.till.stand_in.ask("faults", faults=[])
        else:
            await self.till.stand_in.ask("refuse")
            await asyncio.sleep(fault.lasts)
            await self.till.stand_in.ask("admit")

    async def _clock(self, fault: Fault) -> None:
        """The clock of the app's machine; the database's own decides."""
        real, real_ns = time.time, time.time_ns
        by = -86_400.0 if fault.how == "a day early" else 86_400.0
        with self.patch.context() as patch:
            patch.setattr(time, "time", lambda: real() + by)
            patch.setattr(time, "time_ns", lambda: real_ns() + int(by * 1e9))
            await asyncio.sleep(fault.lasts)


async def test_g35_a_storm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    """All invariants hold, nothing acknowledged is lost or done twice; what broke is what the seed says."""
    seconds, every = (480.0, 10.0) if full(pytestconfig) else (30.0, 2.0)
    faults = schedule(SEED, seconds, every)
    settings = {} if full(pytestconfig) else {"fsync": "off"}
    engine = Meilisearch(program("meilisearch"), tmp_path / "search", free_port(0))
    async with own_postgres(settings=settings) as own, AsyncExitStack() as at_last:
        await own.beside(engine.start)
        at_last.callback(engine.stop)
        app = await Database.connect(own.urls.app, largest=20)
        at_last.push_async_callback(app.close)
        worker = await Database.connect(own.urls.worker, largest=4)
        at_last.push_async_callback(worker.close)
        statutes = Statutes({"title": {"en": "Statutes"}, "articles": []}, (Version(1, None, dict(_RULES)),))
        async with open_till(app, worker, tmp_path, timeout_seconds=1.0, statutes=statutes) as till:
            till.shop.program.door.services.ports[SearchIndex] = MeilisearchIndex(engine.url, engine.key)
            weaver = await open_stall(till.shop, "Weaver")
            scarf = await offer(till.shop, weaver, "Scarf", price=PRICE, on_hand=1_000_000)
            await connect(till, weaver)
            storm = await gather_crowd(till, app, worker, weaver, scarf, PRICE, SEED)
            with mortal(own.urls, till, tmp_path / "mortal.log", search=[engine.url, engine.key]) as house:
                weather = Weather(own, till, house, engine, monkeypatch, house.live(), [])
                stop = asyncio.Event()
                crowd = asyncio.ensure_future(storm.run(stop))
                await weather.blow(faults)
                await _everybody_had_work(storm)
                stop.set()
                began = time.monotonic()
                await crowd
                await _settled(till)
                settling = time.monotonic() - began
                house.kill(weather.worker)
            hits = Counter(one.kind for one in weather.done)
            told = storm.program.told
            print(
                f"G35 seed={SEED} seconds={seconds:.0f} faults={len(faults)} {dict(hits)}; done {dict(sorted(storm.done.items()))}; answers "
                f"{dict(told)}; all settled {settling:.1f} s after the storm"
            )
            assert storm.broken == [], "\n".join(storm.broken[:8])
            await _once(storm, own)
        assert await own.violations() == []
    assert weather.done == schedule(SEED, seconds, every), "the same seed is the same storm"
    assert min(hits[kind] for kind in KINDS) >= 3, f"vacuous: {hits}"
    assert told["UNAVAILABLE"] >= 3, "vacuous: nobody noticed the storm"
    assert _kinds(storm) >= WANTED, f"vacuous: nobody did {WANTED - _kinds(storm)}"
    within(pytestconfig, settling, 60, "seconds until all was settled after the storm")


WANTED = frozenset(
    {"look", "card", "pickup", "transfer", "refund", "hand-over", "vote", "contribution", "booking", "payout"}
)


def _kinds(storm: Storm) -> set[str]:
    return {name.partition(":")[0] for name, number in storm.done.items() if number}


async def _everybody_had_work(storm: Storm) -> None:
    """On a slow machine the house may hear of the first payment only when the storm is over."""
    began = time.monotonic()
    while not _kinds(storm) >= WANTED and time.monotonic() - began < 120:
        await storm.till.stand_in.ask("deliver")
        await asyncio.sleep(0.3)


async def _settled(till: Till) -> None:
    """The worker that lives brings to its end whatever was left half done, and hears what the provider has to tell."""
    began = time.monotonic()
    while True:
        await till.stand_in.ask("deliver")
        if not (left := await unsettled(till)):
            return
        assert time.monotonic() - began < 240, f"four minutes after the storm there is still {left}"
        await asyncio.sleep(0.3)


async def _once(storm: Storm, own: OwnPostgres) -> None:
    """What was acknowledged is there, and nothing more than that."""
    till, shop = storm.till, storm.till.shop
    assert await own.lost(storm.orders) == []
    assert await own.placed() == len(storm.orders) == len(set(storm.orders)), "each order once"
    for buyer, order_id in storm.paid:
        order = await seen(buyer, order_id)
        assert order["state"] != "AWAITING_PAYMENT", order
        assert order["payment"]["captured"]["minor"] >= PRICE, order
    assert len(await till.listed("charges")) == len(storm.paid), "one charge an order"
    assert [one["amount"] for one in await till.listed("refunds")] == [100] * storm.refunded, "each refund once"
    assert await cash(till) == await provider_cash(till)
    assert (await books(shop))[("refunds_in_flight", "", "")] == 0
    for table, acknowledged in (("contribution", storm.given), ("booking", storm.booked)):
        number = await shop.worker_database_value(f"SELECT count(*) FROM {table} WHERE cooperative_id = $1")
        assert number == len(acknowledged) == len(set(acknowledged)), f"{table}: each once"
