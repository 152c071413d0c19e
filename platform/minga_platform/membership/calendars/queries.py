"""Whose calendar an address is."""

from datetime import datetime

from minga_platform.kernel.secrets import digest
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

_LONGEST = 100


async def link_made_at(work: Work, viewer: Viewer) -> datetime | None:
    """Since when the asker's calendar has an address; None while it has none, for a helper, and for who is not known here."""
    present = None if viewer.for_person_id else await access.standing(work, viewer)
    if present is None:
        return None
    found: datetime | None = await work.value(
        "SELECT made_at FROM calendar_link WHERE cooperative_id = $1 AND agent_id = $2 AND ended_at IS NULL",
        work.cooperative_id,
        present.agent_id,
    )
    return found


async def reader_by(work: Work, token: str, language: str) -> Viewer | None:
    """Whom a token's calendar belongs to, as one who reads without a session; None for a token that does not hold.

    She has no session and proved nothing, so nothing that asks for either can be done as her. An account that was erased
    leaves no person behind the agent, and so no reader.
    """
    if not 20 <= len(token) <= _LONGEST:
        return None
    person_id = await work.value(
        """SELECT a.person_id FROM calendar_link c JOIN agent a ON a.cooperative_id = c.cooperative_id AND a.id = c.agent_id
           WHERE c.cooperative_id = $1 AND c.token_hash = $2 AND c.ended_at IS NULL""",
        work.cooperative_id,
        digest(token),
    )
    return None if person_id is None else Viewer(person_id=person_id, language=language)
