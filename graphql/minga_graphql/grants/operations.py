"""Certificates issued, checked and revoked; paid licences offered and agreed; marks voted, visited for and appealed."""

# ruff: noqa: A002 - arguments bear the API's words: id

from base64 import b64encode
from datetime import date
from typing import Annotated

import orjson
import strawberry
from strawberry.types import Info

from minga_commons.attestation import errors as attestation_errors
from minga_commons.grants import errors, reading
from minga_commons.grants.commands import certificates, communities, offers
from minga_commons.grants.commands.certificates import GRANT
from minga_commons.grants.marks import commands as mark_commands
from minga_commons.grants.marks import errors as mark_errors
from minga_commons.grants.marks import queries as mark_queries
from minga_commons.registry.names import RELEASE
from minga_graphql.attestation.operations import EvidenceInput, given
from minga_graphql.context import Context
from minga_graphql.grants import types
from minga_graphql.grants.types import AGENT, ASSET, DECISION, MARK, OFFER, PERMISSION, STANDARD
from minga_graphql.licences.types import LicenceAct, plain
from minga_graphql.marks import bounds
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_graphql.values import LocalTextInput, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.market.catalog import names

_File = Annotated[str, strawberry.argument(metadata=bounds(longest=20_000))]
_Acts = Annotated[list[LicenceAct], strawberry.argument(metadata=bounds(most=7))]
_Evidence = Annotated[list[EvidenceInput] | None, strawberry.argument(metadata=bounds(most=20))]
_SUBJECTS = {"stall": names.STALL, "product": names.PRODUCT, "release": RELEASE}


@strawberry.input(description="A point of a checklist.")
class ChecklistPointInput:
    text: list[LocalTextInput] = strawberry.field(description="What is looked at.", metadata=bounds(most=10))


_Points = Annotated[list[ChecklistPointInput], strawberry.argument(metadata=bounds(most=40))]


@strawberry.type(description="A certificate was given.")
class Certified:
    id: strawberry.ID = strawberry.field(description="Its id, `grt_…`.")


@strawberry.type(description="A paid licence is offered.")
class LicenceOffered:
    id: strawberry.ID = strawberry.field(description="Its id, `lof_…`.")


@strawberry.type(description="A community's decision was recorded.")
class PermissionRecorded:
    id: strawberry.ID = strawberry.field(description="Its id, `cpm_…`.")


@strawberry.type(description="A standard was written.")
class StandardDrafted:
    id: strawberry.ID = strawberry.field(description="Its id, `qst_…`.")


@strawberry.type(description="A mark was asked for.")
class MarkAsked:
    id: strawberry.ID = strawberry.field(description="Its id, `mark_…`.")


@strawberry.type
class Query:
    @strawberry.field(description="A certificate, for whoever holds its address.", metadata=bounds(cost=5))
    async def certificate(self, info: Info[Context, None], id: strawberry.ID) -> types.Certificate | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            try:
                found = await reading.certificate(work, ids.decode(GRANT, id))
            except NotFound:
                return None
        return types.certificate(found, context)

    @strawberry.field(
        description="The asker's certificates, newest first; those of everybody for keepers of the commons.",
        metadata=bounds(cost=10, size=10),
    )
    async def certificates(
        self, info: Info[Context, None], release_id: strawberry.ID | None = None
    ) -> list[types.Certificate]:
        context = info.context
        context.require_cooperative()
        if context.viewer.person_id is None:
            return []
        wanted = ids.decode(RELEASE, release_id) if release_id is not None else None
        async with context.read() as work:
            try:
                found = await reading.certificates(work, context.viewer, release_id=wanted)
            except NotFound:
                return []
        return [types.certificate(one, context) for one in found]

    @strawberry.field(description="The keys that certificates of this co-op are signed with.", metadata=bounds(size=2))
    async def certificate_keys(self, info: Info[Context, None]) -> list[types.CertificateKey]:
        info.context.require_cooperative()
        async with info.context.read() as work:
            found = await reading.public_keys(work)
        return [
            types.CertificateKey(public_key=b64encode(key).decode(), made_at=made, retired_at=retired)
            for key, made, retired in found
        ]

    @strawberry.field(description="Check a certificate file, as anybody may.", metadata=bounds(cost=10))
    async def check_certificate(self, info: Info[Context, None], file: _File) -> types.CertificateCheck:
        context = info.context
        context.require_cooperative()
        try:
            read = orjson.loads(file)
        except orjson.JSONDecodeError:
            read = None
        async with context.read() as work:
            found = await reading.check(work, read)
        known = None if found.certificate is None else types.certificate(found.certificate, context)
        return types.CertificateCheck(
            signature_holds=found.signature_holds, key_is_ours=found.key_is_ours, certificate=known
        )

    @strawberry.field(
        description="The paid licences that are offered for a published release.", metadata=bounds(cost=15, size=2)
    )
    async def licence_offers(self, info: Info[Context, None], release_id: strawberry.ID) -> list[types.LicenceOffer]:
        info.context.require_cooperative()
        async with info.context.read() as work:
            try:
                found = await reading.offers(work, release_id=ids.decode(RELEASE, release_id))
            except NotFound:
                return []
        return [types.offer(one) for one in found]

    @strawberry.field(
        description="What the community whose knowledge a work holds decided to allow.", metadata=bounds(cost=5, size=2)
    )
    async def community_permissions(
        self, info: Info[Context, None], design_id: strawberry.ID
    ) -> list[types.CommunityPermission]:
        info.context.require_cooperative()
        async with info.context.read() as work:
            found = await reading.permissions(work, asset_id=ids.decode(ASSET, design_id))
        return [
            types.CommunityPermission(
                id=strawberry.ID(ids.encode(PERMISSION, one.id)), community=one.community,
                acts=[LicenceAct(act) for act in one.acts], decision=one.decision, valid_until=one.valid_until,
            )
            for one in found
        ]  # fmt: skip

    @strawberry.field(
        description="Standards of quality, newest first, drafts included: members vote on them.",
        metadata=bounds(cost=5, size=5),
    )
    async def quality_standards(self, info: Info[Context, None]) -> list[types.QualityStandard]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await mark_queries.standards(work)
        return [types.standard(one, context) for one in found]

    @strawberry.field(
        description="Marks of quality, newest first: those that are held, for everybody; all of them for members.",
        metadata=bounds(cost=15, size=10),
    )
    async def quality_marks(
        self,
        info: Info[Context, None],
        id: strawberry.ID | None = None,
        stall_id: strawberry.ID | None = None,
        product_id: strawberry.ID | None = None,
        release_id: strawberry.ID | None = None,
    ) -> list[types.QualityMark]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await mark_queries.marks(
                work,
                context.viewer,
                mark_id=ids.decode(MARK, id) if id is not None else None,
                stall_id=ids.decode(names.STALL, stall_id) if stall_id is not None else None,
                product_id=ids.decode(names.PRODUCT, product_id) if product_id is not None else None,
                release_id=ids.decode(RELEASE, release_id) if release_id is not None else None,
            )
        return [types.quality_mark(one, context) for one in found]

    @strawberry.field(
        description="Marks of quality in force: of a stall, or of a product and the stall that sells it.",
        metadata=bounds(cost=5, size=3),
    )
    async def marks_in_force(
        self, info: Info[Context, None], stall_id: strawberry.ID | None = None, product_id: strawberry.ID | None = None
    ) -> list[types.HeldMark]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await mark_queries.in_force(
                work,
                stall_id=ids.decode(names.STALL, stall_id) if stall_id is not None else None,
                product_id=ids.decode(names.PRODUCT, product_id) if product_id is not None else None,
            )
        return [types.held_mark(one, context) for one in found]


@strawberry.type
class Mutation:
    @mutation(errors.NotByStatus)
    async def certify(
        self,
        info: Info[Context, None],
        release_id: strawberry.ID,
        acts: _Acts,
        agent_id: strawberry.ID | None = None,
    ) -> Certified:
        """A certificate for who is what a licence asks for. For another agent it needs `commons.keep`. Asking again while it
        holds gives the same one."""
        made = await info.context.perform(
            certificates.certify,
            keyring=info.context.services.keyring,
            release_id=ids.decode(RELEASE, release_id),
            acts=[plain(one) for one in acts],
            agent_id=ids.decode(AGENT, agent_id) if agent_id is not None else None,
        )
        return Certified(id=strawberry.ID(ids.encode(GRANT, made)))

    @mutation(errors.HoldersMissing)
    async def give_certificate(
        self,
        info: Info[Context, None],
        release_id: strawberry.ID,
        acts: _Acts,
        agent_id: strawberry.ID,
        valid_until: date | None = None,
    ) -> Certified:
        """A certificate by agreement, from who holds all rights in a release alone. Asking again while the same one holds
        gives it."""
        made = await info.context.perform(
            certificates.give,
            keyring=info.context.services.keyring,
            release_id=ids.decode(RELEASE, release_id),
            acts=[plain(one) for one in acts],
            agent_id=ids.decode(AGENT, agent_id),
            valid_until=valid_until,
        )
        return Certified(id=strawberry.ID(ids.encode(GRANT, made)))

    @mutation(errors.GrantEnded)
    async def revoke_certificate(self, info: Info[Context, None], id: strawberry.ID, reason: str) -> Done:
        """End a certificate before its time, and say why. Needs `commons.keep`."""
        await info.context.perform(certificates.revoke_grant, grant_id=ids.decode(GRANT, id), reason=reason)
        return Done()

    @mutation(errors.VariantOffered)
    async def offer_licence(
        self,
        info: Info[Context, None],
        release_id: strawberry.ID,
        variant_id: strawberry.ID,
        acts: _Acts,
        days: int | None = None,
    ) -> LicenceOffered:
        """Offer a paid licence, sold as a variant of a stall that one keeps. By a holder of rights in the release."""
        made = await info.context.perform(
            offers.offer_licence,
            release_id=ids.decode(RELEASE, release_id),
            variant_id=ids.decode(names.VARIANT, variant_id),
            acts=[plain(one) for one in acts],
            days=days,
        )
        return LicenceOffered(id=strawberry.ID(ids.encode(OFFER, made)))

    @mutation()
    async def agree_to_offer(self, info: Info[Context, None], id: strawberry.ID) -> Done:
        """Agree to a paid licence, as one who holds rights in the release or in what it was made from."""
        await info.context.perform(offers.agree, offer_id=ids.decode(OFFER, id))
        return Done()

    @mutation()
    async def record_agreement(
        self, info: Info[Context, None], id: strawberry.ID, release_id: strawberry.ID, name: str, evidence: str
    ) -> Done:
        """Record, with the evidence, that a holder of rights agreed who has no account here. Needs `commons.keep`."""
        await info.context.perform(
            offers.record_agreement,
            offer_id=ids.decode(OFFER, id),
            of_release_id=ids.decode(RELEASE, release_id),
            name=name,
            evidence=evidence,
        )
        return Done()

    @mutation()
    async def close_offer(self, info: Info[Context, None], id: strawberry.ID) -> Done:
        """Sell a paid licence no more; what was bought stays."""
        await info.context.perform(offers.close_offer, offer_id=ids.decode(OFFER, id))
        return Done()

    @mutation()
    async def record_community_permission(
        self,
        info: Info[Context, None],
        design_id: strawberry.ID,
        acts: _Acts,
        decision: str,
        valid_until: date | None = None,
    ) -> PermissionRecorded:
        """Record what a community decided to allow with its knowledge. Needs `commons.keep`."""
        made = await info.context.perform(
            communities.record_permission,
            asset_id=ids.decode(ASSET, design_id),
            acts=[plain(one) for one in acts],
            decision=decision,
            valid_until=valid_until,
        )
        return PermissionRecorded(id=strawberry.ID(ids.encode(PERMISSION, made)))

    @mutation()
    async def end_community_permission(self, info: Info[Context, None], id: strawberry.ID) -> Done:
        """The community allows it no more. Needs `commons.keep`."""
        await info.context.perform(communities.end_permission, permission_id=ids.decode(PERMISSION, id))
        return Done()

    @mutation()
    async def draft_standard(
        self,
        info: Info[Context, None],
        name: list[LocalTextInput],
        text: list[LocalTextInput],
        points: _Points,
        days: int,
    ) -> StandardDrafted:
        """Write a standard of quality with its checklist; it counts once the members voted it."""
        made = await info.context.perform(
            mark_commands.draft_standard,
            name=Text.checked(read_languages(name, "name"), field="name", longest=120, one_line=True),
            text=Text.checked(read_languages(text, "text"), field="text", longest=8000),
            points=[
                Text.checked(read_languages(one.text, "points"), field="points", longest=300, one_line=True)
                for one in points
            ],
            days=days,
        )
        return StandardDrafted(id=strawberry.ID(ids.encode(STANDARD, made)))

    @mutation(InvalidTransition, mark_errors.NotVoted)
    async def adopt_standard(self, info: Info[Context, None], id: strawberry.ID, decision_id: strawberry.ID) -> Done:
        """Put a standard in force by the decision that voted it. Needs `commons.keep`."""
        await info.context.perform(
            mark_commands.adopt_standard,
            standard_id=ids.decode(STANDARD, id),
            decision_id=ids.decode(DECISION, decision_id),
        )
        return Done()

    @mutation()
    async def end_standard(self, info: Info[Context, None], id: strawberry.ID) -> Done:
        """No new marks by it. Needs `commons.keep`."""
        await info.context.perform(mark_commands.end_standard, standard_id=ids.decode(STANDARD, id))
        return Done()

    @mutation(InvalidTransition, mark_errors.MarkOpen)
    async def ask_mark(
        self,
        info: Info[Context, None],
        standard_id: strawberry.ID,
        subject: types.MarkSubject,
        subject_id: strawberry.ID,
        statement: str = "",
        evidence: _Evidence = None,
    ) -> MarkAsked:
        """Ask for a mark for one's stall, a product of it, or a release that one maintains."""
        made = await info.context.perform(
            mark_commands.ask_mark,
            standard_id=ids.decode(STANDARD, standard_id),
            subject=plain(subject),
            subject_id=ids.decode(_SUBJECTS[plain(subject)], subject_id),
            statement=statement,
            evidence=given(evidence),
        )
        return MarkAsked(id=strawberry.ID(ids.encode(MARK, made)))

    @mutation(
        mark_errors.VisitedBefore,
        attestation_errors.ClaimEnded,
        attestation_errors.OwnCase,
        attestation_errors.AlreadyAttested,
    )
    async def record_visit(
        self,
        info: Info[Context, None],
        id: strawberry.ID,
        visited_on: date,
        answers: Annotated[list[bool], strawberry.argument(metadata=bounds(most=40))],
        note: str = "",
    ) -> Done:
        """Note what one saw, point by point; all points met is a word for the mark."""
        await info.context.perform(
            mark_commands.visit, mark_id=ids.decode(MARK, id), visited_on=visited_on, answers=answers, note=note
        )
        return Done()

    @mutation(InvalidTransition)
    async def appeal_mark(self, info: Info[Context, None], id: strawberry.ID, reason: str) -> Done:
        """Ask for another look at a mark that was refused or revoked."""
        await info.context.perform(mark_commands.appeal, mark_id=ids.decode(MARK, id), reason=reason)
        return Done()

    @mutation(attestation_errors.OwnCase, mark_errors.MarkOpen)
    async def decide_appeal_of_mark(
        self, info: Info[Context, None], id: strawberry.ID, grant: bool, explanation: str
    ) -> Done:
        """Decide an appeal; granted, other peers visit. Needs `commons.keep`, and not by who ended the mark."""
        await info.context.perform(
            mark_commands.decide_appeal, mark_id=ids.decode(MARK, id), grant=grant, explanation=explanation
        )
        return Done()
