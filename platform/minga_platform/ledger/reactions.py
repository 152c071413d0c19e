"""What comes round by itself in the books: links of the audit chain, and the daily checkpoint of sums."""

from datetime import timedelta

from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.kernel.work import Work
from minga_platform.ledger import chain

_BATCH = 1000
_A_DAY = timedelta(hours=23)


async def _extend(work: Work) -> int:
    return await chain.extend(work, most=_BATCH)


async def _chain(desk: Desk) -> None:
    while await desk.run(_extend) == _BATCH:
        pass


async def _note(work: Work) -> int:
    newest = await work.value("SELECT max(at) FROM checkpoint WHERE cooperative_id = $1", work.cooperative_id)
    return 0 if newest is not None and newest > work.now - _A_DAY else await chain.checkpoint(work)


async def _checkpoint(desk: Desk) -> None:
    await desk.run(_note)


SWEEPS = (Sweep("ledger.chain", 60.0, _chain), Sweep("ledger.checkpoint", 3600.0, _checkpoint))
