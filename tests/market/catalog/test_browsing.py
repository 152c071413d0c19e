"""Lists are walked without a gap or a double; searches forgive slips of the finger and obey nothing that is typed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.kernel.actor import Scope
from minga_platform.market.catalog import search
from minga_platform.market.catalog.amounts import Band, Terms, band_of, price_of, quantity_problem
from minga_platform.market.catalog.commands import products
from minga_platform.market.catalog.queries import facets, listings
from minga_platform.market.catalog.queries.listings import Filter, Sort
from minga_platform.market.catalog.ranking import Moment
from minga_platform.market.catalog.search import Wanted


@pytest.fixture(autouse=True)
def fresh_words():
    search.forget_vocabularies()


async def shelf(hall):
    bread = await hall.do(products.add_category, hall.coordinator, name={"en": "Bread"})
    cheese = await hall.do(products.add_category, hall.coordinator, name={"en": "Cheese"})
    await hall.offer("Rye loaf", price=400, category_id=bread, tags=["organic"])
    await hall.offer("Wheat loaf", price=300, category_id=bread)
    await hall.offer("Goat cheese", price=900, category_id=cheese, tags=["organic"], on_hand=0)
    await hall.offer("Cheese board", price=3200, stall=hall.rival_stall, by=hall.rival)


async def titles(hall, wanted=None, sort=Sort.TITLE, **more):
    return [row["title"]["en"] for row in await hall.ask(listings.listings, wanted or Filter(), sort, **more)]


async def test_each_order(hall):
    await shelf(hall)
    assert await titles(hall) == ["Cheese board", "Goat cheese", "Rye loaf", "Wheat loaf"]
    assert await titles(hall, sort=Sort.NEWEST) == ["Cheese board", "Goat cheese", "Wheat loaf", "Rye loaf"]
    assert await titles(hall, sort=Sort.PRICE_LOW) == ["Wheat loaf", "Rye loaf", "Goat cheese", "Cheese board"]
    assert await titles(hall, sort=Sort.PRICE_HIGH) == ["Cheese board", "Goat cheese", "Rye loaf", "Wheat loaf"]


async def test_each_filter(hall):
    await shelf(hall)
    assert await titles(hall, Filter(category="bread")) == ["Rye loaf", "Wheat loaf"]
    assert await titles(hall, Filter(stall="the-other-stall")) == ["Cheese board"]
    assert await titles(hall, Filter(tag="organic")) == ["Goat cheese", "Rye loaf"]
    assert await titles(hall, Filter(tag="organic", in_stock=True)) == ["Rye loaf"]
    assert await titles(hall, Filter(least_minor=400, most_minor=900)) == ["Goat cheese", "Rye loaf"]
    assert await titles(hall, Filter(category="nothing")) == []


@pytest.mark.parametrize("sort", list(Sort))
async def test_a_list_is_walked_without_gap_or_double(hall, sort):
    for n in range(7):
        await hall.offer(f"Bowl {n % 3}", price=100 * (n % 2))
    wanted = Filter(words=Wanted.read("bowl").query_text) if sort is Sort.RELEVANCE else Filter()
    seen, after = [], None
    for _ in range(10):
        rows = await hall.ask(listings.listings, wanted, sort, after=after, limit=2)
        if not rows:
            break
        seen += [row["product_id"] for row in rows]
        after = listings.key_of(rows[-1], sort)
    whole = await hall.ask(listings.listings, wanted, sort)
    assert seen == [row["product_id"] for row in whole]
    assert len(set(seen)) == 7


async def test_across_coops_and_never_into_another(hall, other_hall, database):
    await hall.offer("Here bowl")
    await other_hall.offer("There bowl")
    async with database.read(Scope()) as work:
        both = await listings.listings(work, Filter(words=Wanted.read("bowl").query_text), Sort.RELEVANCE, limit=100)
    slugs = {row["cooperative_slug"] for row in both}
    assert {hall.slug, other_hall.slug} <= slugs
    assert await titles(hall) == ["Here bowl"]


async def test_facets_tell_what_each_choice_would_show(hall):
    await shelf(hall)

    async def told(wanted):
        found = await hall.ask(facets.facets, wanted)
        return (
            found.total,
            found.more,
            {facet: {row["value"]: row["listings"] for row in rows} for facet, rows in found.choices.items()},
        )

    both = {"clay-fire": 3, "the-other-stall": 1}
    assert await told(Filter()) == (
        4, False, {"category": {"bread": 2, "cheese": 1}, "stall": both, "tag": {"organic": 2}},
    )  # fmt: skip
    assert await told(Filter(category="bread")) == (
        2, False, {"category": {"bread": 2, "cheese": 1}, "stall": {"clay-fire": 2}, "tag": {"organic": 1}},
    )  # fmt: skip
    assert await told(Filter(words=Wanted.read("cheese").query_text)) == (
        2, False, {"category": {"cheese": 1}, "stall": {"clay-fire": 1, "the-other-stall": 1}, "tag": {"organic": 1}},
    )  # fmt: skip
    found = await hall.ask(facets.facets, Filter())
    assert found.choices["category"][0]["label"] == {"en": "Bread"}


@pytest.mark.parametrize("flags", [(), ("in_season",), facets.FLAGS])
async def test_a_search_counts_what_it_finds_as_if_it_were_asked_twice(hall, flags):
    """One look gives the page and its facets; two give the same, to the order of the choices and the names they have."""
    await shelf(hall)
    for month in (5, 6):
        product, _ = await hall.offer(f"Cheese of month {month}", tags=["organic", f"m{month}"])
        await hall.do(in_months, product=product, months=[month])
    moment = Moment.of(datetime(2026, 5, 3, tzinfo=UTC), "")
    cheese, loaf, organ = (
        Filter(words=Wanted.read(text).query_text, moment=moment) for text in ("cheese", "loaf", "organ")
    )
    at_hand = replace(cheese, least_minor=300, in_stock=True)
    nothing = replace(at_hand, words=Wanted.read("nothing").query_text)
    for wanted, goods_found in ((cheese, 4), (loaf, 2), (organ, 4), (at_hand, 3), (nothing, 0)):
        assert facets.is_counted_whole(wanted, flags)
        for limit in (1, 25):
            rows, counts = await hall.ask(facets.found_and_counted, wanted, flags, limit)
            listed = await hall.ask(listings.listings, wanted, Sort.RELEVANCE, limit=limit)
            assert (len(rows), counts.total) == (min(limit, goods_found), goods_found)
            assert [{**row, "told": None} for row in rows] == [{**row, "told": None} for row in listed]
            assert plainly(counts) == plainly(await hall.ask(facets.facets, wanted, flags))
    for one in (replace(cheese, category="bread"), replace(cheese, stall="clay-fire"), replace(cheese, tag="organic")):
        assert not facets.is_counted_whole(one, flags), "a facet counts what it would show if another were chosen"
    assert facets.is_counted_whole(replace(cheese, in_season=True), flags) is ("in_season" not in flags)
    assert not facets.is_counted_whole(replace(cheese, words=""), flags), "without words most counts are kept"


async def in_months(work, _viewer, product, months):
    await work.execute("UPDATE listing SET season_months = $2 WHERE product_id = $1", product, months)


def plainly(counts):
    """What was counted, comparable."""
    choices = {name: [dict(row) for row in rows] for name, rows in counts.choices.items()}
    return counts.total, counts.more, counts.in_season, counts.in_cycle, choices


async def found_by(hall, text, *, mended=False):
    wanted = Wanted.read(text)
    if mended:
        better = await hall.ask(search.mend, wanted)
        assert better is not None, f"{text} was not mended"
        wanted = better
    return set(await titles(hall, Filter(words=wanted.query_text), Sort.RELEVANCE)) if wanted.words else None


async def test_words_in_any_form_and_an_unfinished_last_one(hall):
    await hall.offer("Crème fraîche", description={"es": "Nata agria"})
    await hall.offer("Cream jug")
    assert await found_by(hall, "creme") == {"Crème fraîche"}
    assert await found_by(hall, "CRÈME FRAI") == {"Crème fraîche"}
    assert await found_by(hall, "nata agria") == {"Crème fraîche"}
    assert await found_by(hall, "cre") == {"Crème fraîche", "Cream jug"}
    assert await found_by(hall, "cream fraiche") == set()


async def test_the_title_counts_more_than_the_description(hall):
    await hall.offer("Plain bowl", description={"en": "Goes with the teapot."})
    await hall.offer("Teapot")
    assert await titles(hall, Filter(words=Wanted.read("teapot").query_text), Sort.RELEVANCE) == [
        "Teapot",
        "Plain bowl",
    ]


@pytest.mark.parametrize("typed", ["bicicle rentl", "bicylce rental", "bycicle rental", "bicycle retnal"])
async def test_slips_of_the_finger_are_mended(hall, typed):
    await hall.offer("Bicycle rental")
    await hall.offer("Rental of a barn")
    assert await found_by(hall, typed) == set()
    assert await found_by(hall, typed, mended=True) == {"Bicycle rental"}


async def test_short_words_and_strangers_are_not_mended(hall):
    await hall.offer("Cup")
    assert await hall.ask(search.mend, Wanted.read("cap")) is None
    assert await hall.ask(search.mend, Wanted.read("xylophone")) is None


@given(st.text(max_size=300))
def test_nothing_typed_is_syntax(text):
    wanted = Wanted.read(text)
    assert len(wanted.words) <= search.MOST_WORDS
    assert all(word.isalnum() for word in wanted.words)


async def test_the_database_takes_whatever_is_typed(hall):
    await hall.offer("Bowl")
    for typed in ("'", "\\", "a' | 'b", "bowl:*A & !", "((((", "😀", "\u202ebowl", "0" * 500, "بيت", "bowl' OR 1=1 --"):
        wanted = Wanted.read(typed)
        if wanted.words:
            await titles(hall, Filter(words=wanted.query_text), Sort.RELEVANCE)
            await hall.ask(facets.facets, Filter(words=wanted.query_text))


KILO = Terms(unit="g", step=250, least=500, most=5000, price_minor=280, price_per=1000)


@pytest.mark.parametrize(
    ("quantity", "rule"),
    [
        (0, "least"),
        (-1, "least"),
        (333, "least"),
        (600, "step"),
        (10**12, "most"),
        (5250, "most"),
        (500, None),
        (5000, None),
    ],
)
def test_a_quantity_that_is_not_sold_says_what_is(quantity, rule):
    problem = quantity_problem(KILO, quantity)
    assert (problem.rule if problem else None) == rule
    if problem:
        assert (problem.step, problem.least, problem.most) == (250, 500, 5000)


def test_a_line_is_rounded_once_half_up():
    assert price_of(KILO, 750) == 210
    assert price_of(Terms("g", 1, 1, None, 333, 1000), 500) == 167, "166.5 goes up"
    assert price_of(Terms("piece", 1, 1, None, 1999, 1), 3) == 5997


@given(st.integers(1, 10**6), st.integers(0, 10**7), st.booleans())
def test_a_band_is_one_of_four(portion, available, counted):
    band = band_of(counted=counted, available=available, portion=portion)
    assert (band is Band.MADE_TO_ORDER) == (not counted)
    assert (band is Band.NONE) == (counted and available < portion)
