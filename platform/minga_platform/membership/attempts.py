"""Limits of attempts: so many a minute, with a delay that grows with failures and ends, so nobody is locked out.

Counted *before* the secret is checked, in a unit of its own under a row lock; so however many guesses come at once, no
more than the limit is looked at. Attempts that are refused here do not prolong the wait.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from minga_platform.kernel.errors import TooManyAttempts
from minga_platform.kernel.work import Work

_WINDOW = timedelta(minutes=1)
_LONGEST_DELAY = timedelta(seconds=60)
_FORGOTTEN_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `per_minute`; after `free` failures each further one doubles the pause before the next, up to a minute."""

    bucket: bytes
    per_minute: int
    free: int


def for_account(purpose: str, whose: object) -> Limit:
    """Five a minute for one account (or one name that nobody has)."""
    return Limit(_bucket("account", purpose, str(whose)), per_minute=5, free=5)


def for_address(purpose: str, address: str) -> Limit:
    """Twenty a minute for one network address. Many people may share one, so its pause begins late."""
    return Limit(_bucket("address", purpose, address), per_minute=20, free=60)


def for_wishes(address: str) -> Limit:
    """Ten wishes a minute from one network address, of people whom nobody knows: fewer than a program would like to make."""
    return Limit(_bucket("address", "wish", address), per_minute=10, free=30)


def for_uploads(agent_id: object) -> Limit:
    """Thirty files a minute for one member: each may cost seconds of a decoder. They are work and no guesses, so no pause grows."""
    return Limit(_bucket("account", "upload", str(agent_id)), per_minute=30, free=1_000_000_000)


def _bucket(*parts: str) -> bytes:
    return hashlib.sha256("\x00".join(parts).encode()).digest()


async def count(work: Work, *limits: Limit) -> None:
    """Take one attempt from each. Refuses: TooManyAttempts with the instant at which the next one is heard."""
    # Always in the order of their keys: two units never wait for each other crosswise.
    ordered = sorted(limits, key=lambda limit: limit.bucket)
    buckets = [limit.bucket for limit in ordered]
    await work.execute(
        "INSERT INTO attempt (bucket, instants, failures) SELECT b, '{}', 0 FROM unnest($1::bytea[]) b ORDER BY b ON CONFLICT DO NOTHING",
        buckets,
    )
    rows = await work.rows(
        "SELECT bucket, instants, failures FROM attempt WHERE bucket = ANY($1) ORDER BY bucket FOR UPDATE", buckets
    )
    now = await work.fresh_now()
    kept: list[tuple[bytes, list[datetime], int]] = []
    for limit, row in zip(ordered, rows, strict=True):
        instants: list[datetime] = row["instants"]
        failures = 0 if not instants or instants[-1] < now - _FORGOTTEN_AFTER else row["failures"]
        wait = next_at(limit, instants, failures, now)
        if wait > now:
            raise TooManyAttempts(wait)
        # Each attempt counts as failed until it is known to be good: a process that dies between the two counts nothing free.
        kept.append(
            (limit.bucket, [*instants[-(limit.per_minute - 1) :], now] if limit.per_minute > 1 else [now], failures + 1)
        )
    await work.many("UPDATE attempt SET instants = $2, failures = $3 WHERE bucket = $1", kept)


def next_at(limit: Limit, instants: list[datetime], failures: int, now: datetime) -> datetime:
    """When the next attempt is heard, given the latest ones in order."""
    if not instants:
        return now
    recent = [instant for instant in instants if instant > now - _WINDOW]
    earliest = now
    if len(recent) >= limit.per_minute:
        earliest = recent[-limit.per_minute] + _WINDOW
    if failures > limit.free:
        # An exponent has a ceiling here, or a patient guesser would make the arithmetic itself expensive.
        delay = min(timedelta(seconds=2 ** min(failures - limit.free, 6)), _LONGEST_DELAY)
        earliest = max(earliest, instants[-1] + delay)
    return earliest


async def succeeded(work: Work, limit: Limit) -> None:
    """A good attempt clears what failed before it; the minute's count stays."""
    await work.execute("UPDATE attempt SET failures = 0 WHERE bucket = $1", limit.bucket)


async def sweep(work: Work) -> int:
    """Forget buckets that nobody touched for a day. For the worker, whose login may delete."""
    return await work.execute(
        "DELETE FROM attempt WHERE instants[array_upper(instants, 1)] < $1", work.now - timedelta(days=1)
    )
