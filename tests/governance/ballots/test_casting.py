"""Casting through the door: who may, when, how often; what a voter gets, and what nobody ever hears."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from minga_platform.governance.ballots import queries
from minga_platform.governance.ballots.commands import cancel
from minga_platform.governance.ballots.leaves import new_private_code
from minga_platform.governance.ballots.states import State, state_at
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.polling import CAST, Poll, announce_in, open_poll, voters
from minga_testing.shop import open_shop

pytestmark = pytest.mark.anyio


async def closed(poll: Poll, clock: Clock, hours: float = 2) -> None:
    await clock.move(timedelta(hours=hours))
    await poll.shop.sweep("ballots")


async def test_a_vote_from_the_announcement_to_the_result(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    poll = await open_poll(database, worker_database, {"worker": 9})
    for voter, said in zip(poll.voters, ["YES"] * 5 + ["NO"] * 2 + ["ABSTAIN"], strict=False):
        done = await poll.cast(voter, said)
        assert done["__typename"] == "CastBallot", done
        assert done["counts"]
        assert done["privateCode"] != done["trackingCode"]
    assert await poll.outcome() is None
    await closed(poll, clock)
    outcome = await poll.outcome()
    assert outcome is not None
    assert outcome["passed"] is True
    assert outcome["overall"]["tookPart"] == 8
    assert {one["key"]: one["votes"] for one in outcome["overall"]["numbers"]} == {"yes": 5, "no": 2, "abstain": 1}
    await poll.shop.sweep("ballots")  # Again changes nothing.
    assert await poll.outcome() == outcome


async def test_consent_passes_unless_a_reasoned_objection_stands(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    shop = await open_shop(database, worker_database)
    agreed = await open_poll(database, worker_database, {"worker": 8}, shop=shop, method="consent")
    blocked = Poll(shop, await announce_in(shop, method="consent"), agreed.voters)
    for voter in agreed.voters:
        await agreed.cast(voter, "AGREE")
        await blocked.cast(voter, "AGREE") if voter is not agreed.voters[0] else None
    bare = await blocked.cast(agreed.voters[0], "BLOCK")
    assert (bare["__typename"], bare["field"]) == ("InvalidInput", "choice.reason")
    await blocked.cast(agreed.voters[0], {"say": "BLOCK", "reason": "The flue is too close to the hay."})
    await closed(agreed, clock)
    first, second = await agreed.outcome(), await blocked.outcome()
    assert first is not None
    assert second is not None
    assert (first["passed"], second["passed"]) == (True, False)
    assert second["reasons"] == ["The flue is too close to the hay."]


async def test_hostile_36_the_database_clock_opens_and_closes(
    database: Database, worker_database: Database, clock: Clock, admin: asyncpg.Connection
) -> None:
    """Before opening, at the closing instant and after: refused; the last instant before: taken."""
    poll = await open_poll(database, worker_database, {"worker": 4}, opens_in=timedelta(hours=1))
    assert (await poll.cast(poll.voters[0], "YES"))["__typename"] == "NotOpenYet"
    await clock.move(timedelta(hours=1, seconds=1))
    assert (await poll.cast(poll.voters[0], "YES"))["__typename"] == "CastBallot"
    closes_at = await admin.fetchval("SELECT closes_at FROM election WHERE id = $1", poll.id)
    # Time runs on while a request travels, so "just before" leaves it half a second.
    for voter, before, expected in (
        (1, timedelta(0), "VotingClosed"),
        (2, timedelta(milliseconds=-1), "VotingClosed"),
        (3, timedelta(milliseconds=500), "CastBallot"),
    ):
        await admin.execute(
            'UPDATE clock_offset SET "offset" = $1::timestamptz - clock_timestamp()', closes_at - before
        )
        assert (await poll.cast(poll.voters[voter], "YES"))["__typename"] == expected, before


def test_the_opening_instant_is_in_and_the_closing_instant_out() -> None:
    opens = datetime(2026, 11, 22, 10, tzinfo=UTC)
    closes, tick = opens + timedelta(hours=1), timedelta(microseconds=1)
    told = [
        state_at(at, opens, closes, is_cancelled=False, is_counted=False)
        for at in (opens - tick, opens, closes - tick, closes)
    ]
    assert told == [State.ANNOUNCED, State.OPEN, State.OPEN, State.CLOSED]


async def test_hostile_38_replayed_and_out_of_order_the_highest_revision_counts(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    poll = await open_poll(database, worker_database, {"worker": 8})
    voter = poll.voters[0]
    first = await poll.cast(voter, "NO")
    code = first["privateCode"]
    third = await poll.cast(voter, "YES", privateCode=code, revision=3)
    second = await poll.cast(voter, "NO", privateCode=code, revision=2)
    assert (third["counts"], second["counts"]) == (True, False)
    replayed = await poll.cast(voter, "YES", privateCode=code, revision=3)
    assert replayed == third
    other = await poll.cast(voter, "NO", privateCode=code, revision=3)
    assert (other["__typename"], other["highest"]) == ("RevisionTaken", 3)
    for other_voter in poll.voters[1:]:
        await poll.cast(other_voter, "NO")
    await closed(poll, clock)
    outcome = await poll.outcome()
    assert outcome is not None
    assert {one["key"]: one["votes"] for one in outcome["overall"]["numbers"]} == {"yes": 1, "no": 7}


async def test_without_the_private_code_the_first_ballot_stands(database: Database, worker_database: Database) -> None:
    poll = await open_poll(database, worker_database, {"worker": 4})
    await poll.cast(poll.voters[0], "YES")
    assert (await poll.cast(poll.voters[0], "NO"))["__typename"] == "HasVoted"
    other = await poll.cast(poll.voters[1], "YES")
    stolen = await poll.cast(poll.voters[2], "YES", privateCode=other["privateCode"])
    assert stolen["__typename"] == "CodeInUse"
    assert (await poll.cast(poll.voters[2], "YES", privateCode="short"))["__typename"] == "InvalidInput"


async def test_a_double_click_makes_one_ballot_and_loses_no_code(database: Database, worker_database: Database) -> None:
    poll = await open_poll(database, worker_database, {"worker": 4})
    for voter in poll.voters:
        code = new_private_code()
        both = await asyncio.gather(*(poll.cast(voter, "YES", privateCode=code, revision=1) for _ in range(4)))
        assert all(one == both[0] for one in both), both
        assert both[0]["privateCode"] == code
    async with database.read(Scope(poll.shop.id)) as work:
        assert await work.value("SELECT box.holds($1, $2)", poll.id, b"x" * 15) is False


async def test_hostile_41_web_and_paper_are_one_channel(database: Database, worker_database: Database) -> None:
    """Paper after web, and web after paper, are refused; of both at once one is first."""
    poll = await open_poll(database, worker_database, {"worker": 12})
    teller = poll.shop.by(
        await people.member(database, worker_database, poll.shop.id, name="Teller", offices=("teller",))
    )

    async def give(place: int) -> str:
        done = await teller.wish(
            "givePaperBallot(electionId: $e, agentId: $a, classKey: $c)",
            "... on GivenPaper { electionId }",
            e=("ID!", poll.outside),
            a=("ID!", ids.encode("agent", poll.voters[place].agent_id)),
            c=("String!", "worker"),
        )
        return str(done["__typename"])

    await poll.cast(poll.voters[0], "YES")
    assert await give(0) == "HasVoted"
    assert await give(1) == "GivenPaper"
    assert await give(1) == "GivenPaper"  # The same paper.
    assert (await poll.cast(poll.voters[1], "YES"))["__typename"] == "VotesOnPaper"
    for place in range(2, 12):
        given, cast = await asyncio.gather(give(place), poll.cast(poll.voters[place], "YES"))
        assert (given, cast["__typename"]) in {("GivenPaper", "VotesOnPaper"), ("HasVoted", "CastBallot")}


async def test_hostile_42_the_roll_is_who_had_the_vote_on_the_record_date(
    database: Database, worker_database: Database
) -> None:
    poll = await open_poll(database, worker_database, {"worker": 4})
    late = (await voters(worker_database, poll.shop.id, 1))[0]
    assert (await poll.cast(late, "YES"))["__typename"] == "NotOnRoll"
    outsider = await people.sign_up(database)
    done = await poll.shop.by(outsider).wish(
        "castBallot(electionId: $e, choice: {say: YES})", CAST, e=("ID!", poll.outside)
    )
    assert done["code"] == "NOT_FOUND"


async def test_two_accounts_of_one_person_are_one_voter(database: Database, worker_database: Database) -> None:
    shop = await open_shop(database, worker_database)
    one, same = await voters(worker_database, shop.id, 2)
    async with worker_database.work(Scope(shop.id), Actor(system="test")) as work:
        await work.execute(
            "INSERT INTO same_person (cooperative_id, id, agent_id, same_as_id, marked_at) VALUES ($1, $2, $3, $4, $5)",
            shop.id, ids.new(), same.agent_id, one.agent_id, work.now,
        )  # fmt: skip
    poll = await open_poll(database, worker_database, {"worker": 3}, shop=shop)
    told = [(await poll.cast(voter, "YES"))["__typename"] for voter in (one, same)]
    assert sorted(told) == ["CastBallot", "NotOnRoll"]


async def test_hostile_43_nothing_of_an_announced_question_changes(
    database: Database, worker_database: Database, superuser: asyncpg.Connection
) -> None:
    """Neither app nor worker nor the tables' owner; only cancel, and announce anew."""
    poll = await open_poll(database, worker_database, {"worker": 4})
    changes = (
        "UPDATE election SET question = '{}' WHERE id = $1",
        "UPDATE election SET options = '[]' WHERE id = $1",
        "UPDATE election SET closes_at = closes_at + interval '1 day' WHERE id = $1",
        "UPDATE election SET bar = '{}' WHERE id = $1",
        "DELETE FROM election WHERE id = $1",
    )
    for login in (database, worker_database):
        for change in changes:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with login.work(Scope(poll.shop.id)) as work:
                    await work.execute(change, poll.id)
    for change in changes:  # Whoever owns everything still meets the trigger.
        with pytest.raises(asyncpg.RestrictViolationError):
            await superuser.execute(change, poll.id)
    with pytest.raises(asyncpg.RestrictViolationError):
        async with worker_database.work(Scope(poll.shop.id)) as work:
            await work.execute(
                "SELECT box.freeze($1, $2, $3, $4, $5)", poll.id, b"x" * 32, [poll.voters[0].agent_id], ["worker"], [1]
            )
    async with database.work(Scope(poll.shop.id)) as work:
        await cancel.cancel(work, election_id=poll.id, reason="A typing error in the question.")
    assert (await poll.cast(poll.voters[0], "YES"))["__typename"] == "ElectionOff"
    again = Poll(poll.shop, await announce_in(poll.shop), poll.voters)
    assert (await again.cast(poll.voters[0], "YES"))["__typename"] == "CastBallot"


async def test_a_cancelled_vote_keeps_no_ballots_and_has_no_result(
    database: Database, worker_database: Database, clock: Clock, superuser: asyncpg.Connection
) -> None:
    poll = await open_poll(database, worker_database, {"worker": 4})
    for voter in poll.voters:
        await poll.cast(voter, "YES")
    async with database.work(Scope(poll.shop.id)) as work:
        await cancel.cancel(work, election_id=poll.id, reason="Announced too early.")
    assert await superuser.fetchval("SELECT count(*) FROM box.ballot WHERE election_id = $1", poll.id) == 0
    await closed(poll, clock)
    assert await poll.outcome() is None


async def test_hostile_44_nothing_is_told_before_the_close(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    """Field by field the API answers the same with no ballot and with many, and the app's login reads nothing either."""
    poll = await open_poll(database, worker_database, {"worker": 10})
    quiet = Poll(poll.shop, await announce_in(poll.shop), poll.voters)
    for voter in poll.voters[1:]:
        await poll.cast(voter, "YES")
    await clock.move(timedelta(minutes=20))
    await poll.shop.sweep("ballots")

    async def told(one: Poll) -> dict[str, object]:
        return await one.by(one.voters[0]).ask(
            """query All($id: ID!) { election(id: $id) { state rollSize roll { classKey weight size }
               outcome { passed board overall { tookPart numbers { votes } } } myEntries { channel classKey } } }""",
            id=one.outside,
        )

    assert await told(poll) == await told(quiet)
    other = await poll.by(poll.voters[0]).answer("{ elections(first: 10) { totalCount } }")
    assert "errors" in other or other["data"]["elections"]["totalCount"] in (None, 2)  # Votes, not ballots.
    async with database.read(Scope(poll.shop.id)) as work:
        assert await queries.result(work, poll.id) is None
    for login in (database, worker_database):
        for table in ("roll", "ballot", "open_ballot", "seed", "covered"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with login.read(Scope(poll.shop.id)) as work:
                    await work.value(f"SELECT count(*) FROM box.{table}")
    async with worker_database.read(Scope(poll.shop.id)) as work:  # Not even the worker, before the close.
        assert await work.rows("SELECT * FROM box.contents($1)", poll.id) == []
        assert await work.rows("SELECT * FROM box.turnout($1)", poll.id) == []


async def test_a_box_cannot_be_closed_early(database: Database, worker_database: Database) -> None:
    poll = await open_poll(database, worker_database, {"worker": 4})
    await poll.cast(poll.voters[0], "YES")
    await poll.shop.sweep("ballots")
    assert await poll.outcome() is None
    async with worker_database.work(Scope(poll.shop.id)) as work:
        assert await work.value("SELECT box.close($1, $2, $3)", poll.id, ids.new(), ids.new()) == "early"


async def test_another_co_op_sees_nothing_of_a_box(database: Database, worker_database: Database) -> None:
    poll = await open_poll(database, worker_database, {"worker": 4})
    mine = await poll.cast(poll.voters[0], "YES")
    other = await open_poll(database, worker_database, {"worker": 4})
    async with database.read(Scope(other.shop.id)) as work:
        assert not await queries.holds(work, other.voters[0].viewer, poll.id, mine["trackingCode"])
        assert await work.rows("SELECT * FROM box.entries($1, $2)", poll.id, [poll.voters[0].agent_id]) == []
    foreign = await other.by(other.voters[0]).wish(
        "castBallot(electionId: $e, choice: {say: YES})", CAST, e=("ID!", poll.outside)
    )
    assert foreign["code"] == "NOT_FOUND"


async def test_open_votes_stand_beside_names_and_are_changed_without_a_code(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    poll = await open_poll(database, worker_database, {"worker": 3}, secret=False)
    first = await poll.cast(poll.voters[0], "NO")
    assert first["privateCode"] is None
    assert (await poll.cast(poll.voters[0], "NO"))["revision"] == 1  # A double click.
    assert (await poll.cast(poll.voters[0], "YES"))["revision"] == 2
    await poll.cast(poll.voters[1], "YES")
    await closed(poll, clock)
    outcome = await poll.outcome()
    assert outcome is not None
    assert {one["key"]: one["votes"] for one in outcome["overall"]["numbers"]} == {"yes": 2}
    assert '"voter":"Voter 0"' in await poll.board()
