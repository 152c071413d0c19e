"""After an upgrade: a rule that is new gets its declared default in every co-op, on the worker's first round."""

from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.rules.commands import adopt_declared_defaults


async def _defaults(desk: Desk) -> None:
    await desk.run(adopt_declared_defaults)


SWEEPS = (Sweep("rules.declared_defaults", 3600.0, _defaults),)
