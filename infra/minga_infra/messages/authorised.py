"""Letters about cards that are charged at the hand-over: to officers, when a bank keeps the money for a short while only."""

import hashlib
from typing import Any
from uuid import UUID

from minga_frontend.coordination.lapse_letters import write
from minga_infra.addresses import PublicAddresses
from minga_platform.governance.proposals.commands.notifying import way_to
from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import write_money
from minga_platform.kernel.messages import Message, Messages
from minga_platform.market.payments.flows import Addresses
from minga_platform.rules import queries as rules

_OFFICERS = ("coordinator", "treasurer", "officer")


async def lapses(desk: Desk, event: dict[str, Any]) -> None:
    """To each officer by her channel; the same event is the same messages. Nothing where the money was taken meanwhile."""
    payment_id = UUID(event["payment_id"])
    async with desk.work() as work:
        row = await work.row(
            """SELECT p.amount_minor, p.currency, p.authorised_until, o.number, o.id AS order_id, c.slug, c.zone FROM payment p
               JOIN sale_order o ON o.cooperative_id = p.cooperative_id AND o.id = p.order_id
               JOIN cooperative c ON c.id = p.cooperative_id WHERE p.cooperative_id = $1 AND p.id = $2 AND p.state = 'authorised'""",
            work.cooperative_id,
            payment_id,
        )
        if row is None:
            return
        taken_hours = await rules.number_at(work, "market.card_capture_hours")
        officers = await work.rows(
            "SELECT DISTINCT agent_id FROM role_grant WHERE cooperative_id = $1 AND role = ANY ($2) AND ended_at IS NULL "
            "AND (until IS NULL OR until > $3) ORDER BY 1",
            work.cooperative_id,
            list(_OFFICERS),
            work.now,
        )
        reached = [(one["agent_id"], await way_to(work, one["agent_id"])) for one in officers]
    addresses: PublicAddresses = desk.port(Addresses)
    for agent_id, to in reached:
        written = write(
            person=to.name,
            number=row["number"],
            amount=write_money(row["amount_minor"], row["currency"], to.language),
            until=row["authorised_until"],
            taken_hours=taken_hours,
            language=to.language,
            zone=row["zone"],
            page=addresses.page(row["slug"], f"/coordination/orders/{ids.encode('ord', row['order_id'])}", to.language),
            by_phone=to.channel == "phone",
        )
        digest = hashlib.sha256(f"{desk.here}:authorisation lapses:{payment_id}:{agent_id}".encode()).digest()
        await desk.port(Messages).send(
            Message(UUID(bytes=digest[:16], version=5), to.channel, to.to, written.subject, written.text, to.language)  # type: ignore[arg-type]
        )
