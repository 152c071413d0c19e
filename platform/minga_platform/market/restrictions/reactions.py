"""What comes by itself: a restriction ends on its date, however long nobody looked."""

from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.market.restrictions.commands import end_due


async def _round(desk: Desk) -> None:
    await desk.run(end_due)


SWEEPS = (Sweep("restrictions.end", 30.0, _round),)
