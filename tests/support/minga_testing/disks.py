"""A disk so small that it can be filled: a tmpfs of so many MiB, or the reason why there can be none here.

Mounting needs a right that root of an ordinary container has not. Where MINGA_REQUIRE names `mount` its absence is a failure.
"""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_PREFIX = "minga-disk-"


class SmallDisk:
    """The disk at `path`. Fill it, and free it again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ballast = path / "ballast"
        self.filled = 0
        """How often it was filled to the last block."""

    def fill(self, *, but: int = 0) -> None:
        """Not a block is left, or `but` so many bytes are. Again where something was let go of since."""
        fresh = not self._ballast.exists()
        with self._ballast.open("ab", buffering=0) as ballast:
            for piece in (4 * 1024 * 1024, 64 * 1024, 4096):
                with contextlib.suppress(OSError):
                    while True:
                        ballast.write(b"\0" * piece)
        if but:
            os.truncate(self._ballast, max(0, self._ballast.stat().st_size - but))
        self.filled += fresh

    def free(self) -> None:
        """What filled it is gone."""
        self._ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(mebibytes: int) -> Iterator[SmallDisk]:
    """A disk of that size until the block ends; skips, with the reason, where nothing may be mounted."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    command = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=0755", "none", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
        problem = mounted.stderr.strip() if mounted.returncode else ""
    except FileNotFoundError:
        problem = "there is no program `mount`"
    if problem:
        folder.rmdir()
        if "mount" in {part.strip() for part in os.environ.get("MINGA_REQUIRE", "").split(",")}:
            pytest.fail(f"mounting is required here (MINGA_REQUIRE) and did not work: {problem}", pytrace=False)
        pytest.skip(f"a small disk cannot be mounted here: {problem}")
    (folder / "owner").write_text(str(os.getpid()))
    try:
        yield SmallDisk(folder)
    finally:
        _unmount(folder)


def _unmount(folder: Path) -> None:
    # Lazily: a process that was just killed may still have its files there.
    subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
    with contextlib.suppress(OSError):
        folder.rmdir()


def _sweep() -> None:
    """Let go of the disks of runs that were killed: nobody's process is there any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = folder / "owner"
        with contextlib.suppress(OSError, ValueError):
            if not Path(f"/proc/{int(owner.read_text())}").exists():
                _unmount(folder)
