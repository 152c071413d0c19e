"""Status: an agent says what it is, and peers confirm it, for as long as the members decided that such a word holds."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from minga_commons.attestation import errors
from minga_commons.attestation.commands import claims
from minga_commons.attestation.kinds import STATUSES
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.access import require
from minga_platform.rules import queries as rules

RENEWED_FROM: Final = timedelta(days=60)
"""A status may be claimed anew this long before it runs out, so that nobody falls into a gap."""


async def claim_status(
    work: Work,
    viewer: Viewer,
    *,
    status: str,
    statement: str,
    evidence: Sequence[dict[str, Any]] = (),
    score: int | None = None,
    jurisdiction: str = "",
    agent_id: UUID | None = None,
) -> UUID:
    """Say that one is, for instance, a co-operative; peers are asked to confirm it. Returns the claim's id.

    `agent_id`: another agent, such as an organisation without an account of its own; that needs `commons.keep`.
    `score`: of a `contributor` only. Needs as many members as the rule says, and holds as long as the rule says.
    Refuses: NotAllowed, InvalidInput, NotFound, StatusOpen (it is claimed or recognised, and not about to run out).
    """
    by = await require(work, viewer, "commons.write")
    about = agent_id or by
    if about != by:
        await require(work, viewer, "commons.keep")
    if status not in STATUSES:
        raise InvalidInput("status", "choice")
    if (status == "contributor") != (score is not None):
        raise InvalidInput("score", "required" if score is None else "choice")
    if score is not None and not 1 <= score <= 1_000_000:
        raise InvalidInput("score", "range", minimum="1", maximum="1000000")
    if jurisdiction and not (len(jurisdiction) == 2 and jurisdiction.isascii() and jurisdiction.isupper()):
        raise InvalidInput("jurisdiction", "country")
    if not statement.strip():
        raise InvalidInput("statement", "required")
    # Two claims of one status at once would let an old one and its renewal be told as two; the agent's row is the lock.
    await work.value(
        "SELECT id FROM agent WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, about
    )
    open_one = await work.value(
        """SELECT c.state FROM status_claim s JOIN claim c ON c.cooperative_id = s.cooperative_id AND c.id = s.claim_id
           WHERE s.cooperative_id = $1 AND s.agent_id = $2 AND s.status = $3 AND c.state IN ('open', 'recognised', 'disputed')
             AND c.expires_at > $4 LIMIT 1""",
        work.cooperative_id,
        about,
        status,
        work.now + RENEWED_FROM,
    )
    if open_one is not None:
        raise errors.StatusOpen
    status_id = ids.new()
    days = await rules.number_at(work, "attestation.status_days", work.now)
    claim_id = await claims.claim(
        work,
        viewer,
        subject_kind="status",
        subject_id=status_id,
        about_agent_id=about,
        needs=await rules.number_at(work, "attestation.status_needs", work.now),
        expires_at=work.now + timedelta(days=days),
        statement=statement.strip(),
        evidence=evidence,
    )
    await work.execute(
        """INSERT INTO status_claim (cooperative_id, id, agent_id, status, score, jurisdiction, claim_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        work.cooperative_id, status_id, about, status, score, jurisdiction, claim_id,
    )  # fmt: skip
    return claim_id
