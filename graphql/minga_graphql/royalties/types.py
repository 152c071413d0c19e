"""What the API tells of royalties."""

from datetime import datetime
from enum import Enum

import strawberry

from minga_commons.royalties import queries
from minga_commons.royalties.selling import Selling
from minga_graphql.context import Context
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, money_of
from minga_platform.kernel import ids

PRODUCT, RELEASE, ASSET, LINE, GRANT = "prod", "rel", "ast", "oline", "grt"


@strawberry.enum(description="By what right something that is made from a work of the commons is sold.")
class SaleBasisKind(Enum):
    OPEN = strawberry.enum_value("open", description="The licence is open: nothing is owed.")
    OWN = strawberry.enum_value("own", description="The maker holds the rights herself.")
    ELIGIBLE = strawberry.enum_value("eligible", description="The maker meets the condition of the licence.")
    CERTIFICATE = strawberry.enum_value("certificate", description="The maker holds a certificate.")
    PAID = strawberry.enum_value("paid", description="The maker holds a paid licence.")
    ROYALTY = strawberry.enum_value("royalty", description="The maker leaves the royalty that the licence asks for.")
    THANKS = strawberry.enum_value(
        "thanks", description="The licence is open, and the maker leaves something as thanks."
    )


@strawberry.type(description="What a product is made from, and on what terms it would be sold now. No legal advice.")
class ProductOrigin:
    product_id: strawberry.ID = strawberry.field(description="The product, `prod_…`.")
    release_id: strawberry.ID = strawberry.field(description="The release that it is made from, `rel_…`.")
    asset_slug: str = strawberry.field(description="The work's address in the co-op's commons.")
    title: str = strawberry.field(description="The work.")
    version: str = strawberry.field(description="Which version of it.")
    licence: str = strawberry.field(description="The release's licence, an SPDX expression.")
    holders: list[str] = strawberry.field(description="Who is named with it.")
    thanks_bps: int = strawberry.field(description="What the maker leaves where nothing is owed, in basis points.")
    is_allowed: bool = strawberry.field(description="Whether its maker may sell it now.")
    basis: SaleBasisKind | None = strawberry.field(description="By what right, where she may.")
    royalty_bps: int = strawberry.field(description="What of the price without tax stays with the work.")
    clause: str = strawberry.field(description="The clause of the licence that decides.")


@strawberry.type(description="A release that something can be made from.")
class MakeableRelease:
    release_id: strawberry.ID = strawberry.field(description="The release, `rel_…`.")
    asset_slug: str = strawberry.field(description="The work's address.")
    title: str = strawberry.field(description="The work.")
    version: str = strawberry.field(description="Its newest version.")
    licence: str = strawberry.field(description="Its licence.")


@strawberry.type(description="On what basis a line was sold, frozen at the sale.")
class SaleBasis:
    basis: SaleBasisKind = strawberry.field(description="By what right.")
    asset_slug: str = strawberry.field(description="The work that it is made from.")
    title: str = strawberry.field(description="Its title.")
    version: str = strawberry.field(description="Which version.")
    licence: str = strawberry.field(description="Under which licence.")
    clause: str = strawberry.field(description="Which clause decided.")
    grant_id: strawberry.ID | None = strawberry.field(description="The certificate or paid licence, `grt_…`.")
    royalty_bps: int = strawberry.field(description="The rate on the price without tax.")
    royalty: Money = strawberry.field(description="What it left.")


@strawberry.type(description="What sales left with one release in one currency.")
class RoyaltyPot:
    release_id: strawberry.ID = strawberry.field(description="The release, `rel_…`.")
    asset_slug: str = strawberry.field(description="The work's address.")
    title: str = strawberry.field(description="The work.")
    version: str = strawberry.field(description="Which version.")
    licence: str = strawberry.field(description="Its licence.")
    sales: MinorUnits = strawberry.field(description="How many lines were sold.")
    gathered: Money = strawberry.field(description="What paid sales left.")
    returned: Money = strawberry.field(description="What refunds took back.")
    divided: Money = strawberry.field(description="What was divided.")
    due: Money = strawberry.field(description="What is due to its contributors now.")
    held: Money = strawberry.field(description="Of it, what can still go back to a buyer.")
    ahead: Money = strawberry.field(
        description="What was divided of sales refunded since; taken off the next division."
    )
    ready: Money = strawberry.field(description="What a division now would divide.")


@strawberry.type(description="A line that was sold under a licence.")
class RoyaltySale:
    line_id: strawberry.ID = strawberry.field(description="The line, `oline_…`.")
    product_title: str = strawberry.field(description="What was sold.")
    stall_name: str = strawberry.field(description="By whom.")
    basis: SaleBasisKind = strawberry.field(description="By what right.")
    clause: str = strawberry.field(description="The clause that decided.")
    royalty_bps: int = strawberry.field(description="The rate.")
    base: Money = strawberry.field(description="The price without tax.")
    royalty: Money = strawberry.field(description="What it left.")
    returned: Money = strawberry.field(description="What of it went back.")
    at: datetime = strawberry.field(description="When it was ordered.")
    standing: str = strawberry.field(description="`awaited`, `held`, `ready` or `divided`.")


@strawberry.type(description="It is said what a product is made from.")
class MadeFromSet:
    product_id: strawberry.ID = strawberry.field(description="The product.")
    origin: ProductOrigin | None = strawberry.field(description="What it is made from now; null: from nothing here.")


def present_origin(row: queries.MadeFrom, selling: Selling, context: Context) -> ProductOrigin:
    """From rows to the type."""
    return ProductOrigin(
        product_id=strawberry.ID(ids.encode(PRODUCT, row.product_id)),
        release_id=strawberry.ID(ids.encode(RELEASE, row.release_id)),
        asset_slug=row.asset_slug,
        title=context.said(row.title),
        version=row.version,
        licence=row.licence,
        holders=list(row.holders),
        thanks_bps=row.thanks_bps,
        is_allowed=selling.is_allowed,
        basis=SaleBasisKind(selling.basis) if selling.is_allowed else None,
        royalty_bps=selling.royalty_bps if selling.is_allowed else 0,
        clause=selling.answer.clause,
    )


def present_basis(row: queries.BasisRow, context: Context) -> SaleBasis:
    """From a row to the type."""
    return SaleBasis(
        basis=SaleBasisKind(row.basis),
        asset_slug=row.asset_slug,
        title=context.said(row.title),
        version=row.version,
        licence=row.licence,
        clause=row.clause,
        grant_id=strawberry.ID(ids.encode(GRANT, row.grant_id)) if row.grant_id else None,
        royalty_bps=row.royalty_bps,
        royalty=money_of(row.royalty_minor, row.currency),
    )


def present_pot(row: queries.Pot, context: Context) -> RoyaltyPot:
    """From a row to the type."""
    return RoyaltyPot(
        release_id=strawberry.ID(ids.encode(RELEASE, row.release_id)),
        asset_slug=row.asset_slug,
        title=context.said(row.title),
        version=row.version,
        licence=row.licence,
        sales=MinorUnits(row.sales),
        gathered=money_of(row.gathered_minor, row.currency),
        returned=money_of(row.returned_minor, row.currency),
        divided=money_of(row.divided_minor, row.currency),
        due=money_of(row.due_minor, row.currency),
        held=money_of(row.held_minor, row.currency),
        ahead=money_of(row.ahead_minor, row.currency),
        ready=money_of(row.ready_minor, row.currency),
    )


def present_sale(row: queries.SaleRow) -> RoyaltySale:
    """From a row to the type."""
    return RoyaltySale(
        line_id=strawberry.ID(ids.encode(LINE, row.order_line_id)),
        product_title=row.product_title,
        stall_name=row.stall_name,
        basis=SaleBasisKind(row.basis),
        clause=row.clause,
        royalty_bps=row.royalty_bps,
        base=money_of(row.base_minor, row.currency),
        royalty=money_of(row.royalty_minor, row.currency),
        returned=money_of(row.returned_minor, row.currency),
        at=row.at,
        standing=row.standing,
    )
