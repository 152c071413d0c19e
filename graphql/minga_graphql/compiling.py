"""Selections of plain fields, compiled to Python functions.

The executor spends four to five microseconds on each field: it builds a path, a description of the request and a chain
of checks, and then reads an attribute. Where a field *is* an attribute (or a resolver marked `plain`), all of that is known
beforehand. So the selection is written out once as a function that reads the attributes into a dictionary:

    def f1(o):
        return {'id': v if (v := o.id).__class__ is str else leaf0(v), 'stall': f2(o.stall), …}

The function does nothing but read, and it knows only what is right. At the first thing that is not (a null where none may
be, a value of another class, anything that raises) it raises, and the executor completes the same values, so that
its answer, errors and all, is the answer. `exec` is safe here: the source is made of names that the schema and
Python checked (GraphQL names, attribute names) and of nothing that a request brings but response names, as quoted text.
"""

import keyword
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, Final

from graphql import (
    BooleanValueNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    IntValueNode,
    NullValueNode,
    OperationDefinitionNode,
    StringValueNode,
    Undefined,
    ValueNode,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetailsList, FragmentDetails, GroupedFieldSet, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from minga_graphql.scalars import Passes

Reader = Callable[[Any], Any]

_BUILT_IN: Final = {
    "String": Passes(str),
    "ID": Passes(str),
    "Boolean": Passes(bool),
    "Int": Passes(int, -(2**31), 2**31 - 1),
}
_MOST_FUNCTIONS: Final = 400
"""Far above what pages need; it bounds what a document full of fragments on interfaces could make us write."""


class NotPlain(Exception):
    """The selection holds a field that only the executor can answer."""


class Irregular(Exception):
    """A value that a compiled function does not know; the executor decides what becomes of it."""


class Selections:
    """Compiles selections of one document, for one set of answers to its @skip and @include."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        variables: VariableValues,
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = fragments
        self._variables = variables
        self._space: dict[str, Any] = {"as_list": _as_list, "Irregular": Irregular}
        self._lines: list[str] = []
        self._functions: dict[tuple[str, tuple[int, ...]], str] = {}
        self._count = 0

    def value(self, field: GraphQLField, selected: FieldDetailsList) -> Reader:
        """What completes the value of a root field. Raises: NotPlain."""
        name = self._name("r")
        self._lines.append(f"def {name}(o):\n    return {self._complete(field.type, 'o', selected, simple=True)}")
        return self._made(name)

    def split(self, kind: GraphQLObjectType, fields: GroupedFieldSet) -> tuple[Reader | None, list[str]]:
        """For one object of a document that is not plain as a whole: a function for its plain fields, and the others.

        The function leaves a place for each of the others, in their order.
        """
        entries: list[str] = []
        others: list[str] = []
        for answer, selected in fields.items():
            begun = len(self._lines), self._functions.copy()
            try:
                entries.append(f"{answer!r}: {self._field(kind, selected)}")
            except NotPlain:
                del self._lines[begun[0] :]
                self._functions = begun[1]
                entries.append(f"{answer!r}: None")
                others.append(answer)
        if len(others) == len(entries):
            return None, others
        name = self._name("s")
        self._lines.append(f"def {name}(o):\n    return {{{', '.join(entries)}}}")
        return self._made(name), others

    def _made(self, name: str) -> Reader:
        exec("\n".join(self._lines), self._space)  # noqa: S102 - see the head of this module
        self._lines = []
        made: Reader = self._space[name]
        return made

    def _name(self, head: str) -> str:
        self._count += 1
        return f"{head}{self._count}"

    def _keep(self, head: str, thing: Any) -> str:
        """A name under which compiled source finds `thing`."""
        name = self._name(head)
        self._space[name] = thing
        return name

    def _object(self, kind: GraphQLObjectType, selected: FieldDetailsList) -> str:
        """The name of the function for an object of this type under this selection."""
        key = (kind.name, tuple(id(one.node) for one in selected))
        known = self._functions.get(key)
        if known is None:
            if len(self._functions) >= _MOST_FUNCTIONS:
                raise NotPlain
            known = self._functions[key] = self._write_object(kind, selected)
        return known

    def _write_object(self, kind: GraphQLObjectType, selected: FieldDetailsList) -> str:
        fields = collect_subfields(
            self._schema, self._fragments, self._variables, self._operation, kind, selected, hide_suggestions=True
        ).grouped_field_set
        entries = [f"{answer!r}: {self._field(kind, inner)}" for answer, inner in fields.items()]
        classes = self._keep("c", _Classes(_classes_of(kind)))
        name = self._name("f")
        # Dictionaries of a class's instances are looked up far faster than isinstance is asked.
        self._lines.append(
            f"def {name}(o):\n"
            f"    if o.__class__ not in {classes}: {classes}.meet(o.__class__)\n"
            f"    return {{{', '.join(entries)}}}"
        )
        return name

    def _field(self, kind: GraphQLObjectType, selected: FieldDetailsList) -> str:
        name = selected[0].node.name.value
        if name == "__typename":
            return repr(kind.name)
        field = kind.fields.get(name)
        if field is None:
            raise NotPlain
        read = self._introspect(field, selected[0].node) if kind.name.startswith("__") else self._read(field)
        return self._complete(field.type, read, selected)

    def _introspect(self, field: GraphQLField, node: FieldNode) -> str:
        """The expression that reads a field of the schema itself: the library's own resolvers, which look at nothing else.

        Explorers ask for some 90,000 such fields at once; through the executor that would hold up everybody else.
        """
        if field.resolve is None or any(not _is_constant(one.value) for one in node.arguments or ()):
            raise NotPlain
        arguments = get_argument_values(field, node, None, None, True)
        return f"{self._keep('p', partial(field.resolve, **arguments) if arguments else field.resolve)}(o, None)"

    def _read(self, field: GraphQLField) -> str:
        """The expression that reads a field of `o`."""
        definition = field.extensions.get("strawberry-definition")
        if field.args or not isinstance(definition, StrawberryField) or definition.extensions:
            raise NotPlain
        resolver = definition.base_resolver
        if resolver is None:
            attribute = definition.python_name
            ours = definition.default_resolver is getattr and getattr(field.resolve, "_is_default", False)
            if not ours or not attribute.isidentifier() or keyword.iskeyword(attribute):
                raise NotPlain
            return f"o.{attribute}"
        if not getattr(resolver.wrapped_func, "__plain__", False):
            raise NotPlain
        if resolver.is_async or resolver.self_parameter is None or len(resolver.signature.parameters) != 1:
            raise NotPlain
        return f"{self._keep('p', resolver.wrapped_func)}(o)"

    def _complete(
        self, kind: Any, value: str, selected: FieldDetailsList, *, simple: bool = False, depth: int = 0
    ) -> str:
        """The expression that makes of `value` what the answer holds. A simple value may be named more than once."""
        nullable = not is_non_null_type(kind)
        kind = kind if nullable else kind.of_type
        if isinstance(kind, GraphQLScalarType | GraphQLEnumType):
            return self._leaf(kind, value, nullable, simple)
        again = value if simple else "v"
        held = value if simple else f"(v := {value})"
        if is_list_type(kind):
            item = self._complete(kind.of_type, f"i{depth}", selected, simple=True, depth=depth + 1)
            made = f"[{item} for i{depth} in as_list({again if nullable else value})]"
        else:
            made = f"{self._composite(kind, selected)}({again if nullable else value})"
        return f"(None if {held} is None else {made})" if nullable else made

    def _composite(self, kind: Any, selected: FieldDetailsList) -> str:
        if isinstance(kind, GraphQLObjectType):
            return self._object(kind, selected)
        if not isinstance(kind, GraphQLUnionType | GraphQLInterfaceType) or not _resolves_by_class(kind):
            raise NotPlain
        by_class = {_own_class(one): self._object(one, selected) for one in self._schema.get_possible_types(kind)}
        readers = self._keep("u", {})
        name = self._name("f")
        pairs = ", ".join(f"{self._keep('k', cls)}: {function}" for cls, function in by_class.items())
        self._lines.append(
            f"{readers}.update({{{pairs}}})\n"
            f"def {name}(o):\n"
            f"    f = {readers}.get(o.__class__)\n"
            f"    if f is None: raise Irregular\n"
            f"    return f(o)"
        )
        return name

    def _leaf(self, kind: GraphQLScalarType | GraphQLEnumType, value: str, nullable: bool, simple: bool) -> str:
        again = value if simple else "v"
        held = value if simple else f"(v := {value})"
        write = kind.coerce_output_value
        passes = _BUILT_IN.get(kind.name) or getattr(write, "__passes__", None)
        if passes is not None:
            slow = self._keep("l", _leaf_or_null(kind) if nullable else _leaf(kind))
            fits = f"{held}.__class__ is {passes.kind.__name__}"
            if passes.least is not None:
                fits += f" and {passes.least} <= {again} <= {passes.most}"
            return f"({again} if {fits} else {slow}({again}))"
        members = _members(kind)
        if members is not None:
            # The member's own name: looking it up in a dictionary would hash it, which enumerations do in Python.
            slow = self._keep("l", _leaf_or_null(kind) if nullable else _leaf(kind))
            return f"({again}._name_ if {held}.__class__ is {self._keep('e', members)} else {slow}({again}))"
        if getattr(write, "__strict__", False):
            writer = self._keep("w", write)
            return f"(None if {held} is None else {writer}({again}))" if nullable else f"{writer}({value})"
        return f"{self._keep('l', _leaf_or_null(kind) if nullable else _leaf(kind))}({value})"


def _is_constant(value: ValueNode) -> bool:
    return isinstance(value, BooleanValueNode | StringValueNode | IntValueNode | NullValueNode)


def _as_list(value: Any) -> Any:
    # Lists and tuples can be read again by the executor, should anything turn out irregular; an iterator could not.
    if value.__class__ is list or value.__class__ is tuple:
        return value
    raise Irregular


@lru_cache(maxsize=4096)
def _leaf(kind: GraphQLScalarType | GraphQLEnumType) -> Reader:
    coerce = kind.coerce_output_value

    def leaf(value: Any) -> Any:
        if value is None or isinstance(value, Exception) or hasattr(value, "__await__"):
            raise Irregular
        written = coerce(value)
        if written is None or written is Undefined:
            raise Irregular
        return written

    return leaf


@lru_cache(maxsize=4096)
def _leaf_or_null(kind: GraphQLScalarType | GraphQLEnumType) -> Reader:
    leaf = _leaf(kind)

    def leaf_or_null(value: Any) -> Any:
        return None if value is None or value is Undefined else leaf(value)

    return leaf_or_null


def _members(kind: GraphQLScalarType | GraphQLEnumType) -> type | None:
    """The Python enumeration behind a type, if the names of its members are those of the schema."""
    wrapped: Any = getattr(kind, "wrapped_cls", None)
    if wrapped is None or any(kind.coerce_output_value(member) != member.name for member in wrapped):
        return None
    made: type = wrapped
    return made


class _Classes(set[type]):
    """The classes whose instances were found to be what the executor accepts for a type."""

    def __init__(self, accepted: tuple[type, ...] | None) -> None:
        super().__init__()
        self._accepted = accepted

    def meet(self, cls: type) -> None:
        """Accept a class seen for the first time, or raise Irregular."""
        if issubclass(cls, BaseException | type(None)) or hasattr(cls, "__await__"):
            raise Irregular
        if self._accepted is not None and not issubclass(cls, self._accepted):
            raise Irregular
        if len(self) < 64:
            self.add(cls)


def _definition(kind: Any) -> StrawberryObjectDefinition:
    definition = kind.extensions.get("strawberry-definition")
    if not isinstance(definition, StrawberryObjectDefinition):
        raise NotPlain
    return definition


def _classes_of(kind: GraphQLObjectType) -> tuple[type, ...] | None:
    """The classes that Strawberry's own `is_type_of` accepts for a type, or None where it has none and all pass."""
    if kind.name.startswith("__"):
        return None
    definition = _definition(kind)
    if definition.is_type_of is not None or (definition.interfaces and definition.concrete_of is not None):
        raise NotPlain
    if kind.is_type_of is None:
        return None
    return (*(interface.origin for interface in definition.interfaces), definition.origin)


def _own_class(kind: GraphQLObjectType) -> type:
    definition = _definition(kind)
    if definition.concrete_of is not None or definition.is_type_of is not None:
        raise NotPlain  # Which form of a generic type a value is, its class does not tell.
    return definition.origin


def _resolves_by_class(kind: GraphQLUnionType | GraphQLInterfaceType) -> bool:
    if isinstance(kind, GraphQLUnionType):
        return True
    return _definition(kind).resolve_type is None
