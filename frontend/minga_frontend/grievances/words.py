"""What steps and outcomes are called."""

from collections.abc import Mapping

from minga_platform.kernel.locale import mark

STEPS: Mapping[str, str] = {
    "MEDIATION": mark("A mediator looks for what both can live with"),
    "PANEL": mark("Three members drawn by lot decide"),
    "APPEAL": mark("A party can appeal to the assembly"),
}
OUTCOMES: Mapping[str, str] = {
    "SETTLED": mark("settled"),
    "NOT_SETTLED": mark("not settled"),
    "DECIDED": mark("decided"),
    "WITHDRAWN": mark("taken back"),
    "LAPSED": mark("its time ran out"),
}
