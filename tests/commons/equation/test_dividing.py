"""Divisions in the database: what pays once pays once, what is owed ends, what dies half-way was never there, and whose rules
they were."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from minga_commons.equation.commands.dividing import divide_fund
from minga_infra.database.checks import all_checks
from minga_infra.main import join_features
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.rules.statutes import read
from minga_testing.deciding import convene
from minga_testing.looping import DISTRIBUTION, Loop, open_loop, shares
from minga_testing.plugin import Clock
from minga_testing.shop import new_key, open_stall

_EQUATION = [
    "weight materials_piece 150",
    "weight work 100",
    "weight design 100",
    "bucket advances 40 own oldest owed kinds materials_piece",
    "bucket work 60 own points once kinds work",
    "unused wait",
]
_STATUTES = {"title": {"en": "Of a test"}, "version": [{"rules": {"commons.value_equation": _EQUATION}}]}


@pytest.fixture
async def loop(database: Database, worker_database: Database) -> Loop:
    join_features()  # The rule must be known before a founding file may name it.
    return await open_loop(database, worker_database, statutes=read(_STATUTES))


async def fill_fund(loop: Loop, minor: int) -> None:
    async def command(work: Work) -> None:
        bank, fund = AccountName(AccountKind.CASH_BANK), AccountName(AccountKind.FUND, purpose="mill")
        await post(
            work, kind="opening", subject_kind="cooperative", subject_id=work.cooperative_id, key=new_key(),
            moves=[Move(bank, fund, Money(minor, "EUR"))],
        )  # fmt: skip

    await loop.shop.worker_database.run(Scope(loop.shop.id), Actor(system="test"), command)


async def divide(loop: Loop, minor: int, cause: str | None = "the mill") -> dict[str, Any]:
    return await loop.keeper.wish(
        'divideFund(key: $key, fund: "mill", amount: $amount, cause: $cause)',
        f"... on Divided {{ distribution {{ {DISTRIBUTION} }} }}",
        key=("String!", new_key()),
        amount=("MoneyInput!", {"minor": minor, "currency": "EUR"}),
        cause=("String", cause),
    )


async def whole(admin: asyncpg.Connection, loop: Loop) -> None:
    assert not {one.promise for one in all_checks() if await admin.fetch(one.statement, [loop.shop.id])}


async def test_once_is_once_and_what_is_owed_ends(loop: Loop, admin: asyncpg.Connection) -> None:
    # Nobody gave anything yet: the money stays.
    await fill_fund(loop, 30_000)
    assert (await divide(loop, 10_000))["__typename"] == "NobodyContributed"
    assert (await divide(loop, 30_001))["__typename"] == "NothingToDivide"
    await loop.gift("Ana", None, 0, kind="materials", quantity=30, unit="piece", back=9)
    await loop.gift("Dan", None, 0, kind="materials", quantity=20, unit="piece", back=3)
    given = await loop.gift("Cora", None, 90, kind="work")
    first = await divide(loop, 10_000)
    # Of 40.00 for advances, Ana's 45.00 come first and take all; Cora has the 60.00 of the work, once.
    assert shares(first) == {"Ana": 4000, "Cora": 6000}
    second = await divide(loop, 10_000)
    assert shares(second) == {"Ana": 500, "Dan": 3000}
    assert second["distribution"]["left"]["minor"] == 6500
    assert (await divide(loop, 6500))["__typename"] == "NobodyContributed"
    # Another contribution is paid, in whatever hurry: two at once, once. And what was paid is corrected no more.
    await loop.gift("Cora", None, 60, kind="work", back=2)
    both = await asyncio.gather(divide(loop, 1000), divide(loop, 1000))
    assert sorted(one["__typename"] for one in both) == ["Divided", "NobodyContributed"]
    async with loop.database.read(loop.members["Cora"].viewer.scope(loop.shop.id)) as work:
        on = (work.now - timedelta(days=1)).date().isoformat()
    corrected = await loop.by("Cora").wish(
        "correctContribution(key: $key, id: $id, contribution: $gift)",
        "",
        key=("String!", new_key()),
        id=("ID!", ids.encode("ctb", given)),
        gift=("ContributionInput!", {"kind": "WORK", "givenOn": on, "minutes": 600, "cause": "the mill"}),
    )
    assert corrected["__typename"] == "AlreadyPaid"
    await whole(admin, loop)


async def test_a_division_that_dies_half_way_was_never_there(loop: Loop, admin: asyncpg.Connection) -> None:
    await fill_fund(loop, 5000)
    await loop.gift("Cora", None, 90, kind="work")
    viewer = loop.keeper.viewer

    async def dying(work: Work) -> None:
        await divide_fund(work, viewer, fund="mill", amount=Money(5000, "EUR"), cause="the mill")
        await work.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError)):
        await loop.database.run(viewer.scope(loop.shop.id), viewer.actor, dying)
    for table in ("distribution", "distribution_event", "distribution_claim", "distribution_part"):
        assert await admin.fetchval(f"SELECT count(*) FROM {table} WHERE cooperative_id = $1", loop.shop.id) == 0
    assert shares(await divide(loop, 5000)) == {"Cora": 3000}
    await whole(admin, loop)


async def test_members_vote_on_the_equation_and_a_division_names_their_decision(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    hall = await convene(database, worker_database, clock)
    wish = {"key": "commons.value_equation", "words": ["weight work 100", "bucket all 100 everybody points always"]}
    draft = await hall.draft("Ana", "RULE_CHANGE", "Divide otherwise")
    refused = await hall.wish(
        "Ana",
        "saveDraft(id: $id, draft: $draft)",
        "... on InvalidInput { field rule }",
        id=("ID!", draft),
        draft=("DraftInput!", {"rules": [wish]}),
    )
    assert (refused["field"], refused["rule"]) == ("commons.value_equation", "line 2")
    lines = ["weight work 100", "weight care 300", "bucket everybody 100 all points always"]
    proposal = await hall.put_to_vote(
        "Ana",
        "RULE_CHANGE",
        "Care weighs more",
        "Wanda",
        "Wim",
        rules=[{"key": "commons.value_equation", "words": lines}],
    )
    for name in ("Ana", "Wanda", "Wim", "Paola", "Pedro", "Petra", "Clara", "Carlos"):
        assert (await hall.cast(name, proposal, "YES"))["__typename"] == "CastBallot"
    await hall.close()
    await hall.turn(days=8)
    told = await hall.shop.program.ask("{ equationVersions { id holds setBy decisionId equation { lines } } }")
    [holding] = [one for one in told["equationVersions"] if one["holds"]]
    assert (holding["setBy"], holding["equation"]["lines"]) == ("decision", lines)
    loop = Loop(database, hall.shop, hall.members)
    await fill_fund(loop, 1000)
    await loop.gift("Clara", None, 60, kind="care", back=2)
    await loop.gift("Carlos", None, 60, kind="work", back=2)
    done = await divide(loop, 1000)
    assert shares(done) == {"Clara": 750, "Carlos": 250}
    assert done["distribution"]["equationId"] == holding["id"]


async def test_a_trial_tells_who_would_have_received_what(loop: Loop) -> None:
    asset, release = await loop.release()
    await loop.gift("Ana", asset, 60)
    await loop.gift("Dan", asset, 60, kind="work")
    cloth = await loop.woven(await open_stall(loop.shop, "Weaver"), release)
    await loop.sell((cloth, 100), total=121_000)
    async with loop.database.read(Scope()) as work:
        since, until = (work.now - timedelta(days=1)).isoformat(), (work.now + timedelta(days=1)).isoformat()
    asked = (
        "query T($lines: [String!]!, $since: Instant!, $until: Instant!) { equationTrial(lines: $lines, since: $since, until:"
        " $until) { problem trial { royalties { minor } left { minor } parts { name isFund wouldBe { minor } now { minor } } } } }"
    )
    lines = ["weight design 300", "weight work 100", "bucket fund 10 fund commons", "bucket all 90 own points always"]
    told = (await loop.by("Wim").ask(asked, lines=lines, since=since, until=until))["equationTrial"]
    assert told["problem"] is None
    assert told["trial"]["royalties"]["minor"] == 3000
    assert [(one["name"], one["wouldBe"]["minor"], one["now"]["minor"]) for one in told["trial"]["parts"]] == [
        ("Ana", 2025, 0), ("Dan", 675, 1800), ("commons", 300, 0),
    ]  # fmt: skip
    wrong = (await loop.by("Wim").ask(asked, lines=["bucket"], since=since, until=until))["equationTrial"]
    assert wrong == {"problem": "line 1", "trial": None}
    assert (await loop.shop.program.ask(asked, lines=lines, since=since, until=until))["equationTrial"] is None
