"""Certificates, offers of paid licences, standards and marks as programs see them."""

from datetime import date, datetime
from enum import Enum

import orjson
import strawberry

from minga_commons.grants import reading
from minga_commons.grants.commands.certificates import GRANT
from minga_commons.grants.marks import queries as marks
from minga_commons.registry.names import RELEASE
from minga_graphql.attestation.operations import CLAIM, ClaimState, Evidence, shown
from minga_graphql.context import Context
from minga_graphql.licences.types import LicenceAct, StatusKey
from minga_graphql.marks import bounds
from minga_graphql.values import Money, money_of
from minga_platform.kernel import ids
from minga_platform.market.catalog import names

OFFER, STANDARD, MARK, PERMISSION, DECISION, ASSET, AGENT = "lof", "qst", "mark", "cpm", "dec", "ast", "agent"


@strawberry.enum(description="Why a certificate was given.")
class CertificateBasis(Enum):
    ELIGIBLE = strawberry.enum_value("eligible", description="Its holder is what the licence asks for.")
    GIVEN = strawberry.enum_value("given", description="All who hold rights agreed.")
    PAID = strawberry.enum_value("paid", description="It was bought, and all who hold rights agreed.")


@strawberry.enum(description="Whether a certificate holds, on the co-op's day.")
class CertificateState(Enum):
    VALID = strawberry.enum_value("valid", description="It holds.")
    NOT_YET = strawberry.enum_value("not_yet", description="It begins later.")
    EXPIRED = strawberry.enum_value("expired", description="Its last day is over.")
    REVOKED = strawberry.enum_value("revoked", description="It was ended before its time.")


@strawberry.enum(description="What a mark is for.")
class MarkSubject(Enum):
    STALL = strawberry.enum_value("stall", description="A stall.")
    PRODUCT = strawberry.enum_value("product", description="A product.")
    RELEASE = strawberry.enum_value("release", description="A release of a work.")


@strawberry.type(description="What was known of a holder when the certificate was issued.")
class CertifiedStatus:
    status: StatusKey = strawberry.field(description="Which status.")
    until: str | None = strawberry.field(description="Until when it was confirmed.")


@strawberry.type(description="Who may use a release for what, until when; anybody can check it.")
class Certificate:
    id: strawberry.ID = strawberry.field(description="Its id, `grt_…`.")
    release_id: strawberry.ID = strawberry.field(description="The release, `rel_…`.")
    slug: str = strawberry.field(description="The work's name in addresses.")
    title: str = strawberry.field(description="The work's title, in the reader's language.")
    version: str = strawberry.field(description="The release's version.")
    holder: str = strawberry.field(description="To whom it was given.")
    licence: str = strawberry.field(description="The licence.")
    acts: list[LicenceAct] = strawberry.field(description="What its holder may do.", metadata=bounds(size=2))
    basis: CertificateBasis = strawberry.field(description="Why it was given.")
    statuses: list[CertifiedStatus] = strawberry.field(description="What it rests on.", metadata=bounds(size=2))
    valid_from: date = strawberry.field(description="Its first day.")
    valid_until: date | None = strawberry.field(description="Its last day; null for good.")
    issued_at: datetime = strawberry.field(description="When it was signed.")
    state: CertificateState = strawberry.field(description="Whether it holds today.")
    revoked_at: datetime | None = strawberry.field(description="When it was ended before its time.")
    revoked_because: str = strawberry.field(description="Why.")
    file: str = strawberry.field(description="The signed certificate as a JSON file.")


@strawberry.type(description="A public key that certificates of this co-op are signed with.")
class CertificateKey:
    public_key: str = strawberry.field(description="Ed25519, base64.")
    made_at: datetime = strawberry.field(description="When it was made.")
    retired_at: datetime | None = strawberry.field(description="When it was retired; null while it is in use.")


@strawberry.type(description="What a certificate file is worth.")
class CertificateCheck:
    signature_holds: bool = strawberry.field(description="Whether the file is as it was signed.")
    key_is_ours: bool = strawberry.field(description="Whether it was this co-op that signed it.")
    certificate: Certificate | None = strawberry.field(description="What the co-op knows of it now.")


@strawberry.type(description="Somebody whose agreement a paid licence needs.")
class RightsHolder:
    release_id: strawberry.ID = strawberry.field(description="The release that she holds rights in, `rel_…`.")
    agent_id: strawberry.ID | None = strawberry.field(description="Who, where this co-op knows her.")
    name: str = strawberry.field(description="Her name.")
    agreed_at: datetime | None = strawberry.field(description="When she agreed; null while she has not.")


@strawberry.type(description="A paid licence, bought like any product.")
class LicenceOffer:
    id: strawberry.ID = strawberry.field(description="Its id, `lof_…`.")
    release_id: strawberry.ID = strawberry.field(description="The release, `rel_…`.")
    variant_id: strawberry.ID = strawberry.field(description="The variant to buy, `var_…`.")
    product_slug: str = strawberry.field(description="The product's name in addresses.")
    price: Money = strawberry.field(description="Its price.")
    acts: list[LicenceAct] = strawberry.field(description="What its buyer may do.", metadata=bounds(size=2))
    days: int | None = strawberry.field(description="For how many days; null for good.")
    is_agreed: bool = strawberry.field(description="Whether everybody agreed, so that paying for it gives the licence.")
    holders: list[RightsHolder] = strawberry.field(
        description="Who holds rights, ancestors included.", metadata=bounds(size=4)
    )


@strawberry.type(description="What a community decided to allow with its knowledge.")
class CommunityPermission:
    id: strawberry.ID = strawberry.field(description="Its id, `cpm_…`.")
    community: str = strawberry.field(description="Which community.")
    acts: list[LicenceAct] = strawberry.field(description="What it allows.", metadata=bounds(size=2))
    decision: str = strawberry.field(description="Its decision, in its words or as an address.")
    valid_until: date | None = strawberry.field(description="Until when; null for good.")


@strawberry.type(description="What a mark of quality says of a thing.")
class QualityStandard:
    id: strawberry.ID = strawberry.field(description="Its id, `qst_…`.")
    name: str = strawberry.field(description="Its name.")
    text: str = strawberry.field(description="What it says.")
    points: list[str] = strawberry.field(description="The checklist.", metadata=bounds(size=6))
    days: int = strawberry.field(description="How many days its mark holds.")
    sha256: str = strawberry.field(
        description="The hash of its text in all languages, which the members' proposal cites."
    )
    decision_id: strawberry.ID | None = strawberry.field(description="The decision that voted it, `dec_…`.")
    adopted_at: datetime | None = strawberry.field(description="Since when it is in force.")
    ended_at: datetime | None = strawberry.field(description="Since when no new marks are given by it.")


@strawberry.type(description="What a peer saw.")
class MarkVisit:
    name: str = strawberry.field(description="Who visited.")
    visited_on: date = strawberry.field(description="When.")
    answers: list[bool] = strawberry.field(description="For each point, whether it was met.", metadata=bounds(size=6))
    is_met: bool = strawberry.field(description="Whether all were.")
    note: str = strawberry.field(description="What she said.")


@strawberry.type(description="Another look was asked for.")
class MarkAppeal:
    reason: str = strawberry.field(description="Why.")
    opened_at: datetime = strawberry.field(description="When.")
    decided_at: datetime | None = strawberry.field(description="When it was decided.")
    is_granted: bool | None = strawberry.field(description="How.")
    explanation: str = strawberry.field(description="Why so.")


@strawberry.type(description="A mark of quality.")
class QualityMark:
    id: strawberry.ID = strawberry.field(description="Its id, `mark_…`.")
    claim_id: strawberry.ID = strawberry.field(description="The claim that says where it stands, `clm_…`.")
    standard: QualityStandard = strawberry.field(description="By which standard.")
    name: str = strawberry.field(description="Who answers for it.")
    agent_id: strawberry.ID = strawberry.field(description="Her agent.")
    subject: MarkSubject = strawberry.field(description="What it is for.")
    subject_slug: str = strawberry.field(description="Its name in addresses.")
    subject_name: str = strawberry.field(description="Its name.")
    state: ClaimState = strawberry.field(description="Where it stands.")
    counted: int = strawberry.field(description="How many visits count.")
    needs: int = strawberry.field(description="How many are needed.")
    asked_at: datetime = strawberry.field(description="When it was asked for.")
    recognised_at: datetime | None = strawberry.field(description="Since when it is held.")
    expires_at: datetime = strawberry.field(description="Until when.")
    ended_because: str = strawberry.field(description="Why it was ended; told to members.")
    evidence: list[Evidence] = strawberry.field(description="What shows it; told to members.", metadata=bounds(size=2))
    visits: list[MarkVisit] = strawberry.field(description="What visitors found.", metadata=bounds(size=3))
    appeal: MarkAppeal | None = strawberry.field(description="The appeal, told to members.")


@strawberry.type(description="A mark of quality in force, as it stands beside goods.")
class HeldMark:
    id: strawberry.ID = strawberry.field(description="The mark, `mark_…`.")
    standard_id: strawberry.ID = strawberry.field(description="By which standard, `qst_…`.")
    name: str = strawberry.field(description="What the standard is called.")
    text: str = strawberry.field(description="What it says.")
    subject: MarkSubject = strawberry.field(description="Whether the stall or the product holds it.")
    recognised_at: datetime = strawberry.field(description="Since when it is held.")
    expires_at: datetime = strawberry.field(description="Until when.")
    visits: int = strawberry.field(description="How many visits count for it.")


def certificate(one: reading.Certificate, context: Context) -> Certificate:
    """A certificate in the reader's language."""
    return Certificate(
        id=strawberry.ID(ids.encode(GRANT, one.id)),
        release_id=strawberry.ID(ids.encode(RELEASE, one.release_id)),
        slug=one.slug,
        title=context.said(one.title),
        version=one.version,
        holder=one.holder,
        licence=one.licence,
        acts=[LicenceAct(act) for act in one.acts],
        basis=CertificateBasis(one.basis),
        statuses=[CertifiedStatus(status=StatusKey(key), until=until) for key, until in one.predicates.items()],
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        issued_at=one.issued_at,
        state=CertificateState(one.state),
        revoked_at=one.revoked_at,
        revoked_because=one.revoked_because,
        file=orjson.dumps(one.file, option=orjson.OPT_INDENT_2).decode(),
    )


def offer(one: reading.Offer) -> LicenceOffer:
    """An offer as programs see it."""
    return LicenceOffer(
        id=strawberry.ID(ids.encode(OFFER, one.id)),
        release_id=strawberry.ID(ids.encode(RELEASE, one.release_id)),
        variant_id=strawberry.ID(ids.encode(names.VARIANT, one.variant_id)),
        product_slug=one.product_slug,
        price=money_of(one.price_minor, one.currency),
        acts=[LicenceAct(act) for act in one.acts],
        days=one.days,
        is_agreed=one.is_agreed,
        holders=[
            RightsHolder(
                release_id=strawberry.ID(ids.encode(RELEASE, each.release_id)),
                agent_id=None if each.agent_id is None else strawberry.ID(ids.encode(AGENT, each.agent_id)),
                name=each.name,
                agreed_at=each.agreed_at,
            )
            for each in one.holders
        ],
    )


def standard(one: marks.Standard, context: Context) -> QualityStandard:
    """A standard in the reader's language."""
    return QualityStandard(
        id=strawberry.ID(ids.encode(STANDARD, one.id)),
        name=context.said(one.name),
        text=context.said(one.text),
        points=[context.said(point) for point in one.points],
        days=one.days,
        sha256=one.sha256,
        decision_id=None if one.decision_id is None else strawberry.ID(ids.encode(DECISION, one.decision_id)),
        adopted_at=one.adopted_at,
        ended_at=one.ended_at,
    )


def quality_mark(one: marks.Mark, context: Context) -> QualityMark:
    """A mark in the reader's language."""
    return QualityMark(
        id=strawberry.ID(ids.encode(MARK, one.id)),
        claim_id=strawberry.ID(ids.encode(CLAIM, one.claim_id)),
        standard=standard(one.standard, context),
        name=one.agent,
        agent_id=strawberry.ID(ids.encode(AGENT, one.agent_id)),
        subject=MarkSubject(one.subject),
        subject_slug=one.subject_slug,
        subject_name=context.said(one.subject_name),
        state=ClaimState(one.state),
        counted=one.counted,
        needs=one.needs,
        asked_at=one.asked_at,
        recognised_at=one.recognised_at,
        expires_at=one.expires_at,
        ended_because=one.ended_because,
        evidence=shown(one.evidence),
        visits=[
            MarkVisit(
                name=each.name, visited_on=each.visited_on, answers=list(each.answers), is_met=each.met, note=each.note
            )
            for each in one.visits
        ],
        appeal=None
        if one.appeal is None
        else MarkAppeal(
            reason=one.appeal.reason,
            opened_at=one.appeal.opened_at,
            decided_at=one.appeal.decided_at,
            is_granted=one.appeal.granted,
            explanation=one.appeal.explanation,
        ),
    )


def held_mark(one: marks.HeldMark, context: Context) -> HeldMark:
    """A mark in force in the reader's language."""
    return HeldMark(
        id=strawberry.ID(ids.encode(MARK, one.id)),
        standard_id=strawberry.ID(ids.encode(STANDARD, one.standard_id)),
        name=context.said(one.name),
        text=context.said(one.text),
        subject=MarkSubject(one.subject),
        recognised_at=one.recognised_at,
        expires_at=one.expires_at,
        visits=one.visits,
    )
