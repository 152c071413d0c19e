"""The schema: the features' queries and mutations in one, printed to `graphql/schema.graphql` and compared in CI."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from minga_graphql import cooperatives


@strawberry.type(description="What can be asked.")
class Query(cooperatives.Query):
    """One line per feature."""


SCHEMA = strawberry.Schema(query=Query, config=StrawberryConfig(auto_camel_case=True))


def printed() -> str:
    """The schema as text, with a newline at its end."""
    return SCHEMA.as_str() + "\n"
