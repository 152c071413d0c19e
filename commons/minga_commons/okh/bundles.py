"""Many files at once: a folder of any depth, or an archive, read piece by piece and never unpacked to disk.

Names inside an archive are for reports only, so none can lead anywhere. Links are not followed. What an archive may cost is
bounded before it is paid: bytes unpacked, files, bytes of each.
"""

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from minga_commons.okh.parsing import LARGEST
from minga_commons.okh.repairs import shortened
from minga_commons.okh.values import cleaned

MOST_BYTES: Final = 128 * 1024 * 1024
"""Of an archive, unpacked."""
MOST_FILES: Final = 20_000
MOST_ENTRIES: Final = 100_000
ENDINGS: Final = (".toml", ".yml", ".yaml")
_OWN: Final = frozenset({"node_modules", "__pycache__"})


class BundleRefused(Exception):
    """The archive as a whole cannot be read. `code`: `not_an_archive`, `too_large`, `too_many`, `broken`."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


@dataclass(frozen=True, slots=True)
class Piece:
    """One file: its path in the bundle, and its bytes; one byte more than allowed where it is too large."""

    path: str
    data: bytes


def is_manifest_name(path: str) -> bool:
    """Whether a file in a bundle is looked at: TOML and YAML that is not hidden."""
    parts = path.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") and part.strip(".") for part in parts)
    return path.lower().endswith(ENDINGS) and not hidden and not _OWN.intersection(parts)


def of_path(path: Path) -> Iterator[Piece]:
    """A file, an archive, or every manifest in a folder, in the order of their names. Raises BundleRefused, OSError."""
    if path.is_dir():
        yield from _of_folder(path)
    elif is_archive_name(path.name):
        with path.open("rb") as opened:
            yield from of_archive(opened, path.name)
    else:
        with path.open("rb") as opened:
            yield Piece(path.name, opened.read(LARGEST + 1))


def _of_folder(folder: Path) -> Iterator[Piece]:
    count = 0
    stack = [folder]
    while stack:
        here = stack.pop()
        inner = sorted(here.iterdir(), key=lambda one: one.name)
        for one in inner:
            if one.is_symlink() or not one.is_file() or not is_manifest_name(one.name):
                continue
            count += 1
            if count > MOST_FILES:
                raise BundleRefused("too_many", f"More than {MOST_FILES:,} manifests.")
            with one.open("rb") as opened:
                yield Piece(one.relative_to(folder).as_posix(), opened.read(LARGEST + 1))
        stack += [
            one
            for one in reversed(inner)
            if one.is_dir() and not one.is_symlink() and not one.name.startswith(".") and one.name not in _OWN
        ]


def is_archive_name(name: str) -> bool:
    """Whether a file is an archive, by its name."""
    return name.lower().endswith((".tar.gz", ".tgz", ".tar", ".zip"))


def of_archive(file: IO[bytes], name: str = "") -> Iterator[Piece]:
    """Every manifest of a tar, tar.gz or zip, told by its first bytes. Raises BundleRefused."""
    head = file.read(4)
    file.seek(0)
    try:
        if head.startswith(b"PK"):
            yield from _of_zip(file)
        elif head.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield from _of_tar(unpacked)
        elif name.lower().endswith(".tar") or head:
            yield from _of_tar(file)
        else:
            raise BundleRefused("broken", "There is nothing in this archive.")
    except (
        tarfile.TarError,
        zipfile.BadZipFile,
        EOFError,
        OSError,
        zlib.error,
        RuntimeError,
        NotImplementedError,
    ) as broken:
        raise BundleRefused("broken", f"The archive cannot be read: {shortened(broken)}.") from None


class _Counted(io.BytesIO):
    """Bytes of an archive as they are unpacked; stops before they become too many."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile) -> None:
        super().__init__()
        self._file, self._left = file, MOST_BYTES

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0 or size > self._left:
            size = self._left + 1
        found = self._file.read(size)
        self._left -= len(found)
        if self._left < 0:
            raise BundleRefused("too_large", f"Unpacked it has more than {MOST_BYTES // 1024 // 1024} MiB.")
        return found


def _of_tar(file: IO[bytes] | gzip.GzipFile) -> Iterator[Piece]:
    found = entries = 0
    with tarfile.open(fileobj=_Counted(file), mode="r|", bufsize=64 * 1024) as archive:
        for entry in archive:
            archive.members.clear()  # type: ignore[attr-defined]  # Or every name that was ever read is kept.
            entries += 1
            if entries > MOST_ENTRIES:
                raise BundleRefused("too_many", f"More than {MOST_ENTRIES:,} entries.")
            if not entry.isreg() or not is_manifest_name(entry.name):
                continue
            found += 1
            if found > MOST_FILES:
                raise BundleRefused("too_many", f"More than {MOST_FILES:,} manifests.")
            opened = archive.extractfile(entry)
            if opened is not None:
                yield Piece(_told(entry.name), opened.read(LARGEST + 1))


def _of_zip(file: IO[bytes]) -> Iterator[Piece]:
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise BundleRefused("too_many", f"More than {MOST_ENTRIES:,} entries.")
        wanted = [one for one in entries if not one.is_dir() and is_manifest_name(one.filename)]
        if len(wanted) > MOST_FILES:
            raise BundleRefused("too_many", f"More than {MOST_FILES:,} manifests.")
        for entry in wanted:
            with archive.open(entry) as opened:
                yield Piece(_told(entry.filename), opened.read(LARGEST + 1))


def _told(name: str) -> str:
    """A name of an archive as reports show it."""
    return cleaned(name.encode("utf-8", "replace").decode("utf-8")).replace("\n", " ")[:400]
