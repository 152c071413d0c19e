"""One's own calendar: a secret address that opens her dates without a cookie, and nobody else's; made anew, ended."""

from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_infra.http.gate import Gate
from minga_infra.http.recognising import recogniser
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.cycles import plan
from minga_testing.deciding import Parliament, convene
from minga_testing.plugin import Clock
from minga_testing.shop import fill, new_key, offer, open_stall, place, start
from minga_testing.workshop import Workshop


@pytest.fixture
async def hall(database: Database, worker_database: Database, clock: Clock) -> Parliament:
    return await convene(database, worker_database, clock)


async def read(hall: Parliament, token: str) -> httpx.Response:
    """What a calendar program gets: no cookie, the address alone."""
    door = hall.shop.program.door
    inner = Starlette(routes=pages.routes(door), exception_handlers={HTTPException: pages.not_here})
    inner.state.door = door
    origin = "http://localhost:8000"
    gated = Gate(
        inner,
        find_viewer=recogniser(door.services),
        hosts=frozenset({"localhost:8000"}),
        origins=frozenset({origin}),
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(gated), base_url=origin) as client:
        return await client.get(f"/c/{hall.shop.cooperative.slug}/calendar.ics", params={"t": token})


async def make(hall: Parliament, name: str) -> str:
    token: str = (await hall.wish(name, "makeCalendarLink", "... on CalendarLinkMade { token }"))["token"]
    return token


async def test_it_opens_her_dates_and_nobody_elses_until_it_is_ended(
    hall: Parliament, database: Database, worker_database: Database
) -> None:
    ana, ben, *_ = names = [name for name in hall.members if name not in {"Fatima", "Tomas", "Tilda"}]
    proposal = await hall.put_to_vote(ana, "FREE", "A new roof", *names[1:3])
    now = await hall.now()
    day = await hall.wish(
        ana,
        "callWorkDay(key: $key, title: $t, about: [], place: $p, beginsAt: $from, endsAt: $to, tasks: $tasks)",
        "... on WorkDayCalled { id }",
        key=("String!", new_key()),
        t=("[LocalTextInput!]!", [{"language": "en", "text": "Clear the mill race; all of it, please"}]),
        p=("String!", "The old mill"),
        tasks=(
            "[WorkTaskInput!]!",
            [{"title": [{"language": "en", "text": "Dig"}], "kind": "WORK", "seats": 2}],
        ),
        **{
            "from": ("Instant!", (now + timedelta(days=3)).isoformat()),
            "to": ("Instant!", (now + timedelta(days=3, hours=2)).isoformat()),
        },
    )
    task = (await (await hall.by(ana)).ask("query($id: ID!) { workDay(id: $id) { tasks { id } } }", id=day["id"]))[
        "workDay"
    ]
    await hall.wish(ana, "signUpForWork(taskId: $id)", "", id=("ID!", task["tasks"][0]["id"]))
    keeper = await people.member(
        database, worker_database, hall.shop.id, name="Kim", classes=("worker",), offices=("coordinator",)
    )
    workshop = Workshop(hall.shop, keeper, hall.members[ana], hall.members[ben])
    loom, _ = await workshop.tool("loom", "The wide one")
    hour = (now + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    booked = await workshop.book(workshop.ana, loom, hour, hour + timedelta(hours=2))

    hers, his = await make(hall, ana), await make(hall, ben)
    answer = await read(hall, hers)
    assert answer.status_code == 200
    assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert "set-cookie" not in answer.headers
    text = answer.text.replace("\r\n ", "")
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))
    assert f"UID:{proposal['id']}-closes@localhost" in text
    assert "SUMMARY:Clear the mill race\\; all of it\\, please (you have a seat)" in text
    assert f"UID:{booked['id']}@localhost" in text
    theirs = (await read(hall, his)).text.replace("\r\n ", "")
    assert booked["id"] not in theirs
    assert "you have a seat" not in theirs
    assert day["id"] in theirs
    # What is kept does not open anything, and what is guessed neither.
    stored = await hall.shop.worker_database_value(
        "SELECT string_agg(encode(token_hash, 'escape'), ',') FROM calendar_link WHERE cooperative_id = $1"
    )
    assert hers not in stored
    for wrong in ("", "x" * 43, hers[:-1], his + "x"):
        assert (await read(hall, wrong)).status_code == 404
    assert (await (await hall.by(ana)).ask("{ calendarLink }"))["calendarLink"] is not None

    anew = await make(hall, ana)
    assert [(await read(hall, one)).status_code for one in (hers, anew)] == [404, 200]
    assert (await hall.wish(ana, "endCalendarLink", ""))["__typename"] == "Done"
    assert [(await read(hall, one)).status_code for one in (anew, his)] == [404, 200]
    assert (await (await hall.by(ana)).ask("{ calendarLink }"))["calendarLink"] is None


async def test_who_buys_has_the_last_moment_to_order(hall: Parliament) -> None:
    ana = next(name for name in hall.members if name not in {"Fatima", "Tomas", "Tilda"})
    farm = await open_stall(hall.shop, "Farm")
    goods = await offer(hall.shop, farm, "Leeks", price=300)
    opened = await plan(hall.shop, [(farm, [goods])])
    token = await make(hall, ana)
    assert opened["id"] not in (await read(hall, token)).text
    buyer = await hall.by(ana)
    await fill(buyer, (goods, 1))
    await start(buyer)
    await place(hall.shop, buyer, 300)
    assert f"{opened['id']}-closes" in (await read(hall, token)).text
