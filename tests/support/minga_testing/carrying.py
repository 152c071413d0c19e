"""Files carried into a co-op and out of it, over the routes that a server has; the worker's part is done when it is asked for."""

import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.files import reactions
from minga_infra.files.local_store import LocalStore
from minga_infra.files.pictures import PictureWorkshop
from minga_infra.http import files as file_routes
from minga_infra.http import uploads as upload_routes
from minga_infra.rules import register_all
from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_platform.kernel.files import FileStore, PictureMaker, PreviewMaker
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import Viewer
from minga_testing.hall import Hall, found_hall

TUS = {"tus-resumable": "1.0.0"}


def encoded(**told: str) -> str:
    """The header Upload-Metadata."""
    return ",".join(
        f"{name} {base64.b64encode(value.encode('utf-8', 'surrogatepass')).decode()}" for name, value in told.items()
    )


@dataclass
class Carrying:
    """`viewer` is who carries; `folder` holds the store and what is on its way."""

    hall: Hall
    folder: Path
    store: LocalStore
    ports: dict[type, Any]
    client: httpx.AsyncClient
    viewer: Viewer

    async def announce(self, name: str, size: int, sha256: str = "", **headers: str) -> httpx.Response:
        told = encoded(filename=name, **({"sha256": sha256} if sha256 else {}))
        sent = {**TUS, "upload-length": str(size), "upload-metadata": told, **headers}
        return await self.client.post(f"/c/{self.hall.slug}/uploads", headers=sent)

    async def part(self, place: str, offset: int, data: Any, **headers: str) -> httpx.Response:
        sent = {**TUS, "upload-offset": str(offset), "content-type": "application/offset+octet-stream", **headers}
        return await self.client.patch(place, content=data, headers=sent)

    async def where(self, place: str) -> httpx.Response:
        return await self.client.head(place, headers=TUS)

    async def bring(self, name: str, data: bytes, *, announced: str | None = None) -> httpx.Response:
        """Announced and brought in one part."""
        sha256 = hashlib.sha256(data).hexdigest() if announced is None else announced
        made = await self.announce(name, len(data), sha256)
        return made if made.status_code != 201 else await self.part(made.headers["location"], 0, data)

    async def at_once(self, name: str, data: bytes, kind: str = "commons") -> httpx.Response:
        """As a page's form without script sends it."""
        form = {"file": (name, data, "application/octet-stream")}
        return await self.client.post(f"/c/{self.hall.slug}/files?kind={kind}", files=form)

    async def fetch(self, file: str, **headers: str) -> httpx.Response:
        return await self.client.get(f"/c/{self.hall.slug}/files/{file}", headers=headers)

    async def draw_previews(self) -> None:
        """The worker's jobs for all files that wait."""
        for row in await self.hall.rows(
            "SELECT id FROM file WHERE cooperative_id = $1 AND preview = 'waiting'", self.hall.id
        ):
            await reactions.preview(self.desk, {"file": str(row["id"])})

    async def sweep(self) -> None:
        await reactions.sweep_uploads(self.desk)

    async def row(self, file: str) -> dict[str, Any]:
        [row] = await self.hall.rows(
            "SELECT * FROM file WHERE cooperative_id = $1 AND id = $2", self.hall.id, file_id(file)
        )
        return row

    @property
    def desk(self) -> Desk:
        return Desk(self.hall.worker, {**self.ports, FileStore: self.store}, "files", self.hall.id)

    def everything(self) -> bytes:
        """All bytes that lie in the folder."""
        return b"".join((self.folder / path).read_bytes() for path in self.written())

    def written(self) -> set[str]:
        """Everything that lies in the folder, by its path within it."""
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if not path.is_dir()}


def file_id(told: str) -> UUID:
    return ids.decode("file", told)


@asynccontextmanager
async def carrying(database: Database, worker: Database, folder: Path) -> AsyncIterator[Carrying]:
    """A co-op of its own, and the routes by which files come and go."""
    register_all()
    hall = await found_hall(database, worker)
    store = LocalStore(folder / "files")
    workshop = PictureWorkshop()
    ports: dict[type, Any] = {PictureMaker: workshop, PreviewMaker: workshop}
    door = Door(Services(hall.database, Keyring(b"k" * 32), files=store, ports=ports))
    incoming = folder / "incoming"
    app = Starlette(routes=[*file_routes.routes(door, incoming), *upload_routes.routes(door, incoming)])

    async def seen(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["viewer"] = made.viewer
        await app(scope, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(seen), base_url="http://localhost") as client:
        made = Carrying(hall, folder, store, ports, client, hall.maker)
        yield made
    workshop.close()
