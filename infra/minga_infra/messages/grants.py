"""Letters about certificates, paid licences and marks: to whoever holds them, and to buyers whom the co-op knows by an order."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_commons.grants.commands.certificates import GRANT
from minga_frontend.grants.letters import write
from minga_infra.addresses import PublicAddresses
from minga_infra.messages.register import Reader, reader_of, send
from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import Text, write_long_day
from minga_platform.market.payments.flows import Addresses

_GRANT = """SELECT g.id, g.agent_id, g.basis, g.valid_until, g.revoked_because,
    g.revoked_by_agent_id, a.title, r.version, c.slug, c.name, c.zone,
    c.language AS home, o.language AS spoken, o.contact
FROM licence_grant g
JOIN cooperative c ON c.id = g.cooperative_id
JOIN release r ON r.cooperative_id = g.cooperative_id AND r.id = g.release_id
JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
LEFT JOIN order_line l ON l.cooperative_id = g.cooperative_id AND l.id = g.order_line_id
LEFT JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
LEFT JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
WHERE g.cooperative_id = $1 AND g.id = $2"""
_MARK = """SELECT m.id, m.agent_id, q.name AS standard, coalesce(t.name, p.title, a.title) AS title, k.state, k.expires_at,
    k.ended_because, c.language AS home
FROM quality_mark m
JOIN cooperative c ON c.id = m.cooperative_id
JOIN quality_standard q ON q.cooperative_id = m.cooperative_id AND q.id = m.standard_id
JOIN claim k ON k.cooperative_id = m.cooperative_id AND k.id = m.claim_id
LEFT JOIN stall t ON t.cooperative_id = m.cooperative_id AND t.id = m.stall_id
LEFT JOIN product p ON p.cooperative_id = m.cooperative_id AND p.id = m.product_id
LEFT JOIN release r ON r.cooperative_id = m.cooperative_id AND r.id = m.release_id
LEFT JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
WHERE m.cooperative_id = $1 AND m.id = $2"""


def _reason(row: Any) -> str:
    """Ends that nobody wrote a sentence for have a word of their own."""
    because: str = row["revoked_because"]
    if row["revoked_by_agent_id"] is None and because.startswith("status "):
        return "status"
    return because


def _buyer(row: Any) -> Reader | None:
    """Who bought without being known here: by the address of her order, in its language."""
    if row["contact"] is None:
        return None
    contact, language = row["contact"], row["spoken"]
    mail, phone, name = contact.get("mail") or "", contact.get("phone") or "", contact.get("name") or ""
    channel: Any = "mail" if mail else "phone" if phone else "paper"
    said = Text.stored(row["name"]).read(language, row["home"])
    return Reader(channel, mail or phone or name, name, language, said, row["slug"], row["zone"])


async def _of_grant(desk: Desk, kind: str, event: dict[str, Any]) -> None:
    async with desk.read() as work:
        row = await work.row(_GRANT, work.cooperative_id, UUID(event["grant_id"]))
    if row is None:
        return
    kind = "bought" if kind == "given" and row["basis"] == "paid" else kind
    reader = await reader_of(desk, row["agent_id"], on_paper=True) if row["agent_id"] else _buyer(row)
    if reader is None:
        return
    addresses: PublicAddresses = desk.port(Addresses)
    title = Text.stored(row["title"]).read(reader.language, row["home"])
    written = write(
        kind,
        cooperative=reader.cooperative,
        person=reader.name,
        language=reader.language,
        title=f"{title} {row['version']}",
        standard="",
        until=write_long_day(row["valid_until"], reader.language) if row["valid_until"] else "",
        because=_reason(row),
        link=addresses.page(reader.slug, f"/commons/certificates/{ids.encode(GRANT, row['id'])}", reader.language),
        by_phone=reader.channel == "phone",
    )
    await send(desk, reader, written, f"grant_{kind}:{row['id']}")


async def given(desk: Desk, event: dict[str, Any]) -> None:
    """To who has a certificate now, or a licence that she bought."""
    await _of_grant(desk, "given", event)


async def ending(desk: Desk, event: dict[str, Any]) -> None:
    """To who holds it, in time."""
    await _of_grant(desk, "ending", event)


async def ended(desk: Desk, event: dict[str, Any]) -> None:
    """To who held it, where it ended before its day; of the day itself she was told in time."""
    if event["cause"] == "revoked":
        await _of_grant(desk, "ended", event)


async def _of_mark(desk: Desk, kind: str, mark_id: UUID, about: str, states: tuple[str, ...]) -> None:
    async with desk.read() as work:
        row = await work.row(_MARK, work.cooperative_id, mark_id)
    if row is None or row["state"] not in states:
        return  # It changed again before the letter was written; that change has a letter of its own.
    reader = await reader_of(desk, row["agent_id"], on_paper=True)
    if reader is None:
        return
    addresses: PublicAddresses = desk.port(Addresses)
    last = (row["expires_at"] - timedelta(seconds=1)).astimezone(ZoneInfo(reader.zone)).date()
    written = write(
        kind,
        cooperative=reader.cooperative,
        person=reader.name,
        language=reader.language,
        title=Text.stored(row["title"]).read(reader.language, row["home"]),
        standard=Text.stored(row["standard"]).read(reader.language, row["home"]),
        until="" if kind == "mark_lost" else write_long_day(last, reader.language),
        because="disputed" if row["state"] == "disputed" else row["ended_because"],
        link=addresses.page(reader.slug, f"/commons/marks/{ids.encode('mark', row['id'])}", reader.language),
        by_phone=reader.channel == "phone",
    )
    await send(desk, reader, written, f"{kind}:{row['id']}:{about}")


async def mark_given(desk: Desk, event: dict[str, Any]) -> None:
    """To who answers for what bears the mark. A mark that was disputed and stands again is told again."""
    if event["subject_kind"] == "mark":
        await _of_mark(desk, "mark_given", UUID(event["subject_id"]), desk.cause, ("recognised",))


async def mark_ending(desk: Desk, event: dict[str, Any]) -> None:
    """To who answers for it, in time to ask anew."""
    await _of_mark(desk, "mark_ending", UUID(event["mark_id"]), "", ("recognised",))


async def mark_lost(desk: Desk, event: dict[str, Any]) -> None:
    """To who answered for it: disputed, refused or revoked. What merely ran out was told in time."""
    if event["subject_kind"] == "mark":
        lost = ("disputed", "refused", "revoked")
        await _of_mark(desk, "mark_lost", UUID(event["subject_id"]), desk.cause, lost)
