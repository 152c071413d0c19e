"""What the law and a careful buyer want told of a product, and its pictures: two pages of its maker."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.law import words
from minga_frontend.market.inside import SAVED, at_stall, cooperative_of, sections, stall_page
from minga_frontend.shell.deeds import do, languages_of, typed
from minga_frontend.shell.forms import Form, show_texts
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

FACTS = document(__file__, "facts.graphql")
EDIT_FACTS = document(__file__, "edit_facts.graphql")
EDIT_CONTENT = document(__file__, "edit_content.graphql")
EDIT_PICTURE = document(__file__, "edit_picture.graphql")
ORDER_PICTURES = document(__file__, "order_pictures.graphql")
_CONTACT: Final = ("name", "address", "mail")
_MEASURES: Final = {"width": "widthMm", "height": "heightMm", "depth": "depthMm", "weight": "weightG"}
_LARGEST: Final = 100_000_000
_CODES: Final = {"GRAM": "g", "MILLILITRE": "ml"}
_MOST_PICTURES: Final = 50


def missing_sentence(done: Mapping[str, Any], language: str) -> str:
    """The refusal to show a product, with the list of what is missing in words."""
    listed = "; ".join(say(language, words.FACTS[one]) for one in done.get("missing", ()))
    return say(language, mark("Before it is shown, the law wants this to be told: %(list)s."), list=listed)


def _still_missing(done: Mapping[str, Any], language: str) -> str:
    """The refusal of a change, with what it would take from what is shown."""
    listed = "; ".join(say(language, words.FACTS[one]) for one in done.get("missing", ()))
    return say(language, mark("As long as it is shown, the law wants this to be told: %(list)s."), list=listed)


STILL_TOLD: Final = {"FACTS_MISSING": _still_missing}
"""For `do`: how a change of goods that are shown is refused."""


async def _kept(request: Request) -> dict[str, Any]:
    signed_in(request)
    wish = {"stall": request.path_params["stall"], "id": request.path_params["product"]}
    data = await ask(request, FACTS, wish)
    product = data["keptProduct"]
    if data["keptStall"] is None or product is None or product["stallSlug"] != data["keptStall"]["slug"]:
        raise HTTPException(404)
    return data


def _at(request: Request, data: Mapping[str, Any], page: str = "") -> str:
    return at_stall(request, data["keptStall"]["slug"], f"/products/{data['keptProduct']['id']}{page}")


async def facts(request: Request) -> Response:
    """`…/products/<id>/facts`."""
    data = await _kept(request)
    product, language = data["keptProduct"], language_of(request)
    languages = languages_of(request, await cooperative_of(request))
    form = await typed(request)
    if request.method == "POST":
        changes = _changes(form, languages, product)
        contents = _contents(form, product)
        if not form.problems:
            wish = {"id": product["id"], "version": form.whole("version"), "changes": changes}
            if await do(
                request, EDIT_FACTS, wish, form, fields={"origin_country": "country"}, sentences=STILL_TOLD
            ) is not None and (await _write_contents(request, form, contents)):
                return see(request, _at(request, data, "/facts"), done=SAVED)
    else:
        form.values = _values(product)
    profile = product["facts"]["profile"]
    return await stall_page(
        request,
        "law/facts.html",
        say(language, mark("What is told of %(title)s"), title=product["title"]),
        form,
        shelf=sections(request, data["keptStall"]["slug"], "products"),
        stall=data["keptStall"],
        product=product,
        languages=languages,
        profile=say(language, words.PROFILES[profile]) if profile else "",
        missing=[say(language, words.FACTS[one]) for one in product["facts"]["missing"]],
        back=_at(request, data),
    )


def _changes(form: Form, languages: Any, product: Mapping[str, Any]) -> dict[str, Any]:
    measures = {api: form.number(name, least=1, most=_LARGEST, needed=False) for name, api in _MEASURES.items()}
    return {
        "isOneOff": form.ticked("one-off"),
        "madeBy": {name: form[f"made-{name}"] for name in _CONTACT},
        "responsible": {name: form[f"responsible-{name}"] for name in _CONTACT},
        "warnings": form.texts("warnings", languages, product["facts"]["warnings"]),
        "allergensKnown": form.ticked("allergens-known"),
        "originCountry": form["country"].strip().upper()[:2],
        "dimensions": measures,
    }


def _contents(form: Form, product: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The net contents that were typed and differ from what is kept."""
    changed = []
    for one in product["variants"]:
        if one["unit"] != "PIECE":
            continue
        base = form.number(f"content-{one['id']}", least=1, most=_LARGEST, needed=False)
        unit = form[f"content-unit-{one['id']}"] or "g"
        content = None if base is None else {"base": base, "unit": unit if unit in ("g", "ml") else "g"}
        before = one["content"] and {"base": one["content"]["base"], "unit": _CODES[one["content"]["unit"]]}
        if content != before:
            changed.append({"id": one["id"], "version": one["version"], "changes": {"content": content}})
    return changed


async def _write_contents(request: Request, form: Form, contents: list[dict[str, Any]]) -> bool:
    for wish in contents:
        if await do(request, EDIT_CONTENT, wish, form, sentences=STILL_TOLD) is None:
            return False
    return True


def _values(product: Mapping[str, Any]) -> dict[str, str]:
    told = product["facts"]
    values = {
        "version": str(product["version"]),
        "one-off": "yes" if product["isOneOff"] else "",
        "allergens-known": "yes" if told["allergensKnown"] else "",
        "country": told["originCountry"],
        **{f"made-{name}": told["madeBy"][name] for name in _CONTACT},
        **{f"responsible-{name}": told["responsible"][name] for name in _CONTACT},
        **{name: str(told["dimensions"][api] or "") for name, api in _MEASURES.items()},
        **show_texts("warnings", told["warnings"]),
    }
    for one in product["variants"]:
        if one["content"]:
            values[f"content-{one['id']}"] = str(one["content"]["base"])
            values[f"content-unit-{one['id']}"] = _CODES[one["content"]["unit"]]
    return values


async def pictures(request: Request) -> Response:
    """`…/products/<id>/look`: the order of the pictures, what each shows, and what of it stays in sight."""
    data = await _kept(request)
    product, language = data["keptProduct"], language_of(request)
    languages = languages_of(request, await cooperative_of(request))
    form = await typed(request)
    kept = product["pictures"]
    if request.method == "POST":
        done = True
        places: list[tuple[int, int, str]] = []
        for number, one in enumerate(kept):
            place = form.number(f"place-{one['id']}", least=1, most=_MOST_PICTURES, needed=False)
            # A picture that is moved to a place comes before the one that stood there.
            places.append((place or number + 1, 0 if place != number + 1 else 1, one["id"]))
            x, y = _point(form[f"focus-{one['id']}"], one)
            wish = {"id": one["id"], "alt": form.texts(f"alt-{one['id']}", languages, one["alts"]), "x": x, "y": y}
            done = done and not form.problems and await do(request, EDIT_PICTURE, wish, form) is not None
        order = [picture for _, _, picture in sorted(places)]
        if done and order != [one["id"] for one in kept]:
            done = await do(request, ORDER_PICTURES, {"product": product["id"], "pictures": order}, form) is not None
        if done:
            return see(request, _at(request, data, "/look"), done=SAVED)
    else:
        form.values = {}
        for number, one in enumerate(kept, 1):
            form.values |= show_texts(f"alt-{one['id']}", one["alts"])
            form.values[f"place-{one['id']}"] = str(number)
    return await stall_page(
        request,
        "law/pictures.html",
        say(language, mark("Pictures of %(title)s"), title=product["title"]),
        form,
        shelf=sections(request, data["keptStall"]["slug"], "products"),
        stall=data["keptStall"],
        product=product,
        languages=languages,
        back=_at(request, data),
        nine=_nine(language),
    )


_THIRDS: Final = (0, 50, 100)


def _nine(language: str) -> list[tuple[int, int, str]]:
    """The nine places of the grid: where, and what to call it."""
    names = (
        mark("upper left"), mark("above"), mark("upper right"),
        mark("left"), mark("middle"), mark("right"),
        mark("lower left"), mark("below"), mark("lower right"),
    )  # fmt: skip
    places = [(x, y) for y in _THIRDS for x in _THIRDS]
    return [(x, y, say(language, name)) for (x, y), name in zip(places, names, strict=True)]


def _point(sent: str, kept: Mapping[str, Any]) -> tuple[int, int]:
    x, _, y = sent.partition("-")
    if x.isdigit() and y.isdigit() and int(x) in _THIRDS and int(y) in _THIRDS:
        return int(x), int(y)
    return int(kept["focusX"]), int(kept["focusY"])


_PRODUCT = "/c/{cooperative}/stall/{stall}/products/{product}"
ROUTES = [
    Route(f"{_PRODUCT}/facts", facts, methods=["GET", "POST"]),
    Route(f"{_PRODUCT}/look", pictures, methods=["GET", "POST"]),
]
