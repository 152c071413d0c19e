"""Makes every feature's rules known, found by name as its tables are: `rules.py` with a tuple `RULES`."""

import importlib
from pathlib import Path

import minga_commons
import minga_platform
from minga_platform.rules import registry


def register_all() -> None:
    """Called once where the house is put together: by the server, the worker, the command line and the tests."""
    for package in (minga_platform, minga_commons):
        root = Path(package.__path__[0])
        for path in sorted(root.rglob("rules.py")):
            name = ".".join((package.__name__, *path.relative_to(root).with_suffix("").parts))
            registry.register(importlib.import_module(name).RULES)
