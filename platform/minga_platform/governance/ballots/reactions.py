"""What comes round by itself: checkpoints while a vote is open, and its close."""

from minga_platform.governance.ballots.commands import close
from minga_platform.kernel.jobs import Desk, Sweep


async def _rounds(desk: Desk) -> None:
    async with desk.read() as work:
        open_ones, over = await close.due(work)
    problems: list[Exception] = []
    for election_id in (*open_ones, *over):
        try:
            async with desk.work() as work:
                if election_id in over:
                    await close.close(work, election_id=election_id)
                else:
                    await close.take_checkpoint(work, election_id=election_id)
        except Exception as problem:  # noqa: BLE001 - a vote that cannot be counted must not keep the others open
            problems.append(problem)
    if problems:
        raise ExceptionGroup("votes that could not be closed or looked at", problems)


SWEEPS = (Sweep("ballots.rounds", 15.0, _rounds),)
