"""Disputes at the stand-in, as steps that tests put together."""

from typing import Any

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
