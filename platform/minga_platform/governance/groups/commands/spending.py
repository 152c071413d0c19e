"""A purse filled and emptied: granted by a decision or by officers within a limit, spent with the group's consent."""

from datetime import timedelta
from uuid import UUID

import asyncpg

from minga_platform.governance.ballots.commands.announce import announce
from minga_platform.governance.ballots.judging import Bar
from minga_platform.governance.ballots.queries import result
from minga_platform.governance.groups import purse
from minga_platform.governance.groups import rules as own
from minga_platform.governance.groups.commands.people import RUN, of_the_group
from minga_platform.governance.groups.errors import GrantTooLarge, PurseTooSmall
from minga_platform.governance.groups.events import GroupAsked
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotAllowed, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import commands as ledger
from minga_platform.ledger.commands import Move
from minga_platform.membership import access
from minga_platform.register import queries as register
from minga_platform.rules import queries as rules

SUBJECT = "group_spending"
_QUARTER = timedelta(days=90)
_BUDGETS = ("budget", "surplus", "free")
_HALF = 5000


async def grant(
    work: Work, viewer: Viewer, *, group_id: UUID, amount: Money, reason: str, decision_id: UUID | None = None
) -> UUID:
    """Put money into a group's purse; the grant's id.

    With a decision of the members about money, once each and never above its budget; without one within what the rules let
    officers grant in ninety days. Refuses: as `access.require` for `groups.run`, StepUpNeeded, NotFound, InvalidInput,
    InvalidTransition, GrantTooLarge.
    """
    granted_by = await access.require(work, viewer, RUN)
    access.stepped_up(work, viewer)
    row = await work.row(
        "SELECT closed_at FROM working_group WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        group_id,
    )
    if row is None:
        raise NotFound
    if row["closed_at"] is not None:
        raise InvalidTransition("closed")
    unit = await purse.currency(work)
    if amount.currency != unit or not 0 < amount.minor <= 10**12:
        raise InvalidInput("amount", "range", minimum="1", maximum=str(10**12))
    if not reason.strip() or len(reason) > 500:
        raise InvalidInput("reason", "length", minimum="1", maximum="500")
    if decision_id is None:
        await _within_limit(work, group_id, amount)
    else:
        await _behind(work, decision_id, amount)
    grant_id = ids.new()
    try:
        await work.execute(
            """INSERT INTO group_grant (cooperative_id, id, group_id, amount_minor, currency, reason, decision_id, granted_by, at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            work.cooperative_id, grant_id, group_id, amount.minor, unit, reason.strip(), decision_id, granted_by, work.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as again:
        raise InvalidInput("decisionId", "used") from again
    await ledger.post(
        work, kind="group_grant", subject_kind="group_grant", subject_id=grant_id, key=f"group_grant:{grant_id}",
        moves=[Move(purse.GRANTED, purse.purse_of(group_id), amount)],
    )  # fmt: skip
    return grant_id


async def _within_limit(work: Work, group_id: UUID, amount: Money) -> None:
    limit = await rules.number_at(work, own.OFFICERS_GRANT)
    lately = await work.value(
        """SELECT coalesce(sum(amount_minor), 0)::bigint FROM group_grant
           WHERE cooperative_id = $1 AND group_id = $2 AND decision_id IS NULL AND at > $3""",
        work.cooperative_id, group_id, work.now - _QUARTER,
    )  # fmt: skip
    if lately + amount.minor > limit:
        raise GrantTooLarge(Money(max(0, limit - lately), amount.currency))


async def _behind(work: Work, decision_id: UUID, amount: Money) -> None:
    row = await work.row(
        """SELECT d.passed, d.effective_at, d.kind, d.void_because, p.budget_minor FROM decision d
           JOIN proposal p ON p.cooperative_id = d.cooperative_id AND p.id = d.proposal_id
           WHERE d.cooperative_id = $1 AND d.id = $2 FOR UPDATE OF p""",
        work.cooperative_id, decision_id,
    )  # fmt: skip
    if row is None:
        raise NotFound
    if row["kind"] not in _BUDGETS or not row["passed"] or row["void_because"] or row["effective_at"] > work.now:
        raise InvalidInput("decisionId", "not_in_force")
    if row["budget_minor"] is not None:
        # One budget may fill several purses, all together never more than it holds.
        given = await work.value(
            "SELECT coalesce(sum(amount_minor), 0)::bigint FROM group_grant WHERE cooperative_id = $1 AND decision_id = $2",
            work.cooperative_id, decision_id,
        )  # fmt: skip
        if given + amount.minor > row["budget_minor"]:
            raise GrantTooLarge(Money(max(0, row["budget_minor"] - given), amount.currency))


async def ask_spending(work: Work, viewer: Viewer, *, group_id: UUID, amount: Money, purpose: str, payee: str) -> UUID:
    """Ask the group to pay for something out of its purse; the spending's id. Its members consent in an open vote; the money is
    set aside meanwhile, so that two wishes cannot both spend it.

    Refuses: SignInNeeded, NotFound, NotInGroup, InvalidTransition, InvalidInput, PurseTooSmall, NobodyVotes.
    """
    asked_by = await of_the_group(work, viewer, group_id)
    unit = await purse.currency(work)
    if amount.currency != unit or amount.minor <= 0:
        raise InvalidInput("amount", "range", minimum="1")
    if not purpose.strip() or len(purpose) > 500:
        raise InvalidInput("purpose", "length", minimum="1", maximum="500")
    if not payee.strip() or len(payee) > 200:
        raise InvalidInput("payee", "length", minimum="1", maximum="200")
    left = await purse.available(work, group_id)
    if amount.minor > left:
        raise PurseTooSmall(Money(left, unit))
    spending_id = ids.new()
    journal_id = await ledger.post_pending(
        work, kind="group_spending", subject_kind=SUBJECT, subject_id=spending_id, key=f"group_spending:{spending_id}",
        moves=[Move(purse.purse_of(group_id), purse.BANK, amount)],
    )  # fmt: skip
    rows = await work.rows(
        "SELECT agent_id FROM group_member WHERE cooperative_id = $1 AND group_id = $2 AND left_at IS NULL",
        work.cooperative_id, group_id,
    )  # fmt: skip
    inside = {row["agent_id"] for row in rows}
    language = await work.value("SELECT language FROM cooperative WHERE id = $1", work.cooperative_id)
    days = await rules.number_at(work, own.CONSENT_DAYS)
    election_id = await announce(
        work,
        subject_kind=SUBJECT,
        subject_id=spending_id,
        title=Text.stored({language: purpose.strip()}),
        question=Text.stored({language: f"{payee.strip()}: {purpose.strip()}"}),
        method="consent",
        # Nobody's silence spends: half of the group takes part, or nothing is paid.
        bar=Bar(quorum_bps=_HALF),
        secret=False,
        without={one.agent_id for one in await register.electorate(work, work.now)} - inside,
        record_at=work.now,
        opens_at=work.now,
        closes_at=work.now + timedelta(days=days),
    )
    await work.execute(
        """INSERT INTO group_spending (cooperative_id, id, group_id, purpose, payee, amount_minor, currency, state, asker_id, asked_at,
               election_id, journal_id) VALUES ($1, $2, $3, $4, $5, $6, $7, 'asked', $8, $9, $10, $11)""",
        work.cooperative_id, spending_id, group_id, purpose.strip(), payee.strip(), amount.minor, unit, asked_by, work.now,
        election_id, journal_id,
    )  # fmt: skip
    work.emit(GroupAsked(spending_id=spending_id))
    return spending_id


async def close_group(work: Work, viewer: Viewer, *, group_id: UUID) -> None:
    """End a group: its members are free, and what is left in its purse goes back to where it was granted from. For good.

    Refuses: as `access.require` for `groups.run`, StepUpNeeded, NotFound, InvalidTransition (closed, or a spending is under
    way: it is decided and paid first).
    """
    await access.require(work, viewer, RUN)
    access.stepped_up(work, viewer)
    row = await work.row(
        "SELECT closed_at FROM working_group WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        group_id,
    )
    if row is None:
        raise NotFound
    if row["closed_at"] is not None:
        raise InvalidTransition("closed")
    if await work.value(
        "SELECT true FROM group_spending WHERE cooperative_id = $1 AND group_id = $2 AND state IN ('asked', 'agreed') LIMIT 1",
        work.cooperative_id, group_id,
    ):  # fmt: skip
        raise InvalidTransition("spending")
    left = await purse.available(work, group_id)
    if left:
        await ledger.post(
            work, kind="group_closed", subject_kind="working_group", subject_id=group_id, key=f"group_closed:{group_id}",
            moves=[Move(purse.purse_of(group_id), purse.GRANTED, Money(left, await purse.currency(work)))],
        )  # fmt: skip
    await work.execute(
        "UPDATE group_member SET left_at = $3 WHERE cooperative_id = $1 AND group_id = $2 AND left_at IS NULL",
        work.cooperative_id, group_id, work.now,
    )  # fmt: skip
    await work.execute(
        "UPDATE working_group SET closed_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, group_id, work.now,
    )  # fmt: skip


async def decide(work: Work, election_id: UUID) -> None:
    """The group's consent was counted, or called off. Safe to repeat."""
    row = await _locked(work, "election_id", election_id)
    if row is None or row["state"] != "asked":
        return
    told = await result(work, election_id)
    agreed = told is not None and bool(told.passed)
    if not agreed:
        await ledger.void(work, pending_id=row["journal_id"], key=f"group_spending:{row['id']}:free")
    await work.execute(
        "UPDATE group_spending SET state = $3, decided_at = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, row["id"], "agreed" if agreed else "refused", work.now,
    )  # fmt: skip


async def pay_spending(work: Work, viewer: Viewer, *, spending_id: UUID) -> None:
    """What the group agreed to was paid from the co-op's bank account. By who keeps the books, and never by who asked for it.

    Refuses: as `access.require` for `books.post`, StepUpNeeded, NotFound, InvalidTransition, NotAllowed.
    """
    paid_by = await access.require(work, viewer, "books.post")
    access.stepped_up(work, viewer)
    row = await _locked(work, "id", spending_id)
    if row is None:
        raise NotFound
    if row["state"] != "agreed":
        raise InvalidTransition(row["state"])
    if row["asker_id"] == paid_by:
        raise NotAllowed("books.post")
    await ledger.post_of(work, pending_id=row["journal_id"], key=f"group_spending:{spending_id}:paid")
    await work.execute(
        "UPDATE group_spending SET state = 'paid', paid_at = $3, paid_by = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, spending_id, work.now, paid_by,
    )  # fmt: skip


async def _locked(work: Work, column: str, value: UUID) -> "asyncpg.Record | None":
    return await work.row(
        f"SELECT id, state, asker_id, journal_id FROM group_spending WHERE cooperative_id = $1 AND {column} = $2 FOR UPDATE",
        work.cooperative_id,
        value,
    )
