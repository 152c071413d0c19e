"""The database comes back after any death: its own, its supervisor's, both at once."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from minga_infra.local import children
from minga_infra.local.postgres import Postgres, PostgresUnavailable

_OWNER = """
import sys, time
from pathlib import Path
from minga_infra.local.postgres import Postgres
server = Postgres(Path(sys.argv[1]), durable=True)
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    # Not below pytest's own folder: that one is private to root, and the server runs as nobody.
    # A server that is just ending may still write beside whoever clears up.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


def _ask(server: Postgres, statement: str) -> str:
    done = subprocess.run(
        [server.programs.path("psql"), "-XAtq", "-d", server.url("postgres"), "-c", statement],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def _end(owner: subprocess.Popen[str]) -> None:
    owner.kill()
    owner.communicate()


def _own(home: Path) -> tuple[subprocess.Popen[str], int]:
    owner = subprocess.Popen([sys.executable, "-c", _OWNER, str(home)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    return owner, int(owner.stdout.readline())


def test_killed_server_comes_back_with_everything_committed(home: Path) -> None:
    server = Postgres(home)
    try:
        server.start()
        _ask(server, "create table kept (n int); insert into kept values (7)")
        for _ in range(2):
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
            server.start()
            assert _ask(server, "select n from kept") == "7"
    finally:
        server.release()


def test_killed_supervisor_takes_the_server_with_it_and_the_next_start_works(home: Path) -> None:
    owner, pid = _own(home)
    with pytest.raises(PostgresUnavailable):
        Postgres(home).start()
    _end(owner)
    server = Postgres(home)
    try:
        server.start()
        assert server.pid != pid
        assert _ask(server, "select 1") == "1"
        assert children.state_of(pid) in (None, "Z")
    finally:
        server.release()


def test_server_and_supervisor_killed_together(home: Path) -> None:
    owner, pid = _own(home)
    os.kill(
        owner.pid, signal.SIGSTOP
    )  # So that nobody reaps the server: it stays a zombie that answers to kill(pid, 0).
    os.kill(pid, signal.SIGKILL)
    _end(owner)
    server = Postgres(home)
    try:
        server.start()
        assert _ask(server, "select 1") == "1"
    finally:
        server.release()


def test_pid_file_that_names_a_living_stranger_is_no_obstacle(home: Path) -> None:
    server = Postgres(home)
    server.start()
    server.release()
    stranger = children.spawn(["sleep", "60"], identity=children.unprivileged())
    try:
        (server.data / "postmaster.pid").write_text(f"{stranger.pid}\n{server.data}\n")
        server.start()
        assert _ask(server, "select 1") == "1"
        assert stranger.poll() is None
    finally:
        server.release()
        children.stop(stranger)


def test_half_made_database_is_made_again(home: Path) -> None:
    half = home / "pg18.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = Postgres(home, durable=False)
    try:
        server.start()
        assert _ask(server, "select upper('straße')") in {"STRASSE", "STRAßE"}
    finally:
        server.release()


def test_only_its_owner_may_look_inside_and_no_port_is_open(home: Path) -> None:
    server = Postgres(home, durable=False)
    try:
        server.start()
        assert server.data.stat().st_mode & 0o777 == 0o700
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
        assert _ask(server, "show listen_addresses") == ""
    finally:
        server.release()


def test_a_long_path_gets_a_short_private_socket(home: Path) -> None:
    server = Postgres(home / ("x" * 120), durable=False)
    try:
        server.start()
        assert len(str(server.socket_folder)) < 100
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
        assert _ask(server, "select 1") == "1"
    finally:
        server.release()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a user to step down from")
def test_root_leaves_a_private_folder_as_it_is(home: Path) -> None:
    home.mkdir()
    home.chmod(0o700)
    server = Postgres(home / "inside", durable=False)
    try:
        server.start()
        assert home.stat().st_mode & 0o777 == 0o700
        assert _ask(server, "select 1") == "1"
    finally:
        server.release()
        shutil.rmtree(server.home)


def test_second_user_of_a_running_database_only_connects(home: Path) -> None:
    owner, pid = _own(home)
    try:
        with Postgres(home).running() as server:
            assert server.pid is None
            assert _ask(server, "select 1") == "1"
        time.sleep(0.2)
        assert children.state_of(pid) not in (None, "Z")
    finally:
        _end(owner)
