"""Statements of earnings that somebody outside can verify."""

from datetime import date, datetime

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.values import Money, money_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.market.proofs import proving

PROOF, STALL = "proof", "stall"


@strawberry.type(description="A month of a stall's earnings.")
class MonthOfEarnings:
    month: date = strawberry.field(description="Its first day.")
    earned: Money = strawberry.field(description="What was earned, fees and tax taken off.")
    refunded: Money = strawberry.field(description="What of earnings went back to buyers.")
    paid: Money = strawberry.field(description="What reached the maker.")
    tax: Money = strawberry.field(description="The VAT that a registered maker was paid beside it, to hand on.")


@strawberry.type(description="What a maker earned, as the co-op's books have it.")
class EarningsProof:
    id: strawberry.ID = strawberry.field(description="Its id, `proof_…`.")
    stall_name: str = strawberry.field(description="The stall.")
    payee: str = strawberry.field(description="Whose earnings they are.")
    from_on: date = strawberry.field(description="From this day on.")
    until_on: date = strawberry.field(description="Up to this day, which is not in it.")
    made_at: datetime = strawberry.field(description="When the books said so.")
    expires_at: datetime = strawberry.field(description="Until when the link works.")
    agrees: bool = strawberry.field(description="Whether the books, added up anew, say the same.")
    months: list[MonthOfEarnings] = strawberry.field(description="Month by month.", metadata=bounds(size=36))
    total: MonthOfEarnings = strawberry.field(description="All months together.")


@strawberry.type(description="A statement of earnings whose link works.")
class EarningsLink:
    id: strawberry.ID = strawberry.field(description="Its id, `proof_…`.")
    link: str = strawberry.field(description="What its address ends with; who has it can read it.")
    from_on: date = strawberry.field(description="From this day on.")
    until_on: date = strawberry.field(description="Up to this day, which is not in it.")
    expires_at: datetime = strawberry.field(description="Until when it works.")


@strawberry.type(description="A statement of earnings was made or ended.")
class ChangedProof:
    id: strawberry.ID = strawberry.field(description="Its id, `proof_…`.")
    link: str = strawberry.field(description="What its address ends with; empty when it was ended.")


@strawberry.type
class Query:
    @strawberry.field(
        description="The statement of earnings behind a link, for anybody who has it; null when it is none, expired or ended.",
        metadata=bounds(cost=20),
    )
    async def earnings_proof(self, info: Info[Context, None], link: str) -> EarningsProof | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await proving.proof(work, context.services.keyring, link)
        if found is None:
            return None
        return EarningsProof(
            id=strawberry.ID(ids.encode(PROOF, found.id)),
            stall_name=context.said(found.stall_name),
            payee=found.payee,
            from_on=found.from_on,
            until_on=found.until_on,
            made_at=found.made_at,
            expires_at=found.expires_at,
            agrees=found.agrees,
            months=[_month(one, found.currency) for one in found.months],
            total=_month(proving.total(found.months), found.currency),
        )

    @strawberry.field(
        description="A stall's statements of earnings whose links work. Null for who does not keep the stall.",
        metadata=bounds(size=5),
    )
    async def earnings_links(self, info: Info[Context, None], stall_id: strawberry.ID) -> list[EarningsLink] | None:
        context = info.context
        context.require_cooperative()
        try:
            stall = ids.decode(STALL, stall_id)
        except NotFound:
            return None
        async with context.read() as work:
            rows = await proving.proofs(work, context.viewer, stall)
        return None if rows is None else [
            EarningsLink(
                id=strawberry.ID(ids.encode(PROOF, row["id"])),
                link=proving.link_of(context.services.keyring, row["id"]),
                from_on=row["from_on"],
                until_on=row["until_on"],
                expires_at=row["expires_at"],
            )
            for row in rows
        ]  # fmt: skip


@strawberry.type
class Mutation:
    @mutation()
    async def make_earnings_proof(
        self, info: Info[Context, None], stall_id: strawberry.ID, months: int = 12, days: int = 30
    ) -> ChangedProof:
        """Show the last months' earnings to somebody outside, by a link that works for so many days. For the stall's keepers."""
        context = info.context
        made = await context.perform(proving.make_proof, stall_id=ids.decode(STALL, stall_id), months=months, days=days)
        link = proving.link_of(context.services.keyring, made)
        return ChangedProof(id=strawberry.ID(ids.encode(PROOF, made)), link=link)

    @mutation()
    async def end_earnings_proof(self, info: Info[Context, None], id: strawberry.ID) -> ChangedProof:  # noqa: A002
        """The link shows nothing from now on. For the stall's keepers."""
        await info.context.perform(proving.end_proof, proof_id=ids.decode(PROOF, id))
        return ChangedProof(id=id, link="")


def _month(one: proving.Month, unit: str) -> MonthOfEarnings:
    return MonthOfEarnings(
        month=one.month,
        earned=money_of(one.earned_minor, unit),
        refunded=money_of(one.refunded_minor, unit),
        paid=money_of(one.paid_minor, unit),
        tax=money_of(one.tax_minor, unit),
    )
