"""The commons as programs use it: search with facets, reviews and their badge, disputes, warnings, forks, drafts in secret."""

from dataclasses import dataclass
from typing import Any

import pytest

from minga_commons.registry.ports import JOINED, Reached
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.search import forget_vocabularies
from minga_testing import people
from minga_testing.shop import Program, Shop, open_shop

_DRAFT = "... on ReleaseNamed { id version state }"
_STARTED = "... on DesignStarted { id slug }"
_WHY = "... on LicenceForbids { parentLicence licence clause why }"


def said(text: str) -> list[dict[str, str]]:
    return [{"language": "en", "text": text}]


COMPLETE = {
    "parts": [{"name": said("Beam"), "quantity": "2,50", "unit": "m"}],
    "steps": [{"text": said("Saw the beam."), "minutes": 20}],
    "files": [{"path": "loom.step", "role": "source", "url": "https://git.example/loom.step"}],
    "noHazards": True,
    "technologyLevel": 4,
}


@dataclass
class Commons:
    shop: Shop
    ana: Program
    berta: Program
    carla: Program
    keeper: Program
    visitor: Program

    async def start(self, title: str = "Hand loom", who: Program | None = None, **fields: Any) -> dict[str, Any]:
        return await (who or self.ana).wish(
            "startDesign(kind: DESIGN, title: $title, fields: $fields)",
            _STARTED,
            title=("[LocalTextInput!]!", said(title)),
            fields=("DesignInput", fields),
        )

    async def draft(self, design: str, licence: str = "CC-BY-SA-4.0", version: str = "1.0", **fields: Any) -> str:
        done = await self.ana.wish(
            "draftRelease(designId: $id, version: $version, licence: $licence, fields: $fields)",
            _DRAFT,
            id=("ID!", design),
            version=("String!", version),
            licence=("String!", licence),
            fields=("ReleaseInput", fields),
        )
        assert done["__typename"] == "ReleaseNamed", done
        release: str = done["id"]
        return release

    async def publish(self, release: str, who: Program | None = None) -> dict[str, Any]:
        return await (who or self.ana).wish("publishRelease(id: $id)", f"{_DRAFT} {_WHY}", id=("ID!", release))

    async def shared(self, title: str = "Hand loom", licence: str = "CC-BY-SA-4.0", **fields: Any) -> tuple[str, str]:
        """A published work: its slug and its release."""
        about = {name: fields.pop(name) for name in ("craft", "materials", "techniques") if name in fields}
        begun = await self.start(title, **about)
        release = await self.draft(begun["id"], licence, **fields)
        assert (await self.publish(release))["state"] == "PUBLISHED"
        return begun["slug"], release

    async def page(self, slug: str, who: Program | None = None, more: str = "") -> Any:
        return (
            await (who or self.visitor).ask(
                f"query D($slug: String!) {{ design(slug: $slug) {{ id title release {{ id state isComplete "
                f"criteria {{ key met }} parts {{ name quantity unit }} }} {more} }} }}",
                slug=slug,
            )
        )["design"]


async def founded(database: Database, worker_database: Database) -> Commons:
    shop = await open_shop(database, worker_database)
    ana, berta, carla = [
        shop.by(await people.member(database, worker_database, shop.id, name=name, classes=("contributor",)))
        for name in ("Ana", "Berta", "Carla")
    ]
    keeper = shop.by(
        await people.member(
            database, worker_database, shop.id, name="Kim", classes=("consumer",), offices=("facilitator",)
        )
    )
    return Commons(shop, ana, berta, carla, keeper, shop.visitor())


@pytest.fixture
async def here(database: Database, worker_database: Database) -> Commons:
    return await founded(database, worker_database)


async def test_a_draft_is_its_maintainers_alone_and_a_release_everybodys(here: Commons) -> None:
    begun = await here.start()
    release = await here.draft(begun["id"], **COMPLETE)  # type: ignore[arg-type]
    assert await here.page(begun["slug"]) is None
    assert await here.page(begun["slug"], here.berta) is None
    assert (await here.page(begun["slug"], here.ana))["release"]["state"] == "DRAFT"
    assert (await here.publish(release, here.berta))["__typename"] == "NotFound"
    assert (await here.publish(release))["state"] == "PUBLISHED"
    told = await here.page(begun["slug"])
    assert told["release"]["parts"] == [{"name": "Beam", "quantity": "2.5", "unit": "m"}]


async def test_search_mends_slips_and_facets_count_what_a_choice_would_show(here: Commons) -> None:
    await here.shared("Spinning wheel", craft="weaving", materials=["Wood", "wool"], **COMPLETE)  # type: ignore[arg-type]
    await here.shared("Rigid heddle", "MIT", craft="weaving", materials=["wood"], technologyLevel=6)
    await here.shared("Cheese vat", "MIT", craft="food", materials=["steel"])
    forget_vocabularies()
    found = """query F($search: String, $filter: DesignFilter) { designs(search: $search, filter: $filter) { mended totalCount
        nodes { title licence readiness } facets { crafts { value designs } materials { value designs }
        licences { value designs } readiness { value designs } } } }"""
    everything = (await here.visitor.ask(found))["designs"]
    assert everything["totalCount"] == 3
    assert everything["facets"]["crafts"] == [{"value": "weaving", "designs": 2}, {"value": "food", "designs": 1}]
    mended = (await here.visitor.ask(found, search="spining"))["designs"]
    assert ([one["title"] for one in mended["nodes"]], mended["mended"]) == (["Spinning wheel"], "spinning")
    wooden = (await here.visitor.ask(found, filter={"material": "wood", "licence": "MIT"}))["designs"]
    assert [one["title"] for one in wooden["nodes"]] == ["Rigid heddle"]
    # Beside a choice of the licence stands what it would show with the material that is chosen, and without the licence.
    assert {one["value"]: one["designs"] for one in wooden["facets"]["licences"]} == {"MIT": 1, "CC-BY-SA-4.0": 1}
    assert {one["value"]: one["designs"] for one in wooden["facets"]["materials"]} == {"wood": 1, "steel": 1}
    assert (await here.visitor.ask(found, filter={"readiness": "otrl-6"}))["designs"]["totalCount"] == 1


async def test_lists_are_walked_by_key_and_a_work_of_all_co_ops_is_found(
    here: Commons, database: Database, worker_database: Database
) -> None:
    other = await founded(database, worker_database)
    for place in (here, other):
        for number in range(3):
            await place.shared(f"Zephyrloom {number}")
    document = """query W($after: String) { designs(search: "zephyrloom", sort: TITLE, first: 2, after: $after) {
        nodes { title } pageInfo { hasNextPage endCursor } } }"""
    first = (await here.visitor.ask(document))["designs"]
    second = (await here.visitor.ask(document, after=first["pageInfo"]["endCursor"]))["designs"]
    titles = [one["title"] for one in (*first["nodes"], *second["nodes"])]
    assert titles == ["Zephyrloom 0", "Zephyrloom 1", "Zephyrloom 2"]
    assert not second["pageInfo"]["hasNextPage"]
    everywhere = Program(here.visitor.door)
    found = (await everywhere.ask('{ designs(search: "zephyrloom") { nodes { cooperativeSlug } } }'))["designs"][
        "nodes"
    ]
    assert {one["cooperativeSlug"] for one in found} >= {here.shop.cooperative.slug, other.shop.cooperative.slug}


async def test_the_badge_follows_from_what_is_there_and_from_two_peers(here: Commons) -> None:
    slug, release = await here.shared(**COMPLETE)  # type: ignore[arg-type]

    async def review(who: Program, complete: bool, text: str = "Fine") -> str:
        done = await who.wish(
            "reviewRelease(releaseId: $id, complete: $complete, text: $text)", "... on Written { id }",
            id=("ID!", release), complete=("Boolean!", complete), text=("String!", text),
        )  # fmt: skip
        return str(done["__typename"])

    assert await review(here.ana, True) == "OwnWork"
    assert await review(here.visitor, True) == "SignInNeeded"
    await review(here.berta, True)
    await review(here.berta, True)
    met = {one["key"]: one["met"] for one in (await here.page(slug))["release"]["criteria"]}
    assert met == {"pictures": False, "parts": True, "steps": True, "files": True, "hazards": True, "peers": False}
    await review(here.carla, True)
    assert {one["key"]: one["met"] for one in (await here.page(slug))["release"]["criteria"]}["peers"]
    await review(here.carla, False, "The hinge is missing")
    assert not {one["key"]: one["met"] for one in (await here.page(slug))["release"]["criteria"]}["peers"]


async def test_while_a_work_is_disputed_nothing_derived_from_it_is_published(here: Commons) -> None:
    slug, origin = await here.shared()
    child = await here.ana.wish(
        "forkRelease(id: $id, title: $title)",
        _STARTED,
        id=("ID!", origin),
        title=("[LocalTextInput!]!", said("Wider loom")),
    )
    begun = (await here.page(child["slug"], here.ana))["release"]["id"]

    async def dispute() -> dict[str, Any]:
        return await here.berta.wish(
            'disputeRelease(releaseId: $id, claim: "It is my aunt\'s.")', "... on Written { id }", id=("ID!", origin)
        )

    async def settle(who: Program, dispute_id: str, upheld: bool) -> str:
        done = await who.wish(
            'settleReleaseDispute(id: $id, isUpheld: $upheld, because: "We looked.")', _DRAFT,
            id=("ID!", dispute_id), upheld=("Boolean!", upheld),
        )  # fmt: skip
        return str(done["__typename"])

    first = (await dispute())["id"]
    assert (await dispute())["__typename"] == "ReleaseDisputedAlready"
    assert (await here.page(slug))["release"]["state"] == "FROZEN"
    assert (await here.publish(begun))["__typename"] == "ParentNotOpen"
    assert await settle(here.berta, first, False) == "NotAllowed"
    assert await settle(here.keeper, first, False) == "ReleaseNamed"
    assert await settle(here.keeper, first, True) == "InvalidTransition"
    assert (await here.publish(begun))["state"] == "PUBLISHED"
    second = (await dispute())["id"]
    assert await settle(here.keeper, second, True) == "ReleaseNamed"
    told = await here.page(slug, more="releases { state }")
    assert [one["state"] for one in told["releases"]] == ["WITHDRAWN"]


async def test_a_warning_reaches_every_maker_buyer_and_deriver_once(
    here: Commons, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, origin = await here.shared()
    for who, what in ((here.berta, "One"), (here.berta, "Another one")):
        await who.wish("tellMaking(releaseId: $id, what: $what)", "", id=("ID!", origin), what=("String!", what))
    await here.ana.wish(
        'tellMaking(releaseId: $id, what: "One", maker: "Zoe", mail: "zoe@example.org")', "", id=("ID!", origin)
    )
    child = await here.carla.wish(
        "forkRelease(id: $id, title: $title)", _STARTED, id=("ID!", origin), title=("[LocalTextInput!]!", said("Mine"))
    )
    await here.publish((await here.page(child["slug"], here.carla))["release"]["id"], here.carla)

    async def buyers(_work: object, _release: object) -> list[Reached]:
        return [Reached(mail="buyer@example.org")]

    monkeypatch.setattr(JOINED, "buyers", [buyers])
    warning = ("[LocalTextInput!]!", said("The beam breaks."))
    refused = await here.berta.wish(
        "giveSafetyNotice(releaseId: $id, severity: DANGER, text: $text)", "", id=("ID!", origin), text=warning
    )
    assert refused["__typename"] == "NotAllowed"
    before = len(here.shop.letters.sent)
    await here.ana.wish(
        "giveSafetyNotice(releaseId: $id, severity: DANGER, text: $text)", "", id=("ID!", origin), text=warning
    )
    await here.shop.worker.drain()
    # Members of a test never proved an address, so their letters stay unwritten; all are written down, each once.
    rows = await here.shop.worker_database_value(
        "SELECT array_agg(because ORDER BY because) FROM safety_delivery WHERE cooperative_id = $1 AND sent_at IS NOT NULL"
    )
    assert rows == ["buyer", "deriver", "holder", "maker", "maker"]
    told = [one for one in here.shop.letters.sent[before:] if "The beam breaks." in one.text]
    assert sorted(one.to for one in told) == ["buyer@example.org", "zoe@example.org"]
    above = (await here.page(child["slug"], more="lineage { id isAncestor warning }"))["lineage"]
    assert [one["warning"] for one in above if one["isAncestor"] and one["id"] == origin] == ["The beam breaks."]


async def test_a_fork_across_co_ops_names_its_origin_and_its_licence_binds(
    here: Commons, database: Database, worker_database: Database
) -> None:
    _, origin = await here.shared(**COMPLETE)  # type: ignore[arg-type]
    other = await founded(database, worker_database)

    async def fork(licence: str) -> tuple[str, dict[str, Any]]:
        child = await other.ana.wish(
            "forkRelease(id: $id, title: $title, licence: $licence)", _STARTED,
            id=("ID!", origin), title=("[LocalTextInput!]!", said("Folding loom")), licence=("String", licence),
        )  # fmt: skip
        begun = (await other.page(child["slug"], other.ana))["release"]
        assert begun["parts"] == [{"name": "Beam", "quantity": "2.5", "unit": "m"}]
        return child["slug"], await other.publish(begun["id"])

    _, refused = await fork("LicenseRef-Minga-Reciprocity-1.0")
    assert refused["__typename"] == "LicenceForbids"
    assert refused["clause"].startswith("CC BY-SA 4.0")
    slug, published = await fork("CC-BY-SA-4.0")
    assert published["state"] == "PUBLISHED"
    lineage = (await other.page(slug, more="lineage { id title holders cooperativeSlug isAncestor relation }"))[
        "lineage"
    ]
    assert lineage[0]["id"] == origin
    assert (lineage[0]["holders"], lineage[0]["cooperativeSlug"]) == (["Ana"], here.shop.cooperative.slug)
    assert lineage[-1]["relation"] == "FORK"


async def test_a_name_that_changed_is_told_anew_wherever_it_is_an_attribution(here: Commons) -> None:
    slug, _ = await here.shared()

    async def rename(work: Work) -> None:
        await work.execute(
            "UPDATE agent SET name = 'Somebody' WHERE cooperative_id = $1 AND name = 'Ana'", work.cooperative_id
        )

    await here.shop.worker_database.run(Scope(here.shop.id), Actor(system="test"), rename)
    await here.shop.sweep("registry.")
    told = await here.page(slug, more="lineage { holders }")
    assert told["lineage"] == [{"holders": ["Somebody"]}]
    found = (await here.visitor.ask("{ designs { nodes { holders } } }"))["designs"]["nodes"]
    assert found == [{"holders": ["Somebody"]}]
