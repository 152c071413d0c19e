"""Gift vouchers that are bought like other goods: what the co-op sells them as, the voucher behind a line, and when it opens.

A voucher that is good for many things is no sale yet: what is paid for it is owed to whoever bears its code. So its line has no
tax, no fee and no earning; like a deposit it goes whole to a liability (`order_line.voucher_id`, an account of its own). The line
stands on an ordinary variant of a stall that nobody keeps, so that basket, checkout, payment, refund and papers know nothing new.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.money import Money, scale_of
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.credit.accounts import account
from minga_platform.market.credit.codes import code_of, hash_of
from minga_platform.market.law import queries as law
from minga_platform.rules import queries as rules

_COST = AccountName(AccountKind.REFUND_COST)
_SLUG = "gift-voucher-{id}"
# Words of rows and not of pages: written here, since a unit of work that holds locks is no place to read whole catalogues.
_TITLE = {"en": "Gift voucher", "es": "Vale de regalo", "fr": "Bon cadeau", "ar": "قسيمة هدية"}
_SELLER = {
    "en": "Gift vouchers of the co-op", "es": "Vales de regalo de la cooperativa", "fr": "Bons cadeaux de la coopérative",
    "ar": "قسائم هدايا التعاونية",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class VoucherOffer:
    """Which vouchers are sold: whole units of the co-op's currency between two amounts, for so many months."""

    least: Money
    most: Money
    months: int


async def offer(work: Work) -> VoucherOffer | None:
    """What is sold now; None where the co-op recorded no legal basis, or decided to sell none."""
    if not await law.switched_on(work, "store_credit"):
        return None
    return await _bounds(work)


async def _bounds(work: Work) -> VoucherOffer | None:
    unit = await work.value("SELECT currency FROM cooperative WHERE id = $1", work.cooperative_id)
    one = 10 ** scale_of(unit)
    least = await rules.number_at(work, "market.voucher_least")
    most = await rules.number_at(work, "market.voucher_most")
    if most < least:
        return None
    return VoucherOffer(
        Money(least * one, unit), Money(most * one, unit), await rules.number_at(work, "market.voucher_months")
    )


async def shelf(work: Work, amount: Money) -> tuple[UUID, int]:
    """(the variant that stands for vouchers, how many of it are this amount), made with the first one that is sold.

    Refuses: NoLegalBasis, InvalidInput (none are sold, another currency, out of bounds, no whole units).
    """
    await law.require(work, "store_credit")
    found = await _bounds(work)
    if found is None or amount.currency != found.most.currency:
        raise InvalidInput("amount", "currency" if found else "not_sold")
    one = 10 ** scale_of(amount.currency)
    if not found.least.minor <= amount.minor <= found.most.minor or amount.minor % one:
        raise InvalidInput(
            "amount", "range", minimum=str(found.least.minor // one), maximum=str(found.most.minor // one)
        )
    least, most = found.least.minor // one, found.most.minor // one
    find = (
        "SELECT v.id, v.least, v.most FROM variant v JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id "
        "WHERE v.cooperative_id = $1 AND p.is_voucher AND v.currency = $2"
    )
    row = await work.row(find, work.cooperative_id, amount.currency)
    if row is None:
        await work.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('vouchers' || $1::text, 0))", str(work.cooperative_id)
        )
        row = await work.row(find, work.cooperative_id, amount.currency)
        if row is None:
            await _put_up(work, amount.currency, one, least, most)
            row = await work.row(find, work.cooperative_id, amount.currency)
    assert row is not None
    if (row["least"], row["most"]) != (least, most):
        # The members decided on other bounds since.
        await work.execute(
            "UPDATE variant SET least = $3, most = $4, version = version + 1 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, row["id"], least, most,
        )  # fmt: skip
    return row["id"], amount.minor // one


async def _put_up(work: Work, unit: str, one: int, least: int, most: int) -> None:
    """A stall that nobody keeps and no market shows, with the one thing on it. It is closed and a draft: what is sold of it is asked
    for by its own door (`cart.commands.put_voucher`)."""
    stall_id, product_id, stock_id = ids.new(), ids.new(), ids.new()
    agent_id = await work.value(
        "SELECT coalesce((SELECT recorded_by FROM legal_basis WHERE cooperative_id = $1 AND feature = 'store_credit' AND recorded_by IS NOT NULL "
        "ORDER BY recorded_at DESC LIMIT 1), (SELECT id FROM agent WHERE cooperative_id = $1 ORDER BY id LIMIT 1))",
        work.cooperative_id,
    )
    await work.execute(
        "INSERT INTO stall (cooperative_id, id, slug, name, story, agent_id, state, opened_at) VALUES ($1, $2, $3, $4, '{}', $5, 'closed', $6)",
        work.cooperative_id, stall_id, _SLUG.format(id=stall_id.hex[-8:]), _SELLER, agent_id, work.now,
    )  # fmt: skip
    await work.execute(
        "INSERT INTO product (cooperative_id, id, stall_id, slug, title, description, provenance, materials, care, tax_bps, state, is_voucher, created_at) "
        "VALUES ($1, $2, $3, $4, $5, '{}', '{}', '{}', '{}', 0, 'draft', true, $6)",
        work.cooperative_id, product_id, stall_id, _SLUG.format(id=product_id.hex[-8:]), _TITLE, work.now,
    )  # fmt: skip
    await work.execute(
        "INSERT INTO stock_item (cooperative_id, id, stall_id, name, unit, counted) VALUES ($1, $2, $3, '', 'piece', false)",
        work.cooperative_id, stock_id, stall_id,
    )  # fmt: skip
    await work.execute(
        "INSERT INTO variant (cooperative_id, id, product_id, title, unit, least, most, price_minor, currency, stock_item_id, state) "
        "VALUES ($1, $2, $3, '{}', 'piece', $4, $5, $6, $7, $8, 'offered')",
        work.cooperative_id, ids.new(), product_id, least, most, one, unit, stock_id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gift:
    """A voucher that is about to be ordered: for how much, for whom, with which words."""

    amount: Money
    bought_for: str
    message: str


async def expect(work: Work, gifts: Sequence[Gift], sealing: str) -> list[UUID]:
    """The vouchers behind lines that are about to be written; none of them is good for anything before it is paid."""
    made = [ids.new() for _ in gifts]
    codes = [code_of(sealing, one) for one in made]
    await work.many(
        "INSERT INTO voucher (cooperative_id, id, code_hash, ending, currency, issued_minor, cause, state, bought_for, message, issued_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, 'bought', 'waiting', $7, $8, $9)",
        [
            (work.cooperative_id, one, hash_of(code), code[-4:], gift.amount.currency, gift.amount.minor, gift.bought_for, gift.message, work.now)
            for one, code, gift in zip(made, codes, gifts, strict=True)
        ],
    )  # fmt: skip
    return made


async def open_paid(work: Work, voucher_ids: Sequence[UUID]) -> None:
    """Their money is being booked in this unit: from now on they are good, and their time runs. Safe to repeat."""
    if not voucher_ids:
        return
    months = await rules.number_at(work, "market.voucher_months")
    await work.execute(
        "UPDATE voucher SET state = 'open', issued_at = $3::timestamptz, expires_at = $3::timestamptz + make_interval(months => $4::int) "
        "WHERE cooperative_id = $1 AND id = ANY ($2) AND state = 'waiting'",
        work.cooperative_id, list(voucher_ids), work.now, months,
    )  # fmt: skip


async def left_in(work: Work, voucher_id: UUID, unit: str) -> int:
    """What of a bought voucher can go back to its buyer: what nobody spent, its balance locked."""
    name = account("voucher", voucher_id)
    return max((await ledger.locked(work, [name], unit))[name], 0)


async def end_refunded(work: Work, voucher_ids: Sequence[UUID]) -> None:
    """Their money went back: one of which nothing is left is good for nothing any more."""
    for voucher_id in voucher_ids:
        await work.execute(
            "UPDATE voucher v SET state = 'void', ended_at = $3 WHERE v.cooperative_id = $1 AND v.id = $2 AND v.state = 'open' AND NOT EXISTS ("
            "SELECT FROM account a JOIN balance b ON (b.cooperative_id, b.id) = (a.cooperative_id, a.id) WHERE a.cooperative_id = v.cooperative_id "
            "AND a.holder_id = v.id AND a.kind = 'voucher' AND b.posted - b.pending > 0)",
            work.cooperative_id, voucher_id, work.now,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Covered:
    """What the co-op put into a voucher that was spent, so that its buyer's bank finds the whole price there."""

    voucher_id: UUID
    currency: str
    amount_minor: int


async def cover(work: Work, order_id: UUID, dispute_id: UUID) -> list[Covered]:
    """A bank took back what vouchers of this order were bought with: nobody spends them any more, and what was spent already is the
    co-op's loss, for the makers who were paid with them delivered in good faith. For a locked order. Once for each dispute."""
    rows = await work.rows(
        "SELECT l.voucher_id, l.currency, l.total_minor - l.refunded_minor AS owed_minor FROM order_line l JOIN seller_order s "
        "ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id "
        "WHERE l.cooperative_id = $1 AND s.order_id = $2 AND l.voucher_id IS NOT NULL ORDER BY l.voucher_id",
        work.cooperative_id, order_id,
    )  # fmt: skip
    covered: list[Covered] = []
    for row in rows:
        spent = row["owed_minor"] - await left_in(work, row["voucher_id"], row["currency"])
        await work.execute(
            "UPDATE voucher SET state = 'stopped', ended_at = $3 WHERE cooperative_id = $1 AND id = $2 AND state <> 'stopped'",
            work.cooperative_id, row["voucher_id"], work.now,
        )  # fmt: skip
        if spent <= 0:
            continue
        covered.append(Covered(row["voucher_id"], row["currency"], spent))
        await _shift(work, covered[-1], dispute_id, "voucher_covered", back=False)
    return covered


async def uncover(work: Work, covered: Sequence[Covered], dispute_id: UUID) -> None:
    """The bank took less than the price: what is left of what the co-op put in is its own again."""
    for one in covered:
        there = min(await left_in(work, one.voucher_id, one.currency), one.amount_minor)
        if there:
            less = Covered(one.voucher_id, one.currency, there)
            await _shift(work, less, dispute_id, "voucher_uncovered", back=True)


async def _shift(work: Work, one: Covered, dispute_id: UUID, kind: str, *, back: bool) -> None:
    name = account("voucher", one.voucher_id)
    debit, credit = (name, _COST) if back else (_COST, name)
    await post(
        work, kind=kind, subject_kind="voucher", subject_id=one.voucher_id, key=f"{kind}:{dispute_id}:{one.voucher_id}",
        moves=[Move(debit, credit, Money(one.amount_minor, one.currency))],
    )  # fmt: skip
