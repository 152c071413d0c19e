"""A stall's archive from another co-op, through the API: a dry run that tells everything, and the deed."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.mutations import mutation
from minga_graphql.scalars import MinorUnits
from minga_platform.exports.stalls import bringing, form, reading
from minga_platform.exports.stalls.errors import ArchiveUnreadable, Fault
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.files import FileMissing
from minga_platform.market.catalog import names
from minga_platform.membership import access

_MOST_TOLD = 200


@strawberry.type(description="Something of an archive that does not come along as it was, or not at all.")
class ArchiveProblem:
    problem: str = strawberry.field(description="What, as a word for programs: `other_currency`.")
    product: str = strawberry.field(description="Of which product, by its name; empty: of the archive.")
    part: str = strawberry.field(description="Which field, variant or part of it; perhaps empty.")
    value: str = strawberry.field(description="What stands there, cut to 80 characters.")


@strawberry.type(description="A product of an archive.")
class ArchivedProduct:
    title: str = strawberry.field(description="Its name.")
    variants: MinorUnits = strawberry.field(description="How many variants it has.")
    pictures: MinorUnits = strawberry.field(description="How many of its pictures are in the archive.")


@strawberry.type(description="What an archive would make of a stall, or made. Lists hold at most 200 entries.")
class StallArchiveReport:
    dry_run: bool = strawberry.field(description="Whether nothing was changed.")
    cooperative: str = strawberry.field(description="The co-op it is from.")
    stall: str = strawberry.field(description="The stall it is from.")
    currency: str = strawberry.field(description="That co-op's currency.")
    create_count: MinorUnits = strawberry.field(description="Products that are new here.")
    present_count: MinorUnits = strawberry.field(description="Products that are here already and stay as they are.")
    variant_count: MinorUnits = strawberry.field(description="Variants of the new ones.")
    picture_count: MinorUnits = strawberry.field(description="Pictures of the new ones, which come later, one by one.")
    problem_count: MinorUnits = strawberry.field(description="Problems in all.")
    create: list[ArchivedProduct] = strawberry.field(description="The new ones.")
    problems: list[ArchiveProblem] = strawberry.field(description="What is not as it was.")


@strawberry.type
class Mutation:
    """Rights: `catalog.import`, for those who keep the stall."""

    @mutation(ArchiveUnreadable)
    async def plan_stall_archive(
        self, info: Info[Context, None], stall_id: strawberry.ID, file_id: strawberry.ID
    ) -> StallArchiveReport:
        """Say what an uploaded archive would make of a stall; nothing is changed (`catalog.import`)."""
        stall, _, archive = await _archive(info.context, stall_id, file_id)
        plan = await info.context.perform(bringing.plan_archive, stall_id=stall, archive=archive)
        return _told(archive, plan, dry_run=True)

    @mutation(ArchiveUnreadable)
    async def import_stall_archive(
        self, info: Info[Context, None], stall_id: strawberry.ID, file_id: strawberry.ID
    ) -> StallArchiveReport:
        """Make drafts of an uploaded archive's products on a stall, each once (`catalog.import`).

        Orders, reviews and money of the archive are not taken in. The same archive again makes nothing, so repeating it is safe.
        """
        context = info.context
        stall, file, archive = await _archive(context, stall_id, file_id)
        plan = await context.perform(bringing.plan_archive, stall_id=stall, archive=archive)
        for lot in bringing.portions(plan):
            # Several units: a long archive must not hold its locks for long, and what is done stays done.
            await context.perform(bringing.bring_archive, stall_id=stall, archive=archive, file_id=file, only=lot)
        return _told(archive, plan, dry_run=False)


async def _archive(context: Context, stall_id: str, file_id: str) -> tuple[UUID, UUID, reading.Archive]:
    cooperative = context.require_cooperative()
    stall, file = ids.decode(names.STALL, stall_id), ids.decode(names.FILE, file_id)
    async with context.read() as work:
        agent_id = await access.require(work, context.viewer, "catalog.import", stall_id=stall)
        row = await work.row(
            """SELECT f.sha256, f.bytes FROM file f JOIN stall s ON s.cooperative_id = f.cooperative_id AND s.id = $3
            WHERE f.cooperative_id = $1 AND f.id = $2 AND f.uploaded_by = $4 AND f.media_type = 'application/zip'""",
            cooperative.id,
            file,
            stall,
            agent_id,
        )
    if row is None or context.services.files is None:
        raise NotFound
    if row["bytes"] > form.MOST_BYTES:
        raise ArchiveUnreadable(Fault.TOO_LARGE, form.MOST_BYTES)
    with tempfile.TemporaryDirectory(prefix="minga-archive-") as folder:
        path = Path(folder) / "archive"
        try:
            with path.open("wb") as taken:
                async for piece in context.services.files.get(bytes(row["sha256"]).hex()):
                    await asyncio.to_thread(taken.write, piece)
        except FileMissing:
            raise NotFound from None
        # Taking thousands of products apart takes a second or two: not in the loop that serves everybody.
        return stall, file, await asyncio.to_thread(reading.read, path, context.viewer.language, context.home_language)


def _told(archive: reading.Archive, plan: bringing.Plan, *, dry_run: bool) -> StallArchiveReport:
    new: Sequence[reading.Product] = plan.new
    return StallArchiveReport(
        dry_run=dry_run,
        cooperative=archive.cooperative,
        stall=archive.stall,
        currency=archive.currency,
        create_count=MinorUnits(len(new)),
        present_count=MinorUnits(len(plan.present)),
        variant_count=MinorUnits(sum(len(one.variants) for one in new)),
        picture_count=MinorUnits(sum(len(one.pictures) for one in new)),
        problem_count=MinorUnits(len(plan.problems)),
        create=[
            ArchivedProduct(
                title=one.title, variants=MinorUnits(len(one.variants)), pictures=MinorUnits(len(one.pictures))
            )
            for one in new[:_MOST_TOLD]
        ],
        problems=[
            ArchiveProblem(problem=one.problem.value, product=one.product, part=one.part, value=one.value)
            for one in plan.problems[:_MOST_TOLD]
        ],
    )
