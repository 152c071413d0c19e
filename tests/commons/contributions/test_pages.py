"""The pages about giving as a browser without script meets them."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_frontend.contributions import words
from minga_frontend.shell.protection import Protection
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_infra.http.recognising import recogniser
from minga_platform.kernel.actor import Scope
from minga_testing.shop import new_key

Village = Any  # the fixture of conftest.py


class Browser:
    """One member's browser, in one co-op."""

    def __init__(self, client: httpx.AsyncClient, token: str, slug: str) -> None:
        self._client, self._token, self._home = client, token, f"/c/{slug}"

    async def get(self, path: str, language: str = "", status: int = 200) -> str:
        answer = await self._ask("GET", f"{language}{self._home}{path}")
        assert answer.status_code == status, answer.text
        return answer.text

    async def post(self, path: str, **form: str) -> httpx.Response:
        return await self._ask(
            "POST", f"{self._home}{path}", {name.replace("__", "-"): value for name, value in form.items()}
        )

    async def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> httpx.Response:
        self._client.cookies.clear()
        headers = {"sec-fetch-site": "same-origin", "cookie": f"{SESSION_COOKIE}={self._token}"}
        return await self._client.request(method, path, data=form, headers=headers)


@pytest.fixture
async def client(village: Village) -> AsyncIterator[httpx.AsyncClient]:
    door = village.shop.program.door
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
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as opened:
        yield opened


async def test_written_down_attested_and_seen(village: Village, client: httpx.AsyncClient) -> None:
    def browser(name: str) -> Browser:
        return Browser(client, village.members[name].token, village.shop.cooperative.slug)

    ana, ben = browser("Ana"), browser("Ben")
    assert "Nothing is written down yet" in await ana.get("/commons/contributions")
    page = await ana.get("/commons/contributions/new")
    key = re.findall(r'name="key" value="([^"]+)"', page)[-1]
    gift = {"key": key, "kind": "CARE", "length": "60", "cause": "Soup for all", "when": "today"}
    wrong = await ana.post("/commons/contributions/new", **{**gift, "hours": "soon", "cause": ""})
    assert wrong.status_code == 422
    assert 'id="hours-error"' in wrong.text
    first = await ana.post("/commons/contributions/new", **gift)
    again = await ana.post("/commons/contributions/new", **gift)  # The line was weak, and the form was sent twice.
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    # One button says "again", and the list of others offers it for their word.
    assert "Care for people · 1 h · Soup for all" in await ana.get("/commons/contributions/new")
    listed = await ben.get("/commons/contributions/attest")
    (given,) = re.findall(r'name="id" value="(ctb_[^"]+)"', listed)
    (key,) = re.findall(r'name="key" value="([^"]+)"', listed)
    assert (await ben.post("/commons/contributions/attest", key=key, id=given, note="")).status_code == 303
    one = await ben.get(f"/commons/contributions/{given}")
    assert "1 of 2 stand by it" in one
    assert "Ben" in one
    assert "Correct it" not in one
    assert "Correct it" in await ana.get(f"/commons/contributions/{given}")
    for language, word in (("/es", "Cuidados"), ("/fr", "Soin des autres"), ("/ar", "رعاية الناس")):
        assert word in await ana.get("/commons/contributions", language), language
        assert "Soup for all" in await ana.get(f"/commons/contributions/of/{village.agent('Ana')}", language)
    await browser("Nobody").get("/commons/contributions", status=404)
    await browser("Nobody").get(f"/commons/contributions/{given}", status=404)
    assert "One contribution waits" in await browser("Wim").get("/decide")
    assert "Ana" in await browser("Wim").get("/commons/contributions.csv")


async def test_a_minga_is_called_and_joined(village: Village, client: httpx.AsyncClient) -> None:
    ana = Browser(client, village.members["Ana"].token, village.shop.cooperative.slug)
    ben = Browser(client, village.members["Ben"].token, village.shop.cooperative.slug)
    year = int((await village.today())[:4]) + 1
    page = await ana.get("/commons/days/new")
    called = await ana.post(
        "/commons/days/new",
        key=re.findall(r'name="key" value="([^"]+)"', page)[0],
        **{
            "title-en": "Mend the roof",
            "place": "The oven",
            "begins": f"{year}-05-01T09:00",
            "ends": f"{year}-05-01T13:00",
        },
        **{"task-1": "Tiles", "seats-1": "1", "kind-1": "WORK"},
    )
    assert called.status_code == 303, called.text
    address = re.sub(r"^.*?/commons", "/commons", called.headers["location"]).split("?")[0]
    day = await ben.get(address)
    (task,) = re.findall(r'name="task" value="([^"]+)"', day)
    assert (await ben.post(address, what="sign_up", task=task)).status_code == 303
    assert "You have a seat: Tiles" in await ben.get(address)
    assert "Stand in the line" in await ana.get(address)
    assert "Ben" in await ana.get(f"{address}/list")
    feed = await ben.get("/commons/days.ics")
    assert "SUMMARY:Mend the roof (you have a seat)" in feed
    assert f"DTSTART:{year}0501T070000Z" in feed
    assert all(len(line.encode()) <= 75 for line in feed.split("\r\n"))


async def test_a_phones_camera_opens_a_card_and_who_leads_the_day_checks_its_holder_in(
    village: Village, client: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    slug = village.shop.cooperative.slug
    ana, clara = (Browser(client, village.members[name].token, slug) for name in ("Ana", "Clara"))
    await superuser.execute(
        "INSERT INTO member_card (cooperative_id, id, agent_id, number, code, issued_at) VALUES ($1, $2, $2, 7, 'ben-s-card', now())",
        village.shop.id,
        village.members["Ben"].agent_id,
    )

    async def seen(one: Browser, code: str = "BEN-S-CARD") -> str:
        page = await one.get(f"/card?code={code}")
        return re.sub(r'(nonce|name="key" value)="[^"]+"', "", page).replace(code, "")

    async def call(begins: datetime) -> None:
        done = await village.by("Ana").wish(
            'callWorkDay(key: $key, title: $title, about: [], place: "The mill", beginsAt: $begins, endsAt: $ends, tasks: $tasks)',
            "", key=("String!", new_key()), title=("[LocalTextInput!]!", [{"language": "en", "text": "Mill race"}]),
            begins=("Instant!", begins.isoformat()), ends=("Instant!", (begins + timedelta(hours=4)).isoformat()),
            tasks=("[WorkTaskInput!]!", [{"title": [{"language": "en", "text": "Dig"}], "kind": "WORK", "seats": 2}]),
        )  # fmt: skip
        assert done["__typename"] == "WorkDayCalled", done

    async with village.database.read(Scope()) as work:
        now = work.now
    await call(now + timedelta(days=3))
    # No day of hers is open yet; others never learn whose card it is, nor whether it is one.
    for one in (ana, clara):
        page = await seen(one)
        assert "This is a member card of" in page
        assert "Ben" not in page
        assert await seen(one, "no-such-code") == page
    client.cookies.clear()
    stranger = await client.get(f"/c/{slug}/card?code=ben-s-card")
    assert stranger.status_code == 200
    assert "Ben" not in stranger.text
    assert f"/sign-in?next=/c/{slug}/card%3Fcode%3Dben-s-card" in stranger.text
    await call(now + timedelta(hours=1))
    page = await seen(ana)
    assert "Ben" in page
    assert "Ben" not in await seen(clara)
    [day] = re.findall(r'name="day" value="(wday_[^"]+)"', page)
    # Who leads no day cannot, whatever she sends.
    for code in ("ben-s-card", "no-such-code"):
        refused = await clara.post("/card", code=code, day=day)
        assert refused.status_code == 422
        assert "Ben" not in refused.text
    noted = await ana.post("/card", code="ben-s-card", day=day)
    assert noted.status_code == 303, noted.text
    assert f'name="day" value="{day}"' not in await seen(ana)
    assert "Ben" in await ana.get(f"/commons/days/{day}")
    # A hand scanner types the whole address into the day's page.
    typed = await ana.post(
        f"/commons/days/{day}", what="check_in", agent="", card=f"http://localhost/c/{slug}/card?code=ben-s-card"
    )
    assert typed.status_code == 303, typed.text


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1:30", 90),
        ("1 h 30", None),
        ("1h30", 90),
        ("1,5", 90),
        ("١٫٥", 90),
        ("45 min", 45),
        ("0", None),
        ("soon", None),
        ("1.333", None),
    ],
)
def test_hours_as_people_type_them(typed: str, minutes: int | None) -> None:
    assert words.read_hours(typed) == minutes or (typed == "1 h 30" and words.read_hours(typed) == 90)
