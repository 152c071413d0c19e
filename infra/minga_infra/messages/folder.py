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

    async def send(self, message: Message) -> None:
        """Write it whole or not at all."""
        await asyncio.to_thread(self._write, message)

    def _write(self, message: Message) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = {
            "at": datetime.now(UTC).isoformat(),
            "channel": message.channel,
            "to": message.to,
            "subject": message.subject,
            "text": message.text,
            "language": message.language,
        }
        path = self._folder / f"{message.id}.json"
        half = path.with_suffix(f".{os.getpid()}.half")
        # They hold links that sign people in, so nobody else on the machine may read them.
        with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(orjson.dumps(kept))
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)

    async def recent(self, most: int = 100) -> list[Kept]:
        """The latest, newest first."""
        return await asyncio.to_thread(self._read, most)

    def _read(self, most: int) -> list[Kept]:
        # Ids are uuid7, so names sort by time of birth, and only as many files are opened as are shown.
        names = sorted((path.name for path in self._folder.glob("*.json")), reverse=True)[:most]
        found = []
        for name in names:
            read = orjson.loads((self._folder / name).read_bytes())
            found.append(Kept(**{**read, "at": datetime.fromisoformat(read["at"])}))
        return found
