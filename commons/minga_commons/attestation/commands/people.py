"""What bears on somebody's word: households, and attestors who are not to be relied on."""

from datetime import datetime
from uuid import UUID

from minga_commons.attestation import errors, weighing
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.access import may, require


async def say_household(work: Work, viewer: Viewer, *, agent_id: UUID, other_id: UUID | None = None) -> UUID:
    """Say that one shares a household with somebody; a keeper of the commons may say it of two others.

    Saying it takes weight from words and gives none, so either of the two may; ending it needs a keeper (`end_household`),
    for else it would be ended before an attestation and said again after it.
    Refuses: NotAllowed, InvalidInput (with oneself), NotFound.
    """
    by = await require(work, viewer, "commons.write")
    first = by if other_id is None else other_id
    if first != by:
        await require(work, viewer, "commons.keep")
    if first == agent_id:
        raise InvalidInput("agent_id", "choice")
    known = await work.value(
        "SELECT count(*) FROM agent WHERE cooperative_id = $1 AND id = ANY($2::uuid[]) AND kind = 'person'",
        work.cooperative_id,
        [first, agent_id],
    )
    if known != 2:
        raise NotFound
    await weighing.lock(work)
    one, other = sorted((first, agent_id))
    made = ids.new()
    written = await work.execute(
        """INSERT INTO household_tie (cooperative_id, id, agent_id, other_id, said_by_agent_id, since)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING""",
        work.cooperative_id, made, one, other, by, work.now,
    )  # fmt: skip
    if not written:
        known_id: UUID = await work.value(
            """SELECT id FROM household_tie WHERE cooperative_id = $1 AND agent_id = $2 AND other_id = $3
               AND ended_at IS NULL""",
            work.cooperative_id,
            one,
            other,
        )
        return known_id
    await _weigh_all_of(work, await _household_of(work, one))
    return made


async def end_household(work: Work, viewer: Viewer, *, tie_id: UUID) -> None:
    """Two share a household no more. Needs `commons.keep`. Refuses: NotAllowed, NotFound, OwnCase."""
    by = await require(work, viewer, "commons.keep")
    await weighing.lock(work)
    tie = await work.row(
        "SELECT agent_id, other_id FROM household_tie WHERE cooperative_id = $1 AND id = $2 AND ended_at IS NULL FOR UPDATE",
        work.cooperative_id,
        tie_id,
    )
    if tie is None:
        raise NotFound
    if by in (tie["agent_id"], tie["other_id"]):
        raise errors.OwnCase
    around = await _household_of(work, tie["agent_id"])
    await work.execute(
        "UPDATE household_tie SET ended_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, tie_id, work.now,
    )  # fmt: skip
    await _weigh_all_of(work, around)


async def revoke_attestor(
    work: Work, viewer: Viewer, *, agent_id: UUID, reason: str, words_since: datetime | None = None
) -> UUID:
    """A member's word has no weight any more, every one since `words_since`, or all she ever gave. Needs `commons.keep`.

    Refuses: NotAllowed, NotFound, InvalidInput (no reason), OwnCase. Announces: ClaimLost for what stood on her word.
    """
    by = await require(work, viewer, "commons.keep")
    if by == agent_id:
        raise errors.OwnCase
    if not reason.strip():
        raise InvalidInput("reason", "required")
    if len(reason) > 2000:
        raise InvalidInput("reason", "too_long", maximum="2000")
    known = await work.value(
        "SELECT true FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, agent_id
    )
    if not known:
        raise NotFound
    await weighing.lock(work)
    made = ids.new()
    written = await work.execute(
        """INSERT INTO attestor_revocation (cooperative_id, id, agent_id, reason, words_since, revoked_at, revoked_by_agent_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING""",
        work.cooperative_id, made, agent_id, reason.strip(), words_since, work.now, by,
    )  # fmt: skip
    if not written:
        known_id: UUID = await work.value(
            "SELECT id FROM attestor_revocation WHERE cooperative_id = $1 AND agent_id = $2 AND ended_at IS NULL",
            work.cooperative_id,
            agent_id,
        )
        return known_id
    await _weigh_words_of(work, agent_id)
    return made


async def restore_attestor(work: Work, viewer: Viewer, *, agent_id: UUID) -> None:
    """Her word counts again. Needs `commons.keep`. Refuses: NotAllowed, OwnCase, NotFound."""
    by = await require(work, viewer, "commons.keep")
    if by == agent_id:
        raise errors.OwnCase
    await weighing.lock(work)
    ended = await work.execute(
        "UPDATE attestor_revocation SET ended_at = $3 WHERE cooperative_id = $1 AND agent_id = $2 AND ended_at IS NULL",
        work.cooperative_id,
        agent_id,
        work.now,
    )
    if not ended:
        raise NotFound
    await _weigh_words_of(work, agent_id)


async def sees_households(work: Work, viewer: Viewer) -> bool:
    """Whether the asker sees the ties of others."""
    return await may(work, viewer, "commons.keep")


async def _household_of(work: Work, agent_id: UUID) -> list[UUID]:
    rows = await work.rows(
        """WITH RECURSIVE home (agent_id) AS (
               SELECT $2::uuid
               UNION
               SELECT CASE WHEN t.agent_id = h.agent_id THEN t.other_id ELSE t.agent_id END
               FROM home h JOIN household_tie t ON t.cooperative_id = $1 AND t.ended_at IS NULL
                    AND h.agent_id IN (t.agent_id, t.other_id))
           SELECT agent_id FROM home""",
        work.cooperative_id,
        agent_id,
    )
    return [row["agent_id"] for row in rows]


async def _weigh_all_of(work: Work, agents: list[UUID]) -> None:
    """Claims about one of them for which another has spoken."""
    rows = await work.rows(
        """SELECT DISTINCT c.id FROM claim c
           JOIN attestation a ON a.cooperative_id = c.cooperative_id AND a.claim_id = c.id
           WHERE c.cooperative_id = $1 AND c.about_agent_id = ANY($2::uuid[]) AND a.by_agent_id = ANY($2::uuid[])""",
        work.cooperative_id,
        agents,
    )
    await weighing.weigh(work, [row["id"] for row in rows])


async def _weigh_words_of(work: Work, agent_id: UUID) -> None:
    rows = await work.rows(
        "SELECT DISTINCT claim_id FROM attestation WHERE cooperative_id = $1 AND by_agent_id = $2",
        work.cooperative_id,
        agent_id,
    )
    await weighing.weigh(work, [row["claim_id"] for row in rows])
