"""What a backup holds: the database, the files, the key, and a list with the hash of each.

The dump is taken first and the files afterwards: a file is on disk before its row is visible, so every row of the dump
finds its bytes.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO, cast
from uuid import uuid4

from minga_infra.backup.sealing import DamagedBackup, Opened, Sealed
from minga_infra.local.postgres import find_programs
from minga_platform.kernel.logins import BACKUP, OWNER

DUMP, KEY, LIST = "database.dump", "key", "contents.json"


class BackupFailed(RuntimeError):
    """A step of backup or restore went wrong; the old state stands."""


@dataclass(frozen=True)
class Contents:
    """The list at the end of a backup."""

    made_at: str
    revision: str | None
    sums: dict[str, str]


def write(
    target: Path,
    *,
    admin_url: str,
    revision: str | None,
    data: Path,
    passphrase: str | None,
    tell: Callable[[str], None],
) -> Contents:
    """Write a backup, whole or not at all. Refuses: BackupFailed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{uuid4().hex}")
    sums: dict[str, str] = {}
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw,
        ):
            tell("Dumping the database")
            dump = Path(folder) / DUMP
            _run("pg_dump", "--format=custom", f"--role={BACKUP}", f"--file={dump}", f"--dbname={admin_url}")
            with Sealed(raw, passphrase) as sealed, tarfile.open(fileobj=_file(sealed), mode="w|") as archive:
                _add(archive, DUMP, dump, sums)
                if (data / "key").exists():
                    _add(archive, KEY, data / "key", sums)
                tell("Adding files")
                for path in sorted((data / "files").rglob("*")):
                    if path.is_file() and not path.is_symlink():
                        _add(archive, f"files/{path.relative_to(data / 'files').as_posix()}", path, sums)
                contents = Contents(made_at, revision, sums)
                words = json.dumps(vars(contents), sort_keys=True).encode()
                entry = tarfile.TarInfo(LIST)
                entry.size = len(words)
                archive.addfile(entry, io.BytesIO(words))
            raw.flush()
            os.fsync(raw.fileno())
        tell("Reading it back")
        if read(draft, passphrase) != contents:
            raise BackupFailed("What was written is not what was read back.")
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return contents


def read(source: Path, passphrase: str | None, into: Path | None = None) -> Contents:
    """Read a backup to its end and check every hash; with `into` also unpack it there (an empty folder of ours).

    Refuses: WrongPassphrase, DamagedBackup.
    """
    found: dict[str, str] = {}
    contents: Contents | None = None
    with _members(source, passphrase) as members:
        for name, stream in members:
            if name == LIST:
                contents = Contents(**json.load(stream))
                continue
            place = into / _safe(name) if into else None
            found[name] = _copy(stream, place)
    if contents is None:
        raise DamagedBackup("The backup is cut off: its list of contents is missing.")
    if contents.sums != found:
        raise DamagedBackup("The backup's contents differ from its list.")
    return contents


@contextmanager
def _members(source: Path, passphrase: str | None) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    with source.open("rb") as raw, Opened(raw, passphrase) as opened:
        try:
            with tarfile.open(fileobj=_file(opened), mode="r|") as archive:
                yield (
                    (entry.name, cast("IO[bytes]", archive.extractfile(entry))) for entry in archive if entry.isfile()
                )
        except tarfile.TarError as refused:
            raise DamagedBackup(f"The backup cannot be read: {refused}") from None


def _file(stream: io.RawIOBase) -> BinaryIO:
    return cast("BinaryIO", stream if stream.writable() else io.BufferedReader(stream))


def _safe(name: str) -> Path:
    """Only names that we write ourselves: a changed plain backup must not reach outside."""
    path = Path(name)
    if path.is_absolute() or ".." in path.parts or (name not in {DUMP, KEY} and path.parts[0] != "files"):
        raise DamagedBackup(f"The backup names a file outside itself: {name}")
    return path


def _add(archive: tarfile.TarFile, name: str, path: Path, sums: dict[str, str]) -> None:
    with path.open("rb") as file:
        entry = tarfile.TarInfo(name)
        entry.size = os.fstat(file.fileno()).st_size
        archive.addfile(entry, file)
        file.seek(0)
        sums[name] = hashlib.file_digest(file, "sha256").hexdigest()


def _copy(stream: IO[bytes], place: Path | None) -> str:
    digest = hashlib.sha256()
    if place:
        place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") if place else io.BytesIO() as target:
        while piece := stream.read(1 << 20):
            digest.update(piece)
            if place:
                target.write(piece)
    return digest.hexdigest()


def load_dump(dump: Path, admin_url: str) -> None:
    """Fill an empty database from a dump, in one transaction. Refuses: BackupFailed."""
    _run(
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        f"--role={OWNER}",
        f"--dbname={admin_url}",
        dump,
    )


def put_files(unpacked: Path, data: Path) -> int:
    """Add the files that are missing; they are named by their hash, so one that is there is the same. How many."""
    added = 0
    for path in sorted((unpacked / "files").rglob("*")):
        place = data / "files" / path.relative_to(unpacked / "files")
        if path.is_file() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            draft = place.with_name(f".{place.name}.restored")
            shutil.copyfile(path, draft)
            draft.rename(place)
            added += 1
    return added


def _run(program: str, *arguments: str | Path) -> None:
    command = [find_programs().path(program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise BackupFailed(f"{program} failed:\n{done.stderr.strip()[-2000:]}")
