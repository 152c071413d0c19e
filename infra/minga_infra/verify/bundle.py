"""Puts the checker and the counters into one file, as text that can be read from top to bottom."""

import importlib
import inspect
from functools import cache
from pathlib import Path

from minga_infra.verify import checker
from minga_platform.governance import counting

FILE_NAME = "minga_verify.py"
_BALLOTS = ("choices", "judging", "tally")
_EMPTY = "SOURCES: dict[str, str] = {}\n"


@cache
def text() -> str:
    """The whole file, the same bytes every time."""
    program = inspect.getsource(checker)
    assert program.count(_EMPTY) == 1
    carried = "".join(f"    {name!r}: {_quoted(source)},\n" for name, source in sorted(_sources().items()))
    return f"#!/usr/bin/env python3\n{program.replace(_EMPTY, f'SOURCES: dict[str, str] = {{{chr(10)}{carried}}}{chr(10)}')}"


def _sources() -> dict[str, str]:
    found = {
        f"{counting.__name__}.{path.stem}": path.read_text()
        for path in sorted(Path(counting.__path__[0]).glob("*.py"))
        if path.stem != "__init__"
    }
    for name in _BALLOTS:
        module = importlib.import_module(f"minga_platform.governance.ballots.{name}")
        found[module.__name__] = inspect.getsource(module)
    return found


def _quoted(source: str) -> str:
    # Readable as it stands, where it can; a source with these quotes of its own is written the careful way.
    return repr(source) if "'''" in source or "\\" in source else f"'''{source}'''"
