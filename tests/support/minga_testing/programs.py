"""Programs that some tests need and a bare machine may lack."""

import os
import shutil
from pathlib import Path

import pytest

_NAMES = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "hledger": ("hledger",),
    "meilisearch": ("meilisearch",),
}


def program(name: str) -> Path:
    """The program, or a skip that says which one is missing; a failure where MINGA_REQUIRE names it, as CI does.

    A skip in CI would be a promise that nobody checks.
    """
    found: Path | None = None
    if name == "meilisearch":
        from minga_infra.local.meilisearch import find_program

        found = find_program()
    for candidate in _NAMES[name]:
        if found is None and (seen := shutil.which(candidate)):
            found = Path(seen)
    if found is not None:
        return found
    required = {part.strip() for part in os.environ.get("MINGA_REQUIRE", "").split(",")}
    if name in required:
        pytest.fail(f"{name} is required here (MINGA_REQUIRE) and was not found", pytrace=False)
    pytest.skip(f"{name} is not installed")
