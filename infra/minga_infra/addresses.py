"""Addresses of our own pages, for whoever must send people back to them: the card provider, letters, feeds."""

from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.keyring import Keyring
from minga_platform.market.orders.links import follow_token


class PublicAddresses:
    """Fills `payments.flows.Addresses`. `public_url` has no slash at its end."""

    def __init__(self, public_url: str, keyring: Keyring) -> None:
        self.public_url = public_url.rstrip("/")
        self._keyring = keyring

    def order_page(self, slug: str, cooperative_id: UUID, order_id: UUID, language: str) -> str:
        """An order's page, with the token that opens it."""
        token = follow_token(self._keyring, cooperative_id, order_id)
        return f"{self.public_url}/{language}/c/{slug}/orders/{ids.encode('ord', order_id)}?t={token}"

    def page(self, slug: str, path: str, language: str) -> str:
        """Any page within a co-op: `/membership`."""
        return f"{self.public_url}/{language}/c/{slug}{path}"

    def stall_orders_page(self, slug: str, stall_slug: str, language: str) -> str:
        """What a stall has to prepare; its keepers sign in there."""
        return f"{self.public_url}/{language}/c/{slug}/stall/{stall_slug}/orders"

    def stall_money_page(self, slug: str, stall_id: str, language: str) -> str:
        """Where a maker comes back to from the card provider."""
        return f"{self.public_url}/{language}/c/{slug}/money/{stall_id}"
