"""What a browser keeps of somebody signed in, what it says of itself, and the way back to where one was."""

from starlette.requests import Request
from starlette.responses import Response

from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import inside

SESSION_COOKIE = "__Host-minga"
# The session itself decides how long it lives (fourteen idle days); the cookie only must not go before it.
_COOKIE_SECONDS = 180 * 24 * 3600

_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"), ("Chrom", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def device_of(request: Request) -> str:
    """What the browser says of itself, in the words that its owner would use: `Firefox · Android`.

    Only for her own list of devices. Browsers call themselves by all their forebears' names, so the order decides.
    """
    said = request.headers.get("user-agent", "")[:400]
    known = [next((name for sign, name in signs if sign in said), "") for signs in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in known if name) or said[:60]


def next_of(request: Request, form: Form | None = None) -> str:
    """Where to go afterwards: an address within this site, else the account."""
    return inside((form["next"] if form else "") or request.query_params.get("next", ""), "/account")


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
