"""Taking contributions over from a Git history or a table, once each, and the addresses under which members commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from minga_commons.contributions.commands.giving import KEEP, WRITE, Gift, in_time, record, today
from minga_commons.contributions.errors import AuthorTaken, NotGivenYet, TooLongAgo
from minga_commons.contributions.importing import git, table
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

_MOST_PROBLEMS: Final = 100
_MOST_ADDRESSES: Final = 20


@dataclass(frozen=True, slots=True)
class Refused:
    """What could not be taken. `line`: in what was given, from 1; `rule`: a word for programs; `text`: what stood there."""

    line: int
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do. `known`: taken before; `problems` count in `refused`, the first hundred are told.

    `strangers`: commits of addresses that no member has named as hers; they are left out, and nobody is told whose they are.
    """

    taken: int
    known: int
    refused: int
    strangers: int
    minutes: int
    problems: list[Refused]


@dataclass(frozen=True, slots=True)
class Author:
    """An address under which a member commits."""

    id: UUID
    mail: str
    is_proven: bool


async def name_author(work: Work, viewer: Viewer, *, mail: str) -> Author:
    """Say that one commits under an address, so that an import may count it; safe to repeat.

    Refuses: as `access.require` for `commons.write`, InvalidInput, AuthorTaken.
    """
    agent_id = await access.require(work, viewer, WRITE)
    access.herself(viewer)
    address = mail.strip().lower()
    if not 3 <= len(address) <= 254 or "@" not in address or any(character.isspace() for character in address):
        raise InvalidInput("mail", "mail")
    proven = await work.value(
        """SELECT EXISTS (SELECT FROM identifier WHERE person_id = $1 AND kind = 'mail' AND value = $2
               AND proven_at IS NOT NULL)""",
        viewer.person_id,
        address,
    )
    count = await work.value(
        "SELECT count(*) FROM git_author WHERE cooperative_id = $1 AND agent_id = $2", work.cooperative_id, agent_id
    )
    if count >= _MOST_ADDRESSES:
        raise InvalidInput("mail", "number", maximum=str(_MOST_ADDRESSES))
    # Who has shown that an address is hers takes it from who only said so.
    row = await work.row(
        """INSERT INTO git_author (cooperative_id, id, agent_id, mail, is_proven, agreed_at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT ON CONSTRAINT git_author_mail_uq DO UPDATE SET agent_id = excluded.agent_id,
               is_proven = excluded.is_proven, agreed_at = excluded.agreed_at
               WHERE git_author.agent_id = excluded.agent_id OR (excluded.is_proven AND NOT git_author.is_proven)
           RETURNING id""",
        work.cooperative_id, ids.new(), agent_id, address, proven, work.now,
    )  # fmt: skip
    if row is None:
        raise AuthorTaken
    return Author(row["id"], address, proven)


async def forget_author(work: Work, viewer: Viewer, *, author_id: UUID) -> None:
    """From now on no import counts commits under this address; what was counted stays. Refuses: as `access.require`, NotFound."""
    agent_id = await access.require(work, viewer, WRITE)
    if not await work.execute(
        "DELETE FROM git_author WHERE cooperative_id = $1 AND id = $2 AND agent_id = $3",
        work.cooperative_id, author_id, agent_id,
    ):  # fmt: skip
        raise NotFound


async def import_git(
    work: Work,
    viewer: Viewer,
    *,
    log: str,
    kind: str,
    minutes_per_commit: int,
    dry_run: bool,
    asset_id: UUID | None = None,
    cause: str = "",
) -> Report:
    """Count commits as work: those of one author and day are one contribution, a commit is taken once for good.

    Only commits under an address that its member has named herself; a member imports her own, a keeper of the commons those
    of all. A commit tells no hours, so whoever imports says what one is worth; attestors see it and may dispute it.
    Refuses: as `access.require`, InvalidInput, NotFound (no such work). Announces: ContributionGiven for each.
    """
    asker = await access.require(work, viewer, WRITE)
    keeps = await access.may(work, viewer, KEEP)
    if not 1 <= minutes_per_commit <= 480:
        raise InvalidInput("minutesPerCommit", "range", minimum="1", maximum="480")
    if kind == "materials":
        raise InvalidInput("kind", "one_of")
    rows = await work.rows("SELECT mail, agent_id FROM git_author WHERE cooperative_id = $1", work.cooperative_id)
    authors = {row["mail"]: row["agent_id"] for row in rows if keeps or row["agent_id"] == asker}
    commits, unread = git.read(log)
    problems = [Refused(one.line, one.rule, one.text) for one in unread]
    known = await _known(work, "git", [commit.sha for commit in commits])
    gathered, _strangers = git.gather(commits, authors)
    latest = await today(work)
    taken = minutes = 0
    for one in gathered:
        fresh = list({commit.sha: commit for commit in one.commits if commit.sha not in known}.values())
        if not fresh:
            continue
        day = date.fromisoformat(one.day)
        if day > latest:
            problems.append(Refused(fresh[0].line, "future", one.day))
            continue
        spent = min(len(fresh) * minutes_per_commit, 24 * 60)
        gift = Gift(kind, day, minutes=spent, asset_id=asset_id, cause=cause, note=git.told(fresh)).checked()
        taken, minutes = taken + 1, minutes + spent
        if not dry_run:
            made = await record(
                work, viewer, gift=gift, agent_id=one.agent_id, source="git", recorded_by=asker, claimed_by=one.agent_id
            )
            await _take(work, "git", [commit.sha for commit in fresh], made)
    strangers = sum(commit.mail not in authors for commit in commits)
    return Report(taken, len(known), len(problems), strangers, minutes, problems[:_MOST_PROBLEMS])


async def import_table(work: Work, viewer: Viewer, *, text: str, dry_run: bool) -> Report:
    """Take over a table (columns: `importing/table.py`). A member imports her own; a keeper of the commons everybody's.

    Lines that cannot be taken are told, the others are taken; a line that was taken before is known again.
    Refuses: as `access.require` for `commons.write`. Announces: ContributionGiven for each.
    """
    asker = await access.require(work, viewer, WRITE)
    keeps = await access.may(work, viewer, KEEP)
    lines, unread = table.read(text)
    problems = [Refused(one.line, one.rule, one.text) for one in unread]
    known = await _known(work, "csv", [line.key for line in lines])
    members = await _members(work, [line.member for line in lines])
    works = await _works(work, [line.asset_slug for line in lines])
    taken = minutes = 0
    for line in lines:
        if line.key in known:
            continue
        agent_id = members.get(line.member) if line.member else asker
        if agent_id is None or (agent_id != asker and not keeps):
            problems.append(Refused(line.number, "member", line.member[:80]))
            continue
        if line.asset_slug and line.asset_slug not in works:
            problems.append(Refused(line.number, "work", line.asset_slug[:80]))
            continue
        gift = Gift(
            line.kind, line.day, line.minutes, line.quantity, line.unit, works.get(line.asset_slug), line.cause, line.note,
            [line.link] if line.link else [],
        )  # fmt: skip
        try:
            gift = gift.checked()
            await in_time(work, gift.given_on, any_past=keeps)
        except (InvalidInput, NotGivenYet, TooLongAgo) as refusal:
            rule = refusal.field if isinstance(refusal, InvalidInput) else "date"
            problems.append(Refused(line.number, rule, ""))
            continue
        taken, minutes = taken + 1, minutes + (gift.minutes or 0)
        if not dry_run:
            made = await record(work, viewer, gift=gift, agent_id=agent_id, source="csv", recorded_by=asker)
            await _take(work, "csv", [line.key], made)
    problems.sort(key=lambda one: one.line)
    return Report(taken, len(known), len(problems), 0, minutes, problems[:_MOST_PROBLEMS])


async def _known(work: Work, source: str, keys: Sequence[str]) -> set[str]:
    """Which of these were taken before. One import of a co-op at a time, so that none is taken twice."""
    await work.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('contribution_import' || $1::text, 0))", str(work.cooperative_id)
    )
    rows = await work.rows(
        "SELECT key FROM contribution_origin WHERE cooperative_id = $1 AND source = $2 AND key = ANY ($3)",
        work.cooperative_id,
        source,
        list(keys),
    )
    return {row["key"] for row in rows}


async def _take(work: Work, source: str, keys: Sequence[str], contribution_id: UUID) -> None:
    await work.many(
        "INSERT INTO contribution_origin (cooperative_id, id, source, key, contribution_id) VALUES ($1, $2, $3, $4, $5)",
        [(work.cooperative_id, ids.new(), source, key, contribution_id) for key in keys],
    )


async def _members(work: Work, named: Sequence[str]) -> Mapping[str, UUID]:
    """Members by number in the register, or by id as the API tells it."""
    numbers = {name: int(name) for name in named if name.isascii() and name.isdigit() and len(name) < 9}
    given: dict[str, UUID] = {}
    for name in named:
        try:
            given[name] = ids.decode("agent", name)
        except NotFound:
            continue
    rows = await work.rows(
        """SELECT a.id, k.number FROM agent a LEFT JOIN member_card k ON k.cooperative_id = a.cooperative_id AND k.agent_id = a.id
           WHERE a.cooperative_id = $1 AND (a.id = ANY ($2) OR k.number = ANY ($3))""",
        work.cooperative_id,
        list(given.values()),
        list(numbers.values()),
    )
    by_number = {row["number"]: row["id"] for row in rows if row["number"] is not None}
    here = {row["id"] for row in rows}
    found = {name: by_number[number] for name, number in numbers.items() if number in by_number}
    return found | {name: agent for name, agent in given.items() if agent in here}


async def _works(work: Work, slugs: Sequence[str]) -> Mapping[str, UUID]:
    rows = await work.rows(
        "SELECT slug, id FROM asset WHERE cooperative_id = $1 AND slug = ANY ($2)", work.cooperative_id, list(slugs)
    )
    return {row["slug"]: row["id"] for row in rows}
