"""Forms as people fill them: what was typed, what is wrong with it, and numbers in any of our scripts.

A form that is refused comes back with everything that was typed, and each problem tied to its field.
"""

import re
import secrets
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any, Final

from minga_platform.kernel.locale import mark, say
from minga_platform.kernel.money import Unit, decimal_text, parse_decimal, scale_of

REQUIRED: Final = mark("Please fill this in.")
PLEASE_CHOOSE: Final = mark("Please choose one of these.")
NO_NUMBER: Final = mark("Please write a number.")
NO_AMOUNT: Final = mark("Please write an amount, such as 12.50.")
PLEASE_WRITE_A_WAY_BACK: Final = mark(
    "Please leave a mail address or a phone number, so that we can tell you when it is ready."
)
NO_DAY: Final = mark("Please write a date, such as 2026-11-28.")
NO_MOMENT: Final = mark("Please write a date and a time, such as 2026-11-28 18:00.")
BETWEEN: Final = mark("Please write a number between %(minimum)s and %(maximum)s.")
AT_LEAST: Final = mark("Please write a number of %(minimum)s or more.")

_PLAIN: Final = re.compile(r"-?[0-9]*[.,]?[0-9]*")
_PARTED: Final = re.compile(r"-?[0-9]{1,3}(?P<mark>[.,])[0-9]{3}((?P=mark)[0-9]{3})*([.,][0-9]*)?")
# Arabic keyboards write ٫ for the decimal mark and ٬ between thousands; people paste thin and hard spaces.
_SPACES: Final = dict.fromkeys(map(ord, " \u00a0\u202f\u2009\u200f\u200e٬'’"), None)


@dataclass(slots=True)
class Form:
    """The values of a form by field name, and its problems. Both come back to the person as they are.

    The readers below (`words`, `money`, `number`, `day` …) give what was meant, or None with the problem written beside the
    field. Read every field, then look at `problems` once, so that a person learns of all mistakes at once.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    """Sentences in the reader's language, by field name, in the order of the fields. `form`: what belongs to no field."""
    language: str = "en"
    several: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Fields that were sent more than once: boxes that bear one name."""
    labels: dict[str, str] = field(default_factory=dict)
    """What the page calls its fields. Filled while the page is drawn (`ui.field` and its like); the summary names them."""
    _key: str = ""

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def problem(self, name: str) -> str | None:
        return self.problems.get(name)

    def label(self, name: str, label: object) -> str:
        """Called by a template where it draws a field by hand: `{% do form.label("day-1", _("Day")) %}`."""
        self.labels[name] = str(label)
        return ""

    @property
    def key(self) -> str:
        """The wish's own key: what was sent, else a fresh one. `{{ ui.key(form) }}` puts it into a form.

        A form that comes back with problems keeps it: refusals leave no trace of it.
        """
        if not self._key:
            self._key = self["key"] or secrets.token_urlsafe(18)
        return self._key

    @property
    def confirmed(self) -> bool:
        """Whether the confirmation page was answered with yes (see `deeds.confirmation`)."""
        return self["confirmed"] == "yes"

    def wrong(self, name: str, sentence: str, /, **facts: object) -> None:
        """Note a problem of a field; the first one stands. `sentence` is marked English."""
        self.problems.setdefault(name, say(self.language, sentence, **facts))

    def whole(self, name: str) -> int:
        """A number that the page itself put into a hidden field (a version); 0 where somebody changed it."""
        text = self[name]
        return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else 0

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self[name])

    def every(self, name: str) -> list[str]:
        """Every value of boxes that bear one name."""
        return [one for one in self.several.get(name, (self[name],)) if one]

    def words(self, name: str, *, needed: bool = True) -> str | None:
        """A line or a text without the space around it."""
        text = self[name].strip()
        if not text and needed:
            self.wrong(name, REQUIRED)
        return text or None

    def choice(self, name: str, among: Container[str], *, needed: bool = True) -> str | None:
        """One of the values that the page offered."""
        if self[name] and self[name] in among:
            return self[name]
        if needed:
            self.wrong(name, PLEASE_CHOOSE)
        return None

    def number(
        self, name: str, *, scale: int = 0, least: int = 0, most: int | None = None, needed: bool = True
    ) -> int | None:
        """What was typed in units of 10^-scale; `least` and `most` are in the same units."""
        if self._is_empty(name, needed):
            return None
        number = read_number(self[name], scale)
        if number is None:
            self.wrong(name, NO_NUMBER)
        elif most is not None and not least <= number <= most:
            self.wrong(name, BETWEEN, minimum=_plain(least, scale), maximum=_plain(most, scale))
        elif number < least:
            self.wrong(name, AT_LEAST, minimum=_plain(least, scale))
        else:
            return number
        return None

    def money(self, name: str, currency: str, *, least: int = 0, most: int = 10**15, needed: bool = True) -> int | None:
        """Minor units, from `least` to `most`."""
        if self._is_empty(name, needed):
            return None
        minor = read_money(self[name], currency)
        if minor is None or not least <= minor <= most:
            self.wrong(name, NO_AMOUNT)
            return None
        return minor

    def rate(self, name: str, *, most: int = 10_000, needed: bool = True) -> int | None:
        """A percentage as basis points: `8,5 %` → 850."""
        if self._is_empty(name, needed):
            return None
        bps = read_number(self[name].replace("%", ""), 2)
        if bps is None or not 0 <= bps <= most:
            self.wrong(name, BETWEEN, minimum="0", maximum=_plain(most, 2))
            return None
        return bps

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """A civil date, as `<input type=date>` sends it."""
        if self._is_empty(name, needed):
            return None
        try:
            return date.fromisoformat(self[name].strip()[:10])
        except ValueError:
            self.wrong(name, NO_DAY)
            return None

    def moment(self, name: str, zone: tzinfo, *, needed: bool = True) -> datetime | None:
        """An instant, as `<input type=datetime-local>` sends it, read in the co-op's zone."""
        if self._is_empty(name, needed):
            return None
        try:
            return datetime.fromisoformat(self[name].strip()[:19]).replace(tzinfo=zone)
        except ValueError:
            self.wrong(name, NO_MOMENT)
            return None

    def texts(
        self, name: str, languages: Sequence[tuple[str, str]], before: Sequence[Mapping[str, str]] = ()
    ) -> list[dict[str, str]]:
        """`title-en`, `title-es` … (drawn by `ui.texts`) as `[LocalTextInput!]`; languages not shown stay as in `before`."""
        shown = {language for language, _ in languages}
        kept = [dict(one) for one in before if one["language"] not in shown]
        typed = [{"language": language, "text": self[f"{name}-{language}"]} for language, _ in languages]
        return [*kept, *(one for one in typed if one["text"].strip())]

    def parted(self, name: str) -> list[str]:
        """`wool, gift` → two words; lines are parted too."""
        return [one.strip() for one in self[name].replace(";", ",").replace("\n", ",").split(",") if one.strip()]

    def part(self, prefix: str) -> "Form":
        """The fields whose names begin so, without that beginning: one of several alike forms on a page."""
        start = f"{prefix}-"
        values = {name.removeprefix(start): text for name, text in self.values.items() if name.startswith(start)}
        return Form(values, language=self.language)

    def as_part(self, prefix: str) -> "Form":
        """The other way round, with the problems."""
        return Form(
            {f"{prefix}-{name}": text for name, text in self.values.items()},
            {f"{prefix}-{name}": text for name, text in self.problems.items()},
            self.language,
        )

    def _is_empty(self, name: str, needed: bool) -> bool:
        empty = not self[name].strip()
        if empty and needed:
            self.wrong(name, REQUIRED)
        return empty


def show_texts(name: str, texts: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """`[{language, text}]` as the API gives it → the values of a form that `ui.texts` draws."""
    return {f"{name}-{one['language']}": one["text"] for one in texts}


def show_amount(amount: Mapping[str, Any]) -> str:
    """An amount as its field shows it: a dot and no sign."""
    return decimal_text(int(amount["minor"]), scale_of(amount["currency"]))


def show_rate(bps: int) -> str:
    """Basis points → what stands in the field: `2100` → `21`."""
    return _plain(bps, 2)


def show_moment(instant: str | datetime, zone: tzinfo) -> str:
    """An instant as `<input type=datetime-local>` shows it, in the co-op's zone."""
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def _plain(number: int, scale: int) -> str:
    text = decimal_text(number, scale)
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_number(text: str, scale: int) -> int | None:
    """What a person typed, in units of 10^-scale: `1,5` `1.5` `١٫٥` with scale 3 → 1500. None where it is no number.

    One comma or dot is the decimal mark, whichever it is; marks that part thousands must part threes (`1.234,50`).
    Exact: more decimals than `scale` is no number, because rounding what somebody typed would change her mind for her.
    """
    digits = "".join(_digit(character) for character in text.strip()[:60].translate(_SPACES))
    digits = digits.replace("٫", ".").replace("−", "-")
    if not _PLAIN.fullmatch(digits):
        parted = _PARTED.fullmatch(digits)
        if parted is None:
            return None
        digits = digits.replace(parted["mark"], "")
    return parse_decimal(digits.replace(",", "."), scale)


def _digit(character: str) -> str:
    number = unicodedata.decimal(character, None)
    return character if number is None else str(number)


def read_money(text: str, currency: str) -> int | None:
    """Minor units of what was typed: `12,50` EUR → 1250."""
    cleaned = text.replace("€", "").replace(currency, "")
    return read_number(cleaned, scale_of(currency))


def shown_scale(unit: Unit | str, step: int) -> int:
    """How a quantity is shown in fields: 3 = in kilograms or litres, 0 = in grams, millilitres or pieces.

    Steps of 50 and more read better in the large unit (`0.5 kg`), finer ones in the small.
    """
    return 3 if unit != Unit.PIECE and step >= 50 else 0


def read_quantity(text: str, unit: Unit | str, step: int) -> int | None:
    """Base units of what was typed into a quantity field (see `shown_scale`); None where it is no number."""
    return read_number(text, shown_scale(unit, step))
