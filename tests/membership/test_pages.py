"""The pages of membership as a browser without script meets them: forms, cookies, and the way back."""

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from minga_frontend import app as pages
from minga_frontend.shell.protection import Protection
from minga_graphql import http as api
from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.http.gate import SESSION_COOKIE, Gate
from minga_infra.http.recognising import recogniser
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.keyring import Keyring
from minga_platform.membership import flows
from minga_platform.membership.commands import passkeys, roles
from minga_platform.membership.commands.passkeys import Party
from minga_testing.authenticator import Device
from minga_testing.people import GOOD_PASSWORD, do, found, member, sign_up

US = Party("localhost", "Minga", ("http://localhost:8000",))


class Browser:
    """Keeps the session's cookie, as over HTTPS (the client would not send a Secure cookie over plain HTTP)."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.token = ""

    async def get(self, path: str, status: int = 200) -> str:
        answer = await self._ask("GET", path, None)
        assert answer.status_code == status, answer.text
        return answer.text

    async def post(self, path: str, status: int = 303, **form: str) -> httpx.Response:
        answer = await self._ask("POST", path, form)
        assert answer.status_code == status, answer.text
        return answer

    async def _ask(self, method: str, path: str, form: dict[str, str] | None) -> httpx.Response:
        headers = {"sec-fetch-site": "same-origin"}
        if self.token:
            headers["cookie"] = f"{SESSION_COOKIE}={self.token}"
        # Each browser keeps its own; the client's jar would give one browser's language to the next.
        self._client.cookies.clear()
        answer = await self._client.request(method, path, data=form, headers=headers)
        for cookie in answer.headers.get_list("set-cookie"):
            name, _, rest = cookie.partition("=")
            if name == SESSION_COOKIE:
                self.token = rest.partition(";")[0].strip('"')
                flags = {part.strip().lower() for part in rest.split(";")[1:]}
                assert {"secure", "httponly", "samesite=lax", "path=/"} <= flags
        return answer


@pytest.fixture(scope="module")
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    services = Services(database, Keyring(b"a key of a test, 32 bytes long !"), ports={Party: US}, demo=False)
    door = Door(services)
    inner = Starlette(
        routes=[*api.routes(door), *pages.routes(door)], exception_handlers={HTTPException: pages.not_here}
    )
    inner.state.door = door
    gated = Gate(
        inner,
        find_viewer=recogniser(services),
        hosts=frozenset({"localhost:8000"}),
        origins=frozenset({"http://localhost:8000"}),
    )
    transport = httpx.ASGITransport(Protection(gated), client=(str(ids.new()), 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as made:
        yield made


@pytest.fixture
def browser(client: httpx.AsyncClient) -> Browser:
    return Browser(client)


def fresh_mail() -> str:
    return f"{ids.encode('m', ids.new())}@example.org"


def fields(html: str) -> dict[str, str]:
    """Hidden fields by name; the last one of a name wins."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


async def test_sign_up_sign_out_and_in_again_without_script(browser: Browser) -> None:
    mail = fresh_mail()
    await browser.get("/sign-up")
    answer = await browser.post("/sign-up", name="Ana", mail=mail, password=GOOD_PASSWORD)
    assert answer.headers["location"] == "/account"
    page = await browser.get("/account")
    assert mail in page
    assert "Not confirmed yet" in page
    answer = await browser.post("/sign-out")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert browser.token == ""
    assert (await browser._ask("GET", "/account", None)).headers["location"] == "/sign-in?next=/account"
    answer = await browser.post("/sign-in", name=mail, password=GOOD_PASSWORD, next="/c/valle/join")
    assert answer.headers["location"] == "/c/valle/join"


async def test_what_was_typed_stays_and_the_problem_stands_at_its_field(browser: Browser) -> None:
    answer = await browser.post("/sign-up", 422, name="Ana María", mail="ana at example", password="short")
    assert 'value="Ana María"' in answer.text
    assert re.search(r'id="mail-error"|id="password-error"', answer.text)
    assert "short" not in re.findall(r'value="([^"]*)"', answer.text), "a password never comes back"
    answer = await browser.post("/es/sign-up", 422, name="Ana", mail="")
    assert 'lang="es"' in answer.text
    assert browser.token == ""


async def test_a_wrong_password_is_told_at_the_top(browser: Browser) -> None:
    answer = await browser.post("/sign-in", 422, name=fresh_mail(), password="wrong wrong wrong")
    assert "The name or the password is not right." in answer.text
    assert browser.token == ""


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/a\\b",
        "/\nb",
        "",
        "x" * 600,
    ],
)
async def test_the_way_back_never_leads_to_another_site(browser: Browser, wanted: str) -> None:
    mail = fresh_mail()
    answer = await browser.post("/sign-up", name="Ana", mail=mail, next=wanted)
    assert answer.headers["location"] == "/account"


async def test_a_card_is_shown_once_and_signs_in(browser: Browser, client: httpx.AsyncClient) -> None:
    answer = await browser.post("/sign-up", 200, name="Tomás", card="yes")
    number, secret = re.findall(r"<dd>([0-9A-Z-]{9,})</dd>", answer.text)
    assert answer.headers["cache-control"] == "no-store"
    elsewhere = Browser(client)
    wrong = await elsewhere.post("/sign-in/card", 422, number=number, secret="A" * 24)
    assert "The number or the secret is not right." in wrong.text
    used = await elsewhere.post("/sign-in/card", 200, number=number, secret=secret.lower())
    assert secret not in used.text
    await elsewhere.get("/account")


async def test_the_account_page_changes_what_it_shows(browser: Browser, database: Database) -> None:
    ana = await sign_up(database, password=GOOD_PASSWORD)
    browser.token = ana.token
    assert (await browser.post("/account/name", name="Ana Luz", language="fr")).headers[
        "location"
    ] == "/account?done=account.name"
    page = await browser.get("/account?done=account.name")
    assert "Ana Luz" in page
    await browser.post("/account/address", address="+34 600 111 222")
    assert "+34600111222" in await browser.get("/account")
    wrong = await browser.post("/account/address", 422, address="nonsense")
    assert 'value="nonsense"' in wrong.text
    await browser.post("/account/password", password="nine condors over the lake")
    page = await browser.get("/account?done=account.password")
    assert "Other devices were signed out." in page
    answer = await browser.post("/account/card", 200)
    assert "Secret of the card" in answer.text
    first = re.search(r'name="id" value="(address_[0-9a-z]+)"', page)
    assert first
    wrong = await browser.post("/account/address/code", 422, id=first[1], **{f"code-{first[1]}": "00000000"})
    assert f'id="code-{first[1]}-error"' in wrong.text or "used up" in wrong.text


async def test_a_changed_credential_changes_the_cookie_too(browser: Browser, database: Database) -> None:
    ana = await sign_up(database, password=GOOD_PASSWORD)
    browser.token = ana.token
    await browser.post("/account/password", password="nine condors over the lake")
    await browser.get("/account")
    assert browser.token != ana.token
    await browser.get("/account")


async def test_step_up_comes_back_to_where_one_was(browser: Browser, database: Database, admin: Any) -> None:
    ana = await sign_up(database, password=GOOD_PASSWORD)
    browser.token = ana.token
    await admin.execute(
        "UPDATE session SET proven_at = now() - interval '6 minutes' WHERE person_id = $1", ana.viewer.person_id
    )
    answer = await browser.post("/account/card")
    assert answer.headers["location"] == "/confirm?next=/account"
    page = await browser.get(answer.headers["location"])
    wrong = await browser.post("/confirm", 422, way="password", password="not this one", next="/account")
    assert 'id="password-error"' in wrong.text
    answer = await browser.post("/confirm", way="password", password=GOOD_PASSWORD, next=fields(page)["next"])
    assert answer.headers["location"] == "/account"
    await browser.post("/account/card", 200)


async def test_a_passkey_answer_arrives_as_a_form(
    browser: Browser, database: Database, client: httpx.AsyncClient
) -> None:
    ana, device = await sign_up(database), Device()
    browser.token = ana.token
    options = await do(database, ana.viewer, passkeys.begin_passkey, party=US)
    await browser.post("/account/passkey", answer=device.make(options), label="My phone")
    assert "My phone" in await browser.get("/account")
    client.cookies.clear()
    asked = await client.post(
        "/graphql", json={"query": "mutation { done: beginPasskeySignIn { ... on PasskeyQuestion { options } } }"}
    )
    answer = device.answer(asked.json()["data"]["done"]["options"])
    elsewhere = Browser(client)
    await elsewhere.post("/sign-in/passkey", answer=answer, next="/account")
    await elsewhere.get("/account")
    again = await elsewhere.post("/sign-in/passkey", 422, answer=answer)
    assert "used up" in again.text


async def test_opening_a_letters_link_does_nothing_pressing_does(browser: Browser, database: Database) -> None:
    page = await browser.get("/sign-in/open?token=abc%22%3E%3Cscript%3E")
    assert "<script>" not in page.replace("<script nonce", "")
    answer = await browser.post("/sign-in/open", 422, token="no such token")
    assert "used up" in answer.text
    answer = await browser.post("/prove", 422, token="no such token")
    assert "used up" in answer.text
    answer = await browser.post("/sign-in/link", 200, name=fresh_mail())
    assert "a link is on its way" in answer.text
    assert database is not None


async def slug_of(database: Database, cooperative_id: UUID) -> str:
    async with database.read(Scope()) as work:
        return (await cooperatives.of_ids(work, [cooperative_id]))[cooperative_id].slug


async def test_the_two_pages_that_begin_a_co_op(
    browser: Browser, database: Database, worker_database: Database
) -> None:
    here = await found(worker_database)
    token = await worker_database.run(Scope(here), Actor(system="test"), roles.invite_officer)
    slug = await slug_of(database, here)
    page = await browser.get(f"/c/{slug}/begin?token={token}")
    link = re.search(r'href="(/sign-up\?next=[^"]+)"', page)
    assert link
    back = parse_qs(urlsplit(link[1]).query)["next"][0]
    answer = await browser.post("/sign-up", name="Olga", mail=fresh_mail(), next=back)
    assert answer.headers["location"] == back
    page = await browser.get(back)
    answer = await browser.post(f"/c/{slug}/begin", token=fields(page)["token"])
    assert "Olga" in await browser.get(answer.headers["location"])
    assert "used up" in (await browser.post(f"/c/{slug}/begin", 422, token="another")).text


async def test_offices_are_given_and_ended_on_their_page(
    browser: Browser, database: Database, worker_database: Database, client: httpx.AsyncClient
) -> None:
    here = await found(worker_database)
    officer = await member(database, worker_database, here, name="Olga", offices=("officer",), classes=("worker",))
    ben = await member(database, worker_database, here, name="Ben", classes=("producer",))
    slug = await slug_of(database, here)
    browser.token = officer.token
    who = ids.encode("agent", ben.agent_id)
    assert who in await browser.get(f"/c/{slug}/roles")
    await browser.post(f"/c/{slug}/roles", agent=who, role="treasurer")
    refused = await browser.post(
        f"/c/{slug}/roles",
        422,
        agent=ids.encode("agent", officer.agent_id),
        role="officer",
        end="yes",
        confirmed="yes",
    )
    assert "always has an officer" in refused.text
    unchosen = await browser.post(f"/c/{slug}/roles", 422, agent="", role="")
    assert unchosen.text.count("Please choose") > 2, "nobody becomes an officer because she stands first in a list"
    bens = Browser(client)
    bens.token = ben.token
    await bens.get(f"/c/{slug}/roles")
    asked = await browser.post(f"/c/{slug}/roles", 200, agent=who, role="treasurer", end="yes")
    assert "Ben holds the office Treasurer no longer" in asked.text
    await bens.get(f"/c/{slug}/roles")
    await browser.post(f"/c/{slug}/roles", agent=who, role="treasurer", end="yes", confirmed="yes")
    await bens.get(f"/c/{slug}/roles", 404)
    assert (await Browser(client)._ask("GET", f"/c/{slug}/roles", None)).status_code == 303


async def test_joining_on_its_page(browser: Browser, database: Database, worker_database: Database) -> None:
    slug = await slug_of(database, await found(worker_database))
    assert "Sign in to join" in await browser.get(f"/c/{slug}/join")
    browser.token = (await sign_up(database)).token
    await browser.post(f"/c/{slug}/join", class_key="supporter")
    page = await browser.get(f"/c/{slug}/join?done=register.joined")
    assert "You belong here" in page
    await browser.post(f"/c/{slug}/membership/leave", class_key="supporter", confirmed="yes")
    assert "You belong here" not in await browser.get(f"/c/{slug}/join")


async def test_another_site_cannot_sign_anybody_in_or_out(client: httpx.AsyncClient, database: Database) -> None:
    ana = await sign_up(database)
    for path in ("/sign-in", "/sign-up", "/sign-out", "/account/card", "/account/password"):
        for headers in (
            {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
            {"origin": "https://evil.example"},
            {},
        ):
            cookie = {"cookie": f"{SESSION_COOKIE}={ana.token}"}
            answer = await client.post(path, data={"name": "x"}, headers={**headers, **cookie})
            assert answer.status_code == 403, (path, headers)
    assert await flows.recognise(database, ana.token, visitor_hash=None, language=None, address="", can_rotate=False)


async def test_there_is_no_demo_sign_in_outside_a_demonstration(browser: Browser) -> None:
    await browser.get("/dev/sign-in", 404)
    await browser.post("/dev/sign-in", 404, person="person_x")


async def test_a_made_up_forwarding_address_does_not_fool_the_limit(client: httpx.AsyncClient) -> None:
    """Hostile case 52: nobody here is behind a known proxy, so what a client says of its address counts for nothing."""
    heard = []
    for number in range(25):
        client.cookies.clear()
        answer = await client.post(
            "/graphql",
            json={
                "query": f'mutation {{ done: signIn(name: "nobody{number}@example.org", password: "x") {{ __typename }} }}'
            },
            headers={
                "x-forwarded-for": f"198.51.100.{number}, 10.0.0.{number}",
                "forwarded": f"for=198.51.100.{number}",
                "x-real-ip": f"198.51.100.{number}",
            },
        )
        heard.append(answer.json()["data"]["done"]["__typename"])
    assert heard.count("SignInFailed") <= 20
    assert heard[-1] == "TooManyAttempts"


@pytest.mark.parametrize("host", ["evil.example", "localhost:8000@evil.example", "a/../admin?", "localhost", ""])
async def test_a_host_that_is_not_ours_is_not_served(client: httpx.AsyncClient, host: str) -> None:
    """Hostile case 52."""
    answer = await client.get("/sign-in", headers={"host": host})
    assert answer.status_code == 421
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "path", ["/@evil.example", "//evil.example/account", "/%2e%2e/admin", "/account/..%2f..%2fadmin"]
)
async def test_a_strange_path_leads_nowhere(client: httpx.AsyncClient, path: str) -> None:
    """Hostile case 52: no redirect to another site, no way around."""
    answer = await client.get(f"http://localhost:8000{path}")
    assert answer.status_code in (404, 303, 307)
    assert not answer.headers.get("location", "/").startswith(("//", "http:", "https:"))
