"""The rounds of cycles: open, end, and make the next."""

from functools import partial

from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.market.cycles.commands import rounds

_STEPS = (
    (rounds.due_to_open, rounds.open_cycle),
    (rounds.due_to_end, rounds.end_cycle),
    (rounds.due_to_repeat, rounds.repeat_cycle),
)


async def _make_rounds(desk: Desk) -> None:
    """Each cycle in a unit of its own; what one round leaves the next takes up."""
    for due, do in _STEPS:
        async with desk.read() as work:
            waiting = await due(work)
        for cycle_id in waiting:
            await desk.run(partial(do, cycle_id=cycle_id))


SWEEPS = (Sweep("cycles.rounds", 15.0, _make_rounds),)
