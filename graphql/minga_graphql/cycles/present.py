"""From rows to what the API tells of cycles."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import strawberry

from minga_graphql.cart import VARIANT, smallest_picture
from minga_graphql.context import Context
from minga_graphql.cycles import types
from minga_graphql.orders.types import POINT
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import all_languages, money_of, quantity_of
from minga_platform.kernel import ids
from minga_platform.kernel.locale import Text
from minga_platform.market.cycles.queries import CycleRow, Ordered, SeasonRow, SellingTime, state_at

STALL = "stall"
PRODUCT = "prod"


def cycle(
    context: Context,
    row: CycleRow,
    now: datetime,
    *,
    plans: bool,
    counted: bool,
    own: bool = False,
    withheld: frozenset[UUID] = frozenset(),
) -> types.OrderCycle:
    """`plans`, `own`: what only who plans, or who brings, is told; `counted`: the asker may see orders; `withheld`: variants that
    the commons do not let be sold now."""
    cooperative = context.require_cooperative()
    return types.OrderCycle(
        id=_id(types.CYCLE, row.id),
        name=context.said(row.name),
        note=_text(context, row.note),
        names=all_languages(row.name) if plans else [],
        notes=all_languages(row.note) if plans else [],
        state=types.CycleState(state_at(row, now)),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        is_final=row.closed_at is not None,
        repeat_days=row.repeat_days,
        coordinator_name=row.coordinator,
        fees=[
            types.CycleFee(
                purpose=types.FeePurpose(fee["purpose"]),
                kind=types.FeeKind(fee["kind"]),
                bps=fee["bps"],
                amount=money_of(fee["amount_minor"], cooperative.currency),
            )
            for fee in row.fees
        ],
        pickups=[
            types.CyclePickup(
                point_id=_id(POINT, UUID(one["point_id"])),
                name=context.said(one["name"]),
                address=one["address"],
                takes_cash=one["takes_cash"],
                fetch_from=_instant(one["fetch_from"]),
                fetch_until=_instant(one["fetch_until"]),
                instructions=one["instructions"],
            )
            for one in row.pickups
        ],
        supplies=[_supply(context, one, withheld, told=plans or own) for one in row.supplies],
        order_count=row.orders if counted else None,
        waiting_count=row.waiting if counted else None,
        cancel_reason=row.cancel_reason,
        version=row.version,
    )


def _supply(context: Context, one: Mapping[str, Any], withheld: frozenset[UUID], *, told: bool) -> types.CycleSupply:
    return types.CycleSupply(
        stall_id=_id(STALL, UUID(one["stall_id"])),
        stall_slug=one["slug"],
        stall_name=context.said(one["name"]),
        delivers_from=_instant(one["delivers_from"]) if told and one["delivers_from"] else None,
        delivers_until=_instant(one["delivers_until"]) if told and one["delivers_until"] else None,
        instructions=one["instructions"] if told else "",
        # A draft, or what its stall took off the market, is nobody's business but the planners'.
        goods=[_good(context, good, withheld) for good in one["goods"] if told or good["is_sold"]],
    )


def _good(context: Context, good: Mapping[str, Any], withheld: frozenset[UUID]) -> types.CycleGood:
    variant_id = UUID(good["variant_id"])
    return types.CycleGood(
        variant_id=_id(VARIANT, variant_id),
        product_slug=good["slug"],
        title=context.said(good["title"]),
        variant_title=_text(context, good["variant_title"]),
        price=money_of(good["price_minor"], good["currency"]),
        price_per=MinorUnits(good["price_per"]),
        unit=good["unit"],
        step=MinorUnits(good["step"]),
        least=MinorUnits(good["least"]),
        season_months=good["months"],
        is_sold=good["is_sold"],
        is_left=good["available"] is None or good["available"] >= good["least"],
        is_withheld=variant_id in withheld,
        only_in_cycles=good["only_in_cycles"],
        picture=smallest_picture(good["picture"]),
    )


def ordered(context: Context, rows: Sequence[Ordered]) -> list[types.CycleOrdered]:
    """What was ordered of a stall."""
    return [
        types.CycleOrdered(
            variant_id=_id(VARIANT, row.variant_id),
            title=row.title,
            variant_title=row.variant_title,
            quantity=quantity_of(row.quantity, row.unit, context.language),
            orders=row.orders,
        )
        for row in rows
    ]


def selling_time(context: Context, row: SellingTime, now: datetime) -> types.SellingTime:
    """When a product can be bought; the month is the co-op's."""
    month = now.astimezone(ZoneInfo(context.require_cooperative().zone)).month
    return types.SellingTime(
        only_in_cycles=row.only_in_cycles,
        season_months=row.months,
        in_season=not row.months or month in row.months,
        open_cycle=_brief(context, row.open),
        next_cycle=_brief(context, row.next),
    )


def _brief(context: Context, told: Mapping[str, Any] | None) -> types.CycleBrief | None:
    if told is None:
        return None
    return types.CycleBrief(
        id=_id(types.CYCLE, UUID(told["id"])),
        name=context.said(told["name"]),
        opens_at=_instant(told["opens_at"]),
        closes_at=_instant(told["closes_at"]),
    )


def seasonal(context: Context, row: SeasonRow) -> types.SeasonalProduct:
    """A product for its maker, or for who plans."""
    return types.SeasonalProduct(
        id=_id(PRODUCT, row.product_id),
        slug=row.slug,
        title=context.said(row.title),
        only_in_cycles=row.only_in_cycles,
        season_months=row.months,
        variants=[
            types.PlannedVariant(id=_id(VARIANT, UUID(one["id"])), title=_text(context, one["title"]))
            for one in row.variants
        ],
    )


def _text(context: Context, stored: Mapping[str, str]) -> str:
    """A text that may be empty in every language."""
    return Text.stored(stored).read(context.language, context.home_language)


def _id(prefix: str, value: UUID) -> strawberry.ID:
    return strawberry.ID(ids.encode(prefix, value))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def key_of(after: Sequence[Any]) -> tuple[datetime, UUID]:
    """A cursor's place in a list of cycles."""
    closes_at, cycle_id = after
    return (closes_at if isinstance(closes_at, datetime) else datetime.fromisoformat(closes_at)), cycle_id
