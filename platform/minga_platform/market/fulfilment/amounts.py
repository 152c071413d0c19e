"""What bringing costs: steps by the value or weight of the goods. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

GRAMS_PER_ML = 1
"""Milk, oil and honey are near enough to water for a parcel's fee."""


def fee(
    flat_minor: int, steps: Sequence[Mapping[str, Any]], measure: int, goods_minor: int, free_from: int | None
) -> int:
    """Minor units, tax included. `steps`: [{from, fee_minor}], rising; the last one not above `measure` (minor units of the goods
    or grams) holds, before the first one `flat_minor` does. Nothing from `free_from` of goods on."""
    if free_from is not None and goods_minor >= free_from:
        return 0
    holds = flat_minor
    for step in steps:
        if step["from"] > measure:
            break
        holds = step["fee_minor"]
    return holds


def grams(unit: str, quantity: int, piece_grams: int | None) -> int:
    """What a quantity in base units weighs; a piece that nobody weighed counts nothing, and the page of its variant says so."""
    if unit == "piece":
        return quantity * (piece_grams or 0)
    return quantity if unit == "g" else quantity * GRAMS_PER_ML
