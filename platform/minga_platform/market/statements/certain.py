"""Which lines need no person: exactly one thing of ours is named, and the amount is its amount.

Everything else waits. A wrong match sends goods that nobody paid, so whatever is doubtful (two orders named, another amount, an
order paid before) is for somebody who reads.
"""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.errors import InvalidTransition
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.market.payments.commands.capture import receive_whole
from minga_platform.market.payments.commands.invoicing import owed_minor
from minga_platform.market.payments.commands.refund_settling import settle
from minga_platform.market.statements import booking, deposits, leaving
from minga_platform.market.statements.naming import named, references
from minga_platform.market.statements.reading import Line


@dataclass(frozen=True, slots=True)
class Certain:
    """What a line is. `done`: a person had written it down before the statement came; only the line is noted."""

    kind: str
    subject_id: UUID
    done: bool = False
    others: tuple[UUID, ...] = ()


async def match(work: Work, unit: str, line: Line) -> Certain | None:
    """What the line certainly is; None where a person must look."""
    ours = dict.fromkeys(named(line.text))
    if len({kind for kind, _ in ours}) > 1 or len(ours) > 1:
        return None
    if ours:
        kind, subject_id = next(iter(ours))
        return await _of_ours(work, kind, subject_id, unit, line)
    words = references((line.text,))
    found = [*await _payments(work, unit, line, words), *await deposits.named_in(work, unit, line, words)]
    if len(found) != 1:
        return None
    one = found[0]
    return None if one is None else Certain(*one)


async def _payments(work: Work, unit: str, line: Line, words: list[str]) -> list[tuple[str, UUID, bool] | None]:
    """Orders that the text names; None for one that is named but does not fit, which makes the line uncertain."""
    rows = await work.rows(
        "SELECT p.id, p.method, p.state, p.amount_minor, p.currency, EXISTS (SELECT FROM statement_use u WHERE u.cooperative_id = p.cooperative_id "
        "AND u.subject_id = p.id AND u.kind = 'payment') AS is_used FROM payment p WHERE p.cooperative_id = $1 AND p.reference = ANY ($2)",
        work.cooperative_id,
        [f"{word[:4]}-{word[4:]}" for word in words],
    )
    found: list[tuple[str, UUID, bool] | None] = []
    for row in rows:
        # One reference, two ways to send it: by bank or by mobile money, whichever account it reached.
        expected = await owed_minor(work, row["id"]) if row["method"] == "invoice" else row["amount_minor"]
        fits = row["method"] in ("bank", "invoice") and (expected, row["currency"]) == (line.amount_minor, unit)
        found.append(("payment", row["id"], row["state"] == "paid") if fits and not row["is_used"] else None)
    return found


async def _of_ours(work: Work, kind: str, subject_id: UUID, unit: str, line: Line) -> Certain | None:
    if kind == "refund":
        row = await work.row(
            "SELECT r.id, r.state, r.amount_minor, r.currency FROM refund r JOIN payment p ON p.cooperative_id = r.cooperative_id AND p.id = r.payment_id "
            "WHERE r.cooperative_id = $1 AND r.id = $2 AND p.method IN ('bank', 'invoice')",
            work.cooperative_id,
            subject_id,
        )
        if row is None or (row["amount_minor"], row["currency"]) != (abs(line.amount_minor), unit):
            return None
        if line.amount_minor > 0:
            return Certain("refund_return", row["id"]) if row["state"] == "settled" else None
        return None if await is_used(work, row["id"]) else Certain("refund", row["id"], row["state"] == "settled")
    going = await leaving.named(work, kind, subject_id)
    one = "share" if kind.startswith("share") else "payout"
    if kind == one and going and line.amount_minor > 0:
        if (going[0].amount_minor, going[0].currency) != (line.amount_minor, unit):
            return None
        if going[0].state == "paid":
            return Certain(f"{one}_return", subject_id)
        # A person had written down that it came back before the statement said so.
        noted = await ledger.journal(work, key=f"payout-returned:{subject_id}") is not None
        known = await work.value(
            "SELECT true FROM statement_use WHERE cooperative_id = $1 AND subject_id = $2 AND kind = 'payout_return'",
            work.cooperative_id,
            subject_id,
        )
        return Certain("payout_return", subject_id, True) if noted and not known else None
    sent = [each for each in going if each.state in ("prepared", "paid") and not await is_used(work, each.id)]
    if not sent or sum(each.amount_minor for each in sent) != -line.amount_minor or sent[0].currency != unit:
        return None
    return Certain(one, sent[0].id, False, tuple(each.id for each in sent[1:]))


async def is_used(work: Work, subject_id: UUID) -> bool:
    """Whether a line of a statement says that this left, and none that it came back since."""
    return bool(
        await work.value(
            f"SELECT {USED.format('$2')} FROM (VALUES ($1::uuid)) l (cooperative_id)", work.cooperative_id, subject_id
        )
    )


USED = """(SELECT count(*) FILTER (WHERE n.kind <> 'payout_return') > count(*) FILTER (WHERE n.kind = 'payout_return') FROM statement_use n
    WHERE n.cooperative_id = l.cooperative_id AND n.subject_id = {0})"""
"""SQL, beside a row `l` of the co-op: whether a line says that this left. What came back can leave once more."""


async def book(work: Work, channel: str, line_id: UUID, line: Line, found: Certain) -> None:
    """Do what a certain line says, straight on our account. A line whose subject was written down by hand is only noted."""
    cash, amount = booking.cash_of(channel), abs(line.amount_minor)
    if found.kind == "payment":
        # Locked inside and safe to repeat: had somebody written it down a moment ago, nothing is booked twice.
        if not found.done:
            await receive_whole(work, found.subject_id, cash)
    elif found.kind == "refund":
        if not found.done:
            await settle(work, found.subject_id, cash)
    elif found.kind in ("payout", "share"):
        for payout_id in (found.subject_id, *found.others):
            [one] = await leaving.named(work, found.kind, payout_id)
            await leaving.left(work, found.kind, payout_id)
            await booking.note(work, line_id, found.kind, payout_id, one.amount_minor)
        return
    elif found.kind in ("payout_return", "share_return", "refund_return"):
        if not found.done and not await leaving.came_back(work, found.kind, found.subject_id, cash):
            raise InvalidTransition("failed")
    else:
        currency: str = await work.value(
            "SELECT currency FROM statement_line WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, line_id
        )
        await deposits.arrived(work, found.subject_id, cash, Money(amount, currency))
    await booking.note(work, line_id, found.kind, found.subject_id, amount)
