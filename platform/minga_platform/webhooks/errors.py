"""Refusals of telling programs."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class AddressUnusable(Refusal):
    """The address cannot be called from here: it must be https, with a public host name and no port of its own."""


@dataclass
class TooManyWebhooks(Refusal):
    """A member has at most so many programs that listen."""

    most: int


@dataclass
class NotToBeHeard(Refusal):
    """These kinds are not for whoever asks: they tell of other people's orders and money."""

    kinds: list[str]
