"""Events and what they add up to as JSON-LD, in the ontology's terms and no others.

What Valueflows has no word for (attestation, votes) is not written here; a term of ours in its namespace would be a lie.
Source of the terms: the ontology, release 1.0.0; units by OM 2 (ontology of units of measure), which it points at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from minga_commons.valueflows.folding import Flow, Holding, Measure, check

NAMESPACE: Final = "https://w3id.org/valueflows/ont/vf#"
CONTEXT: Final[Mapping[str, str]] = {"vf": NAMESPACE, "xsd": "http://www.w3.org/2001/XMLSchema#"}
_OM: Final = "http://www.ontology-of-units-of-measure.org/resource/om-2/"
_UNITS: Final[Mapping[str, tuple[str, str, str]]] = {
    "minute": (f"{_OM}minute-Time", "minute", "min"),
    "hour": (f"{_OM}hour", "hour", "h"),
    "piece": (f"{_OM}one", "piece", "1"),
    "g": (f"{_OM}gram", "gram", "g"),
    "ml": (f"{_OM}millilitre", "millilitre", "ml"),
}
"""Our units: OM's identifier, label, symbol."""


@dataclass(frozen=True, slots=True)
class Told:
    """What stands around an event in its export; every field but `flow` may be missing."""

    flow: Flow
    on: datetime | date | None = None
    begins: datetime | None = None
    ends: datetime | None = None
    note: str = ""
    classified_as: tuple[str, ...] = ()
    """What the resource or effort is called elsewhere: addresses."""
    conforms_to: str | None = None
    """The kind of resource or effort: the id of a specification in the same document."""
    process: str | None = None
    """The process it was given to: its id in the same document."""
    scope: str | None = None
    """The group in which it happened."""
    recorded_at: datetime | None = None


def measure(given: Measure) -> dict[str, Any]:
    """`{vf:hasNumericalValue, vf:hasUnit}`, with the unit written out."""
    address, label, symbol = _UNITS.get(given.unit, ("", given.unit, given.unit))
    unit: dict[str, Any] = {"@type": "vf:Unit", "vf:label": label, "vf:symbol": symbol}
    if address:
        unit["@id"] = address
        unit["vf:omUnitIdentifier"] = {"@value": address, "@type": "xsd:anyURI"}
    return {
        "@type": "vf:Measure",
        "vf:hasNumericalValue": {"@value": str(given.amount), "@type": "xsd:decimal"},
        "vf:hasUnit": unit,
    }


def event(told: Told) -> dict[str, Any]:
    """One economic event. Raises UnfitFlowError for one that its action does not allow."""
    flow = told.flow
    action = check(flow)
    written: dict[str, Any] = {
        "@id": flow.id,
        "@type": "vf:EconomicEvent",
        "vf:action": {"@id": f"vf:{action.name}"},
        "vf:provider": {"@id": flow.provider},
        "vf:receiver": {"@id": flow.receiver},
        "vf:resourceQuantity": measure(flow.resource_quantity) if flow.resource_quantity else None,
        "vf:effortQuantity": measure(flow.effort_quantity) if flow.effort_quantity else None,
        "vf:resourceInventoriedAs": _named(flow.resource),
        "vf:toResourceInventoriedAs": _named(flow.to_resource),
        "vf:toLocation": _named(flow.to_location),
        "vf:state": flow.state,
        "vf:corrects": _named(flow.corrects),
        "vf:hasPointInTime": _time(told.on),
        "vf:hasBeginning": _time(told.begins),
        "vf:hasEnd": _time(told.ends),
        "vf:note": told.note or None,
        "vf:resourceClassifiedAs": [{"@value": one, "@type": "xsd:anyURI"} for one in told.classified_as] or None,
        "vf:resourceConformsTo": _named(told.conforms_to),
        "vf:outputOf" if action.side == "output" else "vf:inputOf": _named(told.process) if action.side else None,
        "vf:inScopeOf": _named(told.scope),
        "vf:created": _time(told.recorded_at),
    }
    return {term: value for term, value in written.items() if value is not None}


def resource(name: str, holding: Holding) -> dict[str, Any]:
    """One resource as the fold has left it."""
    written: dict[str, Any] = {
        "@id": name,
        "@type": "vf:EconomicResource",
        "vf:accountingQuantity": measure(Measure(holding.accounting, holding.unit)),
        "vf:onhandQuantity": measure(Measure(holding.onhand, holding.unit)),
        "vf:primaryAccountable": _named(holding.accountable),
        "vf:currentLocation": _named(holding.location),
        "vf:containedIn": _named(holding.contained_in),
        "vf:stage": _named(holding.stage),
        "vf:state": holding.state,
    }
    return {term: value for term, value in written.items() if value is not None}


def agent(name: str, label: str, *, is_person: bool) -> dict[str, Any]:
    """Somebody who gives or receives."""
    return {"@id": name, "@type": "vf:Person" if is_person else "vf:Organization", "vf:name": label}


def process(name: str, label: str) -> dict[str, Any]:
    """What an effort was given to."""
    return {"@id": name, "@type": "vf:Process", "vf:name": label}


def specification(name: str, label: str, unit_of_effort: str | None = None) -> dict[str, Any]:
    """A kind of work or thing."""
    written: dict[str, Any] = {"@id": name, "@type": "vf:ResourceSpecification", "vf:name": label}
    if unit_of_effort:
        written["vf:defaultUnitOfEffort"] = {"@id": _UNITS[unit_of_effort][0]}
    return written


def document(nodes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A whole document: its context and its nodes."""
    return {"@context": dict(CONTEXT), "@graph": list(nodes)}


def terms(written: Any) -> set[str]:
    """Every `vf:` term that a document uses, as a key or as a value: what a test looks up in the ontology."""
    if isinstance(written, Mapping):
        own = {key.removeprefix("vf:") for key in written if key.startswith("vf:")}
        named = [written[key] for key in ("@id", "@type") if isinstance(written.get(key), str)]
        own |= {name.removeprefix("vf:") for name in named if name.startswith("vf:")}
        return own.union(*(terms(value) for key, value in written.items() if key != "@context"))
    if isinstance(written, (list, tuple)):
        return set[str]().union(*(terms(one) for one in written))
    return set()


def _named(name: str | None) -> dict[str, str] | None:
    return None if name is None else {"@id": name}


def _time(value: datetime | date | None) -> dict[str, str] | None:
    if value is None:
        return None
    return {"@value": value.isoformat(), "@type": "xsd:dateTime" if isinstance(value, datetime) else "xsd:date"}
