"""Works and releases as the API tells them."""

from datetime import datetime

import strawberry

from minga_commons.registry.finding import Sort
from minga_commons.registry.states import AssetKind, Relation, ReleaseState, Severity
from minga_graphql.catalog.types import ListingCard, Picture
from minga_graphql.marks import bounds
from minga_graphql.paging import Connection
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalText

strawberry.enum(AssetKind, description="What a work of the commons is.")
strawberry.enum(ReleaseState, description="What a release may be used for.")
strawberry.enum(Relation, name="ReleaseRelation", description="How a release comes from another.")
strawberry.enum(Severity, name="HazardSeverity", description="How bad it may get.")
strawberry.enum(Sort, name="DesignSort", description="The orders a list of works comes in.")


@strawberry.type(description="A work of the commons as a card shows it.")
class DesignCard:
    id: strawberry.ID = strawberry.field(description="The work's id, `ast_…`.")
    cooperative_slug: str = strawberry.field(description="The co-op that keeps it.")
    slug: str = strawberry.field(description="Its name in addresses: `/c/<co-op>/commons/designs/<slug>`.")
    kind: AssetKind = strawberry.field(description="What it is.")
    title: str = strawberry.field(description="Its name.")
    summary: str = strawberry.field(description="A sentence about it.")
    craft: str = strawberry.field(description="The craft it belongs to; perhaps empty.")
    materials: list[str] = strawberry.field(description="What it is made of.", metadata=bounds(size=5))
    techniques: list[str] = strawberry.field(description="How it is made.", metadata=bounds(size=5))
    languages: list[str] = strawberry.field(description="What its words are in.", metadata=bounds(size=3))
    licence: str = strawberry.field(description="An SPDX expression.")
    readiness: str = strawberry.field(description="How far it is: `otrl-1` to `otrl-6`; empty where nobody said.")
    version: str = strawberry.field(description="Of its newest release.")
    state: ReleaseState = strawberry.field(description="Of its newest release.")
    holders: list[str] = strawberry.field(description="Who made it.", metadata=bounds(size=4))
    is_complete: bool = strawberry.field(description="Whether it bears the badge 'documentation complete'.")
    releases: int = strawberry.field(description="How many releases it has.")
    made: int = strawberry.field(description="How many told that they made it.")
    picture: Picture | None = strawberry.field(description="Its first picture.")
    published_at: datetime = strawberry.field(description="When its newest release was published.")


@strawberry.type(description="One choice of a filter over works.")
class DesignChoice:
    value: str = strawberry.field(description="What to filter by.")
    designs: MinorUnits = strawberry.field(description="How many works it would show.")
    more: bool = strawberry.field(description="Whether counting stopped at a thousand.")


@strawberry.type(description="How many works each choice of a filter would show, the fullest first.")
class DesignFacets:
    total: MinorUnits = strawberry.field(description="How many works the filter shows.")
    more: bool = strawberry.field(description="Whether counting stopped at a thousand.")
    kinds: list[DesignChoice] = strawberry.field(description="Kinds of work.")
    crafts: list[DesignChoice] = strawberry.field(description="Crafts.")
    materials: list[DesignChoice] = strawberry.field(description="Materials.")
    techniques: list[DesignChoice] = strawberry.field(description="Techniques.")
    licences: list[DesignChoice] = strawberry.field(description="Licences, as SPDX expressions.")
    readiness: list[DesignChoice] = strawberry.field(description="How far works are.")
    languages: list[DesignChoice] = strawberry.field(description="Languages that works are written in.")


@strawberry.type(description="A page of works.")
class DesignPage(Connection[DesignCard]):
    facets: DesignFacets | None = strawberry.field(
        description="How many works each choice of a filter would show; null across co-ops.",
        metadata=bounds(cost=50),
        default=None,
    )
    mended: str | None = strawberry.field(
        description="What was searched instead, where nothing was found for what was typed.", default=None
    )


@strawberry.type(description="Somebody who holds rights in a release, or maintains a work.")
class DesignHolder:
    agent_id: strawberry.ID | None = strawberry.field(description="Who, where the co-op knows her.")
    name: str = strawberry.field(description="Her name.")


@strawberry.type(description="A part, a material or a tool.")
class DesignPart:
    name: str = strawberry.field(description="What it is.")
    quantity: str | None = strawberry.field(description="How much, as an exact decimal: `2.5`.")
    unit: str = strawberry.field(description="Of what the quantity counts: `m`, `kg`; empty for pieces.")
    material: str = strawberry.field(description="What it is made of; perhaps empty.")
    note: str = strawberry.field(description="What else to know.")
    url: str | None = strawberry.field(description="Where it is described or sold.")
    names: list[LocalText] = strawberry.field(description="What it is, in every language.", metadata=bounds(size=3))
    notes: list[LocalText] = strawberry.field(description="The note in every language.", metadata=bounds(size=3))


@strawberry.type(description="A picture of a release, in several sizes.")
class DesignPicture:
    file_id: strawberry.ID = strawberry.field(description="Its file, `file_…`.")
    picture: Picture = strawberry.field(description="The picture itself.")
    step: int | None = strawberry.field(description="The step that it shows, counted from 0; null: the whole.")
    alts: list[LocalText] = strawberry.field(description="What it shows, in every language.", metadata=bounds(size=3))


@strawberry.type(description="A step of making it.")
class DesignStep:
    title: str = strawberry.field(description="Its heading; perhaps empty.")
    text: str = strawberry.field(description="What to do, in Markdown.")
    minutes: int | None = strawberry.field(description="How long it takes.")
    pictures: list[Picture] = strawberry.field(description="Pictures of it.", metadata=bounds(size=2))
    titles: list[LocalText] = strawberry.field(description="The heading in every language.", metadata=bounds(size=3))
    texts: list[LocalText] = strawberry.field(description="The text in every language.", metadata=bounds(size=3))


@strawberry.type(description="Something to beware of.")
class DesignHazard:
    severity: Severity = strawberry.field(description="How bad it may get.")
    text: str = strawberry.field(description="What, and what to do.")
    texts: list[LocalText] = strawberry.field(description="The same in every language.", metadata=bounds(size=3))


@strawberry.type(description="A file of a release.")
class DesignFile:
    path: str = strawberry.field(description="Its place within the release.")
    role: str = strawberry.field(description="source, export, document, picture, licence or other.")
    media_type: str = strawberry.field(description="What it is for programs.")
    size: MinorUnits | None = strawberry.field(description="Bytes, where that is known.")
    sha256: str | None = strawberry.field(description="The hash of its bytes, where that is known.")
    file_id: strawberry.ID | None = strawberry.field(description="Its file, where it is kept here: `file_…`.")
    url: str | None = strawberry.field(description="Where it is, where it is not kept here.")
    repository: str | None = strawberry.field(description="The repository it is in, where it is not kept here.")
    tag: str | None = strawberry.field(description="The tag or commit there.")


@strawberry.type(description="A release in a line of the list.")
class ReleaseLine:
    id: strawberry.ID = strawberry.field(description="Its id, `rel_…`.")
    version: str = strawberry.field(description="Its version.")
    licence: str = strawberry.field(description="An SPDX expression.")
    state: ReleaseState = strawberry.field(description="What it may be used for.")
    notes: str = strawberry.field(description="What is new in it.")
    published_at: datetime | None = strawberry.field(description="When it was published.")


@strawberry.type(description="A release in a lineage.")
class LineageNode:
    id: strawberry.ID = strawberry.field(description="Its id, `rel_…`.")
    cooperative_slug: str = strawberry.field(description="The co-op that keeps it.")
    slug: str = strawberry.field(description="Its work's name in addresses.")
    title: str = strawberry.field(description="What it was called when it was published.")
    version: str = strawberry.field(description="Its version.")
    licence: str = strawberry.field(description="An SPDX expression.")
    state: ReleaseState = strawberry.field(description="What it may be used for.")
    holders: list[str] = strawberry.field(description="Who is to be named.", metadata=bounds(size=4))
    published_at: datetime = strawberry.field(description="When it was published.")
    parents: list[strawberry.ID] = strawberry.field(description="What it derives from.", metadata=bounds(size=2))
    relation: Relation | None = strawberry.field(description="How it comes from them.")
    is_ancestor: bool = strawberry.field(description="Whether the release asked about derives from it.")
    is_same_design: bool = strawberry.field(description="Whether it is a release of the same work.")
    warning: str | None = strawberry.field(description="Its newest safety notice.")


@strawberry.type(description="What a parent's licence says about this release's licence.")
class ParentLicence:
    release_id: strawberry.ID = strawberry.field(description="The parent, `rel_…`.")
    title: str = strawberry.field(description="Its name.")
    licence: str = strawberry.field(description="Its licence.")
    answer: str = strawberry.field(description="yes, draft (a person decides) or no.")
    clause: str = strawberry.field(description="What decides.")
    why: str = strawberry.field(description="In a sentence. This is not legal advice.")


@strawberry.type(description="What a peer says of a release.")
class DesignReview:
    id: strawberry.ID = strawberry.field(description="Its id, `rev_…`.")
    name: str = strawberry.field(description="Who says it.")
    complete: bool = strawberry.field(description="One could make it from this alone.")
    built_it: bool = strawberry.field(description="She did.")
    missing: list[str] = strawberry.field(description="What she misses.", metadata=bounds(size=3))
    text: str = strawberry.field(description="In her words.")
    at: datetime = strawberry.field(description="When.")


@strawberry.type(description="Somebody made it.")
class DesignMaking:
    id: strawberry.ID = strawberry.field(description="Its id, `made_…`.")
    maker: str = strawberry.field(description="Who.")
    what: str = strawberry.field(description="What she made.")
    place: str = strawberry.field(description="Where.")
    url: str | None = strawberry.field(description="Where to read of it.")
    version: str = strawberry.field(description="The release it was made from.")
    picture: Picture | None = strawberry.field(description="A picture of it.")
    at: datetime = strawberry.field(description="When she told.")


@strawberry.type(description="A warning about a release, which its makers and buyers are told.")
class SafetyNotice:
    id: strawberry.ID = strawberry.field(description="Its id, `haz_…`.")
    severity: Severity = strawberry.field(description="How bad it may get.")
    text: str = strawberry.field(description="What, and what to do.")
    version: str = strawberry.field(description="The release it is about.")
    at: datetime = strawberry.field(description="When it was given.")


@strawberry.type(description="A label that a community put on a work (localcontexts.org).")
class CommunityLabel:
    label: str = strawberry.field(description="Which: `TK-A`, `BC-P` …")
    name: str = strawberry.field(description="What Local Contexts calls it; the key itself where it knows none.")
    asks: str = strawberry.field(description="What a label of this kind asks for in general; empty where unknown.")
    community: str = strawberry.field(description="Whose.")
    note: str = strawberry.field(description="What it asks for.")
    notes: list[LocalText] = strawberry.field(
        description="What it asks for, in every language.", metadata=bounds(size=3)
    )
    source: str = strawberry.field(description="Where that is written.")


@strawberry.type(description="One thing that the badge 'documentation complete' asks for.")
class DesignCriterion:
    key: str = strawberry.field(description="pictures, parts, steps, files, hazards or peers.")
    met: bool = strawberry.field(description="Whether it is there.")


@strawberry.type(description="A dispute about a release.")
class ReleaseDispute:
    id: strawberry.ID = strawberry.field(description="Its id, `dsp_…`.")
    claim: str = strawberry.field(description="What is said.")
    evidence: str = strawberry.field(description="What speaks for it.")
    opened_at: datetime = strawberry.field(description="Since when.")


@strawberry.type(description="An open dispute, for who settles it.")
class OpenDispute(ReleaseDispute):
    by: str = strawberry.field(description="Who says it.")
    slug: str = strawberry.field(description="The work's name in addresses.")
    title: str = strawberry.field(description="The work.")
    version: str = strawberry.field(description="The release.")


@strawberry.type(description="A release, whole.")
class Release:
    id: strawberry.ID = strawberry.field(description="Its id, `rel_…`.")
    version: str = strawberry.field(description="Its version.")
    licence: str = strawberry.field(description="An SPDX expression; of a draft perhaps words that nobody can read.")
    state: ReleaseState = strawberry.field(description="What it may be used for.")
    revision: int = strawberry.field(description="Of a draft: how often it was changed; give it as `expectedRevision`.")
    notes: str = strawberry.field(description="What is new in it.")
    all_notes: list[LocalText] = strawberry.field(description="The same in every language.", metadata=bounds(size=3))
    languages: list[str] = strawberry.field(description="What its words are in.", metadata=bounds(size=3))
    technology_level: int | None = strawberry.field(description="How far it is, OTRL 1 to 6.")
    documentation_level: int | None = strawberry.field(description="How far its documentation is, ODRL 1 to 5.")
    content_sha256: str | None = strawberry.field(
        description="The hash of everything it says; it never changes once it is published."
    )
    published_at: datetime | None = strawberry.field(description="When it was published.")
    withdrawn_at: datetime | None = strawberry.field(description="When it was taken back.")
    withdrawn_because: str = strawberry.field(description="Why it was taken back.")
    repository: str | None = strawberry.field(description="The repository it was made from.")
    tag: str | None = strawberry.field(description="The tag there.")
    commit: str | None = strawberry.field(description="The commit there.")
    has_manifest: bool = strawberry.field(description="Whether it came with an Open Know-How manifest.")
    holders: list[DesignHolder] = strawberry.field(description="Who holds rights in it.", metadata=bounds(size=4))
    parts: list[DesignPart] = strawberry.field(description="The bill of materials.", metadata=bounds(size=10))
    tools: list[DesignPart] = strawberry.field(description="What is needed to make it.", metadata=bounds(size=5))
    steps: list[DesignStep] = strawberry.field(description="How it is made.", metadata=bounds(size=8))
    hazards: list[DesignHazard] = strawberry.field(description="What to beware of.", metadata=bounds(size=3))
    no_hazards: bool = strawberry.field(description="Its makers say that there is nothing to beware of.")
    files: list[DesignFile] = strawberry.field(description="Its files.", metadata=bounds(size=10))
    pictures: list[DesignPicture] = strawberry.field(
        description="Its pictures, steps included.", metadata=bounds(size=5)
    )
    reviews: list[DesignReview] = strawberry.field(description="What peers say.", metadata=bounds(size=4))
    criteria: list[DesignCriterion] = strawberry.field(
        description="What the badge 'documentation complete' asks for.", metadata=bounds(size=6)
    )
    is_complete: bool = strawberry.field(description="Whether it bears that badge.")
    dispute: ReleaseDispute | None = strawberry.field(description="The open dispute about it.")


@strawberry.type(description="The work that this one varies.")
class VariedDesign:
    slug: str = strawberry.field(description="Its name in addresses.")
    title: str = strawberry.field(description="Its name.")


@strawberry.type(description="A work of the commons.")
class Design:
    id: strawberry.ID = strawberry.field(description="Its id, `ast_…`.")
    cooperative_slug: str = strawberry.field(description="The co-op that keeps it.")
    slug: str = strawberry.field(description="Its name in addresses: `/c/<co-op>/commons/designs/<slug>`.")
    kind: AssetKind = strawberry.field(description="What it is.")
    title: str = strawberry.field(description="Its name.")
    titles: list[LocalText] = strawberry.field(description="Its name in every language.", metadata=bounds(size=3))
    summary: str = strawberry.field(description="A sentence about it.")
    summaries: list[LocalText] = strawberry.field(description="The same in every language.", metadata=bounds(size=3))
    description: str = strawberry.field(description="What it is, in Markdown.")
    descriptions: list[LocalText] = strawberry.field(description="The same in every language.", metadata=bounds(size=3))
    craft: str = strawberry.field(description="The craft it belongs to; perhaps empty.")
    materials: list[str] = strawberry.field(description="What it is made of.", metadata=bounds(size=5))
    techniques: list[str] = strawberry.field(description="How it is made.", metadata=bounds(size=5))
    tags: list[str] = strawberry.field(description="Words to find it by.", metadata=bounds(size=5))
    origin_repo: str | None = strawberry.field(description="The repository it lives in.")
    watches_tags: bool = strawberry.field(description="Whether a tag there makes a release here.")
    held_by: str = strawberry.field(description="The community that holds the knowledge; empty: none.")
    consent: str = strawberry.field(description="That community's decision to share it.")
    labels: list[CommunityLabel] = strawberry.field(description="What communities ask for.", metadata=bounds(size=2))
    variant_of: VariedDesign | None = strawberry.field(description="The work that it varies.")
    maintainers: list[DesignHolder] = strawberry.field(description="Who keeps it.", metadata=bounds(size=3))
    is_mine: bool = strawberry.field(description="Whether the asker maintains it.")
    version: int = strawberry.field(description="How often it was changed; give it as `expectedVersion`.")
    release: Release | None = strawberry.field(
        description="The release that speaks for it: the one asked for, else the newest published one."
    )
    releases: list[ReleaseLine] = strawberry.field(
        description="All its releases, the newest first, drafts for who maintains it.", metadata=bounds(size=10)
    )
    notices: list[SafetyNotice] = strawberry.field(description="Warnings, the newest first.", metadata=bounds(size=2))
    makings: list[DesignMaking] = strawberry.field(description="Who made it.", metadata=bounds(size=5))
    products: list[ListingCard] = strawberry.field(
        description="Products on offer that are made from it, at most a dozen.", metadata=bounds(cost=10, size=4)
    )
    lineage: list[LineageNode] = strawberry.field(
        description="Everything that release derives from and everything derived from it, in any co-op, in the order of "
        "publication; at most 500.",
        metadata=bounds(cost=20, size=20),
    )
    parent_licences: list[ParentLicence] = strawberry.field(
        description="Of a draft: what each parent's licence says to its own.", metadata=bounds(size=2)
    )


@strawberry.type(description="A work that the asker maintains.")
class MyDesign:
    id: strawberry.ID = strawberry.field(description="Its id, `ast_…`.")
    slug: str = strawberry.field(description="Its name in addresses.")
    kind: AssetKind = strawberry.field(description="What it is.")
    title: str = strawberry.field(description="Its name.")
    releases: list[ReleaseLine] = strawberry.field(
        description="Its releases, the newest first.", metadata=bounds(size=5)
    )


@strawberry.type(description="A work is begun.")
class DesignStarted:
    id: strawberry.ID = strawberry.field(description="Its id, `ast_…`.")
    slug: str = strawberry.field(description="Its name in addresses.")


@strawberry.type(description="A release, by name.")
class ReleaseNamed:
    id: strawberry.ID = strawberry.field(description="Its id, `rel_…`.")
    version: str = strawberry.field(description="Its version.")
    state: ReleaseState = strawberry.field(description="What it may be used for.")


@strawberry.type(description="Something was written down.")
class Written:
    id: strawberry.ID = strawberry.field(description="Its id.")
