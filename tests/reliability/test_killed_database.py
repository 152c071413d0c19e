"""G5: PostgreSQL is killed while people buy. What was acknowledged is there afterwards, and the app, which nobody starts again, goes on.

The server is the installed one, the database a durable one of this test's own, started again as a supervisor does it. Each
buyer's program keeps a journal of what it was told; whoever got no answer sends the same wish again under its key.
"""

import asyncio
import random
import time
from pathlib import Path

import pytest

from minga_platform.kernel.database import Database
from minga_testing.figures import full, within
from minga_testing.own_postgres import own_postgres
from minga_testing.remote import buyers_at
from minga_testing.shop import KEY, offer, open_shop, open_stall
from minga_testing.site import serving

pytestmark = [pytest.mark.reliability, pytest.mark.anyio]

SEED = 20261123
PRICE = 1210


async def test_g5_the_database_is_killed_and_nothing_acknowledged_is_lost(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Every acknowledged order is there once; the app answers again at most five seconds after its database."""
    kills, writers = (100, 50) if full(pytestconfig) else (8, 12)
    lot = random.Random(SEED)
    (tmp_path / "key").write_text(KEY.hex())
    recoveries: list[float] = []
    returns: list[float] = []
    cut_off = 0
    # A kill takes no power away: what was written is there without fsync. The full run has it on, as an installation.
    settings = {} if full(pytestconfig) else {"fsync": "off"}
    async with own_postgres(settings=settings) as own:
        app, worker = await Database.connect(own.urls.app), await Database.connect(own.urls.worker)
        shop = await open_shop(app, worker)
        scarf = await offer(shop, await open_stall(shop, "Weaver"), "Scarf", price=PRICE, on_hand=1_000_000)
        await app.close()
        await worker.close()
        with serving(own.urls, tmp_path, MINGA_DB_CONNECTIONS="20") as address:
            async with buyers_at(address, shop, scarf, PRICE) as buyers:
                stop = asyncio.Event()
                busy = [asyncio.ensure_future(buyers.go_on(stop)) for _ in range(writers)]
                for _ in range(kills):
                    await buyers.until_one_buys()
                    await asyncio.sleep(lot.uniform(0.1, 0.7))
                    unanswered = buyers.told.total() - buyers.told["200"]
                    own.kill()
                    promised = len(buyers.orders)
                    began = time.monotonic()
                    await asyncio.sleep(lot.uniform(0.0, 0.3))
                    await own.start()
                    recoveries.append(time.monotonic() - began)
                    returns.append(await buyers.until_answered())
                    cut_off += buyers.told.total() - buyers.told["200"] > unanswered
                    assert await own.lost(buyers.orders[:promised]) == []
                stop.set()
                await asyncio.gather(*busy)
        placed = await own.placed()
        print(
            f"G5 seed={SEED} kills={kills} writers={writers} orders={len(buyers.orders)} placed={placed} kills that cut "
            f"somebody off={cut_off}; asked again under the key {buyers.sent_again} times; answers {dict(buyers.told)}; "
            f"the database was back after {max(recoveries):.1f} s at most, the app {max(returns):.2f} s after it at most"
        )
        assert await own.lost(buyers.orders) == []
        assert placed == len(buyers.orders) == len(set(buyers.orders)), "each wish once"
        assert buyers.broken == []
        assert buyers.dishonest == {}
        assert await own.violations() == []
        assert cut_off >= max(3, kills * 3 // 4), f"vacuous: only {cut_off} of {kills} kills were noticed"
        assert buyers.sent_again >= 3, "vacuous: no order's answer was ever lost"
        within(pytestconfig, max(returns), 5.0, "seconds until the app answered after its database was back")
