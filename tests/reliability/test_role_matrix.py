"""G22: every role × every operation of the schema. What nobody wrote down here fails the test; what is not granted is denied.

Each operation stands in one of three lists: open to all, open to whoever is signed in, or bound to a capability. The
roles that hold a capability come from a table written by hand (`minga_testing.rights`), not from the code.
"""

from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLScalarType, get_named_type

from minga_graphql.schema import SCHEMA
from minga_platform.kernel.database import Database
from minga_testing import boxing, bringing, buying, confirming, crafting, hearing, producing, tilling
from minga_testing.rights import COLUMNS, MATRIX
from minga_testing.shop import Program, new_key
from minga_testing.workshop import tomorrow
from minga_testing.world import (
    EVERYBODY,
    bound_mutations,
    bound_queries,
    build,
    open_mutations,
    personal_mutations,
)

pytestmark = pytest.mark.reliability


def may(role: str, capability: str, *, own: bool) -> bool:
    """By the table: makers and keepers are members too; a keeper's rights hold for her own stall (`own`)."""
    name, _, of_all = capability.partition(" of all")
    if capability.endswith(" of all"):
        own = False
    row = dict(zip(COLUMNS, MATRIX[name], strict=True))
    if role not in row:
        return False
    held = {role} if role != "keeper" or own else set()
    if role in ("maker", "keeper"):
        held |= {"member", "maker"}
    assert not of_all
    return any(row[one] == "y" for one in held)


async def wish(program: Program, name: str, values: dict[str, Any]) -> str:
    """What came of one mutation: the name of its outcome."""
    assert SCHEMA._schema.mutation_type is not None
    arguments = SCHEMA._schema.mutation_type.fields[name].args
    given = {key: new_key() if key == "key" else value for key, value in values.items()}
    head = ", ".join(f"${key}: {arguments[key].type}" for key in given)
    call = ", ".join(f"{key}: ${key}" for key in given)
    document = (
        f"mutation M{f'({head})' if head else ''} {{ done: {name}{f'({call})' if call else ''} {{ __typename }} }}"
    )
    read = await program.answer(document, **given)
    assert "errors" not in read, (name, read)
    outcome: str = read["data"]["done"]["__typename"]
    return outcome


async def test_every_role_times_every_mutation(database: Database, worker_database: Database) -> None:
    world = await build(database, worker_database)
    bound, personal, public = bound_mutations(world), personal_mutations(world), open_mutations(world)
    assert SCHEMA._schema.mutation_type is not None
    named = [*bound, *personal, *public]
    everything = set(SCHEMA._schema.mutation_type.fields)
    assert set(named) == everything, f"say in this file who may: {everything ^ set(named)}"
    assert len(named) == len(everything), "each mutation stands in exactly one list"
    wrong: list[str] = []
    cells = 0
    # Those who may not come first: what is denied changes nothing, so the things are still there for who may.
    for name, one in bound.items():
        ranked = sorted(EVERYBODY, key=lambda role: may(role, one.capability, own=True))
        reached = one.blind
        for role in ranked:
            outcome = await wish(world.people[role], name, one.values)
            cells += 1
            if may(role, one.capability, own=True):
                reached = reached or outcome != "NotFound"
                fine = outcome not in ("NotAllowed", "SignInNeeded")
            elif role == "visitor":
                fine = outcome == "SignInNeeded" or (outcome == "NotFound" and not one.blind)
            elif role == "outsider":
                fine = outcome in ("NotFound", "NotAllowed")
            else:
                fine = outcome == "NotAllowed" or (outcome == "NotFound" and not one.blind)
            if not fine:
                wrong.append(f"{name} by {role}: {outcome}")
        if not reached:
            wrong.append(f"{name}: whoever may is told NotFound, so the cells prove nothing")
    for name, values in public.items():
        for role in EVERYBODY:
            outcome = await wish(world.people[role], name, values)
            cells += 1
            if outcome in ("NotAllowed", "SignInNeeded"):
                wrong.append(f"{name} by {role}: {outcome}")
    for name, values in personal.items():
        for role in EVERYBODY:
            outcome = await wish(world.people[role], name, values)
            cells += 1
            if (outcome == "SignInNeeded") != (role == "visitor") or outcome == "NotAllowed":
                wrong.append(f"{name} by {role}: {outcome}")
    assert not wrong, "\n".join(wrong)
    assert cells == len(named) * len(EVERYBODY)


OPEN_QUERIES = {
    "here", "cooperatives", "demoPeople", "membershipClasses", "memberClasses", "foundingTemplates", "listings", "product", "stall", "stalls", "categories",
    "pickupPoints", "deliveryZones", "deliveryZoneFor", "paymentOptions", "rules", "rule", "statutes", "orderCycles", "orderCycle", "sellingTime",
    "statutesVersions", "equationVersions", "webhookKinds",
    "productOrigin", "makeableReleases", "memberOffices", "workingGroups", "designs", "design", "designManifest", "tools", "sharedTool", "toolBookings",
    *confirming.OPEN,
    *buying.OPEN,
    *producing.OPEN,
    *boxing.OPEN,
    *bringing.OPEN,
    *crafting.OPEN,
    *hearing.OPEN,
}  # fmt: skip
"""Published, the same for everybody."""
OWN_QUERIES = {
    *tilling.OWN,
    *buying.OWN,
    *producing.OWN,
    *boxing.OWN,
    *bringing.OWN,
    *crafting.OWN,
    *hearing.OWN,
    "myMembership",
    "cardHolder",
    "tradeDocument",
    "orderDocuments",
    "manifestImports",
    "manifestImport",
    "manifestImportItems",
    "myFounding",
    "applications",
    "application",
    "myExport",
    "erasureObstacles",
    "me",
    "account",
    "certificates",
    "qualityMarks",
    "calendarLink",
    "standing",
    "myStalls",
    "webhooks",
    "webhookDeliveries",
    "myOrders",
    "cart",
    "cartCount",
    "waitingBallots",
    "proposals",
    "proposalsAboutRule",
    "ruleTrial",
    "linkedBallot",
    "governanceDates",
    "decisions",
    "decision",
    "grievances",
    "delegations",
    "grievance",
    "distribution",
    "distributionAgrees",
    "distributionClaims",
    "myDesigns",
    "contributionsToAttest",
    "usualContributions",
    "contributionCauses",
    "gitAuthors",
    "myToolBookings",
    "toolsToHandOver",
    "toolBooking",
    "keptFile",
    "keptFiles",
    "myFiles",
    "runningUploads",
    "fileRoom",
}
"""The asker's own, whoever she is: other tests look at what is in them."""


async def read(program: Program, name: str, values: dict[str, Any]) -> object:
    """What a field answers; None for nothing and for a refusal."""
    assert SCHEMA._schema.query_type is not None
    shape = SCHEMA._schema.query_type.fields[name]
    head = ", ".join(f"${key}: {shape.args[key].type}" for key in values)
    call = ", ".join(f"{key}: ${key}" for key in values)
    plain = isinstance(get_named_type(shape.type), GraphQLScalarType | GraphQLEnumType)
    document = f"query Q{f'({head})' if head else ''} {{ {name}{f'({call})' if call else ''}{'' if plain else ' { __typename }'} }}"
    answer = await program.answer(document, **values)
    for error in answer.get("errors", ()):
        assert error["extensions"]["code"] in ("NOT_ALLOWED", "NOT_FOUND", "SIGN_IN_NEEDED"), (name, error)
    return (answer.get("data") or {}).get(name)


async def test_every_role_times_every_query(database: Database, worker_database: Database) -> None:
    world = await build(database, worker_database)
    bound = bound_queries(world)
    assert SCHEMA._schema.query_type is not None
    named = [*bound, *OPEN_QUERIES, *OWN_QUERIES]
    everything = set(SCHEMA._schema.query_type.fields)
    assert set(named) == everything, f"say in this file who may: {everything ^ set(named)}"
    assert len(named) == len(everything), "each query stands in exactly one list"
    wrong: list[str] = []
    for name, one in bound.items():
        granted = {role: await read(world.people[role], name, one.values) for role in EVERYBODY}
        for role, answer in granted.items():
            holds = may(role, one.capability, own=True) or (one.also is not None and may(role, one.also, own=True))
            if holds != (answer is not None):
                wrong.append(f"{name} by {role}: {answer}")
    needed = {
        **confirming.NEEDED,
        **bringing.needed(world.brought),
        "certificate": {"id": world.confirmed.certificate},
        "licenceOffers": {"releaseId": world.shared},
        "communityPermissions": {"designId": world.design},
        "product": {"slug": world.goods.slug},
        "orderCycle": {"id": world.cycle},
        "sharedTool": {"slug": "loom"},
        "toolBookings": {"toolId": world.tool, "begins": tomorrow(0).isoformat()},
        "stall": {"slug": world.stall.slug},
        "deliveryZoneFor": {"postcode": "12345"},
        "rule": {"key": "market.fee_bps"},
        "searchHelp": {"search": "scarf"},
        "want": {"id": world.an("want"), "token": "none"},
        "design": {"slug": world.shared_slug},
        "designManifest": {"slug": world.shared_slug, "format": "TOML"},
        "productOrigin": {"productId": world.goods.product},
        "box": {"id": world.boxed.box},
        "readyBy": {"variantId": world.goods.variant},
        "sellingTime": {"productId": world.goods.product},
        "soldProduct": {"slug": world.goods.slug},
    }
    for name in sorted(OPEN_QUERIES):
        answers = [await read(world.people[role], name, needed.get(name, {})) for role in EVERYBODY]
        if any(answer != answers[0] for answer in answers):
            wrong.append(f"{name} is not the same for everybody: {answers}")
    assert not wrong, "\n".join(wrong)
