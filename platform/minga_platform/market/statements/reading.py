"""Statements as files: CAMT.053 (ISO 20022, any version, as banks send it) and tables (CSV) as a layout tells.

A file from a bank is a stranger's text: no entities, no external parts, bounded in bytes, lines and depth.
"""

import csv
import hashlib
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import Element, ParseError

from minga_platform.kernel.money import Money, parse_decimal, scale_of
from minga_platform.market.statements.errors import BalanceDiffers, StatementUnreadable

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_LINES: Final = 20_000
_LONGEST_TEXT: Final = 500
_DIGITS: Final = re.compile(r"[0-9]*")
_WHOLE: Final = {
    mark: re.compile(rf"[-+]?([0-9]*|[0-9]{{1,3}}(\{mark}[0-9]{{2,3}})*\{mark}[0-9]{{3}})") for mark in ",."
}
"""Digits, with a mark of thousands or (12,34,567 in India) hundreds between them or without."""


@dataclass(frozen=True, slots=True)
class Line:
    """One movement; above zero it came in. `bank_reference`: what the bank calls it, where it says so. `is_return`: something that
    was sent came back."""

    booked_on: date
    amount_minor: int
    counterparty: str
    text: str
    bank_reference: str = ""
    is_return: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A statement as it was read. `account`: its number; `lines` each with its hash, in the file's order."""

    account: str
    currency: str
    opening_minor: int | None
    closing_minor: int | None
    lines: tuple[tuple[bytes, Line], ...]
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is read. `columns`: date, amount (or came_in and went_out), text, name, reference, balance → heading.
    `date`: as in `strptime`. `decimal`: the decimal mark."""

    columns: Mapping[str, str]
    delimiter: str = ","
    decimal: str = "."
    date: str = "%Y-%m-%d"
    skip: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def checked(cls, plain: Mapping[str, Any]) -> "Layout":
        """Refuses: StatementUnreadable (`columns`, `date`)."""
        columns = {str(k): str(v).strip() for k, v in dict(plain.get("columns", {})).items() if str(v).strip()}
        amounts = "amount" in columns or {"came_in", "went_out"} & set(columns)
        one = Layout(
            columns,
            str(plain.get("delimiter", ",")),
            str(plain.get("decimal", ".")),
            str(plain.get("date", "%Y-%m-%d")),
            int(plain.get("skip", 0)),
        )
        known = {"date", "amount", "came_in", "went_out", "text", "name", "reference", "balance"}
        fits = one.delimiter in (",", ";", "\t", "|") and one.decimal in (".", ",") and 0 <= one.skip <= 50
        if not (fits and amounts and "date" in columns and set(columns) <= known):
            raise StatementUnreadable("columns")
        if not _tells_a_day(one.date):
            raise StatementUnreadable("date")
        return one


def _tells_a_day(form: str) -> bool:
    """Whether a day written in this form can be read again: one without its year, or with a part twice, cannot."""
    day = datetime(2001, 12, 30)  # noqa: DTZ001 - a civil date
    try:
        return len(form) <= 20 and datetime.strptime(day.strftime(form), form) == day  # noqa: DTZ007 - as above
    except (ValueError, re.error):
        return False


def read(data: bytes, *, currency: str, layout: Layout | None) -> Read:
    """The statement in `data`: XML by itself, else a table by `layout`. Refuses: StatementUnreadable, BalanceDiffers."""
    if len(data) > MOST_BYTES:
        raise StatementUnreadable("too_large")
    start = data[:200].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"<"):
        return _camt(data, currency)
    if layout is None:
        raise StatementUnreadable("layout")
    return _table(data, currency, layout)


# CAMT.053 -----------------------------------------------------------------------------------------------------------


def _camt(data: bytes, currency: str) -> Read:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as problem:
        raise StatementUnreadable("xml") from problem
    statements = [one for one in root.iter() if _name(one) == "Stmt"]
    if not statements:
        raise StatementUnreadable("no_statement")
    account, parts, count = "", list[_Part](), 0
    for number, statement in enumerate(statements):
        opening, closing = None, None
        lines: list[Line] = []
        number_here = _text(statement, "Acct", "Id", "IBAN") or _text(statement, "Acct", "Id", "Othr", "Id")
        if number and account not in ("", number_here):
            raise StatementUnreadable("two_accounts")
        account = number_here
        for balance in _children(statement, "Bal"):
            kind, amount = _text(balance, "Tp", "CdOrPrtry", "Cd"), _signed(balance, currency)
            if kind in ("OPBD", "PRCD") and opening is None:
                opening = amount
            elif kind == "CLBD":
                closing = amount
        for entry in _children(statement, "Ntry"):
            lines += _entry(entry, currency)
            if count + len(lines) > MOST_LINES:
                raise StatementUnreadable("too_many")
        count += len(lines)
        parts.append((opening, closing, lines))
    parts = _oldest_first(parts)
    opening = next((one for one, _, _ in parts if one is not None), None)
    closing = next((one for _, one, _ in reversed(parts) if one is not None), None)
    return _finished(account, currency, opening, closing, [line for _, _, lines in parts for line in lines], data)


_Part: TypeAlias = tuple[int | None, int | None, list[Line]]
"""A statement of the file: its opening and closing balance, and its lines."""


def _oldest_first(parts: list[_Part]) -> list[_Part]:
    """Some banks write the newest day first: there each statement begins with what the next one of the file ends with."""
    pairs = list(itertools.pairwise(parts))
    chained = all(earlier[1] == later[0] for earlier, later in pairs)
    turned = all(later[0] is not None and later[0] == earlier[1] for later, earlier in pairs)
    return parts[::-1] if turned and not chained else parts


def _entry(entry: Element, currency: str) -> Iterator[Line]:
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    if status and status != "BOOK":
        return
    booked_on = _day(_text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm") or _text(entry, "ValDt", "Dt"))
    whole = _signed(entry, currency)
    own = [_text(entry, "AcctSvcrRef"), _text(entry, "NtryRef"), _text(entry, "AddtlNtryInf")]
    details = [one for group in _children(entry, "NtryDtls") for one in _children(group, "TxDtls")]
    amounts = [_detail_amount(one, currency, whole) for one in details]
    batch = [_text(entry, "NtryDtls", "Btch", name) for name in ("MsgId", "PmtInfId")]
    known = [amount for amount in amounts if amount is not None]
    if len(details) < 2 or len(known) != len(details) or sum(known) != whole:
        # One line: the entry is one transaction, or a batch whose parts the bank does not tell.
        first = details[0] if details else None
        yield _line(booked_on, whole, first, [*own, *batch], entry)
        return
    for place, (one, amount) in enumerate(zip(details, known, strict=True)):
        reference = f"{own[0]}/{place}" if _is_told(own[0]) else ""
        yield _line(booked_on, amount, one, [reference, *batch], entry)


def _line(booked_on: date, amount: int, detail: Element | None, more: Sequence[str], entry: Element) -> Line:
    texts, name, reference, returned = [*more], "", more[0] if more else "", False
    if detail is not None:
        refs = next(iter(_children(detail, "Refs")), None)
        if refs is not None:
            texts += [(one.text or "").strip() for one in refs if _name(one) != "Prtry"]
            reference = _text(refs, "AcctSvcrRef") or reference
        for remittance in _children(detail, "RmtInf"):
            texts += [(one.text or "").strip() for one in remittance.iter() if _name(one) in ("Ustrd", "Ref")]
        parties = next(iter(_children(detail, "RltdPties")), None)
        if parties is not None:
            side = "Dbtr" if amount > 0 else "Cdtr"
            name = _text(parties, side, "Nm") or _text(parties, side, "Pty", "Nm")
        returned = bool(_children(detail, "RtrInf"))
    is_reversed = _text(entry, "RvslInd").lower() in ("true", "1")
    told = " ".join(dict.fromkeys(text for text in texts if _is_told(text)))
    return Line(booked_on, amount, name[:140], told[:_LONGEST_TEXT], _reference(reference), returned or is_reversed)


def _is_told(text: str) -> bool:
    """Whether a bank wrote something, or only that it has nothing to write."""
    return text.upper() not in ("", "NOTPROVIDED", "NONREF")


def _reference(text: str) -> str:
    """What the bank calls a line: a word that it writes on every line without a name of its own is none, else lines would be one."""
    return text[:80] if _is_told(text) else ""


def _detail_amount(detail: Element, currency: str, whole: int) -> int | None:
    found = next(
        (one for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt")) if (one := _at(detail, *path)) is not None), None
    )
    if found is None or found.get("Ccy", currency) != currency:
        # What was sent in another currency is told in it; what reached us is the entry's.
        return None
    amount = _minor((found.text or "").strip(), currency)
    mark = _text(detail, "CdtDbtInd")
    return -amount if mark == "DBIT" or (not mark and whole < 0) else amount


def _signed(element: Element, currency: str) -> int:
    amount = next(iter(_children(element, "Amt")), None)
    if amount is None or amount.get("Ccy") != currency:
        raise StatementUnreadable("currency")
    minor = _minor((amount.text or "").strip(), currency)
    return -minor if _text(element, "CdtDbtInd") == "DBIT" else minor


def _name(element: Element) -> str:
    """Without its namespace: banks use every version of the schema."""
    return str(element.tag).rpartition("}")[2]


def _children(element: Element, name: str) -> list[Element]:
    return [one for one in element if _name(one) == name]


def _at(element: Element, *path: str) -> Element | None:
    for name in path:
        found = _children(element, name)
        if not found:
            return None
        element = found[0]
    return element


def _text(element: Element, *path: str) -> str:
    found = _at(element, *path)
    return "" if found is None else " ".join((found.text or "").split())


# Tables -------------------------------------------------------------------------------------------------------------


def _table(data: bytes, currency: str, layout: Layout) -> Read:
    text = _decoded(data)
    reader = csv.reader(io.StringIO("\n".join(text.splitlines()[layout.skip :])), delimiter=layout.delimiter)
    try:
        rows = list(reader)
    except csv.Error as problem:
        raise StatementUnreadable("row", layout.skip + reader.line_num) from problem
    if not rows:
        raise StatementUnreadable("empty")
    head = {heading.strip().casefold(): place for place, heading in enumerate(rows[0])}
    places = {key: head.get(heading.casefold()) for key, heading in layout.columns.items()}
    if missing := [key for key, place in places.items() if place is None]:
        raise StatementUnreadable(f"column:{layout.columns[missing[0]]}"[:80])
    if len(rows) > MOST_LINES:
        raise StatementUnreadable("too_many")
    lines: list[Line] = []
    balances: list[tuple[int, int]] = []
    for number, row in enumerate(rows[1:], start=layout.skip + 2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {key: row[place].strip() for key, place in places.items() if place is not None and place < len(row)}
        try:
            booked_on = datetime.strptime(cells.get("date", ""), layout.date).date()  # noqa: DTZ007 - a civil date
            amount = _row_amount(cells, currency, layout.decimal)
        except ValueError as problem:
            raise StatementUnreadable("row", number) from problem
        if amount == 0:
            continue
        lines.append(
            Line(
                booked_on,
                amount,
                cells.get("name", "")[:140],
                " ".join(filter(None, (cells.get("text", ""), cells.get("reference", ""))))[:_LONGEST_TEXT],
                _reference(cells.get("reference", "")),
            )
        )
        if balance := cells.get("balance"):
            balances.append((amount, _number(balance, currency, layout.decimal)))
    opening, closing = _ends(balances) if len(balances) == len(lines) and balances else (None, None)
    return _finished("", currency, opening, closing, lines, data)


def _ends(balances: Sequence[tuple[int, int]]) -> tuple[int | None, int | None]:
    """Opening and closing, of a table that tells the balance after each line, oldest or newest first."""
    amount, after = balances[0]
    if len(balances) == 1 or after + balances[1][0] == balances[1][1]:
        return after - amount, balances[-1][1]
    last_amount, last_after = balances[-1]
    return last_after - last_amount, after


def _row_amount(cells: Mapping[str, str], currency: str, decimal: str) -> int:
    if "amount" in cells:
        return _number(cells["amount"], currency, decimal)
    came = _number(cells.get("came_in", "") or "0", currency, decimal)
    went = _number(cells.get("went_out", "") or "0", currency, decimal)
    return abs(came) - abs(went)


def _number(text: str, currency: str, decimal: str) -> int:
    """Minor units of what a bank wrote. Raises ValueError, also where the mark of thousands stands where none can: under a layout
    with the wrong decimal mark, 12,10 would else be 1210."""
    other = "," if decimal == "." else "."
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", text).replace("\N{MINUS SIGN}", "-").replace(currency, "")
    if plain.endswith(("-", "+")):
        plain = plain[-1] + plain[:-1]
    whole, mark, part = plain.partition(decimal)
    if not _WHOLE[other].fullmatch(whole) or not _DIGITS.fullmatch(part):
        raise ValueError(text)
    minor = parse_decimal(f"{whole.replace(other, '')}{'.' if mark else ''}{part}", scale_of(currency))
    if minor is None:
        raise ValueError(text)
    return minor


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            # The database takes every sign but this one.
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise StatementUnreadable("encoding")


# Both ---------------------------------------------------------------------------------------------------------------


def _finished(
    account: str, currency: str, opening: int | None, closing: int | None, lines: Sequence[Line], data: bytes
) -> Read:
    if opening is not None and closing is not None:
        expected = opening + sum(one.amount_minor for one in lines)
        if expected != closing:
            raise BalanceDiffers(Money(expected, currency), Money(closing, currency))
    hashed = tuple(zip(_hashes(account, lines), lines, strict=True))
    return Read(account, currency, opening, closing, hashed, hashlib.sha256(data).digest())


def _hashes(account: str, lines: Iterable[Line]) -> Iterator[bytes]:
    """The bank's own reference names a line; where it has none, what it says does, and which of several alike on that day it is."""
    alike: Counter[str] = Counter()
    for one in lines:
        content = "\x1f".join(
            (account, one.bank_reference, one.booked_on.isoformat(), str(one.amount_minor))
            if one.bank_reference
            else (account, one.booked_on.isoformat(), str(one.amount_minor), one.counterparty, one.text)
        )
        alike[content] += 1
        yield hashlib.sha256(f"{content}\x1f{alike[content]}".encode()).digest()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as problem:
        raise StatementUnreadable("date") from problem


def _minor(text: str, currency: str) -> int:
    """ISO 20022 writes up to five decimals: more than the currency has must be zeros."""
    try:
        shifted = Decimal(text).scaleb(scale_of(currency))
    except InvalidOperation as problem:
        raise StatementUnreadable("amount") from problem
    if not shifted.is_finite() or shifted != shifted.to_integral_value() or not 0 <= shifted < 10**13:
        raise StatementUnreadable("amount")
    return int(shifted)
