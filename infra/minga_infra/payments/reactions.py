"""On a laptop every co-op gets an account of its own at the payment stand-in, with its webhooks, by itself."""

from minga_infra.addresses import PublicAddresses
from minga_infra.payments.accounts import SECRET_KEY, WEBHOOK_SECRET, CooperativeAccounts, stand_in_key
from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk, Sweep
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.work import Work
from minga_platform.market.payments import flows, ports


async def _ensure_stand_in(desk: Desk) -> None:
    accounts = desk.port(flows.ProviderAccounts)
    if not isinstance(accounts, CooperativeAccounts) or not accounts.plays:
        return
    async with desk.read() as work:
        if await work.value(
            "SELECT webhook_secret FROM payment_provider WHERE cooperative_id = $1", work.cooperative_id
        ):
            return
        slug = await work.value("SELECT slug FROM cooperative WHERE id = $1", work.cooperative_id)
    account = await accounts.account_of(desk)
    addresses: PublicAddresses = desk.port(flows.Addresses)
    keyring: Keyring = desk.port(Keyring)
    assert account is not None
    assert desk.cooperative_id is not None
    url = f"{addresses.public_url}/hooks/stripe/{slug}"
    secrets: list[str] = []
    for for_sellers in (False, True):
        outcome = await flows.asked(
            account.register_webhook(
                url, for_sellers=for_sellers, request=f"webhook-{for_sellers}-{desk.cooperative_id}"
            )
        )
        if not isinstance(outcome, ports.Done):
            return
        secrets.append(outcome.value.secret)
    key = stand_in_key(keyring, desk.cooperative_id)

    async def note(work: Work) -> None:
        await work.execute(
            "INSERT INTO payment_provider (cooperative_id, id, secret_key, webhook_secret, account, changed_at) VALUES ($1, $2, $3, $4, 'stand-in', $5) "
            "ON CONFLICT (cooperative_id) DO UPDATE SET webhook_secret = excluded.webhook_secret",
            work.cooperative_id, ids.new(), keyring.seal(SECRET_KEY, key), keyring.seal(WEBHOOK_SECRET, " ".join(secrets)), work.now,
        )  # fmt: skip

    await desk.run(note)


SWEEPS = (Sweep("payments.ensure_stand_in", 30.0, _ensure_stand_in),)
