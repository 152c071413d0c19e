"""The 19 actions of Valueflows 1.0.0 and what each does to a resource: a table that the fold obeys.

Retyped in a form of our own from the ontology's release 1.0.0 (February 2026), CC-BY-SA-4.0, by the Valueflows
contributors; see NOTICE. A test holds it against the ontology's own file where that is at hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Side = Literal["", "input", "output", "either"]
Measured = Literal["resource", "effort", "both"]
Count = Literal["", "less", "more", "more_to", "moves"]
"""What happens to a quantity: less or more of the resource, more of the receiving one, or less here and as much more there."""
Note = Literal["", "set", "set_to", "born"]
"""What happens to a property: written on the resource, on the receiving one, or only on one that the event brings forth."""


@dataclass(frozen=True, slots=True)
class Action:
    """One verb. Every effect that the fold works out is read from here; there is no branch by name anywhere."""

    name: str
    side: Side
    """Whether it goes into a process or comes out of one; empty where it needs none."""
    measured: Measured
    makes: Literal["", "here", "there"]
    """Whether it may bring a resource forth: the one it names, or the receiving one."""
    pairs_with: str
    accounting: Count
    onhand: Count
    location: Note
    contained: Literal["", "put_in", "taken_out"]
    accountable: Note
    stage: bool
    state: Note

    @property
    def has_receiving(self) -> bool:
        """Whether a second resource, the receiving one, has a part in it."""
        return self.makes == "there"


_TABLE: Final = """
name              side   measured makes pairs_with accounting onhand  location contained accountable stage state
accept            input  resource -     modify     -          less    set      -         -           -     set
cite              input  resource -     -          -          -       -        -         -           -     set
combine           input  resource -     -          -          less    -        put_in    -           -     set
consume           input  resource -     -          less       less    -        -         -           -     set
copy              -      resource there -          more_to    more_to born     -         born        -     set_to
deliverService    either resource -     -          -          -       -        -         -           -     -
dropoff           output resource -     pickup     -          more    set      -         -           yes   set
lower             -      resource here  -          less       less    -        -         born        -     set
modify            output resource -     accept     -          more    set      -         -           yes   set
move              -      resource there -          moves      moves   set_to   -         -           -     set_to
pickup            input  resource -     dropoff    -          less    set      -         -           -     set
produce           output resource here  -          more       more    born     -         born        yes   set
raise             -      resource here  -          more       more    -        -         born        -     set
separate          output resource -     -          -          more    -        taken_out -           yes   set
transfer          -      resource there -          moves      moves   set_to   -         set_to      -     set_to
transferAllRights -      resource there -          moves      -       -        -         set_to      -     set_to
transferCustody   -      resource there -          -          moves   set_to   -         -           -     set_to
use               input  both     -     -          -          -       -        -         -           -     set
work              input  effort   -     -          -          -       -        -         -           -     -
"""


def _read() -> Mapping[str, Action]:
    head, *lines = [line.split() for line in _TABLE.strip().splitlines()]
    found = {}
    for line in lines:
        cells: dict[str, object] = {name: "" if cell == "-" else cell for name, cell in zip(head, line, strict=True)}
        cells["stage"] = cells["stage"] == "yes"
        found[line[0]] = Action(**cells)  # type: ignore[arg-type]
    return found


ACTIONS: Final[Mapping[str, Action]] = _read()
"""By the ontology's own name."""
