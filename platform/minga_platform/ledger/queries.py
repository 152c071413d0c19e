"""Readings of the books. A balance is debits − credits, signed; `display` turns it to an account's own direction.

Whoever may see books is decided above (`membership/access.py`); these functions are called after that.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import CHART, AccountKind, AccountName

# What of an account's posted transfers stands after its last checkpoint, plus that checkpoint. Both halves go along
# an index.
_SUMS = """
    SELECT coalesce(c.debits, 0) + coalesce((
            SELECT sum(t.amount) FROM transfer t WHERE t.cooperative_id = a.cooperative_id AND t.debit_id = a.id
                AND t.id >= coalesce(c.below_id, '00000000-0000-0000-0000-000000000000') AND t.state IN ('posted',
                    'post')), 0) AS debits,
        coalesce(c.credits, 0) + coalesce((
            SELECT sum(t.amount) FROM transfer t WHERE t.cooperative_id = a.cooperative_id AND t.credit_id = a.id
                AND t.id >= coalesce(c.below_id, '00000000-0000-0000-0000-000000000000') AND t.state IN ('posted',
                    'post')), 0) AS credits
    FROM (SELECT) AS one LEFT JOIN LATERAL (
        SELECT k.debits, k.credits, k.below_id FROM checkpoint k
        WHERE k.cooperative_id = a.cooperative_id AND k.account_id = a.id ORDER BY k.below_id DESC LIMIT 1) c ON true
"""


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account with its sums, in minor units of `unit`."""

    id: UUID
    kind: AccountKind
    holder_id: UUID | None
    purpose: str
    unit: str
    debits: int
    credits: int
    pending: int
    """Set aside to leave it; known only for accounts with a limit."""
    minimum: int | None
    opened_at: datetime

    @property
    def balance(self) -> int:
        """Debits − credits."""
        return self.debits - self.credits

    @property
    def display(self) -> int:
        """The balance as people say it: what is held, owed or earned is positive."""
        return display(self.kind, self.balance)


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One transfer with the occasion it belongs to and the names of its two accounts."""

    id: UUID
    journal_id: UUID
    journal_kind: str
    journal_key: str
    subject_kind: str
    subject_id: UUID
    place: int
    at: datetime
    debit_id: UUID
    debit: AccountName
    credit_id: UUID
    credit: AccountName
    unit: str
    amount: int
    state: str
    names: UUID | None
    reverses: UUID | None
    seller_order_id: UUID | None
    order_line_id: UUID | None
    purpose: str


@dataclass(frozen=True, slots=True)
class Journal:
    """One happening with all its transfers."""

    id: UUID
    kind: str
    key: str
    subject_kind: str
    subject_id: UUID
    by_person_id: UUID | None
    for_person_id: UUID | None
    system: str | None
    at: datetime
    transfers: tuple[TransferRow, ...]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement on one of a holder's accounts. `change` and `balance` count in the account's own direction."""

    account: AccountName
    change: int
    balance: int
    transfer: TransferRow


def display(kind: AccountKind, balance: int) -> int:
    """A signed balance turned to the direction of its kind."""
    return balance * CHART[kind].direction


async def balance(work: Work, name: AccountName, unit: str) -> int:
    """Debits − credits of an account, in minor units; 0 for one that does not exist yet."""
    row = await work.row(
        f"SELECT sums.* FROM account a, LATERAL ({_SUMS}) sums WHERE a.cooperative_id = $1 AND a.id = $2",
        work.cooperative_id,
        name.id_in(work.cooperative_id, unit),
    )
    return 0 if row is None else int(row["debits"] - row["credits"])


async def set_aside(work: Work, name: AccountName, unit: str) -> int:
    """What pending transfers will take out of an account without a limit, in minor units: those that nobody settled yet."""
    amount: int = await work.value(
        "SELECT coalesce(sum(t.amount), 0)::bigint FROM transfer t WHERE t.cooperative_id = $1 AND t.credit_id = $2 AND t.state = 'pending' "
        "AND NOT EXISTS (SELECT FROM transfer e WHERE e.cooperative_id = t.cooperative_id AND e.names = t.id)",
        work.cooperative_id,
        name.id_in(work.cooperative_id, unit),
    )
    return amount


async def locked(work: Work, names: Sequence[AccountName], unit: str) -> dict[AccountName, int]:
    """What may leave each of these limited accounts (posted − set aside, in its own direction), locked until the unit
    ends.

    Read this before deciding from which account a refund or payout is taken. An account not opened yet has 0; of two
    units that open it at once, the database lets none pass the limit.
    """
    by_id = {name.id_in(work.cooperative_id, unit): name for name in names}
    for name in names:
        if CHART[name.kind].minimum is None:
            raise ValueError(f"{name.kind} has no limit, so there is no balance to lock")
    available = dict.fromkeys(names, 0)
    for row in await work.rows("SELECT account_id, posted, pending FROM ledger_lock($1)", list(by_id)):
        available[by_id[row["account_id"]]] = row["posted"] - row["pending"]
    return available


async def accounts(work: Work, *, holder_ids: Sequence[UUID] | None = None) -> list[AccountState]:
    """Every account with its sums, or those of some holders: by unit, then as a balance sheet is read."""
    rows = await work.rows(
        "SELECT a.id, a.kind, a.holder_id, a.purpose, a.unit, a.minimum, a.opened_at, sums.*, coalesce(b.pending, 0)"
        " AS pending"
        f" FROM account a CROSS JOIN LATERAL ({_SUMS}) sums"
        " LEFT JOIN balance b ON b.cooperative_id = a.cooperative_id AND b.id = a.id"
        " WHERE a.cooperative_id = $1 AND ($2::uuid[] IS NULL OR a.holder_id = ANY ($2))",
        work.cooperative_id,
        None if holder_ids is None else list(holder_ids),
    )
    states = [
        AccountState(
            id=row["id"],
            kind=AccountKind(row["kind"]),
            holder_id=row["holder_id"],
            purpose=row["purpose"],
            unit=row["unit"],
            debits=int(row["debits"]),
            credits=int(row["credits"]),
            pending=row["pending"],
            minimum=row["minimum"],
            opened_at=row["opened_at"],
        )
        for row in rows
    ]
    order = {kind: place for place, kind in enumerate(CHART)}
    return sorted(states, key=lambda state: (state.unit, order[state.kind], state.purpose, str(state.holder_id)))


async def held_at(
    work: Work, kind: AccountKind, holder_ids: Sequence[UUID], at: datetime
) -> dict[tuple[UUID, str], int]:
    """What accounts of a kind held at an instant, by holder and purpose, in their own direction."""
    rows = await work.rows(
        """
        SELECT a.holder_id, a.purpose, sum(moved.change)::bigint AS held FROM account a
        CROSS JOIN LATERAL (
            SELECT a.direction * t.amount AS change FROM transfer t WHERE t.cooperative_id = a.cooperative_id
                AND t.debit_id = a.id AND t.state IN ('posted', 'post') AND t.at <= $4
            UNION ALL
            SELECT -a.direction * t.amount FROM transfer t WHERE t.cooperative_id = a.cooperative_id
                AND t.credit_id = a.id AND t.state IN ('posted', 'post') AND t.at <= $4
        ) moved
        WHERE a.cooperative_id = $1 AND a.kind = $2 AND a.holder_id = ANY ($3) GROUP BY 1, 2
        """,
        work.cooperative_id,
        kind.value,
        list(holder_ids),
        at,
    )
    return {(row["holder_id"], row["purpose"]): row["held"] for row in rows}


_TRANSFERS = """
    SELECT t.id, t.journal_id, j.kind AS journal_kind, j.key AS journal_key, j.subject_kind, j.subject_id, t.place,
        t.at,
        t.debit_id, d.kind AS debit_kind, d.holder_id AS debit_holder, d.purpose AS debit_purpose,
        t.credit_id, c.kind AS credit_kind, c.holder_id AS credit_holder, c.purpose AS credit_purpose,
        t.unit, t.amount, t.state, t.names, t.reverses, t.seller_order_id, t.order_line_id, t.purpose
    FROM transfer t
    JOIN journal j ON j.cooperative_id = t.cooperative_id AND j.id = t.journal_id
    JOIN account d ON d.cooperative_id = t.cooperative_id AND d.id = t.debit_id
    JOIN account c ON c.cooperative_id = t.cooperative_id AND c.id = t.credit_id
"""


async def transfers(
    work: Work, *, account_id: UUID | None = None, before: UUID | None = None, first: int = 50
) -> list[TransferRow]:
    """Transfers of all accounts or one, newest first, at most `first`, older than the transfer `before`."""
    if account_id is None:
        page = (
            "SELECT id FROM transfer WHERE cooperative_id = $1 AND ($2::uuid IS NULL OR id < $2)"
            " ORDER BY id DESC LIMIT $3"
        )
        arguments: list[Any] = [work.cooperative_id, before, first]
    else:
        # An account stands on one side or the other: two walks along two indexes, merged.
        side = (
            "(SELECT id FROM transfer WHERE cooperative_id = $1 AND {}_id = $4 AND ($2::uuid IS NULL OR id < $2)"
            " ORDER BY id DESC LIMIT $3)"
        )
        page = f"{side.format('debit')} UNION ALL {side.format('credit')} ORDER BY id DESC LIMIT $3"
        arguments = [work.cooperative_id, before, first, account_id]
    rows = await work.rows(
        f"{_TRANSFERS} WHERE t.cooperative_id = $1 AND t.id IN ({page}) ORDER BY t.id DESC", *arguments
    )
    return [_transfer(row) for row in rows]


async def all_transfers(work: Work) -> AsyncIterator[TransferRow]:
    """Every transfer, journal by journal, oldest first; read from a cursor, so that years of books need no memory."""
    found = work.conn.cursor(
        f"{_TRANSFERS} WHERE t.cooperative_id = $1 ORDER BY t.at, t.journal_id, t.place",
        work.cooperative_id,
        prefetch=500,
    )
    async for row in found:
        yield _transfer(row)


async def journal(work: Work, *, key: str | None = None, journal_id: UUID | None = None) -> Journal | None:
    """One journal, by its key or its id, with its transfers in order."""
    row = await work.row(
        "SELECT id, kind, key, subject_kind, subject_id, by_person_id, for_person_id, system, at FROM journal"
        " WHERE cooperative_id = $1 AND ($2::text IS NULL OR key = $2) AND ($3::uuid IS NULL OR id = $3)"
        " AND ($2 IS NOT NULL OR $3 IS NOT NULL)",
        work.cooperative_id,
        key,
        journal_id,
    )
    if row is None:
        return None
    moved = await work.rows(
        f"{_TRANSFERS} WHERE t.cooperative_id = $1 AND t.journal_id = $2 ORDER BY t.place",
        work.cooperative_id,
        row["id"],
    )
    return Journal(**dict(row), transfers=tuple(_transfer(one) for one in moved))


async def journals_of(work: Work, subject_kind: str, subject_id: UUID) -> list[TransferRow]:
    """All that moved about one subject (an order, a payout), oldest first."""
    rows = await work.rows(
        f"{_TRANSFERS} WHERE j.cooperative_id = $1 AND j.subject_kind = $2 AND j.subject_id = $3 ORDER BY t.id",
        work.cooperative_id,
        subject_kind,
        subject_id,
    )
    return [_transfer(row) for row in rows]


async def statement(
    work: Work, holder_id: UUID, *, since: datetime | None = None, until: datetime | None = None, first: int = 1000
) -> list[StatementLine]:
    """The movements on all accounts of a holder, oldest first, each with the balance after it and its way to the sale.

    `since` is included, `until` is not. Balances are true from the first line on: what came before is summed in.
    """
    rows = await work.rows(
        f"""
        WITH moved AS (
            SELECT t.id, a.id AS account_id, a.direction * t.amount AS change, t.at FROM account a
            JOIN transfer t ON t.cooperative_id = a.cooperative_id AND t.debit_id = a.id AND t.state IN ('posted',
                'post')
            WHERE a.cooperative_id = $1 AND a.holder_id = $2
            UNION ALL
            SELECT t.id, a.id, -a.direction * t.amount, t.at FROM account a
            JOIN transfer t ON t.cooperative_id = a.cooperative_id AND t.credit_id = a.id AND t.state IN ('posted',
                'post')
            WHERE a.cooperative_id = $1 AND a.holder_id = $2
        ), run AS (
            SELECT *, sum(change) OVER (PARTITION BY account_id ORDER BY at, id) AS balance FROM moved
        ), page AS (
            SELECT * FROM run WHERE ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4)
            ORDER BY at, id LIMIT $5
        )
        SELECT whole.*, page.account_id, page.change, page.balance FROM page JOIN ({_TRANSFERS}
            WHERE t.cooperative_id = $1) whole ON whole.id = page.id ORDER BY page.at, page.id, page.change
        """,
        work.cooperative_id,
        holder_id,
        since,
        until,
        first,
    )
    lines = []
    for row in rows:
        moved = _transfer(row)
        name = moved.debit if row["account_id"] == moved.debit_id else moved.credit
        lines.append(StatementLine(name, int(row["change"]), int(row["balance"]), moved))
    return lines


def _transfer(row: Any) -> TransferRow:
    return TransferRow(
        debit=AccountName(AccountKind(row["debit_kind"]), row["debit_holder"], row["debit_purpose"]),
        credit=AccountName(AccountKind(row["credit_kind"]), row["credit_holder"], row["credit_purpose"]),
        **{name: row[name] for name in TransferRow.__slots__ if name not in {"debit", "credit"}},
    )
