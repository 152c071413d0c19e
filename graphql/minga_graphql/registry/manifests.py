"""Open Know-How manifests: brought in with a report, given out in three formats."""

# ruff: noqa: A002 - arguments bear the API's words: id, format

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from minga_commons.okh.repairs import REASONS, Kind
from minga_commons.registry.commands import importing
from minga_commons.registry.manifests import errors, exporting, queries
from minga_graphql.context import Context
from minga_graphql.marks import Line, bounds
from minga_graphql.mutations import mutation
from minga_graphql.scalars import MinorUnits
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotAllowed, NotFound, SignInNeeded
from minga_platform.market.catalog import names as files

IMPORT = "mimp"
MOST_ITEMS = 100
MOST_IMPORTS = 20
_Address = Annotated[str, strawberry.argument(metadata=bounds(longest=2_000))]
_Word = Annotated[str, strawberry.argument(metadata=bounds(longest=60))]


@strawberry.enum(description="How far an import is.")
class ImportState(Enum):
    WAITING = strawberry.enum_value("waiting", description="It has not begun.")
    RUNNING = strawberry.enum_value("running", description="Some files are done.")
    DONE = strawberry.enum_value("done", description="All files are done.")
    FAILED = strawberry.enum_value("failed", description="Nothing could be read; `fault` says why.")


@strawberry.enum(description="What became of a manifest.")
class ImportOutcome(Enum):
    NEW = strawberry.enum_value("new", description="A work that was not here.")
    RENEWED = strawberry.enum_value("renewed", description="A new release of a work that was here.")
    UNCHANGED = strawberry.enum_value("unchanged", description="It is here already and says the same.")
    KEPT = strawberry.enum_value("kept", description="Another work stands for its repository, where it was not found.")
    REFUSED = strawberry.enum_value("refused", description="It cannot be taken.")


@strawberry.enum(description="The formats in which a design is given out.")
class ManifestFormat(Enum):
    TOML = strawberry.enum_value("toml", description="Open Know-How 2 (LOSH) as TOML.")
    YAML = strawberry.enum_value("yaml", description="Open Know-How 1 as YAML.")
    JSONLD = strawberry.enum_value("jsonld", description="Linked data in the terms of the Open Know-How ontology.")


_WRITTEN: Mapping[ManifestFormat, exporting.Written] = {
    ManifestFormat.TOML: "toml",
    ManifestFormat.YAML: "yaml",
    ManifestFormat.JSONLD: "jsonld",
}


@strawberry.type(description="How often something happened in an import.")
class ImportCount:
    word: str = strawberry.field(description="An outcome, or a kind of repair.")
    count: MinorUnits = strawberry.field(description="How often.")


@strawberry.type(
    description="Something in a manifest that was not as the specification wants it, and what was made of it."
)
class ManifestRepair:
    kind: str = strawberry.field(description="Its kind, `licence_grammar` …")
    key: str = strawberry.field(description="Where in the manifest: `part[2].mass`; empty for the file as a whole.")
    reason: str = strawberry.field(description="What was done, in English; pages say it in other words.")
    was: str = strawberry.field(description="What stood there, shortened.")
    now: str = strawberry.field(description="What it was taken for.")
    line: int = strawberry.field(description="In which line, from 1; 0 where nobody knows.")


@strawberry.type(description="Why a manifest was refused, left aside, or not linked with its origin.")
class ManifestReason:
    code: str = strawberry.field(description="For programs: `not_toml`, `not_found_at_its_repo` …")
    key: str = strawberry.field(description="The key that it is about; perhaps empty.")
    reason: str = strawberry.field(description="A sentence in English, or the name of what it is about.")
    line: int = strawberry.field(description="In which line, from 1; 0 where nobody knows.")


@strawberry.type(description="One file of an import.")
class ManifestImportItem:
    position: int = strawberry.field(description="Its place in the import, from 0.")
    path: str = strawberry.field(description="What it is called there.")
    outcome: ImportOutcome = strawberry.field(description="What became of it.")
    title: str = strawberry.field(description="What the thing is called.")
    slug: str | None = strawberry.field(description="The work in addresses, where there is one.")
    repairs: list[ManifestRepair] = strawberry.field(description="What was repaired.", metadata=bounds(size=8))
    reasons: list[ManifestReason] = strawberry.field(description="What hindered.", metadata=bounds(size=2))


@strawberry.type(description="An import of manifests. `accepted` + `repaired` + `refused` = `files`.")
class ManifestImport:
    id: strawberry.ID = strawberry.field(description="`mimp_…`.")
    name: str = strawberry.field(description="The file or address that it came from.")
    state: ImportState = strawberry.field(description="How far it is.")
    fault: str = strawberry.field(description="Why nothing could be read: `too_large`, `not_public` …; else empty.")
    dry_run: bool = strawberry.field(description="Whether it only says what would happen.")
    total: MinorUnits | None = strawberry.field(description="How many files there are, once they have been counted.")
    files: MinorUnits = strawberry.field(description="How many are done.")
    accepted: MinorUnits = strawberry.field(description="Taken as they are.")
    repaired: MinorUnits = strawberry.field(description="Taken after repairs.")
    refused: MinorUnits = strawberry.field(description="Not taken.")
    outcomes: list[ImportCount] = strawberry.field(description="What became of them.", metadata=bounds(size=5))
    repairs: list[ImportCount] = strawberry.field(
        description="Repairs by kind, the most frequent first.", metadata=bounds(size=10)
    )
    asked_at: datetime = strawberry.field(description="When somebody asked for it.")
    ended_at: datetime | None = strawberry.field(description="When it was done.")
    file_id: strawberry.ID | None = strawberry.field(description="The file that was uploaded.")
    address: str = strawberry.field(description="The address that was asked; else empty.")


@strawberry.type(description="An import was asked for; a worker does it, and `manifestImport` says how far it is.")
class ManifestImportAsked:
    id: strawberry.ID = strawberry.field(description="The import, `mimp_…`.")


@strawberry.type(description="A design as a file.")
class DesignManifest:
    text: str = strawberry.field(description="The whole file.")
    file_name: str = strawberry.field(description="A name for it.")
    media_type: str = strawberry.field(description="Its type.")
    is_open: bool = strawberry.field(
        description="Whether its licence is open by the definition of open source hardware. This is not legal advice."
    )


@strawberry.type
class Mutation:
    """Any member may bring manifests in (`commons.write`); she looks after what is new by them."""

    @mutation(errors.TooManyImports)
    async def import_manifests(
        self, info: Info[Context, None], file_id: strawberry.ID, name: Line = "", dry_run: bool = True
    ) -> ManifestImportAsked:
        """Bring in a manifest or an archive of many that the asker uploaded (`/c/<co-op>/files?kind=commons`); or only say what
        would happen. The same file again changes nothing, and no manifest takes the place of another's work."""
        made = await info.context.perform(
            importing.import_file, file_id=ids.decode(files.FILE, file_id), name=name, dry_run=dry_run
        )
        return ManifestImportAsked(id=strawberry.ID(ids.encode(IMPORT, made)))

    @mutation(errors.TooManyImports)
    async def import_manifest_from(
        self, info: Info[Context, None], address: _Address, dry_run: bool = True
    ) -> ManifestImportAsked:
        """Bring in the manifest at an address (https, public). Found in its own repository, it may renew the work that was
        imported from there."""
        made = await info.context.perform(importing.import_address, address=address, dry_run=dry_run)
        return ManifestImportAsked(id=strawberry.ID(ids.encode(IMPORT, made)))


@strawberry.type
class Query:
    @strawberry.field(
        description="The newest imports of manifests: one's own; all for who has `commons.keep`.",
        metadata=bounds(cost=5, size=MOST_IMPORTS),
    )
    async def manifest_imports(self, info: Info[Context, None]) -> list[ManifestImport]:
        context = info.context
        context.require_cooperative()
        try:
            async with context.read() as work:
                rows = await queries.latest(work, context.viewer, MOST_IMPORTS)
        except (NotAllowed, NotFound, SignInNeeded):
            return []
        return [_import(row) for row in rows]

    @strawberry.field(description="One import of manifests, to who may see it.", metadata=bounds(cost=2))
    async def manifest_import(self, info: Info[Context, None], id: strawberry.ID) -> ManifestImport | None:
        context = info.context
        context.require_cooperative()
        try:
            import_id = ids.decode(IMPORT, id)
            async with context.read() as work:
                row = await queries.one(work, context.viewer, import_id)
        except (NotAllowed, NotFound, SignInNeeded):
            return None
        return _import(row)

    @strawberry.field(
        description="Files of an import in their order, at most a hundred, from behind position `after`; only those of one "
        "outcome (`refused` …) or with one kind of repair, where that is given.",
        metadata=bounds(cost=5, size=MOST_ITEMS),
    )
    async def manifest_import_items(
        self,
        info: Info[Context, None],
        id: strawberry.ID,
        after: int = -1,
        outcome: ImportOutcome | None = None,
        kind: _Word = "",
    ) -> list[ManifestImportItem]:
        context = info.context
        context.require_cooperative()
        try:
            import_id = ids.decode(IMPORT, id)
            async with context.read() as work:
                await queries.one(work, context.viewer, import_id)
                rows = await queries.items(
                    work,
                    import_id,
                    outcome=str(outcome.value) if outcome else "",
                    kind=kind,
                    after=max(after, -1),
                    most=MOST_ITEMS,
                )
        except (NotAllowed, NotFound, SignInNeeded):
            return []
        return [_item(row) for row in rows]

    @strawberry.field(
        description="A published design of the co-op as an Open Know-How manifest: its newest release, or that of a version.",
        metadata=bounds(cost=3),
    )
    async def design_manifest(
        self, info: Info[Context, None], slug: Line, format: ManifestFormat, version: Line = "", home: _Address = ""
    ) -> DesignManifest | None:
        """`home`: the address of this installation, for links to pages of designs that were made here."""
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await exporting.export(work, slug, _WRITTEN[format], home=home, version=version)
        if found is None:
            return None
        return DesignManifest(
            text=found.text, file_name=found.file_name, media_type=found.media_type, is_open=found.is_open
        )


def _import(row: Mapping[str, Any]) -> ManifestImport:
    return ManifestImport(
        id=strawberry.ID(ids.encode(IMPORT, row["id"])),
        name=row["name"],
        state=ImportState(row["state"]),
        fault=row["fault"],
        dry_run=row["dry_run"],
        total=None if row["total"] is None else MinorUnits(row["total"]),
        files=MinorUnits(row["files"]),
        accepted=MinorUnits(row["accepted"]),
        repaired=MinorUnits(row["repaired"]),
        refused=MinorUnits(row["refused"]),
        outcomes=_counts(row["outcomes"]),
        repairs=_counts(row["repairs"]),
        asked_at=row["asked_at"],
        ended_at=row["ended_at"],
        file_id=strawberry.ID(ids.encode(files.FILE, row["file_id"])) if row["file_id"] else None,
        address=row["address"],
    )


def _counts(counted: Mapping[str, int]) -> list[ImportCount]:
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [ImportCount(word=word, count=MinorUnits(count)) for word, count in ordered]


def _item(row: Mapping[str, Any]) -> ManifestImportItem:
    return ManifestImportItem(
        position=row["position"],
        path=row["path"],
        outcome=ImportOutcome(row["outcome"]),
        title=row["title"],
        slug=row["slug"],
        repairs=[ManifestRepair(**one, reason=REASONS[Kind(one["kind"])]) for one in row["repairs"]],
        reasons=[ManifestReason(**one) for one in row["reasons"]],
    )
