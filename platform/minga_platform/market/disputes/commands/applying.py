"""What the provider tells of a dispute is applied by a table of moves, and its money booked by what is new of it: once each.

Nobody owes anything for a claim that is not decided: what the bank took stands in `disputed`, the makers' earnings stay where they
are and are not paid on. Won, it comes back from there. Lost, it becomes a refund like any other, settled out of there, so that
fee, tax, royalty and the maker's share are reversed to the cent, and a paid-out share becomes a debt that is netted.
"""

from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.money import Money, allocate
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.credit import selling
from minga_platform.market.disputes.events import DisputeDecided, DisputeOpened
from minga_platform.market.disputes.states import DISPUTE_MOVES, OPEN
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.payments.commands.applying import open_discrepancy
from minga_platform.market.payments.commands.capture import CARD_CASH
from minga_platform.market.payments.commands.refund import refund_taken
from minga_platform.market.payments.commands.refund_settling import settle
from minga_platform.market.payments.ports import DisputeSeen
from minga_platform.rules import queries as rules

DISPUTED = AccountName(AccountKind.DISPUTED)
_COST = AccountName(AccountKind.PAYMENT_COST)
_SUSPENSE = AccountName(AccountKind.SUSPENSE)


async def payment_of(work: Work, seen: DisputeSeen) -> asyncpg.Record | None:
    """The payment that is disputed, once we know of its money."""
    return await work.row(
        "SELECT id, order_id, currency FROM payment WHERE cooperative_id = $1 AND method = 'card' AND state = 'paid' AND "
        "(provider_charge = $2 OR provider_intent = $3)",
        work.cooperative_id,
        seen.charge_ref,
        seen.payment_ref,
    )


async def apply_dispute(work: Work, seen: DisputeSeen) -> str:
    """Apply what the provider has of a dispute; what was done, in a word. Safe to repeat.

    A dispute of a payment that is not ours changes nothing and opens a discrepancy. Announces: DisputeOpened, DisputeDecided; when
    it was lost RefundAsked and RefundSettled.
    """
    payment = await payment_of(work, seen)
    if payment is None or seen.amount.currency != payment["currency"]:
        await open_discrepancy(
            work, "unknown_dispute", seen.dispute_ref, {"amount": seen.amount.decimal, "currency": seen.amount.currency}
        )
        return "unknown"
    order = await locked(work, payment["order_id"])
    row = await _row(work, payment, seen)
    moved = seen.state in DISPUTE_MOVES[row["state"]]
    if moved:
        await work.execute(
            "UPDATE dispute SET state = $3, due_at = $4, decided_at = CASE WHEN $3 = ANY ($5) THEN NULL ELSE $6::timestamptz END "
            "WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, row["id"], seen.state, seen.due_at, list(OPEN), work.now,
        )  # fmt: skip
    state = seen.state if moved else row["state"]
    await _book(work, row, seen)
    await _hold(work, payment["id"])
    if state == "lost":
        await _lose(work, row["id"], order)
    if moved and state not in OPEN:
        work.emit(DisputeDecided(dispute_id=row["id"], order_id=order["id"], won=state == "won"))
    return state


async def _row(work: Work, payment: asyncpg.Record, seen: DisputeSeen) -> asyncpg.Record:
    """The dispute's row, locked; made when it is heard of for the first time, as if it had just been opened."""
    party = await rules.at(work, "market.dispute_fee_party")
    made = await work.value(
        "INSERT INTO dispute (cooperative_id, id, payment_id, order_id, provider_dispute, state, reason, currency, amount_minor, taken_minor, "
        "returned_minor, refunded_minor, fee_minor, fee_party, due_at, opened_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0, $10, $11, $12) "
        "ON CONFLICT (cooperative_id, provider_dispute) DO NOTHING RETURNING id",
        work.cooperative_id, ids.new(), payment["id"], payment["order_id"], seen.dispute_ref,
        seen.state if seen.state in OPEN else "needs_response", seen.reason[:100], seen.amount.currency, seen.amount.minor, party,
        seen.due_at, work.now,
    )  # fmt: skip
    row = await work.row(
        "SELECT * FROM dispute WHERE cooperative_id = $1 AND provider_dispute = $2 FOR UPDATE",
        work.cooperative_id,
        seen.dispute_ref,
    )
    assert row is not None
    if made is not None:
        work.emit(DisputeOpened(dispute_id=made, order_id=payment["order_id"]))
    return row


async def _book(work: Work, row: asyncpg.Record, seen: DisputeSeen) -> None:
    """What of its money is new: taken, given back, charged. The provider's sums only ever grow, so each cent is booked once."""
    taken = max(seen.taken.minor, row["taken_minor"])
    returned = max(seen.returned.minor, row["returned_minor"])
    if returned > taken - row["refunded_minor"]:
        # It was lost, the buyer has her refund, and now the bank gives money back: a person must look whose that is.
        facts = {"amount": seen.returned.decimal, "currency": row["currency"]}
        await open_discrepancy(work, "dispute_returned_late", ids.encode("dispute", row["id"]), facts)
        returned = row["returned_minor"]
    fee = max(seen.fee.minor, row["fee_minor"])
    if (taken, returned, fee) == (row["taken_minor"], row["returned_minor"], row["fee_minor"]):
        return
    unit = row["currency"]
    await work.execute(
        "UPDATE dispute SET taken_minor = $3, returned_minor = $4, fee_minor = $5 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, row["id"], taken, returned, fee,
    )  # fmt: skip
    await post(
        work, kind="dispute", subject_kind="dispute", subject_id=row["id"], key=f"dispute:{row['id']}:{taken}:{returned}:{fee}",
        moves=[
            Move(DISPUTED, CARD_CASH, Money(taken - row["taken_minor"], unit)),
            Move(CARD_CASH, DISPUTED, Money(returned - row["returned_minor"], unit)),
            Move(_COST, CARD_CASH, Money(fee - row["fee_minor"], unit)),
        ],
    )  # fmt: skip


async def _hold(work: Work, payment_id: UUID) -> None:
    """While a bank has the money and nobody has decided, nothing of the payment is paid on or sent back."""
    await work.execute(
        "UPDATE payment p SET disputed_at = CASE WHEN d.open THEN coalesce(p.disputed_at, $4) END FROM (SELECT EXISTS (SELECT FROM dispute "
        "WHERE cooperative_id = $1 AND payment_id = $2 AND state = ANY ($3) AND taken_minor > returned_minor) AS open) d "
        "WHERE p.cooperative_id = $1 AND p.id = $2",
        work.cooperative_id, payment_id, list(OPEN), work.now,
    )  # fmt: skip


async def _lose(work: Work, dispute_id: UUID, order: asyncpg.Record) -> None:
    """What is still disputed has become the buyer's. Refunds that waited beside it are thereby paid; the rest is a refund of its
    own; more than the order had left waits for a person."""
    row = await work.row("SELECT * FROM dispute WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, dispute_id)
    assert row is not None
    rest = row["taken_minor"] - row["returned_minor"] - row["refunded_minor"]
    if rest > 0:
        left = await _pay_waiting(work, row["payment_id"], rest)
        if left:
            covered = await selling.cover(work, order["id"], dispute_id)
            _, taken = await refund_taken(work, order, left, DISPUTED, reason="")
            await selling.uncover(work, covered, dispute_id)
            left -= taken
        if left:
            await post(
                work, kind="dispute_excess", subject_kind="dispute", subject_id=dispute_id, key=f"dispute-excess:{dispute_id}",
                moves=[Move(_SUSPENSE, DISPUTED, Money(left, row["currency"]))],
            )  # fmt: skip
            facts = {"amount": Money(left, row["currency"]).decimal, "currency": row["currency"]}
            await open_discrepancy(work, "dispute_excess", ids.encode("dispute", dispute_id), facts)
        await work.execute(
            "UPDATE dispute SET refunded_minor = refunded_minor + $3 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            dispute_id,
            rest,
        )
    if row["fee_party"] == "maker" and row["fee_minor"]:
        await _charge_makers(work, row)


async def _pay_waiting(work: Work, payment_id: UUID, amount: int) -> int:
    """Refunds that were asked for and not sent, since the provider sends nothing back of a disputed payment: the bank has paid
    them. How much is left."""
    rows = await work.rows(
        "SELECT id, amount_minor FROM refund WHERE cooperative_id = $1 AND payment_id = $2 AND state = 'requested' ORDER BY id FOR UPDATE",
        work.cooperative_id,
        payment_id,
    )
    for row in rows:
        if row["amount_minor"] <= amount and await settle(work, row["id"], DISPUTED):
            amount -= row["amount_minor"]
    return amount


async def _charge_makers(work: Work, row: asyncpg.Record) -> None:
    """The fee of a lost dispute, over the stalls of the order by what each sold. Safe to repeat."""
    stalls = await work.rows(
        "SELECT stall_id, sum(total_minor)::bigint AS sold FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 GROUP BY 1 ORDER BY 1",
        work.cooperative_id,
        row["order_id"],
    )
    shares = allocate(row["fee_minor"], [stall["sold"] for stall in stalls])
    unit, moves = row["currency"], []
    for stall, share in zip(stalls, shares, strict=True):
        if share and await work.execute(
            "INSERT INTO dispute_fee (cooperative_id, id, dispute_id, stall_id, currency, amount_minor, at) VALUES ($1, $2, $3, $4, $5, $6, $7) "
            "ON CONFLICT DO NOTHING",
            work.cooperative_id, ids.new(), row["id"], stall["stall_id"], unit, share, work.now,
        ):  # fmt: skip
            moves.append(Move(AccountName(AccountKind.SELLER_NEGATIVE, stall["stall_id"]), _COST, Money(share, unit)))
    if moves:
        await post(
            work, kind="dispute_fee", subject_kind="dispute", subject_id=row["id"], key=f"dispute-fee:{row['id']}", moves=moves
        )  # fmt: skip
