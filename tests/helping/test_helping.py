"""A helper acts for a member who agreed: in what was agreed, until its end, under both names, and never beyond."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from graphql import GraphQLNonNull, GraphQLObjectType

from minga_graphql.lending import ALWAYS, SCOPES
from minga_graphql.schema import SCHEMA
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.reading import reading
from minga_testing.shop import Program, Shop, fill, new_key, offer, open_shop, open_stall, place, start

MINE = "{ helpAgreements { id isMine personId personName helperName scopes endsAt onPaper } me { name isHelped } }"
DEEDS = "{ helpedDeeds { nodes { personName helperName deed } } }"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def proven(shop: Shop, who: people.Somebody) -> str:
    """Her mail is hers."""

    async def command(work: Work) -> None:
        await work.execute("UPDATE identifier SET proven_at = $2 WHERE value = $1", who.mail, work.now)

    await shop.worker_database.run(Scope(shop.id), Actor(system="test"), command)
    return who.mail


async def agreed(
    shop: Shop, person: people.Somebody, helper: people.Somebody, scopes: list[str], **more: Any
) -> dict[str, Any]:
    return await shop.by(person).wish(
        "agreeToHelp(helper: $helper, scopes: $scopes, endsAt: $ends)",
        "... on HelpAgreed { id } ... on InvalidInput { field rule }",
        helper=("String!", await proven(shop, helper)),
        scopes=("[HelpScope!]", scopes),
        ends=("Instant", more.get("ends")),
    )


async def acting(shop: Shop, person: people.Somebody, helper: people.Somebody) -> Program:
    done = await shop.by(helper).wish(
        "actFor(personId: $id)", "", id=("ID", ids.encode("person", person.viewer.person_id or ids.new()))
    )
    assert done["__typename"] == "Done", done
    return await again(shop, helper)


async def again(shop: Shop, helper: people.Somebody) -> Program:
    viewer = await people.look_again(shop.program.door.services.database, helper.token)
    return shop.program.as_(replace(viewer, visitor_hash=b"h" * 32))


async def test_an_order_for_a_member_bears_both_names_and_both_see_it(shop: Shop) -> None:
    stall = await open_stall(shop, "Weaver")
    goods = await offer(shop, stall, "Scarf", price=1000)
    ana, ben = [await people.sign_up(shop.program.door.services.database, name=name) for name in ("Ana", "Ben")]
    assert (await agreed(shop, ana, ben, []))["field"] == "scopes"
    assert (await agreed(shop, ana, ben, ["ORDERS"]))["__typename"] == "HelpAgreed"
    for_ana = await acting(shop, ana, ben)
    assert (await for_ana.ask(MINE))["me"] == {"name": "Ana", "isHelped": True}
    await fill(for_ana, (goods, 1))
    await start(for_ana)
    order = (await place(shop, for_ana, 1000))["order"]
    seen = "query Seen($id: ID!) { order(id: $id) { id } helperOfOrder(orderId: $id) }"
    assert (await shop.by(ana).ask(seen, id=order["id"])) == {"order": {"id": order["id"]}, "helperOfOrder": "Ben"}
    assert (await shop.by(shop.coordinator).ask(seen, id=order["id"]))["helperOfOrder"] == "Ben"
    assert (await shop.visitor().ask(seen, id=order["id"]))["helperOfOrder"] is None
    named = "query N($id: ID!) { sellerOrders(stallId: $id) { nodes { buyerName helperName } } }"
    [part] = (await shop.by(stall.maker).ask(named, id=stall.id))["sellerOrders"]["nodes"]
    assert part["helperName"] == "Ben"
    base = f"/en/c/{shop.cooperative.slug}"
    for reader, page in (
        (ana, f"/orders/{order['id']}"), (shop.coordinator, f"/coordination/orders/{order['id']}"), (stall.maker, f"/stall/{stall.slug}/orders")
    ):  # fmt: skip
        async with reading(shop.program.door, reader.viewer) as browser:
            shown = (await browser.get(base + page)).text
            assert "Berta" in shown, "for whom"
            assert "Ben" in shown, f"and by whom, on {page}"
    for own in (shop.by(ana), shop.by(ben)):
        deeds = (await own.ask(DEEDS))["helpedDeeds"]["nodes"]
        assert {"personName": "Ana", "helperName": "Ben", "deed": "place_order"} in deeds
    assert (await shop.by(stall.maker).ask(DEEDS))["helpedDeeds"]["nodes"] == []
    kept = await shop.worker_database_value(
        "SELECT count(*) FROM idempotency WHERE realm = $1::uuid::text AND actor LIKE '% for %' AND command = 'place_order'"
    )
    assert kept == 1


async def test_what_was_not_lent_is_refused_at_once_when_it_ends(shop: Shop, clock: Clock) -> None:
    ana, ben = [
        await people.member(
            shop.program.door.services.database, shop.worker_database, shop.id, name=name, classes=("producer",)
        )
        for name in ("Ana", "Ben")
    ]
    async with shop.worker_database.read(Scope(shop.id)) as work:
        ends = (work.now + timedelta(days=2)).isoformat()
    agreement = await agreed(shop, ana, ben, ["LISTS"], ends=ends)
    for_ana = await acting(shop, ana, ben)
    opened = await for_ana.wish('openStall(name: [{ language: "en", text: "A" }])', "")
    assert opened["__typename"] == "NotAllowed", "a stall is opened by herself"
    await clock.move(timedelta(days=3))
    assert (await (await again(shop, ben)).ask(MINE))["me"]["name"] == "Ben", "it ended by itself"
    assert agreement["id"] not in [one["id"] for one in (await shop.by(ana).ask(MINE))["helpAgreements"]]
    shop_ana = replace(ana, viewer=replace(ana.viewer, proven_at=(await _now(shop))))
    fresh = await agreed(shop, shop_ana, ben, ["LISTS", "LOGS"])
    assert fresh["__typename"] == "HelpAgreed", fresh
    await acting(shop, ana, ben)
    [standing] = (await shop.by(ana).ask(MINE))["helpAgreements"]
    assert (standing["isMine"], standing["helperName"], standing["scopes"]) == (True, "Ben", ["LISTS", "LOGS"])
    await shop.by(ana).wish("endHelp(id: $id)", "", id=("ID!", fresh["id"]))
    assert not (await (await again(shop, ben)).ask(MINE))["me"]["isHelped"], "the very next request"


async def _now(shop: Shop) -> Any:
    async with shop.worker_database.read(Scope(shop.id)) as work:
        return work.now


async def test_every_mutation_outside_the_scope_refuses(shop: Shop) -> None:
    """Each wish of the schema × each scope: NotAllowed before anything is looked at, unless it is lent."""
    ana, ben = [await people.sign_up(shop.program.door.services.database, name=name) for name in ("Ana", "Ben")]
    await agreed(shop, ana, ben, ["LISTS", "ORDERS", "LOGS"])
    viewer = (await acting(shop, ana, ben)).viewer
    assert viewer.help_scopes == {"lists", "orders", "logs"}
    assert isinstance(SCHEMA._schema.mutation_type, GraphQLObjectType)
    wrong = []
    for name, field in SCHEMA._schema.mutation_type.fields.items():
        snake = "".join(f"_{one.lower()}" if one.isupper() else one for one in name)
        needed = {key: one for key, one in field.args.items() if isinstance(one.type, GraphQLNonNull)}
        head = ", ".join(f"${key}: {one.type}" for key, one in needed.items())
        call = ", ".join(f"{key}: ${key}" for key in needed)
        document = (
            f"mutation M{f'({head})' if head else ''} {{ done: {name}{f'({call})' if call else ''} {{ __typename }} }}"
        )
        values = {key: _some(one.type.of_type) for key, one in needed.items()}
        for scope in ("lists", "orders", "logs"):
            if snake in ALWAYS or snake in SCOPES[scope]:
                continue
            read = await shop.program.as_(replace(viewer, help_scopes=frozenset({scope}))).answer(document, **values)
            done = (read.get("data") or {}).get("done") or {}
            if done.get("__typename") != "NotAllowed":
                wrong.append((name, scope, read))
    assert not wrong, wrong[:3]
    known = {
        "".join(f"_{one.lower()}" if one.isupper() else one for one in name)
        for name in SCHEMA._schema.mutation_type.fields
    }
    assert not (named := frozenset().union(*SCOPES.values()) - known), f"lent, and not there: {named}"


def _some(kind: Any) -> Any:
    """A value of a type that the door takes."""
    if isinstance(kind, GraphQLNonNull):
        return _some(kind.of_type)
    if hasattr(kind, "of_type"):
        return []
    if hasattr(kind, "fields"):
        return {key: _some(one.type) for key, one in kind.fields.items() if isinstance(one.type, GraphQLNonNull)}
    if hasattr(kind, "values"):
        return next(iter(kind.values))
    return {
        "Int": 1, "Boolean": True, "Float": 1.0, "MinorUnits": 1, "ID": "x", "Day": "2030-01-01", "Time": "10:00",
        "Instant": "2030-01-01T10:00:00Z",
    }.get(kind.name, new_key())  # fmt: skip


async def test_on_paper_by_two_officers(shop: Shop) -> None:
    database, worker = shop.program.door.services.database, shop.worker_database
    ana, ben = [
        await people.member(database, worker, shop.id, name=name, classes=("producer",)) for name in ("Ana", "Ben")
    ]
    olga, otto = [
        await people.member(database, worker, shop.id, name=name, offices=("officer",)) for name in ("Olga", "Otto")
    ]
    signed = (await _now(shop)).date().isoformat()
    ends = (await _now(shop) + timedelta(days=90)).isoformat()

    async def enter(by: people.Somebody, person: people.Somebody, helper: people.Somebody) -> dict[str, Any]:
        return await shop.by(by).wish(
            "enterHelpOnPaper(agentId: $a, helperAgentId: $h, scopes: [LISTS], signedOn: $signed, endsAt: $ends)",
            "... on HelpOnPaper { id } ... on InvalidInput { field }",
            a=("ID!", ids.encode("agent", person.agent_id)),
            h=("ID!", ids.encode("agent", helper.agent_id)),
            signed=("Day!", signed),
            ends=("Instant!", ends),
        )

    assert (await enter(ana, ana, ben))["__typename"] == "NotAllowed"
    assert (await enter(olga, ana, olga))["field"] == "helperAgentId", "nobody enters her own"
    sheet = (await enter(olga, ana, ben))["id"]
    confirm = "confirmHelpOnPaper(id: $id)"
    assert (await shop.by(ben).ask(MINE))["helpAgreements"] == [], "one officer alone lends nothing"
    assert (await shop.by(olga).wish(confirm, "", id=("ID!", sheet)))["__typename"] == "NotAllowed"
    assert (await shop.by(otto).wish(confirm, "", id=("ID!", sheet)))["__typename"] == "HelpOnPaper"
    assert (await shop.by(otto).wish(confirm, "", id=("ID!", sheet)))["__typename"] == "InvalidTransition"
    [standing] = (await shop.by(ben).ask(MINE))["helpAgreements"]
    assert (standing["personName"], standing["onPaper"], standing["isMine"]) == ("Ana", True, False)
    await acting(shop, ana, ben)


async def test_a_helper_writes_down_what_a_member_gave_and_is_no_witness_of_it(shop: Shop) -> None:
    ana, ben, cora, dan = [
        await people.member(
            shop.program.door.services.database, shop.worker_database, shop.id, name=name, classes=("contributor",)
        )
        for name in ("Ana", "Ben", "Cora", "Dan")
    ]
    await agreed(shop, ana, ben, ["LOGS"])
    for_ana = await acting(shop, ana, ben)
    day = (await _now(shop)).date() - timedelta(days=1)
    given = await for_ana.wish(
        "giveContribution(key: $key, contribution: $gift)",
        "... on ContributionWritten { id }",
        key=("String!", new_key()),
        gift=("ContributionInput!", {"kind": "CARE", "givenOn": day.isoformat(), "minutes": 60, "cause": "Soup"}),
    )
    asked = "query C($id: ID!) { contribution(id: $id) { name isHelped counted } }"
    assert (await shop.by(cora).ask(asked, id=given["id"]))["contribution"][0] == {
        "name": "Ana", "isHelped": True, "counted": 0,
    }  # fmt: skip
    # Back as himself: his word for what he wrote with his own hand weighs nothing; two others' do.
    await for_ana.wish("actFor(personId: $id)", "", id=("ID", None))
    himself = await again(shop, ben)
    outcomes = {}
    for name, somebody in (("Ben", himself), ("Cora", shop.by(cora)), ("Dan", shop.by(dan))):
        outcomes[name] = await somebody.wish(
            "attestContributions(key: $key, contributionIds: $ids)",
            "... on Attested { withoutWeight recognised }",
            key=("String!", new_key()),
            ids=("[ID!]!", [given["id"]]),
        )
    assert (outcomes["Ben"]["withoutWeight"], outcomes["Cora"]["recognised"]) == (1, 0)
    assert outcomes["Dan"]["recognised"] == 1


async def test_what_ends_while_a_helpers_request_is_under_way_is_not_done(shop: Shop) -> None:
    """Her request found out who asks, then the member ended it: an order would bear one name alone."""
    stall = await open_stall(shop, "Weaver")
    goods = await offer(shop, stall, "Scarf", price=1000)
    ana, ben = [await people.sign_up(shop.program.door.services.database, name=name) for name in ("Ana", "Ben")]
    agreement = await agreed(shop, ana, ben, ["ORDERS"])
    for_ana = await acting(shop, ana, ben)
    await fill(for_ana, (goods, 1))
    await start(for_ana)
    await shop.by(ana).wish("endHelp(id: $id)", "", id=("ID!", agreement["id"]))
    assert (await place(shop, for_ana, 1000))["__typename"] == "NotAllowed"
    assert await shop.worker_database_value("SELECT count(*) FROM sale_order WHERE cooperative_id = $1") == 0


async def test_who_was_lent_goods_reads_no_orders(shop: Shop) -> None:
    """Neither what the member bought, nor who ordered at her stall; with orders lent too, both."""
    stall = await open_stall(shop, "Weaver")
    goods = await offer(shop, stall, "Scarf", price=1000)
    ben = await people.sign_up(shop.program.door.services.database, name="Ben")
    hers = shop.program.as_(replace(stall.maker.viewer, visitor_hash=b"m" * 32))
    await fill(hers, (goods, 1))
    await start(hers)
    order = (await place(shop, hers, 1000))["order"]
    asked = """query Q($id: ID!, $stall: ID!, $slug: String!) { order(id: $id) { number } myOrders { nodes { number } }
      sellerOrders(stallId: $stall) { nodes { buyerName } } keptProducts(stall: $slug) { nodes { slug } } }"""
    await agreed(shop, stall.maker, ben, ["LISTS"])
    lists = await (await acting(shop, stall.maker, ben)).ask(asked, id=order["id"], stall=stall.id, slug=stall.slug)
    assert lists["order"] is None
    assert lists["myOrders"]["nodes"] == []
    assert not (lists["sellerOrders"] or {}).get("nodes")
    assert [one["slug"] for one in lists["keptProducts"]["nodes"]] == [goods.slug]
    await agreed(shop, stall.maker, ben, ["LISTS", "ORDERS"])
    both = await (await again(shop, ben)).ask(asked, id=order["id"], stall=stall.id, slug=stall.slug)
    assert (both["order"], both["sellerOrders"]["nodes"]) == ({"number": 1}, [{"buyerName": "Berta"}])


async def test_who_is_agreed_with_again_says_anew_that_she_acts(shop: Shop, clock: Clock) -> None:
    """What ended, by a word or by its date, does not come back by itself: his own order would be the member's."""
    ana, ben = [await people.sign_up(shop.program.door.services.database, name=name) for name in ("Ana", "Ben")]

    async def who() -> str:
        return str((await (await again(shop, ben)).ask(MINE))["me"]["name"])

    first = await agreed(shop, ana, ben, ["ORDERS"], ends=(await _now(shop) + timedelta(days=1)).isoformat())
    await acting(shop, ana, ben)
    await agreed(shop, ana, ben, ["ORDERS", "LISTS"], ends=(await _now(shop) + timedelta(days=1)).isoformat())
    assert await who() == "Ana", "more was lent, and he goes on"
    await clock.move(timedelta(days=2))
    ana = replace(ana, viewer=replace(ana.viewer, proven_at=(await _now(shop))))
    second = await agreed(shop, ana, ben, ["ORDERS"])
    assert await who() == "Ben"
    await acting(shop, ana, ben)
    await shop.by(ana).wish("endHelp(id: $id)", "", id=("ID!", second["id"]))
    assert (await agreed(shop, ana, ben, ["ORDERS"]))["id"] not in (first["id"], second["id"])
    assert await who() == "Ben"
