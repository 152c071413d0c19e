"""What is published after the close: every receipt once, a list without time, numbers that match, a recount by a stranger's program."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from minga_infra.verify import bundle
from minga_platform.governance.ballots import leaves
from minga_platform.governance.ballots.judging import Bar
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_testing.clusters import Urls
from minga_testing.plugin import Clock
from minga_testing.polling import Poll, announce_in, open_poll, options
from minga_testing.shop import open_shop

pytestmark = pytest.mark.anyio


def checked(folder: Path, board: dict[str, Any] | str, *more: str) -> tuple[int, str]:
    """By the downloaded checker, isolated from this house."""
    (folder / "board.json").write_text(board if isinstance(board, str) else json.dumps(board))
    program = folder / bundle.FILE_NAME
    program.write_text(bundle.text())
    done = subprocess.run(
        [sys.executable, "-I", str(program), "board.json", *more],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    return done.returncode, done.stdout + done.stderr


async def test_invariants_6_and_7_ballots_voters_and_receipts(
    database: Database, worker_database: Database, clock: Clock, tmp_path: Path
) -> None:
    """|has voted| = |ballots| = sum in the tally; each receipt stands in the list once; recounting gives the result."""
    poll = await open_poll(database, worker_database, {"worker": 12, "producer": 9})
    codes = []
    for place, voter in enumerate(poll.voters[:19]):
        done = await poll.cast(voter, ("YES", "NO", "ABSTAIN")[place % 3])
        codes.append(done["trackingCode"])
        if place % 5 == 0:
            codes.append((await poll.cast(voter, "YES", privateCode=done["privateCode"]))["trackingCode"])
    await clock.move(timedelta(hours=2))
    await poll.shop.sweep("ballots")
    text = await poll.board()
    board = json.loads(text)
    listed = [leaves.tracking_code(bytes.fromhex(one)) for one in board["leaves"]]
    assert sorted(listed) == sorted(set(codes))  # The same said again is the same ballot, with the same code.
    assert board["leaves"] == sorted(board["leaves"])
    outcome = await poll.outcome()
    assert outcome is not None
    assert board["took_part"] == {"none": 2, "web": 19, "paper": 0}
    assert outcome["overall"]["tookPart"] == 19 == sum(one["votes"] for one in outcome["overall"]["numbers"])
    code, said = checked(tmp_path, text, "--find", codes[0])
    assert code == 0, said
    assert "It is in the list" in said


async def test_every_method_is_counted_again_by_the_checker(
    database: Database, worker_database: Database, clock: Clock, tmp_path: Path
) -> None:
    shop = await open_shop(database, worker_database)
    first = await open_poll(database, worker_database, {"worker": 10}, shop=shop)
    money = {"options": options("a", "b", "c", costs={"a": 60, "b": 50, "c": 40}), "budget_minor": 100}
    plain = {"options": options("a", "b", "c")}
    rank = [
        {"rank": [{"option": one, "rank": place} for place, one in enumerate(order, 1)]}
        for order in ("abc", "bca", "ca")
    ]
    approve = [{"approve": list(keys)} for keys in ("a", "bc", "c")]
    wishes: list[tuple[dict[str, Any], list[Any]]] = [
        ({"method": "consent"}, ["AGREE", "ABSTAIN", {"say": "BLOCK", "reason": "Ümläut “quoted”"}]),
        ({"method": "approval", **plain}, approve),
        ({"method": "pav", "seats": 2, **plain}, approve),
        ({"method": "equal-shares", "seats": 2, **plain}, approve),
        ({"method": "equal-shares", **money}, approve),
        ({"method": "greedy", **money}, approve),
        ({"method": "score", **plain}, [{"score": [{"option": "a", "points": 9}]}, {"score": [{"option": "b", "points": 4}]}, {"score": []}]),
        *[({"method": method, **plain}, rank) for method in ("borda", "irv", "schulze", "ranked-pairs")],
        ({"method": "stv", "seats": 2, **plain}, rank),
        ({"method": "yes_no", "secret": False}, ["YES", "NO", "ABSTAIN"]),
    ]  # fmt: skip
    polls: list[Poll] = []
    for wish, said in wishes:
        poll = Poll(shop, await announce_in(shop, **wish), first.voters)
        for place, voter in enumerate(poll.voters):
            done = await poll.cast(voter, said[place % 3])
            assert done["__typename"] == "CastBallot", (wish, done)
        polls.append(poll)
    await clock.move(timedelta(hours=2))
    await shop.sweep("ballots")
    for poll, (wish, _) in zip(polls, wishes, strict=True):
        text = await poll.board()
        code, told = checked(tmp_path, text)
        assert code == 0, (wish, told)
        assert "counted again" in told, (wish, told)
        false = json.loads(text)
        false["result"]["winners" if false["options"] else "passed"] = (
            ["c"] if false["options"] else not false["result"]["passed"]
        )
        assert checked(tmp_path, false)[0] == 1 or false == json.loads(text), wish


async def test_concurrent_majorities_with_a_small_class_tell_no_numbers_of_it(
    database: Database, worker_database: Database, clock: Clock, tmp_path: Path
) -> None:
    poll = await open_poll(database, worker_database, {"worker": 12, "producer": 3}, bar=Bar(majority="concurrent"))
    for voter in poll.voters:
        await poll.cast(voter, "YES" if voter.class_keys == ("worker",) else "NO")
    await clock.move(timedelta(hours=2))
    await poll.shop.sweep("ballots")
    outcome = await poll.outcome()
    assert outcome is not None
    assert outcome["passed"] is False
    producers = next(one for one in outcome["classes"] if one["classes"] == ["producer"])
    assert (producers["numbers"], producers["tookPart"], producers["passed"]) == (None, None, False)
    text = await poll.board()
    # The three cannot be told apart from the workers: no ballot says in the open that it is a producer's.
    assert all(
        one["classes"] == ["producer", "worker"] and "class_key" not in one for one in json.loads(text)["ballots"]
    )
    code, told = checked(tmp_path, text)
    assert code == 0, told
    assert "not judged again" in told


async def test_too_few_ballots_are_published_as_an_outcome_and_nothing_else(
    database: Database, worker_database: Database, clock: Clock, tmp_path: Path
) -> None:
    poll = await open_poll(database, worker_database, {"worker": 20})
    for voter in poll.voters[:3]:
        await poll.cast(voter, "YES")
    await clock.move(timedelta(hours=2))
    await poll.shop.sweep("ballots")
    outcome = await poll.outcome()
    assert outcome is not None
    assert outcome["passed"] is True
    assert outcome["overall"]["numbers"] is None
    assert outcome["notes"] == ["whole_below_floor"]
    board = json.loads(await poll.board())
    assert board["ballots"] == []
    assert len(board["leaves"]) == 3
    code, told = checked(tmp_path, board)
    assert code == 0, told


async def test_a_result_waits_for_paper_and_counts_it(
    database: Database, worker_database: Database, clock: Clock, tmp_path: Path
) -> None:
    """The seam for paper: given to two voters, entered by one teller and confirmed by another; until then no result."""
    poll = await open_poll(database, worker_database, {"worker": 12})
    for voter in poll.voters[:8]:
        await poll.cast(voter, "YES")
    async with database.work(Scope(poll.shop.id)) as work:
        for voter in poll.voters[8:10]:
            assert await work.value("SELECT box.give_paper($1, $2, 'worker')", poll.id, voter.agent_id) == "given"
    await clock.move(timedelta(hours=2))
    await poll.shop.sweep("ballots")
    assert await poll.outcome() is None
    async with worker_database.work(Scope(poll.shop.id), Actor(system="test")) as work:
        batch = ids.new()
        with pytest.raises(asyncpg.CheckViolationError):
            async with worker_database.work(Scope(poll.shop.id)) as other:
                await _enter(other, poll, ids.new(), poll.voters[0].agent_id, poll.voters[0].agent_id)
        await _enter(work, poll, batch, poll.voters[0].agent_id, poll.voters[1].agent_id)
    await poll.shop.sweep("ballots")
    outcome = await poll.outcome()
    assert outcome is not None
    assert {one["key"]: one["votes"] for one in outcome["overall"]["numbers"]} == {"yes": 8, "no": 2}
    code, told = checked(tmp_path, await poll.board())
    assert code == 0, told


async def _enter(work: Any, poll: Poll, batch: Any, one: Any, other: Any) -> None:
    await work.execute(
        """INSERT INTO paper_batch (cooperative_id, id, election_id, class_key, weight, counts, ballots, entered_by, entered_at, confirmed_by, confirmed_at)
           VALUES ($1, $2, $3, 'worker', 1, $4, 2, $5, $7, $6, $7)""",
        poll.shop.id, batch, poll.id, [{"choice": {"say": "no"}, "times": 2}], one, other, work.now,
    )  # fmt: skip


async def test_the_box_leaves_in_a_backup_and_comes_back(
    database: Database, worker_database: Database, database_urls: Urls
) -> None:
    """The backup's login, and it alone, reads every row of the box: a backup without it would be none."""
    poll = await open_poll(database, worker_database, {"worker": 4})
    await poll.cast(poll.voters[0], "YES")
    backup = await asyncpg.connect(database_urls.backup)
    try:
        assert await backup.fetchval("SELECT count(*) FROM box.ballot WHERE election_id = $1", poll.id) == 1
        assert await backup.fetchval("SELECT count(*) FROM box.roll WHERE election_id = $1", poll.id) == 4
    finally:
        await backup.close()
