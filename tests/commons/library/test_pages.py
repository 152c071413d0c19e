"""Tools and rooms, and files, as a browser without script meets them: the pages alone, from sharing to the logbook."""

import html
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_frontend.shell.protection import Protection
from minga_infra.files.pictures import PictureWorkshop
from minga_infra.http import files as file_routes
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_infra.http.recognising import recogniser
from minga_platform.kernel.files import PictureMaker
from minga_testing.people import Somebody
from minga_testing.plugin import Clock
from minga_testing.workshop import Workshop, tomorrow

ZONE = ZoneInfo("Europe/Madrid")


class Reader:
    """Somebody's browser, in the workshop's co-op."""

    def __init__(self, client: httpx.AsyncClient, home: str, who: Somebody | None) -> None:
        self._client, self.home = client, home
        self._headers = {"sec-fetch-site": "same-origin"}
        if who:
            self._headers["cookie"] = f"{SESSION_COOKIE}={who.token}"

    def _keep(self, answer: httpx.Response) -> None:
        """A session has a new token after its rights changed; browsers keep what they are given."""
        if given := answer.cookies.get(SESSION_COOKIE):
            self._headers["cookie"] = f"{SESSION_COOKIE}={given}"

    async def get(self, path: str, status: int = 200) -> str:
        self._client.cookies.clear()
        answer = await self._client.get(self.home + path, headers=self._headers)
        self._keep(answer)
        assert answer.status_code == status, answer.text
        return html.unescape(answer.text)

    async def post(self, path: str, status: int = 303, **form: str) -> httpx.Response:
        self._client.cookies.clear()
        answer = await self._client.post(self.home + path, data=form, headers=self._headers)
        self._keep(answer)
        assert answer.status_code == status, answer.text
        return answer


@pytest.fixture
async def client(workshop: Workshop) -> AsyncIterator[httpx.AsyncClient]:
    door = workshop.shop.program.door
    door.services.ports[PictureMaker] = PictureWorkshop()
    inner = Starlette(
        routes=[*file_routes.routes(door, door.services.files.incoming), *pages.routes(door)],  # type: ignore[union-attr]
        exception_handlers={HTTPException: pages.not_here},
    )
    inner.state.door = door
    gated = Gate(
        inner,
        find_viewer=recogniser(door.services),
        hosts=frozenset({"localhost:8000"}),
        origins=frozenset({"http://localhost:8000"}),
    )
    transport = httpx.ASGITransport(Protection(gated))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as one:
        yield one


def local(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


async def test_from_sharing_to_the_logbook(workshop: Workshop, client: httpx.AsyncClient, clock: Clock) -> None:
    home = f"/c/{workshop.shop.cooperative.slug}/commons"
    keeper, ana, ben, nobody = (
        Reader(client, home, who) for who in (workshop.keeper, workshop.ana, workshop.ben, None)
    )
    assert "Nothing is shared yet" in await nobody.get("/tools")
    form = {"name-en": "Cider press", "place": "The barn", "step": "60", "longest": "24", "handed-over": "yes"}
    wrong = await keeper.post("/tools/new", 422, **form, slug="Cider Press", kind="TOOL")
    assert "small letters, digits and hyphens" in wrong.text
    made = await keeper.post("/tools/new", **form, slug="press", kind="TOOL", deposit="20")  # type: ignore[arg-type]
    assert made.headers["location"].startswith(f"{home}/tools/press/keep")
    await ana.post("/tools/press/keep", 404, what="add_unit", label="Mine")
    await keeper.post("/tools/press/keep", what="add_unit", label="The old one")
    page = await ana.get("/tools/press")
    assert "It is free all the time." in page
    assert "Sign in" in await nobody.get("/tools/press")
    booked = await ana.post(
        "/tools/press", starts=local(tomorrow(9)), ends=local(tomorrow(12)), note="Apples!", key="a key of mine"
    )
    booking = "/bookings/" + re.search(r"bkg_[0-9a-z]{26}", booked.headers["location"])[0]  # type: ignore[index]
    late = await ben.post("/tools/press", 422, starts=local(tomorrow(10)), ends=local(tomorrow(11)), key="a key of his")
    assert "Somebody else has it in that time. It is free for as long from" in html.unescape(late.text)
    page = await ben.get("/tools/press")
    assert "not free" in page
    assert "Ana" not in page
    await ben.get(booking, 404)
    feed = await nobody.get("/tools/press/calendar.ics")
    assert feed.count("BEGIN:VEVENT") == 1
    assert f"DTSTART:{tomorrow(9):%Y%m%dT%H%M%SZ}" in feed
    assert "Ana" not in feed
    assert "Apples" not in feed
    await clock.move(tomorrow(9) - datetime.now(UTC))
    assert "Please bring €20.00 as a deposit" in await ana.get(booking)
    assert "Apples!" in await keeper.get(booking)
    await keeper.post(booking, what="deposit", way="TILL", key="a key of hers")
    await ana.post(booking, what="sign", way="OUT", note="")
    assert "The other side has signed" in await keeper.get(booking)
    await keeper.post(booking, what="sign", way="OUT", note="Complete")
    assert "For you to hand over, take back or settle" in await keeper.get("/tools")
    for reader in (ana, keeper):
        await reader.post(booking, what="sign", way="BACK", note="Clean")
    refused = await keeper.post(booking, 422, what="settle", withheld="5", reason="", key="another key")
    assert "fill this in" in html.unescape(refused.text)
    await keeper.post(booking, what="settle", withheld="", reason="", key="one more key")
    assert "given back" in await ana.get(booking)
    lines = await ben.get("/tools/press/logbook")
    assert lines.index("Brought back") < lines.index("Handed out")
    await nobody.get("/tools/press/logbook", 303)


async def test_a_file_is_brought_in_one_piece_and_looked_at(workshop: Workshop, client: httpx.AsyncClient) -> None:
    home = f"/c/{workshop.shop.cooperative.slug}"
    ana = Reader(client, f"{home}/commons", workshop.ana)
    assert "No files yet" in await ana.get("/files")
    sent = {"file": ("loom.md", b"# A loom\n\n[evil](javascript:alert(1)) <script>alert(1)</script> **good**")}
    then = f"{home}/commons/files"
    address = f"{home}/files?kind=commons&then={then}"
    answer = await client.post(address, files=sent, headers=ana._headers)
    assert answer.status_code == 303
    page = (await client.get(answer.headers["location"], headers=ana._headers)).text
    assert "<strong>good</strong>" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "loom.md" in page
    answer = await client.post(address, files={"file": ("page.html", b"<p>x")}, headers=ana._headers)
    assert "problem=FILE_KIND_REFUSED" in answer.headers["location"]
    page = (await client.get(answer.headers["location"], headers=ana._headers)).text
    assert "not what its name says" in page
    ben = Reader(client, f"{home}/commons", workshop.ben)
    assert "loom.md" not in await ben.get("/files")
