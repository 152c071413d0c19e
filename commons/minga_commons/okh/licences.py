"""The licence of a manifest as an SPDX expression. What is not one becomes a reference; which licence is meant, nobody guesses.

A full name, an address or another spelling of exactly one registered licence *is* that licence, and is told as a repair.
`CERN OHL` names a family and no version, `LicenseRef-CC BY-SA-4.0` says that it is not from the list: both stay references.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from minga_commons.licences import spdx
from minga_commons.okh.repairs import Kind

UNSTATED: Final = "LicenseRef-NOASSERTION"
"""What the specification asks for where no licence is specified."""
_LONGEST_REFERENCE: Final = 80

_SQUEEZE = re.compile(r"[^a-z0-9.]+")
_WORD = re.compile(r"[A-Za-z0-9.-]+\+?|[()]|\s+|.")
_OPERATORS = {"AND", "OR", "WITH", "and", "or", "with"}


def _key(text: str) -> str:
    """A name without case, blanks and punctuation, so that only its words and numbers count."""
    return _SQUEEZE.sub(" ", text.lower().replace("licence", "license")).strip()


_CC = {
    "by": "Attribution",
    "by-sa": "Attribution-ShareAlike",
    "by-nd": "Attribution-NoDerivatives",
    "by-nc": "Attribution-NonCommercial",
    "by-nc-sa": "Attribution-NonCommercial-ShareAlike",
    "by-nc-nd": "Attribution-NonCommercial-NoDerivatives",
}


def _names() -> dict[str, str]:
    """Full names of exactly one licence → its identifier. Of Creative Commons only the unported ones: their titles say so."""
    found: dict[str, str] = {}
    for short, title in _CC.items():
        for version, reach in (("4.0", "International"), ("3.0", "Unported"), ("2.5", "Generic"), ("2.0", "Generic")):
            spdx_id = f"CC-{short.upper()}-{version}"
            spaced = title.replace("ShareAlike", "Share Alike").replace("NonCommercial", "Non Commercial")
            for words in {title, spaced, spaced.replace("NoDerivatives", "No Derivatives")}:
                for name in (f"Creative Commons {words} {version} {reach}", f"{words} {version} {reach}"):
                    found[_key(name)] = found[_key(f"{name} License")] = spdx_id
                found[_key(f"{name} Public License")] = spdx_id
                found[_key(f"Creative Commons {words} {version} {reach} Public License")] = spdx_id
    for letter, word in (("S", "Strongly Reciprocal"), ("W", "Weakly Reciprocal"), ("P", "Permissive")):
        for version in ("2", "2.0", "v2", "v2.0"):
            for middle in (f"Version {version} - {word}", f"{version} {word}", f"Licence {version} {word}"):
                found[_key(f"CERN Open Hardware Licence {middle}")] = f"CERN-OHL-{letter}-2.0"
    for version in ("1.1", "1.2"):
        for form in (f"v{version}", f"Version {version}", version):
            found[_key(f"CERN Open Hardware Licence {form}")] = f"CERN-OHL-{version}"
    found |= {
        _key(name): spdx_id
        for name, spdx_id in (
            ("MIT License", "MIT"),
            ("The MIT License", "MIT"),
            ("Apache License 2.0", "Apache-2.0"),
            ("Apache License, Version 2.0", "Apache-2.0"),
            ("GNU General Public License v3.0 only", "GPL-3.0-only"),
            ("GNU General Public License v3.0 or later", "GPL-3.0-or-later"),
            ("GNU General Public License v2.0 only", "GPL-2.0-only"),
            ("GNU General Public License v2.0 or later", "GPL-2.0-or-later"),
            ("GNU Affero General Public License v3.0 only", "AGPL-3.0-only"),
            ("GNU Affero General Public License v3.0 or later", "AGPL-3.0-or-later"),
            ("GNU Lesser General Public License v3.0 only", "LGPL-3.0-only"),
            ("GNU Lesser General Public License v3.0 or later", "LGPL-3.0-or-later"),
            ('BSD 2-Clause "Simplified" License', "BSD-2-Clause"),
            ('BSD 3-Clause "New" or "Revised" License', "BSD-3-Clause"),
            ("Creative Commons Zero v1.0 Universal", "CC0-1.0"),
            ("CC0 1.0 Universal", "CC0-1.0"),
            ("Mozilla Public License 2.0", "MPL-2.0"),
            ("TAPR Open Hardware License v1.0", "TAPR-OHL-1.0"),
            ("Solderpad Hardware License v2.0", "SHL-2.0"),
            ("Solderpad Hardware License v2.1", "SHL-2.1"),
            ("The Unlicense", "Unlicense"),
        )
    }
    return {name: spdx_id for name, spdx_id in found.items() if spdx_id in spdx.LICENCES}


_BY_NAME = _names()
_BY_SPELLING: dict[str, str] = {}
for _one in sorted(spdx.LICENCES):
    _BY_SPELLING.setdefault(_key(_one), _one)


@dataclass(frozen=True, slots=True)
class Licence:
    """The expression, what had to be done for it, and which registered licence a person may have meant (never applied)."""

    expression: str
    kind: Kind | None = None
    hint: str = ""


def read(text: str) -> Licence:
    """The licence that a text states. Never raises, never guesses."""
    given = " ".join(text.split())
    if not given or given.upper() in {"NOASSERTION", "NONE", "N/A", "UNKNOWN", "TODO"}:
        return Licence(UNSTATED, Kind.LICENCE_UNSTATED)
    found = spdx.parse(given)
    if not isinstance(found, spdx.Malformed):
        normal = spdx.normalise(found)
        return Licence(normal, None if normal == text else Kind.LICENCE_SPELLING, _hint(normal))
    if not given.lower().startswith(("licenseref-", "documentref-")):
        if known := _BY_NAME.get(_key(given)):
            return Licence(known, Kind.LICENCE_BY_NAME)
        if known := _by_address(given):
            return Licence(known, Kind.LICENCE_BY_ADDRESS)
        if known := _BY_SPELLING.get(_key(given)):
            exact = spdx.parse(known)
            assert not isinstance(exact, spdx.Malformed)
            return Licence(spdx.normalise(exact), Kind.LICENCE_SPELLING)
        if mended := _unregistered(given):
            return Licence(mended, Kind.LICENCE_UNREGISTERED)
    reference = _reference(given)
    return Licence(reference, Kind.LICENCE_GRAMMAR, _hint(reference))


def is_grammatical(text: str) -> bool:
    """Whether it has the form of an expression, whatever its identifiers are called."""
    return _with_known_names(" ".join(text.split())) is not None


def is_registered(expression: str) -> bool:
    """Whether every identifier of it is of the SPDX list."""
    found = spdx.parse(expression)
    return not isinstance(found, spdx.Malformed) and all("Ref-" not in one.key for one in spdx.licences_in(found))


def _with_known_names(text: str) -> str | None:
    """The expression with every unregistered identifier as a reference; None where that does not make one of it."""
    words = _WORD.findall(text)
    made, after_with = [], False
    for word in words:
        if word in _OPERATORS or word in "()" or word.isspace():
            after_with = word in {"WITH", "with"} or (after_with and word.isspace())
            made.append(word)
            continue
        bare = word.removesuffix("+")
        if not re.fullmatch(r"[A-Za-z0-9.-]+", bare):
            return None
        known = isinstance(spdx.parse(word), spdx.Licence) or after_with
        made.append(word if known else f"LicenseRef-{bare}{'' if bare == word else '-or-later'}")
        after_with = False
    joined = "".join(made)
    return None if isinstance(spdx.parse(joined), spdx.Malformed) else joined


def _unregistered(text: str) -> str | None:
    joined = _with_known_names(text)
    if joined is None:
        return None
    found = spdx.parse(joined)
    return None if isinstance(found, spdx.Malformed) else spdx.normalise(found)


def _by_address(text: str) -> str | None:
    """The addresses that Creative Commons, the GNU project and SPDX themselves give to exactly one licence."""
    if not text.lower().startswith(("http://", "https://")) or " " in text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    host, path = (parts.hostname or "").removeprefix("www."), parts.path.lower().rstrip("/")
    if host == "creativecommons.org":
        if found := re.fullmatch(r"/licenses/([a-z-]+)/(\d\.\d)(?:/(?:legalcode|deed)(?:\.[a-z-]{2,7})?)?", path):
            made = f"CC-{found[1].upper()}-{found[2]}"
        elif re.fullmatch(r"/publicdomain/zero/1\.0(?:/(?:legalcode|deed)(?:\.[a-z-]{2,7})?)?", path):
            made = "CC0-1.0"
        else:
            return None
        return made if made in spdx.LICENCES else None
    if host == "spdx.org" and (found := re.fullmatch(r"/licenses/([a-z0-9.-]+?)(?:\.html)?", path)):
        exact = spdx.parse(found[1])
        return None if isinstance(exact, spdx.Malformed) else spdx.normalise(exact)
    return None


def _reference(text: str) -> str:
    body = re.sub(r"^(?:documentref-[^:]*:)?licenseref-", "", text, flags=re.IGNORECASE)
    plain = unicodedata.normalize("NFKD", body).encode("ascii", "ignore").decode()
    made = re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-.")
    if not made or len(made) > _LONGEST_REFERENCE:
        mark = hashlib.sha256(body.encode()).hexdigest()[:8]
        made = f"{made[: _LONGEST_REFERENCE - 9].strip('-.')}-{mark}".strip("-")
    return f"LicenseRef-{made}"


def _hint(expression: str) -> str:
    """The registered licence that a reference is called like; for a person who decides, and for nobody else."""
    body = expression.removeprefix("LicenseRef-")
    if expression in {body, UNSTATED}:
        return ""
    return _BY_SPELLING.get(_key(body)) or _BY_NAME.get(_key(body)) or ""
