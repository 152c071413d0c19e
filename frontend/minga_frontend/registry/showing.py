"""What the pages of the commons share: the second row of the header, and the page itself."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from minga_frontend.market import words as market_words
from minga_frontend.market.showing import sources
from minga_frontend.registry import words
from minga_frontend.shell import deeds
from minga_frontend.shell.deeds import named
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import within
from minga_frontend.shell.pages import Link, language_of
from minga_platform.kernel.locale import mark, say


def shelf(request: Request, current: str = "") -> tuple[Link, ...]:
    """The rooms of the commons; across co-ops there are none."""
    if "cooperative" not in request.path_params:
        return ()
    language = language_of(request)
    groups = (
        ("", (("/commons", mark("The commons"), None), ("/commons/may", mark("May I?"), None))),
        (mark("Works"), (
            ("/commons/designs", mark("All works"), None),
            ("/commons/mine", mark("My works"), "commons.write"),
            ("/commons/new", mark("Share a work"), "commons.write"),
            ("/commons/import", mark("Bring in"), "commons.write"),
            ("/commons/files", mark("Your files"), "commons.write"),
        )),
        (mark("Giving and sharing"), (
            ("/commons/contributions", mark("What we give"), "ballots.see"),
            ("/commons/days", mark("Work days"), "ballots.see"),
            ("/commons/tools", mark("Tools and rooms"), None),
        )),
        (mark("Licences"), (
            ("/commons/licences", mark("Licences"), None),
            ("/commons/status", mark("What we are"), "commons.write"),
            ("/commons/certificates", mark("Certificates"), None),
            ("/commons/marks", mark("Marks of quality"), None),
        )),
        (mark("Royalties"), (
            ("/commons/royalties", mark("Royalties"), "royalties.see"),
            ("/commons/equation", mark("How income is shared"), None),
        )),
    )  # fmt: skip
    return tuple(
        Link(say(language, name), within(request, path), path == current, needs, say(language, group) if group else "")
        for group, pages in groups
        for path, name, needs in pages
    )


async def page(
    request: Request, template: str, title: str, form: Form | None = None, *, current: str = "", **context: Any
) -> Response:
    """A page of the commons."""
    language = language_of(request)
    return await deeds.page(
        request,
        f"registry/{template}",
        title,
        form,
        shelf=shelf(request, current),
        sources=sources,
        bands=named(request, market_words.BANDS),
        kinds=named(request, words.KINDS),
        states=named(request, words.STATES),
        severities=named(request, words.SEVERITIES),
        roles=named(request, words.ROLES),
        criteria_words=named(request, words.CRITERIA),
        relations=named(request, words.RELATIONS),
        plain=lambda licence: words.plain(licence, language),
        term=lambda value: words.term(value, language),
        readiness=lambda value: words.readiness(value, language),
        **context,
    )
