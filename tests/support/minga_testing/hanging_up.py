"""A peer that takes a connection and cuts it at once, while who called it has other things to do."""

import asyncio
import contextlib
import socket
import struct
import threading
import time
from collections.abc import AsyncIterator

_SPREAD_SECONDS = 0.002
_CUT = struct.pack("ii", 1, 0)
"""Linger for no time: a reset, not a farewell."""


@contextlib.asynccontextmanager
async def hanging_up() -> AsyncIterator[int]:
    """The port it listens on, of 127.0.0.1. It cuts a little later each time, so that out of thirty calls some are cut after they
    were connected and before the caller's task went on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener,), daemon=True).start()
        busy = asyncio.create_task(_keep_the_loop_busy())
        try:
            yield listener.getsockname()[1]
        finally:
            busy.cancel()
            listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket) -> None:
    taken = 0
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            time.sleep(taken % 10 * _SPREAD_SECONDS / 10)
            taken += 1
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _CUT)
            connection.close()


async def _keep_the_loop_busy() -> None:
    while True:
        time.sleep(_SPREAD_SECONDS / 4)  # noqa: ASYNC251 - that is the point.
        await asyncio.sleep(0)
