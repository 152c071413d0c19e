"""What must hold for every field of the schema."""

import inspect
from typing import Any

import pytest
from graphql import GraphQLNonNull, GraphQLObjectType

from minga_graphql.compiling import NotPlain, Selections
from minga_graphql.schema import SCHEMA

OBJECTS = [
    kind
    for name, kind in SCHEMA._schema.type_map.items()
    if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
]
ROOTS = {"Query", "Mutation"}


@pytest.mark.parametrize("kind", OBJECTS, ids=str)
def test_an_argument_that_may_be_left_out_can_be_left_out(kind: GraphQLObjectType) -> None:
    """A nullable argument without a default in Python is a TypeError for whoever leaves it out."""
    for name, field in kind.fields.items():
        definition = field.extensions["strawberry-definition"]
        parameters = definition.base_resolver.signature.parameters if definition.base_resolver else {}
        for written, argument in field.args.items():
            known: Any = argument.extensions["strawberry-definition"]
            if not isinstance(argument.type, GraphQLNonNull):
                assert parameters[known.python_name].default is not inspect.Parameter.empty, f"{kind}.{name}({written})"


@pytest.mark.parametrize("kind", [one for one in OBJECTS if one.name not in ROOTS], ids=str)
def test_answers_are_compiled_down_to_their_last_field(kind: GraphQLObjectType) -> None:
    """Fields of answers are attributes or `plain` resolvers; what needs the database is gathered by the root field.

    A field that cannot be so belongs to the list below, with its reason: every document that asks for it is answered by
    the executor, which costs more than all the rest of a list page.
    """
    left_to_the_executor: set[tuple[str, str]] = set()
    for name, field in kind.fields.items():
        selections = Selections.__new__(Selections)
        selections._space, selections._count = {}, 0
        try:
            selections._read(field)
        except NotPlain:
            assert (kind.name, name) in left_to_the_executor
