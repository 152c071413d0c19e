"""What comes round by itself: who has a seat is reminded the day before."""

from minga_commons.contributions.commands.attending import remind
from minga_platform.kernel.jobs import Desk, Sweep


async def _remind(desk: Desk) -> None:
    await desk.run(remind)


SWEEPS = (Sweep("contributions.reminders", 900.0, _remind),)
