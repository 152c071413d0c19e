"""A rule is left out only where it could find nothing: over documents whole and damaged, the same errors in the same order."""

import re
from collections import Counter
from random import Random

from graphql import GraphQLError, parse, validate

from minga_frontend import app as pages
from minga_frontend.asking import documents
from minga_graphql.ruling import RULES, rules_for
from minga_graphql.schema import SCHEMA
from minga_testing.documents import Documents

BY_HAND = (
    "{ a: here { id } a: here { name } }",
    "{ here { ...F } } fragment F on Nothing { id }",
    "{ here { id @skip } }",
    "{ here { id @nothing(a: 1) } }",
    "{ here { id ... @defer { name } } }",
    "query ($a: Int) { here { id } }",
    "query ($a: Cooperative) { here { id } }",
    "{ product(slug: $slug) { id } }",
    "{ product(slug: 1) { id } }",
    '{ product(slug: "a", slug: "b") { id } }',
    "{ product { id } }",
    "{ here }",
    "{ here { id { id } } }",
    "{ here { id } } { here { id } }",
    "query A { here { id } } query A { here { id } }",
    "fragment F on Query { here { id } }",
    "{ ...F } fragment F on Query { ...F }",
    "{ listings(filter: {stall: [], stall: []}) { nodes { id } } }",
    "type A { b: Int } { here { id } }",
    "subscription { here }",
    "mutation { stepUp(password: null) { __typename } }",
    "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
)


def told(errors: list[GraphQLError]) -> list[object]:
    return [(error.message, error.locations) for error in errors]


def wounded(text: str, random: Random) -> str:
    """A document with a few names, marks and stretches lost, doubled or exchanged."""
    tokens = re.findall(r"\w+|\s+|[^\w\s]", text)
    for _ in range(random.randint(1, 3)):
        place = random.randrange(len(tokens))
        kind = random.randrange(4)
        if kind == 0:
            del tokens[place]
        elif kind == 1:
            tokens[place:place] = tokens[place : place + random.randint(1, 12)]
        elif kind == 2:
            tokens[place] = random.choice([one for one in tokens if one.strip()] or ["a"])
        else:
            tokens[place] = random.choice([*sorted(SCHEMA._schema.type_map), "nothing", "null", "$a", "@skip", "...F"])
        if not tokens:
            return text
    return "".join(tokens)


def test_the_chosen_rules_find_what_all_rules_find() -> None:
    random, counts, asked = Random(20261122), Counter[str](), Counter[str]()
    assert pages.routes is not None
    texts = [*BY_HAND, *(page.text for page in documents())]
    texts += [Documents(SCHEMA._schema, random, most_fields=20).grow().text for _ in range(150)]
    texts += [wounded(random.choice(texts), random) for _ in range(1_500)]
    for text in texts:
        try:
            whole, light = parse(text), parse(text)
        except GraphQLError:
            counts["not parsed"] += 1
            continue
        chosen = rules_for(light)
        asked.update(rule.__name__ for rule in chosen)
        expected = told(validate(SCHEMA._schema, whole, RULES, max_errors=10, hide_suggestions=True))
        assert told(validate(SCHEMA._schema, light, chosen, max_errors=10, hide_suggestions=True)) == expected, text
        counts["refused" if expected else "valid"] += 1
    assert counts["refused"] >= 150, counts
    assert counts["valid"] >= 150, counts
    assert len(asked) == len(RULES), "each rule was asked at least once"
    assert min(asked.values()) < max(asked.values()), "and some were left out"
