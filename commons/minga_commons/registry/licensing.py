"""Whether a release may stand under its licence: every parent must allow it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from minga_commons.licences import queries as licences
from minga_commons.licences import spdx
from minga_commons.registry.errors import LicenceForbids, LicenceMalformed, LicenceUndecided
from minga_platform.kernel.locale import Text, say
from minga_platform.kernel.work import Work


@dataclass(frozen=True, slots=True)
class ParentVerdict:
    """What a parent's licence says about a child; `answer` is yes, draft or no, as in `licences.matrix`."""

    parent_id: UUID
    title: dict[str, str]
    licence: str
    answer: str
    clause: str
    why: str


async def verdicts(work: Work, release_id: UUID, licence: str) -> list[ParentVerdict]:
    """Each parent's answer, in the order of their birth, with what this co-op decided of pairs that nobody knew. A parent of
    the same work is asked like any other."""
    rows = await work.rows(
        """SELECT p.parent_release_id AS id, coalesce(c.title, a.title) AS title, coalesce(c.licence, r.licence) AS licence
        FROM release_parent p
        LEFT JOIN release_card c ON c.release_id = p.parent_release_id
        LEFT JOIN release r ON r.cooperative_id = $1 AND r.id = p.parent_release_id
        LEFT JOIN asset a ON a.cooperative_id = $1 AND a.id = r.asset_id
        WHERE p.cooperative_id = $1 AND p.release_id = $2 ORDER BY p.parent_born""",
        work.cooperative_id,
        release_id,
    )
    told = []
    for row in rows:
        verdict = await licences.verdict(work, row["licence"], licence)
        told.append(ParentVerdict(row["id"], row["title"], row["licence"], verdict.answer, verdict.clause, verdict.why))
    return told


def require_expression(licence: str) -> str:
    """The expression as the list writes it. Refuses: LicenceMalformed."""
    read = spdx.parse(licence)
    if isinstance(read, spdx.Malformed):
        raise LicenceMalformed(read.reason, read.column)
    return spdx.normalise(read)


def require_allowed(found: Sequence[ParentVerdict], licence: str, language: str) -> None:
    """Refuses: LicenceForbids (named first: no decision helps there), LicenceUndecided."""
    for kind, answer in ((LicenceForbids, "no"), (LicenceUndecided, "draft")):
        for one in found:
            if one.answer == answer:
                title = Text.stored(one.title).read(language)
                raise kind(one.parent_id, title, one.licence, licence, one.clause, say(language, one.why))
