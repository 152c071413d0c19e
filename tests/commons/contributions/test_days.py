"""Calling a minga: seats, the line for them, swaps, who came, and what her hours become."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from minga_infra.main import join_features
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.rules.statutes import read
from minga_testing.looping import open_loop
from minga_testing.shop import new_key, open_stall

Village = Any  # the fixture of conftest.py
DONE = "... on Done { __typename }"
TAKEN = "... on SeatTaken { id } ... on DayOver { state }"
DAY = """query D($id: ID!) { workDay(id: $id) { state caller isLedByMe tasks { id free seats people { id name state isOffered
    minutes contributionId } } } }"""


async def call(
    village: Village, name: str = "Ana", *, seats: int = 2, days: float = 3, **more: Any
) -> tuple[str, list[str]]:
    """A day with two tasks: (day, tasks)."""
    async with village.database.read(Scope()) as work:
        begins = work.now + timedelta(days=days)
    done = await village.by(name).wish(
        "callWorkDay(key: $key, title: $title, about: [], place: $place, beginsAt: $from, endsAt: $to, tasks: $tasks, times: $times)",
        "... on WorkDayCalled { id }",
        key=("String!", new_key()),
        title=("[LocalTextInput!]!", [{"language": "en", "text": "Clear the mill race"}]),
        place=("String!", "The old mill"),
        tasks=(
            "[WorkTaskInput!]!",
            [
                {"title": [{"language": "en", "text": "Dig"}], "kind": "WORK", "seats": seats},
                {"title": [{"language": "en", "text": "Cook"}], "kind": "CARE", "seats": 1},
            ],
        ),
        times=("Int!", more.get("times", 1)),
        **{"from": ("Instant!", begins.isoformat()), "to": ("Instant!", (begins + timedelta(hours=4)).isoformat())},
    )
    assert done["__typename"] == "WorkDayCalled", done
    return done["id"], [one["id"] for one in (await seen(village, done["id"]))["tasks"]]


async def seen(village: Village, day: str, by: str = "Wim") -> dict[str, Any]:
    found: dict[str, Any] = (await village.by(by).ask(DAY, id=day))["workDay"]
    return found


async def sign_up(village: Village, name: str, task: str, *, wait: bool = False) -> Any:
    done = await village.by(name).wish(
        "signUpForWork(taskId: $task, mayWait: $wait)",
        f"{TAKEN} ... on NoSeatLeft {{ seats }}",
        task=("ID!", task),
        wait=("Boolean!", wait),
    )
    return done.get("id", done)


async def act(village: Village, name: str, call_: str, told: str = DONE, **ids: Any) -> dict[str, Any]:
    done: dict[str, Any] = await village.by(name).wish(
        call_, told, **{key: ("ID" if key == "to" else "ID!", one) for key, one in ids.items()}
    )
    return done


async def states(village: Village, day: str) -> dict[str, str]:
    return {one["name"]: one["state"] for task in (await seen(village, day))["tasks"] for one in task["people"]}


async def test_the_last_seat_is_given_once_and_the_line_moves_up(village: Village) -> None:
    day, (dig, _cook) = await call(village, seats=1)
    both = await asyncio.gather(*(sign_up(village, name, dig) for name in ("Ben", "Clara", "Wanda")))
    refused = [one for one in both if not isinstance(one, str)]
    assert [one["__typename"] for one in refused] == ["NoSeatLeft"] * 2
    assert refused[0]["seats"] == 1
    seat = next(one for one in both if isinstance(one, str))
    holder = next(name for name, one in zip(("Ben", "Clara", "Wanda"), both, strict=True) if one == seat)
    others = [name for name in ("Ben", "Clara", "Wanda") if name != holder]
    for name in others:
        assert isinstance(await sign_up(village, name, dig, wait=True), str)
    assert (await sign_up(village, others[0], dig, wait=True))["__typename"] == "AlreadySignedUp"
    assert await states(village, day) == {holder: "TAKEN", others[0]: "WAITING", others[1]: "WAITING"}
    assert (await act(village, others[0], "withdrawWorkSeat(seatId: $seat)", seat=seat))["__typename"] == "NotFound"
    await act(village, holder, "withdrawWorkSeat(seatId: $seat)", seat=seat)
    assert await states(village, day) == {others[0]: "TAKEN", others[1]: "WAITING"}
    assert await village.by("Nobody").ask("{ workDays { nodes { id } } commonsWaiting { toAttest } }") == {
        "workDays": None, "commonsWaiting": None,
    }  # fmt: skip


async def test_a_seat_passes_to_one_who_takes_it(village: Village) -> None:
    day, (dig, cook) = await call(village)
    seat = await sign_up(village, "Ben", dig)
    offer = "offerWorkSeat(seatId: $seat, toId: $to)"
    assert (await act(village, "Clara", offer, seat=seat, to=None))["__typename"] == "NotFound"
    assert (await act(village, "Clara", "takeOfferedSeat(seatId: $seat)", TAKEN, seat=seat))["__typename"] == "NotFound"
    assert (await act(village, "Ben", offer, seat=seat, to=village.agent("Clara")))["__typename"] == "Done"
    waiting = await village.by("Clara").ask("{ commonsWaiting { offered } }")
    assert waiting["commonsWaiting"]["offered"] == [day]
    assert (await act(village, "Wanda", "takeOfferedSeat(seatId: $seat)", TAKEN, seat=seat))["__typename"] == "NotFound"
    both = await asyncio.gather(
        *(act(village, "Clara", "takeOfferedSeat(seatId: $seat)", TAKEN, seat=seat) for _ in range(2))
    )
    assert sorted(one["__typename"] for one in both) == ["InvalidTransition", "SeatTaken"]
    assert await states(village, day) == {"Clara": "TAKEN"}
    # Offered to anybody: two reach for it at once, one has it.
    (mine,) = [one["id"] for one in (await seen(village, day))["tasks"][0]["people"]]
    await act(village, "Clara", offer, seat=mine, to=None)
    both = await asyncio.gather(
        *(act(village, name, "takeOfferedSeat(seatId: $seat)", TAKEN, seat=mine) for name in ("Ben", "Wim"))
    )
    assert sorted(one["__typename"] for one in both) == ["InvalidTransition", "SeatTaken"]
    assert isinstance(await sign_up(village, "Clara", cook), str)


async def test_attendance_becomes_contributions_that_the_caller_and_one_more_stand_by(village: Village) -> None:
    day, (dig, cook) = await call(village)
    await sign_up(village, "Ben", dig)
    late = await sign_up(village, "Clara", dig)
    await sign_up(village, "Ana", cook)
    card = village.members["Ben"].agent_id
    async with village.shop.worker_database.work(Scope(village.shop.id)) as work:
        await work.execute(
            "INSERT INTO member_card (cooperative_id, id, agent_id, number, code, issued_at) VALUES ($1, $2, $2, 7, 'ben-s-card', now())",
            village.shop.id,
            card,
        )
    check = "checkInToWork(id: $day, agentId: $agent)"
    came = "... on CameToWork { agentId } ... on TooEarlyToCheckIn { at }"
    early = await act(village, "Ana", check, came, day=day, agent=village.agent("Clara"))
    assert early["__typename"] == "TooEarlyToCheckIn"
    await village.clock.move(timedelta(days=3))
    assert (await act(village, "Ben", check, came, day=day, agent=village.agent("Clara")))["__typename"] == "NotAllowed"
    done = await village.by("Ana").wish('checkInToWork(id: $day, cardCode: "BEN-S-CARD")', came, day=("ID!", day))
    assert done["agentId"] == village.agent("Ben")
    for name in ("Clara", "Ana", "Wanda"):  # Wanda had not signed up, and is welcome.
        assert (await act(village, "Ana", check, came, day=day, agent=village.agent(name)))[
            "__typename"
        ] == "CameToWork"
    assert (await act(village, "Ana", check, came, day=day, agent=village.agent("Nobody")))[
        "__typename"
    ] == "CameToWork"
    undo = "undoCheckInToWork(id: $day, agentId: $agent)"
    assert (await act(village, "Ana", undo, day=day, agent=village.agent("Nobody")))["__typename"] == "Done"
    finish = "finishWorkDay(key: $key, id: $day, spent: $spent)"
    wish = {
        "key": ("String!", new_key()),
        "day": ("ID!", day),
        "spent": ("[SpentInput!]", [{"seatId": late, "minutes": 90}]),
    }
    told = "... on WorkDayFinished { contributions } ... on DayOver { state }"
    both = await asyncio.gather(*(village.by("Ana").wish(finish, told, **wish) for _ in range(2)))
    assert [one["contributions"] for one in both] == [4, 4]
    again = await village.by("Ana").wish(finish, told, **{**wish, "key": ("String!", new_key())})
    assert again["state"] == "finished"
    people = {one["name"]: one for task in (await seen(village, day))["tasks"] for one in task["people"]}
    assert {name: one["minutes"] for name, one in people.items() if one["state"] == "CAME"} == {
        "Ben": 240, "Clara": 90, "Ana": 240, "Wanda": 240,
    }  # fmt: skip
    bens = await village.seen(people["Ben"]["contributionId"])
    anas = await village.seen(people["Ana"]["contributionId"])
    assert (bens["state"], bens["counted"], bens["needed"], bens["cause"]) == ("OPEN", 1, 2, "Clear the mill race")
    assert (anas["kind"], anas["counted"]) == ("CARE", 0)
    assert (await village.attest("Clara", people["Ben"]["contributionId"]))["recognised"] == 1
    assert (await sign_up(village, "Carlos", dig))["state"] == "finished"


async def test_a_rota_stays_at_its_hour_when_the_clocks_change(village: Village) -> None:
    """Thirty weeks in the co-op's zone cross a change of the clocks; every day of it has its own seats."""
    day, _ = await call(village, times=30)
    listed = (await village.by("Wim").ask("{ workDays(first: 50) { nodes { id beginsAt isRota tasks { free } } } }"))[
        "workDays"
    ]["nodes"]
    assert len(listed) == 30
    assert listed[0]["id"] == day
    assert all(one["isRota"] and one["tasks"][0]["free"] == 2 for one in listed)
    zone = ZoneInfo("Europe/Madrid")
    hours = {datetime.fromisoformat(one["beginsAt"]).astimezone(zone).strftime("%a %H:%M") for one in listed}
    assert len(hours) == 1
    assert len({datetime.fromisoformat(one["beginsAt"]).hour for one in listed}) == 2


async def test_a_day_that_is_called_off_and_hours_that_are_owed(
    village: Village, superuser: asyncpg.Connection
) -> None:
    await proven(superuser, village)
    day, (dig, _) = await call(village)
    await sign_up(village, "Ben", dig)
    off = 'cancelWorkDay(id: $day, reason: "A storm is coming")'
    assert (await act(village, "Ben", off, day=day))["__typename"] == "NotAllowed"
    assert (await act(village, "Fatima", off, day=day))["__typename"] == "Done"
    assert (await sign_up(village, "Clara", dig))["state"] == "cancelled"
    await village.shop.worker.drain()
    (letter,) = [one for one in village.shop.letters.sent if "storm" in one.text]
    assert letter.to == village.members["Ben"].mail
    owed = (await village.by("Ben").ask("{ hoursOwed { owedMinutes givenMinutes waitingMinutes classKey } }"))[
        "hoursOwed"
    ]
    assert owed == {"owedMinutes": 0, "givenMinutes": 0, "waitingMinutes": 0, "classKey": None}


async def proven(superuser: asyncpg.Connection, village: Village) -> None:
    """Letters go to addresses that people have shown to be theirs."""
    mails = [one.mail for one in village.members.values()]
    await superuser.execute(
        "UPDATE identifier SET proven_at = now() WHERE proven_at IS NULL AND value = ANY($1)", mails
    )


async def test_who_has_a_seat_is_reminded_once(village: Village, superuser: asyncpg.Connection) -> None:
    await proven(superuser, village)
    _day, (dig, _) = await call(village, days=1.2)
    await sign_up(village, "Ben", dig)
    await village.shop.sweep("contributions")
    await village.shop.worker.drain()
    assert not [one for one in village.shop.letters.sent if "mill race" in one.text]
    await village.clock.move(timedelta(hours=12))
    for _ in range(2):
        await village.shop.sweep("contributions")
        await village.shop.worker.drain()
    told = [one for one in village.shop.letters.sent if "mill race" in one.text]
    assert len(told) == 1
    assert village.members["Ben"].mail == told[0].to


async def test_hours_owed_are_those_of_the_class_and_count_what_others_stand_by(
    database: Database, worker_database: Database
) -> None:
    join_features()  # The rules must be known before a founding file may name them.
    rules = {"contributions.hours_owed_contributor": 12, "contributions.hours_period": "quarter"}
    loop = await open_loop(
        database, worker_database, statutes=read({"title": {"en": "Of a test"}, "version": [{"rules": rules}]})
    )
    await loop.gift("Ana", None, 90, kind="work", back=0)
    asked = "query H($agent: ID) { hoursOwed(agentId: $agent) { owedMinutes givenMinutes waitingMinutes classKey } }"
    hers = (await loop.by("Ana").ask(asked))["hoursOwed"]
    assert hers == {"owedMinutes": 720, "givenMinutes": 90, "waitingMinutes": 0, "classKey": "contributor"}
    others = (await loop.by("Wim").ask(asked, agent=loop.agent("Dan")))["hoursOwed"]
    assert (others["owedMinutes"], others["givenMinutes"]) == (720, 0)
    # A class whose members the rule leaves out owes nothing.
    stall = await open_stall(loop.shop, "Weaver")
    maker = (await loop.shop.by(stall.maker).ask(asked))["hoursOwed"]
    assert maker["owedMinutes"] == 0
