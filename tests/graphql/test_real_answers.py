"""Over the real schema and a real shop, compiled answers are the executor's, byte for byte."""

from dataclasses import replace
from random import Random
from typing import Any

import orjson
import pytest
from graphql import ExecutionResult, OperationType, execute
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from minga_frontend import app as pages
from minga_frontend.asking import documents
from minga_graphql.context import Context
from minga_graphql.limits import CheckedDocument, DocumentRefused
from minga_graphql.schema import SCHEMA
from minga_platform.kernel.database import Database
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_testing.documents import Documents
from minga_testing.shop import Shop, offer, open_shop, open_stall


@pytest.fixture(scope="module")
async def shop(database: Database, worker_database: Database) -> Shop:
    opened = await open_shop(database, worker_database)
    for name in ("Ana", "Bea"):
        stall = await open_stall(opened, name)
        await offer(opened, stall, f"Manta de {name}", price=3400)
        await offer(opened, stall, f"Cesta de {name}", price=1250, on_hand=None)
    return opened


def values(shop: Shop) -> dict[str, Any]:
    ids = [stall.id for stall in shop.stalls.values()]
    slugs = [stall.slug for stall in shop.stalls.values()]
    return {
        "first": lambda random: random.choice([1, 3, 24]),
        "after": lambda _random: None,
        "id": lambda random: random.choice(ids),
        "stallId": lambda random: random.choice(ids),
        "slug": lambda random: random.choice(slugs),
    }


async def both(shop: Shop, checked: CheckedDocument, variables: dict[str, Any], viewer: Viewer) -> bytes:
    """The answer, the same in both ways."""
    door = shop.program.door
    context = Context(door.services, viewer, shop.cooperative)
    try:
        ours = await door.plans.result(checked, variables, context)
    finally:
        await context.close()
    context = Context(door.services, viewer, shop.cooperative)
    try:
        begun = execute(
            SCHEMA._schema,
            checked.document,
            variable_values=variables,
            context_value=context,
            executor_class=StrawberryGraphQLCoreExecutionContext,
            hide_suggestions=True,
        )
        theirs = begun if isinstance(begun, ExecutionResult) else await begun
    finally:
        await context.close()
    if ours.data is None and theirs.data is None and len(failing(ours, theirs)) > 1:
        return told(
            ours
        )  # Of several fields that may not be null and fail, the answer tells of whichever failed first.
    assert told(ours) == told(theirs), checked.text
    return told(ours)


def failing(*results: ExecutionResult) -> set[object]:
    """The root fields that errors are about."""
    return {error.path[0] for result in results for error in result.errors or () if error.path}


def told(result: ExecutionResult) -> bytes:
    errors = sorted(orjson.dumps(error.formatted).decode() for error in result.errors or ())
    return orjson.dumps([result.data, errors])


@pytest.mark.parametrize("seed", range(8))
async def test_random_documents(shop: Shop, seed: int) -> None:
    random = Random(seed)
    answered = 0
    for _ in range(15):
        grown = Documents(SCHEMA._schema, random, values=values(shop), most_fields=40).grow()
        try:
            checked = shop.program.door.guard.check(grown.text)
        except DocumentRefused:
            continue  # too much, by chance
        viewer = random.choice(
            [ANONYMOUS, shop.coordinator.viewer, *(stall.maker.viewer for stall in shop.stalls.values())]
        )
        answer = await both(shop, checked, grown.variables, replace(viewer, language=random.choice(["en", "ar"])))
        answered += answer.count(b"[null,") == 0
    assert answered, "vacuous"


async def test_the_documents_of_our_own_pages(shop: Shop) -> None:
    heard = plain = 0
    assert callable(pages.routes)
    for page in documents():
        checked = shop.program.door.guard.check(page.text)
        for measured in checked.operations.values():
            if measured.node.operation is OperationType.MUTATION or len(checked.operations) > 1:
                continue
            required = [
                one.variable.name.value
                for one in measured.node.variable_definitions or ()
                if one.type.kind == "non_null_type"
            ]
            given = {name: values(shop).get(name, lambda _random: "nothing")(Random(1)) for name in required}
            await both(shop, checked, given, shop.coordinator.viewer)
            heard += 1
            prepared = checked.plans.get(None)
            plain += prepared is not None and all(plan is not None for plan in prepared.plans.values())
    assert heard > 0
    assert plain == heard, "a page waits for the executor"
