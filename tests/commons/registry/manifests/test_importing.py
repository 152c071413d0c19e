"""Manifests come into the registry once, whatever else is in the batch, and none takes the place of another's work (invariant 25)."""

import io
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from minga_commons.okh import bundles
from minga_commons.okh.bundles import Piece
from minga_commons.registry.commands import assets, importing
from minga_commons.registry.manifests import running
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_testing import people

CASES = Path(__file__).parents[5] / "shared" / "cases" / "okh"
HERE = "https://git.example/weavers/loom"
AT_HOME = f"{HERE}/-/raw/main/okh.toml"


def manifest(name: str, repo: str, licence: str = "CC-BY-SA-4.0", more: str = "", version: str = "1.0") -> bytes:
    return (
        f'okhv = "2.4"\nname = "{name}"\nrepo = "{repo}"\nlicense = "{licence}"\nlicensor = "Ana"\n'
        f'function = "What {name} does."\nversion = "{version}"\n{more}'
    ).encode()


@dataclass
class Registry:
    """A co-op whose member brings manifests in."""

    database: Database
    id: UUID
    ana: people.Somebody

    async def run(self, command: Any) -> Any:
        return await self.database.run(Scope(self.id), Actor(system="test"), command)

    async def bring(self, pieces: Sequence[Piece], *, found_at: str = "", dry_run: bool = False) -> dict[str, Any]:
        import_id = await self.run(
            lambda work: importing.begin(work, self.ana.agent_id, "command", name="test", dry_run=dry_run)
        )
        await running.run(self.run, import_id, lambda: iter(pieces), found_at=found_at)
        return await self.told(import_id)

    async def told(self, import_id: UUID) -> dict[str, Any]:
        async def look(work: Work) -> dict[str, Any]:
            row = await work.row(
                "SELECT * FROM manifest_import WHERE cooperative_id = $1 AND id = $2", self.id, import_id
            )
            items = await work.rows(
                "SELECT * FROM manifest_import_item WHERE cooperative_id = $1 AND import_id = $2 ORDER BY position",
                self.id,
                import_id,
            )
            return {**dict(row or {}), "items": [dict(one) for one in items]}

        return await self.run(look)  # type: ignore[no-any-return]

    async def one(self, *pieces: bytes, found_at: str = "") -> list[str]:
        told = await self.bring([Piece(f"{place}.toml", data) for place, data in enumerate(pieces)], found_at=found_at)
        return [item["outcome"] for item in told["items"]]

    async def rows(self, statement: str, *arguments: Any) -> list[Any]:
        return await self.run(lambda work: work.rows(statement, self.id, *arguments))  # type: ignore[no-any-return]


@pytest.fixture
async def here(database: Database, worker_database: Database) -> Registry:
    made = await people.found(worker_database)
    ana = await people.member(database, worker_database, made, name="Ana", classes=("contributor",))
    return Registry(worker_database, made, ana)


async def test_a_manifest_becomes_a_published_work_with_all_it_says(here: Registry) -> None:
    more = (
        'image = "loom.png"\nbom = "https://git.example/bom.csv?x=1"\ntechnology-readiness-level = "OTRL-4"\nown-key = 7\n'
        '[[part]]\nname = "Beam"\nmaterial = "Ash"\nsource = "/beam.scad"\ntsdc = "CNC"\n'
    )
    assert await here.one(manifest("Loom", HERE, more=more)) == ["new"]
    (row,) = await here.rows("SELECT * FROM release WHERE cooperative_id = $1")
    assert (row["state"], row["version"], row["licence"], row["technology_level"]) == (
        "published",
        "1.0",
        "CC-BY-SA-4.0",
        4,
    )
    assert row["document"]["parts"] == [{"name": {"en": "Beam"}, "material": "Ash"}]
    assert row["manifest"]["keys"]["own-key"] == 7
    files = await here.rows(
        "SELECT path, role, url, repository FROM release_file WHERE cooperative_id = $1 ORDER BY path"
    )
    assert [(one["path"], one["role"]) for one in files] == [
        ("beam.scad", "source"),
        ("git.example/bom.csv-x=1", "document"),
        ("loom.png", "picture"),
    ]
    (listed,) = await here.rows("SELECT * FROM design_listing WHERE cooperative_id = $1")
    assert (listed["slug"], listed["materials"], listed["techniques"]) == ("loom", ["ash"], ["cnc machining"])
    assert listed["holders"] == ["Ana"]


async def test_the_same_batch_twice_changes_nothing(here: Registry) -> None:
    batch = [Piece("a.toml", manifest("Loom", HERE)), Piece("b.toml", manifest("Wheel", "https://git.example/wheel"))]
    assert (await here.bring(batch))["outcomes"] == {"new": 2}
    before = await here.rows("SELECT id, version, state FROM release WHERE cooperative_id = $1 ORDER BY id")
    again = await here.bring(batch)
    assert again["outcomes"] == {"unchanged": 2}
    assert await here.rows("SELECT id, version, state FROM release WHERE cooperative_id = $1 ORDER BY id") == before


async def test_a_manifest_found_elsewhere_takes_no_place(here: Registry) -> None:
    assert await here.one(manifest("Loom", HERE)) == ["new"]
    stool = manifest("Stool", "http://www.git.example/weavers/loom.git/", version="9")
    assert await here.one(stool) == ["kept"]
    assert await here.one(stool, found_at="https://github.com/other/stool/raw/main/okh.toml") == ["kept"]
    assert [row["title"] for row in await here.rows("SELECT title FROM asset WHERE cooperative_id = $1")] == [
        {"en": "Loom"}
    ]
    # In its own repository it may speak: the work has a new release, and the old one stays.
    assert await here.one(manifest("Loom", HERE, version="2.0"), found_at=AT_HOME) == ["renewed"]
    assert await here.one(manifest("Loom", HERE, version="2.0", licence="CC0-1.0"), found_at=AT_HOME) == ["renewed"]
    rows = await here.rows("SELECT version, licence FROM release WHERE cooperative_id = $1 ORDER BY born")
    assert [tuple(row) for row in rows] == [("1.0", "CC-BY-SA-4.0"), ("2.0", "CC-BY-SA-4.0"), ("2.0 (2)", "CC0-1.0")]


async def test_what_a_member_made_by_hand_is_hers(
    here: Registry, database: Database, worker_database: Database
) -> None:
    berta = await people.member(database, worker_database, here.id, name="Berta", classes=("contributor",))
    await people.do(
        database, berta.viewer, assets.start_asset, here.id, kind="design", title={"en": "Mine"}, origin_repo=HERE
    )
    assert await here.one(manifest("Loom", HERE)) == ["kept"]
    assert await here.one(manifest("Loom", HERE), found_at=AT_HOME) == ["kept"]


async def test_forks_are_linked_whatever_their_order_and_stay_drafts_where_licences_are_undecided(
    here: Registry,
) -> None:
    wheel = "https://git.example/wheel"
    fork = manifest("Fork", "https://git.example/fork", more=f'fork-of = "{wheel}"\n')
    of_fork = manifest("Fork of fork", "https://git.example/fork2", more='fork-of = "https://git.example/fork"\n')
    closed = manifest("Closed", "https://git.example/closed", "LicenseRef-Own", f'fork-of = "{wheel}"\n')
    away = manifest("Away", "https://git.example/away", more='fork-of = "https://git.example/nowhere"\n')
    ring = [
        manifest(name, f"https://git.example/{name}", more=f'fork-of = "https://git.example/{other}"\n')
        for name, other in (("ring1", "ring2"), ("ring2", "ring1"))
    ]
    told = await here.bring(
        [Piece(f"{n}", one) for n, one in enumerate([of_fork, closed, fork, away, *ring, manifest("Wheel", wheel)])]
    )
    assert told["outcomes"] == {"new": 7}
    rows = await here.rows(
        """SELECT a.slug, b.slug AS origin, r.state FROM release r JOIN asset a ON a.cooperative_id = $1 AND a.id = r.asset_id
        LEFT JOIN release_parent p ON p.cooperative_id = $1 AND p.release_id = r.id
        LEFT JOIN release q ON q.cooperative_id = $1 AND q.id = p.parent_release_id
        LEFT JOIN asset b ON b.cooperative_id = $1 AND b.id = q.asset_id WHERE r.cooperative_id = $1 ORDER BY a.slug"""
    )
    assert [tuple(row) for row in rows] == [
        ("away", None, "published"),
        ("closed", "wheel", "draft"),
        ("fork", "wheel", "published"),
        ("fork-of-fork", "fork", "published"),
        ("ring1", None, "published"),
        ("ring2", "ring1", "published"),
        ("wheel", None, "published"),
    ]
    reasons = {item["title"]: [one["code"] for one in item["reasons"]] for item in told["items"]}
    assert reasons["Closed"] == ["fork_licence_undecided"]
    assert reasons["ring1"] == ["fork_not_linked"]


async def test_one_bad_file_stops_nothing_and_all_add_up(here: Registry) -> None:
    pieces = [
        Piece("good.toml", manifest("Loom", HERE)),
        Piece("broken.toml", b"name = [\n"),
        Piece("latin.toml", b"name = '\xff'"),
        Piece("other.yml", b"site_name: Docs\n"),
        Piece("twin.toml", manifest("Loom", HERE + ".git")),
        Piece("claims.toml", manifest("Not the loom", HERE)),
        Piece("dot.toml", manifest("Wheel", "https://git.example/wheel").replace(b'"Ana"', b'"."')),
    ]
    told = await here.bring(pieces)
    assert (told["files"], told["accepted"], told["repaired"], told["refused"]) == (7, 3, 1, 3)
    assert told["outcomes"] == {"new": 2, "refused": 3, "unchanged": 1, "kept": 1}
    assert told["repairs"] == {"licensor_unstated": 1}
    broken = told["items"][1]["reasons"][0]
    assert (broken["code"], broken["line"]) == ("not_toml", 2)
    assert [item["outcome"] for item in told["items"]][4:] == ["unchanged", "kept", "new"]
    (wheel,) = await here.rows("SELECT holders FROM design_listing WHERE cooperative_id = $1 AND slug = 'wheel'")
    assert wheel["holders"] == ["git.example/wheel"]


async def test_a_dry_run_says_the_same_and_writes_nothing(here: Registry) -> None:
    pieces = [Piece("a.toml", manifest("Loom", HERE)), Piece("b.toml", b"")]
    told = await here.bring(pieces, dry_run=True)
    assert told["outcomes"] == {"new": 1, "refused": 1}
    assert await here.rows("SELECT id FROM asset WHERE cooperative_id = $1") == []
    assert (await here.bring(pieces))["outcomes"] == told["outcomes"]


async def test_an_import_that_was_interrupted_goes_on_where_it_stopped(here: Registry, monkeypatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    pieces = [Piece(f"{n}.toml", manifest(f"Design {n}", f"https://git.example/{n}")) for n in range(5)]
    import_id = await here.run(lambda work: importing.begin(work, here.ana.agent_id, "command", name="test"))
    deeds = 0

    async def power_goes(command: Any) -> Any:
        nonlocal deeds
        deeds += 1
        if deeds == 5:  # Begun, counted, one batch written; in the second the power goes.
            raise ConnectionError
        return await here.run(command)

    with pytest.raises(ConnectionError):
        await running.run(power_goes, import_id, lambda: iter(pieces))
    half = await here.told(import_id)
    assert (half["state"], half["files"], half["total"]) == ("running", 4, 5)
    await running.run(here.run, import_id, lambda: iter(pieces))
    whole = await here.told(import_id)
    assert (whole["state"], whole["files"], whole["outcomes"]) == ("done", 5, {"new": 5})
    await running.run(here.run, import_id, lambda: iter(pieces))
    assert (await here.told(import_id))["files"] == 5


async def test_titles_that_are_one_have_addresses_that_are_two(here: Registry) -> None:
    pieces = [Piece(f"{n}.toml", manifest("Loom", f"https://git.example/{n}")) for n in range(3)]
    await here.bring(pieces[:1])
    await here.bring(pieces)
    rows = await here.rows("SELECT slug FROM asset WHERE cooperative_id = $1 ORDER BY slug")
    assert [row["slug"] for row in rows] == ["loom", "loom-2", "loom-3"]


def archive(*entries: tuple[str, bytes, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as made:
        for name, data, kind in entries:
            entry = tarfile.TarInfo(name)
            entry.type, entry.size = kind, len(data)
            entry.linkname = "/etc/passwd" if kind != tarfile.REGTYPE else ""
            made.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def test_an_archive_is_read_where_it_lies_and_bounded(monkeypatch) -> None:
    good = manifest("Loom", HERE)
    packed = archive(
        ("deep/er/okh.toml", good, tarfile.REGTYPE),
        ("../../outside.toml", good, tarfile.REGTYPE),
        ("link.toml", b"", tarfile.SYMTYPE),
        (".git/config.toml", good, tarfile.REGTYPE),
        ("README.md", b"no manifest", tarfile.REGTYPE),
    )
    found = list(bundles.of_archive(io.BytesIO(packed)))
    assert [(one.path, one.data == good) for one in found] == [("deep/er/okh.toml", True), ("../../outside.toml", True)]
    bomb = archive(("bomb.toml", b"\0" * (8 * 1024 * 1024), tarfile.REGTYPE), ("after.toml", good, tarfile.REGTYPE))
    monkeypatch.setattr(bundles, "MOST_BYTES", 1024 * 1024)
    with pytest.raises(bundles.BundleRefused, match="more than"):
        list(bundles.of_archive(io.BytesIO(bomb)))
    with pytest.raises(bundles.BundleRefused) as broken:
        list(bundles.of_archive(io.BytesIO(packed[: len(packed) // 2])))
    assert broken.value.code == "broken"


async def test_a_copied_manifest_does_not_overwrite_the_loom(here: Registry) -> None:
    if not CASES.exists():
        pytest.skip("shared/cases is not here")
    loom = Piece("okh-OHLOOM.toml", (CASES / "curated/okh-OHLOOM.toml").read_bytes())
    copied = Piece("stool.toml", (CASES / "other/copied_manifest_wrong_repo.okh.toml").read_bytes())
    assert (await here.bring([loom]))["outcomes"] == {"new": 1}
    before = await here.rows("SELECT id, content_sha256 FROM release WHERE cooperative_id = $1")
    stool = "https://raw.githubusercontent.com/tm-miha/Upcyling-stool-Precious-hocker-IF-Demo/main/okh.toml"
    told = await here.bring([copied], found_at=stool)
    assert [item["outcome"] for item in told["items"]] in (["kept"], ["unchanged"])
    assert await here.rows("SELECT id, content_sha256 FROM release WHERE cooperative_id = $1") == before
    forks = [Piece(path.name, path.read_bytes()) for path in sorted((CASES / "sample/self_fork").glob("*.toml"))]
    told = await here.bring(forks)
    assert (told["repairs"]["self_fork"], told["outcomes"]) == (19, {"new": 19})
    assert await here.rows("SELECT release_id FROM release_parent WHERE cooperative_id = $1") == []
