"""What designers and their peers do with works of the commons."""

# ruff: noqa: A002 - arguments bear the API's words: id

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_commons.registry import errors, names
from minga_commons.registry.commands import assets, disputes, forks, notices, peers, releases
from minga_commons.registry.states import AssetKind, Relation, ReleaseState, Severity
from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_graphql.refusals import name_id
from minga_graphql.registry import types
from minga_graphql.registry.inputs import DesignInput, ReleaseInput, given, texts
from minga_graphql.registry.present import id_of
from minga_graphql.values import LocalTextInput
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, InvalidTransition
from minga_platform.kernel.files import NotAPicture
from minga_platform.market.catalog.errors import SlugTaken

name_id("parent_id", names.RELEASE)
name_id("release_id", names.RELEASE)
name_id("asset_id", names.ASSET)

_Long = Annotated[str, strawberry.argument(metadata=bounds(longest=4_000))]


@strawberry.input(description="A label that a community put on a work (localcontexts.org).")
class CommunityLabelInput:
    label: str = strawberry.field(description="Which: `TK-A`, `BC-P` …", metadata=bounds(longest=40))
    community: str = strawberry.field(description="Whose.", metadata=bounds(longest=200))
    note: list[LocalTextInput] | None = strawberry.field(description="What it asks for.", default=None)
    source: str = strawberry.field(description="Where that is written.", default="", metadata=bounds(longest=400))


@strawberry.type
class Mutation:
    """Any member begins works and reviews others' (`commons.write`); a work's maintainers change it; offices with
    `commons.keep` withdraw, warn and settle disputes."""

    @mutation(SlugTaken)
    async def start_design(
        self,
        info: Info[Context, None],
        kind: AssetKind,
        title: list[LocalTextInput],
        fields: DesignInput | None = None,
        variant_of_id: strawberry.ID | None = None,
    ) -> types.DesignStarted:
        """Begin a work, which the asker then maintains. Nobody else sees it before a release of it is published."""
        told = given(fields) if fields else {}
        told["title"] = texts(title, "title")
        varied = ids.decode(names.ASSET, variant_of_id) if variant_of_id is not None else None
        made = await info.context.perform(assets.start_asset, kind=kind.value, variant_of_id=varied, **told)
        return await _started(info.context, made)

    @mutation(Conflict, SlugTaken)
    async def edit_design(
        self, info: Info[Context, None], id: strawberry.ID, expected_version: int, changes: DesignInput
    ) -> types.DesignStarted:
        """Change what a work tells of itself; its releases stay as they are."""
        done = await info.context.perform(
            assets.edit_asset,
            asset_id=ids.decode(names.ASSET, id),
            expected_version=expected_version,
            changes=given(changes),
        )
        return await _started(info.context, done)

    @mutation()
    async def add_design_maintainer(
        self, info: Info[Context, None], design_id: strawberry.ID, agent_id: strawberry.ID
    ) -> Done:
        """Let another member maintain a work."""
        await info.context.perform(
            assets.add_maintainer,
            asset_id=ids.decode(names.ASSET, design_id),
            agent_id=ids.decode(names.AGENT, agent_id),
        )
        return Done()

    @mutation(errors.LastMaintainer)
    async def remove_design_maintainer(
        self, info: Info[Context, None], design_id: strawberry.ID, agent_id: strawberry.ID
    ) -> Done:
        """End somebody's maintaining; the last one stays."""
        await info.context.perform(
            assets.remove_maintainer,
            asset_id=ids.decode(names.ASSET, design_id),
            agent_id=ids.decode(names.AGENT, agent_id),
        )
        return Done()

    @mutation()
    async def label_design(
        self, info: Info[Context, None], design_id: strawberry.ID, labels: list[CommunityLabelInput]
    ) -> Done:
        """Write down the labels that communities put on a work, in place of those before."""
        await info.context.perform(
            assets.set_labels,
            asset_id=ids.decode(names.ASSET, design_id),
            labels=[
                {"label": one.label, "community": one.community, "note": texts(one.note, "note"), "source": one.source}
                for one in labels
            ],
        )
        return Done()

    @mutation(errors.VersionTaken, errors.NotFromLater, NotAPicture)
    async def draft_release(
        self,
        info: Info[Context, None],
        design_id: strawberry.ID,
        version: str,
        licence: str,
        fields: ReleaseInput | None = None,
    ) -> types.ReleaseNamed:
        """Begin a release of a work, which only its maintainers see. A draft may name any licence."""
        told = given(fields) if fields else {}
        told.update(version=version, licence=licence)
        made = await info.context.perform(releases.draft_release, asset_id=ids.decode(names.ASSET, design_id), **told)
        return await _named(info.context, made)

    @mutation(Conflict, InvalidTransition, errors.VersionTaken, errors.NotFromLater, NotAPicture)
    async def edit_release_draft(
        self, info: Info[Context, None], id: strawberry.ID, expected_revision: int, changes: ReleaseInput
    ) -> types.ReleaseNamed:
        """Change a draft. What was published never changes."""
        done = await info.context.perform(
            releases.edit_draft,
            release_id=ids.decode(names.RELEASE, id),
            expected_revision=expected_revision,
            changes=given(changes),
        )
        return await _named(info.context, done)

    @mutation(InvalidTransition)
    async def drop_release_draft(self, info: Info[Context, None], id: strawberry.ID) -> Done:
        """Throw a draft away."""
        await info.context.perform(releases.drop_draft, release_id=ids.decode(names.RELEASE, id))
        return Done()

    @mutation(
        InvalidTransition,
        errors.LicenceMalformed,
        errors.CommunityNotAsked,
        errors.ParentNotOpen,
        errors.LicenceForbids,
        errors.LicenceUndecided,
        errors.AlreadyShared,
    )
    async def publish_release(self, info: Info[Context, None], id: strawberry.ID) -> types.ReleaseNamed:
        """Give a release to everybody, for good: it never changes from here on."""
        done = await info.context.perform(releases.publish_release, release_id=ids.decode(names.RELEASE, id))
        return await _named(info.context, done)

    @mutation(SlugTaken)
    async def fork_release(
        self,
        info: Info[Context, None],
        id: strawberry.ID,
        title: list[LocalTextInput],
        relation: Relation = Relation.FORK,
        licence: str | None = None,
    ) -> types.DesignStarted:
        """Begin a work of one's own from a published release of any co-op. Its first draft names where it comes from."""
        made = await info.context.perform(
            forks.fork,
            release_id=ids.decode(names.RELEASE, id),
            title=texts(title, "title"),
            relation=relation.value,
            licence=licence,
        )
        return await _started(info.context, made)

    @mutation(InvalidTransition)
    async def withdraw_release(self, info: Info[Context, None], id: strawberry.ID, because: str) -> types.ReleaseNamed:
        """Take a published release back. It stays listed and readable, with the reason."""
        done = await info.context.perform(releases.withdraw, release_id=ids.decode(names.RELEASE, id), because=because)
        return await _named(info.context, done)

    @mutation(errors.OwnWork)
    async def review_release(
        self,
        info: Info[Context, None],
        release_id: strawberry.ID,
        complete: bool,
        built_it: bool = False,
        missing: list[str] | None = None,
        text: _Long = "",
    ) -> types.Written:
        """Say as a peer whether one could make it from its documentation alone. A second review replaces the first."""
        made = await info.context.perform(
            peers.review,
            release_id=ids.decode(names.RELEASE, release_id),
            complete=complete,
            built_it=built_it,
            missing=missing or [],
            text=text,
        )
        return types.Written(id=id_of(names.REVIEW, made))

    @mutation(NotAPicture)
    async def tell_making(
        self,
        info: Info[Context, None],
        release_id: strawberry.ID,
        what: str,
        place: str = "",
        url: str | None = None,
        maker: str | None = None,
        mail: str | None = None,
        picture_file_id: strawberry.ID | None = None,
        alt: list[LocalTextInput] | None = None,
    ) -> types.Written:
        """Tell that one made it; or that an outside `maker` did, whose `mail` serves safety notices alone."""
        made = await info.context.perform(
            peers.tell_making,
            release_id=ids.decode(names.RELEASE, release_id),
            what=what,
            place=place,
            url=url,
            maker=maker,
            mail=mail,
            picture_file_id=ids.decode(names.FILE, picture_file_id) if picture_file_id is not None else None,
            alt=texts(alt, "alt"),
        )
        return types.Written(id=id_of(names.MAKING, made))

    @mutation()
    async def forget_making(self, info: Info[Context, None], id: strawberry.ID) -> Done:
        """Take such a word back."""
        await info.context.perform(peers.forget_making, making_id=ids.decode(names.MAKING, id))
        return Done()

    @mutation()
    async def give_safety_notice(
        self,
        info: Info[Context, None],
        release_id: strawberry.ID,
        severity: Severity,
        text: list[LocalTextInput],
    ) -> types.Written:
        """Warn of a release: every maker and buyer of it is written to. Nothing takes a notice back."""
        made = await info.context.perform(
            notices.give_notice,
            release_id=ids.decode(names.RELEASE, release_id),
            severity=severity.value,
            text=texts(text, "text"),
        )
        return types.Written(id=id_of(names.NOTICE, made))

    @mutation(InvalidTransition, errors.ReleaseDisputedAlready)
    async def dispute_release(
        self, info: Info[Context, None], release_id: strawberry.ID, claim: _Long, evidence: str = ""
    ) -> types.Written:
        """Say that a release is not whose it claims to be, or not under its licence. It is frozen until that is settled."""
        made = await info.context.perform(
            disputes.dispute, release_id=ids.decode(names.RELEASE, release_id), claim=claim, evidence=evidence
        )
        return types.Written(id=id_of(names.DISPUTE, made))

    @mutation(InvalidTransition)
    async def settle_release_dispute(
        self, info: Info[Context, None], id: strawberry.ID, is_upheld: bool, because: _Long
    ) -> types.ReleaseNamed:
        """End a dispute (`commons.keep`, by nobody who is a party). Upheld, the release is withdrawn."""
        done = await info.context.perform(
            disputes.settle, dispute_id=ids.decode(names.DISPUTE, id), upheld=is_upheld, because=because
        )
        return await _named(info.context, done)


async def _started(context: Context, asset_id: UUID) -> types.DesignStarted:
    async with context.read() as work:
        slug = await work.value(
            "SELECT slug FROM asset WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, asset_id
        )
    return types.DesignStarted(id=id_of(names.ASSET, asset_id), slug=slug)


async def _named(context: Context, release_id: UUID) -> types.ReleaseNamed:
    async with context.read() as work:
        row = await work.row(
            "SELECT version, state FROM release WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, release_id
        )
    if row is None:
        raise InvalidInput("id", "known")
    return types.ReleaseNamed(
        id=id_of(names.RELEASE, release_id), version=row["version"], state=ReleaseState(row["state"])
    )
