"""Reminders go round by themselves."""

from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.market.receivables.commands import remind


async def _remind(desk: Desk) -> None:
    while await desk.run(remind) == 100:
        pass


SWEEPS = (Sweep("receivables.remind", 3600.0, _remind),)
