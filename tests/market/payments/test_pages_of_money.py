"""The pages where a maker connects her card account and comes back, and where a batch is fetched for the bank; without script."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_frontend.shell.protection import Protection
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_infra.http.recognising import recogniser
from minga_platform.membership.commands.passkeys import Party
from minga_testing.people import Somebody
from minga_testing.plugin import Clock
from minga_testing.shop import new_key, offer, open_stall
from minga_testing.till import Till
from minga_testing.trade import HOLD, buy, hand_over, later

ORIGIN = "http://localhost:8000"


@dataclass
class Visit:
    """Somebody's browser without script."""

    client: httpx.AsyncClient
    who: Somebody

    async def ask(self, path: str, form: dict[str, str] | None = None) -> httpx.Response:
        headers = {"sec-fetch-site": "same-origin", "cookie": f"{SESSION_COOKIE}={self.who.token}"}
        self.client.cookies.clear()
        return await self.client.request("GET" if form is None else "POST", path, data=form, headers=headers)


@asynccontextmanager
async def visitor(till: Till, who: Somebody) -> AsyncIterator[Visit]:
    door = till.shop.program.door
    door.services.ports.setdefault(Party, Party("localhost", "Minga", (ORIGIN,)))
    inner = Starlette(routes=pages.routes(door), exception_handlers={HTTPException: pages.not_here})
    inner.state.door = door
    gated = Gate(
        inner, find_viewer=recogniser(door.services), hosts=frozenset({"localhost:8000"}), origins=frozenset({ORIGIN})
    )
    transport = httpx.ASGITransport(Protection(gated), client=("192.0.2.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield Visit(client, who)


async def test_a_maker_connects_her_card_account_and_comes_back(till: Till) -> None:
    """The page leads out by a link, the provider leads back by the stall's id, and the page knows what was done there."""
    weaver = await open_stall(till.shop, "Weaver")
    here = f"/c/{till.shop.cooperative.slug}/stall/{weaver.slug}/money"
    async with visitor(till, weaver.maker) as maker:
        page = (await maker.ask(here)).text
        assert "You have no card account yet." in page
        leading = await maker.ask(f"{here}/connect", {})
        assert leading.status_code == 200, leading.text
        start = leading.text.index('href="' + till.stand_in.url) + len('href="')
        url = leading.text[start : leading.text.index('"', start)].replace("&amp;", "&")
        back = await till.stand_in.click(url, "done")
        assert back.status_code == 303
        returning = urlsplit(back.headers["location"])
        assert returning.path.endswith(f"/c/{till.shop.cooperative.slug}/money/{weaver.id}")
        landed = await maker.ask(returning.path)
        assert landed.status_code == 303, landed.text
        assert urlsplit(landed.headers["location"]).path.endswith(here)
        assert (
            "Connected: your earnings from cards are sent there." in (await maker.ask(landed.headers["location"])).text
        )
        other = await open_stall(till.shop, "Potter")
        assert (await maker.ask(f"/c/{till.shop.cooperative.slug}/money/{other.id}")).status_code == 404


async def test_a_batch_is_fetched_as_a_file(own_till: Till, clock: Clock) -> None:
    """The coordinator finds the batch on her page and keeps it as a file that no browser shows."""
    till = own_till
    potter = await open_stall(till.shop, "Potter")
    bowl = await offer(till.shop, potter, "Bowl", price=2400)
    maker = till.shop.by(potter.maker)
    noted = await maker.wish(
        "setBankPayee(stallId: $stall, holder: $holder, number: $number)",
        "... on ChangedPayee { bankLastFour }",
        stall=("ID!", potter.id),
        holder=("String!", "Potter"),
        number=("String!", "ES9121000418450200051332"),
    )
    assert noted["bankLastFour"] == "1332"
    _, order = await buy(till, (bowl, 1), total=2400)
    await hand_over(till.shop, potter, order["parts"][0]["id"])
    await later(till, clock, HOLD)
    await clock.move(-HOLD)  # What is payable stays so; her session is fresh again.
    async with visitor(till, till.shop.coordinator) as coordinator:
        base = f"/c/{till.shop.cooperative.slug}/coordination/payouts"
        prepared = await coordinator.ask(f"{base}/prepare", {"key": new_key(), "channel": "bank"})
        assert prepared.status_code == 303, prepared.text
        page = (await coordinator.ask(base)).text
        start = page.index('name="batch" value="') + len('name="batch" value="')
        batch = page[start : page.index('"', start)]
        file = await coordinator.ask(f"{base}/file", {"batch": batch})
        assert file.headers["content-type"].startswith("text/csv")
        assert file.headers["content-disposition"].startswith("attachment;")
        assert file.headers["cache-control"] == "no-store"
        assert "Potter,ES9121000418450200051332," in file.text
