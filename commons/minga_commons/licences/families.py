"""Rows of the open families: Creative Commons, CERN-OHL, GPL, MIT/BSD/Apache, Solderpad, TAPR.

Clause numbers are of the licence texts at `source`; summaries are ours and bind nobody.
"""

from typing import Final

from minga_commons.licences.profile import Family, Profile
from minga_commons.licences.terms import NOBODY, Terms
from minga_platform.kernel.locale import mark

_FREE = mark("Everybody may do everything with it; nothing is asked.")
_NAMED = mark("Everybody may use, change and sell it, and names its authors.")
_ALIKE = mark(
    "Everybody may use, change and sell it; whoever publishes a changed version does so under the same licence."
)
_NOT_SOLD = mark(
    "Everybody may use and change it without commercial advantage; selling needs the agreement of its authors."
)
_NOT_SOLD_ALIKE = mark(
    "Everybody may use and change it without commercial advantage, and publishes changed versions under the same licence."
)
_UNCHANGED = mark("Everybody may use and share it as it is, also commercially; changed versions may not be published.")
_UNCHANGED_NOT_SOLD = mark("Everybody may share it as it is, without commercial advantage.")
_SOURCE_WITH_PRODUCT = mark(
    "Everybody may make, change and sell it; whoever passes on a product or a change gives its complete source under the same licence."
)
_SOURCE_OF_THE_PART = mark(
    "Everybody may make, change and sell it, also inside something closed; the part itself stays open, with its source."
)
_NOTICES = mark("Everybody may use, change and sell it, and keeps the notices.")
_SOFTWARE_ALIKE = mark(
    "Everybody may use, change and sell it; whoever passes it on gives the source under the same licence."
)
_NETWORK_ALIKE = mark(
    "Everybody may use, change and sell it; whoever passes it on, or lets others use it over a network, gives the source under the same licence."
)
_LIBRARY = mark(
    "Everybody may build on it, also in closed works; changes to the work itself stay under the same licence."
)

_CC = "https://creativecommons.org/licenses/{}/legalcode"
_SPDX = "https://spdx.org/licenses/{}.html"


def _cc(key: str, path: str, name: str, summary: str) -> Profile:
    nc, nd, sa = "-NC" in key, "-ND" in key, "-SA" in key
    old = not key.endswith("4.0")
    clauses = {
        "default": "§4(a)" if old else "§2(a)(1)",
        "commercial": ("§4(c)" if sa else "§4(b)") if old and nc else "§3" if old else "§2(a)(1)",
        "changes": "§3" if old else "§2(a)(1)(B)",
        "share_alike": "§4(b)" if old else "§3(b)(1)",
        "attribution": ("§4(d)" if nc and sa else "§4(c)" if nc or sa else "§4(b)") if old else "§3(a)(1)",
    }  # fmt: skip
    terms = Terms(
        commercial=NOBODY if nc else Terms().commercial,
        publish_changes=not nd,
        share_alike="same" if sa else "none",
        mark_changes=not nd,
        non_commercial=nc,
        royalty="agreement" if nc else "thanks",
        clauses=clauses,
    )
    return Profile(
        key=key, family="cc", name=name, summary=summary, source=_CC.format(path), terms=terms, open=not (nc or nd)
    )


def _creative_commons() -> list[Profile]:
    kinds = {
        "BY": ("by", _NAMED),
        "BY-SA": ("by-sa", _ALIKE),
        "BY-NC": ("by-nc", _NOT_SOLD),
        "BY-NC-SA": ("by-nc-sa", _NOT_SOLD_ALIKE),
        "BY-ND": ("by-nd", _UNCHANGED),
        "BY-NC-ND": ("by-nc-nd", _UNCHANGED_NOT_SOLD),
    }
    return [
        _cc(f"CC-{kind}-{version}", f"{path}/{version}", f"Creative Commons {kind} {version}", summary)
        for version in ("4.0", "3.0")
        for kind, (path, summary) in kinds.items()
    ]


def _row(key: str, family: Family, name: str, summary: str, terms: Terms, source: str = "") -> Profile:
    return Profile(key=key, family=family, name=name, summary=summary, source=source or _SPDX.format(key), terms=terms)


def _cern(letter: str, summary: str) -> Profile:
    clauses = {
        "default": "§2",
        "attribution": "§3.1",
        "share_alike": "§3.3(d)",
        "product_source": "§4.1" if letter == "W" else "§4",
        "changes": "§3.3(b)",
    }
    terms = Terms(
        share_alike={"P": "none", "W": "source", "S": "same"}[letter],  # type: ignore[arg-type]
        mark_changes=True,
        product_source=letter != "P",
        clauses=clauses,
    )
    return _row(
        f"CERN-OHL-{letter}-2.0",
        "cern",
        f"CERN Open Hardware Licence 2 – {letter}",
        summary,
        terms,
        f"https://ohwr.org/cern_ohl_{letter.lower()}_v2.txt",
    )


_GNU_CLAUSES: Final[dict[str, dict[str, str]]] = {
    "GPL-2.0": {"default": "§1", "share_alike": "§2(b)", "product_source": "§3", "changes": "§2(a)", "attribution": "§1"},
    "GPL-3.0": {"default": "§2", "share_alike": "§5(c)", "product_source": "§6", "changes": "§5(a)", "attribution": "§4"},
    "LGPL-2.1": {"default": "§1", "share_alike": "§2(c)", "product_source": "§4", "changes": "§2(b)", "attribution": "§1"},
    "LGPL-3.0": {"default": "§4", "share_alike": "§2", "product_source": "§4(d)", "changes": "GPL 3.0 §5(a)", "attribution": "§4(a)"},
}  # fmt: skip


def _gnu(key: str, name: str, summary: str, *, network: bool = False, weak: bool = False) -> Profile:
    clauses = _GNU_CLAUSES[key.removeprefix("A").rsplit("-", 2 if key.endswith("or-later") else 1)[0]]
    if network:
        clauses = clauses | {"network_source": "§13"}
    terms = Terms(
        share_alike="source" if weak else "same",
        mark_changes=True,
        network_source=network,
        product_source=True,
        clauses=clauses,
    )
    return _row(key, "gpl", name, summary, terms)


def _gnus() -> list[Profile]:
    found = []
    for reach, said in (("only", ""), ("or-later", " or later")):
        found += [
            _gnu(f"GPL-3.0-{reach}", f"GNU GPL 3{said}", _SOFTWARE_ALIKE),
            _gnu(f"GPL-2.0-{reach}", f"GNU GPL 2{said}", _SOFTWARE_ALIKE),
            _gnu(f"AGPL-3.0-{reach}", f"GNU AGPL 3{said}", _NETWORK_ALIKE, network=True),
            _gnu(f"LGPL-3.0-{reach}", f"GNU LGPL 3{said}", _LIBRARY, weak=True),
            _gnu(f"LGPL-2.1-{reach}", f"GNU LGPL 2.1{said}", _LIBRARY, weak=True),
        ]
    return found


_KEEP_NOTICES: Final = Terms(clauses={"default": "MIT/BSD", "attribution": "MIT/BSD"})
_APACHE: Final = Terms(mark_changes=True, clauses={"default": "§2", "attribution": "§4(c)", "changes": "§4(b)"})

ROWS: Final[tuple[Profile, ...]] = (
    _row(
        "CC0-1.0",
        "cc",
        "Creative Commons Zero 1.0",
        _FREE,
        Terms(attribution=False, clauses={"default": "§2"}),
        "https://creativecommons.org/publicdomain/zero/1.0/legalcode",
    ),
    *_creative_commons(),
    _cern("P", _NOTICES),
    _cern("W", _SOURCE_OF_THE_PART),
    _cern("S", _SOURCE_WITH_PRODUCT),
    _row(
        "CERN-OHL-1.2",
        "cern",
        "CERN Open Hardware Licence 1.2",
        _SOURCE_WITH_PRODUCT,
        Terms(
            share_alike="same",
            mark_changes=True,
            product_source=True,
            clauses={"default": "§3", "share_alike": "§3", "product_source": "§4", "attribution": "§3"},
        ),
    ),
    *_gnus(),
    _row("MIT", "permissive", "MIT", _NOTICES, _KEEP_NOTICES),
    _row("BSD-2-Clause", "permissive", "BSD, 2 clauses", _NOTICES, _KEEP_NOTICES),
    _row("BSD-3-Clause", "permissive", "BSD, 3 clauses", _NOTICES, _KEEP_NOTICES),
    _row("Apache-2.0", "permissive", "Apache 2.0", _NOTICES, _APACHE),
    _row("Apache-2.0 WITH SHL-2.1", "solderpad", "Solderpad 2.1", _NOTICES, _APACHE, "https://solderpad.org/licenses/SHL-2.1/"),
    _row("Apache-2.0 WITH SHL-2.0", "solderpad", "Solderpad 2.0", _NOTICES, _APACHE, "https://solderpad.org/licenses/SHL-2.0/"),
    _row("SHL-0.51", "solderpad", "Solderpad 0.51", _NOTICES, _APACHE),
    _row("SHL-0.5", "solderpad", "Solderpad 0.5", _NOTICES, _APACHE),
    _row(
        "TAPR-OHL-1.0",
        "tapr",
        "TAPR Open Hardware License 1.0",
        _SOURCE_WITH_PRODUCT,
        Terms(
            share_alike="same",
            mark_changes=True,
            product_source=True,
            clauses={"default": "§5.1", "share_alike": "§3", "product_source": "§5.2", "attribution": "§4.1", "changes": "§4.2(a)"},
        ),
    ),
)  # fmt: skip
