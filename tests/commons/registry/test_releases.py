"""A release never changes; lineage has no cycle; a child's licence is allowed by every parent's (invariants 22, 23; hostile 58)."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from minga_commons.registry import queries
from minga_commons.registry.commands import assets, releases
from minga_commons.registry.errors import (
    AlreadyShared,
    CommunityNotAsked,
    LicenceForbids,
    LicenceMalformed,
    LicenceUndecided,
    NotFromLater,
    ParentNotOpen,
    VersionTaken,
)
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotAllowed, NotFound
from minga_platform.kernel.work import Work
from minga_testing import people


@dataclass
class Workshop:
    """A co-op with a member who designs, and one who looks on."""

    database: Database
    worker_database: Database
    id: UUID
    ana: people.Somebody
    berta: people.Somebody

    async def do(self, command: Any, who: people.Somebody | None = None, /, **wish: Any) -> Any:
        return await people.do(self.database, (who or self.ana).viewer, command, self.id, **wish)

    async def asset(self, title: str = "Hand loom", **more: Any) -> UUID:
        return await self.do(assets.start_asset, kind="design", title={"en": title}, **more)  # type: ignore[no-any-return]

    async def draft(
        self, asset_id: UUID | None = None, version: str = "1.0", licence: str = "CC-BY-SA-4.0", **more: Any
    ) -> UUID:
        return await self.do(  # type: ignore[no-any-return]
            releases.draft_release, asset_id=asset_id or await self.asset(), version=version, licence=licence, **more
        )

    async def publish(self, release_id: UUID, who: people.Somebody | None = None) -> UUID:
        return await self.do(releases.publish_release, who, release_id=release_id)  # type: ignore[no-any-return]

    async def published(self, asset_id: UUID | None = None, **more: Any) -> UUID:
        return await self.publish(await self.draft(asset_id, **more))

    async def facts(self, release_id: UUID) -> queries.ReleaseFacts:
        async with self.database.read(self.ana.viewer.scope(self.id)) as work:
            return await queries.release_facts(work, release_id)

    async def raw(self, statement: str, *arguments: Any) -> Any:
        async def command(work: Work) -> Any:
            return await work.value(statement, *arguments)

        return await self.database.run(Scope(self.id), Actor(), command)


async def workshop(database: Database, worker_database: Database) -> Workshop:
    here = await people.found(worker_database)
    ana, berta = [
        await people.member(database, worker_database, here, name=name, classes=("contributor",))
        for name in ("Ana", "Berta")
    ]
    return Workshop(database, worker_database, here, ana, berta)


@pytest.fixture
async def here(database: Database, worker_database: Database) -> Workshop:
    return await workshop(database, worker_database)


PARTS = ({"name": {"en": "Beam"}, "quantity": "2.50", "unit": "m", "material": "ash"},)


async def test_a_release_is_drafted_published_and_known(here: Workshop) -> None:
    asset_id = await here.asset()
    draft = await here.draft(asset_id, parts=PARTS, steps=({"text": {"en": "Saw the beam."}},))
    with pytest.raises(NotFound):
        await here.publish(draft, here.berta)
    assert (await here.facts(draft)).state == "draft"
    await here.publish(draft)
    await here.publish(draft)
    facts = await here.facts(draft)
    assert (facts.asset_id, facts.state, facts.licence) == (asset_id, "published", "CC-BY-SA-4.0")
    assert facts.rights_holders == (here.ana.agent_id,)
    assert facts.holder_names == ("Ana",)
    with pytest.raises(VersionTaken):
        await here.draft(asset_id, version="1.0")
    with pytest.raises(InvalidTransition):
        await here.do(releases.edit_draft, release_id=draft, expected_revision=1, changes={"version": "2"})
    with pytest.raises(NotAllowed):
        await here.do(releases.draft_release, here.berta, asset_id=asset_id, version="9", licence="MIT")


async def test_what_was_published_never_changes_whoever_writes_to_the_database(here: Workshop) -> None:
    release_id = await here.published(parts=PARTS)
    parent = await here.published(version="1")
    for statement in (
        "UPDATE release SET version = '9' WHERE id = $1",
        "UPDATE release SET document = '{}' WHERE id = $1",
        "UPDATE release SET state = 'draft', published_at = NULL, content_sha256 = NULL WHERE id = $1",
        "DELETE FROM release WHERE id = $1",
        (
            "INSERT INTO release_file (cooperative_id, id, release_id, path, role, media_type, url)"
            " SELECT cooperative_id, gen_random_uuid(), id, 'x', 'other', 'a/b', 'https://x.example' FROM release WHERE id = $1"
        ),
        (
            "INSERT INTO release_parent (cooperative_id, release_id, born, parent_cooperative_id, parent_release_id,"
            f" parent_born, relation) SELECT r.cooperative_id, r.id, r.born, p.cooperative_id, p.id, p.born, 'fork'"
            f" FROM release r, release p WHERE r.id = '{parent}' AND p.id = $1"
        ),
    ):
        with pytest.raises(asyncpg.PostgresError) as refused:
            await here.raw(statement, release_id)
        assert refused.value.constraint_name in {"release_sealed", "release_kept", "release_moves"}, statement


async def test_lineage_leads_back_only_also_when_two_draft_at_once(here: Workshop) -> None:
    asset_id = await here.asset()
    first, second = await here.draft(asset_id, version="1"), await here.draft(asset_id, version="2")

    async def onto(child: UUID, parent: UUID) -> str:
        try:
            await here.do(releases.edit_draft, release_id=child, expected_revision=1, changes={"parents": [parent]})
        except NotFromLater:
            return "refused"
        return "done"

    assert await asyncio.gather(onto(first, second), onto(second, first)) == ["refused", "done"]  # type: ignore[comparison-overlap]
    assert await onto(first, first) == "refused"
    forward = """INSERT INTO release_parent (cooperative_id, release_id, born, parent_cooperative_id, parent_release_id,
        parent_born, relation) SELECT $1, $2, a.born, $1, $3, b.born, 'fork' FROM release a, release b
        WHERE a.id = $2 AND b.id = $3"""
    with pytest.raises(asyncpg.CheckViolationError):
        await here.raw(forward, here.id, first, second)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await here.raw(forward.replace("b.born", "1"), here.id, first, second)


@pytest.mark.parametrize(
    ("parent", "child", "refusal"),
    [
        ("CC-BY-SA-4.0", "CC-BY-SA-4.0", None),
        ("CC-BY-SA-4.0", "LicenseRef-PPL", LicenceForbids),
        ("CC-BY-SA-4.0", "MIT", LicenceUndecided),
        ("CC-BY-SA-4.0", "CC0-1.0", LicenceForbids),
        ("LicenseRef-PPL", "LicenseRef-PPL", None),
        ("CC0-1.0", "LicenseRef-PPL", None),
        ("LicenseRef-Whatever", "CC-BY-4.0", LicenceUndecided),
    ],
)
async def test_a_childs_licence_is_allowed_by_its_parents(
    here: Workshop, parent: str, child: str, refusal: Any
) -> None:
    origin = await here.published(licence=parent)
    asset_id = await here.asset("Hand loom, wider")
    draft = await here.draft(asset_id, licence=child, parents=[origin], relation="fork")
    if refusal is None:
        await here.publish(draft)
        return
    with pytest.raises(refusal) as refused:
        await here.publish(draft)
    assert (refused.value.parent_id, refused.value.licence) == (origin, child)
    assert refused.value.clause
    assert (await here.facts(draft)).state == "draft"


async def test_nothing_is_published_upon_drafts_or_under_no_licence(here: Workshop) -> None:
    draft = await here.draft()
    child = await here.draft(parents=[draft])
    with pytest.raises(ParentNotOpen):
        await here.publish(child)
    await here.publish(draft)
    await here.publish(child)
    with pytest.raises(LicenceMalformed):
        await here.published(licence="LicenseRef-CC BY-SA-4.0")
    held = await here.asset("Dye of the valley", held_by="The weavers of the upper valley")
    draft = await here.draft(held)
    with pytest.raises(CommunityNotAsked):
        await here.publish(draft)
    await here.do(assets.edit_asset, asset_id=held, expected_version=1, changes={"consent": "Assembly of 3 May"})
    await here.publish(draft)


async def test_the_same_file_under_another_name_and_licence_is_found_by_its_bytes(
    here: Workshop, database: Database, worker_database: Database
) -> None:
    drawing = {"path": "loom.step", "role": "source", "sha256": "ab" * 32, "url": "https://git.example/loom.step"}
    origin = await here.published(files=[drawing])
    copied = {**drawing, "path": "my/own.step"}
    elsewhere = await workshop(database, worker_database)
    for place in (here, elsewhere):
        stolen = await place.draft(licence="CC0-1.0", files=[copied])
        with pytest.raises(AlreadyShared) as refused:
            await place.publish(stolen)
        assert (refused.value.release_id, refused.value.path) == (origin, "my/own.step")
    honest = await elsewhere.published(files=[copied], parents=[origin], relation="fork")
    async with database.read(Scope(elsewhere.id)) as work:
        above = await queries.ancestors(work, honest)
    assert [(one.release_id, one.depth, one.cooperative_id) for one in above] == [(origin, 1, here.id)]
    told = await elsewhere.facts(origin)
    assert (told.cooperative_id, told.holder_names) == (here.id, ("Ana",))


async def test_what_was_taken_back_stays_with_its_reason(here: Workshop) -> None:
    release_id = await here.published()
    with pytest.raises(InvalidInput):
        await here.do(releases.withdraw, release_id=release_id, because=" ")
    await here.do(releases.withdraw, release_id=release_id, because="The beam breaks.")
    assert (await here.facts(release_id)).state == "withdrawn"
    assert await here.raw("SELECT state FROM design_listing WHERE release_id = $1", release_id) == "withdrawn"
    with pytest.raises(InvalidTransition):
        await here.publish(release_id)
    child = await here.published(parents=[release_id])
    assert (await here.facts(child)).state == "published"


@pytest.mark.parametrize(
    "file",
    [
        {"path": "../x", "url": "https://a.example"},
        {"path": "/etc/passwd", "url": "https://a.example"},
        {"path": "a//b", "url": "https://a.example"},
        {"path": "C:\\x", "url": "https://a.example"},
        {"path": "x", "url": "javascript:alert(1)"},
        {"path": "x"},
        {"path": "x", "url": "https://a.example", "sha256": "zz"},
    ],
)
async def test_a_file_lies_inside_and_is_somewhere(here: Workshop, file: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        await here.draft(files=[file])
