"""A file that stays where it is: in a repository, at a tag, at a path, with the hash of what it was. Pure.

For what is too large to be kept here, or lives in a repository anyway. The hash makes it a promise: whoever fetches it can
see whether it is still the same. We never fetch it ourselves.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.files import is_sha256

_TAG = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/+-]{0,199}")
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Reference:
    """`repository`: an https address; `tag`: a tag or a commit; `path`: from the repository's root; `sha256`: in hex."""

    repository: str
    tag: str
    path: str
    sha256: str


def checked(*, repository: str, tag: str, path: str, sha256: str) -> Reference:
    """Refuses: InvalidInput, naming the field."""
    try:
        parts = urlsplit(repository)
        plain = (
            parts.scheme == "https" and bool(parts.hostname) and not (parts.username or parts.password or parts.port)
        )
    except ValueError:
        plain = False
    if (
        not plain
        or len(repository) > _LONGEST
        or not repository.isprintable()
        or any(sign in repository for sign in ' \\"<>')
    ):
        raise InvalidInput("repository", "https_address")
    if not _TAG.fullmatch(tag) or ".." in tag or "//" in tag or tag.endswith((".", "/", ".lock")):
        raise InvalidInput("tag", "characters")
    steps = path.split("/")
    if not 0 < len(path) <= _LONGEST or not path.isprintable() or "\\" in path or ":" in steps[0]:
        raise InvalidInput("path", "characters")
    if any(step in {"", ".", ".."} for step in steps):
        raise InvalidInput("path", "inside")
    if not is_sha256(sha256.lower()):
        raise InvalidInput("sha256", "characters")
    return Reference(repository, tag, path, sha256.lower())
