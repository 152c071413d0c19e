"""Input values within bounds: how long a text or a list may be, what characters text may hold.

Both kinds are looked at: literals of a document once, when it is first seen, and the variables of each request. The
look is linear and does not recurse; what the value means is judged later, by validation and by the commands.
"""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from graphql import (
    FloatValueNode,
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    IntValueNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

_LONGEST_NUMBER: Final = 32


@dataclass
class OutOfBounds(Exception):
    """A document or its variables pass a bound. `code` is for programs, `message` for people who write documents."""

    code: str
    message: str
    node: Node | None = None


class Bounds(NamedTuple):
    """What one place takes: entries of a list, characters of a text."""

    most: int = 50
    longest: int = 10_000

    def within(self, metadata: dict[Any, Any]) -> "Bounds":
        """The bounds that the place itself states (`marks.bounds`), else these."""
        if not metadata:
            return self
        return Bounds(metadata.get("most", self.most), metadata.get("longest", self.longest))

    def narrower(self, other: "Bounds") -> "Bounds":
        """What both places take."""
        return Bounds(min(self.most, other.most), min(self.longest, other.longest))


GENERAL: Final = Bounds()


def bounds_of(place: GraphQLArgument | GraphQLInputField | None) -> Bounds:
    """The bounds of an argument or of a field of an input type."""
    return GENERAL if place is None else GENERAL.within(metadata_of(place))


def metadata_of(place: Any) -> dict[Any, Any]:
    """What was given as `metadata` to the Strawberry field or argument behind a part of the schema."""
    return getattr(place.extensions.get("strawberry-definition"), "metadata", None) or {}


def check_literal(
    node: ValueNode, kind: GraphQLNamedType | None, bounds: Bounds, name: str
) -> tuple[int, list[tuple[str, Bounds]]]:
    """Look at a literal given for `name`. How many nodes it has, and which variables it holds, each with its bounds.

    Raises: OutOfBounds.
    """
    waiting: list[tuple[ValueNode, GraphQLNamedType | None, Bounds]] = [(node, kind, bounds)]
    variables: list[tuple[str, Bounds]] = []
    looked = 0
    while waiting:
        value, kind, here = waiting.pop()
        looked += 1
        if isinstance(value, StringValueNode):
            _check_text(value.value, here, name, value)
        elif isinstance(value, VariableNode):
            variables.append((value.name.value, here))
        elif isinstance(value, IntValueNode | FloatValueNode):
            if len(value.value) > _LONGEST_NUMBER:
                raise OutOfBounds("NUMBER_TOO_LONG", f"'{name}' is given a number of too many digits.", value)
        elif isinstance(value, ListValueNode):
            _check_length(len(value.values), here, name, value)
            waiting.extend((entry, kind, here) for entry in value.values)
        elif isinstance(value, ObjectValueNode):
            for part in value.fields:
                field = _input_field(kind, part.name.value)
                inner = get_named_type(field.type) if field is not None else None
                waiting.append((part.value, inner, bounds_of(field)))
    return looked, variables


def check_value(value: Any, kind: GraphQLNamedType | None, bounds: Bounds, name: str) -> None:
    """Look at what a request gives for the variable `name`. Raises: OutOfBounds."""
    waiting: list[tuple[Any, GraphQLNamedType | None, Bounds]] = [(value, kind, bounds)]
    while waiting:
        value, kind, here = waiting.pop()
        if isinstance(value, str):
            _check_text(value, here, name)
        elif isinstance(value, list | tuple):
            _check_length(len(value), here, name)
            waiting.extend((entry, kind, here) for entry in value)
        elif isinstance(value, dict):
            for key, part in value.items():
                field = _input_field(kind, key)
                waiting.append((part, get_named_type(field.type) if field is not None else None, bounds_of(field)))


def _input_field(kind: GraphQLNamedType | None, name: str) -> GraphQLInputField | None:
    return kind.fields.get(name) if isinstance(kind, GraphQLInputObjectType) else None


def _check_length(length: int, bounds: Bounds, name: str, node: Node | None = None) -> None:
    if length > bounds.most:
        raise OutOfBounds("LIST_TOO_LONG", f"'{name}' takes lists of at most {bounds.most} entries.", node)


def _check_text(text: str, bounds: Bounds, name: str, node: Node | None = None) -> None:
    if len(text) > bounds.longest:
        raise OutOfBounds("TEXT_TOO_LONG", f"'{name}' takes texts of at most {bounds.longest} characters.", node)
    if text.isascii():
        if "\x00" not in text:
            return
    elif "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text):
        return
    raise OutOfBounds("TEXT_NOT_ALLOWED", f"'{name}' is given a character that no text can hold.", node)
