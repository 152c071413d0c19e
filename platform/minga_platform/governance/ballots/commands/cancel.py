"""Calling a vote off before it closes: the only way to change anything about it, together with a new announcement."""

from uuid import UUID

from minga_platform.governance.ballots.errors import ElectionOff, VotingClosed
from minga_platform.governance.ballots.events import ElectionCancelled
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.work import Work

_LONGEST_REASON = 500


async def cancel(work: Work, *, election_id: UUID, reason: str, by_agent_id: UUID | None = None) -> None:
    """Call a vote off; what was cast is thrown away uncounted. Rights are the caller's to ask for.

    Refuses: NotFound, ElectionOff, VotingClosed, InvalidInput. Announces: ElectionCancelled.
    """
    text = reason.strip()
    if not 1 <= len(text) <= _LONGEST_REASON:
        raise InvalidInput("reason", "length", "1", str(_LONGEST_REASON))
    closes_at = await work.value(
        "SELECT closes_at FROM election WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, election_id
    )
    if closes_at is None:
        raise NotFound
    # The same lock as casting and closing; the clock is read after it.
    await work.execute("SELECT pg_advisory_xact_lock(hashtextextended('election ' || $1::text, 0))", str(election_id))
    if await work.fresh_now() >= closes_at:
        raise VotingClosed(closes_at)
    fresh = await work.execute(
        """INSERT INTO election_cancelled (cooperative_id, id, election_id, reason, at, by_agent_id)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING""",
        work.cooperative_id, ids.new(), election_id, text, work.now, by_agent_id,
    )  # fmt: skip
    if not fresh:
        raise ElectionOff
    await work.execute("SELECT box.discard($1)", election_id)
    work.emit(ElectionCancelled(election_id=election_id))
