"""Files that are kept: what a feature asks before it points at one, and what it does when the thing is published."""

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from minga_commons.files import kinds
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.jobs import enqueue
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

PREVIEW_JOB = "files.preview"
EXCERPT_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file's facts. `size`: bytes of what leaves under `sha256`. `renditions`: [{width, height, media_type, sha256, bytes}],
    from small to large. `preview`: none, waiting, ready or failed. `excerpt`: how a text begins."""

    id: UUID
    name: str
    media_type: str
    kind: str
    size: int
    sha256: str
    public: bool
    uploaded_by: UUID | None
    preview: str
    excerpt: str | None
    renditions: tuple[Mapping[str, Any], ...]


Sees = Callable[[Work, Viewer, UUID], Awaitable[bool]]
SEES: list[Sees] = []
"""Features that show files which are not public yet to more than their uploader (a draft's maintainers), asked one by one."""

_COLUMNS = (
    "id, name, media_type, bytes, encode(sha256, 'hex') AS sha256, public, uploaded_by, preview, excerpt, renditions"
)


async def files(work: Work, file_ids: Sequence[UUID]) -> dict[UUID, KeptFile]:
    """Those that there are, by id. Whether the asker may see them is the caller's to know."""
    rows = await work.rows(
        f"SELECT {_COLUMNS} FROM file WHERE cooperative_id = $1 AND id = ANY($2)", work.cooperative_id, list(file_ids)
    )
    return {row["id"]: _kept(row) for row in rows}


async def visible(work: Work, viewer: Viewer, file_id: UUID) -> KeptFile:
    """A file that is public, one's own, or shown by a feature. Refuses: NotFound."""
    found = (await files(work, [file_id])).get(file_id)
    if found is None:
        raise NotFound
    if found.public:
        return found
    present = await access.standing(work, viewer)
    if present is not None and present.agent_id == found.uploaded_by:
        return found
    for sees in SEES:
        if await sees(work, viewer, file_id):
            return found
    raise NotFound


async def visible_among(work: Work, viewer: Viewer, file_ids: Sequence[UUID]) -> list[KeptFile]:
    """Those that the asker may see, in the order of `file_ids`; one statement where all of them are public."""
    found = await files(work, file_ids)
    seen: list[KeptFile] = []
    for file_id in dict.fromkeys(file_ids):
        one = found.get(file_id)
        if one is not None and one.public:
            seen.append(one)
        elif one is not None:
            with contextlib.suppress(NotFound):
                seen.append(await visible(work, viewer, file_id))
    return seen


async def mine(work: Work, viewer: Viewer, *, first: int) -> list[KeptFile]:
    """One's own files, newest first. Refuses: SignInNeeded, NotFound."""
    agent_id = await access.agent_of(work, viewer)
    rows = await work.rows(
        f"SELECT {_COLUMNS} FROM file WHERE cooperative_id = $1 AND uploaded_by = $2 ORDER BY created_at DESC, id DESC LIMIT $3",
        work.cooperative_id,
        agent_id,
        first,
    )
    return [_kept(row) for row in rows]


async def take(work: Work, viewer: Viewer, file_id: UUID) -> KeptFile:
    """A file that the asker may point at: one that she uploaded herself, or that everybody may have. Locked, so that no sweep
    takes it before the row that points at it is there. Refuses: SignInNeeded, NotFound."""
    agent_id = await access.agent_of(work, viewer)
    row = await work.row(
        f"SELECT {_COLUMNS} FROM file WHERE cooperative_id = $1 AND id = $2 FOR KEY SHARE", work.cooperative_id, file_id
    )
    if row is None or not (row["public"] or row["uploaded_by"] == agent_id):
        raise NotFound
    return _kept(row)


async def publish(work: Work, file_ids: Sequence[UUID]) -> None:
    """From now on anybody who has its address may fetch it. There is no way back: copies would be out there."""
    await work.execute(
        "UPDATE file SET public = true WHERE cooperative_id = $1 AND id = ANY($2) AND NOT public",
        work.cooperative_id,
        sorted(file_ids),
    )


async def keep(
    work: Work, *, name: str, kind: kinds.Kind, size: int, sha256: str, agent_id: UUID, excerpt: str | None
) -> UUID:
    """Write down a file of any kind but a picture, whose bytes the store has; its preview is drawn by the worker."""
    file_id = ids.new()
    drawn = kind.preview in {"stl", "pdf"}
    preview = "waiting" if drawn else "ready" if excerpt is not None else "none"
    await work.execute(
        """INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, uploaded_by, created_at, preview, excerpt)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        work.cooperative_id, file_id, bytes.fromhex(sha256), kind.media_type, size, name, agent_id, work.now, preview, excerpt,
    )  # fmt: skip
    if drawn:
        await enqueue(work, PREVIEW_JOB, {"file": str(file_id)}, unique_key=f"{PREVIEW_JOB}:{file_id}")
    return file_id


async def drawn(work: Work, *, file_id: UUID, renditions: Sequence[Mapping[str, Any]]) -> None:
    """The worker's answer: pictures, or none where it could not be drawn."""
    await work.execute(
        "UPDATE file SET renditions = $3, preview = $4 WHERE cooperative_id = $1 AND id = $2 AND preview = 'waiting'",
        work.cooperative_id,
        file_id,
        list(renditions),
        "ready" if renditions else "failed",
    )


def excerpt_of(kind: kinds.Kind, head: bytes) -> str | None:
    """How a text begins, whole lines where it is cut; None for what is no text."""
    if kind.preview not in {"text", "markdown"}:
        return None
    part = head[:EXCERPT_BYTES]
    try:
        # An older code page reads any byte; a character cut in half at the end is no reason to take it for one.
        text = part.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        whole = broken.reason == "unexpected end of data" and len(head) > EXCERPT_BYTES
        text = part[: broken.start].decode("utf-8-sig") if whole else part.decode("latin-1")
    text = "".join(sign for sign in text if sign in "\n\t" or (sign >= " " and not "\x7f" <= sign <= "\x9f"))
    return text if len(head) <= EXCERPT_BYTES else text.rpartition("\n")[0] or text


def _kept(row: Mapping[str, Any]) -> KeptFile:
    kind = kinds.kind_of(row["media_type"])
    renditions = tuple(row["renditions"])
    is_picture = kind is not None and kind.key == "picture" and bool(renditions)
    return KeptFile(
        id=row["id"],
        name=row["name"],
        media_type=row["media_type"],
        kind=kind.key if kind else "other",
        # What is kept of a picture are its renditions; `bytes` is what they take together.
        size=int(renditions[-1]["bytes"]) if is_picture else row["bytes"],
        sha256=row["sha256"],
        public=row["public"],
        uploaded_by=row["uploaded_by"],
        preview=row["preview"],
        excerpt=row["excerpt"],
        renditions=renditions,
    )
