"""Disputes at the stand-in, as steps that tests put together."""

from typing import Any

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_testing.shop import Shop
from minga_testing.till import Till


async def dispute_newest(till: Till, **more: Any) -> str:
    """The buyer's bank takes back the newest charge (or asks about it); the provider's name of the dispute. Not heard yet."""
    charge = (await till.listed("charges"))[0]
    opened = await till.stand_in.ask("disputes", key=till.key, charge=charge["id"], **more)
    return str(opened["id"])


async def decide(till: Till, dispute: str, status: str) -> None:
    """Somebody decides: `won`, `lost`, or an inquiry becomes `needs_response`. Heard at once."""
    await till.stand_in.ask("disputes", key=till.key, dispute=dispute, status=status)
    await till.heard()


async def disputes_of(till: Till) -> list[dict[str, Any]]:
    """The co-op's disputes as its treasurer sees them, newest first."""
    asked = (
        "query { disputes(first: 20) { nodes { id state reason amount { minor } taken { minor } returned { minor } fee { minor } "
        "feeParty dueAt evidence answerState decidedAt orderId } } }"
    )
    found: list[dict[str, Any]] = (await till.shop.by(till.shop.coordinator).ask(asked))["disputes"]["nodes"]
    return found


async def asked_about(shop: Shop, order_id: str) -> str:
    """An inquiry about an order, as if the provider had told of it; its public id."""
    made = ids.new()
    async with shop.worker_database.work(Scope(shop.id), Actor(system="test")) as work:
        await work.execute(
            "INSERT INTO dispute (cooperative_id, id, payment_id, order_id, provider_dispute, state, reason, currency, amount_minor, taken_minor, "
            "returned_minor, refunded_minor, fee_minor, fee_party, opened_at) SELECT p.cooperative_id, $2, p.id, p.order_id, $3, 'inquiry', '', "
            "p.currency, p.amount_minor, 0, 0, 0, 0, 'cooperative', $4 FROM payment p WHERE p.cooperative_id = $1 AND p.order_id = $5",
            work.cooperative_id, made, f"dp_{made}", work.now, ids.decode("ord", order_id),
        )  # fmt: skip
    return ids.encode("dispute", made)
