"""Forms as people fill them: what was typed, what is wrong with it, and numbers in any of our scripts.

A form that is refused comes back with everything that was typed, and each problem tied to its field.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from minga_platform.kernel.money import Unit, parse_decimal, scale_of

_PLAIN: Final = re.compile(r"-?[0-9]*[.,]?[0-9]*")
_PARTED: Final = re.compile(r"-?[0-9]{1,3}(?P<mark>[.,])[0-9]{3}((?P=mark)[0-9]{3})*([.,][0-9]*)?")
# Arabic keyboards write ٫ for the decimal mark and ٬ between thousands; people paste thin and hard spaces.
_SPACES: Final = dict.fromkeys(map(ord, " \u00a0\u202f\u2009\u200f\u200e٬'’"), None)


@dataclass(slots=True)
class Form:
    """The values of a form by field name, and its problems. Both come back to the person as they are."""

    values: Mapping[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    """Sentences in the reader's language, by field name, in the order of the fields on the page."""

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def problem(self, name: str) -> str | None:
        return self.problems.get(name)


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
