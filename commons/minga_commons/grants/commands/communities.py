"""What a community decided to allow with its knowledge, recorded with its words."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from minga_commons.licences.terms import ACTS
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.access import require


async def record_permission(
    work: Work, viewer: Viewer, *, asset_id: UUID, acts: Sequence[str], decision: str, valid_until: date | None = None
) -> UUID:
    """Record that the community whose knowledge a work holds decided to allow `acts`, in its own words or as an address.
    Needs `commons.keep`. Refuses: NotAllowed, NotFound (no such work, or no community's), InvalidInput."""
    by = await require(work, viewer, "commons.keep")
    community = await work.value(
        """SELECT coalesce(nullif(a.held_by, ''), (SELECT string_agg(DISTINCT l.community, ', ') FROM asset_label l
               WHERE l.cooperative_id = a.cooperative_id AND l.asset_id = a.id))
           FROM asset a WHERE a.cooperative_id = $1 AND a.id = $2""",
        work.cooperative_id,
        asset_id,
    )
    if not community:
        raise NotFound
    if not acts or any(one not in ACTS for one in acts):
        raise InvalidInput("acts", "choice" if acts else "required")
    if not decision.strip():
        raise InvalidInput("decision", "required")
    if len(decision) > 4000:
        raise InvalidInput("decision", "too_long", maximum="4000")
    made = ids.new()
    await work.execute(
        """INSERT INTO community_permission (cooperative_id, id, asset_id, community, acts, decision, valid_until, recorded_at,
               recorded_by_agent_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        work.cooperative_id, made, asset_id, community, [one for one in ACTS if one in acts], decision.strip(),
        valid_until, work.now, by,
    )  # fmt: skip
    return made


async def end_permission(work: Work, viewer: Viewer, *, permission_id: UUID) -> None:
    """The community allows it no more. Needs `commons.keep`. Refuses: NotAllowed, NotFound."""
    await require(work, viewer, "commons.keep")
    ended = await work.execute(
        "UPDATE community_permission SET ended_at = $3 WHERE cooperative_id = $1 AND id = $2 AND ended_at IS NULL",
        work.cooperative_id,
        permission_id,
        work.now,
    )
    if not ended:
        raise NotFound
