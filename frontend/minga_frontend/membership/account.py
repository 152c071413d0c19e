"""The account: ways to be reached, password, passkeys, card, devices; and confirming who one is."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from minga_frontend.asking import Document, ask, document, viewer_of
from minga_frontend.membership.sessions import next_of
from minga_frontend.membership.views import FIELDS, page
from minga_frontend.shell.deeds import do, told, typed
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import see, signed_in
from minga_platform.kernel.locale import mark

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

_NAME = told("account.name", mark("Your name and language are kept."))
_PASSWORD = told("account.password", mark("Your password is set. Other devices were signed out."))
_LETTER = told("account.letter", mark("A message with a link and a code is on its way."))
_PROVEN = told("account.proven", mark("This address is yours."))
_ADDRESS = told("account.address", mark("This address is no longer used."))
_PASSKEY = told("account.passkey", mark("Your passkeys were changed. Other devices were signed out."))
_DEVICES = told("account.devices", mark("Signed out there."))


async def account(request: Request) -> Response:
    """Everything about how one signs in, on one page."""
    return await _account(request)


async def _account(request: Request, form: Form | None = None) -> Response:
    signed_in(request)
    data = await ask(request, ACCOUNT)
    if data["account"] is None:
        # A helper acts for somebody: an account is no helper's to look into.
        raise HTTPException(403)
    return await page(request, "account.html", mark("Your account"), form, me=data["me"], account=data["account"])


async def _do(
    request: Request,
    asked: Document,
    wish: dict[str, Any],
    form: Form,
    done: str,
    fields: Mapping[str, str] | None = None,
) -> Response:
    """Wish, and come back to the account with what was done or what is wrong."""
    if await do(request, asked, wish, form, fields={**FIELDS, **(fields or {})}, back="/account") is None:
        return await _account(request, form)
    return see(request, "/account", done=done)


async def rename(request: Request) -> Response:
    """Name, and the language of letters."""
    form = await typed(request)
    return await _do(request, RENAME, {"name": form["name"], "language": form["language"]}, form, _NAME)


async def set_password(request: Request) -> Response:
    """A password, or a new one."""
    form = await typed(request)
    return await _do(request, SET_PASSWORD, {"password": form["password"]}, form, _PASSWORD)


async def add_address(request: Request) -> Response:
    """Mail or phone, told apart by the @."""
    form = await typed(request)
    address = form["address"].strip()
    kind = "mail" if "@" in address else "phone"
    return await _do(request, ADD_ADDRESS, {kind: address}, form, _LETTER, {"mail": "address", "phone": "address"})


async def ask_letter(request: Request) -> Response:
    """The message with link and code again."""
    form = await typed(request)
    return await _do(request, ASK_ADDRESS_LETTER, {"id": form["id"]}, form, _LETTER)


async def prove_address(request: Request) -> Response:
    """The code of the message."""
    form = await typed(request)
    place = f"code-{form['id']}"
    wish = {"id": form["id"], "code": form[place]}
    return await _do(
        request, PROVE_ADDRESS, wish, form, _PROVEN, {"form": place, "code": place, "ADDRESS_TAKEN": place}
    )


async def remove_address(request: Request) -> Response:
    """An address or the card."""
    form = await typed(request)
    return await _do(request, REMOVE_ADDRESS, {"id": form["id"]}, form, _ADDRESS, {"WAY_BACK_NEEDED": "form"})


async def add_passkey(request: Request) -> Response:
    """What the device answered; sent by the page's script as a form."""
    form = await typed(request)
    return await _do(request, ADD_PASSKEY, {"answer": form["answer"], "label": form["label"]}, form, _PASSKEY)


async def remove_passkey(request: Request) -> Response:
    """A passkey that is lost or no longer used."""
    form = await typed(request)
    return await _do(request, REMOVE_PASSKEY, {"id": form["id"]}, form, _PASSKEY)


async def end_session(request: Request) -> Response:
    """One other device."""
    form = await typed(request)
    return await _do(request, END_SESSION, {"id": form["id"]}, form, _DEVICES)


async def end_other_sessions(request: Request) -> Response:
    """All other devices."""
    return await _do(request, END_OTHER_SESSIONS, {}, await typed(request), _DEVICES)


async def print_card(request: Request) -> Response:
    """A fresh card, shown this once."""
    form = await typed(request)
    card = await do(request, PRINT_CARD, {}, form, back="/account")
    if card is None:
        return await _account(request, form)
    return await page(request, "card.html", mark("Your recovery card"), form, card=card, replaces=True)


async def confirm(request: Request) -> Response:
    """Who one is, once more: by password, passkey, or a code to a proven address. Then back to where one was."""
    if viewer_of(request).person_id is None:
        return see(request, "/sign-in", next=next_of(request))
    form = await typed(request)
    way = form["way"]
    if request.method == "POST":
        fields = dict.fromkeys(("form", "code"), way) if way in ("code", "password") else None
        if way == "letter":
            if await do(request, ASK_ADDRESS_LETTER, {"id": form["id"]}, form) is not None:
                return await _confirm(request, form, sent_to=form["id"])
        elif await do(request, *_proof(form), form, fields=fields) is not None:
            return see(request, next_of(request, form))
    return await _confirm(request, form, sent_to=form["id"] if way == "code" else "")


def _proof(form: Form) -> tuple[Document, dict[str, Any]]:
    """What is shown to prove it: the mutation and its variables."""
    match form["way"]:
        case "code":
            return PROVE_ADDRESS, {"id": form["id"], "code": form["code"]}
        case "passkey":
            return STEP_UP_WITH_PASSKEY, {"answer": form["answer"]}
        case _:
            return STEP_UP, {"password": form["password"]}


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
