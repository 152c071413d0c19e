"""An empty search helps, a wish is counted and met once, and whom it came from is forgotten."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.market.catalog import search
from minga_platform.market.wants.commands import end_old
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.reading import reading
from minga_testing.shop import Program, Shop, offer, open_shop, open_stall

HELP = "query H($q: String!) { searchHelp(search: $q) { hasAllWords words goods { title } } }"
LOOKED = "query L($id: ID!) { lookedFor(stallId: $id) { words wishes letters } }"
CONSENT = "tellMe: true, consents: true"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    search.forget_vocabularies()
    return await open_shop(database, worker_database)


async def wish(by: Program, words: str, more: str = "") -> dict[str, Any]:
    return await by.wish(
        f"addWant(words: $words{', ' if more else ''}{more})",
        "... on WantNoted { id token } ... on InvalidInput { field } ... on TooManyAttempts { retryAt }",
        words=("String!", words),
    )


async def end(by: Program, want: str, token: str | None = None) -> str:
    done = await by.wish("endWant(id: $id, token: $token)", "", id=("ID!", want), token=("String", token))
    return str(done["__typename"])


def letters(shop: Shop, words: str) -> list[tuple[str, str]]:
    return [(one.channel, one.to) for one in shop.letters.sent if "You looked for" in one.text or words in one.subject]


async def test_an_empty_search_shows_what_is_like_it_and_words_that_are_known(shop: Shop) -> None:
    stall = await open_stall(shop, "Weaver")
    await offer(shop, stall, "Woollen scarf", price=1000)
    visitor = shop.visitor()
    like = (await visitor.ask(HELP, q="woollens socks"))["searchHelp"]
    assert like == {"hasAllWords": False, "words": ["woollen"], "goods": [{"title": "Woollen scarf"}]}
    hidden = (await visitor.ask(HELP, q="woollen scarf"))["searchHelp"]
    assert hidden["hasAllWords"], "only what narrows the list hides it"
    nothing = (await visitor.ask(HELP, q="( & 'zzz"))["searchHelp"]
    assert nothing == {"hasAllWords": False, "words": [], "goods": []}


async def test_a_correction_is_no_particle_and_takes_no_place_of_a_word_that_finds_something(shop: Shop) -> None:
    stall = await open_stall(shop, "Dairy")
    for title in ("Queso que madura con calma", "Bread that rests for a day"):
        await offer(shop, stall, title, price=1000)
    visitor = shop.visitor()

    async def help_for(words: str) -> tuple[list[str], list[str]]:
        found = (await visitor.ask(HELP, q=words))["searchHelp"]
        return found["words"], [one["title"] for one in found["goods"]]

    assert await help_for("queso xyz") == (["queso"], ["Queso que madura con calma"])
    assert await help_for("quesa xyz") == (["queso"], ["Queso que madura con calma"])
    assert (await help_for("quez"))[0] == ["queso"], "and not the particle that stands in every text"
    words, goods = await help_for("bread queso")
    assert (words, set(goods)) == (["bread", "queso"], {"Bread that rests for a day", "Queso que madura con calma"})


async def test_a_search_over_all_coops_that_found_nothing_helps_as_well(shop: Shop) -> None:
    stall = await open_stall(shop, "Smith")
    goods = await offer(shop, stall, "Zinkenblatt scythe", price=1000)
    everywhere = replace(shop.visitor(), cooperative=None)
    found = (await everywhere.ask(HELP, q="zinkenblatt xyzzy"))["searchHelp"]
    assert (found["hasAllWords"], found["words"][0]) == (False, "zinkenblatt")
    assert {"title": "Zinkenblatt scythe"} in found["goods"]
    async with reading(shop.program.door, shop.visitor().viewer) as browser:
        page = (await browser.get("/en/market?q=zinkenblatt+xyzzy")).text
        assert "Did you mean:" in page
        assert 'href="/en/market?q=zinkenblatt"' in page
        assert f"/c/{shop.cooperative.slug}/p/{goods.slug}" in page
        assert "/wants/new" not in page
        assert "Nothing found" in (await browser.get("/en/market?q=xqxqxq")).text


async def test_who_waits_is_told_once_by_her_own_channel_and_then_forgotten(shop: Shop) -> None:
    stall = await open_stall(shop, "Weaver")
    berta = shop.by(await people.sign_up(shop.program.door.services.database, name="Berta"))
    maker = shop.by(stall.maker)
    assert (await wish(berta, "Socks", "tellMe: true"))["field"] == "consents"
    assert (await wish(shop.visitor(), "socks", "tellMe: true, consents: true"))["field"] == "mail"
    assert (await wish(shop.visitor(), "?!"))["field"] == "words"
    first = await wish(berta, "Socks", CONSENT)
    assert (await wish(berta, "socks", CONSENT))["id"] == first["id"], "one wish, however often it is said"
    await wish(shop.visitor(), "socks", f'{CONSENT}, mail: "Vera@Example.org"')
    await wish(shop.visitor(), "sócks", f'{CONSENT}, phone: "+34 600 111 222"')
    await wish(shop.visitor(), "SOCKS")
    assert (await maker.ask(LOOKED, id=stall.id))["lookedFor"] == [{"words": "SOCKS", "wishes": 4, "letters": 3}]
    assert (await berta.ask(LOOKED, id=stall.id))["lookedFor"] is None
    assert [one["words"] for one in (await berta.ask("{ myWants { words } }"))["myWants"]] == ["Socks"]
    await offer(shop, stall, "A hat", price=900)
    await shop.worker.drain()
    assert letters(shop, "cks") == []
    await offer(shop, stall, "Red socks", price=900)
    await shop.worker.drain()
    told = letters(shop, "cks")
    assert {channel for channel, _ in told} == {"mail", "phone", "paper"}, "Berta has proven no address yet"
    assert ("mail", "vera@example.org") in told
    assert len(told) == 3
    await offer(shop, stall, "Blue socks", price=900)
    await shop.worker.drain()
    assert len(letters(shop, "cks")) == 3, "once"
    async with shop.worker_database.read(Scope(shop.id)) as work:
        kept = await work.rows("SELECT person_id, address, met_at FROM want WHERE cooperative_id = $1", shop.id)
    assert all((row["person_id"], row["address"]) == (None, None) for row in kept)
    assert all(row["met_at"] for row in kept)
    assert (await maker.ask(LOOKED, id=stall.id))["lookedFor"] == []


async def test_a_wish_ends_by_its_link_or_its_person_or_its_age(shop: Shop, clock: Clock) -> None:
    stall = await open_stall(shop, "Weaver")
    berta, rosa = [
        shop.by(await people.sign_up(shop.program.door.services.database, name=name)) for name in ("Berta", "Rosa")
    ]
    hers = await wish(berta, "socks", CONSENT)
    mailed = await wish(shop.visitor(), "socks", f'{CONSENT}, mail: "vera@example.org"')
    assert await end(rosa, hers["id"]) == "NotFound"
    assert await end(shop.visitor(), mailed["id"], hers["token"]) == "NotFound"
    assert await end(shop.visitor(), mailed["id"], mailed["token"]) == "Done"
    assert await end(shop.visitor(), mailed["id"], mailed["token"]) == "Done"
    assert await end(berta, hers["id"]) == "Done"
    await offer(shop, stall, "Red socks", price=900)
    await shop.worker.drain()
    assert letters(shop, "cks") == []
    old = await wish(berta, "gloves", CONSENT)
    await clock.move(timedelta(days=366))
    await shop.worker_database.run(Scope(shop.id), Actor(system="test"), end_old)
    async with shop.worker_database.read(Scope(shop.id)) as work:
        row = await work.row("SELECT person_id, ended_at FROM want WHERE id = $1", ids.decode("want", old["id"]))
    assert row is not None
    assert (row["person_id"], row["ended_at"] is None) == (None, False)


async def test_nobody_fills_the_list_by_program(shop: Shop) -> None:
    berta = shop.by(await people.sign_up(shop.program.door.services.database, name="Berta"))
    answers = [(await wish(berta, f"thing {number}"))["__typename"] for number in range(6)]
    assert answers == ["WantNoted"] * 5 + ["TooManyAttempts"]


async def test_the_pages_of_an_empty_search_and_of_a_wish(shop: Shop) -> None:
    stall = await open_stall(shop, "Weaver")
    await offer(shop, stall, "Woollen scarf", price=1000)
    base = f"/en/c/{shop.cooperative.slug}"
    door = shop.program.door
    async with reading(door, shop.visitor().viewer) as browser:
        empty = unescape((await browser.get(f"{base}/market?q=woollens+socks")).text)
        assert "Woollen scarf" in empty
        assert "Did you mean:" in empty
        assert "/wants/new?q=woollens" in empty
        narrowed = unescape((await browser.get(f"{base}/market?q=woollen&tag=none")).text)
        assert "Search without it" in narrowed
        form = f"{base}/wants/new"
        assert 'value="woollens socks"' in (await browser.get(f"{form}?q=woollens+socks")).text
        typed = {"words": "woollens socks", "tell": "yes", "mail": "vera@example.org"}
        assert (await browser.post(form, data=typed)).status_code == 422
        done = await browser.post(form, data={**typed, "consents": "yes"})
        assert done.status_code == 303, done.text
        page = await browser.get(done.headers["location"])
        assert "one letter once" in page.text
        [token] = re.findall(r'name="t" value="([^"]+)"', page.text)
        where = done.headers["location"].partition("?")[0]
        assert (await browser.get(where)).status_code == 404, "without its link"
        ended = await browser.post(where, data={"t": token})
        assert ended.status_code == 303
        assert "Nobody waits" in (await browser.get(ended.headers["location"])).text
        await browser.post(form, data={"words": "gloves", "tell": "no"})
    async with reading(door, stall.maker.viewer) as browser:
        assert "gloves · 1" in (await browser.get(f"{base}/stall/{stall.slug}/today")).text
        for language in ("en", "es", "fr", "ar"):
            listed = await browser.get(f"/{language}/c/{shop.cooperative.slug}/stall/{stall.slug}/wanted")
            assert "gloves" in listed.text
        assert (await browser.get(f"{base}/wants")).status_code == 200


async def test_what_means_the_same_here_is_said_on_a_page_and_found_at_once(shop: Shop) -> None:
    stall = await open_stall(shop, "Weaver")
    await offer(shop, stall, "Woollen sweater", price=1000)
    base = f"/en/c/{shop.cooperative.slug}"
    door = shop.program.door
    async with reading(door, shop.coordinator.viewer) as browser:
        assert "Nothing found" in (await browser.get(f"{base}/market?q=jumper")).text
        said = await browser.post(f"{base}/words", data={"words": "Jumper, sweater"})
        assert said.status_code == 303, said.text
        found = await browser.get(f"{base}/market?q=jumper")
        assert "Woollen sweater" in found.text
        assert "Nothing found" not in found.text
        assert (await browser.post(f"{base}/words", data={"words": "pullover sweater"})).status_code == 422
        [group] = set(re.findall(r"syn_[a-z0-9]+", (await browser.get(f"{base}/words")).text))
        assert "jumper, sweater" in (await browser.get(f"{base}/words?edit={group}")).text
        gone = await browser.post(f"{base}/words", data={"what": "remove", "id": group})
        assert gone.status_code == 303
    async with reading(door, shop.visitor().viewer) as browser:
        for language in ("en", "es", "fr", "ar"):
            public = await browser.get(f"/{language}/c/{shop.cooperative.slug}/words")
            assert public.status_code == 200
            assert "<form" not in public.text.partition("<main")[2].partition("</main>")[0]


async def test_help_and_wishes_know_the_coops_own_words(shop: Shop) -> None:
    """What a search for a word finds by another one is what helps where a filter hid it, and what meets a wish for it."""
    stall = await open_stall(shop, "Weaver")
    same = await shop.by(shop.coordinator).wish("setSynonyms(words: $words)", "", words=("String!", "jumper, sweater"))
    assert same["__typename"] == "SynonymsSet"
    visitor = shop.visitor()
    await wish(visitor, "jumper", f'{CONSENT}, mail: "vera@example.org"')
    await offer(shop, stall, "Woollen sweater", price=1000)
    hidden = (await visitor.ask(HELP, q="jumper"))["searchHelp"]
    assert hidden == {"hasAllWords": True, "words": [], "goods": [{"title": "Woollen sweater"}]}
    assert (await visitor.ask(HELP, q="jumper zzzqq"))["searchHelp"] == {
        "hasAllWords": False, "words": ["jumper"], "goods": [{"title": "Woollen sweater"}],
    }  # fmt: skip
    await shop.worker.drain()
    assert letters(shop, "jumper") == [("mail", "vera@example.org")]
    assert (await shop.by(stall.maker).ask(LOOKED, id=stall.id))["lookedFor"] == []


async def test_words_that_are_said_later_meet_wishes_that_wait(shop: Shop) -> None:
    """Who reads the list of what nobody offers says that it is offered by another word: that is the moment for the letter."""
    stall = await open_stall(shop, "Weaver")
    await offer(shop, stall, "Woollen sweater", price=1000)
    await wish(shop.visitor(), "jumper", f'{CONSENT}, mail: "vera@example.org"')
    await wish(shop.visitor(), "red jumper", f'{CONSENT}, mail: "rosa@example.org"')
    await shop.worker.drain()
    assert letters(shop, "jumper") == []
    carmen = shop.by(shop.coordinator)
    group = await carmen.wish('setSynonyms(words: "jumper, sweater")', "... on SynonymsSet { id }")
    await shop.worker.drain()
    assert letters(shop, "jumper") == [("mail", "vera@example.org")]
    assert [one["words"] for one in (await shop.by(stall.maker).ask(LOOKED, id=stall.id))["lookedFor"]] == [
        "red jumper"
    ]
    await carmen.wish("removeSynonyms(id: $id)", "", id=("ID!", group["id"]))
    await shop.worker.drain()
    await offer(shop, stall, "Red sweater", price=1000)
    await shop.worker.drain()
    assert len(letters(shop, "jumper")) == 1, "they no longer mean the same"
