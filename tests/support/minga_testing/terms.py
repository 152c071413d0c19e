"""Buyers on terms, and the transfers that pay their invoices."""

from typing import Any

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.shop import Program, Shop, new_key


async def a_group(shop: Shop, **terms: Any) -> str:
    """A group of buyers; its id."""
    unit = shop.cooperative.currency
    said = {"name": "Restaurants", "offBps": 1000, "dueDays": 14, **terms}
    for name in ("leastOrder", "creditLimit"):
        if name in said:
            said[name] = {"minor": said[name], "currency": unit}
    done = await shop.by(shop.coordinator).wish(
        "addBuyerGroup(terms: $terms)", "... on KeptGroup { id }", terms=("GroupTermsInput!", said)
    )
    assert done["__typename"] == "KeptGroup", done
    return str(done["id"])


async def a_buyer(shop: Shop, database: Database, worker_database: Database, group: str) -> Program:
    """A restaurant in the group."""
    somebody = await people.member(database, worker_database, shop.id, name="La Fonda", classes=("consumer",))
    done = await shop.by(shop.coordinator).wish(
        "putBuyer(agentId: $agent, groupId: $group)",
        "... on PlacedBuyer { agentId }",
        agent=("ID!", ids.encode("agent", somebody.agent_id)),
        group=("ID", group),
    )
    assert done["__typename"] == "PlacedBuyer", done
    return shop.by(somebody)


async def record(shop: Shop, placed: dict[str, Any], minor: int) -> dict[str, Any]:
    """Its transfer came in."""
    return await shop.by(shop.coordinator).wish(
        "recordBankTransfer(key: $key, reference: $reference, amount: $amount)",
        "... on ChangedOrder { order { id } } ... on AmountDiffers { expected { minor } }",
        key=("String!", new_key()),
        reference=("String!", placed["order"]["payment"]["reference"]),
        amount=("MoneyInput!", {"minor": minor, "currency": "EUR"}),
    )
