"""Signing in, up and out."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import ask, document, viewer_of
from minga_frontend.membership.sessions import device_of, next_of, with_session, without_session
from minga_frontend.shell import deeds
from minga_frontend.shell.deeds import do, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see
from minga_frontend.shell.pages import Notice, language_of
from minga_platform.kernel.locale import mark, say

SIGN_IN = document(__file__, "sign_in.graphql")
SIGN_UP = document(__file__, "sign_up.graphql")
SIGN_OUT = document(__file__, "sign_out.graphql")
SIGN_IN_WITH_CARD = document(__file__, "sign_in_with_card.graphql")
SIGN_IN_WITH_PASSKEY = document(__file__, "sign_in_with_passkey.graphql")
SIGN_IN_BY_LINK = document(__file__, "sign_in_by_link.graphql")
ASK_SIGN_IN_LINK = document(__file__, "ask_sign_in_link.graphql")
PROVE_ADDRESS_BY_LINK = document(__file__, "prove_address_by_link.graphql")

_SENT = mark("If there is an account with this address, a link is on its way. It works for half an hour.")


FIELDS: Mapping[str, str] = {
    "PASSWORD_TOO_SHORT": "password",
    "PASSWORD_TOO_COMMON": "password",
    "WAY_BACK_NEEDED": "mail",
    "ADDRESS_TAKEN": "code",
}
"""Which field a refusal is about, where it does not name it itself."""


async def page(request: Request, template: str, title: str, form: Form | None = None, **more: Any) -> Response:
    """A page of this feature, never stored: its form filled with what was typed, and `next`, the way back."""
    more.setdefault("next", next_of(request, form))
    return await deeds.page(
        request,
        f"membership/{template}",
        say(language_of(request), title),
        form,
        headers={"cache-control": "no-store"},
        **more,
    )


async def sign_in(request: Request) -> Response:
    """Name and password; the other ways stand beside them."""
    if request.method == "GET":
        if viewer_of(request).person_id is not None:
            return see(request, next_of(request))
        return await page(request, "sign_in.html", mark("Sign in"))
    form = await typed(request)
    wish = {"name": form["name"], "password": form["password"], "device": device_of(request)}
    done = await do(request, SIGN_IN, wish, form)
    if done is None:
        return await page(request, "sign_in.html", mark("Sign in"), form)
    if done["__typename"] == "SecondFactorNeeded":
        return await page(request, "second_factor.html", mark("One more step"), form, second_factor=done["token"])
    return with_session(see(request, next_of(request, form)), done["token"])


async def sign_in_with_passkey(request: Request) -> Response:
    """The device's answer, sent by the page's script as a form, so that the token goes into the cookie."""
    form = await typed(request)
    second_factor = form["second_factor"] or None
    wish = {"answer": form["answer"], "device": device_of(request), "secondFactor": second_factor}
    done = await do(request, SIGN_IN_WITH_PASSKEY, wish, form)
    if done is None:
        return await page(request, "sign_in.html", mark("Sign in"), form)
    return with_session(see(request, next_of(request, form)), done["token"])


async def sign_in_with_card(request: Request) -> Response:
    """The printed card; its replacement is shown to be printed."""
    if request.method == "GET":
        return await page(request, "card_sign_in.html", mark("Sign in with a recovery card"))
    form = await typed(request)
    wish = {"number": form["number"], "secret": form["secret"], "device": device_of(request)}
    done = await do(request, SIGN_IN_WITH_CARD, wish, form)
    if done is None:
        return await page(request, "card_sign_in.html", mark("Sign in with a recovery card"), form)
    answer = await page(request, "card.html", mark("Your new recovery card"), form, card=done["card"], replaces=True)
    return with_session(answer, done["token"])


async def ask_link(request: Request) -> Response:
    """A letter with a link, for who forgot the password."""
    if request.method == "GET":
        return await page(request, "link.html", mark("Have a link sent"))
    form = await typed(request)
    if await do(request, ASK_SIGN_IN_LINK, {"name": form["name"]}, form) is None:
        return await page(request, "link.html", mark("Have a link sent"), form)
    sent = Notice(say(language_of(request), _SENT), "good")
    return await page(request, "link.html", mark("Have a link sent"), notices=(sent,))


async def open_link(request: Request) -> Response:
    """A link of a letter. Opening it shows a button: programs that look through mail open links, but press nothing."""
    if request.method == "GET":
        return await page(
            request, "open_link.html", mark("Sign in"), token=request.query_params.get("token", ""), what="sign-in"
        )
    form = await typed(request)
    done = await do(request, SIGN_IN_BY_LINK, {"token": form["token"], "device": device_of(request)}, form)
    if done is None:
        return await page(request, "link.html", mark("Have a link sent"), form)
    return with_session(see(request, "/account"), done["token"])


async def prove(request: Request) -> Response:
    """The link that proves an address, signed in or not."""
    if request.method == "GET":
        return await page(
            request,
            "open_link.html",
            mark("Is this address yours?"),
            token=request.query_params.get("token", ""),
            what="prove",
        )
    form = await typed(request)
    if await do(request, PROVE_ADDRESS_BY_LINK, {"token": form["token"]}, form) is None:
        return await page(request, "proven.html", mark("This did not work"), form)
    return await page(request, "proven.html", mark("Thank you, this address is yours"))


async def sign_up(request: Request) -> Response:
    """A name and one way to be reached or recovered."""
    if request.method == "GET":
        return await page(request, "sign_up.html", mark("Make an account"))
    form = await typed(request)
    wish = {
        "name": form["name"],
        "mail": form["mail"].strip() or None,
        "phone": form["phone"].strip() or None,
        "withCard": form["card"] == "yes",
        "password": form["password"] or None,
        "device": device_of(request),
    }
    done = await do(request, SIGN_UP, wish, form, fields=FIELDS)
    if done is None:
        return await page(request, "sign_up.html", mark("Make an account"), form)
    if done["card"] is not None:
        answer = await page(request, "card.html", mark("Your recovery card"), form, card=done["card"], replaces=False)
        return with_session(answer, done["token"])
    return with_session(see(request, next_of(request, form)), done["token"])


async def sign_out(request: Request) -> Response:
    """End this session; signed out is signed out, also for who was not signed in."""
    await ask(request, SIGN_OUT)
    return without_session(see(request, "/"))


ROUTES = [
    Route("/sign-in", sign_in, methods=["GET", "POST"]),
    Route("/sign-in/passkey", sign_in_with_passkey, methods=["POST"]),
    Route("/sign-in/card", sign_in_with_card, methods=["GET", "POST"]),
    Route("/sign-in/link", ask_link, methods=["GET", "POST"]),
    Route("/sign-in/open", open_link, methods=["GET", "POST"]),
    Route("/prove", prove, methods=["GET", "POST"]),
    Route("/sign-up", sign_up, methods=["GET", "POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
]
