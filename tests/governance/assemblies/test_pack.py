"""The meeting pack: one file with all that a member needs who will not open a page again before the assembly."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_testing import printed
from minga_testing.deciding import Parliament
from minga_testing.reading import reading
from minga_testing.shop import new_key


def _texts(**said: str) -> list[dict[str, str]]:
    return [{"language": language, "text": text} for language, text in said.items()]


async def _meeting(hall: Parliament, *points: tuple[str, str | None]) -> str:
    begins = await hall.now() + timedelta(days=20)
    called = await hall.wish(
        "Fatima",
        "callAssembly(key: $key, title: $title, about: $about, place: $place, beginsAt: $from, endsAt: $to, offers: $offers)",
        "... on AssemblyCalled { id }",
        key=("String!", new_key()),
        title=("[LocalTextInput!]!", _texts(en="Spring assembly", ar="جمعية الربيع")),
        about=("[LocalTextInput!]!", _texts(en="Bring a dish.")),
        place=("String!", "The old mill"),
        offers=("[String!]!", ["childcare"]),
        **{"from": ("Instant!", begins.isoformat()), "to": ("Instant!", (begins + timedelta(hours=4)).isoformat())},
    )
    for title, proposal in points:
        added = await hall.wish(
            "Fatima",
            "addAgendaItem(assemblyId: $id, kind: DECISION, title: $title, text: [], minutes: 20, proposalId: $proposal)",
            "",
            id=("ID!", called["id"]),
            title=("[LocalTextInput!]!", _texts(en=title)),
            proposal=("ID", proposal),
        )
        assert added["__typename"] == "AgendaItemAdded", added
    return str(called["id"])


async def _pack(hall: Parliament, viewer: Viewer, meeting: str, language: str = "en") -> Any:
    async with reading(hall.shop.program.door, replace(viewer, language=language)) as browser:
        return await browser.get(f"/{language}/c/{hall.shop.cooperative.slug}/assemblies/{meeting}/pack")


@pytest.fixture
async def proposals(hall: Parliament) -> dict[str, str]:
    """A lower fee under discussion, and articles that change a word."""
    fee = await hall.draft(
        "Ana", "RULE_CHANGE", "A fee of six per cent", rules=[{"key": "market.fee_bps", "number": 600}]
    )
    await hall.act("Ana", "submitProposal", fee)
    books = await hall.draft(
        "Ana",
        "STATUTES_AMENDMENT",
        "Books in the open",
        statutes={
            "title": _texts(en="Statutes"),
            "articles": [{"title": _texts(en="Books"), "text": _texts(en="Any member reads the books.")}],
        },
    )
    await hall.act("Ana", "submitProposal", books)
    return {"fee": fee, "books": books}


async def test_the_pack_has_everything_in_one_file(hall: Parliament, proposals: dict[str, str]) -> None:
    meeting = await _meeting(
        hall, ("The fee", proposals["fee"]), ("The statutes", proposals["books"]), ("Paint the door", None)
    )
    answer = await _pack(hall, hall.members["Clara"].viewer, meeting)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    lacking = printed.lacking(
        answer.content,
        "Spring assembly", "Bring a dish.", "The old mill", "care for children", "Agenda", "60 minutes",
        "A fee of six per cent: because it is time.", "The co-op's fee", "8%", "6%",
        "What it changes in the statutes", "Books", "Cross one box.", "Yes · No · I abstain",
        "It is asked in the room", "How to vote", "so many, and how old", "I need a lift", "I need an interpreter",
        "Mandate", "speak and vote for me", "Signature", f"/assemblies/{meeting}",
    )  # fmt: skip
    assert not lacking, (lacking, printed.text(answer.content))
    pages = printed.pages(answer.content)
    assert "Ineedalift" in pages[-2], "each form on a page of its own, to be torn out"
    assert "Signature" in pages[-1]

    arabic = await _pack(hall, hall.members["Clara"].viewer, meeting, "ar")
    assert not printed.lacking(arabic.content, "جمعية الربيع")


async def test_the_pack_is_for_members(hall: Parliament, proposals: dict[str, str]) -> None:
    meeting = await _meeting(hall, ("The fee", proposals["fee"]))
    stranger = await hall.join("Sara")
    assert (await _pack(hall, stranger.viewer, meeting)).status_code == 404
    assert (await _pack(hall, ANONYMOUS, meeting)).status_code in (302, 303)
