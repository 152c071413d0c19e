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
from minga_platform.kernel.tables import APP, OWNER, WORKER, traits_of
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
