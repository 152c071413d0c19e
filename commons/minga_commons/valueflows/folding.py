"""What there is, as a fold over what happened: quantities held and owned, where, whose, in which state.

Events never change. One that `corrects` another stands in its place from the beginning, the quantity 0 takes it back;
so the balances are a pure function of the events, and a wrong entry is seen for ever beside the right one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from minga_commons.valueflows.actions import ACTIONS, Action


@dataclass(frozen=True, slots=True)
class Measure:
    """How much: a whole number of a unit."""

    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Flow:
    """One economic event. Ids are whatever the caller has; `resource` and `to_resource` may be unknown to the books."""

    id: str
    action: str
    provider: str
    receiver: str
    resource_quantity: Measure | None = None
    effort_quantity: Measure | None = None
    resource: str | None = None
    to_resource: str | None = None
    container: str | None = None
    to_location: str | None = None
    stage: str | None = None
    state: str | None = None
    corrects: str | None = None


@dataclass(slots=True)
class Holding:
    """One resource as the events have left it. `accounting`: what is owned; `onhand`: what is in one's keeping."""

    unit: str
    accounting: int = 0
    onhand: int = 0
    accountable: str | None = None
    location: str | None = None
    contained_in: str | None = None
    stage: str | None = None
    state: str | None = None


@dataclass
class UnfitFlowError(ValueError):
    """An event that its action does not allow. `problem` is a word for programs; `flow` the event's id."""

    flow: str
    problem: str


@dataclass(slots=True)
class Standing:
    """What the events add up to: resources by id, and effort by agent, action and unit."""

    resources: dict[str, Holding] = field(default_factory=dict)
    efforts: dict[tuple[str, str, str], int] = field(default_factory=dict)


_SIGNS: Final[Mapping[str, tuple[int, int]]] = {
    "": (0, 0),
    "less": (-1, 0),
    "more": (1, 0),
    "more_to": (0, 1),
    "moves": (-1, 1),
}
"""Effect → what it does to the resource and to the receiving one, in quantities of the event."""


def effective(flows: Sequence[Flow]) -> list[Flow]:
    """The events that count, each where the first of its corrections' chain stood.

    Raises UnfitFlowError: `corrects_nothing` (no earlier event of that id), `corrected_twice`.
    """
    place = {flow.id: number for number, flow in enumerate(flows)}
    root: dict[str, str] = {}
    last: dict[str, Flow] = {}
    corrected: set[str] = set()
    for number, flow in enumerate(flows):
        if flow.corrects is None:
            root[flow.id] = flow.id
        else:
            if place.get(flow.corrects, number) >= number:
                raise UnfitFlowError(flow.id, "corrects_nothing")
            if flow.corrects in corrected:
                raise UnfitFlowError(flow.id, "corrected_twice")
            corrected.add(flow.corrects)
            root[flow.id] = root[flow.corrects]
        last[root[flow.id]] = flow
    return list(last.values())


def fold(flows: Sequence[Flow]) -> Standing:
    """Everything that happened, oldest first, added up. Raises UnfitFlowError.

    The order matters only to properties (where a thing is, in which state); quantities are sums.
    """
    standing = Standing()
    for flow in effective(flows):
        apply(standing, flow)
    return standing


def check(flow: Flow) -> Action:
    """The event's action, if what it measures is what that action measures. Raises UnfitFlowError."""
    action = ACTIONS.get(flow.action)
    if action is None:
        raise UnfitFlowError(flow.id, "unknown_action")
    measures = (flow.resource_quantity, flow.effort_quantity)
    if any(one is not None and one.amount < 0 for one in measures):
        raise UnfitFlowError(flow.id, "negative")
    if action.measured == "resource" and (flow.resource_quantity is None or flow.effort_quantity is not None):
        raise UnfitFlowError(flow.id, "resource_quantity")
    if action.measured == "effort" and (flow.effort_quantity is None or flow.resource_quantity is not None):
        raise UnfitFlowError(flow.id, "effort_quantity")
    if action.measured == "both" and measures == (None, None):
        raise UnfitFlowError(flow.id, "quantity")
    if flow.to_resource is not None and not action.has_receiving:
        raise UnfitFlowError(flow.id, "no_receiving_resource")
    if flow.to_resource is not None and flow.to_resource == flow.resource:
        raise UnfitFlowError(flow.id, "same_resource")
    return action


def apply(standing: Standing, flow: Flow) -> None:
    """Add one event. Raises UnfitFlowError, before anything is changed."""
    action = check(flow)
    measured = flow.resource_quantity
    names = (flow.resource, flow.to_resource)
    if measured is not None:
        for name in names:
            known = standing.resources.get(name) if name is not None else None
            if known is not None and known.unit != measured.unit:
                raise UnfitFlowError(flow.id, "unit")
    if flow.effort_quantity is not None:
        whose = (flow.provider, flow.action, flow.effort_quantity.unit)
        standing.efforts[whose] = standing.efforts.get(whose, 0) + flow.effort_quantity.amount
    accounting, onhand = _SIGNS[action.accounting], _SIGNS[action.onhand]
    for side, name in enumerate(names):
        if name is None:
            continue
        born = name not in standing.resources
        if born and measured is None:
            continue  # A tool that was used for an hour and that nobody has counted.
        holding = standing.resources.setdefault(name, Holding(measured.unit if measured else ""))
        holding.accounting += accounting[side] * (measured.amount if measured else 0)
        holding.onhand += onhand[side] * (measured.amount if measured else 0)
        _note(holding, action, flow, receiving=side == 1, born=born)


def _note(holding: Holding, action: Action, flow: Flow, *, receiving: bool, born: bool) -> None:
    """Write the properties that the action may touch on this side of it."""

    def touches(effect: str) -> bool:
        if effect == "born":
            return born and receiving == (action.makes == "there")
        return effect == ("set_to" if receiving else "set")

    if touches(action.location) and flow.to_location is not None:
        holding.location = flow.to_location
    if touches(action.accountable):
        holding.accountable = flow.receiver
    if touches(action.state) and flow.state is not None:
        holding.state = flow.state
    if action.stage and flow.stage is not None:
        holding.stage = flow.stage
    if action.contained == "put_in":
        holding.contained_in = flow.container
    elif action.contained == "taken_out":
        holding.contained_in = None


def taken_back(flow: Flow, event_id: str) -> Flow:
    """The event that corrects `flow` to nothing."""

    def none_of(measure: Measure | None) -> Measure | None:
        return None if measure is None else Measure(0, measure.unit)

    return replace(
        flow,
        id=event_id,
        resource_quantity=none_of(flow.resource_quantity),
        effort_quantity=none_of(flow.effort_quantity),
        corrects=flow.id,
    )
