"""Messages kept in a folder: what a laptop has instead of mail and telephone, and the queue of what is to be printed."""

import asyncio
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from minga_platform.kernel.messages import Message


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as the folder holds it."""

    at: datetime
    channel: str
    to: str
    subject: str
    text: str
    language: str


class FolderMessages:
    """One file per message, named by its id: sent again, it is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._printed = folder / "printed"

    async def send(self, message: Message) -> None:
        """Write it whole or not at all."""
        await asyncio.to_thread(self._write, message)

    def _write(self, message: Message) -> None:
        # Tried again after it was printed: nobody gets the same letter twice.
        if (self._printed / f"{message.id}.json").exists():
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = {
            "at": datetime.now(UTC).isoformat(),
            "channel": message.channel,
            "to": message.to,
            "subject": message.subject,
            "text": message.text,
            "language": message.language,
        }
        self.write_whole(self._folder / f"{message.id}.json", orjson.dumps(kept))

    @staticmethod
    def write_whole(path: Path, content: bytes) -> None:
        """Write a file whole or not at all, for nobody else's eyes."""
        half = path.with_suffix(f".{os.getpid()}.half")
        # They hold links that sign people in, so nobody else on the machine may read them.
        with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)

    async def to_print(self) -> list[tuple[str, Kept]]:
        """Letters on paper that were not printed yet, each with its name here, the oldest first."""
        return await asyncio.to_thread(self._to_print)

    def _to_print(self) -> list[tuple[str, Kept]]:
        waiting = [(path.stem, self._open(path)) for path in self._folder.glob("*.json")]
        return sorted(((name, one) for name, one in waiting if one.channel == "paper"), key=lambda pair: pair[1].at)

    async def printed(self, name: str) -> None:
        """A letter leaves the queue. Its words go, and an empty mark stays: it holds a link that acts for its reader."""
        await asyncio.to_thread(self._forget, name)

    def _forget(self, name: str) -> None:
        self._printed.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.write_whole(self._printed / f"{name}.json", b"{}")
        (self._folder / f"{name}.json").unlink(missing_ok=True)

    @staticmethod
    def _open(path: Path) -> Kept:
        read = orjson.loads(path.read_bytes())
        return Kept(**{**read, "at": datetime.fromisoformat(read["at"])})

    async def recent(self, most: int = 100) -> list[Kept]:
        """The latest, newest first."""
        return await asyncio.to_thread(self._read, most)

    def _read(self, most: int) -> list[Kept]:
        # Ids are uuid7, so names sort by time of birth, and only as many files are opened as are shown.
        names = sorted((path.name for path in self._folder.glob("*.json")), reverse=True)[:most]
        return [self._open(self._folder / name) for name in names]
