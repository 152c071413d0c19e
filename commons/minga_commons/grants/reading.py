"""Certificates and offers as they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minga_commons.attestation.queries import status_of
from minga_commons.grants import signing
from minga_commons.grants.commands.certificates import GRANT, today
from minga_commons.grants.queries import Holder, holders_needed
from minga_commons.registry.queries import release_facts
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.access import agent_of, may, require


@dataclass(frozen=True, slots=True)
class Certificate:
    """A grant as everybody may read it. `state`: valid, not_yet, expired or revoked, on the co-op's day."""

    id: UUID
    release_id: UUID
    agent_id: UUID | None
    holder: str
    licence: str
    acts: tuple[str, ...]
    basis: str
    predicates: Mapping[str, str | None]
    valid_from: date
    valid_until: date | None
    issued_at: datetime
    state: str
    revoked_at: datetime | None
    revoked_because: str
    slug: str
    title: Mapping[str, str]
    version: str
    file: Mapping[str, str]


_CERTIFICATES = """SELECT g.id, g.release_id, g.agent_id, g.holder, g.licence, g.acts, g.basis, g.predicates, g.valid_from,
        g.valid_until, g.issued_at, g.revoked_at, g.revoked_because, a.slug, a.title, r.version, g.payload, g.signature,
        k.public_key
    FROM licence_grant g JOIN release r ON r.cooperative_id = g.cooperative_id AND r.id = g.release_id
    JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
    JOIN certificate_key k ON k.cooperative_id = g.cooperative_id AND k.id = g.key_id
    WHERE g.cooperative_id = $1"""


async def certificate(work: Work, grant_id: UUID) -> Certificate:
    """One certificate, for whoever holds its address. Refuses: NotFound."""
    row = await work.row(f"{_CERTIFICATES} AND g.id = $2", work.cooperative_id, grant_id)
    if row is None:
        raise NotFound
    return _certificate(row, await today(work))


async def certificates(work: Work, viewer: Viewer, *, release_id: UUID | None = None) -> list[Certificate]:
    """The asker's own certificates, newest first; keepers see those of everybody. At most two hundred.

    Refuses: SignInNeeded, NotFound (nobody here).
    """
    me = await agent_of(work, viewer)
    everybody = await may(work, viewer, "commons.keep")
    rows = await work.rows(
        f"""{_CERTIFICATES} AND ($2 OR g.agent_id = $3) AND ($4::uuid IS NULL OR g.release_id = $4)
            ORDER BY g.id DESC LIMIT 200""",
        work.cooperative_id,
        everybody,
        me,
        release_id,
    )
    on = await today(work)
    return [_certificate(row, on) for row in rows]


def _certificate(row: Any, on: date) -> Certificate:
    if row["revoked_at"] is not None:
        state = "revoked"
    elif row["valid_from"] > on:
        state = "not_yet"
    else:
        state = "expired" if row["valid_until"] is not None and row["valid_until"] < on else "valid"
    return Certificate(
        row["id"], row["release_id"], row["agent_id"], row["holder"], row["licence"], tuple(row["acts"]), row["basis"],
        row["predicates"], row["valid_from"], row["valid_until"], row["issued_at"], state, row["revoked_at"],
        row["revoked_because"], row["slug"], row["title"], row["version"],
        signing.file_of(row["payload"], bytes(row["signature"]), bytes(row["public_key"])),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """What a certificate file is worth: whether its signature holds, whether the key is (or was) this co-op's, and what we
    know of it now. A file whose signature holds under a foreign key says nothing about us."""

    signature_holds: bool
    key_is_ours: bool
    certificate: Certificate | None


async def check(work: Work, file: object) -> Checked:
    """Check a certificate file, as anybody may."""
    said = signing.read(file)
    if said is None or not isinstance(file, Mapping):
        return Checked(False, False, None)
    ours = await work.value(
        "SELECT true FROM certificate_key WHERE cooperative_id = $1 AND encode(public_key, 'base64') = $2",
        work.cooperative_id,
        str(file["public_key"]),
    )
    if not ours:
        return Checked(True, False, None)
    try:
        found = await certificate(work, ids.decode(GRANT, str(said.get("id"))))
    except NotFound:
        return Checked(True, True, None)
    return Checked(True, True, found)


async def public_keys(work: Work) -> list[tuple[bytes, datetime, datetime | None]]:
    """The co-op's keys, with when each was made and retired."""
    rows = await work.rows(
        "SELECT public_key, made_at, retired_at FROM certificate_key WHERE cooperative_id = $1 ORDER BY id",
        work.cooperative_id,
    )
    return [(bytes(row["public_key"]), row["made_at"], row["retired_at"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Offer:
    """A paid licence. It yields grants once nobody of `holders` is left without `agreed_at`."""

    id: UUID
    release_id: UUID
    variant_id: UUID
    product_id: UUID
    product_slug: str
    price_minor: int
    currency: str
    acts: tuple[str, ...]
    days: int | None
    closed_at: datetime | None
    holders: tuple[Holder, ...]

    @property
    def is_agreed(self) -> bool:
        """Whether everybody agreed."""
        return all(one.agreed_at is not None for one in self.holders)


async def offers(work: Work, *, release_id: UUID) -> list[Offer]:
    """The paid licences of a published release that are offered now. Refuses: NotFound."""
    if (await release_facts(work, release_id)).state == "draft":
        raise NotFound
    rows = await work.rows(
        """SELECT f.id, f.release_id, f.variant_id, v.product_id, p.slug, v.price_minor, v.currency, f.acts, f.days, f.closed_at
           FROM licence_offer f JOIN variant v ON v.cooperative_id = f.cooperative_id AND v.id = f.variant_id
           JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
           WHERE f.cooperative_id = $1 AND f.release_id = $2 AND f.closed_at IS NULL ORDER BY f.id LIMIT 50""",
        work.cooperative_id,
        release_id,
    )
    return [
        Offer(
            row["id"], row["release_id"], row["variant_id"], row["product_id"], row["slug"], row["price_minor"],
            row["currency"], tuple(row["acts"]), row["days"], row["closed_at"],
            tuple(await holders_needed(work, release_id, row["id"])),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Permission:
    """What a community allowed with its knowledge."""

    id: UUID
    community: str
    acts: tuple[str, ...]
    decision: str
    valid_until: date | None
    recorded_at: datetime


async def permissions(work: Work, *, asset_id: UUID) -> list[Permission]:
    """What the community of a work allows now."""
    rows = await work.rows(
        """SELECT id, community, acts, decision, valid_until, recorded_at FROM community_permission
           WHERE cooperative_id = $1 AND asset_id = $2 AND ended_at IS NULL ORDER BY id LIMIT 100""",
        work.cooperative_id,
        asset_id,
    )
    return [
        Permission(
            row["id"], row["community"], tuple(row["acts"]), row["decision"], row["valid_until"], row["recorded_at"]
        )
        for row in rows
    ]


async def statuses_of(work: Work, viewer: Viewer, agent_id: UUID | None = None) -> list[Any]:
    """What the asker, or another agent, is today as recognised. Refuses: SignInNeeded, NotFound, NotAllowed."""
    me = await require(work, viewer, "commons.write")
    return list((await status_of(work, agent_id or me, await today(work))).values())
