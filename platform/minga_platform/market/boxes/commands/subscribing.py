"""Taking a box: begun, changed, skipped, held and ended, each until a date's cut-off; after it the answer says which date is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.boxes.amounts import Rhythm
from minga_platform.market.boxes.errors import BoxClosed, NotOpenThatDay, TakesBoxAlready, TooLateForThisBox
from minga_platform.market.boxes.kinds import PAYS
from minga_platform.market.fulfilment.errors import PickupPointClosed
from minga_platform.market.fulfilment.windows import read_hours
from minga_platform.market.orders.errors import PaymentNotOffered
from minga_platform.membership import access

_AHEAD = timedelta(days=366)
_TAKEN_UP_AGAIN = timedelta(days=60)
_MOST_DISLIKES = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants of a box. `dislikes`: products of it that she would rather not have."""

    size: str
    pickup_point_id: UUID
    pays: str
    dislikes: Sequence[UUID] = ()


RHYTHM_COLUMNS = "b.first_on, b.every_weeks, b.cutoff_hours, c.zone"


def rhythm_of(row: asyncpg.Record) -> Rhythm:
    """Of a row that has `RHYTHM_COLUMNS`."""
    return Rhythm(row["first_on"], row["every_weeks"], row["cutoff_hours"], row["zone"])


async def subscribe(work: Work, viewer: Viewer, *, box_id: UUID, wanted: Wanted, starts_on: date | None) -> UUID:
    """Take a box from its first date on `starts_on` or later that can still be had. Nothing is charged before its cut-off.

    Refuses: SignInNeeded, NotFound, BoxClosed, TakesBoxAlready, InvalidInput, PickupPointClosed, NotOpenThatDay, PaymentNotOffered. Its id.
    """
    agent_id = await access.agent_of(work, viewer)
    person_id = viewer.for_person_id or viewer.person_id
    # Locked against being closed: whoever begins is either told of the closing, or refused.
    box = await work.row(
        f"SELECT b.id, b.state, {RHYTHM_COLUMNS} FROM goods_box b JOIN cooperative c ON c.id = b.cooperative_id "
        "WHERE b.cooperative_id = $1 AND b.id = $2 FOR SHARE OF b",
        work.cooperative_id, box_id,
    )  # fmt: skip
    if box is None:
        raise NotFound
    if box["state"] != "open":
        raise BoxClosed
    now, rhythm = await work.fresh_now(), rhythm_of(box)
    await _check(work, box_id, wanted, rhythm)
    if starts_on is not None and starts_on > rhythm.today(now) + _AHEAD:
        raise InvalidInput("startsOn", "range")
    first = rhythm.next_open(now, starts_on or rhythm.today(now))
    subscription_id = ids.new()
    done = await work.value(
        "INSERT INTO box_subscription (cooperative_id, id, box_id, agent_id, person_id, pickup_point_id, size, pays, dislikes, starts_on, due_at, "
        "started_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
        "ON CONFLICT (cooperative_id, box_id, agent_id) WHERE ended_at IS NULL DO NOTHING RETURNING id",
        work.cooperative_id, subscription_id, box_id, agent_id, person_id, wanted.pickup_point_id, wanted.size, wanted.pays,
        list(wanted.dislikes), first, rhythm.cutoff(first), now,
    )  # fmt: skip
    if done is None:
        raise TakesBoxAlready
    return subscription_id


async def edit(work: Work, viewer: Viewer, *, subscription_id: UUID, wanted: Wanted) -> UUID:
    """From the next date on that can still be changed: another size, place, way of paying, other dislikes.

    Refuses: SignInNeeded, NotFound, InvalidTransition, TooLateForThisBox (a date past its cut-off is being made), InvalidInput,
    PickupPointClosed, NotOpenThatDay, PaymentNotOffered.
    """
    row, rhythm, now = await _mine(work, viewer, subscription_id)
    _still(row)
    await _check(work, row["box_id"], wanted, rhythm)
    if row["due_at"] is not None and row["due_at"] <= now:
        raise _too_late(row, rhythm, now)
    await work.execute(
        "UPDATE box_subscription SET size = $3, pickup_point_id = $4, pays = $5, dislikes = $6 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, subscription_id, wanted.size, wanted.pickup_point_id, wanted.pays, list(wanted.dislikes),
    )  # fmt: skip
    return subscription_id


async def skip(work: Work, viewer: Viewer, *, subscription_id: UUID, comes_on: date, skipped: bool) -> UUID:
    """Leave a date out, or (`skipped` false) have it after all. Nothing is charged for it. Safe to repeat.

    Refuses: SignInNeeded, NotFound, InvalidTransition, InvalidInput (no date of hers), TooLateForThisBox.
    """
    row, rhythm, now = await _mine(work, viewer, subscription_id)
    _still(row)
    if not rhythm.is_date(comes_on) or not row["starts_on"] <= comes_on <= rhythm.today(now) + _AHEAD:
        raise InvalidInput("comesOn", "no_date_of_the_box")
    if rhythm.cutoff(comes_on) <= now:
        raise _too_late(row, rhythm, now)
    if skipped:
        await _note(work, subscription_id, [comes_on], "skipped", now)
    else:
        await work.execute(
            "DELETE FROM box_delivery WHERE cooperative_id = $1 AND subscription_id = $2 AND comes_on = $3 AND outcome = 'skipped'",
            work.cooperative_id, subscription_id, comes_on,
        )  # fmt: skip
    return subscription_id


async def hold(
    work: Work, viewer: Viewer, *, subscription_id: UUID, held_from: date | None, held_until: date | None
) -> UUID:
    """Nothing comes from one day to another, both included; without days it goes on. One hold at a time: a new one replaces it.

    Refuses: SignInNeeded, NotFound, InvalidTransition, InvalidInput, TooLateForThisBox (a date within is past its cut-off).
    """
    row, rhythm, now = await _mine(work, viewer, subscription_id)
    _still(row)
    today = rhythm.today(now)
    if (held_from is None) != (held_until is None):
        raise InvalidInput("heldUntil", "required")
    if held_from is not None and held_until is not None:
        if held_from < today:
            raise InvalidInput("heldFrom", "future")
        if not held_from <= held_until <= today + _AHEAD:
            raise InvalidInput(
                "heldUntil", "range", minimum=held_from.isoformat(), maximum=(today + _AHEAD).isoformat()
            )
    await _keep_old_hold(work, row, rhythm, now)
    if held_from is not None and held_until is not None:
        passed = [day for day in rhythm.between(held_from, held_until) if rhythm.cutoff(day) <= now]
        kept = await work.rows(
            "SELECT comes_on FROM box_delivery WHERE cooperative_id = $1 AND subscription_id = $2 AND comes_on = ANY($3) "
            "AND outcome IN ('skipped', 'held')",
            work.cooperative_id, subscription_id, passed,
        )  # fmt: skip
        if {day for day in passed if day >= row["starts_on"]} - {one["comes_on"] for one in kept}:
            raise _too_late(row, rhythm, now)
    await work.execute(
        "UPDATE box_subscription SET held_from = $3, held_until = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, subscription_id, held_from, held_until,
    )  # fmt: skip
    return subscription_id


async def end(work: Work, viewer: Viewer, *, subscription_id: UUID) -> UUID:
    """Take it no more: what is past its cut-off still comes. Safe to repeat. Refuses: SignInNeeded, NotFound."""
    row, _, now = await _mine(work, viewer, subscription_id)
    if row["ended_at"] is None:
        await work.execute(
            "UPDATE box_subscription SET ended_at = $3::timestamptz, due_at = CASE WHEN due_at <= $3 THEN due_at END "
            "WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, subscription_id, now,
        )  # fmt: skip
    return subscription_id


async def take_up_again(work: Work, viewer: Viewer, *, subscription_id: UUID) -> UUID:
    """Go on with what was ended less than sixty days ago, from the next date on that can be had. Safe to repeat.

    Refuses: SignInNeeded, NotFound, BoxClosed, InvalidTransition (ended too long ago), TakesBoxAlready (she began anew).
    """
    row, rhythm, now = await _mine(work, viewer, subscription_id)
    if row["ended_at"] is None:
        return subscription_id
    box_state = await work.value(
        "SELECT state FROM goods_box WHERE cooperative_id = $1 AND id = $2 FOR SHARE",
        work.cooperative_id,
        row["box_id"],
    )
    if box_state != "open":
        raise BoxClosed
    if now - row["ended_at"] > _TAKEN_UP_AGAIN:
        raise InvalidTransition("ended")
    # The agent's other subscriptions to it: the unique index would stop it too, but as a fault instead of an answer.
    again = await work.value(
        "SELECT true FROM box_subscription WHERE cooperative_id = $1 AND box_id = $2 AND agent_id = $3 AND ended_at IS NULL",
        work.cooperative_id, row["box_id"], row["agent_id"],
    )  # fmt: skip
    if again:
        raise TakesBoxAlready
    following = rhythm.next_open(now, row["starts_on"])
    # What had its cut-off while she did not take it does not come, however late the round is.
    lost = [
        day
        for day in rhythm.between(rhythm.today(row["ended_at"]), following)
        if row["ended_at"] < rhythm.cutoff(day) <= now
    ]
    await _note(work, subscription_id, [day for day in lost if day >= row["starts_on"]], "skipped", now)
    await work.execute(
        "UPDATE box_subscription SET ended_at = NULL, due_at = coalesce(due_at, $3), "
        "handled_until = CASE WHEN due_at IS NULL THEN greatest(handled_until, $4::date) ELSE handled_until END "
        "WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, subscription_id, rhythm.cutoff(following), following - timedelta(days=1),
    )  # fmt: skip
    return subscription_id


async def _mine(work: Work, viewer: Viewer, subscription_id: UUID) -> tuple[asyncpg.Record, Rhythm, datetime]:
    """The asker's subscription, locked, and the time it is since. Refuses: SignInNeeded, NotFound."""
    agent_id = await access.agent_of(work, viewer)
    row = await work.row(
        f"SELECT s.*, {RHYTHM_COLUMNS} FROM box_subscription s "
        "JOIN goods_box b ON b.cooperative_id = s.cooperative_id AND b.id = s.box_id JOIN cooperative c ON c.id = s.cooperative_id "
        "WHERE s.cooperative_id = $1 AND s.id = $2 AND s.agent_id = $3 FOR UPDATE OF s",
        work.cooperative_id, subscription_id, agent_id,
    )  # fmt: skip
    if row is None:
        raise NotFound
    return row, rhythm_of(row), await work.fresh_now()


def _still(row: asyncpg.Record) -> None:
    if row["ended_at"] is not None:
        raise InvalidTransition("ended")


def _too_late(row: asyncpg.Record, rhythm: Rhythm, now: datetime) -> TooLateForThisBox:
    following = rhythm.next_open(now, row["starts_on"])
    return TooLateForThisBox(following, rhythm.cutoff(following))


async def _keep_old_hold(work: Work, row: asyncpg.Record, rhythm: Rhythm, now: datetime) -> None:
    """Dates that were held at their cut-off stay held, though no round has come to them yet."""
    if row["held_from"] is None:
        return
    since = max(row["held_from"], row["starts_on"], (row["handled_until"] or date.min) + timedelta(days=1))
    kept = [day for day in rhythm.between(since, row["held_until"]) if rhythm.cutoff(day) <= now]
    await _note(work, row["id"], kept, "held", now)


async def _note(work: Work, subscription_id: UUID, days: Sequence[date], outcome: str, now: datetime) -> None:
    await work.many(
        "INSERT INTO box_delivery (cooperative_id, id, subscription_id, comes_on, outcome, settled_at) VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (cooperative_id, subscription_id, comes_on) DO NOTHING",
        [(work.cooperative_id, ids.new(), subscription_id, day, outcome, now) for day in days],
    )  # fmt: skip


async def _check(work: Work, box_id: UUID, wanted: Wanted, rhythm: Rhythm) -> None:
    if wanted.pays not in PAYS:
        raise InvalidInput("pays", "one_of")
    row = await work.row(
        """SELECT EXISTS (SELECT FROM goods_box_content x WHERE x.cooperative_id = $1 AND x.box_id = $2 AND x.size = $3) AS has_size,
            (SELECT count(DISTINCT v.product_id) FROM goods_box_content x
                JOIN variant v ON v.cooperative_id = x.cooperative_id AND v.id IN (x.variant_id, x.substitute_id)
                WHERE x.cooperative_id = $1 AND x.box_id = $2 AND v.product_id = ANY($4)) AS disliked,
            (SELECT k.takes_cash FROM pickup_point k WHERE k.cooperative_id = $1 AND k.id = $5 AND k.state = 'open') AS takes_cash,
            (SELECT k.hours FROM pickup_point k WHERE k.cooperative_id = $1 AND k.id = $5) AS hours""",
        work.cooperative_id, box_id, wanted.size, list(wanted.dislikes), wanted.pickup_point_id,
    )  # fmt: skip
    assert row is not None
    if not row["has_size"]:
        raise InvalidInput("size", "one_of")
    if len(wanted.dislikes) > _MOST_DISLIKES or row["disliked"] != len(set(wanted.dislikes)):
        raise InvalidInput("dislikes", "one_of")
    if row["takes_cash"] is None:
        raise PickupPointClosed
    # A box comes every so many weeks, hence always on the same weekday.
    weekday = rhythm.first_on.weekday()
    if all(one.weekday != weekday for one in read_hours(row["hours"])):
        raise NotOpenThatDay(weekday)
    if not row["takes_cash"]:
        # Also with store credit: what it does not cover is paid where it is fetched.
        raise PaymentNotOffered("not_taken_here")
