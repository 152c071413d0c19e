"""From what the API answered to what a person reads: problems tied to fields, cookies, and the way back to where one was."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from minga_frontend.shell.forms import Form
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import mark, say

SESSION_COOKIE = "__Host-minga"
# The session itself decides how long it lives (fourteen idle days); the cookie only must not go before it.
_COOKIE_SECONDS = 180 * 24 * 3600

# Which field a refusal is about, where the refusal does not name it itself.
_FIELDS: Mapping[str, str] = {
    "PASSWORD_TOO_SHORT": "password",
    "PASSWORD_TOO_COMMON": "password",
    "WAY_BACK_NEEDED": "mail",
    "ADDRESS_TAKEN": "code",
}
_RULES: Mapping[str, str] = {
    "mail_address": mark("Please write a mail address like ana@example.org."),
    "phone_number": mark("Please write the phone number with its country, like +34 600 111 222."),
    "required": mark("Please fill this in."),
    "length": mark("This is too long."),
    "characters": mark("This has a character that cannot be kept. Please type it anew."),
    "one_line": mark("Please write this in one line."),
}

_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"), ("Chrom", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def problems_of(
    request: Request, outcome: Mapping[str, Any], fields: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The problems of a refusal or failed outcome, by field of the form; `fields` renames the API's fields.

    What belongs to no field stands under the form's name `form`.
    """
    code, named = outcome.get("code", ""), outcome.get("field")
    sentence = outcome["message"]
    if named is not None and (rule := _RULES.get(str(outcome.get("rule")))):
        sentence = say(language_of(request), rule)
    field = named or _FIELDS.get(str(code), "form")
    return {(fields or {}).get(field, field): sentence}


async def typed(request: Request) -> Form:
    """What was sent with a form; never a file."""
    sent: FormData = await request.form(max_files=0, max_fields=60)
    return Form({name: value for name, value in sent.items() if isinstance(value, str)})


def device_of(request: Request) -> str:
    """What the browser says of itself, in the words that its owner would use: `Firefox · Android`.

    Only for her own list of devices. Browsers call themselves by all their forebears' names, so the order decides.
    """
    said = request.headers.get("user-agent", "")[:400]
    known = [next((name for sign, name in signs if sign in said), "") for signs in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in known if name) or said[:60]


def next_of(request: Request, form: Form | None = None) -> str:
    """Where to go afterwards: an address within this site, else the account.

    Two slashes or a backslash at its beginning would lead to another site.
    """
    wanted = (form["next"] if form else "") or request.query_params.get("next", "")
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if inside and "\\" not in wanted and len(wanted) <= 500 else "/account"


def to(request: Request, path: str) -> Response:
    """Go on to another page, in the language of the address."""
    prefix = getattr(request.state, "address_language", None)
    within = f"/{prefix}{path}" if prefix and not path.startswith(f"/{prefix}/") else path
    return RedirectResponse(within, status_code=303)


def with_session(answer: Response, token: str) -> Response:
    """Put the session's token where only this site's requests carry it and no script reads it."""
    answer.set_cookie(
        SESSION_COOKIE, token, max_age=_COOKIE_SECONDS, path="/", secure=True, httponly=True, samesite="lax"
    )
    return answer


def without_session(answer: Response) -> Response:
    """Take the token away, and what the browser kept of a signed-in person's pages."""
    answer.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def sign_in_first(request: Request) -> Response:
    """To the sign-in page, and back here afterwards."""
    return to(request, f"/sign-in?next={quote(_here(request))}")


def confirm_first(request: Request, back: str) -> Response:
    """To the page that asks again who one is, and back afterwards."""
    return to(request, f"/confirm?next={quote(back)}")


def _here(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
