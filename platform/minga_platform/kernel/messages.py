"""Messages to people: by mail, by text message, or on paper for who has neither."""

from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

Channel = Literal["mail", "phone", "paper"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message, written out in the language of whoever gets it.

    `id` names it for good: sent again under the same id it is the same message, and a carrier may drop it.
    `to` is a mail address, a number with its country, or for paper the name of who fetches it.
    """

    id: UUID
    channel: Channel
    to: str
    subject: str
    text: str
    language: str


class Messages(Protocol):
    """Whoever carries messages."""

    async def send(self, message: Message) -> None:
        """Hand it over for good, or raise; the worker then tries again later."""
        ...
