"""Puts the application on its addresses.

One process on a laptop: Granian inside our own loop, once for 127.0.0.1 and once for ::1, because `localhost` means either
and passkeys refuse an address made of numbers; binding to all addresses instead would show a demo to the whole café.
Several processes on a server: Granian's own supervisor, behind a proxy that speaks TLS.
"""

import asyncio
import contextlib
import errno
import signal
import socket
import sys
from typing import Any

import uvloop
from starlette.types import ASGIApp, Message, Receive, Scope, Send

APPLICATION = "minga_infra.main:application"


def serve_here(port: int) -> None:
    """Serve on both loopback addresses from this process, until SIGTERM or Ctrl-C."""
    _leave_the_terminal_out()
    uvloop.run(_serve_here(port))


async def _serve_here(port: int) -> None:
    from granian.constants import Interfaces
    from granian.server.embed import Server

    from minga_infra.main import application

    app = _Announced(application())
    common: dict[str, Any] = {"port": port, "log_access": False, "websockets": False, "backlog": 1024}
    servers = [Server(app, address="127.0.0.1", interface=Interfaces.ASGI, **common)]
    loop = asyncio.get_running_loop()

    def stop() -> None:
        for server in servers:
            server.stop()  # type: ignore[no-untyped-call]  # Granian annotates nothing here

    tasks = [loop.create_task(server.serve()) for server in servers]
    for wish in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wish, stop)
    started = loop.create_task(app.started.wait())
    await asyncio.wait([*tasks, started], return_when=asyncio.FIRST_COMPLETED)
    if app.started.is_set() and _has_ipv6(port):
        # Without lifespan: the application started once, with the first server.
        servers.append(Server(app, address="::1", interface=Interfaces.ASGINL, **common))
        tasks.append(loop.create_task(servers[-1].serve()))
    started.cancel()
    done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    stop()
    if rest:
        await asyncio.wait(rest, timeout=10)
    for task in (*done, *rest):
        if not task.done():
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            task.result()


def _leave_the_terminal_out() -> None:
    """Keep libraries from loading what they have for people at a terminal: five megabytes in each process that has none.

    None in `sys.modules` is Python's own way to say that a module is not to be had; both ask for these as optional.
    """
    for name in ("rich", "httpx._main"):  # structlog colours tracebacks; httpx has a command line
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]


class _Announced:
    """The application, and the moment its start-up is complete."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.started = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def listening(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                self.started.set()
            await send(message)

        await self._app(scope, receive, listening if scope["type"] == "lifespan" else send)


def _has_ipv6(port: int) -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("::1", port))
    except OSError as refused:
        return refused.errno == errno.EADDRINUSE  # Then let the server say so.
    return True


def serve_many(host: str, port: int, workers: int, *, application: str = APPLICATION) -> None:
    """Serve from several processes, each with its own pool of connections."""
    _leave_the_terminal_out()
    from granian.constants import Interfaces, Loops
    from granian.server import Server

    server: Any = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        loop=Loops.uvloop,
        workers=workers,
        workers_kill_timeout=5,  # It once ignored SIGTERM after subscriptions.
        respawn_failed_workers=True,
        websockets=False,
        log_access=False,
        backlog=1024,
    )
    server.serve()
