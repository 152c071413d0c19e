"""By which rules a proposal is judged: read once, when its vote is announced, and frozen with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from minga_platform.governance.ballots.errors import NobodyVotes
from minga_platform.governance.ballots.judging import Bar, ClassBar, Escalation
from minga_platform.kernel.work import Work
from minga_platform.register.queries import Elector, electorate
from minga_platform.rules import queries as rules
from minga_platform.rules.registry import Needs, rule

_HALF = 5000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a proposal must reach, and the days around its vote. `concurrent_classes`: who must each agree."""

    majority: Needs
    quorum_bps: int
    threshold_bps: int
    notice_days: int
    voting_days: int
    deferral_days: int
    concurrent_classes: tuple[str, ...]
    escalating_classes: tuple[str, ...]
    escalated_threshold_bps: int

    def as_json(self) -> dict[str, Any]:
        """For the proposal's row and the certificate."""
        return asdict(self) | {
            "concurrent_classes": list(self.concurrent_classes),
            "escalating_classes": list(self.escalating_classes),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Terms":
        """From the proposal's row."""
        return cls(
            **{
                **stored,
                "concurrent_classes": tuple(stored["concurrent_classes"]),
                "escalating_classes": tuple(stored["escalating_classes"]),
            }
        )


async def terms(work: Work, majority: Needs, keys: Iterable[str], instant: datetime) -> Terms:
    """The terms at an instant. `keys`: the rules that would change, which may ask for longer days."""
    number = {
        name: await rules.number_at(work, f"governance.{name}", instant)
        for name in (
            "quorum_bps", "threshold_bps", "special_quorum_bps", "special_threshold_bps", "concurrent_threshold_bps",
            "notice_days", "voting_days", "deferral_days",
        )
    }  # fmt: skip
    changed = [found for key in keys if (found := rule(key)) is not None]
    threshold = {
        "ordinary": "threshold_bps",
        "special": "special_threshold_bps",
        "concurrent": "concurrent_threshold_bps",
    }
    return Terms(
        majority=majority,
        quorum_bps=number["quorum_bps" if majority == "ordinary" else "special_quorum_bps"],
        threshold_bps=number[threshold[majority]],
        notice_days=max([number["notice_days"], *(one.notice_days for one in changed)]),
        voting_days=number["voting_days"],
        deferral_days=max([number["deferral_days"], *(one.deferral_days for one in changed)]),
        concurrent_classes=await _classes(work, "governance.concurrent_classes", instant),
        escalating_classes=await _classes(work, "governance.escalating_classes", instant),
        escalated_threshold_bps=number["special_threshold_bps"],
    )


async def _classes(work: Work, key: str, instant: datetime) -> tuple[str, ...]:
    value = await rules.at(work, key, instant)
    return tuple(value) if isinstance(value, list) else ()


def bar(given: Terms, voters: Sequence[Elector]) -> Bar:
    """The bar of a vote. In a concurrent one the named classes that have voters must each reach it; the others count in
    the whole and are asked for nothing by themselves. Where none of the named has voters, the whole must agree alone."""
    classes = sorted({one.class_key for one in voters})
    escalations = tuple(
        Escalation(key, _HALF, given.escalated_threshold_bps) for key in given.escalating_classes if key in classes
    )
    if given.majority == "ordinary":
        return Bar(given.quorum_bps, given.threshold_bps, majority="simple", escalations=escalations)
    agreeing = [key for key in classes if key in given.concurrent_classes]
    if given.majority == "special" or not agreeing:
        return Bar(given.quorum_bps, given.threshold_bps, majority="special")
    others = {key: ClassBar(0, 0) for key in classes if key not in agreeing}
    return Bar(given.quorum_bps, given.threshold_bps, majority="concurrent", classes=others)


async def voters(work: Work, record_at: datetime) -> list[Elector]:
    """Who may vote, as the register says. Refuses: NobodyVotes."""
    found = await electorate(work, record_at)
    if not found:
        raise NobodyVotes
    return found
