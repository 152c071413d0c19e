"""What follows by itself: money in makers' own tills is settled when its hold has passed."""

from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.market.cashbox.own_till import settle_own_tills


async def _settle(desk: Desk) -> None:
    while await desk.run(settle_own_tills):
        pass


SWEEPS = (Sweep("cashbox.settle_own_tills", 60.0, _settle),)
