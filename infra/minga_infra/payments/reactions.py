"""On a laptop every co-op gets an account of its own at the payment stand-in, with its webhooks, by itself."""

from minga_infra.addresses import PublicAddresses
from minga_infra.payments.accounts import SECRET_KEY, WEBHOOK_SECRET, CooperativeAccounts, stand_in_key
from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.work import Work
from minga_platform.market.payments import flows, ports

_OURS = ("http", "stand-in")
"""How `payment_provider.account` begins for an account at the stand-in: with the address that its messages go to."""


async def _ensure_stand_in(desk: Desk) -> None:
    accounts = desk.port(flows.ProviderAccounts)
    if not isinstance(accounts, CooperativeAccounts) or not accounts.plays:
        return
    addresses: PublicAddresses = desk.port(flows.Addresses)
    async with desk.read() as work:
        slug = await work.value("SELECT slug FROM cooperative WHERE id = $1", work.cooperative_id)
        url = f"{addresses.public_url}/hooks/stripe/{slug}"
        row = await work.row(
            "SELECT webhook_secret, account FROM payment_provider WHERE cooperative_id = $1", work.cooperative_id
        )
    # An account of the co-op's own at the real provider is left alone; ours is told anew after each move to another address.
    if row is not None and row["webhook_secret"] and (row["account"] == url or not row["account"].startswith(_OURS)):
        return
    account = await accounts.account_of(desk)
    keyring: Keyring = desk.port(Keyring)
    assert account is not None
    assert desk.cooperative_id is not None
    secrets: list[str] = []
    for for_sellers in (False, True):
        outcome = await flows.asked(
            account.register_webhook(
                url, for_sellers=for_sellers, request=f"webhook-{for_sellers}-{desk.cooperative_id}-{url}"
            )
        )
        if not isinstance(outcome, ports.Done):
            return
        secrets.append(outcome.value.secret)
    key = stand_in_key(keyring, desk.cooperative_id)

    async def note(work: Work) -> None:
        await work.execute(
            "INSERT INTO payment_provider (cooperative_id, id, secret_key, webhook_secret, account, changed_at) VALUES ($1, $2, $3, $4, $6, $5) "
            "ON CONFLICT (cooperative_id) DO UPDATE SET webhook_secret = excluded.webhook_secret, account = excluded.account",
            work.cooperative_id, ids.new(), keyring.seal(SECRET_KEY, key), keyring.seal(WEBHOOK_SECRET, " ".join(secrets)), work.now, url,
        )  # fmt: skip

    await desk.run(note)


SWEEPS = (Sweep("payments.ensure_stand_in", 30.0, _ensure_stand_in),)
