"""G28: addresses that lead inward, by every public way on which a member can name one. Nobody inside is ever called.

The guard, the commands and the worker are the real ones. Played are only what a test has none of: a name server, and a public
address (a machine address that counts as public here), so that redirects and names that change their mind can be tried whole.
"""

import asyncio
import datetime as dt
import socket
import ssl
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from minga_infra.outbound.addresses import is_public
from minga_infra.outbound.calling import GuardedCaller
from minga_infra.outbound.fetching import GuardedFetcher
from minga_platform.kernel.database import Database
from minga_platform.webhooks.ports import Caller
from minga_testing import people
from minga_testing.shop import Program, Shop, open_shop

pytestmark = [pytest.mark.reliability, pytest.mark.anyio]

FRONT: Final = "127.0.0.2"
"""Counts as public here; whatever stands there leads on to the canary."""
INSIDE: Final = ("127.0.0.1", "127.1.2.3", "::1")
KINDS: Final = ["listings.changed"]

# This machine and its neighbours, written as a host: each way that some reader of addresses understands.
HOSTS: Final = (
    "127.0.0.1", "127.1.2.3", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "017700000001", "0x7f000001", "0x7f.1", "0x7f.0.0.1",  # noqa: S104
    "0177.0.0.1", "0177.0x0.0.01", "127.0.0.01", "127.000.000.001", "127.0.0.1.", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "①②⑦.0.0.1",
    "１２７.０.０.１", "%31%32%37.0.0.1", "127.0.0.1%00.example.com", "127.0.0.1%2eexample.com", "4429185025", "00000000177.0.0.1",
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:0001::1]", "[fe80::1]",
    "[fe80::1%25lo]", "[::1%25lo]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[100::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]",
    "10.0.0.1", "10.255.255.254", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.1.254", "169.254.169.254", "2852039166",
    "0xa9fea9fe", "0251.0376.0251.0376", "[::ffff:169.254.169.254]", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1",
    "255.255.255.255", "localhost", "LOCALHOST", "localhost.", "a.localhost", "localhost.localdomain", "metadata", "metadata.google.internal",
    "printer.local", "router.lan", "db.corp", "nas.home", "1.0.0.127.in-addr.arpa", "kubernetes.default.svc", "ip6-localhost",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "localhost\u00ad", "loc\u200balhost",
)  # fmt: skip

# Whole addresses that two readers could read differently. `PORT` is the canary's.
TRICKS: Final = (
    "https://shop.example.com@127.0.0.1:PORT/", "https://127.0.0.1:PORT@shop.example.com/", "https://shop.example.com:x@127.0.0.1:PORT/",
    "https://127.0.0.1:PORT#@shop.example.com/", "https://127.0.0.1:PORT\\@shop.example.com/", "https://shop.example.com\\@127.0.0.1:PORT/",
    "https:/127.0.0.1:PORT/", "https:127.0.0.1:PORT/", "https:///127.0.0.1:PORT/", "https:\\\\127.0.0.1:PORT\\", "//127.0.0.1:PORT/",
    "HtTpS://127.0.0.1:PORT/", "https://127.0.0.1:PORT\t/", "https://127.0.0.1\n:PORT/", "https://\r\n127.0.0.1:PORT/", " https://127.0.0.1:PORT/",
    "https://127.0.0.1:PORT?@shop.example.com", "https://[::1]:PORT:443/", "https://[::1/", "https://::1:PORT/", "https://[127.0.0.1]:PORT/",
    "http://127.0.0.1:PORT/", "ftp://127.0.0.1:PORT/", "file:///etc/passwd", "gopher://127.0.0.1:PORT/_GET", "dict://127.0.0.1:PORT/",
    "ldap://127.0.0.1:PORT/", "unix:///var/run/postgresql", "data:text/plain,x", "jar:https://127.0.0.1:PORT!/", "https://127.0.0.1:22/",
    "https://127.0.0.1:5432/", "https://127.0.0.1:6379/", "https://127.0.0.1:99999/", "https://127.0.0.1:-1/", "https://127.0.0.1:0/",
)  # fmt: skip

# What a stranger's name server may answer for a name that looks like any other.
ANSWERS: Final = (
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1",  # noqa: S104
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1",
    "fc00::1", "fe80::1", "ff02::1", "100::1", "0x7f.1",
)  # fmt: skip
REDIRECTS: Final = (301, 302, 303, 307, 308)
REBINDING: Final = 5


@dataclass
class Street:
    """The canary inside, the house at the front, and the name server of whoever means us ill."""

    port: int
    tls: ssl.SSLContext
    hits: Counter[str] = field(default_factory=Counter)
    front: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)

    async def resolve(self, host: str, _port: int) -> Sequence[str]:
        """Names that change their mind are public when first asked. No question leaves this machine."""
        self.asked[host] += 1
        if host.startswith("rebind"):
            return (FRONT,) if self.asked[host] == 1 else ("127.0.0.1",)
        if host.startswith("redirect"):
            return (FRONT,)
        if host in self.names:
            return self.names[host]
        found = socket.getaddrinfo(host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(one[4][0]) for one in found]

    def guarding(self, allowed: Callable[[str], bool] = lambda one: one == FRONT or is_public(one)) -> GuardedCaller:
        """The guard as installed, but that it takes the front for public; a caller is a fetcher too."""
        return GuardedCaller(resolver=self.resolve, allowed=allowed, port=self.port, tls=self.tls)

    def urls(self, way: str) -> list[str]:
        """Every address, with names of this way's own."""
        for number, answer in enumerate(ANSWERS):
            self.names[f"{way}-{number}.example.com"] = (answer,)
            self.names[f"{way}-{number}-both.example.com"] = ("93.184.215.14", answer)
        return [
            *(f"https://{host}:{self.port}/okh.toml" for host in HOSTS),
            *(trick.replace("PORT", str(self.port)) for trick in TRICKS),
            *(f"https://{name}/okh.toml" for name in self.names if name.startswith(f"{way}-")),
            *(f"https://redirect-{way}-{status}.example.com/okh.toml" for status in REDIRECTS),
            *(f"https://rebind-{way}-{number}.example.com/okh.toml" for number in range(REBINDING)),
        ]


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Server and client: for any name under example.com."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("*.example.com")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    plain = serialization.NoEncryption()
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(pem, form, plain) + made.public_bytes(pem))
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=str(path))
    server.load_cert_chain(path)
    return server, client


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    server, client = certificate(tmp_path)
    found = Street(0, client)

    async def canary(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.hits[writer.get_extra_info("sockname")[0]] += 1
        writer.close()

    async def front(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            host = head.partition("\r\nhost: ")[2].partition("\r\n")[0].partition(":")[0]
            kind = host.partition("-")[0]
            found.front[kind] += 1
            status = host.partition(".")[0].rpartition("-")[2] if kind == "redirect" else "503"
            inward = f"https://127.0.0.1:{found.port}/secret"
            writer.write(
                f"HTTP/1.1 {status} On\r\nLocation: {inward}\r\nRefresh: 0; url={inward}\r\n"
                f"Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
            )
            await writer.drain()
        writer.close()

    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(await asyncio.start_server(canary, INSIDE[0], 0))
        found.port = first.sockets[0].getsockname()[1]
        for address in INSIDE[1:]:
            with suppress(OSError):  # A machine may be without IPv6.
                await stack.enter_async_context(await asyncio.start_server(canary, address, found.port))
        await stack.enter_async_context(await asyncio.start_server(front, FRONT, found.port, ssl=server))
        yield found


async def told_by_webhooks(shop: Shop, member: Program, urls: Sequence[str]) -> Counter[str]:
    """Each address as a member's program that is tried out at once; the ways in which it ended."""
    ends: Counter[str] = Counter()
    waiting: list[str] = []

    async def look() -> None:
        await shop.worker.drain()
        for webhook in waiting:
            asked = "query Q($id: ID!) { webhookDeliveries(webhookId: $id, first: 5) { nodes { tries { problem } } } }"
            for delivery in (await member.ask(asked, id=webhook))["webhookDeliveries"]["nodes"]:
                ends.update(one["problem"] for one in delivery["tries"])
            await member.wish("removeWebhook(webhookId: $id)", "__typename", id=("ID!", webhook))
        waiting.clear()

    for url in urls:
        added = await member.wish(
            "addWebhook(name: $name, url: $url, kinds: $kinds)", "... on WebhookAdded { id }",
            name=("String!", "Mine"), url=("String!", url), kinds=("[String!]!", KINDS),
        )  # fmt: skip
        if added["__typename"] != "WebhookAdded":
            ends[added["__typename"]] += 1
            continue
        await member.wish("tryWebhook(webhookId: $id)", "__typename", id=("ID!", added["id"]))
        waiting.append(added["id"])
        if len(waiting) == 10:
            await look()
    await look()
    return ends


async def fetched_as_manifests(shop: Shop, member: Program, urls: Sequence[str]) -> Counter[str]:
    """Each address as that of a manifest to bring in; the ways in which it ended."""
    ends: Counter[str] = Counter()
    waiting: list[str] = []

    async def look() -> None:
        await shop.worker.drain()
        for one in waiting:
            found = await member.ask("query Q($id: ID!) { manifestImport(id: $id) { state fault } }", id=one)
            ends[found["manifestImport"]["fault"] or found["manifestImport"]["state"]] += 1
        waiting.clear()

    for url in urls:
        asked = await member.wish(
            "importManifestFrom(address: $address)", "... on ManifestImportAsked { id }", address=("String!", url)
        )
        if asked["__typename"] != "ManifestImportAsked":
            ends[asked["__typename"]] += 1
            continue
        waiting.append(asked["id"])
        if len(waiting) == 5:
            await look()
    await look()
    return ends


async def test_g28_nobody_inside_is_ever_called(database: Database, worker_database: Database, street: Street) -> None:
    shop = await open_shop(database, worker_database)
    member = shop.by(
        await people.member(database, worker_database, shop.id, name="Mallory", classes=("producer", "contributor"))
    )
    ways = {"webhook": told_by_webhooks, "manifest": fetched_as_manifests}

    def guard_by(guard: GuardedCaller) -> None:
        shop.worker._ports[Caller] = shop.worker._ports[GuardedFetcher] = guard
        shop.program.door.services.ports[Caller] = guard

    guard_by(street.guarding())
    ends: dict[str, Counter[str]] = defaultdict(Counter)
    sent: Counter[str] = Counter()
    for name, way in ways.items():
        urls = street.urls(name)
        sent[name] = len(urls)
        ends[name] = await way(shop, member, urls)
    print(
        f"G28: {dict(sent)} addresses; hits on the canary: {dict(street.hits)}; reached the front: {dict(street.front)}; "
        f"ends { ({name: dict(one) for name, one in ends.items()}) }"
    )
    assert not street.hits
    assert min(sent.values()) >= 150
    assert all(sum(one.values()) == sent[name] for name, one in ends.items()), "an address was lost on the way"
    # The front was really reached, and led on; each name was asked once.
    assert street.front == {"redirect": len(ways) * len(REDIRECTS), "rebind": len(ways) * REBINDING}
    assert {street.asked[host] for host in street.asked if host.startswith(("rebind", "redirect"))} == {1}
    for name, one in ends.items():
        assert one["redirected"] == len(REDIRECTS), name
        assert one["not_public"] >= 2 * len(ANSWERS), name

    # Without the guard the canary sings on both ways, or its silence proves nothing.
    guard_by(street.guarding(lambda _: True))
    for number, way in enumerate(ways.values(), 1):
        street.names["inside.example.com"] = ("127.0.0.1",)
        await way(shop, member, ["https://inside.example.com/okh.toml"])
        assert sum(street.hits.values()) == number, "vacuous"
