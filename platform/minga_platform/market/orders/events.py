"""What orders announce. Ids only: whoever cares reads the rest."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """An order exists. It may still wait for its payment."""

    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmed(Event):
    """The stalls may begin: paid, or to be paid at pickup."""

    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExtended(Event):
    """Its buyer added to an order while its cycle was open. `seller_order_ids`: the parts that she added to."""

    order_id: UUID
    seller_order_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """An order ended without (all of) its goods. `cause`: buyer, co-op, stall, payment or not_fetched. `seller_order_ids`: the parts that
    ended now and that their stalls had been told of."""

    order_id: UUID
    cause: str
    seller_order_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerOrderReady(Event):
    """One stall's part can be fetched."""

    order_id: UUID
    seller_order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerOrderHandedOver(Event):
    """One stall's part is with the buyer."""

    order_id: UUID
    seller_order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSent(Event):
    """One stall's part went out with a carrier."""

    order_id: UUID
    seller_order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationAsked(Event):
    """A buyer asks; a person decides."""

    order_id: UUID
