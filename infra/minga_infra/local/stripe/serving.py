"""A small HTTP/1.1 server on loopback for one ASGI app, over h11.

The everyday server of the house cannot do what this one is for: cut a connection after the deed was done, hold an answer back,
stop listening for a while and come back. That needs the socket in one's own hands, and h11 leaves only the socket to write.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Any

import h11

Scope = dict[str, Any]
Message = dict[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

_LARGEST_BODY = 6 * 1024 * 1024
_IDLE_SECONDS = 75


class LineCut(Exception):
    """Raised inside an app to break the connection without an answer."""


class Server:
    """Listens on 127.0.0.1 only. `refuse` closes the door (connections are refused), `admit` opens it again."""

    def __init__(self, app: App, port: int) -> None:
        self._app = app
        self.port = port
        self._server: asyncio.Server | None = None
        self._lines: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @property
    def open(self) -> bool:
        return self._server is not None

    async def admit(self) -> None:
        if self._server is not None:
            return
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._server = await asyncio.start_server(self._accept, sock=listener, backlog=512)

    async def refuse(self) -> None:
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        for writer in self._lines.values():
            _cut(writer)

    async def close(self) -> None:
        await self.refuse()
        lines = list(self._lines)
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines[task] = writer
        try:
            await self._converse(reader, writer)
        except LineCut:
            _cut(writer)
        except (ConnectionError, h11.ProtocolError, TimeoutError, asyncio.CancelledError):
            _cut(writer)
        finally:
            self._lines.pop(task, None)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = h11.Connection(h11.SERVER)
        while True:
            request, body = await asyncio.wait_for(self._next_request(talk, reader), _IDLE_SECONDS)
            if request is None:
                return
            status, headers, content = await self._answer(request, body)
            headers.append((b"content-length", str(len(content)).encode()))
            out = talk.send(h11.Response(status_code=status, headers=headers)) or b""
            if request.method != b"HEAD":
                out += talk.send(h11.Data(data=content)) or b""
            out += talk.send(h11.EndOfMessage()) or b""
            writer.write(out)
            await writer.drain()
            if talk.our_state is not h11.DONE or talk.their_state is not h11.DONE:
                return
            talk.start_next_cycle()

    async def _next_request(
        self, talk: h11.Connection, reader: asyncio.StreamReader
    ) -> tuple[h11.Request | None, bytes]:
        request: h11.Request | None = None
        body = bytearray()
        while True:
            event = talk.next_event()
            if event is h11.NEED_DATA:
                talk.receive_data(await reader.read(65_536))
            elif isinstance(event, h11.Request):
                request = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > _LARGEST_BODY:
                    raise h11.RemoteProtocolError("body too large")
            elif isinstance(event, h11.EndOfMessage):
                return request, bytes(body)
            else:
                return None, b""

    async def _answer(self, request: h11.Request, body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        path, _, query = request.target.partition(b"?")
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": request.http_version.decode(),
            "method": request.method.decode(),
            "scheme": "http",
            "path": path.decode("latin-1"),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers],
            "server": ("127.0.0.1", self.port),
            "client": ("127.0.0.1", 0),
        }
        given = False
        status, content = 500, bytearray()
        headers: list[tuple[bytes, bytes]] = []

        async def receive() -> Message:
            nonlocal given
            if given:
                return {"type": "http.disconnect"}
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                # The length is counted here, once, for the whole answer.
                headers.extend((n, v) for n, v in message.get("headers", ()) if n.lower() != b"content-length")
            elif message["type"] == "http.response.body":
                content.extend(message.get("body", b""))

        await self._app(scope, receive, send)
        return status, headers, bytes(content)


def _cut(writer: asyncio.StreamWriter) -> None:
    """A reset rather than a polite goodbye: with linger 0 the kernel sends RST."""
    raw = writer.get_extra_info("socket")
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport = writer.transport
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
