"""Invariant 33: no unit is booked twice for the same time, whoever comes at once; and what else a booking must meet."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga_commons.library.hours import Hours, outside
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_testing.plugin import Clock
from minga_testing.workshop import Workshop, tomorrow


async def test_invariant_33_no_overlap_per_unit_however_many_come_at_once(workshop: Workshop) -> None:
    """Real connections. Two units, twelve wishes for stretches that all share an hour: two are granted."""
    tool, _ = await workshop.tool("loom", "Left", "Right")
    wishes = [
        workshop.book(workshop.ana if turn % 2 else workshop.ben, tool, tomorrow(8 + turn % 3), tomorrow(11 + turn % 4))
        for turn in range(12)
    ]
    told = await asyncio.gather(*wishes)
    assert sorted(one["__typename"] for one in told) == ["SlotTaken"] * 10 + ["ToolBooked"] * 2
    assert await _overlaps(workshop) == 0


async def test_invariant_33_the_database_itself_refuses_an_overlap(workshop: Workshop) -> None:
    tool, [unit] = await workshop.tool("loom", "Left")
    assert "id" in await workshop.book(workshop.ana, tool, tomorrow(8), tomorrow(12))
    other, [elsewhere] = await workshop.tool("press", "Press")
    copy = """INSERT INTO booking (cooperative_id, id, tool_id, unit_id, lane, agent_id, purpose, starts_at, ends_at, state,
        deposit_minor, currency, deposit_state, withheld_minor, created_at)
        SELECT b.cooperative_id, $3, u.tool_id, u.id, {lane}, agent_id, 'use', $4, $5, 'booked', 0, currency, 'none', 0, now()
        FROM booking b, tool_unit u WHERE b.cooperative_id = $1 AND u.cooperative_id = $1 AND u.id = $2 AND b.tool_id = $6 LIMIT 1"""

    async def write(wanted: str, starts: datetime, ends: datetime, lane: str = "u.lane") -> None:
        async with workshop.shop.worker_database.work(Scope(workshop.shop.id), Actor(system="test")) as work:
            await work.execute(
                copy.format(lane=lane), workshop.shop.id, ids.decode("unit", wanted), ids.new(), starts, ends, ids.decode("tool", tool)
            )  # fmt: skip

    with pytest.raises(asyncpg.ExclusionViolationError):
        await write(unit, tomorrow(11), tomorrow(13))
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await write(unit, tomorrow(11), tomorrow(13), lane="u.lane + 1")
    await write(unit, tomorrow(12), tomorrow(13))
    await write(elsewhere, tomorrow(8), tomorrow(12))
    assert other


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stretches=st.lists(
        st.tuples(st.integers(0, 30), st.integers(1, 8), st.booleans(), st.sampled_from(["book", "cancel"])),
        min_size=1,
        max_size=12,
    )
)
async def test_invariant_33_for_every_story_of_bookings(
    workshop: Workshop, stretches: list[tuple[int, int, bool, str]]
) -> None:
    """A model of one list per unit, beside the database: the same wishes are granted."""
    tool, units = await workshop.tool(f"loom-{ids.new().hex[-12:]}", "Left", "Right")
    model: dict[str, list[tuple[datetime, datetime, str]]] = {unit: [] for unit in units}
    for begins, hours, left, deed in stretches:
        unit = units[0 if left else 1]
        starts, ends = tomorrow(begins), tomorrow(begins + hours)
        if deed == "cancel" and model[unit]:
            _, _, booking = model[unit].pop()
            told = await workshop.deed(workshop.ana, "cancelToolBooking", id=("ID!", booking))
            assert told["__typename"] == "Done"
            continue
        if sum(len(one) for one in model.values()) >= 5:
            continue
        told = await workshop.book(workshop.ana, tool, starts, ends, unit=unit)
        is_free = all(ends <= other or starts >= until for other, until, _ in model[unit])
        assert ("id" in told) == is_free, told
        if is_free:
            model[unit].append((starts, ends, told["id"]))
    for unit in units:
        for _, _, booking in model[unit]:
            await workshop.deed(workshop.ana, "cancelToolBooking", id=("ID!", booking))


async def test_a_booking_meets_steps_length_and_the_days_ahead(workshop: Workshop) -> None:
    tool, _ = await workshop.tool("loom", "Left", longestMinutes=240)
    now = datetime.now(UTC)
    for starts, ends, wanted in (
        (tomorrow(8) + timedelta(minutes=30), tomorrow(10), ("InvalidInput", "startsAt")),
        (tomorrow(8), tomorrow(10) + timedelta(seconds=1), ("InvalidInput", "endsAt")),
        (tomorrow(10), tomorrow(8), ("InvalidInput", "endsAt")),
        (tomorrow(8), tomorrow(8), ("InvalidInput", "endsAt")),
        (tomorrow(8, days=-1), tomorrow(9, days=-1), ("InvalidInput", "startsAt")),
        (tomorrow(8), tomorrow(13), ("BookedTooLong", None)),
        (tomorrow(8, days=91), tomorrow(9, days=91), ("BookedTooFarAhead", None)),
    ):
        told = await workshop.book(workshop.ana, tool, starts, ends)
        field = told.get("field")
        assert (told["__typename"], _camel(field)) == wanted, (starts, ends, now)
    assert "id" in await workshop.book(workshop.ana, tool, tomorrow(8), tomorrow(12))


async def test_nobody_has_more_than_five_to_come_not_even_at_once(workshop: Workshop) -> None:
    tool, _ = await workshop.tool("loom", *[f"Loom {number}" for number in range(8)])
    told = await asyncio.gather(*(workshop.book(workshop.ana, tool, tomorrow(8), tomorrow(9)) for _ in range(8)))
    assert sorted(one["__typename"] for one in told) == ["TooManyBookings"] * 3 + ["ToolBooked"] * 5
    assert "id" in await workshop.book(workshop.ben, tool, tomorrow(8), tomorrow(9)), "the bound is one's own"


async def test_the_same_wish_twice_is_one_booking_and_a_refusal_says_when(workshop: Workshop) -> None:
    tool, _ = await workshop.tool("loom", "Left")
    first = await workshop.book(workshop.ana, tool, tomorrow(8), tomorrow(10), key="the same key")
    again = await workshop.book(workshop.ana, tool, tomorrow(8), tomorrow(10), key="the same key")
    assert first == again
    await workshop.book(workshop.ben, tool, tomorrow(10), tomorrow(11))
    told = await workshop.book(workshop.ben, tool, tomorrow(9), tomorrow(11))
    assert told["__typename"] == "SlotTaken"
    assert datetime.fromisoformat(told["freeAt"]) == tomorrow(11)


async def test_use_needs_the_word_of_a_keeper_and_nobody_gives_it_to_herself(workshop: Workshop, clock: Clock) -> None:
    tool, _ = await workshop.tool("loom", "Left", skill="Warping")
    starts, ends = tomorrow(8, days=2), tomorrow(9, days=2)
    assert (await workshop.book(workshop.ana, tool, starts, ends))["__typename"] == "SkillNeeded"
    ana, keeper = workshop.ana.agent_id, workshop.keeper.agent_id
    herself = await workshop.deed(
        workshop.keeper, "certifySkill", toolId=("ID!", tool), agentId=("ID!", ids.encode("agent", keeper))
    )
    assert herself["__typename"] == "OtherHands"
    given_ = {"toolId": ("ID!", tool), "agentId": ("ID!", ids.encode("agent", ana))}
    by_ben = await workshop.deed(workshop.ben, "certifySkill", **given_)  # type: ignore[arg-type]
    assert by_ben["__typename"] == "NotAllowed"
    until = ("Instant", (starts - timedelta(hours=1)).isoformat())
    assert (await workshop.deed(workshop.keeper, "certifySkill", **given_, expiresAt=until))["__typename"] == "Done"  # type: ignore[arg-type]
    assert (await workshop.book(workshop.ana, tool, starts, ends))["__typename"] == "SkillNeeded", (
        "it holds no longer by then"
    )
    assert (await workshop.deed(workshop.keeper, "certifySkill", **given_))["__typename"] == "Done"  # type: ignore[arg-type]
    booked = await workshop.book(workshop.ana, tool, starts, ends)
    await workshop.deed(workshop.keeper, "revokeSkill", **given_)  # type: ignore[arg-type]
    await clock.move(starts - datetime.now(UTC))
    assert (await workshop.sign(workshop.keeper, booked["id"], "OUT"))["__typename"] == "SkillNeeded", (
        "taken back since"
    )


async def test_what_is_due_to_be_looked_after_is_not_booked_beyond_that(workshop: Workshop) -> None:
    tool, [unit] = await workshop.tool("van", "Green", serviceDays=3)
    assert "id" in await workshop.book(workshop.ana, tool, tomorrow(8), tomorrow(9))
    late = await workshop.book(workshop.ana, tool, tomorrow(8, days=4), tomorrow(9, days=4))
    assert late["__typename"] == "ServiceDue"
    block = {
        "unitId": ("ID!", unit),
        "startsAt": ("Instant!", tomorrow(8).isoformat()),
        "endsAt": ("Instant!", tomorrow(12).isoformat()),
    }
    assert (await workshop.deed(workshop.keeper, "blockToolUnit", **block))["__typename"] == "SlotTaken", (  # type: ignore[arg-type]
        "bookings go first"
    )
    block |= {"startsAt": ("Instant!", tomorrow(9).isoformat())}
    assert (await workshop.deed(workshop.ana, "blockToolUnit", **block))["__typename"] == "NotAllowed"  # type: ignore[arg-type]
    assert (await workshop.deed(workshop.keeper, "blockToolUnit", **block))["__typename"] == "ToolBooked"  # type: ignore[arg-type]
    assert (await workshop.book(workshop.ben, tool, tomorrow(10), tomorrow(11)))["__typename"] == "SlotTaken"
    broken = await workshop.deed(
        workshop.ben, "reportToolBroken", unitId=("ID!", unit), text=("String!", "A flat tyre")
    )
    assert broken["__typename"] == "Done"
    assert (await workshop.book(workshop.ben, tool, tomorrow(14), tomorrow(15)))["current"] == "broken"
    done = await workshop.deed(
        workshop.keeper, "recordToolService", unitId=("ID!", unit), text=("String!", "New tyre, oil")
    )
    assert done["__typename"] == "Done"
    assert "id" in await workshop.book(workshop.ben, tool, tomorrow(14), tomorrow(15))


async def test_uses_count_towards_service(workshop: Workshop, clock: Clock) -> None:
    tool, _ = await workshop.tool("kitchen", "Kitchen", kind="ROOM", isHandedOver=False, serviceUses=1)
    assert "id" in await workshop.book(workshop.ana, tool, tomorrow(8), tomorrow(9))
    await clock.move(timedelta(days=2))
    await workshop.shop.sweep("library.")
    told = await workshop.book(workshop.ana, tool, tomorrow(8, days=4), tomorrow(9, days=4))
    assert told["__typename"] == "ServiceDue"
    mine = await workshop.by(workshop.ana).ask("query { myToolBookings { state } }")
    assert mine["myToolBookings"] == [{"state": "RETURNED"}], "a room that is simply entered is over when its time is"


async def test_what_nobody_fetches_is_free_again(workshop: Workshop, clock: Clock) -> None:
    tool, _ = await workshop.tool("loom", "Left")
    booked = await workshop.book(workshop.ana, tool, tomorrow(8), tomorrow(20))
    await clock.move(tomorrow(9) - datetime.now(UTC) - timedelta(minutes=5))
    await workshop.shop.sweep("library.")
    assert (await workshop.book(workshop.ben, tool, tomorrow(10), tomorrow(12)))["__typename"] == "SlotTaken"
    await clock.move(timedelta(minutes=10))
    await workshop.shop.sweep("library.")
    assert "id" in await workshop.book(workshop.ben, tool, tomorrow(10), tomorrow(12))
    told = await workshop.sign(workshop.ana, booked["id"], "OUT")
    assert told["current"] == "missed"


async def test_who_has_it_is_told_to_keepers_alone(workshop: Workshop) -> None:
    tool, _ = await workshop.tool("loom", "Left")
    await workshop.book(workshop.ana, tool, tomorrow(8), tomorrow(9))
    asked = "query($id: ID!, $at: Instant!) { toolBookings(toolId: $id, begins: $at) { name agentId note isMine } }"
    at = tomorrow(0).isoformat()
    seen = {}
    for who in ("keeper", "ana", "ben"):
        seen[who] = (await workshop.by(getattr(workshop, who)).ask(asked, id=tool, at=at))["toolBookings"][0]
    assert (seen["keeper"]["name"], seen["ana"]["name"], seen["ben"]["name"]) == ("Ana", "Ana", None)
    assert seen["ben"]["agentId"] is None
    visitor = (await workshop.shop.visitor().ask(asked, id=tool, at=at))["toolBookings"]
    assert [one["name"] for one in visitor] == [None]


def _clock_cases() -> list[tuple[Any, ...]]:
    weekdays = [Hours(day, 540, 720) for day in range(1, 6)] + [Hours(day, 780, 1080) for day in range(1, 6)]
    always = [Hours(day, 0, 1440) for day in range(1, 8)]
    monday = datetime(2026, 11, 23, tzinfo=UTC)

    def at(hour: float, days: int = 0) -> datetime:
        return monday + timedelta(days=days, hours=hour)

    return [
        ([], at(3), at(4), True, None),
        (weekdays, at(9), at(12), True, None),
        (weekdays, at(9), at(13.5), False, None),
        (weekdays, at(9), at(13.5), True, at(9)),
        (weekdays, at(8.75), at(12), False, at(8.75)),
        (weekdays, at(12), at(13.5), False, at(12)),
        (weekdays, at(17), at(18.25), False, at(18.25)),
        (weekdays, at(16), at(10, 1), False, None),
        (weekdays, at(16), at(10, 5), False, at(10, 5)),
        (always, at(20), at(4, 2), True, None),
        (always, at(0), at(24), True, None),
    ]


@pytest.mark.parametrize(("hours", "starts", "ends", "throughout", "wrong"), _clock_cases())
def test_hours_by_the_clock(
    hours: list[Hours], starts: datetime, ends: datetime, throughout: bool, wrong: datetime | None
) -> None:
    from zoneinfo import ZoneInfo

    assert outside(hours, starts, ends, ZoneInfo("UTC"), inside_throughout=throughout) == wrong


async def _overlaps(workshop: Workshop) -> int:
    found: int = await workshop.shop.worker_database_value(
        """SELECT count(*) FROM booking a JOIN booking b ON b.cooperative_id = a.cooperative_id AND b.unit_id = a.unit_id AND b.id > a.id
           AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at WHERE a.cooperative_id = $1 AND a.state = 'booked' AND b.state = 'booked'"""
    )
    return found


def _camel(field: str | None) -> str | None:
    if field is None:
        return None
    first, *rest = field.split("_")
    return first + "".join(part.capitalize() for part in rest)
