"""A file that comes in parts: announced, brought piece by piece, whole. Every step may be the last one for a while.

Where it goes on is a number in the row, moved by one guarded statement together with the piece it counts, so of two senders
at one place one wins, and a process that is killed forgets at most the piece it had in hand. The bytes are in the store by
the time a row names them (`infra/files/naming`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from minga_commons.files import kinds, room
from minga_commons.files import rules as keys
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.files import (
    LARGE_FILE_BYTES,
    FileTooLarge,
    StoredFile,
    UploadElsewhere,
    UploadInCrumbs,
    is_sha256,
)
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, attempts
from minga_platform.rules import queries as rules

MOST_PARTS = 2_000
_COLUMNS = "id, agent_id, name, bytes, received, encode(sha256, 'hex') AS sha256, kept_as, expires_at"


@dataclass(frozen=True, slots=True)
class Upload:
    """`received` of `size` bytes are kept; `kept_as` is the file once all of it is."""

    id: UUID
    agent_id: UUID
    name: str
    size: int
    received: int
    sha256: str | None
    kept_as: UUID | None
    expires_at: datetime

    @property
    def is_whole(self) -> bool:
        """All bytes came; it may still wait to be put together."""
        return self.received == self.size


async def announce(work: Work, viewer: Viewer, *, name: str, size: int, sha256: str | None) -> Upload:
    """Room is set aside for all of it now, so that nobody brings 190 MiB to learn that 200 do not fit.

    `name` as it may be shown; `sha256` in lower-case hex, where the sender knows it.
    Refuses: SignInNeeded, NotFound, FileTooLarge, FileKindRefused, InvalidInput, TooManyAttempts, NoRoomLeft.
    """
    agent_id = await access.agent_of(work, viewer)
    if size > LARGE_FILE_BYTES:
        raise FileTooLarge(limit_bytes=LARGE_FILE_BYTES)
    if size < 1:
        raise InvalidInput("size", "range", "1", str(LARGE_FILE_BYTES))
    if sha256 is not None and not is_sha256(sha256):
        raise InvalidInput("sha256", "characters")
    kinds.kind_named(name)
    await attempts.count(work, attempts.for_uploads(agent_id))
    await room.require(work, agent_id, size)
    upload_id = ids.new()
    expires_at = work.now + timedelta(hours=await rules.number_at(work, keys.UPLOAD_HOURS, work.now))
    await work.execute(
        "INSERT INTO upload (cooperative_id, id, agent_id, name, bytes, sha256, created_at, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        work.cooperative_id, upload_id, agent_id, name, size, bytes.fromhex(sha256) if sha256 else None, work.now, expires_at,
    )  # fmt: skip
    return Upload(upload_id, agent_id, name, size, 0, sha256, None, expires_at)


async def mine(work: Work, viewer: Viewer, upload_id: UUID) -> Upload:
    """One's own upload. Refuses: SignInNeeded, NotFound (absent, another's, or thrown away)."""
    agent_id = await access.agent_of(work, viewer)
    found = await find(work, upload_id)
    if found is None or found.agent_id != agent_id or found.expires_at <= work.now:
        raise NotFound
    return found


async def running(work: Work, viewer: Viewer) -> list[Upload]:
    """One's own that can be gone on with, newest first. Refuses: SignInNeeded, NotFound."""
    agent_id = await access.agent_of(work, viewer)
    rows = await work.rows(
        f"SELECT {_COLUMNS} FROM upload WHERE cooperative_id = $1 AND agent_id = $2 AND kept_as IS NULL AND expires_at > $3 "
        "ORDER BY created_at DESC, id DESC LIMIT 20",
        work.cooperative_id,
        agent_id,
        work.now,
    )
    return [_upload(row) for row in rows]


async def find(work: Work, upload_id: UUID) -> Upload | None:
    """Whosever it is, for who puts it together."""
    row = await work.row(
        f"SELECT {_COLUMNS} FROM upload WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, upload_id
    )
    return None if row is None else _upload(row)


async def add_part(work: Work, *, upload_id: UUID, agent_id: UUID, begins: int, part: StoredFile) -> int:
    """Count a piece that the store has; where the next one begins.

    Refuses: NotFound (thrown away meanwhile), UploadElsewhere (another sender was faster), FileTooLarge, UploadInCrumbs.
    """
    row = await work.row(
        "SELECT bytes, received, parts, expires_at FROM upload WHERE cooperative_id = $1 AND id = $2 AND agent_id = $3 FOR UPDATE",
        work.cooperative_id,
        upload_id,
        agent_id,
    )
    if row is None or row["expires_at"] <= await work.fresh_now():
        raise NotFound
    if row["received"] != begins:
        raise UploadElsewhere(received=row["received"])
    if begins + part.size > row["bytes"]:
        raise FileTooLarge(limit_bytes=row["bytes"])
    if row["parts"] >= MOST_PARTS:
        raise UploadInCrumbs(MOST_PARTS)
    await work.execute(
        "INSERT INTO upload_part (cooperative_id, id, upload_id, begins, bytes, sha256) VALUES ($1, $2, $3, $4, $5, $6)",
        work.cooperative_id, ids.new(), upload_id, begins, part.size, bytes.fromhex(part.sha256),
    )  # fmt: skip
    await work.execute(
        "UPDATE upload SET received = received + $3, parts = parts + 1 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        upload_id,
        part.size,
    )
    return begins + part.size


async def parts_of(work: Work, upload_id: UUID) -> list[StoredFile]:
    """The pieces in their order."""
    rows = await work.rows(
        "SELECT encode(sha256, 'hex') AS sha256, bytes FROM upload_part WHERE cooperative_id = $1 AND upload_id = $2 ORDER BY begins",
        work.cooperative_id,
        upload_id,
    )
    return [StoredFile(row["sha256"], row["bytes"]) for row in rows]


async def whole(work: Work, *, upload_id: UUID) -> UUID | None:
    """The file that it became, under the upload's lock; None where it waits for one. Refuses: NotFound."""
    row = await work.row(
        "SELECT kept_as FROM upload WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, upload_id
    )
    if row is None:
        raise NotFound
    found: UUID | None = row["kept_as"]
    return found


async def became(work: Work, *, upload_id: UUID, file_id: UUID) -> None:
    """Its pieces are let go; the row stays until it expires, for a sender who did not hear the answer."""
    await work.execute(
        "UPDATE upload SET kept_as = $3 WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, upload_id, file_id
    )
    await _let_go(work, [upload_id])


async def throw_away(work: Work, upload_id: UUID) -> None:
    """All that came of it. Nothing happens where it is gone."""
    await _let_go(work, [upload_id])
    await work.execute("DELETE FROM upload WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, upload_id)


async def cancel(work: Work, viewer: Viewer, *, upload_id: UUID) -> None:
    """The sender thinks better of it; a file that it became stays. Refuses: SignInNeeded, NotFound."""
    await mine(work, viewer, upload_id)
    await throw_away(work, upload_id)


async def sweep_expired(work: Work, most: int) -> int:
    """Uploads that nobody went on with; how many went."""
    rows = await work.rows(
        "SELECT id FROM upload WHERE cooperative_id = $1 AND expires_at <= $2 ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED",
        work.cooperative_id,
        work.now,
        most,
    )
    gone = [row["id"] for row in rows]
    await _let_go(work, gone)
    await work.execute("DELETE FROM upload WHERE cooperative_id = $1 AND id = ANY($2)", work.cooperative_id, gone)
    return len(gone)


async def waiting(work: Work, most: int) -> list[UUID]:
    """Whole and not put together: the process that had them in hand is gone."""
    rows = await work.rows(
        "SELECT id FROM upload WHERE cooperative_id = $1 AND received = bytes AND kept_as IS NULL ORDER BY id LIMIT $2",
        work.cooperative_id,
        most,
    )
    return [row["id"] for row in rows]


async def _let_go(work: Work, upload_ids: Sequence[UUID]) -> None:
    """The bytes of pieces go an hour later, unless another row names the same ones."""
    await work.execute(
        """WITH gone AS (DELETE FROM upload_part WHERE cooperative_id = $1 AND upload_id = ANY($2) RETURNING encode(sha256, 'hex') AS h)
           INSERT INTO unnamed_file (sha256, since) SELECT DISTINCT h, $3::timestamptz FROM gone
           ON CONFLICT (sha256) DO UPDATE SET since = excluded.since""",
        work.cooperative_id,
        list(upload_ids),
        work.now,
    )


def _upload(row: Mapping[str, Any]) -> Upload:
    return Upload(
        id=row["id"],
        agent_id=row["agent_id"],
        name=row["name"],
        size=row["bytes"],
        received=row["received"],
        sha256=row["sha256"],
        kept_as=row["kept_as"],
        expires_at=row["expires_at"],
    )
