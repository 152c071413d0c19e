"""Dues: raised once per period, paid, reminded of, and what follows when they stay open."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.membership import access
from minga_platform.membership.commands.classes import all_terms
from minga_platform.membership.commands.members import record
from minga_platform.register.amounts import periods
from minga_platform.register.commands.shares import locked_membership
from minga_platform.register.errors import MoreThanOwed
from minga_platform.register.events import DuesReminded
from minga_platform.register.shares import account
from minga_platform.rules import queries as rules

ARREARS = "arrears"


async def raise_dues(work: Work) -> int:
    """Raise every period that has begun since a member joined or her class began to ask for dues; how many.

    The amount is what the class asked for when the period began. Safe to repeat: a period is raised once.
    """
    terms = await all_terms(work)
    asking = {key: one for key, one in terms.items() if one.terms.dues_minor}
    if not asking:
        return 0
    number = 0
    for row in await work.rows(
        """SELECT m.id, m.agent_id, m.joined_at, c.key AS class_key, o.currency, o.zone,
               (SELECT max(d.period_start) FROM due d WHERE d.cooperative_id = m.cooperative_id AND d.membership_id = m.id) AS last,
               (SELECT max(v.dues_until) FROM class_move v WHERE v.cooperative_id = m.cooperative_id AND v.to_membership_id = m.id) AS asked_until
           FROM membership m JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
           JOIN cooperative o ON o.id = m.cooperative_id
           WHERE m.cooperative_id = $1 AND m.left_at IS NULL AND c.key = ANY ($2) AND m.joined_at <= $3 ORDER BY m.id""",
        work.cooperative_id, sorted(asking), work.now,
    ):  # fmt: skip
        zone = ZoneInfo(row["zone"])
        one = asking[row["class_key"]].terms
        # An id tells its birth: a membership that an import brought along begins to owe when it came here.
        came = datetime.fromtimestamp((row["id"].int >> 80) / 1000, UTC).astimezone(zone).date()
        since = max(came, await _asked_since(work, row["class_key"], zone), row["asked_until"] or came)
        for start in periods(
            row["joined_at"].astimezone(zone).date(), one.dues_months, work.now.astimezone(zone).date()
        ):
            # Who brings years of membership along, or whose class asked for nothing before, owes nothing for the past;
            # and who came from another class nothing for the time that one has asked for.
            if (row["last"] is None or start > row["last"]) and start >= since:
                number += await _raise(work, row, start, one.dues_minor)
    return number


async def _asked_since(work: Work, class_key: str, zone: ZoneInfo):  # type: ignore[no-untyped-def] # a civil date
    first: datetime = await work.value(
        """SELECT min(t.effective_at) FROM class_terms t
           JOIN membership_class c ON c.cooperative_id = t.cooperative_id AND c.id = t.class_id
           WHERE t.cooperative_id = $1 AND c.key = $2 AND t.dues_minor > 0""",
        work.cooperative_id,
        class_key,
    )
    return first.astimezone(zone).date()


async def _raise(work: Work, row, start, amount: int) -> int:  # type: ignore[no-untyped-def]
    due_id: UUID | None = await work.value(
        """INSERT INTO due (cooperative_id, id, membership_id, period_start, amount_minor, currency, raised_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT due_once_uq DO NOTHING RETURNING id""",
        work.cooperative_id, ids.new(), row["id"], start, amount, row["currency"], work.now,
    )  # fmt: skip
    if due_id is None:
        return 0
    await post(
        work, kind="dues_raised", subject_kind="membership", subject_id=row["id"], key=f"dues:{due_id}",
        moves=[Move(account(AccountKind.DUES_DUE, row["agent_id"], row["class_key"]),
                    AccountName(AccountKind.DUES_INCOME, purpose=row["class_key"]), Money(amount, row["currency"]))],
    )  # fmt: skip
    return 1


async def record_dues(work: Work, viewer: Viewer, *, membership_id: UUID, amount: Money) -> UUID:
    """Dues came in by bank; the journal's id. Rights that rested for arrears are back once nothing is open.

    Needs `shares.record`. Refuses: NotFound, InvalidInput, MoreThanOwed.
    """
    await access.require(work, viewer, "shares.record")
    row = await locked_membership(work, membership_id)
    if amount.currency != row["currency"] or amount.minor <= 0:
        raise InvalidInput("amount", "positive", "1")
    due = account(AccountKind.DUES_DUE, row["agent_id"], row["class_key"])
    owed = Money((await ledger.locked(work, [due], row["currency"]))[due], row["currency"])
    if amount.minor > owed.minor:
        raise MoreThanOwed(owed)
    journal_id = await post(
        work, kind="dues_paid", subject_kind="membership", subject_id=membership_id, key=f"dues-paid:{ids.new()}",
        moves=[Move(AccountName(AccountKind.CASH_BANK), due, amount)],
    )  # fmt: skip
    await resume(work, membership_id)
    return journal_id


async def open_dues(work: Work):  # type: ignore[no-untyped-def] # rows
    """Dues that are open, oldest first per membership, payments counted on the oldest: `id`, `membership_id`,
    `raised_at`, `reminded_at`, `open_minor`."""
    return await work.rows(
        """WITH owing AS (
               SELECT m.id AS membership_id, b.posted AS open FROM membership m
               JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
               JOIN account a ON a.cooperative_id = m.cooperative_id AND a.kind = 'dues_due' AND a.holder_id = m.agent_id
                   AND a.purpose = c.key
               JOIN balance b ON b.cooperative_id = a.cooperative_id AND b.id = a.id
               WHERE m.cooperative_id = $1 AND m.left_at IS NULL AND b.posted > 0
           ), run AS (
               SELECT d.*, o.open, coalesce(sum(d.amount_minor) OVER (PARTITION BY d.membership_id ORDER BY d.period_start DESC
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS later
               FROM due d JOIN owing o ON o.membership_id = d.membership_id WHERE d.cooperative_id = $1
           )
           SELECT id, membership_id, period_start, raised_at, reminded_at, least(amount_minor, open - later)::bigint AS open_minor
           FROM run WHERE open > later ORDER BY membership_id, period_start""",
        work.cooperative_id,
    )


async def remind_and_suspend(work: Work) -> tuple[int, int]:
    """Remind of dues that are open too long, and let rights rest where the rules say so: (reminded, suspended).

    Safe to repeat: each due is reminded of once. Announces: DuesReminded.
    """
    remind = timedelta(days=await rules.number_at(work, "register.arrears_reminder_days"))
    suspend_days = await rules.number_at(work, "register.arrears_suspension_days")
    reminded = suspended = 0
    late: set[UUID] = set()
    for row in await open_dues(work):
        if row["reminded_at"] is None and row["raised_at"] + remind <= work.now:
            reminded += await work.execute(
                "UPDATE due SET reminded_at = $3 WHERE cooperative_id = $1 AND id = $2 AND reminded_at IS NULL",
                work.cooperative_id, row["id"], work.now,
            )  # fmt: skip
            work.emit(DuesReminded(due_id=row["id"]))
        if suspend_days and row["raised_at"] + timedelta(days=suspend_days) <= work.now:
            late.add(row["membership_id"])
    for membership_id in sorted(late):
        if not await rests(work, membership_id):
            await record(work, membership_id, "suspended", at=work.now, reason=ARREARS)
            suspended += 1
    return reminded, suspended


async def resume(work: Work, membership_id: UUID) -> bool:
    """Rights that rested for arrears come back when nothing is open any more; whether they did."""
    if await rests(work, membership_id) != ARREARS:
        return False
    if any(row["membership_id"] == membership_id for row in await open_dues(work)):
        return False
    await record(work, membership_id, "resumed", at=work.now, reason=ARREARS)
    return True


async def rests(work: Work, membership_id: UUID) -> str:
    """Why the rights of a membership rest; empty when they do not."""
    row = await work.row(
        "SELECT kind, reason FROM membership_event WHERE cooperative_id = $1 AND membership_id = $2"
        " AND kind IN ('suspended', 'resumed') ORDER BY at DESC, id DESC LIMIT 1",
        work.cooperative_id,
        membership_id,
    )
    return (row["reason"] or "other") if row is not None and row["kind"] == "suspended" else ""
