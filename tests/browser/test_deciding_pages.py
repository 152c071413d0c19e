"""Nobody is shut out of any page of deciding together: axe in light and dark, on a phone and on a desk, with every fold open."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from minga_testing.street import Street, button, problems

pytestmark = pytest.mark.e2e


def unfolded(page: Page) -> list[str]:
    """What stands in a fold is a page as well."""
    page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
    return problems(page)


def problems_of(page: Page, street: Street, *parts: str) -> list[str]:
    found = []
    for part in parts:
        answer = page.goto(street.here(part))
        assert answer is not None
        assert answer.status == 200, part
        found += unfolded(page)
    return found


@pytest.fixture(scope="module")
def of_olga(street: Street) -> Iterator[Page]:
    page = street.as_(street.officer)
    yield page
    page.close()


def test_pages_of_the_register(street: Street, of_olga: Page) -> None:
    page = of_olga
    found = problems_of(
        page, street, "/members", "/members/import", "/applications", "/classes", "/classes/worker", "/join",
        "/join/producer", "/membership",
    )  # fmt: skip
    page.goto(street.here("/members"))
    page.locator("main").get_by_role("link", name="Berta").first.click()
    page.wait_for_url(re.compile(r"/members/agent_"))
    found += unfolded(page)
    page.get_by_role("link", name="Move to another class").click()
    page.wait_for_url(re.compile("/move"))
    found += unfolded(page)
    page.get_by_role("radio", name=re.compile("^Community")).check()
    button(page, "Move to this class").click()
    page.wait_for_url(re.compile(r"/members/agent_\w+(\?|$)"))
    found += unfolded(page)
    page.goto("/en/account/data")
    found += unfolded(page)
    assert not found, "\n".join(found)


def _written(page: Page, street: Street, title: str) -> str:
    """A draft about a rule; its address without the language."""
    page.goto(street.here("/proposals/new"))
    page.get_by_label("What should change, in one line").fill(title)
    page.get_by_role("radio", name=re.compile("^Change a rule")).check()
    button(page, "Begin the draft").click()
    page.wait_for_url(re.compile(r"/proposals/mot_\w+/edit"))
    return re.findall(r"(/proposals/mot_\w+)/edit", page.url)[0]  # type: ignore[no-any-return]


def _filled(page: Page, look: Callable[[], None]) -> None:
    page.get_by_label("Rule", exact=True).select_option("market.fee_bps")
    button(page, "Show what holds").click()
    expect(page.get_by_label("It should be")).to_be_visible()
    look()
    page.get_by_label("It should be").fill("7")
    button(page, "Show what holds").click()
    expect(page.get_by_label("It should be")).to_have_value("7")
    look()
    page.get_by_label(re.compile("^Why, and what exactly")).first.fill("Because seven is fair.")


def test_a_draft_is_written_step_by_step(street: Street, of_olga: Page) -> None:
    page, found = of_olga, []
    page.goto(street.here("/proposals/new"))
    found += unfolded(page)
    proposal = _written(page, street, "Seven in a hundred")
    found += unfolded(page)
    _filled(page, lambda: found.extend(unfolded(page)))
    # It keeps itself while one writes, and a page that is opened anew has it.
    expect(page.locator("[data-state]")).to_have_text("Kept")
    page.goto(street.here(f"{proposal}/edit"))
    expect(page.get_by_label(re.compile("^Why, and what exactly")).first).to_have_value("Because seven is fair.")
    expect(page.get_by_label("It should be")).to_have_value("7")
    button(page, "Show it to the members").click()
    page.wait_for_url(re.compile(rf"{proposal}(\?|$)"))
    found += unfolded(page)
    # Others stand behind it; then anybody asks for other values.
    potter = street.as_(street.stalls["Potter"].maker)
    for member in (potter, weaver := street.as_(street.stalls["Weaver"].maker)):
        member.goto(street.here(proposal))
        found += unfolded(member)
        button(member, "I want this discussed").click()
        member.wait_for_load_state()
    found += unfolded(weaver)
    found += problems_of(of_olga, street, proposal, "/decide", "/proposals", "/decisions", "/ballots", "/delegations")
    potter.close()
    weaver.close()
    assert not found, "\n".join(found)


def test_a_draft_without_script(street: Street) -> None:
    page = street.as_(street.officer, scripts=False)
    proposal = _written(page, street, "Eight in a hundred")
    _filled(page, lambda: None)
    button(page, "Keep the draft").click()
    page.wait_for_url(re.compile("/edit"))
    page.goto(street.here(f"{proposal}/edit"))
    expect(page.get_by_label("It should be")).to_have_value("7")
    expect(page.get_by_label(re.compile("^Why, and what exactly")).first).to_have_value("Because seven is fair.")
    page.close()


def test_pages_of_living_together(street: Street, of_olga: Page) -> None:
    page = of_olga
    found = problems_of(
        page, street, "/groups", "/groups/new", "/assemblies", "/assemblies/new", "/offices", "/offices/new",
        "/grievances", "/grievances/new", "/delegations", "/webhooks", "/act?token=nonsense",
    )  # fmt: skip
    page.goto(street.here("/groups/new"))
    page.get_by_label(re.compile("^Name")).first.fill("The garden")
    for name in ("Olga", "Weaver"):
        page.get_by_role("checkbox", name=re.compile(name)).first.check()
    button(page, "Found it").click()
    page.wait_for_url(re.compile(r"/groups(\?|$)"))
    found += unfolded(page)
    page.goto(street.here("/assemblies/new"))
    page.get_by_label(re.compile("^Title")).first.fill("Spring")
    page.get_by_role("textbox", name="Where").fill("The hall")
    page.get_by_label("Begins").fill("2031-05-01T18:00")
    page.get_by_label("Should end").fill("2031-05-01T20:00")
    button(page, "Call the members").click()
    page.wait_for_url(re.compile(r"/assemblies/meet_\w+"))
    found += unfolded(page)
    pack = page.get_by_role("link", name="Everything as one file to print").get_attribute("href")
    answer = page.request.get(str(pack))
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF")
    page.goto(street.here("/webhooks"))
    page.get_by_label("What do you call it?").fill("Till")
    page.get_by_label("Its address").fill("https://example.org/hook")
    button(page, "Let it listen").click()
    expect(page.locator("#kinds-error")).to_be_visible()
    found += unfolded(page)
    page.locator("main").get_by_role("checkbox").first.check()
    button(page, "Let it listen").click()
    page.get_by_role("link", name="I have copied it").wait_for()
    found += unfolded(page)
    page.get_by_role("link", name="I have copied it").click()
    page.wait_for_url(re.compile(r"/webhooks/\w+"))
    found += unfolded(page)
    assert not found, "\n".join(found)
