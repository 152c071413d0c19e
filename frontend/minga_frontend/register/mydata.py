"""A person's own data: all of it in one file, or gone."""

from base64 import b64decode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.membership.sessions import without_session
from minga_frontend.register import words
from minga_frontend.shell.deeds import confirmation, do, page, told, typed
from minga_frontend.shell.links import see, signed_in
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

DATA = document(__file__, "data.graphql")
ASK_EXPORT = document(__file__, "ask_export.graphql")
OPEN_EXPORT = document(__file__, "open_export.graphql")
ERASE = document(__file__, "erase.graphql")

_ASKED = told("register.asked", mark("Your file is being made. It is here in a moment and stays for a week."))
_ERASED = told(
    "register.erased", mark("You are erased. Nothing of you is left here but what the law wants kept for a while.")
)


async def data(request: Request) -> Response:
    """`/account/data`: ask for the file, take it, or see what stands in the way of erasing."""
    signed_in(request)
    form = await typed(request)
    if request.method == "POST":
        if form["what"] == "open":
            done = await do(request, OPEN_EXPORT, {"id": form["id"]}, form, back="/account/data")
            if done is not None:
                return Response(
                    b64decode(done["base64"]),
                    media_type="application/gzip",
                    headers={
                        "content-disposition": f'attachment; filename="{done["fileName"]}"',
                        "cache-control": "no-store",
                        "x-content-type-options": "nosniff",
                    },
                )
        elif await do(request, ASK_EXPORT, {}, form, back="/account/data") is not None:
            return see(request, "/account/data", done=_ASKED)
    found = await ask(request, DATA)
    language = language_of(request)
    return await page(
        request,
        "register/data.html",
        say(language, mark("My data")),
        form,
        headers={"cache-control": "no-store"},
        made=found["myExport"],
        obstacles=[
            {"text": say(language, words.OBSTACLES[one["kind"]]), "cooperative": one["cooperative"]}
            for one in found["erasureObstacles"]
        ],
    )


async def erase(request: Request) -> Response:
    """`/account/erase`: asks once, then erases everywhere."""
    signed_in(request)
    form = await typed(request)
    if form.confirmed:
        if await do(request, ERASE, {}, form, back="/account/data") is not None:
            return without_session(see(request, "/", done=_ERASED))
        # What stands in the way stands there, with what to do about it.
        return see(request, "/account/data")
    language = language_of(request)
    return await confirmation(
        request,
        form,
        title=say(language, mark("Erase everything about me?")),
        text=say(
            language,
            mark(
                "Your account, your names and what you wrote are erased in every co-op here, at once and for good. Sums and "
                "votes stay as they were, without your name. You cannot sign in any more."
            ),
        ),
        button=say(language, mark("Erase me for good")),
        back="/account/data",
    )


ROUTES = [
    Route("/account/data", data, methods=["GET", "POST"]),
    Route("/account/erase", erase, methods=["GET", "POST"]),
]
