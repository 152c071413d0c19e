"""Puts the stand-in together: the API and the hosted pages at one port, the control at both."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from minga_infra.local.stripe.control import Control
from minga_infra.local.stripe.delivery import Delivery
from minga_infra.local.stripe.gate import Gate
from minga_infra.local.stripe.pages import Pages
from minga_infra.local.stripe.serving import Server
from minga_infra.local.stripe.store import Store

_TICK_SECONDS = 5.0
_METHODS = ["GET", "POST", "DELETE"]
_HOSTS = frozenset((b"127.0.0.1", b"localhost"))


class StandIn:
    """`start` listens, `close` ends. `port` and `control_port` 0 take what is free."""

    def __init__(self, folder: Path, port: int, control_port: int = 0) -> None:
        self._store = Store(folder)
        self._gate = Gate(self._store, "")
        self._delivery = Delivery(self._store, self._gate.news)
        self._control = Control(self._gate, self._delivery)
        control = self._control.routes()
        public = Starlette(
            routes=[
                Route("/v1/{rest:path}", self._gate.handle, methods=_METHODS),
                Route("/v2/{rest:path}", self._gate.handle, methods=_METHODS),
                *Pages(self._gate).routes(),
                *control,
                Route("/healthz", _healthy, methods=["GET"]),
            ]
        )
        # The addresses of payment pages hold the port, so a stand-in that may choose takes its last one if that is free.
        self._remembers_port = port == 0
        self.server = Server(_only_here(public), port or self._store.setting("port", 0))
        # A door of its own, because the other one can be closed on request.
        self.control_server = Server(_only_here(Starlette(routes=control)), control_port)
        self._control.doors.append(self.server)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        # The client's types cost half a second; nobody should wait for them in the first payment.
        from minga_infra.local.stripe import calls

        for call in calls.CALLS:
            calls.shape_named(call.shape)
        try:
            await self.server.admit()
        except OSError:
            if not self._remembers_port:
                raise
            self.server.port = 0
            await self.server.admit()
        self._store.keep_setting("port", self.server.port)
        await self.control_server.admit()
        self._gate.origin = self.url
        self._tasks = [asyncio.create_task(self._delivery.run()), asyncio.create_task(self._tick())]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    @property
    def control_url(self) -> str:
        return f"http://127.0.0.1:{self.control_server.port}"

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.server.close()
        await self.control_server.close()
        await self._delivery.close()
        self._store.close()

    async def _tick(self) -> None:
        while True:
            self._control.tick()
            await asyncio.sleep(_TICK_SECONDS)


async def _healthy(_request: Any) -> Response:
    return JSONResponse({"ok": True})


def _only_here(app: Any) -> Callable[..., Awaitable[None]]:
    """Answers only to loopback names: a page elsewhere cannot reach us through a name of its own that points here."""

    async def checked(scope: dict[str, Any], receive: Any, send: Any) -> None:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        if host.rpartition(b":")[0] not in _HOSTS and host not in _HOSTS:
            await JSONResponse({"problem": "this address is for this machine only"}, 421)(scope, receive, send)
            return
        await app(scope, receive, send)

    return checked
