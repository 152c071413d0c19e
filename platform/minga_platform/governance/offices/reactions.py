"""What comes round by itself: terms that run out."""

from minga_platform.governance.offices.commands import terms
from minga_platform.kernel.jobs import Desk, Sweep


async def _run_out(desk: Desk) -> None:
    await desk.run(terms.end_run_out)


SWEEPS = (Sweep("offices.run_out", 300.0, _run_out),)
