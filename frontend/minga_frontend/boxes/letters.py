"""What whoever takes a box is told: what is not as usual, that it does not come, that it comes no more."""

from collections.abc import Sequence
from typing import Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_SUBJECT: Final = mark("Your box: %(box)s")


def write(
    kind: str, *, person: str, box: str, day: str, changes: Sequence[tuple[str, str]], language: str, link: str
) -> Written:
    """`kind`: ordered, empty, missed or ended. `changes`: (what is usual, what stands in for it or empty)."""
    text = render_text(
        "boxes/letter.txt", language=language, kind=kind, person=person, box=box, day=day, changes=changes, link=link
    )
    return Written(say(language, _SUBJECT, box=box), text.strip() + "\n")
