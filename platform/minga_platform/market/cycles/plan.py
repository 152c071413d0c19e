"""A cycle as its coordinator wants it, and what of a wish can be meant. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import Text
from minga_platform.market.cycles import states
from minga_platform.market.cycles.amounts import CycleFee

LONGEST_INSTRUCTIONS = 500
_LONGEST = timedelta(days=92)
_MOST = 500
_MOST_GOODS = 5_000


@dataclass(frozen=True, slots=True)
class Supply:
    """An incoming exchange: `variant_ids` of this stall, brought in the window (both ends or none)."""

    stall_id: UUID
    variant_ids: tuple[UUID, ...]
    delivers_from: datetime | None = None
    delivers_until: datetime | None = None
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class Pickup:
    """An outgoing exchange."""

    pickup_point_id: UUID
    fetch_from: datetime
    fetch_until: datetime
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole cycle as its coordinator wants it. `name`, `note`: `{language: text}`."""

    name: dict[str, str]
    note: dict[str, str]
    opens_at: datetime
    closes_at: datetime
    repeat_days: int | None
    fees: tuple[CycleFee, ...]
    supplies: tuple[Supply, ...]
    pickups: tuple[Pickup, ...]


def checked(plan: Plan) -> tuple[dict[str, str], dict[str, str]]:
    """Its name and note as they are stored. Refuses: InvalidInput for what cannot be meant."""
    name = dict(Text.checked(plan.name, field="name", longest=120, one_line=True))
    note = dict(Text.checked(plan.note, field="note", longest=2000, shortest=0))
    if plan.closes_at <= plan.opens_at or plan.closes_at - plan.opens_at > _LONGEST:
        raise InvalidInput("closesAt", "from_until")
    if plan.repeat_days is not None and not 1 <= plan.repeat_days <= 366:
        raise InvalidInput("repeatDays", "range", minimum="1", maximum="366")
    if plan.repeat_days is not None and timedelta(days=plan.repeat_days) < plan.closes_at - plan.opens_at:
        raise InvalidInput("repeatDays", "range", minimum=str((plan.closes_at - plan.opens_at).days + 1), maximum="366")
    for field, several in (("supplies", plan.supplies), ("pickups", plan.pickups), ("fees", plan.fees)):
        if len(several) > _MOST:
            raise InvalidInput(field, "number", maximum=str(_MOST))
    _check_fees(plan)
    _check_exchanges(plan)
    return name, note


def _check_fees(plan: Plan) -> None:
    for fee in plan.fees:
        if fee.purpose not in states.FEE_PURPOSES or fee.kind not in states.FEE_KINDS:
            raise InvalidInput("fees", "one_of")
        if not (0 <= fee.bps <= 5000 and 0 <= fee.amount_minor <= 1_000_000):
            raise InvalidInput("fees", "range", minimum="0", maximum="5000" if fee.kind == "of_goods" else "1000000")
        if (fee.amount_minor if fee.kind == "of_goods" else fee.bps) != 0:
            raise InvalidInput("fees", "one_of")


def _check_exchanges(plan: Plan) -> None:
    if len({supply.stall_id for supply in plan.supplies}) != len(plan.supplies):
        raise InvalidInput("supplies", "distinct")
    if len({pickup.pickup_point_id for pickup in plan.pickups}) != len(plan.pickups):
        raise InvalidInput("pickups", "distinct")
    variants = [variant for supply in plan.supplies for variant in supply.variant_ids]
    if len(set(variants)) != len(variants) or len(variants) > _MOST_GOODS:
        raise InvalidInput("supplies", "distinct")
    for supply in plan.supplies:
        if (supply.delivers_from is None) != (supply.delivers_until is None) or (
            supply.delivers_from and supply.delivers_until and supply.delivers_until <= supply.delivers_from
        ):
            raise InvalidInput("supplies", "from_until")
    for pickup in plan.pickups:
        if pickup.fetch_until <= pickup.fetch_from:
            raise InvalidInput("pickups", "from_until")
        if pickup.fetch_until <= plan.closes_at:
            # Who orders in the last hour of a cycle must be able to fetch it.
            raise InvalidInput("pickups", "after_closing")
    for words in [*(one.instructions for one in plan.supplies), *(one.instructions for one in plan.pickups)]:
        Text.checked({"en": words}, field="instructions", longest=LONGEST_INSTRUCTIONS, shortest=0)
