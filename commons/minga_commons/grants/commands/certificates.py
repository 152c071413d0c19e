"""Certificates: issued to who is eligible, given by agreement of all holders, revoked, and ended by time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_commons.attestation.queries import Status, status_of
from minga_commons.grants import errors, signing
from minga_commons.grants.events import GrantEnded, GrantIssued
from minga_commons.grants.queries import holders_needed, may_agent
from minga_commons.licences import asking, spdx
from minga_commons.licences import queries as licences
from minga_commons.licences.terms import ACTS
from minga_commons.registry.names import RELEASE
from minga_commons.registry.queries import ReleaseFacts, release_facts
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.access import require
from minga_platform.rules import queries as rules

GRANT: Final = "grt"
PAYLOAD_VERSION: Final = 1


async def certify(
    work: Work, viewer: Viewer, *, keyring: Keyring, release_id: UUID, acts: Sequence[str], agent_id: UUID | None = None
) -> UUID:
    """A certificate for an agent (oneself; another needs `commons.keep`) that is what a licence asks for, this day.

    It holds until the first of the statuses that it rests on runs out, at most as long as the rule says. Asking again while
    the same certificate holds gives that one. Refuses: NotAllowed, NotFound, InvalidInput, NotByStatus. Announces: GrantIssued.
    """
    by = await require(work, viewer, "commons.write")
    holder = agent_id or by
    if holder != by:
        await require(work, viewer, "commons.keep")
    release = await _release(work, release_id)
    asked = _acts(acts)
    on = await today(work)
    statuses = await _relied_on(work, release.licence, await status_of(work, holder, on))
    for act in asked:
        answer = await may_agent(work, agent_id=holder, release_id=release_id, act=act, on=on)
        if answer.answer == "no" or answer.basis != "eligible":
            raise errors.NotByStatus(act, answer.clause)
    await work.value(
        "SELECT id FROM agent WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, holder
    )
    held = await work.value(
        """SELECT id FROM licence_grant WHERE cooperative_id = $1 AND agent_id = $2 AND release_id = $3 AND basis = 'eligible'
           AND revoked_at IS NULL AND (valid_until IS NULL OR valid_until >= $4) AND acts @> $5::text[] LIMIT 1""",
        work.cooperative_id, holder, release_id, on, asked,
    )  # fmt: skip
    if held is not None:
        found: UUID = held
        return found
    last = on + timedelta(days=await rules.number_at(work, "grants.certificate_days", work.now))
    zone = await _zone(work)
    ends = [one.until.astimezone(zone).date() - timedelta(days=1) for one in statuses.values() if one.until is not None]
    return await issue(
        work, keyring, release, agent_id=holder, holder=await _name(work, holder), acts=asked, basis="eligible",
        valid_from=on, valid_until=max(on, min([last, *ends])), statuses=statuses, by=by,
    )  # fmt: skip


async def give(
    work: Work,
    viewer: Viewer,
    *,
    keyring: Keyring,
    release_id: UUID,
    acts: Sequence[str],
    agent_id: UUID,
    valid_until: date | None,
) -> UUID:
    """A certificate by agreement, from who holds all rights in a release alone. With other holders, or ancestors that have
    some, an offer gathers the agreements first (`offers`).

    Refuses: NotAllowed, NotFound, InvalidInput, HoldersMissing. Announces: GrantIssued.
    """
    by = await require(work, viewer, "commons.write")
    release = await _release(work, release_id)
    asked = _acts(acts)
    on = await today(work)
    if valid_until is not None and valid_until < on:
        raise InvalidInput("valid_until", "future")
    needed = await holders_needed(work, release_id)
    missing = [one.name for one in needed if one.agent_id != by]
    if by not in [one.agent_id for one in needed]:
        raise NotFound
    if missing:
        raise errors.HoldersMissing(", ".join(missing))
    await work.value(
        "SELECT id FROM agent WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, agent_id
    )
    held: UUID | None = await work.value(
        """SELECT id FROM licence_grant WHERE cooperative_id = $1 AND agent_id = $2 AND release_id = $3 AND basis = 'given'
           AND revoked_at IS NULL AND valid_until IS NOT DISTINCT FROM $4 AND acts @> $5::text[] LIMIT 1""",
        work.cooperative_id, agent_id, release_id, valid_until, asked,
    )  # fmt: skip
    if held is not None:
        return held
    return await issue(
        work, keyring, release, agent_id=agent_id, holder=await _name(work, agent_id), acts=asked, basis="given",
        valid_from=on, valid_until=valid_until, statuses={}, by=by,
    )  # fmt: skip


async def revoke_grant(work: Work, viewer: Viewer, *, grant_id: UUID, reason: str) -> None:
    """End a grant before its time, and say why: a breach, an error, a status that was not true. Needs `commons.keep`.

    What was sold under it stays rightly sold. Refuses: NotAllowed, NotFound, InvalidInput, GrantEnded.
    """
    by = await require(work, viewer, "commons.keep")
    if not reason.strip():
        raise InvalidInput("reason", "required")
    if len(reason) > 2000:
        raise InvalidInput("reason", "too_long", maximum="2000")
    row = await work.row(
        "SELECT revoked_at FROM licence_grant WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        grant_id,
    )
    if row is None:
        raise NotFound
    if row["revoked_at"] is not None:
        raise errors.GrantEnded
    await end(work, [grant_id], reason.strip(), by)


async def end(work: Work, grant_ids: Iterable[UUID], reason: str, by: UUID | None) -> None:
    """End grants that are not ended; repeated, it does nothing."""
    for grant_id in grant_ids:
        ended = await work.execute(
            """UPDATE licence_grant SET revoked_at = $3, revoked_by_agent_id = $4, revoked_because = $5
               WHERE cooperative_id = $1 AND id = $2 AND revoked_at IS NULL""",
            work.cooperative_id, grant_id, work.now, by, reason,
        )  # fmt: skip
        if ended:
            work.emit(GrantEnded(grant_id=grant_id, cause="revoked"))


async def lose_status(work: Work, claim_id: UUID) -> None:
    """A status was refused, revoked, withdrawn or disputed: certificates that rest on it hold no more.

    One that merely ran out takes nothing away: its certificate ends with it by its own date.
    """
    state = await work.value(
        "SELECT state FROM claim WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, claim_id
    )
    if state in (None, "recognised", "expired"):
        return
    rows = await work.rows(
        "SELECT id FROM licence_grant WHERE cooperative_id = $1 AND $2 = ANY(claim_ids) AND revoked_at IS NULL ORDER BY id",
        work.cooperative_id,
        claim_id,
    )
    await end(work, [row["id"] for row in rows], f"status {state}", None)


async def expire(work: Work) -> None:
    """Announce the end of grants whose last day is over. They hold no more from the next day on, announced or not."""
    rows = await work.rows(
        """UPDATE licence_grant SET expired_at = $2 WHERE cooperative_id = $1 AND revoked_at IS NULL AND expired_at IS NULL
             AND valid_until < $3 RETURNING id""",
        work.cooperative_id,
        work.now,
        await today(work),
    )
    for row in rows:
        work.emit(GrantEnded(grant_id=row["id"], cause="expired"))


async def issue(
    work: Work,
    keyring: Keyring,
    release: ReleaseFacts,
    *,
    agent_id: UUID | None,
    holder: str,
    acts: Sequence[str],
    basis: str,
    valid_from: date,
    valid_until: date | None,
    statuses: Mapping[str, Status],
    by: UUID | None,
    order_line_id: UUID | None = None,
) -> UUID:
    """Write and sign a grant. Callers have judged that it is due."""
    grant_id = ids.new()
    card = await work.row(
        """SELECT c.slug, c.name AS cooperative, a.slug AS asset, a.title, r.version, r.content_sha256
           FROM release r JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
           JOIN cooperative c ON c.id = r.cooperative_id WHERE r.cooperative_id = $1 AND r.id = $2""",
        work.cooperative_id,
        release.release_id,
    )
    assert card is not None
    predicates = {key: one.until.isoformat() if one.until else None for key, one in sorted(statuses.items())}
    payload = {
        "type": "minga-certificate",
        "version": PAYLOAD_VERSION,
        "id": ids.encode(GRANT, grant_id),
        "cooperative": {"slug": card["slug"], "name": card["cooperative"]},
        "work": {
            "release": ids.encode(RELEASE, release.release_id),
            "slug": card["asset"],
            "title": card["title"],
            "version": card["version"],
            "sha256": bytes(card["content_sha256"]).hex(),
        },
        "licence": release.licence,
        "holder": holder,
        "acts": list(acts),
        "basis": basis,
        "predicates": predicates,
        "issued_at": work.now.isoformat(),
        "valid_from": valid_from.isoformat(),
        "valid_until": valid_until.isoformat() if valid_until else None,
        "check": f"/c/{card['slug']}/commons/certificates/{ids.encode(GRANT, grant_id)}",
        "note": "This is how the licence is read here. It is no legal advice.",
    }
    signed = await signing.sign(work, keyring, payload)
    await work.execute(
        """INSERT INTO licence_grant (cooperative_id, id, release_id, agent_id, holder, licence, acts, basis, predicates,
               claim_ids, order_line_id, valid_from, valid_until, issued_at, issued_by_agent_id, payload, signature, key_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)""",
        work.cooperative_id, grant_id, release.release_id, agent_id, holder, release.licence, list(acts), basis, predicates,
        [one.claim_id for one in statuses.values()], order_line_id, valid_from, valid_until, work.now, by,
        signed.payload, signed.signature, signed.key_id,
    )  # fmt: skip
    work.emit(GrantIssued(grant_id=grant_id))
    return grant_id


async def _relied_on(work: Work, expression: str, held: Mapping[str, Status]) -> dict[str, Status]:
    """The statuses that a licence asks about: all of them where it asks for several together, the longest-lasting else."""
    read = spdx.parse(expression)
    known = await licences.profiles(work)
    found: dict[str, Status] = {}
    for one in () if isinstance(read, spdx.Malformed) else spdx.licences_in(read):
        profile = known.get(one.key)
        condition = profile.terms.commercial if profile else {}
        asked = [held[key] for key in asking.asked_statuses(condition) if key in held]
        if "any" in condition and asked:
            asked = [max(asked, key=lambda status: (status.until is None, status.until or work.now))]
        found.update({status.status: status for status in asked})
    return found


async def today(work: Work) -> date:
    """The civil day of the co-op."""
    return work.now.astimezone(await _zone(work)).date()


async def _zone(work: Work) -> ZoneInfo:
    return ZoneInfo(await work.value("SELECT zone FROM cooperative WHERE id = $1", work.cooperative_id))


async def _release(work: Work, release_id: UUID) -> ReleaseFacts:
    release = await release_facts(work, release_id)
    if release.state == "draft" or release.cooperative_id != work.cooperative_id:
        raise NotFound
    return release


async def _name(work: Work, agent_id: UUID) -> str:
    name: str | None = await work.value(
        "SELECT name FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, agent_id
    )
    if name is None:
        raise NotFound
    return name


def _acts(acts: Sequence[str]) -> list[str]:
    if not acts or any(one not in ACTS for one in acts):
        raise InvalidInput("acts", "choice" if acts else "required")
    return [one for one in ACTS if one in acts]
