"""Totals by month out of the ledger, and the link to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.rights import stall_keepers
from minga_platform.membership import access

_PURPOSE = "earnings proof"
_MOST_MONTHS, _MOST_DAYS = 36, 180


@dataclass(frozen=True, slots=True)
class Month:
    """Minor units: what the stall earned, what of earnings went back to buyers, what reached the maker; and the VAT that a registered
    maker was paid beside it, to hand on."""

    month: date
    earned_minor: int
    refunded_minor: int
    paid_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Proof:
    """A statement as who has its link reads it. `agrees`: whether the books say the same now."""

    id: UUID
    stall_name: dict[str, str]
    payee: str
    currency: str
    from_on: date
    until_on: date
    made_at: datetime
    expires_at: datetime
    months: tuple[Month, ...]
    agrees: bool


async def make_proof(work: Work, viewer: Viewer, *, stall_id: UUID, months: int, days: int) -> UUID:
    """A statement of the last `months` whole months, whose link works for `days`. For the stall's own keepers alone: nobody shows
    somebody else's earnings. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput."""
    agent_id = await access.require(work, viewer, "earnings.show", stall_id=stall_id)
    if not 1 <= months <= _MOST_MONTHS:
        raise InvalidInput("months", "range", minimum="1", maximum=str(_MOST_MONTHS))
    if not 1 <= days <= _MOST_DAYS:
        raise InvalidInput("days", "range", minimum="1", maximum=str(_MOST_DAYS))
    here = await work.row("SELECT zone, currency FROM cooperative WHERE id = $1", work.cooperative_id)
    assert here is not None
    # The running month is shown too, up to today: what somebody sells this week counts for who lends her money.
    today = work.now.astimezone(ZoneInfo(here["zone"])).date()
    from_on, until_on = _back(today.replace(day=1), months), today + timedelta(days=1)
    found = await by_month(work, stall_id, here["currency"], here["zone"], from_on, work.now)
    proof_id = ids.new()
    await work.execute(
        "INSERT INTO earnings_proof (cooperative_id, id, stall_id, currency, from_on, until_on, months, made_by, made_at, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        work.cooperative_id, proof_id, stall_id, here["currency"], from_on, until_on, [_plain(one) for one in found], agent_id, work.now,
        work.now + timedelta(days=days),
    )  # fmt: skip
    return proof_id


async def end_proof(work: Work, viewer: Viewer, *, proof_id: UUID) -> UUID:
    """The link shows nothing any more. For the stall's keepers. Refuses: SignInNeeded, NotFound. Safe to repeat."""
    agent_id = await access.agent_of(work, viewer)
    stall_id = await work.value(
        "SELECT stall_id FROM earnings_proof WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, proof_id
    )
    if stall_id is None or not await stall_keepers(work, stall_id, agent_id):
        raise NotFound
    await work.execute(
        "UPDATE earnings_proof SET ended_at = coalesce(ended_at, $3) WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, proof_id, work.now,
    )  # fmt: skip
    return proof_id


def link_of(keyring: Keyring, proof_id: UUID) -> str:
    """What the link ends with: the id and a token that only this installation can make."""
    return f"{ids.encode('proof', proof_id)}.{keyring.token(_PURPOSE, str(proof_id))}"


async def proof(work: Work, keyring: Keyring, link: str) -> Proof | None:
    """The statement behind a link, checked against the books anew; None for a link that is none, expired or ended."""
    outside, _, token = link.partition(".")
    try:
        proof_id = ids.decode("proof", outside)
    except NotFound:
        return None
    if not keyring.is_token(_PURPOSE, str(proof_id), token):
        return None
    row = await work.row(
        "SELECT p.*, s.name AS stall_name, a.name AS payee, c.zone FROM earnings_proof p "
        "JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id "
        "JOIN agent a ON a.cooperative_id = s.cooperative_id AND a.id = s.agent_id JOIN cooperative c ON c.id = p.cooperative_id "
        "WHERE p.cooperative_id = $1 AND p.id = $2 AND p.ended_at IS NULL AND p.expires_at > $3",
        work.cooperative_id, proof_id, work.now,
    )  # fmt: skip
    if row is None:
        return None
    now = await by_month(work, row["stall_id"], row["currency"], row["zone"], row["from_on"], row["made_at"])
    return Proof(
        id=row["id"],
        stall_name=row["stall_name"],
        payee=row["payee"],
        currency=row["currency"],
        from_on=row["from_on"],
        until_on=row["until_on"],
        made_at=row["made_at"],
        expires_at=row["expires_at"],
        months=tuple(_read(one) for one in row["months"]),
        agrees=now == [_read(one) for one in row["months"]],
    )


async def proofs(work: Work, viewer: Viewer, stall_id: UUID) -> list[Any] | None:
    """A stall's statements whose links work, newest first, for its keepers; None for others."""
    present = await access.standing(work, viewer)
    if present is None or not await stall_keepers(work, stall_id, present.agent_id):
        return None
    return await work.rows(
        "SELECT id, from_on, until_on, made_at, expires_at FROM earnings_proof WHERE cooperative_id = $1 AND stall_id = $2 AND ended_at IS NULL "
        "AND expires_at > $3 ORDER BY id DESC LIMIT 20",
        work.cooperative_id, stall_id, work.now,
    )  # fmt: skip


async def by_month(work: Work, stall_id: UUID, unit: str, zone: str, from_on: date, until: datetime) -> list[Month]:
    """What crossed the border of a stall's accounts, month by month: cash that left them, or paid her dues, shares and purchases, reached the
    maker; refunds in flight went back to buyers; the rest is what she earned. What moved between her own accounts is none of it."""
    rows = await work.rows(
        """WITH mine AS (SELECT id FROM account WHERE cooperative_id = $1 AND holder_id = $2 AND unit = $3
               AND kind IN ('seller_held', 'seller_payable', 'seller_negative')),
           crossed AS (
               SELECT t.at, t.amount AS gain, c.kind AS other FROM transfer t JOIN account c ON c.cooperative_id = t.cooperative_id AND c.id = t.debit_id
               WHERE t.cooperative_id = $1 AND t.credit_id IN (SELECT id FROM mine) AND t.debit_id NOT IN (SELECT id FROM mine)
                   AND t.state IN ('posted', 'post')
               UNION ALL
               SELECT t.at, -t.amount, c.kind FROM transfer t JOIN account c ON c.cooperative_id = t.cooperative_id AND c.id = t.credit_id
               WHERE t.cooperative_id = $1 AND t.debit_id IN (SELECT id FROM mine) AND t.credit_id NOT IN (SELECT id FROM mine)
                   AND t.state IN ('posted', 'post'))
           SELECT date_trunc('month', at AT TIME ZONE $4)::date AS month,
               coalesce(sum(gain) FILTER (WHERE other NOT LIKE 'cash%'
                   AND other NOT IN ('refunds_in_flight', 'dues_due', 'shares_due', 'vat_due', 'stored_set_aside')), 0)::bigint AS earned_minor,
               coalesce(sum(-gain) FILTER (WHERE other = 'refunds_in_flight'), 0)::bigint AS refunded_minor,
               coalesce(sum(-gain) FILTER (WHERE other LIKE 'cash%' OR other IN ('dues_due', 'shares_due', 'stored_set_aside')), 0)::bigint AS paid_minor,
               coalesce(sum(gain) FILTER (WHERE other = 'vat_due'), 0)::bigint AS tax_minor
           FROM crossed WHERE at <= $6 AND (at AT TIME ZONE $4)::date >= $5 GROUP BY 1 ORDER BY 1""",
        work.cooperative_id, stall_id, unit, zone, from_on, until,
    )  # fmt: skip
    return [Month(**dict(row)) for row in rows]


def total(months: Sequence[Month]) -> Month:
    """All of them together; its month is the first."""
    return Month(
        months[0].month if months else date.min,
        sum(one.earned_minor for one in months),
        sum(one.refunded_minor for one in months),
        sum(one.paid_minor for one in months),
        sum(one.tax_minor for one in months),
    )


def _back(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _plain(one: Month) -> dict[str, Any]:
    return {
        "month": one.month.isoformat(),
        "earned": one.earned_minor,
        "refunded": one.refunded_minor,
        "paid": one.paid_minor,
        "tax": one.tax_minor,
    }


def _read(plain: dict[str, Any]) -> Month:
    return Month(
        date.fromisoformat(plain["month"]), plain["earned"], plain["refunded"], plain["paid"], plain.get("tax", 0)
    )
