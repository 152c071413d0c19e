"""Who is written to about the register, and what is said: in the person's own language, by mail or text
message; and on paper, for who has neither."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_frontend.membership.letters import Written
from minga_frontend.register.letters import write
from minga_infra.addresses import PublicAddresses
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import Text, write_long_day, write_money
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


async def reader_of(desk: Desk, agent_id: UUID, *, on_paper: bool = False) -> Reader | None:
    """Whoever acts for the agent: herself, or an organisation's representative. Where nobody has a proven address: None, or,
    with `on_paper`, a letter to print and hand over."""
    async with desk.read() as work:
        row = await work.row(
            """SELECT c.slug, c.name, c.language, c.zone, a.name AS called, coalesce(a.person_id, r.person_id) AS person_id FROM cooperative c
               JOIN agent a ON a.cooperative_id = c.id AND a.id = $2
               LEFT JOIN representative x ON x.cooperative_id = c.id AND x.organisation_id = a.id AND x.ended_at IS NULL
               LEFT JOIN agent r ON r.cooperative_id = c.id AND r.id = x.agent_id
               WHERE c.id = $1""",
            work.cooperative_id,
            agent_id,
        )
    if row is None or (row["person_id"] is None and not on_paper):
        return None
    cooperative = Text.stored(row["name"])
    home = row["language"]
    if row["person_id"] is None:
        return Reader(
            "paper", row["called"], row["called"], home, cooperative.read(home, home), row["slug"], row["zone"]
        )
    async with desk.read(row["person_id"]) as work:
        to = await work.row(
            """SELECT i.kind, i.value, p.name, p.language FROM person p
               LEFT JOIN identifier i ON i.person_id = p.id AND i.kind IN ('mail', 'phone') AND i.proven_at IS NOT NULL
               WHERE p.id = $1 ORDER BY i.kind, i.created_at LIMIT 1""",
            row["person_id"],
        )
    if to is None or (to["kind"] is None and not on_paper):
        return None
    said = cooperative.read(to["language"], home)
    return Reader(
        to["kind"] or "paper", to["value"] or to["name"], to["name"], to["language"], said, row["slug"], row["zone"]
    )


async def send(desk: Desk, reader: Reader, written: Written, about: str) -> None:
    """Hand a letter over; the same `about` to the same reader is the same message."""
    digest = hashlib.sha256(f"{desk.here}:{about}".encode()).digest()
    message_id = UUID(bytes=digest[:16], version=5)
    await desk.port(Messages).send(
        Message(message_id, reader.channel, reader.to, written.subject, written.text, reader.language)
    )


async def tell(desk: Desk, kind: str, agent_id: UUID, about: str, path: str, note: Any = "") -> None:
    """Write to whoever acts for the agent, by mail, phone or paper: what concerns one's membership reaches everybody.

    `note`: text, an instant whose day is told, or (minor, currency). The same event is the same message.
    """
    reader = await reader_of(desk, agent_id, on_paper=True)
    if reader is None:
        return
    addresses: PublicAddresses = desk.port(Addresses)
    written = write(
        kind,
        cooperative=reader.cooperative,
        person=reader.name,
        language=reader.language,
        link=addresses.page(reader.slug, path, reader.language),
        note=_noted(note, reader),
    )
    await send(desk, reader, written, f"{kind}:{about}:{agent_id}")


def _noted(note: Any, reader: Reader) -> str:
    if isinstance(note, datetime):
        return write_long_day(note.astimezone(ZoneInfo(reader.zone)).date(), reader.language)
    return note if isinstance(note, str) else write_money(note[0], note[1], reader.language)


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


async def leaving(desk: Desk, event: dict[str, Any]) -> None:
    """To the member who gave notice: the day on which she leaves, and that she may stay."""
    async with desk.read() as work:
        row = await work.row(
            """SELECT n.id, n.leaves_at, m.agent_id FROM notice_of_leaving n
               JOIN membership m ON m.cooperative_id = n.cooperative_id AND m.id = n.membership_id
               WHERE n.cooperative_id = $1 AND n.membership_id = $2 AND n.ended_at IS NULL""",
            work.cooperative_id,
            UUID(event["membership_id"]),
        )
    # Taken back before the letter was written: there is nothing to tell.
    if row is not None:
        await tell(desk, "leaving", row["agent_id"], str(row["id"]), "/membership", row["leaves_at"])


async def share_account(desk: Desk, event: dict[str, Any]) -> None:
    """To a contributor: the account of her shares was told, perhaps not by her."""
    agent_id = UUID(event["agent_id"])
    async with desk.read() as work:
        last = await work.value(
            "SELECT bank_last_four FROM contributor_account WHERE cooperative_id = $1 AND agent_id = $2",
            desk.here,
            agent_id,
        )
    if last:
        await tell(desk, "account", agent_id, desk.cause, "/commons/share", last)


async def payee(desk: Desk, event: dict[str, Any]) -> None:
    """To who keeps a stall: the account of its money was told, perhaps not by her."""
    async with desk.read() as work:
        row = await work.row(
            """SELECT s.agent_id, s.slug, a.bank_last_four FROM stall s
            JOIN seller_account a ON a.cooperative_id = s.cooperative_id AND a.stall_id = s.id
            WHERE s.cooperative_id = $1 AND s.id = $2""",
            desk.here,
            UUID(event["stall_id"]),
        )
    if row is not None and row["bank_last_four"]:
        await tell(desk, "account", row["agent_id"], desk.cause, f"/stall/{row['slug']}/money", row["bank_last_four"])
