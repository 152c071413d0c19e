"""A real browser for pages: Chromium through Playwright, and axe to find what shuts people out.

The browser's requests are answered by the application in this very process, so a test needs no port and no waiting.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, Request, Route, sync_playwright
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from minga_testing.programs import program

ORIGIN: Final = "http://localhost"
_AXE: Final = Path(__file__).parent.parent / "axe" / "axe.min.js"
_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What WCAG 2.2 AA asks, and axe's own good practice: landmarks, headings in order, one h1.
_RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium; the test is skipped where there is none, or fails where it is required."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(program("chromium")), args=list(_FLAGS))
        try:
            yield running
        finally:
            running.close()


def answer_from(page: Page, app: ASGIApp) -> None:
    """Let the application answer whatever the page asks for at `ORIGIN`; anything outside is cut off."""
    client = TestClient(app, base_url=ORIGIN)

    def answer(route: Route, request: Request) -> None:
        if not request.url.startswith(f"{ORIGIN}/"):
            route.abort()
            return
        sent = {name: value for name, value in request.headers.items() if name != "accept-encoding"}
        try:
            given = client.request(
                request.method, request.url, headers=sent, content=request.post_data_buffer, follow_redirects=False
            )
        except Exception:  # noqa: BLE001 - the page shall show the bug at once, or the test would wait for a time-out
            route.fulfill(status=500, content_type="text/plain", body=traceback.format_exc())
            return
        route.fulfill(status=given.status_code, headers=dict(given.headers), body=given.content)

    page.route("**/*", answer)


def complaints(page: Page, only: str | None = None) -> list[str]:
    """What axe finds on the page as it stands: one line per broken rule, with where and how to mend it.

    `only` asks for a single rule of axe's, such as `color-contrast`.
    """
    # Evaluated and not added as a script: the page's content policy would rightly refuse it.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(
        "(rules) => axe.run(document, {runOnly: rules}).then((result) => result.violations)",
        {"type": "rule", "values": [only]} if only else {"type": "tag", "values": list(_RULES)},
    )
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: "
        + "; ".join(str(node["html"])[:160] for node in one["nodes"][:4])
        for one in found
    ]


def overflow(page: Page) -> int:
    """How many pixels wider than the window the page is; 0 when nothing has to be scrolled sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide
