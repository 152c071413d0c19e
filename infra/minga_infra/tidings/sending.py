"""One letter to one person, in her language and by her own channel; the same cause is the same message."""

import hashlib
from typing import Any
from uuid import UUID

from minga_frontend.tidings.letters import write
from minga_infra.addresses import PublicAddresses
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import Text
from minga_platform.kernel.messages import Message, Messages
from minga_platform.kernel.work import Work
from minga_platform.market.payments.flows import Addresses

_REACH = """SELECT coalesce(a.name, p.name) AS name, p.language, (SELECT i.kind || ':' || i.value FROM identifier i WHERE i.person_id = p.id
        AND i.kind IN ('mail', 'phone') AND i.proven_at IS NOT NULL ORDER BY i.kind = 'mail' DESC, i.created_at LIMIT 1) AS address
    FROM person p LEFT JOIN agent a ON a.cooperative_id = $1 AND a.person_id = p.id WHERE p.id = $2"""


class To:
    """Whom a letter goes to: a person by her proven address (else on paper), or a guest as an order names her."""

    __slots__ = ("address", "channel", "language", "name")

    def __init__(self, name: str, language: str, channel: str, address: str) -> None:
        self.name, self.language, self.channel, self.address = name, language, channel, address


async def person(work: Work, person_id: UUID) -> To | None:
    """For the worker, which alone may read addresses of others."""
    row = await work.row(_REACH, work.cooperative_id, person_id)
    if row is None:
        return None
    channel, _, address = (row["address"] or "paper:").partition(":")
    return To(row["name"], row["language"], channel, address or row["name"])


def guest(contact: dict[str, Any], language: str) -> To:
    """By mail where there is one, else by phone, else on paper at the pickup point."""
    name = str(contact.get("name") or "")
    for channel in ("mail", "phone"):
        if contact.get(channel):
            return To(name, language, channel, str(contact[channel]))
    return To(name, language, "paper", name)


async def keepers(work: Work, stall_id: UUID) -> list[tuple[UUID, To]]:
    """All who keep a stall."""
    rows = await work.rows(
        """SELECT a.person_id FROM stall_keeper k JOIN agent a ON a.cooperative_id = k.cooperative_id AND a.id = k.agent_id
           WHERE k.cooperative_id = $1 AND k.stall_id = $2 AND a.person_id IS NOT NULL ORDER BY k.since, k.id""",
        work.cooperative_id,
        stall_id,
    )
    reached = [(row["person_id"], await person(work, row["person_id"])) for row in rows]
    return [(person_id, to) for person_id, to in reached if to is not None]


class Place:
    """The co-op as letters name it."""

    __slots__ = ("language", "names", "slug", "zone")

    def __init__(self, row: Any) -> None:
        self.slug, self.names, self.language, self.zone = row["slug"], row["name"], row["language"], row["zone"]

    def said(self, texts: dict[str, str], language: str) -> str:
        """Content in a reader's language, else in the co-op's own."""
        return Text.stored(texts).read(language, self.language)


async def place(work: Work) -> Place:
    """The unit's co-op."""
    return Place(
        await work.row("SELECT slug, name, language, zone FROM cooperative WHERE id = $1", work.cooperative_id)
    )


async def send(
    desk: Desk, at: Place, to: To, kind: str, *, about: str, path: str = "", page: str = "", **facts: Any
) -> None:
    """`about`: what makes this letter the one it is. `path`: where it leads within the co-op; `page`: a whole address."""
    addresses: PublicAddresses = desk.port(Addresses)
    written = write(
        kind,
        cooperative=at.said(at.names, to.language),
        name=to.name,
        language=to.language,
        zone=at.zone,
        page=page or addresses.page(at.slug, path, to.language),
        by_phone=to.channel == "phone",
        **facts,
    )
    digest = hashlib.sha256(f"{desk.here}:{kind}:{about}".encode()).digest()
    await desk.port(Messages).send(
        Message(UUID(bytes=digest[:16], version=5), to.channel, to.address, written.subject, written.text, to.language)  # type: ignore[arg-type]
    )
