"""Numbers as people and spreadsheets write them → whole minor or base units, exactly. No float, and no guess.

`12.5`, `12,50`, `1,234.50`, `1.234,50`, `1 234,50`, `1'234.50`, `€ 12.50`, `12.50 EUR`, Arabic-Indic and other
decimal digits. `1,234` may be a thousand or one and a bit: that is a fault, unless the currency cannot have decimals.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from minga_platform.kernel.money import scale_of
from minga_platform.market.catalog.imports.types import Fault, Mend

LARGEST = 10**12
"""Minor or base units; above this a price or a size is a slip of the hand."""

_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₺": "TRY",
    "₽": "RUB",
    "₴": "UAH",
    "₪": "ILS",
    "₩": "KRW",
    "₦": "NGN",
    "zł": "PLN",
}
_WITH_DOLLAR = frozenset(
    {"USD", "CAD", "AUD", "NZD", "MXN", "COP", "CLP", "ARS", "UYU", "SGD", "HKD", "TWD", "FJD", "JMD", "TTD", "XCD"}
)
_NUMBER = re.compile(r"[+-]?[0-9][0-9., '\u2019]*|[+-]?[.,][0-9]+")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


@dataclass(frozen=True, slots=True)
class Read:
    """Either a `value` or a `fault`; `mends` say what we read into it."""

    value: Fraction | None = None
    fault: Fault | None = None
    mends: tuple[Mend, ...] = ()


def read_price(text: str, currency: str) -> tuple[int | None, Fault | None, tuple[Mend, ...]]:
    """Decimal text → minor units of `currency`, exactly, 0 ≤ amount ≤ LARGEST."""
    bare, fault, mends = _without_currency(text, currency)
    if fault is not None:
        return None, fault, mends
    read = read_number(bare, decimals=scale_of(currency))
    mends += read.mends
    if read.value is None:
        return None, read.fault, mends
    minor = read.value * 10 ** scale_of(currency)
    if minor < 0:
        return None, Fault.AMOUNT_NEGATIVE, mends
    if minor > LARGEST:
        return None, Fault.AMOUNT_TOO_LARGE, mends
    if minor.denominator != 1:
        return None, Fault.AMOUNT_TOO_FINE, mends
    return int(minor), None, mends


def read_whole(text: str) -> tuple[int | None, Fault | None, tuple[Mend, ...]]:
    """A count: `12`, `-3`, `12.0`. Half a thing is a fault."""
    read = read_number(text, decimals=0)
    if read.value is None:
        return None, read.fault, read.mends
    if read.value.denominator != 1:
        return None, Fault.AMOUNT_TOO_FINE, read.mends
    if abs(read.value) > LARGEST:
        return None, Fault.AMOUNT_TOO_LARGE, read.mends
    return int(read.value), None, read.mends


def read_number(text: str, *, decimals: int) -> Read:
    """Decimal text → an exact fraction. `decimals` is how many the reader can use: it decides what is ambiguous."""
    western, mends = _western(text)
    western = _SPACES.sub(" ", western).strip()
    if len(western) > 40:
        return Read(fault=Fault.AMOUNT_UNREADABLE if not western.isdigit() else Fault.AMOUNT_TOO_LARGE, mends=mends)
    if not _NUMBER.fullmatch(western):
        return Read(fault=Fault.AMOUNT_UNREADABLE, mends=mends)
    sign, digits = (-1, western[1:]) if western[0] == "-" else (1, western.removeprefix("+"))
    split = _whole_and_part(digits.strip(), decimals)
    if isinstance(split, Fault):
        return Read(fault=split, mends=mends)
    whole, part = split
    return Read(value=sign * Fraction(int((whole + part) or "0"), 10 ** len(part)), mends=mends)


def _whole_and_part(digits: str, decimals: int) -> tuple[str, str] | Fault:
    """Which mark is the decimal one, and do the others group thousands properly?"""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        decimal = "." if digits.rfind(".") > digits.rfind(",") else ","
        if digits.count(decimal) > 1:
            return Fault.AMOUNT_UNREADABLE
    elif points + commas == 1:
        decimal = "." if points else ","
        behind = len(digits) - digits.index(decimal) - 1
        before = digits.index(decimal)
        # Three digits behind one mark look like a thousand. A point is believed where three decimals mean something
        # (kg, dinars), for the files of both systems write decimal points; a comma never is.
        if behind == 3 and 1 <= before <= 3 and digits[0] != "0" and (decimal == "," or decimals < 3):
            return Fault.AMOUNT_AMBIGUOUS
    else:
        decimal = ""
    whole, part = digits.rsplit(decimal, 1) if decimal else (digits, "")
    if not re.fullmatch(r"[0-9]*", part):
        return Fault.AMOUNT_UNREADABLE
    marks = set(re.findall(r"[^0-9]", whole))
    if marks:
        mark = marks.pop()
        grouped = (
            rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+|[0-9]{{1,2}}(?:,[0-9]{{2}})*,[0-9]{{3}}"  # thousands; lakhs
        )
        if marks or mark == decimal or not re.fullmatch(grouped, whole):
            return Fault.AMOUNT_UNREADABLE
        whole = whole.replace(mark, "")
    if not whole and not part:
        return Fault.AMOUNT_UNREADABLE
    return whole, part


def _western(text: str) -> tuple[str, tuple[Mend, ...]]:
    """Other scripts' decimal digits and Arabic's two marks as ours; a minus sign as a hyphen."""
    plain = text.replace("\u2212", "-").replace("\u2019", "'")
    if plain.isascii():
        return plain, ()
    marks = {"\u066b": ".", "\u066c": "'"}
    western = "".join(
        marks.get(sign) or (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign) for sign in plain
    )
    return western, (Mend.DIGITS,) if western != plain else ()


def _without_currency(text: str, currency: str) -> tuple[str, Fault | None, tuple[Mend, ...]]:
    """The number without a sign or code of its currency; another currency's is a fault, for a rate would be a guess."""
    bare = text.strip()
    mark = re.match(r"[^\W\d_]{2,3}(?=[\s\d.,+\-])|[$€£₹₺₽₴₪₩₦]", bare) or re.search(
        r"(?:[^\W\d_]{2,3}|[$€£₹₺₽₴₪₩₦])$", bare
    )
    if mark is None:
        return bare, None, ()
    said = mark.group()
    fits = currency in _WITH_DOLLAR if said == "$" else _SIGNS.get(said, said.upper()) == currency
    rest = (bare[: mark.start()] + bare[mark.end() :]).strip()
    if not re.search(r"\d", rest):
        return bare, None, ()
    if not fits:
        return rest, Fault.OTHER_CURRENCY, ()
    return rest, None, (Mend.CURRENCY_MARK,)
