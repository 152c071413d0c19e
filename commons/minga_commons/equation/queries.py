"""Readings of divisions: what was divided, who got what and why, what is due, and what another equation would have given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from minga_commons.equation import gathering
from minga_commons.equation.amounts import Divided, Event, digest, divide
from minga_commons.equation.language import KEY, read
from minga_commons.royalties.dates import today
from minga_platform.governance.groups import purse
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.credit.spending import booked
from minga_platform.membership import access
from minga_platform.rules import queries as rules

SEE = "royalties.see"
"""Members, and who keeps or audits the books: income is divided in front of everybody who may have a part of it."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A division with what it rests on. `asset_slug`, `title`, `version` for a royalty, `fund` for a fund."""

    id: UUID
    source: str
    release_id: UUID | None
    asset_id: UUID | None
    asset_slug: str | None
    title: dict[str, str] | None
    version: str | None
    fund: str
    cause: str | None
    equation_version_id: UUID
    decision_id: UUID | None
    counted_on: date
    currency: str
    amount_minor: int
    left_minor: int
    netted_minor: int
    event_count: int
    input_sha256: bytes
    made_by_name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class PartRow:
    """What somebody or a fund got of a bucket. `whole_points`: of all who shared it, thousandths."""

    distribution_id: UUID
    bucket: str
    agent_id: UUID | None
    name: str
    fund: str
    amount_minor: int
    currency: str
    points: int
    whole_points: int


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """An event that counted: for whom, what it was, and for how much."""

    event_id: UUID
    agent_id: UUID
    name: str
    bucket: str
    claim: str
    kind: str
    amount: int
    per: int
    given_on: date
    generation: int
    points: int
    minor: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """What is due to a contributor in one currency, with how she is paid by bank where her stall says so."""

    agent_id: UUID
    name: str
    currency: str
    due_minor: int
    set_aside_minor: int
    earned_minor: int
    bank_holder: str
    bank_last_four: str


@dataclass(frozen=True, slots=True)
class Fund:
    """What lies in a fund in one currency, less what is set aside."""

    name: str
    currency: str
    held_minor: int


@dataclass(frozen=True, slots=True)
class SharePayout:
    """Money on its way to a contributor, or with her. `bank_last_four`: of the number it would go to; empty: none is known.
    `is_held`: that account was changed a short while ago, so nothing is sent to it yet. `file_part`: the SEPA order it went out in."""

    id: UUID
    agent_id: UUID
    name: str
    channel: str
    state: str
    currency: str
    amount_minor: int
    prepared_at: datetime
    settled_at: datetime | None
    bank_holder: str
    bank_last_four: str
    is_held: bool
    approvals: int
    approvals_needed: int
    file_part: int | None


async def insider(work: Work, viewer: Viewer) -> UUID | None:
    """The asker's agent, if divisions are told to her."""
    return await access.agent_of(work, viewer) if await access.may(work, viewer, SEE) else None


_DISTRIBUTION = """SELECT d.id, d.source, d.release_id, d.asset_id, w.slug AS asset_slug, w.title, r.version, d.fund, d.cause,
        d.equation_version_id, o.decision_id, d.counted_on, d.currency, d.amount_minor, d.left_minor, d.netted_minor,
        d.event_count, d.input_sha256, g.name AS made_by_name, d.made_at
    FROM distribution d
    JOIN agent g ON g.cooperative_id = d.cooperative_id AND g.id = d.made_by
    JOIN rule_version v ON v.cooperative_id = d.cooperative_id AND v.id = d.equation_version_id
    JOIN adoption o ON o.cooperative_id = v.cooperative_id AND o.id = v.adoption_id
    LEFT JOIN release r ON r.cooperative_id = d.cooperative_id AND r.id = d.release_id
    LEFT JOIN asset w ON w.cooperative_id = d.cooperative_id AND w.id = d.asset_id
    WHERE d.cooperative_id = $1 """


async def distributions(
    work: Work, *, release_id: UUID | None = None, agent_id: UUID | None = None, before: UUID | None, first: int
) -> list[Distribution]:
    """Divisions, newest first, of all or of a release, or those that gave an agent something; one more than `first`."""
    rows = await work.rows(
        _DISTRIBUTION
        + """AND ($2::uuid IS NULL OR d.release_id = $2) AND ($3::uuid IS NULL OR d.id < $3)
            AND ($4::uuid IS NULL OR EXISTS (SELECT FROM distribution_part p WHERE p.cooperative_id = d.cooperative_id
                AND p.distribution_id = d.id AND p.agent_id = $4)) ORDER BY d.id DESC LIMIT $5""",
        work.cooperative_id, release_id, before, agent_id, first + 1,
    )  # fmt: skip
    return [Distribution(**dict(row)) for row in rows]


async def distribution(work: Work, distribution_id: UUID) -> Distribution | None:
    """One division."""
    row = await work.row(_DISTRIBUTION + "AND d.id = $2", work.cooperative_id, distribution_id)
    return None if row is None else Distribution(**dict(row))


async def parts(work: Work, *, distribution_ids: Sequence[UUID], agent_id: UUID | None = None) -> list[PartRow]:
    """Who got what of each bucket, in the order of the equation; of all, or one agent's alone."""
    rows = await work.rows(
        """SELECT p.distribution_id, p.bucket, p.agent_id, coalesce(g.name, '') AS name, p.fund, p.amount_minor, d.currency,
            p.points, (SELECT sum(o.points) FROM distribution_part o WHERE o.cooperative_id = p.cooperative_id
                AND o.distribution_id = p.distribution_id AND o.bucket = p.bucket)::bigint AS whole_points
        FROM distribution_part p
        JOIN distribution d ON d.cooperative_id = p.cooperative_id AND d.id = p.distribution_id
        LEFT JOIN agent g ON g.cooperative_id = p.cooperative_id AND g.id = p.agent_id
        WHERE p.cooperative_id = $1 AND p.distribution_id = ANY($2) AND ($3::uuid IS NULL OR p.agent_id = $3)
        ORDER BY p.distribution_id DESC, p.position""",
        work.cooperative_id,
        list(distribution_ids),
        agent_id,
    )
    return [PartRow(**dict(row)) for row in rows]


async def claims(
    work: Work,
    distribution_id: UUID,
    *,
    agent_id: UUID | None,
    bucket: str | None,
    after: tuple[UUID, str] | None,
    first: int,
) -> list[ClaimRow]:
    """The events that counted in a division, by id, one more than `first` where there are more."""
    lines = await work.value(
        "SELECT v.value FROM distribution d JOIN rule_version v ON v.cooperative_id = d.cooperative_id"
        " AND v.id = d.equation_version_id WHERE d.cooperative_id = $1 AND d.id = $2",
        work.cooperative_id,
        distribution_id,
    )
    claim_of = {one.name: one.claim for one in read(lines).buckets}
    rows = await work.rows(
        """SELECT t.* FROM (
            SELECT (k.it ->> 0)::uuid AS event_id, e.agent_id, g.name, b.it ->> 0 AS bucket, k.it ->> 1 AS kind,
                (k.it ->> 2)::bigint AS amount, (k.it ->> 3)::int AS per, (k.it ->> 4)::date AS given_on,
                (k.it ->> 5)::int AS generation, (b.it ->> 1)::bigint AS points, (b.it ->> 2)::bigint AS minor
            FROM distribution_event e
            JOIN agent g ON g.cooperative_id = e.cooperative_id AND g.id = e.agent_id
            CROSS JOIN LATERAL jsonb_array_elements(e.events) k (it)
            CROSS JOIN LATERAL jsonb_array_elements(k.it -> 8) b (it)
            WHERE e.cooperative_id = $1 AND e.distribution_id = $2 AND ($3::uuid IS NULL OR e.agent_id = $3)) t
        WHERE ($4::text IS NULL OR t.bucket = $4) AND ($5::uuid IS NULL OR (t.event_id, t.bucket) > ($5, $6::text))
        ORDER BY t.event_id, t.bucket LIMIT $7""",
        work.cooperative_id, distribution_id, agent_id, bucket, *(after or (None, None)), first + 1,
    )  # fmt: skip
    return [ClaimRow(**dict(row), claim=claim_of[row["bucket"]]) for row in rows]


async def lines_of(work: Work, distribution_id: UUID) -> list[UUID]:
    """The sold lines whose royalties a division took up."""
    rows = await work.rows(
        "SELECT order_line_id FROM distribution_line WHERE cooperative_id = $1 AND distribution_id = $2",
        work.cooperative_id,
        distribution_id,
    )
    return [row["order_line_id"] for row in rows]


def account_of(cooperative: str, agent: str) -> str:
    """The FROM of an agent's account at a bank, `a`: the one that she told for her shares, else that of her first stall which has one
    (`a.of_stall`). Both arguments are columns or placeholders, never what people typed."""
    return f"""(
            SELECT false AS of_stall, own.id, own.bank_holder, own.bank_number, own.bank_last_four, own.payee_changed_at
            FROM contributor_account own WHERE own.cooperative_id = {cooperative} AND own.agent_id = {agent} AND own.bank_number IS NOT NULL
            UNION ALL
            SELECT true, kept.id, payee.bank_holder, payee.bank_number, payee.bank_last_four, payee.payee_changed_at FROM stall kept
            JOIN seller_account payee ON payee.cooperative_id = kept.cooperative_id AND payee.stall_id = kept.id
                AND payee.bank_number IS NOT NULL
            WHERE kept.cooperative_id = {cooperative} AND kept.agent_id = {agent}) a ORDER BY a.of_stall, a.id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class ShareAccount:
    """Where somebody's shares go by bank. `of_stall`: it is that of her stall, since she told none for her shares. `held_until`: nothing
    is sent there before, since it was changed a short while ago."""

    bank_holder: str
    bank_last_four: str
    of_stall: bool
    held_until: datetime | None


async def share_account(work: Work, agent_id: UUID) -> ShareAccount | None:
    """Of one agent; for herself, and for who pays."""
    row = await work.row(
        f"SELECT a.bank_holder, a.bank_last_four, a.of_stall, a.payee_changed_at FROM {account_of('$1', '$2')}",
        work.cooperative_id,
        agent_id,
    )
    if row is None:
        return None
    changed, settled = row["payee_changed_at"], await settled_since(work)
    held_until = changed + (work.now - settled) if changed is not None and changed > settled else None
    return ShareAccount(row["bank_holder"], row["bank_last_four"], row["of_stall"], held_until)


async def funds(work: Work) -> list[Fund]:
    """The co-op's funds by name. Purses of working groups are theirs, and stand on their pages."""
    rows = await work.rows(
        """SELECT k.purpose AS name, k.unit AS currency, b.posted - b.pending AS held_minor
        FROM account k JOIN balance b ON b.cooperative_id = k.cooperative_id AND b.id = k.id
        WHERE k.cooperative_id = $1 AND k.kind = 'fund' AND NOT starts_with(k.purpose, $2) ORDER BY 1, 2""",
        work.cooperative_id,
        purse.PREFIX,
    )
    return [Fund(**dict(row)) for row in rows]


async def dues(work: Work, *, agent_id: UUID | None = None) -> list[Due]:
    """What is due to each contributor, by name; or to one."""
    rows = await work.rows(
        """SELECT k.holder_id AS agent_id, g.name, k.unit AS currency, b.posted - b.pending AS due_minor,
            b.pending AS set_aside_minor, coalesce(e.earned, 0) AS earned_minor,
            coalesce(y.bank_holder, '') AS bank_holder, coalesce(y.bank_last_four, '') AS bank_last_four
        FROM account k JOIN balance b ON b.cooperative_id = k.cooperative_id AND b.id = k.id
        JOIN agent g ON g.cooperative_id = k.cooperative_id AND g.id = k.holder_id
        LEFT JOIN LATERAL (SELECT sum(p.amount_minor)::bigint AS earned FROM distribution_part p
            JOIN distribution d ON d.cooperative_id = p.cooperative_id AND d.id = p.distribution_id AND d.currency = k.unit
            WHERE p.cooperative_id = k.cooperative_id AND p.agent_id = k.holder_id) e ON true
        LEFT JOIN LATERAL (SELECT a.bank_holder, a.bank_last_four FROM """
        + account_of("k.cooperative_id", "k.holder_id")
        + """) y ON true
        WHERE k.cooperative_id = $1 AND k.kind = 'contributor_payable' AND ($2::uuid IS NULL OR k.holder_id = $2)
        ORDER BY g.name, k.holder_id, k.unit""",
        work.cooperative_id,
        agent_id,
    )
    return [Due(**dict(row)) for row in rows]


async def share_payout(work: Work, payout_id: UUID) -> SharePayout:
    """One payout; for who just made or changed it."""
    return (await share_payouts_by_id(work, [payout_id]))[0]


async def share_payouts_by_id(work: Work, payout_ids: Sequence[UUID]) -> list[SharePayout]:
    """Several of them, oldest first; for who just made or changed them."""
    rows = await work.rows(
        f"{_PAYOUT} AND p.id = ANY($3) ORDER BY p.id", work.cooperative_id, await settled_since(work), list(payout_ids)
    )
    return [SharePayout(**dict(row)) for row in rows]


_PAYOUT = f"""SELECT p.id, p.agent_id, g.name, p.channel, p.state, p.currency, p.amount_minor, p.prepared_at, p.settled_at,
            coalesce(y.bank_holder, '') AS bank_holder, coalesce(y.bank_last_four, '') AS bank_last_four,
            coalesce(y.payee_changed_at > $2, false) AS is_held, p.approvals_needed,
            (SELECT count(*) FROM share_approval v WHERE v.cooperative_id = p.cooperative_id AND v.payout_id = p.id) AS approvals,
            (SELECT f.part FROM share_file f WHERE f.cooperative_id = p.cooperative_id AND f.id = p.file_id) AS file_part
        FROM share_payout p JOIN agent g ON g.cooperative_id = p.cooperative_id AND g.id = p.agent_id
        LEFT JOIN LATERAL (SELECT a.bank_holder, a.bank_last_four, a.payee_changed_at
            FROM {account_of("p.cooperative_id", "p.agent_id")}) y ON true
        WHERE p.cooperative_id = $1"""


async def settled_since(work: Work) -> datetime:
    """An account that was changed after this is not sent anything yet, as for the earnings of stalls."""
    return work.now - timedelta(hours=await rules.number_at(work, "market.payout_bank_hold_hours"))


async def share_payouts(
    work: Work, *, agent_id: UUID | None, state: str | None, before: UUID | None, first: int
) -> list[SharePayout]:
    """Payouts to contributors, newest first, one more than `first` where there are more."""
    rows = await work.rows(
        f"""{_PAYOUT} AND ($3::uuid IS NULL OR p.agent_id = $3) AND ($4::text IS NULL OR p.state = $4)
            AND ($5::uuid IS NULL OR p.id < $5) ORDER BY p.id DESC LIMIT $6""",
        work.cooperative_id, await settled_since(work), agent_id, state, before, first + 1,
    )  # fmt: skip
    return [SharePayout(**dict(row)) for row in rows]


async def worked_out_anew(work: Work, distribution_id: UUID) -> bool:
    """Whether the kept event set and equation still have the kept hash, and give the very parts that were paid."""
    row = await work.row(
        """SELECT d.*, v.value AS lines FROM distribution d
        JOIN rule_version v ON v.cooperative_id = d.cooperative_id AND v.id = d.equation_version_id
        WHERE d.cooperative_id = $1 AND d.id = $2""",
        work.cooperative_id,
        distribution_id,
    )
    if row is None:
        return False
    events = [
        Event(UUID(one[0]), kept["agent_id"], one[1], one[2], one[3], date.fromisoformat(one[4]), *one[5:8])
        for kept in await work.rows(
            "SELECT agent_id, events FROM distribution_event WHERE cooperative_id = $1 AND distribution_id = $2",
            work.cooperative_id,
            distribution_id,
        )
        for one in kept["events"]
    ]
    inputs = (row["amount_minor"], events, row["maintainer_ids"], row["counted_on"])
    if digest(row["lines"], *inputs) != bytes(row["input_sha256"]):
        return False
    divided = divide(read(row["lines"]), *inputs)
    paid = await work.rows(
        "SELECT bucket, agent_id, fund, amount_minor FROM distribution_part WHERE cooperative_id = $1 AND distribution_id = $2"
        " ORDER BY position",
        work.cooperative_id,
        distribution_id,
    )
    return [tuple(one) for one in paid] == _as_paid(divided, row["fund"])


def _as_paid(divided: Divided, fund: str) -> list[tuple[str, UUID | None, str, int]]:
    rows: list[tuple[str, UUID | None, str, int]] = []
    for filled in divided.buckets:
        rows += [(filled.bucket.name, part.agent, "", part.minor) for part in filled.parts]
        if filled.fund_minor and filled.bucket.fund != fund:
            rows.append((filled.bucket.name, None, filled.bucket.fund, filled.fund_minor))
    return rows


@dataclass(frozen=True, slots=True)
class Trial:
    """What an equation would have given for a past period, minor units: by agent and fund, and what nobody would have had.

    `royalties`: what the period's sales left, less what of it went back. `now` is the same by the equation in force.
    """

    since: datetime
    until: datetime
    currency: str
    royalties: int
    would_be: dict[UUID, int]
    would_be_funds: dict[str, int]
    would_be_left: int
    now: dict[UUID, int]
    now_funds: dict[str, int]
    names: dict[UUID, str]


async def trial(
    work: Work, *, lines: Sequence[str], since: datetime, until: datetime, release_id: UUID | None
) -> Trial:
    """Who would have received what of the royalties of a period, release by release, beside the equation in force.

    Contributions count as they stand now, those of days before `until`; claims as they stood at `since`. Nothing is
    written. Refuses: InvalidInput for lines that are no equation.
    """
    wanted, held = read(lines), await gathering.in_force(work)
    currency = await work.value("SELECT currency FROM cooperative WHERE id = $1", work.cooperative_id)
    rows = await work.rows(
        f"""SELECT b.release_id, b.asset_id, sum(b.royalty_minor - coalesce(back.returned, 0))::bigint AS minor
        FROM sale_basis b
        JOIN order_line l ON l.cooperative_id = b.cooperative_id AND l.id = b.order_line_id
        JOIN portion o ON o.cooperative_id = l.cooperative_id AND o.seller_order_id = l.seller_order_id AND {booked("o")}
        LEFT JOIN LATERAL (SELECT sum(f.royalty_minor) AS returned FROM refund_line f
            WHERE f.cooperative_id = l.cooperative_id AND f.order_line_id = l.id) back ON true
        WHERE b.cooperative_id = $1 AND b.at >= $2 AND b.at < $3 AND b.currency = $4 AND ($5::uuid IS NULL OR b.release_id = $5)
        GROUP BY 1, 2 ORDER BY 1""",
        work.cooperative_id, since, until, currency, release_id,
    )  # fmt: skip
    on = await today(work)
    outcomes: list[tuple[Divided, Divided]] = []
    for row in rows:
        basis = await gathering.of_release(work, row["release_id"], row["asset_id"], until=until, paid_before=since)
        outcomes.append(
            (
                divide(wanted, row["minor"], basis.events, basis.maintainers, on),
                divide(held.equation, row["minor"], basis.events, basis.maintainers, on),
            )
        )
    would_be, would_be_funds, left = _together([one for one, _ in outcomes])
    now, now_funds, _ = _together([one for _, one in outcomes])
    names = await work.rows(
        "SELECT id, name FROM agent WHERE cooperative_id = $1 AND id = ANY($2)", work.cooperative_id, [*would_be, *now]
    )
    return Trial(
        since, until, currency, sum(row["minor"] for row in rows), would_be, would_be_funds, left, now, now_funds,
        {row["id"]: row["name"] for row in names},
    )  # fmt: skip


def _together(outcomes: Sequence[Divided]) -> tuple[dict[UUID, int], dict[str, int], int]:
    people: dict[UUID, int] = {}
    funds: dict[str, int] = {}
    for one in outcomes:
        for agent, minor in one.totals().items():
            people[agent] = people.get(agent, 0) + minor
        for fund, minor in one.funds().items():
            funds[fund] = funds.get(fund, 0) + minor
    return people, funds, sum(one.left for one in outcomes)


async def equation_versions(work: Work) -> list[dict[str, Any]]:
    """Every version of the equation, newest first, with the decision that set it."""
    rows = await work.rows(
        """SELECT v.id, v.value AS lines, v.effective_at, a.kind AS set_by, a.decision_id FROM rule_version v
        JOIN adoption a ON a.cooperative_id = v.cooperative_id AND a.id = v.adoption_id
        WHERE v.cooperative_id = $1 AND v.key = $2 ORDER BY v.effective_at DESC, v.id DESC""",
        work.cooperative_id,
        KEY,
    )
    return [dict(row) for row in rows]
