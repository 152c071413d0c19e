"""The account: ways to be reached, password, passkeys, card, devices; and confirming who one is."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document, viewer_of
from minga_frontend.membership.answers import confirm_first, next_of, problems_of, sign_in_first, to, typed
from minga_frontend.membership.views import page
from minga_frontend.shell.forms import Form
from minga_frontend.shell.pages import Notice, language_of
from minga_platform.kernel.locale import mark, say

ACCOUNT = document(__file__, "account.graphql")
RENAME = document(__file__, "rename_me.graphql")
SET_PASSWORD = document(__file__, "set_password.graphql")
ADD_ADDRESS = document(__file__, "add_address.graphql")
ASK_ADDRESS_LETTER = document(__file__, "ask_address_letter.graphql")
PROVE_ADDRESS = document(__file__, "prove_address.graphql")
REMOVE_ADDRESS = document(__file__, "remove_address.graphql")
ADD_PASSKEY = document(__file__, "add_passkey.graphql")
REMOVE_PASSKEY = document(__file__, "remove_passkey.graphql")
PRINT_CARD = document(__file__, "print_card.graphql")
END_SESSION = document(__file__, "end_session.graphql")
END_OTHER_SESSIONS = document(__file__, "end_other_sessions.graphql")
STEP_UP = document(__file__, "step_up.graphql")
STEP_UP_WITH_PASSKEY = document(__file__, "step_up_with_passkey.graphql")

# What is told after a form was taken, by the word in the address: never text from the address itself.
_TOLD: Mapping[str, str] = {
    "name": mark("Your name and language are kept."),
    "password": mark("Your password is set. Other devices were signed out."),
    "letter": mark("A message with a link and a code is on its way."),
    "proven": mark("This address is yours."),
    "address": mark("This address is no longer used."),
    "passkey": mark("Your passkeys were changed. Other devices were signed out."),
    "devices": mark("Signed out there."),
}


async def account(request: Request) -> Response:
    """Everything about how one signs in, on one page."""
    return await _account(request, Form())


async def _account(request: Request, form: Form) -> Response:
    if viewer_of(request).person_id is None:
        return sign_in_first(request)
    data = await ask(request, ACCOUNT)
    if data["account"] is None:
        # A helper acts for somebody: an account is no helper's to look into.
        raise HTTPException(403)
    told = _TOLD.get(request.query_params.get("done", ""))
    notices = (Notice(say(language_of(request), told), "good"),) if told and not form.problems else ()
    return await page(
        request, "account.html", mark("Your account"), form, me=data["me"], account=data["account"], notices=notices
    )


async def _do(
    request: Request,
    asked: Document,
    wish: dict[str, Any],
    form: Form,
    done: str,
    fields: Mapping[str, str] | None = None,
) -> Response:
    """Wish, and come back to the account with what was done or what is wrong."""
    outcome = (await ask(request, asked, wish))["done"]
    if outcome["__typename"] == "SignInNeeded":
        return to(request, "/sign-in?next=/account")
    if outcome["__typename"] == "StepUpNeeded":
        return confirm_first(request, "/account")
    if "message" in outcome:
        form.problems = problems_of(request, outcome, fields)
        return await _account(request, form)
    return to(request, f"/account?done={done}")


async def rename(request: Request) -> Response:
    """Name, and the language of letters."""
    form = await typed(request)
    return await _do(request, RENAME, {"name": form["name"], "language": form["language"]}, form, "name")


async def set_password(request: Request) -> Response:
    """A password, or a new one."""
    form = await typed(request)
    return await _do(request, SET_PASSWORD, {"password": form["password"]}, form, "password")


async def add_address(request: Request) -> Response:
    """Mail or phone, told apart by the @."""
    form = await typed(request)
    address = form["address"].strip()
    kind = "mail" if "@" in address else "phone"
    return await _do(request, ADD_ADDRESS, {kind: address}, form, "letter", {"mail": "address", "phone": "address"})


async def ask_letter(request: Request) -> Response:
    """The message with link and code again."""
    form = await typed(request)
    return await _do(request, ASK_ADDRESS_LETTER, {"id": form["id"]}, form, "letter")


async def prove_address(request: Request) -> Response:
    """The code of the message."""
    form = await typed(request)
    place = f"code-{form['id']}"
    wish = {"id": form["id"], "code": form[place]}
    return await _do(request, PROVE_ADDRESS, wish, form, "proven", {"form": place, "code": place})


async def remove_address(request: Request) -> Response:
    """An address or the card."""
    form = await typed(request)
    return await _do(request, REMOVE_ADDRESS, {"id": form["id"]}, form, "address", {"mail": "form"})


async def add_passkey(request: Request) -> Response:
    """What the device answered; sent by the page's script as a form."""
    form = await typed(request)
    return await _do(request, ADD_PASSKEY, {"answer": form["answer"], "label": form["label"]}, form, "passkey")


async def remove_passkey(request: Request) -> Response:
    """A passkey that is lost or no longer used."""
    form = await typed(request)
    return await _do(request, REMOVE_PASSKEY, {"id": form["id"]}, form, "passkey")


async def end_session(request: Request) -> Response:
    """One other device."""
    form = await typed(request)
    return await _do(request, END_SESSION, {"id": form["id"]}, form, "devices")


async def end_other_sessions(request: Request) -> Response:
    """All other devices."""
    return await _do(request, END_OTHER_SESSIONS, {}, await typed(request), "devices")


async def print_card(request: Request) -> Response:
    """A fresh card, shown this once."""
    form = await typed(request)
    outcome = (await ask(request, PRINT_CARD))["done"]
    if outcome["__typename"] != "PrintedCard":
        if outcome["__typename"] == "StepUpNeeded":
            return confirm_first(request, "/account")
        return to(request, "/sign-in?next=/account")
    return await page(request, "card.html", mark("Your recovery card"), form, card=outcome, replaces=True)


async def confirm(request: Request) -> Response:
    """Who one is, once more: by password, passkey, or a code to a proven address. Then back to where one was."""
    if viewer_of(request).person_id is None:
        return to(request, f"/sign-in?next={next_of(request)}")
    form = await typed(request) if request.method == "POST" else Form()
    if request.method == "POST":
        way = form["way"]
        if way == "letter":
            outcome = (await ask(request, ASK_ADDRESS_LETTER, {"id": form["id"]}))["done"]
            if "message" not in outcome:
                return await _confirm(request, form, sent_to=form["id"])
        elif way == "code":
            outcome = (await ask(request, PROVE_ADDRESS, {"id": form["id"], "code": form["code"]}))["done"]
        elif way == "passkey":
            outcome = (await ask(request, STEP_UP_WITH_PASSKEY, {"answer": form["answer"]}))["done"]
        else:
            outcome = (await ask(request, STEP_UP, {"password": form["password"]}))["done"]
        if "message" not in outcome:
            return to(request, next_of(request, form))
        place = {"code": "code", "password": "password"}.get(way, "form")
        form.problems = problems_of(request, outcome, {"form": place})
    return await _confirm(request, form, sent_to=form["id"] if form["way"] == "code" else "")


async def _confirm(request: Request, form: Form, *, sent_to: str) -> Response:
    data = await ask(request, ACCOUNT)
    if data["account"] is None:
        raise HTTPException(403)
    return await page(request, "confirm.html", mark("Is it you?"), form, account=data["account"], sent_to=sent_to)


ROUTES = [
    Route("/account", account),
    Route("/account/name", rename, methods=["POST"]),
    Route("/account/password", set_password, methods=["POST"]),
    Route("/account/address", add_address, methods=["POST"]),
    Route("/account/address/letter", ask_letter, methods=["POST"]),
    Route("/account/address/code", prove_address, methods=["POST"]),
    Route("/account/address/remove", remove_address, methods=["POST"]),
    Route("/account/passkey", add_passkey, methods=["POST"]),
    Route("/account/passkey/remove", remove_passkey, methods=["POST"]),
    Route("/account/card", print_card, methods=["POST"]),
    Route("/account/session/end", end_session, methods=["POST"]),
    Route("/account/sessions/end", end_other_sessions, methods=["POST"]),
    Route("/confirm", confirm, methods=["GET", "POST"]),
]
