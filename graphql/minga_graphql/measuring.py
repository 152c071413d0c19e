"""The walk that measures a document: depth, numbers of things, and cost as a sum that the variables complete.

Each definition is walked once. What a fragment comes to is remembered and added wherever it is spread, so a document
whose fragments double is as cheap to measure as it is to read, and its true size comes out as a number.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    IntValueNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from minga_graphql.bounded import GENERAL, Bounds, OutOfBounds, bounds_of, check_literal, metadata_of
from minga_graphql.paging import FIRST, MOST

VALUE: Final = 1
OBJECT: Final = 5
"""A point is what an object costs, a plain value is a fifth of it; sums are kept in fifths."""
LIST_SIZE: Final = 10
_HUGE: Final = 10**15
_PAGED_FIELDS: Final = frozenset({"nodes", "edges"})

# How long the lists of introspection are; `types` is as long as the schema, which the walk knows.
_INTROSPECTION_SIZES: Final = {
    "fields": 10, "args": 3, "inputFields": 8, "enumValues": 6, "possibleTypes": 6, "interfaces": 2, "directives": 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much of each a document may hold."""

    tokens: int = 1_000
    comments: int = 200
    characters: int = 64 * 1024
    depth: int = 10
    introspection_depth: int = 16
    aliases: int = 15
    root_fields: int = 10
    directives: int = 10
    fragments: int = 20
    spreads: int = 50
    operations: int = 10
    same_name_pairs: int = 8_000
    """Pairs of fields that answer under one name: what validation compares, one by one (about 4 µs each)."""
    cost: int = 5_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page's length that a variable gives; `usual` where it gives none."""

    variable: str
    usual: int


class Sum:
    """A cost: a fixed part, and parts multiplied by pages that variables decide."""

    __slots__ = ("fixed", "terms")

    def __init__(self, fixed: int = 0) -> None:
        self.fixed = fixed
        self.terms: list[tuple[int | Page, Sum]] = []

    def add(self, times: int | Page, other: "Sum") -> None:
        """Add `other`, so many times."""
        if isinstance(times, int) and not other.terms:
            self.fixed = min(_HUGE, self.fixed + times * other.fixed)
        elif other.fixed or other.terms:
            self.terms.append((times, other))

    def value(self, variables: dict[str, Any]) -> int:
        """The cost in fifths of a point. Each part is worked out once, however often it is spread."""
        return self._value(variables, {})

    def _value(self, variables: dict[str, Any], known: dict[int, int]) -> int:
        if not self.terms:
            return self.fixed
        place = id(self)
        if place not in known:
            total = self.fixed
            for times, part in self.terms:
                length = times if isinstance(times, int) else page_length(variables.get(times.variable), times.usual)
                total = min(_HUGE, total + length * part._value(variables, known))  # noqa: SLF001 - our own kind
            known[place] = total
        return known[place]


def page_length(given: Any, usual: int) -> int:
    """The length that a page is reckoned with; what is no whole number will be refused later, and is reckoned dear."""
    if given is None:
        return usual
    return max(0, given) if type(given) is int else MOST


@dataclass(slots=True)
class Measure:
    """What a selection comes to, all spreads followed."""

    cost: Sum = field(default_factory=Sum)
    paged: Sum = field(default_factory=Sum)
    """The cost of one entry under `nodes` or `edges`; the field above knows how many there are."""
    height: int = 0
    fields: int = 0
    """Fields at its top: those of the root where it stands there."""


@dataclass(slots=True)
class MeasuredOperation:
    """One operation, measured but for what variables decide."""

    node: OperationDefinitionNode
    cost: Sum
    usual: dict[str, Any]
    """Whole numbers that its variables have by default."""


class Measuring:
    """One walk over one document. Raises OutOfBounds from `operation` and `finish`."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, numbers: Numbers) -> None:
        self.schema = schema
        self.numbers = numbers
        self.visited = 0
        self.aliases = 0
        self.directives = 0
        self.spreads = 0
        self.introspection = Sum()
        self.names: Counter[str] = Counter()
        self.page_variables: set[str] = set()
        self.variables: dict[str, Bounds] = {}
        """Every variable that is used, with what all its places take."""
        self._open: set[str] = set()
        self._known: dict[str, Measure] = {}
        self.fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        if len(self.fragments) > numbers.fragments:
            raise OutOfBounds("TOO_MANY_FRAGMENTS", f"A document has at most {numbers.fragments} fragments.")

    def operation(self, node: OperationDefinitionNode) -> MeasuredOperation:
        """Measure one operation."""
        numbers = self.numbers
        usual: dict[str, Any] = {}
        self._count_directives(node)
        for variable in node.variable_definitions or ():
            self._count_directives(variable)
            if variable.default_value is not None:
                self._look_at(variable.default_value, None, GENERAL, variable.variable.name.value)
            if isinstance(variable.default_value, IntValueNode):
                usual[variable.variable.name.value] = int(variable.default_value.value)
        measure = self._selection(node.selection_set, self.schema.get_root_type(node.operation), 0)
        if measure.height > numbers.depth:
            raise OutOfBounds("DOCUMENT_TOO_DEEP", f"A document nests at most {numbers.depth} deep.", node)
        if measure.fields > numbers.root_fields:
            raise OutOfBounds("TOO_MANY_ROOT_FIELDS", f"A document asks at most {numbers.root_fields} things.", node)
        if node.operation is OperationType.MUTATION and measure.fields > 1:
            raise OutOfBounds("ONE_MUTATION_ONLY", "A document changes one thing: one mutation, once.", node)
        cost = Sum()
        cost.add(1, measure.cost)
        cost.add(LIST_SIZE, measure.paged)
        return MeasuredOperation(node, cost, usual)

    def finish(self) -> None:
        """Check what is counted over the whole document, unused fragments included."""
        for fragment in self.fragments:
            self._fragment(fragment, 0)
        pairs = sum(count * (count - 1) // 2 for count in self.names.values())
        if pairs > self.numbers.same_name_pairs:
            raise OutOfBounds("TOO_MANY_SAME_FIELDS", "The same fields are asked for too often in one document.")

    def _selection(self, selected: SelectionSetNode, parent: GraphQLNamedType | None, level: int) -> Measure:
        # Levels count inline fragments too, so that the walk itself never goes deeper than a few dozen calls.
        if level > 4 * self.numbers.introspection_depth:
            raise OutOfBounds("DOCUMENT_TOO_DEEP", f"A document nests at most {self.numbers.depth} deep.", selected)
        measure = Measure()
        for selection in selected.selections:
            self.visited += 1
            self._count_directives(selection)
            if isinstance(selection, FieldNode):
                self._field(selection, parent, level, measure)
            elif isinstance(selection, FragmentSpreadNode):
                self.spreads += 1
                if self.spreads > self.numbers.spreads:
                    raise OutOfBounds("TOO_MANY_FRAGMENTS", f"At most {self.numbers.spreads} spreads.", selection)
                self._join(measure, self._fragment(selection.name.value, level + 1, selection))
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                kind = self.schema.get_type(condition.name.value) if condition else parent
                self._join(measure, self._selection(selection.selection_set, kind, level + 1))
        return measure

    def _join(self, measure: Measure, inner: Measure) -> None:
        measure.cost.add(1, inner.cost)
        measure.paged.add(1, inner.paged)
        measure.height = max(measure.height, inner.height)
        measure.fields = min(_HUGE, measure.fields + inner.fields)

    def _fragment(self, name: str, level: int, spread: Node | None = None) -> Measure:
        known = self._known.get(name)
        if known is not None:
            return known
        fragment = self.fragments.get(name)
        if fragment is None:
            return Measure()  # Validation names it.
        if name in self._open:
            raise OutOfBounds("FRAGMENT_CYCLE", f"The fragment '{name}' contains itself.", spread)
        self._open.add(name)
        self._count_directives(fragment)
        kind = self.schema.get_type(fragment.type_condition.name.value)
        measure = self._selection(fragment.selection_set, kind, level)
        self._open.discard(name)
        self._known[name] = measure
        return measure

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, level: int, into: Measure) -> None:
        name = node.name.value
        into.fields += 1
        self.names[node.alias.value if node.alias else name] += 1
        if node.alias:
            self.aliases += 1
            if self.aliases > self.numbers.aliases:
                raise OutOfBounds("TOO_MANY_ALIASES", f"A document has at most {self.numbers.aliases} aliases.", node)
        found = self._find(parent, name)
        page = self._arguments(node, found)
        if name in ("__schema", "__type"):
            self._introspect(node, found, level)
            return
        own = Sum(self._own_cost(node, found))
        if node.selection_set is not None:
            kind = get_named_type(found.type) if found is not None else None
            inner = self._selection(node.selection_set, kind, level + 1)
            into.height = max(into.height, inner.height + 1)
            own.add(1, inner.cost)
            if page is not None and not _is_list(found):
                own.add(page, Sum(VALUE))
                own.add(page, inner.paged)
            else:
                own.add(LIST_SIZE, inner.paged)
        if _is_list(found) and name in _PAGED_FIELDS:
            into.paged.add(1, own)
        else:
            into.cost.add(self._times(parent, name, found, page), own)

    def _find(self, parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
        if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
            return self.schema.get_field(parent, name)
        return None

    def _times(
        self, parent: GraphQLNamedType | None, name: str, found: GraphQLField | None, page: int | Page | None
    ) -> int | Page:
        """How many values a field gives that is not paged from above."""
        if found is None or not _is_list(found):
            return 1
        if page is not None:
            return page
        if parent is not None and parent.name.startswith("__"):
            return len(self.schema.type_map) if name == "types" else _INTROSPECTION_SIZES.get(name, LIST_SIZE)
        return int(metadata_of(found).get("size", LIST_SIZE))

    def _own_cost(self, node: FieldNode, found: GraphQLField | None) -> int:
        stated = metadata_of(found).get("cost") if found is not None else None
        if stated is not None:
            return int(stated) * OBJECT
        return VALUE if node.selection_set is None else OBJECT

    def _introspect(self, node: FieldNode, found: GraphQLField | None, level: int) -> None:
        # Apart from the rest: deeper, and dear in another way, since its lists are as long as the schema.
        if node.selection_set is None or found is None:
            return
        inner = self._selection(node.selection_set, get_named_type(found.type), level + 1)
        if inner.height + 1 > self.numbers.introspection_depth:
            deepest = self.numbers.introspection_depth
            raise OutOfBounds("DOCUMENT_TOO_DEEP", f"Introspection nests at most {deepest} deep.", node)
        self.introspection.add(1, inner.cost)

    def _arguments(self, node: FieldNode, found: GraphQLField | None) -> int | Page | None:
        """Look at the arguments; the length of the page that the field gives, if it gives pages."""
        places: dict[str, GraphQLArgument] = found.args if found is not None else {}
        first: ValueNode | None = None
        for argument in node.arguments or ():
            name = argument.name.value
            place = places.get(name)
            kind = get_named_type(place.type) if place is not None else None
            self._look_at(argument.value, kind, bounds_of(place), name)
            if name == "first":
                first = argument.value
        return self._page(first, places["first"]) if "first" in places else None

    def _page(self, given: ValueNode | None, place: GraphQLArgument) -> int | Page:
        usual = place.default_value if type(place.default_value) is int else FIRST
        if isinstance(given, VariableNode):
            self.page_variables.add(given.name.value)
            return Page(given.name.value, usual)
        if not isinstance(given, IntValueNode):
            return usual
        length = page_length(int(given.value), usual)
        if length > MOST:
            raise OutOfBounds("COST_TOO_HIGH", f"A page holds at most {MOST}.", given)
        return length

    def _look_at(self, value: ValueNode, kind: GraphQLNamedType | None, bounds: Bounds, name: str) -> None:
        looked, variables = check_literal(value, kind, bounds, name)
        self.visited += looked
        for variable, here in variables:
            known = self.variables.get(variable)
            self.variables[variable] = here if known is None else known.narrower(here)

    def _count_directives(self, node: Any) -> None:
        for directive in node.directives or ():
            self.directives += 1
            if self.directives > self.numbers.directives:
                most = self.numbers.directives
                raise OutOfBounds("TOO_MANY_DIRECTIVES", f"A document has at most {most} directives.", directive)
            for argument in directive.arguments or ():
                self._look_at(argument.value, None, GENERAL, argument.name.value)


def _is_list(found: GraphQLField | None) -> bool:
    return found is not None and is_list_type(get_nullable_type(found.type))
