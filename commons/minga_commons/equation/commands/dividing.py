"""Dividing an income: what is ready of a release's royalties, or of a fund, by the equation in force.

One division at a time in a co-op: two that read the same claims would both pay them. All of it is one unit, so one that
dies half-way has done nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from minga_commons.equation import gathering
from minga_commons.equation.amounts import Divided, digest, divide
from minga_commons.equation.errors import NobodyContributed, NothingToDivide
from minga_commons.equation.events import IncomeDivided
from minga_commons.equation.gathering import Basis
from minga_commons.royalties.dates import today
from minga_platform.governance.groups import purse
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.payments.commands.capture import royalties_due
from minga_platform.market.payments.commands.royalties import royalties_ahead, take_up
from minga_platform.membership import access

DIVIDE = "payouts.make"


@dataclass(frozen=True, slots=True)
class _Source:
    """What is divided, and how it is written down."""

    kind: str
    account: AccountName
    currency: str
    amount: int
    netted: int = 0
    release_id: UUID | None = None
    asset_id: UUID | None = None
    fund: str = ""
    asset_ids: Sequence[UUID] | None = None
    cause: str | None = None
    line_ids: Sequence[UUID] = ()


async def divide_royalty(work: Work, viewer: Viewer, *, release_id: UUID, currency: str) -> UUID:
    """Divide what is ready of a release's royalties among who contributed to its work and the works before it.

    Ready is what no buyer can get back any more by herself (the hold has passed). Needs `payouts.make`.
    Refuses: SignInNeeded, NotAllowed, NotFound, NothingToDivide, NobodyContributed. Announces: IncomeDivided.
    """
    agent_id = await access.require(work, viewer, DIVIDE)
    await _one_at_a_time(work)
    row = await work.row(
        "SELECT asset_id, version FROM release WHERE cooperative_id = $1 AND id = $2 AND state <> 'draft'",
        work.cooperative_id,
        release_id,
    )
    if row is None:
        raise NotFound
    # What costs time is read before the accounts are locked: sales of this release wait for nothing but the writing.
    basis = await gathering.of_release(
        work, release_id, row["asset_id"], until=work.now, paid_before=await work.fresh_now()
    )
    ready = await take_up(work, holder_id=row["asset_id"], purpose=row["version"], currency=currency)
    if ready.amount <= 0:
        raise NothingToDivide(Money(ready.held, currency))
    source = _Source(
        "royalty", royalties_due(row["asset_id"], row["version"]), currency, ready.amount, ready.ahead, release_id,
        row["asset_id"], line_ids=ready.line_ids,
    )  # fmt: skip
    moves = []
    if ready.ahead:
        ahead = royalties_ahead(row["asset_id"], row["version"])
        moves.append(Move(source.account, ahead, Money(ready.ahead, currency)))
    return await _divide(work, agent_id, source, basis, moves)


async def divide_fund(
    work: Work,
    viewer: Viewer,
    *,
    fund: str,
    amount: Money,
    asset_ids: Sequence[UUID] | None = None,
    cause: str | None = None,
) -> UUID:
    """Divide an amount out of a fund among who contributed to some works, or to a cause, or to anything.

    Needs `payouts.make`. Refuses: SignInNeeded, NotAllowed, InvalidInput, NothingToDivide, NobodyContributed.
    Announces: IncomeDivided.
    """
    agent_id = await access.require(work, viewer, DIVIDE)
    if amount.minor < 1:
        raise InvalidInput("amount", "positive", minimum="1")
    if asset_ids is not None and cause is not None:
        raise InvalidInput("cause", "one_of")
    if fund.startswith(purse.PREFIX):
        # A working group's purse is spent by its own consent, and its books would not agree with what left by this door.
        raise InvalidInput("fund", "choice")
    await _one_at_a_time(work)
    account = AccountName(AccountKind.FUND, purpose=fund)
    basis = await gathering.of_fund(
        work, asset_ids=asset_ids, cause=cause, until=work.now, paid_before=await work.fresh_now()
    )
    if (await ledger.locked(work, [account], amount.currency))[account] < amount.minor or not fund:
        raise NothingToDivide(Money(0, amount.currency))
    source = _Source(
        "fund", account, amount.currency, amount.minor, fund=fund, asset_ids=asset_ids, cause=cause
    )  # fmt: skip
    return await _divide(work, agent_id, source, basis, [])


async def _one_at_a_time(work: Work) -> None:
    # A division may look at a hundred thousand events: it has longer than a page has. A server before 17 has no limit for
    # whole transactions, and no such setting.
    await work.rows(
        "SELECT set_config(name, CASE name WHEN 'statement_timeout' THEN '60s' ELSE '0' END, true) FROM pg_settings"
        " WHERE name IN ('statement_timeout', 'transaction_timeout')"
    )
    await work.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('equation' || $1::text, 0))", str(work.cooperative_id)
    )


async def _divide(work: Work, agent_id: UUID, source: _Source, basis: Basis, moves: list[Move]) -> UUID:
    rule, on = await gathering.in_force(work), await today(work)
    divided = divide(rule.equation, source.amount, basis.events, basis.maintainers, on)
    parts = divided.totals()
    funds = {fund: minor for fund, minor in divided.funds().items() if fund != source.fund}
    # A bucket that would pay a fund into itself leaves its part where it is.
    left = source.amount - sum(parts.values()) - sum(funds.values())
    if left == source.amount:
        raise NobodyContributed
    distribution_id = ids.new()
    sha256 = digest(rule.lines, source.amount, basis.events, basis.maintainers, on)
    await work.execute(
        "INSERT INTO distribution (cooperative_id, id, source, release_id, asset_id, fund, asset_ids, cause,"
        " equation_version_id, maintainer_ids, counted_on, currency, amount_minor, left_minor, netted_minor, event_count,"
        " input_sha256, made_by, made_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        work.cooperative_id, distribution_id, source.kind, source.release_id, source.asset_id, source.fund,
        None if source.asset_ids is None else list(source.asset_ids), source.cause, rule.version_id, basis.maintainers, on,
        source.currency, source.amount, left, source.netted, len(basis.events), sha256, agent_id, work.now,
    )  # fmt: skip
    await _write(work, distribution_id, basis, divided, source)
    await post(
        work, kind=f"{source.kind}_division", subject_kind="distribution", subject_id=distribution_id,
        key=f"distribution:{distribution_id}",
        moves=[
            *moves,
            *(Move(source.account, payable(agent), Money(minor, source.currency)) for agent, minor in parts.items()),
            *(Move(source.account, AccountName(AccountKind.FUND, purpose=fund), Money(minor, source.currency))
              for fund, minor in funds.items()),
        ],
    )  # fmt: skip
    work.emit(IncomeDivided(distribution_id=distribution_id))
    return distribution_id


def payable(agent_id: UUID) -> AccountName:
    """What is due to a contributor."""
    return AccountName(AccountKind.CONTRIBUTOR_PAYABLE, agent_id)


async def _write(work: Work, distribution_id: UUID, basis: Basis, divided: Divided, source: _Source) -> None:
    """All that the division rests on, and what came of it; each table in one statement, however many rows."""
    events = basis.events
    counted: dict[UUID, list[tuple[str, int, int | None]]] = {}
    for filled in divided.buckets:
        for one in filled.counted:
            counted.setdefault(one.event_id, []).append((filled.bucket.name, one.points, one.minor))
    by_agent: dict[UUID, list[list[object]]] = {}
    for event in sorted(events, key=lambda one: one.id.int):
        plain = event.plain()
        by_agent.setdefault(event.agent, []).append([plain[0], *plain[2:], counted.get(event.id, ())])
    await work.execute(
        "INSERT INTO distribution_event (cooperative_id, distribution_id, id, agent_id, events)"
        " SELECT $1, $2, w.id, w.agent, w.events::jsonb FROM unnest($3::uuid[], $4::uuid[], $5::text[]) AS w (id, agent, events)",
        work.cooperative_id, distribution_id, [ids.new() for _ in by_agent], list(by_agent),
        [orjson.dumps(one, default=str).decode() for one in by_agent.values()],
    )  # fmt: skip
    claims = [
        (filled.bucket, one) for filled in divided.buckets if filled.bucket.claim != "always" for one in filled.counted
    ]
    await work.execute(
        "INSERT INTO distribution_claim (cooperative_id, distribution_id, id, event_id, bucket, claim, minor)"
        " SELECT $1, $2, w.* FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::bigint[]) AS w",
        work.cooperative_id, distribution_id, [ids.new() for _ in claims], [one.event_id for _, one in claims],
        [bucket.name for bucket, _ in claims], [bucket.claim for bucket, _ in claims], [one.minor for _, one in claims],
    )  # fmt: skip
    rows: list[tuple[str, UUID | None, str, int, int]] = []
    for filled in divided.buckets:
        rows += [(filled.bucket.name, part.agent, "", part.minor, part.points) for part in filled.parts]
        if filled.fund_minor and filled.bucket.fund != source.fund:
            rows.append((filled.bucket.name, None, filled.bucket.fund, filled.fund_minor, 0))
    await work.many(
        "INSERT INTO distribution_part (cooperative_id, distribution_id, id, position, bucket, agent_id, fund, amount_minor,"
        " points) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [(work.cooperative_id, distribution_id, ids.new(), position, *row) for position, row in enumerate(rows)],
    )
    await work.many(
        "INSERT INTO distribution_line (cooperative_id, distribution_id, id, order_line_id) VALUES ($1, $2, $3, $4)",
        [(work.cooperative_id, distribution_id, ids.new(), line_id) for line_id in source.line_ids],
    )
