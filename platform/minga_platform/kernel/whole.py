"""Every feature's tables together, loaded when somebody asks for all of them: to migrate, to erase, to export, to check.

A process that answers requests asks the database by text and never needs the descriptions; SQLAlchemy and the tables of all
features would be some thirty megabytes in each of them. What walks over all tables must therefore begin here: a metadata
that holds only what happened to be imported would leave people's data behind without a word.

Found by name rather than listed: a list would be forgotten by the first feature written in a hurry, and a forgotten table is
one without a migration.
"""

import importlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa

    from minga_platform.kernel.tables import Traits

_ROOMS = ("minga_platform", "minga_commons")
"""The rooms that have tables, by name: the kernel imports neither."""


@cache
def every_table() -> "sa.MetaData":
    """The metadata with every feature's tables. The first call takes about a second and thirty megabytes."""
    for room in _ROOMS:
        root = Path(importlib.import_module(room).__path__[0])
        for path in sorted(root.rglob("models.py")):
            importlib.import_module(".".join((room, *path.relative_to(root).with_suffix("").parts)))
    return importlib.import_module("minga_platform.kernel.tables").METADATA  # type: ignore[no-any-return]


def traits_of(table: "sa.Table") -> "Traits":
    """How the table was declared: whose it is, whether its rows never change, which of its columns are personal."""
    traits: Traits = table.info["traits"]
    return traits
