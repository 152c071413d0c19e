"""The three kinds of table, and what the database itself enforces for each.

*The co-op's*: key led by `cooperative_id`, forced row security on the setting `app.cooperative`.
*The person's*: forced row security on `app.person` or `app.visitor`.
*The installation's*: the short list that belongs to nobody in particular; each says why it may be so.

A table is declared with one of the three functions below, never with `sa.Table`, and a lint proves it on the live
catalogue. Append-only tables refuse UPDATE, DELETE and TRUNCATE by grant and, behind that, by trigger.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, UUID

from minga_platform.kernel.logins import APP, BACKUP, OWNER, WORKER
from minga_platform.kernel.whole import traits_of

METADATA = sa.MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_N_name)s_fk",
        "uq": "%(table_name)s_%(column_0_N_name)s_uq",
        "ck": "%(table_name)s_%(constraint_name)s_ck",
        "ix": "%(table_name)s_%(column_0_N_name)s_ix",
    }
)

Kind = Literal["cooperative", "person", "installation"]
_COOPERATIVE = "nullif(current_setting('app.cooperative', true), '')::uuid"
_PERSON = "nullif(current_setting('app.person', true), '')::uuid"
_VISITOR = "decode(nullif(current_setting('app.visitor', true), ''), 'hex')"


@dataclass(frozen=True)
class Traits:
    """How a table was declared."""

    kind: Kind
    append_only: bool = False
    reason: str = ""
    visible: str = ""
    app: str = "SELECT, INSERT, UPDATE, DELETE"
    personal: tuple[str, ...] = ()
    extra: tuple[str, ...] = field(default=())


def id_column(name: str = "id", *, nullable: bool = False) -> sa.Column[Any]:
    """A uuid column."""
    return sa.Column(name, UUID(as_uuid=True), nullable=nullable)


def instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """An aware instant; its value comes from `work.now`, never from a default of the database."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def minor(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """An amount in minor units; a currency column stands in the same row."""
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def currency(name: str = "currency") -> sa.Column[Any]:
    """ISO 4217 or a unit of account of the co-op."""
    return sa.Column(name, sa.Text, nullable=False)


def local_text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """Text in several languages: `{language: text}` (see `kernel/locale.py`)."""
    return sa.Column(name, JSONB, nullable=nullable)


def parent(table: str, column: str | None = None, *, deferrable: bool = False) -> sa.ForeignKeyConstraint:
    """A composite foreign key to a row of the same co-op: `(cooperative_id, <table>_id)`."""
    return sa.ForeignKeyConstraint(
        ["cooperative_id", column or f"{table}_id"],
        [f"{table}.cooperative_id", f"{table}.id"],
        deferrable=deferrable or None,
        initially="DEFERRED" if deferrable else None,
    )


def one_of(name: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    """A check that a text column holds one of the states of its feature."""
    return sa.CheckConstraint(f"{column} IN ({', '.join(repr(str(value)) for value in values)})", name=name)


def of_cooperative(
    name: str,
    *parts: sa.schema.SchemaItem,
    append_only: bool = False,
    personal: tuple[str, ...] = (),
    app: str | None = None,
) -> sa.Table:
    """A table of the co-op's: adds `cooperative_id`, `id` and the key. `personal` names columns that `erase` walks."""
    return _table(
        name,
        [
            sa.Column("cooperative_id", UUID(as_uuid=True), sa.ForeignKey("cooperative.id"), nullable=False),
            id_column(),
            *parts,
            sa.PrimaryKeyConstraint("cooperative_id", "id"),
        ],
        Traits("cooperative", append_only=append_only, personal=personal, app=app or _default_grant(append_only)),
    )


def of_person(
    name: str, *parts: sa.schema.SchemaItem, visible: str, personal: tuple[str, ...] = (), append_only: bool = False
) -> sa.Table:
    """A table of the person's or visitor's. `visible` is the policy, with {person} and {visitor} standing for the settings."""
    condition = visible.format(person=f"(SELECT {_PERSON})", visitor=f"(SELECT {_VISITOR})")
    return _table(
        name,
        list(parts),
        Traits("person", append_only, visible=condition, personal=personal, app=_default_grant(append_only)),
    )


def of_installation(
    name: str,
    *parts: sa.schema.SchemaItem,
    reason: str,
    app: str = "SELECT",
    writable_in_scope: bool = False,
    append_only: bool = False,
) -> sa.Table:
    """A table of the installation's. `app` is what the app's login may do; `reason` says why no row security guards reads.

    With `writable_in_scope` rows are readable by all but written only under their own co-op's scope (the `listing`).
    """
    return _table(
        name, list(parts), Traits("installation", append_only, reason, "scope" if writable_in_scope else "", app)
    )


def _default_grant(append_only: bool) -> str:
    return "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"


def _table(name: str, parts: list[sa.schema.SchemaItem], traits: Traits) -> sa.Table:
    return sa.Table(name, METADATA, *parts, info={"traits": traits})


def security_ddl(table: sa.Table) -> list[str]:
    """The grants, policies and triggers of one table, to be run by its owner once it exists."""
    traits, name = traits_of(table), table.name
    statements = [
        f"REVOKE ALL ON {name} FROM PUBLIC",
        f"GRANT {traits.app} ON {name} TO {APP}" if traits.app else f"REVOKE ALL ON {name} FROM {APP}",
        f"GRANT {_default_grant(traits.append_only)} ON {name} TO {WORKER}",
        f"GRANT SELECT ON {name} TO {BACKUP}",
    ]
    if traits.append_only:
        statements += [
            f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {name}_append_only",
            f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {name}_no_truncate",
        ]
    own_cooperative = f"cooperative_id = (SELECT {_COOPERATIVE})"
    policies: list[tuple[str, str, str]] = []
    if traits.kind == "cooperative":
        policies = [("app", APP, own_cooperative), ("worker", WORKER, own_cooperative), ("owner", OWNER, "true")]
    elif traits.kind == "person":
        policies = [("app", APP, traits.visible), ("worker", WORKER, "true"), ("owner", OWNER, "true")]
    elif traits.visible == "scope":
        statements.append(f"CREATE POLICY {name}_read ON {name} FOR SELECT USING (true)")
        policies = [("app", APP, own_cooperative), ("worker", WORKER, own_cooperative), ("owner", OWNER, "true")]
    for label, role, condition in policies:
        statements.append(
            f"CREATE POLICY {name}_{label} ON {name} TO {role} USING ({condition}) WITH CHECK ({condition})"
        )
    if policies:
        statements += [f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"]
    return statements


_EXTRA: list[str] = [
    """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$""",
]


def also(*statements: str) -> None:
    """Functions and triggers that a feature needs beside its tables; run by the owner after all tables exist."""
    _EXTRA.extend(statements)


def functions_ddl() -> list[str]:
    """What must exist before `security_ddl` of any table runs."""
    return _EXTRA[:1]


def extra_ddl() -> list[str]:
    """What is run after the tables and their security."""
    return _EXTRA[1:]
