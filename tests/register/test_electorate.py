"""Who may vote, at any instant (invariants 1 and 2)."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_platform.membership.commands import classes, members
from minga_platform.membership.terms import EVERY_RIGHT, Terms
from minga_platform.register import queries
from minga_testing import people
from minga_testing.people import found

SYSTEM = Actor(system="test")


async def test_a_member_votes_from_admission_until_she_leaves(database: Database, worker_database: Database) -> None:
    here = await found(worker_database)
    before = ids.new()
    ana = await people.member(database, worker_database, here, classes=("producer",))
    async with worker_database.work(Scope(here), SYSTEM) as work:
        joined = await work.value("SELECT joined_at FROM membership WHERE agent_id = $1", ana.agent_id)
        assert [one.agent_id for one in await queries.electorate(work, joined)] == [ana.agent_id]
        assert await queries.electorate(work, joined - timedelta(microseconds=1)) == []
        assert await queries.electorate(work, joined, ["worker"]) == []
        assert await queries.rights_at(work, ana.agent_id, joined) == EVERY_RIGHT
        assert await queries.rights_at(work, before, joined) == frozenset()
    async with worker_database.work(Scope(here), SYSTEM) as work:
        await members.end(work, agent_id=ana.agent_id, class_key="producer")
        left = work.now
    async with worker_database.work(Scope(here), SYSTEM) as work:
        assert await queries.electorate(work, left) == []
        # The past stays what it was.
        assert [one.agent_id for one in await queries.electorate(work, left - timedelta(microseconds=1))] == [
            ana.agent_id
        ]


async def test_two_accounts_of_one_person_are_one_voter(database: Database, worker_database: Database) -> None:
    """Hostile 42, the second half: two accounts of one person stand on the roll once."""
    here = await found(worker_database)
    first = await people.member(database, worker_database, here, classes=("consumer",))
    second = await people.member(database, worker_database, here, classes=("consumer", "worker"))
    async with worker_database.work(Scope(here), SYSTEM) as work:
        assert len(await queries.electorate(work, work.now)) == 3
        await work.execute(
            "INSERT INTO same_person (cooperative_id, id, agent_id, same_as_id, marked_at) VALUES ($1, $2, $3, $4, $5)",
            here, ids.new(), second.agent_id, first.agent_id, work.now,
        )  # fmt: skip
        found_now = await queries.electorate(work, work.now)
    assert [(one.agent_id, one.class_key) for one in found_now] == [
        (first.agent_id, "consumer"),
        (second.agent_id, "worker"),
    ]


async def test_a_suspended_member_has_no_vote_until_she_is_back(database: Database, worker_database: Database) -> None:
    here = await found(worker_database)
    ana = await people.member(database, worker_database, here, classes=("worker",))
    seen = []
    for kind in ("suspended", "resumed"):
        async with worker_database.work(Scope(here), SYSTEM) as work:
            membership: UUID = await work.value("SELECT id FROM membership WHERE agent_id = $1", ana.agent_id)
            await members.record(work, membership, kind, at=work.now)
            seen.append(len(await queries.electorate(work, work.now)))
    assert seen == [0, 1]


async def test_rights_begin_when_the_terms_say(database: Database, worker_database: Database) -> None:
    here = await found(worker_database)
    async with worker_database.work(Scope(here), SYSTEM) as work:
        terms = Terms(rights=EVERY_RIGHT, rights_from="paid", share_minor=5000, shares_required=2, vote_weight=3)
        await classes.add_class(work, key="maker", name={"en": "Makers"}, place=9, terms=terms)
    ana = await people.member(database, worker_database, here, classes=("maker",))
    async with worker_database.work(Scope(here), SYSTEM) as work:
        assert await queries.electorate(work, work.now) == []
        membership: UUID = await work.value("SELECT id FROM membership WHERE agent_id = $1", ana.agent_id)
        await members.record(work, membership, "entitled", at=work.now)
        assert [(one.class_key, one.weight) for one in await queries.electorate(work, work.now)] == [("maker", 3)]


async def test_no_membership_changes_without_an_event(database: Database, worker_database: Database) -> None:
    """Invariant 2, held by the database itself."""
    here = await found(worker_database)
    ana = await people.member(database, worker_database, here, classes=("worker",))

    async def close(work: Work) -> None:
        await work.execute("UPDATE membership SET left_at = $2 WHERE agent_id = $1", ana.agent_id, work.now)

    async def move(work: Work) -> None:
        await work.execute("UPDATE membership SET joined_at = $2 WHERE agent_id = $1", ana.agent_id, work.now)

    for deed, constraint in ((close, "membership_has_event"), (move, "membership_stays")):
        with pytest.raises(asyncpg.PostgresError) as raised:
            await worker_database.run(Scope(here), SYSTEM, deed)
        assert raised.value.constraint_name == constraint
