"""A co-op in full work: buyers, makers, voters, contributors, all at once, who do not give up, and what was acknowledged to them."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.polling import JUST_PROVEN, Poll, announce_in, voters
from minga_testing.shop import Goods, Program, Stall, fill, new_key, place, start
from minga_testing.till import Till
from minga_testing.trade import hand_over, refund, seen
from minga_testing.workshop import Workshop, tomorrow

PASSING = frozenset({"UNAVAILABLE", "DEADLINE", "BUSY"})
"""What tells a program to come again: nothing is wrong with its wish."""
_PATIENCE_SECONDS = 240.0
PAGE = "query Page($id: ID!) { order(id: $id) { payment { pageUrl } } }"
MOST_BOOKINGS = 200
"""How many each of the two who book may have to come: the most that a rule allows."""
LOOK = '{ listings(first: 24) { nodes { title price { minor } } } found: listings(search: "scarf", sort: RELEVANCE, first: 5) { nodes { id } } }'
Deed = Callable[[], Awaitable[str | None]]


@dataclass
class Patient(Program):
    """A program that sends the same document again, keys and all, for as long as it is told to come again."""

    told: Counter[str] = field(default_factory=Counter)

    async def answer(self, document: str, **variables: Any) -> dict[str, Any]:
        began = time.monotonic()
        while True:
            read = (await self.door.execute(document, variables, self.viewer, self.cooperative)).read()
            codes = {one["extensions"]["code"] for one in read.get("errors", ())}
            self.told[" ".join(sorted(codes)) or "answered"] += 1
            if not codes or not codes <= PASSING or time.monotonic() - began > _PATIENCE_SECONDS:
                return read
            await asyncio.sleep(0.2)


@dataclass
class Storm:
    """One shop and its crowd. Each deed says what came of it; a deed that fails with anything unexpected is noted in `broken`."""

    till: Till
    lot: random.Random
    weaver: Stall
    scarf: Goods
    price: int
    poll: Poll
    workshop: Workshop
    tools: list[str]
    done: Counter[str] = field(default_factory=Counter)
    orders: list[str] = field(default_factory=list)
    paid: list[tuple[Program, str]] = field(default_factory=list)
    refunded: int = 0
    given: list[str] = field(default_factory=list)
    booked: list[str] = field(default_factory=list)
    voted: int = 0
    broken: list[str] = field(default_factory=list)
    _waiting: list[tuple[Program, str]] = field(default_factory=list)
    """Orders paid by card with which nothing was done yet."""
    _hours: int = 0

    @property
    def program(self) -> Patient:
        program = self.till.shop.program
        assert isinstance(program, Patient)
        return program

    async def run(self, stop: asyncio.Event) -> None:
        """All of them until `stop`; each ends the deed that she is at."""
        deeds: dict[str, tuple[Deed, float]] = {
            "look": (self.look, 0.1), "card": (self.by_card, 0.1), "card again": (self.by_card, 0.3), "pickup": (self.by_pickup, 0.3),
            "transfer": (self.by_transfer, 0.3), "refund": (self.refund, 0.4), "hand-over": (self.hand_over, 0.2), "vote": (self.vote, 0.4),
            "contribution": (self.contribute, 0.4), "booking": (self.book, 0.4), "payout": (self.pay_out, 1.5),
        }  # fmt: skip
        await asyncio.gather(*(self._lane(name, *deed, stop) for name, deed in deeds.items()))

    async def _lane(self, name: str, deed: Deed, pause: float, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                came_of_it = await deed()
            except Exception as problem:  # noqa: BLE001 - whatever it is, a promise was not kept
                self.broken.append(f"{name}: {type(problem).__name__}: {problem}"[:400])
                came_of_it = None
            if came_of_it is not None:
                self.done[f"{name.removesuffix(' again')}: {came_of_it}"] += 1
            await asyncio.sleep(pause)

    async def look(self) -> str:
        await self.program.visitor().ask(LOOK)
        return "shown"

    async def _ordered(self, method: str) -> tuple[Program, dict[str, Any]]:
        buyer = self.program.visitor()
        await fill(buyer, (self.scarf, 1))
        await start(buyer)
        # Who put it into her basket, was not answered and did so again has two: the total that she sees now is hers.
        key, total = new_key(), self.price
        placed = await place(self.till.shop, buyer, total, method=method, key=key)
        while placed["__typename"] == "PriceChanged":
            total = placed["new"]["minor"]
            placed = await place(self.till.shop, buyer, total, method=method, key=key)
        assert placed["__typename"] == "PlacedOrder", placed
        self.orders.append(placed["order"]["id"])
        return buyer, placed

    async def by_card(self) -> str:
        buyer, placed = await self._ordered("CARD")
        url = placed["paymentUrl"]
        until = time.monotonic() + _PATIENCE_SECONDS
        while url is None:
            assert time.monotonic() < until, "an order that cannot be paid"
            await asyncio.sleep(0.3)
            url = (await buyer.ask(PAGE, id=placed["order"]["id"]))["order"]["payment"]["pageUrl"]
        await self._press_pay(url)
        self.paid.append((buyer, placed["order"]["id"]))
        self._waiting.append((buyer, placed["order"]["id"]))
        return "paid"

    async def _press_pay(self, url: str) -> None:
        until, unsure = time.monotonic() + _PATIENCE_SECONDS, False
        while True:
            try:
                answer = await self.till.stand_in.click(url)
            except httpx.TransportError:
                assert time.monotonic() < until, "the provider's page does not come back"
                unsure = True
                await asyncio.sleep(0.3)
                continue
            # Whoever was cut off may have paid already; whether she has is looked at when the storm is over.
            assert answer.status_code == 303 or unsure, answer.text
            return

    async def by_pickup(self) -> str:
        buyer, placed = await self._ordered("PICKUP")
        order = await seen(buyer, placed["order"]["id"])
        total = placed["order"]["total"]["minor"]
        done = await hand_over(self.till.shop, self.weaver, order["parts"][0]["id"], total)
        assert done["__typename"] == "ChangedPart", done
        return "handed over"

    async def by_transfer(self) -> str:
        _, placed = await self._ordered("BANK")
        done = await self.program.as_(self.till.shop.coordinator.viewer).wish(
            "recordBankTransfer(key: $key, reference: $reference, amount: $amount)",
            "",
            key=("String!", new_key()),
            reference=("String!", placed["order"]["payment"]["reference"]),
            amount=("MoneyInput!", placed["order"]["total"]),
        )
        assert done["__typename"] == "ChangedOrder", done
        return "arrived"

    async def _one_paid(self) -> tuple[Program, dict[str, Any]] | None:
        """An order of which the house has heard that it is paid."""
        if not self._waiting:
            return None
        buyer, order_id = self._waiting.pop(0)
        order = await seen(buyer, order_id)
        if order["state"] != "PLACED":
            self._waiting.append((buyer, order_id))
            return None
        return buyer, order

    async def refund(self) -> str | None:
        found = await self._one_paid()
        if found is None:
            return None
        done = await refund(self.till.shop, found[1]["id"], (found[1]["parts"][0]["lines"][0]["id"], 100))
        assert done["__typename"] == "ChangedOrder", done
        self.refunded += 1
        return "refunded"

    async def hand_over(self) -> str | None:
        found = await self._one_paid()
        if found is None:
            return None
        done = await hand_over(self.till.shop, self.weaver, found[1]["parts"][0]["id"])
        assert done["__typename"] == "ChangedPart", done
        return "handed over"

    async def vote(self) -> str | None:
        if self.voted >= len(self.poll.voters):
            return None
        voter = self.poll.voters[self.voted]
        self.voted += 1
        done = await self.poll.cast(voter, self.lot.choice(("YES", "NO")))
        return str(done["__typename"])

    async def contribute(self) -> str:
        # A day has 24 hours: forty times half an hour is what one day takes.
        day = date(2026, 1, 2) + timedelta(days=len(self.given) // 40)
        done = await self.program.as_(self.workshop.ana.viewer).wish(
            "giveContribution(key: $key, contribution: $gift)",
            "... on ContributionWritten { id }",
            key=("String!", new_key()),
            gift=(
                "ContributionInput!",
                {"kind": "WORK", "givenOn": day.isoformat(), "minutes": 30, "cause": f"The mill {len(self.given)}"},
            ),
        )
        assert done["__typename"] == "ContributionWritten", done
        self.given.append(done["id"])
        return "written"

    async def book(self) -> str:
        self._hours += 1
        begins = tomorrow(0, days=2) + timedelta(hours=self._hours // 2)
        who = self.workshop.ana if self._hours % 2 else self.workshop.ben
        done = await self.workshop.book(who, self.tools[0], begins, begins + timedelta(hours=1))
        # Two members want each hour of the one loom; each may have so many to come and no more.
        full = len(self.booked) >= MOST_BOOKINGS
        assert done["__typename"] in {"ToolBooked", "SlotTaken"} | ({"TooManyBookings"} if full else set()), done
        if done["__typename"] == "ToolBooked":
            self.booked.append(done["id"])
        return str(done["__typename"])

    async def pay_out(self) -> str:
        treasurer = self.program.as_(self.till.shop.coordinator.viewer)
        batch = await treasurer.wish(
            "preparePayouts(key: $key, channel: HAND, tillId: $till)",
            "... on PayoutBatch { payoutIds }",
            key=("String!", new_key()),
            till=("ID!", self.till.shop.point),
        )
        if not batch.get("payoutIds"):
            return str(batch["__typename"])
        done = await treasurer.wish(
            "confirmPayouts(key: $key, payoutIds: $ids)",
            "",
            key=("String!", new_key()),
            ids=("[ID!]!", batch["payoutIds"]),
        )
        assert done["__typename"] == "ChangedPayouts", done
        return "paid out"


async def gather_crowd(
    till: Till, database: Database, worker_database: Database, weaver: Stall, scarf: Goods, price: int, seed: int
) -> Storm:
    """Everybody who takes part, in the till's shop; from here on nobody there takes a 503 for an answer."""
    shop = till.shop
    shop.coordinator = replace(shop.coordinator, viewer=replace(shop.coordinator.viewer, proven_at=JUST_PROVEN))

    async def join(name: str, *offices: str) -> people.Somebody:
        return await people.member(
            database, worker_database, shop.id, name=name, classes=("producer",), offices=offices
        )

    keeper = await join("Keeper", "officer")
    keeper = replace(keeper, viewer=replace(keeper.viewer, proven_at=datetime.now(UTC) + timedelta(days=400)))
    workshop = Workshop(shop, keeper, await join("Ana"), await join("Ben"))
    loom, _ = await workshop.tool("loom", "One loom")
    electorate = await voters(worker_database, shop.id, 400)
    poll = Poll(shop, await announce_in(shop), electorate)
    shop.program = Patient(shop.program.door, cooperative=shop.cooperative)
    return Storm(till, random.Random(seed), weaver, scarf, price, poll, workshop, [loom])
