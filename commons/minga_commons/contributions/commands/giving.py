"""Writing down what somebody gave, correcting it, and taking it back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from minga_commons.attestation.commands import claims
from minga_commons.attestation.states import ENDED
from minga_commons.contributions import rules as own
from minga_commons.contributions.errors import AlreadyCorrected, AlreadyPaid, NotGivenYet, TimeTwice, TooLongAgo
from minga_commons.contributions.events import ContributionCorrected, ContributionGiven
from minga_commons.contributions.ports import JOINED
from minga_commons.contributions.states import KINDS, UNITS
from minga_commons.files import keeping
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import queries as rules

SUBJECT: Final = "contribution"
"""What attestation calls it."""
WRITE, KEEP = "commons.write", "commons.keep"
_DAY_MINUTES: Final = 24 * 60
_MOST_EVIDENCE: Final = 10
_LINK: Final = re.compile(r"https?://[^\s<>\"]{3,500}")


@dataclass(frozen=True, slots=True)
class Gift:
    """What was given, as somebody says. Minutes, or a quantity with its unit (`piece`, `g`, `ml`); for a work, or a cause."""

    kind: str
    given_on: date
    minutes: int | None = None
    quantity: int | None = None
    unit: str | None = None
    asset_id: UUID | None = None
    cause: str = ""
    note: str = ""
    links: Sequence[str] = ()
    file_ids: Sequence[UUID] = ()

    def checked(self, *, least: int = 1) -> "Gift":
        """The same in good form. Refuses: InvalidInput, naming the field."""
        if self.kind not in KINDS:
            raise InvalidInput("kind", "one_of")
        counted = self.kind == "materials"
        if counted and (self.quantity is None or self.unit not in UNITS):
            raise InvalidInput("quantity", "required")
        if not counted and self.minutes is None:
            raise InvalidInput("minutes", "required")
        if counted and not least <= (self.quantity or 0) <= 10**12:
            raise InvalidInput("quantity", "range", minimum=str(least), maximum=str(10**12))
        if not counted and not least <= (self.minutes or 0) <= _DAY_MINUTES:
            raise InvalidInput("minutes", "range", minimum=str(least), maximum=str(_DAY_MINUTES))
        cause = " ".join(self.cause.split())
        if len(cause) > 200:
            raise InvalidInput("cause", "length", maximum="200")
        if not cause and self.asset_id is None:
            raise InvalidInput("cause", "required")
        if len(self.note) > 2000:
            raise InvalidInput("note", "length", maximum="2000")
        if len(self.links) + len(self.file_ids) > _MOST_EVIDENCE:
            raise InvalidInput("links", "number", maximum=str(_MOST_EVIDENCE))
        links = [link.strip() for link in self.links if link.strip()]
        if not all(_LINK.fullmatch(link) for link in links):
            raise InvalidInput("links", "address")
        return replace(
            self,
            minutes=None if counted else self.minutes,
            quantity=self.quantity if counted else None,
            unit=self.unit if counted else None,
            cause=cause,
            note=self.note.strip(),
            links=tuple(dict.fromkeys(links)),
            file_ids=tuple(dict.fromkeys(self.file_ids)),
        )


async def give(work: Work, viewer: Viewer, *, gift: Gift, agent_id: UUID | None = None) -> UUID:
    """Write down what the asker gave; the event's id. `agent_id`: somebody else gave it, and a keeper of the commons writes.

    A helper who acts for a member writes as that member; `by_person_id` says whose hand it was.
    Refuses: as `access.require`, InvalidInput, NotFound (no such work or member), NotGivenYet, TooLongAgo, TimeTwice.
    Announces: ContributionGiven.
    """
    writer = await access.require(work, viewer, WRITE if agent_id is None else KEEP)
    giver = writer if agent_id is None else agent_id
    gift = gift.checked()
    await in_time(work, gift.given_on, any_past=agent_id is not None)
    await room_in_day(work, giver, gift)
    return await record(
        work,
        viewer,
        gift=gift,
        agent_id=giver,
        source="typed",
        recorded_by=writer,
        right=WRITE if agent_id is None else KEEP,
    )


async def record(
    work: Work,
    viewer: Viewer,
    *,
    gift: Gift,
    agent_id: UUID,
    source: str,
    recorded_by: UUID,
    corrects: tuple[UUID, UUID] | None = None,
    needs: int | None = None,
    claimed_by: UUID | None = None,
    right: str = WRITE,
) -> UUID:
    """Write the event and its claim; `corrects`: (the event, the first of its chain); `claimed_by`: whose claim it is, where
    the asker only carries it out. The event's id. Refuses: NotFound."""
    contribution_id = ids.new()
    claim_id = None
    files = [await keeping.take(work, viewer, file_id) for file_id in gift.file_ids]
    if gift.minutes or gift.quantity:
        claim_id = await claims.claim(
            work,
            viewer,
            subject_kind=SUBJECT,
            subject_id=contribution_id,
            about_agent_id=agent_id,
            needs=needs or await rules.number_at(work, own.ATTESTORS),
            statement=gift.note,
            evidence=[
                *({"url": link} for link in gift.links),
                *({"file_id": str(one.id), "text": one.name} for one in files),
            ],
            claimed_by_agent_id=claimed_by,
            right=right,
        )
    try:
        await work.execute(
            """INSERT INTO contribution (cooperative_id, id, agent_id, kind, minutes, quantity, unit, given_on, asset_id, cause,
                   source, root_id, corrects_id, claim_id, recorded_at, recorded_by, by_person_id)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)""",
            work.cooperative_id, contribution_id, agent_id, gift.kind, gift.minutes, gift.quantity, gift.unit, gift.given_on,
            gift.asset_id, gift.cause, source, corrects[1] if corrects else contribution_id, corrects[0] if corrects else None,
            claim_id, work.now, recorded_by, work.actor.by_person_id,
        )  # fmt: skip
    except asyncpg.ForeignKeyViolationError as violation:
        raise NotFound from violation
    await work.many(
        "INSERT INTO contribution_file (cooperative_id, id, contribution_id, file_id) VALUES ($1, $2, $3, $4)",
        [(work.cooperative_id, ids.new(), contribution_id, one.id) for one in files],
    )
    if corrects is None:
        work.emit(ContributionGiven(contribution_id=contribution_id))
    else:
        work.emit(ContributionCorrected(contribution_id=contribution_id, corrects_id=corrects[0]))
    return contribution_id


async def correct(work: Work, viewer: Viewer, *, contribution_id: UUID, gift: Gift) -> UUID:
    """Another event in the place of this one: its id. It waits for attestors anew. By who gave it, or a keeper of the commons.

    Refuses: as `access.require`, NotFound, InvalidInput, AlreadyCorrected, AlreadyPaid, NotGivenYet, TooLongAgo, TimeTwice.
    Announces: ContributionCorrected.
    """
    gift = gift.checked()
    found, writer = await _open(work, viewer, contribution_id)
    if gift.given_on != found["given_on"]:
        await in_time(work, gift.given_on, any_past=writer != found["agent_id"])
    await room_in_day(work, found["agent_id"], gift, but=found["root_id"])
    return await _replace(work, viewer, found, writer, gift)


async def take_back(work: Work, viewer: Viewer, *, contribution_id: UUID) -> UUID:
    """Take a contribution back, by an event of nothing in its place; that event's id. It stays in the list of what was said.

    Refuses: as `access.require`, NotFound, AlreadyCorrected, AlreadyPaid. Announces: ContributionCorrected.
    """
    found, writer = await _open(work, viewer, contribution_id)
    nothing = Gift(
        found["kind"],
        found["given_on"],
        None if found["minutes"] is None else 0,
        None if found["quantity"] is None else 0,
        found["unit"],
        found["asset_id"],
        found["cause"],
    )
    return await _replace(work, viewer, found, writer, nothing)


async def _open(work: Work, viewer: Viewer, contribution_id: UUID) -> tuple[asyncpg.Record, UUID]:
    """The event, if the asker may put another in its place, and the asker's agent."""
    asker = await access.require(work, viewer, WRITE)
    found = await work.row(
        """SELECT c.id, c.agent_id, c.kind, c.minutes, c.quantity, c.unit, c.given_on, c.asset_id, c.cause, c.source, c.root_id,
               c.claim_id, k.needs, k.state, k.claimed_by_agent_id, n.id AS corrected_by
           FROM contribution c LEFT JOIN claim k ON k.cooperative_id = c.cooperative_id AND k.id = c.claim_id
           LEFT JOIN contribution n ON n.cooperative_id = c.cooperative_id AND n.corrects_id = c.id
           WHERE c.cooperative_id = $1 AND c.id = $2""",
        work.cooperative_id,
        contribution_id,
    )
    if found is None:
        raise NotFound
    if found["agent_id"] != asker:
        await access.require(work, viewer, KEEP)
    if found["corrected_by"] is not None:
        raise AlreadyCorrected(found["corrected_by"])
    if found["claim_id"] is None:
        raise NotFound  # An event of nothing: there is nothing in it to correct.
    for paid in JOINED.paid:
        if await paid(work, [contribution_id]):
            raise AlreadyPaid
    return found, asker


async def _replace(work: Work, viewer: Viewer, found: asyncpg.Record, writer: UUID, gift: Gift) -> UUID:
    try:
        async with work.attempt():
            made = await record(
                work,
                viewer,
                gift=gift,
                agent_id=found["agent_id"],
                source="typed",
                recorded_by=writer,
                corrects=(found["id"], found["root_id"]),
                needs=found["needs"],
            )
    except asyncpg.UniqueViolationError as violation:
        # Two corrections at once: the database lets one through, and the other is told which.
        first = await work.value(
            "SELECT id FROM contribution WHERE cooperative_id = $1 AND corrects_id = $2",
            work.cooperative_id,
            found["id"],
        )
        raise AlreadyCorrected(first) from violation
    if found["state"] in ENDED:
        return made  # Refused or revoked before: that stays in its history.
    if writer in (found["agent_id"], found["claimed_by_agent_id"]):
        await claims.withdraw(work, viewer, claim_id=found["claim_id"])
    else:
        await claims.revoke(work, viewer, claim_id=found["claim_id"], reason=f"corrected: {made}")
    return made


async def today(work: Work) -> date:
    """Today, where the co-op is."""
    zone = await work.value("SELECT zone FROM cooperative WHERE id = $1", work.cooperative_id)
    return day_of(work.now, zone)


def day_of(instant: datetime, zone: str) -> date:
    """The civil day of an instant in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


async def in_time(work: Work, given_on: date, *, any_past: bool) -> None:
    """Refuses: NotGivenYet, TooLongAgo (unless `any_past`)."""
    latest = await today(work)
    if given_on > latest:
        raise NotGivenYet(latest)
    earliest = latest - timedelta(days=await rules.number_at(work, own.BACK_DAYS))
    if not any_past and given_on < earliest:
        raise TooLongAgo(earliest)


async def room_in_day(work: Work, agent_id: UUID, gift: Gift, but: UUID | None = None) -> None:
    """A day has 24 hours, whoever writes them down; `but`: a chain that is being corrected. Refuses: TimeTwice.

    Nobody else's rows are locked for it: who writes at the same instant from two telephones is seen by her attestors.
    """
    if gift.minutes is None or gift.kind == "tools":
        return
    written = await work.value(
        """SELECT coalesce(sum(c.minutes), 0) FROM contribution c WHERE c.cooperative_id = $1 AND c.agent_id = $2 AND c.given_on = $3
           AND c.kind <> 'tools' AND c.root_id IS DISTINCT FROM $4
           AND NOT EXISTS (SELECT FROM contribution n WHERE n.cooperative_id = $1 AND n.corrects_id = c.id)""",
        work.cooperative_id,
        agent_id,
        gift.given_on,
        but,
    )
    if written + gift.minutes > _DAY_MINUTES:
        raise TimeTwice(written)
