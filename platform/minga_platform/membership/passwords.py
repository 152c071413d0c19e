"""Passwords: what may be one, and the slow hash, in a pool of its own so that guessing never slows other requests.

Numbers: argon2id m = 19 MiB, t = 2, p = 1 (OWASP Password Storage); two at a time, twenty waiting, then TooBusy.
"""

import asyncio
import functools
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from minga_platform.kernel.errors import InvalidInput
from minga_platform.membership.common_passwords import is_common
from minga_platform.membership.errors import PasswordTooCommon, PasswordTooShort, TooBusy

LEAST_ALONE = 15
LEAST_WITH_SECOND = 8
LONGEST = 128
_AT_ONCE = 2
_WAITING = 20

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
Result = TypeVar("Result")


def checked(password: str, *, has_passkey: bool, own_words: tuple[str, ...] = ()) -> str:
    """The password as it is hashed (NFKC, so that the same keys give the same password on every device).

    Lengths count characters. Refuses: PasswordTooShort, InvalidInput (rule `length` when too long), PasswordTooCommon.
    """
    # What is measured first is the raw text: normalising a megabyte would be work done for a stranger.
    if len(password) > LONGEST:
        raise InvalidInput("password", "length", minimum=str(LEAST_ALONE), maximum=str(LONGEST))
    normal = normalised(password)
    if len(normal) < (LEAST_WITH_SECOND if has_passkey else LEAST_ALONE):
        raise too_short()
    if is_common(normal, own_words):
        raise PasswordTooCommon
    return normal


def too_short() -> PasswordTooShort:
    """The refusal with its numbers."""
    return PasswordTooShort(LEAST_ALONE, LEAST_WITH_SECOND)


def normalised(password: str) -> str:
    """NFKC; a password of a later Unicode stays what it is."""
    return unicodedata.normalize("NFKC", password[: LONGEST + 1])


def needs_second(normal: str) -> bool:
    """Too short to stand alone."""
    return len(normal) < LEAST_ALONE


class Pool:
    """Two threads and a bounded queue. argon2 leaves the interpreter free while it works."""

    def __init__(self, at_once: int = _AT_ONCE, waiting: int = _WAITING) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="argon2")
        self._free = at_once + waiting

    def require_room(self) -> None:
        """Refuses: TooBusy. Asked before an attempt is counted, so that who comes at a busy moment loses none."""
        if self._free == 0:
            raise TooBusy

    async def run(self, work: Callable[[], Result]) -> Result:
        """Refuses: TooBusy."""
        self.require_room()
        self._free -= 1
        future = self._threads.submit(work)
        # Given back when the thread is done, not when the asker leaves: who hangs up must not make room for more work.
        loop = asyncio.get_running_loop()
        future.add_done_callback(lambda _: _soon(loop, self._give_back))
        return await asyncio.wrap_future(future)

    def _give_back(self) -> None:
        self._free += 1


def _soon(loop: asyncio.AbstractEventLoop, give_back: Callable[[], None]) -> None:
    # A loop that closed meanwhile (end of the program) has nobody left to make room for.
    if not loop.is_closed():
        loop.call_soon_threadsafe(give_back)


@functools.cache
def pool() -> Pool:
    """The one pool of this process."""
    return Pool()


@functools.cache
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody's password")


async def hash_of(normal: str) -> str:
    """The argon2id text of a checked password. Refuses: TooBusy."""
    return await pool().run(lambda: _HASHER.hash(normal))


async def matches(stored: str | None, password: str) -> bool:
    """Whether it is the password. Without a stored hash the same work is done, so that time tells nothing.

    Refuses: TooBusy.
    """
    normal = normalised(password)

    def verify() -> bool:
        try:
            _HASHER.verify(stored or _nobodys_hash(), normal)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    return await pool().run(verify)


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other numbers than today's."""
    return _HASHER.check_needs_rehash(stored)
