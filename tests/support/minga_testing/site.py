"""The whole server as a process of its own, for tests that need real addresses: a browser, cookies, several at once."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from minga_infra.local.supervisor import free_port
from minga_testing.clusters import Urls


@contextmanager
def serving(urls: Urls, data: Path, *, log: Path | None = None, **settings: str) -> Iterator[str]:
    """Serve a database until the block ends; yields the address. `settings` are further MINGA_… values.

    `log`: where it writes what it says, else into `data`.
    """
    log = log or data / "log"
    port = free_port(0)
    key = data / "key"
    if not key.exists():
        key.write_text(os.urandom(32).hex())
    address = f"http://localhost:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("MINGA_", "DATABASE_"))},
        "DATABASE_URL": urls.app,
        "WORKER_DATABASE_URL": urls.worker,
        "MINGA_DATA": str(data),
        "MINGA_PUBLIC_URL": address,
        "MINGA_ENV": "test",
        "MINGA_WORKER_INSIDE": "true",
        **settings,
    }
    command = [sys.executable, "-m", "minga_infra.cli.main", "serve", "--port", str(port)]
    with log.open("wb") as noise:
        process = subprocess.Popen(command, env=environment, stdout=noise, stderr=noise)
        try:
            _wait(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(120)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()[-6000:]
        try:
            if httpx.get(f"{address}/readyz", timeout=30).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(log.read_text()[-6000:])
