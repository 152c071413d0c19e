"""What a member owes is taken from her sales where she and her class's terms agreed, once a day, never more than agreed."""

from functools import partial
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.money import Money
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.law import commands as law
from minga_platform.register import shares as balances
from minga_platform.register.commands import admission, shares
from minga_platform.register.ports import JOINED


async def test_sales_pay_for_shares_up_to_what_was_agreed(coop) -> None:
    stall = ids.new()
    ana = await coop.person("Ana")
    await coop.wish(coop.officer, admission.admit_agent, agent_id=ana.agent_id, class_key="maker")

    async def stalls_of(_work, agent_id: UUID):
        return [stall] if agent_id == ana.agent_id else []

    async with coop.work() as work:
        payable = AccountName(AccountKind.SELLER_PAYABLE, stall)
        earned = [Move(AccountName(AccountKind.CASH_BANK), payable, Money(8000, "EUR"))]
        await post(work, kind="sale", subject_kind="test", subject_id=stall, key=f"s:{stall}", moves=earned)
    before, JOINED.stalls_of = JOINED.stalls_of, stalls_of
    try:
        assert await coop.run(shares.set_off) == 0, "nobody agreed"
        await coop.run(partial(law.write_down, feature="set_off", basis="For a test, as the law asks."))
        await coop.wish(ana, shares.agree_to_set_off, most_bps=2500)
        assert await coop.run(shares.set_off) == 2
        assert await coop.run(shares.set_off) == 0, "once a day"
        await coop.wish(ana, shares.end_set_off)
    finally:
        JOINED.stalls_of = before
    async with coop.work() as work:
        stands = (await balances.balances(work, [ana.agent_id]))[ana.agent_id, "maker"]
        owed_by_stall = await work.value(
            "SELECT b.posted FROM account a JOIN balance b ON b.id = a.id WHERE a.kind = 'seller_negative' AND a.holder_id = $1",
            stall,
        )
    # A quarter of 80.00: the next payout takes off what is now the stall's debt, so nothing set aside is touched.
    assert (stands.capital_minor, stands.due_minor, owed_by_stall) == (2000, 8000, 2000)
