"""A guarded POST to a member's own program, under the same judgement as the guarded GET."""

import asyncio
import ssl
from collections.abc import Mapping

import httpcore
import httpx

from minga_infra.outbound.addresses import target
from minga_infra.outbound.fetching import SECONDS, FetchFailed, FetchFault, GuardedFetcher, OnlyThese
from minga_platform.webhooks.ports import Heard
from minga_platform.webhooks.states import MOST_ANSWER

_READ_BYTES = 4 * MOST_ANSWER


class GuardedCaller(GuardedFetcher):
    """POST, and nothing else; the arguments are those of the fetcher. Fills `webhooks.ports.Caller`."""

    def usable(self, url: str) -> bool:
        """As the port says. The name is looked up only when it is called."""
        return target(url, port=self._port) is not None

    async def tell(self, url: str, body: bytes, headers: Mapping[str, str]) -> Heard:
        """As the port says."""
        wanted = target(url, port=self._port)
        if wanted is None:
            return Heard(None, FetchFault.ADDRESS_UNUSABLE.value, "")
        try:
            async with asyncio.timeout(SECONDS):
                return await self._post(wanted.host, wanted.path, body, headers)
        except TimeoutError:
            return Heard(None, FetchFault.TOO_SLOW.value, "")
        except FetchFailed as failed:
            return Heard(failed.status, failed.fault.value, "")
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, ssl.SSLError):
            return Heard(None, FetchFault.NO_CONNECTION.value, "")

    async def _post(self, host: str, path: str, body: bytes, headers: Mapping[str, str]) -> Heard:
        address = httpcore.URL(scheme="https", host=host, port=self._port, target=path)
        above = [*headers.items(), ("accept-encoding", "identity"), ("user-agent", "Minga")]
        async with (
            httpcore.AsyncConnectionPool(
                ssl_context=self._tls or httpx.create_ssl_context(trust_env=False),
                max_connections=1,
                network_backend=OnlyThese(host, await self._addresses(host)),
            ) as pool,
            pool.stream("POST", address, headers=above, content=body) as answer,
        ):
            said = b""
            async for chunk in answer.aiter_stream():
                said += chunk
                if len(said) >= _READ_BYTES:
                    break  # Whatever else it has to say: the status is all that counts.
            problem = (
                FetchFault.REDIRECTED.value
                if 300 <= answer.status < 400
                else ""
                if 200 <= answer.status < 300
                else FetchFault.STATUS.value
            )
            text = said[:_READ_BYTES].decode("utf-8", "replace").replace("\x00", "\ufffd")
            return Heard(answer.status, problem, text[:MOST_ANSWER])
