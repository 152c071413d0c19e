"""Addresses and paths in manifests: spelled in one way, and whether a file was found where it says it belongs."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

LONGEST: Final = 2_000
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?::\d{1,5})?")
_SCP = re.compile(r"(?:[\w.-]+@)([\w.-]+\.[a-z]{2,}):(?!//)([\w.~/-]+)", re.IGNORECASE)
_BARE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_GIT_SCHEMES = {"git", "ssh", "git+ssh", "git+https", "git+http"}
# Hosts on which the case of a path means nothing.
_FOLDING = {"github.com", "gitlab.com", "codeberg.org", "bitbucket.org"}
_TWO_STEPS = {"github.com", "codeberg.org", "bitbucket.org"}
_VIEWS = {
    "blob",
    "raw",
    "tree",
    "src",
    "raw-file",
    "-",
    "edit",
    "blame",
    "commits",
    "releases",
    "tags",
    "archive",
    "wiki",
}


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the web as it is written from now on. `respelled`, `unsecret`: what had to be done for it."""

    text: str
    respelled: bool = False
    unsecret: bool = False


def web(text: str) -> Address | None:
    """The https or http address that a text is, or None. Blanks, ssh forms and missing schemes are mended; nothing is guessed."""
    given = text.strip().strip("<>")
    if not given or len(given) > LONGEST:
        return None
    if found := _SCP.fullmatch(given):
        given = f"https://{found[1]}/{found[2]}"
    elif (scheme := _SCHEME.match(given)) and scheme[1].lower() in _GIT_SCHEMES:
        given = "https" + given[scheme.end() - 1 :]
    elif given.startswith("//"):
        given = "https:" + given
    elif "://" not in given and _BARE.fullmatch(given):
        given = "https://" + given
    try:
        parts = urlsplit(given)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").lower() if parts.hostname else ""
    except (ValueError, UnicodeError):
        return None
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(host) or "." not in host:
        return None
    written = _quoted(parts.path), _quoted(parts.query), _quoted(parts.fragment)
    path, query, fragment = written
    told = f"{parts.scheme.lower()}://{host}{f':{port}' if port else ''}{path}"
    told += (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    secret = "@" in parts.netloc
    if told == text.rstrip("?#"):  # An empty query or fragment says nothing, and is somebody's address all the same.
        told = text
    return Address(told, told != text and not secret, secret)


def _quoted(text: str) -> str:
    """What may not stand in an address is quoted; what stands quoted stays."""
    return quote(text, safe="%/:?#[]@!$&'()*+,;=~-._" + "".join(one for one in text if ord(one) > 127))


def place(text: str) -> tuple[str, bool] | None:
    """A path inside the repository, or an address; and whether it was written in another way. None for what is neither."""
    given = text.strip()
    if not given or len(given) > LONGEST:
        return None
    if _SCHEME.match(given) or given.startswith("//"):
        address = None if re.match(r"[a-zA-Z]:[\\/]", given) else web(given)
        if address is None:
            return None
        return address.text, address.text != text
    path = given.replace("\\", "/")
    while path.startswith(("./", "/")):
        path = path.removeprefix("./").removeprefix("/")
    parts = path.partition("#")[0].split("/")
    if not path or any(unquote(part) == ".." for part in parts):
        return None
    return path, path != text


def leads_out(text: str) -> bool:
    """Whether a text is a path that leaves the repository."""
    return not _SCHEME.match(text) and any(unquote(part) == ".." for part in text.replace("\\", "/").split("/"))


def identity(address: str) -> str:
    """What makes two addresses the same place: no scheme, no `www.`, no ending `/` or `.git`, no fragment.

    >>> identity("https://GitHub.com/Foo/Bar.git/")
    'github.com/foo/bar'
    """
    parts = urlsplit(address)
    host = (parts.hostname or "").lower().removeprefix("www.")
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    path = unquote(parts.path).rstrip("/").removesuffix(".git").replace(" ", "_")
    if host in _FOLDING:
        path = path.lower()
    return f"{host}{port}{path}" + (f"?{parts.query}" if parts.query else "")


def home_of(found_at: str) -> str:
    """The identity of the repository or folder in which a file at this address lies. A raw file's host stands for its repository's."""
    parts = urlsplit(found_at)
    host = (parts.hostname or "").lower().removeprefix("www.")
    steps = [step for step in unquote(parts.path).split("/") if step]
    if host == "raw.githubusercontent.com":
        host, steps = "github.com", steps[:2]
    elif host in _TWO_STEPS:
        steps = steps[:2]
    else:
        cut = next((place for place, step in enumerate(steps) if place and step in _VIEWS), None)
        steps = steps[:cut] if cut else steps[:-1]
    return identity(f"https://{host}/{'/'.join(steps)}")


def was_found_in(found_at: str, repo: str) -> bool:
    """Whether a manifest found at an address lies in the repository that it names."""
    return bool(found_at) and (identity(_project(repo)) == home_of(found_at) or identity(repo) == identity(found_at))


def _project(repo: str) -> str:
    """A repository without the branch or folder in which somebody looked at it."""
    parts = urlsplit(repo)
    steps = [step for step in parts.path.split("/") if step]
    cut = next((place for place, step in enumerate(steps) if place >= 2 and step in _VIEWS), None)
    return f"{parts.scheme}://{parts.netloc}/{'/'.join(steps[:cut])}" if cut else repo
