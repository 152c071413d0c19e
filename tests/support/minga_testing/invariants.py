"""What must hold after every test, whatever it was about: the checks of every feature, as `minga doctor` runs them, and
beside them the statements of `invariants.sql`, which are too strict or too dear for a living installation.

A statement takes the co-ops founded by the test as `$1 uuid[]` and returns the rows that break the rule; in the file a
comment line names it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg
from anyio.from_thread import BlockingPortal

from minga_infra.database.checks import all_checks

_FILE = Path(__file__).with_name("invariants.sql")


@dataclass(frozen=True)
class Invariant:
    name: str
    statement: str


def read() -> list[Invariant]:
    """All invariants: those of the file, then the `CHECKS` of each feature."""
    found = []
    for piece in re.split(r";[ \t]*\n", _FILE.read_text()):
        lines = [line for line in piece.strip().splitlines() if line.strip()]
        names = [line.removeprefix("--").strip() for line in lines if line.startswith("--")]
        body = "\n".join(line for line in lines if not line.startswith("--"))
        if body:
            found.append(Invariant(names[-1] if names else body[:60], body))
    # What features promise about their rows holds after every test as well.
    return found + [Invariant(check.promise, check.statement) for check in all_checks()]


async def violations_of(
    connection: asyncpg.Connection, founded: Sequence[UUID] | None = None, invariants: Sequence[Invariant] | None = None
) -> list[str]:
    """What these co-ops break, or all that there are, as sentences."""
    if founded is None:
        founded = [row["id"] for row in await connection.fetch("SELECT id FROM cooperative")]
    broken = []
    for invariant in (invariants or read()) if founded else ():
        rows = await connection.fetch(invariant.statement, founded)
        broken += [f"{invariant.name}: {dict(row)}" for row in rows[:5]]
    return broken


class Inspector:
    """Looks at one database as its superuser, from a thread and loop of its own, so that any kind of test can use
    it."""

    def __init__(self, portal: BlockingPortal, url: str) -> None:
        self._portal = portal
        self._connection: asyncpg.Connection = portal.call(asyncpg.connect, url)
        self._seen: set[UUID] = set(self._cooperatives())
        self._invariants = read()

    def _cooperatives(self) -> list[UUID]:
        rows = self._portal.call(self._connection.fetch, "SELECT id FROM cooperative")
        return [row["id"] for row in rows]

    def violations(self) -> list[str]:
        """What the co-ops founded since the last call break, as sentences."""
        fresh = [founded for founded in self._cooperatives() if founded not in self._seen]
        self._seen.update(fresh)
        return self._portal.call(violations_of, self._connection, fresh, self._invariants)

    def reset_clock(self) -> None:
        """Whatever a test did to the database's time ends with it."""
        self._portal.call(self._connection.execute, "DELETE FROM clock_offset")

    def close(self) -> None:
        self._portal.call(self._connection.close)
