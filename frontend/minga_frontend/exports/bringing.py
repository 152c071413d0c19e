"""A stall's archive from another co-op: send it, look at what it would make here, then say yes."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import document
from minga_frontend.market.inside import kept_stall, sections, stall_page
from minga_frontend.shell.deeds import do, named, typed
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

PLAN = document(__file__, "plan_archive.graphql", "archive_report.fragments")
IMPORT = document(__file__, "import_archive.graphql", "archive_report.fragments")

PROBLEMS: Final[Mapping[str, str]] = {
    "product_left_out": mark("This product cannot be read, or stands in the archive twice. It is left out."),
    "variant_left_out": mark("This variant cannot be read. It is left out."),
    "field_left_out": mark("This cannot be taken as it is. It is left empty."),
    "picture_missing": mark("This picture is not in the archive. The product comes without it."),
    "picture_refused": mark("This file is no picture. The product comes without it."),
    "picture_too_large": mark("This picture is larger than 20 MB. The product comes without it."),
    "too_many": mark("There are more of these than may be here. The rest is left out."),
    "other_currency": mark(
        "Its price is in another currency. It comes without a price and is offered once you set one."
    ),
    "slug_taken": mark("Its address is taken here. It gets the next free one."),
    "category_unknown": mark("There is no such shelf here. It comes without a shelf."),
    "tax_unknown": mark(
        "Nothing here is sold at this tax rate yet. It keeps the rate; please look whether it is right here."
    ),
    "container_unknown": mark("There is no such jar or crate with this deposit here. It comes without a deposit."),
    "commons_link": mark("It is made from a work of the commons. Please say here again from which one."),
}
_UNREADABLE: Final[Mapping[str, str]] = {
    "NO_ARCHIVE": mark("This file is no archive. Please send the ZIP file as it was fetched."),
    "TOO_LARGE": mark(
        "This archive is too large. Without some of its pictures it is smaller; the products come all the same."
    ),
    "NAMES_UNSAFE": mark("This archive has names that lead out of it. Nothing of it is taken."),
    "NO_STALL": mark("There is no stall in this archive. Please send the ZIP file as it was fetched."),
    "NEWER": mark("This archive was written by a newer version than this one."),
}
PARTS: Final[Mapping[str, str]] = {
    "products": mark("Products"),
    "variants": mark("Variants"),
    "pictures": mark("Pictures"),
    "title": mark("Name"),
    "description": mark("Description"),
    "tags": mark("Tags"),
}


async def bring(request: Request) -> Response:
    """`/c/<co-op>/stall/<slug>/archive`: the form; with `?file=` what it would make; by POST the deed."""
    stall = await kept_stall(request)
    language = language_of(request)
    form = await typed(request)
    if request.method == "GET":
        form.values = dict(request.query_params)
    report: Mapping[str, Any] | None = None
    if form["file"]:
        asked = IMPORT if request.method == "POST" else PLAN
        report = await do(
            request, asked, {"stall": stall["id"], "file": form["file"]}, form,
            sentences={"ARCHIVE_UNREADABLE": _unreadable},
        )  # fmt: skip
    return await stall_page(
        request,
        "exports/bring.html",
        say(language, mark("Bring a whole stall from another co-op")),
        form,
        shelf=sections(request, stall["slug"], "import"),
        stall=stall,
        report=report,
        problems=named(request, PROBLEMS),
        parts=named(request, PARTS),
    )


def _unreadable(done: Mapping[str, Any], language: str) -> str:
    return say(language, _UNREADABLE.get(done["reason"], _UNREADABLE["NO_ARCHIVE"]))


ROUTES = [Route("/c/{cooperative}/stall/{stall}/archive", bring, methods=["GET", "POST"])]
