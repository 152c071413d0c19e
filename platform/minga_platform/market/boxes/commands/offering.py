"""Offering a box: when it comes, what is usually in it, and what happens when something is not to be had."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.boxes import rights
from minga_platform.market.boxes.amounts import Content
from minga_platform.market.boxes.events import BoxEnded
from minga_platform.market.boxes.kinds import SIZES, WHEN_MISSING
from minga_platform.market.catalog.amounts import Terms, quantity_problem

_MOST_CONTENTS = 40
_AHEAD_DAYS = 366


async def offer_box(
    work: Work,
    viewer: Viewer,
    *,
    stall_id: UUID | None,
    name: Mapping[str, str],
    note: Mapping[str, str],
    every_weeks: int,
    first_on: date,
    cutoff_hours: int,
    when_missing: str,
    contents: Mapping[str, Sequence[Content]],
) -> UUID:
    """Offer a box. `contents`: size → what is in it, of that stall's goods; of all stalls' where the box is the co-op's own.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput. The box's id.
    """
    agent_id = await rights.require_keeper(work, viewer, stall_id)
    if stall_id is not None:
        found = await work.value(
            "SELECT true FROM stall WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, stall_id
        )
        if not found:
            raise NotFound
    if not 1 <= every_weeks <= 8:
        raise InvalidInput("everyWeeks", "range", minimum="1", maximum="8")
    if not 0 <= cutoff_hours <= 336:
        raise InvalidInput("cutoffHours", "range", minimum="0", maximum="336")
    if not 0 < (first_on - work.now.date()).days <= _AHEAD_DAYS:
        raise InvalidInput("firstOn", "future")
    named, told = _texts(name, note)
    currency = await _checked(work, stall_id, contents, None)
    if when_missing not in WHEN_MISSING:
        raise InvalidInput("whenMissing", "one_of")
    box_id = ids.new()
    await work.execute(
        "INSERT INTO goods_box (cooperative_id, id, name, note, stall_id, currency, every_weeks, first_on, cutoff_hours, when_missing, state, "
        "offered_by, offered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $12)",
        work.cooperative_id, box_id, named, told, stall_id, currency, every_weeks, first_on, cutoff_hours, when_missing, agent_id, work.now,
    )  # fmt: skip
    await _write(work, box_id, contents)
    return box_id


async def edit_box(
    work: Work,
    viewer: Viewer,
    *,
    box_id: UUID,
    name: Mapping[str, str],
    note: Mapping[str, str],
    when_missing: str,
    contents: Mapping[str, Sequence[Content]],
) -> UUID:
    """Change what is in a box from the next delivery on; its days stay, for members plan with them. A size that somebody takes
    stays too. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition, InvalidInput."""
    row = await rights.kept_box(work, viewer, box_id)
    if row["state"] != "open":
        raise InvalidTransition(row["state"])
    named, told = _texts(name, note)
    if when_missing not in WHEN_MISSING:
        raise InvalidInput("whenMissing", "one_of")
    await _checked(work, row["stall_id"], contents, row["currency"])
    taken = await work.rows(
        "SELECT DISTINCT size FROM box_subscription WHERE cooperative_id = $1 AND box_id = $2 AND due_at IS NOT NULL",
        work.cooperative_id, box_id,
    )  # fmt: skip
    if any(not contents.get(one["size"]) for one in taken):
        raise InvalidInput("contents", "size_is_taken")
    await work.execute(
        "UPDATE goods_box SET name = $3, note = $4, when_missing = $5 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, box_id, named, told, when_missing,
    )  # fmt: skip
    await work.execute(
        "DELETE FROM goods_box_content WHERE cooperative_id = $1 AND box_id = $2", work.cooperative_id, box_id
    )
    await _write(work, box_id, contents)
    return box_id


async def close_box(work: Work, viewer: Viewer, *, box_id: UUID) -> UUID:
    """It comes no more: what is past its cut-off still comes, and whoever takes it is told. Safe to repeat.

    Refuses: SignInNeeded, NotFound, NotAllowed. Announces: BoxEnded.
    """
    row = await rights.kept_box(work, viewer, box_id)
    if row["state"] == "closed":
        return box_id
    await work.rows(
        "SELECT id FROM box_subscription WHERE cooperative_id = $1 AND box_id = $2 ORDER BY id FOR UPDATE",
        work.cooperative_id, box_id,
    )  # fmt: skip
    now = await work.fresh_now()
    await work.execute(
        "UPDATE goods_box SET state = 'closed', closed_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, box_id, now,
    )  # fmt: skip
    await work.execute(
        "UPDATE box_subscription SET ended_at = $3::timestamptz, due_at = CASE WHEN due_at <= $3 THEN due_at END "
        "WHERE cooperative_id = $1 AND box_id = $2 AND ended_at IS NULL",
        work.cooperative_id, box_id, now,
    )  # fmt: skip
    work.emit(BoxEnded(box_id=box_id))
    return box_id


def _texts(name: Mapping[str, str], note: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    named = Text.checked(dict(name), field="name", longest=80, shortest=1, one_line=True)
    return dict(named), dict(Text.checked(dict(note), field="note", longest=1000, shortest=0))


async def _checked(
    work: Work, stall_id: UUID | None, contents: Mapping[str, Sequence[Content]], currency: str | None
) -> str:
    """The one currency of what is in a box. Refuses: InvalidInput for `contents`."""
    everything = [one for size in contents.values() for one in size]
    if not everything or not set(contents) <= set(SIZES):
        raise InvalidInput("contents", "required")
    if any(len(size) > _MOST_CONTENTS for size in contents.values()):
        raise InvalidInput("contents", "number", maximum=str(_MOST_CONTENTS))
    if any(len({one.variant_id for one in size}) != len(size) for size in contents.values()):
        raise InvalidInput("contents", "once")
    wanted = {(one.variant_id, one.quantity) for one in everything}
    wanted |= {(one.substitute_id, one.substitute_quantity or 0) for one in everything if one.substitute_id}
    rows = await work.rows(
        """SELECT v.id, v.unit, v.step, v.least, v.most, v.price_minor, v.price_per, v.draws, v.currency, p.stall_id, p.only_in_cycles
        FROM variant v JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
        WHERE v.cooperative_id = $1 AND v.id = ANY($2) AND p.state <> 'archived'""",
        work.cooperative_id, list({variant_id for variant_id, _ in wanted}),
    )  # fmt: skip
    known = {row["id"]: row for row in rows}
    for variant_id, quantity in wanted:
        row = known.get(variant_id)
        if row is None or (stall_id is not None and row["stall_id"] != stall_id):
            raise InvalidInput("contents", "not_of_this_stall")
        if row["only_in_cycles"]:
            raise InvalidInput("contents", "only_in_cycles")
        terms = Terms(*(row[name] for name in ("unit", "step", "least", "most", "price_minor", "price_per", "draws")))
        problem = quantity_problem(terms, quantity)
        if problem is not None:
            raise InvalidInput("contents", "step", minimum=str(problem.least), step=str(problem.step))
    units = {row["currency"] for row in rows} | ({currency} if currency else set())
    if len(units) != 1:
        raise InvalidInput("contents", "one_currency")
    return str(units.pop())


async def _write(work: Work, box_id: UUID, contents: Mapping[str, Sequence[Content]]) -> None:
    await work.many(
        "INSERT INTO goods_box_content (cooperative_id, id, box_id, size, position, variant_id, quantity, substitute_id, substitute_quantity) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [
            (work.cooperative_id, ids.new(), box_id, size, place, one.variant_id, one.quantity, one.substitute_id,
             one.substitute_quantity if one.substitute_id else None)
            for size, inside in contents.items()
            for place, one in enumerate(inside)
        ],
    )  # fmt: skip
