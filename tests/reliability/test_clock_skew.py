"""G9: votes at their boundary instants, while the app's own clock is a day off, also in the nights that are an hour too
short or too long: only the database's clock decides."""

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_testing.plugin import Clock
from minga_testing.polling import Poll, announce_in, voters
from minga_testing.shop import open_shop

pytestmark = pytest.mark.reliability
SEED = 20261122
# An ordinary afternoon, and the two nights of 2027 in which Europe's clocks are changed (at 01:00 UTC).
WINDOWS = (
    (datetime(2027, 2, 10, 15, 0, tzinfo=UTC), datetime(2027, 2, 10, 18, 0, tzinfo=UTC)),
    (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
)
SKEWS = (-86_400.0, 0.0, 86_400.0)


async def test_g9_no_vote_outside_its_window(
    database: Database,
    worker_database: Database,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
) -> None:
    instants = 400 if pytestconfig.getoption("--reliability") == "full" else 42
    chance = random.Random(SEED)
    shop = await open_shop(database, worker_database)
    everybody = await voters(worker_database, shop.id, instants)
    polls = []
    for opens, closes in WINDOWS:
        await _be_at(database, clock, opens - timedelta(days=1))
        polls.append(Poll(shop, await announce_in(shop, opens_at=opens, closes_at=closes), everybody))
    real, real_ns = time.time, time.time_ns
    outcomes, skewed, wrong = Counter[str](), Counter[float](), list[str]()
    for number, voter in enumerate(everybody):
        poll, (opens, closes) = polls[number % 3], WINDOWS[number % 3]
        boundary = chance.choice((opens, closes))
        delta = timedelta(seconds=chance.choice((-60, -2, -0.5, -0.05, 0, 0.001, 0.05, 2, 60)))
        skew = SKEWS[number % 3 - number // 3 % 3]
        await _be_at(database, clock, boundary + delta)
        monkeypatch.setattr(time, "time", lambda by=skew: real() + by)
        monkeypatch.setattr(time, "time_ns", lambda by=skew: real_ns() + int(by * 1e9))
        before = await _now(database)
        told = (await poll.cast(voter, "YES"))["__typename"]
        after = await _now(database)
        monkeypatch.undo()
        skewed[skew] += 1
        outcomes[told] += 1
        # Whatever lies between two readings of one clock may be either; what lies outside both may not.
        allowed = set()
        if before < opens:
            allowed.add("NotOpenYet")
        if after >= opens and before < closes:
            allowed.add("CastBallot")
        if after >= closes:
            allowed.add("VotingClosed")
        if told not in allowed:
            wrong.append(f"{boundary} {delta} skew {skew}: {told}, not {allowed}")
    print(
        f"G9: seed {SEED}, {instants} boundary instants, skews {dict(skewed)}, outcomes {dict(outcomes)}, {len(wrong)} wrong"
    )
    assert not wrong, "\n".join(wrong)
    assert min(outcomes["CastBallot"], outcomes["NotOpenYet"], outcomes["VotingClosed"]) >= 3, "vacuous"
    assert min(skewed.values()) >= 3, "vacuous"
    await _be_at(database, clock, WINDOWS[-1][1] + timedelta(days=1))
    await shop.worker.sweep()
    outcomes_of_all = [await poll.outcome() for poll in polls]
    parts = [one["overall"]["tookPart"] for one in outcomes_of_all if one is not None]
    assert len(parts) == len(polls)
    # Below the floor of ballots a number is not told; with all of them told, what was taken is what was counted.
    assert None in parts or sum(parts) == outcomes["CastBallot"]


async def _now(database: Database) -> datetime:
    async with database.read(Scope()) as work:
        now: datetime = work.now
        return now


async def _be_at(database: Database, clock: Clock, instant: datetime) -> None:
    await clock.move(instant - await _now(database))
