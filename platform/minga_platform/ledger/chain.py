"""The audit chain: whoever changes a row that never changes is found.

Per co-op one chain over rows of append-only tables: hash = SHA-256(previous hash ‖ canonical row). It is written
behind by the worker, in the order in which it finds rows committed, never inside a sale. The canonical row is a JSON
array of the row's columns as text, so that a checker needs no more than this sentence. Who owns the database can
rewrite a chain; therefore its head leaves the box (`head`), and an old head must be found again in a later chain.

The idea of linked time stamps: Haber and Stornetta, *How to Time-Stamp a Digital Document*, 1991.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from minga_platform.kernel.work import Work

if TYPE_CHECKING:
    import sqlalchemy as sa

GENESIS = bytes(32)
"""The hash before the first link."""
_LATE = timedelta(hours=2)
"""How far back the worker looks for rows that were committed late. The database takes no id older than ten minutes."""
_OVERDUE = timedelta(hours=24)
"""A row without a link is a finding when it is older than this: by then a worker must have come by."""


@dataclass(frozen=True, slots=True)
class Source:
    """An append-only table whose rows are chained.

    `written` is the column that tells when; `born_now` says that the database holds the ids to the clock.
    """

    table: str
    canonical: str
    written: str
    born_now: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain; what an officer keeps outside."""

    sequence: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """A link or row that does not stand as it was written.

    `problem` is `changed`, `missing row`, `missing link` or `gap`.
    """

    problem: str
    source: str
    row_id: UUID
    sequence: int | None


SOURCES: dict[str, Source] = {}


def cover(
    table: "sa.Table",
    *columns: str,
    written: str = "at",
    born_now: bool = False,
    later: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Let the rows of an append-only table be chained, with these columns in this order (never change them later).

    `later`: columns that a revision added → what rows from before it hold there, as text. They are told only where they
    hold something else, so that the links of old rows stay true.
    """
    known = {column.name: column for column in table.columns}
    texts = [_as_text(known[name]) for name in ("cooperative_id", "id", *columns)]
    canonical = f"jsonb_build_array('{table.name}', {', '.join(texts)})"
    for name, before in later.items():
        text = _as_text(known[name])
        canonical += f" || CASE WHEN {text} = '{before}' THEN '[]'::jsonb ELSE jsonb_build_array('{name}', {text}) END"
    canonical = f"({canonical})::text"
    SOURCES[table.name] = Source(table.name, canonical, written, born_now)


def _as_text(column: "sa.Column[Any]") -> str:
    """A column of the row `r` as text. An instant as whole microseconds since 1970, so that no session's zone speaks in."""
    if column.type.python_type is datetime:
        return f"(extract(epoch FROM r.{column.name}) * 1000000)::bigint::text"
    if column.type.python_type is bytes:
        return f"encode(r.{column.name}, 'hex')"
    return f"r.{column.name}::text"


def link(previous: bytes, canonical: str) -> bytes:
    """The hash of the next link."""
    return hashlib.sha256(previous + canonical.encode()).digest()


async def extend(work: Work, *, most: int = 1000) -> int:
    """Chain what was committed since the last time, at most `most` rows; how many were chained. Call until it is 0."""
    # One writer per co-op; another worker that comes at the same moment waits and then finds nothing left.
    await work.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('chain' || $1::text, 0))", str(work.cooperative_id)
    )
    end = await head(work)
    rows = await work.rows(
        f"SELECT source, id, canonical FROM ({_unchained()}) AS fresh ORDER BY id LIMIT $2",
        work.cooperative_id,
        most,
        await _floor(work),
    )
    sequence, last = end.sequence, end.hash
    links = []
    for row in rows:
        sequence, last = sequence + 1, link(last, row["canonical"])
        links.append((row["id"], sequence, row["source"], last))
    await work.execute(
        "INSERT INTO chain_link (cooperative_id, at, id, sequence, source, hash)"
        " SELECT $1, $2, fresh.* FROM unnest($3::uuid[], $4::int8[], $5::text[], $6::bytea[]) AS fresh",
        work.cooperative_id,
        work.now,
        *(list(column) for column in zip(*links, strict=True)) if links else ([], [], [], []),
    )
    return len(links)


async def head(work: Work) -> Head:
    """The last link, or the genesis of a chain without any."""
    row = await work.row(
        "SELECT sequence, hash FROM chain_link WHERE cooperative_id = $1 ORDER BY sequence DESC LIMIT 1",
        work.cooperative_id,
    )
    return Head(0, GENESIS) if row is None else Head(row["sequence"], row["hash"])


async def verify(work: Work, *, kept: Head | None = None) -> list[Finding]:
    """Walk the whole chain and compare every row with its link. `kept` is a head that was taken away earlier.

    A changed row is found by itself, because each link is checked against the stored hash before it.
    """
    findings: list[Finding] = []
    previous, expected = GENESIS, 1
    after = 0
    while True:
        rows = await work.rows(_LINKS.format(canonical=_canonical()), work.cooperative_id, after)
        for row in rows:
            where = (row["source"], row["id"], row["sequence"])
            if row["source"] not in SOURCES:
                # To call its row missing would be a lie: this process has not loaded the feature that covers it.
                raise LookupError(f"nobody says how rows of {row['source']} are chained")
            if row["sequence"] != expected:
                findings.append(Finding("gap", *where))
                previous = b""
            if row["canonical"] is None:
                findings.append(Finding("missing row", *where))
            elif previous and link(previous, row["canonical"]) != row["hash"]:
                findings.append(Finding("changed", *where))
            if kept is not None and kept.sequence == row["sequence"] and kept.hash != row["hash"]:
                findings.append(Finding("changed", *where))
            previous, expected = row["hash"], row["sequence"] + 1
        if not rows:
            break
        after = rows[-1]["sequence"]
    if kept is not None and kept.sequence > after:
        findings.append(Finding("gap", "chain_link", UUID(int=0), kept.sequence))
    overdue = await work.rows(
        f"SELECT source, id FROM ({_unchained()}) AS fresh WHERE at < $4 ORDER BY id LIMIT $2",
        work.cooperative_id,
        10_000,
        UUID(int=0),
        work.now - _OVERDUE,
    )
    findings += [Finding("missing link", row["source"], row["id"], None) for row in overdue]
    return findings


async def checkpoint(work: Work) -> int:
    """Note down the sums of accounts that moved, so that tomorrow's balances add only what is new. How many were noted.

    The edge stands an hour behind the database's real clock; below it no transfer can appear any more.
    """
    edge = _first_id_at(await work.value("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint") - 3_600_000)
    return await work.execute(_CHECKPOINT, work.cooperative_id, edge, work.now)


def _canonical() -> str:
    """One expression that reads the canonical form of the row that link `l` is about."""
    cases = " ".join(
        f"WHEN '{source.table}' THEN (SELECT {source.canonical} FROM {source.table} r"
        " WHERE r.cooperative_id = l.cooperative_id AND r.id = l.id)"
        for source in SOURCES.values()
    )
    return f"CASE l.source {cases} END"


_LINKS = """
    SELECT l.sequence, l.source, l.id, l.hash, {canonical} AS canonical FROM chain_link l
    WHERE l.cooperative_id = $1 AND l.sequence > $2 ORDER BY l.sequence LIMIT 2000
"""


def _unchained() -> str:
    """Rows without a link; $1 is the co-op, $3 the id from which on tables with ids of now are searched."""
    return " UNION ALL ".join(
        f"SELECT '{source.table}' AS source, r.id, r.{source.written} AS at, {source.canonical} AS canonical"
        f" FROM {source.table} r WHERE r.cooperative_id = $1"
        f" AND {'r.id >= $3' if source.born_now else '$3::uuid IS NOT NULL'}"
        " AND NOT EXISTS (SELECT FROM chain_link l WHERE l.cooperative_id = r.cooperative_id AND l.id = r.id)"
        for source in SOURCES.values()
    )


async def _floor(work: Work) -> UUID:
    """From which id on rows may still be without a link: two hours before the newest chained one.

    Rows are chained in the order of their ids and no id is born late, so nothing unchained lies further back.
    """
    newest = await work.value(
        "SELECT id FROM chain_link WHERE cooperative_id = $1 AND source = ANY ($2) ORDER BY sequence DESC LIMIT 1",
        work.cooperative_id,
        [source.table for source in SOURCES.values() if source.born_now],
    )
    return UUID(int=0) if newest is None else _first_id_at((newest.int >> 80) - int(_LATE.total_seconds() * 1000))


def _first_id_at(milliseconds: int) -> UUID:
    return UUID(int=milliseconds << 80)


_CHECKPOINT = """
    WITH last AS (
        SELECT DISTINCT ON (account_id) account_id, below_id, debits, credits FROM checkpoint
        WHERE cooperative_id = $1 ORDER BY account_id, below_id DESC
    ), moved AS (
        SELECT a.id AS account_id, coalesce(l.debits, 0) AS debits, coalesce(l.credits, 0) AS credits,
            coalesce((SELECT sum(t.amount) FROM transfer t WHERE t.cooperative_id = $1 AND t.debit_id = a.id AND t.id
                < $2
                AND (l.below_id IS NULL OR t.id >= l.below_id) AND t.state IN ('posted', 'post')), 0) AS new_debits,
            coalesce((SELECT sum(t.amount) FROM transfer t WHERE t.cooperative_id = $1 AND t.credit_id = a.id AND t.id
                < $2
                AND (l.below_id IS NULL OR t.id >= l.below_id) AND t.state IN ('posted', 'post')), 0) AS new_credits
        FROM account a LEFT JOIN last l ON l.account_id = a.id
        WHERE a.cooperative_id = $1 AND (l.below_id IS NULL OR l.below_id < $2)
    )
    INSERT INTO checkpoint (cooperative_id, id, account_id, below_id, debits, credits, at)
    SELECT $1, gen_random_uuid(), account_id, $2, debits + new_debits, credits + new_credits, $3
    FROM moved WHERE new_debits > 0 OR new_credits > 0
"""
