"""Words about boxes."""

from typing import Final

from minga_platform.kernel.locale import mark

SIZES: Final = {"SMALL": mark("Small"), "MIDDLE": mark("Middle"), "LARGE": mark("Large")}
OUTCOMES: Final = {
    "COMING": mark("comes"),
    "ORDERED": mark("ordered"),
    "SKIPPED": mark("skipped"),
    "HELD": mark("on hold"),
    "EMPTY": mark("nothing to be had"),
    "MISSED": mark("does not come"),
}
