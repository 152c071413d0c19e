"""Where a contributor's shares go by bank: an account she tells herself, whether she keeps a stall or none."""

from uuid import UUID

from minga_commons.equation.events import ShareAccountTold
from minga_commons.equation.queries import account_of
from minga_platform.kernel import ids
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.payments.commands.payees import BankPayee
from minga_platform.membership import access


async def set_share_account(work: Work, viewer: Viewer, *, payee: BankPayee, sealed: bytes) -> UUID:
    """Say where one's own shares go by bank, in place of the account told before and of that of one's stall; the agent's id.

    For herself alone: no helper, and with a fresh proof. Nothing is sent to a changed account for the hours that the rule names,
    as for a stall's; the first account that counts for her waits for nothing. `sealed` is the number under the keyring (`seal`).
    Refuses: SignInNeeded, NotAllowed, NotFound, StepUpNeeded. Announces: ShareAccountTold.
    """
    access.herself(viewer)
    agent_id = await access.agent_of(work, viewer)
    access.stepped_up(work, viewer)
    # Two who tell it at once: the second waits, and sees that there was one before.
    await work.execute(
        "SELECT FROM agent WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, agent_id
    )
    had_one = await work.value(f"SELECT true FROM {account_of('$1', '$2')}", work.cooperative_id, agent_id)
    await work.execute(
        """INSERT INTO contributor_account (cooperative_id, id, agent_id, bank_holder, bank_number, bank_last_four, payee_changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (cooperative_id, agent_id) DO UPDATE SET bank_holder = excluded.bank_holder,
            bank_number = excluded.bank_number, bank_last_four = excluded.bank_last_four, payee_changed_at = excluded.payee_changed_at""",
        work.cooperative_id, ids.new(), agent_id, payee.holder, sealed, payee.number[-4:], work.now if had_one else None,
    )  # fmt: skip
    work.emit(ShareAccountTold(agent_id=agent_id))
    return agent_id
