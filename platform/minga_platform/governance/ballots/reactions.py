"""What comes round by itself: checkpoints while a vote is open, and its close."""

from minga_platform.governance.ballots.commands import close
from minga_platform.kernel.jobs import Desk, Sweep


async def _rounds(desk: Desk) -> None:
    async with desk.read() as work:
        open_ones, over = await close.due(work)
    for election_id in open_ones:
        async with desk.work() as work:
            await close.take_checkpoint(work, election_id=election_id)
    for election_id in over:
        async with desk.work() as work:
            await close.close(work, election_id=election_id)


SWEEPS = (Sweep("ballots.rounds", 15.0, _rounds),)
