"""A manifest as linked data, in the terms of the OKH ontology alone (https://w3id.org/oseg/ont/okh) and those it builds on.

What the ontology has no term for is left out: unknown keys, contacts, e-mail addresses. Paths are `ods:relativePath` and addresses
`ods:url`, as the ontology's files have them. Keys that only v1 knows stay out, for OKH's own mapping gives them no term.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from minga_commons.licences import spdx
from minga_commons.okh.manifest import Agent, Dimensions, Document, Image, Manifest, Mass, Part, Software

CONTEXT: Mapping[str, Any] = {
    "okh": "http://w3id.org/oseg/ont/okh#",
    "ods": "http://w3id.org/oseg/ont/ods#",
    "otrl": "http://w3id.org/oseg/ont/otrl#",
    "tsdc": "http://w3id.org/oseg/ont/tsdc/core#",
    "schema": "http://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "spdx": "http://spdx.org/rdf/terms#",
    "spdxl": "http://spdx.org/licenses/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_GRAMS = {"g": Decimal(1), "kg": Decimal(1000), "mg": Decimal("0.001"), "t": Decimal(1_000_000)}
_MILLIMETRES = {"mm": Decimal(1), "cm": Decimal(10), "m": Decimal(1000)}


def jsonld(manifest: Manifest, *, id_: str) -> dict[str, Any]:
    """The thing as `okh:Module`, named `id_`."""
    told: dict[str, Any] = {
        "@context": dict(CONTEXT),
        "@id": id_,
        "@type": "okh:Module",
        "okh:name": manifest.name,
        "schema:codeRepository": _address(manifest.repo),
        "okh:version": manifest.version,
        "okh:release": _address(manifest.release) if _is_address(manifest.release) else "",
        "okh:function": _text(manifest.function, manifest.documentation_language),
        "okh:forkOf": {"@id": manifest.fork_of.address}
        if manifest.fork_of and _is_address(manifest.fork_of.address)
        else "",
        "okh:documentationLanguage": list(manifest.documentation_language),
        "okh:technologyReadinessLevel": _level(manifest.technology_readiness_level, "OTRL"),
        "okh:documentationReadinessLevel": _level(manifest.documentation_readiness_level, "ODRL"),
        "okh:cpcPatentClass": list(manifest.cpc_patent_class),
        "okh:tsdc": _criteria(manifest.tsdc),
        "okh:organization": [_organization(one) for one in manifest.organization],
        "okh:attestation": [_address(one) for one in manifest.attestation if _is_address(one)],
        "okh:hasPublication": [
            {"@type": "okh:Publication", "@id": one} for one in manifest.publication if _is_address(one)
        ],
        "okh:compliesWith": [{"@type": "okh:Standard", "okh:standardID": one} for one in manifest.standard_compliance],
        "okh:hasReadme": _files(manifest.readme),
        "okh:hasContributionGuide": _files(manifest.contribution_guide),
        "okh:hasImage": [_image(one) for one in manifest.image],
        "okh:hasBoM": _files(manifest.bom),
        "okh:hasManufacturingInstructions": _documents(manifest.manufacturing_instructions),
        "okh:hasUserManual": _documents(manifest.user_manual),
        "okh:hasSource": _files(manifest.source),
        "okh:hasExport": _files(manifest.export),
        "okh:hasAuxiliary": _files(manifest.auxiliary),
        "okh:hasMass": _mass(manifest.mass),
        "okh:hasOuterDimensions": _box(manifest.outer_dimensions),
        "okh:hasSoftware": [_software(one) for one in manifest.software],
        "okh:hasComponent": [_part(one, f"{id_}#part-{place}") for place, one in enumerate(manifest.part, 1)],
        "dcterms:rightsHolder": [_holder(one) for one in manifest.licensor],
        "spdx:licenseDeclared": _licence(manifest.licence, id_),
    }
    return _without_nothing(told)


def _without_nothing(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _single(value) for key, value in told.items() if value not in ("", [], None, {})}


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://"))


def _address(text: str) -> dict[str, str] | str:
    return {"@value": text, "@type": "xsd:anyURI"} if text else ""


def _text(text: str, languages: tuple[str, ...]) -> dict[str, str] | str:
    told = text.strip()
    if not told:
        return ""
    return {"@value": told, "@language": languages[0]} if len(languages) == 1 else told


def _level(text: str, scale: str) -> dict[str, str] | str:
    """`OTRL-4` → otrl:OTRL4, `ODRL-3*` → otrl:ODRL3Star; a word that is no level is left out."""
    digits = text.removeprefix(f"{scale}-")
    most = "6" if scale == "OTRL" else "4"
    if digits == text or not ("1" <= digits[:1] <= most) or digits[1:] not in {"", "*"}:
        return ""
    return {"@id": f"otrl:{scale}{digits[0]}{'Star' if digits.endswith('*') else ''}"}


def _criteria(codes: Iterable[str]) -> list[dict[str, str]]:
    return [{"@id": f"tsdc:{code}"} for code in codes if code.isascii() and code.isalnum()]


def _file(place: str) -> dict[str, Any]:
    where = {"ods:url": _address(place)} if _is_address(place) else {"ods:relativePath": place}
    return {"@type": "ods:File", **where}


def _files(places: Iterable[str]) -> list[dict[str, Any]]:
    return [_file(one) for one in places]


def _documents(documents: Iterable[Document]) -> list[dict[str, Any]]:
    return [{**_file(one.path), **({"dcterms:title": one.title} if one.title else {})} for one in documents]


def _image(image: Image) -> dict[str, Any]:
    told = {**_file(image.location), "@type": "okh:Image", "okh:depicts": image.depicts}
    told |= {"okh:fillsSlot": list(image.slots), "schema:keywords": list(image.tags)}
    return _without_nothing(told)


def _mass(mass: Mass | None) -> dict[str, str] | str:
    """In grams, as the ontology wants it; in a unit that we do not know it is left out."""
    if mass is None or mass.unit not in _GRAMS:
        return ""
    return _float(mass.value * _GRAMS[mass.unit])


def _float(value: int | Decimal) -> dict[str, str]:
    return {"@value": f"{Decimal(value).normalize():f}", "@type": "xsd:float"}


def _box(box: Dimensions | None) -> dict[str, Any] | str:
    if box is None or box.width is None or box.depth is None or box.height is None or box.unit not in _MILLIMETRES:
        return ""
    by = _MILLIMETRES[box.unit]
    sides = {"okh:width": box.width, "okh:depth": box.depth, "okh:height": box.height}
    return {"@type": "okh:Dimensions", **{name: _float(side * by) for name, side in sides.items()}}


def _organization(agent: Agent) -> dict[str, Any]:
    return _without_nothing({"@type": "schema:Organization", "schema:name": agent.name, "schema:url": agent.url})


def _holder(agent: Agent) -> dict[str, Any]:
    member = {"@type": "schema:Organization", "schema:name": agent.member_of} if agent.member_of else ""
    told = {"@type": "dcterms:Agent", "schema:name": agent.name, "schema:url": agent.url, "schema:memberOf": member}
    return _without_nothing(told)


def _software(software: Software) -> dict[str, Any]:
    told = {
        "@type": "okh:Software",
        "okh:name": software.title,
        "okh:release": _address(software.release) if _is_address(software.release) else "",
        "dcterms:instructionalMethod": _file(software.installation_guide) if software.installation_guide else "",
    }
    return _without_nothing(told)


def _part(part: Part, id_: str) -> dict[str, Any]:
    told = {
        "@id": id_,
        "@type": "okh:Part",
        "okh:name": part.name,
        "okh:hasImage": [_image(one) for one in part.image],
        "okh:tsdc": _criteria(part.tsdc),
        "okh:hasSource": _files(part.source),
        "okh:hasExport": _files(part.export),
        "okh:hasAuxiliary": _files(part.auxiliary),
        "okh:material": part.material,
        "okh:manufacturingProcess": part.printing_process,
        "okh:hasMass": _mass(part.mass),
        "okh:hasOuterDimensions": _box(part.outer_dimensions),
    }
    return _without_nothing(told)


def _licence(expression: str, id_: str) -> dict[str, Any] | str:
    """A listed licence by its address at SPDX, a reference as one of this document, an expression as a set of its members."""
    found = spdx.parse(expression)
    return "" if isinstance(found, spdx.Malformed) else _expression(found, id_)


def _expression(found: spdx.Expression, id_: str) -> dict[str, Any]:
    if isinstance(found, spdx.Licence):
        if found.exception or found.or_later:
            return {"@type": "spdx:SimpleLicensingInfo", "spdx:licenseId": found.key}
        if "Ref-" in found.id:
            return {
                "@id": f"{id_}#{quote(found.id, safe='')}",
                "@type": "spdx:ExtractedLicensingInfo",
                "spdx:licenseId": found.id,
            }
        return {"@id": f"spdxl:{found.id}"}
    kind = "spdx:ConjunctiveLicenseSet" if isinstance(found, spdx.AllOf) else "spdx:DisjunctiveLicenseSet"
    return {"@type": kind, "spdx:member": [_expression(one, id_) for one in found.parts]}
