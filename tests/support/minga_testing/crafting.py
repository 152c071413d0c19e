"""Crafts, the law and what leaves, for the matrices of roles and tenants."""

from typing import Any

from minga_testing.shop import Goods, Shop, Stall, offer

_LONG = "An article of a law, asked of a lawyer"


def wishes(an: Any, stall: str, product: str, picture: str) -> dict[str, tuple[str, dict[str, Any], bool]]:
    """What is wished with a capability; the last: whether what it names is made up."""
    return {
        "setMakingCapacity": ("product.edit", {"stallId": stall, "perWeek": 3, "productId": product}, False),
        "editPicture": ("product.edit", {"id": picture, "focusX": 0, "focusY": 100}, False),
        "setLawProfile": ("categories.edit", {"id": an("cat"), "profile": "FOOD"}, True),
        "recordLegalBasis": ("settings.edit", {"feature": "DEPOSITS", "basis": _LONG}, False),
        "endLegalBasis": ("settings.edit", {"feature": "DEPOSITS"}, False),
        "askCooperativeExport": ("exports.make", {"kind": "EVERYTHING"}, False),
    }


def personal(an: Any, variant: str) -> dict[str, dict[str, Any]]:
    """What decides by what is named, and hides it from everybody else: a promise's line, a stall's own costs."""
    return {
        "putOffPromise": {"lineId": an("oline"), "promisedFor": "2100-01-01", "reason": "A broken loom"},
        "writeCostingSheet": {
            "variantId": variant, "pieces": 1, "materials": [], "minutes": 1, "overhead": {"minor": 0, "currency": "EUR"},
        },
    }  # fmt: skip


def reads(stall: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is read with a capability."""
    return {"making": ("orders.see", {"stallId": stall})}


async def to_order(shop: Shop, stall: Stall) -> Goods:
    """Something that is made to order, three a week."""
    blanket = await offer(shop, stall, "Blanket", price=1000, on_hand=None)
    done = await shop.by(stall.maker).wish(
        "setMakingCapacity(stallId: $stall, perWeek: 3, productId: $product)", "",
        stall=("ID!", stall.id), product=("ID", blanket.product),
    )  # fmt: skip
    assert done["__typename"] == "MakingCapacitySet", done
    return blanket


def named(line: str, variant: str, stall: str, made_to_order: str) -> dict[str, dict[str, Any]]:
    """Values for what the matrix of roles leaves out."""
    return {
        "Query.readyBy": {"variantId": made_to_order},
        "Query.costing": {"variantId": variant},
        "Mutation.putOffPromise": {"lineId": line},
        "Mutation.writeCostingSheet": {"variantId": variant},
        "Mutation.askCooperativeExport": {"kind": "PRODUCTS", "stallId": stall},
    }


OPEN = frozenset({"legalBases", "readyBy", "soldProduct", "sitemap"})
"""Published, the same for everybody."""
OWN = frozenset({"checkoutPromises", "myExports", "costing"})
"""Of the asker, or of the stall that she keeps herself."""
