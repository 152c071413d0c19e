"""Answers: compiled where a document's fields are plain, by the executor otherwise, and the same bytes either way.

The root fields are always resolved by their own resolvers, with Strawberry's conversion of arguments. What they return is
read by functions compiled from the selection (`compiling`). If anything there is not as it should be, the executor
completes the very values that the resolvers returned: no resolver runs twice, and every error has the executor's form.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson
import strawberry
from graphql import (
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import FieldDetailsList, FragmentDetails, GroupedFieldSet, collect_fields
from graphql.execution.executor import default_field_resolver, default_type_resolver
from graphql.execution.middleware import MiddlewareManager
from graphql.execution.values import VariableValues, get_variable_values
from graphql.pyutils import Path, Undefined, gather_with_cancel
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from minga_graphql.calling import Arguments, Call, PlainVariables, direct
from minga_graphql.compiling import NotPlain, Reader, Selections
from minga_graphql.faults import tell
from minga_graphql.limits import CheckedDocument

_MOST_PLANS: Final = 64
"""Of one document: each set of answers to its @skip and @include is a selection of its own."""
_NO_VARIABLES: Final = VariableValues({}, {})
_ERRORS_AT_MOST: Final = 10


class _Root(NamedTuple):
    """One root field of a plan; without a reader it is `__typename`."""

    answer: str
    field: GraphQLField
    selected: FieldDetailsList
    read: Reader | None
    call: Call | None
    """The short way into its resolver, where there is one."""
    arguments: Arguments


class _Plan(NamedTuple):
    kind: GraphQLObjectType
    roots: list[_Root]


class _Raised(NamedTuple):
    """What a resolver raised, to be raised again where the executor expects it."""

    error: Exception


@dataclass(slots=True, eq=False)
class _Prepared:
    """What all requests for one operation of a document share."""

    operation: OperationDefinitionNode
    kind: GraphQLObjectType
    fragment_definitions: dict[str, FragmentDefinitionNode]
    fragments: dict[str, FragmentDetails]
    conditions: tuple[str, ...]
    """The variables that its @skip and @include ask for."""
    variables: PlainVariables | None
    plans: dict[Any, _Plan | None] = field(default_factory=dict)
    splits: dict[Any, tuple[Reader | None, list[str]]] = field(default_factory=dict)


class Plans:
    """Executes checked documents against one schema."""

    def __init__(self, schema: strawberry.Schema) -> None:
        self._strawberry = schema
        self.schema = schema._schema  # noqa: SLF001 - Strawberry's own name for the schema that it builds

    async def execute(
        self, checked: CheckedDocument, variables: dict[str, Any], context: Any, operation: str | None = None
    ) -> bytes:
        """The answer as JSON."""
        return encode(await self.answer(checked, variables, context, operation))

    async def answer(
        self, checked: CheckedDocument, variables: dict[str, Any], context: Any, operation: str | None = None
    ) -> dict[str, Any]:
        """The answer as a dictionary: `data`, and `errors` where there are any."""
        result = await self.result(checked, variables, context, operation)
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [tell(error, context) for error in result.errors]
        return answer

    async def result(
        self, checked: CheckedDocument, variables: dict[str, Any], context: Any, operation: str | None = None
    ) -> ExecutionResult:
        """What executing comes to, its errors as they were raised."""
        measured = checked.operation(operation)
        if measured is None:
            return _unclear(operation)
        prepared = checked.plans.get(operation) or self._prepare(checked, measured.node, operation)
        values = _NO_VARIABLES
        if definitions := prepared.operation.variable_definitions:
            plain = prepared.variables.read(variables) if prepared.variables else None
            read = plain or get_variable_values(
                self.schema, definitions, variables, max_errors=_ERRORS_AT_MOST, hide_suggestions=True
            )
            if isinstance(read, list):
                return ExecutionResult(None, read)
            values = read
        executor = self._executor(prepared, values, context)
        plan = self._plan(prepared, values)
        if plan is None:
            return await _run(executor)
        return await _follow(plan, executor)

    def _prepare(self, checked: CheckedDocument, node: OperationDefinitionNode, name: str | None) -> _Prepared:
        kind = self.schema.get_root_type(node.operation)
        assert kind is not None, "validation lets only operations of the schema through"
        definitions = {
            one.name.value: one for one in checked.document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        conditions = _Conditions()
        visit(checked.document, conditions)
        prepared = _Prepared(
            node,
            kind,
            definitions,
            {fragment: FragmentDetails(one) for fragment, one in definitions.items()},
            tuple(sorted(conditions.variables)),
            PlainVariables.of(self.schema, node.variable_definitions or ()),
        )
        checked.plans[name] = prepared
        return prepared

    def _executor(self, prepared: _Prepared, values: VariableValues, context: Any) -> "_Executor":
        return _Executor(
            self.schema,
            prepared.fragment_definitions,
            prepared.fragments,
            None,
            context,
            prepared.operation,
            values,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            is_awaitable=optimized_is_awaitable,
            hide_suggestions=True,
            prepared=prepared,
        )

    def _plan(self, prepared: _Prepared, values: VariableValues) -> _Plan | None:
        key = _key(prepared, values)
        if key in prepared.plans:
            return prepared.plans[key]
        if len(prepared.plans) >= _MOST_PLANS:
            return None
        try:
            plan = self._compile(prepared, values)
        except NotPlain:
            plan = None
        prepared.plans[key] = plan
        return plan

    def _compile(self, prepared: _Prepared, values: VariableValues) -> _Plan:
        operation, kind = prepared.operation, prepared.kind
        fields = collect_fields(self.schema, prepared.fragments, values, kind, operation, True).grouped_field_set
        selections = Selections(self.schema, operation, prepared.fragments, values)
        roots: list[_Root] = []
        for answer, selected in fields.items():
            found = self.schema.get_field(kind, selected[0].node.name.value)
            if found is None or found.resolve is None:
                raise NotPlain
            typename = selected[0].node.name.value == "__typename"
            read = None if typename else selections.value(found, selected)
            roots.append(
                _Root(
                    answer, found, selected, read, direct(self._strawberry, found), Arguments(found, selected[0].node)
                )
            )
        return _Plan(kind, roots)


async def _follow(plan: _Plan, executor: "_Executor") -> ExecutionResult:
    """Resolve the roots one after the other, and read what they gave."""
    resolved: dict[str | int, Any] = {}
    data: dict[str, Any] = {}
    regular = True
    for root in plan.roots:
        if root.read is None:
            data[root.answer] = plan.kind.name
            continue
        value = resolved[root.answer] = await _resolve(plan.kind, root, executor)
        if isinstance(value, _Raised):
            regular = False
        if regular:
            try:
                data[root.answer] = root.read(value)
            except Exception:  # noqa: BLE001 - whatever it is, the executor says what becomes of it
                regular = False
    if regular:
        return ExecutionResult(data, None)
    executor.middleware_manager = MiddlewareManager(_replay(resolved))
    return await _run(executor)


async def _resolve(kind: GraphQLObjectType, root: _Root, executor: "_Executor") -> Any:
    path = Path(None, root.answer, kind.name)
    info = executor.build_resolve_info(root.field, [one.node for one in root.selected], kind, path)
    resolve: Callable[..., Any] = root.field.resolve or default_field_resolver
    try:
        arguments = root.arguments.read(executor.variable_values) if root.field.args else {}
        value = root.call(info, arguments) if root.call else resolve(None, info, **arguments)
        return await value if optimized_is_awaitable(value) else value
    except Exception as error:  # noqa: BLE001 - raised again by the executor, in its place
        return _Raised(error)


def _replay(resolved: dict[str | int, Any]) -> Callable[..., Any]:
    def replay(following: Callable[..., Any], source: Any, info: Any, **arguments: Any) -> Any:
        if info.path.prev is not None or info.path.key not in resolved:
            return following(source, info, **arguments)
        value = resolved[info.path.key]
        if isinstance(value, _Raised):
            raise value.error
        return value

    return replay


async def _run(executor: "_Executor") -> ExecutionResult:
    result = executor.execute_operation()
    if optimized_is_awaitable(result):
        result = await result  # type: ignore[misc]
    assert isinstance(result, ExecutionResult), "the schema delivers no answer in parts"
    return result


class _Executor(StrawberryGraphQLCoreExecutionContext):
    """The executor, with the plain fields of each object read at once by a compiled function."""

    def __init__(self, *arguments: Any, prepared: _Prepared, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._prepared = prepared
        self._split_by_set: dict[int, tuple[GroupedFieldSet, tuple[Reader | None, list[str]]]] = {}

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> Any:
        if path is not None:
            read, others = self._split(parent_type, grouped_field_set)
            if read is not None:
                try:
                    results = read(source_value)
                except Exception:  # noqa: BLE001, S110 - the executor says what becomes of it
                    pass
                else:
                    return self._execute_others(parent_type, source_value, path, grouped_field_set, others, results)
        return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)

    def _execute_others(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        path: Path,
        fields: GroupedFieldSet,
        others: list[str],
        results: dict[str, Any],
    ) -> Any:
        # As in the executor itself: siblings go on at once, and what was begun is settled when one of them fails.
        waiting: list[str] = []
        try:
            for answer in others:
                result = self.execute_field(
                    parent_type, source, fields[answer], Path(path, answer, parent_type.name), None
                )
                if result is Undefined:
                    del results[answer]
                    continue
                results[answer] = result
                if optimized_is_awaitable(result):
                    waiting.append(answer)
        except Exception:
            if waiting:
                self.settle_in_background([results[answer] for answer in waiting])
            raise
        return self._gather(results, waiting) if waiting else results

    async def _gather(self, results: dict[str, Any], waiting: list[str]) -> dict[str, Any]:
        if len(waiting) == 1:
            results[waiting[0]] = await results[waiting[0]]
        else:
            arrived = await gather_with_cancel(*(results[answer] for answer in waiting))
            results.update(zip(waiting, arrived, strict=True))
        return results

    def _split(self, kind: GraphQLObjectType, fields: GroupedFieldSet) -> tuple[Reader | None, list[str]]:
        # Within one request a set of fields is one object, kept here so that its identity stays its own; between
        # requests it is known by its nodes, which the remembered document keeps.
        known = self._split_by_set.get(id(fields))
        if known is not None:
            return known[1]
        prepared = self._prepared
        nodes = tuple(id(one.node) for selected in fields.values() for one in selected)
        key = (kind.name, nodes, _key(prepared, self.variable_values))
        split = prepared.splits.get(key)
        if split is None:
            if kind.name.startswith("__") or len(prepared.splits) >= _MOST_PLANS:
                split = (None, list(fields))
            else:
                selections = Selections(self.schema, self.operation, self.fragments, self.variable_values)
                split = selections.split(kind, fields)
            prepared.splits[key] = split
        self._split_by_set[id(fields)] = (fields, split)
        return split


class _Conditions(Visitor):
    """Finds the variables that decide what is selected."""

    def __init__(self) -> None:
        super().__init__()
        self.variables: set[str] = set()

    def enter_directive(self, node: Any, *_: Any) -> None:
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.variables.add(argument.value.name.value)


def _key(prepared: _Prepared, values: VariableValues) -> Any:
    return tuple(values.coerced.get(name) for name in prepared.conditions) if prepared.conditions else ()


def _unclear(operation: str | None) -> ExecutionResult:
    message = (
        "Say in 'operationName' which operation is meant." if operation is None else f"No operation '{operation}'."
    )
    return ExecutionResult(None, [GraphQLError(message)])


def encode(answer: dict[str, Any]) -> bytes:
    """An answer as JSON."""
    return orjson.dumps(answer)
