"""Which account at the card provider is a co-op's own, and what opens it."""

from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.keyring import Keyring
from minga_platform.market.payments.ports import PaymentProvider, Payments, ProviderCredentials

SECRET_KEY = "provider key"  # noqa: S105 - what the keyring calls it, not the secret
WEBHOOK_SECRET = "provider webhook"  # noqa: S105 - likewise


class CooperativeAccounts:
    """Fills `flows.ProviderAccounts`: a co-op's sealed key, else (on a laptop) an account of its own at the stand-in."""

    def __init__(self, provider: PaymentProvider, keyring: Keyring, *, stand_in: bool) -> None:
        self._provider = provider
        self._keyring = keyring
        self.plays = stand_in
        """Whether co-ops without a key get an account at the stand-in."""

    async def account_of(self, desk: Desk) -> Payments | None:
        """Ready to be spoken to; None when the co-op takes no cards."""
        async with desk.read() as work:
            row = await work.row(
                "SELECT secret_key, webhook_secret FROM payment_provider WHERE cooperative_id = $1", work.cooperative_id
            )
        if row is not None and row["secret_key"]:
            key = self._keyring.open(SECRET_KEY, bytes(row["secret_key"]))
            if key is None:
                return None
            sealed = row["webhook_secret"]
            secrets = self._keyring.open(WEBHOOK_SECRET, bytes(sealed)) if sealed else ""
            return self._provider.account(ProviderCredentials(key, tuple((secrets or "").split())))
        if self.plays and desk.cooperative_id is not None:
            return self._provider.account(ProviderCredentials(stand_in_key(self._keyring, desk.cooperative_id)))
        return None


def stand_in_key(keyring: Keyring, cooperative_id: UUID) -> str:
    """The key of a co-op's account at the stand-in: each co-op has its own, as at the real provider."""
    token = keyring.token("stand-in key", ids.encode("coop", cooperative_id)).replace("-", "x").replace("_", "y")
    return f"sk_test_{token}"
