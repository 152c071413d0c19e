"""Child processes that never outlive us and never run as root without need.

A child is started through a few lines of Python of its own rather than through `preexec_fn`, because code between fork
and exec is unsafe as soon as this process has a second thread, and newer Pythons say so aloud.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# PR_SET_PDEATHSIG is bound to the *thread* that forked; every caller starts its children from its main thread. Linux
# forgets the wish when the credentials change, hence the order: load (the other user may not reach our Python), become
# the other user, ask, and then look whether the parent died meanwhile.
_BIRTH = """
import os, sys
farewell, parent, uid, gid = map(int, sys.argv[1:5])
linux = sys.platform.startswith("linux")
if linux:
    import ctypes
    library = ctypes.CDLL(None)
if uid >= 0:
    os.setgroups([]); os.setgid(gid); os.setuid(uid)
if linux:
    library.prctl(1, farewell)
    if os.getppid() != parent:
        os._exit(1)
os.execv(sys.argv[5], sys.argv[5:])
"""


@dataclass(frozen=True)
class Identity:
    """The user that a child becomes."""

    uid: int
    gid: int


def unprivileged() -> Identity | None:
    """Who servers run as: nobody when we are root (PostgreSQL refuses uid 0), ourselves otherwise."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Identity(entry.pw_uid, entry.pw_gid)


def spawn(
    command: Sequence[str | Path],
    *,
    identity: Identity | None = None,
    farewell: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    directory: Path | str = "/",
) -> subprocess.Popen[bytes]:
    """Start a program that receives `farewell` when we die (on Linux; elsewhere the next start tidies up).

    It gets a session of its own, so that Ctrl-C in the terminal reaches only us and we stop the children in the right
    order.
    """
    who = identity or Identity(-1, -1)
    program = shutil.which(str(command[0])) or str(command[0])
    birth = [sys.executable, "-I", "-S", "-c", _BIRTH, str(int(farewell)), str(os.getpid()), str(who.uid), str(who.gid)]
    return subprocess.Popen(
        [*birth, program, *map(str, command[1:])],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=dict(environment) if environment is not None else None,
        cwd=directory,
        start_new_session=True,
    )


def run_quietly(command: Sequence[str | Path], *, identity: Identity | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and keep what it said, for the error message."""
    extra: dict[str, object] = {}
    if identity is not None:
        extra = {"user": identity.uid, "group": identity.gid, "extra_groups": []}
    # the optional identity has no overload of its own
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [str(part) for part in command], capture_output=True, text=True, cwd="/", check=False, **extra
    )


def stop(process: subprocess.Popen[bytes], *, gently: signal.Signals = signal.SIGTERM, patience: float = 10.0) -> None:
    """End a child of ours: ask, wait, then insist. Its whole process group goes with it."""
    if process.poll() is None:
        process.send_signal(gently)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # What the child itself started (server workers) must not keep a port.


def state_of(pid: int) -> str | None:
    """One letter of what the kernel says about a process ('R', 'S', 'Z' …), None when there is none.

    A zombie still answers to kill(pid, 0), which is why PostgreSQL and psutil both take a dead server for a running
    one.
    """
    if sys.platform.startswith("linux"):
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return None
    seen = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return seen.stdout.strip()[:1] or None


def wait_gone(pid: int, patience: float) -> bool:
    """Whether a process that is not our child ended (or became a zombie) within `patience` seconds."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if state_of(pid) in (None, "Z", "X"):
            return True
        time.sleep(0.05)
    return False
