"""On what legal basis a co-op uses features that touch money: everybody reads it, an officer records it."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_platform.kernel import ids
from minga_platform.market.law import commands, queries
from minga_platform.market.law.features import FEATURES
from minga_platform.membership import access

LegalFeature = Enum("LegalFeature", {name.upper(): name for name in FEATURES})  # type: ignore[misc]
strawberry.enum(
    LegalFeature, description="Features that a co-op switches on by recording on what legal basis it uses them."
)


@strawberry.type(description="A legal basis as it was recorded.")
class LegalBasis:
    id: strawberry.ID = strawberry.field(description="Its id, `basis_…`.")
    basis: str = strawberry.field(description="Why the co-op may, in its own words.")
    recorded_by: str | None = strawberry.field(
        description="Who recorded it; null for who is no member here, and where nobody did (a demo)."
    )
    recorded_at: datetime = strawberry.field(description="When.")
    until: datetime | None = strawberry.field(description="Until when it holds; null: until it is ended.")
    ended_at: datetime | None = strawberry.field(description="When it was ended or another took its place.")


@strawberry.type(description="A feature that asks for a legal basis.")
class LegalState:
    feature: LegalFeature = strawberry.field(description="Which.")
    is_on: bool = strawberry.field(description="Whether a basis holds now.")
    present: LegalBasis | None = strawberry.field(description="The basis that was recorded last and not ended.")
    earlier: list[LegalBasis] = strawberry.field(description="Those before, the newest first.", metadata=bounds(size=3))


@strawberry.type(description="A basis was recorded or ended.")
class LegalBasisChanged:
    feature: LegalFeature = strawberry.field(description="Which feature.")
    is_on: bool = strawberry.field(description="Whether it is on now.")


@strawberry.type
class Query:
    @strawberry.field(
        description="Each feature that asks for a legal basis, and what this co-op recorded about it.",
        metadata=bounds(size=len(FEATURES)),
    )
    async def legal_bases(self, info: Info[Context, None]) -> list[LegalState]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await queries.bases(work)
            member = bool(rows) and await access.may(work, context.viewer, "members.see_names")
        told: list[LegalState] = []
        for feature in LegalFeature:
            own = [row for row in rows if row["feature"] == feature.value]
            made = [
                LegalBasis(
                    id=strawberry.ID(ids.encode("basis", row["id"])),
                    basis=row["basis"],
                    recorded_by=row["recorded_by"] if member else None,
                    recorded_at=row["recorded_at"],
                    until=row["until"],
                    ended_at=row["ended_at"],
                )
                for row in own
            ]
            open_ = next((one for one in made if one.ended_at is None), None)
            told.append(
                LegalState(
                    feature=feature,
                    is_on=any(row["holds"] for row in own),
                    present=open_,
                    earlier=[one for one in made if one is not open_],
                )
            )
        return told


@strawberry.type
class Mutation:
    @mutation()
    async def record_legal_basis(
        self, info: Info[Context, None], feature: LegalFeature, basis: str, until: datetime | None = None
    ) -> LegalBasisChanged:
        """Switch a feature on by saying on what legal basis the co-op uses it (`settings.edit`); the basis before ends."""
        await info.context.perform(commands.record_legal_basis, feature=feature.value, basis=basis, until=until)
        return LegalBasisChanged(feature=feature, is_on=True)

    @mutation()
    async def end_legal_basis(self, info: Info[Context, None], feature: LegalFeature) -> LegalBasisChanged:
        """Switch a feature off: nothing new is done with it (`settings.edit`)."""
        await info.context.perform(commands.end_legal_basis, feature=feature.value)
        return LegalBasisChanged(feature=feature, is_on=False)
