"""Recording on what legal basis a feature is used, and ending that."""

from datetime import datetime
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.law.features import FEATURES
from minga_platform.membership import access

_SHORTEST, _LONGEST = 10, 2000


async def record_legal_basis(
    work: Work, viewer: Viewer, *, feature: str, basis: str, until: datetime | None = None
) -> UUID:
    """Switch a feature on by saying why the co-op may use it; what was recorded before ends with it.

    Refuses: SignInNeeded, NotFound, NotAllowed (`settings.edit`), InvalidInput.
    """
    agent_id = await access.require(work, viewer, "settings.edit")
    return await write_down(work, feature=feature, basis=basis, until=until, agent_id=agent_id)


async def write_down(
    work: Work, *, feature: str, basis: str, until: datetime | None = None, agent_id: UUID | None = None
) -> UUID:
    """The deed of `record_legal_basis`, for whoever decided already (demo data)."""
    said = basis.strip()
    if feature not in FEATURES:
        raise InvalidInput("feature", "one_of")
    if not _SHORTEST <= len(said) <= _LONGEST:
        raise InvalidInput("basis", "length", minimum=str(_SHORTEST), maximum=str(_LONGEST))
    if until is not None and until <= work.now:
        raise InvalidInput("until", "future")
    await _end(work, feature, agent_id)
    basis_id = ids.new()
    await work.execute(
        """INSERT INTO legal_basis (cooperative_id, id, feature, basis, recorded_by, recorded_at, until)
        VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        work.cooperative_id, basis_id, feature, said, agent_id, work.now, until,
    )  # fmt: skip
    return basis_id


async def end_legal_basis(work: Work, viewer: Viewer, *, feature: str) -> None:
    """Switch a feature off: nothing new is done with it; what was done stays. Refuses: also NotFound where it was off."""
    agent_id = await access.require(work, viewer, "settings.edit")
    if not await _end(work, feature, agent_id):
        raise NotFound


async def _end(work: Work, feature: str, agent_id: UUID | None) -> bool:
    # Two officers at once record one after the other, and the later word holds; there may be no row yet to lock.
    await work.row(
        "SELECT pg_advisory_xact_lock(hashtextextended('legal_basis ' || $1::text, 0))", str(work.cooperative_id)
    )
    ended = await work.execute(
        "UPDATE legal_basis SET ended_at = $3, ended_by = $4 WHERE cooperative_id = $1 AND feature = $2 AND ended_at IS NULL",
        work.cooperative_id, feature, work.now, agent_id,
    )  # fmt: skip
    return ended > 0
