"""For all ways in which releases are drafted on each other: the lineage has no way round, and all ancestors are reachable (22, 23)."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from minga_commons.registry import queries
from minga_commons.registry.commands import assets, releases
from minga_commons.registry.content import content_sha256
from minga_commons.registry.errors import NotFromLater
from minga_frontend.registry.drawing import draw
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_testing import people

_MOST = 8
_EDGES = st.lists(st.tuples(st.integers(0, _MOST - 1), st.integers(0, _MOST - 1)), max_size=20)


@settings(max_examples=12, deadline=None)
@given(_EDGES)
async def test_no_order_of_wishes_makes_a_cycle(
    database: Database, worker_database: Database, edges: list[tuple[int, int]]
) -> None:
    here = await people.found(worker_database)
    ana = await people.member(database, worker_database, here, classes=("contributor",))

    async def everything(work: Work) -> tuple[list[UUID], dict[UUID, set[UUID]]]:
        viewer = ana.viewer
        asset_id = await assets.start_asset(work, viewer, kind="design", title={"en": "Loom"})
        made = [
            await releases.draft_release(work, viewer, asset_id=asset_id, version=str(n), licence="CC0-1.0")
            for n in range(_MOST)
        ]
        parents: dict[UUID, set[UUID]] = {one: set() for one in made}
        for child, parent in edges:
            wanted = {*parents[made[child]], made[parent]}
            revision = await work.value("SELECT revision FROM release WHERE id = $1", made[child])
            try:
                async with work.attempt():
                    await releases.edit_draft(
                        work,
                        viewer,
                        release_id=made[child],
                        expected_revision=revision,
                        changes={"parents": list(wanted)},
                    )
            except NotFromLater:
                assert parent >= child
                continue
            assert parent < child
            parents[made[child]] = wanted
        for one in made:
            await releases.publish_release(work, viewer, release_id=one)
        return made, parents

    made, parents = await database.run(ana.viewer.scope(here), ana.viewer.actor, everything)
    async with database.read(Scope(here)) as work:
        for one in made:
            expected, edge = set(parents[one]), set(parents[one])
            while edge:
                edge = {above for name in edge for above in parents[name]} - expected
                expected |= edge
            found = await queries.ancestors(work, one)
            assert {above.release_id for above in found} == expected
            assert one not in expected
            assert all(above.depth == 1 for above in found if above.release_id in parents[one])


@given(st.lists(st.lists(st.integers(0, 60), max_size=3), min_size=2, max_size=60), st.integers(0, 59))
def test_a_drawing_leads_from_the_left_to_the_right_and_no_two_boxes_meet(
    wishes: list[list[int]], current: int
) -> None:
    nodes = [
        {"id": str(n), "title": f"Release {n}", "version": "1", "parents": [str(p) for p in wish if p < n]}
        for n, wish in enumerate(wishes)
    ]
    drawing = draw(nodes, str(min(current, len(nodes) - 1)))
    assert drawing is not None
    at = {box.node["id"]: box for box in drawing.boxes}
    assert len({(box.x, box.y) for box in drawing.boxes}) == len(drawing.boxes)
    assert str(min(current, len(nodes) - 1)) in at
    for box in drawing.boxes:
        assert all(at[parent].x < box.x for parent in box.node["parents"] if parent in at)
    assert len(drawing.boxes) + drawing.left_out == len(nodes)


@given(st.dictionaries(st.text(max_size=5), st.one_of(st.text(), st.lists(st.text()))))
def test_a_hash_does_not_depend_on_the_order_of_keys(told: dict[str, object]) -> None:
    assert content_sha256(told) == content_sha256(dict(reversed(list(told.items()))))
