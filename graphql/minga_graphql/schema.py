"""The schema: the features' queries and mutations in one, printed to `graphql/schema.graphql` and compared in CI."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from minga_graphql import (
    batches,
    books,
    boxes,
    calendars,
    cart,
    cashbox,
    conversations,
    cooperatives,
    costing,
    credit,
    delegations,
    discounts,
    disputes,
    exports,
    grievances,
    groups,
    helping,
    law,
    making,
    offices,
    payouts,
    proofs,
    restrictions,
    reviews,
    rules,
    sitemap,
    stall_archives,
    stand,
    statements,
    synonyms,
    today,
    trade,
    wants,
)
from minga_graphql.assemblies import mutations as assemblies_mutations
from minga_graphql.assemblies import queries as assemblies_queries
from minga_graphql.attestation import operations as attestation
from minga_graphql.ballots import mutations as ballots_mutations
from minga_graphql.ballots import queries as ballots_queries
from minga_graphql.catalog import importing as catalog_importing
from minga_graphql.catalog import mutations as catalog_mutations
from minga_graphql.catalog import queries as catalog_queries
from minga_graphql.contributions import days as work_days
from minga_graphql.contributions import mutations as contributions_mutations
from minga_graphql.contributions import queries as contributions_queries
from minga_graphql.cycles import mutations as cycles_mutations
from minga_graphql.cycles import queries as cycles_queries
from minga_graphql.documents import operations as documents
from minga_graphql.equation import operations as equation
from minga_graphql.files import queries as files_queries
from minga_graphql.getting import operations as getting
from minga_graphql.grants import operations as grants
from minga_graphql.library import mutations as library_mutations
from minga_graphql.library import queries as library_queries
from minga_graphql.licences import operations as licences
from minga_graphql.membership import mutations as membership_mutations
from minga_graphql.membership import queries as membership_queries
from minga_graphql.orders import mutations as orders_mutations
from minga_graphql.orders import queries as orders_queries
from minga_graphql.orders import together as orders_together
from minga_graphql.produce import containers, group_purchases, lots, weights
from minga_graphql.proposals import mutations as proposals_mutations
from minga_graphql.proposals import queries as proposals_queries
from minga_graphql.register import founding
from minga_graphql.register import mutations as register_mutations
from minga_graphql.register import queries as register_queries
from minga_graphql.registry import manifests as registry_manifests
from minga_graphql.registry import mutations as registry_mutations
from minga_graphql.registry import queries as registry_queries
from minga_graphql.returns import operations as returns
from minga_graphql.royalties import operations as royalties
from minga_graphql.scalars import SCALARS
from minga_graphql.webhooks import mutations as webhooks_mutations
from minga_graphql.webhooks import queries as webhooks_queries


@strawberry.type(description="What can be asked.")
class Query(
    cooperatives.Query,
    membership_queries.Query,
    register_queries.Query,
    founding.Query,
    catalog_queries.Query,
    stand.Query,
    cart.Query,
    discounts.Query,
    credit.Query,
    trade.Query,
    orders_queries.Query,
    cycles_queries.Query,
    law.Query,
    costing.Query,
    exports.Query,
    sitemap.Query,
    making.Query,
    boxes.Query,
    calendars.Query,
    getting.Query,
    returns.Query,
    weights.Query,
    containers.Query,
    lots.Query,
    group_purchases.Query,
    disputes.Query,
    payouts.Query,
    cashbox.Query,
    proofs.Query,
    batches.Query,
    statements.Query,
    documents.Query,
    reviews.Query,
    today.Query,
    wants.Query,
    synonyms.Query,
    helping.Query,
    conversations.Query,
    restrictions.Query,
    books.Query,
    rules.Query,
    ballots_queries.Query,
    proposals_queries.Query,
    offices.Query,
    assemblies_queries.Query,
    grievances.Query,
    groups.Query,
    delegations.Query,
    licences.Query,
    attestation.Query,
    grants.Query,
    royalties.Query,
    equation.Query,
    registry_queries.Query,
    registry_manifests.Query,
    contributions_queries.Query,
    work_days.Query,
    files_queries.Query,
    library_queries.Query,
    webhooks_queries.Query,
):
    """One line per feature."""


@strawberry.type(description="What can be wished for: one wish a document.")
class Mutation(
    membership_mutations.Mutation,
    register_mutations.Mutation,
    founding.Mutation,
    catalog_mutations.Mutation,
    catalog_importing.Mutation,
    stand.Mutation,
    cart.Mutation,
    discounts.Mutation,
    credit.Mutation,
    trade.Mutation,
    documents.Mutation,
    orders_mutations.Mutation,
    orders_together.Mutation,
    cycles_mutations.Mutation,
    law.Mutation,
    costing.Mutation,
    exports.Mutation,
    stall_archives.Mutation,
    making.Mutation,
    boxes.Mutation,
    calendars.Mutation,
    getting.Mutation,
    returns.Mutation,
    weights.Mutation,
    containers.Mutation,
    lots.Mutation,
    group_purchases.Mutation,
    disputes.Mutation,
    payouts.Mutation,
    cashbox.Mutation,
    proofs.Mutation,
    batches.Mutation,
    statements.Mutation,
    reviews.Mutation,
    wants.Mutation,
    synonyms.Mutation,
    conversations.Mutation,
    restrictions.Mutation,
    books.Mutation,
    ballots_mutations.Mutation,
    proposals_mutations.Mutation,
    offices.Mutation,
    assemblies_mutations.Mutation,
    grievances.Mutation,
    groups.Mutation,
    delegations.Mutation,
    licences.Mutation,
    attestation.Mutation,
    grants.Mutation,
    royalties.Mutation,
    equation.Mutation,
    registry_mutations.Mutation,
    registry_manifests.Mutation,
    contributions_mutations.Mutation,
    work_days.Mutation,
    library_mutations.Mutation,
    webhooks_mutations.Mutation,
):
    """One line per feature."""


SCHEMA = strawberry.Schema(
    query=Query, mutation=Mutation, config=StrawberryConfig(auto_camel_case=True, scalar_map=SCALARS)
)


def printed() -> str:
    """The schema as text, with a newline at its end."""
    return SCHEMA.as_str() + "\n"
