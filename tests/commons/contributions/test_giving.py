"""Invariant 19: events are append-only, a correction is an event that corrects one, balances are the fold of events; nobody
attests her own, and attestors are counted as distinct members."""

import asyncio
from collections import defaultdict
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from minga_commons.contributions import queries
from minga_commons.valueflows import folding
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_testing.shop import new_key

DONE = "... on Done { __typename }"

Village = Any  # the fixture of conftest.py


async def corrected(village: Village, name: str, given_id: str, minutes: int) -> Any:
    done = await village.by(name).wish(
        "correctContribution(key: $key, id: $id, contribution: $gift)",
        "... on ContributionWritten { id } ... on AlreadyCorrected { contributionId }",
        key=("String!", new_key()),
        id=("ID!", given_id),
        gift=(
            "ContributionInput!",
            {"kind": "WORK", "givenOn": await village.today(1), "minutes": minutes, "cause": "The mill"},
        ),
    )
    return done.get("id", done)


async def taken_back(village: Village, name: str, given_id: str) -> Any:
    done = await village.by(name).wish(
        "takeContributionBack(key: $key, id: $id)",
        "... on ContributionWritten { id } ... on AlreadyCorrected { contributionId }",
        key=("String!", new_key()),
        id=("ID!", given_id),
    )
    return done.get("id", done)


async def balances(village: Village) -> dict[str, int]:
    """What `recognised` counts, by agent."""
    async with village.database.read(Scope(village.shop.id)) as work:
        found = await queries.recognised(work, asset_ids=None, cause=None, until=work.now)
    sums: dict[str, int] = defaultdict(int)
    for one in found:
        sums[ids.encode("agent", one.agent_id)] += one.minutes or 0
    return dict(sums)


async def test_a_contribution_counts_when_two_others_stand_by_it(village: Village) -> None:
    given_id = await village.give("Ana", note="Cleared the race", links=["https://example.org/photo"])
    seen = await village.seen(given_id)
    assert (seen["state"], seen["counted"], seen["needed"], seen["note"]) == ("OPEN", 0, 2, "Cleared the race")
    assert [one["url"] for one in seen["evidence"]] == ["https://example.org/photo"]
    assert await balances(village) == {}
    # Her own word is written down and has no weight; the same member twice is one.
    assert (await village.attest("Ana", given_id))["withoutWeight"] == 1
    assert (await village.attest("Ben", given_id))["recognised"] == 0
    assert (await village.attest("Ben", given_id))["said"] == 1
    assert (await village.seen(given_id))["counted"] == 1
    assert await balances(village) == {}
    assert (await village.attest("Clara", given_id))["recognised"] == 1
    assert await balances(village) == {village.agent("Ana"): 90}
    # Nobody without a membership stands by anything, or sees it.
    assert (await village.attest("Nobody", given_id))["__typename"] == "NotAllowed"
    assert (await village.by("Nobody").ask("{ contributions { nodes { id } } contributionSums { count } givers { name } }")) == {
        "contributions": None, "contributionSums": None, "givers": None,
    }  # fmt: skip


async def test_who_keeps_the_commons_without_being_a_member_writes_down_what_a_member_gave(village: Village) -> None:
    await village.join("Greta", offices=("facilitator",))
    given_id = await village.give("Greta", agent=village.agent("Ana"))
    assert isinstance(given_id, str), given_id
    seen = await village.seen(given_id)
    assert (seen["name"], seen["recordedBy"]) == ("Ana", "Greta")
    # For herself she gives nothing without a membership, and who keeps nothing is told which right is missing.
    assert (await village.give("Greta"))["__typename"] == "NotAllowed"
    refused = await village.by("Ben").wish(
        "giveContribution(key: $key, contribution: $gift, agentId: $agent)", "... on NotAllowed { capability }",
        key=("String!", new_key()), agent=("ID", village.agent("Ana")),
        gift=("ContributionInput!", {"kind": "WORK", "givenOn": await village.today(1), "minutes": 60, "cause": "The mill"}),
    )  # fmt: skip
    assert refused["capability"] == "commons.keep"


async def test_a_correction_is_an_event_and_waits_for_attestors_anew(
    village: Village, admin: asyncpg.Connection
) -> None:
    given_id = await village.give("Ana", 600)
    await village.attest("Ben", given_id)
    await village.attest("Clara", given_id)
    assert await balances(village) == {village.agent("Ana"): 600}
    assert (await corrected(village, "Ben", given_id, 60))["__typename"] == "NotAllowed"
    better = await corrected(village, "Ana", given_id, 60)
    assert (await village.seen(given_id))["correctedById"] == better
    assert (await village.seen(given_id))["state"] == "WITHDRAWN"
    assert await balances(village) == {}
    assert (await village.attest("Ben", given_id))["__typename"] == "ClaimEnded"
    assert (await corrected(village, "Ana", given_id, 5))["contributionId"] == better
    await village.attest("Ben", better)
    await village.attest("Clara", better)
    assert await balances(village) == {village.agent("Ana"): 60}
    gone = await taken_back(village, "Fatima", better)  # A keeper of the commons may, too; it says so in the claim.
    assert (await village.seen(gone))["state"] == "NOTHING"
    assert (await village.seen(better))["state"] == "REVOKED"
    assert await balances(village) == {}
    assert (await corrected(village, "Ana", gone, 5))["__typename"] == "NotFound"
    # All of it is still there, oldest first, and no login of ours can change a line of it.
    chain = (await village.by("Wim").ask("query C($id: ID!) { contribution(id: $id) { id } }", id=better))[
        "contribution"
    ]
    assert [one["id"] for one in chain] == [given_id, better, gone]
    for statement in (
        "UPDATE contribution SET minutes = 1",
        "DELETE FROM contribution",
        "TRUNCATE contribution CASCADE",
    ):
        with pytest.raises(asyncpg.PostgresError):
            await admin.execute(statement)


async def test_what_is_refused(village: Village) -> None:
    async def refused(**more: Any) -> str:
        return str((await village.give("Ana", **more))["__typename"])

    assert await refused(back=-2) == "NotGivenYet"  # Where it is later than in Greenwich, tomorrow may have begun.
    assert await refused(back=400) == "TooLongAgo"
    assert isinstance(await village.give("Fatima", 60, back=400, agent=village.agent("Ana")), str)
    assert (await village.give("Ana", 60, agent=village.agent("Ben")))["__typename"] == "NotAllowed"
    for bad in (
        {"minutes": 0},
        {"minutes": 1441},
        {"cause": " "},
        {"links": ["javascript:alert(1)"]},
        {"kind": "MATERIALS"},
    ):
        assert await refused(**bad) == "InvalidInput", bad
    assert await refused(assetId=ids.encode("ast", ids.new()), cause="") == "NotFound"
    assert isinstance(await village.give("Ana", 1000), str)
    assert await village.give("Ana", 441) == {
        "__typename": "TimeTwice", "code": "TIME_TWICE", "minutes": 1000,
        "message": "A day has 24 hours, and 1,000 minutes of that day are written down already.",
    }  # fmt: skip
    assert isinstance(await village.give("Ana", 440), str)


async def test_sent_twice_from_a_weak_line_it_is_one(village: Village) -> None:
    key = new_key()
    first, second = await asyncio.gather(village.give("Ana", key=key), village.give("Ana", key=key))
    assert first == second == await village.give("Ana", key=key)
    assert (await village.give("Ana", 10, key=key))["__typename"] == "KeyReused"
    listed = await village.by("Ana").ask("{ contributions { nodes { id } } }")
    assert [one["id"] for one in listed["contributions"]["nodes"]] == [first]


async def test_two_attestors_at_once_are_two_and_two_corrections_at_once_are_one(village: Village) -> None:
    given_id = await village.give("Ana")
    done = await asyncio.gather(*(village.attest(name, given_id) for name in ("Ben", "Clara", "Ben", "Clara")))
    assert all(one["__typename"] == "Attested" for one in done)
    assert (await village.seen(given_id))["counted"] == 2
    assert await balances(village) == {village.agent("Ana"): 90}
    both = await asyncio.gather(*(corrected(village, "Ana", given_id, minutes) for minutes in (10, 20, 30)))
    made = [one for one in both if isinstance(one, str)]
    assert len(made) == 1
    assert all(one == {**one, "contributionId": made[0]} for one in both if one != made[0])


async def test_a_dispute_is_open_to_see_and_settled_by_somebody_else(village: Village) -> None:
    given_id = await village.give("Ana")
    await village.attest("Ben", given_id)
    await village.attest("Clara", given_id)
    one = ("ID!", given_id)
    done = await village.by("Wim").wish('disputeContribution(id: $id, reason: "It rained that day")', DONE, id=one)
    assert done["__typename"] == "Done"
    assert (await village.seen(given_id))["state"] == "DISPUTED"
    assert await balances(village) == {}
    settle = 'settleContribution(id: $id, isUpheld: false, explanation: "Under the roof")'
    assert (await village.by("Wim").wish(settle, DONE, id=one))["__typename"] == "NotAllowed"
    assert (await village.by("Fatima").wish(settle, DONE, id=one))["__typename"] == "Done"
    assert await balances(village) == {village.agent("Ana"): 90}


async def test_a_household_and_a_ring_give_each_other_no_weight(village: Village) -> None:
    """Ana and Ben attest each other alone: a ring, until a third member joins the circle."""
    hers, his = await village.give("Ana"), await village.give("Ben")
    await village.attest("Ben", hers)
    await village.attest("Ana", his)
    assert (await village.seen(hers))["flags"] == ["ring"]
    assert (await village.seen(hers))["counted"] == 0


async def test_lists_sums_and_what_is_usual(village: Village) -> None:
    for minutes, kind in ((30, "CARE"), (30, "CARE"), (60, "WORK")):
        await village.give("Ana", minutes, kind=kind)
    other = await village.give("Ben", 15, kind="TRANSLATION", cause="The school")
    mats = await village.give("Ben", None, kind="MATERIALS", quantity=5000, unit="GRAM", cause="The school")
    assert (await village.seen(mats))["quantity"] == {"base": 5000}
    asked = """query L($where: ContributionFilter, $after: String) { contributions(where: $where, first: 2, after: $after) {
        nodes { id kind } pageInfo { hasNextPage endCursor } } contributionSums(where: $where) { kind state count minutes }
        usualContributions { kind minutes cause } contributionCauses }"""
    ana = village.by("Ana")
    first = await ana.ask(asked, where={"agentId": village.agent("Ana")})
    assert first["contributions"]["pageInfo"]["hasNextPage"]
    rest = await ana.ask(
        asked, where={"agentId": village.agent("Ana")}, after=first["contributions"]["pageInfo"]["endCursor"]
    )
    assert len(rest["contributions"]["nodes"]) == 1
    assert first["contributionSums"] == [
        {"kind": "CARE", "state": "OPEN", "count": 2, "minutes": 60},
        {"kind": "WORK", "state": "OPEN", "count": 1, "minutes": 60},
    ]
    assert first["usualContributions"][0] == {"kind": "CARE", "minutes": 30, "cause": "The mill"}
    assert first["contributionCauses"] == ["The mill", "The school"]
    school = await ana.ask(asked, where={"cause": "The school", "kind": "TRANSLATION"})
    assert [one["id"] for one in school["contributions"]["nodes"]] == [other]
    waiting = await village.by("Ben").ask("{ contributionsToAttest { name } commonsWaiting { toAttest } }")
    assert [one["name"] for one in waiting["contributionsToAttest"]] == ["Ana"] * 3
    assert waiting["commonsWaiting"]["toAttest"] == 3


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    steps=some.lists(
        some.tuples(some.sampled_from(["give", "correct", "back"]), some.integers(1, 400), some.integers(0, 5)),
        max_size=7,
    )
)
async def test_balances_are_the_fold_of_the_events(village: Village, steps: list[tuple[str, int, int]]) -> None:
    """For all histories: what counts in the database is what the pure fold makes of all events that were ever written."""
    async with village.database.read(Scope(village.shop.id)) as work:
        back = 1 + await work.value(
            "SELECT count(DISTINCT given_on) FROM contribution WHERE cooperative_id = $1", village.shop.id
        )
    mine: list[str] = []
    for what, minutes, which in steps:
        made: Any = None
        if what == "give":
            made = await village.give("Ana", minutes, back=back)
        elif mine:
            target = mine[which % len(mine)]
            made = await (
                corrected(village, "Ana", target, minutes) if what == "correct" else taken_back(village, "Ana", target)
            )
        if isinstance(made, str):
            mine.append(made)
    async with village.database.read(Scope(village.shop.id)) as work:
        viewer = village.members["Ana"].viewer
        rows = await queries.contributions(work, viewer, queries.Filter(latest_only=False), first=10_000)
        counted = await work.value(
            """SELECT coalesce(sum(c.minutes), 0) FROM contribution c JOIN claim k ON k.cooperative_id = c.cooperative_id
               AND k.id = c.claim_id WHERE c.cooperative_id = $1 AND k.state = 'open'""",
            village.shop.id,
        )
    assert rows is not None
    in_order = sorted(rows, key=lambda one: (one.recorded_at, one.id))
    standing = folding.fold([queries.flow_of(one, "coop") for one in in_order])
    assert sum(standing.efforts.values()) == counted


async def test_many_are_counted_in_one_statement(village: Village, superuser: asyncpg.Connection) -> None:
    """A distribution reads tens of thousands of events; the figure itself is the benchmark's."""
    agents = [village.members[name].agent_id for name in ("Ana", "Ben", "Clara")]
    await superuser.execute(
        """WITH made AS (SELECT gen_random_uuid() AS id, gen_random_uuid() AS claim, n, ($2::uuid[])[1 + n % 3] AS agent
               FROM generate_series(1, 3000) AS n),
           claims AS (INSERT INTO claim (cooperative_id, id, subject_kind, subject_id, about_agent_id, claimed_by_agent_id, statement,
               evidence, needs, claimed_at, state, counted, flags, recognised_at)
               SELECT $1, claim, 'contribution', id, agent, agent, '', '[]', 0, now(), 'recognised', 0, '{}', now() FROM made)
           INSERT INTO contribution (cooperative_id, id, agent_id, kind, minutes, given_on, cause, source, root_id, claim_id, recorded_at)
           SELECT $1, id, agent, 'work', 60, current_date - (n % 300), 'Bulk', 'csv', id, claim, now() FROM made""",
        village.shop.id,
        agents,
    )
    async with village.database.read(Scope(village.shop.id)) as work:
        found = await queries.recognised(work, asset_ids=None, cause="Bulk", until=work.now + timedelta(days=1))
        before = await queries.recognised(work, asset_ids=None, cause="Bulk", until=work.now - timedelta(days=150))
        none = await queries.recognised(work, asset_ids=[ids.new()], cause=None, until=work.now)
    assert (len(found), len(none)) == (3000, 0)
    assert 0 < len(before) < 3000
    assert [(one.at, one.event_id) for one in found] == sorted((one.at, one.event_id) for one in found)
