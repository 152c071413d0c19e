"""The demo's card payments: made at the stand-in as a buyer's click makes them, so that whatever is done about them later finds
them there. Where no stand-in runs there are none.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import httpx

from minga_infra.payments.accounts import stand_in_key
from minga_infra.payments.stripe_provider import StripeProvider
from minga_platform.kernel import ids
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.money import Money
from minga_platform.market.payments import ports
from minga_platform.market.payments.commands.place import PlacedOrder

_OPEN = timedelta(hours=1)
_NOWHERE = "http://localhost/"
"""Where the page would lead back to: nobody looks at it, for the click comes through the control."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cards:
    """A co-op's account at the stand-in, and the stand-in's control."""

    account: ports.Payments
    control: httpx.AsyncClient
    cooperative: str
    key: str

    @asynccontextmanager
    async def days_ago(self, days: int) -> AsyncIterator[None]:
        """The stand-in lives so many days ago, as the database does meanwhile: what both have of a payment is of one day."""
        await self._ask("clock", advance_seconds=-days * 86_400)
        try:
            yield
        finally:
            await self._ask("clock", advance_seconds=days * 86_400)

    async def pay(self, placed: PlacedOrder, total: Money, title: str, now: datetime) -> ports.PaymentSeen:
        """The buyer pays on the hosted page."""
        assert placed.attempt_id is not None, "placed by card"
        wish = ports.PaymentPageWish(
            attempt=ids.encode("attempt", placed.attempt_id), order=ids.encode("ord", placed.order_id), cooperative=self.cooperative,
            lines=(ports.PageLine(title, total),), total=total, success_url=_NOWHERE, cancel_url=_NOWHERE, expires_at=now + _OPEN,
            wished_at=now, language="es",
        )  # fmt: skip
        page = _done(await self.account.open_payment_page(wish))
        await self._ask("pay", session=page.page_ref)
        return _done(await self.account.look_up_page(page.page_ref))

    async def dispute(self, paid: ports.PaymentSeen, reason: str, respond_days: int) -> ports.DisputeSeen:
        """The buyer's bank takes the payment back."""
        opened = await self._ask("disputes", charge=paid.charge_ref, reason=reason, respond_days=respond_days)
        return _done(await self.account.look_up_dispute(opened["id"]))

    async def _ask(self, deed: str, **given: Any) -> Any:
        answer = await self.control.post(f"/_control/{deed}", json={"key": self.key, **given})
        answer.raise_for_status()
        return answer.json()


@asynccontextmanager
async def cards(stand_in: str, keyring: Keyring | None, cooperative_id: UUID) -> AsyncIterator[Cards | None]:
    """`stand_in`: its address; None where there is none."""
    if not stand_in or keyring is None:
        yield None
        return
    key = stand_in_key(keyring, cooperative_id)
    provider = StripeProvider(stand_in)
    try:
        async with httpx.AsyncClient(base_url=stand_in, trust_env=False, timeout=30) as control:
            account = provider.account(ports.ProviderCredentials(key))
            yield Cards(account, control, ids.encode("coop", cooperative_id), key)
    finally:
        await provider.close()


def _done(outcome: ports.Outcome[T]) -> T:
    assert isinstance(outcome, ports.Done), outcome
    return outcome.value
