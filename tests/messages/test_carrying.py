"""Carriers of messages: one contract for all, and what is particular to each. The outside is played by real sockets."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import aiosmtplib
import orjson
import pytest

from minga_frontend.membership.letters import write
from minga_frontend.messages.views import with_links
from minga_infra.messages.folder import FolderMessages
from minga_infra.messages.gateway import GatewayMessages
from minga_infra.messages.smtp import SmtpMessages, mail_of
from minga_platform.kernel import ids
from minga_platform.kernel.locale import LANGUAGES
from minga_platform.kernel.messages import Message, Messages


def a_message(**change: Any) -> Message:
    given: dict[str, Any] = {
        "id": ids.new(),
        "channel": "mail",
        "to": "ana@example.org",
        "subject": "Your receipt · إيصالك",
        "text": "Thank you, Ana.\n\n3 bowls: 54,00 €\n",
        "language": "ar",
        **change,
    }
    return Message(**given)


class MailServer:
    """Enough of SMTP (RFC 5321) to take mail from a client."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.refuse = False

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        to = ""
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                writer.write(b"250-here\r\n250 8BITMIME\r\n")
            elif verb == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
                writer.write(b"451 later\r\n" if self.refuse else b"250 ok\r\n")
            elif verb == b"DATA":
                writer.write(b"354 go\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                self.taken.append((to, body[:-3]))
                writer.write(b"250 taken\r\n")
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 ok\r\n")
            await writer.drain()
        writer.close()


class Gateway:
    """A gateway for text messages: keeps what is posted, drops repeats by their key."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, str]] = {}
        self.headers: list[str] = []
        self.refuse = False

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(re.search(r"content-length: (\d+)", head, re.IGNORECASE)[1])  # type: ignore[index]
        body = orjson.loads(await reader.readexactly(length))
        self.headers.append(head.lower())
        if not self.refuse:
            self.taken[body["id"]] = body
        status = b"503 Later" if self.refuse else b"202 Accepted"
        writer.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@asynccontextmanager
async def listening(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[int]:
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture(params=["folder", "smtp", "gateway"])
async def carrier(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Messages, Callable[[], int]]]:
    """Each carrier, and how many messages arrived through it."""
    if request.param == "folder":
        folder = FolderMessages(tmp_path / "messages")
        yield folder, lambda: len(list((tmp_path / "messages").glob("*.json")))
    elif request.param == "smtp":
        mail = MailServer()
        async with listening(mail.talk) as port:
            yield SmtpMessages(f"smtp://127.0.0.1:{port}", "Market <post@market.example>"), lambda: len(mail.taken)
    else:
        gateway = Gateway()
        async with listening(gateway.talk) as port:
            yield GatewayMessages(f"http://127.0.0.1:{port}/send"), lambda: len(gateway.taken)


async def test_every_carrier_hands_a_message_over(carrier: tuple[Messages, Callable[[], int]]) -> None:
    messages, arrived = carrier
    await messages.send(a_message())
    await messages.send(a_message())
    assert arrived() == 2


async def test_a_mail_arrives_as_it_was_written() -> None:
    server, message = MailServer(), a_message()
    async with listening(server.talk) as port:
        await SmtpMessages(f"smtp://127.0.0.1:{port}", "Market <post@market.example>").send(message)
    ((to, raw),) = server.taken
    mail = message_from_bytes(raw, policy=default)
    assert to == "ana@example.org"
    assert mail["subject"] == message.subject
    assert mail["message-id"] == f"<{message.id}@market.example>"
    body = mail.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == message.text


async def test_a_server_that_does_not_take_it_raises() -> None:
    server, gateway = MailServer(), Gateway()
    server.refuse = gateway.refuse = True
    async with listening(server.talk) as port:
        with pytest.raises(aiosmtplib.SMTPException):
            await SmtpMessages(f"smtp://127.0.0.1:{port}", "post@market.example").send(a_message())
    async with listening(gateway.talk) as port:
        with pytest.raises(ConnectionError):
            await GatewayMessages(f"http://127.0.0.1:{port}").send(a_message(channel="phone", to="+34600111222"))


async def test_a_password_is_never_sent_over_an_open_line() -> None:
    server = MailServer()
    async with listening(server.talk) as port:
        with pytest.raises(aiosmtplib.SMTPException):
            await SmtpMessages(f"smtp://ana:secret@127.0.0.1:{port}", "post@market.example").send(a_message())
    assert server.taken == []


def test_a_header_cannot_be_smuggled_in() -> None:
    mail = mail_of(a_message(subject="Hello\r\nBcc: x@example.org", to="ana@example.org"), "post@market.example")
    assert mail["bcc"] is None
    assert mail["subject"] == "Hello Bcc: x@example.org"
    with pytest.raises(ValueError, match=r"."):
        mail_of(a_message(to="ana@example.org\r\nBcc: x@example.org"), "post@market.example")


async def test_a_repeat_in_the_folder_is_the_same_file_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    folder, message = FolderMessages(tmp_path / "m"), a_message()
    await folder.send(message)
    await folder.send(message)
    (path,) = (tmp_path / "m").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    later = a_message(subject="Later")
    await folder.send(later)
    assert [one.subject for one in await folder.recent()] == ["Later", message.subject]
    assert [one.subject for one in await folder.recent(1)] == ["Later"]
    assert await FolderMessages(tmp_path / "nothing yet").recent() == []


async def test_the_gateway_gets_its_login_and_the_key() -> None:
    gateway, message = Gateway(), a_message(channel="phone", to="+34600111222")
    async with listening(gateway.talk) as port:
        carrier = GatewayMessages(f"http://me:secret@127.0.0.1:{port}/send")
        await carrier.send(message)
        await carrier.send(message)
    assert gateway.taken == {str(message.id): {"id": str(message.id), "to": message.to, "text": message.text}}
    assert "authorization: basic" in gateway.headers[0]
    assert f"idempotency-key: {message.id}" in gateway.headers[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", ["address", "sign_in_link", "step_up"])
def test_letters_hold_what_they_are_for(language: str, purpose: str) -> None:
    given: dict[str, Any] = {
        "purpose": purpose,
        "name": "Ana & Ben <b>",
        "language": language,
        "base": "https://m.example",
    }
    letter = write(**given, by_phone=False, token="TOKEN", code="12345678")
    path = {"address": "prove", "sign_in_link": "sign-in/open"}.get(purpose)
    assert (f"https://m.example/{language}/{path}?token=TOKEN" in letter.text) == (path is not None)
    assert "Ana & Ben <b>" in letter.text, "plain text stays plain"
    assert ("1234 5678" in letter.text) == (purpose != "sign_in_link")
    short = write(**given, by_phone=True, token="TOKEN", code="12345678")
    assert len(short.text) < 200
    assert ("TOKEN" if purpose == "sign_in_link" else "1234 5678") in short.text


def test_only_links_to_ourselves_are_links() -> None:
    link = re.compile(re.escape("http://localhost:8000") + r"/[^\s<>\"]*")
    shown = with_links('<b> http://localhost:8000/en/prove?token=a&b\nhttp://evil.example "x', link)
    assert shown.count("<a ") == 1
    assert 'href="http://localhost:8000/en/prove?token=a&amp;b"' in shown
    assert "&lt;b&gt;" in shown
