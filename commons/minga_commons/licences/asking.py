"""The answer to "may I?": pure, over a licence's predicates and what is known about who asks.

Evaluated per (work, agent, act, day). Every answer names the clause that decides and what would change it. A royalty is owed
only where the licence says so; on open works there is `thanks` and nothing more. None of it is legal advice.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from minga_commons.licences import sentences, spdx
from minga_commons.licences.labels import ALWAYS, LABELS
from minga_commons.licences.matrix import Verdict
from minga_commons.licences.profile import Profile
from minga_commons.licences.terms import COMMERCIAL, Act, Condition, Terms

Basis = Literal["own", "open", "eligible", "certificate", "paid", "royalty", "none"]
_RANK: Final = {"no": 0, "yes_if": 1, "yes": 2}
_WEIGHT: Final[Mapping[str, int]] = {
    "own": 0, "open": 1, "eligible": 2, "certificate": 3, "paid": 4, "royalty": 5, "none": 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence (marked, English) with the facts for its places; `code` names it for programs, `clause` what says so."""

    code: str
    text: str
    clause: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate or a paid licence, and its last day."""

    grant_id: UUID
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about who asks and about the work, on the day asked about.

    `statuses`: those that hold that day. `own`: who asks holds all rights alone, and it was made from nothing else.
    `labels`: keys of `labels.LABELS`. `community`: whose knowledge it holds; `community_allows`: acts that it decided to allow.
    `child`: for a derivative, what the matrix says of the licence that it is to have.
    """

    statuses: Iterable[str] = ()
    score: int = 0
    certificate: Held | None = None
    paid: Held | None = None
    state: Literal["draft", "published", "withdrawn", "frozen"] = "published"
    own: bool = False
    labels: tuple[str, ...] = ()
    community: str = ""
    community_allows: frozenset[str] = frozenset()
    child: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`basis`: by which right, for the sale that records it. `cites`: labels and rows that bear on it. `royalty_bps`: what is
    owed of the net price where the answer depends on paying it. `grant_id`: the certificate or paid licence that it rests on."""

    answer: Literal["yes", "yes_if", "no"]
    clause: str
    why: Line
    basis: Basis
    conditions: tuple[Line, ...] = ()
    would_change: tuple[Line, ...] = ()
    cites: tuple[Line, ...] = ()
    royalty_bps: int = 0
    licence: str = ""
    grant_id: UUID | None = None


def may(profile: Profile, facts: Facts, act: Act, on: date) -> Answer:
    """Whether who asks may do `act` with a work under `profile` on that day."""
    stopped = _stopped(facts, act)
    if stopped is not None:
        return replace(stopped, licence=profile.key)
    if facts.own:
        found = Answer("yes", "", Line("own", sentences.OWN), "own")
    elif act in COMMERCIAL:
        found = _commercial(profile, facts, act, on)
    else:
        found = _other(profile.terms, facts, act)
    cites = _cites(facts)
    needed = tuple(one for one in cites if one.code == "label_attribution")
    conditions = (*found.conditions, *needed)
    answer = "yes_if" if found.answer == "yes" and conditions else found.answer
    return replace(found, answer=answer, conditions=conditions, cites=cites, licence=profile.key)


def may_under(
    expression: str,
    profile_of: Callable[[str], Profile | None],
    facts: Facts,
    act: Act,
    on: date,
) -> Answer:
    """The same for an SPDX expression: of OR the best answer, of AND all that each part asks. Unread or unknown: no."""
    read = spdx.parse(expression)
    if isinstance(read, spdx.Malformed):
        return _unknown(expression)
    choices = []
    for choice in spdx.alternatives(read):
        parts = []
        for one in sorted(choice, key=lambda licence: licence.key):
            profile = profile_of(one.key) or _without_exception(one, profile_of)
            parts.append(_unknown(one.key) if profile is None else may(profile, facts, act, on))
        choices.append(_together(parts))
    return max(choices, key=lambda one: (_RANK[one.answer], -one.royalty_bps, -len(one.conditions)))


def _without_exception(one: spdx.Licence, profile_of: Callable[[str], Profile | None]) -> Profile | None:
    # An exception after WITH only ever permits more, so the licence alone is the careful answer.
    return profile_of(one.id) if one.exception else None


def _together(parts: list[Answer]) -> Answer:
    worst = min(parts, key=lambda one: _RANK[one.answer])
    return replace(
        worst,
        basis=max((one.basis for one in parts), key=lambda basis: _WEIGHT[basis]),
        conditions=_once(line for one in parts for line in one.conditions) if worst.answer != "no" else (),
        would_change=_once(line for one in parts if one.answer == "no" for line in one.would_change),
        royalty_bps=sum(one.royalty_bps for one in parts) if worst.answer != "no" else 0,
        licence=" AND ".join(one.licence for one in parts),
    )


def _once(lines: Iterable[Line]) -> tuple[Line, ...]:
    found: dict[str, Line] = {}
    for line in lines:
        found.setdefault(f"{line.code} {line.clause}", line)
    return tuple(found.values())


def _unknown(expression: str) -> Answer:
    return Answer(
        "no", "unknown", Line("unknown", sentences.UNKNOWN), "none",
        would_change=(Line("profile", sentences.ADD_PROFILE),), licence=expression,
    )  # fmt: skip


def _stopped(facts: Facts, act: Act) -> Answer | None:
    """What stops an act whatever the licence says: a draft, a dispute, a community that has not decided."""
    if facts.state == "draft" and not facts.own:
        change = Line("publish", sentences.WHEN_PUBLISHED)
        return Answer("no", "draft", Line("draft", sentences.DRAFT), "none", would_change=(change,))
    if facts.state == "frozen" and act != "use_noncommercial":
        change = Line("dispute", sentences.WHEN_SETTLED)
        return Answer("no", "frozen", Line("frozen", sentences.FROZEN), "none", would_change=(change,))
    rows = [LABELS[key] for key in facts.labels if key in LABELS]
    asks = [row for row in rows if act in row.needs_decision]
    if ((act in ALWAYS and facts.community) or asks) and act not in facts.community_allows:
        clause = asks[0].name if asks else next((row.name for row in rows), "community")
        change = Line("community", sentences.WHEN_COMMUNITY_DECIDES, facts={"community": facts.community})
        why = Line("community", sentences.COMMUNITY, facts={"community": facts.community})
        return Answer("no", clause, why, "none", would_change=(change,), cites=_cites(facts))
    return None


def _cites(facts: Facts) -> tuple[Line, ...]:
    rows = [LABELS[key] for key in facts.labels if key in LABELS]
    return tuple(
        Line("label_attribution" if row.key in ("TK-A", "BC-P") else "label", row.text, row.name) for row in rows
    )


def _other(terms: Terms, facts: Facts, act: Act) -> Answer:
    """Acts that are not commercial by themselves."""
    conditions: list[Line] = []
    if act == "modify" and not terms.modify:
        return Answer("no", terms.clause("changes"), Line("no_changes", sentences.NO_CHANGES), "none")
    if act == "publish_derivative":
        if not terms.publish_changes:
            change = Line("ask", sentences.ASK_AUTHORS)
            why = Line("no_derivatives", sentences.NO_DERIVATIVES)
            return Answer("no", terms.clause("changes"), why, "none", would_change=(change,))
        child = facts.child
        if child is not None and child.answer == "no":
            change = Line("other_licence", sentences.OTHER_LICENCE)
            return Answer("no", child.clause, Line("matrix", child.why), "none", would_change=(change,))
        if child is not None and child.answer == "draft":
            conditions.append(Line("undecided", sentences.UNDECIDED, "matrix"))
        conditions += _for_changes(terms)
    if act in ("share", "publish_derivative", "offer_network"):
        conditions += _for_passing_on(terms)
    if act == "offer_network" and terms.network_source:
        conditions.append(Line("network_source", sentences.NETWORK_SOURCE, terms.clause("network_source")))
    why = Line("allowed", sentences.ALLOWED)
    clause = terms.clause("noncommercial" if act == "use_noncommercial" else "default")
    if act == "publish_derivative":
        clause = terms.clause("changes")
    if act == "offer_network" and not _anyone(terms.commercial):
        conditions.append(Line("no_gain", sentences.WITHOUT_GAIN, terms.clause("commercial")))
    basis: Basis = "open" if _anyone(terms.commercial) else "eligible"
    return Answer("yes_if" if conditions else "yes", clause, why, basis, tuple(conditions))


def _commercial(profile: Profile, facts: Facts, act: Act, on: date) -> Answer:
    terms = profile.terms
    duties = tuple(_for_selling(terms) if act == "sell_products" else ())
    given: Callable[..., Answer] = lambda clause, why, basis, **more: Answer(  # noqa: E731 - five answers, one shape
        "yes_if" if duties or more.get("conditions") else "yes", clause, why, basis,
        (*more.pop("conditions", ()), *duties), **more,
    )  # fmt: skip
    if _anyone(terms.commercial):
        return given(terms.clause("commercial"), Line("open", sentences.OPEN), "open")
    held = _meets(terms.commercial, facts)
    if held is not None:
        clause = terms.clause(held)
        together = held == "commercial"
        text = sentences.ELIGIBLE_TOGETHER if together else sentences.ELIGIBLE
        return given(clause, Line("eligible", text, clause, {} if together else {"status": held}), "eligible")
    for grant, basis in ((facts.certificate, "certificate"), (facts.paid, "paid")):
        if grant is not None and (grant.until is None or on <= grant.until):
            text = sentences.CERTIFICATE if basis == "certificate" else sentences.PAID
            why = Line(basis, text, facts={"until": grant.until})
            return given(terms.clause("royalty"), why, basis, grant_id=grant.grant_id)
    changes = _would_change(terms, facts)
    if terms.royalty == "owed" and act == "sell_products":
        owed = Line("royalty", sentences.ROYALTY, terms.clause("royalty"), {"bps": terms.royalty_bps})
        return given(
            terms.clause("royalty"), Line("royalty", sentences.NOT_FREE), "royalty",
            conditions=(owed,), royalty_bps=terms.royalty_bps, would_change=changes,
        )  # fmt: skip
    lacking = _lacking(terms.commercial, facts)
    clause = terms.clause(lacking[0]) if lacking else terms.clause("commercial")
    why = Line("nobody", sentences.NOT_COMMERCIAL) if terms.non_commercial else Line("status", sentences.NOT_ELIGIBLE)
    return Answer("no", clause, why, "none", would_change=changes)


def _for_changes(terms: Terms) -> list[Line]:
    found = []
    if terms.share_alike == "same":
        found.append(Line("share_alike", sentences.SHARE_ALIKE, terms.clause("share_alike")))
    elif terms.share_alike == "source":
        found.append(Line("source_alike", sentences.SOURCE_ALIKE, terms.clause("share_alike")))
    if terms.mark_changes:
        found.append(Line("mark_changes", sentences.MARK_CHANGES, terms.clause("changes")))
    return found


def _for_passing_on(terms: Terms) -> list[Line]:
    found = []
    if terms.attribution:
        found.append(Line("attribution", sentences.ATTRIBUTION, terms.clause("attribution")))
    if terms.non_commercial:
        found.append(Line("no_gain", sentences.WITHOUT_GAIN, terms.clause("commercial")))
    if terms.no_sublicence:
        found.append(Line("no_sublicence", sentences.NO_SUBLICENCE, terms.clause("share_alike")))
    return found


def _for_selling(terms: Terms) -> list[Line]:
    found = []
    if terms.attribution:
        found.append(Line("attribution", sentences.ATTRIBUTION, terms.clause("attribution")))
    if terms.product_source:
        found.append(Line("product_source", sentences.PRODUCT_SOURCE, terms.clause("product_source")))
    return found


def _anyone(condition: Condition) -> bool:
    return bool(condition.get("anyone"))


def _meets(condition: Condition, facts: Facts) -> str | None:
    """The predicate that lets her in (`commercial` where several must hold together), or None."""
    match condition:
        case {"anyone": True}:
            return "default"
        case {"status": str(key)}:
            return key if key in facts.statuses else None
        case {"score": int(least)}:
            return "score" if facts.score >= least else None
        case {"all": list(parts)}:
            found = [_meets(one, facts) for one in parts]
            return "commercial" if found and None not in found else None
        case {"any": list(parts)}:
            return next((held for one in parts if (held := _meets(one, facts)) is not None), None)
    return None


def asked_statuses(condition: Condition) -> list[str]:
    """Every status that a condition asks about; points of contribution are asked as `contributor`."""
    match condition:
        case {"status": str(key)}:
            return [key]
        case {"score": int()}:
            return ["contributor"]
        case {"all": list(parts)} | {"any": list(parts)}:
            return [one for part in parts for one in asked_statuses(part)]
    return []


def _lacking(condition: Condition, facts: Facts) -> list[str]:
    """Predicates that do not hold, in the licence's order."""
    if _meets(condition, facts) is not None:
        return []
    match condition:
        case {"status": str(key)}:
            return [key]
        case {"score": int()}:
            return ["score"]
        case {"all": list(parts)} | {"any": list(parts)}:
            return [one for part in parts for one in _lacking(part, facts)]
    return []


def _would_change(terms: Terms, facts: Facts) -> tuple[Line, ...]:
    """What would turn the answer: the statuses that are lacking, an agreement; and the trap of the narrow licences, told."""
    lacking = _lacking(terms.commercial, facts)
    together = "all" in terms.commercial and len(lacking) > 1
    found = []
    for key in lacking:
        if key == "score":
            least = _least_score(terms.commercial)
            found.append(
                Line("score", sentences.WITH_SCORE, terms.clause("score"), {"least": least, "have": facts.score})
            )
        else:
            text = sentences.WITH_ALL_STATUSES if together else sentences.WITH_STATUS
            found.append(Line(f"status_{key}", text, terms.clause(key), {"status": key}))
    agreement = terms.clause("agreement") if "agreement" in terms.clauses else terms.clause("royalty")
    found.append(Line("paid", sentences.WITH_PAID_LICENCE, agreement))
    gives_back = {"cooperative", "non_profit", "worker_owned"} & set(facts.statuses)
    if gives_back and "all" in terms.commercial:
        found.append(Line("trap", sentences.TRAP, terms.clause(lacking[0])))
    return tuple(found)


def _least_score(condition: Condition) -> int:
    match condition:
        case {"score": int(least)}:
            return least
        case {"all": list(parts)} | {"any": list(parts)}:
            return max((_least_score(one) for one in parts), default=0)
    return 0
