"""What the market asks before a product that is made from the commons is shown or sold: fill of `catalog.ports.Commons`.

"May I sell it?" is asked for the maker whose stall it is, on the day in the co-op's zone. A royalty is owed only where the
licence says so; on an open work the maker may leave something as thanks. Either comes out of her own part of the price:
the buyer pays what stands on the label, and the price story shows both. What is owed is asked once per line for all units
of it, and never again for the work's ancestors: they have their part of it by the value equation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from minga_commons.grants.queries import may_agents, unsold
from minga_commons.licences.asking import Answer
from minga_commons.royalties.dates import today
from minga_commons.royalties.errors import NotLicensed
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.ports import Leave, Sold

ACT: Final = "sell_products"
MOST_BPS = 5000
"""A licence may ask for half of the net price at most: with the highest fee that the rules allow, the maker still earns."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a sale's basis rests on."""

    release_id: UUID
    asset_id: UUID
    agent_id: UUID
    basis: str
    licence: str
    clause: str
    grant_id: UUID | None


@dataclass(frozen=True, slots=True)
class Selling:
    """What is said of selling one product now: whether, by which right, and what of the net price stays with the work."""

    product_id: UUID
    release_id: UUID
    asset_id: UUID
    version: str
    agent_id: UUID
    answer: Answer
    thanks_bps: int

    @property
    def is_allowed(self) -> bool:
        """Whether the maker may sell it now. Conditions that sellers keep by themselves (naming the authors) do not bar."""
        return self.answer.answer != "no" and self.answer.royalty_bps <= MOST_BPS

    @property
    def royalty_bps(self) -> int:
        """What is owed, or on an open work what the maker leaves as thanks."""
        if self.answer.basis == "royalty":
            return self.answer.royalty_bps
        return self.thanks_bps if self.answer.basis == "open" else 0

    @property
    def basis(self) -> str:
        """The right by which it is sold, as it is kept with the sale."""
        return "thanks" if self.answer.basis == "open" and self.thanks_bps else self.answer.basis


async def selling(work: Work, product_ids: Sequence[UUID]) -> dict[UUID, Selling]:
    """Product → what is said of selling it now, in as many statements for many as for one; what is made from nothing is left out."""
    rows = await work.rows(
        """SELECT m.product_id, m.release_id, r.asset_id, r.version, s.agent_id, m.thanks_bps FROM product_release m
        JOIN release r ON r.cooperative_id = m.cooperative_id AND r.id = m.release_id
        JOIN product p ON p.cooperative_id = m.cooperative_id AND p.id = m.product_id
        JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id
        WHERE m.cooperative_id = $1 AND m.product_id = ANY($2) ORDER BY m.product_id""",
        work.cooperative_id,
        list(product_ids),
    )
    if not rows:
        return {}
    on = await today(work)
    answers = await may_agents(work, {(row["agent_id"], row["release_id"]) for row in rows}, act=ACT, on=on)
    return {
        row["product_id"]: Selling(
            row["product_id"],
            row["release_id"],
            row["asset_id"],
            row["version"],
            row["agent_id"],
            answers[row["agent_id"], row["release_id"]],
            row["thanks_bps"],
        )
        for row in rows
    }


class Commons:
    """The commons as the market asks them."""

    async def may_publish(self, work: Work, product_id: UUID, /) -> None:
        """Refuses: NotLicensed."""
        one = (await selling(work, [product_id])).get(product_id)
        if one is None:
            raise NotFound
        if not one.is_allowed:
            raise NotLicensed(one.release_id, one.answer.licence, one.answer.clause)

    async def leaves(self, work: Work, product_ids: Sequence[UUID], /) -> Mapping[UUID, Leave]:
        """What each product leaves with its work, and why it may not be sold, where it may not."""
        return {
            product_id: Leave(
                royalty_bps=one.royalty_bps if one.is_allowed else 0,
                holder_id=one.asset_id,
                purpose=one.version,
                hindrance="" if one.is_allowed else one.answer.clause or one.answer.licence or ACT,
                proof=Proof(
                    one.release_id, one.asset_id, one.agent_id, one.basis, one.answer.licence, one.answer.clause,
                    one.answer.grant_id,
                ),
            )
            for product_id, one in (await selling(work, product_ids)).items()
        }  # fmt: skip

    async def withheld(self, work: Work, variant_ids: Sequence[UUID], /) -> frozenset[UUID]:
        """Those whose licence would not be granted on payment."""
        return await unsold(work, variant_ids)

    async def sold(self, work: Work, lines: Sequence[Sold], /) -> None:
        """Keep the basis of each line, as it was judged when the line was priced."""
        rows = []
        for line in lines:
            proof = line.proof
            assert isinstance(proof, Proof)
            rows.append(
                (work.cooperative_id, ids.new(), line.line_id, line.product_id, proof.release_id, proof.asset_id,
                 proof.agent_id, proof.basis, proof.licence, proof.clause, proof.grant_id, line.royalty_bps,
                 line.base_minor, line.royalty_minor, line.currency, work.now)
            )  # fmt: skip
        await work.many(
            "INSERT INTO sale_basis (cooperative_id, id, order_line_id, product_id, release_id, asset_id, agent_id, basis,"
            " licence, clause, grant_id, royalty_bps, base_minor, royalty_minor, currency, at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            rows,
        )

    async def sold_more(self, work: Work, line_id: UUID, more_id: UUID, base_minor: int, royalty_minor: int, /) -> None:
        """The basis of the first line is that of the second: its buyer agreed to more of what she had bought."""
        await work.execute(
            "INSERT INTO sale_basis (cooperative_id, id, order_line_id, product_id, release_id, asset_id, agent_id, basis,"
            " licence, clause, grant_id, royalty_bps, base_minor, royalty_minor, currency, at)"
            " SELECT cooperative_id, $3, $4, product_id, release_id, asset_id, agent_id, basis, licence, clause, grant_id, royalty_bps,"
            " $5, $6, currency, $7 FROM sale_basis WHERE cooperative_id = $1 AND order_line_id = $2",
            work.cooperative_id, line_id, ids.new(), more_id, base_minor, royalty_minor, work.now,
        )  # fmt: skip
