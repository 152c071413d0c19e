"""Every feature's promises about its rows, found by name: `checks.py` with a tuple `CHECKS`, as tables are found.

`minga doctor` runs them on a living installation, the tests after each test.
"""

import importlib
from functools import lru_cache
from pathlib import Path

import minga_commons
import minga_platform
from minga_platform.ledger.checks import Check


@lru_cache(maxsize=1)
def all_checks() -> tuple[Check, ...]:
    """The checks of all features, by the path of their file."""
    found: list[Check] = []
    for package in (minga_platform, minga_commons):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("checks.py")):
            name = ".".join((package.__name__, *path.relative_to(root).with_suffix("").parts))
            found += importlib.import_module(name).CHECKS
    return tuple(found)
