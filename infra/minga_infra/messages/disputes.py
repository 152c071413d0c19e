"""Letters about disputed card payments: to the officers who answer them, and to the makers whose earnings wait for the outcome."""

import hashlib
from typing import Any
from uuid import UUID

from minga_frontend.coordination.letters import write
from minga_infra.addresses import PublicAddresses
from minga_platform.governance.proposals.commands.notifying import way_to
from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import Text, write_money
from minga_platform.kernel.messages import Message, Messages
from minga_platform.market.payments.flows import Addresses

_OFFICERS = ("coordinator", "treasurer", "officer")


async def opened(desk: Desk, event: dict[str, Any]) -> None:
    """A dispute was heard of: until when it can be answered."""
    await _tell(desk, UUID(event["dispute_id"]), "opened")


async def decided(desk: Desk, event: dict[str, Any]) -> None:
    """It was won or lost."""
    await _tell(desk, UUID(event["dispute_id"]), "won" if event["won"] else "lost")


async def _tell(desk: Desk, dispute_id: UUID, kind: str) -> None:
    """The same event is the same messages. Makers are told by their stall's money page, officers by the dispute's."""
    async with desk.work() as work:
        row = await work.row(
            """SELECT d.id, d.amount_minor, d.currency, d.due_at, o.number, o.id AS order_id, c.slug, c.name, c.language, c.zone FROM dispute d
               JOIN sale_order o ON o.cooperative_id = d.cooperative_id AND o.id = d.order_id
               JOIN cooperative c ON c.id = d.cooperative_id WHERE d.cooperative_id = $1 AND d.id = $2""",
            work.cooperative_id,
            dispute_id,
        )
        if row is None:
            return
        officers = await work.rows(
            "SELECT DISTINCT agent_id FROM role_grant WHERE cooperative_id = $1 AND role = ANY ($2) AND ended_at IS NULL "
            "AND (until IS NULL OR until > $3) ORDER BY 1",
            work.cooperative_id,
            list(_OFFICERS),
            work.now,
        )
        makers = await work.rows(
            "SELECT DISTINCT t.agent_id, t.id AS stall_id FROM seller_order s JOIN stall t ON t.cooperative_id = s.cooperative_id AND t.id = s.stall_id "
            "WHERE s.cooperative_id = $1 AND s.order_id = $2 AND t.agent_id IS NOT NULL ORDER BY 1",
            work.cooperative_id, row["order_id"],
        )  # fmt: skip
        told: dict[UUID, tuple[str, UUID | None]] = {one["agent_id"]: ("officer", None) for one in officers}
        for one in makers:
            told.setdefault(one["agent_id"], ("maker", one["stall_id"]))
        reached = [(agent_id, role, stall, await way_to(work, agent_id)) for agent_id, (role, stall) in told.items()]
    addresses: PublicAddresses = desk.port(Addresses)
    for agent_id, role, stall_id, to in reached:
        page = (
            addresses.page(row["slug"], f"/coordination/disputes/{ids.encode('dispute', dispute_id)}", to.language)
            if stall_id is None
            else addresses.stall_money_page(row["slug"], ids.encode("stall", stall_id), to.language)
        )
        written = write(
            kind,
            role=role,
            person=to.name,
            cooperative=Text.stored(row["name"]).read(to.language, row["language"]),
            number=row["number"],
            amount=write_money(row["amount_minor"], row["currency"], to.language),
            until=row["due_at"],
            language=to.language,
            zone=row["zone"],
            page=page,
            by_phone=to.channel == "phone",
        )
        digest = hashlib.sha256(f"{desk.here}:dispute {kind}:{dispute_id}:{agent_id}".encode()).digest()
        await desk.port(Messages).send(
            Message(UUID(bytes=digest[:16], version=5), to.channel, to.to, written.subject, written.text, to.language)  # type: ignore[arg-type]
        )
