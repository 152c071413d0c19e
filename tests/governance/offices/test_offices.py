"""Invariant 16: no term beyond its limit, nobody in two offices that must stay apart, a turn for everybody willing."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.membership import access
from minga_testing.deciding import Parliament

DONE = "... on Done { __typename }"
OFFICES = """{ memberOffices { id key holders { id name number endsAt } former { id name endedBecause handover endedByDecisionId }
  willing { agentId name statement isMe } } }"""


async def opened(hall: Parliament, key: str, *, role: str | None = None, **more: Any) -> str:
    given = {"seats": 1, "termDays": 30, "mostTerms": 2, "filledBy": "ROTATION", "notBeside": []} | more
    done = await hall.wish(
        "Olga",
        "openOffice(officeKey: $key, name: $name, duties: [], role: $role, seats: $seats, termDays: $days, mostTerms: $most,"
        " filledBy: $by, notBeside: $beside)",
        "... on OfficeOpened { id } ... on InvalidInput { field rule }",
        key=("String!", key),
        name=("[LocalTextInput!]!", [{"language": "en", "text": key.title()}]),
        role=("String", role),
        seats=("Int!", given["seats"]),
        days=("Int!", given["termDays"]),
        most=("Int!", given["mostTerms"]),
        by=("FilledBy!", given["filledBy"]),
        beside=("[ID!]!", given["notBeside"]),
    )
    assert done["__typename"] == "OfficeOpened", done
    office: str = done["id"]
    return office


async def stand(hall: Parliament, office: str, *names: str) -> None:
    for name in names:
        done = await hall.wish(
            name,
            "standForOffice(officeId: $id, statement: $why)",
            DONE,
            id=("ID!", office),
            why=("String!", f"I, {name}."),
        )
        assert done["__typename"] == "Done", done


async def turn_given(hall: Parliament, office: str) -> dict[str, Any]:
    return await hall.wish("Olga", "giveNextTurn(officeId: $id)", "... on TermBegun { id }", id=("ID!", office))


async def seen(hall: Parliament, office: str, by: str = "Ana") -> dict[str, Any]:
    found: list[dict[str, Any]] = (await (await hall.by(by)).ask(OFFICES))["memberOffices"]
    return next(one for one in found if one["id"] == office)


async def may(hall: Parliament, name: str, capability: str) -> bool:
    async with hall.database.read(Scope(hall.shop.id)) as work:
        return await access.may(work, hall.members[name].viewer, capability)


@pytest.fixture
async def led(hall: Parliament) -> Parliament:
    await hall.join("Olga", "worker", offices=("officer",))
    return hall


async def test_invariant_16_everybody_willing_has_a_turn_before_anybody_has_a_second(led: Parliament) -> None:
    office = await opened(led, "kitchen")
    assert (await turn_given(led, office))["code"] == "NOBODY_WILLING"
    await stand(led, office, "Wanda", "Pedro", "Clara")
    held = []
    for _ in range(4):
        done = await turn_given(led, office)
        assert done["__typename"] == "TermBegun", done
        assert (await turn_given(led, office))["code"] == "SEATS_TAKEN"
        holder = (await seen(led, office))["holders"][0]["name"]
        held.append(holder)
        await led.turn(days=30, seconds=1)
        await stand(led, office, holder)
    assert held[:3] == ["Wanda", "Pedro", "Clara"]
    assert held[3] == "Wanda", "after everybody's first turn the second ones begin"


async def test_invariant_16_no_term_beyond_the_limit_until_the_pause_is_over(led: Parliament) -> None:
    office = await opened(led, "keys", mostTerms=2)
    await stand(led, office, "Wanda")
    for _ in range(2):
        assert (await turn_given(led, office))["__typename"] == "TermBegun"
        await led.turn(days=30, seconds=1)
        await stand(led, office, "Wanda")
    assert (await turn_given(led, office))["code"] == "NOBODY_WILLING", "a third term in a row is nobody's"
    await led.turn(days=30)
    done = await turn_given(led, office)
    assert done["__typename"] == "TermBegun", "after a pause of one term a new row begins"
    assert (await seen(led, office))["holders"][0]["number"] == 1


async def test_invariant_16_the_database_itself_refuses_what_a_command_would_forget(led: Parliament) -> None:
    first = await opened(led, "approving")
    second = await opened(led, "paying", notBeside=[first])
    await stand(led, first, "Wanda")
    assert (await turn_given(led, first))["__typename"] == "TermBegun"

    async def begin(office: str, name: str, number: int) -> None:
        async with led.database.work(Scope(led.shop.id), led.members[name].viewer.actor) as work:
            await work.execute(
                """INSERT INTO office_term (cooperative_id, id, office_id, agent_id, number, began_at, ends_at)
                   VALUES ($1, $2, $3, $4, $5, $6::timestamptz, $6::timestamptz + interval '9 days')""",
                work.cooperative_id, ids.new(), ids.decode("off", office), led.members[name].agent_id, number, work.now,
            )  # fmt: skip

    for office, name, number, constraint in (
        (second, "Wanda", 1, "office_term_incompatible"),
        (first, "Pedro", 1, "office_term_seats"),
        (second, "Pedro", 3, "office_term_limit"),
    ):
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await begin(office, name, number)
        assert refused.value.constraint_name == constraint


async def test_two_turns_at_once_give_one_seat(led: Parliament) -> None:
    office = await opened(led, "garden")
    await stand(led, office, "Wanda", "Pedro")
    both = await asyncio.gather(turn_given(led, office), turn_given(led, office))
    assert sorted(one["__typename"] for one in both) == ["SeatsTaken", "TermBegun"], both
    assert len((await seen(led, office))["holders"]) == 1


async def test_an_office_gives_its_role_for_its_term_and_no_longer(led: Parliament) -> None:
    office = await opened(led, "treasury", role="treasurer")
    await stand(led, office, "Wanda")
    assert not await may(led, "Wanda", "payouts.make")
    assert (await turn_given(led, office))["__typename"] == "TermBegun"
    assert await may(led, "Wanda", "payouts.make")
    await led.clock.move(timedelta(days=30, seconds=1))
    assert not await may(led, "Wanda", "payouts.make"), "also before the worker comes round"
    await led.turn()
    former = (await seen(led, office, "Wanda"))["former"]
    assert [one["endedBecause"] for one in former] == ["TERM"]


async def test_who_resigns_hands_over_and_only_those_concerned_read_it(led: Parliament) -> None:
    office = await opened(led, "archive")
    await stand(led, office, "Wanda", "Pedro")
    term = (await turn_given(led, office))["id"]
    refused = await led.wish("Pedro", "resignOffice(termId: $id)", DONE, id=("ID!", term))
    assert refused["code"] == "NOT_FOUND"
    assert (await led.wish("Wanda", "resignOffice(termId: $id)", DONE, id=("ID!", term)))["__typename"] == "Done"
    hand = "handOverOffice(termId: $id, text: $text, isComplete: $done)"
    for text, complete, told in (
        ("The key is", False, "Done"),
        ("", True, "InvalidInput"),
        ("The key is with Ana.", True, "Done"),
    ):
        done = await led.wish(
            "Wanda", hand, DONE, id=("ID!", term), text=("String!", text), done=("Boolean!", complete)
        )
        assert done["__typename"] == told, done
    again = await led.wish("Wanda", hand, DONE, id=("ID!", term), text=("String!", "x"), done=("Boolean!", True))
    assert again["code"] == "NOT_ALLOWED", "what was handed over stays as it was"
    assert (await seen(led, office, "Pedro"))["former"][0]["handover"] == "", "not Pedro's to read yet"
    assert (await turn_given(led, office))["__typename"] == "TermBegun"
    assert (await seen(led, office, "Pedro"))["former"][0]["handover"] == "The key is with Ana."
    assert (await seen(led, office, "Clara"))["former"][0]["handover"] == ""


async def elected(led: Parliament, office: str, *names: str) -> dict[str, Any]:
    options = [
        {"label": [{"language": "en", "text": name}], "agentId": ids.encode("agent", led.members[name].agent_id)}
        for name in names
    ]
    voted = await led.put_to_vote(
        "Ana",
        "ELECTION",
        "Who speaks for us",
        "Wanda",
        "Paola",
        officeId=office,
        options=options,
        seats=1,
        isSecret=True,
    )
    for voter, ranks in (
        ("Ana", (1, 2)),
        ("Wanda", (1, 2)),
        ("Wim", (1, 2)),
        ("Paola", (2, 1)),
        ("Pedro", (1, 2)),
        ("Clara", (1, 2)),
    ):
        done = await led.wish(
            voter,
            "castBallot(electionId: $id, choice: $choice)",
            "... on CastBallot { trackingCode }",
            id=("ID!", voted["electionId"]),
            choice=(
                "ChoiceInput!",
                {"rank": [{"option": f"o{place}", "rank": rank} for place, rank in enumerate(ranks, 1)]},
            ),
        )
        assert done["__typename"] == "CastBallot", done
    await led.close()
    await led.turn(days=8)
    return voted


async def test_the_members_elect_and_call_back(led: Parliament) -> None:
    office = await opened(led, "speaker", role="facilitator", filledBy="ELECTION", termDays=365)
    await elected(led, office, "Clara", "Pedro")
    there = (await seen(led, office))["holders"]
    assert [one["name"] for one in there] == ["Clara"]
    assert await may(led, "Clara", "assemblies.run")
    recall = await led.put_to_vote("Pedro", "RECALL", "Enough", "Wanda", "Paola", termId=there[0]["id"])
    for name in ("Ana", "Wanda", "Wim", "Paola", "Pedro", "Petra", "Clara", "Carlos"):
        assert (await led.cast(name, recall, "YES"))["__typename"] == "CastBallot"
    await led.close()
    await led.turn(days=8)
    after = await seen(led, office)
    assert after["holders"] == []
    assert [one["endedBecause"] for one in after["former"]] == ["RECALLED"]
    assert after["former"][0]["endedByDecisionId"], "the decision is named"
    assert not await may(led, "Clara", "assemblies.run")
