"""Whoever has the machine or an office cannot decide instead of the members. Hostile 43 and 45."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from minga_platform.governance.proposals.replaying import replay
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.rules import commands as adopting
from minga_testing.deciding import Parliament
from minga_testing.shop import new_key

FEE = "market.fee_bps"


async def decided(hall: Parliament, say: str = "YES", number: int = 600) -> str:
    """A certified decision about the fee; the proposal's id."""
    wish = {"rules": [{"key": FEE, "number": number}]}
    voted = await hall.put_to_vote("Ana", "RULE_CHANGE", "A lower fee", "Wanda", "Paola", **wish)
    for name in ("Ana", "Wanda", "Paola", "Pedro"):
        await hall.cast(name, voted, say)
    await hall.close()
    proposal: str = voted["id"]
    return proposal


async def test_hostile_43_after_the_announcement_nothing_of_the_question_changes(
    hall: Parliament, database: Database, worker_database: Database, admin: asyncpg.Connection
) -> None:
    await hall.join("Olga", offices=("officer", "facilitator"))
    wish = {"rules": [{"key": FEE, "number": 600}]}
    voted = await hall.put_to_vote("Ana", "RULE_CHANGE", "A lower fee", "Wanda", "Paola", **wish)
    proposal = voted["id"]
    other = {"text": [{"language": "en", "text": "Something else"}]}
    for name in ("Ana", "Olga"):
        done = await hall.wish(
            name, "saveDraft(id: $id, draft: $draft)", "", id=("ID!", proposal), draft=("DraftInput!", other)
        )
        assert done["__typename"] in ("InvalidTransition", "NotAllowed")
        done = await hall.wish(
            name,
            "amendProposal(key: $key, id: $id, text: $text)",
            "",
            key=("String!", new_key()),
            id=("ID!", proposal),
            text=("[LocalTextInput!]", other["text"]),
        )
        assert done["__typename"] in ("InvalidTransition", "NotAllowed")
        later = (await hall.now() + timedelta(days=30)).isoformat()
        done = await hall.wish(
            name, "giveNotice(id: $id, closesAt: $at)", "", id=("ID!", proposal), at=("Instant", later)
        )
        assert done["__typename"] == "InvalidTransition"
        assert (await hall.act(name, "withdrawProposal", proposal))["__typename"] in ("InvalidTransition", "NotAllowed")

    inside = ids.decode("mot", proposal)
    for change in (
        """title = '{"en": "Another question"}'""",
        "text = '{}'",
        """changes = '{"rules": {"market.fee_bps": 0}}'""",
        "method = 'consent'",
        "secret = NOT secret",
        """options = '[{"key": "o1"}]'""",
        "closes_at = closes_at + interval '1 day'",
        "opens_at = opens_at - interval '1 day'",
        "terms = '{}'",
        "stated_at = now()",
    ):
        for login in (database, worker_database):
            with pytest.raises(asyncpg.RestrictViolationError):
                await login.run(
                    Scope(hall.shop.id),
                    Actor(system="test"),
                    lambda work, one=change: work.execute(f"UPDATE proposal SET {one} WHERE id = $1", inside),  # type: ignore[misc]
                )
        with pytest.raises(asyncpg.RestrictViolationError):
            await admin.execute(f"UPDATE proposal SET {change} WHERE id = $1", inside)
    election = ids.decode("elec", voted["electionId"])
    with pytest.raises(asyncpg.RestrictViolationError):
        await admin.execute("UPDATE election SET closes_at = closes_at + interval '1 day' WHERE id = $1", election)
    # The one way: call it off, and announce another.
    done = await hall.wish(
        "Olga", "annulProposal(id: $id, reason: $why)", id=("ID!", proposal), why=("String!", "A wrong number.")
    )
    assert done["proposal"]["state"] == "ANNULLED"
    copied = await hall.wish(
        "Ana", "copyProposal(key: $key, id: $id)", key=("String!", new_key()), id=("ID!", proposal)
    )
    assert copied["proposal"]["state"] == "DRAFT"
    assert copied["proposal"]["number"] == 2


def _adopts(decision_id: Any, values: dict[str, int], days: float = 30) -> Any:
    async def command(work: Any) -> None:
        await adopting.adopt_decision(
            work, decision_id, values=values, text=None, effective_at=work.now + timedelta(days=days)
        )

    return command


async def test_hostile_45_no_version_without_a_passed_decision_about_that_very_value(
    hall: Parliament, worker_database: Database, admin: asyncpg.Connection
) -> None:
    """By the worker's login, which alone may adopt: the database refuses."""
    proposal = await decided(hall)
    scope, actor = Scope(hall.shop.id), Actor(system="test")
    row = await admin.fetchrow(
        "SELECT id, effective_at FROM decision WHERE cooperative_id = $1 AND proposal_id = $2",
        hall.shop.id,
        ids.decode("mot", proposal),
    )
    before = await admin.fetchval("SELECT count(*) FROM rule_version WHERE cooperative_id = $1", hall.shop.id)
    for decision_id, values in (
        (ids.new(), {FEE: 500}),  # none at all
        (row["id"], {FEE: 500}),  # another value
        (row["id"], {"market.hold_days": 1}),  # another key
        (row["id"], {FEE: 600, "market.hold_days": 1}),  # one more
        (row["id"], {FEE: 600}),  # another date
    ):
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await worker_database.run(scope, actor, _adopts(decision_id, values))
        assert refused.value.constraint_name == "adoption_certified"

    async def again(work: Any) -> None:
        await adopting.adopt_decision(work, row["id"], values={FEE: 600}, text=None, effective_at=row["effective_at"])

    with pytest.raises(asyncpg.UniqueViolationError):  # the very same, twice
        await worker_database.run(scope, actor, again)
    assert before == await admin.fetchval("SELECT count(*) FROM rule_version WHERE cooperative_id = $1", hall.shop.id)


async def test_hostile_45_a_failed_decision_adopts_nothing(
    hall: Parliament, worker_database: Database, admin: asyncpg.Connection
) -> None:
    proposal = ids.decode("mot", await decided(hall, "NO"))
    row = await admin.fetchrow("SELECT id, passed FROM decision WHERE proposal_id = $1", proposal)
    assert not row["passed"]
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await worker_database.run(Scope(hall.shop.id), Actor(system="test"), _adopts(row["id"], {FEE: 600}))
    assert refused.value.constraint_name == "adoption_certified"


_FORGED = """INSERT INTO decision (cooperative_id, id, number, proposal_id, election_id, kind, passed, changes, closed_at,
        certified_at, effective_at, result_sha256, document, document_sha256, is_public)
    SELECT p.cooperative_id, $2, 99, p.id, p.election_id, p.kind, $3, {changes}, p.closes_at, $4, $5,
        coalesce((SELECT board_sha256 FROM election_result r WHERE r.election_id = p.election_id), ''),
        jsonb_build_object('changes', {changes}, 'text_sha256', encode(p.text_sha256, 'hex')), '', true
    FROM proposal p WHERE p.id = $1"""


@pytest.mark.parametrize(
    ("closed", "passed", "changes", "constraint"),
    [
        (False, True, "p.changes", "decision_counted"),  # before the count
        (True, True, "p.changes", "decision_counted"),  # the members said no
        (True, False, """'{"rules": {"market.fee_bps": 0}}'::jsonb""", "decision_as_asked"),
    ],
)
async def test_hostile_45_a_certificate_is_held_against_its_election(
    hall: Parliament, worker_database: Database, closed: bool, passed: bool, changes: str, constraint: str
) -> None:
    wish = {"rules": [{"key": FEE, "number": 600}]}
    voted = await hall.put_to_vote("Ana", "RULE_CHANGE", "A lower fee", "Wanda", "Paola", **wish)
    for name in ("Ana", "Wanda", "Paola", "Pedro"):
        await hall.cast(name, voted, "NO" if closed else "YES")
    if closed:
        # Counted, and the worker has not come by to certify yet.
        await hall.clock.move(timedelta(days=7, seconds=1))
        from minga_platform.governance.ballots.commands.close import close

        await worker_database.run(
            Scope(hall.shop.id),
            Actor(system="test"),
            lambda work: close(work, election_id=ids.decode("elec", voted["electionId"])),
        )
    now = await hall.now()
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await worker_database.run(
            Scope(hall.shop.id),
            Actor(system="test"),
            lambda work: work.execute(
                _FORGED.format(changes=changes),
                ids.decode("mot", voted["id"]), ids.new(), passed, now, now + timedelta(days=30) if passed else None,
            ),
        )  # fmt: skip
    assert refused.value.constraint_name == constraint


async def test_the_app_cannot_certify(hall: Parliament, database: Database) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.run(
            Scope(hall.shop.id),
            Actor(system="test"),
            lambda work: work.execute("INSERT INTO decision (cooperative_id, id) VALUES ($1, $1)", hall.shop.id),
        )


@pytest.mark.tampers(reason="plays the owner of the database")
@pytest.mark.parametrize(
    ("table", "change", "problem"),
    [
        ("rule_version", "value = '0'", "other_value"),
        ("rule_version", "effective_at = effective_at - interval '40 days'", "other_instant"),
        ("rule_version", None, "missing"),
        ("adoption", """document = jsonb_set(document, '{rules,market.fee_bps}', '0')""", "document_changed"),
        ("decision", """document = jsonb_set(document, '{changes,rules,market.fee_bps}', '0')""", "decision_changed"),
        ("decision", "passed = false, effective_at = NULL", "not_as_decided"),
    ],
)
async def test_replay_finds_what_another_hand_changed(
    hall: Parliament, superuser: asyncpg.Connection, table: str, change: str | None, problem: str
) -> None:
    """As superuser, with the triggers off: the documents still tell."""
    proposal = await decided(hall)
    await hall.turn(days=8)
    async with hall.database.read(Scope(hall.shop.id)) as work:
        assert (await replay(work)).differences == ()
    rows = {
        "rule_version": "cooperative_id = $1 AND key = 'market.fee_bps' AND value = '600'",
        "adoption": "cooperative_id = $1 AND kind = 'decision'",
        "decision": "cooperative_id = $1 AND passed",
    }
    await superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        statement = f"UPDATE {table} SET {change}" if change else f"DELETE FROM {table}"
        await superuser.execute(f"{statement} WHERE {rows[table]}", hall.shop.id)
    finally:
        await superuser.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only")
        for trigger in {"rule_version": ("rule_version_guard",), "adoption": ("adoption_guard", "adoption_certified"),
                        "decision": ("decision_guard",)}[table]:  # fmt: skip
            await superuser.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")
        await superuser.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate")
    async with hall.database.read(Scope(hall.shop.id)) as work:
        found = {one.problem for one in (await replay(work)).differences}
    assert problem in found, found
    assert proposal
