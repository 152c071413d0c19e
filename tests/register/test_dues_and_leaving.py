"""Instalments, dues, arrears, notice, repayment, exclusion: what follows by rule, once, and stays readable."""

from dataclasses import replace
from datetime import timedelta

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotAllowed, NotFound
from minga_platform.kernel.money import Money
from minga_platform.membership.terms import EVERY_RIGHT, Terms
from minga_platform.register import queries
from minga_platform.register import shares as balances
from minga_platform.register.commands import admission, classes, dues, leaving, shares
from minga_platform.register.errors import AlreadyLeaving, MembersDecide, MoreThanOwed
from minga_platform.register.ports import JOINED

PAYING = Terms(rights=EVERY_RIGHT, dues_minor=1200, dues_months=3)


async def member_of(coop, name: str, class_key: str):
    who = await coop.person(name)
    membership = await coop.wish(coop.officer, admission.admit_agent, agent_id=who.agent_id, class_key=class_key)
    return who, membership


async def votes(coop, who) -> bool:
    async with coop.work() as work:
        return who.agent_id in {one.agent_id for one in await queries.electorate(work, work.now)}


async def test_rights_begin_with_the_last_instalment(coop) -> None:
    ana, membership = await member_of(coop, "Ana", "maker")
    for amount, voting in ((2500, False), (7499, False), (1, True)):
        await coop.wish(
            coop.officer,
            shares.record_payment,
            membership_id=membership,
            amount=Money(amount, "EUR"),
            channel="bank",
        )
        assert await votes(coop, ana) is voting
    with pytest.raises(MoreThanOwed) as refused:
        await coop.wish(
            coop.officer, shares.record_payment, membership_id=membership, amount=Money(1, "EUR"), channel="bank"
        )
    assert refused.value.owed == Money(0, "EUR")
    with pytest.raises(NotAllowed):
        await coop.wish(ana, shares.record_payment, membership_id=membership, amount=Money(1, "EUR"), channel="bank")


async def test_dues_are_raised_once_a_period_and_arrears_follow_the_rule(found_coop, clock) -> None:
    coop = await found_coop(arrears_reminder_days=10, arrears_suspension_days=40)
    await coop.wish(coop.officer, classes.change_class, class_key="consumer", terms=PAYING)
    ana, membership = await member_of(coop, "Ana", "consumer")
    assert [await coop.run(dues.raise_dues) for _ in range(3)] == [1, 0, 0]
    await clock.move(timedelta(days=11))
    assert await coop.run(dues.remind_and_suspend) == (1, 0)
    assert await coop.run(dues.remind_and_suspend) == (0, 0)
    assert await votes(coop, ana)
    await clock.move(timedelta(days=30))
    assert await coop.run(dues.remind_and_suspend) == (0, 1)
    assert not await votes(coop, ana)
    await coop.wish(coop.officer, dues.record_dues, membership_id=membership, amount=Money(1200, "EUR"))
    assert await votes(coop, ana)
    await clock.move(timedelta(days=60))
    assert await coop.run(dues.raise_dues) == 1
    async with coop.work() as work:
        assert (await balances.balances(work, [ana.agent_id]))[ana.agent_id, "consumer"].dues_minor == 1200


async def test_leaving_takes_its_notice_and_shares_go_back_at_par(found_coop, clock) -> None:
    coop = await found_coop(notice_days=30, repayment_wait_days=90, repayment_instalments=2)
    ana, membership = await member_of(coop, "Ana", "maker")
    await coop.wish(
        coop.officer, shares.record_payment, membership_id=membership, amount=Money(10_000, "EUR"), channel="bank"
    )
    await coop.wish(ana, leaving.give_notice, class_key="maker")
    with pytest.raises(AlreadyLeaving):
        await coop.wish(ana, leaving.give_notice, class_key="maker")
    assert await coop.run(leaving.close_noticed) == 0
    assert await votes(coop, ana)
    await clock.move(timedelta(days=30, seconds=1))
    assert [await coop.run(leaving.close_noticed) for _ in range(2)] == [1, 0]
    assert not await votes(coop, ana)
    async with coop.work() as work:
        parts = await work.rows("SELECT id, amount_minor FROM repayment ORDER BY place")
        # Who left stays readable: the register of that day still has her.
        assert (await balances.balances(work, [ana.agent_id]))[ana.agent_id, "maker"].to_repay_minor == 10_000
    assert [part["amount_minor"] for part in parts] == [5000, 5000]
    with pytest.raises(InvalidTransition) as refused:
        await coop.wish(await again(coop, coop.officer), leaving.repay, repayment_id=parts[0]["id"])
    assert refused.value.current == "waiting"
    await clock.move(timedelta(days=91))
    fresh = await again(coop, coop.officer)
    await coop.wish(fresh, leaving.repay, repayment_id=parts[0]["id"])
    with pytest.raises(InvalidTransition):
        await coop.wish(fresh, leaving.repay, repayment_id=parts[0]["id"])


async def again(coop, who):
    """The same person, who has just shown again who she is."""
    async with coop.work() as work:
        now = work.now
    return replace(who, viewer=replace(who.viewer, proven_at=now))


async def test_a_notice_can_be_taken_back(coop) -> None:
    ana, _ = await member_of(coop, "Ana", "worker")
    await coop.wish(ana, leaving.give_notice, class_key="worker")
    await coop.wish(ana, leaving.stay, class_key="worker")
    with pytest.raises(NotFound):
        await coop.wish(ana, leaving.stay, class_key="worker")
    await coop.wish(ana, leaving.give_notice, class_key="worker")


async def test_exclusion_needs_a_decision_and_open_dues_come_off_the_shares(coop) -> None:
    terms = Terms(rights=EVERY_RIGHT, share_minor=2000, shares_required=1, dues_minor=500, dues_months=1)
    await coop.wish(coop.officer, classes.change_class, class_key="consumer", terms=terms)
    ana, membership = await member_of(coop, "Ana", "consumer")
    await coop.wish(
        coop.officer, shares.record_payment, membership_id=membership, amount=Money(2000, "EUR"), channel="bank"
    )
    await coop.run(dues.raise_dues)
    decision = ids.new()
    async with coop.work() as work:
        assert await leaving.exclude(work, ana.agent_id, decision_id=decision) == 1
        assert await leaving.exclude(work, ana.agent_id, decision_id=decision) == 0
    async with coop.work() as work:
        event = await work.row("SELECT decision_id FROM membership_event WHERE kind = 'excluded'")
        stands = (await balances.balances(work, [ana.agent_id]))[ana.agent_id, "consumer"]
    assert event["decision_id"] == decision
    assert (stands.to_repay_minor, stands.dues_minor) == (1500, 0)


async def test_classes_change_by_officers_only_until_the_first_vote(coop) -> None:
    async def yes(_work) -> bool:
        return True

    await coop.wish(coop.officer, classes.change_class, class_key="consumer", terms=PAYING)
    JOINED.has_voted.append(yes)
    try:
        with pytest.raises(MembersDecide):
            await coop.wish(coop.officer, classes.change_class, class_key="consumer", terms=PAYING)
        async with coop.work() as work:
            await classes.set_terms(work, "consumer", Terms(), decision_id=ids.new())
    finally:
        JOINED.has_voted.remove(yes)
