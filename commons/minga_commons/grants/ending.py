"""What runs out soon is told in time, once: certificates, and marks of quality.

Who renewed it meanwhile is not troubled. Nothing ends by this; the dates do that.
"""

from datetime import timedelta
from typing import Final

from minga_commons.grants.commands.certificates import today
from minga_commons.grants.events import GrantEnding, MarkEnding
from minga_platform.kernel.work import Work

WARNED: Final = timedelta(days=30)
"""So long before the end: a standard's visits, and the words for a status, take weeks to gather."""
_MOST: Final = 500


async def warn_of_grants(work: Work) -> int:
    """Announce certificates that end within a month, once each; how many. Safe to repeat.

    Only those that were given for longer than that: a short one says its end in the letter that brings it. Announces: GrantEnding.
    """
    on = await today(work)
    rows = await work.rows(
        """UPDATE licence_grant g SET warned_at = $2 WHERE g.cooperative_id = $1 AND g.id IN (
               SELECT e.id FROM licence_grant e WHERE e.cooperative_id = $1 AND e.revoked_at IS NULL AND e.expired_at IS NULL
                 AND e.warned_at IS NULL AND e.valid_until BETWEEN $3 AND $4 AND e.valid_until - e.valid_from > $5
                 AND NOT EXISTS (SELECT FROM licence_grant n WHERE n.cooperative_id = e.cooperative_id
                     AND n.release_id = e.release_id AND n.agent_id = e.agent_id AND n.acts @> e.acts AND n.revoked_at IS NULL
                     AND (n.valid_until IS NULL OR n.valid_until > e.valid_until))
               ORDER BY e.valid_until, e.id LIMIT $6 FOR UPDATE SKIP LOCKED)
           RETURNING g.id""",
        work.cooperative_id,
        work.now,
        on,
        on + WARNED,
        WARNED.days,
        _MOST,
    )
    for row in rows:
        work.emit(GrantEnding(grant_id=row["id"]))
    return len(rows)


async def warn_of_marks(work: Work) -> int:
    """Announce marks held that end within a month and were not asked for anew, once each; how many. Safe to repeat.

    Announces: MarkEnding.
    """
    rows = await work.rows(
        """UPDATE claim c SET warned_at = $2 WHERE c.cooperative_id = $1 AND c.id IN (
               SELECT e.id FROM claim e
               JOIN quality_mark m ON m.cooperative_id = e.cooperative_id AND m.claim_id = e.id
               JOIN quality_standard s ON s.cooperative_id = m.cooperative_id AND s.id = m.standard_id AND s.ended_at IS NULL
               WHERE e.cooperative_id = $1 AND e.state = 'recognised' AND e.warned_at IS NULL AND e.expires_at > $2
                 AND e.expires_at <= $2 + $3::interval AND e.expires_at - e.claimed_at > $3::interval
                 AND NOT EXISTS (SELECT FROM quality_mark n
                     JOIN claim k ON k.cooperative_id = n.cooperative_id AND k.id = n.claim_id
                     WHERE n.cooperative_id = m.cooperative_id AND n.standard_id = m.standard_id AND n.id > m.id
                       AND (n.stall_id, n.product_id, n.release_id) IS NOT DISTINCT FROM (m.stall_id, m.product_id, m.release_id)
                       AND k.state IN ('open', 'recognised', 'disputed'))
               ORDER BY e.expires_at, e.id LIMIT $4 FOR UPDATE OF e SKIP LOCKED)
           RETURNING c.subject_id""",
        work.cooperative_id,
        work.now,
        WARNED,
        _MOST,
    )
    for row in rows:
        work.emit(MarkEnding(mark_id=row["subject_id"]))
    return len(rows)
