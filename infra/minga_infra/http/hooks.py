"""Where the card provider calls: `/hooks/stripe/<co-op>`. Checked by the raw body, kept, answered; handled by the worker."""

from typing import Any

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from minga_graphql.decoding import BadBody, read_limited
from minga_graphql.door import Door
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.market.payments import flows, inbox
from minga_platform.market.payments.ports import WebhookRefusal, WebhookRefused

_LONGEST_BODY = 512 * 1024
_log = structlog.get_logger("minga.hooks")


async def receive(request: Request) -> Response:
    """200 for what was signed by the co-op's own secret within five minutes of now (kept once), 400 for anything else."""
    door: Door = request.app.state.door
    cooperative = await door.cooperative_named(request.path_params["slug"])
    if cooperative is None:
        return PlainTextResponse("There is no co-op by that name.", 404)
    try:
        body = await read_limited(request.receive, _LONGEST_BODY)
    except BadBody as bad:
        return PlainTextResponse(bad.message, bad.status)
    event = _read(body)
    desk = door.services.desk("hook", cooperative.id)
    account = await desk.port(flows.ProviderAccounts).account_of(desk)
    if account is None:
        return PlainTextResponse("This co-op takes no cards.", 404)
    database = door.services.database
    async with database.work(Scope(cooperative.id), Actor(system="hook")) as work:
        try:
            hint = account.verify_webhook(body, request.headers.get("stripe-signature"), now=work.now)
        except WebhookRefused as refused:
            _log.warning("message refused", cooperative=cooperative.slug, reason=refused.reason.value)
            return PlainTextResponse(refused.reason.value, 400)
        if event is None:
            return PlainTextResponse(WebhookRefusal.NOT_UNDERSTOOD.value, 400)
        await inbox.take_in(work, hint, event)
    door.services.wake_worker()
    return PlainTextResponse("kept")


def _read(body: bytes) -> dict[str, Any] | None:
    """The event, for keeping. None for what the signature's reader may take but a row cannot hold: NaN, half characters, NUL."""
    try:
        event = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return event if isinstance(event, dict) and b"\\u0000" not in body else None


ROUTES = [Route("/hooks/stripe/{slug}", receive, methods=["POST"])]
