"""A guarded GET to an address that somebody else wrote: a picture of an import, later a webhook.

The name is resolved once, every address it has must be public, and the connection goes to one of those very addresses, so
that a name server which changes its mind between the check and the call gains nothing. The certificate is checked against
the name. Redirects are not followed: the next address would be written by a stranger too.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import httpcore
import httpx

from minga_infra.outbound.addresses import is_public, target

SECONDS = 5.0
ANSWER_BYTES = 64 * 1024
PICTURE_BYTES = 20 * 1024 * 1024


class FetchFault(StrEnum):
    """Why nothing came."""

    ADDRESS_UNUSABLE = "address_unusable"
    NAME_UNKNOWN = "name_unknown"
    NOT_PUBLIC = "not_public"
    """The name leads into a private network."""
    NO_CONNECTION = "no_connection"
    """Nobody listens, the certificate does not fit, or the answer is no HTTP."""
    TOO_SLOW = "too_slow"
    REDIRECTED = "redirected"
    STATUS = "status"
    TOO_LARGE = "too_large"
    COMPRESSED = "compressed"
    """We asked for plain bytes; unpacking a stranger's would be a bomb's way in."""


class FetchFailed(Exception):
    """An outcome, to be told beside the row that named the address. `status` where an answer came."""

    def __init__(self, fault: FetchFault, status: int | None = None) -> None:
        super().__init__(fault.value)
        self.fault, self.status = fault, status


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: its size, and the type the sender claims (the bytes decide later)."""

    size: int
    claimed_type: str


class Resolver(Protocol):
    """Name → addresses as text."""

    async def __call__(self, host: str, port: int, /) -> Sequence[str]:
        """Raises OSError where the name is unknown."""
        ...


async def resolve(host: str, port: int) -> Sequence[str]:
    """The machine's own resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class GuardedFetcher:
    """GET, and nothing else. `resolver`, `allowed`, `port` and `tls` are for tests, which have no public address."""

    def __init__(
        self,
        *,
        resolver: Resolver = resolve,
        allowed: Callable[[str], bool] = is_public,
        port: int = 443,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._resolver, self._allowed, self._port, self._tls = resolver, allowed, port, tls

    async def fetch(
        self,
        url: str,
        write: Callable[[bytes], Awaitable[None]],
        *,
        limit: int = ANSWER_BYTES,
        seconds: float = SECONDS,
    ) -> Fetched:
        """Hand the body to `write`, piece by piece. Raises FetchFailed; what `write` raises passes through."""
        wanted = target(url, port=self._port)
        if wanted is None:
            raise FetchFailed(FetchFault.ADDRESS_UNUSABLE)
        try:
            async with asyncio.timeout(seconds):
                addresses = await self._addresses(wanted.host)
                return await self._get(wanted.host, wanted.path, addresses, write, limit)
        except TimeoutError:
            raise FetchFailed(FetchFault.TOO_SLOW) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, ssl.SSLError) as failed:
            raise FetchFailed(FetchFault.NO_CONNECTION) from failed

    async def _addresses(self, host: str) -> Sequence[str]:
        """All of the name's addresses, each of them public: one private among them taints the name."""
        try:
            found = list(dict.fromkeys(await self._resolver(host, self._port)))
        except OSError:
            raise FetchFailed(FetchFault.NAME_UNKNOWN) from None
        if not found:
            raise FetchFailed(FetchFault.NAME_UNKNOWN)
        if not all(self._allowed(address) for address in found):
            raise FetchFailed(FetchFault.NOT_PUBLIC)
        return found

    async def _get(
        self,
        host: str,
        path: str,
        addresses: Sequence[str],
        write: Callable[[bytes], Awaitable[None]],
        limit: int,
    ) -> Fetched:
        headers = [("Accept", "image/*, */*;q=0.1"), ("Accept-Encoding", "identity"), ("User-Agent", "Minga")]
        address = httpcore.URL(scheme="https", host=host, port=self._port, target=path)
        async with (
            httpcore.AsyncConnectionPool(
                ssl_context=self._tls or httpx.create_ssl_context(trust_env=False),
                max_connections=1,
                network_backend=OnlyThese(host, addresses),
            ) as pool,
            pool.stream("GET", address, headers=headers) as answer,
        ):
            if 300 <= answer.status < 400:
                raise FetchFailed(FetchFault.REDIRECTED, answer.status)
            if answer.status != 200:
                raise FetchFailed(FetchFault.STATUS, answer.status)
            told = {name.lower(): value for name, value in answer.headers}
            if told.get(b"content-encoding", b"identity").strip().lower() not in {b"identity", b""}:
                raise FetchFailed(FetchFault.COMPRESSED, answer.status)
            length = told.get(b"content-length", b"")
            if length.isdigit() and (len(length) > 15 or int(length) > limit):
                raise FetchFailed(FetchFault.TOO_LARGE, answer.status)
            size = 0
            async for chunk in answer.aiter_stream():
                size += len(chunk)
                if size > limit:
                    raise FetchFailed(FetchFault.TOO_LARGE, answer.status)
                await write(chunk)
            return Fetched(size, told.get(b"content-type", b"").decode("latin-1")[:100])


class OnlyThese(httpcore.AsyncNetworkBackend):
    """Connects to the addresses that were judged, and never asks for the name again."""

    def __init__(self, host: str, addresses: Sequence[str]) -> None:
        self._host, self._addresses = host, addresses
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of the library's protocol
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        if host != self._host:
            raise httpcore.ConnectError("another host than the one that was judged")
        for address in self._addresses[:-1]:
            try:
                return await self._connect(address, port, 1.0, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._connect(self._addresses[-1], port, timeout, local_address, socket_options)

    async def _connect(self, *where: Any) -> httpcore.AsyncNetworkStream:
        stream = await self._backend.connect_tcp(*where)
        try:
            # Its socket is asked for later, when a peer may have hung up already; uvloop has one to show from then on, or never.
            stream.get_extra_info("socket")
        except AttributeError:
            raise httpcore.ConnectError("the other side hung up at once") from None
        return stream

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        raise httpcore.ConnectError("no socket of this machine is an address of the internet")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
