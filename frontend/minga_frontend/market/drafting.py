"""A product and its variants as forms: from what was typed to what the API takes, and from what is kept to the fields."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from minga_frontend.market import words
from minga_frontend.shell.forms import REQUIRED, Form, show_amount, show_rate, show_texts
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.locale import mark, say

UNIT_CODES: Final = {name: code for code, name in words.UNITS.items()}
_TEXTS: Final = {
    "title": "titles",
    "description": "descriptions",
    "provenance": "provenances",
    "materials": "materials",
    "care": "cares",
}
"""Each text of a product → all languages of it in the API."""
FIELDS: Final = {
    "tax_bps": "tax",
    "lead_days": "lead",
    "category_id": "category",
    "price_minor": "price",
    "price_per": "per",
    "on_hand": "stock",
    "STOCK_HELD": "stock",
}
"""The API's fields and refusals → those of the forms."""
_HIGHEST_TAX_BPS: Final = 5000

_DOES_IT_SPOIL: Final = mark(
    "Food stands on this shelf. From what spoils quickly a buyer cannot withdraw, so that is chosen now. If it keeps, choose “Yes”. Then save."
)
EMPTY_VARIANT: Final = {"unit": "piece", "step": "1", "per": "1"}


def product_input(
    form: Form, languages: Sequence[tuple[str, str]], before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What was typed about a product; problems are written into the form."""
    made: dict[str, Any] = {
        name: form.texts(name, languages, before[kept] if before else ()) for name, kept in _TEXTS.items()
    }
    if not made["title"]:
        form.wrong(f"title-{languages[0][0]}", mark("Please give it a name."))
    made["taxBps"] = form.rate("tax", most=_HIGHEST_TAX_BPS)
    made["tags"] = form.parted("tags")
    made["categoryId"] = form["category"] or None
    made["allergens"] = [code for code in words.ALLERGENS if form.ticked(f"allergen-{code}")]
    made["leadDays"] = form.number("lead", needed=False)
    made["noWithdrawal"] = form["no-withdrawal"] if form["no-withdrawal"] in words.NO_WITHDRAWAL else ""
    return made


def ask_about_withdrawal(
    form: Form, categories: Sequence[Mapping[str, Any]], before: Mapping[str, Any] | None = None
) -> None:
    """Where goods of the shelf often spoil, choose that for her and ask, once: the form comes back, and what she then sends holds.

    Nothing is asked where she chose an exception herself, or where the product (`before`) stood on that shelf already.
    """
    shelf = next((one for one in categories if one["id"] == form["category"]), None)
    if shelf is None or not shelf["suggestedNoWithdrawal"] or form["no-withdrawal"]:
        return
    if shelf["id"] in (form["withdrawal-asked"], before and before["categoryId"]):
        return
    form.values = {**form.values, "no-withdrawal": shelf["suggestedNoWithdrawal"], "withdrawal-asked": shelf["id"]}
    form.wrong("no-withdrawal", _DOES_IT_SPOIL)


def may_spoil(kept: Mapping[str, Any], categories: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a draft stands on a shelf whose goods often spoil, and nobody said so of it."""
    suggested = {one["id"]: one["suggestedNoWithdrawal"] for one in categories}
    return kept["state"] == "draft" and not kept["noWithdrawal"] and bool(suggested.get(kept["categoryId"]))


def variant_input(form: Form, cooperative: Cooperative) -> dict[str, Any]:
    """What was typed about how a product is sold; problems are written into the form. Measures are in base units."""
    minor, step = form.money("price", cooperative.currency), form.number("step")
    made: dict[str, Any] = {
        "unit": UNIT_CODES.get(form["unit"], "PIECE"),
        "price": {"minor": minor, "currency": cooperative.currency},
        "pricePer": form.number("per"),
        "step": step,
        "least": form.number("least", needed=False) or step,
        "most": form.number("most", needed=False),
        "weighed": form["weighed"] in ("weight", "pieces"),
        "inPieces": form["weighed"] == "pieces",
        "containerId": form["jar"] or None,
        "containerHolds": form.number("holds", least=1, needed=False) or step or 1,
    }
    if form["form-title"].strip():
        made["title"] = [{"language": form.language, "text": form["form-title"]}]
    if form["sku"].strip():
        made["sku"] = form["sku"]
    return made


def stock_input(form: Form) -> int | None:
    """Base units on hand; None where it is made to order (or where what was typed is no number: see the form)."""
    if form.ticked("to-order"):
        return None
    if not form["stock"].strip():
        form.wrong("stock", REQUIRED)
        return None
    return form.number("stock")


def product_values(kept: Mapping[str, Any]) -> dict[str, str]:
    """A kept product as the fields of its form."""
    values = {
        "version": str(kept["version"]),
        "tax": show_rate(kept["taxBps"]),
        "tags": ", ".join(kept["tags"]),
        "category": kept["categoryId"] or "",
        "no-withdrawal": kept["noWithdrawal"],
        "lead": "" if kept["leadDays"] is None else str(kept["leadDays"]),
        **{f"allergen-{code}": "yes" for code in kept["allergens"]},
    }
    for name, plural in _TEXTS.items():
        values |= show_texts(name, kept[plural])
    return values


def variant_values(one: Mapping[str, Any]) -> dict[str, str]:
    """A kept variant as the fields of its form."""
    return {
        "price": show_amount(one["price"]),
        "per": str(one["pricePer"]["base"]),
        "unit": words.UNITS[one["unit"]],
        "step": str(one["step"]),
        "least": str(one["least"]),
        "most": "" if one["most"] is None else str(one["most"]),
        "sku": one["sku"],
        "stock": str(one["onHand"]) if one["counted"] else "",
        "to-order": "" if one["counted"] else "yes",
        "weighed": "pieces" if one["inPieces"] else "weight" if one["weighed"] else "",
        "jar": one["containerId"] or "",
        "holds": str(one["containerHolds"]) if one["containerId"] else "",
    }


def shelves(categories: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, str]]:
    """The choices of a shelf."""
    return [("", say(language, mark("None"))), *((one["id"], one["name"]) for one in categories)]


def jars(containers: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, str]]:
    """The choices of what goods come in."""
    none = ("", say(language, mark("Nothing that comes back")))
    return [none, *((one["id"], one["name"]) for one in containers if one["isUsed"])]
