"""A rule changes because members said so, from the date they said, and never otherwise."""

import pytest

from minga_platform.kernel.database import Database
from minga_testing.deciding import Parliament, convene
from minga_testing.plugin import Clock

FEE = "market.fee_bps"


@pytest.fixture
async def hall(database: Database, worker_database: Database, clock: Clock) -> Parliament:
    return await convene(database, worker_database, clock)


def fee(bps: int) -> dict[str, object]:
    return {"rules": [{"key": FEE, "number": bps}]}


async def test_a_fee_is_lowered_by_a_vote(hall: Parliament) -> None:
    voted = await hall.put_to_vote("Ana", "RULE_CHANGE", "A lower fee", "Wanda", "Paola", **fee(600))
    for name in ("Ana", "Wanda", "Wim", "Paola", "Pedro", "Clara"):
        cast = await hall.cast(name, voted, "YES")
        assert cast["__typename"] == "CastBallot", cast
    await hall.cast("Petra", voted, "NO")
    await hall.close()
    seen = await hall.seen("Ana", voted["id"])
    assert seen["state"] == "DEFERRED", seen
    assert (await hall.rule(FEE))["value"]["number"] == 800
    await hall.turn(days=7, seconds=1)
    rule = await hall.rule(FEE)
    assert rule["value"]["number"] == 600
    assert rule["history"][0]["decisionId"] == seen["decisionId"]
    assert (await hall.seen("Ana", voted["id"]))["state"] == "IN_FORCE"
