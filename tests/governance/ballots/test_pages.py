"""The pages of a vote without script: choose, look once more, cast, note the codes, find the ballot, read the result."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from html import unescape
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from minga_frontend import app as pages
from minga_frontend.shell.protection import Protection
from minga_graphql.door import Door
from minga_platform.governance.ballots.commands.announce import OptionDraft
from minga_platform.governance.ballots.judging import Bar
from minga_platform.kernel.database import Database
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_testing.plugin import Clock
from minga_testing.polling import Poll, Voter, open_poll, options

pytestmark = pytest.mark.anyio


PROMISE = (
    "One member, one vote. Other members, your co-op's officers and anyone reading the database after the close cannot see how you voted. "
    "You can check that your ballot is in the box, and anyone can recount. We cannot stop someone standing beside you; your code can "
    "show how you voted; a person who controls the server while you vote could observe you. For high stakes your co-op can use paper."
)
"""To the letter as it was promised."""


class Seen:
    """What the gate does for a signed-in reader."""

    def __init__(self, app: ASGIApp, viewer: Viewer) -> None:
        self._app, self._viewer = app, viewer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["viewer"] = self._viewer
        await self._app(scope, receive, send)


@cache
def _pages_of(door: Door) -> Starlette:
    app = Starlette(
        routes=pages.routes(door), exception_handlers={HTTPException: pages.not_here, Exception: pages.unexpected}
    )
    app.state.door = door
    return app


@asynccontextmanager
async def reading(poll: Poll, voter: Voter) -> AsyncIterator[httpx.AsyncClient]:
    """A voter's browser, with a session that was proven a moment ago."""
    app = _pages_of(poll.shop.program.door)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Protection(Seen(app, voter.viewer), https=False)),
        base_url="http://localhost:8000",
    ) as client:
        yield client


def address(poll: Poll, more: str = "") -> str:
    return f"/c/{poll.shop.cooperative.slug}/ballots/{poll.outside}{more}"


def hidden(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)}


async def test_from_the_ballot_to_the_codes_and_again(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    poll = await open_poll(database, worker_database, {"worker": 9})
    voter = poll.voters[0]
    async with reading(poll, voter) as browser:
        page = (await browser.get(address(poll))).text
        assert PROMISE in unescape(page)
        empty = await browser.post(address(poll), data={})
        assert empty.status_code == 422
        looked_at = (await browser.post(address(poll), data={"say": "YES"})).text
        assert "Is this your vote?" in looked_at
        kept = hidden(looked_at)
        assert kept["say"] == "YES"
        assert kept["code"]
        first, second = [await browser.post(address(poll), data=kept | {"confirmed": "yes"}) for _ in range(2)]
        codes = re.findall(r'<code class="long">([^<]+)</code>', first.text)
        assert codes == re.findall(r'<code class="long">([^<]+)</code>', second.text), "a double click is one ballot"
        tracking, private = codes
        assert private == kept["code"]
        assert first.headers["cache-control"] == "no-store"
        # Again without the code: told, and nothing changes. With it: the newest counts.
        assert "Please enter the private code" in (await browser.post(address(poll), data={"say": "NO"})).text
        looked_at = (
            await browser.post(address(poll), data={"say": "NO", "private_code": private.upper().replace("-", " ")})
        ).text
        assert "replaces your earlier ballot" in looked_at
        changed = await browser.post(address(poll), data=hidden(looked_at) | {"confirmed": "yes"})
        assert "Your ballot is in the box" in changed.text
        wrong = (await browser.post(address(poll), data={"say": "YES", "private_code": "x" * 28})).text
        refused = await browser.post(address(poll), data=hidden(wrong) | {"confirmed": "yes"})
        assert refused.status_code == 422
        found = await browser.post(address(poll, "/board"), data={"tracking_code": tracking})
        assert "a ballot of this code is in the box" in found.text
        lost = await browser.post(address(poll, "/board"), data={"tracking_code": "0" * 24})
        assert "There is no ballot of this code" in lost.text
        assert (await browser.get(address(poll, "/board.json"))).status_code == 404
        for other in poll.voters[1:]:
            await poll.cast(other, "YES")
        await clock.move(timedelta(hours=2))
        await poll.shop.sweep("ballots")
        result = (await browser.get(address(poll))).text
        assert "It passed." in result
        assert "<svg" in result
        board = await browser.get(address(poll, "/board.json"))
        assert board.headers["content-disposition"].startswith("attachment")
        assert board.text == await poll.board()
        page = (await browser.get(address(poll, "/board"))).text
        assert f"python3 minga_verify.py board-{poll.outside}.json" in page
        listed = (await browser.get(f"/c/{poll.shop.cooperative.slug}/ballots")).text
        assert "passed" in listed


@pytest.mark.parametrize(
    ("method", "more", "typed", "told"),
    [
        ("consent", {}, {"say": "BLOCK", "reason": "The flue."}, "The flue."),
        ("approval", {"options": "abc"}, {"approve": ["a", "c"]}, "<strong>C</strong>"),
        ("pav", {"options": "abc", "seats": 2}, {"approve": ["a"]}, "<strong>A</strong>"),
        ("score", {"options": "abc"}, {"score-a": "10", "score-b": "3"}, "A: 10"),
        ("borda", {"options": "abc"}, {"rank-a": "2", "rank-b": "1"}, "1. B"),
        ("irv", {"options": "abc"}, {"rank-a": "2", "rank-b": "1"}, "2. A"),
        ("schulze", {"options": "abc"}, {"rank-a": "1", "rank-b": "1"}, "1. B"),
        ("ranked-pairs", {"options": "abc"}, {"rank-c": "1"}, "1. C"),
        ("stv", {"options": "abc", "seats": 2}, {"rank-a": "1", "rank-c": "2"}, "2. C"),
        ("equal-shares", {"options": "abc", "costs": {"a": 100, "b": 50, "c": 80}, "budget_minor": 150}, {"approve": ["a"]}, "<strong>A</strong>"),
        ("greedy", {"options": "abc", "costs": {"a": 100, "b": 50, "c": 80}, "budget_minor": 150}, {"approve": ["b"]}, "<strong>B</strong>"),
        ("equal-shares", {"options": "abc", "seats": 2}, {"approve": ["a"]}, "<strong>A</strong>"),
    ],
)  # fmt: skip
async def test_every_method_has_a_ballot_a_result_and_its_story(
    database: Database,
    worker_database: Database,
    clock: Clock,
    method: str,
    more: dict[str, Any],
    typed: dict[str, Any],
    told: str,
) -> None:
    wish = dict(more)
    if "options" in wish:
        wish["options"] = options(*wish["options"], costs=wish.pop("costs", {}))
    poll = await open_poll(database, worker_database, {"worker": 8}, method=method, **wish)
    for voter in poll.voters:
        async with reading(poll, voter) as browser:
            assert (await browser.get(address(poll))).status_code == 200
            looked_at = (await browser.post(address(poll), data=typed)).text
            assert told in looked_at, looked_at
            sent = {**typed, "code": hidden(looked_at)["code"], "confirmed": "yes"}
            cast = await browser.post(address(poll), data=sent)
            assert "Your ballot is in the box" in cast.text, cast.text
    await clock.move(timedelta(hours=2))
    await poll.shop.sweep("ballots")
    async with reading(poll, poll.voters[0]) as browser:
        page = (await browser.get(address(poll))).text
    outcome = await poll.outcome()
    assert outcome is not None
    assert outcome["overall"]["tookPart"] == 8
    if method != "consent":
        assert outcome["winners"]
        assert "Chosen:" in page
        assert "How it was counted" in page


async def test_ranks_that_cannot_be_are_told_beside_their_field(database: Database, worker_database: Database) -> None:
    poll = await open_poll(
        database, worker_database, {"worker": 4}, method="stv", seats=2, options=options("ana", "bo", "cem")
    )
    async with reading(poll, poll.voters[0]) as browser:
        twice = (await browser.post(address(poll), data={"rank-ana": "1", "rank-bo": "1"})).text
        assert "You gave the number 1 to Ana already" in twice
        gap = (await browser.post(address(poll), data={"rank-ana": "1", "rank-bo": "3"})).text
        assert "There is no number 2." in gap
        word = (await browser.post(address(poll), data={"rank-ana": "first"})).text
        assert 'id="rank-ana-error"' in word
        arabic = (await browser.post(address(poll), data={"rank-ana": "١", "rank-bo": "٢"})).text
        assert "2. Bo" in arabic


async def test_the_floor_is_told_before_anybody_votes(database: Database, worker_database: Database) -> None:
    poll = await open_poll(database, worker_database, {"worker": 9, "producer": 5}, bar=Bar(majority="concurrent"))
    producer = next(voter for voter in poll.voters if voter.class_keys == ("producer",))
    async with reading(poll, producer) as browser:
        assert "Your class has 5 voters: shown only as passed or not." in (await browser.get(address(poll))).text
    async with reading(poll, poll.voters[0]) as browser:
        assert "Your class has" not in (await browser.get(address(poll))).text


async def test_who_must_prove_who_she_is_does_so_before_she_chooses(
    database: Database, worker_database: Database
) -> None:
    poll = await open_poll(database, worker_database, {"worker": 4})
    stale = replace(poll.voters[0], viewer=replace(poll.voters[0].viewer, proven_at=None))
    async with reading(poll, stale) as browser:
        answer = await browser.get(address(poll))
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/confirm?next=")
        # Some minutes later, with the choice made already: it is kept on the page.
        late = await browser.post(address(poll), data={"say": "NO", "code": "", "confirmed": "yes"})
        assert "your choice is kept here" in late.text
        assert re.search(r'value="NO" checked', late.text)


async def test_options_may_bear_a_sign(database: Database, worker_database: Database) -> None:
    drafts = [
        OptionDraft("a", Text({"en": "Wool"}), symbol="leaf"),
        OptionDraft("b", Text({"en": "Clay"}), symbol="none"),
    ]
    poll = await open_poll(database, worker_database, {"worker": 4}, method="approval", options=drafts)
    async with reading(poll, poll.voters[0]) as browser:
        page = (await browser.get(address(poll))).text
    assert page.count('width="32"') == 1


async def test_pages_of_votes_are_for_who_has_a_standing(database: Database, worker_database: Database) -> None:
    poll = await open_poll(database, worker_database, {"worker": 4})
    other = await open_poll(database, worker_database, {"worker": 4})
    async with reading(poll, other.voters[0]) as browser:
        assert (await browser.get(address(poll))).status_code == 404
        assert (await browser.get(f"/c/{poll.shop.cooperative.slug}/ballots")).status_code == 404
    async with reading(poll, Voter(Viewer(), poll.id, ())) as browser:
        assert (await browser.get(address(poll))).headers["location"].startswith("/sign-in")
