"""G10: no block is left on the disk of the database, or on that of the files. Nobody is told that what failed was done, and all goes on by itself.

Two small disks are filled to the last block and freed again, one below a PostgreSQL of this test's own (data and WAL), one
below the folder of uploads; the server before them is the installed one and is never started again.
"""

import asyncio
import contextlib
import hashlib
import random
import time
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import pytest

from minga_infra.local.postgres import PostgresUnavailable
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.disks import SmallDisk, small_disk
from minga_testing.figures import full
from minga_testing.own_postgres import OwnPostgres, own_postgres
from minga_testing.remote import Buyers, buyers_at
from minga_testing.shop import KEY, Shop, offer, open_shop, open_stall
from minga_testing.site import serving

pytestmark = [pytest.mark.reliability, pytest.mark.anyio]

SEED = 20261124
PRICE = 1210
HALF = 400_000
"""Bytes of half an upload."""


async def test_g10_the_disk_is_full(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """503, never a false success; back by itself once there is room; no file that is not whole."""
    fills, writers = (10, 30) if full(pytestconfig) else (3, 8)
    lot = random.Random(SEED)
    with small_disk(256) as disk, small_disk(6 * fills) as shelf:
        (shelf.path / "key").write_text(KEY.hex())
        room = {"max_wal_size": "64MB", "min_wal_size": "32MB"}
        async with own_postgres(disk.path / "database", room) as own:
            app, worker = await Database.connect(own.urls.app), await Database.connect(own.urls.worker)
            shop = await open_shop(app, worker)
            scarf = await offer(shop, await open_stall(shop, "Weaver"), "Scarf", price=PRICE, on_hand=1_000_000)
            # Each may send thirty files a minute.
            senders = [await people.member(app, worker, shop.id, classes=("worker",)) for _ in range(fills)]
            await app.close()
            await worker.close()
            settings = {"MINGA_DB_CONNECTIONS": "20"}
            with serving(own.urls, shelf.path, log=tmp_path / "log", **settings) as address:
                async with buyers_at(address, shop, scarf, PRICE) as buyers:
                    bought = await _without_disk(own, disk, buyers, fills, writers, lot)
                    kept = [await _without_shelf(buyers, shelf, one.token, lot) for one in senders]
            print(
                f"G10 seed={SEED} the database's disk of 256 MiB filled {disk.filled} times, {bought.ended} of them until the database fell over; "
                f"writers={writers} orders={len(buyers.orders)} refused while full={bought.refused} asked again {buyers.sent_again} "
                f"times, looked at while full={bought.looked}; answers {dict(buyers.told)}; sold again {max(bought.returns):.2f} s after "
                f"there was room at most; the files' disk filled {shelf.filled} times, {sum(kept)} uploads refused and sent again"
            )
            assert await own.lost(buyers.orders) == []
            assert await own.placed() == len(buyers.orders) == len(set(buyers.orders)), "each wish once"
            assert buyers.broken == []
            assert buyers.dishonest == {}
            assert await own.violations() == []
            assert _not_whole(shelf.path) == []
        assert disk.filled == fills
        assert min(bought.refused) >= 3, f"vacuous: {bought.refused}"
        assert bought.ended >= 1, "vacuous: the database never ran out of room for its log"


@dataclass
class Bought:
    """What was seen of the database's full disk."""

    refused: list[int]
    """Answers of 503 while it was full, for each time."""
    returns: list[float]
    """Seconds until somebody could buy after there was room again."""
    ended: int = 0
    """How often PostgreSQL fell over, having no room for its log."""
    looked: int = 0
    """Who only looked and got her page while nothing could be written."""


async def _without_disk(
    own: OwnPostgres, disk: SmallDisk, buyers: Buyers, fills: int, writers: int, lot: random.Random
) -> Bought:
    bought = Bought([], [])
    stop = asyncio.Event()
    busy = [asyncio.ensure_future(buyers.go_on(stop)) for _ in range(writers)]
    for turn in range(fills):
        await buyers.until_one_buys()
        before, began = buyers.told["503 UNAVAILABLE"], time.monotonic()
        disk.fill()
        if turn % 3 == 1:
            bought.ended += await _use_up_the_log(own.urls.superuser)
        while buyers.told["503 UNAVAILABLE"] < before + 3:
            assert time.monotonic() - began < 120, f"a full disk that nobody notices: {dict(buyers.told)}"
            disk.fill()
            bought.looked += await buyers.look()
            await asyncio.sleep(0.05)
        await asyncio.sleep(lot.uniform(0.2, 1.0))
        promised = len(buyers.orders)
        bought.refused.append(buyers.told["503 UNAVAILABLE"] - before)
        disk.free()
        began = time.monotonic()
        while own.postgres.poll() is not None or not own.postgres.is_ready():
            # As whoever looks after a server does: what ended is begun again until it stays.
            with contextlib.suppress(PostgresUnavailable):
                await own.restart()
            assert time.monotonic() - began < 120, "the database does not come back although there is room"
            await asyncio.sleep(0.1)
        await buyers.until_answered()
        bought.returns.append(time.monotonic() - began)
        assert await own.lost(buyers.orders[:promised]) == []
    stop.set()
    await asyncio.gather(*busy)
    return bought


async def _use_up_the_log(url: str) -> bool:
    """Write into the log, and nowhere else, until there is no room for more; whether the server fell over it."""
    connection = await asyncpg.connect(url)
    try:
        for _ in range(200):
            await connection.execute("SELECT pg_logical_emit_message(true, 'g10', repeat('x', 4000000))")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return bool(connection.is_closed())
    finally:
        await connection.close()
    return False


async def _without_shelf(buyers: Buyers, shelf: SmallDisk, token: str, lot: random.Random) -> int:
    """One member sends a file whole and two in parts while there is no room, and again when there is. How many were refused."""
    sender = Sender(buyers.client, buyers.shop, token)
    parts = [lot.randbytes(HALF).hex().encode()[:HALF] for _ in range(4)]
    early = await sender.announce(2 * HALF)
    assert await sender.part(early, 0, parts[0]) == 204
    late = await sender.announce(2 * HALF)
    assert await sender.part(late, 0, parts[2]) == 204
    refused = 0
    # Room for the last part, and none to put the parts together, or none to keep what they came to.
    shelf.fill(but=(3 if shelf.filled % 2 else 1) * HALF + 100_000)
    refused += await sender.part(late, HALF, parts[3]) == "DISK_FULL"
    shelf.fill()
    whole = lot.randbytes(HALF).hex().encode()
    refused += await sender.whole(whole) == "DISK_FULL"
    refused += await sender.part(early, HALF, parts[1]) == "DISK_FULL"
    assert refused == 3, "somebody was told that her file is kept, or not told that it is not"
    shelf.free()
    name = await sender.whole(whole)
    assert await sender.read(name) == whole
    at = await sender.progress(early)
    assert await sender.part(early, at, (parts[0] + parts[1])[at:]) == 204
    assert await sender.read(await sender.became(early)) == parts[0] + parts[1]
    at = await sender.progress(late)
    if at < 2 * HALF:
        assert await sender.part(late, at, (parts[2] + parts[3])[at:]) == 204
    assert await sender.read(await sender.became(late)) == parts[2] + parts[3]
    return refused


@dataclass
class Sender:
    """A member who sends files, whole or in parts."""

    client: httpx.AsyncClient
    shop: Shop
    token: str

    @property
    def _place(self) -> str:
        return f"/c/{self.shop.cooperative.slug}"

    @property
    def _who(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "tus-resumable": "1.0.0"}

    async def whole(self, data: bytes) -> str:
        """Her file's id, or why it was refused."""
        headers = self._who | {"content-type": "application/octet-stream"}
        answer = await self.client.post(
            f"{self._place}/files?kind=commons&name=notes.txt", content=data, headers=headers
        )
        told = answer.json()
        if "refusal" in told:
            assert answer.status_code == 503, answer.text
            return str(told["refusal"]["code"])
        assert answer.status_code == 201, answer.text
        return str(told["file"]["id"])

    async def announce(self, size: int) -> str:
        headers = self._who | {"upload-length": str(size), "upload-metadata": "filename bm90ZXMudHh0"}
        answer = await self.client.post(f"{self._place}/uploads", headers=headers)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["location"])

    async def part(self, upload: str, at: int, data: bytes) -> int | str:
        """204, or why it was refused."""
        headers = self._who | {"content-type": "application/offset+octet-stream", "upload-offset": str(at)}
        answer = await self.client.patch(upload, content=data, headers=headers)
        if answer.status_code == 204:
            return 204
        assert answer.status_code == 503, answer.text
        return str(answer.json()["refusal"]["code"])

    async def progress(self, upload: str) -> int:
        answer = await self.client.head(upload, headers=self._who)
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["upload-offset"])

    async def became(self, upload: str) -> str:
        return str((await self.client.head(upload, headers=self._who)).headers["minga-file"])

    async def read(self, file: str) -> bytes:
        answer = await self.client.get(f"{self._place}/files/{file}", headers=self._who)
        assert answer.status_code == 200, answer.text
        return answer.content


def _not_whole(data: Path) -> list[str]:
    """Files that are not what their names say, and such as are left of what was refused."""
    stored = [path for path in (data / "files" / "sha256").rglob("*") if path.is_file()]
    assert stored, "vacuous: nothing was stored"
    wrong = [path.name for path in stored if hashlib.sha256(path.read_bytes()).hexdigest() != path.name]
    left = [str(path) for folder in (data / "incoming", data / "files" / "incoming") for path in folder.glob("*")]
    return wrong + left
