"""Leaving: notice by rule, exclusion by decision only, and shares that go back at par.

Who left stays readable: the membership, its events and its transfers are all still there. Dues that are open are taken
from the shares first; what was promised and never paid is owed by nobody any more.
"""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.membership import access
from minga_platform.membership.commands.classes import terms_of
from minga_platform.membership.commands.members import end, record
from minga_platform.register.amounts import plan
from minga_platform.register.commands.applying import OPEN, move_on
from minga_platform.register.commands.shares import locked_membership
from minga_platform.register.errors import AlreadyLeaving
from minga_platform.register.events import LeavingNoticed
from minga_platform.register.queries import may_act_as
from minga_platform.register.shares import account
from minga_platform.rules import queries as rules


async def give_notice(
    work: Work, viewer: Viewer, *, class_key: str, organisation_id: UUID | None = None
) -> UUID | None:
    """Leave a class: at once where it neither votes nor holds shares, else when the notice has run.

    The notice's id, or None when the membership has ended already. `organisation_id`: for one that she represents.
    Refuses: SignInNeeded, NotFound, AlreadyLeaving. Announces: LeavingNoticed or MemberLeft.
    """
    agent_id = await _acting(work, viewer, organisation_id)
    membership_id = await _open_membership(work, agent_id, class_key)
    found = await terms_of(work, class_key)
    assert found is not None
    days = await rules.number_at(work, "register.notice_days")
    if not days or ("vote" not in found.terms.rights and not found.terms.share_minor):
        await close(work, agent_id, class_key)
        return None
    notice_id: UUID | None = await work.value(
        """INSERT INTO notice_of_leaving (cooperative_id, id, membership_id, given_at, leaves_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (cooperative_id, membership_id) WHERE ended_at IS NULL DO NOTHING RETURNING id""",
        work.cooperative_id, ids.new(), membership_id, work.now, work.now + timedelta(days=days),
    )  # fmt: skip
    if notice_id is None:
        raise AlreadyLeaving
    await record(work, membership_id, "notified", at=work.now)
    work.emit(LeavingNoticed(membership_id=membership_id))
    return notice_id


async def stay(work: Work, viewer: Viewer, *, class_key: str, organisation_id: UUID | None = None) -> None:
    """Take the notice back before it has run. Refuses: SignInNeeded, NotFound."""
    agent_id = await _acting(work, viewer, organisation_id)
    membership_id = await _open_membership(work, agent_id, class_key)
    count = await work.execute(
        "UPDATE notice_of_leaving SET ended_at = $3 WHERE cooperative_id = $1 AND membership_id = $2 AND ended_at IS NULL",
        work.cooperative_id, membership_id, await work.fresh_now(),
    )  # fmt: skip
    if count == 0:
        raise NotFound


async def _acting(work: Work, viewer: Viewer, organisation_id: UUID | None) -> UUID:
    agent_id = await access.agent_of(work, viewer)
    if organisation_id is None:
        return agent_id
    if organisation_id not in await may_act_as(work, viewer):
        raise NotFound
    return organisation_id


async def _open_membership(work: Work, agent_id: UUID, class_key: str) -> UUID:
    membership_id: UUID | None = await work.value(
        """SELECT m.id FROM membership m JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
           WHERE m.cooperative_id = $1 AND m.agent_id = $2 AND c.key = $3 AND m.left_at IS NULL FOR UPDATE OF m""",
        work.cooperative_id,
        agent_id,
        class_key,
    )
    if membership_id is None:
        raise NotFound
    return membership_id


async def close_noticed(work: Work) -> int:
    """End every membership whose notice has run; how many. Safe to repeat. Announces: MemberLeft for each."""
    rows = await work.rows(
        """SELECT n.id, m.agent_id, c.key AS class_key FROM notice_of_leaving n
           JOIN membership m ON m.cooperative_id = n.cooperative_id AND m.id = n.membership_id AND m.left_at IS NULL
           JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
           WHERE n.cooperative_id = $1 AND n.ended_at IS NULL AND n.leaves_at <= $2 ORDER BY n.id FOR UPDATE OF n SKIP LOCKED""",
        work.cooperative_id,
        work.now,
    )
    for row in rows:
        await close(work, row["agent_id"], row["class_key"])
    return len(rows)


async def exclude(work: Work, agent_id: UUID, *, decision_id: UUID) -> int:
    """The members decided that somebody is no longer one of them; how many memberships ended. Safe to repeat.

    For the effect of a certified decision, when its time to appeal has run: nobody is asked here.
    Announces: MemberLeft for each.
    """
    rows = await work.rows(
        """SELECT c.key FROM membership m JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
           WHERE m.cooperative_id = $1 AND m.agent_id = $2 AND m.left_at IS NULL ORDER BY m.id FOR UPDATE OF m""",
        work.cooperative_id,
        agent_id,
    )
    for row in rows:
        await close(work, agent_id, row["key"], kind="excluded", decision_id=decision_id)
    return len(rows)


async def close(
    work: Work, agent_id: UUID, class_key: str, *, kind: str = "left", decision_id: UUID | None = None
) -> UUID:
    """End a membership and settle what it holds; its id. Refuses: NotFound. Announces: MemberLeft."""
    membership_id = await end(work, agent_id=agent_id, class_key=class_key, kind=kind, decision_id=decision_id)
    await work.execute(
        "UPDATE notice_of_leaving SET ended_at = $3 WHERE cooperative_id = $1 AND membership_id = $2 AND ended_at IS NULL",
        work.cooperative_id, membership_id, work.now,
    )  # fmt: skip
    await _settle(work, membership_id, agent_id, class_key)
    await count_again(work, agent_id)
    return membership_id


async def count_again(work: Work, agent_id: UUID) -> None:
    """Her word for applicants may count no more; those whose turn it was may have to ask somebody else."""
    for row in await work.rows(
        """SELECT v.application_id FROM vouching v
           JOIN application p ON p.cooperative_id = v.cooperative_id AND p.id = v.application_id
           WHERE v.cooperative_id = $1 AND v.sponsor_id = $2 AND v.ended_at IS NULL AND p.state = ANY ($3) ORDER BY 1""",
        work.cooperative_id, agent_id, list(OPEN),
    ):  # fmt: skip
        await move_on(work, row["application_id"])


async def _settle(work: Work, membership_id: UUID, agent_id: UUID, class_key: str) -> None:
    row = await locked_membership(work, membership_id)
    unit = row["currency"]
    due, promised, capital, back, dues = (
        account(kind, agent_id, class_key)
        for kind in (
            AccountKind.SHARES_DUE, AccountKind.SHARES_PROMISED, AccountKind.SHARE_CAPITAL, AccountKind.SHARES_TO_REPAY,
            AccountKind.DUES_DUE,
        )
    )  # fmt: skip
    stood = await ledger.locked(work, [due, promised, capital, back, dues], unit)
    about = {"subject_kind": "membership", "subject_id": membership_id}
    await post(
        work, kind="shares_waived", key=f"shares-waived:{membership_id}", **about,  # type: ignore[arg-type]
        moves=[Move(promised, due, Money(stood[due], unit))],
    )  # fmt: skip
    if not stood[capital]:
        return
    await post(
        work, kind="shares_owed_back", key=f"shares-owed-back:{membership_id}", **about,  # type: ignore[arg-type]
        moves=[Move(capital, back, Money(stood[capital], unit))],
    )  # fmt: skip
    taken = min(stood[dues], stood[capital])
    if taken:
        await post(
            work, kind="shares_for_dues", key=f"shares-for-dues:{membership_id}", **about,  # type: ignore[arg-type]
            moves=[Move(back, dues, Money(taken, unit))],
        )  # fmt: skip
    await plan_repayment(work, membership_id, Money(stood[capital] - taken, unit), ZoneInfo(row["zone"]))


async def plan_repayment(work: Work, membership_id: UUID, amount: Money, zone: ZoneInfo) -> None:
    """Write down when an ended membership's shares go back, by the wait and the parts of the rules."""
    wait = timedelta(days=await rules.number_at(work, "register.repayment_wait_days"))
    parts = await rules.number_at(work, "register.repayment_instalments")
    first = (work.now + wait).astimezone(zone).date()
    await work.many(
        "INSERT INTO repayment (cooperative_id, id, membership_id, place, amount_minor, currency, due_on)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [
            (work.cooperative_id, ids.new(), membership_id, place, part.amount, amount.currency, part.due_on)
            for place, part in enumerate(plan(amount.minor, parts, first), 1)
        ],
    )


async def repay(work: Work, viewer: Viewer, *, repayment_id: UUID) -> UUID:
    """A part of somebody's shares was sent back by bank; the journal's id.

    Needs `payouts.make`. Refuses: NotFound, InvalidTransition (paid before, or not due yet), NotAllowed (her own).
    """
    treasurer_id = await access.require(work, viewer, "payouts.make")
    row = await _locked_repayment(work, repayment_id)
    if row["agent_id"] == treasurer_id:
        raise InvalidTransition("own")
    if row["paid_at"] is not None:
        raise InvalidTransition("paid")
    if work.now.astimezone(ZoneInfo(row["zone"])).date() < row["due_on"]:
        raise InvalidTransition("waiting")
    return await _go_back(work, row, "bank", treasurer_id)


async def give_up(work: Work, viewer: Viewer, *, repayment_id: UUID) -> UUID:
    """Who left leaves a part of her shares to the co-op, for good; the journal's id.

    Refuses: SignInNeeded, NotFound, InvalidTransition.
    """
    agent_id = await access.agent_of(work, viewer)
    access.herself(viewer)
    row = await _locked_repayment(work, repayment_id)
    if row["agent_id"] != agent_id:
        raise NotFound
    if row["paid_at"] is not None:
        raise InvalidTransition("paid")
    return await _go_back(work, row, "given_up", agent_id)


async def _locked_repayment(work: Work, repayment_id: UUID):  # type: ignore[no-untyped-def] # a row
    row = await work.row(
        """SELECT r.*, m.agent_id, c.key AS class_key, o.zone FROM repayment r
           JOIN membership m ON m.cooperative_id = r.cooperative_id AND m.id = r.membership_id
           JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
           JOIN cooperative o ON o.id = r.cooperative_id
           WHERE r.cooperative_id = $1 AND r.id = $2 FOR UPDATE OF r""",
        work.cooperative_id,
        repayment_id,
    )
    if row is None:
        raise NotFound
    return row


async def _go_back(work: Work, row, way: str, by: UUID) -> UUID:  # type: ignore[no-untyped-def]
    await work.execute(
        "UPDATE repayment SET paid_at = $3, way = $4, paid_by = $5 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, row["id"], work.now, way, by,
    )  # fmt: skip
    to = AccountName(AccountKind.CASH_BANK if way == "bank" else AccountKind.COLLECTIVE)
    return await post(
        work, kind="shares_repaid" if way == "bank" else "shares_given_up", subject_kind="membership",
        subject_id=row["membership_id"], key=f"repayment:{row['id']}",
        moves=[Move(account(AccountKind.SHARES_TO_REPAY, row["agent_id"], row["class_key"]), to,
                    Money(row["amount_minor"], row["currency"]))],
    )  # fmt: skip
