"""A tag in a repository makes a draft, once, in the order of its numbers; what is no answer of Git's makes nothing."""

from typing import Any

import pytest

from minga_commons.registry import tags
from minga_commons.registry.commands import assets, releases
from minga_commons.registry.tags import NoAdvertisement, Tag, draft_new, read_refs
from minga_infra.outbound.fetching import GuardedFetcher
from minga_infra.repositories.reactions import watch
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.jobs import Desk
from minga_testing import people


def line(text: bytes) -> bytes:
    return f"{len(text) + 4:04x}".encode() + text


def advertisement(*refs: tuple[str, str]) -> bytes:
    told = b"".join(line(f"{sha} {ref}\n".encode()) for sha, ref in refs)
    head = line(b"# service=git-upload-pack\n") + b"0000"
    return head + line(b"a" * 40 + b" HEAD\0multi_ack side-band-64k\n") + told + b"0000"


def test_an_annotated_tag_names_its_commit_and_numbers_are_numbers() -> None:
    told = advertisement(
        ("1" * 40, "refs/heads/main"),
        ("2" * 40, "refs/tags/v1.9"),
        ("3" * 40, "refs/tags/v1.10"),
        ("4" * 40, "refs/tags/v1.10^{}"),
        ("5" * 40, "refs/tags/beta"),
    )
    assert read_refs(told) == [Tag("v1.10", "4" * 40), Tag("v1.9", "2" * 40), Tag("beta", "5" * 40)]


@pytest.mark.parametrize(
    "told", [b"", b"<html>", b"0008xx", b"ffff", line(b"# service=git-receive-pack\n"), b"0001x", b"zzzz"]
)
def test_what_is_no_answer_of_git_is_refused(told: bytes) -> None:
    with pytest.raises(NoAdvertisement):
        read_refs(told)


async def test_a_new_tag_makes_a_draft_once(database: Database, worker_database: Database) -> None:
    here = await people.found(worker_database)
    ana = await people.member(database, worker_database, here, classes=("contributor",))

    async def do(command: Any, **wish: Any) -> Any:
        return await people.do(database, ana.viewer, command, here, **wish)

    asset = await do(
        assets.start_asset,
        kind="design",
        title={"en": "Loom"},
        origin_repo="https://git.example/valle/loom.git/",
        watches_tags=True,
    )
    first = await do(releases.draft_release, asset_id=asset, version="1.0", licence="CC-BY-4.0", tag="v1.0")
    await do(releases.publish_release, release_id=first)
    asked: list[str] = []

    class Forge(GuardedFetcher):
        async def fetch(self, url: str, write: Any, **_: Any) -> Any:
            asked.append(url)
            await write(advertisement(("2" * 40, "refs/tags/v1.0"), ("3" * 40, "refs/tags/v1.1")))

    for _ in range(2):
        await watch(Desk(worker_database, {GuardedFetcher: Forge()}, "test", here))
    assert asked == [f"https://git.example/valle/loom.git{tags.SERVICE}"] * 2
    async with worker_database.read(Scope(here)) as work:
        rows = await work.rows(
            "SELECT version, state, tag, commit_sha, licence FROM release WHERE asset_id = $1 ORDER BY born", asset
        )
    assert [tuple(row) for row in rows[1:]] == [("1.1", "draft", "v1.1", "3" * 40, "CC-BY-4.0")]
    assert (
        await worker_database.run(
            Scope(here), ana.viewer.actor, lambda work: draft_new(work, asset, [Tag("v1.1", "3" * 40)])
        )
        == []
    )
