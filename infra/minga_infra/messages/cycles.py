"""Letters to the producers of an order cycle. The row of proof names the letter, so it is the same one however often it is sent."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_frontend.cycles.letters import write
from minga_infra.addresses import PublicAddresses
from minga_infra.messages.register import reader_of, send
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import Text, write_moment, write_quantity, write_window
from minga_platform.market.cycles.queries import ordered_from
from minga_platform.market.payments.flows import Addresses


async def told(desk: Desk, event: dict[str, Any]) -> None:
    """To those keepers of the stall who want letters of orders; where none does, to whom the stall belongs: she must know what
    to bring."""
    async with desk.read() as work:
        row = await work.row(
            """SELECT t.what, t.cycle_id, t.stall_id, c.name, c.closes_at, c.cancel_reason, s.name AS stall, s.slug, p.delivers_from, p.delivers_until,
                p.instructions, k.language, ARRAY(SELECT e.agent_id FROM stall_keeper e WHERE e.cooperative_id = t.cooperative_id
                    AND e.stall_id = t.stall_id AND e.order_letters ORDER BY e.id) AS keepers, s.agent_id
            FROM cycle_told t JOIN order_cycle c ON c.cooperative_id = t.cooperative_id AND c.id = t.cycle_id
            JOIN stall s ON s.cooperative_id = t.cooperative_id AND s.id = t.stall_id
            JOIN cooperative k ON k.id = t.cooperative_id
            LEFT JOIN cycle_supply p ON p.cooperative_id = t.cooperative_id AND p.cycle_id = t.cycle_id AND p.stall_id = t.stall_id
            WHERE t.cooperative_id = $1 AND t.id = $2""",
            work.cooperative_id,
            UUID(event["told_id"]),
        )
        if row is None:
            return
        ordered = await ordered_from(work, [row["cycle_id"]], row["stall_id"]) if row["what"] == "closed" else []
    addresses: PublicAddresses = desk.port(Addresses)
    for agent_id in row["keepers"] or [row["agent_id"]]:
        reader = await reader_of(desk, agent_id, on_paper=True)
        if reader is None:
            continue
        zone, language = ZoneInfo(reader.zone), reader.language
        written = write(
            row["what"],
            person=reader.name,
            cooperative=reader.cooperative,
            stall=Text.stored(row["stall"]).read(language, row["language"]),
            cycle=Text.stored(row["name"]).read(language, row["language"]),
            language=language,
            closes=write_moment(row["closes_at"], zone, language),
            delivers=write_window(row["delivers_from"], row["delivers_until"], zone, language)
            if row["delivers_from"]
            else "",
            instructions=row["instructions"] or "",
            reason=row["cancel_reason"],
            goods=[
                (
                    write_quantity(one.quantity, one.unit, language),
                    f"{one.title} ({one.variant_title})" if one.variant_title else one.title,
                )
                for one in ordered
            ],
            link=addresses.page(reader.slug, f"/stall/{row['slug']}/cycles", language),
        )
        await send(desk, reader, written, f"cycle:{event['told_id']}:{agent_id}")
