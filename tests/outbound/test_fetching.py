"""Addresses that a stranger wrote: a listener of ours must never be called by them, and an honest server must."""

import asyncio
import contextlib
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from minga_infra.outbound import fetching
from minga_infra.outbound.addresses import is_public, target
from minga_infra.outbound.calling import GuardedCaller
from minga_infra.outbound.fetching import FetchFailed, FetchFault, GuardedFetcher, OnlyThese
from minga_testing.hanging_up import hanging_up

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Listener:
    """Counts who connects, and keeps what they asked."""

    def __init__(self) -> None:
        self.hits = 0
        self.asked: list[bytes] = []
        self.port = 0


@contextlib.asynccontextmanager
async def listening(answer: bytes | Answer = b"", tls: ssl.SSLContext | None = None) -> AsyncIterator[Listener]:
    listener = Listener()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        listener.hits += 1
        try:
            if tls is not None:
                listener.asked.append(await reader.readuntil(b"\r\n\r\n"))
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls) as server:
        listener.port = server.sockets[0].getsockname()[1]
        yield listener


def names(*addresses: str) -> fetching.Resolver:
    """A name server that says the same for every name."""

    async def answer(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return answer


async def fault(fetcher: GuardedFetcher, url: str, **more: object) -> FetchFault:
    with pytest.raises(FetchFailed) as failed:
        await fetcher.fetch(url, nowhere, **more)  # type: ignore[arg-type]
    return failed.value.fault


async def nowhere(chunk: bytes) -> None:
    """Drop the bytes."""


INWARD = [
    "127.0.0.1",
    "127.1.2.3",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "[fe80::1%25lo]",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "127.1",
    "0",
    "0.0.0.0",  # noqa: S104 - an address that must be refused
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "metadata.internal",
    "printer.local",
    "127。0。0。1",
    "①②⑦.0.0.1",
    "127.0.0.1.",
    "foo@127.0.0.1",
    "127.0.0.1#@example.com",
    "127.0.0.1\\@example.com",
    "example.com\\@127.0.0.1",
    "127.0.0.1%00.example.com",
    "exa mple.com",
    "",
]


@pytest.mark.parametrize("host", INWARD)
async def test_a_host_that_means_this_machine_is_never_called(host: str) -> None:
    """With the machine's own resolver, which would understand most of these."""
    async with listening() as canary:
        fetcher = GuardedFetcher(port=canary.port)
        for url in (f"https://{host}:{canary.port}/a.jpg", f"https://{host}/a.jpg"):
            assert await fault(fetcher, url) in {
                FetchFault.ADDRESS_UNUSABLE,
                FetchFault.NAME_UNKNOWN,
                FetchFault.NOT_PUBLIC,
            }
        assert canary.hits == 0


PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104 - likewise
    "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "100::1", "not an address", "", "127.1", "0x7f.1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_that_leads_inward_is_never_called(address: str) -> None:
    assert not is_public(address)
    async with listening() as canary:
        for addresses in ((address,), ("93.184.215.14", address)):
            fetcher = GuardedFetcher(resolver=names(*addresses), port=canary.port)
            assert await fault(fetcher, "https://shop.example.com/a.jpg") is FetchFault.NOT_PUBLIC
        assert canary.hits == 0


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public_addresses_are_public_also_when_carried(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_whatever_the_library_takes_for_private_we_refuse(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if (
        not address.is_global
        or address.is_multicast
        or address.is_reserved
        or address.is_loopback
        or address.is_link_local
    ):
        carried = isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address.sixtofour)
        assert not is_public(str(address)) or carried or address in ipaddress.ip_network("64:ff9b::/96")


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example.com/a.jpg",
        "ftp://shop.example.com/a.jpg",
        "file:///etc/passwd",
        "gopher://shop.example.com/",
        "//shop.example.com/a.jpg",
        "shop.example.com/a.jpg",
        "https://shop.example.com:80/a.jpg",
        "https://shop.example.com:8443/",
        "https://shop.example.com:99999/",
        "https://user:secret@shop.example.com/",
        "https://shop.example.com/a b",
        "https://shop.example.com/\r\nHost: evil",
        "https://shop.example.com\t/a",
        "https://shop.example.com/" + "a" * 2048,
        "https://shop",
        "https://-shop.example.com/",
        "https://shop..example.com/",
        "https://" + "a" * 64 + ".example.com/",
        "https://[shop.example.com]/",
        "https://shop.example.com\ud800/",
        "HTTPS:shop.example.com",
        "",
    ],
)
def test_an_address_that_two_readers_could_read_differently_is_none(url: str) -> None:
    assert target(url) is None


def test_an_honest_address_keeps_its_path_and_its_name_in_ascii() -> None:
    found = target("https://Münze.example.com:443/bild%20eins/ü.jpg?v=1&w=a%2Fb")
    assert found is not None
    assert (found.host, found.path) == ("xn--mnze-0ra.example.com", "/bild%20eins/%C3%BC.jpg?v=1&w=a%2Fb")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Server and client contexts: a certificate for shop.example.com that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example.com")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("shop.example.com")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path: Path = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=str(path))
    server.load_cert_chain(path)
    return server, client


Contexts = tuple[ssl.SSLContext, ssl.SSLContext]


def told(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return (
        "\r\n".join(
            [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
        ).encode()
        + body
    )


def reaching(listener: Listener, client: ssl.SSLContext, *addresses: str) -> GuardedFetcher:
    """A fetcher for which this machine is public: everything but the guard is the real thing."""
    found = addresses or ("127.0.0.1",)
    return GuardedFetcher(resolver=names(*found), allowed=lambda _: True, port=listener.port, tls=client)


async def test_an_honest_picture_comes_with_the_right_host(certificate: Contexts) -> None:
    server, client = certificate
    body = b"\x89PNG" * 30_000
    async with listening(told(body, "Content-Type: image/png"), server) as shop:
        got = bytearray()

        async def write(chunk: bytes) -> None:
            got.extend(chunk)

        fetched = await reaching(shop, client).fetch(
            "https://shop.example.com/a.png?x=1", write, limit=fetching.PICTURE_BYTES
        )
    assert bytes(got) == body
    assert (fetched.size, fetched.claimed_type) == (len(body), "image/png")
    lines = shop.asked[0].decode().split("\r\n")
    assert lines[0] == "GET /a.png?x=1 HTTP/1.1"
    assert f"Host: shop.example.com:{shop.port}" in lines


async def test_a_certificate_for_another_name_is_no_connection(certificate: Contexts) -> None:
    server, client = certificate
    async with listening(told(b"x"), server) as shop:
        assert await fault(reaching(shop, client), "https://other.example.com/") is FetchFault.NO_CONNECTION
        stranger = GuardedFetcher(resolver=names("127.0.0.1"), allowed=lambda _: True, port=shop.port)
        assert await fault(stranger, "https://shop.example.com/") is FetchFault.NO_CONNECTION
    assert shop.asked == []


async def test_the_name_is_asked_once_and_rebinding_gains_nothing(certificate: Contexts) -> None:
    """The first answer is judged and used; the second, which points inward, is never asked for."""
    server, client = certificate
    asked = 0

    async def rebinding(_host: str, _port: int) -> Sequence[str]:
        nonlocal asked
        asked += 1
        return ("127.0.0.1",) if asked == 1 else ("127.0.0.2",)

    judged: list[str] = []

    def allowed(address: str) -> bool:
        judged.append(address)
        return address == "127.0.0.1"

    async with listening(told(b"x"), server) as shop:
        fetcher = GuardedFetcher(resolver=rebinding, allowed=allowed, port=shop.port, tls=client)
        await fetcher.fetch("https://shop.example.com/", nowhere)
        assert (asked, judged, shop.hits) == (1, ["127.0.0.1"], 1)
        assert await fault(fetcher, "https://shop.example.com/") is FetchFault.NOT_PUBLIC
        assert shop.hits == 1


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent", "300 Choices"]
)
async def test_a_redirect_is_not_followed(status: str, certificate: Contexts) -> None:
    server, client = certificate
    async with listening() as canary:
        where = f"Location: https://127.0.0.1:{canary.port}/secret"
        async with listening(told(b"", where, status=status), server) as shop:
            assert await fault(reaching(shop, client), "https://shop.example.com/") is FetchFault.REDIRECTED
    assert canary.hits == 0


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (told(b"x", status="404 Not Found"), FetchFault.STATUS),
        (told(b"x", status="500 Oh"), FetchFault.STATUS),
        (told(b"x", status="206 Part"), FetchFault.STATUS),
        (told(b"x" * 100_000), FetchFault.TOO_LARGE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", FetchFault.TOO_LARGE),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_000, FetchFault.TOO_LARGE),
        (told(b"\x1f\x8b", "Content-Encoding: gzip"), FetchFault.COMPRESSED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", FetchFault.NO_CONNECTION),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", FetchFault.NO_CONNECTION),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 50_000, FetchFault.NO_CONNECTION),
        (b"SSH-2.0-OpenSSH\r\n", FetchFault.NO_CONNECTION),
        (b"", FetchFault.NO_CONNECTION),
    ],
)
async def test_an_answer_we_cannot_use_is_a_typed_outcome(
    answer: bytes, expected: FetchFault, certificate: Contexts
) -> None:
    server, client = certificate
    async with listening(answer, server) as shop:
        assert await fault(reaching(shop, client), "https://shop.example.com/") is expected


async def test_a_sender_that_drips_is_let_go(certificate: Contexts) -> None:
    server, client = certificate

    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(100):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with listening(drip, server) as shop:
        assert await fault(reaching(shop, client), "https://shop.example.com/", seconds=0.4) is FetchFault.TOO_SLOW


async def test_a_listener_without_tls_hears_no_request(certificate: Contexts) -> None:
    _, client = certificate
    async with listening(b"HTTP/1.1 200 OK\r\n\r\n") as plain:
        assert await fault(reaching(plain, client), "https://shop.example.com/") is FetchFault.NO_CONNECTION


async def test_a_second_address_serves_when_the_first_is_dead(certificate: Contexts) -> None:
    server, client = certificate
    async with listening(told(b"x"), server) as shop:
        await reaching(shop, client, "127.0.0.9", "127.0.0.1").fetch("https://shop.example.com/", nowhere)
    assert shop.hits == 1


async def test_a_name_that_nobody_knows() -> None:
    async def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError

    for resolver in (unknown, names()):
        assert await fault(GuardedFetcher(resolver=resolver), "https://shop.example.com/") is FetchFault.NAME_UNKNOWN


async def test_what_the_reader_of_the_bytes_refuses_passes_through(certificate: Contexts) -> None:
    server, client = certificate

    async def full(_chunk: bytes) -> None:
        raise MemoryError

    async with listening(told(b"x"), server) as shop:
        with pytest.raises(MemoryError):
            await reaching(shop, client).fetch("https://shop.example.com/", full)


def calling(listener: Listener, client: ssl.SSLContext) -> GuardedCaller:
    return GuardedCaller(resolver=names("127.0.0.1"), allowed=lambda _: True, port=listener.port, tls=client)


@pytest.mark.parametrize("host", INWARD)
async def test_case_57_nothing_is_posted_to_this_machine(host: str) -> None:
    """As above for the GET: a member's program cannot stand inside."""
    async with listening() as canary:
        caller = GuardedCaller(port=canary.port)
        for url in (f"https://{host}:{canary.port}/hook", f"https://{host}/hook"):
            heard = await caller.tell(url, b"{}", {})
            assert not heard.accepted
            assert heard.problem in ("address_unusable", "name_unknown", "not_public"), url
        inward = GuardedCaller(resolver=names("127.0.0.1"), port=canary.port)
        assert (await inward.tell("https://shop.example.com/hook", b"{}", {})).problem == "not_public"
        assert canary.hits == 0


async def test_who_hangs_up_at_once_was_never_connected() -> None:
    """A connection that is handed on can be asked for its socket, or there is none: httpcore asks before the first byte."""
    async with hanging_up() as port:
        for _ in range(30):
            with contextlib.suppress(httpcore.ConnectError):
                stream = await OnlyThese("shop.example.com", ["127.0.0.1"]).connect_tcp("shop.example.com", port)
                assert stream.get_extra_info("ssl_object") is None
                await stream.aclose()


async def test_a_message_is_posted_whole_and_a_redirect_is_not_followed(certificate: Contexts) -> None:
    server, client = certificate
    async with listening(told(b"thanks" * 1000), server) as program:
        heard = await calling(program, client).tell(
            "https://shop.example.com/hook?a=1", b'{"a": 1}', {"webhook-id": "whm_1"}
        )
    assert (heard.accepted, heard.status, heard.problem, len(heard.answer)) == (True, 200, "", 500)
    lines = program.asked[0].decode().split("\r\n")
    assert lines[0] == "POST /hook?a=1 HTTP/1.1"
    assert {"webhook-id: whm_1", "Content-Length: 8"} <= set(lines)
    elsewhere = told(b"", "Location: https://127.0.0.1/", status="307 Temporary Redirect")
    async with listening(elsewhere, server) as program:
        heard = await calling(program, client).tell("https://shop.example.com/hook", b"{}", {})
    assert (heard.accepted, heard.status, heard.problem, program.hits) == (False, 307, "redirected", 1)
