"""From the registry's rows to the API's types, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import strawberry

from minga_commons.licences.labels import LABELS
from minga_commons.registry import completeness, licensing, names
from minga_commons.registry.finding import Facets
from minga_commons.registry.states import AssetKind, Relation, ReleaseState, Severity
from minga_graphql.catalog.present import picture_of
from minga_graphql.catalog.types import ListingCard, Picture, PictureSize
from minga_graphql.context import Context
from minga_graphql.registry import types
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import all_languages
from minga_platform.kernel import ids
from minga_platform.kernel.locale import Text, say


def id_of(prefix: str, value: UUID | str) -> strawberry.ID:
    """An id as the API tells it."""
    return strawberry.ID(ids.encode(prefix, value if isinstance(value, UUID) else UUID(value)))


def _moment(stored: str | datetime | None) -> datetime | None:
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored


def _surely(stored: str | datetime) -> datetime:
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored


_KINDS = {one.value: one for one in AssetKind}
_STATES = {one.value: one for one in ReleaseState}


class _Card(types.DesignCard):
    """Reads its row only as far as it is asked: a document names half a card's fields, and a list holds many cards."""

    id: Any = property(lambda self: id_of(names.ASSET, self._row["asset_id"]))
    cooperative_slug: Any = property(lambda self: self._row["cooperative_slug"])
    slug: Any = property(lambda self: self._row["slug"])
    kind: Any = property(lambda self: _KINDS[self._row["kind"]])
    title: Any = property(lambda self: self._context.said(self._row["title"]))
    summary: Any = property(lambda self: self._context.said(self._row["summary"]))
    craft: Any = property(lambda self: self._row["craft"])
    materials: Any = property(lambda self: self._row["materials"])
    techniques: Any = property(lambda self: self._row["techniques"])
    languages: Any = property(lambda self: self._row["languages"])
    licence: Any = property(lambda self: self._row["licence"])
    readiness: Any = property(lambda self: self._row["readiness"])
    version: Any = property(lambda self: self._row["version"])
    state: Any = property(lambda self: _STATES[self._row["state"]])
    holders: Any = property(lambda self: self._row["holders"])
    is_complete: Any = property(lambda self: self._row["is_complete"])
    releases: Any = property(lambda self: self._row["releases"])
    made: Any = property(lambda self: self._row["made"])
    published_at: Any = property(lambda self: self._row["published_at"])

    def __init__(self, row: asyncpg.Record, context: Context) -> None:
        self._row = row
        self._context = context

    def _picture(self) -> Any:
        stored = self._row["picture"]
        if not stored:
            return None
        sizes = [PictureSize(width=width, height=height, address=address) for width, height, address in stored["sizes"]]
        return Picture(alt=self._context.said(stored["alt"]), sizes=sizes)

    picture: Any = property(_picture)


def card(row: asyncpg.Record, context: Context) -> types.DesignCard:
    """One work in a list."""
    return _Card(row, context)


def facets(found: Facets | None) -> types.DesignFacets | None:
    """The choices with their counts."""
    if found is None:
        return None
    told = {
        facet: [
            types.DesignChoice(value=row["value"], designs=MinorUnits(row["listings"]), more=row["more"])
            for row in rows
        ]
        for facet, rows in found.choices.items()
    }
    return types.DesignFacets(
        total=MinorUnits(found.total),
        more=found.more,
        kinds=told["kind"],
        crafts=told["craft"],
        materials=told["material"],
        techniques=told["technique"],
        licences=told["licence"],
        readiness=told["readiness"],
        languages=told["language"],
    )


def _part(one: Mapping[str, Any], context: Context) -> types.DesignPart:
    return types.DesignPart(
        name=context.said(one["name"]),
        quantity=one.get("quantity"),
        unit=one.get("unit", ""),
        material=one.get("material", ""),
        note=context.said(one.get("note") or {}),
        url=one.get("url"),
        names=all_languages(one["name"]),
        notes=all_languages(one.get("note") or {}),
    )


def _step(
    one: Mapping[str, Any], place: int, pictures: Sequence[types.DesignPicture], context: Context
) -> types.DesignStep:
    return types.DesignStep(
        title=context.said(one.get("title") or {}),
        text=context.said(one["text"]),
        minutes=one.get("minutes"),
        pictures=[picture.picture for picture in pictures if picture.step == place],
        titles=all_languages(one.get("title") or {}),
        texts=all_languages(one["text"]),
    )


def _file(one: Mapping[str, Any]) -> types.DesignFile:
    return types.DesignFile(
        path=one["path"],
        role=one["role"],
        media_type=one["media_type"],
        size=None if one["bytes"] is None else MinorUnits(one["bytes"]),
        sha256=one["sha256"],
        file_id=id_of(names.FILE, one["file_id"]) if one["file_id"] else None,
        url=one["url"],
        repository=one["repository"],
        tag=one["tag"],
    )


def _pictures(row: Mapping[str, Any], context: Context) -> list[types.DesignPicture]:
    told = []
    for one in row["pictures"]:
        picture = picture_of(one, row["cooperative_slug"], context)
        if picture is not None:
            told.append(
                types.DesignPicture(
                    file_id=id_of(names.FILE, one["file_id"]),
                    picture=picture,
                    step=one["step"],
                    alts=all_languages(one["alt"]),
                )
            )
    return told


def _holder(one: Mapping[str, Any]) -> types.DesignHolder:
    agent_id = one["agent_id"]
    return types.DesignHolder(agent_id=id_of(names.AGENT, agent_id) if agent_id else None, name=one["name"])


def line(one: Mapping[str, Any], context: Context) -> types.ReleaseLine:
    """A release in a list of its work's releases."""
    return types.ReleaseLine(
        id=id_of(names.RELEASE, one["id"]),
        version=one["version"],
        licence=one["licence"],
        state=_STATES[one["state"]],
        notes=context.said(one["notes"]),
        published_at=_moment(one["published_at"]),
    )


def criteria_of(row: Mapping[str, Any]) -> tuple[completeness.Criterion, ...]:
    """What the badge asks of this release, and whether it is there."""
    return completeness.judge(
        row["kind"],
        row["document"],
        alts=[one["alt"] for one in row["pictures"]],
        sources=sum(one["role"] in ("source", "export", "document") or not one["file_id"] for one in row["files"]),
        says_complete=sum(one["complete"] for one in row["reviews"]),
        says_missing=sum(not one["complete"] for one in row["reviews"]),
    )


def release(row: Mapping[str, Any], context: Context) -> types.Release | None:
    """The release of a work's row; None where it has none that may be seen."""
    if row["release_id"] is None:
        return None
    document = row["document"]
    pictures = _pictures(row, context)
    criteria = criteria_of(row)
    dispute = row["dispute"]
    return types.Release(
        id=id_of(names.RELEASE, row["release_id"]),
        version=row["version"],
        licence=row["licence"],
        state=_STATES[row["state"]],
        revision=row["revision"],
        notes=context.said(row["notes"]),
        all_notes=all_languages(row["notes"]),
        languages=row["languages"],
        technology_level=row["technology_level"],
        documentation_level=row["documentation_level"],
        content_sha256=row["content_sha256"],
        published_at=row["published_at"],
        withdrawn_at=row["withdrawn_at"],
        withdrawn_because=row["withdrawn_because"],
        repository=row["repository"],
        tag=row["tag"],
        commit=row["commit_sha"],
        has_manifest=row["has_manifest"],
        holders=[_holder(one) for one in row["holders"]],
        parts=[_part(one, context) for one in document.get("parts", ())],
        tools=[_part(one, context) for one in document.get("tools", ())],
        steps=[_step(one, place, pictures, context) for place, one in enumerate(document.get("steps", ()))],
        hazards=[
            types.DesignHazard(
                severity=Severity(one["severity"]), text=context.said(one["text"]), texts=all_languages(one["text"])
            )
            for one in document.get("hazards", ())
        ],
        no_hazards=bool(document.get("no_hazards")),
        files=[_file(one) for one in row["files"]],
        pictures=pictures,
        reviews=[
            types.DesignReview(
                id=id_of(names.REVIEW, one["id"]),
                name=one["name"],
                complete=one["complete"],
                built_it=one["built_it"],
                missing=one["missing"],
                text=one["text"],
                at=_surely(one["at"]),
            )
            for one in row["reviews"]
        ],
        criteria=[types.DesignCriterion(key=one.key, met=one.met) for one in criteria],
        is_complete=completeness.is_complete(criteria),
        dispute=None
        if dispute is None
        else types.ReleaseDispute(
            id=id_of(names.DISPUTE, dispute["id"]),
            claim=dispute["claim"],
            evidence=dispute["evidence"],
            opened_at=_surely(dispute["opened_at"]),
        ),
    )


def _label(one: Mapping[str, Any], context: Context) -> types.CommunityLabel:
    known = LABELS.get(one["label"])
    return types.CommunityLabel(
        label=one["label"],
        name=known.name if known else one["label"],
        asks=say(context.language, known.text) if known else "",
        community=one["community"],
        note=context.said(one["note"]),
        notes=all_languages(one["note"]),
        source=one["source"],
    )


def design(
    row: Mapping[str, Any],
    context: Context,
    *,
    lineage: Sequence[types.LineageNode] = (),
    parents: Sequence[licensing.ParentVerdict] = (),
    products: Sequence[ListingCard] = (),
) -> types.Design:
    """A work, whole."""
    said = context.said
    varied = row["variant_of"]
    return types.Design(
        id=id_of(names.ASSET, row["asset_id"]),
        cooperative_slug=row["cooperative_slug"],
        slug=row["slug"],
        kind=_KINDS[row["kind"]],
        title=said(row["title"]),
        titles=all_languages(row["title"]),
        summary=said(row["summary"]),
        summaries=all_languages(row["summary"]),
        description=said(row["description"]),
        descriptions=all_languages(row["description"]),
        craft=row["craft"],
        materials=row["materials"],
        techniques=row["techniques"],
        tags=row["tags"],
        origin_repo=row["origin_repo"],
        watches_tags=row["watches_tags"],
        held_by=row["held_by"],
        consent=row["consent"],
        labels=[_label(one, context) for one in row["labels"]],
        variant_of=types.VariedDesign(slug=varied["slug"], title=said(varied["title"])) if varied else None,
        maintainers=[_holder(one) for one in row["maintainers"]],
        is_mine=row["is_mine"],
        version=row["asset_version"],
        release=release(row, context),
        releases=[line(one, context) for one in row["releases"]],
        notices=[
            types.SafetyNotice(
                id=id_of(names.NOTICE, one["id"]),
                severity=Severity(one["severity"]),
                text=said(one["text"]),
                version=one["version"],
                at=_surely(one["at"]),
            )
            for one in row["notices"]
        ],
        makings=[
            types.DesignMaking(
                id=id_of(names.MAKING, one["id"]),
                maker=one["maker"],
                what=one["what"],
                place=one["place"],
                url=one["url"],
                version=one["version"],
                picture=picture_of(one, row["cooperative_slug"], context),
                at=_surely(one["at"]),
            )
            for one in row["makings"]
        ],
        products=list(products),
        lineage=list(lineage),
        parent_licences=[
            types.ParentLicence(
                release_id=id_of(names.RELEASE, one.parent_id),
                title=Text.stored(one.title).read(context.language),
                licence=one.licence,
                answer=one.answer,
                clause=one.clause,
                why=say(context.language, one.why),
            )
            for one in parents
        ],
    )


class _Node(types.LineageNode):
    """As `_Card`: a lineage may hold hundreds."""

    id: Any = property(lambda self: id_of(names.RELEASE, self._row["release_id"]))
    cooperative_slug: Any = property(lambda self: self._row["cooperative_slug"])
    slug: Any = property(lambda self: self._row["slug"])
    title: Any = property(lambda self: self._context.said(self._row["title"]))
    version: Any = property(lambda self: self._row["version"])
    licence: Any = property(lambda self: self._row["licence"])
    state: Any = property(lambda self: _STATES[self._row["state"]])
    holders: Any = property(lambda self: self._row["holders"])
    published_at: Any = property(lambda self: self._row["published_at"])
    parents: Any = property(lambda self: [id_of(names.RELEASE, one) for one in self._row["parents"]])
    relation: Any = property(lambda self: Relation(self._row["relation"]) if self._row["relation"] else None)
    is_ancestor: Any = property(lambda self: self._row["is_above"])
    is_same_design: Any = property(lambda self: self._row["asset_id"] == self._asset_id)
    warning: Any = property(
        lambda self: self._context.said(self._row["warning"]["text"]) if self._row["warning"] else None
    )

    def __init__(self, row: asyncpg.Record, asset_id: UUID, context: Context) -> None:
        self._row = row
        self._asset_id = asset_id
        self._context = context


def node(row: asyncpg.Record, asset_id: UUID, context: Context) -> types.LineageNode:
    """A release in the lineage of a release of this work."""
    return _Node(row, asset_id, context)
