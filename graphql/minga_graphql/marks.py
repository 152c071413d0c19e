"""Marks that a field bears for the guards (`limits`) and the compiled answers (`plan`)."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import strawberry

Marked = TypeVar("Marked", bound=Callable[..., Any])


def bounds(
    *, cost: int | None = None, size: int | None = None, most: int | None = None, longest: int | None = None
) -> dict[str, int]:
    """What a field, argument or input field costs and takes: `strawberry.field(metadata=bounds(cost=50))`.

    `cost`: points of asking for the field once (default: 1 for an object, a fifth for a plain value).
    `size`: how many a list without `first` usually holds (default 10); what is asked of its members counts so often.
    `most`: how many entries a list given as input may have (default 50).
    `longest`: how many characters a text given as input may have (default 10,000).
    """
    given = {"cost": cost, "size": size, "most": most, "longest": longest}
    return {name: value for name, value in given.items() if value is not None}


def plain(resolver: Marked) -> Marked:
    """Mark a resolver that only looks at its own object: sync, without arguments, never raising on a good object.

    Compiled answers call it directly. Write it below `@strawberry.field`, so that it marks the function itself.
    """
    resolver.__plain__ = True  # type: ignore[attr-defined]
    return resolver


Line = Annotated[str, strawberry.argument(metadata=bounds(longest=200))]
"""What somebody types into one line, a search or a name: 200 characters at most."""
MaybeLine = Annotated[str | None, strawberry.argument(metadata=bounds(longest=200))]
"""The same where nothing need be said."""
