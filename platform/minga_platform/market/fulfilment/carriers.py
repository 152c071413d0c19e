"""Carriers, and what bringing costs."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

NUMBER = "{number}"
_LARGEST_FEE = 1_000_000
_LARGEST_MEASURE = 10**12
_MOST_STEPS = 20
_BASES = ("flat", "value", "weight")


async def set_carrier(
    work: Work,
    viewer: Viewer,
    *,
    carrier_id: UUID | None,
    name: str,
    about: Mapping[str, str],
    tracking_pattern: str,
    fee: Money,
    steps: Sequence[Mapping[str, int]],
    free_from: int | None,
    most_grams: int | None,
    tax_bps: int,
    is_open: bool,
) -> UUID:
    """Add a carrier, or change the one `carrier_id` names. Needs `delivery.edit`. Refuses: NotFound, NotAllowed, InvalidInput."""
    await access.require(work, viewer, "delivery.edit")
    currency = await _own_currency(work, fee)
    called = Text.checked({"en": name}, field="name", longest=80, one_line=True).read("en")
    pattern = tracking_pattern.strip()
    # The link is shown to buyers: a real address of another house, with the number in it.
    if pattern and not (
        pattern.startswith("https://") and pattern.count(NUMBER) == 1 and len(pattern) <= 300 and pattern.isprintable()
    ):
        raise InvalidInput("tracking_pattern", "tracking")
    if most_grams is not None and not 1 <= most_grams <= _LARGEST_MEASURE:
        raise InvalidInput("most_grams", "range", minimum="1", maximum=str(_LARGEST_MEASURE))
    values = (
        called, dict(Text.checked(about, field="about", longest=1000, shortest=0)), pattern, fee.minor, currency, checked_steps(steps),
        _free(free_from), most_grams, _tax(tax_bps), "open" if is_open else "closed",
    )  # fmt: skip
    if carrier_id is None:
        carrier_id = ids.new()
        await work.execute(
            "INSERT INTO carrier (cooperative_id, id, name, about, tracking_pattern, fee_minor, currency, fee_steps, free_from_minor, most_grams, "
            "tax_bps, state, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
            "(SELECT count(*) FROM carrier WHERE cooperative_id = $1))",
            work.cooperative_id, carrier_id, *values,
        )  # fmt: skip
        return carrier_id
    changed = await work.execute(
        "UPDATE carrier SET name = $3, about = $4, tracking_pattern = $5, fee_minor = $6, currency = $7, fee_steps = $8, free_from_minor = $9, "
        "most_grams = $10, tax_bps = $11, state = $12 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, carrier_id, *values,
    )  # fmt: skip
    if not changed:
        raise NotFound
    return carrier_id


async def set_delivery_fees(
    work: Work, viewer: Viewer, *, zone_id: UUID, basis: str, steps: Sequence[Mapping[str, int]], free_from: int | None
) -> UUID:
    """Fee steps of a delivery zone: by the goods' value or weight, beside its plain fee. Refuses: NotFound, NotAllowed, InvalidInput."""
    await access.require(work, viewer, "delivery.edit")
    if basis not in _BASES:
        raise InvalidInput("basis", "one_of")
    changed = await work.execute(
        "UPDATE delivery_zone SET fee_basis = $3, fee_steps = $4, free_from_minor = $5 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, zone_id, basis, checked_steps(steps) if basis != "flat" else [], _free(free_from),
    )  # fmt: skip
    if not changed:
        raise NotFound
    return zone_id


def checked_steps(steps: Sequence[Mapping[str, int]]) -> list[dict[str, int]]:
    """`[{from, fee_minor}]`, rising by `from`. Refuses: InvalidInput for `steps`."""
    if len(steps) > _MOST_STEPS:
        raise InvalidInput("steps", "number", maximum=str(_MOST_STEPS))
    kept = sorted(({"from": one["from"], "fee_minor": one["fee_minor"]} for one in steps), key=lambda one: one["from"])
    if len({one["from"] for one in kept}) != len(kept):
        raise InvalidInput("steps", "distinct")
    if any(not 1 <= one["from"] <= _LARGEST_MEASURE or not 0 <= one["fee_minor"] <= _LARGEST_FEE for one in kept):
        raise InvalidInput("steps", "range", minimum="0", maximum=str(_LARGEST_FEE))
    return kept


async def _own_currency(work: Work, fee: Money) -> str:
    currency: str = await work.value("SELECT currency FROM cooperative WHERE id = $1", work.cooperative_id)
    if fee.currency != currency:
        raise InvalidInput("fee", "currency")
    if not 0 <= fee.minor <= _LARGEST_FEE:
        raise InvalidInput("fee", "range", minimum="0", maximum=str(_LARGEST_FEE))
    return currency


def _free(free_from: int | None) -> int | None:
    if free_from is not None and not 0 <= free_from <= _LARGEST_MEASURE:
        raise InvalidInput("free_from", "range", minimum="0", maximum=str(_LARGEST_MEASURE))
    return free_from


def _tax(tax_bps: int) -> int:
    if not 0 <= tax_bps <= 5000:
        raise InvalidInput("tax_bps", "range", minimum="0", maximum="5000")
    return tax_bps


def tracking_link(pattern: str, number: str) -> str | None:
    """Where a parcel can be followed; None where the carrier has no page, or nobody knows the number."""
    return pattern.replace(NUMBER, quote(number, safe="")) if pattern and number else None
