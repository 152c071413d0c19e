"""What comes round by itself: steps whose deadline has passed, appeals that were counted, letters that wait."""

import hashlib
from typing import Any
from uuid import UUID

from minga_platform.governance.grievances.commands.moving import assembly_counted, move_overdue
from minga_platform.governance.grievances.ports import CaseLetter, CaseLetterWriter
from minga_platform.governance.proposals.commands.notifying import way_to
from minga_platform.governance.proposals.queries import said
from minga_platform.kernel.jobs import Desk, Reaction, Sweep
from minga_platform.kernel.messages import Message, Messages


async def _rounds(desk: Desk) -> None:
    await desk.run(move_overdue)
    await _serve_due(desk)


async def _counted(desk: Desk, event: dict[str, Any]) -> None:
    await desk.run(lambda work: assembly_counted(work, UUID(event["election_id"])))


async def _moved(desk: Desk, _event: dict[str, Any]) -> None:
    await _serve_due(desk)


async def _serve_due(desk: Desk) -> None:
    """Letters that wait, each in a unit of its own: one that cannot go does not hold up the others."""
    if Messages not in desk.ports or CaseLetterWriter not in desk.ports:
        return
    async with desk.read() as work:
        waiting = await work.rows(
            "SELECT id FROM grievance_letter WHERE cooperative_id = $1 AND served_at IS NULL ORDER BY id LIMIT 200",
            desk.here,
        )
    problems: list[Exception] = []
    for row in waiting:
        try:
            await _serve_one(desk, row["id"])
        except Exception as problem:  # noqa: BLE001 - one carrier that is down must not keep the others' letters back
            problems.append(problem)
    if problems:
        raise ExceptionGroup("letters about grievances that could not go", problems)


async def _serve_one(desk: Desk, letter_id: UUID) -> None:
    async with desk.work() as work:
        row = await work.row(
            """SELECT l.*, c.slug, c.name, c.zone, c.language, g.election_id FROM grievance_letter l
               JOIN cooperative c ON c.id = l.cooperative_id
               JOIN grievance g ON g.cooperative_id = l.cooperative_id AND g.id = l.grievance_id
               WHERE l.cooperative_id = $1 AND l.id = $2 AND l.served_at IS NULL""",
            desk.here,
            letter_id,
        )
        if row is None:
            return
        to = await way_to(work, row["agent_id"])
    write: CaseLetterWriter = desk.port(CaseLetterWriter)
    written = write(
        CaseLetter(
            purpose=row["purpose"],
            ended=row["ended"],
            due_at=row["due_at"],
            slug=row["slug"],
            cooperative=said(row["name"], to.language, row["language"]),
            zone=row["zone"],
            language=to.language,
            name=to.name,
            grievance_id=row["grievance_id"],
            election_id=row["election_id"] if row["purpose"] == "vote" else None,
            by_phone=to.channel == "phone",
        )
    )
    # The same letter is the same message, however often it is tried: a carrier that has it drops it.
    message_id = UUID(bytes=hashlib.sha256(f"grievance letter:{letter_id}".encode()).digest()[:16], version=5)
    message = Message(message_id, to.channel, to.to, written.subject, written.text, to.language)  # type: ignore[arg-type]
    await desk.port(Messages).send(message)
    async with desk.work() as work:
        await work.execute(
            """UPDATE grievance_letter SET channel = $3, served_at = $4, message_id = $5, message_sha256 = $6
               WHERE cooperative_id = $1 AND id = $2 AND served_at IS NULL""",
            work.cooperative_id, letter_id, to.channel, work.now, message_id, hashlib.sha256(written.text.encode()).digest(),
        )  # fmt: skip


REACTIONS = (
    Reaction("ElectionCounted", "grievances.counted", _counted),
    Reaction("GrievanceMoved", "grievances.letters", _moved),
)
SWEEPS = (Sweep("grievances.rounds", 60.0, _rounds),)
