"""A market day where the line is cut: what is sold, packed and handed over on a telephone waits there, and is sent once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from minga_testing.street import Street, button, problems

pytestmark = pytest.mark.e2e


@pytest.fixture
def potter(street: Street) -> Iterator[Page]:
    page = street.as_(street.stalls["Potter"].maker)
    yield page
    page.context.set_offline(False)
    page.close()


def at_the_table(street: Street, page: Page) -> None:
    page.goto(street.here(f"/stall/{street.stalls['Potter'].slug}/stand"))


def one_field(page: Page) -> str:
    name = page.locator('form[data-deed="sell"] input[data-price]').first.get_attribute("name")
    assert name is not None
    return name


def test_the_line_is_cut_and_nothing_is_lost_or_told_twice(street: Street, potter: Page) -> None:
    page = potter
    at_the_table(street, page)
    expect(page.locator("#stand[data-ready='1']")).to_be_attached(timeout=20_000)
    point = page.get_by_label(re.compile("^Whose till"))
    field = one_field(page)
    page.context.set_offline(True)
    page.reload()  # The telephone was put away, and the page is opened anew where no line is.
    expect(page.locator("[data-state]")).to_contain_text("No line")
    for number in ("2", "1"):
        page.locator(f'input[name="{field}"]').fill(number)
        if point.count() and not point.input_value():
            point.select_option(index=1)
        expect(page.locator("[data-sum]")).to_contain_text("It comes to")
        button(page, "Sold for cash").click()
    waiting = page.locator("[data-queue] li")
    expect(waiting).to_have_count(2)
    expect(waiting.first).to_contain_text("waits to be sent")
    assert not problems(page)
    page.reload()
    expect(waiting).to_have_count(2)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(waiting).to_have_count(0, timeout=20_000)
    page.reload()
    expect(page.get_by_role("heading", name="Sold across the table")).to_be_visible()
    expect(page.locator("section[aria-labelledby=sold] li")).to_have_count(2)


def test_a_conflict_is_shown_and_settled_by_who_was_there(street: Street, potter: Page) -> None:
    page = potter
    at_the_table(street, page)
    expect(page.locator("#stand[data-ready='1']")).to_be_attached(timeout=20_000)
    point = page.get_by_label(re.compile("^Whose till"))
    if point.count() and not point.input_value():
        point.select_option(index=1)
    sold = page.locator("section[aria-labelledby=sold] li").count()
    page.locator(f'input[name="{one_field(page)}"]').fill("5000")
    button(page, "Sold for cash").click()
    waiting = page.locator("[data-queue] li")
    expect(waiting).to_contain_text("not taken", timeout=20_000)
    assert not problems(page)
    button(page, "It was there: correct the stock and take it").click()
    expect(waiting).to_have_count(0, timeout=20_000)
    page.reload()
    expect(page.locator("section[aria-labelledby=sold] li")).to_have_count(sold + 1)
    expect(page.locator("section[aria-labelledby=sold] li").first).to_contain_text("stock corrected")


def test_without_script_the_sum_is_told_before_the_cash_is_taken(street: Street) -> None:
    page = street.as_(street.stalls["Potter"].maker, scripts=False)
    at_the_table(street, page)
    button(page, "What does it come to?").click()
    expect(page.get_by_text("Please say how much of something was sold.").first).to_be_visible()
    page.locator(f'input[name="{one_field(page)}"]').fill("1")
    point = page.get_by_label(re.compile("^Whose till"))
    if point.count() and not point.input_value():
        point.select_option(index=1)
    button(page, "What does it come to?").click()
    expect(page.get_by_text(re.compile("^It comes to")).first).to_be_visible()
    page.get_by_label("More was there").check()  # Another test of this street sold what the shop knew of.
    button(page, "Sold, and the cash taken").click()
    expect(page.get_by_text("Sold, and in the books.")).to_be_visible()
    page.close()
