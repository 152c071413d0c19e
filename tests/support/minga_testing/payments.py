"""The payment provider of the tests: our stand-in for Stripe, as the process of its own that it is on a laptop."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from minga_infra.local import children

_READY = re.compile(r"ready url=(\S+) control=(\S+)")
_START_SECONDS = 30.0


class StandInProcess:
    """`python -m minga_infra.local.stripe`, started, asked, killed and started again.

    `url` is the API's and the pages' address, the same after a restart; `ask` speaks to the control, also while the
    API refuses connections.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""
        self.control_url = ""

    def start(self) -> None:
        log = self._folder / "stand_in.log"
        self._folder.mkdir(parents=True, exist_ok=True)
        rooms = os.pathsep.join(path for path in sys.path if path)
        environment = {**os.environ, "PYTHONPATH": rooms}
        environment.pop("MINGA_ENV", None)
        with log.open("wb") as output:
            self._process = children.spawn(
                [sys.executable, "-m", "minga_infra.local.stripe", "--data", self._folder / "data"],
                output=output,
                environment=environment,
            )
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            found = _READY.search(log.read_text())
            if found:
                self.url, self.control_url = found[1], found[2]
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"the stand-in did not start: {log.read_text()[-2000:]}")

    def stop(self) -> None:
        if self._process is not None:
            children.stop(self._process)
            self._process = None

    def kill(self) -> None:
        """As if the power of one process went: no goodbye."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process = None

    async def ask(self, deed: str, **given: Any) -> Any:
        """A wish to the control; its answer. Raises on anything but 200."""
        async with httpx.AsyncClient(base_url=self.control_url, trust_env=False, timeout=90) as client:
            answer = await client.post(f"/_control/{deed}", json=given)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def state(self) -> Any:
        async with httpx.AsyncClient(base_url=self.control_url, trust_env=False, timeout=120) as client:
            return (await client.get("/_control/state")).json()

    async def click(self, url: str, deed: str = "pay", **fields: str) -> httpx.Response:
        """Press a button of a hosted page; redirects are not followed."""
        async with httpx.AsyncClient(trust_env=False, timeout=120) as client:
            return await client.post(url, data={"deed": deed, **fields})
