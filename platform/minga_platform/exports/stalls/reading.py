"""A file from outside → what it says of a stall's goods, each field held to the same checks as what makers type.

Nothing is unpacked to a disk, nothing is read beyond its bound whatever its header says, and no name in the archive is ever
used as a path: `stall.json` and the pictures it names are read by name from the archive's own table of contents.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

import orjson

from minga_platform.exports.stalls import form
from minga_platform.exports.stalls.errors import ArchiveUnreadable, Fault
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.files import FILE_BYTES
from minga_platform.market.catalog import shapes
from minga_platform.market.catalog.amounts import LARGEST_QUANTITY

_END: Final = struct.Struct("<4s4H2LH")
_END_MARK, _END64_MARK = b"PK\x05\x06", b"PK\x06\x07"
_LONGEST_COMMENT: Final = 65_535
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
)
"""What `zipfile` raises of bytes that are none, are locked, or are packed in a way that it does not know."""
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF")
_UNREADABLE: Final = (InvalidInput, TypeError, ValueError, AttributeError, KeyError)
_LONGEST_ID: Final = 100


class Problem(StrEnum):
    """What does not come along as it was, or not at all; each has its sentence on the page."""

    PRODUCT_LEFT_OUT = "product_left_out"
    VARIANT_LEFT_OUT = "variant_left_out"
    FIELD_LEFT_OUT = "field_left_out"
    PICTURE_MISSING = "picture_missing"
    PICTURE_REFUSED = "picture_refused"
    PICTURE_TOO_LARGE = "picture_too_large"
    TOO_MANY = "too_many"
    OTHER_CURRENCY = "other_currency"
    SLUG_TAKEN = "slug_taken"
    CATEGORY_UNKNOWN = "category_unknown"
    TAX_UNKNOWN = "tax_unknown"
    CONTAINER_UNKNOWN = "container_unknown"
    COMMONS_LINK = "commons_link"


@dataclass(frozen=True, slots=True)
class Told:
    """One problem: of which product, and which of its fields or parts; `value` is what stood there, cut short."""

    problem: Problem
    product: str
    part: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Stock:
    """What a variant draws on; several may name the same. `on_hand` None: made to order, not counted."""

    id: str
    name: str
    on_hand: int | None


@dataclass(frozen=True, slots=True)
class Container:
    """A jar with a deposit, as the other co-op has it."""

    names: tuple[str, ...]
    deposit_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Variant:
    """`fields` as in `shapes.VARIANT`, checked."""

    id: str
    name: str
    fields: Mapping[str, Any]
    currency: str
    stock: Stock
    is_offered: bool
    container: Container | None


@dataclass(frozen=True, slots=True)
class Picture:
    """`file`: the entry that holds it."""

    id: str
    file: str
    alt: Mapping[str, str]
    focus: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Product:
    """`fields` as in `shapes.PRODUCT`, checked. `known_as`: its ids, that of the place where it was first written last."""

    id: str
    known_as: tuple[str, ...]
    is_put_away: bool
    slug: str
    title: str
    fields: Mapping[str, Any]
    category: tuple[str, tuple[str, ...]] | None
    only_in_cycles: bool
    season_months: tuple[int, ...]
    per_week: int | None
    not_before: date | None
    is_of_commons: bool
    variants: tuple[Variant, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """All that is taken from an archive, and what of it cannot be."""

    cooperative: str
    stall: str
    currency: str
    products: tuple[Product, ...]
    problems: tuple[Told, ...] = field(default=())


def open_archive(path: Path) -> zipfile.ZipFile:
    """The archive, its table of contents judged before it is read. Refuses: ArchiveUnreadable."""
    _require_small(path)
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN:
        raise ArchiveUnreadable(Fault.NO_ARCHIVE) from None
    if len(archive.namelist()) > form.MOST_ENTRIES:
        archive.close()
        raise ArchiveUnreadable(Fault.TOO_LARGE, form.MOST_ENTRIES)
    for name in archive.namelist():
        parts = PurePosixPath(name).parts
        if not name or name.startswith("/") or "\\" in name or "\0" in name or ".." in parts or ":" in name:
            archive.close()
            raise ArchiveUnreadable(Fault.NAMES_UNSAFE)
    return archive


def _require_small(path: Path) -> None:
    """A file of two hundred megabytes can hold a table of contents of millions of entries, each of which costs memory
    before `zipfile` hands out the first: so its size is read here, where the format has it."""
    size = path.stat().st_size
    if size > form.MOST_BYTES:
        raise ArchiveUnreadable(Fault.TOO_LARGE, form.MOST_BYTES)
    with path.open("rb") as file:
        file.seek(max(0, size - _LONGEST_COMMENT - _END.size - 20))
        tail = file.read()
    place = tail.rfind(_END_MARK)
    if place < 0 or len(tail) - place < _END.size:
        raise ArchiveUnreadable(Fault.NO_ARCHIVE)
    directory = _END.unpack_from(tail, place)[5]
    # The larger form of the record takes the place of this one; nothing as small as we take needs it.
    if directory > form.MOST_DIRECTORY_BYTES or _END64_MARK in tail:
        raise ArchiveUnreadable(Fault.TOO_LARGE, form.MOST_DIRECTORY_BYTES)


def bounded(archive: zipfile.ZipFile, name: str, most: int) -> bytes | None:
    """An entry's bytes; None where there is none, it cannot be unpacked, or more comes out of it than may."""
    try:
        with archive.open(name) as entry:
            data = _at_most(entry, most)
    except (KeyError, *_BROKEN):
        return None
    return data


def _at_most(entry: IO[bytes], most: int) -> bytes | None:
    data = entry.read(most + 1)
    return None if len(data) > most else data


def read(path: Path, language: str, home: str | None) -> Archive:
    """The whole, without its pictures' bytes; names as a reader of this `language` gets them, in a co-op that is at `home` in that one.

    Refuses: ArchiveUnreadable.
    """
    with open_archive(path) as archive:
        if form.STALL not in archive.namelist():
            raise ArchiveUnreadable(Fault.NO_STALL)
        data = bounded(archive, form.STALL, form.MOST_STALL_BYTES)
        if data is None:
            raise ArchiveUnreadable(Fault.TOO_LARGE, form.MOST_STALL_BYTES)
        # Counted before it is read: commas in texts count too, which costs nobody who writes sentences.
        if sum(data.count(mark) for mark in (b"{", b"[", b",")) > form.MOST_PARTS:
            raise ArchiveUnreadable(Fault.TOO_LARGE, form.MOST_PARTS)
        try:
            told = orjson.loads(data)
        except orjson.JSONDecodeError:
            raise ArchiveUnreadable(Fault.NO_STALL) from None
        if (
            not isinstance(told, dict)
            or told.get("format") != form.FORMAT
            or not isinstance(told.get("products"), list)
        ):
            raise ArchiveUnreadable(Fault.NO_STALL)
        if not isinstance(told.get("version"), int) or told["version"] > form.VERSION:
            raise ArchiveUnreadable(Fault.NEWER)
        return _Reader(archive, (language, language.partition("-")[0], home or "")).archive(told)


class _Reader:
    """Takes a told stall apart and notes what cannot be taken."""

    def __init__(self, archive: zipfile.ZipFile, languages: Sequence[str]) -> None:
        self._archive, self._languages = archive, languages
        self._entries = {one.filename: one for one in archive.infolist()}
        self._problems: list[Told] = []
        self._seen: set[str] = set()

    def archive(self, told: Mapping[str, Any]) -> Archive:
        cooperative, stall = _object(told.get("cooperative")), _object(told.get("stall"))
        products: list[Product] = []
        for one in told["products"][: form.MOST_PRODUCTS]:
            product = self._product(_object(one))
            if product is not None:
                products.append(product)
        if len(told["products"]) > form.MOST_PRODUCTS:
            self._note(Problem.TOO_MANY, "", "products", len(told["products"]))
        return Archive(
            cooperative=self._first(cooperative.get("name")),
            stall=self._first(stall.get("name")),
            currency=_line(cooperative.get("currency"), 3),
            products=tuple(products),
            problems=tuple(self._problems),
        )

    def _said(self, value: object) -> tuple[str, ...]:
        """A name in all its languages, the reader's first."""
        told = {name: text for name, text in _object(value).items() if isinstance(text, str) and len(text) <= 200}
        return tuple(dict.fromkeys((*(told[one] for one in self._languages if one in told), *told.values())))

    def _first(self, value: object) -> str:
        """A name to tell, as the reader gets it."""
        return next((text.strip() for text in self._said(value) if text.isprintable()), "")

    def _note(self, problem: Problem, product: str, part: str = "", value: object = "") -> None:
        self._problems.append(Told(problem, product[:200], part, str(value)[:80]))

    def _product(self, told: Mapping[str, Any]) -> Product | None:
        title, product_id = self._first(told.get("title")), _id(told.get("id"))
        fields: dict[str, Any] = {}
        try:
            for name in ("title", "tax_bps"):
                fields[name] = shapes.PRODUCT[name](name, told[name])
        except _UNREADABLE:
            product_id = ""
        if not product_id or product_id in self._seen:
            self._note(Problem.PRODUCT_LEFT_OUT, title, "", told.get("id", ""))
            return None
        came_from = _id(told.get("came_from"))
        known_as = tuple(dict.fromkeys(one for one in (product_id, came_from) if one and one not in self._seen))
        self._seen.update(known_as)
        for name in shapes.PRODUCT:
            # What says nothing is what a new product has anyway.
            if told.get(name) and name not in (*fields, "category_id"):
                self._take(fields, shapes.PRODUCT[name], title, name, told[name])
        category = _object(told.get("category"))
        making = _object(told.get("made_a_week"))
        season = told.get("season_months")
        months = (
            tuple(sorted({one for one in season if type(one) is int and 1 <= one <= 12}))
            if isinstance(season, list)
            else ()
        )
        per_week = making.get("per_week")
        return Product(
            id=product_id,
            known_as=known_as,
            is_put_away=told.get("state") == "archived",
            slug=_line(told.get("slug"), 60),
            title=title,
            fields=fields,
            category=(_line(category.get("slug"), 60), self._said(category.get("name"))) if category else None,
            only_in_cycles=told.get("only_in_cycles") is True,
            season_months=months,
            per_week=per_week if type(per_week) is int and 1 <= per_week <= 100_000 else None,
            not_before=_day(making.get("not_before")),
            is_of_commons=told.get("made_from_commons") is True,
            variants=self._variants(title, told.get("variants")),
            pictures=self._pictures(title, told.get("pictures")),
        )

    def _take(self, fields: dict[str, Any], check: shapes.Check, title: str, name: str, value: Any) -> None:
        try:
            fields[name] = check(name, value)
        except _UNREADABLE:
            self._note(Problem.FIELD_LEFT_OUT, title, name, value)

    def _variants(self, title: str, told: object) -> tuple[Variant, ...]:
        listed = told if isinstance(told, list) else []
        if len(listed) > shapes.MOST_VARIANTS:
            self._note(Problem.TOO_MANY, title, "variants", len(listed))
        taken: list[Variant] = []
        for one in listed[: shapes.MOST_VARIANTS]:
            try:
                taken.append(self._variant(title, _object(one)))
            except _UNREADABLE:
                self._note(
                    Problem.VARIANT_LEFT_OUT, title, self._first(_object(one).get("title")), _object(one).get("sku", "")
                )
        return tuple(taken)

    def _variant(self, title: str, told: Mapping[str, Any]) -> Variant:
        """A form with its price and its stock, or nothing of it: half a price is none. Raises what the checks raise."""
        price, stock = told["price"], told["stock"]
        content, container = _object(told.get("content")), _object(told.get("container"))
        given = {
            **{name: told[name] for name in ("title", "options", "sku", "unit", "step", "least", "most", "price_per")},
            "price_minor": price["minor"],
            "draws": stock["draws"],
            "weighed": shapes.truth("weighed", told["weighed"]),
            "in_pieces": shapes.truth("in_pieces", told["in_pieces"]),
        }
        if content:
            given |= {"content_base": content["quantity"], "content_unit": content["unit"]}
        if container:
            given["container_holds"] = container["holds"]
        fields = shapes.checked(shapes.VARIANT, given)
        if content and None in (fields["content_base"], fields["content_unit"]):
            raise InvalidInput("content", "required")
        shapes.steps_fit(fields["step"], fields["least"], fields["most"])
        shapes.packing_fits(fields["unit"], weighed=fields["weighed"], in_pieces=fields["in_pieces"])
        on_hand = None
        if shapes.truth("counted", stock["counted"]):
            # What is promised to buyers there is handed over there.
            check: Callable[[str, Any], Any] = shapes.whole(0, LARGEST_QUANTITY)
            on_hand = max(0, check("on_hand", stock["on_hand"]) - check("promised", stock.get("promised", 0)))
        currency = _line(price["currency"], 3)
        if not currency or not _id(told["id"]) or not _id(stock["id"]):
            raise InvalidInput("id", "required")
        jar = None
        if container:
            deposit = _object(container.get("deposit"))
            jar = Container(self._said(container.get("name")), int(deposit["minor"]), _line(deposit["currency"], 3))
        return Variant(
            id=_id(told["id"]),
            name=self._first(told["title"]),
            fields=fields,
            currency=currency,
            stock=Stock(_id(stock["id"]), _line(stock.get("name"), 200), on_hand),
            is_offered=told.get("state") == "offered",
            container=jar,
        )

    def _pictures(self, title: str, told: object) -> tuple[Picture, ...]:
        listed = told if isinstance(told, list) else []
        if len(listed) > shapes.MOST_PICTURES:
            self._note(Problem.TOO_MANY, title, "pictures", len(listed))
        taken: list[Picture] = []
        for one in map(_object, listed[: shapes.MOST_PICTURES]):
            picture_id, name = _id(one.get("id")), one.get("file")
            problem = self._judged(name)
            if not picture_id or problem is not None:
                self._note(problem or Problem.PICTURE_REFUSED, title, "pictures", name)
                continue
            try:
                alt = shapes.words(200, one_line=True)("alt", one.get("alt"))
            except _UNREADABLE:
                alt = {}
            at = one.get("focus")
            focus = (50, 50)
            if isinstance(at, list) and len(at) == 2 and all(type(n) is int and 0 <= n <= 100 for n in at):
                focus = (at[0], at[1])
            taken.append(Picture(picture_id, str(name), alt, focus))
        return tuple(taken)

    def _judged(self, name: object) -> Problem | None:
        """What speaks against a picture before it is decoded; the decoder, later, may refuse it still."""
        entry = self._entries.get(name) if isinstance(name, str) else None
        if entry is None or not entry.filename.startswith(form.PICTURES):
            return Problem.PICTURE_MISSING
        if entry.file_size > FILE_BYTES:
            return Problem.PICTURE_TOO_LARGE
        try:
            with self._archive.open(entry) as opened:
                head = opened.read(16)
        except (KeyError, *_BROKEN):
            return Problem.PICTURE_REFUSED
        known = head.startswith(_PICTURES) or head[4:8] == b"ftyp"
        return None if known else Problem.PICTURE_REFUSED


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _line(value: object, longest: int) -> str:
    """A short text of outside for a place where anything unreadable is nothing."""
    return value if isinstance(value, str) and len(value) <= longest and value.isprintable() else ""


def _id(value: object) -> str:
    return _line(value, _LONGEST_ID)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
