"""The short way into a root resolver, where nothing on the long way would change a thing.

Before a resolver runs, the libraries work out the signature of each variable anew, and convert each argument by a chain of
questions about its type. For texts, whole numbers and truth values the answers are known beforehand; on a small read
that is as much work as the database does. Whatever is not as plain as that takes the long way.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, Final

import strawberry
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    VariableDefinitionNode,
    VariableNode,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_argument_values
from strawberry.relay.types import GlobalID
from strawberry.types.arguments import _is_leaf_type, _is_optional_leaf_type  # its own question, asked once
from strawberry.types.field import StrawberryField

from minga_graphql.scalars import LARGEST_WHOLE

Call = Callable[[GraphQLResolveInfo[Any], dict[str, Any]], Any]

# What a scalar takes as it is: class, least, most. An ID may be a number, too; then the library makes a text of it.
_AS_IT_IS: Final[dict[str, tuple[type, int, int]]] = {
    "String": (str, 0, 0),
    "ID": (str, 0, 0),
    "Boolean": (bool, 0, 0),
    "Int": (int, -(2**31), 2**31 - 1),
    "MinorUnits": (int, -LARGEST_WHOLE, LARGEST_WHOLE),
}


class PlainVariables:
    """The variables of an operation, if all of them are plain."""

    __slots__ = ("_known",)

    def __init__(self, known: Sequence[tuple[GraphQLVariableSignature, tuple[type, int, int], bool]]) -> None:
        self._known = known

    @classmethod
    def of(cls, schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode]) -> "PlainVariables | None":
        """None where a variable is of an input type, a list, or has a default."""
        known = []
        for definition in definitions:
            signature = get_variable_signature(schema, definition)
            if isinstance(signature, GraphQLError) or definition.default_value is not None:
                return None
            needed = is_non_null_type(signature.type)
            kind = signature.type.of_type if needed else signature.type  # type: ignore[union-attr]
            passes = _AS_IT_IS.get(kind.name) if isinstance(kind, GraphQLScalarType) else None
            if passes is None:
                return None
            known.append((signature, passes, needed))
        return cls(known)

    def read(self, given: dict[str, Any]) -> VariableValues | None:
        """The values of a request, or None where the long way must say what is wrong with them, or what they become."""
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for signature, (kind, least, most), needed in self._known:
            name = signature.name
            if name not in given:
                if needed:
                    return None
                sources[name] = VariableValueSource(signature)
                continue
            value: Any = given[name]
            if value is None:
                if needed:
                    return None
            elif value.__class__ is not kind or (kind is int and not least <= value <= most):  # type: ignore[operator]
                return None
            sources[name] = VariableValueSource(signature, value)
            coerced[name] = value
        return VariableValues(sources, coerced)


class Arguments:
    """The arguments of a root field: what is written in the document is read once, the rest comes from the variables."""

    __slots__ = ("_constants", "_field", "_from_variables", "_node", "_plain")

    def __init__(self, field: GraphQLField, node: FieldNode) -> None:
        self._field = field
        self._node = node
        given = {one.name.value: one.value for one in node.arguments or ()}
        self._from_variables = [
            (field.args[name].out_name or name, value.name.value)
            for name, value in given.items()
            if isinstance(value, VariableNode)
        ]
        # Lists and objects are made anew for every request: a resolver may change them.
        self._plain = not any(isinstance(value, ListValueNode | ObjectValueNode) for value in given.values())
        self._constants: dict[str, Any] | None = None

    def read(self, variables: VariableValues) -> dict[str, Any]:
        """The values of a request. Raises GraphQLError, as the library does."""
        if self._constants is not None:
            read = self._constants.copy()
            for name, variable in self._from_variables:
                value = variables.coerced.get(variable)
                if value is None:
                    break  # Left out, or null: the library knows when that means a default, and when it is an error.
                read[name] = value
            else:
                return read
        read = get_argument_values(self._field, self._node, variables, None, True)
        if self._plain and self._constants is None:
            named = {name for name, _ in self._from_variables}
            constants = {name: value for name, value in read.items() if name not in named}
            if all(value is None or isinstance(value, str | int | Enum) for value in constants.values()):
                self._constants = constants
        return read


def direct(schema: strawberry.Schema, field: GraphQLField) -> Call | None:
    """How to call a root field's own function, or None where something stands between (extensions, permissions)."""
    definition = field.extensions.get("strawberry-definition")
    resolve = field.resolve
    if not isinstance(definition, StrawberryField) or definition.base_resolver is None or resolve is None:
        return None
    resolver = definition.base_resolver
    if definition.extensions or resolver.parent_parameter or resolver.root_parameter:
        return None
    registry, config = schema.schema_converter.scalar_registry, schema.config
    names: dict[str, str] = {}
    converted: list[str] = []
    for argument in definition.arguments:
        name = config.name_converter.from_argument(argument)
        names[name] = argument.python_name
        leaf = {"scalar_registry": registry, "skip_classes": (GlobalID,)}
        if not _is_leaf_type(argument.type, **leaf) and not _is_optional_leaf_type(argument.type, **leaf):  # type: ignore[arg-type]
            converted.append(name)
    function: Callable[..., Any] = resolver.wrapped_func  # type: ignore[assignment]  # a method's own function
    first = (None,) if resolver.self_parameter else ()
    information = resolver.info_parameter.name if resolver.info_parameter else None
    make_information: Any = config.info_class

    def call(info: GraphQLResolveInfo[Any], arguments: dict[str, Any]) -> Any:
        for name in converted:
            if arguments.get(name) is not None:
                return resolve(None, info, **arguments)
        given = {names[name]: value for name, value in arguments.items()}
        if information is not None:
            given[information] = make_information(_raw_info=info, _field=definition)
        return function(*first, **given)

    return call
