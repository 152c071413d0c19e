"""A rule has a value because something adopted it, from an instant on, within its bounds."""

import json
from datetime import timedelta

import asyncpg
import pytest

from minga_infra.founding.found import STATUTES, Founding, SlugTakenError, found
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.errors import InvalidInput
from minga_platform.ledger import queries as books
from minga_platform.rules import commands, queries, registry, texts
from minga_platform.rules.errors import DecisionNeeded, InvalidStatutes, StatutesChanged, VersionInPast
from minga_platform.rules.registry import Rule
from minga_platform.rules.statutes import parse

FEE = "market.fee_bps"


def later(instant, rules):
    values = ", ".join(f'"{key}" = {json.dumps(value)}' for key, value in rules.items())
    return f"\n[[version]]\neffective = {instant.isoformat()}\nrules = {{ {values} }}\n"


async def found_with(worker_database, text):
    """A co-op founded by this file."""
    founding = Founding("Rules of a test", slug=f"r{ids.new().hex[-12:]}")
    return (await found(worker_database, founding, parse(text))).cooperative_id


async def adopt(worker_database, cooperative_id, text):
    return await worker_database.run(
        Scope(cooperative_id), Actor(system="test"), lambda work: commands.adopt_founding(work, parse(text))
    )


async def fee(database, cooperative_id, instant=None):
    async with database.read(Scope(cooperative_id)) as work:
        return await queries.at(work, FEE, instant)


async def now(database):
    async with database.read(Scope()) as work:
        return work.now


async def test_the_founding_file_sets_every_rule(database, cooperative_id):
    async with database.read(Scope(cooperative_id)) as work:
        states = {state.rule.key: state for state in await queries.states(work)}
        assert set(states) == {rule.key for rule in registry.all_rules()}
        set_by = {key: state.history[0][1].kind for key, state in states.items()}
        assert set_by[FEE] == "founding"
        assert states[FEE].current.value == 800
        assert set_by["market.bank_transfer_days"] == "declared_default"
        [text] = texts.versions(await queries.adoptions(work))
        assert text.text["title"]["es"].startswith("Estatutos")


async def test_a_later_value_is_a_second_dated_version(database, worker_database, clock):
    """What was agreed for next month holds next month, and the past keeps the rate that it had."""
    founded = await now(database)
    text = STATUTES.read_text() + later(founded + timedelta(days=30), {FEE: 700})
    cooperative_id = await found_with(worker_database, text)
    assert await adopt(worker_database, cooperative_id, text) == [], "the same file again changes nothing"
    assert await fee(database, cooperative_id) == 800
    assert await fee(database, cooperative_id, founded + timedelta(days=31)) == 700
    await clock.move(timedelta(days=31))
    assert await fee(database, cooperative_id) == 700
    assert await fee(database, cooperative_id, founded + timedelta(days=1)) == 800
    async with database.read(Scope(cooperative_id)) as work:
        history = next(state for state in await queries.states(work) if state.rule.key == FEE).history
        assert [(version.value, adoption.number) for version, adoption in history] == [(700, 2), (800, 1)]


async def test_what_was_kept_is_never_older_than_what_holds(database, worker_database, clock):
    """Another process adopts; this one had read before. Within the minute it knows, because it reads anew."""
    instant = await now(database) + timedelta(seconds=90)
    cooperative_id = await found_with(worker_database, STATUTES.read_text() + later(instant, {FEE: 500}))
    assert await fee(database, cooperative_id) == 800
    kept = queries._kept[cooperative_id]
    unaware = {key: [version for version in versions if version.value != 500] for key, versions in kept.by_key.items()}
    before = queries._Kept(kept.read_at, unaware)
    for second in (1, 10, 29, 31, 60, 100):
        queries._kept[cooperative_id] = before  # This process did not hear of the other's adoption.
        await clock.reset()
        await clock.move(timedelta(seconds=second))
        expected = 500 if await now(database) >= instant else 800
        assert await fee(database, cooperative_id) == expected
    await clock.reset()
    queries._kept[cooperative_id] = before
    assert await fee(database, cooperative_id, instant) == 500, "a question about the future is read anew"


async def test_reading_rules_costs_no_statement_most_of_the_time(database, cooperative_id):
    await fee(database, cooperative_id)
    async with database.read(Scope(cooperative_id)) as work:
        asked = []
        work.conn.add_query_logger(lambda record: asked.append(record.query))
        assert await queries.at(work, FEE) == 800
        assert await queries.at(work, "market.hold_days") == 7
    assert [query for query in asked if "rule_version" in query] == []


async def test_an_adopted_version_cannot_be_written_over(database, worker_database, cooperative_id):
    changed = STATUTES.read_text().replace('"market.fee_bps" = 800', '"market.fee_bps" = 100')
    with pytest.raises(StatutesChanged) as refused:
        await adopt(worker_database, cooperative_id, changed)
    assert refused.value.number == 1
    assert await fee(database, cooperative_id) == 800


async def test_a_change_never_reaches_back(database, worker_database):
    instant = await now(database)
    for when in (instant - timedelta(days=1), instant + timedelta(seconds=20)):
        with pytest.raises(VersionInPast):
            await found_with(worker_database, STATUTES.read_text() + later(when, {FEE: 1}))


async def test_after_the_founding_a_file_changes_nothing_more(database, worker_database, cooperative_id):
    """From then on members decide; not whoever has the machine."""
    instant = await now(database)
    text = STATUTES.read_text() + later(instant + timedelta(days=3), {FEE: 1})
    with pytest.raises(DecisionNeeded) as refused:
        await adopt(worker_database, cooperative_id, text)
    assert refused.value.number == 2
    assert await fee(database, cooperative_id, instant + timedelta(days=4)) == 800


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ({FEE: -1}, "bounds"),
        ({FEE: 3001}, "bounds"),
        ({FEE: True}, "whole_number"),
        ({FEE: "8 %"}, "whole_number"),
        ({"market.tax_rounding": "sometimes"}, "choice"),
        ({"market.free_lunch": 1}, "unknown_rule"),
    ],
)
def test_a_founding_file_is_refused_with_all_that_is_wrong(rules, problem):
    from datetime import UTC, datetime

    text = STATUTES.read_text() + later(datetime(2030, 1, 1, tzinfo=UTC), rules) + "\n[[version]]\nrules = {}\n"
    with pytest.raises(InvalidStatutes) as refused:
        parse(text)
    assert [(one.number, one.problem) for one in refused.value.problems] == [(2, problem), (3, "effective")]


@pytest.mark.parametrize(
    "text", ["", "no toml [", 'title.en = "x"', "version = 3", "[[version]]\neffective = 2030-01-01"]
)
def test_half_a_file_is_no_statutes(text):
    with pytest.raises(InvalidStatutes):
        parse(text)


async def test_no_version_without_an_adoption_that_says_so(database, worker_database, cooperative_id):
    """The worker's login may insert; the database still holds the promise."""
    insert = (
        "INSERT INTO rule_version (cooperative_id, id, key, value, effective_at, adoption_id)"
        " SELECT $1, $2, $3, $4, $5, coalesce($6, (SELECT id FROM adoption WHERE number = 1))"
    )
    instant = await now(database)

    def attempt(when, adoption_id, key="trial.key", value=1):
        return worker_database.run(
            Scope(cooperative_id),
            Actor(system="test"),
            lambda work: work.execute(insert, cooperative_id, ids.new(), key, value, when, adoption_id),
        )

    with pytest.raises(asyncpg.PostgresError):
        await attempt(instant + timedelta(days=1), ids.new())
    with pytest.raises(asyncpg.CheckViolationError, match="before it was adopted"):
        await attempt(instant - timedelta(days=1), None)
    with pytest.raises(asyncpg.CheckViolationError, match="something else"):
        await attempt(instant + timedelta(days=1), None)
    with pytest.raises(asyncpg.CheckViolationError, match="another instant"):
        await attempt(instant + timedelta(days=1), None, FEE, 800)


@pytest.mark.parametrize(
    ("kind", "number", "values", "constraint"),
    [
        ("founding", 2, {FEE: 1}, "adoption_founding_over"),
        ("declared_default", None, {FEE: 1}, "adoption_default_first"),
        ("decision", None, {FEE: 1}, "adoption_certified"),
    ],
)
async def test_no_other_way_to_adopt_after_the_founding(
    worker_database, cooperative_id, kind, number, values, constraint
):
    """Hostile 45, first half: neither a late founding, nor a default, nor a decision that nobody certified."""
    insert = (
        "INSERT INTO adoption (cooperative_id, id, kind, number, decision_id, document, document_sha256, adopted_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, '', now())"
    )
    decision = ids.new() if kind == "decision" else None
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await worker_database.run(
            Scope(cooperative_id),
            Actor(system="test"),
            lambda work: work.execute(
                insert, cooperative_id, ids.new(), kind, number, decision, {"effective": None, "rules": values}
            ),
        )
    assert refused.value.constraint_name == constraint


async def test_a_second_founding_is_refused(cooperative_id, superuser):
    """Even after somebody with the machine took the first away."""

    async def again():
        async with superuser.transaction():
            await superuser.execute("ALTER TABLE adoption DISABLE TRIGGER adoption_append_only")
            await superuser.execute(
                "UPDATE adoption SET number = 99 WHERE cooperative_id = $1 AND number = 1", cooperative_id
            )
            await superuser.execute(
                "INSERT INTO adoption (cooperative_id, id, kind, number, document, document_sha256, adopted_at)"
                " VALUES ($1, $2, 'founding', 1, '{}', '', now())",
                cooperative_id,
                ids.new(),
            )

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await again()
    assert refused.value.constraint_name == "adoption_founding_once"


async def test_the_app_cannot_adopt_anything(database, cooperative_id):
    def adopting(work):
        return commands.adopt_decision(
            work, ids.new(), values={FEE: 1}, text=None, effective_at=work.now + timedelta(days=1)
        )

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.run(Scope(cooperative_id), Actor(system="test"), adopting)


async def test_a_rule_of_a_new_release_gets_its_declared_default(
    database, worker_database, cooperative_id, monkeypatch
):
    new = Rule(key="trial.days", type="integer", default=3, unit="days", explanation="A trial.", minimum=0, maximum=9)
    monkeypatch.setitem(registry._RULES, new.key, new)
    scope, actor = Scope(cooperative_id), Actor(system="migrate")
    async with database.read(scope) as work:
        assert await queries.at(work, "trial.days") == 3, "nobody waits for the worker"
    assert await worker_database.run(scope, actor, commands.adopt_declared_defaults) == ["trial.days"]
    assert await worker_database.run(scope, actor, commands.adopt_declared_defaults) == []
    async with database.read(scope) as work:
        version = await queries.version_at(work, "trial.days")
        assert version.value == 3
        adoption = next(one for one in await queries.adoptions(work) if one.id == version.adoption_id)
        assert adoption.kind == "declared_default"


async def test_rules_of_another_co_op_do_not_exist(database, worker_database, cooperative_id):
    other = await found(worker_database, Founding("Others", slug=f"o{ids.new().hex[-12:]}"))
    for own in (cooperative_id, other.cooperative_id):
        async with database.read(Scope(own)) as work:
            seen = await work.rows("SELECT DISTINCT cooperative_id FROM rule_version")
            assert [row["cooperative_id"] for row in seen] == [own]


def test_one_key_is_declared_once():
    rule = registry.rule(FEE)
    assert rule is not None
    registry.register([rule])
    with pytest.raises(ValueError, match="twice"):
        registry.register([Rule(key=FEE, type="integer", default=1, unit="", explanation="Another.")])


def test_bounds_are_told():
    rule = registry.rule(FEE)
    assert rule is not None
    with pytest.raises(InvalidInput) as refused:
        rule.check(9999)
    assert (refused.value.minimum, refused.value.maximum) == ("0", "3000")


async def test_founding_makes_a_whole_co_op(database, worker_database):
    slug = f"f{ids.new().hex[-12:]}"
    founded = await found(worker_database, Founding("Tejedoras de Chiloé", slug=slug, currency="JPY", country="JP"))
    async with database.read(Scope(founded.cooperative_id)) as work:
        assert await work.value("SELECT zone FROM cooperative WHERE slug = $1", slug) == "Asia/Tokyo"
        assert await work.value("SELECT count(*) FROM membership_class") == 6
        states = await books.accounts(work)
        assert {state.unit for state in states} == {"JPY"}
        assert {state.balance for state in states} == {0}
    assert len(founded.officer_token) > 40
    with pytest.raises(SlugTakenError):
        await found(worker_database, Founding("Again", slug=slug))
    async with database.read(Scope()) as work:
        assert await work.value("SELECT count(*) FROM cooperative WHERE slug = $1", slug) == 1
