"""What comes round by itself: dues, reminders, notices that have run, what is taken from sales as agreed."""

from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import Desk, Reaction, Sweep
from minga_platform.kernel.work import Work
from minga_platform.register import erasing, exporting
from minga_platform.register.commands import dues, leaving, shares

_HOUR = 3600.0


async def _dues(desk: Desk) -> None:
    await desk.run(dues.raise_dues)
    await desk.run(dues.remind_and_suspend)


async def _leaving(desk: Desk) -> None:
    await desk.run(leaving.close_noticed)


async def _set_off(desk: Desk) -> None:
    await desk.run(shares.set_off)


async def _holds(desk: Desk) -> None:
    await desk.run(erasing.release_holds)


async def _exports(desk: Desk) -> None:
    await desk.run(exporting.forget_old)


async def _make_export(desk: Desk, event: dict[str, Any]) -> None:
    await exporting.make(desk, UUID(event["export_id"]), UUID(event["person_id"]))


async def _resume(work: Work) -> None:
    for row in await work.rows(
        "SELECT DISTINCT membership_id FROM membership_event WHERE cooperative_id = $1 AND kind = 'suspended' ORDER BY 1",
        work.cooperative_id,
    ):
        await dues.resume(work, row["membership_id"])


async def _resumed(desk: Desk) -> None:
    await desk.run(_resume)


REACTIONS = (Reaction("ExportAsked", "register.make_export", _make_export),)
SWEEPS = (
    Sweep("register.dues", _HOUR, _dues),
    Sweep("register.leaving", 300.0, _leaving),
    Sweep("register.set_off", 6 * _HOUR, _set_off),
    Sweep("register.resume", _HOUR, _resumed),
    Sweep("register.legal_holds", 24 * _HOUR, _holds),
    Sweep("register.exports", 6 * _HOUR, _exports),
)
