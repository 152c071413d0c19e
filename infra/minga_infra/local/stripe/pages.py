"""The hosted pages: pay, set up a seller's account. Forms and links only, no script, and plain words that this is play money."""

import base64
import hashlib
from decimal import Decimal
from html import escape
from urllib.parse import parse_qs, urlsplit

from babel.numbers import format_currency
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from minga_infra.local.stripe.desk import Desk
from minga_infra.local.stripe.gate import Gate
from minga_infra.local.stripe.resources import accounts, checkout
from minga_infra.local.stripe.store import Thing
from minga_infra.local.stripe.words import Words, words_for

_ZERO_DECIMALS = frozenset(
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"]
)
_THREE_DECIMALS = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
_LONGEST_FORM = 4_096

_STYLE = """
:root{color-scheme:light dark;--paper:#faf7f0;--ink:#22201c;--quiet:#5c564c;--line:#d8d0c0;--leaf:#2d5a3d;--clay:#8f3b22}
@media (prefers-color-scheme:dark){:root{--paper:#1d1b18;--ink:#efe9dd;--quiet:#b9b09f;--line:#4a453c;--leaf:#8fc7a0;--clay:#e59a7f}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font:600 1.75rem/1.2 Georgia,serif;margin:1.5rem 0 1rem}
h2{font-size:1.0625rem;margin:2rem 0 .5rem}
.notice,.problem{border-inline-start:.375rem solid var(--leaf);padding:.5rem 1rem;margin:0}
.problem{border-color:var(--clay);margin-top:1.5rem}
table{width:100%;border-collapse:collapse}
th,td{padding:.5rem 0;border-bottom:1px solid var(--line);text-align:start;vertical-align:top;overflow-wrap:anywhere}
.sum{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
tfoot td,tfoot th{font-weight:600;border-bottom:0}
label{display:block;margin:1.5rem 0 .25rem}
input{width:100%;font:inherit;padding:.625rem;color:inherit;background:transparent;border:1px solid var(--quiet);border-radius:.25rem}
button,.button{display:block;width:100%;min-height:3rem;margin:.75rem 0;padding:.625rem 1rem;font:inherit;text-align:center;
color:inherit;background:transparent;border:1px solid var(--quiet);border-radius:.25rem;cursor:pointer;text-decoration:none}
.first{background:var(--leaf);border-color:var(--leaf);color:var(--paper);font-weight:600}
:focus-visible{outline:3px solid var(--clay);outline-offset:2px}
fieldset{border:0;padding:0;margin:2rem 0 0}legend{font-weight:600;padding:0}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


class Pages:
    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def routes(self) -> list[Route]:
        return [
            Route("/c/pay/{id}", self._pay_page, methods=["GET"]),
            Route("/c/pay/{id}", self._pay, methods=["POST"]),
            Route("/c/setup/{token}", self._setup_page, methods=["GET"]),
            Route("/c/setup/{token}", self._setup, methods=["POST"]),
            Route("/c/receipts/{id}", self._receipt, methods=["GET"]),
        ]

    # --- paying ---

    async def _pay_page(self, request: Request) -> Response:
        found = self._session(request.path_params["id"])
        if found is None:
            return _missing(_words(request, None))
        desk, session = found
        words = _words(request, session["locale"])
        if session["status"] == "complete":
            return RedirectResponse(_success_url(session), 303)
        if session["status"] != "open" or session["expires_at"] <= desk.now:
            return _expired(words, session)
        return _show(words, words.pay_title.format(_money(session, words)), _choices(session, words), session)

    async def _pay(self, request: Request) -> Response:
        found = self._session(request.path_params["id"])
        if found is None:
            return _missing(_words(request, None))
        desk, session = found
        words = _words(request, session["locale"])
        body = await request.body()
        form = parse_qs(body[:_LONGEST_FORM].decode("utf-8", "replace"))
        deed = form.get("deed", ["pay"])[0]
        email = (form.get("email", [""])[0].strip() or None) if session["status"] == "open" else None
        if deed == "cancel":
            # Going back leaves the page open, as at Stripe: the buyer may return to it until it expires.
            return RedirectResponse(session["cancel_url"] or session["success_url"], 303)
        if deed not in ("pay", "decline", "ask_bank", "bank_confirms", "bank_refuses"):
            return _missing(words)
        with desk.store.transaction():
            state = checkout.act(desk, session, deed, email)
        self._gate.news.set()
        if state == "paid":
            return RedirectResponse(_success_url(session), 303)
        if state == "expired":
            return _expired(words, session)
        if state == "bank":
            return _show(words, words.bank_title, _bank(session, words), session)
        problem = words.not_confirmed if deed == "bank_refuses" else words.declined
        title = words.pay_title.format(_money(session, words))
        return _show(words, title, _choices(session, words, problem), session, status=402)

    def _session(self, reference: str) -> tuple[Desk, Thing] | None:
        owner = self._gate.store.owner(reference)
        if owner is None or owner[1] != "checkout.session":
            return None
        desk = self._gate.desk(owner[0])
        return desk, desk.need("checkout.session", reference)

    async def _receipt(self, request: Request) -> Response:
        owner = self._gate.store.owner(request.path_params["id"])
        if owner is None or owner[1] != "charge":
            return _missing(_words(request, None))
        charge = self._gate.desk(owner[0]).need("charge", request.path_params["id"])
        words = _words(request, None)
        amount = escape(_written(charge["amount"], charge["currency"], words))
        return _show(words, words.paid_title, f"<p>{words.paid.format(amount)}</p>", None)

    # --- a seller's account ---

    async def _setup_page(self, request: Request) -> Response:
        found = self._link(request.path_params["token"])
        if found is None:
            return _missing(_words(request, None))
        desk, link = found
        words = _words(request, None)
        if link["_used"] or link["_expires_at"] <= desk.now:
            return RedirectResponse(link["_refresh_url"], 303)
        link["_used"] = True
        with desk.store.transaction():
            desk.keep("v2.core.account_link", link)
        body = (
            f"<p>{escape(words.setup_explained)}</p><form method=post>"
            f"<button class=first name=deed value=done>{escape(words.setup_done)}</button>"
            f"<button name=deed value=later>{escape(words.setup_later)}</button></form>"
        )
        return _show(words, words.setup_title, body, None, leads_to=link["_return_url"] or link["_refresh_url"])

    async def _setup(self, request: Request) -> Response:
        found = self._link(request.path_params["token"])
        if found is None:
            return _missing(_words(request, None))
        desk, link = found
        form = parse_qs((await request.body())[:_LONGEST_FORM].decode("utf-8", "replace"))
        if form.get("deed", [""])[0] == "done":
            with desk.store.transaction():
                accounts.set_ready(desk, link["account"], True)
            self._gate.news.set()
        return RedirectResponse(link["_return_url"] or link["_refresh_url"], 303)

    def _link(self, token: str) -> tuple[Desk, Thing] | None:
        owner = self._gate.store.owner(f"link_{token}")
        if owner is None:
            return None
        desk = self._gate.desk(owner[0])
        return desk, desk.need("v2.core.account_link", f"link_{token}")


def _choices(session: Thing, words: Words, problem: str | None = None) -> str:
    rows = "".join(
        f"<tr><td dir=auto>{escape(_named(item))}</td>"
        f"<td class=sum>{escape(_written(item['amount_total'], session['currency'], words))}</td></tr>"
        for item in session["_items"]
    )
    total = escape(_money(session, words))
    email = escape(session["customer_email"] or "", quote=True)
    told = (
        f"<div class=problem role=alert><strong>{escape(words.declined_title)}</strong><br>{escape(problem)}</div>"
        if problem
        else ""
    )
    return (
        f"{told}<h2 id=lines>{escape(words.what_you_pay)}</h2>"
        f"<table aria-labelledby=lines><thead><tr><th scope=col>{escape(words.item)}</th>"
        f"<th scope=col class=sum>{escape(words.amount)}</th></tr></thead><tbody>{rows}</tbody>"
        f"<tfoot><tr><th scope=row>{escape(words.total)}</th><td class=sum>{total}</td></tr></tfoot></table>"
        f"<form method=post><label for=email>{escape(words.email)}</label>"
        f'<input id=email name=email type=email autocomplete=email value="{email}">'
        f"<fieldset><legend>{escape(words.how)}</legend>"
        f"<button class=first name=deed value=pay>{escape(words.pay.format(_money(session, words)))}</button>"
        f"<button name=deed value=ask_bank>{escape(words.bank)}</button>"
        f"<button name=deed value=decline>{escape(words.decline)}</button>"
        f"<button name=deed value=cancel formnovalidate>{escape(words.cancel)}</button></fieldset></form>"
    )


def _words(request: Request, locale: str | None) -> Words:
    """The session's language; where it names none, or `auto`, the first that the browser asks for."""
    if locale in (None, "auto"):
        locale = request.headers.get("accept-language", "").partition(",")[0].partition(";")[0].strip()
    return words_for(locale)


def _named(item: Thing) -> str:
    name: str = item["description"]
    return name if item["quantity"] == 1 else f"{name} × {item['quantity']}"


def _bank(session: Thing, words: Words) -> str:
    return (
        f"<p>{escape(words.bank_explained.format(_money(session, words)))}</p><form method=post>"
        f"<button class=first name=deed value=bank_confirms>{escape(words.bank_confirms)}</button>"
        f"<button name=deed value=bank_refuses>{escape(words.bank_refuses)}</button></form>"
    )


def _expired(words: Words, session: Thing) -> Response:
    back = session["cancel_url"] or session["success_url"]
    body = (
        f"<p>{escape(words.expired)}</p>"
        f'<p><a class=button href="{escape(back, quote=True)}">{escape(words.back)}</a></p>'
    )
    return _show(words, words.expired_title, body, session, status=410)


def _missing(words: Words) -> Response:
    return _show(words, words.missing_title, f"<p>{escape(words.missing)}</p>", None, status=404)


def _show(
    words: Words, title: str, body: str, session: Thing | None, *, status: int = 200, leads_to: str | None = None
) -> Response:
    page = (
        f"<!doctype html><html lang={words.language} dir={words.direction}><meta charset=utf-8>"
        f'<meta name=viewport content="width=device-width,initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><main><p class=notice><strong>{escape(words.test_notice)}</strong><br>"
        f"{escape(words.test_explained)}</p><h1>{escape(title)}</h1>{body}</main></html>"
    )
    # Browsers hold `form-action` against the redirect after the form too, so the shop's address must stand in it.
    targets = {leads_to} if leads_to else {session["success_url"], session["cancel_url"]} if session else set()
    allowed = " ".join(["'self'", *sorted({_origin(url) for url in targets if url})])
    return HTMLResponse(
        page,
        status,
        {
            "content-security-policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none';"
            f" frame-ancestors 'none'; form-action {allowed}",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
        },
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _success_url(session: Thing) -> str:
    url: str = session["success_url"]
    return url.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _money(session: Thing, words: Words) -> str:
    return _written(session["amount_total"], session["currency"], words)


def _written(minor: int, currency: str, words: Words) -> str:
    digits = 0 if currency in _ZERO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2
    return format_currency(Decimal(minor).scaleb(-digits), currency.upper(), locale=words.language)
