"""`minga up`, from an empty folder to a page, through every death, and back to nothing."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from minga_infra.local.supervisor import free_port, port_is_free

_CANARIES = {
    "MINGA_SMTP_URL": "smtp://post:canary-smtp-5f1c@127.0.0.1:9",
    "MINGA_MAIL_FROM": "post@market.example",
    "STRIPE_WEBHOOK_SECRET": "whsec_canary-hook-77aa",
}


class Running:
    """One `minga up`."""

    def __init__(self, data: Path, port: int, *arguments: str) -> None:
        self.data, self.port = data, port
        self.log = data.with_suffix(".log")
        hidden = {"DATABASE_URL", "DATABASE_ADMIN_URL", "STRIPE_SECRET_KEY", "MINGA_DATA", "MINGA_ENV"}
        environment = {name: value for name, value in os.environ.items() if name not in hidden} | _CANARIES
        # Each start writes its own lines; the second of a test must not find the first one's.
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "minga_infra.cli.main",
                    "up",
                    "--port",
                    str(port),
                    "--data",
                    str(data),
                    *arguments,
                ],
                env=environment,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def told(self) -> str:
        return self.log.read_text()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def until_ready(self, patience: float = 300.0) -> None:
        self.until(lambda: "Minga is at" in self.told() and self.answers(), patience)

    def until(self, holds: Callable[[], bool], patience: float = 120.0) -> None:
        end = time.monotonic() + patience
        while not holds():
            assert self.process.poll() is None, self.told()
            assert time.monotonic() < end, self.told()
            time.sleep(0.1)

    def pid_of(self, part: str) -> int:
        return int((self.data / "run" / f"{part}.pid").read_text())

    def everyone(self) -> list[psutil.Process]:
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(120)


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def started() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def start(data: Path, port: int, *arguments: str) -> Running:
        running.append(Running(data, port, *arguments))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.stop()


def test_from_nothing_through_every_death_and_back(folder: Path, started: Callable[..., Running]) -> None:
    data, port = folder / "home", free_port(0)
    up = started(data, port, "--empty")
    up.until_ready()

    second = subprocess.run(
        [sys.executable, "-m", "minga_infra.cli.main", "up", "--data", str(data), "--port", str(free_port(0))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert f"already runs on {data}, at http://localhost:{port}" in second.stderr

    # Everything but the search engine, which is not part of the promise.
    people = [one for one in up.everyone() if "meilisearch" not in one.name()]
    megabytes = sum(one.memory_full_info().pss for one in people) / 2**20
    print(f"memory of everything: {megabytes:.0f} MB in {len(people)} processes")
    assert megabytes <= 500

    for part in ("server", "postgres", "stripe"):
        before = up.pid_of(part)
        os.kill(before, signal.SIGKILL)
        up.until(lambda part=part, before=before: up.pid_of(part) != before)  # type: ignore[misc]  # bound at once
        up.until(up.answers)

    up.process.kill()
    up.process.wait()
    again = started(data, port)  # Without --empty: a folder remembers what it is.
    again.until_ready()
    assert "dev/sign-in" not in again.told()

    everyone = again.everyone()
    for one in everyone:
        with contextlib.suppress(psutil.NoSuchProcess):  # One was ending by itself: a worker of a job that was done.
            one.kill()
    again.process.wait()
    third = started(data, port)
    third.until_ready()

    everyone = third.everyone()
    assert third.stop() == 0
    assert not [one for one in everyone if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert port_is_free(port)

    logs = [path.read_text(errors="replace") for path in (data / "logs").glob("*.log")] + [third.told()]
    assert logs
    assert not [line for text in logs for line in text.splitlines() if "canary" in line]


def test_a_taken_port_is_told_and_nothing_is_left_running(folder: Path, started: Callable[..., Running]) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        up = started(folder / "home", taken.getsockname()[1], "--empty")
        assert up.process.wait(180) == 1
    assert "taken by another program" in up.told()
    assert "Traceback" not in up.told()


def test_fresh_begins_anew_and_spares_what_is_not_ours(folder: Path, started: Callable[..., Running]) -> None:
    data, port = folder / "home", free_port(0)
    data.mkdir()
    (data / "my-notes.txt").write_text("kept")
    up = started(data, port, "--empty")
    up.until_ready()
    key = (data / "key").read_text()
    assert up.stop() == 0

    refused = started(data, port, "--empty", "--fresh")
    assert refused.process.wait(180) == 1
    assert "--yes" in refused.told()
    assert (data / "key").read_text() == key

    up = started(data, port, "--empty", "--fresh", "--yes")
    up.until_ready()
    assert (data / "key").read_text() != key
    assert (data / "my-notes.txt").read_text() == "kept"
    assert up.stop() == 0


def test_production_does_not_start_by_up(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "minga_infra.cli.main", "up", "--data", str(folder / "home")],
        capture_output=True, text=True, check=False, env={**os.environ, "MINGA_ENV": "production"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "for a laptop" in done.stderr
    assert not (folder / "home").exists()
