"""Taking a statement in: each line once, what is certain booked, the rest parked in suspense until a person explains it."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.market.statements import booking, certain
from minga_platform.market.statements.kinds import CHANNELS
from minga_platform.market.statements.naming import references
from minga_platform.market.statements.reading import Line, Read
from minga_platform.membership import access


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a statement. `closing_minor`: what the bank says is there; `ledger_minor`: what our books have."""

    statement_id: UUID | None
    lines: int
    known: int
    certain: int
    waiting: int
    has_closing: int
    closing_minor: int
    ledger_minor: int


class _Undo(Exception):
    pass


async def import_statement(work: Work, viewer: Viewer, *, channel: str, statement: Read, dry_run: bool) -> Imported:
    """Take a statement in, or only say what would happen. Needs `till.use`. The same lines again change nothing.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput.
    """
    agent_id = await access.require(work, viewer, "till.use")
    return await take_in(work, channel=channel, statement=statement, dry_run=dry_run, agent_id=agent_id)


async def take_in(work: Work, *, channel: str, statement: Read, dry_run: bool, agent_id: UUID | None) -> Imported:
    """As `import_statement`, for the command line, which asks for no right."""
    if channel not in CHANNELS:
        raise InvalidInput("channel", "one_of")
    if statement.currency != await work.value("SELECT currency FROM cooperative WHERE id = $1", work.cooperative_id):
        raise InvalidInput("currency", "currency")
    done: list[Imported] = []
    try:
        async with work.attempt():
            done.append(await _take_in(work, channel, statement, agent_id))
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return done[0]


async def _take_in(work: Work, channel: str, statement: Read, agent_id: UUID | None) -> Imported:
    statement_id = ids.new()
    days = [line.booked_on for _, line in statement.lines]
    # The row of the statement is written last, since it says what became of its lines; their foreign key waits for it.
    fresh = await _write(work, statement_id, channel, statement)
    taken_back = _taken_back(line for _, line in statement.lines)
    explained = 0
    for line_id, line in fresh:
        explained += await _explain(work, channel, statement.currency, line_id, line, taken_back)
    cash = booking.cash_of(channel)
    balance = await ledger.balance(work, cash, statement.currency)
    await work.execute(
        "INSERT INTO bank_statement (cooperative_id, id, channel, account, currency, sha256, from_on, until_on, opening_minor, closing_minor, "
        "ledger_minor, lines, fresh, imported_by, imported_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        work.cooperative_id, statement_id, channel, statement.account[-4:], statement.currency, statement.sha256, min(days, default=None),
        max(days, default=None), statement.opening_minor, statement.closing_minor, balance, len(statement.lines), len(fresh), agent_id, work.now,
    )  # fmt: skip
    return Imported(
        statement_id,
        len(statement.lines),
        len(statement.lines) - len(fresh),
        explained,
        len(fresh) - explained,
        int(statement.closing_minor is not None),
        statement.closing_minor or 0,
        balance,
    )


async def _write(work: Work, statement_id: UUID, channel: str, statement: Read) -> Sequence[tuple[UUID, Line]]:
    """The lines that nobody took in before. A second import at the same time waits at the hash until the first has ended."""
    # In the order of their hashes, so that two imports of the same lines cannot wait for each other.
    lines = sorted((mark if statement.account else _in(channel, mark), mark, line) for mark, line in statement.lines)
    by_id = {ids.new(): one for one in lines}
    rows = await work.rows(
        """INSERT INTO statement_line (cooperative_id, id, statement_id, channel, hash, booked_on, currency, amount_minor, left_minor,
               counterparty, text, "references", is_return)
           SELECT $1, w.id, $2, $3, w.hash, w.day, $4, w.amount, 0, w.name, w.text, string_to_array(w.refs, ' '), w.back
           FROM unnest($5::uuid[], $6::bytea[], $7::date[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::bool[], $13::bytea[])
               AS w (id, hash, day, amount, name, text, refs, back, mark)
           -- Lines of before channels were told apart have the plain mark.
           WHERE NOT EXISTS (SELECT FROM statement_line l WHERE l.cooperative_id = $1 AND l.hash = w.mark AND l.channel = $3)
           ON CONFLICT (cooperative_id, hash) DO NOTHING RETURNING id""",
        work.cooperative_id, statement_id, channel, statement.currency, list(by_id), [kept for kept, _, _ in lines],
        [line.booked_on for _, _, line in lines], [line.amount_minor for _, _, line in lines],
        [line.counterparty for _, _, line in lines], [line.text for _, _, line in lines],
        [" ".join(references((line.text,))) for _, _, line in lines], [line.is_return for _, _, line in lines],
        [mark for _, mark, _ in lines],
    )  # fmt: skip
    return sorted(((row["id"], by_id[row["id"]][2]) for row in rows), key=lambda one: (one[1].booked_on, one[0]))


def _in(channel: str, mark: bytes) -> bytes:
    """The mark of a table's line in its channel: tables name no account, and a fee of the same day looks alike at bank and operator."""
    return mark if channel == "bank" else hashlib.sha256(f"{channel}\x1f".encode() + mark).digest()


def _taken_back(lines: Iterable[Line]) -> set[tuple[int, str]]:
    """What came and, as the same file says, went back: (amount, a reference in its text)."""
    back = (line for line in lines if line.is_return and line.amount_minor < 0)
    return {(-line.amount_minor, word) for line in back for word in references((line.text,))}


async def _explain(
    work: Work, channel: str, unit: str, line_id: UUID, line: Line, taken_back: Collection[tuple[int, str]]
) -> bool:
    """Book a line that is certain, or park it: also one that the bank took back by the time it told of it. Whether it was certain."""
    undone = any((line.amount_minor, word) in taken_back for word in references((line.text,)))
    found: Any = None if undone else await certain.match(work, unit, line)
    if found is None:
        await booking.park(work, line_id, channel, Money(line.amount_minor, unit))
        return False
    await certain.book(work, channel, line_id, line, found)
    return True
