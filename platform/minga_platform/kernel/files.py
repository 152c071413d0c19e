"""Files: what the rooms may ask of a store, and of whoever makes pictures fit to be shown.

A stored file has one name, the sha256 of its bytes. What it is called, what type it has and who may see it stand in a row
of the feature that holds it; a store knows none of that, so knowing a hash opens nothing.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from minga_platform.kernel.errors import Refusal

FILE_BYTES = 20 * 1024 * 1024
"""The largest file that comes in."""

LARGE_FILE_BYTES = 200 * 1024 * 1024
"""The largest file of the commons, which may come in parts."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass
class FileTooLarge(Refusal):
    """More than `limit_bytes` came; nothing of it was kept."""

    limit_bytes: int


@dataclass
class NoRoomLeft(Refusal):
    """What one member may keep here is used up; nothing of the file was kept."""

    limit_bytes: int
    used_bytes: int


@dataclass
class DiskFull(Refusal):
    """The installation has no disk left; nothing of the file was kept. It passes, and the same file may be sent again."""


@dataclass
class NoFileSent(Refusal):
    """The form came without a file, or with an empty one."""


@dataclass
class TooManyFiles(Refusal):
    """One file a request."""


@dataclass
class UploadBroken(Refusal):
    """The request is no upload that we can read. `reason` is a word for programs, not a sentence."""

    reason: str


@dataclass
class NotAPicture(Refusal):
    """The bytes are none of the picture formats taken, whatever the name says. `found` is what they look like, if known."""

    found: str = ""


@dataclass
class PictureTooLarge(Refusal):
    """More pixels than we decode. `limit_pixels` is for this format, `limit_side` for either side."""

    width: int
    height: int
    limit_pixels: int
    limit_side: int


@dataclass
class PictureBroken(Refusal):
    """It begins like a picture and cannot be read to its end."""


@dataclass
class PictureTooCostly(Refusal):
    """Reading it takes more memory or time than a picture may take."""


@dataclass
class FileKindRefused(Refusal):
    """Files of this kind are not taken, or the bytes are not what the name's `ending` says."""

    ending: str


@dataclass
class UploadDiffers(Refusal):
    """All parts came, and together they are not what the sender announced; nothing of them was kept."""


@dataclass
class UploadElsewhere(Refusal):
    """The upload goes on at `received`; what was sent begins somewhere else. Nothing of it was kept."""

    received: int


@dataclass
class UploadInCrumbs(Refusal):
    """More parts than one file may come in: send larger ones, from the beginning."""

    most_parts: int


class FileMissing(Exception):
    """A row names a file that the store does not have: a fault of the installation, never of the asker."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a store keeps of a file: `sha256` in lower-case hex, `size` in bytes."""

    sha256: str
    size: int


class FileStore(Protocol):
    """A place for files by content. Both sides pass the suite in tests/files/test_stores.py."""

    async def put(self, chunks: AsyncIterable[bytes], *, limit: int = FILE_BYTES) -> StoredFile:
        """Keep the bytes; they are readable only when all of them are safely there. The same bytes twice are one file.

        Refuses: FileTooLarge, as soon as more than `limit` bytes came.
        """
        ...

    def get(self, sha256: str, *, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes, None]:
        """The bytes from `start` up to, not including, `end`. Raises FileMissing before the first."""
        ...

    async def size(self, sha256: str) -> int | None:
        """Bytes, or None where there is no such file (or no such name)."""
        ...

    async def exists(self, sha256: str) -> bool:
        """Whether all its bytes are there."""
        ...

    async def delete(self, sha256: str) -> None:
        """Remove it; nothing happens where it is not. The caller knows that no row names it any more."""
        ...


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a picture, encoded anew: no location, no camera, no colour profile, no comment."""

    media_type: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be shown. `width` and `height` are the original's, upright; renditions from small to large."""

    source_type: str
    width: int
    height: int
    moving: bool
    """It was an animation, and we show its first frame."""
    renditions: tuple[Rendition, ...]


class PictureMaker(Protocol):
    """Turns an uploaded file into renditions, never inside the process that serves people."""

    async def make(self, source: Path) -> Picture:
        """Refuses: NotAPicture, PictureTooLarge, PictureBroken, PictureTooCostly."""
        ...


class PreviewMaker(Protocol):
    """Draws what is no picture, never inside the process that serves people."""

    async def draw(self, source: Path, kind: str) -> tuple[Rendition, ...]:
        """`kind`: `stl` or `pdf` (its first page). Refuses: PictureTooLarge, PictureBroken, PictureTooCostly."""
        ...


def is_sha256(name: str) -> bool:
    """Whether a text can name a stored file at all."""
    return _SHA256.fullmatch(name) is not None
