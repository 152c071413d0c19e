"""Which facts the law wants told of which kind of goods before a buyer decides. Data, and one pure function over it.

Sources: Regulation (EU) 2023/988 on product safety, Art. 19 (who made it, who answers for it in the Union, a picture,
warnings); Regulation (EU) 1169/2011, Arts. 9 and 14 (food sold at a distance); Regulation (EU) 1007/2011, Art. 16 (fibres);
Directive 2009/48/EC, Art. 11 (warnings of toys); Regulation (EC) 1223/2009, Art. 19 (cosmetics); Directive 98/6/EC (unit
price); Directive 2011/83/EU, Art. 6a and Regulation (EU) 2022/2065, Art. 30 (trader or private seller).
What each country adds is for the co-op to know: a shelf's profile is the least, and no legal advice.
"""

from collections.abc import Mapping
from typing import Any

FACTS = (
    "maker", "responsible", "picture", "materials", "allergens", "content", "origin", "care", "warnings", "trader",
)  # fmt: skip
"""`maker`: name, postal and electronic address of who made it (the stall's own where the product names no other).
`responsible`: who answers for it in the Union. `materials`: ingredients of food and cosmetics, fibres of cloth.
`allergens`: named, or said that none of the fourteen is in it. `content`: net weight or volume of what is sold by the piece.
`trader`: whether the stall is a trader or a private seller."""

PROFILES: Mapping[str, tuple[str, ...]] = {
    "food": ("maker", "picture", "materials", "allergens", "content", "origin", "trader"),
    "textile": ("maker", "picture", "materials", "trader"),
    "toy": ("maker", "picture", "warnings", "trader"),
    "cosmetic": ("maker", "responsible", "picture", "materials", "content", "warnings", "trader"),
    "other": ("maker", "picture", "trader"),
}
"""Kind of goods → what has to be told of it. A shelf has one of these, or none: then nothing is asked."""

USUAL_EXEMPTIONS: Mapping[str, str] = {"food": "perishable"}
"""Kind of goods → why one often cannot withdraw from buying them (`catalog/shapes.NO_WITHDRAWAL`; Directive 2011/83/EU, Art. 16 d).
Something to ask the maker about, never to assume: bread spoils, honey does not."""

TRADERS = ("trader", "private")

VAT = ("exempt", "registered")
"""Whether a maker charges VAT on what she supplies: exempt (as a small business, Directive 2006/112/EC, art. 284, or otherwise), or
registered, under her VAT number."""


def whole(contact: Mapping[str, str] | None) -> bool:
    """Whether a buyer, or an authority, can reach who stands there: name, postal and electronic address."""
    return all((contact or {}).get(part, "").strip() for part in ("name", "address", "mail"))


def missing(profile: str, facts: Mapping[str, Any]) -> list[str]:
    """What of a profile is not told yet, in the order of `FACTS`.

    `facts`: `maker`, `responsible`, `stall_contact` (contacts); `materials`, `warnings` (texts); `allergens`,
    `allergens_known`, `origin_country`, `provenance`, `trader_kind`; `pictures` (how many); `contents` (for each offered
    variant: whether its net content is known, that is, it is sold by weight or volume or names it).
    """
    there = {
        "maker": whole(facts["maker"]) or whole(facts["stall_contact"]),
        "responsible": whole(facts["responsible"]),
        "picture": facts["pictures"] > 0,
        "materials": any(facts["materials"].values()),
        "allergens": bool(facts["allergens"]) or bool(facts["allergens_known"]),
        "content": all(facts["contents"]),
        "origin": bool(facts["origin_country"]) or any(facts["provenance"].values()),
        "care": any(facts["care"].values()),
        "warnings": any(facts["warnings"].values()),
        "trader": bool(facts["trader_kind"]),
    }
    return [fact for fact in FACTS if fact in PROFILES[profile] and not there[fact]]
