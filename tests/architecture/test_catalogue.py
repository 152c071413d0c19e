"""What the live database says about itself: the three kinds of table, forced row security, keys led by the co-op."""

import difflib
import re
import subprocess

import asyncpg
import pytest

from minga_infra.database import freeze, migrate, provision
from minga_infra.database.models import METADATA
from minga_infra.database.prepare import newest_revision_by_name
from minga_infra.local.postgres import find_programs
from minga_platform.governance.ballots.box import TABLES as BOX_TABLES
from minga_platform.kernel.logins import APP, OWNER, WORKER
from minga_platform.kernel.whole import traits_of
from minga_testing.clusters import Server, Urls

_ALEMBIC = "alembic_version"


async def test_every_table_is_of_a_declared_kind(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )
    assert {row["relname"] for row in rows} - {_ALEMBIC} == set(METADATA.tables)
    for table in METADATA.tables.values():
        traits = traits_of(table)
        assert traits.kind in {"cooperative", "person", "installation"}
        assert traits.kind != "installation" or len(traits.reason) > 20, f"{table.name} says no reason"


async def test_row_security_is_forced_where_rows_belong_to_somebody(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    )
    forced = {row["relname"] for row in rows if row["relrowsecurity"] and row["relforcerowsecurity"]}
    owned = {name for name, table in METADATA.tables.items() if traits_of(table).kind != "installation"}
    assert owned <= forced


async def test_policies_bind_reading_and_writing(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        "SELECT tablename, roles, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'public'"
    )
    for name, table in METADATA.tables.items():
        if traits_of(table).kind != "cooperative":
            continue
        ours = [row for row in rows if row["tablename"] == name]
        for login in (APP, WORKER):
            bound = [row for row in ours if login in row["roles"]]
            assert bound, f"{name} has no policy for {login}"
            for row in bound:
                assert "app.cooperative" in row["qual"], name
                assert "app.cooperative" in row["with_check"], name
        # A second, wider policy would undo the first: permissive policies are joined by OR.
        assert {role for row in ours for role in row["roles"]} <= {APP, WORKER, OWNER}, name


async def test_keys_begin_with_the_cooperative(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        """
        SELECT c.conrelid::regclass::text AS table, c.conname AS name, c.contype::text AS kind,
               (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k (num, n)
                  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num) AS columns,
               c.confrelid::regclass::text AS target
          FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f')
        """
    )
    kinds = {name: traits_of(table).kind for name, table in METADATA.tables.items()}
    wrong = []
    for row in rows:
        if kinds.get(row["table"]) != "cooperative" or row["columns"][0] == "cooperative_id":
            continue
        # A co-op's row may name a person: people stand above co-ops.
        if row["kind"] == "f" and kinds.get(row["target"]) != "cooperative":
            continue
        wrong.append(f"{row['table']}.{row['name']} {row['columns']}")
    assert not wrong


async def test_unique_indexes_begin_with_the_cooperative(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        """
        SELECT t.relname AS table, i.relname AS name, a.attname AS first
          FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
          LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
         WHERE t.relnamespace = 'public'::regnamespace AND x.indisunique
        """
    )
    kinds = {name: traits_of(table).kind for name, table in METADATA.tables.items()}
    assert not [
        row["name"] for row in rows if kinds.get(row["table"]) == "cooperative" and row["first"] != "cooperative_id"
    ]


async def test_app_and_worker_own_nothing_and_cannot_become_the_owner(superuser: asyncpg.Connection) -> None:
    owners = await superuser.fetch(
        "SELECT DISTINCT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    )
    assert {row["owner"] for row in owners} == {OWNER}
    for login in (APP, WORKER):
        row = await superuser.fetchrow(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS powerful, "
            "pg_has_role(rolname, $2, 'MEMBER') AS member FROM pg_roles WHERE rolname = $1",
            login,
            OWNER,
        )
        assert not row["powerful"]
        assert not row["member"]


async def test_append_only_tables_refuse_change_by_grant_and_by_trigger(superuser: asyncpg.Connection) -> None:
    for name, table in METADATA.tables.items():
        if not traits_of(table).append_only:
            continue
        for login in (APP, WORKER):
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                assert not await superuser.fetchval("SELECT has_table_privilege($1, $2, $3)", login, name, right), name
        triggers = await superuser.fetchval(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = $1::regclass AND tgenabled = 'A' AND NOT tgisinternal",
            name,
        )
        assert triggers >= 2, name


async def test_nothing_is_open_to_everybody(superuser: asyncpg.Connection) -> None:
    tables = await superuser.fetch(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE table_schema = 'public' AND grantee = 'PUBLIC'"
    )
    assert not [tuple(row) for row in tables]
    definers = await superuser.fetch(
        """
        SELECT p.proname, p.proconfig, has_function_privilege('public', p.oid, 'EXECUTE') AS public
          FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
           AND p.prorettype <> 'trigger'::regtype
        """
    )
    # A function that runs as its owner is a door through row security: named callers only, and a path nobody can bend.
    assert not [row["proname"] for row in definers if row["public"]]
    assert not [row["proname"] for row in definers if not any("search_path=" in one for one in row["proconfig"] or ())]


async def test_views_see_with_the_eyes_of_the_asker(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        "SELECT relname, relkind::text AS kind, reloptions FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')"
    )
    assert not [row["relname"] for row in rows if row["kind"] == "m"], "a materialised view knows no row security"
    for row in rows:
        assert any(option in {"security_invoker=true", "security_invoker=on"} for option in row["reloptions"] or ()), (
            row["relname"]
        )


# The box of ballots: a schema beside the three kinds of table, with rules of its own (docs/decisions/0066).

_CAST = {
    "cooperative_id", "id", "election_id", "class_key", "weight", "token_hash", "revision", "choice", "nonce", "leaf"
}  # fmt: skip


async def test_there_are_no_schemas_but_ours(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
    )
    assert {row["nspname"] for row in rows} == {"public", "box"}


async def test_nobody_but_its_owner_touches_a_table_of_the_box(superuser: asyncpg.Connection) -> None:
    """Neither app nor worker, nor everybody, by any right, on a table or a column of it."""
    rows = await superuser.fetch(
        "SELECT c.relname AS name, pg_get_userbyid(c.relowner) AS owner, c.relrowsecurity AND c.relforcerowsecurity AS forced "
        "FROM pg_class c WHERE c.relnamespace = 'box'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')"
    )
    assert {row["name"] for row in rows} == set(BOX_TABLES), "a table, view or sequence that nobody named"
    for row in rows:
        assert row["owner"] == OWNER
        assert row["forced"], f"box.{row['name']}: row security binds the owner's functions too"
        for login in (APP, WORKER):
            rights = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"
            assert not await superuser.fetchval(
                "SELECT has_table_privilege($1, $2, $3)", login, f"box.{row['name']}", rights
            )
            assert not await superuser.fetchval(
                "SELECT has_any_column_privilege($1, $2, 'SELECT, INSERT, UPDATE, REFERENCES')",
                login,
                f"box.{row['name']}",
            )
    open_to_all = await superuser.fetch(
        "SELECT table_name FROM information_schema.role_table_grants WHERE table_schema = 'box' AND grantee = 'PUBLIC'"
    )
    assert not open_to_all
    assert not await superuser.fetchval(
        "SELECT EXISTS (SELECT FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'box' AND a.grantee = 0)"
    )


async def test_the_box_is_each_co_ops_own(superuser: asyncpg.Connection) -> None:
    policies = await superuser.fetch(
        "SELECT tablename, roles, qual, with_check FROM pg_policies WHERE schemaname = 'box'"
    )
    assert sorted(row["tablename"] for row in policies) == sorted(BOX_TABLES)
    for row in policies:
        assert row["roles"] == [OWNER]
        assert "app.cooperative" in row["qual"]
        assert "app.cooperative" in row["with_check"]
    leading = await superuser.fetch(
        """SELECT i.relname AS name, a.attname AS first FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
           JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0] WHERE i.relnamespace = 'box'::regnamespace"""
    )
    assert not [row["name"] for row in leading if row["first"] != "cooperative_id"]


async def test_the_box_is_reached_by_its_owners_functions_alone(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        """SELECT p.proname AS name, p.prosecdef AS definer, p.proconfig AS settings, p.prosrc AS body,
                  p.prorettype = 'trigger'::regtype AS is_trigger, pg_get_userbyid(p.proowner) AS owner,
                  has_function_privilege('public', p.oid, 'EXECUTE') AS public, has_function_privilege($1, p.oid, 'EXECUTE') AS app,
                  p.proretset, pg_get_function_result(p.oid) AS gives
             FROM pg_proc p WHERE p.pronamespace = 'box'::regnamespace""",
        APP,
    )
    for row in rows:
        assert row["owner"] == OWNER
        assert not row["public"], row["name"]
        assert row["settings"] == ["search_path=pg_catalog, pg_temp"], row["name"]
        if row["is_trigger"]:
            continue
        assert row["definer"], row["name"]
        assert "app.cooperative" in row["body"], f"box.{row['name']} does not say in which co-op it acts"
        if row["app"]:  # Nothing that the app may call hands out a secret choice, a token, a nonce.
            assert not re.search(r"token|nonce", row["gives"]), row["name"]
            assert "choice" not in row["gives"] or row["name"] == "own_open", row["name"]


async def test_a_ballot_bears_nothing_that_tells_who_or_when(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        "SELECT table_name, column_name, data_type, column_default, is_identity FROM information_schema.columns WHERE table_schema = 'box'"
    )
    assert {row["column_name"] for row in rows if row["table_name"] == "ballot"} == _CAST
    assert not [row for row in rows if row["data_type"].startswith(("timestamp", "date", "time", "interval"))]
    assert not [row for row in rows if row["is_identity"] == "YES" or "nextval" in (row["column_default"] or "")]
    # Only what belongs to an open vote names a voter beside a choice.
    with_voter = {row["table_name"] for row in rows if row["column_name"] in ("agent_id", "person_id")}
    with_choice = {row["table_name"] for row in rows if row["column_name"] == "choice"}
    assert with_voter & with_choice == {"open_ballot"}
    assert (await superuser.fetchval("SHOW track_commit_timestamp")) == "off"
    # No trigger of it writes anywhere: those it has refuse.
    triggers = await superuser.fetch(
        "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE c.relnamespace = 'box'::regnamespace AND NOT t.tgisinternal"
    )
    assert {row["proname"] for row in triggers} == {"refuse_change", "guard_roll"}


def test_the_newest_revision_is_known_without_alembic() -> None:
    assert newest_revision_by_name() == migrate.newest_revision()


def test_models_match_migrations(cluster: Server, database_urls: Urls) -> None:
    """The migrated database and one built straight from the models dump to the same text: policies, triggers and all."""
    import asyncio

    name = database_urls.app.rpartition("/")[2].partition("?")[0] + "_models"

    async def build() -> None:
        admin = await asyncpg.connect(cluster.url("postgres"))
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await provision.create_database(admin, name)
        await admin.close()
        inside = await asyncpg.connect(cluster.url(name))
        await provision.secure_database(inside)
        await inside.execute(f"SET ROLE {OWNER}")
        await inside.execute(freeze.script())
        await inside.close()

    asyncio.run(build())
    try:
        models, migrated = _dump(cluster.url(name)), _dump(database_urls.superuser)
    finally:
        cluster.drop(name)
    difference = list(difflib.unified_diff(migrated, models, "migrations", "models", lineterm="", n=0))
    assert not difference, "\n".join(difference[:60])


def _dump(url: str) -> list[str]:
    """The schema as sorted lines: the order of columns added later is no difference that anybody could feel."""
    command = [str(find_programs().path("pg_dump")), "--schema-only", f"--exclude-table={_ALEMBIC}", f"--dbname={url}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and "server version mismatch" in done.stderr:
        pytest.skip("these programs are older than the server")
    assert done.returncode == 0, done.stderr
    lines = [line.rstrip().rstrip(",") for line in done.stdout.splitlines()]
    return sorted(line for line in lines if line and not re.match(r"--|\\|SET |SELECT pg_catalog", line))
