"""What a proposal asks for, by kind: read from outside, held against what holds, and what it was built on."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from minga_platform.governance.proposals import kinds
from minga_platform.governance.proposals.errors import NothingChanges
from minga_platform.governance.proposals.ports import EFFECTS
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import Text
from minga_platform.kernel.work import Work
from minga_platform.rules import queries as rules
from minga_platform.rules import registry, texts

_MOST_RULES = 10
_MOST_OPTIONS = 100
_LONGEST_LABEL = 200
_LONGEST_ABOUT = 2000
_LARGEST_COST = 10**12


async def checked(work: Work, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked for, in its one form. Refuses: InvalidInput, NothingChanges, and what an effect refuses."""
    if kind == "rule_change":
        return {"rules": await _rules(work, given.get("rules"))}
    if kind == "statutes_amendment":
        return {"statutes": await _statutes(work, given.get("statutes"))}
    effect = EFFECTS.get(kind)
    return await effect.checked(work, given) if effect is not None else {}


async def _rules(work: Work, given: object) -> dict[str, Any]:
    if not isinstance(given, Mapping) or not 1 <= len(given) <= _MOST_RULES:
        raise InvalidInput("rules", "required")
    wanted: dict[str, Any] = {}
    for key, value in given.items():
        rule = registry.rule(key)
        if rule is None:
            raise InvalidInput(key, "unknown_rule")
        wanted[key] = rule.check(value)
        latest = await latest_version(work, key)
        if latest is not None and latest.value == wanted[key]:
            raise NothingChanges(key)
    return dict(sorted(wanted.items()))


async def _statutes(work: Work, given: object) -> dict[str, Any]:
    wanted = texts.checked(given)
    known = texts.versions(await rules.adoptions(work))
    if known and known[-1].text == wanted:
        raise NothingChanges("")
    return wanted


async def latest_version(work: Work, key: str) -> rules.RuleVersion | None:
    """The newest decided version of a rule, in force or still to come; None where only its declared default holds."""
    row = await work.row(
        "SELECT id, key, value, effective_at, adoption_id FROM rule_version WHERE cooperative_id = $1 AND key = $2"
        " ORDER BY effective_at DESC, id DESC LIMIT 1",
        work.cooperative_id,
        key,
    )
    return rules.RuleVersion(**dict(row)) if row else None


async def base_of(work: Work, kind: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What a change builds on: the newest decided version of each rule, or of the statutes."""
    if kind == "rule_change":
        latest = {key: await latest_version(work, key) for key in wanted["rules"]}
        return {key: None if one is None else str(one.id) for key, one in latest.items()}
    if kind == "statutes_amendment":
        known = texts.versions(await rules.adoptions(work))
        return {"statutes": str(known[-1].adoption_id) if known else None}
    return {}


def moved(base: Mapping[str, Any], present: Mapping[str, Any]) -> str | None:
    """What was decided anew since: the rule's key, "" for the statutes, None where nothing moved."""
    for key, version in present.items():
        if base.get(key) != version:
            return "" if key == "statutes" else key
    return None


def majority_of(kind: kinds.Kind, wanted: Mapping[str, Any], statutes_majority: registry.Needs) -> registry.Needs:
    """The majority that a proposal needs: the largest that any of its rules asks for."""
    if kind.majority is not None:
        return kind.majority
    if kind.key == "statutes_amendment":
        return statutes_majority
    needs = [rule.majority for key in wanted["rules"] if (rule := registry.rule(key)) is not None]
    return max(needs, key=registry.STRENGTH.index, default="ordinary")


def checked_options(method: str, given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What voters choose among; empty where they answer the proposal itself. Refuses: InvalidInput."""
    if not kinds.takes_options(method):
        if given:
            raise InvalidInput("options", "none_here")
        return []
    if not 2 <= len(given) <= _MOST_OPTIONS:
        raise InvalidInput("options", "length", minimum="2", maximum=str(_MOST_OPTIONS))
    options = []
    for place, one in enumerate(given, 1):
        cost = one.get("cost_minor")
        if kinds.is_budget(method) and (not isinstance(cost, int) or not 1 <= cost <= _LARGEST_COST):
            raise InvalidInput("options", "cost", minimum="1", maximum=str(_LARGEST_COST))
        picture = one.get("picture_id")
        options.append(
            {
                "key": f"o{place}",
                "label": dict(Text.checked(one.get("label"), field="options", longest=_LONGEST_LABEL, one_line=True)),
                "description": dict(
                    Text.checked(one.get("description") or {}, field="options", longest=_LONGEST_ABOUT, shortest=0)
                ),
                "symbol": str(one.get("symbol") or ""),
                "picture_id": str(picture) if isinstance(picture, UUID) else picture,
                "cost_minor": cost if kinds.is_budget(method) else None,
            }
            | ({"agent_id": str(one["agent_id"])} if one.get("agent_id") else {})
        )
    return options
