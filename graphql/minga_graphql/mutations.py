"""How a mutation is written: a resolver whose refusals become members of its result union.

    @mutation(OutOfStock, PriceChanged)
    async def place_order(self, info: Info, key: str, …) -> PlacedOrder:
        '''Turn a started checkout into an order.'''

The union is `PlaceOrderResult = PlacedOrder | OutOfStock | PriceChanged | …`; the refusals that any wish can meet come by
themselves. A refusal that a resolver raises without having named it is a bug, and answered as one.
"""

import inspect
from collections.abc import Callable
from typing import Any

import strawberry

from minga_graphql.lending import must_be_lent
from minga_graphql.refusals import present, result_union
from minga_platform.kernel.errors import (
    InvalidInput,
    KeyReused,
    NeedsCooperative,
    NotAllowed,
    NotFound,
    Refusal,
    SignInNeeded,
)

_EVERYWHERE: tuple[type[Refusal], ...] = (NotFound, NotAllowed, SignInNeeded, InvalidInput, NeedsCooperative)


def mutation(*refusals: type[Refusal]) -> Callable[[Callable[..., Any]], Any]:
    """Make a Strawberry mutation of a resolver and the refusals that it names."""

    def decorate(resolver: Callable[..., Any]) -> Any:
        signature = inspect.signature(resolver)
        keyed = (KeyReused,) if "key" in signature.parameters else ()
        named = tuple(dict.fromkeys((*refusals, *keyed, *_EVERYWHERE)))
        name = "".join(part.capitalize() for part in resolver.__name__.split("_"))
        union = result_union(f"{name}Result", signature.return_annotation, named)

        async def guarded(self: Any, info: Any, **wish: Any) -> Any:
            try:
                must_be_lent(info.context.viewer, resolver.__name__)
                return await resolver(self, info, **wish)
            except named as refusal:
                return present(refusal, info.context.language)

        guarded.__name__ = resolver.__name__
        guarded.__qualname__ = resolver.__qualname__
        guarded.__module__ = resolver.__module__
        guarded.__annotations__ = {**resolver.__annotations__, "return": union}
        guarded.__signature__ = signature.replace(return_annotation=union)  # type: ignore[attr-defined]
        return strawberry.mutation(guarded, description=inspect.getdoc(resolver))

    return decorate
