"""What comes round by itself for vouchers."""

from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.market.credit.commands import forget_notes, lapse_vouchers


async def _lapse(desk: Desk) -> None:
    while await desk.run(lapse_vouchers) == 100:
        pass


async def _forget(desk: Desk) -> None:
    await desk.run(forget_notes)


SWEEPS = (Sweep("credit.lapse_vouchers", 3600.0, _lapse), Sweep("credit.forget_notes", 24 * 3600.0, _forget))
