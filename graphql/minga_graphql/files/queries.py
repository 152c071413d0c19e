"""One file or several, one's own files, and those that are still on their way."""

import contextlib

import strawberry
from strawberry.types import Info

from minga_commons.files import keeping, room, uploads
from minga_graphql.context import Context
from minga_graphql.files.types import FileRoom, KeptFile, RunningUpload, kept_file
from minga_graphql.marks import bounds
from minga_graphql.scalars import MinorUnits
from minga_platform.kernel.errors import NotFound, SignInNeeded
from minga_platform.kernel.ids import decode, encode
from minga_platform.market.catalog import names

UPLOAD = "upl"


@strawberry.type
class Query:
    @strawberry.field(
        description="A file of the commons that is public, one's own, or shown by something one may see; else null.",
        metadata=bounds(cost=5),
    )
    async def kept_file(self, info: Info[Context, None], id: strawberry.ID) -> KeptFile | None:  # noqa: A002
        context = info.context
        slug = context.require_cooperative().slug
        try:
            file_id = decode(names.FILE, id)
            async with context.read() as work:
                found = await keeping.visible(work, context.viewer, file_id)
        except NotFound:
            return None
        return kept_file(found, slug)

    @strawberry.field(
        description="Those of these files that the asker may see, at most 50, in the order they were asked for.",
        metadata=bounds(cost=20, size=20),
    )
    async def kept_files(self, info: Info[Context, None], ids: list[strawberry.ID]) -> list[KeptFile]:
        context = info.context
        slug = context.require_cooperative().slug
        wanted = []
        for one in ids:
            with contextlib.suppress(NotFound):
                wanted.append(decode(names.FILE, one))
        async with context.read() as work:
            found = await keeping.visible_among(work, context.viewer, wanted)
        return [kept_file(one, slug) for one in found]

    @strawberry.field(
        description="One's own files, newest first, at most a hundred.", metadata=bounds(cost=10, size=50)
    )
    async def my_files(self, info: Info[Context, None]) -> list[KeptFile]:
        context = info.context
        slug = context.require_cooperative().slug
        try:
            async with context.read() as work:
                found = await keeping.mine(work, context.viewer, first=100)
        except (NotFound, SignInNeeded):
            return []
        return [kept_file(one, slug) for one in found]

    @strawberry.field(description="One's own uploads that are not whole yet.", metadata=bounds(cost=5, size=10))
    async def running_uploads(self, info: Info[Context, None]) -> list[RunningUpload]:
        context = info.context
        slug = context.require_cooperative().slug
        try:
            async with context.read() as work:
                found = await uploads.running(work, context.viewer)
        except (NotFound, SignInNeeded):
            return []
        return [
            RunningUpload(
                id=strawberry.ID(told := encode(UPLOAD, one.id)),
                name=one.name,
                size=MinorUnits(one.size),
                received=MinorUnits(one.received),
                address=f"/c/{slug}/uploads/{told}",
                expires_at=one.expires_at,
            )
            for one in found
        ]

    @strawberry.field(description="How much room the asker's files take here; null for who is nobody here.")
    async def file_room(self, info: Info[Context, None]) -> FileRoom | None:
        context = info.context
        context.require_cooperative()
        try:
            async with context.read() as work:
                used, limit = await room.of(work, context.viewer)
        except (NotFound, SignInNeeded):
            return None
        return FileRoom(used=MinorUnits(used), limit=MinorUnits(limit))
