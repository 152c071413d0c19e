"""The demo comes through makers' commands: whole, once, and resumable wherever it was stopped."""

from dataclasses import replace

import pytest

from minga_infra.demo import load as loading
from minga_infra.demo.content import CONTENT
from minga_infra.files.local_store import LocalStore
from minga_infra.rules import register_all
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope


@pytest.fixture
def content():
    """The small co-op alone, under a name and addresses of its own for each test."""
    register_all()
    mark = ids.new().hex[-10:]
    monts = next(one for one in CONTENT.cooperatives if one.slug == "monts")
    keys = {membership.person for membership in monts.memberships} | {
        maker for stall in monts.stalls for maker in stall.makers
    }
    people = tuple(replace(one, email=f"{mark}.{one.email}") for one in CONTENT.people if one.key in keys)
    return replace(CONTENT, people=people, cooperatives=(replace(monts, slug=f"monts-{mark}"),))


async def counts(database, slug):
    async with database.read(Scope()) as work:
        cooperative = await work.value("SELECT id FROM cooperative WHERE slug = $1", slug)
    async with database.read(Scope(cooperative)) as work:
        return {
            table: await work.value(f"SELECT count(*) FROM {table} WHERE cooperative_id = $1", cooperative)
            for table in ("stall", "product", "variant", "picture", "listing", "agent", "pickup_point", "file")
        }


async def test_it_loads_whole_and_once(content, worker_database, tmp_path):
    [one] = content.cooperatives
    store = LocalStore(tmp_path / "files")

    async def run():
        await loading.load(worker_database, store, content, kept_pictures=tmp_path / "drawn")
        return await counts(worker_database, one.slug)

    first = await run()
    assert (first["stall"], first["product"], first["listing"]) == (
        len(one.stalls), len(one.products), len(one.products),
    )  # fmt: skip
    assert first["variant"] == sum(len(product.variants) for product in one.products)
    assert first["picture"] >= len(one.products)
    assert await run() == first
    async with worker_database.read(Scope()) as work:
        rows = await work.rows("SELECT picture FROM listing WHERE cooperative_slug = $1", one.slug)
    assert all(row["picture"]["sizes"] for row in rows)


@pytest.mark.parametrize("stage", ["_people", "_found", "_list_people", "_store", "_show"])
async def test_it_goes_on_where_it_was_stopped(content, worker_database, tmp_path, monkeypatch, stage):
    [one] = content.cooperatives
    store = LocalStore(tmp_path / "files")
    real = getattr(loading, stage)

    async def killed(*arguments):
        await real(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loading, stage, killed)
        with pytest.raises(KeyboardInterrupt):
            await loading.load(worker_database, store, content, kept_pictures=tmp_path / "drawn")
    await loading.load(worker_database, store, content, kept_pictures=tmp_path / "drawn")
    found = await counts(worker_database, one.slug)
    assert (found["stall"], found["product"], found["listing"]) == (
        len(one.stalls), len(one.products), len(one.products),
    )  # fmt: skip
