"""Who is written to about works of the commons: everybody whom a safety notice concerns, once."""

from typing import Any
from uuid import UUID

from minga_frontend.registry.letters import write
from minga_infra.addresses import PublicAddresses
from minga_infra.messages.register import Reader, reader_of, send
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import Text
from minga_platform.kernel.messages import Messages
from minga_platform.market.payments.flows import Addresses

_WAITING = """SELECT d.id, d.agent_id, d.mail, d.phone, n.text, r.version, a.slug AS design, a.title, c.slug, c.name, c.language, c.zone
FROM safety_delivery d
JOIN safety_notice n ON n.cooperative_id = d.cooperative_id AND n.id = d.notice_id
JOIN release r ON r.cooperative_id = n.cooperative_id AND r.id = n.release_id
JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
JOIN cooperative c ON c.id = d.cooperative_id
WHERE d.cooperative_id = $1 AND d.notice_id = $2 AND d.sent_at IS NULL ORDER BY d.id"""


async def warn(desk: Desk, event: dict[str, Any]) -> None:
    """Each letter in its turn; one that cannot go does not keep the others back, and is tried again with the job."""
    if Messages not in desk.ports:
        return
    async with desk.read() as work:
        waiting = await work.rows(_WAITING, desk.here, UUID(event["notice_id"]))
    problems: list[Exception] = []
    for row in waiting:
        try:
            await _send(desk, row)
        except Exception as problem:  # noqa: BLE001 - one carrier that is down must not keep a warning from the others
            problems.append(problem)
    if problems:
        raise ExceptionGroup("safety notices that could not go", problems)


async def _send(desk: Desk, row: Any) -> None:
    reader = await reader_of(desk, row["agent_id"]) if row["agent_id"] else _outside(row)
    if reader is not None:
        addresses: PublicAddresses = desk.port(Addresses)
        written = write(
            language=reader.language,
            name=reader.name,
            cooperative=reader.cooperative,
            title=Text.stored(row["title"]).read(reader.language, row["language"]),
            version=row["version"],
            text=Text.stored(row["text"]).read(reader.language, row["language"]),
            link=addresses.page(reader.slug, f"/commons/designs/{row['design']}", reader.language),
            by_phone=reader.channel == "phone",
        )
        await send(desk, reader, written, f"safety:{row['id']}")

    # Who has no address at all sees the notice on the work's page; she is not tried again for ever.
    async def done(work: Any) -> None:
        await work.execute(
            "UPDATE safety_delivery SET sent_at = $3 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            row["id"],
            work.now,
        )

    await desk.run(done)


def _outside(row: Any) -> Reader:
    """Somebody who is known by her mail address or her phone alone; she is written to in the co-op's language."""
    name = Text.stored(row["name"]).read(row["language"])
    to = row["mail"] or row["phone"]
    return Reader("mail" if row["mail"] else "phone", to, to, row["language"], name, row["slug"], row["zone"])
