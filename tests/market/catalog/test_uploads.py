"""What a member may keep, how fast files come in, and what becomes of uploads that nothing shows."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from minga_commons.files import room
from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.files import reactions
from minga_infra.files.local_store import LocalStore
from minga_infra.files.pictures import PictureWorkshop
from minga_infra.http import files as routes
from minga_infra.rules import register_all
from minga_platform.kernel import ids
from minga_platform.kernel.files import FileStore, PictureMaker
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import Viewer
from minga_platform.market.catalog.commands import products
from minga_testing.hall import Hall
from minga_testing.plugin import Clock

TABLE = "sku,title\r\n"
A_WEEK = timedelta(days=7, minutes=1)


class Counter:
    """The counter where files come in and go out, and the store behind it."""

    def __init__(self, hall: Hall, folder: Path) -> None:
        register_all()
        self.hall, self.viewer = hall, hall.maker
        self.store = LocalStore(folder / "files")
        ports: dict[type, Any] = {PictureMaker: PictureWorkshop()}
        door = Door(Services(hall.database, Keyring(b"k" * 32), files=self.store, ports=ports))
        app = Starlette(routes=routes.routes(door, folder / "incoming"))

        async def seen(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("state", {})["viewer"] = self.viewer
            await app(scope, receive, send)

        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(seen), base_url="http://localhost")

    async def send(self, data: bytes, kind: str = "table", by: Viewer | None = None) -> httpx.Response:
        self.viewer = by or self.hall.maker
        return await self.client.post(
            f"/c/{self.hall.slug}/files?kind={kind}", content=data, headers={"content-type": "application/octet-stream"}
        )

    async def picture(self, colour: int) -> str:
        kept = io.BytesIO()
        Image.new("RGB", (400, 300), (colour, 60, 40)).save(kept, "JPEG")
        answer = await self.send(kept.getvalue(), "picture")
        assert answer.status_code == 201, answer.text
        told: str = answer.json()["file"]["id"]
        return told

    async def sweep(self) -> None:
        await reactions.sweep(Desk(self.hall.worker, {FileStore: self.store}, "files.sweep", self.hall.id))

    def bytes_kept(self) -> set[str]:
        return {path.name for path in (self.store._folder / "sha256").rglob("*") if path.is_file()}

    async def files(self) -> set[str]:
        rows = await self.hall.rows("SELECT id FROM file WHERE cooperative_id = $1", self.hall.id)
        return {ids.encode("file", row["id"]) for row in rows}


@pytest.fixture
async def counter(hall: Hall, tmp_path: Path) -> AsyncIterator[Counter]:
    made = Counter(hall, tmp_path)
    yield made
    await made.client.aclose()


@pytest.fixture
async def neighbour(other_hall: Hall, tmp_path: Path) -> AsyncIterator[Counter]:
    """Another co-op of the same installation: one store for both."""
    made = Counter(other_hall, tmp_path)
    yield made
    await made.client.aclose()


async def test_what_nothing_shows_is_swept_after_a_week(counter: Counter, clock: Clock) -> None:
    """A photo that hangs stays; one that was never hung, one that was taken down, and an imported table go."""
    product, _ = await counter.hall.offer("Bowl")
    hung, down, never = [await counter.picture(colour) for colour in (10, 20, 30)]
    assert (await counter.send(TABLE.encode())).status_code == 201
    for file in (hung, down):
        await counter.hall.do(products.add_picture, product_id=product, file_id=ids.decode("file", file))
    everything = counter.bytes_kept()
    await counter.sweep()
    await clock.move(timedelta(days=6))
    [shown] = await counter.hall.rows(
        "SELECT id FROM picture WHERE cooperative_id = $1 AND file_id = $2", counter.hall.id, ids.decode("file", down)
    )
    await counter.hall.do(products.remove_picture, picture_id=shown["id"])
    await counter.sweep()
    await clock.move(timedelta(days=2))
    await counter.sweep()
    assert await counter.files() == {hung, down}, "what was taken down two days ago may be hung again"
    assert never not in await counter.files()
    assert counter.bytes_kept() == everything, "bytes stay for an hour after the row"
    await clock.move(timedelta(hours=2))
    await counter.sweep()
    gone = everything - counter.bytes_kept()
    assert len(gone) == 3, "two sizes of a photo, and a table"
    await clock.move(A_WEEK)
    for _ in range(2):
        await counter.sweep()
        await clock.move(timedelta(hours=2))
    await counter.sweep()
    assert await counter.files() == {hung}
    [row] = await counter.hall.rows("SELECT renditions FROM file WHERE cooperative_id = $1", counter.hall.id)
    assert counter.bytes_kept() == {one["sha256"] for one in row["renditions"]}
    address = f"/c/{counter.hall.slug}/files/{hung}/{row['renditions'][0]['width']}"
    assert (await counter.client.get(address)).status_code == 200


async def test_equal_bytes_of_another_co_op_stay(counter: Counter, neighbour: Counter, clock: Clock) -> None:
    """Stored once for both; swept here, they are still there for the other."""
    product, _ = await neighbour.hall.offer("Bowl")
    await counter.picture(40)
    theirs = await neighbour.picture(40)
    await neighbour.hall.do(products.add_picture, product_id=product, file_id=ids.decode("file", theirs))
    kept = counter.bytes_kept()
    await counter.sweep()
    await clock.move(A_WEEK)
    await counter.sweep()
    await clock.move(timedelta(hours=2))
    await counter.sweep()
    assert await counter.files() == set()
    assert counter.bytes_kept() == kept


async def test_bytes_named_again_within_the_hour_stay(counter: Counter, clock: Clock) -> None:
    """The same photo once more, when its first row is gone and its bytes are about to go."""
    await counter.picture(50)
    await counter.sweep()
    await clock.move(A_WEEK)
    await counter.sweep()
    assert await counter.files() == set()
    again = await counter.picture(50)
    await clock.move(timedelta(hours=2))
    await counter.sweep()
    assert await counter.files() == {again}
    [row] = await counter.hall.rows("SELECT renditions FROM file WHERE cooperative_id = $1", counter.hall.id)
    assert counter.bytes_kept() == {one["sha256"] for one in row["renditions"]}


async def test_bytes_swept_between_storing_and_naming_are_stored_again(counter: Counter, clock: Clock) -> None:
    """The upload found its bytes there; a round that had them in hand takes them away; the upload puts them back."""
    await counter.picture(60)
    await counter.sweep()
    await clock.move(A_WEEK)
    await counter.sweep()
    await clock.move(timedelta(hours=2))
    put = counter.store.put

    async def put_then_swept(*arguments: Any, **more: Any) -> Any:
        stored = await put(*arguments, **more)
        counter.store.put = put  # type: ignore[method-assign]
        await counter.sweep()
        assert not await counter.store.exists(stored.sha256), "the round took them"
        return stored

    counter.store.put = put_then_swept  # type: ignore[method-assign]
    again = await counter.picture(60)
    assert await counter.files() == {again}
    [row] = await counter.hall.rows("SELECT renditions FROM file WHERE cooperative_id = $1", counter.hall.id)
    assert {one["sha256"] for one in row["renditions"]} <= counter.bytes_kept()


async def test_a_member_keeps_no_more_than_her_quota_however_many_come_at_once(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_MIB", 5)  # a member may keep 2,048 of them
    answers = await asyncio.gather(*(counter.send(bytes([number]) * 3000) for number in range(1, 11)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [422] * 7
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert refused.json()["refusal"]["code"] == "NO_ROOM_LEFT"
    assert len(await counter.files()) == 3
    assert (await counter.send(b"x" * 3000, by=counter.hall.rival)).status_code == 201, "a quota is one's own"
    assert (await counter.send(b"y" * 900)).status_code == 201, "what still fits is taken"


async def test_no_more_than_thirty_files_a_minute_whatever_they_are(counter: Counter, clock: Clock) -> None:
    """Broken ones count too: each of them costs a decoder."""
    codes = [(await counter.send(f"no picture {number}".encode(), "picture")).status_code for number in range(29)]
    assert codes == [422] * 29
    assert (await counter.send(TABLE.encode())).status_code == 201
    refused = await counter.send(TABLE.encode())
    assert refused.status_code == 429
    assert refused.json()["refusal"]["code"] == "TOO_MANY_ATTEMPTS"
    assert (await counter.send(TABLE.encode(), by=counter.hall.rival)).status_code == 201, "counted by member"
    await clock.move(timedelta(minutes=1, seconds=1))
    assert (await counter.send(TABLE.encode())).status_code == 201
