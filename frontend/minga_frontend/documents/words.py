"""What documents are called."""

from collections.abc import Mapping
from typing import Final

from minga_platform.kernel.locale import mark

PARTS: Final[Mapping[str, str]] = {
    "GOODS": mark("Goods"),
    "DEPOSIT": mark("Deposits on jars and crates"),
    "DELIVERY": mark("Delivery"),
    "ROYALTY": mark("Left with the commons"),
    "FEE": mark("The co-op's fee"),
}
