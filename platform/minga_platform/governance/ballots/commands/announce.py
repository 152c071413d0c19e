"""Announcing a vote: question, method, bar, dates, roll and the promise of a lot are fixed in one unit, and stay so."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.governance.ballots import choices
from minga_platform.governance.ballots.errors import NobodyVotes
from minga_platform.governance.ballots.events import ElectionAnnounced
from minga_platform.governance.ballots.judging import Bar
from minga_platform.governance.ballots.rules import FLOOR
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import Text
from minga_platform.kernel.work import Work
from minga_platform.register import queries as register
from minga_platform.rules import queries as rules

_MOST_OPTIONS = 100
_MOST_SEATS = 100
_LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class OptionDraft:
    """Something that can be chosen. `symbol`: a word for a drawn sign, so that who does not read can find it."""

    key: str
    label: Text
    description: Text | None = None
    picture_id: UUID | None = None
    symbol: str = ""
    cost_minor: int | None = None


@dataclass(frozen=True, slots=True)
class ReservedSeats:
    """At least `seats` of the elected are among these options, if so many stand."""

    name: str
    options: tuple[str, ...]
    seats: int


async def announce(
    work: Work,
    *,
    subject_kind: str,
    subject_id: UUID,
    title: Text,
    question: Text,
    method: str,
    options: Sequence[OptionDraft] = (),
    bar: Bar,
    seats: int = 1,
    budget_minor: int | None = None,
    reserved: Sequence[ReservedSeats] = (),
    secret: bool = True,
    classes: Sequence[str] | None = None,
    without: Collection[UUID] = (),
    topic: str = "",
    record_at: datetime,
    opens_at: datetime,
    closes_at: datetime,
    assembly_id: UUID | None = None,
) -> UUID:
    """Announce a vote; its id. Who has the right at `record_at` is on the roll, and nobody else ever.

    `classes`: keys of the classes that vote, None for all that may. `without`: who has a part in what is judged, and no
    vote. `topic`: under which votes may be lent to others, where the vote is open. Amounts in minor units of the co-op's currency.
    Refuses: InvalidInput, NobodyVotes. Announces: ElectionAnnounced.
    """
    _check_question(method, options, seats, budget_minor, reserved)
    if (wrong := bar.problem()) is not None:
        raise InvalidInput("bar", wrong)
    if not record_at <= work.now:
        raise InvalidInput("record_at", "not_in_future", maximum=work.now.isoformat())
    if not work.now <= opens_at < closes_at:
        raise InvalidInput("opens_at", "times")
    await _check_pictures(work, options)
    roll = [one for one in await register.electorate(work, record_at, classes) if one.agent_id not in without]
    if not roll:
        raise NobodyVotes
    floor = await rules.number_at(work, FLOOR) if secret else 1
    election_id, seed = ids.new(), secrets.token_bytes(32)
    sizes = Counter((one.class_key, one.weight) for one in roll)
    await work.execute(
        """INSERT INTO election (cooperative_id, id, subject_kind, subject_id, assembly_id, title, question, method, options,
               seats, budget_minor, reserved, bar, floor, secret, roll, roll_size, seed_commitment, record_at, announced_at,
               opens_at, closes_at, topic)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)""",
        work.cooperative_id, election_id, subject_kind, subject_id, assembly_id, dict(title), dict(question), method,
        [_stored(option) for option in options], seats, budget_minor,
        [{"name": one.name, "options": list(one.options), "seats": one.seats} for one in reserved],
        bar.as_json(), floor, secret,
        [{"class_key": key, "weight": weight, "size": size} for (key, weight), size in sorted(sizes.items())],
        len(roll), hashlib.sha256(seed).digest(), record_at, work.now, opens_at, closes_at, topic,
    )  # fmt: skip
    await work.execute(
        "SELECT box.freeze($1, $2, $3, $4, $5)",
        election_id,
        seed,
        [one.agent_id for one in roll],
        [one.class_key for one in roll],
        [one.weight for one in roll],
    )
    work.emit(ElectionAnnounced(election_id=election_id))
    return election_id


def _check_question(
    method: str,
    options: Sequence[OptionDraft],
    seats: int,
    budget_minor: int | None,
    reserved: Sequence[ReservedSeats],
) -> None:
    if method not in choices.METHODS:
        raise InvalidInput("method", "choice")
    keys = [option.key for option in options]
    if choices.is_judged(method):
        if options or reserved or budget_minor is not None or seats != 1:
            raise InvalidInput("options", "none_here")
        return
    if not 2 <= len(options) <= _MOST_OPTIONS:
        raise InvalidInput("options", "count", "2", str(_MOST_OPTIONS))
    if len(set(keys)) != len(keys) or not all(key and len(key) <= _LONGEST_KEY for key in keys):
        raise InvalidInput("options", "keys")
    if not 1 <= seats <= min(_MOST_SEATS, len(options)):
        raise InvalidInput("seats", "bounds", "1", str(len(options)))
    if (budget_minor is not None) != any(option.cost_minor is not None for option in options):
        raise InvalidInput("budget_minor", "with_costs")
    if budget_minor is not None and (
        budget_minor < 1 or any(option.cost_minor is None or option.cost_minor < 1 for option in options)
    ):
        raise InvalidInput("budget_minor", "costs")
    if method == "greedy" and budget_minor is None:
        raise InvalidInput("budget_minor", "required")
    if reserved and method != "stv":
        raise InvalidInput("reserved", "only_stv")
    for one in reserved:
        if not set(one.options) <= set(keys) or not 1 <= one.seats <= len(one.options):
            raise InvalidInput("reserved", "options")
    if sum(one.seats for one in reserved) > seats:
        raise InvalidInput("reserved", "seats", maximum=str(seats))


async def _check_pictures(work: Work, options: Sequence[OptionDraft]) -> None:
    wanted = {option.picture_id for option in options if option.picture_id is not None}
    if not wanted:
        return
    found = await work.value(
        "SELECT count(*) FROM file WHERE cooperative_id = $1 AND id = ANY ($2::uuid[]) AND media_type LIKE 'image/%'",
        work.cooperative_id,
        list(wanted),
    )
    if found != len(wanted):
        raise InvalidInput("options", "picture")


def _stored(option: OptionDraft) -> dict[str, object]:
    return {
        "key": option.key,
        "label": dict(option.label),
        "description": dict(option.description) if option.description else {},
        "picture_id": str(option.picture_id) if option.picture_id else None,
        "symbol": option.symbol,
        "cost_minor": option.cost_minor,
    }
