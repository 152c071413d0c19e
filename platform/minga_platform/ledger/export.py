"""The books as other programs read them: an hledger journal, or CSV with a row per transfer.

Both come as pieces of text from one snapshot. The journal ends with an assertion of every balance, so that `hledger
check` proves that hledger adds up what we add up. Format: hledger.org, *Journal*; CSV: RFC 4180.
"""

import csv
import io
import re
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_platform.kernel import ids
from minga_platform.kernel.money import decimal_text, scale_of
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries
from minga_platform.ledger.chart import CHART, AccountName
from minga_platform.ledger.queries import TransferRow

_MOVED = frozenset({"posted", "post"})
# What hledger gives a meaning to in an account's name, and runs of spaces, which end one.
_UNSAFE = re.compile(r"[;:()\[\]\"\s]+")
_TYPES = {"assets": "A", "liabilities": "L", "equity": "E", "income": "R", "expenses": "X"}

CSV_COLUMNS = (
    "date", "instant", "journal", "kind", "key", "subject_kind", "subject", "transfer", "debit", "credit", "unit",
    "amount", "minor", "state", "seller_order", "order_line", "purpose",
)  # fmt: skip


def account_text(name: AccountName, holders: Mapping[UUID, str]) -> str:
    """`liabilities:sellers:held:la-loma`. Holders that nobody named stand by their id."""
    parts = [CHART[name.kind].path]
    if name.holder_id is not None:
        parts.append(holders.get(name.holder_id) or ids.encode("holder", name.holder_id))
    if name.purpose:
        parts.append(name.purpose)
    return ":".join(
        part if place == 0 else _UNSAFE.sub(" ", part).strip() or "unnamed" for place, part in enumerate(parts)
    )


def amount_text(minor: int, unit: str) -> str:
    """`-12.34 EUR`. Units with figures in their name are quoted, as hledger wants it."""
    return f"{decimal_text(minor, scale_of(unit))} {_unit(unit)}"


async def hledger(work: Work, *, zone: str, holders: Mapping[UUID, str]) -> AsyncIterator[str]:
    """All that moved, oldest first, as an hledger journal; days begin in `zone`."""
    states = await queries.accounts(work)
    yield "; Every journal below is one happening; each transfer in it is two postings.\n"
    for unit in sorted({state.unit for state in states}):
        scale = scale_of(unit)
        yield f"commodity {'1000.' + '0' * scale} {_unit(unit)}\n"
    named = {state.id: AccountName(state.kind, state.holder_id, state.purpose) for state in states}
    for text in sorted({account_text(name, holders) for name in named.values()}):
        yield f"account {text}  ; type:{_TYPES[text.partition(':')[0]]}\n"
    last: TransferRow | None = None
    async for row in queries.all_transfers(work):
        if row.state not in _MOVED:
            continue
        if last is None or row.journal_id != last.journal_id:
            yield (
                f"\n{_day(row.at, zone)} * ({ids.encode('jrnl', row.journal_id)}) {row.journal_kind}"
                f"  ; {row.subject_kind}:{row.subject_id}, key:{row.journal_key}\n"
            )
        line = f"  ; order_line:{row.order_line_id}" if row.order_line_id else ""
        yield f"    {account_text(row.debit, holders)}  {amount_text(row.amount, row.unit)}{line}\n"
        yield f"    {account_text(row.credit, holders)}  {amount_text(-row.amount, row.unit)}\n"
        last = row
    yield f"\n{_day(work.now, zone)} * balances as this co-op's ledger has them\n"
    for state in states:
        text = account_text(named[state.id], holders)
        yield f"    {text}  {amount_text(0, state.unit)} = {amount_text(state.balance, state.unit)}\n"


async def as_csv(work: Work, *, zone: str, holders: Mapping[UUID, str]) -> AsyncIterator[str]:
    """Every transfer as a row, oldest first, pending and voided ones too (see `state`)."""
    yield _csv_line(CSV_COLUMNS)
    async for row in queries.all_transfers(work):
        yield _csv_line(
            (
                _day(row.at, zone), row.at.isoformat(), ids.encode("jrnl", row.journal_id), row.journal_kind,
                row.journal_key, row.subject_kind, row.subject_id, ids.encode("xfer", row.id),
                account_text(row.debit, holders), account_text(row.credit, holders), row.unit,
                decimal_text(row.amount, scale_of(row.unit)), row.amount, row.state, row.seller_order_id,
                row.order_line_id, row.purpose,
            )
        )  # fmt: skip


def _csv_line(values: tuple[object, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow("" if value is None else value for value in values)
    return out.getvalue()


def _day(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).date().isoformat()


def _unit(unit: str) -> str:
    return unit if unit.isalpha() else f'"{unit}"'
