"""Languages: which one somebody reads, content in several of them, our own sentences, and how amounts are written.

Source of the sentences: `catalogs/<language>.po`, whose keys are the English sentences in code and templates. The
catalogues stand in the kernel because refusals, pages and letters all speak from them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.money import Unit, scale_of

if TYPE_CHECKING:
    from babel.numbers import NumberPattern

LANGUAGES: Final = ("en", "es", "fr", "ar")
"""The languages our own sentences are complete in; the first is the one they are written in."""

LANGUAGE_NAMES: Final[Mapping[str, str]] = {"en": "English", "es": "Español", "fr": "Français", "ar": "العربية"}
"""Each language by its own name: whoever looks for hers reads it."""

CATALOGS: Final = Path(__file__).with_name("catalogs")

# British forms for English, because "Saturday 28 November" is read everywhere and 11/28 is not.
_FORMATS: Final[Mapping[str, str]] = {"en": "en_GB", "es": "es_ES", "fr": "fr_FR", "ar": "ar"}
_RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"})
# A language, perhaps a script, perhaps a region: the part of BCP 47 that content needs.
_TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
# Everything below space but tab and line feed, the C1 block, lone surrogates and non-characters: text that cannot be
# stored, printed or read aloud. Direction overrides (U+202A–202E, U+2066–2069) would let a name rewrite its neighbours.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_MOST_LANGUAGES: Final = 24


def direction(language: str) -> str:
    """`rtl` or `ltr`, for the attribute `dir`."""
    return "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


class Said(NamedTuple):
    """A text in the language it was found in, so that a page can mark a passage that is not in the reader's own."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Text:
    """Content in several languages, stored as JSONB `{language: text}`. Build it with `Text.checked`."""

    by_language: Mapping[str, str]

    @classmethod
    def checked(
        cls, value: object, *, field: str, longest: int = 10_000, shortest: int = 1, one_line: bool = False
    ) -> "Text":
        """Take `{language: text}` from outside: trimmed, empty entries left out, line ends made one kind.

        Lengths count characters per language. Refuses: InvalidInput with rule `map_of_texts`, `language`, `languages`,
        `characters`, `one_line`, `length` or `required` (nothing said in any language, unless `shortest` is 0).
        """
        if not isinstance(value, Mapping):
            raise InvalidInput(field, "map_of_texts")
        if len(value) > _MOST_LANGUAGES:
            raise InvalidInput(field, "languages", maximum=str(_MOST_LANGUAGES))
        kept: dict[str, str] = {}
        for language, text in value.items():
            if not isinstance(language, str) or not _TAG.fullmatch(language):
                raise InvalidInput(field, "language")
            if text is None:
                continue
            if not isinstance(text, str):
                raise InvalidInput(field, "map_of_texts")
            clean = text.replace("\r\n", "\n").replace("\r", "\n").strip()
            if _UNPRINTABLE.search(clean):
                raise InvalidInput(field, "characters")
            if one_line and "\n" in clean:
                raise InvalidInput(field, "one_line")
            if clean and not shortest <= len(clean) <= longest:
                raise InvalidInput(field, "length", minimum=str(shortest), maximum=str(longest))
            if clean:
                kept[language] = clean
        if not kept and shortest > 0:
            raise InvalidInput(field, "required")
        return cls(kept)

    @classmethod
    def stored(cls, value: Mapping[str, str]) -> "Text":
        """Take what the database holds: it was checked when it was written."""
        return cls(value)

    def said_in(self, language: str, home: str | None = None) -> Said:
        """The reader's language, else that of another region, else the co-op's (`home`), else the first."""
        for wanted in (language, language.partition("-")[0], home):
            if wanted and wanted in self.by_language:
                return Said(self.by_language[wanted], wanted)
        for found, text in self.by_language.items():
            return Said(text, found)
        return Said("", language)

    def read(self, language: str, home: str | None = None) -> str:
        """`said_in` without the language."""
        return self.said_in(language, home).text

    def __bool__(self) -> bool:
        return bool(self.by_language)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.by_language.items())


def split_path(path: str) -> tuple[str | None, str]:
    """`/es/c/valle` → (`es`, `/c/valle`); a path without a language of ours → (None, path)."""
    head, _, rest = path.removeprefix("/").partition("/")
    return (head, f"/{rest}") if head in LANGUAGES else (None, path)


def negotiate(path_prefix: str | None, cookie: str | None, accept_language: str | None) -> str:
    """The language to answer in: what the address says, else what was chosen before, else what the browser asks for."""
    for chosen in (path_prefix, cookie):
        if chosen in LANGUAGES:
            return chosen
    return _accepted(accept_language or "") or LANGUAGES[0]


def _accepted(header: str) -> str | None:
    # RFC 9110 §12.5.4. The header comes from outside: only its beginning is read, and what is not a weight counts as 0.
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:400].split(",")[:16]):
        tag, _, weight = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES:
            ranked.append((-_weight(weight), place, language))
    best = min(ranked, default=None)
    return best[2] if best and best[0] < 0 else None


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if not name:
        return 1.0
    if name.strip().lower() != "q" or not re.fullmatch(r"[01](\.\d{0,3})?", value.strip()):
        return 0.0
    return float(value)


def mark(sentence: str) -> str:
    """Name a sentence for the catalogues where it is written down, to be translated where it is said."""
    return sentence


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> NullTranslations:
    """Our sentences in a language: `.gettext`, `.ngettext`, `.pgettext`. Unknown languages speak English."""
    path = CATALOGS / f"{language}.po"
    if language not in LANGUAGES or language == LANGUAGES[0] or not path.exists():
        return NullTranslations()
    # Compiled when first spoken: compiled files in the repository would go stale, and a language unread costs nothing.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def say(language: str, sentence: str, /, **facts: object) -> str:
    """One of our sentences, `%(name)s` filled with facts."""
    said = translations(language).gettext(sentence)
    return said % facts if facts else said


def say_many(language: str, one: str, many: str, number: int, /, **facts: object) -> str:
    """The form that a number takes in the language (Arabic has six); `%(num)s` is the number."""
    return translations(language).ngettext(one, many, number) % {"num": write_number(number, language), **facts}


def _format(language: str) -> str:
    return _FORMATS.get(language, _FORMATS["en"])


@lru_cache(maxsize=8192)
def write_money(minor: int, currency: str, language: str) -> str:
    """`3420`, EUR → `€34.20`, `34,20 €`: always with all the currency's decimals."""
    scale = scale_of(currency)
    amount = Decimal(minor).scaleb(-scale)
    written: str = _money_pattern(language, scale).apply(
        amount, _format(language), currency=currency, currency_digits=False
    )
    return written


@lru_cache(maxsize=32)
def _money_pattern(language: str, scale: int) -> "NumberPattern":
    # The decimals are ours (ISO 4217): the library follows custom and would round a dinar of three decimals to none.
    from babel.core import Locale
    from babel.numbers import parse_pattern

    pattern = parse_pattern(Locale.parse(_format(language)).currency_formats["standard"].pattern)
    pattern.frac_prec = (scale, scale)
    return pattern


@lru_cache(maxsize=2048)
def write_number(number: int | Decimal, language: str) -> str:
    """A number with the language's marks."""
    from babel.numbers import format_decimal

    return format_decimal(number, locale=_format(language))


@lru_cache(maxsize=512)
def write_rate(bps: int, language: str) -> str:
    """Basis points as a percentage: `850` → `8.5%`, `8,5 %`."""
    from babel.numbers import format_percent

    return format_percent(Decimal(bps) / 10_000, locale=_format(language), decimal_quantization=False)


@lru_cache(maxsize=2048)
def write_quantity(base: int, unit: Unit | str, language: str) -> str:
    """`1500`, g → `1.5 kg`; `250`, ml → `250 ml`; `3` pieces → `3 pieces`. Exact: nothing is rounded away."""
    from babel.units import format_unit

    if unit == Unit.PIECE:
        return say_many(language, "%(num)s piece", "%(num)s pieces", base)
    small, large = ("gram", "kilogram") if unit == Unit.GRAM else ("milliliter", "liter")
    if abs(base) < 1000:
        return format_unit(base, f"{_MEASURES[small]}-{small}", length="short", locale=_format(language))
    # More decimals than the pattern's three cannot occur: base units are thousandths.
    return format_unit(
        Decimal(base).scaleb(-3).normalize(), f"{_MEASURES[large]}-{large}", length="short", locale=_format(language)
    )


_MEASURES: Final = {"gram": "mass", "kilogram": "mass", "milliliter": "volume", "liter": "volume"}


def write_price(minor: int, currency: str, pricing_base: int, unit: Unit | str, language: str) -> str:
    """What one pricing unit costs: `€2.80 / kg`, `€12.00`. One piece needs no "each": people read a plain price so."""
    amount = write_money(minor, currency, language)
    if unit == Unit.PIECE and pricing_base == 1:
        return amount
    measure = write_quantity(pricing_base, unit, language)
    if pricing_base in (1, 1000):
        measure = write_measure(unit, pricing_base, language) or measure
    return f"{amount} / {measure}"


@lru_cache(maxsize=64)
def write_measure(unit: Unit | str, pricing_base: int, language: str) -> str | None:
    """The name of a measure alone: 1000 g → `kg`, `كغم`; None where the language has no short name for it."""
    # "1 kg" without its "1"; in languages where the word itself carries the one, the whole stays.
    written = write_quantity(pricing_base, unit, language)
    bare = written.replace(write_number(1, language), "", 1).strip()
    return bare if bare and bare != written else None


# The day of the week in full, the month in full, no year: how people say when they will come.
_DAY: Final[Mapping[str, str]] = {
    "en": "EEEE d MMMM",
    "es": "EEEE d 'de' MMMM",
    "fr": "EEEE d MMMM",
    "ar": "EEEE d MMMM",
}


def write_day(day: date, language: str) -> str:
    """`Saturday 28 November`, for days near enough to need no year (see `write_long_day`)."""
    from babel.dates import format_date

    return format_date(day, format=_DAY.get(language, _DAY["en"]), locale=_format(language))


def write_long_day(day: date, language: str) -> str:
    """`28 November 2026`: for receipts and records."""
    from babel.dates import format_date

    return format_date(day, format="long", locale=_format(language))


def write_month(day: date, language: str) -> str:
    """`November 2026`: the month that a day is in."""
    from babel.dates import format_skeleton

    return format_skeleton("yMMMM", day, locale=_format(language))


def write_time(moment: datetime, zone: tzinfo) -> str:
    """The time of day in the co-op's zone, in twenty-four hours everywhere: `10:00`."""
    return f"{moment.astimezone(zone):%H:%M}"


def write_moment(moment: datetime, zone: tzinfo, language: str) -> str:
    """`28 November 2026, 10:04`, in the co-op's zone."""
    local = moment.astimezone(zone)
    return f"{write_long_day(local.date(), language)}{_COMMA.get(language, ',')} {write_time(moment, zone)}"


_END_OF_DAY: Final = mark("%(day)s, end of the day")


def write_deadline(moment: datetime, zone: tzinfo, language: str) -> str:
    """Until when, to be read behind "until": `28 November 2026, 10:04`; midnight is the end of the day that people still have:
    `Friday 27 November, end of the day`, where `28 November 2026, 00:00` is read as one day more."""
    local = moment.astimezone(zone)
    if (local.hour, local.minute) != (0, 0):
        return write_moment(moment, zone, language)
    # Whole days are counted on the calendar: on the night when clocks change the day before is not 24 hours before.
    return say(language, _END_OF_DAY, day=write_day(local.date() - timedelta(days=1), language))


def write_window(start: datetime, end: datetime, zone: tzinfo, language: str) -> str:
    """An opening people can write into a diary: `Saturday 28 November, 10:00–12:00`, in the co-op's zone."""
    day = write_day(start.astimezone(zone).date(), language)
    hours = f"{write_time(start, zone)}–{write_time(end, zone)}"
    return f"{day}{_COMMA.get(language, ',')} {hours}"


_COMMA: Final[Mapping[str, str]] = {"ar": "،"}


def write_country(code: str, language: str) -> str:
    """`ES` → `Spain`; a code that nobody knows stays as it is."""
    from babel import Locale

    return str(Locale.parse(_format(language)).territories.get(code, code)) if code else ""
