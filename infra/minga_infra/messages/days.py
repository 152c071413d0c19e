"""Letters about work days: reminded, a seat that became free, a seat that is offered, a day that is called off."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_frontend.contributions.letters import write
from minga_infra.addresses import PublicAddresses
from minga_infra.messages.register import reader_of, send
from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import Text, write_window
from minga_platform.market.payments.flows import Addresses

_DAY = """SELECT d.id, d.title, d.place, d.begins_at, d.ends_at, d.cancelled_because, c.language FROM work_day d
JOIN cooperative c ON c.id = d.cooperative_id WHERE d.cooperative_id = $1 AND d.id = """


async def _tell(desk: Desk, kind: str, agent_id: UUID, day: Any, about: str) -> None:
    reader = await reader_of(desk, agent_id)
    if reader is None:
        return
    addresses: PublicAddresses = desk.port(Addresses)
    written = write(
        kind,
        cooperative=reader.cooperative,
        person=reader.name,
        language=reader.language,
        title=Text.stored(day["title"]).read(reader.language, day["language"]),
        place=day["place"],
        when=write_window(day["begins_at"], day["ends_at"], ZoneInfo(reader.zone), reader.language),
        because=day["cancelled_because"],
        link=addresses.page(reader.slug, f"/commons/days/{ids.encode('wday', day['id'])}", reader.language),
    )
    await send(desk, reader, written, f"{kind}:{about}:{agent_id}")


async def _of_seat(desk: Desk, kind: str, event: dict[str, Any]) -> None:
    seat_id = UUID(event["seat_id"])
    async with desk.read() as work:
        day = await work.row(
            f"{_DAY} (SELECT work_day_id FROM work_seat WHERE cooperative_id = $1 AND id = $2)",
            work.cooperative_id,
            seat_id,
        )
    if day is not None:
        await _tell(desk, kind, UUID(event["agent_id"]), day, event["seat_id"])


async def tomorrow(desk: Desk, event: dict[str, Any]) -> None:
    """To who has a seat."""
    await _of_seat(desk, "tomorrow", event)


async def given(desk: Desk, event: dict[str, Any]) -> None:
    """To the first in line."""
    await _of_seat(desk, "given", event)


async def offered(desk: Desk, event: dict[str, Any]) -> None:
    """To who is asked to take a seat."""
    await _of_seat(desk, "offered", event)


async def cancelled(desk: Desk, event: dict[str, Any]) -> None:
    """To all who stood on the list."""
    day_id = UUID(event["work_day_id"])
    async with desk.read() as work:
        day = await work.row(f"{_DAY} $2", work.cooperative_id, day_id)
        people = await work.rows(
            """SELECT agent_id FROM work_seat WHERE cooperative_id = $1 AND work_day_id = $2
               AND state IN ('taken', 'waiting', 'came') ORDER BY id""",
            work.cooperative_id,
            day_id,
        )
    for one in people if day is not None else ():
        await _tell(desk, "cancelled", one["agent_id"], day, event["work_day_id"])
