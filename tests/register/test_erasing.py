"""Hostile 60: a member asks to be erased. What stands in the way is listed, all of it; else nothing of her is left."""

import gzip
from datetime import timedelta

import orjson
import pytest

from minga_infra.main import join_features
from minga_platform.kernel.actor import Actor
from minga_platform.kernel.errors import NotFound, StepUpNeeded
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.money import Money
from minga_platform.kernel.whole import every_table, traits_of
from minga_platform.membership import flows as signing
from minga_platform.membership.commands import roles
from minga_platform.membership.commands.sign_in import SignInFailed
from minga_platform.membership.terms import EVERY_RIGHT, Terms
from minga_platform.register import exporting, flows
from minga_platform.register.commands import admission, applying, classes, dues, shares
from minga_platform.register.errors import CannotErase, Obstacle
from minga_platform.register.ports import JOINED
from minga_testing import people
from minga_testing.shop import fill, offer, open_shop, open_stall, place, start


async def hindrances(coop, who):
    with pytest.raises(CannotErase) as refused:
        await flows.erase_me(coop.database, who.viewer)
    return {one.kind for one in refused.value.obstacles}


async def test_what_stands_in_the_way_is_told_all_at_once(coop) -> None:
    terms = Terms(rights=EVERY_RIGHT, share_minor=2000, shares_required=1, dues_minor=500, dues_months=1)
    await coop.wish(coop.officer, classes.change_class, class_key="consumer", terms=terms)
    ana = await coop.person("Ana", offices=("auditor",))
    membership = await coop.wish(coop.officer, admission.admit_agent, agent_id=ana.agent_id, class_key="consumer")
    await coop.wish(
        coop.officer, shares.record_payment, membership_id=membership, amount=Money(2000, "EUR"), channel="bank"
    )
    await coop.run(dues.raise_dues)
    assert await hindrances(coop, ana) == {"debt", "shares", "office"}

    async def voting(_work, _person, _agents, slug):
        return [Obstacle("running_vote", slug)]

    JOINED.hindrances.append(voting)
    try:
        assert await hindrances(coop, ana) == {"debt", "shares", "office", "running_vote"}
    finally:
        JOINED.hindrances.remove(voting)
    async with coop.work() as work:
        # Refused whole: nothing was erased.
        assert await work.value("SELECT name FROM agent WHERE id = $1", ana.agent_id) == "Ana"
        assert await work.value("SELECT left_at IS NULL FROM membership WHERE id = $1", membership)


async def test_an_open_order_stands_in_the_way_of_its_buyer_and_its_maker(database, worker_database) -> None:
    join_features()
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Weaver")
    goods = await offer(shop, stall, "Scarf", price=1000)
    buyer = await people.sign_up(database, name="Bea")
    program = shop.by(buyer)
    await fill(program, (goods, 1))
    await start(program)
    await place(shop, program, 1000)
    for who, kinds in ((buyer, {"open_order"}), (stall.maker, {"open_order", "open_stall"})):
        with pytest.raises(CannotErase) as refused:
            await flows.erase_me(database, who.viewer)
        assert {one.kind for one in refused.value.obstacles} == kinds


async def test_whoever_owes_nothing_is_gone_and_cannot_sign_in(coop) -> None:
    ana = await people.member(
        coop.database, coop.worker, coop.id, name="Ana Canary", classes=("consumer",), password=people.GOOD_PASSWORD
    )
    ben = await coop.person("Ben")
    await coop.wish(ana, applying.apply, class_key="worker", about="canary words")
    person_id = ana.viewer.person_id
    await flows.erase_me(coop.database, ana.viewer)
    async with coop.work() as work:
        row = await work.row("SELECT name, person_id FROM agent WHERE id = $1", ana.agent_id)
        assert (row["name"], row["person_id"]) == ("—", None)
        assert await work.value("SELECT about FROM application WHERE agent_id = $1", ana.agent_id) == "—"
        # Who left stays readable, without her name.
        assert await work.value("SELECT left_at FROM membership WHERE agent_id = $1", ana.agent_id) is not None
        for table in every_table().sorted_tables:
            if traits_of(table).kind == "person" and "person_id" in table.columns:
                assert not await work.value(f"SELECT count(*) FROM {table.name} WHERE person_id = $1", person_id)
    answers = [
        await signing.sign_in_with_password(
            coop.database, ben.viewer, name=name, password=people.GOOD_PASSWORD, device=""
        )
        for name in (ana.mail, "nobody-ever@example.org")
    ]
    assert answers == [SignInFailed(), SignInFailed()]
    # Her session ended with her.
    assert (
        await signing.recognise(
            coop.database, ana.token, visitor_hash=None, language=None, address="", can_rotate=False
        )
        is None
    )


async def test_erasing_asks_again_who_she_is(coop, clock) -> None:
    ana = await coop.person("Ana")
    await clock.move(timedelta(minutes=6))
    with pytest.raises(StepUpNeeded):
        await flows.erase_me(coop.database, ana.viewer)


async def test_an_office_ended_clears_the_way(coop) -> None:
    ana = await coop.person("Ana", offices=("auditor",))
    await coop.wish(coop.officer, roles.revoke_role, agent_id=ana.agent_id, role="auditor")
    await flows.erase_me(coop.database, ana.viewer)


async def test_erasing_twice_is_erasing_once(coop) -> None:
    ana = await coop.person("Ana", classes=("consumer",))
    person_id = ana.viewer.person_id
    await flows.erase(coop.worker, person_id, Actor(system="erase"))
    await flows.erase(coop.worker, person_id, Actor(system="erase"))


async def test_her_file_holds_her_rows_and_nobody_elses(coop) -> None:
    ana = await coop.person("Ana", classes=("consumer",))
    ben = await coop.person("Ben", classes=("worker",))
    application = await coop.wish(ana, applying.apply, class_key="maker", about="I carve spoons.")
    await coop.wish(ben, applying.vouch, application_id=application)
    membership = await coop.wish(coop.officer, admission.decide, application_id=application, admit=True)
    await coop.wish(
        coop.officer, shares.record_payment, membership_id=membership, amount=Money(2500, "EUR"), channel="bank"
    )
    person_id = ana.viewer.person_id
    export_id = await people.do(coop.database, ana.viewer, exporting.ask)
    assert await people.do(coop.database, ana.viewer, exporting.ask) == export_id
    desk = Desk(coop.worker, {}, "register.make_export")
    await exporting.make(desk, export_id, person_id)
    whole = orjson.loads(
        gzip.decompress(await people.do(coop.database, ana.viewer, exporting.content, export_id=export_id))
    )
    (here,) = whole["cooperatives"]
    assert whole["person"]["identifier"][0]["value"] == ana.mail
    assert here["tables"]["application"][0]["about"] == "I carve spoons."
    assert sorted(row["change_minor"] for row in here["ledger"] if row["account"] == "share_capital") == [2500]
    text = orjson.dumps(whole).decode()
    assert "Ben" not in text
    assert str(ben.agent_id) not in text
    # Every table with personal data stands in it, also where it holds nothing of hers.
    told = set(whole["person"]) | set(here["tables"])
    assert {name for name, table in every_table().tables.items() if traits_of(table).personal} <= told
    with pytest.raises(NotFound):
        await people.do(coop.database, ben.viewer, exporting.content, export_id=export_id)


async def test_no_personal_column_stands_where_nothing_can_be_erased() -> None:
    assert [
        name
        for name, table in every_table().tables.items()
        if traits_of(table).personal and traits_of(table).append_only
    ] == []
