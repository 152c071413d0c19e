"""Bounds on documents: one linear pass of our own, before the library validates anything.

A valid document of 561 bytes makes the usual limiters of depth and aliases work for most of a second, and each further
fragment doubles that: they walk through spreads again and again. Here each definition is walked once and remembered, so
the work is bounded by the document's length, and what a document may cost is known before any resolver runs.

Cost: an object is one point, a plain value a fifth; what stands below a list counts as often as the list is long
(`first`, else its usual `size`). Fields say otherwise with `marks.bounds`. @skip and @include are not believed.
Introspection is bounded apart and stays on: hiding the schema would protect nothing.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLNamedType,
    OperationDefinitionNode,
    get_introspection_query,
    get_named_type,
    parse,
    type_from_ast,
    validate,
)

from minga_graphql.bounded import GENERAL, Bounds, OutOfBounds, check_value
from minga_graphql.measuring import OBJECT, MeasuredOperation, Measuring, Numbers, page_length
from minga_graphql.paging import MOST
from minga_graphql.ruling import rules_for

_MOST_ERRORS: Final = 10
# Fifty documents or so: what programs ask again and again. More would be walked through by the garbage collector,
# which holds everybody up meanwhile; the documents of our own pages are remembered beside them (`Door.check_page`).
_REMEMBERED_BYTES: Final = 6 * 1024 * 1024
# Measured: for each of its characters a document takes some 65 bytes parsed, and its plan some 110 more.
_BYTES_A_CHARACTER: Final = 175


class DocumentRefused(Exception):
    """A document that is not heard: no GraphQL, not of this schema, or too much. Nothing was executed."""

    status = 400

    def __init__(self, code: str, errors: list[GraphQLError]) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors

    def answer(self, reference: str = "") -> dict[str, Any]:
        """The answer in the shape of GraphQL's errors."""
        extensions = {"code": self.code} | ({"reference": reference} if reference else {})
        return {"errors": [{**error.formatted, "extensions": extensions} for error in self.errors]}

    def body(self, reference: str = "") -> bytes:
        """The answer as JSON."""
        return orjson.dumps(self.answer(reference))


@dataclass(slots=True, eq=False)
class CheckedDocument:
    """A document that was parsed, measured and validated; it is remembered by its text, and so are its plans."""

    text: str
    document: DocumentNode
    operations: dict[str, MeasuredOperation]
    page_variables: frozenset[str]
    """The variables that say how long a page is."""
    variables: dict[str, dict[str, tuple[GraphQLNamedType | None, Bounds]]]
    """By operation and name: the kind of a variable and what all its places take."""
    visited: int
    """Nodes that were looked at to measure it: at most some per token, whatever its fragments say."""
    plans: dict[Any, Any] = field(default_factory=dict)
    """Whatever answers are compiled from this document (see `plan`)."""

    def operation(self, name: str | None) -> MeasuredOperation | None:
        """The operation that a request means, or None where that is not clear."""
        if name is not None:
            return self.operations.get(name)
        return next(iter(self.operations.values())) if len(self.operations) == 1 else None


class Guard:
    """Checks documents against one schema, and remembers the ones it let through."""

    def __init__(
        self, schema: strawberry.Schema, numbers: Numbers | None = None, remembered_bytes: int = _REMEMBERED_BYTES
    ) -> None:
        self.schema = schema._schema  # noqa: SLF001 - Strawberry's own name for the schema that it builds
        self.numbers = numbers or Numbers()
        self._remembered_bytes = remembered_bytes
        self._known: OrderedDict[str, CheckedDocument] = OrderedDict()
        self._bytes = 0
        # What the explorers ask, with all that they may ask for, and as much again.
        self._introspection_cost = 2 * self._cost_of_introspection()

    def check(self, text: str) -> CheckedDocument:
        """Parse, measure and validate a document, or remember that this was done. Refuses: DocumentRefused."""
        known = self._known.get(text)
        if known is not None:
            self._known.move_to_end(text)
            return known
        checked = self.look(text)
        self._known[text] = checked
        self._bytes += _size(text)
        while self._bytes > self._remembered_bytes and len(self._known) > 1:
            forgotten, _ = self._known.popitem(last=False)
            self._bytes -= _size(forgotten)
        return checked

    def check_variables(
        self, checked: CheckedDocument, variables: dict[str, Any], operation: str | None = None
    ) -> None:
        """Bound what a request adds: the length of its pages, and with it the cost; its texts and lists.

        Refuses: DocumentRefused.
        """
        asked = checked.operation(operation)
        if asked is None:
            return  # Which one is meant is for execution to complain about; nothing runs.
        try:
            for name, (kind, bounds) in checked.variables[_name(asked.node)].items():
                if name in variables:
                    check_value(variables[name], kind, bounds, f"${name}")
            given = asked.usual | variables if asked.usual else variables
            self._check_cost(checked, asked, given)
        except OutOfBounds as passed:
            raise _refused(passed) from None

    def cost(self, checked: CheckedDocument, variables: dict[str, Any], operation: str | None = None) -> int:
        """What a request costs, in points."""
        asked = checked.operation(operation)
        return 0 if asked is None else -(-asked.cost.value(asked.usual | variables) // OBJECT)

    def _check_cost(self, checked: CheckedDocument, asked: MeasuredOperation, given: dict[str, Any]) -> None:
        cost = -(-asked.cost.value(given) // OBJECT)
        if cost > self.numbers.cost:
            raise OutOfBounds(
                "COST_TOO_HIGH",
                f"This would cost {cost} points; a document may cost {self.numbers.cost}. Ask for shorter pages.",
                asked.node,
            )
        for name in checked.page_variables:
            if page_length(given.get(name), 1) > MOST:
                raise OutOfBounds("COST_TOO_HIGH", f"A page holds at most {MOST}: '${name}'.", asked.node)

    def look(self, text: str) -> CheckedDocument:
        """Parse, measure and validate a document, and remember nothing. Refuses: DocumentRefused."""
        try:
            document = parse(
                text,
                max_lexical_tokens=self.numbers.tokens,
                max_comments=self.numbers.comments,
                max_source_length=self.numbers.characters,
            )
        except GraphQLError as error:
            raise DocumentRefused("DOCUMENT_MALFORMED", [error]) from None
        try:
            measuring, operations = self._measure(document)
        except OutOfBounds as passed:
            raise _refused(passed) from None
        errors = validate(self.schema, document, rules_for(document), max_errors=_MOST_ERRORS, hide_suggestions=True)
        if errors:
            raise DocumentRefused("DOCUMENT_INVALID", errors)
        return CheckedDocument(
            text=text,
            document=document,
            operations={_name(one.node): one for one in operations},
            page_variables=frozenset(measuring.page_variables),
            variables={_name(one.node): self._variables(one.node, measuring) for one in operations},
            visited=measuring.visited,
        )

    def _measure(self, document: DocumentNode) -> tuple[Measuring, list[MeasuredOperation]]:
        measuring = Measuring(self.schema, document, self.numbers)
        nodes = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        if len(nodes) > self.numbers.operations:
            raise OutOfBounds("TOO_MANY_OPERATIONS", f"A document has at most {self.numbers.operations} operations.")
        operations = [measuring.operation(node) for node in nodes]
        measuring.finish()
        if measuring.introspection.value({}) > self._introspection_cost:
            raise OutOfBounds("COST_TOO_HIGH", "This introspects more than the usual tools need.")
        for operation in operations:
            # What no variable decides is refused before validation, so that size alone can never buy work.
            if not operation.cost.terms and operation.cost.fixed > self.numbers.cost * OBJECT:
                cost = -(-operation.cost.fixed // OBJECT)
                message = f"This would cost {cost} points; a document may cost {self.numbers.cost}."
                raise OutOfBounds("COST_TOO_HIGH", message, operation.node)
        return measuring, operations

    def _variables(
        self, node: OperationDefinitionNode, measuring: Measuring
    ) -> dict[str, tuple[GraphQLNamedType | None, Bounds]]:
        found: dict[str, tuple[GraphQLNamedType | None, Bounds]] = {}
        for variable in node.variable_definitions or ():
            name = variable.variable.name.value
            kind = type_from_ast(self.schema, variable.type)
            found[name] = (get_named_type(kind) if kind else None, measuring.variables.get(name, GENERAL))
        return found

    def _cost_of_introspection(self) -> int:
        self._introspection_cost = 10**15
        everything = get_introspection_query(
            descriptions=True,
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
            one_of=True,
        )
        measuring, _ = self._measure(parse(everything))
        return measuring.introspection.value({})


def _name(node: OperationDefinitionNode) -> str:
    return node.name.value if node.name else ""


def _size(text: str) -> int:
    return 4096 + _BYTES_A_CHARACTER * len(text)


def _refused(passed: OutOfBounds) -> DocumentRefused:
    return DocumentRefused(passed.code, [GraphQLError(passed.message, passed.node)])
