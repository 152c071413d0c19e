"""Letters to a working group that is asked to consent, by each member's own channel: mail, phone, or paper."""

import hashlib
from typing import Any
from uuid import UUID

from minga_frontend.groups.letters import write
from minga_infra.addresses import PublicAddresses
from minga_platform.governance.proposals.commands.notifying import way_to
from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import Text, write_money
from minga_platform.kernel.messages import Message, Messages
from minga_platform.market.payments.flows import Addresses


async def asked(desk: Desk, event: dict[str, Any]) -> None:
    """To every member of the group on the consent's day, who asked for it included: she too says what she thinks.

    The same event is the same messages. Nobody is told of one that is decided already.
    """
    async with desk.work() as work:
        row = await work.row(
            """SELECT s.id, s.purpose, s.payee, s.amount_minor, s.currency, s.election_id, s.asked_at, s.group_id, g.name AS group_name,
                   e.closes_at, c.slug, c.name, c.language, c.zone FROM group_spending s
               JOIN working_group g ON g.cooperative_id = s.cooperative_id AND g.id = s.group_id
               JOIN election e ON e.cooperative_id = s.cooperative_id AND e.id = s.election_id
               JOIN cooperative c ON c.id = s.cooperative_id
               WHERE s.cooperative_id = $1 AND s.id = $2 AND s.state = 'asked'""",
            work.cooperative_id,
            UUID(event["spending_id"]),
        )
        if row is None:
            return
        members = await work.rows(
            """SELECT agent_id FROM group_member WHERE cooperative_id = $1 AND group_id = $2 AND since <= $3
               AND (left_at IS NULL OR left_at > $3) ORDER BY id""",
            work.cooperative_id, row["group_id"], row["asked_at"],
        )  # fmt: skip
        reached = [(one["agent_id"], await way_to(work, one["agent_id"])) for one in members]
    addresses: PublicAddresses = desk.port(Addresses)
    for agent_id, to in reached:
        written = write(
            cooperative=Text.stored(row["name"]).read(to.language, row["language"]),
            person=to.name,
            group=Text.stored(row["group_name"]).read(to.language, row["language"]),
            purpose=row["purpose"],
            payee=row["payee"],
            amount=write_money(row["amount_minor"], row["currency"], to.language),
            until=row["closes_at"],
            language=to.language,
            zone=row["zone"],
            page=addresses.page(row["slug"], f"/ballots/{ids.encode('elec', row['election_id'])}", to.language),
            by_phone=to.channel == "phone",
        )
        digest = hashlib.sha256(f"{desk.here}:group asked:{row['id']}:{agent_id}".encode()).digest()
        await desk.port(Messages).send(
            Message(UUID(bytes=digest[:16], version=5), to.channel, to.to, written.subject, written.text, to.language)  # type: ignore[arg-type]
        )
