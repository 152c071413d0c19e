"""The draft of the next revision: every kind of change, in an order that the database takes."""

import asyncpg

from minga_infra.database import freeze, provision, revising
from minga_testing.clusters import Server

_BEFORE = [
    (
        "CREATE TABLE stays (\n\tid UUID NOT NULL,\n\tgoes TEXT NOT NULL,\n\tloose TEXT,\n"
        "\tCONSTRAINT stays_pk PRIMARY KEY (id),\n\tCONSTRAINT stays_loose_ck CHECK (loose <> 'a')\n)"
    ),
    "CREATE TABLE ends (\n\tid UUID NOT NULL\n)",
    "CREATE INDEX stays_goes_ix ON stays (goes)",
    "CREATE POLICY stays_read ON stays FOR SELECT USING (true)",
    "CREATE POLICY ends_read ON ends FOR SELECT USING (true)",
    "CREATE FUNCTION said() RETURNS text LANGUAGE sql AS $$ SELECT 'one';\n\n SELECT 'two' $$",
]
_AFTER = [
    (
        "CREATE TABLE stays (\n\tid UUID NOT NULL,\n\tloose TEXT NOT NULL,\n\tcame BIGINT DEFAULT 7 NOT NULL,\n"
        "\tCONSTRAINT stays_pk PRIMARY KEY (id),\n\tCONSTRAINT stays_loose_ck CHECK (loose <> 'b')\n)"
    ),
    (
        "CREATE TABLE begins (\n\tid UUID NOT NULL,\n\tstays_id UUID NOT NULL,\n"
        "\tCONSTRAINT begins_fk FOREIGN KEY(stays_id) REFERENCES stays (id)\n)"
    ),
    "CREATE INDEX stays_loose_ix ON stays (loose)",
    "CREATE POLICY stays_read ON stays FOR SELECT USING (id IS NOT NULL)",
    "CREATE FUNCTION said() RETURNS text LANGUAGE sql AS $$ SELECT 'three';\n\n SELECT 'four' $$",
]


def test_a_frozen_text_is_read_back_as_the_statements_it_was_made_of() -> None:
    made = freeze.statements()
    assert revising.split(freeze.script()) == made
    assert list(revising.difference(made, made)) == []


async def test_the_draft_leads_from_one_schema_to_the_other(cluster: Server) -> None:
    """Run on a real database that holds a row, beside one made anew: both look the same."""
    admin = await asyncpg.connect(cluster.url("postgres"))
    found = []
    try:
        for name, scripts in (
            ("revised_one", [_BEFORE, list(revising.difference(_BEFORE, _AFTER))]),
            ("revised_two", [_AFTER]),
        ):
            await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            await provision.create_database(admin, name)
            inside = await asyncpg.connect(cluster.url(name))
            try:
                for number, script in enumerate(scripts):
                    await inside.execute(";\n".join(script))
                    if number == 0 and len(scripts) == 2:
                        await inside.execute("INSERT INTO stays VALUES (gen_random_uuid(), 'x', 'y')")
                found.append(
                    [
                        await inside.fetch(question)
                        for question in (
                            (
                                "SELECT table_name::text, column_name::text, data_type::text, is_nullable::text "
                                "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
                            ),
                            (
                                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
                                "WHERE connamespace = 'public'::regnamespace ORDER BY 1"
                            ),
                            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
                            "SELECT policyname, qual FROM pg_policies WHERE schemaname = 'public' ORDER BY 1",
                            "SELECT said()",
                        )
                    ]
                )
            finally:
                await inside.close()
                await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    finally:
        await admin.close()
    assert found[0] == found[1]
