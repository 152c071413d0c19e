"""Members lower the market's fee from 8 % to 6 %: told through the API alone, from the draft to the next order's price.

Workers and producers must each agree. Votes come by web, on paper in two batches, and by the mandate of a member who cannot
come to the assembly where the proposal is on the agenda; the deferral runs; an order placed a second before it ends and one
a second after carry the right fee, and each names what set it.
"""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from minga_platform.governance.proposals.replaying import replay
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_testing.deciding import Parliament, convene
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, fill, new_key, offer, open_stall, place, start

FEE = "market.fee_bps"
LINES = "lines { feeBps feeDecisionId story { fee { minor } earning { minor } total { minor } } }"


@pytest.fixture
async def hall(database: Database, worker_database: Database, clock: Clock) -> Parliament:
    return await convene(database, worker_database, clock)


async def order_at(hall: Parliament, goods: Goods, instant: datetime) -> dict[str, Any]:
    """An order placed at an instant of the database's clock, give or take what placing takes; its line."""
    buyer = hall.shop.visitor()
    await fill(buyer, (goods, 1))
    await start(buyer)
    await hall.clock.move(instant - await hall.now())
    placed = await place(hall.shop, buyer, 1210)
    asked = f"query O($id: ID!) {{ order(id: $id) {{ placedAt parts {{ {LINES} }} }} }}"
    order: dict[str, Any] = (await buyer.ask(asked, id=placed["order"]["id"]))["order"]
    return order


async def test_members_lower_the_fee(hall: Parliament, admin: asyncpg.Connection) -> None:
    # Ana and Paola proved their mail addresses; the others get their letters on paper.
    await admin.execute(
        "UPDATE identifier SET proven_at = created_at WHERE value = ANY ($1::text[])",
        [hall.members["Ana"].mail, hall.members["Paola"].mail],
    )
    stall = await open_stall(hall.shop, "Weaver")  # Her maker is a producer as well, and on the roll.
    scarf = await offer(hall.shop, stall, "Scarf", price=1210)

    meeting = await call_assembly(hall)
    voted = await hall.put_to_vote(
        "Ana",
        "RULE_CHANGE",
        "A fee of six per cent",
        "Wanda",
        "Paola",
        rules=[{"key": FEE, "number": 600}],
        reviewOn=(await hall.now() + timedelta(days=200)).date().isoformat(),
        measure=[{"language": "en", "text": "Makers earn more, and the rent is still paid."}],
    )
    notice = await hall.talk(
        "Fatima", voted["id"], "notice { mail phone paper waiting proofs { name servedAt proof } }"
    )
    told = notice["notice"]
    assert told["waiting"] == 0
    assert len(told["proofs"]) == 10, "eight members, the coordinator and the weaver, each by her own channel"
    assert (told["mail"], told["phone"], told["paper"]) == (2, 0, 8)
    assert all(one["servedAt"] and one["proof"] for one in told["proofs"])

    await give_paper(hall, voted)
    for name, said in (("Wim", "NO"), ("Petra", "NO"), ("Clara", "ABSTAIN")):
        cast = await hall.cast(name, voted, said)
        assert cast["__typename"] == "CastBallot", cast
    await vote_by_mandate(hall, meeting, voted)
    refused = await hall.cast("Paola", voted, "NO")
    assert refused["__typename"] == "VotesOnPaper", "she was given paper, and has one channel"
    await hall.close()
    assert (await hall.seen("Ana", voted["id"]))["state"] == "VOTING", "papers are about: nothing is counted yet"
    await count_paper(hall, voted)
    await hall.turn()

    seen = await hall.seen("Ana", voted["id"])
    assert seen["state"] == "DEFERRED", seen
    decision = (
        await hall.shop.program.ask(
            """query D($id: ID!) { decision(id: $id) { passed effectiveAt terms { majority concurrentClasses }
               outcome { overall { roll tookPart passed } classes { classes passed } } rules { key was { number } value { number } } } }""",
            id=seen["decisionId"],
        )
    )["decision"]
    assert decision["terms"] == {"majority": "concurrent", "concurrentClasses": ["worker", "producer"]}
    assert decision["passed"]
    assert decision["rules"] == [{"key": FEE, "was": {"number": 800}, "value": {"number": 600}}]
    passed = {key: one["passed"] for one in decision["outcome"]["classes"] for key in one["classes"]}
    assert passed["worker"] is not False
    assert passed["producer"] is not False
    assert decision["outcome"]["overall"]["tookPart"] == 7, "three by web, three on paper, one by mandate"

    effective = datetime.fromisoformat(decision["effectiveAt"])
    assert effective == datetime.fromisoformat(voted["closesAt"]) + timedelta(days=7)
    before = await order_at(hall, scarf, effective - timedelta(seconds=2))
    after = await order_at(hall, scarf, effective + timedelta(seconds=1))
    assert datetime.fromisoformat(before["placedAt"]) < effective < datetime.fromisoformat(after["placedAt"])
    [old], [new] = before["parts"][0]["lines"], after["parts"][0]["lines"]
    assert (old["feeBps"], old["story"]["fee"]["minor"], old["feeDecisionId"]) == (800, 80, None)
    assert (new["feeBps"], new["story"]["fee"]["minor"], new["feeDecisionId"]) == (600, 60, seen["decisionId"])
    await hall.turn()
    assert (await hall.seen("Ana", voted["id"]))["state"] == "IN_FORCE"

    async with hall.database.read(Scope(hall.shop.id)) as work:
        replayed = await replay(work)
    assert replayed.differences == ()
    assert replayed.values[FEE] == 600
    await hall.turn(days=200)
    assert any(
        "A fee of six per cent" in letter.subject + letter.text
        and "review" in letter.text.lower() + letter.subject.lower()
        for letter in hall.shop.letters.sent
    )


async def call_assembly(hall: Parliament) -> str:
    """Members are called to an assembly that falls into the days of voting; its id."""
    begins = await hall.now() + timedelta(days=14, hours=6)
    done = await hall.wish(
        "Fatima",
        "callAssembly(key: $key, title: $title, about: [], place: $place, beginsAt: $from, endsAt: $to, offers: [])",
        "... on AssemblyCalled { id }",
        key=("String!", new_key()),
        title=("[LocalTextInput!]!", [{"language": "en", "text": "About the fee"}]),
        place=("String!", "The old mill"),
        **{"from": ("Instant!", begins.isoformat()), "to": ("Instant!", (begins + timedelta(hours=3)).isoformat())},
    )
    assert done["__typename"] == "AssemblyCalled", done
    return str(done["id"])


async def vote_by_mandate(hall: Parliament, meeting: str, voted: dict[str, Any]) -> None:
    """Ana cannot come. Wim, who is against it himself, says yes in her name, and only at the assembly."""

    async def done(name: str, call: str, **variables: Any) -> dict[str, Any]:
        return await hall.wish(name, call, "", id=("ID!", meeting), **variables)

    def agent(name: str) -> tuple[str, str]:
        return "ID!", ids.encode("agent", hall.members[name].agent_id)

    async def for_ana() -> str:
        cast = await hall.wish(
            "Wim",
            "castBallot(electionId: $id, choice: $choice, asAgentId: $giver)",
            "",
            id=("ID!", voted["electionId"]),
            choice=("ChoiceInput!", {"say": "YES"}),
            giver=agent("Ana"),
        )
        return str(cast["__typename"])

    item = "addAgendaItem(assemblyId: $id, kind: DECISION, title: $title, text: [], minutes: 30, proposalId: $proposal)"
    title = [{"language": "en", "text": "The fee"}]
    added = await done("Fatima", item, title=("[LocalTextInput!]!", title), proposal=("ID", voted["id"]))
    assert added["__typename"] == "AgendaItemAdded", added
    mandate = 'giveMandate(assemblyId: $id, toId: $to, instructions: "Yes, please.")'
    assert (await done("Ana", mandate, to=agent("Wim")))["__typename"] == "Done"
    assert await for_ana() == "NotFound", "a mandate holds at the assembly alone"
    opening = "openAssembly(id: $id, chairId: $chair, writerId: $writer)"
    assert (await done("Fatima", opening, chair=agent("Clara"), writer=agent("Tilda")))["__typename"] == "Done"
    assert await for_ana() == "NotFound", "its holder is not in the room yet"
    await done("Fatima", "checkIn(assemblyId: $id, agentId: $who)", who=agent("Wim"))
    assert await for_ana() == "CastBallot"


ON_PAPER = {"worker": ("Wanda",), "producer": ("Paola", "Pedro")}


async def give_paper(hall: Parliament, voted: dict[str, Any]) -> None:
    """A teller hands three voters paper; from then on it is their only channel."""
    for class_key, names in ON_PAPER.items():
        for name in names:
            done = await hall.wish(
                "Tomas",
                "givePaperBallot(electionId: $id, agentId: $who, classKey: $class)",
                "",
                id=("ID!", voted["electionId"]),
                who=("ID!", ids.encode("agent", hall.members[name].agent_id)),
                **{"class": ("String!", class_key)},
            )
            assert done["__typename"] == "GivenPaper", done


async def count_paper(hall: Parliament, voted: dict[str, Any]) -> None:
    """A batch for each class: entered by one teller, confirmed by the other, who counts for herself."""
    for class_key, names in ON_PAPER.items():
        piles = ("[PileInput!]!", [{"choice": {"say": "YES"}, "times": len(names)}])
        entered = await hall.wish(
            "Tomas",
            "enterPaperBatch(key: $key, electionId: $id, classKey: $class, piles: $piles)",
            "... on BatchEntered { id }",
            key=("String!", new_key()),
            id=("ID!", voted["electionId"]),
            piles=piles,
            **{"class": ("String!", class_key)},
        )
        assert entered["__typename"] == "BatchEntered", entered
        call = "confirmPaperBatch(key: $key, id: $id, piles: $piles)"
        for teller, outcome in (("Tomas", "OwnBatch"), ("Tilda", "BatchConfirmed")):
            done = await hall.wish(teller, call, "", key=("String!", new_key()), id=("ID!", entered["id"]), piles=piles)
            assert done["__typename"] == outcome, done


async def test_a_proposal_that_misses_one_class_changes_nothing(hall: Parliament) -> None:
    stall = await open_stall(hall.shop, "Weaver")
    scarf = await offer(hall.shop, stall, "Scarf", price=1210)
    voted = await hall.put_to_vote(
        "Ana", "RULE_CHANGE", "No fee at all", "Wanda", "Wim", rules=[{"key": FEE, "number": 0}]
    )
    for name, said in (
        ("Ana", "YES"), ("Wanda", "YES"), ("Wim", "YES"), ("Clara", "YES"), ("Carlos", "YES"),
        ("Paola", "NO"), ("Pedro", "NO"), ("Petra", "YES"),
    ):  # fmt: skip
        await hall.cast(name, voted, said)
    await hall.close()
    assert (await hall.seen("Ana", voted["id"]))["state"] == "FAILED", "six of eight said yes, producers did not"
    await hall.turn(days=40)
    later = await order_at(hall, scarf, await hall.now())
    [line] = later["parts"][0]["lines"]
    assert (line["feeBps"], line["feeDecisionId"]) == (800, None)
    async with hall.database.read(Scope(hall.shop.id)) as work:
        replayed = await replay(work)
    assert (replayed.differences, replayed.values[FEE]) == ((), 800)
