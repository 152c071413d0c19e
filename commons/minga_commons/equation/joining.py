"""What the commons' way back from a sale fills of lower rooms' ports: the market's, the contributions', the register's."""

from collections.abc import Sequence
from uuid import UUID

from minga_commons.contributions import ports as contributions
from minga_commons.equation.commands.by_statement import Shares
from minga_commons.equation.commands.paying import was_paid
from minga_commons.royalties.selling import Commons
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import ports as market
from minga_platform.market.statements import ports as statements
from minga_platform.register import ports as register
from minga_platform.register.errors import Obstacle


def join() -> None:
    """Safe to repeat."""
    if market.JOINED.commons is None:
        market.JOINED.commons = Commons()
    if statements.JOINED.shares is None:
        statements.JOINED.shares = Shares()
    if was_paid not in contributions.JOINED.paid:
        contributions.JOINED.paid.append(was_paid)
    if unsettled not in register.JOINED.hindrances:
        register.JOINED.hindrances.append(unsettled)


async def unsettled(work: Work, person_id: UUID, agent_ids: Sequence[UUID], cooperative: str, /) -> Sequence[Obstacle]:
    """Fill of `register.ports.Hindrance`: shares of hers that were not paid out yet."""
    del person_id
    due = await work.value(
        """SELECT true FROM account a JOIN balance b ON b.cooperative_id = a.cooperative_id AND b.id = a.id
        WHERE a.cooperative_id = $1 AND a.kind = 'contributor_payable' AND a.holder_id = ANY($2) AND b.posted <> 0 LIMIT 1""",
        work.cooperative_id,
        list(agent_ids),
    )
    return [Obstacle("earnings", cooperative)] if due else []
