"""Keeps the parts of a local minga alive together, and ends them together."""

import contextlib
import fcntl
import os
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from minga_infra.local import children

_MOST_DEATHS = 5  # within a minute; then it is no accident
_LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


class Part(Protocol):
    """Something that runs beside the others."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def poll(self) -> int | None:
        """How it ended; None while it runs."""

    @property
    def pid(self) -> int | None: ...


class AlreadyRunning(RuntimeError):
    """Another supervisor owns this data folder."""


class PartFailed(RuntimeError):
    """A part does not start, or dies again and again."""


class Program:
    """A part that is a program of ours; its words go to a log file."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        log: Path,
        is_ready: Callable[[], bool],
        directory: Path,
        patience: float = 180.0,
    ) -> None:
        self._command = command
        self._environment = environment
        self._log = log
        self._is_ready = is_ready
        self._directory = directory
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers. Refuses: PartFailed, with the end of its log."""
        self.stop()
        self._log.parent.mkdir(parents=True, exist_ok=True)
        if self._log.exists() and self._log.stat().st_size > 5_000_000:
            self._log.replace(self._log.with_suffix(".log.1"))
        with self._log.open("ab") as output:
            self._process = children.spawn(
                self._command, environment=self._environment, output=output, directory=self._directory
            )
        end = time.monotonic() + self._patience
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                lines = self._log.read_text(errors="replace").splitlines()[-15:]
                raise PartFailed(f"It did not start. The end of {self._log}:\n" + "\n".join(lines))
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            children.stop(self._process)
            self._process = None

    def poll(self) -> int | None:
        return None if self._process is None else self._process.poll()

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid


@dataclass
class _Kept:
    name: str
    part: Part
    deaths: list[float] = field(default_factory=list)


class Supervisor:
    """Owner of one data folder. Parts are started in the order given and stopped in the reverse."""

    def __init__(self, data: Path, tell: Callable[[str], None]) -> None:
        self._run = data / "run"
        self._tell = tell
        self._parts: list[_Kept] = []
        self._stopping = False
        self._run.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self._run / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise AlreadyRunning(self.address(data)) from None
        self._end_orphans()

    @staticmethod
    def address(data: Path) -> str:
        """Where the running one answers."""
        try:
            return (data / "run" / "address").read_text().strip()
        except FileNotFoundError:
            return ""

    def note_address(self, url: str) -> None:
        (self._run / "address").write_text(url + "\n")

    def add(self, name: str, part: Part) -> None:
        """Start a part and keep it."""
        kept = _Kept(name, part)
        self._parts.append(kept)
        part.start()
        self._note(kept)

    def stop_on_signals(self) -> None:
        """From here on Ctrl-C and SIGTERM end the watch instead of the process; call it in the main thread."""
        for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(wish, self._wish_to_stop)

    def _wish_to_stop(self, *_: object) -> None:
        if self._stopping:  # Asked twice: somebody is in a hurry.
            raise KeyboardInterrupt
        self._stopping = True

    @property
    def stopping(self) -> bool:
        return self._stopping

    def watch(self) -> None:
        """Until asked to stop: start again what died. Refuses: PartFailed, when something keeps dying."""
        while not self._stopping:
            for kept in self._parts:
                if kept.part.poll() is not None and not self._stopping:
                    self._revive(kept)
            time.sleep(0.2)

    def _revive(self, kept: _Kept) -> None:
        now = time.monotonic()
        kept.deaths = [death for death in kept.deaths if now - death < 60] + [now]
        if len(kept.deaths) > _MOST_DEATHS:
            raise PartFailed(f"{kept.name} died {len(kept.deaths)} times within a minute.")
        self._tell(f"{kept.name} died; starting it again")
        kept.part.start()
        self._note(kept)

    def close(self) -> None:
        """Stop everything, the last one first, and free the folder."""
        for kept in reversed(self._parts):
            kept.part.stop()
            (self._run / f"{kept.name}.pid").unlink(missing_ok=True)
        self._parts = []
        with contextlib.suppress(FileNotFoundError):
            (self._run / "address").unlink()
        os.close(self._lock)

    def _note(self, kept: _Kept) -> None:
        if kept.part.pid is not None:
            (self._run / f"{kept.name}.pid").write_text(f"{kept.part.pid}\n")

    def _end_orphans(self) -> None:
        """What a killed supervisor left running. On Linux its children were told of its death; they may still be busy."""
        for note in self._run.glob("*.pid"):
            with contextlib.suppress(ValueError, ProcessLookupError, PermissionError):
                pid = int(note.read_text())
                if _is_ours(pid) and not children.wait_gone(pid, 3):
                    os.kill(pid, signal.SIGTERM)
                    if not children.wait_gone(pid, 10):
                        os.kill(pid, signal.SIGKILL)
                        children.wait_gone(pid, 5)
            note.unlink(missing_ok=True)


def _is_ours(pid: int) -> bool:
    """Whether a noted process is still the one we started: its number may have gone to a stranger."""
    told = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return any(mark in told.stdout for mark in ("minga_infra", "postgres", "meilisearch"))


def port_is_free(port: int, patience: float = 0.0) -> bool:
    """Whether nobody listens there on this machine's own addresses; waits a little for one who is leaving."""
    end = time.monotonic() + patience
    while any(_listens(family, host, port) for family, host in _LOOPBACKS):
        if time.monotonic() >= end:
            return False
        time.sleep(0.1)
    return True


def _listens(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(0.5)
            return probe.connect_ex((host, port)) == 0
    except OSError:  # No IPv6 here.
        return False


def free_port(wanted: int) -> int:
    """The wanted port, or any free one on loopback.

    A part keeps its port over restarts, so it comes from below those that the system hands to whoever connects somewhere:
    one of these may be gone in the moment between a part's death and its next start.
    """
    if wanted and port_is_free(wanted):
        return wanted
    for port in random.sample(range(20_000, 32_000), 50):
        if _can_be_bound(port):
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _can_be_bound(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return port_is_free(port)


def answers(url: str) -> bool:
    """Whether an address of ours answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback
            return bool(200 <= answer.status < 300)
    except (urllib.error.URLError, OSError):
        return False
