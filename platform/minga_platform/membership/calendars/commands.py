"""The secret address of one's calendar is made, made anew, and ended."""

from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.secrets import digest, new_token
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access


async def make_link(work: Work, viewer: Viewer) -> str:
    """A new token for the asker's calendar; it is told this once. The one before holds no more.

    Only she herself: whoever helps her may not leave with an address that outlasts the help.
    Refuses: SignInNeeded, NotAllowed (a helper), NotFound (not known here).
    """
    present = await _known(work, viewer)
    # Her agent's row is the lock: two windows that ask at once leave one link that holds.
    await work.value(
        "SELECT id FROM agent WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, present
    )
    await _end(work, present)
    token = new_token()
    await work.execute(
        "INSERT INTO calendar_link (cooperative_id, id, agent_id, token_hash, made_at) VALUES ($1, $2, $3, $4, $5)",
        work.cooperative_id,
        ids.new(),
        present,
        digest(token),
        work.now,
    )
    return token


async def end_link(work: Work, viewer: Viewer) -> None:
    """The asker's calendar has no address any more. Safe to repeat. Refuses: as `make_link`."""
    await _end(work, await _known(work, viewer))


async def _known(work: Work, viewer: Viewer) -> UUID:
    access.herself(viewer)
    present = await access.standing(work, viewer)
    if present is None:
        raise NotFound
    return present.agent_id


async def _end(work: Work, agent_id: UUID) -> None:
    await work.execute(
        "UPDATE calendar_link SET ended_at = $3 WHERE cooperative_id = $1 AND agent_id = $2 AND ended_at IS NULL",
        work.cooperative_id,
        agent_id,
        work.now,
    )
