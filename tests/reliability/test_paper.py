"""G26: paper batches with typing errors, and the same person on both channels at once."""

import asyncio
import json
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.polling import JUST_PROVEN, Poll, open_poll
from minga_testing.shop import Program, new_key

pytestmark = pytest.mark.reliability
SEED = 20261122
SAYINGS = ("YES", "NO", "ABSTAIN")


def piles(counts: Counter[str]) -> list[dict[str, Any]]:
    return [{"choice": {"say": say}, "times": times} for say, times in counts.items() if times]


async def teller(poll: Poll, name: str) -> Program:
    made = await people.member(
        poll.shop.program.door.services.database,
        poll.shop.worker_database,
        poll.shop.id,
        name=name,
        offices=("teller",),
    )
    return poll.shop.program.as_(replace(made.viewer, proven_at=JUST_PROVEN))


async def entered(by: Program, poll: Poll, counts: Counter[str]) -> dict[str, Any]:
    return await by.wish(
        "enterPaperBatch(key: $key, electionId: $id, classKey: $class, piles: $piles)",
        "... on BatchEntered { id } ... on MorePaperThanVoters { given }",
        key=("String!", new_key()), id=("ID!", poll.outside), piles=("[PileInput!]!", piles(counts)), **{"class": ("String!", "worker")},
    )  # fmt: skip


async def confirmed(by: Program, batch: str, counts: Counter[str]) -> dict[str, Any]:
    return await by.wish(
        "confirmPaperBatch(key: $key, id: $id, piles: $piles)",
        "... on BatchConfirmed { id } ... on CountsDiffer { kinds }",
        key=("String!", new_key()), id=("ID!", batch), piles=("[PileInput!]!", piles(counts)),
    )  # fmt: skip


def mistyped(counts: Counter[str], chance: random.Random) -> Counter[str]:
    """One paper too many, or one read as something else: as tired people type."""
    wrong = Counter(counts)
    say = chance.choice([one for one in SAYINGS if counts[one]])
    wrong[say] -= 1
    wrong[chance.choice([one for one in SAYINGS if one != say])] += 1
    return wrong


async def test_g26_paper_and_web_never_both_and_two_people_for_every_batch(
    database: Database, worker_database: Database, clock: Clock, pytestconfig: pytest.Config
) -> None:
    """Each voter on one channel; a mistyped batch never counts; sums meet, or there is no result."""
    full = pytestconfig.getoption("--reliability") == "full"
    voters, batches = (500, 200) if full else (50, 20)
    chance = random.Random(SEED)
    poll = await open_poll(database, worker_database, {"worker": voters}, lasts=timedelta(hours=1))
    first, second = await teller(poll, "Tomas"), await teller(poll, "Tilda")

    web: Counter[str] = Counter()
    on_paper = 0

    async def both_at_once(voter: Any) -> tuple[str, str, str]:
        say = chance.choice(SAYINGS)
        # Casting takes a little longer than handing out: with no head start at all the web would hardly ever be first.
        lead = chance.choice((0.0, 0.0, 0.02, 0.1))

        async def hand_out() -> dict[str, Any]:
            await asyncio.sleep(lead)
            return await first.wish(
                "givePaperBallot(electionId: $id, agentId: $who, classKey: $class)", "... on GivenPaper { electionId }",
                id=("ID!", poll.outside), who=("ID!", ids.encode("agent", voter.agent_id)), **{"class": ("String!", "worker")},
            )  # fmt: skip

        given, cast = await asyncio.gather(hand_out(), poll.cast(voter, say))
        return given["__typename"], cast["__typename"], say

    for start in range(0, voters, 10):
        for given, cast, say in await asyncio.gather(*map(both_at_once, poll.voters[start : start + 10])):
            assert (given, cast) in {("GivenPaper", "VotesOnPaper"), ("HasVoted", "CastBallot")}, (given, cast)
            if cast == "CastBallot":
                web[say] += 1
            else:
                on_paper += 1
    assert on_paper >= 3, "vacuous: hardly anybody was given paper"
    assert web.total() >= 3, "vacuous: hardly anybody voted on the web"

    early = await entered(first, poll, Counter(YES=1))
    assert early["code"] == "STILL_OPEN"
    await clock.move(timedelta(hours=1, seconds=1))
    await poll.shop.worker.sweep()
    assert await poll.outcome() is None, "papers are about: no result yet"

    # The papers as they lie on the table, in as many batches as there are papers for.
    papers = [chance.choice(SAYINGS) for _ in range(on_paper)]
    cuts = sorted(chance.sample(range(1, on_paper), min(batches, on_paper) - 1))
    bundles = [Counter(papers[a:b]) for a, b in zip([0, *cuts], [*cuts, on_paper], strict=True)]
    errors = own = 0
    for counts in bundles[:-1]:
        typed = counts
        # Three at least, however few papers there are: who was first on which channel is not in the seed.
        if errors < 3 or chance.random() < 0.5:
            wrong = mistyped(counts, chance)
            # Either of the two may be the one who errs.
            typed, again = (wrong, counts) if chance.random() < 0.5 else (counts, wrong)
            batch = await entered(first, poll, typed)
            done = await confirmed(second, batch["id"], again)
            assert done["code"] == "COUNTS_DIFFER", done
            errors += 1
            if typed is not counts:
                dropped = await second.wish(
                    "dropPaperBatch(id: $id)", "... on BatchDropped { id }", id=("ID!", batch["id"])
                )
                assert dropped["__typename"] == "BatchDropped"
                batch = await entered(first, poll, counts)
        else:
            batch = await entered(first, poll, counts)
        assert (await confirmed(first, batch["id"], counts))["code"] == "OWN_BATCH"
        own += 1
        assert (await confirmed(second, batch["id"], counts))["__typename"] == "BatchConfirmed"
        assert (await confirmed(second, batch["id"], counts))["code"] == "INVALID_TRANSITION"
    assert errors >= min(3, len(bundles) - 1) >= 2, "vacuous: hardly any typing errors"
    await poll.shop.worker.sweep()
    assert await poll.outcome() is None, "a batch is missing: no result"
    last = bundles[-1]
    too_many = await entered(first, poll, last + Counter(YES=1))
    assert too_many["code"] == "MORE_PAPER_THAN_VOTERS"
    batch = await entered(first, poll, last)
    both = await asyncio.gather(confirmed(second, batch["id"], last), confirmed(second, batch["id"], last))
    assert sorted(one["__typename"] for one in both) == ["BatchConfirmed", "InvalidTransition"]
    await poll.shop.worker.sweep()
    outcome = await poll.outcome()
    assert outcome is not None
    whole = web + Counter(papers)
    assert outcome["overall"]["tookPart"] == voters, "each voter once"
    assert {one["key"]: one["votes"] for one in outcome["overall"]["numbers"]} == {
        say.lower(): whole[say] for say in SAYINGS
    }
    board = json.loads(await poll.board())
    assert sum(one["times"] for part in board["paper"] for one in part["counts"]) == on_paper
    late = await entered(first, poll, Counter(YES=1))
    assert late["code"] == "ALREADY_COUNTED"
    print(
        f"G26: {voters} on both channels, {on_paper} on paper, {len(bundles)} batches, {errors} mistyped, {own} own refused, 0 double votes"
    )
