"""The register's pages as a browser without script meets them."""

import re
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_frontend.shell.protection import Protection
from minga_graphql import http as api
from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_infra.http.recognising import recogniser
from minga_platform.kernel.database import Database
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.keyring import Keyring
from minga_platform.membership.commands.passkeys import Party
from minga_platform.register import exporting, founding
from minga_testing.people import Somebody

US = Party("localhost", "Minga", ("http://localhost:8000",))


class Browser:
    """Somebody's browser."""

    def __init__(self, client: httpx.AsyncClient, who: Somebody | None) -> None:
        self._client = client
        self.token = who.token if who else ""

    async def get(self, path: str, status: int = 200) -> str:
        return (await self._ask("GET", path, status)).text

    async def post(self, path: str, status: int = 303, **form: str) -> httpx.Response:
        return await self._ask("POST", path, status, form)

    async def _ask(self, method: str, path: str, status: int, form: dict[str, str] | None = None) -> httpx.Response:
        self._client.cookies.clear()
        headers = {"sec-fetch-site": "same-origin"}
        if self.token:
            headers["cookie"] = f"{SESSION_COOKIE}={self.token}"
        answer = await self._client.request(method, path, data=form, headers=headers)
        assert answer.status_code == status, answer.text
        return answer


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    services = Services(database, Keyring(b"a key of a test, 32 bytes long !"), ports={Party: US}, demo=False)
    door = Door(services)
    inner = Starlette(
        routes=[*api.routes(door), *pages.routes(door)], exception_handlers={HTTPException: pages.not_here}
    )
    inner.state.door = door
    gated = Gate(
        inner,
        find_viewer=recogniser(services),
        hosts=frozenset({"localhost:8000"}),
        origins=frozenset({"http://localhost:8000"}),
    )
    transport = httpx.ASGITransport(Protection(gated))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as one:
        yield one


async def _slug(coop):
    async with coop.work() as work:
        return await work.value("SELECT slug FROM cooperative WHERE id = $1", coop.id)


async def test_from_the_page_where_people_apply_to_the_card(found_coop, client) -> None:
    coop = await found_coop(sponsors=1)
    home = f"/c/{await _slug(coop)}"
    ana, ben = await coop.person("Ana"), await coop.person("Ben", classes=("worker",))
    anas, bens, olgas = Browser(client, ana), Browser(client, ben), Browser(client, coop.officer)
    assert "Sign in to join" in await Browser(client, None).get(f"{home}/join")
    page = await anas.get(f"{home}/join")
    assert "2 shares of €50.00 each" in page
    assert "in up to 4 monthly parts" in page
    assert "How many shares will you take?" in await anas.get(f"{home}/join/maker")
    await anas.post(f"{home}/join/maker", status=422, shares="1")
    await anas.post(f"{home}/join/maker", shares="3", way="money", about="I carve spoons.")
    assert "0 of 1 members vouch for you" in await anas.get(f"{home}/join")
    page = await bens.get(f"{home}/applications")
    assert "I carve spoons." in page
    wanted = re.search(r"appl_[0-9a-z]{26}", page)
    assert wanted
    refused = await olgas.post(f"{home}/applications", status=422, what="admit", id=wanted[0])
    assert "1 members must vouch first" in refused.text
    await bens.post(f"{home}/applications", what="vouch", id=wanted[0])
    await olgas.post(f"{home}/applications", what="admit", id=wanted[0])
    page = await anas.get(f"{home}/membership")
    assert "€150.00" in page
    assert "No rights now" in page
    card = await anas.get(f"{home}/membership/card")
    assert "<svg" in card
    assert "Member number 1" in card
    members = await olgas.get(f"{home}/members")
    agent = re.search(rf"{home}/members/(agent_[0-9a-z]{{26}})\">Ana<", members)
    assert agent
    # A register of many is searched: a part of a name whatever its accents, or a whole number; no sign means anything else.
    for typed, finds in (("án", True), ("ANA", True), ("1", True), ("%", False), ("_na", False), ("11", False)):
        found = await olgas.get(f"{home}/members?q={quote(typed)}")
        assert (f"/members/{agent[1]}" in found) is finds, typed
        assert ("No member is found by" in found) is not finds, typed
    page = await olgas.get(f"{home}/members/{agent[1]}")
    key, membership = _hidden(page, "key"), _hidden(page, "membership")
    await olgas.post(f"{home}/members/{agent[1]}", what="payment", key=key, membership=membership, amount="100,00")
    assert "May: vote, bring proposals" in await anas.get(f"{home}/membership")
    await olgas.post(
        f"{home}/members/{agent[1]}", status=422, what="payment", key=key + "x", membership=membership, amount="50,01"
    )
    # Members see names and no money.
    names = await bens.get(f"{home}/members")
    assert "Ana" in names
    assert "Shares paid" not in names
    await bens.get(f"{home}/members/{agent[1]}", 404)
    # To another class: the door is asked here as well, and her money goes back where a class has no shares.
    address = f"{home}/members/{agent[1]}/move"
    await bens.get(f"{address}?membership={membership}", 404)
    page = await olgas.get(f"{address}?membership={membership}")
    wish = {"key": _hidden(page, "key"), "membership": membership}
    assert "1 members must vouch first" in (await olgas.post(address, status=422, class_key="worker", **wish)).text
    await olgas.post(address, class_key="supporter", **{**wish, "key": wish["key"] + "x"})  # type: ignore[arg-type]
    page = await olgas.get(f"{home}/members/{agent[1]}")
    assert "Moved to another class" in page
    assert "Shares that go back" in page
    await olgas.get(f"{address}?membership={membership}", 404)


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


async def test_the_register_of_a_day_as_a_table(coop, client) -> None:
    home = f"/c/{await _slug(coop)}"
    await coop.person("=Eve()", classes=("worker",))
    olgas = Browser(client, coop.officer)
    assert "Nobody was a member then" in await olgas.get(f"{home}/members?day=2020-01-01")
    assert "is not still to come" in await olgas.get(f"{home}/members?day=2999-01-01", 422)
    table = (await olgas.post(f"{home}/members", status=200, day="")).text
    assert table.splitlines()[0].startswith("number,name,kind,class,joined")
    # A spreadsheet must not run a member's name.
    assert "'=Eve()" in table


async def test_leaving_asks_once_and_can_be_taken_back(coop, client) -> None:
    home = f"/c/{await _slug(coop)}"
    ana = Browser(client, await coop.person("Ana", classes=("worker",)))
    asked = await ana.post(f"{home}/membership/leave", status=200, class_key="worker")
    assert "Leave this class?" in asked.text
    await ana.post(f"{home}/membership/leave", class_key="worker", confirmed="yes")
    assert "Stay: take the notice back" in await ana.get(f"{home}/membership")
    await ana.post(f"{home}/membership/leave", class_key="worker", stay="yes")
    assert "Stay: take the notice back" not in await ana.get(f"{home}/membership")


async def test_classes_are_shown_to_all_and_changed_by_officers(coop, client) -> None:
    home = f"/c/{await _slug(coop)}"
    assert "Makers" in await Browser(client, None).get(f"{home}/classes")
    olgas = Browser(client, coop.officer)
    await olgas.get(f"{home}/classes/maker")
    terms: dict[str, Any] = {
        "may_vote": "yes", "rights_from": "paid", "vote_weight": "2", "share": "20", "shares_required": "1", "instalments": "3",
        "way_money": "yes", "dues": "5", "dues_months": "1", "patronage_basis": "hours", "return_cap": "3",
    }  # fmt: skip
    await olgas.post(f"{home}/classes/maker", status=422, **(terms | {"dues_months": "0"}))
    await olgas.post(f"{home}/classes/maker", **terms)
    assert "What it meant before" in await olgas.get(f"{home}/classes")
    ana = Browser(client, await coop.person("Ana", classes=("worker",)))
    await ana.get(f"{home}/classes/maker", 404)


async def test_my_data_in_one_file_and_then_gone(coop, client) -> None:
    who = await coop.person("Ana", classes=("consumer",))
    ana = Browser(client, who)
    assert "Nothing stands in the way" in await ana.get("/account/data")
    await ana.post("/account/data", what="ask")
    page = await ana.get("/account/data")
    assert "Being made" in page
    async with coop.work() as work:
        export = await work.value("SELECT id FROM personal_export WHERE person_id = $1", who.viewer.person_id)
    await exporting.make(Desk(coop.worker, {}, "register.make_export"), export, who.viewer.person_id)
    page = await ana.get("/account/data")
    taken = await ana.post("/account/data", status=200, what="open", id=_hidden(page, "id"))
    assert taken.headers["content-type"] == "application/gzip"
    assert b64decode("H4sI")[:2] == taken.content[:2]
    assert "Erase everything about me?" in await ana.get("/account/erase")
    gone = await ana.post("/account/erase", confirmed="yes")
    assert gone.headers["location"].startswith("/?done=")
    await ana.get("/account/data", 303)
    officer = Browser(client, replace(coop.officer))
    assert "You still hold an office." in await officer.get("/account/data")


async def test_founding_asks_which_kind_first(found_coop, client) -> None:
    coop = await found_coop()
    ana = Browser(client, await coop.person("Ana"))
    await Browser(client, None).get("/found?token=x", 303)
    assert "Multi-stakeholder co-op" in await ana.get("/found?token=x")
    assert "What is it called?" in await ana.get("/found?token=x&kind=worker")
    wish: dict[str, Any] = {
        "token": "x",
        "kind": "worker",
        "name": "Nueva",
        "slug": "",
        "currency": "EUR",
        "country": "ES",
        "language": "es",
    }
    refused = await ana.post("/found", status=422, **wish)
    assert "used up" in refused.text
    async with coop.work() as work:
        token = await founding.open_link(work)
    slug = f"nueva-{token[:8].lower().replace('_', 'x').replace('-', 'x')}"
    await ana.post("/found", **{**wish, "token": token, "slug": slug})
    assert "is being founded" in await ana.get("/found/done")
