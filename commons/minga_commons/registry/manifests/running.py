"""An import from its first file to its last: batches of some hundred, each a unit of its own that also says how far it is.

It may stop anywhere and be begun again: the files come in the same order, and those that are written down are not taken twice.
One file that cannot be read, or that the registry cannot hold, is written down and stops nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from minga_commons.okh import addresses
from minga_commons.okh.bundles import BundleRefused, Piece
from minga_commons.okh.reading import Read, read
from minga_commons.okh.repairs import Refused
from minga_commons.registry.manifests.taking import Entry, Outcome, take
from minga_platform.kernel import ids
from minga_platform.kernel.work import Work

BATCH = 200
ARCHIVE = "(archive)"
"""The path under which a report tells of the archive itself."""
_KEPT_BYTES = 8 * 1024 * 1024
_BREATH = 25
"""After so many files others have their turn: reading them is work, and the loop is everybody's."""

Run = Callable[[Callable[[Work], Awaitable[Any]]], Awaitable[Any]]
"""Runs a deed in a unit of its own, again where the database asks for it."""


@dataclass(slots=True)
class _Order:
    """Which files come when: what was forked from another of the set comes after it."""

    total: int = 0
    identities: frozenset[str] = frozenset()
    late: list[int] = field(default_factory=list)
    fault: Refused | None = None
    read: list[tuple[str, Read | Refused]] | None = field(default_factory=list)
    """What was read, while it is little enough to be kept: reading is most of the work."""


async def run(
    run_: Run,
    import_id: UUID,
    pieces: Callable[[], Iterator[Piece]],
    *,
    found_at: str = "",
    looked: Callable[[str, Read | Refused], None] | None = None,
) -> None:
    """Do an import that is waiting or was interrupted. `pieces` gives the files anew each time it is called; `looked` hears of
    each once, before anything is taken."""
    row = await run_(lambda work: _begin(work, import_id))
    if row is None:
        return
    order = await _order(pieces, looked)
    await run_(lambda work: _announce_total(work, import_id, order.total))
    done, agent_id, dry_run = row["files"], row["by_agent_id"], row["dry_run"]
    batch: list[tuple[int, str, Read | Refused]] = []

    async def write() -> None:
        nonlocal done, batch
        lot, batch = batch, []
        await run_(
            lambda work: _write(
                work, import_id, lot, done, agent_id, found_at, identities=order.identities, dry_run=dry_run
            )
        )
        done += len(lot)

    async for position, path, found in _each(pieces, order):
        if position < done:
            continue
        batch.append((position, path, found))
        if len(batch) == BATCH:
            await write()
    if batch:
        await write()
    fault = "" if order.fault is None or order.total > 1 else order.fault.code
    await run_(lambda work: _end(work, import_id, fault))


async def _order(pieces: Callable[[], Iterator[Piece]], looked: Callable[[str, Read | Refused], None] | None) -> _Order:
    """Look at every file once. Raises nothing: an archive that breaks off ends where it breaks, and its end is one refused file."""
    order = _Order()
    forks: dict[int, str] = {}
    places: dict[str, int] = {}
    size = 0
    async for path, found, weight in _all(pieces):
        place, order.total, size = order.total, order.total + 1, size + weight
        if size > _KEPT_BYTES:
            order.read = None
        elif order.read is not None:
            order.read.append((path, found))
        if looked is not None:
            looked(path, found)
        if isinstance(found, Refused):
            if path == ARCHIVE:
                order.fault = found
            continue
        places.setdefault(addresses.identity(found.manifest.repo), place)
        if found.manifest.fork_of is not None and found.manifest.fork_of.address:
            forks[place] = addresses.identity(found.manifest.fork_of.address)
    order.identities = frozenset(places)
    origin = {place: places[identity] for place, identity in forks.items() if places.get(identity, place) != place}
    order.late = sorted(origin, key=lambda place: (_depth(place, origin), place))
    return order


async def _all(pieces: Callable[[], Iterator[Piece]]) -> AsyncIterator[tuple[str, Read | Refused, int]]:
    """Path, what was read or why not, and the bytes of each file. An archive that breaks off gives one last refusal."""
    try:
        for place, piece in enumerate(pieces()):
            if place % _BREATH == 0:
                await asyncio.sleep(0)
            try:
                yield piece.path, read(piece.data, piece.path), len(piece.data)
            except Refused as refused:
                yield piece.path, refused, 0
    except BundleRefused as refused:
        yield ARCHIVE, Refused(refused.code, refused.reason), 0


def _depth(place: int, origin: dict[int, int]) -> int:
    """How many steps a fork is from what is none; who goes round in a circle comes last."""
    depth, seen = 0, set()
    while place in origin and place not in seen:
        seen.add(place)
        place, depth = origin[place], depth + 1
    return depth if place not in seen else len(origin) + 1


async def _each(pieces: Callable[[], Iterator[Piece]], order: _Order) -> AsyncIterator[tuple[int, str, Read | Refused]]:
    """Position, path, and what was read or why not, in the order of the import."""
    late = set(order.late)
    kept: dict[int, tuple[str, Read | Refused]] = {}
    position = 0
    place = -1
    async for path, found in _again(pieces, order):
        place += 1
        if place in late:
            kept[place] = (path, found)
            continue
        yield position, path, found
        position += 1
    for place in order.late:
        yield position, *kept.pop(place)
        position += 1


async def _again(pieces: Callable[[], Iterator[Piece]], order: _Order) -> AsyncIterator[tuple[str, Read | Refused]]:
    if order.read is not None:
        for path, found in order.read:
            yield path, found
        return
    async for path, found, _ in _all(pieces):
        yield path, found


async def _begin(work: Work, import_id: UUID) -> Any:
    return await work.row(
        """UPDATE manifest_import SET state = 'running' WHERE cooperative_id = $1 AND id = $2
        AND state IN ('waiting', 'running') RETURNING files, by_agent_id, dry_run""",
        work.cooperative_id,
        import_id,
    )


async def _announce_total(work: Work, import_id: UUID, total: int) -> None:
    await work.execute(
        "UPDATE manifest_import SET total = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        import_id,
        total,
    )


async def _write(
    work: Work,
    import_id: UUID,
    lot: Sequence[tuple[int, str, Read | Refused]],
    done: int,
    agent_id: UUID,
    found_at: str,
    *,
    identities: frozenset[str],
    dry_run: bool,
) -> None:
    # One import of a co-op after the other, from here to the end of the batch: two would look for the same free addresses.
    await work.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('manifests ' || $1::uuid::text, 0))", work.cooperative_id
    )
    row = await work.row(
        "SELECT files, outcomes, repairs FROM manifest_import WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        import_id,
    )
    if row is None or row["files"] != done:  # Another worker took over while this one waited.
        return
    outcomes = await _take_all(work, agent_id, lot, found_at, identities=identities, dry_run=dry_run)
    await _write_items(work, import_id, lot, outcomes)
    await _count(work, import_id, lot, outcomes, dict(row["outcomes"]), dict(row["repairs"]))


async def _take_all(
    work: Work,
    agent_id: UUID,
    lot: Sequence[tuple[int, str, Read | Refused]],
    found_at: str,
    *,
    identities: frozenset[str],
    dry_run: bool,
) -> dict[int, Outcome]:
    outcomes: dict[int, Outcome] = {}
    waiting: list[Entry] = []
    for position, path, found in lot:
        if isinstance(found, Refused):
            reason = {"code": found.code, "key": found.key, "reason": found.reason, "line": found.line}
            outcomes[position] = Outcome(position, path, "refused", reasons=[reason])
        else:
            waiting.append(Entry(position, path, found, found_at))
    while waiting:
        now: dict[str, Entry] = {}
        after: list[Entry] = []
        seen: set[str] = set()
        for entry in waiting:
            fork = entry.read.manifest.fork_of
            origin = addresses.identity(fork.address) if fork is not None and fork.address else ""
            # Two of one identity, or a fork and its origin, are not taken in one breath: the second must see the first.
            if entry.identity in seen or origin in seen:
                after.append(entry)
            else:
                now[entry.identity] = entry
            seen.add(entry.identity)
        taken = await take(work, agent_id, list(now.values()), in_set=identities, dry_run=dry_run)
        outcomes.update((one.position, one) for one in taken)
        waiting = after
    return outcomes


async def _write_items(
    work: Work, import_id: UUID, lot: Sequence[tuple[int, str, Read | Refused]], outcomes: dict[int, Outcome]
) -> None:
    exists = set()
    wanted = [one.asset_id for one in outcomes.values() if one.asset_id is not None]
    if wanted:
        rows = await work.rows(
            "SELECT id FROM asset WHERE cooperative_id = $1 AND id = ANY($2)", work.cooperative_id, wanted
        )
        exists = {row["id"] for row in rows}
    items = []
    for position, path, found in lot:
        one = outcomes[position]
        repairs = [] if isinstance(found, Refused) else found.repairs
        items.append(
            {
                "id": str(ids.new()),
                "position": position,
                "path": path[:400],
                "outcome": one.what,
                "asset_id": str(one.asset_id) if one.asset_id in exists else None,
                "title": one.title,
                "repairs": [
                    {
                        "kind": str(repair.kind),
                        "key": repair.key,
                        "was": repair.was,
                        "now": repair.now,
                        "line": repair.line,
                    }
                    for repair in repairs
                ],
                "reasons": one.reasons,
            }
        )
    await work.execute(
        """INSERT INTO manifest_import_item (cooperative_id, id, import_id, position, path, outcome, asset_id, title, repairs,
            reasons)
        SELECT $1, id, $3, position, path, outcome, asset_id, title, repairs, reasons FROM jsonb_to_recordset($2)
            AS r (id uuid, position integer, path text, outcome text, asset_id uuid, title text, repairs jsonb, reasons jsonb)""",
        work.cooperative_id,
        items,
        import_id,
    )


async def _count(
    work: Work,
    import_id: UUID,
    lot: Sequence[tuple[int, str, Read | Refused]],
    outcomes: dict[int, Outcome],
    by_outcome: dict[str, int],
    by_kind: dict[str, int],
) -> None:
    accepted = repaired = refused = 0
    for position, _, found in lot:
        what = outcomes[position].what
        by_outcome[what] = by_outcome.get(what, 0) + 1
        if isinstance(found, Refused) or what == "refused":
            refused += 1
            continue
        accepted, repaired = accepted + (not found.repairs), repaired + bool(found.repairs)
        for one in found.repairs:
            by_kind[one.kind] = by_kind.get(one.kind, 0) + 1
    await work.execute(
        """UPDATE manifest_import SET files = files + $3, accepted = accepted + $4, repaired = repaired + $5,
            refused = refused + $6, outcomes = $7, repairs = $8 WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id,
        import_id,
        len(lot),
        accepted,
        repaired,
        refused,
        by_outcome,
        {str(kind): count for kind, count in by_kind.items()},
    )


async def _end(work: Work, import_id: UUID, fault: str) -> None:
    await work.execute(
        """UPDATE manifest_import SET state = CASE WHEN $3 = '' THEN 'done' ELSE 'failed' END, fault = $3, ended_at = $4
        WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id,
        import_id,
        fault,
        work.now,
    )


async def fail(run_: Run, import_id: UUID, fault: str) -> None:
    """Nothing could be read at all: say why."""
    await run_(lambda work: _end(work, import_id, fault))
