"""A working group's purse: filled within limits, spent only with the group's consent, never below what is in it."""

import asyncio
from typing import Any

from minga_platform.governance.groups import purse
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.ledger import queries as ledger
from minga_testing.deciding import Parliament
from minga_testing.shop import new_key

GROUPS = """{ workingGroups { id isMine balance { minor } available { minor } members { name }
  grants { amount { minor } reason decisionId } spendings { id state electionId askedBy } } }"""


def agent(hall: Parliament, name: str) -> str:
    return ids.encode("agent", hall.members[name].agent_id)


def euros(minor: int) -> tuple[str, dict[str, Any]]:
    return "MoneyInput!", {"minor": minor, "currency": "EUR"}


async def founded(hall: Parliament) -> str:
    """Ana, Pedro and Petra look after the garden; Olga is the officer, Theo keeps the books."""
    await hall.join("Olga", offices=("officer",))
    await hall.join("Theo", offices=("treasurer",))
    done = await hall.wish(
        "Olga",
        "foundGroup(key: $key, name: $name, about: [], memberIds: $who)",
        "... on GroupFounded { id }",
        key=("String!", new_key()),
        name=("[LocalTextInput!]!", [{"language": "en", "text": "The garden"}]),
        who=("[ID!]!", [agent(hall, name) for name in ("Ana", "Pedro", "Petra")]),
    )
    assert done["__typename"] == "GroupFounded", done
    return str(done["id"])


async def granted(hall: Parliament, group: str, minor: int, **more: Any) -> dict[str, Any]:
    return await hall.wish(
        more.get("by", "Olga"),
        "grantToGroup(key: $key, groupId: $id, amount: $amount, reason: $reason, decisionId: $decision)",
        "... on GrantTooLarge { left { minor } } ... on InvalidInput { field rule }",
        key=("String!", new_key()),
        id=("ID!", group),
        amount=euros(minor),
        reason=("String!", "Seeds"),
        decision=("ID", more.get("decision")),
    )


async def asked(hall: Parliament, group: str, minor: int, by: str = "Ana") -> dict[str, Any]:
    return await hall.wish(
        by,
        'askGroupSpending(key: $key, groupId: $id, amount: $amount, purpose: "Seeds", payee: "The nursery")',
        "... on SpendingAsked { id } ... on PurseTooSmall { available { minor } }",
        key=("String!", new_key()),
        id=("ID!", group),
        amount=euros(minor),
    )


async def seen(hall: Parliament, by: str = "Ana") -> dict[str, Any]:
    [group] = (await (await hall.by(by)).ask(GROUPS))["workingGroups"]
    return dict(group)


async def cast(hall: Parliament, name: str, election: str, choice: dict[str, Any]) -> str:
    done = await hall.wish(
        name,
        "castBallot(electionId: $id, choice: $choice)",
        "",
        id=("ID!", election),
        choice=("ChoiceInput!", choice),
    )
    return str(done["__typename"])


async def paid(hall: Parliament, spending: str, by: str) -> str:
    done = await hall.wish(
        by, "payGroupSpending(key: $key, id: $id)", "", key=("String!", new_key()), id=("ID!", spending)
    )
    return str(done["__typename"])


async def test_a_purse_is_spent_with_the_groups_consent(hall: Parliament) -> None:
    group = await founded(hall)
    assert (await granted(hall, group, 10_000, by="Ana"))["__typename"] == "NotAllowed"
    assert (await granted(hall, group, 30_001))["left"] == {"minor": 30_000}, "the rule's limit without a decision"
    assert (await granted(hall, group, 20_000))["__typename"] == "GroupGranted"
    assert (await granted(hall, group, 10_001))["left"] == {"minor": 10_000}, "all grants of ninety days together"

    assert (await asked(hall, group, 5000, by="Wim"))["__typename"] == "NotInGroup"
    assert (await asked(hall, group, 20_001))["available"] == {"minor": 20_000}
    spending = (await asked(hall, group, 15_000))["id"]
    told = await seen(hall)
    assert (told["balance"]["minor"], told["available"]["minor"]) == (20_000, 5000), (
        "set aside while the group is asked"
    )
    assert (await asked(hall, group, 5001))["available"] == {"minor": 5000}
    [one] = told["spendings"]
    assert await paid(hall, spending, "Theo") == "InvalidTransition", "nobody consented yet"
    assert await cast(hall, "Wim", one["electionId"], {"say": "AGREE"}) == "NotOnRoll", "the group's own consent"
    for name in ("Ana", "Pedro"):
        assert await cast(hall, name, one["electionId"], {"say": "AGREE"}) == "CastBallot"
    await hall.turn(days=3, seconds=1)
    assert (await seen(hall))["spendings"][0]["state"] == "AGREED"
    assert await paid(hall, spending, "Wim") == "NotAllowed"
    assert await paid(hall, spending, "Theo") == "Done"
    told = await seen(hall)
    assert told["spendings"][0]["state"] == "PAID"
    assert (told["balance"]["minor"], told["available"]["minor"]) == (5000, 5000)
    async with hall.database.read(Scope(hall.shop.id)) as work:
        held = await ledger.balance(work, purse.purse_of(ids.decode("grp", group)), "EUR")
        bank = await ledger.balance(work, purse.BANK, "EUR")
    assert (held, bank) == (-5000, -15_000), "in the books as on the page"


async def test_an_objection_or_silence_spends_nothing(hall: Parliament) -> None:
    group = await founded(hall)
    await granted(hall, group, 20_000)
    await asked(hall, group, 4000)
    await asked(hall, group, 6000, by="Petra")
    silent, objected = (await seen(hall))["spendings"]
    for name, choice in (
        ("Ana", {"say": "AGREE"}), ("Petra", {"say": "AGREE"}), ("Pedro", {"say": "BLOCK", "reason": "Not now"}),
    ):  # fmt: skip
        assert await cast(hall, name, objected["electionId"], choice) == "CastBallot"
    assert await cast(hall, "Petra", silent["electionId"], {"say": "AGREE"}) == "CastBallot"
    await hall.turn(days=3, seconds=1)
    told = await seen(hall)
    assert [one["state"] for one in told["spendings"]] == ["REFUSED", "REFUSED"]
    assert (told["balance"]["minor"], told["available"]["minor"]) == (20_000, 20_000), "free again"


async def test_two_wishes_at_once_never_spend_the_same_money(hall: Parliament) -> None:
    group = await founded(hall)
    await granted(hall, group, 10_000)
    both = await asyncio.gather(asked(hall, group, 7000), asked(hall, group, 7000, by="Pedro"))
    assert sorted(one["__typename"] for one in both) == ["PurseTooSmall", "SpendingAsked"]


async def test_a_decision_fills_a_purse_once_and_within_its_budget(hall: Parliament) -> None:
    group = await founded(hall)
    option = {"label": [{"language": "en", "text": "The garden"}], "costMinor": 90_000}
    other = {"label": [{"language": "en", "text": "A shed"}], "costMinor": 50_000}
    voted = await hall.put_to_vote(
        "Ana", "BUDGET", "A budget", "Wanda", "Paola", budgetMinor=100_000, options=[option, other]
    )
    choice = {"approve": ["1"]}
    keys = await (await hall.by("Ana")).ask(
        "query E($id: ID!) { election(id: $id) { options { key } } }", id=voted["electionId"]
    )
    choice = {"approve": [keys["election"]["options"][0]["key"]]}
    for name in ("Ana", "Wanda", "Wim", "Paola", "Pedro", "Clara"):
        assert await cast(hall, name, voted["electionId"], choice) == "CastBallot"
    await hall.close()
    decision = (await hall.seen("Ana", voted["id"]))["decisionId"]
    refused = await granted(hall, group, 90_000, decision=decision)
    assert refused.get("rule") == "not_in_force", refused
    await hall.turn(days=30)
    assert (await granted(hall, group, 100_001, decision=decision))["left"] == {"minor": 100_000}
    assert (await granted(hall, group, 90_000, decision=decision))["__typename"] == "GroupGranted"
    assert (await granted(hall, group, 10_000, decision=decision)).get("rule") == "used"
    assert (await seen(hall))["grants"][0]["decisionId"] == decision
