"""What both readers share: a notebook of problems and repairs, and the cells that mean the same in either file."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from minga_platform.market.catalog.imports.amounts import read_price, read_whole
from minga_platform.market.catalog.imports.reading import Row, Table, folded, shown
from minga_platform.market.catalog.imports.texts import shortened, to_markdown
from minga_platform.market.catalog.imports.types import Fault, ImportPlan, LeftOut, Mend, Problem, Repair

TITLE_CHARACTERS = 200
DESCRIPTION_CHARACTERS = 10_000
WORD_CHARACTERS = 100
TAGS = 50
PICTURES = 50
VARIANTS = 250
ADDRESS_CHARACTERS = 2_048

_YES = {"true", "yes", "y", "1", "oui", "si", "sí", "ja", "نعم"}
_NO = {"false", "no", "n", "0", "non", "nein", "لا"}
# Inside a host name only these: an address made of numbers in any spelling is refused when it is fetched.
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]*[\w]\.?", re.UNICODE)


class Lost(Exception):
    """A variant or product cannot be taken; its problem is already noted."""


class Notes:
    """The problems and repairs of one file. Equal repairs are gathered into one with many rows."""

    def __init__(self, table: Table, names: dict[str, str] | None = None) -> None:
        self._problems = list(table.problems)
        self._repairs: dict[tuple[Mend, str | None, str, str], list[int]] = {}
        self._columns = {**table.columns, **(names or {})}
        for repair in table.repairs:
            self._repairs[(repair.mend, repair.column, repair.before, repair.after)] = list(repair.rows)

    def problem(self, row: int, fault: Fault, left_out: LeftOut, column: str | None = None, value: str = "") -> None:
        """`column` is ours; the report shows it as the file writes it."""
        self._problems.append(Problem(row, fault, left_out, self._columns.get(column or "", column), shown(value)))

    def nothing_left(self, rows: Collection[int]) -> None:
        """The last variant of a product is lost, so what those rows lost is the product."""
        self._problems = [
            replace(problem, left_out=LeftOut.PRODUCT)
            if problem.row in rows and problem.left_out is LeftOut.VARIANT
            else problem
            for problem in self._problems
        ]

    def repair(self, row: int, mend: Mend, column: str | None = None, before: str = "", after: str = "") -> None:
        """Note a mend."""
        key = (mend, self._columns.get(column or "", column), shown(before), shown(after))
        rows = self._repairs.setdefault(key, [])
        if not rows or rows[-1] != row:
            rows.append(row)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """In the order of the file."""
        return tuple(sorted(self._problems, key=lambda problem: problem.row))

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """In the order of their first row."""
        gathered = [
            Repair(mend, tuple(rows), column, before, after)
            for (mend, column, before, after), rows in self._repairs.items()
        ]
        return tuple(sorted(gathered, key=lambda repair: repair.rows[:1]))


def price(row: Row, column: str, currency: str, notes: Notes, *, needed: bool = True) -> int | None:
    """Minor units. An unreadable price that is needed loses the variant; one that is not, the field."""
    text = row[column]
    if not text:
        if needed:
            notes.problem(row.number, Fault.VALUE_MISSING, LeftOut.VARIANT, column)
            raise Lost
        return None
    minor, fault, mends = read_price(text, currency)
    if fault is not None:
        notes.problem(row.number, fault, LeftOut.VARIANT if needed else LeftOut.FIELD, column, text)
        if needed:
            raise Lost
        return None
    for mend in mends:
        notes.repair(row.number, mend, column, text if mend is Mend.DIGITS else "")
    return minor


def stock(row: Row, column: str, notes: Notes) -> int | None:
    """Items on hand.

    None where the cell is empty. What was oversold elsewhere is 0 here; an unreadable count loses the variant.
    """
    text = row[column]
    if not text:
        return None
    count, fault, mends = read_whole(text)
    if count is None:
        # Without knowing how many there are, selling any could be selling what is not there.
        notes.problem(row.number, fault or Fault.NUMBER_UNREADABLE, LeftOut.VARIANT, column, text)
        raise Lost
    for mend in mends:
        notes.repair(row.number, mend, column, text)
    if count < 0:
        notes.repair(row.number, Mend.STOCK_NEGATIVE, column, text, "0")
        return 0
    return count


def truth(row: Row, column: str, notes: Notes, *, empty: bool, left_out: LeftOut) -> bool | None:
    """Yes or no; `empty` where nothing stands; None, with a problem noted, where it is neither."""
    text = row[column].casefold()
    if not text:
        return empty
    if text in _YES:
        return True
    if text in _NO:
        return False
    notes.problem(row.number, Fault.CHOICE_UNKNOWN, left_out, column, row[column])
    return None


def word(row: Row, column: str, notes: Notes, limit: int = WORD_CHARACTERS) -> str:
    """One line of text; a longer one is shortened and told."""
    text = " ".join(row[column].split())
    if len(text) > limit:
        short = shortened(text, limit)
        notes.repair(row.number, Mend.TEXT_SHORTENED, column, text, f"{len(short)} characters")
        return short
    return text


def description(row: Row, column: str, notes: Notes) -> str:
    """HTML or plain text → Markdown without HTML, at most 10,000 characters."""
    text, lost = to_markdown(row[column])
    if lost:
        notes.repair(row.number, Mend.MARKUP_REMOVED, column)
    if len(text) > DESCRIPTION_CHARACTERS:
        notes.repair(row.number, Mend.TEXT_SHORTENED, column, "", f"{DESCRIPTION_CHARACTERS} characters")
        return shortened(text, DESCRIPTION_CHARACTERS)
    return text


def tags(row: Row, column: str, notes: Notes) -> tuple[str, ...]:
    """Words between commas, each once whatever its case."""
    found: dict[str, str] = {}
    for part in row[column].split(","):
        tag = shortened(" ".join(part.split()), WORD_CHARACTERS)
        if not tag:
            continue
        if tag.casefold() in found:
            notes.repair(row.number, Mend.TAG_TWICE, column, tag)
        found.setdefault(tag.casefold(), tag)
    if len(found) > TAGS:
        notes.problem(row.number, Fault.TEXT_TOO_LONG, LeftOut.FIELD, column, row[column])
        return ()
    return tuple(found.values())


def picture_address(row: Row, column: str, notes: Notes) -> str | None:
    """An https address with a host name. Whether it may be connected to is decided anew when it is fetched."""
    text = row[column]
    if not text:
        return None
    if not usable_address(text):
        notes.problem(row.number, Fault.ADDRESS_UNUSABLE, LeftOut.PICTURE, column, text)
        return None
    return text


def usable_address(text: str) -> bool:
    """Cheap and early: scheme, host name, port 443, no user, no blanks."""
    if len(text) > ADDRESS_CHARACTERS or any(sign.isspace() or sign in '\\"<>' or ord(sign) < 32 for sign in text):
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme.lower() != "https" or port not in (None, 443) or "@" in parts.netloc:
        return False
    return _HOST.fullmatch(parts.hostname or "") is not None


def for_producer(
    plan: ImportPlan, names: Iterable[str], *, otherwise: Callable[[str], bool] = lambda producer: not producer
) -> ImportPlan:
    """Only what belongs to the stall imported into; every other product becomes a problem of its rows.

    `names` are the stall's own. `otherwise` says which other names are taken as well: by default the empty one. Whoever
    imports a shop of her own (Shopify, where the vendor is any brand) does not call this.
    """
    own = {folded(name) for name in names}
    kept = [product for product in plan.products if folded(product.producer) in own or otherwise(product.producer)]
    strangers = [
        Problem(row, Fault.OTHER_PRODUCER, LeftOut.PRODUCT, "producer", shown(product.producer))
        for product in plan.products
        if product not in kept
        for row in sorted({variant.row for variant in product.variants})
    ]
    problems = tuple(sorted([*plan.problems, *strangers], key=lambda problem: problem.row))
    return replace(plan, products=tuple(kept), problems=problems)
