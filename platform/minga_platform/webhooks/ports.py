"""The way to somebody else's program."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: a status and the beginning of the answer, or the reason why nothing did (`not_public`, `too_slow` …)."""

    status: int | None
    problem: str
    answer: str

    @property
    def accepted(self) -> bool:
        """Whether the program said that it has it."""
        return self.status is not None and 200 <= self.status < 300


class Caller(Protocol):
    """POST to an address that a member wrote: public addresses alone, no redirects, a few seconds."""

    def usable(self, url: str) -> bool:
        """Whether such an address can be called at all: https, a host name, the usual port."""
        ...

    async def tell(self, url: str, body: bytes, headers: Mapping[str, str]) -> Heard:
        """One try. Never raises for what the other side does."""
        ...
