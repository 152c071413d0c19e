"""Moving to another class: paid money stays paid, rights follow the new class from that instant on, and nobody is in both."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotAllowed
from minga_platform.kernel.money import Money
from minga_platform.ledger import checks as ledger_checks
from minga_platform.membership.terms import EVERY_RIGHT, Terms
from minga_platform.register import checks, queries
from minga_platform.register import shares as balances
from minga_platform.register.amounts import shares_to_take
from minga_platform.register.commands import admission, classes, dues, leaving, moving, shares
from minga_platform.register.errors import AlreadyLeaving, DuesOpen, MembersDecide, NotVouched

CHEAP = Terms(rights=EVERY_RIGHT, rights_from="paid", share_minor=3000, shares_required=1, instalments=2)
DEAR = Terms(rights=EVERY_RIGHT, rights_from="paid", share_minor=20_000, shares_required=1, instalments=4)
FREE = Terms(rights=frozenset({"attend"}))


@pytest.fixture
async def several(found_coop):
    """A co-op with `maker` (two shares of 50.00), `cheap` (one of 30.00), `dear` (one of 200.00) and `free` (none, no vote)."""

    async def make(**rules: int | str):
        coop = await found_coop(repayment_wait_days=0, repayment_instalments=2, **rules)
        for key, terms in (("cheap", CHEAP), ("dear", DEAR), ("free", FREE)):
            await coop.wish(coop.officer, classes.add_class, class_key=key, name={"en": key}, terms=terms)
        return coop

    return make


async def maker(coop, paid: int):
    ana = await coop.person("Ana")
    membership = await coop.wish(coop.officer, admission.admit_agent, agent_id=ana.agent_id, class_key="maker")
    if paid:
        await pay(coop, membership, paid)
    return ana, membership


async def pay(coop, membership, minor: int) -> None:
    await coop.wish(
        coop.officer, shares.record_payment, membership_id=membership, amount=Money(minor, "EUR"), channel="bank"
    )


async def voting(coop, who, at=None) -> list[str]:
    async with coop.work() as work:
        return [one.class_key for one in await queries.electorate(work, at or work.now) if one.agent_id == who.agent_id]


async def stands(coop, who):
    async with coop.work() as work:
        found = await balances.balances(work, [who.agent_id])
        broken = [*await ledger_checks.violations(work), *await ledger_checks.unlike_chart(work)]
        for check in checks.CHECKS:
            broken += [check.promise for _ in await work.rows(check.statement, [coop.id])]  # type: ignore[misc]
    assert broken == []
    return {
        key: (one.capital_minor, one.due_minor, one.to_repay_minor)
        for (_, key), one in found.items()
        if one.capital_minor or one.due_minor or one.to_repay_minor
    }


@pytest.mark.parametrize(
    ("paid", "to", "after", "votes"),
    [
        # Three whole shares of 30.00, and 10.00 goes back.
        (10_000, "cheap", {"cheap": (9000, 0, 0), "maker": (0, 0, 1000)}, ["cheap"]),
        # 100.00 of 200.00 is there; the rest is owed, and the vote rests until it is paid.
        (10_000, "dear", {"dear": (10_000, 10_000, 0)}, []),
        # What was only promised is owed no more; 30.00 is asked for, 10.00 is there.
        (1000, "cheap", {"cheap": (1000, 2000, 0)}, []),
        (10_000, "free", {"maker": (0, 0, 10_000)}, []),
        (0, "cheap", {"cheap": (0, 3000, 0)}, []),
    ],
)
async def test_paid_money_goes_along_and_the_rest_is_owed_or_goes_back(several, paid, to, after, votes) -> None:
    coop = await several()
    ana, membership = await maker(coop, paid)
    goes_on = await coop.wish(coop.officer, moving.move, membership_id=membership, class_key=to)
    assert await stands(coop, ana) == after
    assert await voting(coop, ana) == votes
    if owed := after.get(to, (0, 0, 0))[1]:
        await pay(coop, goes_on, owed)
        assert await voting(coop, ana) == [to]
    # Leaving settles all of it: nothing is stranded in the class that was left.
    await coop.run(lambda work: leaving.close(work, ana.agent_id, to))
    assert all(capital == due == 0 for capital, due, _ in (await stands(coop, ana)).values())
    async with coop.work() as work:
        back = await work.value("SELECT coalesce(sum(amount_minor), 0)::bigint FROM repayment")
    assert back == paid + owed, "par, to the cent"


async def test_rights_change_in_one_instant_and_both_pasts_stay_readable(several, clock) -> None:
    coop = await several()
    ana, membership = await maker(coop, 10_000)
    async with coop.work() as work:
        before = work.now
    await clock.move(timedelta(days=1))
    goes_on = await coop.wish(coop.officer, moving.move, membership_id=membership, class_key="cheap")
    assert (await voting(coop, ana, before), await voting(coop, ana)) == (["maker"], ["cheap"])
    async with coop.work() as work:
        old = await work.row("SELECT joined_at, left_at FROM membership WHERE id = $1", membership)
        told = await work.rows(
            "SELECT membership_id, kind FROM membership_event WHERE at = $1 ORDER BY id", old["left_at"]
        )
        moved = await work.row("SELECT from_membership_id, to_membership_id FROM class_move")
        mine = "SELECT name FROM outbox WHERE name LIKE 'Member%' AND cooperative_id = $1"
        names = [row["name"] for row in await work.rows(mine, work.cooperative_id)]
        at_the_instant = await queries.register_at(work, old["left_at"])
    assert [(row["membership_id"], row["kind"]) for row in told] == [
        (membership, "moved"), (goes_on, "joined"), (goes_on, "entitled"),
    ]  # fmt: skip
    assert tuple(moved) == (membership, goes_on)
    assert "MemberMoved" in names
    assert "MemberLeft" not in names, "she did not leave the co-op"
    assert [one.class_key for one in at_the_instant if one.agent_id == ana.agent_id] == ["cheap"]


async def test_who_is_admitted_already_takes_her_shares_along(several) -> None:
    coop = await several(votes_per_member="each_class")
    ana, membership = await maker(coop, 10_000)
    cheap = await coop.wish(coop.officer, admission.admit_agent, agent_id=ana.agent_id, class_key="cheap")
    assert await coop.wish(coop.officer, moving.move, membership_id=membership, class_key="cheap") == cheap
    # 30.00 that was owed, two further shares, and 10.00 back.
    assert await stands(coop, ana) == {"cheap": (9000, 0, 0), "maker": (0, 0, 1000)}
    assert await voting(coop, ana) == ["cheap"]


async def test_moving_is_no_way_round_the_door(several) -> None:
    coop = await several(sponsors=1)
    async with coop.work() as work:
        ana = await coop.person("Ana")
        membership = await admission.members.enrol(work, agent_id=ana.agent_id, class_key="maker")  # type: ignore[attr-defined]
    with pytest.raises(NotVouched):
        await coop.wish(coop.officer, moving.move, membership_id=membership, class_key="cheap")
    with pytest.raises(NotAllowed):
        await coop.wish(ana, moving.move, membership_id=membership, class_key="free")
    for wrong in ("maker", "nonsense"):
        with pytest.raises(InvalidInput):
            await coop.wish(coop.officer, moving.move, membership_id=membership, class_key=wrong)
    await coop.wish(coop.officer, moving.move, membership_id=membership, class_key="free")
    with pytest.raises(InvalidTransition):
        await coop.wish(coop.officer, moving.move, membership_id=membership, class_key="cheap")
    voted = await several(admission="vote")
    for name in ("One", "Two", "Three", "Four", "Five"):
        await voted.person(name, classes=("worker",))
    async with voted.work() as work:
        bea = await voted.person("Bea")
        hers = await admission.members.enrol(work, agent_id=bea.agent_id, class_key="free")  # type: ignore[attr-defined]
    with pytest.raises(MembersDecide):
        await voted.wish(voted.officer, moving.move, membership_id=hers, class_key="cheap")


async def test_dues_are_paid_first_and_never_asked_for_twice(several, clock) -> None:
    coop = await several()
    asking = Terms(rights=EVERY_RIGHT, dues_minor=1200, dues_months=3)
    for key in ("consumer", "producer"):
        await coop.wish(coop.officer, classes.change_class, class_key=key, terms=asking)
    ana = await coop.person("Ana")
    membership = await coop.wish(coop.officer, admission.admit_agent, agent_id=ana.agent_id, class_key="consumer")
    assert await coop.run(dues.raise_dues) == 1
    with pytest.raises(DuesOpen) as refused:
        await coop.wish(coop.officer, moving.move, membership_id=membership, class_key="producer")
    assert refused.value.owed == Money(1200, "EUR")
    await coop.wish(coop.officer, dues.record_dues, membership_id=membership, amount=Money(1200, "EUR"))
    await coop.wish(ana, leaving.give_notice, class_key="consumer")
    with pytest.raises(AlreadyLeaving):
        await coop.wish(coop.officer, moving.move, membership_id=membership, class_key="producer")
    await coop.wish(ana, leaving.stay, class_key="consumer")
    await coop.wish(coop.officer, moving.move, membership_id=membership, class_key="producer")
    assert await coop.run(dues.raise_dues) == 0
    await clock.move(timedelta(days=95))
    assert await coop.run(dues.raise_dues) == 1


async def test_two_officers_at_once_move_her_once(several) -> None:
    coop = await several()
    ana, membership = await maker(coop, 10_000)
    told = await asyncio.gather(
        *(coop.wish(coop.officer, moving.move, membership_id=membership, class_key=key) for key in ("cheap", "dear")),
        return_exceptions=True,
    )
    assert sorted(isinstance(one, Exception) for one in told) == [False, True]
    assert len((await voting(coop, ana)) or ["dear"]) == 1
    await stands(coop, ana)


@given(
    capital=st.integers(0, 10**7), owed=st.integers(0, 10**6), paid=st.integers(0, 10**6), required=st.integers(0, 10),
    price=st.integers(0, 10**5),
)  # fmt: skip
def test_whole_shares_for_what_is_there(capital: int, owed: int, paid: int, required: int, price: int) -> None:
    taken = shares_to_take(capital, present=owed + paid, owed=owed, required=required * price, price=price)
    if not price:
        assert taken == 0
        return
    assert paid + owed + taken * price >= required * price
    left = capital - owed - taken * price
    assert left < price
    # Nobody is made to owe more than the class asks for.
    assert left >= 0 or taken == 0 or paid + owed + (taken - 1) * price < required * price
