"""Invariant 18: only parties and panel read a grievance, every step ends in time, nobody is excluded before the appeal."""

import asyncio
import hashlib
import re
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from minga_platform.governance.counting.types import Lot
from minga_platform.governance.grievances.commands.hearing import open_case
from minga_platform.governance.proposals.commands.certifying import bring_into_force
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.messages import Messages
from minga_testing.deciding import Parliament, convene
from minga_testing.plugin import Clock
from minga_testing.reading import reading
from minga_testing.shop import new_key, open_stall

DONE = "... on Done { __typename } ... on InvalidTransition { current }"
CASE = """{ id myPart openedBy against text mediator panel seed seedSha256 roll closedAt
  steps { step outcome isUpheld text dueAt } findings { id text isMine } }"""
VOTERS = ("Ana", "Wanda", "Wim", "Paola", "Pedro", "Petra", "Clara", "Olga", "Milo", "Carmen")
"""And Carlos, and Mia who mediates."""
SECRET = "He shouted at me before the whole hall."


async def opened(hall: Parliament, by: str = "Ana", **about: Any) -> str:
    about = about or {"againstAgentId": ids.encode("agent", hall.members["Pedro"].agent_id)}
    ((name, value),) = about.items()
    done = await hall.wish(
        by,
        f"openGrievance(key: $key, text: $text, wish: $wish, {name}: $about)",
        "... on GrievanceOpened { id } ... on InvalidInput { field rule }",
        key=("String!", new_key()),
        text=("String!", SECRET),
        wish=("String!", "An apology."),
        about=("ID!", value),
    )
    assert done["__typename"] == "GrievanceOpened", done
    case: str = done["id"]
    return case


async def deed(hall: Parliament, name: str, mutation: str, case: str, more: str = "", **given: Any) -> dict[str, Any]:
    told = "... on Done { __typename }" if mutation == "takeGrievance" else DONE
    return await hall.wish(name, f"{mutation}(id: $id{more})", told, id=("ID!", case), **given)


async def seen(hall: Parliament, name: str, case: str) -> Any:
    asked = f"query G($id: ID!) {{ grievance(id: $id) {CASE} }}"
    return (await (await hall.by(name)).ask(asked, id=case))["grievance"]


async def mediated(hall: Parliament, case: str, *, settled: bool = False) -> None:
    assert (await deed(hall, "Mia", "takeGrievance", case))["__typename"] == "Done"
    done = await deed(
        hall, "Mia", "endMediation", case, ", isSettled: $yes, text: $text",
        yes=("Boolean!", settled), text=("String!", "They talked."),
    )  # fmt: skip
    assert done["__typename"] == "Done", done


async def found(hall: Parliament, name: str, case: str, *, upheld: bool) -> str:
    done = await hall.wish(
        name,
        "proposeFinding(key: $key, id: $id, isUpheld: $yes, text: $text)",
        "... on FindingProposed { id }",
        key=("String!", new_key()),
        id=("ID!", case),
        yes=("Boolean!", upheld),
        text=("String!", "So we think."),
    )
    assert done["__typename"] == "FindingProposed", done
    finding: str = done["id"]
    return finding


async def agreed(hall: Parliament, name: str, case: str, finding: str) -> dict[str, Any]:
    return await deed(hall, name, "agreeToFinding", case, ", findingId: $finding", finding=("ID!", finding))


@pytest.fixture
async def led(hall: Parliament) -> Parliament:
    await hall.join("Olga", "worker", offices=("officer",))
    await hall.join("Mia", "worker", offices=("mediator",))
    await hall.join("Milo", "worker", offices=("mediator",))
    hall.members["Carmen"] = hall.shop.coordinator  # A worker like the others, whom the lot may fall on too.
    return hall


async def test_invariant_18_only_parties_the_mediator_who_took_it_and_the_panel_read_a_case(
    led: Parliament, database: Database, worker_database: Database, clock: Clock
) -> None:
    case = await opened(led)
    assert (await seen(led, "Ana", case))["text"] == SECRET
    assert (await seen(led, "Pedro", case))["myPart"] == "RESPONDENT"
    elsewhere = await convene(database, worker_database, clock)
    strangers = [name for name in led.members if name not in ("Ana", "Pedro")]
    absent = ids.encode("griev", ids.new())
    acts = ("withdrawGrievance", "declinePanel", "takeGrievance")
    for name in strangers:
        assert await seen(led, name, case) is None, f"{name} reads it"
    for name in ("Olga", "Milo", "Fatima", "Clara"):
        told = await (await led.by(name)).ask("{ grievances { mine { id } waiting { id } } }")
        waits = [{"id": case}] if name == "Milo" else []
        assert told["grievances"] == {"mine": [], "waiting": waits}, "that one waits is all that mediators learn"
        for act in acts[:2] if name == "Milo" else acts:
            assert await deed(led, name, act, case) == await deed(led, name, act, absent), (name, act)
    assert await seen(elsewhere, "Ana", case) is None, "another co-op's member reads it"
    assert (await deed(elsewhere, "Ana", "withdrawGrievance", case))["code"] == "NOT_FOUND"
    assert (await deed(led, "Mia", "takeGrievance", case))["__typename"] == "Done"
    assert (await seen(led, "Mia", case))["myPart"] == "MEDIATOR"
    assert await seen(led, "Milo", case) is None
    assert await deed(led, "Milo", "takeGrievance", case) == await deed(led, "Milo", "takeGrievance", absent)


async def test_invariant_18_a_step_whose_deadline_passes_goes_on_and_says_so(led: Parliament) -> None:
    case = await opened(led)
    for step, further in (("MEDIATION", "PANEL"), ("PANEL", "APPEAL"), ("APPEAL", None)):
        now = (await seen(led, "Ana", case))["steps"]
        assert (now[-1]["step"], now[-1]["outcome"]) == (step, None)
        await led.turn(days=29, hours=23)
        assert (await seen(led, "Ana", case))["steps"][-1]["outcome"] is None
        await led.turn(hours=1, seconds=5)
        after = (await seen(led, "Ana", case))["steps"]
        assert after[len(now) - 1]["outcome"] == "LAPSED", after
        assert [one["step"] for one in after[len(now) :]] == ([further] if further else [])
    assert (await seen(led, "Ana", case))["closedAt"] is not None
    late = await deed(led, "Ana", "withdrawGrievance", case)
    assert (late["__typename"], late["current"]) == ("InvalidTransition", "closed")


async def test_the_panel_is_the_published_lot_and_never_a_party_the_mediator_or_who_declined(led: Parliament) -> None:
    case = await opened(led)
    committed = (await seen(led, "Ana", case))["seedSha256"]
    await led.join("Nadia", "worker")
    await mediated(led, case)
    told = await seen(led, "Ana", case)
    seed = bytes.fromhex(told["seed"])
    assert hashlib.sha256(seed).hexdigest() == committed, "the seed was fixed before anybody could choose"
    names = {str(one.agent_id): name for name, one in led.members.items()}
    order = [names[one] for one in Lot(seed).drawn(str(ids.decode("agent", one)) for one in told["roll"])]
    assert "Nadia" not in order, "the roll froze when the case opened"
    free = [name for name in order if name not in ("Ana", "Pedro", "Mia")]
    assert [who.partition(" ")[0] for who in told["panel"]] == free[:3]
    assert (await deed(led, free[0], "declinePanel", case))["__typename"] == "Done"
    assert await seen(led, free[0], case) is None, "who declined reads it no more"
    assert set((await seen(led, "Ana", case))["panel"]) == set(free[1:4])
    assert (await deed(led, free[0], "declinePanel", case))["code"] == "NOT_FOUND"
    async with led.database.work(Scope(led.shop.id), led.members["Ana"].viewer.actor) as work:
        for name, constraint in (("Ana", "apart"), ("Pedro", "apart"), ("Mia", "apart"), ("Nadia", "roll")):
            with pytest.raises(asyncpg.CheckViolationError) as refused:
                async with work.attempt():
                    await work.execute(
                        "INSERT INTO grievance_panellist (cooperative_id, id, grievance_id, agent_id, drawn_at)"
                        " VALUES ($1, $2, $3, $4, $5)",
                        work.cooperative_id, ids.new(), ids.decode("griev", case), led.members[name].agent_id, work.now,
                    )  # fmt: skip
            assert refused.value.constraint_name == f"grievance_panellist_{constraint}"


async def test_a_mediator_never_takes_her_own_case(led: Parliament) -> None:
    case = await opened(led, "Mia")
    assert (await deed(led, "Mia", "takeGrievance", case))["code"] == "PARTY_TO_CASE"
    settled = await opened(led)
    await mediated(led, settled, settled=True)
    assert (await seen(led, "Ana", settled))["closedAt"] is not None


async def test_a_decision_needs_two_of_three_and_one_alone_decides_nothing(led: Parliament) -> None:
    case = await opened(led)
    await mediated(led, case)
    first, second, _ = (await seen(led, "Ana", case))["panel"]
    finding = await found(led, first, case, upheld=True)
    assert (await agreed(led, first, case, finding))["code"] == "NOT_ALLOWED", "nobody agrees with herself"
    assert (await agreed(led, "Ana", case, finding))["code"] == "NOT_ALLOWED"
    told = await seen(led, "Ana", case)
    assert (told["steps"][-1]["step"], told["findings"]) == ("PANEL", []), "parties do not see what is weighed"
    assert (await agreed(led, second, case, finding))["__typename"] == "Done"
    steps = (await seen(led, "Ana", case))["steps"]
    assert [(one["step"], one["outcome"], one["isUpheld"]) for one in steps[1:]] == [
        ("PANEL", "DECIDED", True),
        ("APPEAL", None, None),
    ]


async def excluded(hall: Parliament) -> tuple[dict[str, Any], str]:
    """The members decided to exclude Carlos, and the decision's date has come: the proposal, the decision."""
    voted = await hall.put_to_vote(
        "Ana", "EXCLUSION", "Carlos", "Wanda", "Paola", agentId=ids.encode("agent", hall.members["Carlos"].agent_id)
    )
    for name in ("Ana", "Wanda", "Wim", "Paola", "Pedro", "Petra", "Clara"):
        await hall.cast(name, voted, "YES")
    await hall.close()
    told = await hall.seen("Ana", voted["id"])
    assert told["state"] == "DEFERRED", told
    return voted, told["decisionId"]


async def is_member(hall: Parliament, name: str) -> bool:
    async with hall.database.read(Scope(hall.shop.id)) as work:
        return bool(
            await work.value(
                "SELECT true FROM membership WHERE cooperative_id = $1 AND agent_id = $2 AND left_at IS NULL",
                work.cooperative_id,
                hall.members[name].agent_id,
            )
        )


async def decided(hall: Parliament, case: str, *, upheld: bool) -> tuple[str, ...]:
    """Two of the panel decide; who sits on it."""
    await mediated(hall, case)
    panel = tuple(who.partition(" ")[0] for who in (await seen(hall, "Mia", case))["panel"])
    finding = await found(hall, panel[0], case, upheld=upheld)
    assert (await agreed(hall, panel[1], case, finding))["__typename"] == "Done"
    return panel


async def appealed(hall: Parliament, name: str, case: str) -> str:
    done = await hall.wish(
        name,
        "appealGrievance(id: $id, words: $words)",
        "... on AssemblyAsked { electionId } ... on InvalidTransition { current }",
        id=("ID!", case),
        words=("String!", "Please hear me."),
    )
    assert done["__typename"] == "AssemblyAsked", done
    election: str = done["electionId"]
    return election


async def test_invariant_18_no_exclusion_takes_effect_before_the_time_to_appeal_is_over(led: Parliament) -> None:
    voted, decision = await excluded(led)
    await led.turn(days=29)
    told = await led.seen("Ana", voted["id"])
    assert told["state"] == "DEFERRED"
    assert datetime.fromisoformat(told["effectiveAt"]) > await led.now(), "the certificate says the day"
    assert await is_member(led, "Carlos")
    await led.turn(days=1, seconds=61)
    assert (await led.seen("Ana", voted["id"]))["state"] == "IN_FORCE"
    assert not await is_member(led, "Carlos")
    assert (await led.wish(
        "Ana", "openGrievance(key: $key, text: $text, wish: $text, decisionId: $about)", "... on GrievanceOpened { id }",
        key=("String!", new_key()), text=("String!", SECRET), about=("ID!", decision),
    ))["__typename"] == "GrievanceOpened"  # fmt: skip


@pytest.mark.parametrize("upheld", [False, True])
async def test_invariant_18_an_exclusion_waits_for_the_case_against_it_and_does_as_it_ends(
    led: Parliament, upheld: bool
) -> None:
    voted, decision = await excluded(led)
    await led.turn(days=25)
    case = await opened(led, "Carlos", decisionId=decision)
    again = await led.wish(
        "Carlos", "openGrievance(key: $key, text: $text, wish: $text, decisionId: $about)", "... on GrievanceOpened { id }",
        key=("String!", new_key()), text=("String!", SECRET), about=("ID!", decision),
    )  # fmt: skip
    assert again["code"] == "CASE_BROUGHT", "one each, or she would never have to go"
    await led.turn(days=20)
    assert await is_member(led, "Carlos"), "the time to appeal is over, her case is not"
    assert (await led.seen("Ana", voted["id"]))["state"] == "DEFERRED", "and nobody is told otherwise"
    panel = await decided(led, case, upheld=upheld)
    assert "Ana" not in panel, "who proposed it does not judge it"
    await led.turn(days=29)
    assert await is_member(led, "Carlos"), "she can still go to the assembly"
    await led.turn(days=1, seconds=61)
    await led.turn(seconds=61)
    told = await led.seen("Ana", voted["id"])
    assert told["state"] == ("LAPSED" if upheld else "IN_FORCE"), told
    assert await is_member(led, "Carlos") is upheld


async def test_an_appeal_is_a_secret_vote_of_the_roll_at_the_opening_without_who_had_a_part(led: Parliament) -> None:
    """Invariant 16: respondent, panel and appeal are three. The assembly has the last word, and stops the exclusion."""
    voted, decision = await excluded(led)
    case = await opened(led, "Carlos", decisionId=decision)
    await led.join("Nadia", "worker")
    panel = await decided(led, case, upheld=False)
    election = {"electionId": await appealed(led, "Carlos", case)}
    late = await led.wish(
        "Carlos", "appealGrievance(id: $id, words: $words)", "... on InvalidTransition { current }",
        id=("ID!", case), words=("String!", "Once more."),
    )  # fmt: skip
    assert late["current"] == "appealed"
    for name in ("Carlos", "Mia", "Nadia", *panel):
        assert (await led.cast(name, election, "YES"))["code"] == "NOT_ON_ROLL", name
    voters = [
        name
        for name in ("Ana", "Wanda", "Wim", "Paola", "Pedro", "Petra", "Clara", "Olga", "Milo")
        if name not in panel
    ]
    for name in voters:
        assert (await led.cast(name, election, "YES"))["__typename"] == "CastBallot", name
    asked = "query E($id: ID!) { election(id: $id) { isSecret title question } }"
    told = (await (await led.by(voters[0])).ask(asked, id=election["electionId"]))["election"]
    assert told["isSecret"]
    assert "Please hear me." in told["question"]
    assert SECRET not in told["question"] + told["title"]
    await led.turn(days=30, seconds=1)
    steps = (await seen(led, "Carlos", case))["steps"]
    assert [(one["step"], one["outcome"], one["isUpheld"]) for one in steps[1:]] == [
        ("PANEL", "DECIDED", False),
        ("APPEAL", "DECIDED", True),
    ]
    await led.turn(seconds=61)
    assert (await led.seen("Ana", voted["id"]))["state"] == "LAPSED"
    assert await is_member(led, "Carlos")


async def test_an_appeal_that_too_few_vote_on_leaves_what_the_panel_found(led: Parliament) -> None:
    case = await opened(led)
    await decided(led, case, upheld=True)
    await appealed(led, "Pedro", case)
    await led.turn(days=30, seconds=1)
    told = await seen(led, "Ana", case)
    assert (told["steps"][-1]["outcome"], told["steps"][-2]["isUpheld"]) == ("LAPSED", True)
    assert told["closedAt"] is not None


async def test_every_step_is_told_to_the_parties_by_their_own_channel_and_never_what_it_is_about(
    led: Parliament,
) -> None:
    case = await opened(led)
    panel = await decided(led, case, upheld=True)
    await appealed(led, "Pedro", case)
    await led.turn(days=30, seconds=1)
    async with led.database.read(Scope(led.shop.id)) as work:
        rows = await work.rows(
            """SELECT a.name, l.purpose, l.ended, l.channel, l.served_at FROM grievance_letter l
               JOIN agent a ON a.cooperative_id = l.cooperative_id AND a.id = l.agent_id WHERE l.cooperative_id = $1""",
            work.cooperative_id,
        )
    assert all(row["served_at"] and row["channel"] for row in rows)
    told: dict[str, set[str]] = {}
    for row in rows:
        told.setdefault(row["purpose"], set()).add(row["name"].partition(" ")[0])
    for purpose in ("mediation", "panel", "appeal", "assembly", "closed"):
        assert told[purpose] == {"Ana", "Pedro"}, purpose
    assert told["waiting"] == {"Mia", "Milo"}
    assert told["drawn"] == set(panel)
    assert not told["vote"] & {"Ana", "Pedro", "Mia", *panel}
    assert len(told["vote"]) == len(VOTERS) + 2 - 6
    sent = "\n".join(message.subject + message.text for message in led.shop.program.door.services.ports[Messages].sent)
    assert case in sent
    assert SECRET not in sent
    assert "An apology" not in sent


async def test_an_exclusion_waits_for_a_case_that_is_being_brought_in_the_last_moment(led: Parliament) -> None:
    """Two real connections: the case is not committed yet when the time ends, and the exclusion must not pass it by."""
    voted, decision = await excluded(led)
    await led.clock.move(timedelta(days=30) - timedelta(minutes=2))
    carlos = led.members["Carlos"].viewer

    async def effect() -> bool:
        async with led.shop.worker_database.work(Scope(led.shop.id), Actor(system="worker")) as work:
            return await bring_into_force(work, ids.decode("mot", voted["id"]))

    async with led.database.work(Scope(led.shop.id, carlos.person_id), carlos.actor) as work:
        await open_case(work, carlos, text=SECRET, wish="Stay.", decision_id=ids.decode("dec", decision))
        await led.clock.move(timedelta(minutes=5))
        trial = asyncio.create_task(effect())
        await asyncio.wait([trial], timeout=0.5)
        assert not trial.done(), "it looks only after who was first"
    assert await trial is False
    assert await is_member(led, "Carlos")


async def test_a_grievance_that_is_upheld_ends_the_restriction_it_is_about(led: Parliament) -> None:
    """At once; and who laid it upon the stall does not lay the same upon it again, unless the assembly says otherwise. Another may."""
    shop = led.shop
    await led.join("Otto", "worker", offices=("coordinator",))
    jam, potter = await open_stall(shop, "Jam"), await open_stall(shop, "Potter")
    led.members |= {"Jana": jam.maker, "Pots": potter.maker}

    async def restrict(by: str) -> dict[str, Any]:
        async with shop.worker_database.read(Scope(shop.id)) as work:
            ends = work.now + timedelta(days=30)
        return await led.wish(
            by, 'restrictStall(stallId: $stall, kind: SELLING, reason: "Mould", evidence: "Two jars", endsAt: $ends)',
            "... on RestrictionChanged { id }", stall=("ID!", jam.id), ends=("Instant!", ends.isoformat()),
        )  # fmt: skip

    async def bring(by: str, restriction: str) -> dict[str, Any]:
        return await led.wish(
            by, "openGrievance(key: $key, text: $text, wish: $wish, restrictionId: $about)", "... on GrievanceOpened { id }",
            key=("String!", new_key()), text=("String!", SECRET), wish=("String!", "Let me sell."), about=("ID!", restriction),
        )  # fmt: skip

    async def stands() -> dict[str, Any]:
        asked = "query R($id: ID!) { restrictions(stallId: $id) { endedAt endedBy endedBecause } restrictionRegister { open endedEarly } }"
        found = await shop.by(jam.maker).ask(asked, id=jam.id)
        told: dict[str, Any] = found["restrictions"][0] | found["restrictionRegister"][0]
        return told

    placed = (await restrict("Carmen"))["id"]
    for nobody in ("Pots", "Ana"):
        assert (await bring(nobody, placed))["__typename"] == "NotFound", (
            "it is about a stall that she keeps, or there is nothing"
        )
    case = (await bring("Jana", placed))["id"]
    assert (await bring("Jana", placed))["__typename"] == "CaseBrought"
    asked = await (await led.by("Carmen")).ask(
        "query G($id: ID!) { grievance(id: $id) { myPart restrictionId } }", id=case
    )
    assert asked["grievance"] == {"myPart": "RESPONDENT", "restrictionId": placed}
    assert (await stands())["endedAt"] is None
    await decided(led, case, upheld=True)
    ended = await stands()
    assert ended["endedAt"] is not None
    assert (ended["endedBy"], ended["endedBecause"]) == (None, "A grievance against it was upheld.")
    assert (ended["open"], ended["endedEarly"]) == (0, 1)
    assert jam.id in {one["id"] for one in (await shop.visitor().ask("{ stalls { id } }"))["stalls"]}, "it sells again"
    assert (await restrict("Carmen"))["__typename"] == "Overruled"
    assert (await restrict("Otto"))["__typename"] == "RestrictionChanged", "whoever else runs the market's day may"


async def test_a_grievance_that_is_not_upheld_leaves_the_restriction(led: Parliament) -> None:
    shop = led.shop
    jam = await open_stall(shop, "Jam")
    led.members["Jana"] = jam.maker
    async with shop.worker_database.read(Scope(shop.id)) as work:
        ends = work.now + timedelta(days=30)
    placed = await led.wish(
        "Carmen", 'restrictStall(stallId: $stall, kind: SELLING, reason: "Mould", evidence: "Two jars", endsAt: $ends)',
        "... on RestrictionChanged { id }", stall=("ID!", jam.id), ends=("Instant!", ends.isoformat()),
    )  # fmt: skip
    base = f"/en/c/{shop.cooperative.slug}"
    async with reading(shop.program.door, jam.maker.viewer) as browser:
        link = f"{base}/grievances/new?about={placed['id']}"
        assert link.removeprefix("/en") in (await browser.get(f"{base}/stall/{jam.slug}/restrictions")).text
        assert re.search(f'value="{placed["id"]}" selected', (await browser.get(link)).text)
        form = {"key": new_key(), "about": placed["id"], "text": SECRET, "wish": "Let me sell."}
        sent = await browser.post(f"{base}/grievances/new", data=form)
        assert sent.status_code == 303, sent.text
        case = sent.headers["location"].partition("?")[0].rpartition("/")[2]
        assert "what was laid upon a stall" in (await browser.get(f"{base}/grievances/{case}")).text
    await decided(led, case, upheld=False)
    found = await shop.by(jam.maker).ask("query R($id: ID!) { restrictions(stallId: $id) { endedAt } }", id=jam.id)
    assert found["restrictions"] == [{"endedAt": None}]
