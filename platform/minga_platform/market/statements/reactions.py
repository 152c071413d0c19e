"""What comes round by itself for statements."""

from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.market.statements.forgetting import forget


async def _forget(desk: Desk) -> None:
    await desk.run(forget)


SWEEPS = (Sweep("statements.forget", 24 * 3600.0, _forget),)
