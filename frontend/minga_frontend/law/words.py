"""The words of the law's pages: features, the question each one asks, and facts about goods."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from minga_platform.kernel.locale import mark, say

FEATURES: Final = {
    "SELF_BILLING": (
        mark("Invoices written for makers"),
        mark("The co-op writes a maker's invoice in her name. May it, and did each maker agree in writing beforehand?"),
    ),
    "STORE_CREDIT": (
        mark("Store credit and vouchers"),
        mark(
            "Members' money is kept for later purchases. Is it usable only here (a limited network), or is it electronic money that needs a licence?"
        ),
    ),
    "MOBILE_MONEY": (
        mark("Mobile money"),
        mark("Buyers pay by a telecom's wallet. Is the co-op registered with the wallet as a merchant?"),
    ),
    "DEPOSITS": (
        mark("Deposits on jars and crates"),
        mark("Money that comes back with the jar. How is it taxed here, and how long can a jar come back?"),
    ),
    "GROUP_PURCHASE": (
        mark("Group purchase"),
        mark("The co-op orders at a supplier for many. Does it sell in its own name, and is the supplier told so?"),
    ),
    "TRADE_CREDIT": (
        mark("Invoices due later"),
        mark(
            "Shops pay after delivery. Is this to businesses only, and within the terms that the law allows for late payment?"
        ),
    ),
    "SET_OFF": (
        mark("Setting off what is owed"),
        mark(
            "What a member owes is taken from what she is owed. Did both agree in writing, and does insolvency law here allow it?"
        ),
    ),
}
"""Feature → its name, and the question that a lawyer or the federation answers (docs/law.md says more)."""


def off(language: str, bases: Iterable[Mapping[str, Any]], feature: str) -> str | None:
    """The name of a feature that is not switched on, for `law/off.html`; None where it is. `bases`: `legalBases { feature isOn }`."""
    if any(one["feature"] == feature and one["isOn"] for one in bases):
        return None
    return say(language, FEATURES[feature][0])


FACTS: Final = {
    "maker": mark("who made it, with postal and mail address (of the stall, or of this product)"),
    "responsible": mark("who answers for it in the European Union"),
    "picture": mark("a picture"),
    "materials": mark("what it is made of (ingredients, fibres)"),
    "allergens": mark("allergens, or that there are none"),
    "content": mark("the net weight or volume of each piece"),
    "origin": mark("where it comes from"),
    "care": mark("how to care for it"),
    "warnings": mark("warnings"),
    "trader": mark("whether the stall is a trader or a private seller (on the stall's page)"),
}
PROFILES: Final = {
    "FOOD": mark("Food"),
    "TEXTILE": mark("Textiles and clothes"),
    "TOY": mark("Toys"),
    "COSMETIC": mark("Cosmetics and soap"),
    "OTHER": mark("Other goods"),
}
TRADERS: Final = {"TRADER": mark("A trader"), "PRIVATE": mark("A private seller")}
VAT: Final = {"EXEMPT": mark("No, I am exempt"), "REGISTERED": mark("Yes, under my VAT number")}
