"""One act by one link: the ballot that a letter opens, without signing in."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.ballots import choosing
from minga_frontend.proposals.words import METHODS
from minga_frontend.shell.deeds import do, page, typed
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

LINKED = document(__file__, "linked.graphql")
CAST = document(__file__, "cast_by_link.graphql")


async def act(request: Request) -> Response:
    """`/c/<co-op>/act?token=…`: opening it changes nothing, pressing the button votes, once."""
    form, language = await typed(request), language_of(request)
    token = form["token"] or request.query_params.get("token", "")
    data = await ask(request, LINKED, {"token": token})
    poll = data["linkedBallot"]
    if poll is not None and request.method == "POST" and poll["state"] == "open":
        choice = choosing.read(form, poll)
        if not form.problems:
            wish = {"token": token, "choice": choice, "classKey": form["class_key"] or None}
            done = await do(request, CAST, wish, form)
            if done is not None:
                return await page(
                    request,
                    "ballots/codes.html",
                    say(language, mark("Your ballot is in the box")),
                    poll=poll,
                    done=done,
                    words=choosing.in_words(choice, poll, language) if not poll["isSecret"] else [],
                )
    classes = {one["key"]: one["name"] for one in data["membershipClasses"]}
    return await page(
        request,
        "proposals/act.html",
        poll["title"] if poll else say(language, mark("This link opens nothing any more")),
        form,
        poll=poll,
        token=token,
        method=say(language, METHODS[poll["method"]]) if poll else "",
        says=[
            (one, say(language, choosing.SAYS[one]))
            for one in choosing.OF_METHOD.get(poll["method"] if poll else "", ())
        ],
        classes=[(key, classes.get(key, key)) for key in poll["classes"]] if poll else [],
        headers={"referrer-policy": "no-referrer", "cache-control": "no-store"},
    )


ROUTES = [Route("/c/{cooperative}/act", act, methods=["GET", "POST"])]
