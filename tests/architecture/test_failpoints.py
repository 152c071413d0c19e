"""No room of the house can arm a failpoint: only a test's own program may let a process die."""

import ast
from pathlib import Path

import minga_commons
import minga_frontend
import minga_graphql
import minga_infra
import minga_platform
from minga_platform.kernel import failpoints

ROOMS = [Path(room.__path__[0]) for room in (minga_platform, minga_commons, minga_graphql, minga_frontend, minga_infra)]


def calls(name: str) -> list[tuple[Path, ast.Call]]:
    """Where the rooms call something of this name."""
    return [
        (path, node)
        for path in (path for room in ROOMS for path in room.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and name in (getattr(node.func, "id", None), getattr(node.func, "attr", None))
    ]


def test_nobody_arms_one() -> None:
    assert [path for path, _ in calls("arm")] == []


def test_each_stands_in_exactly_one_place() -> None:
    named = sorted(ast.literal_eval(call.args[0]) for _, call in calls("reach"))
    assert named == sorted(failpoints.NAMES)


def test_unarmed_it_does_nothing() -> None:
    for name in failpoints.NAMES:
        failpoints.reach(name)
