"""G20: bytes that are no HTTP, or nearly, and sockets that never finish, sent to the server as it is installed.

Nothing of it may end in a status of 500, nothing may make the server grow, and whoever asks properly meanwhile must hardly
notice. What only concerns bodies is sent through the door in `test_documents.py`, thousands a second.
"""

import asyncio
import contextlib
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psutil
import pytest

from minga_platform.kernel.database import Database
from minga_testing.clusters import Urls
from minga_testing.figures import full, within
from minga_testing.shop import offer, open_shop, open_stall
from minga_testing.site import serving

pytestmark = [pytest.mark.reliability, pytest.mark.anyio]

GOOD = b'{"query":"{ listings(first: 24) { nodes { title } } }"}'
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
BODIES = (
    b'{"query":"{ __typename }"}', b'{"query":"{ __typename }","variables":{"a":NaN}}', b"NaN", b"[" * 60_000, b"\xff\xfe{", b"",
    b'{"query":"{ __typename }","variables":{"a":' + b"7" * 5_000 + b"}}", b'{"query":"\\ud800"}', b'{"query":"\\u0000"}', b"null", b"[]",
    b'{"query":"' + b"x" * 200_000 + b'"}', b'[{"query":"{ __typename }"}]', b'{"a":' * 100 + b"1" + b"}" * 100, b"a=b&c=d",
)  # fmt: skip


def shapes(host: bytes) -> dict[str, bytes]:
    """Requests by what is wrong with them; `%b` is where a body and its length go."""
    head = b"POST /graphql HTTP/1.1\r\nHost: " + host + b"\r\nContent-Type: application/json\r\n"
    return {
        "a body": head + b"Content-Length: %d\r\n\r\n%b",
        "length and chunks": head + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n",
        "two lengths": head + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
        "a negative length": head + b"Content-Length: -1\r\n\r\n{}",
        "a length of twenty digits": head + b"Content-Length: 99999999999999999999\r\n\r\n{}",
        "more promised than sent": head + b"Content-Length: 90000\r\n\r\n{",
        "chunks of no size": head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "a chunk of 2⁶³": head + b"Transfer-Encoding: chunked\r\n\r\n8000000000000000\r\n{",
        "an unknown encoding": head + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "a header of 64 KiB": head + b"X-Long: " + b"a" * 65_536 + b"\r\nContent-Length: 2\r\n\r\n{}",
        "two thousand headers": head + b"".join(b"X-%d: a\r\n" % n for n in range(2_000)) + b"Content-Length: 2\r\n\r\n{}",
        "a foreign host": b"GET /en HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "a host of two lines": b"GET /en HTTP/1.1\r\nHost: " + host + b"\r\nHost: evil.example\r\n\r\n",
        "a host with a path": b"GET /en HTTP/1.1\r\nHost: " + host + b"/@evil.example\r\n\r\n",
        "no host": b"GET /en HTTP/1.1\r\n\r\n",
        "a null in a header": head + b"X-Null: a\x00b\r\nContent-Length: 2\r\n\r\n{}",
        "a folded header": head + b"X-Fold: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
        "a space before the colon": head + b"Content-Length : 2\r\n\r\n{}",
        "bare line feeds": head.replace(b"\r\n", b"\n") + b"Content-Length: 2\n\n{}",
        "bytes above 127 in a header": head + b"Cookie: \xff\xfe=\xff; __Host-cart=\xe9\r\nContent-Length: 2\r\n\r\n{}",
        "a forged session": head + b"Authorization: Bearer " + b"\xc3\xa9" * 40 + b"\r\nContent-Length: 2\r\n\r\n{}",
        "a path of 60 kB": b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: " + host + b"\r\n\r\n",
        "a path of broken escapes": b"GET /en/c/%ff%fe%00/%2e%2e/%zz?%80=%81 HTTP/1.1\r\nHost: " + host + b"\r\n\r\n",
        "an unknown method": b"BREW /en HTTP/1.1\r\nHost: " + host + b"\r\n\r\n",
        "a method of 8 kB": b"A" * 8_192 + b" /en HTTP/1.1\r\nHost: " + host + b"\r\n\r\n",
        "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "HTTP 0.9": b"GET /en\r\n",
        "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
    }  # fmt: skip


def request(kind: str, shape: bytes, random: Random) -> bytes:
    """One request of that kind, now and then with a wound on top."""
    if kind == "a body":
        body = random.choice(BODIES) if random.random() < 0.8 else random.randbytes(random.randint(1, 400))
        length = len(body) if random.random() < 0.9 else random.randrange(2 * len(body) + 2)
        return shape.replace(b"%d", b"%d" % length).replace(b"%b", body)
    if random.random() < 0.2:
        place = random.randrange(min(len(shape), 400))
        return shape[:place] + random.randbytes(random.randint(1, 3)) + shape[place + random.randint(0, 2) :]
    return shape


@dataclass
class Server:
    port: int
    host: bytes
    process: psutil.Process

    async def say(self, sent: bytes, *, patience: float = 10.0, half_closed: bool = False) -> list[int]:
        """Send bytes, and hear until the server hangs up or has nothing more to say; every status that came back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        heard = b""
        try:
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(patience):
                    writer.write(sent)
                    await writer.drain()
                    if half_closed:
                        writer.write_eof()
                    heard = await reader.read(65_536)
                async with asyncio.timeout(0.01):  # Whatever a smuggled second request would be answered.
                    while len(heard) < 2**20 and (part := await reader.read(65_536)):
                        heard += part
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        return [int(found) for found in STATUS.findall(heard)]

    async def ask(self) -> float:
        """Somebody who asks properly; how long she waited."""
        began = time.perf_counter()
        head = b"POST /graphql HTTP/1.1\r\nHost: %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
        assert await self.say(head % (self.host, len(GOOD)) + GOOD) == [200]
        return time.perf_counter() - began

    def megabytes(self) -> float:
        return float(self.process.memory_info().rss) / 2**20


@pytest.fixture
async def server(
    database: Database, worker_database: Database, database_urls: Urls, tmp_path: Path
) -> AsyncIterator[Server]:
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Potter")
    for number in range(24):
        await offer(shop, stall, f"Bowl {number}", price=100)
    with serving(database_urls, tmp_path, MINGA_WORKER_INSIDE="false") as address:
        port = int(address.rpartition(":")[2])
        [process] = [one for one in psutil.Process().children(recursive=True) if str(port) in one.cmdline()]
        yield Server(port, f"localhost:{port}".encode(), process)


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] * 1000


async def test_g20_no_bytes_make_the_server_fail_swell_or_stall(server: Server, pytestconfig: pytest.Config) -> None:
    seed, count, slow_ones, good_ones = (20, 20_000, 500, 2_000) if full(pytestconfig) else (20, 2_000, 50, 500)
    random = Random(seed)
    kinds = shapes(server.host)
    statuses: Counter[int] = Counter()
    sent: Counter[str] = Counter()
    failed: list[str] = []

    async def hostile(many: int) -> None:
        for _ in range(many):
            kind = random.choice([*kinds, "a body", "a body", "a body"])
            letter = request(kind, kinds[kind], random)
            told = await server.say(letter, patience=0.3, half_closed=random.random() < 0.3)
            sent[kind] += 1
            statuses.update(told)
            # Too busy is an honest answer to a flood; who asks properly must still get hers, below.
            if any(status >= 500 and status != 503 for status in told):
                failed.append(f"{told} {kind}: {letter[:300]!r}")

    async def good(many: int) -> list[float]:
        return [await server.ask() for _ in range(many)]

    await good(50)
    calm = await good(good_ones)
    before = server.megabytes()
    slow = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(slow_ones)]
    async with asyncio.TaskGroup() as group:
        dripping = group.create_task(drip([writer for _, writer in slow], server.host))
        lanes = [group.create_task(hostile(count // 4)) for _ in range(4)]
        amid: list[float] = []
        while not all(lane.done() for lane in lanes) or len(amid) < good_ones:
            amid.append(await server.ask())
        dripping.cancel()
    grown = server.megabytes() - before
    for _, writer in slow:
        writer.transport.abort()
    await asyncio.sleep(0.1)
    calm += await good(good_ones)
    print(
        f"G20 seed {seed}: {sum(sent.values())} hostile requests of {len(sent)} kinds, {slow_ones} slow sockets; statuses {dict(statuses)}; "
        f"memory +{grown:.0f} MiB; good clients p95 {p95(calm):.1f} ms without, {p95(amid):.1f} ms amid ({len(amid)})"
    )
    assert not failed, "\n".join(failed[:8])
    assert sent.keys() == kinds.keys()
    assert min(sent.values()) >= max(3, count // 100), f"vacuous: {sent}"
    assert grown < 64
    assert await server.say(b"GET /readyz HTTP/1.1\r\nHost: %b\r\n\r\n" % server.host) == [200]
    within(pytestconfig, p95(amid), 2 * p95(calm), "milliseconds of good clients amid the hostile, p95")


async def drip(writers: list[asyncio.StreamWriter], host: bytes) -> None:
    """A request each, a byte of it each second: none is ever whole."""
    letter = b"POST /graphql HTTP/1.1\r\nHost: %b\r\nX-Slow: " % host
    place = 0
    while True:
        part = letter[place : place + 1] or b"a"
        for writer in writers:
            if not writer.is_closing():
                writer.write(part)
        place += 1
        await asyncio.sleep(1.0)
