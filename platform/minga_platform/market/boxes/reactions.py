"""Deliveries become orders by themselves when their cut-off is over, however long nobody looked."""

from functools import partial

from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.market.boxes.commands.ordering import settle_next

_AT_ONCE = 200


async def _round(desk: Desk) -> None:
    async with desk.read() as work:
        rows = await work.rows(
            "SELECT id, person_id FROM box_subscription WHERE cooperative_id = $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3",
            work.cooperative_id, work.now, _AT_ONCE,
        )  # fmt: skip
    faults: list[Exception] = []
    for row in rows:
        # A unit for each, which sees her name, address and prices and nobody else's: what one stumbles over keeps no other from coming.
        try:
            scope, actor = Scope(desk.here, row["person_id"]), Actor(system=desk.name)
            while await desk.database.run(scope, actor, partial(settle_next, subscription_id=row["id"])):
                pass
        except Exception as fault:  # noqa: BLE001  # raised below, once everybody else was served
            faults.append(fault)
    if faults:
        raise ExceptionGroup("boxes that could not be settled", faults)


SWEEPS = (Sweep("boxes.settle", 60, _round),)
