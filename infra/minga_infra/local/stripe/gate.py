"""The way of a call through the stand-in: key, version, idempotency, faults, shape, deed, answer."""

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from minga_infra.local.stripe import calls, forms, listing, settings, shapes
from minga_infra.local.stripe.desk import Desk, shown
from minga_infra.local.stripe.errors import StripeRefusal, invalid
from minga_infra.local.stripe.faults import Fault, Kind, When
from minga_infra.local.stripe.resources import files
from minga_infra.local.stripe.serving import LineCut
from minga_infra.local.stripe.store import Store

_VERSION = re.compile(r"^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$")
_KEY = re.compile(r"^(sk|rk)_test_[A-Za-z0-9_]{8,200}$")
KEY_SECONDS = 24 * 3600
"""v1 forgets a key after a day at the earliest; we at once, so that nobody leans on more (virtual hours)."""


def account_of(key: str) -> str:
    """One platform account for each secret key."""
    return "acct_1" + hashlib.sha256(key.encode()).hexdigest()[:16]


@dataclass
class Answer:
    status: int
    body: str
    replayed: bool = False
    retry: bool | None = None
    """What `Stripe-Should-Retry` says; None: nothing."""


@dataclass
class Asked:
    """A request as far as it was understood without looking at parameters."""

    method: str
    path: str
    account: str
    holder: str
    version: str
    key: str | None
    text: str
    query: str
    request_id: str

    @property
    def v2(self) -> bool:
        return self.path.startswith("/v2/")


class Gate:
    """Holds the faults that wait to strike; everything else is in the store."""

    def __init__(self, store: Store, origin: str) -> None:
        self.store = store
        self.origin = origin
        self.faults: list[Fault] = []
        self.news = asyncio.Event()
        """Set when there is something to deliver."""

    def desk(self, account: str, asked: Asked | None = None) -> Desk:
        return Desk(
            self.store,
            settings.load(self.store),
            account,
            self.origin,
            request_id=asked.request_id if asked else None,
            idempotency_key=asked.key if asked else None,
        )

    async def handle(self, request: Request) -> Response:
        request_id = self.store.new_id("req_", 14)
        self.store.count("calls")
        try:
            asked = self._understand(request, await _text_of(request), request_id)
        except UnicodeDecodeError:
            return _response(_refused(invalid("Invalid UTF-8 in request body.")), request_id, None)
        except StripeRefusal as refusal:
            return _response(_refused(refusal), request_id, None)
        fault = next((one for one in self.faults if one.takes(asked.method, asked.path)), None)
        if fault is not None:
            self.store.count(f"fault.{fault.name}")
        answer = await self._with_fault(asked, fault)
        self.news.set()
        return _response(answer, request_id, asked)

    async def _with_fault(self, asked: Asked, fault: Fault | None) -> Answer:
        if fault is None:
            return self.answer(asked)
        override = _error_answer(fault) if fault.kind is Kind.ERROR else None
        if fault.when is When.BEFORE:
            if override is not None:
                return self.answer(asked, instead=override, remember=fault.remembers)
            await self._cut_off(fault)
        answer = self.answer(asked, afterwards=override, remember=fault.remembers if override else True)
        if override is None:
            self.news.set()
            await self._cut_off(fault)
        return answer

    async def _cut_off(self, fault: Fault) -> None:
        if fault.kind is Kind.HANG:
            await asyncio.sleep(fault.seconds)
        raise LineCut

    def _understand(self, request: Request, text: str, request_id: str) -> Asked:
        method, path = request.method, request.url.path
        key = _bearer(request.headers)
        if key is None:
            raise StripeRefusal(
                "You did not provide an API key. You need to provide your API key in the Authorization header, using"
                " Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
                status=401,
                stored=False,
            )
        if not _KEY.match(key) or key in self.store.setting("revoked_keys", []):
            raise StripeRefusal(f"Invalid API Key provided: {key[:8]}****{key[-4:]}", status=401, stored=False)
        version = request.headers.get("stripe-version", "" if path.startswith("/v2/") else settings.API_VERSION)
        if not _VERSION.match(version):
            raise invalid(f"Invalid Stripe API version: {version}")
        account = account_of(key)
        holder = request.headers.get("stripe-account") or account
        if holder != account and self.store.get(account, "v2.core.account", holder) is None:
            raise StripeRefusal(
                f"The provided key '{key[:8]}****{key[-4:]}' does not have access to account '{holder}'"
                " (or that account does not exist). Application access may have been revoked.",
                status=403,
                code="account_invalid",
                stored=False,
            )
        idempotency_key = request.headers.get("idempotency-key") if method in ("POST", "DELETE") else None
        if idempotency_key is not None and len(idempotency_key) > 255:
            raise StripeRefusal(
                "Idempotency keys must be at most 255 characters.", type="idempotency_error", stored=False
            )
        return Asked(method, path, account, holder, version, idempotency_key, text, request.url.query, request_id)

    def answer(
        self, asked: Asked, *, instead: Answer | None = None, afterwards: Answer | None = None, remember: bool = True
    ) -> Answer:
        """One transaction: what is remembered, or the deed, its events and the memory of its answer.

        `instead` of the deed, or `afterwards` in place of its answer, stand the faults.
        """
        try:
            with self.store.transaction():
                known = self._remembered(asked)
                if known is not None:
                    return known
                answer = instead or self._done(asked)
                if afterwards is not None:
                    # An error that the key does not remember came from the line in front: the key holds the true answer.
                    self._remember(asked, afterwards if remember else answer)
                    return afterwards
                if remember:
                    self._remember(asked, answer)
                return answer
        except StripeRefusal as refusal:
            answer = _refused(refusal)
            if refusal.stored and remember:
                with self.store.transaction():
                    self._remember(asked, answer)
            return answer

    def _done(self, asked: Asked) -> Answer:
        call, names = calls.find(asked.method, asked.path)
        if asked.holder != asked.account and not call.for_sellers:
            raise StripeRefusal(
                "The stand-in acts for connected accounts in balance calls only.", status=403, stored=False
            )
        given = _parameters(asked)
        # The token of the next page is part of v2's own addresses and of no declared type.
        page = {"page": given.pop("page")} if asked.v2 and asked.method == "GET" and "page" in given else {}
        params = shapes.check(calls.shape_named(call.shape), given, from_text=not _is_json(asked)) | page
        _check_metadata(params)
        desk = self.desk(asked.account, asked)
        expand = params.pop("expand", [])
        result = call.work(calls.Given(desk, params, names, asked.holder))
        result = json.loads(json.dumps(result))
        listing.expand(desk, result, expand, asked.holder)
        self.store.count(f"done {asked.method} {call.path.pattern}")
        return Answer(200, json.dumps(shown(result), separators=(",", ":")))

    def _remembered(self, asked: Asked) -> Answer | None:
        if asked.key is None:
            return None
        self.store.db.execute("DELETE FROM answer WHERE created <= ?", (self.store.now() - KEY_SECONDS,))
        row = self.store.db.execute(
            "SELECT request, status, body FROM answer WHERE account = ? AND key = ?", (asked.account, asked.key)
        ).fetchone()
        if row is None:
            return None
        if row[0] != _fingerprint(asked):
            raise StripeRefusal(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. Try"
                f" using a key other than '{asked.key}' if you meant to execute a different request.",
                type="idempotency_error",
                stored=False,
            )
        self.store.count("replayed")
        return Answer(row[1], row[2], replayed=True, retry=False if row[1] >= 500 else None)

    def _remember(self, asked: Asked, answer: Answer) -> None:
        # v2 does a failed request anew; v1 repeats what the endpoint said (docs.stripe.com/api-v2-overview).
        if asked.key is None or (asked.v2 and answer.status >= 400):
            return
        self.store.db.execute(
            "INSERT OR IGNORE INTO answer VALUES (?, ?, ?, ?, ?, ?)",
            (asked.account, asked.key, _fingerprint(asked), answer.status, answer.body, self.store.now()),
        )


def _is_json(asked: Asked) -> bool:
    return asked.v2 and asked.method == "POST"


async def _text_of(request: Request) -> str:
    """The body as text. A form with a file is taken apart, and its file told by name, size and hash: so the same file under the same
    key is the same request, whatever line the client drew between the parts."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return (await request.body()).decode("utf-8", "strict")
    pairs: list[tuple[str, str]] = []
    async with request.form(max_files=1) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                pairs.append((name, value))
                continue
            data = await value.read()
            told = {
                "filename": value.filename or "",
                "size": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
                "kind": files.kind_of(data),
            }
            pairs += [(f"{name}[{part}]", str(text)) for part, text in told.items()]
    return urlencode(pairs)


def _parameters(asked: Asked) -> dict[str, Any]:
    if asked.method != "POST":
        return forms.read_form(asked.query)
    if not asked.v2:
        return forms.read_form(asked.text)
    try:
        given = json.loads(asked.text or "{}")
    except (ValueError, RecursionError):
        raise invalid("Invalid JSON in request body.") from None
    if not isinstance(given, dict):
        raise invalid("The request body must be a JSON object.")
    return given


def _fingerprint(asked: Asked) -> str:
    try:
        given = json.dumps(_parameters(asked), sort_keys=True)
    except StripeRefusal:
        given = asked.text
    return hashlib.sha256(f"{asked.method}\n{asked.path}\n{asked.holder}\n{given}".encode()).hexdigest()


def _check_metadata(params: dict[str, Any]) -> None:
    for name, holder in (
        ("metadata", params),
        ("payment_intent_data[metadata]", params.get("payment_intent_data") or {}),
    ):
        given = holder.get("metadata") or {}
        if len(given) > 50 or any(len(key) > 40 or len(value) > 500 for key, value in given.items()):
            raise invalid("Metadata takes 50 keys of 40 characters with values of 500.", param=name)


def _bearer(headers: Mapping[str, str]) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _refused(refusal: StripeRefusal) -> Answer:
    return Answer(refusal.status, json.dumps({"error": refusal.error}, separators=(",", ":")))


def _error_answer(fault: Fault) -> Answer:
    if fault.status == 429:
        error = {
            "type": "invalid_request_error",
            "code": "rate_limit",
            "message": "Too many requests hit the API too quickly.",
        }
        return Answer(429, json.dumps({"error": error}), retry=None)
    error = {"type": "api_error", "message": "An unknown error occurred (a fault that was asked for)."}
    return Answer(fault.status, json.dumps({"error": error}), retry=not fault.remembers)


def _response(answer: Answer, request_id: str, asked: Asked | None) -> Response:
    headers = {"request-id": request_id, "stripe-version": asked.version if asked else settings.API_VERSION}
    if asked and asked.key:
        headers["idempotency-key"] = asked.key
        headers["original-request"] = request_id
    if answer.replayed:
        headers["idempotent-replayed"] = "true"
    if answer.retry is not None:
        headers["stripe-should-retry"] = "true" if answer.retry else "false"
    return Response(answer.body, answer.status, headers, media_type="application/json")
