"""What a division looks at: the equation in force, and the contributions that count for a work and its ancestors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_commons.contributions.queries import Recognised, recognised
from minga_commons.equation.amounts import Event
from minga_commons.equation.language import KEY, Equation, read
from minga_commons.registry.queries import ancestors
from minga_platform.kernel.work import Work
from minga_platform.rules import queries as rules


@dataclass(frozen=True, slots=True)
class InForce:
    """The equation at an instant: the version of the rule, its lines, and what they say."""

    version_id: UUID
    lines: tuple[str, ...]
    equation: Equation


@dataclass(frozen=True, slots=True)
class Basis:
    """What an income is divided by: events, and who looks after the work."""

    events: list[Event]
    maintainers: list[UUID]


async def in_force(work: Work, instant: datetime | None = None) -> InForce:
    """The equation that holds (default: now). Raises LookupError before the co-op had one."""
    version = await rules.version_at(work, KEY, instant)
    lines = version.value
    assert isinstance(lines, list)
    return InForce(version.id, tuple(lines), read(lines))


async def of_release(work: Work, release_id: UUID, asset_id: UUID, *, until: datetime, paid_before: datetime) -> Basis:
    """For a release: contributions to its work, and to the works that it was made from.

    A work that comes up at two distances counts at the nearer one. Contributions to ancestors of another co-op are in that
    co-op's books and are not seen from here.
    """
    generations = {asset_id: 0}
    for one in await ancestors(work, release_id):
        if one.cooperative_id == work.cooperative_id:
            generations.setdefault(one.asset_id, one.depth)
    found = await recognised(work, asset_ids=list(generations), cause=None, until=until)
    maintainers = await work.rows(
        "SELECT agent_id FROM asset_maintainer WHERE cooperative_id = $1 AND asset_id = $2 ORDER BY agent_id",
        work.cooperative_id,
        asset_id,
    )
    return Basis(
        await _events(work, found, generations, paid_before=paid_before), [row["agent_id"] for row in maintainers]
    )


async def of_fund(
    work: Work, *, asset_ids: Sequence[UUID] | None, cause: str | None, until: datetime, paid_before: datetime
) -> Basis:
    """For a fund: contributions to some works, to a cause, or all there are; all of them are its own."""
    found = await recognised(work, asset_ids=asset_ids, cause=cause, until=until)
    return Basis(await _events(work, found, {}, paid_before=paid_before), [])


async def _events(
    work: Work, found: Sequence[Recognised], generations: Mapping[UUID, int], *, paid_before: datetime
) -> list[Event]:
    zone = ZoneInfo(await work.value("SELECT zone FROM cooperative WHERE id = $1", work.cooperative_id))
    paid = await _paid(work, paid_before)
    # Many events share a day, and a zone is asked for each day once: it is what costs most of a large division otherwise.
    days = {instant: instant.astimezone(zone).date() for instant in {one.at for one in found}}
    events = []
    for one in found:
        minutes = one.minutes is not None
        before, spent = paid.get(one.event_id, (0, False))
        events.append(
            Event(
                id=one.event_id,
                agent=one.agent_id,
                # What is counted in pieces, grams or millilitres weighs by its unit: `weight materials_g 2`.
                kind=one.kind if minutes else f"{one.kind}_{one.unit}",
                amount=(one.minutes if minutes else one.quantity) or 0,
                per=60 if minutes else 1,
                on=days[one.at],
                generation=generations.get(one.asset_id, 0) if one.asset_id else 0,
                paid_minor=before,
                spent=spent,
            )
        )
    return events


async def _paid(work: Work, before: datetime) -> dict[UUID, tuple[int, bool]]:
    """Event → what `owed` claims were paid of it, and whether a `once` claim was. Of a chain of corrections each event
    counts for all: a correction is not a second contribution."""
    rows = await work.rows(
        """SELECT c.id, t.minor, t.spent FROM (
            SELECT r.root_id, coalesce(sum(d.minor), 0)::bigint AS minor, bool_or(d.claim = 'once') AS spent
            FROM distribution_claim d
            JOIN contribution r ON r.cooperative_id = d.cooperative_id AND r.id = d.event_id
            JOIN distribution n ON n.cooperative_id = d.cooperative_id AND n.id = d.distribution_id AND n.made_at < $2
            WHERE d.cooperative_id = $1 AND d.claim IN ('once', 'owed') GROUP BY 1) t
        JOIN contribution c ON c.cooperative_id = $1 AND c.root_id = t.root_id""",
        work.cooperative_id,
        before,
    )
    return {row["id"]: (row["minor"], row["spent"]) for row in rows}
