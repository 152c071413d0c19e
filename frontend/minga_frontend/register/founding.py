"""Founding a co-op in three steps: which kind, what it is called, and there it is. The link comes from the operator."""

import re
import unicodedata

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.shell.deeds import do, page, typed
from minga_frontend.shell.links import link, see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import LANGUAGE_NAMES, mark, say

TEMPLATES = document(__file__, "templates.graphql")
MY_FOUNDING = document(__file__, "my_founding.graphql")
FOUND = document(__file__, "found.graphql")

_PRIVATE = {"cache-control": "no-store"}
_TAKEN = mark("Another co-op stands at this address already. Please choose another one.")


async def found(request: Request) -> Response:
    """`/found?token=…`: the kinds of co-op; with `kind` its name and place; by POST the wish."""
    signed_in(request)
    form = await typed(request)
    if request.method == "GET":
        form.values = dict(request.query_params)
    data = await ask(request, TEMPLATES)
    chosen = next((one for one in data["foundingTemplates"] if one["key"] == form["kind"]), None)
    language = language_of(request)
    if request.method == "POST" and chosen is not None:
        name = form.words("name")
        slug = form["slug"].strip().lower() or slug_of(name or "")
        if not form.problems:
            wish = {
                "token": form["token"],
                "name": name,
                "slug": slug,
                "template": chosen["key"],
                "currency": form["currency"].strip().upper(),
                "country": form["country"].strip().upper(),
                "language": form["language"],
                "officers": form.parted("officers"),
            }
            if await do(request, FOUND, wish, form) is not None:
                return see(request, "/found/done")
            if form.problems.get("slug") and form["slug"] != slug:
                form.values = {**form.values, "slug": slug}
    return await page(
        request,
        "register/found.html",
        say(language, mark("Found a co-op")),
        form,
        headers=_PRIVATE,
        templates=data["foundingTemplates"],
        chosen=chosen,
        token=form["token"],
        languages_offered=list(LANGUAGE_NAMES.items()),
        home=language,
    )


async def done(request: Request) -> Response:
    """`/found/done`: the worker is at it, or there it is."""
    signed_in(request)
    wish = (await ask(request, MY_FOUNDING))["myFounding"]
    if wish is None:
        return see(request, "/")
    language = language_of(request)
    return await page(
        request,
        "register/founded.html",
        say(language, mark("Found a co-op")),
        headers={**_PRIVATE, "refresh": "3"} if wish["state"] == "asked" else _PRIVATE,
        wish=wish,
        problem=say(language, _TAKEN) if wish["problem"] == "slug_taken" else "",
        again=link(request, "/found"),
    )


def slug_of(name: str) -> str:
    """`Tejedoras de Chiloé` → `tejedoras-de-chiloe`; empty where nothing of the name can stand in an address."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].rstrip("-")


ROUTES = [
    Route("/found", found, methods=["GET", "POST"]),
    Route("/found/done", done, methods=["GET"]),
]
