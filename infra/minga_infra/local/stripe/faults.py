"""Faults of the line and of the provider, on request: the ways in which a call can leave its caller not knowing."""

import random
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    HANG = "hang"
    """No answer for `seconds`, then the line is cut."""
    RESET = "reset"
    """The line is cut at once."""
    ERROR = "error"
    """An answer with `status`: 500 (remembered under the key, as Stripe does), 503 or 429 (not remembered)."""


class When(StrEnum):
    BEFORE = "before"
    """The deed is not done."""
    AFTER = "after"
    """The deed is done."""


@dataclass
class Fault:
    """`times` hits at most (None: no end), after `skip` calls that pass, on `per_mille` of the fitting calls."""

    name: str
    kind: Kind
    when: When = When.BEFORE
    method: str | None = None
    path: str = "/v"
    """What the path must begin with."""
    times: int | None = 1
    skip: int = 0
    per_mille: int = 1000
    seconds: float = 30.0
    status: int = 500
    stored: bool | None = None
    """Whether the key remembers the error. None: as Stripe does it, 500 yes, anything else no."""
    seed: int = 1
    hits: int = 0
    _lot: random.Random = field(default_factory=random.Random, repr=False)

    def __post_init__(self) -> None:
        self.kind, self.when = Kind(self.kind), When(self.when)
        self._lot = random.Random(self.seed)  # noqa: S311 - chance for tests, no secret

    @property
    def remembers(self) -> bool:
        return self.status == 500 if self.stored is None else self.stored

    def takes(self, method: str, path: str) -> bool:
        if (self.method and self.method != method) or not path.startswith(self.path):
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self._lot.randrange(1000) >= self.per_mille:
            return False
        self.hits += 1
        return True


_NAMES = ("name", "kind", "when", "method", "path", "times", "skip", "per_mille", "seconds", "status", "stored", "seed")


def read_fault(given: dict[str, Any]) -> Fault:
    """Raises ValueError on what is no fault."""
    unknown = set(given) - set(_NAMES)
    if unknown or "kind" not in given:
        raise ValueError(
            f"a fault has kind and {', '.join(_NAMES)}; not {', '.join(sorted(unknown)) or 'without kind'}"
        )
    fault = Fault(name=given.get("name") or f"{given['kind']}_{given.get('when', 'before')}", kind=given["kind"])
    fault = Fault(**{"name": fault.name, **{key: value for key, value in given.items() if key != "name"}})
    if fault.kind is Kind.ERROR and not 400 <= fault.status <= 599:
        raise ValueError("status must be an error status")
    return fault
