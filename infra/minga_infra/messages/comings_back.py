"""Who is told of times that do not take place and of goods that come back; letters to the keepers of stalls."""

import hashlib
from collections.abc import Sequence
from typing import cast
from uuid import UUID

from minga_frontend.returns.letters import write_to_keeper
from minga_infra.addresses import PublicAddresses
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import write_quantity
from minga_platform.kernel.messages import Channel, Message, Messages
from minga_platform.market.catalog.queries.keepers import told_of_orders
from minga_platform.market.payments.flows import Addresses
from minga_platform.market.returns import queries
from minga_platform.market.returns.queries import ReturnRow


async def orders_in(desk: Desk, slot_id: UUID) -> list[UUID]:
    """The living orders of a slot that is closed."""
    async with desk.read() as work:
        rows = await work.rows(
            "SELECT o.id FROM sale_order o JOIN slot s ON s.cooperative_id = o.cooperative_id AND s.id = o.slot_id AND s.state = 'closed' "
            "WHERE o.cooperative_id = $1 AND o.slot_id = $2 AND o.state IN ('awaiting_payment', 'placed') ORDER BY o.id",
            work.cooperative_id, slot_id,
        )  # fmt: skip
    return [row["id"] for row in rows]


async def declared(desk: Desk, declaration_id: UUID) -> list[ReturnRow]:
    """What a buyer declared at once."""
    async with desk.read() as work:
        return await queries.of_declaration(work, declaration_id)


async def tell_keepers(desk: Desk, rows: Sequence[ReturnRow]) -> None:
    """To the keepers of each stall, in their own languages, with what comes back. A part that ended is told as an ending."""
    addresses: PublicAddresses = desk.port(Addresses)
    for row in rows:
        if row.part_state == "cancelled":
            continue
        shortened = row.state == "settled"
        async with desk.read() as work:
            place = await work.row("SELECT slug, zone FROM cooperative WHERE id = $1", work.cooperative_id)
            keepers = await told_of_orders(work, row.stall_id)
        assert place is not None
        for keeper in keepers:
            written = write_to_keeper(
                kind=row.kind,
                number=row.order_number,
                stall=row.stall_name,
                name=row.name,
                reason=row.reason,
                goods=[
                    f"{write_quantity(line.quantity, line.unit, keeper.language)}  {line.title}" for line in row.lines
                ],
                refund_by=None if shortened else row.refund_by,
                language=keeper.language,
                zone=place["zone"],
                page=addresses.page(
                    place["slug"], f"/stall/{keeper.stall_slug}/{'orders' if shortened else 'returns'}", keeper.language
                ),
                by_phone=keeper.channel == "phone",
            )
            digest = hashlib.sha256(f"{desk.here}:return:{row.id}:{keeper.person_id}".encode()).digest()
            message_id, channel = UUID(bytes=digest[:16], version=5), cast("Channel", keeper.channel)
            await desk.port(Messages).send(
                Message(message_id, channel, keeper.address, written.subject, written.text, keeper.language)
            )
