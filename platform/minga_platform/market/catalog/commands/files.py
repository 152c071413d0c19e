"""Pictures come from uploaded files: who uploaded one may show it; what she shows becomes public."""

from uuid import UUID

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.files import NotAPicture
from minga_platform.kernel.work import Work


async def show(work: Work, file_id: UUID, agent_id: UUID) -> None:
    """Make an uploaded picture public. Refuses: NotFound (absent, or another's that is not public), NotAPicture."""
    row = await work.row(
        "SELECT public, uploaded_by, renditions, media_type FROM file WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE",
        work.cooperative_id,
        file_id,
    )
    if row is None or not (row["public"] or row["uploaded_by"] == agent_id):
        raise NotFound
    # A model or a sheet has pictures too, drawn from it; what is shown with goods is a photo.
    if not row["renditions"] or row["media_type"] != str(row["renditions"][-1]["media_type"]):
        raise NotAPicture
    if not row["public"]:
        await work.execute(
            "UPDATE file SET public = true WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, file_id
        )
