"""Calling an assembly, its agenda, and who says that she comes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.governance.assemblies import rules as own
from minga_platform.governance.assemblies.commands.notifying import write_that_it_is_off, write_to_members
from minga_platform.governance.assemblies.errors import MinutesAdopted, TooLittleNotice
from minga_platform.governance.assemblies.events import AssemblyCalled, AssemblyCancelled
from minga_platform.governance.assemblies.states import ITEM_KINDS, NEEDS
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import queries as rules

RUN = "assemblies.run"
_LONGEST = timedelta(hours=48)
_MOST_ITEMS = 100


async def call_assembly(
    work: Work,
    viewer: Viewer,
    *,
    title: Text,
    about: Text,
    place: str,
    begins_at: datetime,
    ends_at: datetime,
    offers: Sequence[str],
) -> UUID:
    """Call the members to an assembly; its id. `offers`: of childcare, transport, interpreter.

    Everybody who may attend or vote gets a letter by her own channel, with proof.

    Refuses: as `access.require` for `assemblies.run`, InvalidInput, TooLittleNotice. Announces: AssemblyCalled.
    """
    agent_id = await access.require(work, viewer, RUN)
    if not place.strip() or len(place) > 300:
        raise InvalidInput("place", "length", minimum="1", maximum="300")
    if not set(offers) <= set(NEEDS):
        raise InvalidInput("offers", "choice", maximum=", ".join(NEEDS))
    if not begins_at < ends_at <= begins_at + _LONGEST:
        raise InvalidInput("endsAt", "from_until")
    days = await rules.number_at(work, own.NOTICE)
    earliest = work.now + timedelta(days=days)
    if begins_at < earliest:
        raise TooLittleNotice(days, earliest)
    assembly_id = ids.new()
    await _lock(work)
    await work.execute(
        """INSERT INTO assembly (cooperative_id, id, number, title, about, place, offers, state, called_at, begins_at, ends_at,
               quorum_bps, most_mandates, mandates_count, called_by)
           SELECT $1, $2, coalesce((SELECT max(number) FROM assembly WHERE cooperative_id = $1), 0) + 1, $3, $4, $5, $6, 'called',
               $7, $8, $9, $10, $11, $12, $13""",
        work.cooperative_id, assembly_id, dict(title), dict(about), place.strip(), list(dict.fromkeys(offers)), work.now, begins_at,
        ends_at, await rules.number_at(work, own.QUORUM), await rules.number_at(work, own.MANDATES),
        bool(await rules.at(work, own.COUNTED)), agent_id,
    )  # fmt: skip
    await write_to_members(work, assembly_id)
    work.emit(AssemblyCalled(assembly_id=assembly_id))
    return assembly_id


async def cancel_assembly(work: Work, viewer: Viewer, *, assembly_id: UUID, reason: str) -> None:
    """It does not take place. Only before it opens.

    Refuses: as `access.require`, NotFound, InvalidInput, InvalidTransition. Announces: AssemblyCancelled.
    """
    await access.require(work, viewer, RUN)
    if not reason.strip() or len(reason) > 500:
        raise InvalidInput("reason", "length", minimum="1", maximum="500")
    await in_state(work, assembly_id, "called")
    await work.execute(
        "UPDATE assembly SET state = 'cancelled', cancelled_because = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, assembly_id, reason.strip(),
    )  # fmt: skip
    await write_that_it_is_off(work, assembly_id)
    work.emit(AssemblyCancelled(assembly_id=assembly_id))


async def add_item(
    work: Work,
    viewer: Viewer,
    *,
    assembly_id: UUID,
    kind: str,
    title: Text,
    text: Text,
    minutes: int,
    proposal_id: UUID | None = None,
) -> UUID:
    """Put a point at the end of the agenda; its id. `proposal_id`: a proposal that is talked about, and voted on by mandate.

    Refuses: as `access.require` for `assemblies.run`, NotFound, InvalidInput, InvalidTransition.
    """
    await access.require(work, viewer, RUN)
    if kind not in ITEM_KINDS:
        raise InvalidInput("kind", "one_of")
    if not 0 <= minutes <= 600:
        raise InvalidInput("minutes", "range", minimum="0", maximum="600")
    await in_state(work, assembly_id, "called", "open")
    if proposal_id is not None and not await work.value(
        "SELECT true FROM proposal WHERE cooperative_id = $1 AND id = $2 AND state NOT IN ('draft', 'withdrawn')",
        work.cooperative_id,
        proposal_id,
    ):
        raise NotFound
    item_id = ids.new()
    place = await work.value(
        "SELECT coalesce(max(position), 0) + 1 FROM agenda_item WHERE cooperative_id = $1 AND assembly_id = $2",
        work.cooperative_id,
        assembly_id,
    )
    if place > _MOST_ITEMS:
        raise InvalidInput("assemblyId", "number", maximum=str(_MOST_ITEMS))
    await work.execute(
        """INSERT INTO agenda_item (cooperative_id, id, assembly_id, position, kind, title, text, minutes, proposal_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        work.cooperative_id, item_id, assembly_id, place, kind, dict(title), dict(text), minutes, proposal_id,
    )  # fmt: skip
    return item_id


async def order_items(work: Work, viewer: Viewer, *, assembly_id: UUID, item_ids: Sequence[UUID]) -> None:
    """The agenda in this order; it must name each of its points once.

    Refuses: as `access.require`, NotFound, InvalidTransition, InvalidInput.
    """
    await access.require(work, viewer, RUN)
    await in_state(work, assembly_id, "called", "open")
    known = {
        row["id"]
        for row in await work.rows(
            "SELECT id FROM agenda_item WHERE cooperative_id = $1 AND assembly_id = $2",
            work.cooperative_id,
            assembly_id,
        )
    }
    if len(item_ids) != len(known) or set(item_ids) != known:
        raise InvalidInput("itemIds", "each_once")
    await work.execute(
        """UPDATE agenda_item i SET position = w.place FROM unnest($3::uuid[]) WITH ORDINALITY AS w (id, place)
           WHERE i.cooperative_id = $1 AND i.assembly_id = $2 AND i.id = w.id""",
        work.cooperative_id, assembly_id, list(item_ids),
    )  # fmt: skip


async def remove_item(work: Work, viewer: Viewer, *, item_id: UUID) -> None:
    """Take a point off the agenda, unless something was decided on it. Refuses: as `access.require`, NotFound, InvalidTransition."""
    await access.require(work, viewer, RUN)
    item = await item_of(work, item_id)
    await in_state(work, item["assembly_id"], "called", "open")
    if item["election_id"] is not None or item["hands"] is not None or item["outcome"]:
        raise InvalidTransition("decided")
    await work.execute("DELETE FROM agenda_item WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, item_id)


async def reply(
    work: Work,
    viewer: Viewer,
    *,
    assembly_id: UUID,
    is_coming: bool,
    children: int,
    needs_transport: bool,
    interpreter: str,
    note: str,
) -> None:
    """Say whether one comes and what one needs; the newest reply counts. Members, until it opens.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, InvalidTransition.
    """
    agent_id = await access.require(work, viewer, "proposals.discuss")
    await in_state(work, assembly_id, "called")
    if not 0 <= children <= 20:
        raise InvalidInput("children", "range", minimum="0", maximum="20")
    if len(interpreter) > 60 or len(note) > 1000:
        raise InvalidInput("note", "length", maximum="1000")
    await work.execute(
        """INSERT INTO assembly_reply (cooperative_id, id, assembly_id, agent_id, is_coming, children, needs_transport, interpreter,
               note, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           ON CONFLICT (cooperative_id, assembly_id, agent_id) DO UPDATE SET is_coming = excluded.is_coming,
               children = excluded.children, needs_transport = excluded.needs_transport, interpreter = excluded.interpreter,
               note = excluded.note, at = excluded.at""",
        work.cooperative_id, ids.new(), assembly_id, agent_id, is_coming, children, needs_transport, interpreter.strip(),
        note.strip(), work.now,
    )  # fmt: skip


async def in_state(work: Work, assembly_id: UUID, *states: str) -> Any:
    """The assembly's row under its lock. Refuses: NotFound, MinutesAdopted, InvalidTransition."""
    row = await work.row(
        """SELECT a.*, EXISTS (SELECT FROM minutes m WHERE m.cooperative_id = a.cooperative_id AND m.assembly_id = a.id) AS adopted
           FROM assembly a WHERE a.cooperative_id = $1 AND a.id = $2 FOR UPDATE OF a""",
        work.cooperative_id,
        assembly_id,
    )
    if row is None:
        raise NotFound
    if row["adopted"]:
        raise MinutesAdopted
    if row["state"] not in states:
        raise InvalidTransition(row["state"])
    return row


async def item_of(work: Work, item_id: UUID) -> "asyncpg.Record":
    """A point of an agenda. Refuses: NotFound."""
    row = await work.row(
        "SELECT id, assembly_id, kind, title, text, proposal_id, election_id, outcome, hands FROM agenda_item"
        " WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        item_id,
    )
    if row is None:
        raise NotFound
    return row


async def _lock(work: Work) -> None:
    """Numbers are counted without gaps, so one assembly is called at a time."""
    await work.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('assembly' || $1::text, 0))", str(work.cooperative_id)
    )
