"""What the pages of a stall's inside share: the stall that its keeper asks for, the second row of the header, the page itself."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from minga_frontend.asking import ask, document, here
from minga_frontend.market import words
from minga_frontend.market.showing import sources
from minga_frontend.shell import deeds
from minga_frontend.shell.deeds import named, told
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import signed_in, within
from minga_frontend.shell.pages import Link, Notice, language_of
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.locale import mark, say

KEPT_STALL = document(__file__, "kept_stall.graphql")

SAVED: Final = told("market.saved", mark("Saved."))

_UPLOAD_PROBLEMS: Final[Mapping[str, str]] = {
    "NOT_A_PICTURE": mark("This file is no picture. JPEG, PNG, WebP, AVIF and HEIC photos can be read."),
    "PICTURE_TOO_LARGE": mark("This picture has too many pixels. Please send a smaller one."),
    "PICTURE_BROKEN": mark("This picture is damaged and could not be read to its end."),
    "PICTURE_TOO_COSTLY": mark("This picture could not be read in reasonable time. Please send another one."),
    "FILE_TOO_LARGE": mark("This file is larger than 20 MB. Please send a smaller one."),
    "NO_FILE_SENT": mark("No file came with the form. Please choose a picture first."),
    "TOO_MANY": mark("A product has at most twelve pictures."),
    "NO_ROOM_LEFT": mark(
        "You keep as many files here as one member may. Take down pictures that you no longer need; a week later there is room."
    ),
    "DISK_FULL": mark("There is no disk left here for files. Nothing of yours was kept; please try again later."),
    "TOO_MANY_ATTEMPTS": mark("Too many attempts. Please wait a little and try again."),
}
_OTHER_PROBLEM: Final = mark("That was not possible. Nothing was changed.")


async def cooperative_of(request: Request) -> Cooperative:
    """The co-op whose page this is; every route of these pages is within one."""
    cooperative = await here(request)
    assert cooperative is not None
    return cooperative


async def kept_stall(request: Request) -> dict[str, Any]:
    """The stall of the address; a page that is not there for whoever does not keep it."""
    signed_in(request)
    stall: dict[str, Any] | None = (await ask(request, KEPT_STALL, {"slug": request.path_params["stall"]}))["keptStall"]
    if stall is None:
        raise HTTPException(404)
    return stall


def at_stall(request: Request, slug: str, page: str = "", /, **query: str) -> str:
    """An address of a stall's inside: `at_stall(request, "aurora", "/orders")`."""
    return within(request, f"/stall/{slug}{page}", **query)


def sections(request: Request, slug: str, current: str) -> tuple[Link, ...]:
    """The second row of a stall's pages, what needs its keeper first."""
    language = language_of(request)
    groups = (
        ("", (("today", mark("Today")), ("orders", mark("Orders")), ("stand", mark("At the table")), ("weigh", mark("Weigh")))),
        (mark("Plans"), (("cycles", mark("Order cycles")), ("making", mark("Made to order")), ("returns", mark("Returns")))),
        (mark("Goods"), (
            ("products", mark("Goods")), ("lots", mark("Lots")), ("import", mark("Bring goods from elsewhere")),
        )),
        (mark("Money"), (("money", mark("Money")), ("codes", mark("Discount codes")))),
        ("", (("messages", mark("Messages")),)),
        (mark("About the stall"), (("edit", mark("About the stall")), ("keepers", mark("Who keeps it")))),
    )  # fmt: skip
    return tuple(
        Link(
            say(language, sentence),
            at_stall(request, slug, f"/{page}"),
            current=page == current,
            group=say(language, group) if group else "",
        )
        for group, pages in groups
        for page, sentence in pages
    )


async def stall_page(request: Request, template: str, title: str, form: Form | None = None, **context: Any) -> Response:
    """A page of a stall's inside. What a file that was sent elsewhere was refused for stands in the address, as a code."""
    refused = request.query_params.get("problem", "")
    if refused and request.method == "GET":
        sentence = say(language_of(request), _UPLOAD_PROBLEMS.get(refused, _OTHER_PROBLEM))
        context["notices"] = (*context.get("notices", ()), Notice(sentence, "bad"))
    return await deeds.page(
        request,
        f"market/{template}" if "/" not in template else template,
        title,
        form,
        sources=sources,
        bands=named(request, words.BANDS),
        states=named(request, words.STATES),
        **context,
    )
