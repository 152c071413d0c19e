"""Compiled answers are the executor's answers, byte for byte, errors included; and nothing runs twice."""

import asyncio
from random import Random
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
import strawberry
from graphql import ExecutionResult, execute, get_introspection_query
from graphql.execution.values import get_variable_values
from hypothesis import given, settings
from hypothesis import strategies as st
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from minga_graphql.limits import CheckedDocument, DocumentRefused, Guard
from minga_graphql.measuring import Numbers
from minga_graphql.plan import Plans, encode
from minga_graphql.schema import SCHEMA
from minga_platform.kernel.errors import NotFound
from minga_testing import toy_schema
from minga_testing.documents import Documents
from minga_testing.toy_schema import FAULTS, TOY

GUARD = Guard(TOY, Numbers(cost=10**12, root_fields=30, depth=30, aliases=100, directives=100))
PLANS = Plans(TOY)
CONTEXT = SimpleNamespace(language="es", reference="ref-7")


async def by_executor(
    schema: strawberry.Schema, checked: CheckedDocument, variables: dict[str, Any], name: str | None
) -> ExecutionResult:
    """What the libraries themselves answer."""
    result = execute(
        schema._schema,
        checked.document,
        variable_values=variables,
        context_value=CONTEXT,
        operation_name=name,
        executor_class=StrawberryGraphQLCoreExecutionContext,
        hide_suggestions=True,
        max_coercion_errors=10,
    )
    return result if isinstance(result, ExecutionResult) else await result


def told(result: ExecutionResult) -> bytes:
    """Data in its order; errors by place, since which of two siblings fails first is nobody's promise."""
    errors = sorted((orjson.dumps(error.formatted).decode() for error in result.errors or ()), key=str)
    return orjson.dumps([result.data, errors])


async def both(document: str, variables: dict[str, Any] | None = None, name: str | None = None) -> ExecutionResult:
    """Answer in both ways, three times in ours (compiled when first seen, then remembered), and compare."""
    others = asyncio.all_tasks()
    checked = GUARD.check(document)
    expected = await by_executor(TOY, checked, variables or {}, name)
    answered = expected
    for _ in range(3):
        answered = await PLANS.result(checked, variables or {}, CONTEXT, name)
        measured = checked.operation(name)
        several = measured is not None and len(measured.node.selection_set.selections) > 1
        if several and answered.data is None and expected.data is None:
            # Of several roots that fail, the first to do so takes the answer with it; which one that is nobody promises.
            assert answered.errors
            assert expected.errors
        else:
            assert told(answered) == told(expected), document
    # What the executor began beside a failing sibling, it settles in the background.
    for task in asyncio.all_tasks() - others:
        await asyncio.wait([task], timeout=1)
    return answered


def compiled(document: str, operation: str | None = None) -> bool:
    """Whether the document was answered by a plan."""
    prepared = GUARD.check(document).plans[operation]
    return bool(prepared.plans) and all(prepared.plans.values())


VALUES = {
    "first": lambda random: random.randint(1, 9),
    "after": lambda _random: None,
    "broken": lambda random: random.choice([0, 0, random.randint(0, FAULTS)]),
    "number": lambda random: random.randint(-1, 40),
    "fail": lambda random: random.random() < 0.1,
    "refuse": lambda random: random.random() < 0.1,
    "key": lambda random: f"key-{random.randint(0, 99)}",
}


# Where one of several async fields fails, the libraries cancel the others, some before they began.
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@settings(max_examples=120, derandomize=True)
@given(st.integers(0, 2**40), st.booleans())
def test_any_document_gets_the_executors_answer(seed: int, directives: bool) -> None:
    document = Documents(TOY._schema, Random(seed), values=VALUES).grow(directives=directives)
    asyncio.run(both(document.text, document.variables, document.name))


PLAIN = """
id name title language price { minor currency decimal exponent } stock sold publishedAt offered rating
stall { id name slug about opened initial } variants { name price { decimal } size { base unit display } band tags weight }
cheapest { id } pictures { url width height colours }
madeWith { __typename ... on Named { id } ... on Workshop { places } ... on Stall { opened ...Slugs } ... on Product { name } }
"""
SLUGS = " fragment Slugs on Stall { slug initial }"


@pytest.mark.parametrize("broken", range(FAULTS + 1))
@pytest.mark.parametrize(
    "root",
    [
        "product(broken: $b)",
        "products(first: 4, broken: $b) { nodes",
        "products(first: 4, broken: $b) { edges { node",
        "allOfThem(broken: $b)",
    ],
)
async def test_every_fault_in_the_data_gets_the_executors_errors(root: str, broken: int) -> None:
    braces = root.count("{")
    document = f"query ($b: Int!) {{ {root} {{ {PLAIN} }} {'}' * braces} }}" + SLUGS
    answered = await both(document, {"b": broken})
    assert compiled(document)
    if broken == 0:
        assert not answered.errors
        assert answered.data


@pytest.mark.parametrize("broken", range(FAULTS + 1))
async def test_faults_beside_fields_that_need_the_executor(broken: int) -> None:
    document = (
        f"query ($b: Int!) {{ things(broken: $b) {{ ... on Product {{ {PLAIN} shout stall {{ followers name }} }} ... on Stall {{ id followers name }} }} }}"
        + SLUGS
    )
    await both(document, {"b": broken})
    assert not compiled(document)
    await both(
        "query ($b: Int!) { named(broken: $b) { __typename id ... on Product { neighbours(first: 2) { name title } sold } } }",
        {"b": broken},
    )


@pytest.mark.parametrize(
    "document",
    [
        "{ __typename }",
        "{ t: __typename maybe surely matrix }",
        "{ maybe(fail: true) }",
        "{ maybe surely(fail: true) }",
        "{ maybe(fail: true) matrix }",
        "{ surely(refuse: true) }",
        "{ product(number: -1) { name } }",
        "{ product { __typename } things { __typename } named { __typename } }",
        "{ product { a: name name b: name } product { name title } }",
        "{ product { ...A stall { slug } ...B } } fragment A on Product { stall { name } id } fragment B on Product { stall { id name } title }",
        "{ named { ... { name } ... on Stall { slug } ... on Variant { band } } }",
        "{ things { ... on Named { name } ...W } } fragment W on Workshop { places id }",
        "{ things { ... on Workshop { places } ... on Stall { followers } } }",
        "{ product { shout(times: 2) name } }",
        "{ product { shout name neighbours { name shout(times: 3) price { minor } } } }",
        "{ echo(filter: {text: \"a\", bands: [FEW, NONE], upto: 5}, bands: [PLENTY]) }",
        "{ products(first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id } } nodes { id } } }",
        "{ products(first: 0) { nodes { id } } }",
        "{ products(after: \"nonsense\") { nodes { id } } maybe }",
        "{ allOfThem(upto: 0) { id } }",
        '{ __type(name: "Product") { name fields { name } } product { name } }',
        '{ __type(name: "Nothing") { name } __schema { description queryType { name } } }',
        get_introspection_query(),
        get_introspection_query(True, True, True, True, True, True, True),
        "query ($all: Boolean!) { __schema { types { name fields(includeDeprecated: $all) { name } } } }",
        "{ product { name @skip(if: true) title @include(if: false) } }",
    ],
)  # fmt: skip
async def test_shapes(document: str) -> None:
    await both(document, {"all": True} if "$all" in document else {})


@pytest.mark.parametrize("show", [True, False])
@pytest.mark.parametrize("hide", [True, False])
async def test_what_is_skipped_by_variables_has_a_plan_of_its_own(show: bool, hide: bool) -> None:
    document = """query ($show: Boolean!, $hide: Boolean!) {
        product { name @include(if: $show) ...P @skip(if: $hide) } maybe @include(if: $show)
    } fragment P on Product { title stall { name @skip(if: $show) slug } }"""
    await both(document, {"show": show, "hide": hide})
    assert compiled(document)
    mixed = document.replace("title", "shout title")
    await both(mixed, {"show": show, "hide": hide})


async def test_many_conditions_are_answered_without_a_plan_each() -> None:
    names = [f"c{number}" for number in range(10)]
    fields = " ".join(f"a{number}: maybe @include(if: ${name})" for number, name in enumerate(names))
    document = f"query ({' '.join(f'${name}: Boolean!' for name in names)}) {{ {fields} }}"
    for number in range(100):
        await both(document, {name: bool(number >> place & 1) for place, name in enumerate(names)})
    assert len(GUARD.check(document).plans[None].plans) <= 64


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({}, None),
        ({"n": "x"}, None),
        ({"n": 2**40}, None),
        ({"n": 1}, "Asked"),
        ({"n": 1}, "Nobody"),
        ({"n": None}, None),
    ],
)
async def test_variables_that_do_not_fit(variables: dict[str, Any], name: str | None) -> None:
    document = "query Asked($n: Int!) { product(number: $n) { name } }"
    checked = GUARD.check(document)
    ours = await PLANS.result(checked, variables, CONTEXT, name)
    theirs = await by_executor(TOY, checked, variables, name)
    assert (ours.data, bool(ours.errors)) == (theirs.data, bool(theirs.errors))
    if name != "Nobody":
        assert told(ours) == told(theirs)


async def test_which_operation_is_meant_must_be_said() -> None:
    document = "query One { maybe } query Two { surely }"
    assert b"operationName" in await PLANS.execute(GUARD.check(document), {}, CONTEXT)
    assert await PLANS.execute(GUARD.check(document), {}, CONTEXT, "Two") == b'{"data":{"surely":1}}'


BUY = """mutation ($key: String!, $n: Int!, $r: Int!, $b: Int!) { buy(key: $key, number: $n, refuse: $r, broken: $b) {
    __typename ... on Refusal { code message } ... on Conflict { currentVersion }
    ... on Bought { total { decimal } product { name PART sold } } } }"""


@pytest.mark.parametrize("part", ["title", "shout"], ids=["plain", "mixed"])
@pytest.mark.parametrize("refuse", range(5))
@pytest.mark.parametrize("broken", [0, 1, 2, 6, FAULTS])
async def test_a_mutation_runs_once_whatever_becomes_of_its_answer(part: str, refuse: int, broken: int) -> None:
    document, variables = BUY.replace("PART", part), {"key": "k", "n": 2, "r": refuse, "b": broken}
    checked = GUARD.check(document)
    expected = await by_executor(TOY, checked, variables, None)
    toy_schema.BUYS.clear()
    answered = await PLANS.result(checked, variables, CONTEXT)
    assert toy_schema.BUYS == ["k"]
    assert told(answered) == told(expected)
    assert compiled(document) == (part == "title")


async def test_root_fields_are_resolved_one_after_the_other() -> None:
    running = most = 0

    @strawberry.type
    class Query:
        @strawberry.field
        async def one(self) -> int:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.001)
            running -= 1
            return most

    schema = strawberry.Schema(query=Query)
    await Plans(schema).execute(Guard(schema).check("{ a: one b: one c: one }"), {}, CONTEXT)
    assert most == 1, "a snapshot is one connection"


async def test_cancelling_a_request_cancels_its_resolver() -> None:
    cancelled = False

    @strawberry.type
    class Query:
        @strawberry.field
        async def slow(self) -> int:
            nonlocal cancelled
            try:
                await asyncio.sleep(30)
            except asyncio.CancelledError:
                cancelled = True
                raise
            return 1

    schema = strawberry.Schema(query=Query)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await Plans(schema).execute(Guard(schema).check("{ slow }"), {}, CONTEXT)
    assert cancelled


# How errors are told ---------------------------------------------------------------------------------------------------


async def errors(document: str, variables: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    answer = await PLANS.answer(GUARD.check(document), variables or {}, CONTEXT)
    assert orjson.loads(encode(answer)) == answer
    return answer["errors"]  # type: ignore[no-any-return]


async def test_a_refusal_of_a_query_is_told_by_name_and_in_the_readers_language() -> None:
    (error,) = await errors("{ surely(refuse: true) }")
    assert error["extensions"] == {"code": NotFound.code(), "reference": "ref-7"}
    assert error["path"] == ["surely"]
    (error,) = await errors('{ products(after: "of another list") { nodes { id } } }')
    assert error["extensions"]["code"] == "INVALID_CURSOR"
    (error,) = await errors("{ products(first: 0) { nodes { id } } }")
    assert error["extensions"]["code"] == "INVALID_INPUT"


@pytest.mark.parametrize(
    "document",
    [
        "{ maybe(fail: true) }",
        "{ surely(fail: true) }",
        "{ product(broken: 26) { name title } }",
        "{ allOfThem(broken: 1) { name } allOfThem2: allOfThem(broken: 26) { title } }",
    ],
)
async def test_a_bug_is_masked_with_a_reference(document: str) -> None:
    for error in await errors(document):
        assert error["message"] == "Algo ha fallado por nuestra parte.", "in the reader's language"
        assert error["extensions"] == {"code": "UNEXPECTED", "reference": "ref-7"}


async def test_what_the_asker_can_mend_is_told_in_words() -> None:
    (error,) = await errors("query ($n: Int!) { product(number: $n) { name } }", {"n": "seven"})
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert "$n" in error["message"]
    (error,) = await errors("query Q($m: MinorUnits) { echo(filter: {upto: $m}) }", {"m": 1.5})
    assert error["extensions"]["code"] == "BAD_INPUT"


# The real schema -----------------------------------------------------------------------------------------------------


def test_every_document_of_the_real_schema_that_is_plain_can_be_compiled() -> None:
    """Compiling never fails in another way than by leaving a document to the executor."""
    guard, plans = Guard(SCHEMA), Plans(SCHEMA)
    random = Random(7)
    for number in range(200):
        mutation = SCHEMA._schema.mutation_type is not None and number % 4 == 0
        document = Documents(SCHEMA._schema, random, most_fields=30).grow(mutation=mutation, directives=False)
        try:
            checked = guard.check(document.text)
        except DocumentRefused:
            continue  # too much, by chance
        measured = checked.operation(document.name)
        assert measured is not None
        prepared = plans._prepare(checked, measured.node, document.name)
        plans._plan(prepared, toy_values(prepared, document.variables))


def toy_values(prepared: Any, variables: dict[str, Any]) -> Any:
    values = get_variable_values(SCHEMA._schema, prepared.operation.variable_definitions or (), variables)
    assert not isinstance(values, list)
    return values
