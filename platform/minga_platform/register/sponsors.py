"""Whose word counts for an applicant, and why somebody's does not.

Asked anew each time: a sponsor counts while she is a member with a vote. Nobody vouches for herself, with another
account or as an organisation's representative either; and people who vouched for each other in a ring of two or three
count for nothing, since no outsider would stand behind any of them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.register.queries import electorate, rights_at
from minga_platform.rules import queries as rules

_HUMAN = "coalesce((SELECT s.same_as_id FROM same_person s WHERE s.cooperative_id = {t}.cooperative_id AND s.agent_id = {t}.{c} AND s.ended_at IS NULL), {t}.{c})"  # noqa: E501
_APPLICANT, _SPONSOR = _HUMAN.format(t="p", c="agent_id"), _HUMAN.format(t="v", c="sponsor_id")

_RING = f"""
    WITH RECURSIVE behind(human, step) AS (
        SELECT $2::uuid, 0
        UNION
        SELECT {_SPONSOR}, behind.step + 1 FROM behind
        JOIN application p ON p.cooperative_id = $1 AND {_APPLICANT} = behind.human
            AND p.state NOT IN ('refused', 'withdrawn')
        JOIN vouching v ON v.cooperative_id = p.cooperative_id AND v.application_id = p.id AND v.ended_at IS NULL
        WHERE behind.step < 2
    )
    SELECT EXISTS (SELECT FROM behind WHERE step > 0 AND human = $3)
"""
"""From a sponsor back to who vouched for her, twice: does the applicant stand there?"""


@dataclass(frozen=True, slots=True)
class Sponsor:
    """Somebody who vouches. `flaw` is why her word does not count: `herself`, `no_member`, `ring`; empty when it does."""

    agent_id: UUID
    name: str
    at: datetime
    flaw: str

    @property
    def counts(self) -> bool:
        """Whether her word counts now."""
        return not self.flaw


async def human(work: Work, agent_id: UUID) -> UUID:
    """The agent that stands for the person behind this one: itself, or what it was marked the same as."""
    same: UUID | None = await work.value(
        "SELECT same_as_id FROM same_person WHERE cooperative_id = $1 AND agent_id = $2 AND ended_at IS NULL",
        work.cooperative_id,
        agent_id,
    )
    return same or agent_id


async def sponsors(work: Work, application_id: UUID) -> list[Sponsor]:
    """All who vouch for an application, oldest first, each with what is wrong with her word."""
    rows = await work.rows(
        f"""SELECT v.sponsor_id, a.name, v.at, {_SPONSOR} AS human, {_APPLICANT} AS applicant
            FROM vouching v
            JOIN application p ON p.cooperative_id = v.cooperative_id AND p.id = v.application_id
            JOIN agent a ON a.cooperative_id = v.cooperative_id AND a.id = v.sponsor_id
            WHERE v.cooperative_id = $1 AND v.application_id = $2 AND v.ended_at IS NULL ORDER BY v.at, v.id""",
        work.cooperative_id,
        application_id,
    )
    found: list[Sponsor] = []
    seen: set[UUID] = set()
    for row in rows:
        flaw = await _flaw(work, row["sponsor_id"], row["human"], row["applicant"])
        if not flaw and row["human"] in seen:
            flaw = "herself"
        seen.add(row["human"])
        found.append(Sponsor(row["sponsor_id"], row["name"], row["at"], flaw))
    return found


async def _flaw(work: Work, sponsor_id: UUID, human_id: UUID, applicant_id: UUID) -> str:
    if human_id == applicant_id or await represents(work, human_id, applicant_id):
        return "herself"
    if "vote" not in await rights_at(work, sponsor_id, work.now):
        return "no_member"
    if await work.value(_RING, work.cooperative_id, human_id, applicant_id):
        return "ring"
    return ""


async def represents(work: Work, agent_id: UUID, organisation_id: UUID) -> bool:
    """Whether the person acts for the organisation, now."""
    return bool(
        await work.value(
            "SELECT true FROM representative WHERE cooperative_id = $1 AND organisation_id = $2 AND agent_id = $3"
            " AND ended_at IS NULL",
            work.cooperative_id,
            organisation_id,
            agent_id,
        )
    )


FOUNDERS = 3
"""With fewer members who vote a co-op is still being founded: nobody could decide for it by vote."""


async def needed(work: Work, applied_at: datetime) -> int:
    """How many must vouch, by the rule that held when the application came in, and never more than could."""
    wanted = await rules.number_at(work, "register.sponsors", applied_at)
    return min(wanted, len(await electorate(work, work.now))) if wanted else 0


async def members_decide(work: Work) -> bool:
    """Whether applicants are admitted by vote: the rule says so, and there are enough members to hold one."""
    by_vote = await rules.at(work, "register.admission") == "vote"
    return by_vote and len(await electorate(work, work.now)) >= FOUNDERS
