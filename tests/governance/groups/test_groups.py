"""A working group's purse: filled within limits, spent only with the group's consent, never below what is in it."""

import asyncio
from typing import Any

import asyncpg

from minga_platform.governance.groups import checks, purse
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.money import Money
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.commands import Move, post
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


async def broken(hall: Parliament) -> list[str]:
    async with hall.shop.worker_database.read(Scope(hall.shop.id)) as work:
        return [one.promise for one in checks.CHECKS if await work.rows(one.statement, [hall.shop.id])]


async def test_the_group_is_told_by_each_members_own_channel_once(hall: Parliament, admin: asyncpg.Connection) -> None:
    await admin.execute("UPDATE identifier SET proven_at = created_at WHERE value = $1", hall.members["Pedro"].mail)
    group = await founded(hall)
    await granted(hall, group, 20_000)
    await asked(hall, group, 15_000)
    for _ in range(2):
        await hall.turn()
    sent = [one for one in hall.shop.letters.sent if "is asked to consent" in one.subject]
    election = (await seen(hall))["spendings"][0]["electionId"]
    assert len({one.id for one in sent}) == len(sent) == 3, "all three, the asker too, and each once"
    assert {(one.channel, one.to) for one in sent} == {
        ("mail", hall.members["Pedro"].mail), ("paper", "Ana"), ("paper", "Petra"),
    }  # fmt: skip
    for letter in sent:
        assert all(told in letter.text for told in ("The garden", "€150.00", "The nursery", f"/ballots/{election}"))
    assert await broken(hall) == []


async def test_a_closed_groups_rest_goes_back_and_its_story_stays(hall: Parliament) -> None:
    group = await founded(hall)
    await granted(hall, group, 20_000)
    spending = (await asked(hall, group, 15_000))["id"]

    async def closed(by: str = "Olga") -> dict[str, Any]:
        return await hall.wish(
            by, "closeGroup(key: $key, groupId: $id)", "... on InvalidTransition { current }",
            key=("String!", new_key()), id=("ID!", group),
        )  # fmt: skip

    assert (await closed("Ana"))["__typename"] == "NotAllowed"
    assert (await closed())["current"] == "spending", "what the group was asked for is decided first"
    election = (await seen(hall))["spendings"][0]["electionId"]
    for name in ("Ana", "Pedro"):
        await cast(hall, name, election, {"say": "AGREE"})
    await hall.turn(days=3, seconds=1)
    assert (await closed())["current"] == "spending", "and what it agreed to is paid first"
    assert await paid(hall, spending, "Theo") == "Done"
    assert await broken(hall) == []
    assert (await closed())["__typename"] == "Done"
    assert (await closed())["current"] == "closed"
    told = await seen(hall)
    assert (told["balance"]["minor"], told["members"], told["isMine"]) == (0, [], False)
    assert [one["state"] for one in told["spendings"]] == ["PAID"]
    assert (await granted(hall, group, 1000))["__typename"] == "InvalidTransition"
    async with hall.database.read(Scope(hall.shop.id)) as work:
        assert await ledger.balance(work, purse.GRANTED, "EUR") == 15_000, "only what was spent stays granted"
    assert await broken(hall) == []
    # Doctor sees a purse that no grant filled; it is emptied again, for every test is looked at in this way afterwards.
    purse_now = purse.purse_of(ids.decode("grp", group))
    for debit, credit, found in ((purse.GRANTED, purse_now, 1), (purse_now, purse.GRANTED, 0)):
        async with hall.shop.worker_database.work(Scope(hall.shop.id), Actor(system="test")) as work:
            move = [Move(debit, credit, Money(1, "EUR"))]
            await post(work, kind="group_grant", subject_kind="test", subject_id=ids.new(), key=new_key(), moves=move)
        assert len(await broken(hall)) == found
