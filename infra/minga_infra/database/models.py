"""Loads every feature's tables, so that the one metadata is whole.

Found by name rather than listed: a list would be forgotten by the first feature written in a hurry, and a forgotten
table is one without a migration.
"""

import importlib
from pathlib import Path

import minga_commons
import minga_platform
from minga_platform.kernel.tables import METADATA as METADATA  # noqa: PLC0414 - re-exported on purpose: whole from here on


def _load() -> None:
    for package in (minga_platform, minga_commons):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("models.py")):
            importlib.import_module(".".join((package.__name__, *path.relative_to(root).with_suffix("").parts)))


_load()
