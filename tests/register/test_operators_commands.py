"""What an operator types: a register brought in, a person's data written out, a person erased, the rules derived anew."""

import asyncio
import json
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from minga_infra.cli.main import build
from minga_platform.kernel import ids
from minga_platform.register import queries
from minga_testing.clusters import Urls
from minga_testing.register import Coop

FILE = """number,name,kind,class,joined,mail,shares_paid
7,Rosa Calpe,person,maker,2019-05-31,Rosa@Example.org,100.00
8,Escuela,organisation,consumer,2020-02-29,,
,Nobody,person,nonsense,2021-01-01,,
"""


@pytest.fixture
def home(database_urls: Urls, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name, value in (
        ("DATABASE_URL", database_urls.app),
        ("WORKER_DATABASE_URL", database_urls.worker),
        ("DATABASE_ADMIN_URL", database_urls.migrator),
        ("MINGA_DATA", str(tmp_path)),
        ("MINGA_PUBLIC_URL", "http://localhost:8000"),
    ):
        monkeypatch.setenv(name, value)
    return tmp_path


async def minga(*words: str) -> Result:
    # The command opens a loop of its own, so it runs in a thread of its own.
    return await asyncio.to_thread(
        CliRunner().invoke, build({"import": "import_"}.get(words[0], words[0])), list(words)
    )


async def slug_of(coop: Coop) -> str:
    async with coop.work() as work:
        found: str = await work.value("SELECT slug FROM cooperative WHERE id = $1", coop.id)
    return found


async def test_a_register_is_brought_in_once(coop: Coop, home: Path) -> None:
    file = home / "register.csv"
    file.write_text(FILE)
    words = ("import", "members", str(file), "--cooperative", await slug_of(coop), "--format", "json")
    dry = await minga(*words, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert json.loads(dry.stdout)["added"] == 2
    assert "Rosa Calpe" not in await names(coop), "looked at, and nothing changed"
    for added in (2, 0):
        done = await minga(*words)
        told = json.loads(done.stdout)
        assert told["added"] == added
        assert [(one["row"], one["column"]) for one in told["problems"]] == [(4, "class")]
    assert {"Rosa Calpe", "Escuela"} <= await names(coop)
    nowhere = await minga("import", "members", str(file), "--cooperative", "no-such-co-op")
    assert nowhere.exit_code == 1


async def names(coop: Coop) -> set[str]:
    async with coop.work() as work:
        return {one.name for one in await queries.register_at(work, work.now)}


async def test_a_persons_data_go_into_one_file_and_then_she_is_erased(
    coop: Coop, home: Path, admin: asyncpg.Connection
) -> None:
    ana = await coop.person("Ana Erasable")
    assert ana.viewer.person_id is not None
    who, file = ids.encode("person", ana.viewer.person_id), home / "hers.json"
    done = await minga("export", who, "--to", str(file))
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o077 == 0, "readable by the operator alone"
    assert "Ana Erasable" in file.read_text()
    again = await minga("export", who, "--to", str(file))
    assert again.exit_code == 1, "nothing is written over"
    assert (await minga("erase", ids.encode("person", ids.new()), "--yes")).exit_code == 1
    kept = await asyncio.to_thread(CliRunner().invoke, build("erase"), ["erase", who], input="n\n")
    assert kept.exit_code == 1, "asked once more"
    gone = await minga("erase", who, "--yes")
    assert gone.exit_code == 0, gone.output
    assert await admin.fetchval("SELECT count(*) FROM agent WHERE name = 'Ana Erasable'") == 0


@pytest.mark.usefixtures("home")
async def test_an_office_stands_in_the_way_of_erasing(coop: Coop) -> None:
    assert coop.officer.viewer.person_id is not None
    refused = await minga("erase", ids.encode("person", coop.officer.viewer.person_id), "--yes")
    assert refused.exit_code == 1
    assert "must be settled first" in refused.output
    assert "Olga" in await names(coop)


@pytest.mark.tampers(reason="plays the owner of the database")
@pytest.mark.usefixtures("home")
async def test_rules_are_derived_anew_and_another_hand_is_found(coop: Coop, superuser: asyncpg.Connection) -> None:
    words = ("rules", "replay", "--cooperative", await slug_of(coop))
    done = await minga(*words)
    assert done.exit_code == 0, done.output
    assert "Everything that holds was decided." in done.stderr
    await superuser.execute("ALTER TABLE rule_version DISABLE TRIGGER USER")
    try:
        await superuser.execute(
            "UPDATE rule_version SET value = '999' WHERE cooperative_id = $1 AND key = 'market.fee_bps'", coop.id
        )
    finally:
        for trigger in ("append_only", "guard", "no_truncate"):
            await superuser.execute(f"ALTER TABLE rule_version ENABLE ALWAYS TRIGGER rule_version_{trigger}")
    found = await minga(*words)
    assert found.exit_code == 1
    assert "market.fee_bps is 999" in found.stdout
