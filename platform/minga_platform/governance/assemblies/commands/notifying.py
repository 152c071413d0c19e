"""Letters about assemblies: a row for every member who may come, served by her own channel, with proof."""

import hashlib
from datetime import datetime
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.work import Work
from minga_platform.register import queries as register

_COMES = frozenset({"attend", "vote"})


async def write_to_members(work: Work, assembly_id: UUID) -> None:
    """That everybody who may attend or vote now is to be called; once each, however often it is asked for."""
    members = {one.agent_id for one in await register.register_at(work, work.now) if one.rights & _COMES}
    await _write(work, assembly_id, sorted(members), "call")


async def write_that_it_is_off(work: Work, assembly_id: UUID) -> None:
    """Who was called hears that it does not take place."""
    called = await work.rows(
        "SELECT agent_id FROM assembly_notice WHERE cooperative_id = $1 AND assembly_id = $2 AND purpose = 'call'"
        " ORDER BY agent_id",
        work.cooperative_id, assembly_id,
    )  # fmt: skip
    await _write(work, assembly_id, [row["agent_id"] for row in called], "cancelled")


async def _write(work: Work, assembly_id: UUID, agents: list[UUID], purpose: str) -> None:
    await work.many(
        "INSERT INTO assembly_notice (cooperative_id, id, assembly_id, agent_id, purpose, due_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        [(work.cooperative_id, ids.new(), assembly_id, agent_id, purpose, work.now) for agent_id in agents],
    )


async def served(
    work: Work, notice_id: UUID, *, channel: str, message_id: UUID, text: str, served_at: datetime
) -> None:
    """The proof: how, when, and the hash of what was sent. The first proof stands."""
    await work.execute(
        """UPDATE assembly_notice SET channel = $3, served_at = $4, message_id = $5, message_sha256 = $6
           WHERE cooperative_id = $1 AND id = $2 AND served_at IS NULL""",
        work.cooperative_id, notice_id, channel, served_at, message_id, hashlib.sha256(text.encode()).digest(),
    )  # fmt: skip
