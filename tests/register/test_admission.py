"""Applying, vouching, being admitted: who may, whose word counts (hostile 59), one membership a class (invariant 1)."""

import asyncio

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotAllowed, NotFound
from minga_platform.membership.commands import members
from minga_platform.membership.errors import IsMember
from minga_platform.register import queries, sponsors
from minga_platform.register.commands import admission, applying, leaving, people
from minga_platform.register.errors import (
    AlreadyApplied,
    MayNotVouch,
    MembersDecide,
    NotVouched,
    OnePersonOneMembership,
    WayNotOffered,
)


async def test_from_a_wish_to_a_membership(found_coop) -> None:
    coop = await found_coop(sponsors=1)
    ana, ben = await coop.person("Ana"), await coop.person("Ben", classes=("worker",))
    application = await coop.wish(ana, applying.apply, class_key="consumer", about="I live next door.")
    with pytest.raises(AlreadyApplied):
        await coop.wish(ana, applying.apply, class_key="consumer")
    with pytest.raises(NotVouched) as refused:
        await coop.wish(coop.officer, admission.decide, application_id=application, admit=True)
    assert (refused.value.counted, refused.value.needed) == (0, 1)
    await coop.wish(ben, applying.vouch, application_id=application)
    with pytest.raises(NotAllowed):
        await coop.wish(ben, admission.decide, application_id=application, admit=True)
    await coop.wish(coop.officer, admission.decide, application_id=application, admit=True)
    async with coop.work() as work:
        assert ana.agent_id in [one.agent_id for one in await queries.electorate(work, work.now, ["consumer"])]
        assert await work.value("SELECT number FROM member_card WHERE agent_id = $1", ana.agent_id) == 1
    with pytest.raises(InvalidTransition):
        await coop.wish(coop.officer, admission.decide, application_id=application, admit=True)
    with pytest.raises(IsMember):
        await coop.wish(ana, applying.apply, class_key="consumer")


async def test_where_members_admit_no_officer_does(found_coop) -> None:
    coop = await found_coop(admission="vote", sponsors=5)
    ana = await coop.person("Ana")
    # While it is being founded there is nobody to vote, and nobody more to vouch than there is.
    ben, cleo = await coop.person("Ben"), await coop.person("Cleo")
    for first, vouching in ((ben, (coop.officer,)), (cleo, (coop.officer, ben))):
        founder = await coop.wish(first, applying.apply, class_key="worker")
        for sponsor in vouching:
            await coop.wish(sponsor, applying.vouch, application_id=founder)
        await coop.wish(coop.officer, admission.decide, application_id=founder, admit=True)
    application = await coop.wish(ana, applying.apply, class_key="consumer")
    with pytest.raises(NotVouched):
        await coop.wish(coop.officer, admission.decide, application_id=application, admit=True)
    with pytest.raises(MembersDecide):
        await coop.wish(coop.officer, admission.admit_agent, agent_id=ana.agent_id, class_key="consumer")
    for sponsor in (coop.officer, ben, cleo):
        await coop.wish(sponsor, applying.vouch, application_id=application)
    with pytest.raises(MembersDecide):
        await coop.wish(coop.officer, admission.decide, application_id=application, admit=True)
    decision = ids.new()
    async with coop.work() as work:
        membership = await admission.admit(work, application, decision_id=decision)
    async with coop.work() as work:
        kinds = await work.rows("SELECT kind, decision_id FROM membership_event WHERE membership_id = $1", membership)
    assert {(row["kind"], row["decision_id"]) for row in kinds} == {("joined", decision), ("entitled", decision)}


async def test_nobody_vouches_for_herself(found_coop) -> None:
    """Hostile 59, sponsors: not by her own membership, not by a second account, not for her own organisation."""
    coop = await found_coop(sponsors=1)
    ana = await coop.person("Ana", classes=("worker",))
    double = await coop.person("Ana again", classes=("worker",))
    own = await coop.wish(ana, applying.apply, class_key="consumer")
    hers = await coop.wish(ana, applying.apply, class_key="consumer", organisation="Ana & Co")
    for application in (own, hers):
        with pytest.raises(MayNotVouch) as refused:
            await coop.wish(ana, applying.vouch, application_id=application)
        assert refused.value.why == "herself"
    # Vouched before the second account was found out: her word stops counting.
    await coop.wish(double, applying.vouch, application_id=own)
    await coop.wish(coop.officer, people.mark_same_person, agent_id=double.agent_id, same_as_id=ana.agent_id)
    with pytest.raises(NotVouched):
        await coop.wish(coop.officer, admission.decide, application_id=own, admit=True)
    async with coop.work() as work:
        assert [one.flaw for one in await sponsors.sponsors(work, own)] == ["herself"]


async def test_a_ring_of_three_counts_for_nothing(found_coop) -> None:
    """Hostile 59, sponsors: A stands behind B, B behind C, and C may not be the one who stands behind A."""
    coop = await found_coop(sponsors=1)
    a = await coop.person("A", classes=("worker",))
    b, c, outsider = await coop.person("B"), await coop.person("C"), await coop.person("D", classes=("worker",))
    for applicant, sponsor in ((b, a), (c, b)):
        application = await coop.wish(applicant, applying.apply, class_key="worker")
        await coop.wish(sponsor, applying.vouch, application_id=application)
        await coop.wish(coop.officer, admission.decide, application_id=application, admit=True)
    wanted = await coop.wish(a, applying.apply, class_key="consumer")
    for sponsor in (b, c):
        await coop.wish(sponsor, applying.vouch, application_id=wanted)
    async with coop.work() as work:
        assert [one.flaw for one in await sponsors.sponsors(work, wanted)] == ["ring", "ring"]
    with pytest.raises(NotVouched):
        await coop.wish(coop.officer, admission.decide, application_id=wanted, admit=True)
    await coop.wish(outsider, applying.vouch, application_id=wanted)
    await coop.wish(coop.officer, admission.decide, application_id=wanted, admit=True)


async def test_a_sponsor_who_left_counts_no_more(found_coop) -> None:
    """Hostile 59, sponsors: a revoked sponsor's word is gone, and the application goes back to asking for sponsors."""
    coop = await found_coop(sponsors=1, notice_days=0)
    ana, ben = await coop.person("Ana"), await coop.person("Ben", classes=("worker",))
    application = await coop.wish(ana, applying.apply, class_key="consumer")
    await coop.wish(ben, applying.vouch, application_id=application)
    await coop.wish(ben, leaving.give_notice, class_key="worker")
    async with coop.work() as work:
        assert await work.value("SELECT state FROM application WHERE id = $1", application) == "sponsoring"
        assert [one.flaw for one in await sponsors.sponsors(work, application)] == ["no_member"]
    with pytest.raises(NotVouched):
        await coop.wish(coop.officer, admission.decide, application_id=application, admit=True)
    with pytest.raises(NotAllowed):
        await coop.wish(ben, applying.vouch, application_id=application)


async def test_one_person_one_membership_per_class(coop) -> None:
    """Invariant 1: whatever accounts she has, and however many wishes come at once."""
    ana, double = await coop.person("Ana", classes=("consumer",)), await coop.person("Ana again")
    await coop.wish(coop.officer, people.mark_same_person, agent_id=double.agent_id, same_as_id=ana.agent_id)
    with pytest.raises(OnePersonOneMembership):
        await coop.wish(double, applying.apply, class_key="consumer")
    with pytest.raises(OnePersonOneMembership):
        await coop.wish(coop.officer, admission.admit_agent, agent_id=double.agent_id, class_key="consumer")
    cleo = await coop.person("Cleo")
    wishes = [
        coop.wish(coop.officer, admission.admit_agent, agent_id=cleo.agent_id, class_key="worker") for _ in range(8)
    ]
    done = await asyncio.gather(*wishes, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["IsMember"] * 7 + ["UUID"]


async def test_two_accounts_admitted_at_once_get_one_membership(coop) -> None:
    """Invariant 1, raced: both accounts wait for the same row of the one person behind them."""
    ana, double = await coop.person("Ana"), await coop.person("Ana again")
    await coop.wish(coop.officer, people.mark_same_person, agent_id=double.agent_id, same_as_id=ana.agent_id)
    wishes = [
        coop.wish(coop.officer, admission.admit_agent, agent_id=one.agent_id, class_key="worker")
        for one in (ana, double)
    ]
    done = await asyncio.gather(*wishes, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["OnePersonOneMembership", "UUID"]


async def test_an_organisation_is_a_member_and_somebody_acts_for_it(coop) -> None:
    ana, ben = await coop.person("Ana"), await coop.person("Ben")
    application = await coop.wish(ana, applying.apply, class_key="consumer", organisation="School of Weaving")
    await coop.wish(coop.officer, admission.decide, application_id=application, admit=True)
    async with coop.work() as work:
        school = await work.value("SELECT agent_id FROM application WHERE id = $1", application)
        assert await queries.may_act_as(work, ana.viewer) == [ana.agent_id, school]
    await coop.wish(coop.officer, people.name_representative, organisation_id=school, agent_id=ben.agent_id)
    async with coop.work() as work:
        assert await queries.may_act_as(work, ana.viewer) == [ana.agent_id]
        assert await queries.may_act_as(work, ben.viewer) == [ben.agent_id, school]


async def test_what_cannot_be_applied_for(coop) -> None:
    ana = await coop.person("Ana")
    with pytest.raises(WayNotOffered):
        await coop.wish(ana, applying.apply, class_key="maker", share_way="gold")
    application = await coop.wish(ana, applying.apply, class_key="maker")
    ben = await coop.person("Ben")
    with pytest.raises(NotFound):
        await coop.wish(ben, applying.withdraw, application_id=application)
    await coop.wish(ana, applying.withdraw, application_id=application)
    with pytest.raises(InvalidTransition):
        await coop.wish(coop.officer, admission.decide, application_id=application, admit=True)
    async with coop.work() as work:
        await members.end(work, agent_id=coop.officer.agent_id, class_key="worker")
