"""Contributions written out: as a table that the importer reads again, and as Valueflows events."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from minga_commons.contributions.queries import Contribution, flow_of
from minga_commons.contributions.states import KINDS
from minga_commons.valueflows import jsonld
from minga_commons.valueflows.folding import Flow
from minga_platform.kernel import ids
from minga_platform.kernel.locale import Text

MOST: Final = 2000
"""How many events one document holds."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is written: the co-op's slug, name and language, and the reader's language."""

    slug: str
    name: str
    home_language: str
    language: str


def table(some: Sequence[Contribution]) -> str:
    """CSV with the importer's columns and a few for people (`name`, `state`, `attested`, `needed`, `id`, `corrects`)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["date", "member", "name", "kind", "minutes", "quantity", "unit", "cause", "work", "note", "link", "state", "attested",
         "needed", "reference", "corrects"]
    )  # fmt: skip
    for one in some:
        links = [str(each["url"]) for each in one.evidence if each.get("url")]
        writer.writerow(
            [
                one.given_on.isoformat(), ids.encode("agent", one.agent_id), _inert(one.name), one.kind,
                "" if one.minutes is None else one.minutes, "" if one.quantity is None else one.quantity, one.unit or "",
                _inert(one.cause), one.asset_slug or "", _inert(one.note), " ".join(links[:1]), one.state, one.counted,
                one.needed, ids.encode("ctb", one.id), ids.encode("ctb", one.corrects_id) if one.corrects_id else "",
            ]
        )  # fmt: skip
    return out.getvalue()


def _inert(text: str) -> str:
    """A spreadsheet takes some first characters for a formula; an apostrophe keeps it from running what a member wrote."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def json_ld(some: Sequence[Contribution], place: Place) -> str:
    """Events, who gave them, what for. What Valueflows has no word for (attestation) is left out, not made up."""
    scope = f"urn:minga:{place.slug}"
    nodes = [jsonld.agent(scope, place.name, is_person=False)]
    agents: dict[str, str] = {}
    processes: dict[str, str] = {}
    events = []
    for one in some:
        process = f"{scope}:{ids.encode('ast', one.asset_id)}" if one.asset_id else f"{scope}:cause:{_slug(one.cause)}"
        title = Text.stored(one.asset_title).read(place.language, place.home_language) if one.asset_title else one.cause
        processes[process] = title
        told = flow_of(one, scope)
        named = Flow(
            id=f"{scope}:{ids.encode('ctb', one.id)}",
            action=told.action,
            provider=f"{scope}:{ids.encode('agent', one.agent_id)}",
            receiver=scope,
            resource_quantity=told.resource_quantity,
            effort_quantity=told.effort_quantity,
            corrects=f"{scope}:{ids.encode('ctb', one.corrects_id)}" if one.corrects_id else None,
        )
        agents[named.provider] = one.name
        events.append(
            jsonld.event(
                jsonld.Told(
                    named,
                    on=one.given_on,
                    note=one.note,
                    conforms_to=f"{scope}:kind:{one.kind}",
                    process=process,
                    scope=scope,
                    recorded_at=one.recorded_at,
                )
            )
        )
    nodes += [jsonld.agent(name, label, is_person=True) for name, label in agents.items()]
    nodes += [jsonld.process(name, label) for name, label in processes.items()]
    used = {one.kind for one in some}
    nodes += [
        jsonld.specification(f"{scope}:kind:{kind}", kind, None if kind == "materials" else "minute")
        for kind in KINDS
        if kind in used
    ]
    return orjson.dumps(jsonld.document([*nodes, *events]), option=orjson.OPT_INDENT_2).decode()


def _slug(cause: str) -> str:
    return "-".join("".join(sign if sign.isalnum() else " " for sign in cause.lower()).split())
