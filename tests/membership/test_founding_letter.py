"""`minga found NAME --officer MAIL`: the first officer gets her link by letter, and with it the office."""

import asyncio
import re

import pytest
from typer.testing import CliRunner, Result

from minga_infra.cli.main import build
from minga_infra.messages.folder import FolderMessages
from minga_platform.kernel import ids
from minga_platform.kernel.secrets import digest
from minga_testing.clusters import Urls


@pytest.fixture
def home(database_urls: Urls, monkeypatch, tmp_path):
    for name, value in (
        ("DATABASE_URL", database_urls.app),
        ("WORKER_DATABASE_URL", database_urls.worker),
        ("DATABASE_ADMIN_URL", database_urls.migrator),
        ("MINGA_DATA", str(tmp_path)),
        ("MINGA_PUBLIC_URL", "http://localhost:8000"),
    ):
        monkeypatch.setenv(name, value)
    return tmp_path


async def found(*words: str) -> Result:
    # The command opens a loop of its own, so it runs in a thread of its own.
    return await asyncio.to_thread(CliRunner().invoke, build("found"), ["found", *words])


async def test_the_first_officer_gets_her_link(home, admin) -> None:
    slug = f"c-{ids.new().hex[:20]}"
    done = await found("Weavers & friends", "--slug", slug, "--language", "es", "--officer", "Ana@Example.org")
    assert done.exit_code == 0, done.output
    printed = done.stdout.strip().splitlines()[-1]
    assert re.fullmatch(rf"http://localhost:8000/c/{slug}/begin\?token=\S+", printed)
    [letter] = await FolderMessages(home / "messages").recent()
    assert (letter.channel, letter.to, letter.language) == ("mail", "ana@example.org", "es")
    assert letter.subject == "Vas a ser la primera persona responsable de Weavers & friends"
    assert printed in letter.text, "one link, printed and sent"
    assert "ana@example.org" in done.stderr
    # What it holds opens the office of this co-op and nothing else.
    token = printed.partition("token=")[2]
    row = await admin.fetchrow(
        "SELECT p.purpose, c.slug FROM proof p JOIN cooperative c ON c.id = p.cooperative_id WHERE p.secret_hash = $1",
        digest(token),
    )
    assert (row["purpose"], row["slug"]) == ("office", slug)


@pytest.mark.usefixtures("home")
async def test_designs_for_a_co_op_that_nobody_entered_wait_and_the_command_says_what_to_do(tmp_path) -> None:
    slug = f"c-{ids.new().hex[:20]}"
    assert (await found("Weavers", "--slug", slug)).exit_code == 0
    (tmp_path / "okh.yml").write_text("title: Loom\ndescription: A loom.\nlicense:\n  hardware: CC-BY-SA-4.0\n")
    words = ["okh", "import", str(tmp_path / "okh.yml"), "--coop", slug]
    done = await asyncio.to_thread(CliRunner().invoke, build("okh"), words)
    assert done.exit_code == 2, done.output
    told = " ".join(done.stderr.split())
    assert f"Nobody is in “{slug}” yet" in told
    assert "Open the link that “minga found” printed" in told


@pytest.mark.usefixtures("home")
async def test_a_letter_that_cannot_be_sent_leaves_the_co_op_and_the_link(monkeypatch) -> None:
    monkeypatch.setenv("MINGA_SMTP_URL", "smtp://127.0.0.1:9")
    monkeypatch.setenv("MINGA_MAIL_FROM", "post@market.example")
    done = await found("Weavers", "--slug", f"c-{ids.new().hex[:20]}", "--officer", "ana@example.org")
    assert done.exit_code == 0, done.output
    assert "could not be sent" in done.stderr
    assert "begin?token=" in done.stdout


@pytest.mark.usefixtures("home")
async def test_a_mistyped_address_founds_nothing(admin) -> None:
    slug = f"c-{ids.new().hex[:20]}"
    done = await found("Weavers", "--slug", slug, "--officer", "ana@nowhere")
    assert done.exit_code != 0
    assert not await admin.fetchval("SELECT count(*) FROM cooperative WHERE slug = $1", slug)


async def test_without_an_officer_no_letter_is_written(home) -> None:
    done = await found("Weavers", "--slug", f"c-{ids.new().hex[:20]}")
    assert done.exit_code == 0, done.output
    assert await FolderMessages(home / "messages").recent() == []
