"""Who is written to about the register, and what is said: in the person's own language, by mail or text message."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from minga_frontend.membership.letters import Written
from minga_frontend.register.letters import write
from minga_infra.addresses import PublicAddresses
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import Text, write_money
from minga_platform.kernel.messages import Channel, Message, Messages
from minga_platform.market.payments.flows import Addresses


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets a letter, and the co-op that it is from; `cooperative` in her language."""

    channel: Channel
    to: str
    name: str
    language: str
    cooperative: str
    slug: str
    zone: str


async def reader_of(desk: Desk, agent_id: UUID) -> Reader | None:
    """Whoever acts for the agent: herself, or an organisation's representative. None where nobody has a proven address."""
    async with desk.read() as work:
        row = await work.row(
            """SELECT c.slug, c.name, c.language, c.zone, coalesce(a.person_id, r.person_id) AS person_id FROM cooperative c
               JOIN agent a ON a.cooperative_id = c.id AND a.id = $2
               LEFT JOIN representative x ON x.cooperative_id = c.id AND x.organisation_id = a.id AND x.ended_at IS NULL
               LEFT JOIN agent r ON r.cooperative_id = c.id AND r.id = x.agent_id
               WHERE c.id = $1""",
            work.cooperative_id,
            agent_id,
        )
    if row is None or row["person_id"] is None:
        return None
    async with desk.read(row["person_id"]) as work:
        to = await work.row(
            """SELECT i.kind, i.value, p.name, p.language FROM person p
               JOIN identifier i ON i.person_id = p.id AND i.kind IN ('mail', 'phone') AND i.proven_at IS NOT NULL
               WHERE p.id = $1 ORDER BY i.kind, i.created_at LIMIT 1""",
            row["person_id"],
        )
    if to is None:
        return None
    cooperative = Text.stored(row["name"]).read(to["language"], row["language"])
    return Reader(to["kind"], to["value"], to["name"], to["language"], cooperative, row["slug"], row["zone"])


async def send(desk: Desk, reader: Reader, written: Written, about: str) -> None:
    """Hand a letter over; the same `about` to the same reader is the same message."""
    digest = hashlib.sha256(f"{desk.here}:{about}".encode()).digest()
    message_id = UUID(bytes=digest[:16], version=5)
    await desk.port(Messages).send(
        Message(message_id, reader.channel, reader.to, written.subject, written.text, reader.language)
    )


async def tell(desk: Desk, kind: str, agent_id: UUID, about: str, path: str, note: Any = "") -> None:
    """Write to whoever acts for the agent. Nobody with an account: nobody.

    `note`: text, or (minor, currency). The same event is the same message.
    """
    reader = await reader_of(desk, agent_id)
    if reader is None:
        return
    addresses: PublicAddresses = desk.port(Addresses)
    written = write(
        kind,
        cooperative=reader.cooperative,
        person=reader.name,
        language=reader.language,
        link=addresses.page(reader.slug, path, reader.language),
        note=note if isinstance(note, str) else write_money(note[0], note[1], reader.language),
    )
    await send(desk, reader, written, f"{kind}:{about}:{agent_id}")


async def applied(desk: Desk, event: dict[str, Any]) -> None:
    """To the applicant."""
    await tell(desk, "applied", UUID(event["agent_id"]), event["application_id"], "/join")


async def admitted(desk: Desk, event: dict[str, Any]) -> None:
    """To the new member."""
    await tell(desk, "admitted", UUID(event["agent_id"]), event["application_id"], "/membership")


async def refused(desk: Desk, event: dict[str, Any]) -> None:
    """To the applicant, with the reason."""
    async with desk.read() as work:
        reason = await work.value(
            "SELECT reason FROM application WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            UUID(event["application_id"]),
        )
    await tell(desk, "refused", UUID(event["agent_id"]), event["application_id"], "/join", reason or "")


async def reminded(desk: Desk, event: dict[str, Any]) -> None:
    """To the member whose dues are open."""
    async with desk.read() as work:
        row = await work.row(
            """SELECT m.agent_id, d.amount_minor, d.currency FROM due d
               JOIN membership m ON m.cooperative_id = d.cooperative_id AND m.id = d.membership_id
               WHERE d.cooperative_id = $1 AND d.id = $2""",
            work.cooperative_id,
            UUID(event["due_id"]),
        )
    if row is not None:
        amount = (row["amount_minor"], row["currency"])
        await tell(desk, "dues", row["agent_id"], event["due_id"], "/membership", amount)
