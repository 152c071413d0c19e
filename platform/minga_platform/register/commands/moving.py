"""Moving a membership to another class, with its shares.

One membership ends and another goes on in the same instant: rights follow from the new class's terms from that instant on,
and what the old class meant stays readable. The money that was paid in for shares stays paid in: it takes as many whole
shares of the new class as it pays for, at least as many as that class asks for. What is missing is owed in the new class's
parts; what is left over goes back like the shares of somebody who leaves. Shares only promised in the old class are owed no more.
"""

from uuid import UUID
from zoneinfo import ZoneInfo

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind
from minga_platform.ledger.commands import Move, post
from minga_platform.membership import access
from minga_platform.membership.commands import members
from minga_platform.membership.commands.classes import ClassNow, terms_of
from minga_platform.membership.commands.members import record
from minga_platform.membership.errors import IsMember
from minga_platform.register import sponsors
from minga_platform.register.amounts import months_later, shares_to_take
from minga_platform.register.commands.applying import may_become_member
from minga_platform.register.commands.dues import ARREARS, rests
from minga_platform.register.commands.leaving import count_again, plan_repayment
from minga_platform.register.commands.shares import begin_rights, locked_membership, promise
from minga_platform.register.errors import AlreadyLeaving, DuesOpen, MembersDecide, NotVouched
from minga_platform.register.shares import account

_MOST_SHARES = 10_000


async def move(work: Work, viewer: Viewer, *, membership_id: UUID, class_key: str) -> UUID:
    """An officer moves a member to another class from now on; the id of the membership that goes on.

    A class that votes is entered this way only where officers admit and nobody need vouch, or by who was admitted to it
    already: moving must not be a way round the door. Refuses: as `access.require` for `members.admit`, NotFound,
    InvalidInput, InvalidTransition (ended), AlreadyLeaving, DuesOpen, MembersDecide, NotVouched, OnePersonOneMembership.
    Announces: MemberMoved.
    """
    officer_id = await access.require(work, viewer, "members.admit")
    row = await locked_membership(work, membership_id)
    if row["left_at"] is not None:
        raise InvalidTransition("ended")
    found = await terms_of(work, class_key)
    if found is None or class_key == row["class_key"]:
        raise InvalidInput("class_key", "class")
    if await work.value(
        "SELECT true FROM notice_of_leaving WHERE cooperative_id = $1 AND membership_id = $2 AND ended_at IS NULL",
        work.cooperative_id, membership_id,
    ):  # fmt: skip
        raise AlreadyLeaving
    await _may_enter(work, row["agent_id"], found)
    agent_id, unit = row["agent_id"], row["currency"]
    dues = account(AccountKind.DUES_DUE, agent_id, row["class_key"])
    owed = (await ledger.locked(work, [dues], unit))[dues]
    if owed > 0:
        raise DuesOpen(Money(owed, unit))
    why = await rests(work, membership_id)
    _, goes_on, fresh = await members.move(work, agent_id=agent_id, from_class=row["class_key"], to_class=class_key)
    await work.execute(
        """INSERT INTO class_move (cooperative_id, id, from_membership_id, to_membership_id, moved_at, dues_until, moved_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        work.cooperative_id, ids.new(), membership_id, goes_on, work.now,
        await _asked_until(work, row) if fresh else None, officer_id,
    )  # fmt: skip
    await _carry(work, row, goes_on, found)
    await begin_rights(work, goes_on)
    if fresh and why not in ("", ARREARS):
        await record(work, goes_on, "suspended", at=work.now, reason=why)
    await count_again(work, agent_id)
    return goes_on


async def _may_enter(work: Work, agent_id: UUID, found: ClassNow) -> None:
    try:
        await may_become_member(work, agent_id, found)
    except IsMember:
        return
    if "vote" not in found.terms.rights:
        return
    if await sponsors.members_decide(work):
        raise MembersDecide
    if needed := await sponsors.needed(work, work.now):
        raise NotVouched(0, needed)


async def _asked_until(work: Work, row):  # type: ignore[no-untyped-def] # a row; a civil date or None
    """The day on which the last period ends that the old class, or one before it, asked dues for."""
    found = await terms_of(work, row["class_key"])
    asked = await work.row(
        """SELECT (SELECT max(period_start) FROM due WHERE cooperative_id = $1 AND membership_id = $2) AS last,
               (SELECT max(dues_until) FROM class_move WHERE cooperative_id = $1 AND to_membership_id = $2) AS before""",
        work.cooperative_id,
        row["id"],
    )
    assert asked is not None
    assert found is not None
    days = [asked["before"]]
    if asked["last"] is not None:
        days.append(months_later(asked["last"], found.terms.dues_months))
    return max((day for day in days if day is not None), default=None)


async def _carry(work: Work, row, to_id: UUID, to: ClassNow) -> None:  # type: ignore[no-untyped-def]
    """All in one unit: what was only promised ends, what was paid moves, the rest goes back."""
    agent_id, unit, old, terms = row["agent_id"], row["currency"], row["class_key"], to.terms
    due, promised, capital, back = (
        account(kind, agent_id, old)
        for kind in (
            AccountKind.SHARES_DUE, AccountKind.SHARES_PROMISED, AccountKind.SHARE_CAPITAL, AccountKind.SHARES_TO_REPAY,
        )
    )  # fmt: skip
    new_due, new_promised, new_capital = (
        account(kind, agent_id, to.key)
        for kind in (AccountKind.SHARES_DUE, AccountKind.SHARES_PROMISED, AccountKind.SHARE_CAPITAL)
    )
    stood = await ledger.locked(work, [due, promised, capital, back, new_due, new_promised, new_capital], unit)
    paid, owed = stood[capital], stood[new_due]
    further = shares_to_take(
        paid, present=stood[new_capital] + owed, owed=owed, required=terms.owed_minor, price=terms.share_minor
    )
    about = {"subject_kind": "membership", "subject_id": row["id"]}
    if stood[due]:
        await post(
            work, kind="shares_waived", key=f"shares-waived:{row['id']}", **about,
            moves=[Move(promised, due, Money(stood[due], unit))],
        )  # fmt: skip
    further = min(further, _MOST_SHARES)
    if further:
        way = "money" if "money" in terms.share_ways else min(terms.share_ways)
        await promise(work, to_id, shares=further, way=way)
    carried = min(paid, owed + further * terms.share_minor)
    if carried:
        await post(
            work, kind="shares_moved", key=f"shares-moved:{row['id']}", **about,
            moves=[Move(capital, new_due, Money(carried, unit)), Move(new_promised, new_capital, Money(carried, unit))],
        )  # fmt: skip
    if paid > carried:
        rest = Money(paid - carried, unit)
        await post(
            work, kind="shares_owed_back", key=f"shares-owed-back:{row['id']}", **about,
            moves=[Move(capital, back, rest)],
        )  # fmt: skip
        await plan_repayment(work, row["id"], rest, ZoneInfo(row["zone"]))
