"""Acceptance, market 45: the reconciler holds the provider's statement against the books, both ways, and people settle what differs."""

from dataclasses import replace
from datetime import timedelta

import asyncpg

from minga_platform.kernel.actor import Scope
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.shop import Program, Shop, new_key, offer, open_stall
from minga_testing.till import Till
from minga_testing.trade import books, buy, cash, later, provider_cash, rounds


async def treasurer(shop: Shop, name: str) -> Program:
    database = shop.program.door.services.database
    made = await people.member(database, shop.worker_database, shop.id, name=name, offices=("treasurer",))
    async with shop.worker_database.read(Scope(shop.id)) as work:
        now = work.now
    return shop.by(replace(made, viewer=replace(made.viewer, proven_at=now)))


async def waiting(by: Program) -> list[dict]:
    asked = "query { discrepancies { id kind subject bookable proposedBy amount { minor } } }"
    found: list[dict] = (await by.ask(asked))["discrepancies"]
    return found


async def settle(by: Program, one: dict, booking: str) -> dict:
    done: dict = await by.wish(
        'settleDiscrepancy(key: $key, discrepancyId: $id, reason: "it is on the statement", booking: $booking)',
        "... on SettledDiscrepancy { isSettled }",
        key=("String!", new_key()),
        id=("ID!", one["id"]),
        booking=("DiscrepancyBooking!", booking),
    )
    return done


async def test_market_45_people_settle_what_differs(own_till: Till, clock: Clock) -> None:
    """The provider moves money to the co-op's bank and takes a fee: told, settled with a reason, booked once; a large one by two."""
    till, shop = own_till, own_till.shop
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=240_000)
    await buy(till, (bowl, 1), total=240_000)
    await till.stand_in.ask("balance", key=till.key, currency="eur", amount=-100_000)
    await till.stand_in.ask("balance", key=till.key, currency="eur", amount=-700)
    await later(till, clock, timedelta(hours=1))
    ana, ben = await treasurer(shop, "Ana"), await treasurer(shop, "Ben")
    found = {one["amount"]["minor"]: one for one in await waiting(ana) if one["kind"] == "unknown_movement"}
    assert set(found) == {-100_000, -700}
    assert (await settle(ana, found[-700], "COST"))["isSettled"] is True
    assert (await settle(ana, found[-700], "COST"))["__typename"] == "InvalidTransition"

    large = found[-100_000]
    assert (await settle(ana, large, "BANK"))["isSettled"] is False
    assert (await settle(ana, large, "BANK"))["__typename"] == "SecondOfficerNeeded"
    assert (await settle(ben, large, "COST"))["isSettled"] is False, "he sees it otherwise: it begins anew with him"
    assert (await settle(ana, large, "COST"))["isSettled"] is True
    sums = await books(shop)
    assert sums[("payment_cost", "", "")] >= 100_700
    assert await cash(till) == await provider_cash(till)
    await rounds(till)
    assert [one for one in await waiting(ana) if one["kind"] == "unknown_movement"] == [], "not opened anew"


async def test_market_45_what_the_provider_lacks_is_told(
    own_till: Till, clock: Clock, admin: asyncpg.Connection
) -> None:
    """A payment in our books that no line of the statement has. Read in pages, cut off after each, and gone on with."""
    till, shop = own_till, own_till.shop
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400)
    for _ in range(3):
        await buy(till, (bowl, 1), total=2400)
    await admin.execute(
        "UPDATE payment SET provider_charge = 'ch_nobody' WHERE cooperative_id = $1 AND id = (SELECT min(id::text)::uuid FROM payment "
        "WHERE cooperative_id = $1)",
        shop.id,
    )
    await later(till, clock, timedelta(hours=1))
    by = await treasurer(shop, "Ana")
    told = sorted((one["kind"], one["amount"]["minor"]) for one in await waiting(by))
    assert told == [("missing_movement", -2400), ("unknown_movement", 2400 - 61)]
    await rounds(till)
    assert len(await waiting(by)) == 2
    seen = await admin.fetchval("SELECT count(*) FROM provider_movement WHERE cooperative_id = $1", shop.id)
    assert seen == 3, "each line once"
