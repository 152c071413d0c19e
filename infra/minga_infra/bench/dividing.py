"""How long one division takes: a fund, divided over a hundred thousand contributions of five hundred members.

The events go in by a few statements of the database's owner; what is measured is the command that the app performs: reading
the equation and the events, dividing, writing the event set and its claims, and posting to the ledger, in one unit.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import uvloop

from minga_commons.equation.commands.dividing import divide_fund
from minga_infra.bench.running import database_of_its_own
from minga_infra.founding.found import Founding, found
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.membership.commands import members, roles

_ACTOR = Actor(system="bench")
_MEMBERS = 500
_AMOUNT = Money(1_234_567, "EUR")

_EVENTS = """WITH made AS (
    SELECT gen_random_uuid() AS id, gen_random_uuid() AS claim, n, ($2::uuid[])[1 + n % cardinality($2::uuid[])] AS agent
    FROM generate_series(1, $3::int) n),
claims AS (INSERT INTO claim (cooperative_id, id, subject_kind, subject_id, about_agent_id, claimed_by_agent_id, statement,
        evidence, needs, claimed_at, state, counted, flags, recognised_at)
    SELECT $1, claim, 'contribution', id, agent, agent, '', '[]', 2, now(), 'recognised', 2, '{}', now() FROM made)
INSERT INTO contribution (cooperative_id, id, agent_id, kind, minutes, given_on, cause, source, root_id, claim_id, recorded_at,
    recorded_by)
SELECT $1, id, agent, (ARRAY['work', 'care', 'design', 'documentation'])[1 + n % 4], 15 + n % 240,
    current_date - 1 - n % 900, 'the mill', 'typed', id, claim, now(), agent FROM made"""


@dataclass(frozen=True, slots=True)
class Report:
    """Seconds of one division over `events` contributions, and what it gave."""

    events: int
    members: int
    seconds: float
    divided_minor: int

    def plain(self) -> dict[str, Any]:
        """For a file."""
        return asdict(self)


def run(folder: Path, *, events: int, tell: Callable[[str], None]) -> Report:
    """Fill a database of its own and divide once."""
    with database_of_its_own(folder, tell) as (addresses, _, _):
        return uvloop.run(_measure(addresses, events, tell))


async def _measure(addresses: dict[str, str], events: int, tell: Callable[[str], None]) -> Report:
    from minga_infra.main import join_features

    join_features()
    worker = await Database.connect(addresses["WORKER_DATABASE_URL"], largest=2, application="minga bench")
    app = await Database.connect(addresses["DATABASE_URL"], largest=2, application="minga bench")
    admin = await asyncpg.connect(addresses["DATABASE_ADMIN_URL"])
    try:
        cooperative_id, agents, person_id = await _village(worker)
        await admin.execute("SELECT set_config('app.cooperative', $1, false)", str(cooperative_id))
        with suppress(asyncpg.InvalidParameterValueError):
            await admin.execute("SET ROLE minga_owner")
        await admin.execute(_EVENTS, cooperative_id, agents, events)
        await admin.execute("RESET ROLE")
        await admin.execute("ANALYZE")
        tell(f"  {events} contributions of {len(agents)} members")

        async def divide(work: Work) -> UUID:
            viewer = Viewer(person_id=person_id, proven_at=work.now)
            return await divide_fund(work, viewer, fund="commons", amount=_AMOUNT, cause="the mill")

        begun = time.monotonic()
        made = await app.run(
            Scope(cooperative_id, person_id), Actor(by_person_id=person_id, for_person_id=person_id), divide
        )
        seconds = time.monotonic() - begun
        given = await admin.fetchval(
            "SELECT amount_minor - left_minor FROM distribution WHERE cooperative_id = $1 AND id = $2",
            cooperative_id,
            made,
        )
    finally:
        await admin.close()
        await app.close()
        await worker.close()
    return Report(events, len(agents), round(seconds, 2), given)


async def _village(worker: Database) -> tuple[UUID, list[UUID], UUID]:
    """A co-op with a treasurer, many members, and money in a fund."""
    founded = (await found(worker, Founding("Bench", slug="bench", currency="EUR", language="en"))).cooperative_id
    person_id = ids.new()

    async def fill(work: Work) -> list[UUID]:
        await work.execute(
            "INSERT INTO person (id, name, language, created_at) VALUES ($1, 'Treasurer', 'en', $2)",
            person_id,
            work.now,
        )
        treasurer = await members.agent_for(work, person_id=person_id, name="Treasurer")
        await roles.install_role(work, agent_id=treasurer, role="treasurer")
        agents = [ids.new() for _ in range(_MEMBERS)]
        await work.many(
            "INSERT INTO agent (cooperative_id, id, kind, name, created_at) VALUES ($1, $2, 'person', $3, $4)",
            [(work.cooperative_id, agent, f"Member {place}", work.now) for place, agent in enumerate(agents)],
        )
        bank, fund = AccountName(AccountKind.CASH_BANK), AccountName(AccountKind.FUND, purpose="commons")
        await post(
            work, kind="opening", subject_kind="cooperative", subject_id=work.cooperative_id, key="bench",
            moves=[Move(bank, fund, _AMOUNT)],
        )  # fmt: skip
        return agents

    agents = await worker.run(Scope(founded), _ACTOR, fill)
    return founded, agents, person_id
