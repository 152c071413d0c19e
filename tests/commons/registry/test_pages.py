"""The pages of the commons as a browser without script meets them: from the first idea to a release, and what others do with it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_frontend.shell.protection import Protection
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_infra.http.recognising import recogniser
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.shop import open_shop


@dataclass
class Browser:
    """One member's browser, in one co-op."""

    client: httpx.AsyncClient
    token: str
    home: str

    async def get(self, path: str, status: int = 200, language: str = "") -> str:
        answer = await self._ask("GET", f"{language}{self.home}{path}")
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    async def post(self, path: str, status: int = 303, /, **form: str) -> str:
        answer = await self._ask(
            "POST", f"{self.home}{path}", {name.replace("__", "-"): one for name, one in form.items()}
        )
        assert answer.status_code == status, unescape(answer.text)
        return answer.headers["location"].removeprefix(self.home) if status == 303 else unescape(answer.text)

    async def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> httpx.Response:
        self.client.cookies.clear()
        headers = {"sec-fetch-site": "same-origin", "cookie": f"{SESSION_COOKIE}={self.token}"}
        return await self.client.request(method, path, data=form, headers=headers)


@pytest.fixture
async def browsers(database: Database, worker_database: Database) -> AsyncIterator[dict[str, Browser]]:
    shop = await open_shop(database, worker_database)
    door = shop.program.door
    inner = Starlette(routes=pages.routes(door), exception_handlers={HTTPException: pages.not_here})
    inner.state.door = door
    app = Protection(
        Gate(
            inner,
            find_viewer=recogniser(door.services),
            hosts=("localhost",),  # type: ignore[arg-type]
            origins=("http://localhost",),  # type: ignore[arg-type]
            proxies=(),  # type: ignore[arg-type]
        ),
        https=False,
    )
    found = {"nobody": ""}
    for name in ("ana", "berta"):
        found[name] = (
            await people.member(database, worker_database, shop.id, name=name, classes=("contributor",))
        ).token
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield {name: Browser(client, token, f"/c/{shop.cooperative.slug}") for name, token in found.items()}


def revision(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found is not None
    return found[1]


async def test_from_an_idea_to_a_release_that_others_review_make_and_fork(browsers: dict[str, Browser]) -> None:
    ana, berta, nobody = browsers["ana"], browsers["berta"], browsers["nobody"]
    assert "Nothing is shared here yet" in await nobody.get("/commons")
    wrong = await ana.post("/commons/new", 422, kind="DESIGN")
    assert 'id="title-en-error"' in wrong or "title" in wrong
    started = await ana.post(
        "/commons/new", kind="DESIGN", title__en="Warping board", craft="Weaving", materials="Wood, pegs"
    )
    work = started.partition("/releases/new")[0]
    assert 'value="1.0"' in await ana.get(f"{work}/releases/new")
    draft = await ana.post(f"{work}/releases/new", version="1.0", licence="CC-BY-SA-4.0")
    assert draft == f"{work}/drafts/1.0/needs"
    needs = {
        "part__rows": "4",
        "part__0__name": "Board",
        "part__0__quantity": "1,5",
        "part__0__unit": "m",
        "tool__rows": "4",
    }
    page = await ana.get(draft)
    nameless = await ana.post(
        draft, 422, revision=revision(page), part__rows="1", part__0__quantity="2", tool__rows="0"
    )
    assert "Please say what this is." in nameless
    steps = await ana.post(draft, revision=revision(page), **needs)
    stale = await ana.post(draft, 422, revision=revision(page), **needs)
    assert "Somebody changed this" in stale
    at = steps.partition("?")[0]
    hazards = await ana.post(
        at, revision=revision(await ana.get(at)), step__rows="2", step__0__text="Drill twelve holes."
    )
    at = hazards.partition("?")[0]
    files = await ana.post(at, revision=revision(await ana.get(at)), hazard__rows="1", no__hazards="yes", readiness="4")
    at = files.partition("?")[0]
    bad = await ana.post(
        at, 422, revision=revision(await ana.get(at)), url="javascript:alert(1)", path="x", role="source"
    )
    assert 'id="url-error"' in bad
    odd = await ana.post(
        draft,
        422,
        revision=revision(bad),
        part__rows="3",
        tool__rows="0",
        part__2__name="B",
        part__2__quantity="x",
    )
    assert 'id="part-2-quantity-error"' in odd
    await ana.post(
        at, revision=revision(await ana.get(at)), url="https://git.example/x.dxf", path="x.dxf", role="source"
    )
    assert "Pictures, each with words" in await ana.get(f"{work}/drafts/1.0/publish")
    assert await berta.get(work, status=404)
    published = await ana.post(f"{work}/drafts/1.0/publish", deed="publish")
    assert published.startswith(work)
    told = await nobody.get(work)
    for words in (
        "Warping board",
        "1.5 m",
        "Drill twelve holes.",
        "Who passes on a changed one",
        "This is no legal advice.",
        "x.dxf",
    ):
        assert words in told
    assert "لوح" not in told
    assert "هذه ليست استشارة قانونية" in await nobody.get(work, language="/ar")
    assert "Warping board" in await nobody.get("/commons/designs?craft=weaving&material=pegs")
    assert "Nothing found" in await nobody.get("/commons/designs?craft=pottery")
    release = re.search(r"release=(rel_\w+)", await berta.get(work))
    assert release is not None
    query = f"?release={release[1]}"
    await berta.post(f"{work}/review{query}", verdict="yes", text="Clear.")
    await berta.post(f"{work}/made{query}", what="One for the school")
    fork = await berta.post(f"{work}/fork{query}", title__en="Folding board", relation="FORK")
    assert "Warping board" in await berta.get(fork.partition("?")[0])
    again = await ana.get(work)
    assert "Clear." in again
    assert "One for the school" in again
    assert "Warping board" in await ana.get("/commons/mine")
    asked = await ana.post(f"{work}/warn{query}", 200, severity="DANGER", text__en="The pegs break.")
    assert "Send this warning?" in asked
    await ana.post(f"{work}/warn{query}", severity="DANGER", text__en="The pegs break.", confirmed="yes")
    await ana.post(f"{work}/withdraw{query}", because="A better one comes.")
    gone = await nobody.get(work)
    assert "The pegs break." in gone
    assert "A better one comes." in gone


async def test_who_maintains_a_work_and_how_a_community_wants_it_treated(browsers: dict[str, Browser]) -> None:
    ana, berta = browsers["ana"], browsers["berta"]
    started = await ana.post("/commons/new", kind="KNOW_HOW", title__en="Cochineal red")
    work = started.partition("/releases/new")[0]
    page = await ana.get(f"{work}/keep")
    other = re.search(r'<option value="([^"]+)">berta</option>', page)
    assert other is not None
    assert await berta.get(f"{work}/keep", status=404)
    added = await ana.post(f"{work}/keep", what="add", agent=other[1])
    assert "maintainer_added" in added
    nameless = await ana.post(f"{work}/keep", 422, what="label", label="TK-NC", community="")
    assert 'id="community-error"' in nameless
    for label, note in (("TK-A", "Name us."), ("TK-NC", "No trade with it.")):
        await berta.post(f"{work}/keep", what="label", label=label, community="Weavers of Chinchero", note__en=note)
    kept = await berta.get(f"{work}/keep")
    assert "TK Attribution" in kept
    assert "TK Non-Commercial" in kept
    await berta.post(f"{work}/keep", what="unlabel", label="TK-NC")
    told = await ana.get(work)
    assert "TK Attribution" in told
    assert "Name us." in told, "what stays keeps its words"
    assert "TK Non-Commercial" not in told
    asked = await ana.post(f"{work}/keep", 200, what="remove", agent=other[1])
    assert "maintain it no longer?" in asked
    assert "maintainer_removed" in await ana.post(f"{work}/keep", what="remove", agent=other[1], confirmed="yes")
    assert await berta.get(f"{work}/keep", status=404)


async def test_a_household_is_said_on_the_page(browsers: dict[str, Browser]) -> None:
    ana, berta = browsers["ana"], browsers["berta"]
    page = await ana.get("/commons/status")
    other = re.search(r'<option value="([^"]+)">berta</option>', page)
    assert other is not None
    assert 'id="homemate-error"' in await ana.post("/commons/status", 422, what="say_household", homemate="")
    await ana.post("/commons/status", what="say_household", homemate=other[1])
    homes = (await berta.get("/commons/status")).partition("Households")[2]
    assert "ana" in homes
    assert "They share it no more" not in homes, "ending it is for keepers"
