"""Text messages through a gateway over HTTP: POST of JSON `{id, to, text}`; the address may carry a name and a secret."""

import httpx

from minga_platform.kernel.messages import Message

_SECONDS = 10.0


class GatewayMessages:
    """Any gateway, or a few lines before one, that takes this POST and answers 2xx once it has the message."""

    def __init__(self, url: str) -> None:
        address = httpx.URL(url)
        self._login = (address.username, address.password) if address.username else None
        self._url = address.copy_with(username=None, password=None)

    async def send(self, message: Message) -> None:
        """Raises when the gateway does not take it. The id is the key by which it may know a repeat."""
        async with httpx.AsyncClient(timeout=_SECONDS, auth=self._login, follow_redirects=False) as client:
            answer = await client.post(
                self._url,
                json={"id": str(message.id), "to": message.to, "text": message.text},
                headers={"idempotency-key": str(message.id)},
            )
        # Neither number nor text goes into the log: only what the gateway said.
        if not answer.is_success:
            raise ConnectionError(f"the gateway for text messages answered {answer.status_code}")
