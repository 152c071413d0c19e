"""What comes round by itself for checkouts."""

from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.market.orders.commands.checkout import lapse


async def _lapse_checkouts(desk: Desk) -> None:
    while await desk.run(lapse) == 100:
        pass


SWEEPS = (Sweep("orders.lapse_checkouts", 15.0, _lapse_checkouts),)
