"""Bringing contributions from a table or a Git history: looked at first, then taken."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.contributions import words
from minga_frontend.registry.showing import shelf
from minga_frontend.shell.deeds import do, named, page, told, typed
from minga_frontend.shell.links import see, signed_in, within
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

IMPORTS = document(__file__, "imports.graphql")
GIT = document(__file__, "import_git.graphql")
TABLE = document(__file__, "import_table.graphql")
NAME = document(__file__, "name_author.graphql")
FORGET = document(__file__, "forget_author.graphql")

_TAKEN = told("contributions.imported", mark("Taken over. It waits for members who stand by it."))
_NAMED = told("contributions.named", mark("Commits under this address can be counted as yours from now on."))
_FORGOTTEN = told("contributions.forgotten", mark("Commits under this address are not counted any more."))
COMMAND: Final = "git log --no-merges --pretty=format:'%H%x09%aI%x09%ae%x09%s'"


async def imports(request: Request) -> Response:
    """`/c/<co-op>/commons/contributions/import`."""
    signed_in(request)
    form = await typed(request)
    address = within(request, "/commons/contributions/import")
    language = language_of(request)
    report: dict[str, Any] | None = None
    if request.method == "POST":
        what = form["what"]
        dry = form["deed"] != "take"
        if what == "name":
            if await do(request, NAME, {"mail": form["mail"]}, form) is not None:
                return see(request, address, done=_NAMED)
        elif what == "forget":
            if await do(request, FORGET, {"id": form["id"]}, form) is not None:
                return see(request, address, done=_FORGOTTEN)
        elif what == "git":
            wish = {
                "log": form["log"],
                "kind": form.choice("kind", words.KINDS),
                "minutes": form.number("worth", least=1, most=480),
                "cause": form["cause"],
                "dry": dry,
            }
            if not form.problems:
                report = await do(request, GIT, {"key": form.key, **wish}, form, fields={"minutesPerCommit": "worth"})
        elif what == "table":
            report = await do(request, TABLE, {"key": form.key, "table": form["table"], "dry": dry}, form)
        else:
            raise HTTPException(404)
        if report is not None and not dry:
            return see(request, within(request, "/commons/contributions"), done=_TAKEN)
    data = await ask(request, IMPORTS)
    if data["standing"] is None or "commons.write" not in data["standing"]["capabilities"]:
        raise HTTPException(404)
    return await page(
        request,
        "contributions/import.html",
        say(language, mark("Bring contributions from elsewhere")),
        form,
        shelf=shelf(request),
        headers={"cache-control": "no-store"},
        authors=data["gitAuthors"],
        keeps="commons.keep" in data["standing"]["capabilities"],
        report=report,
        time=words.hours(report["minutes"], language) if report else "",
        problems=[
            {**one, "why": say(language, words.PROBLEMS.get(one["rule"], one["rule"]))}
            for one in (report["problems"] if report else ())
        ],
        kinds=[(code, name) for code, name in named(request, words.KINDS).items() if code != "MATERIALS"],
        command=COMMAND,
    )


ROUTES = [Route("/c/{cooperative}/commons/contributions/import", imports, methods=["GET", "POST"])]
