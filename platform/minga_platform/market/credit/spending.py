"""Paying with what the co-op owes already: set aside when an order is placed, booked with the sale, given back if it ends unpaid.

The ledger's limit on each account is what stands against spending twice: whoever comes second waits for the balance's row
and finds what the first one left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.money import Money, allocate
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.credit.accounts import SET_ASIDE, SUSPENSE, account, returned_to
from minga_platform.market.credit.errors import CreditTooLow
from minga_platform.market.credit.ports import JOINED
from minga_platform.market.credit.queries import STATE
from minga_platform.market.discounts.errors import CodeNotTaken

Share = tuple[UUID | None, int]
"""(seller order, minor units); without a seller order it is the delivery's."""


@dataclass(frozen=True, slots=True)
class Source:
    """So much of an order comes out of this store credit or voucher."""

    method: str
    holder_id: UUID
    amount_minor: int


Plan = tuple[Source, ...]
OF_PART = """coalesce((SELECT sum(w.amount_minor) FROM spending w WHERE w.cooperative_id = s.cooperative_id AND w.seller_order_id = s.id
    AND w.state <> 'given_back'), 0)::bigint"""
"""SQL: what of seller order `s` is paid out of what is stored, minor units."""


def booked(portion: str) -> str:
    """SQL: the sale of that portion is booked: its money came, or is owed on an invoice; or store credit and vouchers paid all of it, and
    nothing was captured from outside."""
    return f"""({portion}.captured_minor > 0 OR EXISTS (SELECT FROM spending w WHERE (w.cooperative_id, w.seller_order_id)
        = ({portion}.cooperative_id, {portion}.seller_order_id) AND w.state IN ('captured', 'late')))"""


def total_of(plan: Plan) -> int:
    """How much of an order is paid out of what is stored, minor units."""
    return sum(source.amount_minor for source in plan)


async def planned(
    work: Work,
    total: Money,
    *,
    voucher_id: UUID | None,
    credit_minor: int,
    person_id: UUID | None,
    earnings: tuple[UUID, int] | None = None,
) -> Plan:
    """What the voucher, the store credit and a stall's `earnings` (its id, at most so much) pay of `total`, in this order, their balances
    locked until the unit ends.

    Refuses: CodeNotTaken (a voucher that lapsed or has nothing left), CreditTooLow (of credit, or of earnings).
    """
    plan: list[Source] = []
    left = total.minor
    if voucher_id is not None:
        name = account("voucher", voucher_id)
        there = (await ledger.locked(work, [name], total.currency))[name]
        row = await work.row(
            f"SELECT {STATE} AS state, v.expires_at FROM voucher v WHERE v.cooperative_id = $1 AND v.id = $2",
            work.cooperative_id,
            voucher_id,
        )
        assert row is not None, "a voucher is never deleted"
        if row["state"] in ("void", "stopped", "waiting"):
            raise CodeNotTaken("not_good")
        if row["state"] != "open" or (row["expires_at"] and row["expires_at"] <= await work.fresh_now()):
            raise CodeNotTaken("over")
        if there <= 0:
            raise CodeNotTaken("used_up")
        plan.append(Source("voucher", voucher_id, min(there, left)))
        left -= plan[-1].amount_minor
    if credit_minor and left and person_id is not None:
        name = account("credit", person_id)
        there = (await ledger.locked(work, [name], total.currency))[name]
        wanted = min(credit_minor, left)
        if there < wanted:
            raise CreditTooLow(Money(max(there, 0), total.currency))
        plan.append(Source("credit", person_id, wanted))
        left -= wanted
    if earnings is not None and left:
        stall_id, most = earnings
        wanted = min(most, left)
        there = await JOINED.earnings(work, stall_id, total.currency, True)
        if there < wanted:
            raise CreditTooLow(Money(max(there, 0), total.currency))
        plan.append(Source("earnings", stall_id, wanted))
    return tuple(source for source in plan if source.amount_minor)


def shares_of(plan: Plan, parts: Sequence[Share]) -> tuple[list[list[int]], list[int]]:
    """(each source's part of each seller order, what is left of each for other money). Pure.

    One rule: a source is spread over what the sources before it left of the parts, by largest remainder. So what the sources
    and the rest pay of a part is its total, and all parts of a source are its amount, to the cent.
    """
    left = [amount for _, amount in parts]
    taken: list[list[int]] = []
    for source in plan:
        shares = allocate(source.amount_minor, left)
        left = [before - share for before, share in zip(left, shares, strict=True)]
        taken.append(shares)
    return taken, left


async def set_aside(work: Work, order_id: UUID, currency: str, plan: Plan, parts: Sequence[Share]) -> list[Share]:
    """Take a plan's amounts out of their accounts for an order; what is left of each part for other money."""
    taken, left = shares_of(plan, parts)
    rows = [
        (work.cooperative_id, ids.new(), order_id, part, source.method, source.holder_id, currency, share, work.now)
        for source, shares in zip(plan, taken, strict=True)
        for (part, _), share in zip(parts, shares, strict=True)
        if share
    ]
    await work.many(
        "INSERT INTO spending (cooperative_id, id, order_id, seller_order_id, method, holder_id, state, currency, amount_minor, spent_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, 'set_aside', $7, $8, $9)",
        rows,
    )
    await post(
        work, kind="set_aside", subject_kind="order", subject_id=order_id, key=f"set-aside:{order_id}",
        moves=[
            Move(account(one.method, one.holder_id), SET_ASIDE, Money(one.amount_minor, currency))
            for one in plan
            if one.method != "earnings"
        ],
    )  # fmt: skip
    earned = [one for one in plan if one.method == "earnings"]
    if earned:
        await post(
            work, kind="purchase_set_off", subject_kind="order", subject_id=order_id, key=f"purchase-set-off:{order_id}",
            moves=[Move(account("earnings", one.holder_id), SET_ASIDE, Money(one.amount_minor, currency)) for one in earned],
        )  # fmt: skip
    for source in plan:
        if source.method == "credit":
            await enter(work, source.holder_id, Money(-source.amount_minor, currency), "spent", order_id=order_id)
    return [(part, share) for (part, _), share in zip(parts, left, strict=True)]


async def enter(
    work: Work,
    person_id: UUID,
    amount: Money,
    cause: str,
    *,
    reason: str = "",
    order_id: UUID | None = None,
    entered_by: UUID | None = None,
) -> UUID:
    """A line on somebody's store credit statement; its journal is its caller's."""
    entry_id = ids.new()
    await work.execute(
        "INSERT INTO credit_entry (cooperative_id, id, person_id, currency, cause, amount_minor, reason, order_id, entered_by, entered_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        work.cooperative_id, entry_id, person_id, amount.currency, cause, amount.minor, reason, order_id, entered_by, work.now,
    )  # fmt: skip
    return entry_id


async def was_given_back(work: Work, order_id: UUID) -> bool:
    """Whether an order's stored money went back to its owner: then the order cannot be revived with it."""
    found: bool = await work.value(
        "SELECT EXISTS (SELECT FROM spending WHERE cooperative_id = $1 AND order_id = $2 AND state = 'given_back')",
        work.cooperative_id,
        order_id,
    )
    return found


@dataclass(frozen=True, slots=True)
class Captured:
    """Stored money that goes into a sale: seller order → minor units, and the account that it is in."""

    amounts: Mapping[UUID | None, int] = field(default_factory=dict)
    source: AccountName = SET_ASIDE

    def of_lines(self, lines: Sequence[tuple[UUID, UUID, int]]) -> dict[UUID, int]:
        """What of each (line, seller order, total) it pays: a part's amount over its lines by largest remainder."""
        paid: dict[UUID, int] = {}
        for part, amount in self.amounts.items():
            own = [(line, total) for line, of, total in lines if of == part]
            if own:
                shares = allocate(amount, [total for _, total in own])
                paid.update(zip((line for line, _ in own), shares, strict=True))
        return paid


async def waits(work: Work, seller_order_id: UUID) -> bool:
    """Whether stored money of a part is set aside and not booked yet."""
    found: bool = await work.value(
        "SELECT EXISTS (SELECT FROM spending WHERE cooperative_id = $1 AND seller_order_id = $2 AND state = 'set_aside')",
        work.cooperative_id,
        seller_order_id,
    )
    return found


async def capture(work: Work, order_id: UUID, seller_order_ids: Sequence[UUID | None]) -> Captured:
    """The stored money of these parts goes into the sale that is being booked.

    Money that came late to an order whose stored part had gone back is booked against suspense and goes back whole, in the
    same unit: nobody is given the stored part twice.
    """
    rows = await work.rows(
        "UPDATE spending SET state = 'captured' WHERE cooperative_id = $1 AND order_id = $2 AND state = 'set_aside' "
        "AND (seller_order_id = ANY($3) OR ($4 AND seller_order_id IS NULL)) RETURNING seller_order_id, amount_minor",
        work.cooperative_id, order_id, [one for one in seller_order_ids if one is not None], None in seller_order_ids,
    )  # fmt: skip
    source = SET_ASIDE
    if not rows:
        source = SUSPENSE
        rows = await work.rows(
            "UPDATE spending SET state = 'late' WHERE cooperative_id = $1 AND order_id = $2 AND state = 'given_back' "
            "AND (seller_order_id = ANY($3) OR ($4 AND seller_order_id IS NULL)) RETURNING seller_order_id, amount_minor",
            work.cooperative_id, order_id, [one for one in seller_order_ids if one is not None], None in seller_order_ids,
        )  # fmt: skip
    amounts: dict[UUID | None, int] = {}
    for row in rows:
        amounts[row["seller_order_id"]] = amounts.get(row["seller_order_id"], 0) + row["amount_minor"]
    return Captured(amounts, source)


async def give_back(work: Work, order_id: UUID, seller_order_ids: Sequence[UUID] | None) -> int:
    """What was set aside for an order (or some parts of it) that ended unpaid goes back to where it came from; how much.

    Safe to repeat.
    """
    rows = await work.rows(
        "UPDATE spending SET state = 'given_back' WHERE cooperative_id = $1 AND order_id = $2 AND state = 'set_aside' "
        "AND ($3::uuid[] IS NULL OR seller_order_id = ANY($3)) RETURNING id, method, holder_id, currency, amount_minor",
        work.cooperative_id, order_id, None if seller_order_ids is None else list(seller_order_ids),
    )  # fmt: skip
    if not rows:
        return 0
    first = min(row["id"] for row in rows)
    await post(
        work, kind="set_aside_back", subject_kind="order", subject_id=order_id, key=f"set-aside-back:{first}",
        moves=[
            Move(SET_ASIDE, account(row["method"], row["holder_id"]), Money(row["amount_minor"], row["currency"]))
            for row in rows
            if row["method"] != "earnings"
        ],
    )  # fmt: skip
    earned: dict[UUID, int] = {}
    for row in rows:
        if row["method"] == "earnings":
            earned[row["holder_id"]] = earned.get(row["holder_id"], 0) + row["amount_minor"]
    await give_earnings_back(work, order_id, rows[0]["currency"], earned, key=f"set-aside:{first}")
    for row in rows:
        if row["method"] == "credit":
            money = Money(row["amount_minor"], row["currency"])
            await enter(work, row["holder_id"], money, "given_back", order_id=order_id)
    return sum(row["amount_minor"] for row in rows)


async def give_earnings_back(
    work: Work, order_id: UUID, currency: str, earned: Mapping[UUID, int], *, key: str
) -> None:
    """What purchases were paid with out of a stall's earnings is payable to it again: its next payout pays it. Not against the debt that
    the purchase made, for a payout may have taken that off since."""
    if not earned:
        return
    await post(
        work, kind="purchase_set_off_back", subject_kind="order", subject_id=order_id, key=f"purchase-set-off-back:{key}",
        moves=[Move(SET_ASIDE, returned_to(stall_id), Money(minor, currency)) for stall_id, minor in sorted(earned.items())],
    )  # fmt: skip


async def left_of(work: Work, order_id: UUID) -> dict[UUID | None, int]:
    """Seller order → what of its stored money could still go back, minor units. The rows are locked."""
    rows = await work.rows(
        "SELECT seller_order_id, amount_minor - refunded_minor AS left_minor FROM spending WHERE cooperative_id = $1 AND order_id = $2 "
        "AND state IN ('captured', 'late') ORDER BY id FOR UPDATE",
        work.cooperative_id,
        order_id,
    )
    left: dict[UUID | None, int] = {}
    for row in rows:
        left[row["seller_order_id"]] = left.get(row["seller_order_id"], 0) + row["left_minor"]
    return left


async def pay_back(
    work: Work, order_id: UUID, currency: str, amounts: Mapping[UUID | None, int]
) -> tuple[dict[AccountName, int], dict[UUID, int]]:
    """Stored money of these parts goes back: store credit first, then earnings, then the voucher. Account → minor units, for the
    refund's journal; and stall → what of it (in `SET_ASIDE`) is for `give_earnings_back` after that. A voucher whose time has run out
    can be spent for three months more; one whose price a bank took back stays stopped."""
    goes: dict[AccountName, int] = {}
    earned: dict[UUID, int] = {}
    for part, wanted in sorted(amounts.items(), key=lambda one: str(one[0] or "")):
        left = wanted
        rows = await work.rows(
            "SELECT id, method, holder_id, state, amount_minor - refunded_minor AS left_minor FROM spending WHERE cooperative_id = $1 "
            "AND order_id = $2 AND seller_order_id IS NOT DISTINCT FROM $3 AND state IN ('captured', 'late') ORDER BY method, id FOR UPDATE",
            work.cooperative_id, order_id, part,
        )  # fmt: skip
        for row in rows:
            now = min(left, row["left_minor"])
            if not now:
                continue
            left -= now
            await work.execute(
                "UPDATE spending SET refunded_minor = refunded_minor + $3 WHERE cooperative_id = $1 AND id = $2",
                work.cooperative_id, row["id"], now,
            )  # fmt: skip
            to = SUSPENSE if row["state"] == "late" else account(row["method"], row["holder_id"])
            if row["method"] == "earnings" and row["state"] != "late":
                goes[SET_ASIDE] = goes.get(SET_ASIDE, 0) + now
                earned[row["holder_id"]] = earned.get(row["holder_id"], 0) + now
                continue
            goes[to] = goes.get(to, 0) + now
            if to == SUSPENSE:
                continue
            if row["method"] == "credit":
                await enter(work, row["holder_id"], Money(now, currency), "refund", order_id=order_id)
            else:
                await work.execute(
                    "UPDATE voucher SET state = CASE WHEN state = 'stopped' THEN state ELSE 'open' END, expires_at = CASE WHEN expires_at IS NOT NULL "
                    "THEN greatest(expires_at, $3::timestamptz + interval '3 months') END "
                    "WHERE cooperative_id = $1 AND id = $2",
                    work.cooperative_id, row["holder_id"], work.now,
                )  # fmt: skip
        assert left == 0, "what goes back of a part is no more than it was paid"
    return goes, earned
