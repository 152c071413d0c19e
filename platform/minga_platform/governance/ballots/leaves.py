"""The marks of a ballot: its leaf, the root over all leaves, and the two codes of its voter. Pure.

The leaf commits to everything a ballot is without showing any of it: choice and class are bound in with two numbers
that follow, one way, from a random one. Choices can so be opened while classes too small to be shown stay closed.

    choice key = sha256("choice" ‖ nonce)      class key = sha256("class" ‖ nonce)
    class mark = sha256(json(["minga-class-1", class, weight, class key]))
    leaf       = sha256(json(["minga-ballot-1", election, class mark, token hash, revision, choice, choice key]))
    root       = sha256("minga-root-1" ‖ every leaf, sorted)

The root is no tree: the whole list is published, so nobody needs a proof about a part of it, and a page of code checks it.
"""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from minga_platform.governance.ballots.choices import canonical

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_READ: Final = {character: number for number, character in enumerate(_ALPHABET)} | {"o": 0, "i": 1, "l": 1}
_PRIVATE_LENGTH: Final = 28
TRACKED_BYTES: Final = 15
"""How much of a leaf the tracking code names: 120 bits, 24 characters."""


def choice_key(nonce: bytes) -> bytes:
    """What opens a ballot's choice."""
    return hashlib.sha256(b"choice" + nonce).digest()


def class_key(nonce: bytes) -> bytes:
    """What opens a ballot's class and weight."""
    return hashlib.sha256(b"class" + nonce).digest()


def class_mark(voter_class: str, weight: int, key: bytes) -> bytes:
    """The class of a ballot, closed."""
    return _sha(["minga-class-1", voter_class, weight, key.hex()])


def leaf(
    election: UUID, voter_class: str, weight: int, token_hash: bytes, revision: int, choice: Any, nonce: bytes
) -> bytes:
    """The mark of one ballot."""
    mark = class_mark(voter_class, weight, class_key(nonce))
    return _sha(
        ["minga-ballot-1", str(election), mark.hex(), token_hash.hex(), revision, choice, choice_key(nonce).hex()]
    )


def root(marks: Iterable[bytes]) -> bytes:
    """The mark of a whole list, whatever order it comes in."""
    return hashlib.sha256(b"minga-root-1" + b"".join(sorted(marks))).digest()


def _sha(value: object) -> bytes:
    return hashlib.sha256(canonical(value).encode()).digest()


def new_private_code() -> str:
    """140 random bits to vote again with, in groups that can be written down."""
    return _grouped("".join(secrets.choice(_ALPHABET) for _ in range(_PRIVATE_LENGTH)))


def read_private_code(text: str) -> str | None:
    """A private code as typed, in its one form; None where it cannot be one."""
    plain = _plain(text)
    return _grouped(plain) if plain is not None and len(plain) == _PRIVATE_LENGTH else None


def token_hash(election: UUID, voter_class: str, private_code: str) -> bytes:
    """What is kept of a private code. It is random and long, so one hash is enough."""
    return hashlib.sha256(f"minga-token-1 {election} {voter_class} {private_code}".encode()).digest()


def voter_hash(election: UUID, voter_class: str, agent_id: UUID) -> bytes:
    """What stands in the place of a token where votes are open: it names the voter."""
    return hashlib.sha256(f"minga-voter-1 {election} {voter_class} {agent_id}".encode()).digest()


def tracking_code(mark: bytes) -> str:
    """How a voter finds her ballot on the board."""
    number = int.from_bytes(mark[:TRACKED_BYTES], "big")
    count = TRACKED_BYTES * 8 // 5
    return _grouped("".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count))))


def read_tracking_code(text: str) -> bytes | None:
    """The beginning of the leaf that a tracking code names; None where it cannot be one."""
    plain = _plain(text)
    if plain is None or len(plain) != TRACKED_BYTES * 8 // 5:
        return None
    number = 0
    for character in plain:
        number = number << 5 | _READ[character]
    return number.to_bytes(TRACKED_BYTES, "big")


def _plain(text: str) -> str | None:
    # People read 0 for o and 1 for l; dashes and blanks are only for the eye.
    characters = [character for character in text.strip().lower()[:80] if character not in " -–—\u00a0"]
    if not all(character in _READ for character in characters):
        return None
    return "".join(_ALPHABET[_READ[character]] for character in characters)


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
