"""Hostile 17 to 19, and large payouts: nobody pays herself, two officers agree, and however many press at once it is paid once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.work import Work
from minga_platform.membership.commands import roles
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, new_key, offer, open_stall
from minga_testing.tampering import broken_without
from minga_testing.till import Till
from minga_testing.trade import (
    HOLD,
    books,
    buy,
    connect,
    hand_over,
    has_told_bank,
    later,
    maker_proven_anew,
    proven_anew,
    rounds,
)

LARGE = 240_000


async def officer(shop: Shop, name: str) -> Program:
    """Another treasurer, who just proved who she is."""
    database = shop.program.door.services.database
    made = await people.member(
        database, shop.worker_database, shop.id, name=name, classes=("worker",), offices=("treasurer",)
    )
    async with shop.worker_database.read(Scope(shop.id)) as work:
        now = work.now
    return shop.by(replace(made, viewer=replace(made.viewer, proven_at=now)))


async def payable(till: Till, clock: Clock, price: int = LARGE) -> tuple[Stall, Goods]:
    """A stall with one sale whose hold has passed."""
    stall = await open_stall(till.shop, "Weaver")
    rug = await offer(till.shop, stall, "Rug", price=price)
    _, order = await buy(till, (rug, 1), total=price)
    await hand_over(till.shop, stall, order["parts"][0]["id"])
    await later(till, clock, HOLD)
    await has_told_bank(till.shop, stall)
    return stall, rug


async def prepared(shop: Shop, by: Program | None = None) -> str:
    done = await (by or await proven_anew(shop)).wish(
        "preparePayouts(key: $key, channel: BANK)",
        "... on PayoutBatch { payoutIds heldStallIds id }",
        key=("String!", new_key()),
    )
    assert done["__typename"] == "PayoutBatch", done
    return str(done["payoutIds"][0])


async def deed(by: Program, name: str, payout: str) -> str:
    """approvePayout or confirmPayouts; what came of it."""
    argument, kind = ("payoutIds: [$id]", "ID!") if name == "confirmPayouts" else ("payoutId: $id", "ID!")
    done = await by.wish(f"{name}(key: $key, {argument})", "", key=("String!", new_key()), id=(kind, payout))
    return str(done["__typename"])


async def test_hostile_18_nobody_approves_her_own(
    own_till: Till, clock: Clock, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """A treasurer who keeps a stall may neither approve nor confirm its payout; that she tried is in the log."""
    till, shop = own_till, own_till.shop
    stall, _ = await payable(till, clock)
    payout = await prepared(shop)

    async def treasurer(work: Work) -> None:
        await roles.install_role(work, agent_id=stall.maker.agent_id, role="treasurer")

    await shop.worker_database.run(Scope(shop.id), Actor(system="test"), treasurer)
    maker = await maker_proven_anew(shop, stall)
    for name in ("approvePayout", "confirmPayouts"):
        assert await deed(maker, name, payout) == "OwnPayout"
    told = capfd.readouterr()
    assert "own payout refused" in told.out + told.err + caplog.text


async def test_hostile_19_two_officers_at_once_pay_once(
    own_till: Till, clock: Clock, admin: asyncpg.Connection, superuser: asyncpg.Connection
) -> None:
    """One alone is not enough; then several press at once, and the money leaves once."""
    till, shop = own_till, own_till.shop
    stall, _ = await payable(till, clock)
    payout = await prepared(shop)
    assert await deed(await proven_anew(shop), "confirmPayouts", payout) == "SecondOfficerNeeded"
    assert await deed(await proven_anew(shop), "approvePayout", payout) == "ChangedPayouts"
    assert await deed(await proven_anew(shop), "confirmPayouts", payout) == "SecondOfficerNeeded", (
        "one person counts once"
    )
    batch = await shop.worker_database_value("SELECT batch_id FROM payout WHERE cooperative_id = $1")
    assert batch is not None
    officers = [await officer(shop, name) for name in ("Tilda", "Tomas")]
    ends = await asyncio.gather(
        *(deed(one, name, payout) for one in officers for name in ("approvePayout", "confirmPayouts", "confirmPayouts"))
    )
    assert ends.count("ChangedPayouts") >= 1
    assert set(ends) <= {"ChangedPayouts", "InvalidTransition"}
    sums = await books(shop)
    assert sums[("seller_payable", "", stall.id)] == 0
    paid = await admin.fetchval(
        "SELECT count(*) FROM journal WHERE cooperative_id = $1 AND kind = 'post' AND key LIKE 'payout-made:%'", shop.id
    )
    assert paid == 1
    assert await broken_without(superuser, "payout_approval", shop.id) == {
        "What left by a payout that two officers agree to was agreed to by two"
    }


async def test_a_large_remittance_waits_for_two_and_a_small_one_does_not(own_till: Till, clock: Clock) -> None:
    """It is prepared by itself, and sent when two officers have agreed."""
    till, shop = own_till, own_till.shop
    stall = await open_stall(shop, "Weaver")
    await connect(till, stall)
    rug, scarf = await offer(shop, stall, "Rug", price=LARGE), await offer(shop, stall, "Scarf", price=3000)
    for goods, price in ((rug, LARGE), (scarf, 3000)):
        _, order = await buy(till, (goods, 1), total=price)
        await hand_over(shop, stall, order["parts"][0]["id"])
    await later(till, clock, HOLD)
    assert len(await till.listed("transfers")) == 1, "the small one"
    waiting = await shop.worker_database_value("SELECT id FROM payout WHERE cooperative_id = $1 AND state = 'prepared'")
    payout = ids.encode("payout", waiting)
    assert await deed(await proven_anew(shop), "approvePayout", payout) == "ChangedPayouts"
    await rounds(till)
    assert len(await till.listed("transfers")) == 1
    assert await deed(await officer(shop, "Tilda"), "approvePayout", payout) == "ChangedPayouts"
    await rounds(till)
    assert len(await till.listed("transfers")) == 2


async def test_hostile_17_a_payee_changed_a_minute_ago_waits(own_till: Till, clock: Clock) -> None:
    """The seller confirms the delivery and changes her bank within a minute: nothing goes there for 72 hours, then it does."""
    till, shop = own_till, own_till.shop
    stall = await open_stall(shop, "Weaver")
    rug = await offer(shop, stall, "Rug", price=3000)

    async def name_bank(number: str) -> None:
        maker = await maker_proven_anew(shop, stall)
        done = await maker.wish(
            'setBankPayee(stallId: $stall, holder: "Weaver", number: $number)',
            "... on ChangedPayee { bankLastFour }",
            stall=("ID!", stall.id),
            number=("String!", number),
        )
        assert done["__typename"] == "ChangedPayee", done

    await name_bank("ES9121000418450200051332")
    _, order = await buy(till, (rug, 1), total=3000)
    await hand_over(shop, stall, order["parts"][0]["id"])
    await later(till, clock, HOLD)
    await name_bank("DE89370400440532013000")
    held = await (await proven_anew(shop)).wish(
        "preparePayouts(key: $key, channel: BANK)",
        "... on PayoutBatch { payoutIds heldStallIds }",
        key=("String!", new_key()),
    )
    assert (held["payoutIds"], held["heldStallIds"]) == ([], [stall.id])
    await later(till, clock, timedelta(hours=72, minutes=1))
    assert await prepared(shop)
