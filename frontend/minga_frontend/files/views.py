"""One's own files: bring them, see what is on its way, look at them."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.market.prose import prose
from minga_frontend.shell.deeds import page
from minga_frontend.shell.links import signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

MINE = document(__file__, "mine.graphql")

_PROBLEMS = {
    "FILE_KIND_REFUSED": mark("Files of this kind are not taken, or this is not what its name says."),
    "FILE_TOO_LARGE": mark("This file is too large."),
    "NO_ROOM_LEFT": mark("There is no room left for this file."),
    "DISK_FULL": mark("There is no disk left here for files. Nothing of yours was kept; please try again later."),
}
_OTHERWISE = mark("This file could not be taken.")


async def mine(request: Request) -> Response:
    """`/c/<co-op>/commons/files`."""
    signed_in(request)
    data = await ask(request, MINE)
    if data["standing"] is None:
        raise HTTPException(404)
    language, problem = language_of(request), request.query_params.get("problem", "")
    return await page(
        request,
        "files/mine.html",
        say(language, mark("Your files")),
        room=data["fileRoom"],
        running=data["runningUploads"],
        kept=data["myFiles"],
        shown={
            one["id"]: prose(one["excerpt"]) if one["isMarkdown"] and one["excerpt"] else "" for one in data["myFiles"]
        },
        problem=say(language, _PROBLEMS.get(problem, _OTHERWISE)) if problem else "",
    )


ROUTES = [Route("/c/{cooperative}/commons/files", mine, methods=["GET"])]
