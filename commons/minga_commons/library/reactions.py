"""What comes round: bookings that nobody came for are free again."""

from minga_commons.library.commands.booking import let_time_pass
from minga_platform.kernel.jobs import Desk, Sweep

_BATCH = 100


async def pass_time(desk: Desk) -> None:
    """One round. Safe to repeat, and beside others."""
    while await desk.run(lambda work: let_time_pass(work, _BATCH)) == _BATCH:
        pass


SWEEPS = (Sweep("library.time", 300.0, pass_time),)
