"""A kept file: what it is, where it is fetched, and what can be looked at of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry

from minga_commons.files.keeping import KeptFile as Kept
from minga_commons.files.kinds import kind_of
from minga_graphql.catalog.types import PictureSize
from minga_graphql.marks import bounds
from minga_graphql.scalars import MinorUnits
from minga_platform.kernel import ids
from minga_platform.market.catalog import names


@strawberry.enum(description="What can be looked at of a file without opening it.")
class FilePreview(Enum):
    NONE = strawberry.enum_value("none", description="Nothing: it is opaque to us.")
    WAITING = strawberry.enum_value("waiting", description="It is being drawn.")
    READY = strawberry.enum_value("ready", description="Pictures, or how a text begins.")
    FAILED = strawberry.enum_value("failed", description="It could not be drawn; it is kept all the same.")


@strawberry.type(
    description="A file of the commons. It leaves as an attachment, as it came; a picture leaves encoded anew."
)
class KeptFile:
    id: strawberry.ID = strawberry.field(description="Its id, `file_…`.")
    name: str = strawberry.field(description="What its uploader calls it.")
    kind: str = strawberry.field(description="What it is: `step`, `stl`, `3mf`, `pdf`, `picture` …")
    media_type: str = strawberry.field(description="The type it leaves under.")
    size: MinorUnits = strawberry.field(description="In bytes.")
    sha256: str = strawberry.field(description="Of its bytes, in hex.")
    address: str = strawberry.field(description="Where it is fetched, from the root of this host.")
    is_public: bool = strawberry.field(description="Whether anybody may fetch it.")
    preview: FilePreview = strawberry.field(description="What can be looked at.")
    sizes: list[PictureSize] = strawberry.field(
        description="A picture of it in several sizes, narrowest first.", metadata=bounds(size=3)
    )
    excerpt: str | None = strawberry.field(description="How a text begins, at most 32 KiB of it.")
    is_markdown: bool = strawberry.field(description="Whether the excerpt is written in Markdown.")


@strawberry.type(description="An upload in parts that is not whole yet (tus 1.0.0).")
class RunningUpload:
    id: strawberry.ID = strawberry.field(description="Its id, `upl_…`.")
    name: str = strawberry.field(description="The file's name.")
    size: MinorUnits = strawberry.field(description="Of the whole, in bytes.")
    received: MinorUnits = strawberry.field(description="How much of it is kept: where it goes on.")
    address: str = strawberry.field(description="Where its parts are sent.")
    expires_at: datetime = strawberry.field(description="Until when it can be gone on with.")


@strawberry.type(description="The room that files may take.")
class FileRoom:
    used: MinorUnits = strawberry.field(description="By the asker's files, those on their way included, in bytes.")
    limit: MinorUnits = strawberry.field(description="For one member, in bytes.")


def kept_file(one: Kept, slug: str) -> KeptFile:
    """As the API tells it; whether the asker may see it is decided before."""
    told = ids.encode(names.FILE, one.id)
    kind = kind_of(one.media_type)
    return KeptFile(
        id=strawberry.ID(told),
        name=one.name,
        kind=one.kind,
        media_type=one.media_type,
        size=MinorUnits(one.size),
        sha256=one.sha256,
        address=f"/c/{slug}/files/{told}",
        is_public=one.public,
        preview=FilePreview(one.preview) if one.kind != "picture" else FilePreview.READY,
        sizes=sizes_of(slug, one.id, one.renditions),
        excerpt=one.excerpt,
        is_markdown=kind is not None and kind.preview == "markdown",
    )


def sizes_of(slug: str, file_id: UUID, renditions: Sequence[Mapping[str, Any]]) -> list[PictureSize]:
    """Where the renditions of a file are."""
    base = f"/c/{slug}/files/{ids.encode(names.FILE, file_id)}"
    return [
        PictureSize(width=one["width"], height=one["height"], address=f"{base}/{one['width']}") for one in renditions
    ]
