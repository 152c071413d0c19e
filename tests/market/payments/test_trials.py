"""A no that the provider remembers needs another trial, under another id; but never because of an answer that came too late."""

from typing import Any

import asyncpg

from minga_platform.kernel.jobs import Desk
from minga_platform.market.payments import ports, refund_flows, seller_flows
from minga_testing.plugin import Clock
from minga_testing.shop import offer, open_stall
from minga_testing.till import Till
from minga_testing.trade import HOLD, buy, connect, hand_over, later, refund

SHORT = ports.Declined(ports.DeclineReason.BALANCE_SHORT)


def desk(till: Till) -> Desk:
    return Desk(till.shop.worker_database, till.shop.program.door.services.ports, "test", till.shop.id)


async def test_a_late_no_does_not_ask_for_a_refund_anew(till: Till, admin: asyncpg.Connection) -> None:
    """Two workers heard the same no of the first trial. The second trial may be done already, its answer lost: a third would pay twice."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    _, order = await buy(till, (bowl, 1), total=2400)
    await refund(till.shop, order["id"], (order["parts"][0]["lines"][0]["id"], 1000))
    refund_id = await till.shop.worker_database_value("SELECT id FROM refund WHERE cooperative_id = $1")
    for answered, now in ((1, 2), (1, 2), (2, 3)):
        trial = answered
        await desk(till).run(
            lambda work, trial=trial: refund_flows._refund_not_sent(work, refund_id, SHORT, trial=trial)  # type: ignore[misc]
        )
        assert await admin.fetchval("SELECT trial FROM refund WHERE id = $1", refund_id) == now


async def test_a_late_no_does_not_send_a_remittance_anew(
    own_till: Till, clock: Clock, admin: asyncpg.Connection
) -> None:
    till = own_till
    weaver = await open_stall(till.shop, "Weaver")
    scarf = await offer(till.shop, weaver, "Scarf", price=1210)
    await connect(till, weaver)
    _, order = await buy(till, (scarf, 1), total=1210)
    await hand_over(till.shop, weaver, order["parts"][0]["id"])
    await till.stand_in.ask(
        "faults",
        faults=[{"name": "lost", "kind": "reset", "when": "before", "method": "POST", "path": "/v1/transfers"}],
    )
    await later(till, clock, HOLD)
    row: Any = dict(await admin.fetchrow("SELECT * FROM payout WHERE cooperative_id = $1", till.shop.id))
    assert (row["state"], row["trial"]) == ("prepared", 1)
    for _ in range(2):
        await desk(till).run(lambda work: seller_flows._wait(work, row, next_trial=True))
    assert await admin.fetchval("SELECT trial FROM payout WHERE id = $1", row["id"]) == 2
