"""What comes by itself: members are called by letter, and told when it is off."""

import hashlib
from typing import Any
from uuid import UUID

from minga_platform.governance.assemblies.commands.notifying import served
from minga_platform.governance.assemblies.ports import AssemblyLetter, AssemblyLetterWriter
from minga_platform.governance.proposals.commands.notifying import way_to
from minga_platform.governance.proposals.queries import said
from minga_platform.kernel.jobs import Desk, Reaction, Sweep
from minga_platform.kernel.messages import Message, Messages

_AT_ONCE = 500

# A call to what is over, or off by now, would only confuse; that it is off is told in any case.
_DUE = """SELECT n.id FROM assembly_notice n JOIN assembly a ON a.cooperative_id = n.cooperative_id AND a.id = n.assembly_id
    WHERE n.cooperative_id = $1 AND n.served_at IS NULL AND n.due_at <= $2
        AND (n.purpose = 'cancelled' OR (a.state IN ('called', 'open') AND a.ends_at > $2)) ORDER BY n.id LIMIT $3"""

_LETTER = """SELECT n.agent_id, n.purpose, a.id AS assembly_id, a.number, a.title, a.place, a.begins_at, a.ends_at, a.offers,
        a.cancelled_because, c.slug, c.name, c.zone, c.language
    FROM assembly_notice n JOIN assembly a ON a.cooperative_id = n.cooperative_id AND a.id = n.assembly_id
    JOIN cooperative c ON c.id = n.cooperative_id
    WHERE n.cooperative_id = $1 AND n.id = $2 AND n.served_at IS NULL"""


async def _serve(desk: Desk, _event: dict[str, Any]) -> None:
    await _serve_due(desk)


async def _serve_due(desk: Desk) -> None:
    """Letters that wait, each in a unit of its own: one that cannot go does not hold up the others."""
    if Messages not in desk.ports or AssemblyLetterWriter not in desk.ports:
        return
    async with desk.read() as work:
        waiting = await work.rows(_DUE, desk.here, work.now, _AT_ONCE)
    for row in waiting:
        await _serve_one(desk, row["id"])


async def _serve_one(desk: Desk, notice_id: UUID) -> None:
    async with desk.work() as work:
        row = await work.row(_LETTER, desk.here, notice_id)
        if row is None:
            return
        to = await way_to(work, row["agent_id"])
    write: AssemblyLetterWriter = desk.port(AssemblyLetterWriter)
    written = write(
        AssemblyLetter(
            purpose=row["purpose"],
            slug=row["slug"],
            cooperative=said(row["name"], to.language, row["language"]),
            zone=row["zone"],
            language=to.language,
            name=to.name,
            assembly_id=row["assembly_id"],
            number=row["number"],
            title=said(row["title"], to.language, row["language"]),
            place=row["place"],
            begins_at=row["begins_at"],
            ends_at=row["ends_at"],
            offers=tuple(row["offers"]),
            because=row["cancelled_because"],
            by_phone=to.channel == "phone",
        )
    )
    # The same notice is the same message, however often it is tried: a carrier that has it drops it.
    message_id = UUID(bytes=hashlib.sha256(f"assembly_notice:{notice_id}".encode()).digest()[:16], version=5)
    message = Message(message_id, to.channel, to.to, written.subject, written.text, to.language)  # type: ignore[arg-type]
    await desk.port(Messages).send(message)
    async with desk.work() as work:
        await served(work, notice_id, channel=to.channel, message_id=message_id, text=written.text, served_at=work.now)


REACTIONS = (
    Reaction("AssemblyCalled", "assemblies.call", _serve),
    Reaction("AssemblyCancelled", "assemblies.call_off", _serve),
)
SWEEPS = (Sweep("assemblies.letters", 60.0, _serve_due),)
