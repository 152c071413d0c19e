"""What a process that answers requests has loaded, seen in a process of its own."""

import subprocess
import sys

from minga_platform.register import personal

_SERVER = "import sys, minga_infra.main as main; main.join_features();"


def _told(more: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", f"{_SERVER} {more}"], capture_output=True, text=True, check=True, timeout=120
    ).stdout.strip()


def test_a_server_does_not_describe_the_tables_to_itself() -> None:
    """SQLAlchemy and all tables are some thirty megabytes; statements are text."""
    assert _told("print([name for name in sys.modules if name.split('.')[0] == 'sqlalchemy'])") == "[]"


def test_erasing_in_a_server_walks_every_table_all_the_same() -> None:
    """Once it walked what happened to be imported: 38 of 272 tables."""
    there = _told(
        "from minga_platform.register import personal;"
        "print(*(walk.table.name for walk in [*personal.in_cooperative(), *personal.of_herself()]))"
    )
    here = [walk.table.name for walk in [*personal.in_cooperative(), *personal.of_herself()]]
    assert len(here) > 100
    assert there.split() == here
