"""A load generator that costs little: HTTP/1.1 over kept connections, one visit after the other on each.

It runs beside what it measures, on the same cores, so it does next to nothing: no parsing of JSON while the clock runs,
only a look at the status and for the mark of a refusal.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PATIENCE = 20.0


class Broken(Exception):
    """An answer that a measurement must not count."""


class Wire(asyncio.Protocol):
    """One connection; `ask` sends a request and gives the body of its answer. Refuses: Broken."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._needed = -1
        self._body_at = 0
        self._waiter: asyncio.Future[bytes] | None = None
        self._transport: asyncio.Transport | None = None
        self.token = ""
        """The basket that this visitor carries."""

    @classmethod
    async def open(cls, port: int) -> "Wire":
        """Only to this machine."""
        _, wire = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return wire

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    async def ask(self, request: bytes) -> bytes:
        """Send, and wait for the whole answer."""
        assert self._transport is not None
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        async with asyncio.timeout(PATIENCE):
            return await self._waiter

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name.

    def connection_lost(self, _: Exception | None) -> None:
        self._end(None, Broken("the server hung up"))

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        if self._needed < 0:
            head = buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            length = _LENGTH.search(buffer, 0, head + 2)
            self._body_at = head + 4
            self._needed = self._body_at + (int(length[1]) if length else 0)
        if len(buffer) < self._needed:
            return
        status, body = bytes(buffer[9:12]), bytes(buffer[self._body_at : self._needed])
        buffer.clear()
        self._needed = -1
        self._end(
            body, None if status == b"200" else Broken(f"{status.decode()}: {body[:300].decode(errors='replace')}")
        )

    def _end(self, body: bytes | None, problem: Exception | None) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is None or waiter.done():
            return
        if problem is not None:
            waiter.set_exception(problem)
        else:
            waiter.set_result(body or b"")


def post(port: int, path: str, body: bytes, token: str = "") -> bytes:
    """A POST of JSON, with the basket's token where there is one."""
    cart = f"Minga-Cart: {token}\r\n" if token else ""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n{cart}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


Visit = Callable[[Wire], Awaitable[None]]


@dataclass(slots=True)
class Slice:
    """What happened in a while: each visit's seconds, and how long the while was."""

    seconds: float = 0.0
    visits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.visits) / self.seconds if self.seconds else 0.0


async def press(port: int, visit: Visit, *, at_once: int, seconds: float) -> Slice:
    """Visits by `at_once` connections, each beginning its next when the last one ended."""
    wires = await asyncio.gather(*(Wire.open(port) for _ in range(at_once)))
    result = Slice()
    begun = time.perf_counter()
    end = begun + seconds

    async def go_on(wire: Wire) -> None:
        while (started := time.perf_counter()) < end:
            try:
                await visit(wire)
            except (Broken, TimeoutError) as problem:
                result.errors.append(str(problem) or "no answer in time")
                if len(result.errors) > 20:
                    return
            else:
                result.visits.append(time.perf_counter() - started)

    try:
        await asyncio.gather(*(go_on(wire) for wire in wires))
        result.seconds = time.perf_counter() - begun
    finally:
        for wire in wires:
            wire.close()
        await asyncio.sleep(0.01)  # The loop says good-bye for them.
    return result
