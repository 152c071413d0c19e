"""Votes lent on a topic: followed in open votes, overridden by one's own, taken back until the close, never in secret."""

import asyncio
import json
from datetime import timedelta
from typing import Any

from minga_infra.verify import checker
from minga_platform.governance.ballots.commands.close import close
from minga_platform.governance.delegations.commands import end_delegation
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.membership.commands.members import end
from minga_testing.deciding import Parliament

TOLD = "... on Done { __typename } ... on DelegationTooLong { most } ... on AlwaysSecret { topic }"
RESULT = """query E($id: ID!) { election(id: $id) { topic outcome {
  passed board overall { tookPart numbers { key votes } } classes { classes numbers { key votes } } } } }"""
MINE = "{ delegations { given { topic toName } received { name through } lent { title hands choice classKey electionId } } }"


async def lend(hall: Parliament, one: str, to: str, topic: str = "FREE") -> dict[str, Any]:
    return await hall.wish(
        one, "delegateVote(topic: $topic, toAgentId: $to)", TOLD,
        topic=("ProposalKind!", topic), to=("ID!", ids.encode("agent", hall.members[to].agent_id)),
    )  # fmt: skip


async def take_back(hall: Parliament, name: str, topic: str = "FREE") -> dict[str, Any]:
    return await hall.wish(
        name, "endDelegation(topic: $topic)", "... on Done { __typename }", topic=("ProposalKind!", topic)
    )


async def mine(hall: Parliament, name: str) -> Any:
    return (await (await hall.by(name)).ask(MINE))["delegations"]


async def put(hall: Parliament, *, secret: bool) -> dict[str, Any]:
    return await hall.put_to_vote("Ana", "FREE", "Wool", "Wanda", "Paola", method="yes_no", isSecret=secret)


async def result(hall: Parliament, vote: dict[str, Any]) -> Any:
    return (await (await hall.by("Ana")).ask(RESULT, id=vote["electionId"]))["election"]


async def test_a_lent_vote_follows_and_ones_own_overrides_it(hall: Parliament) -> None:
    """Each with her own weight in her own class; the board says it all, and the standalone checker agrees."""
    for one, to in (("Wim", "Wanda"), ("Wanda", "Ana"), ("Pedro", "Paola"), ("Petra", "Paola")):
        assert (await lend(hall, one, to))["__typename"] == "Done"
    received = (await mine(hall, "Ana"))["received"]
    assert {one["name"].partition(" ")[0]: len(one["through"]) for one in received} == {"Wanda": 0, "Wim": 1}
    vote = await put(hall, secret=False)
    assert (await hall.cast("Ana", vote, "YES"))["__typename"] == "CastBallot"
    assert (await hall.cast("Paola", vote, "NO"))["__typename"] == "CastBallot"
    assert (await hall.cast("Petra", vote, "YES"))["__typename"] == "CastBallot"
    await hall.close()
    told = await result(hall, vote)
    assert told["topic"] == "free"
    assert {one["key"]: one["votes"] for one in told["outcome"]["overall"]["numbers"]} == {"yes": 4, "no": 2}
    assert told["outcome"]["overall"]["tookPart"] == 6
    board = json.loads(told["outcome"]["board"])
    assert {one["voter"].partition(" ")[0]: len(one["hands"]) for one in board["lent"]} == {
        "Wim": 2,
        "Wanda": 1,
        "Pedro": 1,
    }
    assert checker.check(board).problems == []
    for field, wrong in (
        ("leaf", "00" * 32),
        ("choice", {"say": "abstain"}),
        ("voter_id", board["lent"][1]["voter_id"]),
    ):
        forged = json.loads(told["outcome"]["board"])
        forged["lent"][-1][field] = wrong
        assert checker.check(forged).problems, f"a forged {field} goes unseen"
    lent = (await mine(hall, "Wim"))["lent"]
    assert [(one["electionId"], json.loads(one["choice"]), one["classKey"], len(one["hands"])) for one in lent] == [
        (vote["electionId"], {"say": "yes"}, "worker", 2)
    ]
    assert (await mine(hall, "Petra"))["lent"] == []


async def test_a_lent_vote_never_counts_in_a_secret_vote(hall: Parliament) -> None:
    assert (await lend(hall, "Wim", "Ana"))["__typename"] == "Done"
    vote = await put(hall, secret=True)
    for name in ("Ana", "Paola", "Pedro", "Petra", "Clara", "Carlos", "Wanda"):
        assert (await hall.cast(name, vote, "YES"))["__typename"] == "CastBallot"
    await hall.close()
    told = await result(hall, vote)
    assert told["topic"] == ""
    assert told["outcome"]["overall"]["tookPart"] == 7
    assert json.loads(told["outcome"]["board"])["lent"] == []
    refused = await lend(hall, "Wim", "Ana", "EXCLUSION")
    assert (refused["code"], refused["topic"]) == ("ALWAYS_SECRET", "exclusion")


async def test_taken_back_until_the_close_and_only_of_ones_own_class(hall: Parliament) -> None:
    assert (await lend(hall, "Wim", "Paola"))["code"] == "NO_COMMON_CLASS"
    assert (await take_back(hall, "Wim"))["code"] == "NOT_FOUND"
    for one in ("Wim", "Wanda"):
        await lend(hall, one, "Ana")
    vote = await put(hall, secret=False)
    await hall.cast("Ana", vote, "YES")
    assert (await take_back(hall, "Wim"))["__typename"] == "Done"
    await hall.clock.move(timedelta(days=7, seconds=1))
    assert (await take_back(hall, "Wanda"))["__typename"] == "Done", (
        "too late for this vote, though it is not counted yet"
    )
    await hall.turn()
    told = await result(hall, vote)
    assert told["outcome"]["overall"]["tookPart"] == 2, "Ana, and Wanda through her"
    assert [one["title"] for one in (await mine(hall, "Wanda"))["lent"]] == ["Wool"]
    assert (await mine(hall, "Wim"))["lent"] == []


async def test_circles_and_long_ways_are_refused(hall: Parliament) -> None:
    for name in ("Wolf", "Wera"):
        await hall.join(name, "worker")
    assert (await lend(hall, "Ana", "Wanda"))["__typename"] == "Done"
    assert (await lend(hall, "Wanda", "Wim"))["__typename"] == "Done"
    assert (await lend(hall, "Wim", "Ana"))["code"] == "DELEGATION_CIRCLE"
    assert (await lend(hall, "Wim", "Ana", "BUDGET"))["__typename"] == "Done", "another topic is another matter"
    assert (await lend(hall, "Wim", "Wolf"))["__typename"] == "Done"
    refused = await lend(hall, "Wolf", "Wera")
    assert (refused["code"], refused["most"]) == ("DELEGATION_TOO_LONG", 3)
    assert (await lend(hall, "Wanda", "Wera"))["__typename"] == "Done", "chosen anew, the old choice is over"
    assert [one["toName"].partition(" ")[0] for one in (await mine(hall, "Wanda"))["given"]] == ["Wera"]


async def test_two_who_lend_to_each_other_at_once_make_no_circle(hall: Parliament) -> None:
    done = await asyncio.gather(lend(hall, "Ana", "Wanda"), lend(hall, "Wanda", "Ana"))
    assert sorted(one["__typename"] for one in done) == ["DelegationCircle", "Done"]


async def test_a_count_waits_for_whoever_takes_her_vote_back_in_the_last_moment(hall: Parliament) -> None:
    """Two real connections: taken back before the close but not committed; the count looks after it."""
    await lend(hall, "Wim", "Ana")
    vote = await put(hall, secret=False)
    await hall.cast("Ana", vote, "YES")
    await hall.clock.move(timedelta(days=7) - timedelta(minutes=2))
    wim = (await hall.by("Wim")).viewer

    async def counted() -> bool:
        async with hall.shop.worker_database.work(Scope(hall.shop.id), Actor(system="worker")) as work:
            return await close(work, election_id=ids.decode("elec", vote["electionId"]))

    async with hall.database.work(Scope(hall.shop.id, wim.person_id), wim.actor) as work:
        await end_delegation(work, wim, topic="free")
        await hall.clock.move(timedelta(minutes=5))
        trial = asyncio.create_task(counted())
        await asyncio.wait([trial], timeout=0.5)
        assert not trial.done(), "it waits for her"
    assert await trial
    assert (await result(hall, vote))["outcome"]["overall"]["tookPart"] == 1


async def test_who_left_lends_nobody_her_vote(hall: Parliament) -> None:
    await lend(hall, "Wim", "Ana")
    vote = await put(hall, secret=False)
    await hall.cast("Ana", vote, "YES")
    async with hall.shop.worker_database.work(Scope(hall.shop.id), Actor(system="test")) as work:
        await end(work, agent_id=hall.members["Wim"].agent_id, class_key="worker", kind="left")
    await hall.close()
    assert (await result(hall, vote))["outcome"]["overall"]["tookPart"] == 1
