"""What a rule says at an instant, and what said so.

Rules are read in every sale, so a process keeps the versions of a co-op for half a minute of the database's clock. That
is never wrong: the database takes a change only when it holds at least a minute after its adoption, so whoever read
before the adoption has read anew before it holds.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.rules.registry import Rule, Value, all_rules, rule

_KEPT = timedelta(seconds=30)
_MOST_COOPERATIVES = 500


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A value, from when on it holds, and the adoption that set it."""

    id: UUID
    key: str
    value: Value
    effective_at: datetime
    adoption_id: UUID


@dataclass(frozen=True, slots=True)
class Adoption:
    """What set rules: `kind` is `founding` (with its `number`), `declared_default` or `decision` (with its id)."""

    id: UUID
    kind: str
    number: int | None
    decision_id: UUID | None
    document: dict[str, Any]
    adopted_at: datetime


@dataclass(frozen=True, slots=True)
class RuleState:
    """A rule with all its versions, newest first, and the one that holds now."""

    rule: Rule
    current: RuleVersion
    history: tuple[tuple[RuleVersion, Adoption], ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    read_at: datetime
    by_key: dict[str, list[RuleVersion]]


_kept: OrderedDict[UUID, _Kept] = OrderedDict()


async def at(work: Work, key: str, instant: datetime | None = None) -> Value:
    """The value of a rule at an instant (default: now).

    A rule that came with a release a moment ago has its declared default at once; the worker writes the version down on
    its first round, and until then a sale must not fail for it.
    """
    when = work.now if instant is None else instant
    kept = await _versions(work, key, when)
    declared = rule(key)
    if key not in kept.by_key and declared is not None:
        return declared.default
    return _holding(kept, key, when).value


async def number_at(work: Work, key: str, instant: datetime | None = None) -> int:
    """The value of a rule that is a whole number."""
    value = await at(work, key, instant)
    assert isinstance(value, int), f"{key} is no whole number"
    return value


async def version_at(work: Work, key: str, instant: datetime | None = None) -> RuleVersion:
    """The version of a rule that holds at an instant (default: now). Raises LookupError where there is none yet."""
    when = work.now if instant is None else instant
    return _holding(await _versions(work, key, when), key, when)


def _holding(kept: "_Kept", key: str, when: datetime) -> RuleVersion:
    for version in kept.by_key.get(key, ()):
        if version.effective_at <= when:
            return version
    raise LookupError(f"{key} had no value at {when}")


async def _versions(work: Work, key: str, when: datetime) -> "_Kept":
    kept = _kept.get(work.cooperative_id)
    if kept is None or not kept.read_at <= work.now < kept.read_at + _KEPT:
        return await _read(work)
    # Somebody may ask about a future that was decided after we read, or about a rule that was new then.
    if when >= kept.read_at + _KEPT or key not in kept.by_key:
        return await _read(work)
    return kept


async def states(work: Work) -> list[RuleState]:
    """Every rule with its history and what set each value, by key."""
    adoptions = {
        row["id"]: Adoption(**dict(row))
        for row in await work.rows(
            "SELECT id, kind, number, decision_id, document, adopted_at FROM adoption WHERE cooperative_id = $1",
            work.cooperative_id,
        )
    }
    by_key = (await _read(work)).by_key
    found = []
    for declared in all_rules():
        versions = by_key.get(declared.key, [])
        current = next((version for version in versions if version.effective_at <= work.now), None)
        if current is not None:
            history = tuple((version, adoptions[version.adoption_id]) for version in versions)
            found.append(RuleState(declared, current, history))
    return found


async def adoptions(work: Work) -> list[Adoption]:
    """All adoptions, newest first; the first version of the statutes carries their text."""
    rows = await work.rows(
        "SELECT id, kind, number, decision_id, document, adopted_at FROM adoption WHERE cooperative_id = $1"
        " ORDER BY adopted_at DESC, id DESC",
        work.cooperative_id,
    )
    return [Adoption(**dict(row)) for row in rows]


def forget(cooperative_id: UUID) -> None:
    """Read a co-op's rules anew next time; called where they were just written."""
    _kept.pop(cooperative_id, None)


async def _read(work: Work) -> _Kept:
    rows = await work.rows(
        "SELECT id, key, value, effective_at, adoption_id FROM rule_version WHERE cooperative_id = $1"
        " ORDER BY key, effective_at DESC, id DESC",
        work.cooperative_id,
    )
    by_key: dict[str, list[RuleVersion]] = {}
    for row in rows:
        by_key.setdefault(row["key"], []).append(RuleVersion(**dict(row)))
    kept = _Kept(work.now, by_key)
    _kept[work.cooperative_id] = kept
    _kept.move_to_end(work.cooperative_id)
    while len(_kept) > _MOST_COOPERATIVES:
        _kept.popitem(last=False)
    return kept
