"""What a page tells programs in the words of schema.org (JSON-LD 1.1), from the very answer that it shows people.

Only what is on the page is told. Times and amounts are exact; addresses are whole, for a search engine follows them alone.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup
from starlette.requests import Request

from minga_frontend.shell.pages import language_of
from minga_platform.kernel.money import decimal_text, scale_of

_AVAILABILITY: Final = {
    "PLENTY": "https://schema.org/InStock",
    "FEW": "https://schema.org/LimitedAvailability",
    "NONE": "https://schema.org/OutOfStock",
    "MADE_TO_ORDER": "https://schema.org/MadeToOrder",
}
_UNIT_CODES: Final = {"GRAM": "GRM", "MILLILITRE": "MLT", "PIECE": "C62"}
"""UN/CEFACT Recommendation 20, as schema.org's `unitCode` wants them."""


def script(data: Mapping[str, Any]) -> Markup:
    """The data as a text that cannot end the script it stands in."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped just above


def whole(request: Request, path: str) -> str:
    """An address that can be followed from anywhere."""
    return str(request.base_url).rstrip("/") + path


def goods(request: Request, found: Mapping[str, Any]) -> Markup:
    """A product: what it is, who made it, and an offer for each of its forms."""
    slug = request.path_params["cooperative"]
    here = whole(request, f"/c/{slug}/p/{found['slug']}")
    seller = {
        "@type": "Organization",
        "name": found["stall"]["name"],
        "url": whole(request, f"/c/{slug}/s/{found['stall']['slug']}"),
    }
    data: dict[str, Any] = {
        "@type": "Product",
        "@id": here,
        "url": here,
        "name": found["title"],
        "inLanguage": language_of(request),
        "description": " ".join(found["description"].split())[:5000],
        "image": [whole(request, one["sizes"][-1]["address"]) for one in found["pictures"] if one["sizes"]],
        "brand": {"@type": "Brand", "name": found["stall"]["name"]},
        "category": found["category"]["name"] if found["category"] else None,
        "material": found["materials"] or None,
        "countryOfOrigin": found["facts"]["originCountry"] or None,
        "offers": [_offer(one, here, seller, is_withheld=found["isWithheld"]) for one in found["variants"]],
        **_measures(found["facts"]["dimensions"]),
    }
    if found["facts"]["madeBy"]:
        data["manufacturer"] = {"@type": "Organization", "name": found["facts"]["madeBy"]["name"]}
    return script({name: value for name, value in data.items() if value not in (None, "", [])})


def _offer(variant: Mapping[str, Any], page: str, seller: Mapping[str, Any], *, is_withheld: bool) -> dict[str, Any]:
    price = variant["price"]
    band = "NONE" if is_withheld or variant["waitsForAgreement"] else variant["stockBand"]
    offer: dict[str, Any] = {
        "@type": "Offer",
        "url": page,
        "price": _amount(price),
        "priceCurrency": price["currency"],
        "availability": _AVAILABILITY[band],
        "seller": dict(seller),
        "priceSpecification": {
            "@type": "UnitPriceSpecification",
            "price": _amount(price),
            "priceCurrency": price["currency"],
            "valueAddedTaxIncluded": True,
            "referenceQuantity": {
                "@type": "QuantitativeValue",
                "value": variant["pricePer"]["base"],
                "unitCode": _UNIT_CODES[variant["pricePer"]["unit"]],
            },
        },
    }
    if variant["title"]:
        offer["name"] = variant["title"]
    return offer


def _amount(amount: Mapping[str, Any]) -> str:
    return decimal_text(int(amount["minor"]), scale_of(amount["currency"]))


def _measures(dimensions: Mapping[str, Any]) -> dict[str, Any]:
    names = {
        "widthMm": ("width", "MMT"),
        "heightMm": ("height", "MMT"),
        "depthMm": ("depth", "MMT"),
        "weightG": ("weight", "GRM"),
    }
    return {
        name: {"@type": "QuantitativeValue", "value": dimensions[field], "unitCode": code}
        for field, (name, code) in names.items()
        if dimensions[field]
    }


def stall(request: Request, found: Mapping[str, Any]) -> Markup:
    """A stall: a store within the co-op."""
    slug = request.path_params["cooperative"]
    here = whole(request, f"/c/{slug}/s/{found['slug']}")
    data: dict[str, Any] = {
        "@type": "Store",
        "@id": here,
        "url": here,
        "name": found["name"],
        "description": " ".join(found["story"].split())[:5000] or None,
        "address": found["place"] or None,
        "parentOrganization": {"@type": "Organization", "url": whole(request, f"/c/{slug}")},
    }
    if found.get("picture") and found["picture"]["sizes"]:
        data["image"] = whole(request, found["picture"]["sizes"][-1]["address"])
    return script({name: value for name, value in data.items() if value is not None})


def market(request: Request, name: str, cards: Sequence[Mapping[str, Any]]) -> Markup:
    """A page of goods as a list."""
    return script(
        {
            "@type": "ItemList",
            "name": name,
            "url": whole(request, request.url.path),
            "numberOfItems": len(cards),
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": place,
                    "name": one["title"],
                    "url": whole(request, f"/c/{one['cooperativeSlug']}/p/{one['slug']}"),
                }
                for place, one in enumerate(cards, 1)
            ],
        }
    )


def design(request: Request, found: Mapping[str, Any]) -> Markup:
    """A work of the commons: who made it, under which licence, in which version."""
    slug = request.path_params["cooperative"]
    here = whole(request, f"/c/{slug}/commons/designs/{found['slug']}")
    release = found["release"]
    data: dict[str, Any] = {
        "@type": "CreativeWork",
        "@id": here,
        "url": here,
        "name": found["title"],
        "description": " ".join((found.get("summary") or "").split())[:5000] or None,
        "license": release["licence"] if release else None,
        "version": release["version"] if release else None,
        "datePublished": release["publishedAt"] if release else None,
        "creator": [{"@type": "Person", "name": one["name"]} for one in (release["holders"] if release else ())]
        or None,
        "provider": {"@type": "Organization", "url": whole(request, f"/c/{slug}")},
    }
    return script({name: value for name, value in data.items() if value is not None})
