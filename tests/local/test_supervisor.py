"""The supervisor keeps its parts, gives up on what keeps dying, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from minga_infra.local import children
from minga_infra.local.supervisor import AlreadyRunning, PartFailed, Program, Supervisor, free_port, port_is_free

_SERVER = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *words): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


def part(folder: Path, port: int, program: str = _SERVER) -> Program:
    return Program(
        [sys.executable, "-c", program, str(port)],
        environment=dict(os.environ),
        log=folder / "logs" / "part.log",
        is_ready=lambda: not port_is_free(port),
        directory=folder,
        patience=10,
    )


def until(holds: Callable[[], bool], patience: float = 60.0) -> None:
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, "it did not come to hold"
        time.sleep(0.02)


def test_a_killed_part_is_started_again(tmp_path: Path) -> None:
    told: list[str] = []
    supervisor = Supervisor(tmp_path, told.append)
    kept = part(tmp_path, free_port(0))
    supervisor.add("part", kept)
    first = kept.pid
    assert first
    watching = threading.Thread(target=supervisor.watch)
    watching.start()
    try:
        os.kill(first, signal.SIGKILL)
        until(lambda: kept.pid not in (None, first) and kept.poll() is None)
        assert told == ["part died; starting it again"]
    finally:
        supervisor._wish_to_stop()
        watching.join()
        supervisor.close()
    assert kept.poll() is None
    assert not list((tmp_path / "run").glob("*.pid"))


def test_what_does_not_start_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path, print)
    try:
        with pytest.raises(PartFailed, match="ends badly"):
            supervisor.add("part", part(tmp_path, free_port(0), "raise SystemExit('ends badly')"))
    finally:
        supervisor.close()


def test_one_supervisor_a_folder(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path, print)
    supervisor.note_address("http://localhost:8000")
    try:
        with pytest.raises(AlreadyRunning, match="localhost:8000"):
            Supervisor(tmp_path, print)
    finally:
        supervisor.close()
    Supervisor(tmp_path, print).close()


def test_a_killed_supervisor_leaves_nothing_running(tmp_path: Path) -> None:
    port = free_port(0)
    program = (
        "import sys, time; from pathlib import Path; sys.path.insert(0, sys.argv[3]);"
        "from test_supervisor import part, Supervisor;"
        "folder = Path(sys.argv[1]); s = Supervisor(folder, print); p = part(folder, int(sys.argv[2])); s.add('part', p);"
        "print(p.pid, flush=True); s.watch()"
    )
    command = [sys.executable, "-c", program, str(tmp_path), str(port), str(Path(__file__).parent)]
    owner = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    owner.kill()
    owner.communicate()
    supervisor = Supervisor(tmp_path, print)  # Ends what an owner left that could not say goodbye.
    try:
        assert children.state_of(pid) in (None, "Z")
        assert port_is_free(port, patience=3)
    finally:
        supervisor.close()


def test_a_noted_number_that_went_to_a_stranger_is_left_alone(tmp_path: Path) -> None:
    stranger = children.spawn(["sleep", "60"])
    try:
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "part.pid").write_text(str(stranger.pid))
        Supervisor(tmp_path, print).close()
        assert stranger.poll() is None
    finally:
        children.stop(stranger)
