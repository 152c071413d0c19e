"""Who may do what: the whole matrix against a table written down apart, and rights that go as they come."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.errors import InvalidInput, NotAllowed, NotFound, SignInNeeded, StepUpNeeded
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, flows, queries
from minga_platform.membership.checks import CHECKS
from minga_platform.membership.commands import helping, members, roles
from minga_platform.membership.errors import HasRole, IsMember, LastOfficer, ProofGone
from minga_platform.membership.ports import JOINED
from minga_testing.people import Somebody, do, found, look_again, member, sign_up
from minga_testing.plugin import Clock
from minga_testing.rights import COLUMNS, MATRIX, OFFICES


async def answer(
    database: Database, viewer: Viewer, cooperative_id: UUID, capability: str, stall_id: UUID | None = None
) -> str:
    """What `require` says, and that `may` and `capabilities` say the same."""
    async with database.read(viewer.scope(cooperative_id)) as work:
        try:
            await access.require(work, viewer, capability, stall_id=stall_id)
            said = "granted"
        except (SignInNeeded, NotFound, NotAllowed, StepUpNeeded) as refusal:
            said = type(refusal).__name__
        granted = said in ("granted", "StepUpNeeded")
        assert await access.may(work, viewer, capability, stall_id=stall_id) is granted
        assert (capability in await access.capabilities(work, viewer, stall_id=stall_id)) is granted
    return said


async def test_every_role_times_every_capability(database: Database, worker_database: Database) -> None:
    """Figure G22: each cell is asserted; what is not granted is denied."""
    assert set(MATRIX) == access.ALL, "a capability without a row here is one that nobody thought about"
    here, stall, other_stall = await found(worker_database), ids.new(), ids.new()
    people: dict[str, Somebody] = {}
    for column in COLUMNS:
        offices = (column,) if column in OFFICES else ()
        classes = {"maker": ("producer",), "member": ("consumer",)}.get(column, ())
        people[column] = await member(database, worker_database, here, classes=classes, offices=offices)

    async def keeps(_work: Work, stall_id: UUID, agent_id: UUID) -> bool:
        return stall_id == stall and agent_id == people["keeper"].agent_id

    outsider, cells = await sign_up(database), 0
    before, JOINED.stall_keepers = JOINED.stall_keepers, keeps
    try:
        for capability, row in MATRIX.items():
            for column, letter in zip(COLUMNS, row, strict=True):
                # Makers are members too, and hold what members hold.
                expected = letter == "y" or (column == "maker" and row[COLUMNS.index("member")] == "y")
                said = await answer(database, people[column].viewer, here, capability, stall)
                assert said == ("granted" if expected else "NotAllowed"), (capability, column)
                cells += 1
            assert await answer(database, people["keeper"].viewer, here, capability, other_stall) == "NotAllowed"
            assert await answer(database, people["keeper"].viewer, here, capability) == "NotAllowed"
            assert await answer(database, outsider.viewer, here, capability, stall) == "NotFound"
            assert await answer(database, ANONYMOUS, here, capability, stall) == "SignInNeeded"
    finally:
        JOINED.stall_keepers = before
    assert cells == len(access.ALL) * len(COLUMNS)


async def test_an_office_here_is_nothing_elsewhere(database: Database, worker_database: Database) -> None:
    here, elsewhere = await found(worker_database), await found(worker_database)
    officer = await member(database, worker_database, here, offices=("officer",))
    assert await answer(database, officer.viewer, here, "books.see") == "granted"
    assert await answer(database, officer.viewer, elsewhere, "books.see") == "NotFound"
    async with database.read(officer.viewer.scope(elsewhere)) as work:
        assert await work.value("SELECT count(*) FROM role_grant") == 0


async def test_step_up_is_asked_where_it_matters(database: Database, worker_database: Database, clock: Clock) -> None:
    here = await found(worker_database)
    officer = await member(database, worker_database, here, offices=("officer",))
    await clock.move(timedelta(minutes=5, seconds=1))
    said = {
        one: await answer(database, officer.viewer, here, one)
        for one in access.ALL
        if await _may(database, officer, here, one)
    }
    assert {one for one, what in said.items() if what == "StepUpNeeded"} == {
        "payouts.make", "payee.edit", "roles.grant", "exports.make", "stripe.connect", "books.post",
        "collecting.edit",
    }  # fmt: skip
    assert set(said.values()) == {"granted", "StepUpNeeded"}


async def _may(database: Database, somebody: Somebody, cooperative_id: UUID, capability: str) -> bool:
    async with database.read(somebody.viewer.scope(cooperative_id)) as work:
        return await access.may(work, somebody.viewer, capability)


async def test_a_removed_role_is_denied_at_the_next_request(database: Database, worker_database: Database) -> None:
    """Hostile case 34; the session stays, its token changes."""
    here = await found(worker_database)
    officer = await member(database, worker_database, here, offices=("officer",))
    treasurer = await member(database, worker_database, here, offices=("treasurer",))
    assert await answer(database, treasurer.viewer, here, "books.see") == "granted"
    await do(database, officer.viewer, roles.revoke_role, here, agent_id=treasurer.agent_id, role="treasurer")
    assert await answer(database, treasurer.viewer, here, "books.see") == "NotAllowed"
    known = await flows.recognise(
        database, treasurer.token, visitor_hash=None, language=None, address="", can_rotate=True
    )
    assert known is not None
    assert known.new_token is not None


async def test_an_office_ends_with_its_term(database: Database, worker_database: Database, clock: Clock) -> None:
    here = await found(worker_database)
    officer = await member(database, worker_database, here, offices=("officer",))
    ben = await member(database, worker_database, here)
    async with database.read(Scope()) as work:
        until = work.now + timedelta(days=30)
    await do(database, officer.viewer, roles.grant_role, here, agent_id=ben.agent_id, role="auditor", until=until)
    with pytest.raises(HasRole):
        await do(database, officer.viewer, roles.grant_role, here, agent_id=ben.agent_id, role="auditor")
    assert await answer(database, ben.viewer, here, "books.see") == "granted"
    await clock.move(timedelta(days=31))
    assert await answer(database, ben.viewer, here, "books.see") == "NotAllowed"
    fresh = replace(officer.viewer, proven_at=until + timedelta(days=1))
    await do(database, fresh, roles.grant_role, here, agent_id=ben.agent_id, role="auditor")
    assert await answer(database, ben.viewer, here, "books.see") == "granted"


async def test_roles_are_granted_by_officers_only_and_to_agents_of_the_co_op(
    database: Database, worker_database: Database
) -> None:
    here, elsewhere = await found(worker_database), await found(worker_database)
    officer = await member(database, worker_database, here, offices=("officer",))
    coordinator = await member(database, worker_database, here, offices=("coordinator",))
    stranger = await member(database, worker_database, elsewhere)
    with pytest.raises(NotAllowed):
        await do(database, coordinator.viewer, roles.grant_role, here, agent_id=coordinator.agent_id, role="officer")
    for agent_id in (stranger.agent_id, ids.new()):
        with pytest.raises(NotFound):
            await do(database, officer.viewer, roles.grant_role, here, agent_id=agent_id, role="auditor")
        with pytest.raises(NotFound):
            await do(database, officer.viewer, roles.revoke_role, here, agent_id=agent_id, role="auditor")
    with pytest.raises(InvalidInput):
        await do(database, officer.viewer, roles.grant_role, here, agent_id=coordinator.agent_id, role="king")


async def test_the_last_officer_stays(database: Database, worker_database: Database) -> None:
    here = await found(worker_database)
    officer = await member(database, worker_database, here, offices=("officer",))
    with pytest.raises(LastOfficer):
        await do(database, officer.viewer, roles.revoke_role, here, agent_id=officer.agent_id, role="officer")
    second = await member(database, worker_database, here, offices=("officer",))
    await do(database, officer.viewer, roles.revoke_role, here, agent_id=officer.agent_id, role="officer")
    assert await answer(database, officer.viewer, here, "books.see") == "NotAllowed"
    assert await answer(database, second.viewer, here, "books.see") == "granted"


async def test_no_term_runs_out_and_leaves_a_co_op_without_an_officer(
    database: Database, worker_database: Database, superuser: asyncpg.Connection
) -> None:
    """The last officer without a term stays, whoever else holds the office for a while; and where it happened, it is told."""
    here = await found(worker_database)
    officer = await member(database, worker_database, here, offices=("officer",))
    helper = await member(database, worker_database, here)
    async with database.read(Scope(here)) as work:
        until = work.now + timedelta(days=30)
    await do(database, officer.viewer, roles.grant_role, here, agent_id=helper.agent_id, role="officer", until=until)
    with pytest.raises(LastOfficer):
        await do(database, officer.viewer, roles.revoke_role, here, agent_id=officer.agent_id, role="officer")
    # A term may end early while somebody without one is left; then also the other way round.
    await do(database, officer.viewer, roles.revoke_role, here, agent_id=helper.agent_id, role="officer")
    second = await member(database, worker_database, here, offices=("officer",))
    await do(database, officer.viewer, roles.revoke_role, here, agent_id=officer.agent_id, role="officer")

    check = next(one for one in CHECKS if one.promise == "A co-op that ever had an officer has one")
    assert not await superuser.fetch(check.statement, [here])
    # Written past the commands: a term that ran out is no officer.
    await superuser.execute(
        "UPDATE role_grant SET until = granted_at + interval '1 ms' WHERE cooperative_id = $1 AND ended_at IS NULL",
        here,
    )
    [told] = await superuser.fetch(check.statement, [here])
    assert told["last_term_ended"] is not None
    await superuser.execute(
        "UPDATE role_grant SET until = NULL WHERE cooperative_id = $1 AND agent_id = $2", here, second.agent_id
    )


async def test_two_officers_who_end_each_others_office_at_once_leave_one(
    database: Database, worker_database: Database
) -> None:
    for _ in range(5):
        here = await found(worker_database)
        one, other = [await member(database, worker_database, here, offices=("officer",)) for _ in range(2)]
        outcomes = await asyncio.gather(
            do(database, one.viewer, roles.revoke_role, here, agent_id=other.agent_id, role="officer"),
            do(database, other.viewer, roles.revoke_role, here, agent_id=one.agent_id, role="officer"),
            return_exceptions=True,
        )
        assert sum(outcome is None for outcome in outcomes) == 1, outcomes
        left = [await answer(database, somebody.viewer, here, "roles.see") for somebody in (one, other)]
        assert sorted(left) == ["NotAllowed", "granted"]


async def test_the_founding_link_makes_one_officer(database: Database, worker_database: Database) -> None:
    here, elsewhere = await found(worker_database), await found(worker_database)
    token = await worker_database.run(Scope(here), Actor(system="test"), roles.invite_officer)
    ana, ben = await sign_up(database), await sign_up(database)
    with pytest.raises(SignInNeeded):
        await do(database, ANONYMOUS, roles.accept_office, here, token=token)
    with pytest.raises(ProofGone):
        await do(database, ana.viewer, roles.accept_office, elsewhere, token=token)
    await do(database, ana.viewer, roles.accept_office, here, token=token)
    with pytest.raises(ProofGone):
        await do(database, ben.viewer, roles.accept_office, here, token=token)
    assert await answer(database, ana.viewer, here, "roles.grant") == "granted"
    assert await answer(database, ben.viewer, here, "roles.grant") == "NotFound"


async def test_joining_and_leaving(database: Database, worker_database: Database) -> None:
    here = await found(worker_database)
    ana = await sign_up(database)
    await do(database, ana.viewer, members.join, here, class_key="supporter")
    with pytest.raises(IsMember):
        await do(database, ana.viewer, members.join, here, class_key="supporter")
    for closed in ("worker", "producer", "community", "nonsense"):
        with pytest.raises(InvalidInput):
            await do(database, ana.viewer, members.join, here, class_key=closed)
    assert await answer(database, ana.viewer, here, "members.see_names") == "granted"
    await do(database, ana.viewer, members.leave, here, class_key="supporter")
    assert await answer(database, ana.viewer, here, "members.see_names") == "NotAllowed"
    with pytest.raises(NotFound):
        await do(database, ana.viewer, members.leave, here, class_key="supporter")
    await do(database, ana.viewer, members.join, here, class_key="supporter")


async def test_officers_admit_to_any_class(database: Database, worker_database: Database) -> None:
    here = await found(worker_database)
    officer = await member(database, worker_database, here, offices=("officer",), classes=("worker",))
    ben = await member(database, worker_database, here)
    await do(database, officer.viewer, members.admit, here, agent_id=ben.agent_id, class_key="worker")
    with pytest.raises(NotAllowed):
        await do(database, ben.viewer, members.admit, here, agent_id=ben.agent_id, class_key="community")
    with pytest.raises(NotFound):
        await do(database, officer.viewer, members.admit, here, agent_id=ids.new(), class_key="worker")
    async with database.read(officer.viewer.scope(here)) as work:
        register = await queries.members(work, officer.viewer)
        page = await queries.members(work, officer.viewer, after=(register[0].joined_at, register[0].agent_id))
    assert [(one.agent_id, one.classes, one.roles) for one in register] == [
        (officer.agent_id, ("worker",), ("officer",)),
        (ben.agent_id, ("worker",), ()),
    ]
    assert page == register[1:]


async def test_a_helper_acts_for_a_member_without_her_offices(database: Database, worker_database: Database) -> None:
    here = await found(worker_database)
    ana = await member(database, worker_database, here, offices=("officer",), classes=("producer",))
    ben = await sign_up(database, name="Ben")
    card = await flows.sign_up(database, ANONYMOUS, name="Ben", language="en", with_card=True)
    assert card.card is not None
    ben = replace(ben, viewer=await look_again(database, card.session.token), token=card.session.token)
    with pytest.raises(NotFound):
        await do(database, ben.viewer, helping.act_for, person_id=ana.viewer.person_id)
    agreement = await do(database, ana.viewer, helping.agree_to_help, helper=card.card.number)
    assert agreement == await do(database, ana.viewer, helping.agree_to_help, helper=card.card.number)
    await do(database, ben.viewer, helping.act_for, person_id=ana.viewer.person_id)
    acting = await look_again(database, ben.token)
    assert (acting.person_id, acting.for_person_id) == (ben.viewer.person_id, ana.viewer.person_id)
    assert acting.actor.label == f"{ben.viewer.person_id} for {ana.viewer.person_id}"
    assert await answer(database, acting, here, "stall.open") == "granted"
    assert await answer(database, acting, here, "books.see") == "NotAllowed"
    with pytest.raises(NotAllowed):
        await flows.set_password(database, acting, password="nine condors over the lake")
    await do(database, ana.viewer, helping.end_help, agreement_id=agreement)
    assert (await look_again(database, ben.token)).for_person_id is None
