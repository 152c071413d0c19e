"""Pictures and papers that go along with an answer: which there may be, and what of the upload is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.work import Work

KINDS: Final = ("receipt", "messages", "handover", "other")
"""What a paper shows. A bank looks for each in its own place, and takes one of each."""

MOST_BYTES: Final = 4_500_000
"""All of them together: the card networks take no more, and who sends more has sent nothing."""

PAPER: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class Attached:
    """An uploaded picture or PDF, and what it shows."""

    file_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class Kept:
    """One of them as it is kept: `sha256` of the bytes that are sent."""

    id: UUID
    kind: str
    name: str
    media_type: str
    sha256: str


async def attach(work: Work, dispute_id: UUID, agent_id: UUID, attached: Sequence[Attached]) -> None:
    """Lay them to a dispute whose row is locked, in place of those of an answer that was not taken.

    Refuses: NotFound (absent, or another's upload), InvalidInput.
    """
    if len({one.kind for one in attached}) < len(attached):
        raise InvalidInput("attachments.kind", "unique")
    await work.execute(
        "DELETE FROM dispute_attachment WHERE cooperative_id = $1 AND dispute_id = $2", work.cooperative_id, dispute_id
    )
    total = 0
    for one in attached:
        if one.kind not in KINDS:
            raise InvalidInput("attachments.kind", "one_of")
        row = await work.row(
            "SELECT bytes, media_type, renditions FROM file WHERE cooperative_id = $1 AND id = $2 AND uploaded_by = $3 FOR KEY SHARE",
            work.cooperative_id, one.file_id, agent_id,
        )  # fmt: skip
        if row is None:
            raise NotFound
        if row["media_type"] != PAPER and not _is_picture(row):
            raise InvalidInput("attachments.fileId", "one_of")
        # A picture leaves as JPEG, which is up to twice as long as what is kept of it.
        total += row["bytes"] if row["media_type"] == PAPER else 2 * row["renditions"][-1]["bytes"]
        if total > MOST_BYTES:
            raise InvalidInput("attachments", "range", maximum=str(MOST_BYTES))
        await work.execute(
            "INSERT INTO dispute_attachment (cooperative_id, id, dispute_id, file_id, kind) VALUES ($1, $2, $3, $4, $5)",
            work.cooperative_id, ids.new(), dispute_id, one.file_id, one.kind,
        )  # fmt: skip


def _is_picture(row) -> bool:  # type: ignore[no-untyped-def] # a row
    # A model or a sheet has pictures too, drawn from it; what is shown to a bank is a photo.
    return bool(row["renditions"]) and row["media_type"] == str(row["renditions"][-1]["media_type"])


async def of(work: Work, dispute_id: UUID) -> list[Kept]:
    """What goes along with a dispute's answer. Of a picture its largest rendition, which is all that is kept of it."""
    rows = await work.rows(
        """SELECT a.id, a.kind, f.name, CASE WHEN f.media_type = $3 THEN $3 ELSE f.renditions -> -1 ->> 'media_type' END AS media_type,
            CASE WHEN f.media_type = $3 THEN encode(f.sha256, 'hex') ELSE f.renditions -> -1 ->> 'sha256' END AS sha256
        FROM dispute_attachment a JOIN file f ON f.cooperative_id = a.cooperative_id AND f.id = a.file_id
        WHERE a.cooperative_id = $1 AND a.dispute_id = $2 ORDER BY a.id""",
        work.cooperative_id, dispute_id, PAPER,
    )  # fmt: skip
    return [Kept(**dict(row)) for row in rows]
