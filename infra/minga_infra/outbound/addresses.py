"""Which addresses of the internet may be called at all: those that anybody could call.

Written out rather than asked of `ipaddress.is_global`, whose answer has changed between Python's versions and takes group
addresses for global. Sources: IANA's registries of special-purpose IPv4 and IPv6 addresses.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit

_NOT_PUBLIC_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = tuple(IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20"))
_MAPPED, _NAT64, _SIX_TO_FOUR = IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"), IPv6Network("2002::/16")

ADDRESS_CHARACTERS = 2_048
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Names that mean this house's own network, whatever its name server says.
_HOME = (
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "home",
    "lan",
    "corp",
    "arpa",
    "onion",
    "test",
    "invalid",
)


def is_public(text: str) -> bool:
    """Whether this address may be called. One that carries another (v4-mapped, NAT64, 6to4) is judged by that one."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    if address.scope_id is not None:
        return False
    carried = _carried(address)
    if carried is not None:
        return is_public(str(carried))
    return address in _PUBLIC_V6 and not any(address in network for network in _NOT_PUBLIC_V6)


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in _MAPPED or address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return IPv4Address((int(address) >> 80) & 0xFFFFFFFF)
    return None


@dataclass(frozen=True, slots=True)
class Target:
    """An address written by somebody else, as we would ask for it."""

    host: str
    path: str


def target(url: str, *, port: int = 443) -> Target | None:
    """https, a host *name*, the one port, no user, nothing that two readers could read differently; else None."""
    if len(url) > ADDRESS_CHARACTERS or any(ord(sign) <= 32 or sign in '\\"<>^`{|}\x7f' for sign in url):
        return None
    try:
        parts = urlsplit(url)
        given = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").lower().removesuffix(".")
    except (ValueError, UnicodeError):
        return None
    if parts.scheme != "https" or "@" in parts.netloc or given not in {None, port}:
        return None
    if len(host) > 253 or not _HOST.fullmatch(host) or host.rpartition(".")[2] in _HOME:
        return None
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~?[]")
    return Target(host, f"{path}?{query}" if query else path)
