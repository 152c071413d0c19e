"""Documents are bounded before they cost anything (hostile cases 47 and 48, figure G19, market case 57)."""

import json
import time
from random import Random
from typing import Any

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_list_type,
    parse,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from minga_graphql.limits import DocumentRefused, Guard
from minga_graphql.measuring import Numbers
from minga_graphql.schema import SCHEMA
from minga_testing.documents import Documents, RandomDocument
from minga_testing.toy_schema import TOY

GUARD = Guard(TOY)
VALUES = {
    "first": lambda random: random.randint(1, 9),
    "after": lambda _random: None,
    # These take two letters: which documents chance upon them changes with every operation that the schema gains.
    "originCountry": lambda _random: "ES",
    "unit": lambda _random: "g",
}


def refused(text: str, variables: dict[str, Any] | None = None, guard: Guard = GUARD) -> str:
    """The code that a document is refused with."""
    with pytest.raises(DocumentRefused) as refusal:
        guard.check_variables(guard.check(text), variables or {})
    answer = json.loads(refusal.value.body("ref-1"))
    assert answer["errors"]
    assert all(error["extensions"] == {"code": refusal.value.code, "reference": "ref-1"} for error in answer["errors"])
    return refusal.value.code


def chain(count: int, body: str, last: str = "name") -> str:
    """Fragments on Product, each holding the next one as `body` says."""
    links = [f"fragment F{n} on Product {{ {body.replace('NEXT', f'...F{n + 1}')} }}" for n in range(count)]
    return " ".join([*links, f"fragment F{count} on Product {{ {last} }}"])


BOMBS = {
    "fragments that double": ("{ product { ...F0 } } " + chain(19, "NEXT NEXT"), "COST_TOO_HIGH"),
    "fragments that double a little": ("{ product { ...F0 } } " + chain(8, "NEXT NEXT"), "ok"),
    "fragments that double 25 times": ("{ product { ...F0 } } " + chain(25, "NEXT NEXT"), "TOO_MANY_FRAGMENTS"),
    "fragments that double in depth": (
        "{ product { ...F0 } } " + chain(8, "a: neighbours { NEXT } b: neighbours { NEXT }"), "TOO_MANY_ALIASES",
    ),
    "fragments that multiply": ("{ product { ...F0 } } " + chain(7, "neighbours { NEXT }"), "COST_TOO_HIGH"),
    "a cycle": ("{ product { ...A } } fragment A on Product { name ...B } fragment B on Product { id ...A }", "FRAGMENT_CYCLE"),
    "a cycle of one": ("{ product { ...A } } fragment A on Product { ...A }", "FRAGMENT_CYCLE"),
    "a cycle nobody spreads": ("{ maybe } fragment A on Product { neighbours { ...A } }", "FRAGMENT_CYCLE"),
    "the same field 5,000 times": ("{ product { " + "name " * 5000 + "} }", "DOCUMENT_MALFORMED"),
    "the same field 900 times": ("{ product { " + "name " * 900 + "} }", "TOO_MANY_SAME_FIELDS"),
    "the same object 230 times": ("{ product { " + "stall { id } " * 230 + "} }", "TOO_MANY_SAME_FIELDS"),
    "inline fragments 200 × 100": ("{ product { " + ("... on Product { " * 100 + "name" + " }" * 100) * 200 + "} }", "DOCUMENT_MALFORMED"),
    "inline fragments 80 deep": ("{ product { " + "... { " * 80 + "name" + " }" * 80 + "} }", "DOCUMENT_TOO_DEEP"),
    "100k comments": ("{ maybe }" + "\n#" * 30_000, "DOCUMENT_MALFORMED"),
    "one long comment": ("{ maybe } #" + "x" * 100_000, "DOCUMENT_MALFORMED"),
    "5,000 directives": ("{ maybe " + "@include(if: true) " * 5000 + "}", "DOCUMENT_MALFORMED"),
    "11 directives": ("{ maybe " + "@include(if: true) " * 11 + "}", "TOO_MANY_DIRECTIVES"),
    "depth 500": ("{ product " + "{ neighbours " * 500 + "{ id }" + " }" * 500 + "}", "DOCUMENT_MALFORMED"),
    "depth 100": ("{ product " + "{ neighbours " * 100 + "{ id }" + " }" * 100 + "}", "DOCUMENT_TOO_DEEP"),
    "depth 11 through fragments": (
        "{ product { ...F0 } } " + chain(11, "madeWith { NEXT }"), "DOCUMENT_TOO_DEEP",
    ),
    "aliases": ("{ " + " ".join(f"a{n}: matrix" for n in range(16)) + " }", "TOO_MANY_ALIASES"),
    "root fields": ("{ " + "maybe " * 11 + "}", "TOO_MANY_ROOT_FIELDS"),
    "root fields in fragments": (
        "{ ...A ...A ...A ...A } fragment A on Query { maybe surely matrix }", "TOO_MANY_ROOT_FIELDS",
    ),
    "100 mutations": ("mutation { " + " ".join(f'm{n}: buy(key: "{n}") {{ __typename }}' for n in range(90)) + " }", "TOO_MANY_ALIASES"),
    "two mutations": ('mutation { a: buy(key: "k") { __typename } b: buy(key: "l") { __typename } }', "ONE_MUTATION_ONLY"),
    "two mutations in a fragment": (
        'mutation { ...B } fragment B on Mutation { a: buy(key: "k") { __typename } buy(key: "k") { __typename } }', "ONE_MUTATION_ONLY",
    ),
    "one mutation spread twice": (
        'mutation { ...B ...B } fragment B on Mutation { buy(key: "k") { __typename } }', "ONE_MUTATION_ONLY",
    ),
    "spreads": ("{ product { " + "...F0 " * 51 + "} } " + chain(0, ""), "TOO_MANY_FRAGMENTS"),
    "operations": (" ".join(f"query Q{n} {{ maybe }}" for n in range(11)), "TOO_MANY_OPERATIONS"),
    "a page of 100,000": ("{ products(first: 100000) { nodes { id } } }", "COST_TOO_HIGH"),
    "a count of 100,000": ("{ products(first: 100000) { totalCount } }", "COST_TOO_HIGH"),
    "a page of 10^30": ("{ products(first: " + "9" * 30 + ") { nodes { id } } }", "COST_TOO_HIGH"),
    "digits": ("{ products(first: " + "9" * 5000 + ") { nodes { id } } }", "NUMBER_TOO_LONG"),
    "pages in pages": (
        "{ products(first: 100) { nodes { neighbours(first: 100) { neighbours(first: 100) { id } } } } }", "COST_TOO_HIGH",
    ),
    "a long list": ("{ echo(filter: {bands: [" + "FEW " * 51 + "]}) }", "LIST_TOO_LONG"),
    "a list longer than its place takes": (
        '{ echo(filter: {names: [' + '{language: "es", text: "a"}' * 5 + "]}) }", "LIST_TOO_LONG",
    ),
    "a long text": ('{ echo(filter: {text: "' + "x" * 10_001 + '"}) }', "TEXT_TOO_LONG"),
    "a long block of text": ('{ echo(filter: {text: """' + "x" * 10_001 + '"""}) }', "TEXT_TOO_LONG"),
    "a text longer than its place takes": ('{ echo(filter: {note: "' + "x" * 21 + '"}) }', "TEXT_TOO_LONG"),
    "NUL": ('{ echo(filter: {text: "a\\u0000b"}) }', "TEXT_NOT_ALLOWED"),
    "half a character": ('{ echo(filter: {text: "\\uD800"}) }', "DOCUMENT_MALFORMED"),
    "deep lists": ("{ echo(filter: {bands: " + "[" * 400 + "]" * 400 + "}) }", "DOCUMENT_MALFORMED"),
    "no GraphQL": ("{{{", "DOCUMENT_MALFORMED"),
    "nothing": ("", "DOCUMENT_MALFORMED"),
    "only a fragment": ("fragment A on Product { id }", "DOCUMENT_INVALID"),
    "a definition": ("type Query { a: Int }", "DOCUMENT_INVALID"),
    "another schema's field": ("{ products { nodes { nam } } }", "DOCUMENT_INVALID"),
    "introspection in circles": (
        "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }", "COST_TOO_HIGH",
    ),
    "introspection again and again": (
        "{ " + " ".join(f"a{n}: __schema {{ types {{ fields {{ args {{ ...T }} }} }} }}" for n in range(10)) + " } fragment T on __InputValue "
        "{ type { fields { name args { name type { ofType { name } } } } } }",
        "COST_TOO_HIGH",
    ),
    "introspection in depth": ("{ __type(name: \"Query\") " + "{ ofType " * 20 + "{ name }" + " }" * 20 + "}", "DOCUMENT_TOO_DEEP"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code"), BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_refused_by_their_shape(text: str, code: str) -> None:
    guard = Guard(TOY)
    start = time.process_time()
    if code == "ok":
        assert guard.check(text).visited <= len(text)
    else:
        assert refused(text, guard=guard) == code
    # The full reliability run holds the 50 ms of the promise; here a loaded machine must not make a lie of it.
    assert time.process_time() - start < 0.5


def test_suggestions_are_off() -> None:
    with pytest.raises(DocumentRefused) as refusal:
        GUARD.check("{ products { nodes { nam } } }")
    assert b"Cannot query field" in refusal.value.body()
    assert b"mean" not in refusal.value.body()


def test_a_document_tells_few_errors() -> None:
    with pytest.raises(DocumentRefused) as refusal:
        GUARD.check("{ " + " ".join(f"nothing{n}" for n in range(10)) + " product { " + "x y z " * 40 + "} }")
    assert len(refusal.value.errors) <= 11


@pytest.mark.parametrize("guard", [GUARD, Guard(SCHEMA)], ids=["toy", "real"])
def test_introspection_stays_on(guard: Guard) -> None:
    guard.check(get_introspection_query())
    guard.check(get_introspection_query(one_of=True, specified_by_url=True, schema_description=True))
    guard.check('{ __type(name: "Query") { name fields { name type { name kind ofType { name } } } } __typename }')


# Against a slow and simple reckoning ----------------------------------------------------------------------------------


class Reckoning:
    """The same bounds by plain expansion, as anyone would write them down; exponential, and right."""

    def __init__(self, schema: Any, document: RandomDocument) -> None:
        self.schema = schema._schema
        definitions = parse(document.text).definitions
        self.variables = document.variables
        self.fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
        operation = next(one for one in definitions if isinstance(one, OperationDefinitionNode))
        root = self.schema.get_root_type(operation.operation)
        self.fifths = sum(cost for cost, _ in self.costs(operation.selection_set, root, 10))
        self.depth = self.deepest(operation.selection_set)
        self.roots = len(list(self.flat(operation.selection_set, root)))

    def flat(self, selected: SelectionSetNode, parent: Any) -> Any:
        for one in selected.selections:
            if isinstance(one, FieldNode):
                yield one, parent
            elif isinstance(one, InlineFragmentNode):
                kind = self.schema.get_type(one.type_condition.name.value) if one.type_condition else parent
                yield from self.flat(one.selection_set, kind)
            elif isinstance(one, FragmentSpreadNode):
                fragment = self.fragments[one.name.value]
                yield from self.flat(fragment.selection_set, self.schema.get_type(fragment.type_condition.name.value))

    def costs(self, selected: SelectionSetNode, parent: Any, page: int) -> Any:
        for node, kind in self.flat(selected, parent):
            name = node.name.value
            found: Any = self.schema.get_field(kind, name)
            metadata = getattr(found.extensions.get("strawberry-definition"), "metadata", None) or {}
            own = metadata["cost"] * 5 if "cost" in metadata else 5 if node.selection_set else 1
            is_list = is_list_type(get_nullable_type(found.type))
            length = self.page(node, found)
            if node.selection_set:
                below = length if length is not None and not is_list else 10
                own += sum(cost for cost, _ in self.costs(node.selection_set, get_named_type(found.type), below))
                own += length if length is not None and not is_list else 0
            times = 1
            if is_list:
                usual = page if name in ("nodes", "edges") else metadata.get("size", 10)
                times = usual if length is None else length
            yield own * times, node

    def page(self, node: FieldNode, found: Any) -> int | None:
        if "first" not in found.args:
            return None
        usual = found.args["first"].default_value
        usual = usual if isinstance(usual, int) else 24
        given = next((one.value for one in node.arguments or () if one.name.value == "first"), None)
        if isinstance(given, IntValueNode):
            return int(given.value)
        if isinstance(given, VariableNode):
            value = self.variables.get(given.name.value)
            return usual if value is None else int(value)
        return usual

    def deepest(self, selected: SelectionSetNode) -> int:
        below = (self.deepest(node.selection_set) + 1 for node, _ in self.flat(selected, None) if node.selection_set)
        return max(below, default=0)


@settings(max_examples=100)
@given(st.integers(0, 2**32), st.booleans())
def test_cost_is_what_plain_expansion_comes_to(seed: int, mutation: bool) -> None:
    document = Documents(TOY._schema, Random(seed), values=VALUES).grow(mutation=mutation)
    reckoning = Reckoning(TOY, document)
    guard = Guard(TOY, Numbers(cost=10**12, depth=30, root_fields=100))
    checked = guard.check(document.text)
    guard.check_variables(checked, document.variables, document.name)
    assert guard.cost(checked, document.variables, document.name) == -(-reckoning.fifths // 5)
    assert checked.visited <= 3 * len(document.text.split())


@pytest.mark.parametrize(("schema", "count"), [(TOY, 250), (SCHEMA, 1000)], ids=["toy", "real"])
def test_a_thousand_reasonable_documents_are_all_heard(schema: Any, count: int) -> None:
    guard = Guard(schema)
    random = Random(20261122)
    heard = 0
    while heard < count:
        mutation = schema._schema.mutation_type is not None and random.random() < 0.2
        document = Documents(schema._schema, random, values=VALUES, most_fields=30).grow(mutation=mutation)
        # Too much by plain expansion is too much; everything else must pass.
        reckoning = Reckoning(schema, document)
        if reckoning.fifths > 25_000 or reckoning.roots > 10 or reckoning.depth > 10:
            assert refused_at_all(guard, document), document.text
            continue
        guard.check_variables(guard.check(document.text), document.variables, document.name)
        heard += 1


def refused_at_all(guard: Guard, document: RandomDocument) -> bool:
    try:
        guard.check_variables(guard.check(document.text), document.variables, document.name)
    except DocumentRefused:
        return True
    return False


@given(st.integers(0, 2**32), st.integers(1, 19))
@settings(max_examples=60)
def test_the_walk_looks_at_each_node_once_however_fragments_are_spread(seed: int, count: int) -> None:
    random = Random(seed)
    fragments = []
    for number in range(count):
        spreads = " ".join(f"...F{random.randint(number + 1, count)}" for _ in range(random.randint(0, 2)))
        fragments.append(f"fragment F{number} on Product {{ name {spreads} stall {{ id }} }}")
    fragments.append(f"fragment F{count} on Product {{ name stall {{ id }} }}")
    text = "{ product { ...F0 } } " + " ".join(fragments)
    guard = Guard(TOY, Numbers(cost=10**18, same_name_pairs=10**9))
    try:
        checked = guard.check(text)
    except DocumentRefused as refusal:
        assert refusal.code == "DOCUMENT_INVALID"  # noqa: PT017 - a fragment that chance never spread
    else:
        assert checked.visited <= text.count("name") * 3 + text.count("...") + 2


# What variables decide -----------------------------------------------------------------------------------------------

PAGE = "query ($first: Int, $after: String) { products(first: $first, after: $after) { nodes { id name } } }"


def test_a_page_given_by_a_variable_costs_what_it_holds() -> None:
    checked = GUARD.check(PAGE)
    # A connection is 1, each row of it a fifth, each node 1 and its two values two fifths.
    assert GUARD.cost(checked, {"first": 10}) == 17
    assert GUARD.cost(checked, {}) == GUARD.cost(checked, {"first": None}) == 40
    assert GUARD.cost(checked, {"first": 100}) == 161


@pytest.mark.parametrize("first", [101, 100_000, 10**30])
def test_a_page_too_long_is_refused_before_the_database_hears_of_it(first: int) -> None:
    assert refused(PAGE, {"first": first}) == "COST_TOO_HIGH"
    assert refused("query ($n: Int = 100000) { products(first: $n) { totalCount } }") == "COST_TOO_HIGH"


@pytest.mark.parametrize("first", ["7", 1.5, True, [], {}, -5, 0])
def test_what_is_no_length_is_left_to_coercion(first: object) -> None:
    GUARD.check_variables(GUARD.check(PAGE), {"first": first})


def test_nested_pages_multiply() -> None:
    text = "query ($a: Int!, $b: Int!) { products(first: $a) { nodes { ...N } } } fragment N on Product { neighbours(first: $b) { id } }"
    checked = GUARD.check(text)
    assert GUARD.cost(checked, {"a": 10, "b": 10}) == 1 + 2 + 10 * (1 + 10) + 10 * 10 // 5
    GUARD.check_variables(checked, {"a": 10, "b": 100})
    assert refused(text, {"a": 100, "b": 100}) == "COST_TOO_HIGH"


def test_each_operation_has_its_own_cost() -> None:
    text = "query Few { products(first: 2) { nodes { id } } } query Many($n: Int!) { products(first: $n) { nodes { id } } }"
    checked = GUARD.check(text)
    assert GUARD.cost(checked, {}, "Few") < GUARD.cost(checked, {"n": 100}, "Many")
    GUARD.check_variables(checked, {}, "Nobody")


ECHO = "query ($f: Filter!, $t: String, $n: String) { echo(filter: $f) a: echo(filter: {text: $t, note: $n}) }"


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"f": {"text": "x" * 10_001}}, "TEXT_TOO_LONG"),
        ({"f": {"note": "x" * 21}}, "TEXT_TOO_LONG"),
        ({"f": {}, "t": "x" * 10_001}, "TEXT_TOO_LONG"),
        ({"f": {}, "n": "x" * 21}, "TEXT_TOO_LONG"),
        ({"f": {"bands": ["FEW"] * 51}}, "LIST_TOO_LONG"),
        ({"f": {"names": [{"language": "es", "text": ""}] * 5}}, "LIST_TOO_LONG"),
        ({"f": {"names": [{"language": "es", "text": "x" * 10_001}]}}, "TEXT_TOO_LONG"),
        ({"f": {"unknown": [["a" * 10_001]]}}, "TEXT_TOO_LONG"),
        ({"f": {"text": "a\x00"}}, "TEXT_NOT_ALLOWED"),
        ({"f": {"text": "é\x00"}}, "TEXT_NOT_ALLOWED"),
        ({"f": {"text": "\ud800"}}, "TEXT_NOT_ALLOWED"),
        ({"f": {"text": "🧶\udfff"}}, "TEXT_NOT_ALLOWED"),
    ],
)
def test_what_variables_hold_is_bounded_by_where_it_goes(variables: dict[str, Any], code: str) -> None:
    assert refused(ECHO, variables) == code


def test_what_is_within_bounds_passes() -> None:
    within = {
        "f": {
            "text": "ñ🧶\u202e" * 3_000,
            "note": "x" * 20,
            "bands": ["FEW"] * 50,
            "names": [{"language": "es", "text": "a"}] * 4,
        },
        "n": "x" * 20,
    }
    GUARD.check_variables(GUARD.check(ECHO), within)
    GUARD.check_variables(GUARD.check(ECHO), {"f": {}, "other": "x" * 100_000})


def test_deep_variables_are_walked_without_recursion() -> None:
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    GUARD.check_variables(GUARD.check(ECHO), {"f": {"text": deep}})


# Memory --------------------------------------------------------------------------------------------------------------


def test_a_document_seen_before_is_not_looked_at_again() -> None:
    assert GUARD.check(PAGE) is GUARD.check(PAGE)


def test_what_is_remembered_is_bounded_and_the_latest_stay() -> None:
    guard = Guard(TOY, remembered_bytes=50_000)
    first = guard.check("{ maybe }")
    for number in range(200):
        guard.check(f"{{ maybe a{number}: surely }}")
        assert guard.check("{ maybe }") is first, "what is used stays"
    assert len(guard._known) < 12
    assert guard._bytes <= 50_000
