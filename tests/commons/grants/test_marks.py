"""Marks of quality: only a voted text, only visits that found every point met, an end, and another look for who lost it.

And the two ways in which what is lacking is decided by people: a pair of licences, a community's permission.
"""

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_infra.http.gate import Gate
from minga_infra.http.recognising import recogniser
from minga_platform.kernel.database import Database
from minga_testing.deciding import Parliament, convene
from minga_testing.plugin import Clock
from minga_testing.shop import offer, open_stall

EN = [{"language": "en", "text": "By hand"}]
POINTS = [{"text": [{"language": "en", "text": one}]} for one in ("Made by hand", "Materials are named")]
TOLD = "... on Done { __typename } ... on ClaimEnded { state }"


@pytest.fixture
async def hall(database: Database, worker_database: Database, clock: Clock) -> Parliament:
    return await convene(database, worker_database, clock)


async def marks(hall: Parliament, name: str | None = None) -> list[dict[str, Any]]:
    asked = "{ qualityMarks { id state counted needs visits { isMet } appeal { isGranted } } }"
    program = hall.shop.visitor() if name is None else await hall.by(name)
    found: list[dict[str, Any]] = (await program.ask(asked))["qualityMarks"]
    return found


async def beside(hall: Parliament, **subject: str) -> list[dict[str, Any]]:
    """What stands beside goods for anybody: `stallId` or `productId`."""
    asked = "query($stallId: ID, $productId: ID) { marksInForce(stallId: $stallId, productId: $productId) { id subject visits } }"
    found: list[dict[str, Any]] = (await hall.shop.visitor().ask(asked, **subject))["marksInForce"]
    return found


async def read(hall: Parliament, path: str, status: int = 200) -> str:
    """A page of the co-op as anybody gets it."""
    door = hall.shop.program.door
    inner = Starlette(routes=pages.routes(door), exception_handlers={HTTPException: pages.not_here})
    inner.state.door = door
    gated = Gate(
        inner,
        find_viewer=recogniser(door.services),
        hosts=frozenset({"localhost:8000"}),
        origins=frozenset({"http://localhost:8000"}),
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(gated), base_url="http://localhost:8000") as client:
        answer = await client.get(f"/c/{hall.shop.cooperative.slug}{path}")
    assert answer.status_code == status, answer.text
    return answer.text


async def test_marks_stand_beside_goods_until_they_run_out(hall: Parliament) -> None:
    """On the pages of the stall and its goods, each with its date, what it says and what shows it; not a day longer."""
    one, two, *_ = names = [name for name in hall.members if name not in {"Fatima", "Tomas", "Tilda"}]
    weaver, other = await open_stall(hall.shop, "Weaver"), await open_stall(hall.shop, "Potter")
    hall.members["Weaver"] = weaver.maker
    cloth, bowl = await offer(hall.shop, weaver, "Cloth", price=2000), await offer(hall.shop, other, "Bowl", price=900)
    drafted = await hall.wish(
        one, "draftStandard(name: $n, text: $n, points: $points, days: 60)", "... on StandardDrafted { id }",
        n=("[LocalTextInput!]!", EN), points=("[ChecklistPointInput!]!", POINTS),
    )  # fmt: skip
    sha = (await (await hall.by(one)).ask("{ qualityStandards { sha256 } }"))["qualityStandards"][0]["sha256"]
    voted = await hall.put_to_vote(one, "FREE", "A mark", *names[1:3], text=[{"language": "en", "text": sha}])
    for name in names:
        await hall.cast(name, voted, "AGREE")
    await hall.close()
    await hall.turn(days=31)
    decision = (await hall.seen(one, voted["id"]))["decisionId"]
    adopted = {"id": ("ID!", drafted["id"]), "d": ("ID!", decision)}
    assert (await hall.wish("Fatima", "adoptStandard(id: $id, decisionId: $d)", "", **adopted))["__typename"] == "Done"
    held = {}
    for subject, named in (("STALL", weaver.id), ("PRODUCT", cloth.product)):
        asked = await hall.wish(
            "Weaver", f"askMark(standardId: $s, subject: {subject}, subjectId: $id)", "... on MarkAsked { id }",
            s=("ID!", drafted["id"]), id=("ID!", named),
        )  # fmt: skip
        held[subject] = asked["id"]
        await visit(hall, one, asked["id"], True, True)
        assert subject not in {each["subject"] for each in await beside(hall, productId=cloth.product)}, (
            "one visit is no mark"
        )
        await visit(hall, two, asked["id"], True, True)
    of_cloth = {each["subject"]: each["id"] for each in await beside(hall, productId=cloth.product)}
    assert of_cloth == held
    assert await beside(hall, stallId=weaver.id) == [{"id": held["STALL"], "subject": "STALL", "visits": 2}]
    assert (
        await beside(hall, productId=bowl.product) == await beside(hall, stallId=other.id) == await beside(hall) == []
    )
    shown = await read(hall, f"/p/{cloth.slug}")
    assert all(f"/commons/marks/{each}" in shown for each in held.values())
    assert f"#{drafted['id']}" in shown
    of_stall = await read(hall, f"/s/{weaver.slug}")
    assert held["STALL"] in of_stall
    assert held["PRODUCT"] not in of_stall
    assert "Made by hand" in await read(hall, f"/commons/marks/{held['PRODUCT']}")
    assert "marks-held" not in await read(hall, f"/p/{bowl.slug}")
    await hall.turn(days=31)
    await hall.turn()
    assert sorted(one.subject for one in hall.shop.letters.sent if "mark of quality" in one.subject) == [
        "The mark of quality of “Cloth” ends soon",
        "The mark of quality of “Weaver” ends soon",
        "“Cloth” bears a mark of quality",
        "“Weaver” bears a mark of quality",
    ], "given, and once a month before the end"
    await hall.turn(days=30)
    assert await beside(hall, productId=cloth.product) == [], "a mark that ran out is none"
    assert "marks-held" not in await read(hall, f"/p/{cloth.slug}")
    await read(hall, f"/commons/marks/{held['STALL']}", 404)


async def visit(hall: Parliament, name: str, mark: str, *answers: bool) -> str:
    done = await hall.wish(
        name,
        "recordVisit(id: $id, visitedOn: $on, answers: $answers)",
        TOLD,
        id=("ID!", mark),
        on=("Day!", (await hall.now()).date().isoformat()),
        answers=("[Boolean!]!", list(answers)),
    )
    outcome: str = done["__typename"]
    return outcome


async def test_a_mark_from_the_vote_to_the_appeal(hall: Parliament) -> None:
    names = [name for name in hall.members if name not in {"Fatima", "Tomas", "Tilda"}]
    one, two, three, four = names[:4]
    stall = await open_stall(hall.shop, "Weaver")
    hall.members["Weaver"] = stall.maker
    drafted = await hall.wish(
        one,
        "draftStandard(name: $n, text: $n, points: $points, days: 365)",
        "... on StandardDrafted { id }",
        n=("[LocalTextInput!]!", EN),
        points=("[ChecklistPointInput!]!", POINTS),
    )
    standard = ("ID!", drafted["id"])

    async def adopt(decision: str, which: str = drafted["id"]) -> str:
        wish = {"id": ("ID!", which), "d": ("ID!", decision)}
        done = await hall.wish("Fatima", "adoptStandard(id: $id, decisionId: $d)", "", **wish)
        outcome: str = done["__typename"]
        return outcome

    async def decided(text: str) -> str:
        proposal = await hall.put_to_vote(one, "FREE", "A mark", two, three, text=[{"language": "en", "text": text}])
        for name in names:
            await hall.cast(name, proposal, "AGREE")
        await hall.close()
        await hall.turn(days=31)
        found: str = (await hall.seen(one, proposal["id"]))["decisionId"]
        return found

    sha = (await (await hall.by(one)).ask("{ qualityStandards { sha256 } }"))["qualityStandards"][0]["sha256"]
    asking = {"id": standard, "stall": ("ID!", stall.id)}
    ask = "askMark(standardId: $id, subject: STALL, subjectId: $stall)"
    assert (await hall.wish("Weaver", ask, "", **asking))["__typename"] == "InvalidTransition", "nobody voted it"
    decision = await decided(f"We vote on {sha}.")
    other = await hall.wish(
        one,
        "draftStandard(name: $n, text: $n, points: $points, days: 365)",
        "... on StandardDrafted { id }",
        n=("[LocalTextInput!]!", EN),
        points=("[ChecklistPointInput!]!", POINTS[:1]),
    )
    assert await adopt(decision, other["id"]) == "NotVoted", "the members voted another text"
    assert await adopt(decision) == "Done"

    asked = await hall.wish("Weaver", ask, "... on MarkAsked { id }", **asking)
    mark = asked["id"]
    assert (await hall.wish("Weaver", ask, "", **asking))["__typename"] == "MarkOpen"
    assert await visit(hall, "Weaver", mark, True, True) == "OwnCase"
    assert await visit(hall, one, mark, True, False) == "Done"
    assert await visit(hall, one, mark, True, True) == "Done", "she came again, and now all was met"
    assert await visit(hall, one, mark, True, True) == "VisitedBefore"
    assert await marks(hall) == [], "one visit is no mark, and nobody outside hears of it"
    assert await visit(hall, two, mark, True, True) == "Done"
    assert [(found["state"], found["counted"]) for found in await marks(hall)] == [("RECOGNISED", 2)]

    claim = (await (await hall.by(one)).ask("{ qualityMarks { claimId } }"))["qualityMarks"][0]["claimId"]
    revoked = await hall.wish("Fatima", 'revokeClaim(id: $id, reason: "Bought in.")', "", id=("ID!", claim))
    assert revoked["__typename"] == "Done"
    assert await marks(hall) == []
    await hall.turn()
    assert "Bought in." in next(one.text for one in hall.shop.letters.sent if "no more" in one.subject)
    appealed = await hall.wish("Weaver", 'appealMark(id: $id, reason: "It was a gift.")', "", id=("ID!", mark))
    assert appealed["__typename"] == "Done"
    grant = 'decideAppealOfMark(id: $id, grant: true, explanation: "Look again.")'
    assert (await hall.wish("Fatima", grant, "", id=("ID!", mark)))["__typename"] == "OwnCase", "not by who ended it"
    await hall.join("Kim", "worker", offices=("officer",))
    assert (await hall.wish("Kim", grant, "", id=("ID!", mark)))["__typename"] == "Done"
    again = (await marks(hall, one))[0]
    assert (again["state"], again["counted"]) == ("OPEN", 0)
    assert await visit(hall, three, again["id"], True, True) == "Done"
    assert await visit(hall, four, again["id"], True, True) == "Done"
    assert [found["id"] for found in await marks(hall)] == [again["id"]]
    await hall.turn(days=366)
    assert await marks(hall) == [], "a mark runs out"


async def test_a_keeper_decides_what_the_table_leaves_open_and_nothing_else(hall: Parliament) -> None:
    decide = 'decideLicencePair(parent: $p, child: $c, allow: true, reason: "The authors say so.")'

    async def decided(parent: str, child: str) -> str:
        done = await hall.wish("Fatima", decide, "", p=("String!", parent), c=("String!", child))
        outcome: str = done["__typename"]
        return outcome

    async def answer(parent: str, child: str) -> tuple[str, str]:
        asked = "query F($p: String!, $c: String!) { mayFollow(parent: $p, child: $c) { answer why } }"
        told = (await hall.shop.visitor().ask(asked, p=parent, c=child))["mayFollow"]
        return told["answer"], told["why"]

    assert (await answer("CC-BY-3.0", "CC-BY-4.0"))[0] == "DRAFT"
    assert await decided("CC-BY-3.0", "CC-BY-4.0") == "LicencePairDecided"
    assert await answer("CC-BY-3.0", "CC-BY-4.0") == ("YES", "The authors say so.")
    assert await decided("CC-BY-SA-4.0", "LicenseRef-PPL") == "PairNotOpen"
    assert await decided("CC BY", "MIT") == "LicenceUnreadable"
    own = (
        'describeLicence(licenceKey: "LicenseRef-Ours", name: $n, summary: $n, text: "x",'
        " terms: {commercial: THOSE, statuses: [COOPERATIVE], royalty: OWED, royaltyBps: 500})"
    )
    assert (await hall.wish("Fatima", own, "", n=("[LocalTextInput!]!", EN)))["__typename"] == "LicenceDescribed"
    assert (await answer("CC-BY-SA-4.0", "LicenseRef-Ours"))[0] == "NO"
    assert (await answer("CC-BY-4.0", "LicenseRef-Ours"))[0] == "YES"
    asked = '{ mayI(act: SELL_PRODUCTS, licence: "LicenseRef-Ours") { answer basis royaltyBps } }'
    told = (await hall.shop.visitor().ask(asked))["mayI"]
    assert told == {"answer": "YES_IF", "basis": "ROYALTY", "royaltyBps": 500}
