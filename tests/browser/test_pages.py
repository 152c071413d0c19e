"""Nobody is shut out of any page of buying, selling and coordinating: axe in light and dark, on a phone and on a desk."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from minga_testing.street import Street, button, problems

pytestmark = pytest.mark.e2e


def problems_of(page: Page, *paths: str, status: int = 200) -> list[str]:
    """Of several pages, all told at once."""
    found = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, path
        found += problems(page)
    return found


@pytest.fixture(scope="module")
def ordered(street: Street) -> Iterator[str]:
    """An order of the buyer's, paid for with money at the pickup point: its id. Her pages are looked at on the way."""
    page = street.as_(street.buyer)
    page.goto(street.here(f"/p/{street.goods['Bowl']}"))
    button(page, "Put into the basket").click()
    page.wait_for_url(re.compile("/cart"))
    found = problems(page)
    page.locator("main").get_by_role("button", name=re.compile("^Check out at")).click()
    page.wait_for_url(re.compile("/checkout"))
    found += problems(page)
    # What is wrong is told above and beside its field, and the page keeps what was typed.
    page.locator("form[novalidate] #name").fill("")
    page.get_by_label("A note to the co-op").fill("Please wrap it")
    button(page, "Go on").click()
    expect(page.locator(".summary")).to_be_focused()
    expect(page.get_by_label("A note to the co-op")).to_have_value("Please wrap it")
    found += problems(page)
    page.get_by_label("Your name").fill("Berta Alba")
    page.get_by_role("radio", name=re.compile("^In cash")).check()
    button(page, "Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One look at everything")
    found += problems(page)
    page.locator("main").get_by_role("button", name=re.compile("^Place order")).click()
    page.wait_for_url(re.compile("/orders/"))
    found += problems(page)
    assert not found, "\n".join(found)
    yield re.findall(r"/orders/(\w+)", page.url)[0]
    page.close()


def test_pages_that_everybody_sees(street: Street) -> None:
    page = street.visitor()
    found = problems_of(
        page,
        "/en/",
        "/en/market",
        street.here(),
        street.here("/market"),
        street.here("/market?q=nothing+like+this"),
        street.here(f"/p/{street.goods['Bowl']}"),
        street.here(f"/s/{street.stalls['Potter'].slug}"),
        "/en/cart",
        "/en/sign-in",
        "/en/sign-up",
        street.here("/rules"),
        street.here("/graphql"),
        "/en/graphql",
        "/en/about",
    )
    found += problems_of(page, street.here("/p/never-made"), "/en/nowhere", status=404)
    page.context.close()
    assert not found, "\n".join(found)


def test_pages_of_a_buyer(street: Street, ordered: str) -> None:
    page = street.as_(street.buyer)
    found = problems_of(page, street.here("/orders"), street.here(f"/orders/{ordered}"), "/en/account")
    page.close()
    assert not found, "\n".join(found)


@pytest.mark.usefixtures("ordered")
def test_pages_of_a_stall(street: Street) -> None:
    potter = street.stalls["Potter"]
    page = street.as_(potter.maker)
    own = street.here(f"/stall/{potter.slug}")
    found = problems_of(
        page,
        *(
            f"{own}{part}"
            for part in (
                "/orders",
                "/products",
                "/products/new",
                "/money",
                "/statement",
                "/import",
                "/edit",
                "/keepers",
                "/keepers?who=be",
            )
        ),
        street.here("/my-stalls"),
    )
    page.goto(f"{own}/products")
    page.locator("main table").get_by_role("link", name="Bowl").click()
    page.wait_for_url(re.compile(r"/products/\w+$"))
    found += problems(page)
    page.close()
    assert not found, "\n".join(found)


def test_pages_of_coordination(street: Street, ordered: str) -> None:
    page = street.as_(street.coordinator)
    parts = ("", "/orders", f"/orders/{ordered}", "/payouts", "/places", "/stalls", "/shelves", "/account")
    found = problems_of(
        page,
        *(street.here(f"/coordination{part}") for part in parts),
        street.here("/books"),
        street.here("/books/transfers"),
        street.here("/roles"),
        street.here("/offices"),
        street.here("/rules"),
    )
    page.close()
    assert not found, "\n".join(found)


@pytest.mark.usefixtures("ordered")
def test_from_right_to_left(street: Street) -> None:
    potter = street.stalls["Potter"]
    page = street.as_(potter.maker)
    found = problems_of(page, street.here(f"/stall/{potter.slug}/orders", "ar"))
    page.close()
    page = street.as_(street.coordinator)
    found += problems_of(page, *(street.here(f"/coordination{part}", "ar") for part in ("/orders", "/places")))
    page.close()
    page = street.as_(street.buyer)
    found += problems_of(page, street.here("/orders", "ar"), "/ar/cart")
    page.close()
    assert not found, "\n".join(found)


def test_a_file_can_be_taken_twice(street: Street) -> None:
    """One press is one wish, yet a file leaves its page standing: the button must not stay dead."""
    page = street.as_(street.coordinator)
    page.goto(street.here("/books"))
    export = page.locator("form[action$='/books/export'] button").first
    with page.expect_download() as first:
        export.click()
    expect(page.locator("form[data-sent]")).to_have_count(0)
    with page.expect_download() as second:
        export.click()
    assert first.value.path().read_bytes() == second.value.path().read_bytes() != b""
    page.close()
