"""Files of drafts, which are not public yet: the maintainers of the work see them, whoever of them uploaded them."""

from uuid import UUID

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work


async def sees_file(work: Work, viewer: Viewer, file_id: UUID) -> bool:
    """Whether a release of a work that the asker maintains shows this file."""
    person_id = viewer.for_person_id or viewer.person_id
    if person_id is None:
        return False
    return bool(
        await work.value(
            """SELECT true FROM release r
            JOIN asset_maintainer m ON m.cooperative_id = r.cooperative_id AND m.asset_id = r.asset_id
            JOIN agent g ON g.cooperative_id = m.cooperative_id AND g.id = m.agent_id AND g.person_id = $2
            WHERE r.cooperative_id = $1 AND r.id IN (
                SELECT release_id FROM release_file WHERE cooperative_id = $1 AND file_id = $3
                UNION SELECT release_id FROM release_picture WHERE cooperative_id = $1 AND file_id = $3) LIMIT 1""",
            work.cooperative_id,
            person_id,
            file_id,
        )
    )
