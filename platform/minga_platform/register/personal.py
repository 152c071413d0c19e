"""Which rows are a person's, in every table: found by foreign keys, so that a table added tomorrow is found too.

In a co-op a row is hers when it names her agent (`agent_id`, `sponsor_id`, `written_by` …) or her person. A row that names
nobody belongs to whoever has the row above it: the lines of her orders, the events of her memberships, and not what
others said to her proposal. Who merely acted (`granted_by`, `decided_by`) does not own the row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from minga_platform.kernel.whole import every_table, traits_of

if TYPE_CHECKING:
    import sqlalchemy as sa

_SECRETS = ("_hash", "public_key", "passkey_id", "bank_number", "content")
"""Endings of columns that are proofs, not facts: of no use to her, and of much to a thief of the file."""
_NOT_HERS = frozenset(
    {
        ("seller_order", "stall"),
        ("order_line", "product"),
        ("order_line", "variant"),
        ("order_line", "stock_item"),
        ("reservation", "stock_item"),
        ("payout_item", "seller_order"),
    }
)
"""Belongs to her stall and yet is another person's: what others bought there."""
_AUTHORED = ("written_by", "uploaded_by")
_SIGNED = frozenset({("cash_shift", "opened_by")})
"""Columns that look like somebody who merely acted, and yet tell whose signature the row bears."""
_UPLOADED = ("file", "uploaded_by")


@dataclass(frozen=True, slots=True)
class Walk:
    """One table and the condition that finds her rows in it: `$1` co-op (or null), `$2` her agents, `$3` her person."""

    table: "sa.Table"
    condition: str


def in_cooperative() -> list[Walk]:
    """Every table of the co-op's that may hold rows of hers, parents first."""
    return [walk for table in every_table().sorted_tables if (walk := _of_cooperative(table)) is not None]


def of_herself() -> list[Walk]:
    """Every table of the person's, parents first. `$3` alone is used."""
    return [
        Walk(table, condition)
        for table in every_table().sorted_tables
        if traits_of(table).kind == "person" and (condition := _own(table, frozenset()))
    ]


def shown_columns(table: "sa.Table") -> list[str]:
    """The columns that an export tells: all but secrets."""
    return [
        column.name
        for column in table.columns
        if not column.name.endswith(_SECRETS) and column.type.python_type is not bytes
    ]


def _of_cooperative(table: "sa.Table") -> Walk | None:
    if traits_of(table).kind != "cooperative":
        return None
    condition = _hers(table, frozenset())
    return Walk(table, condition) if condition else None


def _hers(table: "sa.Table", seen: frozenset[str]) -> str:
    """The condition on `table`; empty when nothing in it can be hers."""
    name = table.name
    if name in seen:
        return ""
    if name == "agent":
        return "agent.id = ANY ($2::uuid[])"
    parents = [one for one in _parents(table) if (name, one[1].name) not in _NOT_HERS]
    columns = [
        column
        for column, parent in parents
        if parent.name == "agent" and (not _merely_acted(column) or (name, column) in _SIGNED)
    ]
    parts = [f"{name}.{column} = ANY ($2::uuid[])" for column in columns]
    if "person_id" in table.columns:
        parts.append(f"{name}.person_id = $3::uuid")
    if name == _UPLOADED[0]:
        parts.append(f"{name}.{_UPLOADED[1]} = ANY ($2::uuid[])")
    if not parts:
        parts = [
            f"({name}.cooperative_id, {name}.{column}) IN (SELECT {parent.name}.cooperative_id, {parent.name}.id"
            f" FROM {parent.name} WHERE {parent.name}.cooperative_id = $1 AND ({inner}))"
            for column, parent in parents
            if parent.name != "agent" and (inner := _hers(parent, seen | {name}))
        ]
    return " OR ".join(parts)


def _merely_acted(column: str) -> bool:
    return column.endswith(("_by", "_by_agent_id")) and column not in _AUTHORED


def _parents(table: "sa.Table") -> "Iterator[tuple[str, sa.Table]]":
    """Foreign keys within the co-op, as (column, table); a file that is shown by a row does not own the row."""
    for key in sorted(table.foreign_key_constraints, key=lambda one: str(one.name)):
        columns = [column.name for column in key.columns]
        if len(columns) == 2 and columns[0] == "cooperative_id" and key.referred_table.name not in ("file", table.name):
            yield columns[1], key.referred_table


def _own(table: "sa.Table", seen: frozenset[str]) -> str:
    name = table.name
    if name == "person":
        return "person.id = $3::uuid"
    # Somebody else's session in which she acts is that person's, and so is a helper's agreement to both.
    parts = [f"{name}.{column} = $3::uuid" for column in ("person_id", "helper_id") if column in table.columns]
    if not parts:
        for key in table.foreign_key_constraints:
            parent = key.referred_table
            if traits_of(parent).kind == "person" and parent.name not in seen | {"person"}:
                inner = _own(parent, seen | {name})
                parts.append(f"{name}.{next(iter(key.columns)).name} IN (SELECT id FROM {parent.name} WHERE {inner})")
    return " OR ".join(parts)
