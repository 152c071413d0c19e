"""`/dev/sign-in`: be somebody of the demonstration by one click. Elsewhere there is nothing here."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document
from minga_frontend.membership.sessions import device_of, next_of, with_session
from minga_frontend.membership.views import page
from minga_frontend.shell.deeds import do, typed
from minga_frontend.shell.links import see
from minga_platform.kernel.locale import mark

DEMO_PEOPLE = document(__file__, "demo_people.graphql")
SIGN_IN_AS_DEMO_PERSON = document(__file__, "sign_in_as_demo_person.graphql")


async def sign_in(request: Request) -> Response:
    """The list; a click signs in and goes where that person works."""
    if not request.app.state.door.services.demo:
        raise HTTPException(404)
    if request.method == "POST":
        form = await typed(request)
        wish = {"id": form["person"], "device": device_of(request)}
        done = await do(request, SIGN_IN_AS_DEMO_PERSON, wish, form)
        if done is None:
            raise HTTPException(404)
        return with_session(see(request, next_of(request, form)), done["token"])
    people = (await ask(request, DEMO_PEOPLE))["demoPeople"]
    return await page(request, "demo.html", mark("Sign in as somebody"), people=people)


ROUTES = [Route("/dev/sign-in", sign_in, methods=["GET", "POST"])]
