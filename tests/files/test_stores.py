"""One suite for both stores. The S3 side runs over obstore's memory and folder stores: no server is given here.

With `MINGA_TEST_S3_URL` (s3://bucket/prefix), `MINGA_TEST_S3_ENDPOINT` and the usual AWS_… variables it runs against a
real bucket too.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from minga_infra.files.choosing import file_store
from minga_infra.files.local_store import LocalStore
from minga_infra.files.quarantine import sweep
from minga_infra.files.s3_store import S3Store
from minga_infra.settings import load
from minga_platform.kernel.files import FileMissing, FileStore, FileTooLarge

REAL = os.environ.get("MINGA_TEST_S3_URL")


@pytest.fixture(params=["folder", "s3 over memory", "s3 over a folder", *(["s3"] if REAL else [])])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """The store under test; `tmp_path / "incoming"` is where bytes wait on their way in."""
    incoming = tmp_path / "incoming"
    match request.param:
        case "folder":
            return LocalStore(tmp_path)
        case "s3 over memory":
            from obstore.store import MemoryStore

            return S3Store(MemoryStore(), incoming=incoming)
        case "s3 over a folder":
            from obstore.store import LocalStore as Folder

            (tmp_path / "bucket").mkdir()
            return S3Store(Folder(tmp_path / "bucket"), incoming=incoming)
    return S3Store.at(str(REAL), incoming=incoming, endpoint=os.environ.get("MINGA_TEST_S3_ENDPOINT"))


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        await asyncio.sleep(0)
        yield part


async def read(store: FileStore, name: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in store.get(name, start=start, end=end)])


def waiting(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "incoming"
    return list(folder.iterdir()) if folder.exists() else []


async def test_what_goes_in_comes_out_under_its_hash(store: FileStore, tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    stored = await store.put(chunks(data[:10], b"", data[10:]))
    assert (stored.sha256, stored.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert await read(store, stored.sha256) == data
    assert await store.size(stored.sha256) == len(data)
    assert await store.exists(stored.sha256)
    assert waiting(tmp_path) == []


async def test_an_empty_file_is_a_file(store: FileStore) -> None:
    stored = await store.put(chunks())
    assert await read(store, stored.sha256) == b""
    assert await store.size(stored.sha256) == 0


@pytest.mark.parametrize(
    ("start", "end"), [(0, 1), (5, 10), (999_990, None), (0, 5_000_000), (1_000_000, None), (3, 3)]
)
async def test_a_part_of_a_file(store: FileStore, start: int, end: int | None) -> None:
    data = os.urandom(1_000_000)
    stored = await store.put(chunks(data))
    assert await read(store, stored.sha256, start, end) == data[start:end]


async def test_too_much_is_refused_and_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield b"x" * 1000

    with pytest.raises(FileTooLarge) as refused:
        await store.put(endless(), limit=10_000)
    assert refused.value.limit_bytes == 10_000
    assert asked == 11
    assert waiting(tmp_path) == []
    exactly = await store.put(chunks(b"x" * 10_000), limit=10_000)
    assert exactly.size == 10_000


async def test_an_upload_that_breaks_off_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 2_000_000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await store.put(broken())
    assert waiting(tmp_path) == []
    assert not await store.exists(hashlib.sha256(b"x" * 2_000_000).hexdigest())


async def test_an_upload_that_is_cancelled_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    started = asyncio.Event()

    async def stuck() -> AsyncIterator[bytes]:
        yield b"x"
        started.set()
        await asyncio.sleep(60)

    task = asyncio.create_task(store.put(stuck()))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert waiting(tmp_path) == []


async def test_the_same_bytes_twice_at_once_are_one_file(store: FileStore) -> None:
    data = os.urandom(500_000)
    stored = await asyncio.gather(*(store.put(chunks(data)) for _ in range(8)))
    assert len(set(stored)) == 1
    assert await read(store, stored[0].sha256) == data


@pytest.mark.parametrize(
    "name",
    [
        "0" * 64,
        "",
        "..",
        "../../etc/passwd",
        "/etc/passwd",
        "a" * 63,
        "A" * 64,
        "a" * 65,
        "a" * 63 + "\n",
        "a" * 62 + "/.",
        "\x00" * 64,
        "٣" * 64,
        "incoming",
    ],
)
async def test_a_name_that_is_no_file_of_ours(store: FileStore, name: str) -> None:
    assert await store.size(name) is None
    assert not await store.exists(name)
    with pytest.raises(FileMissing):
        await read(store, name)
    await store.delete(name)


async def test_what_is_deleted_is_gone(store: FileStore) -> None:
    stored = await store.put(chunks(b"gone"))
    await store.delete(stored.sha256)
    assert not await store.exists(stored.sha256)
    await store.delete(stored.sha256)
    again = await store.put(chunks(b"gone"))
    assert await read(store, again.sha256) == b"gone"


async def test_a_half_written_file_is_never_seen(tmp_path: Path) -> None:
    """The local store shows a name only after the rename: while bytes come, and after a kill, there is no such file."""
    store = LocalStore(tmp_path)
    data = b"y" * 3_000_000
    name = hashlib.sha256(data).hexdigest()
    seen: list[bool] = []

    async def slowly() -> AsyncIterator[bytes]:
        for at in range(0, len(data), 500_000):
            yield data[at : at + 500_000]
            seen.append(await store.exists(name))

    await store.put(slowly())
    assert seen == [False] * 6
    assert await store.exists(name)


async def test_files_are_readable_by_us_alone_and_links_are_not_followed(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    stored = await store.put(chunks(b"ours"))
    (path,) = [found for found in (tmp_path / "sha256").rglob("*") if found.is_file()]
    assert path.name == stored.sha256
    assert path.stat().st_mode & 0o777 == 0o600
    path.unlink()
    path.symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="symbolic"):
        await read(store, stored.sha256)


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    old, young = tmp_path / "old", tmp_path / "young"
    old.write_bytes(b"x")
    young.write_bytes(b"x")
    os.utime(old, (1, 1))
    assert sweep(tmp_path, older_than_seconds=3600) == 1
    assert not old.exists()
    assert young.exists()
    assert sweep(tmp_path / "absent") == 0


def test_an_address_of_a_bucket_is_understood_without_being_called(tmp_path: Path) -> None:
    keys = {"region": "eu", "access_key_id": "a", "secret_access_key": "b"}
    for url, endpoint in (("s3://bucket/minga", None), ("s3://bucket", "http://127.0.0.1:9")):
        assert isinstance(S3Store.at(url, incoming=tmp_path, endpoint=endpoint, **keys), S3Store)


def test_the_installations_settings_choose_the_store(tmp_path: Path) -> None:
    bucket = load(
        {"MINGA_DATA": str(tmp_path), "MINGA_S3_URL": "s3://bucket/minga", "MINGA_S3_ENDPOINT": "http://127.0.0.1:9"}
    )
    assert isinstance(file_store(bucket), S3Store)
    left = tmp_path / "files" / "incoming" / "left"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half a file")
    os.utime(left, (1, 1))
    assert isinstance(file_store(load({"MINGA_DATA": str(tmp_path)})), LocalStore)
    assert not left.exists()
