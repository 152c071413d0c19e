"""What a stall, a product and a variant may be made of: each field's check, used by adding and editing alike.

A field is given or not; what is not given stays as it is. Each check takes what came from outside and gives what is
stored, or refuses with InvalidInput under the field's own name.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Unit
from minga_platform.market.catalog.amounts import LARGEST_QUANTITY
from minga_platform.market.law.profiles import TRADERS, VAT

ALLERGENS = (
    "gluten", "crustaceans", "eggs", "fish", "peanuts", "soya", "milk",
    "nuts", "celery", "mustard", "sesame", "sulphites", "lupin", "molluscs",
)  # fmt: skip
"""The fourteen substances of Annex II of Regulation (EU) 1169/2011."""

NO_WITHDRAWAL = ("perishable", "made_to_measure", "sealed_hygiene")
"""Why nobody can withdraw from buying something: Directive 2011/83/EU, Art. 16 (d), (c) and (e)."""

MOST_TAGS = 50
MOST_VARIANTS = 250
MOST_PICTURES = 50
LARGEST_PRICE = 10**12

Check = Callable[[str, Any], Any]


def checked(fields: Mapping[str, Check], given: Mapping[str, Any]) -> dict[str, Any]:
    """What of `given` is stored, field by field. A name that is no field is a mistake of the caller."""
    return {name: fields[name](name, value) for name, value in given.items()}


def words(longest: int, *, required: bool = False, one_line: bool = False) -> Check:
    """Text in several languages."""

    def check(field: str, value: Any) -> dict[str, str]:
        text = Text.checked(value or {}, field=field, longest=longest, shortest=1 if required else 0, one_line=one_line)
        return dict(text.by_language)

    return check


def line(longest: int) -> Check:
    """One line of plain text, perhaps empty."""

    def check(field: str, value: Any) -> str:
        return Text.checked({"en": value or ""}, field=field, longest=longest, shortest=0, one_line=True).read("en")

    return check


def whole(smallest: int, largest: int, *, optional: bool = False) -> Check:
    """A whole number in bounds."""

    def check(field: str, value: Any) -> int | None:
        if value is None and optional:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not smallest <= value <= largest:
            raise InvalidInput(field, "range", minimum=str(smallest), maximum=str(largest))
        return value

    return check


def any_of(values: Iterable[str]) -> Check:
    """Several of a fixed list, each once, in the list's order."""
    known = tuple(values)

    def check(field: str, value: Any) -> list[str]:
        if not set(value) <= set(known):
            raise InvalidInput(field, "known")
        return [one for one in known if one in value]

    return check


def lines(most: int, longest: int) -> Check:
    """Several short texts, each once."""
    one = line(longest)

    def check(field: str, value: Any) -> list[str]:
        kept = list(dict.fromkeys(text for raw in value if (text := one(field, raw))))
        if len(kept) > most:
            raise InvalidInput(field, "number", maximum=str(most))
        return kept

    return check


def tags(field: str, value: Any) -> list[str]:
    """Tags in one case: `Organic` and `organic` are one."""
    kept: list[str] = lines(MOST_TAGS, 100)(field, [str(tag).lower() for tag in value])
    return kept


def unit(field: str, value: Any) -> str:
    """piece, g or ml."""
    try:
        return Unit(value).value
    except ValueError:
        raise InvalidInput(field, "known") from None


def contact(field: str, value: Any) -> dict[str, str]:
    """Who answers for the goods: name, address, mail."""
    given = dict(value or {})
    mail = line(200)(f"{field}.mail", given.get("mail"))
    if mail and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", mail):
        raise InvalidInput(f"{field}.mail", "mail")
    address = Text.checked({"en": given.get("address") or ""}, field=f"{field}.address", longest=400, shortest=0).read(
        "en"
    )
    return {"name": line(120)(f"{field}.name", given.get("name")), "address": address, "mail": mail}


def country(field: str, value: Any) -> str:
    """Two capital letters (ISO 3166-1), or nothing."""
    code = str(value or "").strip().upper()
    if code and not re.fullmatch(r"[A-Z]{2}", code):
        raise InvalidInput(field, "country")
    return code


MEASURES = ("width_mm", "height_mm", "depth_mm", "weight_g")
LARGEST_MEASURE = 100_000_000


def dimensions(field: str, value: Any) -> dict[str, int]:
    """Those of `MEASURES` that are known, in millimetres and grams."""
    given = {name: one for name, one in dict(value or {}).items() if one is not None}
    if not given.keys() <= set(MEASURES):
        raise InvalidInput(field, "known")
    check = whole(1, LARGEST_MEASURE)
    return {name: check(name, given[name]) for name in MEASURES if name in given}


def truth(field: str, value: Any) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise InvalidInput(field, "yes_or_no")
    return value


def one_of(values: Iterable[str]) -> Check:
    """One of a fixed list."""
    known = tuple(values)

    def check(field: str, value: Any) -> str:
        if value not in known:
            raise InvalidInput(field, "one_of")
        return str(value)

    return check


def trader(field: str, value: Any) -> dict[str, str]:
    """What a trader has to tell beside her contact: register, vat_number, phone; `vat`: whether she charges VAT.

    Who charges it has a number: without one no document of hers would let the co-op deduct it.
    """
    given = dict(value or {})
    told = {
        name: line(longest)(f"{field}.{name}", given.get(name))
        for name, longest in (("register", 120), ("vat_number", 40), ("phone", 40))
    }
    told["vat"] = one_of(("", *VAT))(f"{field}.vat", given.get("vat") or "")
    if told["vat"] == "registered" and not told["vat_number"]:
        raise InvalidInput(f"{field}.vatNumber", "required")
    return told


def content_unit(field: str, value: Any) -> str | None:
    """g or ml."""
    return None if value is None else str(one_of(("g", "ml"))(field, value))


def as_is(_field: str, value: Any) -> Any:
    """Checked elsewhere, against present state."""
    return value


STALL: Mapping[str, Check] = {
    "name": words(80, required=True, one_line=True),
    "story": words(6_000),
    "place": line(120),
    "contact": contact,
    "trader_kind": one_of(("", *TRADERS)),
    "trader": trader,
    "picture_file_id": as_is,
    "banner_file_id": as_is,
}

PRODUCT: Mapping[str, Check] = {
    "title": words(200, required=True, one_line=True),
    "description": words(10_000),
    "provenance": words(1_000),
    "materials": words(1_000),
    "care": words(1_000),
    "allergens": any_of(ALLERGENS),
    "tags": tags,
    "tax_bps": whole(0, 5_000),
    "category_id": as_is,
    "option_names": lines(3, 100),
    "lead_days": whole(1, 365, optional=True),
    "no_withdrawal": one_of(("", *NO_WITHDRAWAL)),
    "is_one_off": truth,
    "warnings": words(2_000),
    "maker": contact,
    "responsible": contact,
    "allergens_known": truth,
    "origin_country": country,
    "dimensions": dimensions,
}

VARIANT: Mapping[str, Check] = {
    "title": words(200, one_line=True),
    "options": lambda field, value: [line(100)(field, one) for one in list(value)[:3]],
    "sku": line(100),
    "unit": unit,
    "step": whole(1, LARGEST_QUANTITY),
    "least": whole(1, LARGEST_QUANTITY),
    "most": whole(1, LARGEST_QUANTITY, optional=True),
    "price_minor": whole(0, LARGEST_PRICE),
    "price_per": whole(1, LARGEST_QUANTITY),
    "draws": whole(1, LARGEST_QUANTITY),
    "content_base": whole(1, LARGEST_QUANTITY, optional=True),
    "content_unit": content_unit,
    "weighed": as_is,
    "in_pieces": as_is,
    "container_id": as_is,
    "container_holds": whole(1, LARGEST_QUANTITY),
    "position": whole(0, 10_000),
}


def steps_fit(step: int, least: int, most: int | None) -> None:
    """The smallest quantity is a whole number of steps, and not above the largest. Refuses: InvalidInput."""
    if least % step:
        raise InvalidInput("least", "step", minimum=str(step), step=str(step))
    if most is not None and most < least:
        raise InvalidInput("most", "range", minimum=str(least))


def packing_fits(unit: str, *, weighed: bool, in_pieces: bool) -> None:
    """What is weighed is sold by weight or volume, and only what is weighed has pieces of about a weight. Refuses: InvalidInput."""
    if weighed and unit == Unit.PIECE:
        raise InvalidInput("weighed", "unit")
    if in_pieces and not weighed:
        raise InvalidInput("in_pieces", "weighed")
