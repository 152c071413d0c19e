"""Invariant 17: adopted minutes are immutable, the quorum follows from the attendance list, each resolution links minute,
ballot and effect; and what a mandate can and cannot do."""

import asyncio
from datetime import timedelta
from hashlib import sha256
from typing import Any

import asyncpg
import orjson
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_testing.deciding import Parliament
from minga_testing.shop import new_key

DONE = "... on Done { __typename }"
VIEW = """query V($id: ID!) { assembly(id: $id) { assembly { number state voters chair writer }
  items { id position kind title outcome electionId hands { inFavour against abstain } }
  attendance { name leftAt hasVote } mandates { fromName toName instructions }
  room { present guests represented counted needed hasQuorum } myReply { children }
  needs { coming notComing children transport interpreters }
  minutes { text version adoptedAt adoptedBy record sha256 } actions { id text name doneAt } isPresent } }"""


def agent(hall: Parliament, name: str) -> str:
    return ids.encode("agent", hall.members[name].agent_id)


async def called(hall: Parliament, **more: Any) -> str:
    begins = await hall.now() + timedelta(days=more.pop("days", 15))
    done = await hall.wish(
        "Fatima",
        "callAssembly(key: $key, title: $title, about: [], place: $place, beginsAt: $from, endsAt: $to, offers: $offers)",
        "... on AssemblyCalled { id } ... on TooLittleNotice { days }",
        key=("String!", new_key()),
        title=("[LocalTextInput!]!", [{"language": "en", "text": "Spring assembly"}]),
        place=("String!", "The old mill"),
        offers=("[String!]!", ["childcare", "interpreter"]),
        **{"from": ("Instant!", begins.isoformat()), "to": ("Instant!", (begins + timedelta(hours=4)).isoformat())},
    )
    return str(done.get("id") or done)


async def point(hall: Parliament, meeting: str, title: str, kind: str = "DECISION", **more: Any) -> str:
    done = await hall.wish(
        "Fatima",
        "addAgendaItem(assemblyId: $id, kind: $kind, title: $title, text: [], minutes: 10, proposalId: $proposal)",
        "... on AgendaItemAdded { id }",
        id=("ID!", meeting),
        kind=("AgendaKind!", kind),
        title=("[LocalTextInput!]!", [{"language": "en", "text": title}]),
        proposal=("ID", more.get("proposal")),
    )
    assert done["__typename"] == "AgendaItemAdded", done
    return str(done["id"])


async def opened(hall: Parliament, meeting: str, *here: str) -> None:
    await hall.turn(days=15)
    done = await hall.wish(
        "Fatima",
        "openAssembly(id: $id, chairId: $chair, writerId: $writer)",
        DONE,
        id=("ID!", meeting),
        chair=("ID!", agent(hall, "Ana")),
        writer=("ID!", agent(hall, "Clara")),
    )
    assert done["__typename"] == "Done", done
    for name in here:
        await come(hall, meeting, name)


async def come(hall: Parliament, meeting: str, name: str) -> None:
    done = await hall.wish(
        "Fatima", "checkIn(assemblyId: $id, agentId: $who)", "... on CheckedIn { agentId }",
        id=("ID!", meeting), who=("ID!", agent(hall, name)),
    )  # fmt: skip
    assert done["agentId"] == agent(hall, name), done


async def mandate(hall: Parliament, meeting: str, giver: str, holder: str) -> dict[str, Any]:
    return await hall.wish(
        giver, "giveMandate(assemblyId: $id, toId: $to, instructions: $say)", DONE,
        id=("ID!", meeting), to=("ID!", agent(hall, holder)), say=("String!", "Say yes."),
    )  # fmt: skip


async def seen(hall: Parliament, meeting: str, by: str = "Fatima") -> Any:
    return (await (await hall.by(by)).ask(VIEW, id=meeting))["assembly"]


async def hands(hall: Parliament, item: str, yes: int, no: int = 0, neither: int = 0) -> dict[str, Any]:
    return await hall.wish(
        "Fatima", "countHands(itemId: $id, inFavour: $yes, against: $no, abstain: $neither)", DONE,
        id=("ID!", item), yes=("Int!", yes), no=("Int!", no), neither=("Int!", neither),
    )  # fmt: skip


async def cast(hall: Parliament, name: str, election: str, say: str, *, for_: str | None = None) -> dict[str, Any]:
    return await hall.wish(
        name, "castBallot(electionId: $id, choice: $choice, asAgentId: $for)", "... on CastBallot { trackingCode }",
        id=("ID!", election), choice=("ChoiceInput!", {"say": say}), **{"for": ("ID", for_ and agent(hall, for_))},
    )  # fmt: skip


async def test_members_are_called_in_time_and_say_what_they_need(hall: Parliament) -> None:
    assert "TooLittleNotice" in await called(hall, days=13)
    meeting = await called(hall)
    for name, coming, children in (("Ana", True, 2), ("Pedro", True, 1), ("Petra", False, 3)):
        done = await hall.wish(
            name,
            "replyToAssembly(assemblyId: $id, isComing: $coming, children: $children, interpreter: $language)",
            DONE,
            id=("ID!", meeting),
            coming=("Boolean!", coming),
            children=("Int!", children),
            language=("String!", "Arabic" if name == "Pedro" else ""),
        )
        assert done["__typename"] == "Done", done
    told = await seen(hall, meeting)
    assert told["needs"] == {"coming": 2, "notComing": 1, "children": 3, "transport": 0, "interpreters": ["Arabic"]}
    assert (await seen(hall, meeting, "Ana"))["needs"] is None, "what others need is for who prepares it"
    outside = hall.shop.visitor()
    assert (await outside.ask(VIEW, id=meeting))["assembly"] is None


async def test_members_are_called_by_their_own_channel_with_proof(hall: Parliament, admin: asyncpg.Connection) -> None:
    await admin.execute(
        "UPDATE identifier SET proven_at = created_at WHERE value = $1", hall.members["Ana"].mail
    )  # The others have proven no address: their letters are printed.
    await hall.join("Vera")  # A buyer with an account, and no member.
    meeting = await called(hall)
    await hall.turn()
    asked = "query N($id: ID!) { assembly(id: $id) { notice { mail phone paper waiting proofs { name purpose channel servedAt proof } } } }"

    async def notice(name: str) -> Any:
        return (await (await hall.by(name)).ask(asked, id=meeting))["assembly"]["notice"]

    told = await notice("Fatima")
    assert (told["mail"], told["phone"], told["waiting"]) == (1, 0, 0)
    assert told["paper"] == len(told["proofs"]) - 1
    names = {one["name"] for one in told["proofs"]}
    assert set(hall.members) - {"Vera", "Fatima", "Tomas", "Tilda"} <= names
    assert "Vera" not in names
    letters = [one for one in hall.shop.letters.sent if "Spring assembly" in one.subject]
    assert len(letters) == len(told["proofs"])
    [mail] = [one for one in letters if one.channel == "mail"]
    assert mail.to == hall.members["Ana"].mail
    assert f"/assemblies/{meeting}" in mail.text
    assert "The old mill" in mail.text
    assert {one["proof"] for one in told["proofs"]} == {sha256(one.text.encode()).hexdigest() for one in letters}
    assert [one["name"] for one in (await notice("Petra"))["proofs"]] == ["Petra"], "a member reads her own"
    await hall.turn(minutes=5)
    assert len([one for one in hall.shop.letters.sent if "Spring assembly" in one.subject]) == len(letters), "once each"

    done = await hall.wish(
        "Fatima", 'cancelAssembly(id: $id, reason: "The mill is flooded.")', DONE, id=("ID!", meeting)
    )
    assert done["__typename"] == "Done", done
    await hall.turn()
    off = [one for one in hall.shop.letters.sent if "The mill is flooded." in one.text]
    assert len(off) == len(letters)


async def test_invariant_17_the_quorum_follows_from_the_attendance_list(hall: Parliament) -> None:
    meeting = await called(hall)
    item = await point(hall, meeting, "Paint the door")
    await opened(hall, meeting)
    refused = await hands(hall, item, 1)
    assert refused["code"] == "NO_QUORUM", refused
    await come(hall, meeting, "Ana")
    assert (await seen(hall, meeting))["room"] == {
        "present": 1, "guests": 0, "represented": 0, "counted": 1, "needed": 2, "hasQuorum": False,
    }  # fmt: skip
    assert (await mandate(hall, meeting, "Petra", "Ana"))["__typename"] == "Done"
    there = (await seen(hall, meeting))["room"]
    assert (there["represented"], there["hasQuorum"]) == (1, True)
    assert (await hands(hall, item, 3))["code"] == "MORE_HANDS_THAN_VOTERS"
    assert (await hands(hall, item, 2))["__typename"] == "Done"
    # Her giver comes herself: the mandate rests, and two are still two.
    await come(hall, meeting, "Petra")
    there = (await seen(hall, meeting))["room"]
    assert (there["present"], there["represented"]) == (2, 0)
    done = await hall.wish(
        "Fatima", "checkOut(assemblyId: $id, agentId: $who)", DONE, id=("ID!", meeting), who=("ID!", agent(hall, "Ana"))
    )
    assert done["__typename"] == "Done"
    there = (await seen(hall, meeting))["room"]
    assert (there["present"], there["represented"], there["hasQuorum"]) == (1, 0, False)


async def test_a_mandate_votes_once_in_its_assembly_only_while_its_giver_is_away(hall: Parliament) -> None:
    meeting = await called(hall)
    item = await point(hall, meeting, "Buy the mill")
    assert (await mandate(hall, meeting, "Petra", "Ana"))["__typename"] == "Done"
    assert (await mandate(hall, meeting, "Paola", "Ana"))["__typename"] == "Done"
    assert (await mandate(hall, meeting, "Pedro", "Ana"))["code"] == "TOO_MANY_MANDATES"
    assert (await mandate(hall, meeting, "Pedro", "Fatima"))["code"] == "NO_VOTE_HERE"
    await opened(hall, meeting, "Ana", "Wanda")
    begun = await hall.wish(
        "Fatima", "voteInRoom(key: $key, itemId: $id, minutes: 10, isSecret: false)", "... on RoomVoteBegun { electionId }",
        key=("String!", new_key()), id=("ID!", item),
    )  # fmt: skip
    election = begun["electionId"]
    assert (await cast(hall, "Wim", election, "YES"))["code"] == "ONLY_IN_THE_ROOM"
    for name, giver, told in (
        ("Ana", None, "CastBallot"), ("Ana", "Petra", "CastBallot"), ("Ana", "Petra", "CastBallot"), ("Wanda", "Petra", "NotFound"),
        ("Ana", "Pedro", "NotFound"), ("Wanda", None, "CastBallot"),
    ):  # fmt: skip
        done = await cast(hall, name, election, "YES", for_=giver)
        assert done["__typename"] == told, (name, giver, done)
    await come(hall, meeting, "Paola")
    assert (await cast(hall, "Ana", election, "NO", for_="Paola"))["__typename"] == "NotFound", "Paola is here herself"
    assert (await cast(hall, "Paola", election, "NO"))["__typename"] == "CastBallot"
    close = await hall.wish("Fatima", "closeAssembly(id: $id)", DONE, id=("ID!", meeting))
    assert close["code"] == "INVALID_TRANSITION", "not while a vote runs"
    await hall.turn(minutes=11)
    outcome = (
        await (await hall.by("Ana")).ask(
            "query E($id: ID!) { election(id: $id) { outcome { passed overall { tookPart numbers { key votes } } } } }",
            id=election,
        )
    )["election"]["outcome"]
    assert outcome["overall"]["tookPart"] == 4
    assert {one["key"]: one["votes"] for one in outcome["overall"]["numbers"]}["yes"] == 3
    assert (await hall.wish("Fatima", "closeAssembly(id: $id)", DONE, id=("ID!", meeting)))["__typename"] == "Done"


async def test_an_assembly_is_opened_on_its_day(hall: Parliament) -> None:
    meeting = await called(hall)
    done = await hall.wish(
        "Fatima", "openAssembly(id: $id, chairId: $chair, writerId: $writer)", DONE,
        id=("ID!", meeting), chair=("ID!", agent(hall, "Ana")), writer=("ID!", agent(hall, "Clara")),
    )  # fmt: skip
    assert done["code"] == "TOO_EARLY_TO_OPEN", done


async def test_two_mandates_at_once_do_not_pass_the_limit(hall: Parliament) -> None:
    meeting = await called(hall)
    assert (await mandate(hall, meeting, "Paola", "Ana"))["__typename"] == "Done"
    both = await asyncio.gather(mandate(hall, meeting, "Petra", "Ana"), mandate(hall, meeting, "Pedro", "Ana"))
    assert sorted(one["__typename"] for one in both) == ["Done", "TooManyMandates"]


async def minuted(hall: Parliament) -> tuple[str, str]:
    """A closed meeting with a draft by Clara, at version 2; the meeting and its point."""
    meeting = await called(hall)
    item = await point(hall, meeting, "Paint the door")
    await opened(hall, meeting, "Ana", "Clara", "Wanda")
    assert (await hands(hall, item, 2, 1))["__typename"] == "Done"
    note = "noteOutcome(itemId: $id, outcome: $text)"
    assert (await hall.wish("Fatima", note, DONE, id=("ID!", item), text=("String!", "Blue.")))["__typename"] == "Done"
    assert (await hall.wish("Fatima", "closeAssembly(id: $id)", DONE, id=("ID!", meeting)))["__typename"] == "Done"
    for version, text in ((0, "We met."), (1, "We met and painted.")):
        saved = await write(hall, meeting, text, version)
        assert saved["version"] == version + 1, saved
    return meeting, item


async def write(hall: Parliament, meeting: str, text: str, version: int, by: str = "Clara") -> dict[str, Any]:
    return await hall.wish(
        by, "writeMinutes(assemblyId: $id, text: $text, version: $version)", "... on MinutesSaved { version }",
        id=("ID!", meeting), text=("String!", text), version=("Int!", version),
    )  # fmt: skip


async def adopt(hall: Parliament, meeting: str, version: int, by: str = "Fatima") -> dict[str, Any]:
    return await hall.wish(
        by, "adoptMinutes(assemblyId: $id, version: $version)", DONE, id=("ID!", meeting), version=("Int!", version)
    )


async def test_invariant_17_adopted_minutes_and_what_they_rest_on_never_change(hall: Parliament) -> None:
    meeting, item = await minuted(hall)
    assert (await write(hall, meeting, "Lost?", 1))["code"] == "CONFLICT", "two tabs: the second is told"
    assert (await write(hall, meeting, "Mine.", 2, by="Pedro"))["code"] == "NOT_ALLOWED"
    assert (await seen(hall, meeting, "Pedro"))["minutes"] is None, "a draft is its writer's"
    assert (await adopt(hall, meeting, 1))["code"] == "CONFLICT", "what was read is what is adopted"
    assert (await adopt(hall, meeting, 2, by="Clara"))["code"] == "NOT_ALLOWED"
    assert (await adopt(hall, meeting, 2))["__typename"] == "Done"
    told = (await seen(hall, meeting, "Pedro"))["minutes"]
    record = orjson.loads(told["record"])
    assert told["text"] == "We met and painted."
    assert [one["name"] for one in record["present"]] == ["Ana", "Clara", "Wanda"]
    assert record["items"][0] | {"title": None} == {
        "position": 1, "kind": "decision", "title": None, "outcome": "Blue.", "proposal_id": None, "decision_id": None, "vote": None,
        "hands": {"for": 2, "against": 1, "abstain": 0, "voters": 3},
    }  # fmt: skip
    for refused in (
        await write(hall, meeting, "Better.", 2),
        await adopt(hall, meeting, 2),
        await hall.wish(
            "Fatima", "noteOutcome(itemId: $id, outcome: $text)", DONE, id=("ID!", item), text=("String!", "Green.")
        ),
    ):
        assert refused["code"] == "MINUTES_ADOPTED", refused
    assert (await seen(hall, meeting, "Pedro"))["minutes"] == told


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE minutes SET text = 'x' WHERE cooperative_id = $1",
        "DELETE FROM minutes WHERE cooperative_id = $1",
        "UPDATE agenda_item SET outcome = 'Green.' WHERE cooperative_id = $1",
        "UPDATE attendance SET left_at = now() WHERE cooperative_id = $1",
        "DELETE FROM attendance WHERE cooperative_id = $1",
    ],
)
async def test_invariant_17_the_database_keeps_an_adopted_meeting_as_it_is(hall: Parliament, statement: str) -> None:
    meeting, _ = await minuted(hall)
    assert (await adopt(hall, meeting, 2))["__typename"] == "Done"
    with pytest.raises(
        (asyncpg.CheckViolationError, asyncpg.RestrictViolationError, asyncpg.InsufficientPrivilegeError)
    ):
        async with hall.database.work(Scope(hall.shop.id), hall.members["Fatima"].viewer.actor) as work:
            await work.execute(statement, work.cooperative_id)


async def test_what_was_agreed_to_be_done_is_done_by_whom_it_was_given(hall: Parliament) -> None:
    meeting, _ = await minuted(hall)
    added = await hall.wish(
        "Clara", "addAction(assemblyId: $id, text: $text, agentId: $who)", "... on ActionAdded { id }",
        id=("ID!", meeting), text=("String!", "Buy the paint"), who=("ID!", agent(hall, "Wanda")),
    )  # fmt: skip
    finish = "finishAction(id: $id)"
    assert (await hall.wish("Pedro", finish, DONE, id=("ID!", added["id"])))["code"] == "NOT_FOUND"
    assert (await hall.wish("Wanda", finish, DONE, id=("ID!", added["id"])))["__typename"] == "Done"
    assert (await hall.wish("Wanda", finish, DONE, id=("ID!", added["id"])))["code"] == "INVALID_TRANSITION"
    assert (await seen(hall, meeting))["actions"][0]["doneAt"]
