"""Killing the app: the program of `mortal.py` from the test's side, and what is still half done after a death."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from minga_platform.kernel.actor import Scope
from minga_testing.clusters import Urls
from minga_testing.till import Till


@dataclass
class Mortal:
    """The program that dies: gives a deed to a fork, and tells whether it was killed."""

    process: "subprocess.Popen[str]"
    killed: Counter[str] = field(default_factory=Counter)
    restarts: list[float] = field(default_factory=list)
    """How long after each restart everything was settled, seconds."""

    def _ask(self, deed: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(deed) + "\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told

    def do(self, deed: dict[str, Any]) -> bool:
        """Whether the deed's process was killed."""
        told = self._ask(deed)
        hit = bool(told["signal"] == 9)
        assert hit or told["code"] == 0, f"{deed} failed"
        self.killed[deed.get("failpoint", "random")] += hit
        return hit

    def live(self) -> int:
        """Start a worker as an installation runs it; its process."""
        return int(self._ask({"do": "live"})["pid"])

    def kill(self, pid: int) -> None:
        """End such a worker without a goodbye."""
        self._ask({"do": "kill", "pid": pid})

    async def restart(self, till: Till) -> None:
        """Start a worker, wait until nothing is left half done, and kill it."""
        began = time.monotonic()
        pid = self.live()
        try:
            while left := await unsettled(till):
                assert time.monotonic() - began < 180, f"three minutes after a restart there is still {left}"
                await asyncio.sleep(0.1)
            self.restarts.append(time.monotonic() - began)
        finally:
            self.kill(pid)


UNSETTLED = """SELECT
  (SELECT count(*) FROM payment_attempt a JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id
   WHERE a.cooperative_id = $1 AND a.state = 'created') AS pages,
  (SELECT count(*) FROM refund WHERE cooperative_id = $1 AND state = 'requested') AS refunds,
  (SELECT count(*) FROM payout WHERE cooperative_id = $1 AND state = 'prepared' AND channel = 'remittance') AS remittances,
  (SELECT count(*) FROM reversal WHERE cooperative_id = $1 AND state = 'requested') AS reversals,
  (SELECT count(*) FROM webhook_event WHERE cooperative_id = $1 AND handled_at IS NULL) AS messages,
  (SELECT count(*) FROM outbox WHERE cooperative_id = $1 AND delivered_at IS NULL) AS events,
  (SELECT count(*) FROM job WHERE cooperative_id = $1 AND state = 'waiting' AND name LIKE 'payments.%') AS jobs"""


async def unsettled(till: Till) -> dict[str, int]:
    """What is half done, by kind."""
    async with till.shop.worker_database.read(Scope(till.shop.id)) as work:
        row = await work.row(UNSETTLED, till.shop.id)
    assert row is not None
    return {name: number for name, number in row.items() if number}


@contextmanager
def mortal(urls: Urls, till: Till, log: Path, **more: Any) -> Iterator[Mortal]:
    """The program, joined to the till's shop and provider; `more` as `minga_testing.mortal` says."""
    setting = {
        "app": urls.app,
        "worker": urls.worker,
        "stripe": till.stand_in.url,
        "slug": till.shop.cooperative.slug,
        "cooperative": str(till.shop.id),
        **more,
    }
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with log.open("w") as noise:
        process = subprocess.Popen(
            [sys.executable, "-m", "minga_testing.mortal", json.dumps(setting)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=noise, text=True, env=environment,
        )  # fmt: skip
        assert process.stdout is not None
        assert json.loads(process.stdout.readline() or "{}").get("ready"), log.read_text()[-3000:]
        try:
            yield Mortal(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(120)
            process.stdout.close()
