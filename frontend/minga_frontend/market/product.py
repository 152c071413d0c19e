"""A product's page: pictures, maker, what it is, how it is sold, and where the money goes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, here
from minga_frontend.cycles.showing import beside as selling_beside
from minga_frontend.grants import beside as marks
from minga_frontend.law import words as law
from minga_frontend.making.showing import beside as promised_beside
from minga_frontend.market import words
from minga_frontend.market.linked_data import goods as goods_data
from minga_frontend.market.nearness import distance
from minga_frontend.market.prose import prose
from minga_frontend.market.showing import LONGEST_SLUG, page
from minga_frontend.reviews import views as reviews
from minga_frontend.royalties.words import BASES
from minga_frontend.shell.deeds import named
from minga_frontend.shell.links import within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import Text, mark, say, write_country, write_number, write_quantity, write_rate

PRODUCT = document(__file__, "product.graphql", "product.fragments")
SOLD_STALL = document(__file__, "sold_stall.graphql")
SOLD = document(__file__, "sold.graphql", "product.fragments", "card.fragments")
ORIGIN = document(__file__, "origin.graphql")


async def product(request: Request) -> Response:
    """`/c/<co-op>/p/<slug>`; an address that the product had before leads to the one it has."""
    language = language_of(request)
    slug = request.path_params["slug"]
    found = (await ask(request, PRODUCT, {"slug": slug[:LONGEST_SLUG]}))["product"]
    if found is None:
        return await _sold(request, slug[:LONGEST_SLUG])
    if found["slug"] != slug:
        return RedirectResponse(within(request, f"/p/{found['slug']}", near=request.query_params.get("near", "")), 301)
    cooperative = await here(request)
    assert cooperative is not None
    name = Text.stored(cooperative.name).read(language, cooperative.language)
    trail = [(name, within(request)), (say(language, mark("Market")), within(request, "/market"))]
    if found["category"]:
        trail.append((found["category"]["name"], within(request, "/market", category=found["category"]["slug"])))
    return await page(
        request,
        "product.html",
        found["title"],
        product=found,
        trail=[*trail, (found["title"], None)],
        about=prose(found["description"]),
        why_not=named(request, words.NO_WITHDRAWAL),
        allergens=[say(language, words.ALLERGENS[one]) for one in found["allergens"]],
        forms=_forms(found, language),
        story=_story(found, language),
        origin=(await ask(request, ORIGIN, {"id": found["id"]}))["productOrigin"] if found["isFromCommons"] else None,
        bases=named(request, BASES),
        held=await marks.shown(request, product_id=found["id"]),
        reviews=await reviews.shown(request, found["stall"]["slug"], product_id=found["id"]),
        selling=await selling_beside(request, found),
        ready_by=await promised_beside(request, found["variants"]),
        metres=await distance(request, found["id"]),
        traders=named(request, law.TRADERS),
        measures=_measures(found["facts"]["dimensions"], language),
        country=write_country(found["facts"]["originCountry"], language),
        data=goods_data(request, found),
    )


async def _sold(request: Request, slug: str) -> Response:
    """A one-off piece that somebody has: what it was, and what is like it. Nothing else that is not on offer has a page."""
    known = (await ask(request, SOLD_STALL, {"slug": slug}))["soldProduct"]
    if known is None:
        raise HTTPException(404)
    data = await ask(request, SOLD, {"slug": slug, "stall": known["stall"]["slug"]})
    found = data["soldProduct"]
    if found is None:
        raise HTTPException(404)
    language = language_of(request)
    return await page(
        request,
        "sold.html",
        found["title"],
        headers={"x-robots-tag": "noindex"},
        product=found,
        about=prose(found["description"]),
        like=data["listings"]["nodes"],
        measures=_measures(found["facts"]["dimensions"], language),
    )


def _measures(dimensions: Mapping[str, Any], language: str) -> str:
    """`30 × 20 × 5 cm, 450 g`, of what is told."""
    sides = [dimensions[name] for name in ("widthMm", "heightMm", "depthMm") if dimensions[name]]
    weight = dimensions["weightG"]
    written = " × ".join(write_number(_centimetres(side), language) for side in sides)
    parts = [f"{written} cm"] if sides else []
    return ", ".join(parts + ([write_quantity(weight, "g", language)] if weight else []))


def _centimetres(millimetres: int) -> Decimal:
    return (Decimal(millimetres) / 10).normalize()


_UNBOUNDED_STEPS = 10_000


def _forms(product: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """Variants that are measured alike share one form with a choice in it; others have each their own."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for one in product["variants"]:
        groups.setdefault((one["unit"], one["step"], one["least"], one["most"]), []).append(one)
    forms = []
    for (counted, step, least, most), alike in groups.items():
        unit = words.UNITS[counted]
        there = [
            one
            for one in alike
            if one["stockBand"] != "NONE" and not one["waitsForAgreement"] and not product["isWithheld"]
        ]
        hint = None
        if unit != "piece" or step > 1:
            hint = say(
                language,
                mark("From %(least)s, in steps of %(step)s."),
                least=write_quantity(least, unit, language),
                step=write_quantity(step, unit, language),
            )
        forms.append(
            {
                "unit": unit,
                "step": step,
                "least": least,
                "most": most or least + step * _UNBOUNDED_STEPS,
                "variants": alike,
                "first": (there or alike)[0],
                "open": bool(there),
                "waits": any(one["waitsForAgreement"] for one in alike),
                "hint": hint,
            }
        )
    return forms


def _story(found: Mapping[str, Any], language: str) -> dict[str, Any] | None:
    """The parts of the money for the smallest purchase, in the words of the page."""
    story = found["priceStory"]
    if story is None or story["total"]["minor"] == 0:
        return None

    def rate(bps: int) -> str:
        return write_rate(bps, language)

    parts = [
        {"kind": "maker", "label": found["stall"]["name"], "amount": story["maker"]},
        *_royalty(story, language),
        {
            "kind": "fee",
            "label": say(language, mark("The co-op's work")),
            "amount": story["fee"],
            "why": say(
                language, mark("%(rate)s of the price without VAT, as the members decided"), rate=rate(story["feeBps"])
            ),
        },
        {
            "kind": "other",
            "label": say(language, mark("VAT on the co-op's work")),
            "amount": story["feeTax"],
            "why": rate(story["feeTaxBps"]),
        },
        {"kind": "tax", "label": say(language, mark("VAT")), "amount": story["tax"], "why": rate(story["taxBps"])},
    ]
    quantity = story["quantity"]
    unit = words.UNITS[quantity["unit"]]
    caption = say(
        language,
        mark("Where your money goes: %(quantity)s"),
        quantity=write_quantity(quantity["base"], unit, language),
    )
    return {"parts": parts, "total": story["total"], "caption": caption}


def _royalty(story: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """What the maker leaves with the design that it is made from; nothing is said where she leaves nothing."""
    if not story["royaltyBps"]:
        return []
    why = mark("%(rate)s of the price without VAT, out of the maker's part, for those who contributed to the design")
    return [
        {
            "kind": "commons",
            "label": say(language, mark("The commons")),
            "amount": story["royalty"],
            "why": say(language, why, rate=write_rate(story["royaltyBps"], language)),
        }
    ]


ROUTES = [Route("/c/{cooperative}/p/{slug}", product)]
