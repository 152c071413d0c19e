"""Letters about boxes: by mail, by text message, or on paper. The same delivery is the same letter, however often it is sent."""

from datetime import date
from typing import Any
from uuid import UUID

from minga_frontend.boxes.letters import write
from minga_infra.addresses import PublicAddresses
from minga_infra.messages.register import reader_of, send
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import Text, write_day
from minga_platform.market.payments.flows import Addresses


async def changed(desk: Desk, event: dict[str, Any]) -> None:
    """To whom a delivery is not as usual, or does not come."""
    async with desk.read() as work:
        row = await work.row(
            """SELECT d.outcome, d.comes_on, d.changes, b.name, s.agent_id FROM box_delivery d
            JOIN box_subscription s ON s.cooperative_id = d.cooperative_id AND s.id = d.subscription_id
            JOIN goods_box b ON b.cooperative_id = s.cooperative_id AND b.id = s.box_id
            WHERE d.cooperative_id = $1 AND d.id = $2""",
            work.cooperative_id, UUID(event["delivery_id"]),
        )  # fmt: skip
    if row is not None:
        about = f"box:{event['delivery_id']}"
        await _tell(desk, row["agent_id"], row["name"], row["outcome"], about, row["comes_on"], row["changes"])


async def ended(desk: Desk, event: dict[str, Any]) -> None:
    """To whom takes a box that comes no more."""
    async with desk.read() as work:
        rows = await work.rows(
            """SELECT s.id, s.agent_id, b.name FROM box_subscription s
            JOIN goods_box b ON b.cooperative_id = s.cooperative_id AND b.id = s.box_id
            WHERE s.cooperative_id = $1 AND s.box_id = $2 AND s.ended_at = b.closed_at ORDER BY s.id""",
            work.cooperative_id, UUID(event["box_id"]),
        )  # fmt: skip
    for row in rows:
        await _tell(desk, row["agent_id"], row["name"], "ended", f"box-ended:{row['id']}", None, [])


async def _tell(
    desk: Desk,
    agent_id: UUID,
    name: dict[str, str],
    kind: str,
    about: str,
    day: date | None,
    changes: list[dict[str, Any]],
) -> None:
    reader = await reader_of(desk, agent_id, on_paper=True)
    if reader is None:
        return
    addresses: PublicAddresses = desk.port(Addresses)
    language = reader.language
    told = [
        (Text.stored(one["title"]).read(language), Text.stored(one["instead"]).read(language) if one["instead"] else "")
        for one in changes
    ]
    written = write(
        kind,
        person=reader.name,
        box=Text.stored(name).read(language),
        day=write_day(day, language) if day else "",
        changes=told,
        language=language,
        link=addresses.page(reader.slug, "/boxes/mine", language),
    )
    await send(desk, reader, written, about)
