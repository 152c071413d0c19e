"""Making what was asked for, and forgetting it after its week."""

from typing import Any
from uuid import UUID

from minga_platform.exports.commands import forget_old, make
from minga_platform.kernel.jobs import Desk, Reaction, Sweep


async def _make(desk: Desk, event: dict[str, Any]) -> None:
    await make(desk, UUID(event["export_id"]))


async def _forget(desk: Desk) -> None:
    await desk.run(forget_old)


REACTIONS = (Reaction("CooperativeExportAsked", "exports.make", _make),)
SWEEPS = (Sweep("exports.forget_old", 3600.0, _forget),)
